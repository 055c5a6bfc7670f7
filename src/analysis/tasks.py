"""Many tasks of one kind and who does them: this thread, threads beside it, or a cluster.

Whoever has tasks hands them to some `Hands` and takes what comes back, in the order in which it ends:

>>> [ended.result for ended in Here().run(["a", "bc"], len)]
[1, 2]

What a function raises stops the rest and is raised here, wherever it was raised.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from analysis.errors import StudyError

Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Ended(Generic[Task, Result]):
    """A task that has ended: what its function gave, or why it was left."""

    task: Task
    result: Result | None
    problem: str = ""


class Hands(Protocol):
    """Who does tasks."""

    def run(
        self, tasks: Iterable[Task], function: Callable[[Task], Result]
    ) -> Generator[Ended[Task, Result], None, None]:
        """Each task as it ends; closing the iterator cancels what has not begun.

        Raises:
            Lost: those who did them are gone; what has ended until then was given.
        """
        ...


class Lost(StudyError):
    """Nobody is left who could do the tasks that have not ended."""


@dataclass(frozen=True)
class Here:
    """This thread: one task after the other, each taken when the one before has been dealt with."""

    def run(
        self, tasks: Iterable[Task], function: Callable[[Task], Result]
    ) -> Generator[Ended[Task, Result], None, None]:
        """Each task as it ends, in order."""
        for task in tasks:
            yield Ended(task, function(task))


def _nothing() -> None: ...


@dataclass(frozen=True)
class Threads:
    """Threads of this process; `stop` ends what they are at, when the rest is cancelled."""

    jobs: int = 1
    stop: Callable[[], None] = _nothing

    def run(
        self, tasks: Iterable[Task], function: Callable[[Task], Result]
    ) -> Generator[Ended[Task, Result], None, None]:
        """Each task as it ends; all of them are taken at once.

        >>> sorted(ended.result for ended in Threads(2).run([1, 2, 3], abs))
        [1, 2, 3]
        """
        with ThreadPoolExecutor(max(1, self.jobs)) as pool:
            started: dict[Future[Result], Task] = {}
            try:
                for task in tasks:
                    started[pool.submit(function, task)] = task
                for future in as_completed(started):
                    yield Ended(started[future], future.result())
            except BaseException:
                for future in started:
                    future.cancel()
                self.stop()
                raise
