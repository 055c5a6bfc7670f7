"""The process that warm kernels are forked from: what notebooks import is imported here, once.

`analysis.pages.running.warm` starts it and talks to it over a socket, one JSON object per line:

    {"id", "arguments", "environment", "cwd", "folder"} and the kernel's stdout and stderr
                                 -> {"id", "pid"} or {"id", "declined", "outdated"}
    (nothing, when it is ready)  -> {"threads"}
    (nothing, when one ended)    -> {"pid", "exited"}

When the other side of the socket closes, it kills its kernels, removes their folders and ends. What a kernel
started ends with it, in whatever session: it is handed down to this process when the kernel has ended.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import selectors
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from analysis.pages.running import strays

KERNEL = (
    "ipykernel_launcher", "ipykernel.kernelapp", "ipykernel.debugger", "IPython.core.completerlib",
    "IPython.core.debugger", "IPython.core.logger", "IPython.core.oinspect", "IPython.extensions.storemagic",
    "tornado.platform.asyncio", "sqlite3", "faulthandler", "analysis.pages.running.stream",
)  # fmt: skip
# Never matplotlib's inline backend: it must find the kernel's shell when it is imported.
LIBRARIES = (
    "pandas", "pandas.io.formats.style", "matplotlib.pyplot", "matplotlib.backends.backend_agg", "seaborn",
    "pandera.pandas", "pandera.backends.pandas.builtin_checks", "pandera.backends.pandas.builtin_hypotheses",
    "pandera.backends.pandas.container", "pandera.backends.pandas.register", "pandas.io.formats.string",
    "babel.numbers", "pyarrow.compute", "pyarrow.parquet", "openpyxl", "PIL.JpegImagePlugin", "yaml",
    "matplotlib.backends.backend_svg",
)  # fmt: skip
STUDY = ("analysis.showing", "analysis.table", "analysis.reading")
_DIES_WITH_ITS_PARENT = 1  # PR_SET_PDEATHSIG of Linux

Request = Mapping[str, Any]


def main(channel: socket.socket) -> None:
    """Import, serve, and in each forked child be a kernel until it ends."""
    # As in an ordinary kernel: nothing is imported from the folder that Python was started in.
    if sys.path[0] == str(Path.cwd()):
        del sys.path[0]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server = os.getpid()
    strays.adopt()
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # else the debugger warns on the terminal
    added = preload()
    be_a_kernel(Server(channel).serve(), server, added)


def preload() -> dict[str, str]:
    """Import all that a notebook may need; the variables that an ordinary kernel sets when it starts."""
    gc.disable()  # nothing here is to be thrown away, and looking for it takes time
    before = set(os.environ)
    for name in KERNEL:
        import_module(name)
    added = {name: value for name, value in os.environ.items() if name not in before}
    for name in LIBRARIES:
        import_module(name)
    for package in map(import_module, STUDY):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    hold_the_table()
    gc.enable()
    gc.collect()
    gc.freeze()  # so that a collection in one kernel does not copy what all of them share
    return added


def hold_the_table() -> None:
    """Load the study, so that each kernel starts with it; one whose files have changed since loads its own.

    A table that is broken is the kernel's to tell of.
    """
    from analysis.errors import StudyError
    from analysis.table.study import load

    with suppress(StudyError):
        study = load()
        _ = study.judged.ties, study.checks


class Server:
    """Forks a kernel per request, and tells which ones ended."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._unread, self._streams = b"", list[int]()
        self._woken, self._wakes = socket.socketpair()
        self._selector = selectors.DefaultSelector()
        self._folders: dict[int, str] = {}
        self._sources = _sources()
        self._retired = False

    def serve(self) -> Request:
        """The request that a kernel was forked for; this returns in the forked child only."""
        self._wakes.setblocking(False)
        signal.set_wakeup_fd(self._wakes.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        for end in (self._channel, self._woken):
            self._selector.register(end, selectors.EVENT_READ)
        self._tell(threads=_threads())
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._woken:
                    self._reap()
                else:
                    for request in self._requests():
                        if self._is_forked_for(request):
                            return request
            if self._retired and not self._folders:
                self._end()

    def _requests(self) -> Iterator[Request]:
        try:
            data, streams, _, _ = socket.recv_fds(self._channel, 1 << 16, 16)
        except OSError:
            data, streams = b"", []
        if not data:
            self._end()
        self._streams += streams
        *lines, self._unread = (self._unread + data).split(b"\n")
        return map(json.loads, lines)

    def _is_forked_for(self, request: Request) -> bool:
        """Whether this is the new kernel; the server itself answers the request."""
        streams, self._streams = self._streams[:2], self._streams[2:]
        try:
            reason = self._objection(request)
            pid = -1 if reason else os.fork()
        except OSError as error:
            reason, pid = str(error), -1
        if pid == 0:
            self._leave(streams)
            return True
        for stream in streams:
            os.close(stream)
        if reason:
            self._tell(id=request["id"], declined=reason, outdated=self._retired)
        else:
            self._folders[pid] = request["folder"]
            self._tell(id=request["id"], pid=pid)
        return False

    def _objection(self, request: Request) -> str:
        """Why an ordinary kernel would not be the same as one forked now; empty when it would be."""
        self._retired = self._retired or _sources() != self._sources
        if self._retired:
            return "the package was changed since it was imported"
        here = {path.stem for path in Path(request["cwd"]).iterdir()}
        imported = {name.partition(".")[0] for name in sys.modules} - sys.stdlib_module_names
        shadows = sorted(here & (imported | {"matplotlibrc"}) - {"__main__"})
        return f"{shadows[0]} in the kernel's folder stands before the installed one" if shadows else ""

    def _leave(self, streams: Sequence[int]) -> None:
        """Let go, in a forked child, of what belongs to the server."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self._selector.close()
        for end in (self._channel, self._woken, self._wakes):
            end.close()
        for number, stream in enumerate(streams, start=1):
            os.dup2(stream, number)
            os.close(stream)

    def _reap(self) -> None:
        """Tell which kernels have ended, once all that they started has."""
        self._woken.recv(4096)
        ended = {pid: status for pid, status in strays.ended() if pid in self._folders}
        for pid in ended:
            del self._folders[pid]
        if ended:
            ended |= strays.end_children_but(self._folders)
        for pid, status in ended.items():
            self._tell(pid=pid, exited=status)

    def _tell(self, **message: object) -> None:
        try:
            self._channel.sendall(json.dumps(message).encode() + b"\n")
        except OSError:
            self._end()

    def _end(self) -> NoReturn:
        for pid in self._folders:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
        strays.end_children_but(())
        for folder in self._folders.values():
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)


def be_a_kernel(request: Request, server: int, added: Mapping[str, str]) -> None:
    """Be, in a forked child, the kernel that `python -m ipykernel_launcher` would be.

    `added` are the variables that it would set itself.
    """
    import numpy
    from ipykernel import kernelapp

    os.setsid()
    strays.adopt()
    _die_with(server)
    os.environ.clear()
    os.environ.update({**added, **request["environment"], "JPY_PARENT_PID": str(server)})
    time.tzset()
    os.chdir(request["cwd"])
    sys.argv = [str(sys.modules["ipykernel_launcher"].__file__), *request["arguments"]]
    sys.orig_argv[1:] = ["-m", "ipykernel_launcher", *request["arguments"]]
    numpy.random.seed()  # `random` seeds itself again in a forked child
    launch: Any = kernelapp.IPKernelApp.launch_instance
    launch(parent_handle=server)


def _die_with(server: int) -> None:
    """End this process when the server ends, even if the server is killed; at once where Linux runs."""
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DIES_WITH_ITS_PARENT, signal.SIGKILL)
    if os.getppid() != server:
        os._exit(1)


def _threads() -> int:
    """How many threads this process has, with those that a library started beside Python's."""
    with suppress(OSError):
        return len(list(Path("/proc/self/task").iterdir()))
    import threading

    return threading.active_count()


def _sources() -> dict[str, int]:
    """When each imported file of the package was written."""
    loaded = [module for name, module in sys.modules.items() if name.startswith("analysis")]
    files = [Path(module.__file__) for module in loaded if module.__file__]
    return {str(path): path.stat().st_mtime_ns for path in files if path.is_file()}


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
