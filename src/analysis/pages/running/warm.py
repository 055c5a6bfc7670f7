"""Warm kernels: ready within a moment, because a process that has imported everything forks them.

This is the side of whoever wants a kernel; `analysis.pages.running.preloaded` is the process.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import logging
import os
import signal
import socket
import struct
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from analysis.pages.running.strays import MARK

SWITCH = "STUDY_WARM"
"""The environment variable that switches warm kernels off when it is 0."""

SAME_EVERYWHERE = {
    # Sums depend on how many threads share them, and threads do not survive a fork.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    # Arrow's second allocator would start a thread of its own, though it is never used.
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    # And its first one would set aside a gigabyte at once, which counts against what a kernel may use.
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    # As ipykernel chooses, but before matplotlib is imported.
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
"""What every kernel of this provisioner is given, warm or not, unless its client says otherwise."""

# What Python and its libraries read once, at their start.
_FIXED = (
    "PYTHON", "LC_", "LANG", "LD_", "MPL", "MATPLOTLIBRC", "OMP_", "OPENBLAS_", "MKL_", "NUMEXPR_",
    "VECLIB_", "JE_ARROW_", "ARROW_", "HOME", "XDG_", "TMPDIR",
)  # fmt: skip
_SECONDS_TO_IMPORT, _SECONDS_TO_FORK, _SECONDS_TO_END = 60, 10, 5
_LOSSES = 2  # so that one process more is started when the first is lost, and no third

_T = TypeVar("_T")

_log = logging.getLogger("analysis.pages.running.kernels")


class Unavailable(Exception):
    """No kernel can be forked; the message says why."""


class Forked:
    """A forked kernel, with what `subprocess.Popen` answers about a process that it started."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self.lost = False
        """Whether it was ended together with the preloaded process, and not by itself."""
        self._ended = threading.Event()

    def end(self, status: int, lost: bool = False) -> None:
        """Note how it ended."""
        self.returncode, self.lost = status, lost
        self._ended.set()

    def poll(self) -> int | None:
        """Its exit status; None while it runs."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status, once it has ended."""
        if not self._ended.wait(timeout) or self.returncode is None:
            raise subprocess.TimeoutExpired("kernel", timeout or 0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it, with what it started."""
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


_LATE = "the preloaded process did not answer in time"


@dataclass(frozen=True)
class Interpreter:
    """A Python with its options, and the environment that it starts in."""

    python: tuple[str, ...]
    environment: Mapping[str, str]

    @property
    def fixed(self) -> tuple[object, ...]:
        """What a kernel and the process that it is forked from must have in common."""
        named = {name: value for name, value in self.environment.items() if name.startswith(_FIXED)}
        return self.python, named


@dataclass(frozen=True)
class Start:
    """A kernel to start: its interpreter, arguments, working folder, own folder, stdout and stderr."""

    interpreter: Interpreter
    arguments: tuple[str, ...]
    cwd: str
    folder: str
    streams: tuple[int, int]


class Preloaded:
    """This side of one preloaded process."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.fixed = interpreter.fixed
        self.alive, self.outdated, self.closed, self._late = True, False, False, False
        self._sending, self._asked = threading.Lock(), 0
        self._ready: Future[Mapping[str, Any]] = Future()
        self._answers: dict[int, Future[Forked]] = {}
        self._kernels: dict[int, Forked] = {}
        self._channel, theirs = socket.socketpair()
        waits = struct.pack("ll", _SECONDS_TO_FORK, 0)
        self._channel.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, waits)
        # It outlives the kernel for which it is started.
        unmarked = {name: value for name, value in interpreter.environment.items() if name != MARK}
        with theirs:
            self.process = subprocess.Popen(
                command(interpreter.python, theirs.fileno()), env=unmarked, cwd="/",
                stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()], start_new_session=True,
            )  # fmt: skip
        threading.Thread(target=self._listen, name="preloaded", daemon=True).start()

    async def fork(self, start: Start) -> Forked:
        """A kernel forked for it.

        Raises:
            Unavailable: the process is gone, declined, or did not answer as agreed and in time.
        """
        ready = await _within(_SECONDS_TO_IMPORT, self._ready, self._give_up)
        if ready["threads"] != 1:
            raise Unavailable(f"{ready['threads']} threads run in the preloaded process")
        answer = self._ask(start)
        return await _within(_SECONDS_TO_FORK, answer, answer.cancel)

    def close(self) -> None:
        """Let the process end, and wait until it has."""
        self.alive, self.closed = False, True
        with suppress(OSError):
            self._channel.shutdown(socket.SHUT_RDWR)
        if not self._ready.done():  # it does not listen before it has imported everything
            self.process.kill()
        try:
            self.process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def leave_to_parent(self) -> None:
        """Let go, in a forked child of this process, of what belongs to its parent."""
        with suppress(OSError):
            os.close(self._channel.detach())

    def _ask(self, start: Start) -> Future[Forked]:
        answer: Future[Forked] = Future()
        with self._sending:
            self._asked += 1
            self._answers[self._asked] = answer
            content = {
                "id": self._asked, "arguments": start.arguments, "cwd": start.cwd, "folder": start.folder,
                "environment": dict(start.interpreter.environment),
            }  # fmt: skip
            line = json.dumps(content).encode() + b"\n"
            try:
                sent = socket.send_fds(self._channel, [line], start.streams)
                self._channel.sendall(line[sent:])
            except OSError as error:
                self.process.kill()
                raise Unavailable(f"the preloaded process cannot be asked ({error})") from None
        if not self.alive and answer.cancel():
            raise Unavailable("the preloaded process has ended")
        return answer

    def _give_up(self) -> None:
        """End a process that did not answer; who else waits for it is told the same."""
        self._late = True
        self.process.kill()

    def _listen(self) -> None:
        try:
            with self._channel.makefile("rb") as lines:
                for line in lines:
                    self._hear(json.loads(line))
            reason = _LATE if self._late else "the preloaded process has ended"
        except (OSError, ValueError, KeyError, TypeError, InvalidStateError) as error:
            reason = f"the preloaded process answered nonsense ({type(error).__name__})"
        self._lose(reason)

    def _hear(self, message: Mapping[str, Any]) -> None:
        if "threads" in message:
            self._ready.set_result(message)
        elif "exited" in message:
            self._kernels.pop(message["pid"]).end(message["exited"])
        elif "declined" in message:
            self.outdated = self.outdated or message["outdated"]
            self.alive = self.alive and not self.outdated
            self._answers.pop(message["id"]).set_exception(Unavailable(message["declined"]))
        else:
            kernel = self._kernels[message["pid"]] = Forked(message["pid"])
            answer = self._answers.pop(message["id"])
            if answer.set_running_or_notify_cancel():
                answer.set_result(kernel)
            else:  # too late
                kernel.kill()

    def _lose(self, reason: str) -> None:
        """Tell whoever waits, and leave no kernel: none can outlive the process."""
        self.alive = False
        self.process.kill()
        self.process.wait()
        waiting: list[Future[Any]] = [self._ready, *self._answers.values()]
        for answer in waiting:
            if not answer.done():
                answer.set_exception(Unavailable(reason))
        for kernel in tuple(self._kernels.values()):
            kernel.kill()
            kernel.end(-signal.SIGKILL, lost=True)


