"""Child processes as `Hands`: opening and reading what strangers wrote cannot harm the call that asks for it.

A child serves many tasks, one after the other. It has a limit of time and of memory, writes no file and
prints nothing; one that dies takes its task with it, and another takes its place.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from queue import SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING

from analysis.tasks import Ended, Result, Task

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerProcess

_AHEAD = 2
"""So many tasks for each child are taken before their turn, so that none waits for the next."""

_CHANGING = Lock()
"""One thread at a time begins or ends a process: beginning one asks after all that have ended."""


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
        children = [_Child(self.seconds, self.megabytes) for _ in range(self.jobs)]
        threads = ThreadPoolExecutor(self.jobs)
        try:
            yield from _in_order(threads, children, iter(tasks), function)
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            for child in children:
                child.end()
            threads.shutdown()


def _in_order(
    threads: ThreadPoolExecutor,
    children: list[_Child],
    tasks: Iterable[Task],
    function: Callable[[Task], Result],
) -> Generator[Ended[Task, Result], None, None]:
    """A thread waits for each child at work: the caller may take its time with what has ended."""
    free: SimpleQueue[_Child] = SimpleQueue()
    for child in children:
        free.put(child)

    def done(task: Task) -> Ended[Task, Result]:
        child = free.get()
        try:
            return child.do(task, function)
        finally:
            free.put(child)

    under_way: deque[Future[Ended[Task, Result]]] = deque()
    while True:
        under_way.extend(
            threads.submit(done, task) for task in islice(tasks, _AHEAD * len(children) - len(under_way))
        )
        if not under_way:
            return
        yield under_way.popleft().result()


@dataclass
class _Child:
    """One process, begun when there is something to do; its pipe tells which task it was at when it ended."""

    seconds: float
    megabytes: int
    process: ForkServerProcess | None = None
    pipe: Connection = field(init=False)
    over: bool = False

    def do(self, task: Task, function: Callable[[Task], Result]) -> Ended[Task, Result]:
        """What the function gives for the task, or why the child could not do it.

        Raises:
            Exception: what the function raised.
        """
        try:
            self._begin()
            self.pipe.send_bytes(pickle.dumps((function, task)))
            if not self.pipe.poll(self.seconds):
                self._gone(0)
                return Ended(task, None, f"took longer than {self.seconds:g} seconds")
            result, error = pickle.loads(self.pipe.recv_bytes())
        except (EOFError, ConnectionError):
            return Ended(task, None, f"ended the process that read it ({_cause(self._gone(1))})")
        if isinstance(error, MemoryError):
            return Ended(task, None, f"needs more than {self.megabytes:,} MB of memory")
        if error is not None:
            raise error
        return Ended(task, result)

    def end(self) -> None:
        """End the process, whatever it is at; no other is begun."""
        self.over = True
        with _CHANGING:
            if self.process is not None:
                self.process.kill()

    def _begin(self) -> None:
        with _CHANGING:
            if self.process is not None:
                return
            if self.over:
                raise EOFError
            context = get_context("forkserver")
            context.set_forkserver_preload(["analysis.reading.batch"])
            self.pipe, theirs = context.Pipe()
            self.process = context.Process(target=_serve, args=(theirs, self.megabytes, os.getpid()))
            self.process.start()
            theirs.close()  # so that the pipe ends with the child

    def _gone(self, seconds: float) -> int | None:
        """The status of the process, which has so long to end by itself; the next task begins another."""
        with _CHANGING:
            process, self.process = self.process, None
            if process is None:
                return None
            self.pipe.close()
            process.join(seconds)
            process.kill()
            process.join()
            return process.exitcode


def _cause(code: int | None) -> str:
    """Why a process has ended.

    >>> _cause(-9), _cause(3)
    ('SIGKILL', 'status 3')
    """
    return signal.Signals(-code).name if code is not None and code < 0 else f"status {code}"


def _serve(pipe: Connection, megabytes: int, caller: int) -> None:
    """A child's life: task after task, until the caller closes the pipe."""
    _confine(megabytes, caller)
    with suppress(EOFError, ConnectionError):
        while True:
            pipe.send_bytes(_answer(pipe.recv_bytes()))


def _answer(call: bytes) -> bytes:
    """What a function gives or raises, pickled; what cannot be pickled is an error like any other."""
    try:
        function, task = pickle.loads(call)
        return pickle.dumps((function(task), None))
    except Exception as error:
        return pickle.dumps((None, error))


def _confine(megabytes: int, caller: int) -> None:
    """What a child may, from now on."""
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
