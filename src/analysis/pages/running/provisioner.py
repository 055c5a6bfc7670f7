"""The kernel provisioner `study-warm`: warm kernels for any Jupyter client, else ordinary ones."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import sys
import tempfile
import time
import weakref
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from analysis.pages.running import strays, warm
from analysis.pages.running.warm import SAME_EVERYWHERE, Interpreter, Start

_LAUNCHER = ["-m", "ipykernel_launcher"]
_PORTS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
_SECONDS_TO_BIND, _SECONDS_TO_DIE, _MOMENT = 30, 0.5, 0.002
_FOLDER, _LOCK = "study-", ".lock"
_LONGEST_FOLDER = 70  # the path of a local socket may have about 100 characters


class WarmProvisioner(LocalProvisioner):
    """Starts kernels by forking, else as ever, with local sockets in a folder of their own."""

    parent: Any
    process: Any = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder, lock = _own_folder()
        # A kernel that died is not cleaned up by its client.
        self._remove_folder = weakref.finalize(self, _remove, self.folder, lock)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """What `launch_kernel` is given: no network ports, and what every kernel has in common."""
        kernel = self.parent
        if kernel.transport != "ipc":
            kernel.transport, kernel.ip, kernel.cache_ports = "ipc", str(self.folder / "k-ipc"), False
            kernel.connection_file = str(self.folder / "k")
        environment = kwargs.pop("env", None) or os.environ
        marked = {**SAME_EVERYWHERE, **environment, strays.MARK: str(self.folder)}
        return await super().pre_launch(**kwargs, env=marked)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start a kernel and return how to connect to it."""
        start = self._start(cmd, kwargs)
        self.process = start and await warm.fork(start)
        if not start or not self.process:
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = start.cwd
        await self._until_bound()
        return self.connection_info

    async def send_signal(self, signum: int) -> None:
        """Signal the kernel and what it started, unless it has ended."""
        if self.process and self.process.poll() is None:
            await super().send_signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel, and give it a moment, which a manager would oversleep."""
        await super().kill(restart)
        end = time.monotonic() + _SECONDS_TO_DIE
        while self.process and self.process.poll() is None and time.monotonic() < end:
            await asyncio.sleep(_MOMENT)

    def end_strays(self) -> None:
        """End what the kernel has left behind, in whatever session."""
        strays.end_marked(str(self.folder))

    async def cleanup(self, restart: bool = False) -> None:
        """End what the kernel has left behind, and remove the folder unless it starts again."""
        await super().cleanup(restart)
        self.end_strays()
        if not restart:
            self._remove_folder()

    def _start(self, cmd: list[str], wanted: Mapping[str, Any]) -> Start | None:
        """What is to be forked; None when an ordinary kernel would be another one."""
        cut = next((at for at, _ in enumerate(cmd) if cmd[at : at + 2] == _LAUNCHER), 0)
        if cmd[0] != sys.executable or not cut:
            warm.say("it is not a kernel of this Python")
            return None
        environment = {name: value for name, value in wanted["env"].items() if name != "JPY_PARENT_PID"}
        named = environment.get("PYTHONPATH", "").split(os.pathsep)
        if any(path and not Path(path).is_absolute() for path in named):
            warm.say("PYTHONPATH names a folder that depends on where a kernel starts")
            return None
        return Start(
            Interpreter(tuple(cmd[:cut]), environment), tuple(cmd[cut + 2 :]),
            str(wanted.get("cwd") or Path.cwd()), str(self.folder),
            (_number(wanted.get("stdout"), 1), _number(wanted.get("stderr"), 2)),
        )  # fmt: skip

    async def _until_bound(self) -> None:
        """Wait until the kernel listens: who knocks too early, knocks again only after 0.1 s."""
        end = time.monotonic() + _SECONDS_TO_BIND
        how: Mapping[str, Any] = self.connection_info
        sockets = [Path(f"{how['ip']}-{how[port]}") for port in _PORTS]
        while self.process.poll() is None and time.monotonic() < end:
            if all(socket.exists() for socket in sockets):
                return
            await asyncio.sleep(_MOMENT)


def sweep() -> None:
    """Remove the folders of kernels whose client was killed: nobody holds their lock any more."""
    for lock in Path(_base() or tempfile.gettempdir()).glob(f"{_FOLDER}*/{_LOCK}"):
        with suppress(OSError), lock.open("rb") as held:  # another user's, or just removed by its owner
            if time.time() - lock.stat().st_mtime > _SECONDS_TO_BIND:  # a new one may not be locked yet
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock.parent, ignore_errors=True)


def _own_folder() -> tuple[Path, BinaryIO]:
    """A new folder, and its lock, which the system lets go of when this process dies."""
    folder = Path(tempfile.mkdtemp(prefix=_FOLDER, dir=_base()))
    lock = (folder / _LOCK).open("wb")
    fcntl.flock(lock, fcntl.LOCK_EX)
    return folder, lock


def _remove(folder: Path, lock: BinaryIO) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    lock.close()


def _base() -> str | None:
    """The folder for folders of kernels; None is the usual one."""
    usual = tempfile.gettempdir()
    return "/tmp" if len(usual) > _LONGEST_FOLDER and Path("/tmp").is_dir() else None


def _number(stream: Any, usual: int) -> int:
    """The number of a stream as Popen takes it."""
    if stream is None:
        return usual
    return stream if isinstance(stream, int) else int(stream.fileno())