class _Factory:
    """The one preloaded process of this process, started when it is first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._current: Preloaded | None = None
        self._lost = 0
        self._said: set[str] = set()

    def process_for(self, interpreter: Interpreter) -> Preloaded:
        """The process that can fork kernels of it; raises Unavailable when there is none."""
        with self._lock:
            current = self._current
            if current and not current.alive:
                self._lost += not current.outdated
                current = self._current = None
            if self._lost >= _LOSSES:
                raise Unavailable("the preloaded process was lost more than once")
            if current is None:
                current = self._current = Preloaded(interpreter)
            if current.fixed != interpreter.fixed:
                raise Unavailable("it asks for another environment than the preloaded process has")
            return current

    def say(self, reason: str) -> None:
        """Log, the first time, why a kernel is an ordinary one."""
        with self._lock:
            new = reason not in self._said
            self._said.add(reason)
        if new:
            _log.warning("an ordinary kernel is started: %s", reason)

    def close(self) -> None:
        """End the process and its kernels."""
        with self._lock:
            current, self._current = self._current, None
        if current:
            current.close()

    def leave_to_parent(self) -> None:
        """Start anew in a forked child of this process."""
        if self._current:
            self._current.leave_to_parent()
        self.__init__()  # type: ignore[misc]


_factory = _Factory()
atexit.register(_factory.close)
os.register_at_fork(after_in_child=_factory.leave_to_parent)


def switched_off() -> bool:
    """Whether all kernels are to be ordinary ones."""
    return os.environ.get(SWITCH) == "0"


def prepare(interpreter: Interpreter) -> None:
    """Start the preloaded process, so that it is ready when the first kernel is wanted."""
    if not switched_off():
        with suppress(Unavailable, OSError):
            _factory.process_for(interpreter)


async def fork(start: Start) -> Forked | None:
    """A forked kernel; None when only an ordinary one can be had, and then the log says why, once."""
    if switched_off():
        return None
    process = None
    try:
        process = _factory.process_for(start.interpreter)
        return await process.fork(start)
    except (Unavailable, OSError) as reason:
        if process and process.closed:
            raise RuntimeError("kernels are being stopped") from None
        say(str(reason))
        return None


def say(reason: str) -> None:
    """Log, the first time, why a kernel is an ordinary one."""
    _factory.say(reason)


def close() -> None:
    """End the preloaded process of this process, and its kernels; the next kernel starts another."""
    _factory.close()


def command(python: Sequence[str], channel: int) -> list[str]:
    """The command that starts a preloaded process."""
    return [*python, "-m", "analysis.pages.running.preloaded", str(channel)]


async def _within(seconds: float, answer: Future[_T], give_up: Callable[[], object]) -> _T:
    """The answer, waited for without blocking; raises Unavailable when it does not come in time."""
    try:
        return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(answer)), seconds)
    except TimeoutError:
        give_up()
        raise Unavailable(_LATE) from None
