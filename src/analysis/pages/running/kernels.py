"""The kernels that pages run in: this environment's own Python, reached without network ports.

Whatever kernels the machine knows by name, a page runs in the interpreter that runs the study.
A person's IPython start-up files, matplotlib settings, time zone and locale do not reach it.
"""

from __future__ import annotations

import os
import sys
import threading
import weakref
from dataclasses import dataclass
from typing import Protocol

from analysis.pages.running import warm

KERNEL_NAME = "python3"

ENVIRONMENT = {
    **warm.SAME_EVERYWHERE,
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "LANG": "C.UTF-8",
    "MATPLOTLIBRC": os.devnull,
    # The name that warnings and tracebacks give to a cell; the default holds a process id.
    "IPYKERNEL_CELL_NAME": "<cell>",
}
_NOT_INHERITED = ("PYTHONSTARTUP", "PYTHONWARNINGS")


@dataclass(frozen=True)
class Limits:
    """What a page may take before its kernel is ended; of its output, what one cell may put out.

    The largest table of a page and its charts are a hundredth of these bytes; a line of a text that is longer
    stops a browser.
    """

    cell_seconds: int = 600
    page_seconds: int = 1800
    memory_mb: int = 4096
    output_bytes: int = 20_000_000
    line_length: int = 100_000
    messages: int = 10_000


LIMITS = Limits()
"""What every page may take."""


def interpreter() -> warm.Interpreter:
    """The Python of the study with the environment that all its kernels share."""
    inherited = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
    return warm.Interpreter((sys.executable,), {**inherited, **ENVIRONMENT})


class Kernel(Protocol):
    """A kernel that can be ended."""

    def end(self) -> None:
        """Kill it, if it runs."""


class _Live:
    """The kernels that run now, so that a stopped run leaves none behind."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kernels: weakref.WeakSet[Kernel] = weakref.WeakSet()
        self._stopped = False

    def add(self, kernel: Kernel) -> None:
        with self._lock:
            if self._stopped:
                raise RuntimeError("the run was stopped")
            self._kernels.add(kernel)

    def discard(self, kernel: Kernel) -> None:
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
            kernel.end()


live = _Live()


def begin() -> None:
    """Let this process start kernels (again)."""
    live.begin()
    warm.prepare(interpreter())


def stop() -> None:
    """Kill every kernel that this process runs, and let it start no more until it begins again."""
    live.stop()
    warm.close()


def stopped() -> bool:
    """Whether kernels died because the run was stopped, and not by themselves."""
    return live.stopped
