"""Child processes as `Hands`: opening and reading what strangers wrote cannot harm the call that asks for it.

A child serves many tasks, one after the other. It has a limit of time and of memory, writes no file and
prints nothing; one that dies takes its task with it, and another takes its place.
"""

from __future__ import annotations

import os
import resource
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import TimeoutError
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from analysis.tasks import Ended, Result, Task

if TYPE_CHECKING:
    from pebble import ProcessFuture, ProcessPool

_AHEAD = 2
"""So many tasks for each child are taken before their turn, so that none waits for the next."""


@dataclass(frozen=True)
class Children:
    """`jobs` processes; a task ends with a problem after so many seconds, or with too little memory.

    What they do is imported anew in each: functions and tasks are handed over by pickle.
    """

    jobs: int = 1
    seconds: float = 120
    megabytes: int = 1_000

    def run(
        self, tasks: Iterable[Task], function: Callable[[Task], Result]
    ) -> Generator[Ended[Task, Result], None, None]:
        """Each task when it has ended, in the order of the tasks; closing the iterator ends the children.

        >>> [ended.result for ended in Children().run([-1, 2], abs)]
        [1, 2]
        """
        pool = self._pool()
        try:
            yield from self._ended(pool, iter(tasks), function)
            pool.close()  # type: ignore[no-untyped-call]
        finally:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()

    def _pool(self) -> ProcessPool:
        from multiprocessing import get_context

        from pebble import ProcessPool

        context = get_context("forkserver")
        context.set_forkserver_preload(["analysis.reading.batch"])
        return ProcessPool(
            self.jobs, initializer=_confined, initargs=(self.megabytes, os.getpid()), context=context
        )

    def _ended(
        self, pool: ProcessPool, tasks: Iterator[Task], function: Callable[[Task], Result]
    ) -> Iterator[Ended[Task, Result]]:
        under_way: deque[tuple[Task, ProcessFuture[Result]]] = deque()
        while True:
            for task in islice(tasks, _AHEAD * self.jobs - len(under_way)):
                under_way.append((task, pool.schedule(function, args=[task], timeout=self.seconds)))
            if not under_way:
                return
            task, future = under_way.popleft()
            yield self._told(task, future)

    def _told(self, task: Task, future: Any) -> Ended[Task, Any]:
        from pebble import ProcessExpired

        try:
            return Ended(task, future.result())
        except TimeoutError:
            return Ended(task, None, f"took longer than {self.seconds:g} seconds")
        except MemoryError:
            return Ended(task, None, f"needs more than {self.megabytes:,} MB of memory")
        except ProcessExpired as error:
            return Ended(task, None, f"ended the process that read it ({_cause(error.exitcode)})")


def _cause(code: int | None) -> str:
    """Why a process has ended.

    >>> _cause(-9), _cause(3)
    ('SIGKILL', 'status 3')
    """
    return signal.Signals(-code).name if code is not None and code < 0 else f"status {code}"


def _confined(megabytes: int, caller: int) -> None:
    """Called in each child before its first task."""
    most = megabytes * 2**20
    for what, limit in ((resource.RLIMIT_DATA, most), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)):
        resource.setrlimit(what, (limit, limit))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who called ends its children
    _silence()
    _die_with(caller)


def _silence() -> None:
    """Whatever a library prints of what strangers wrote reaches no terminal."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


def _die_with(caller: int) -> None:
    """End when the caller has ended, however that happened: no thread of a library can hold that up."""
    import threading
    import time

    def watch() -> None:
        while os.path.exists(f"/proc/{caller}"):  # noqa: PTH110  # a thousand times quicker than a Path
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
