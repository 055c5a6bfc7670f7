"""Warm kernels: started within a moment, because a process that imported everything forks them.

The provisioner `study-warm` serves any Jupyter client. It falls back on ordinary kernels, and says why once.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import logging
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from jupyter_client.provisioning import LocalProvisioner

SWITCH = "STUDY_WARM"
"""The environment variable that switches warm kernels off when it is 0."""

SAME_EVERYWHERE = {
    # Sums depend on how many threads share them, and threads do not survive a fork.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    # As ipykernel chooses, but before matplotlib is imported.
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
"""What every kernel of this provisioner is given, warm or not, unless its client says otherwise."""

# What Python and its libraries read once, at their start.
_FIXED = (
    "PYTHON", "LC_", "LANG", "LD_", "MPL", "MATPLOTLIBRC", "OMP_", "OPENBLAS_", "MKL_", "NUMEXPR_",
    "VECLIB_", "HOME", "XDG_", "TMPDIR",
)  # fmt: skip
_LAUNCHER = ["-m", "ipykernel_launcher"]
_SECONDS_TO_IMPORT, _SECONDS_TO_FORK, _SECONDS_TO_BIND = 60, 10, 30
_LOSSES = 2  # so that one process more is started when the first is lost, and no third
_LONGEST_FOLDER = 70  # the path of a local socket may have about 100 characters

_PORTS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")

_T = TypeVar("_T")

_log = logging.getLogger("analysis.pages.kernels")


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


@dataclass(frozen=True)
class Start:
    """What a kernel is started with: Python and its options, arguments, environment, folders, streams."""

    python: tuple[str, ...]
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    cwd: str
    folder: str
    streams: tuple[int, int]

    @property
    def fixed(self) -> tuple[object, ...]:
        """What the preloaded process must have in common with it."""
        named = {name: value for name, value in self.environment.items() if name.startswith(_FIXED)}
        return self.python, named


class Preloaded:
    """This side of one preloaded process."""

    def __init__(self, start: Start) -> None:
        self.fixed = start.fixed
        self.alive, self.outdated = True, False
        self._sending, self._asked = threading.Lock(), 0
        self._ready: Future[Mapping[str, Any]] = Future()
        self._answers: dict[int, Future[Forked]] = {}
        self._kernels: dict[int, Forked] = {}
        self._channel, theirs = socket.socketpair()
        waits = struct.pack("ll", _SECONDS_TO_FORK, 0)
        self._channel.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, waits)
        with theirs:
            self.process = subprocess.Popen(
                command(start.python, theirs.fileno()), env=dict(start.environment), cwd="/",
                stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()], start_new_session=True,
            )  # fmt: skip
        threading.Thread(target=self._listen, name="preloaded", daemon=True).start()

    async def fork(self, start: Start) -> Forked:
        """A kernel forked for it.

        Raises:
            Unavailable: the process is gone, declined, or did not answer as agreed and in time.
        """
        ready = await _within(_SECONDS_TO_IMPORT, self._ready, self.process.kill)
        if ready["threads"] != 1:
            raise Unavailable(f"{ready['threads']} threads run in the preloaded process")
        answer = self._ask(start)
        return await _within(_SECONDS_TO_FORK, answer, answer.cancel)

    def close(self) -> None:
        """Let the process end, and wait until it has."""
        self.alive = False
        with suppress(OSError):
            self._channel.shutdown(socket.SHUT_RDWR)
        try:
            self.process.wait(5)
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
                "id": self._asked, "arguments": start.arguments, "environment": dict(start.environment),
                "cwd": start.cwd, "folder": start.folder,
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

    def _listen(self) -> None:
        try:
            with self._channel.makefile("rb") as lines:
                for line in lines:
                    self._hear(json.loads(line))
            reason = "the preloaded process has ended"
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
        for answer in (self._ready, *self._answers.values()):
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

    def process_for(self, start: Start) -> Preloaded:
        """The process that can fork it; raises Unavailable when there is none."""
        with self._lock:
            current = self._current
            if current and not current.alive:
                self._lost += not current.outdated
                current = self._current = None
            if self._lost >= _LOSSES:
                raise Unavailable("the preloaded process was lost more than once")
            if current is None:
                current = self._current = Preloaded(start)
            if current.fixed != start.fixed:
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


def close() -> None:
    """End the preloaded process of this process, and its kernels; the next kernel starts another."""
    _factory.close()


def command(python: Sequence[str], channel: int) -> list[str]:
    """The command that starts a preloaded process."""
    return [*python, "-m", "analysis.pages.preloaded", str(channel)]


class WarmProvisioner(LocalProvisioner):  # type: ignore[misc]
    """Starts kernels by forking, else as ever; they are reached over local sockets in a folder of their own."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(tempfile.mkdtemp(prefix="study-", dir=_base()))
        # A kernel that died is not cleaned up by its client.
        self._remove_folder = weakref.finalize(self, shutil.rmtree, self.folder, True)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """What `launch_kernel` is given: no network ports, and what every kernel has in common."""
        kernel = self.parent
        if kernel.transport != "ipc":
            kernel.transport, kernel.ip, kernel.cache_ports = "ipc", str(self.folder / "k-ipc"), False
            kernel.connection_file = str(self.folder / "k")
        environment = kwargs.pop("env", None) or os.environ
        return await super().pre_launch(**kwargs, env={**SAME_EVERYWHERE, **environment})

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start a kernel and return how to connect to it."""
        try:
            start = self._start(cmd, kwargs)
            self.process = await _factory.process_for(start).fork(start)
        except (Unavailable, OSError) as reason:
            if os.environ.get(SWITCH) != "0":
                _factory.say(str(reason))
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = Path(start.cwd)
        await self._until_bound()
        return self.connection_info

    async def send_signal(self, signum: int) -> None:
        """Signal the kernel and what it started, unless it has ended."""
        if self.process and self.process.poll() is None:
            await super().send_signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel, and give it a moment, which a manager would oversleep."""
        await super().kill(restart)
        end = time.monotonic() + 0.5
        while self.process and self.process.poll() is None and time.monotonic() < end:
            await asyncio.sleep(0.002)

    async def cleanup(self, restart: bool = False) -> None:
        """Remove the folder, unless the kernel starts again."""
        await super().cleanup(restart)
        if not restart:
            self._remove_folder()

    def _start(self, cmd: list[str], wanted: Mapping[str, Any]) -> Start:
        if os.environ.get(SWITCH) == "0":
            raise Unavailable("switched off")
        cut = next((at for at, _ in enumerate(cmd) if cmd[at : at + 2] == _LAUNCHER), 0)
        if cmd[:1] != [sys.executable] or not cut:
            raise Unavailable("it is not a kernel of this Python")
        environment = {name: value for name, value in wanted["env"].items() if name != "JPY_PARENT_PID"}
        if any(path and not Path(path).is_absolute() for path in _paths(environment)):
            raise Unavailable("PYTHONPATH names a folder that depends on where a kernel starts")
        return Start(
            tuple(cmd[:cut]), tuple(cmd[cut + 2 :]), environment, str(wanted.get("cwd") or Path.cwd()),
            str(self.folder), (_number(wanted.get("stdout"), 1), _number(wanted.get("stderr"), 2)),
        )  # fmt: skip

    async def _until_bound(self) -> None:
        """Wait until the kernel listens: who knocks too early, knocks again only after 0.1 s."""
        end = time.monotonic() + _SECONDS_TO_BIND
        sockets = [Path(f"{self.connection_info['ip']}-{self.connection_info[port]}") for port in _PORTS]
        while self.process.poll() is None and time.monotonic() < end:
            if all(socket.exists() for socket in sockets):
                return
            await asyncio.sleep(0.002)


async def _within(seconds: float, answer: Future[_T], give_up: Callable[[], object]) -> _T:
    """The answer, waited for without blocking; raises Unavailable when it does not come in time."""
    try:
        return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(answer)), seconds)
    except TimeoutError:
        give_up()
        raise Unavailable("the preloaded process did not answer in time") from None


def _base() -> str | None:
    """The folder for folders of kernels; None is the usual one."""
    usual = tempfile.gettempdir()
    return "/tmp" if len(usual) > _LONGEST_FOLDER and Path("/tmp").is_dir() else None


def _paths(environment: Mapping[str, str]) -> list[str]:
    return environment.get("PYTHONPATH", "").split(os.pathsep)


def _number(stream: Any, usual: int) -> int:
    """The number of a stream as Popen takes it."""
    if stream is None:
        return usual
    return stream if isinstance(stream, int) else int(stream.fileno())
