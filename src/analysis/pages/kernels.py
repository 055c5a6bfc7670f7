"""The kernels that pages run in: this environment's own Python, reached without network ports.

Whatever kernels the machine knows by name, a page runs in the interpreter that runs the study.
A person's IPython start-up files, matplotlib settings, time zone and locale do not reach it.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
import weakref
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from papermill.engines import NBClientEngine

KERNEL_NAME = "python3"

ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MATPLOTLIBRC": os.devnull,
    # The name that warnings and tracebacks give to a cell; the default holds a process id.
    "IPYKERNEL_CELL_NAME": "<cell>",
}
_NOT_INHERITED = ("PYTHONSTARTUP", "PYTHONWARNINGS")


class StudyKernel(AsyncKernelManager):
    """A kernel of this environment over local sockets in a folder of its own."""

    def __init__(self, **kwargs: Any) -> None:
        # Short, because the path of a local socket may have about 100 characters.
        self._folder = Path(tempfile.mkdtemp(prefix="study-"))
        # A kernel that died is not cleaned up by its client.
        self._remove_folder = weakref.finalize(self, shutil.rmtree, self._folder, True)
        super().__init__(**kwargs, transport="ipc", connection_file=str(self._folder / "k"))

    @property
    def kernel_spec(self) -> KernelSpec:
        """This interpreter, and not the one that a kernel of the same name elsewhere would start."""
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3 (ipykernel)", language="python")

    async def _async_pre_start_kernel(self, **kwargs: Any) -> Any:
        inherited = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
        kwargs["env"] = {**inherited, **ENVIRONMENT, "IPYTHONDIR": str(self._folder / "ipython")}
        _live.add(self)
        return await super()._async_pre_start_kernel(**kwargs)

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        await super()._async_cleanup_resources(restart=restart)
        if not restart:
            _live.discard(self)
            self._remove_folder()


class StudyEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's engine; it hands back the notebook also when a page fails."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:
        """Execute the cells; the notebook as far as it came is put into `kept`."""
        kwargs.pop("kept").append(nb_man.nb)
        return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)


class _Live:
    """The kernels that run now, so that a stopped run leaves none behind."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kernels: weakref.WeakSet[StudyKernel] = weakref.WeakSet()
        self._stopped = False

    def add(self, kernel: StudyKernel) -> None:
        with self._lock:
            if self._stopped:
                raise RuntimeError("the run was stopped")
            self._kernels.add(kernel)

    def discard(self, kernel: StudyKernel) -> None:
        with self._lock:
            self._kernels.discard(kernel)

    @property
    def stopped(self) -> bool:
        return self._stopped

    def begin(self) -> None:
        self._stopped = False

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            kernels = list(self._kernels)
        for kernel in kernels:
            process = getattr(kernel.provisioner, "process", None)
            if process and process.poll() is None:
                process.kill()


_live = _Live()


def begin() -> None:
    """Let this process start kernels (again)."""
    _live.begin()


def stop() -> None:
    """Kill every kernel that this process runs, and let it start no more until it begins again."""
    _live.stop()


def stopped() -> bool:
    """Whether kernels died because the run was stopped, and not by themselves."""
    return _live.stopped
