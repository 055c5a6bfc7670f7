"""Processes that a kernel left behind, in a session of their own or not: found and ended.

On Linux a process can take in what its children leave behind. Each kernel does so as long as it runs, and the
process that forks kernels when one has ended: what is a child of it then, and no kernel, is a stray. Kernels
that were started otherwise give all that they start a mark in its environment.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Container, Iterator
from contextlib import suppress
from pathlib import Path

MARK = "STUDY_KERNEL"
"""The variable that says, in the environment of all that a kernel starts, which kernel that was."""

_TAKES_IN_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER of Linux
_PROCESSES = Path("/proc")
_SECONDS_TO_END, _MOMENT = 5.0, 0.005


def adopt() -> None:
    """Let this process be the parent of all that its children leave behind; nothing where that cannot be."""
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_TAKES_IN_ORPHANS, 1, 0, 0, 0)


def ended() -> Iterator[tuple[int, int]]:
    """The children that have ended since this was asked last, with their exit status."""
    with suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            yield found[0], os.waitstatus_to_exitcode(found[1])


def end_children_but(kept: Container[int]) -> dict[int, int]:
    """End every other child, and theirs as they come; back come those kept that end meanwhile, and how."""
    gone: dict[int, int] = {}
    until = time.monotonic() + _SECONDS_TO_END
    while (found := [pid for pid in _children() if pid not in kept]) and time.monotonic() < until:
        _kill(found)
        time.sleep(_MOMENT)
        gone |= {pid: status for pid, status in ended() if pid in kept}
    return gone


def end_marked(mark: str) -> None:
    """End every process whose environment holds the mark, and those that they start as they come."""
    until = time.monotonic() + _SECONDS_TO_END
    while (found := list(_marked(mark))) and time.monotonic() < until:
        _kill(found)
        time.sleep(_MOMENT)


def _kill(pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def _children() -> Iterator[int]:
    """The children of this process that run, or wait to be fetched."""
    me = str(os.getpid()).encode()
    for process in _processes():
        with suppress(OSError):
            # What stands in parentheses is the process's name, which may be anything.
            if (process / "stat").read_bytes().rpartition(b")")[2].split()[1] == me:
                yield int(process.name)


def _marked(mark: str) -> Iterator[int]:
    wanted = f"{MARK}={mark}".encode()
    for process in _processes():
        with suppress(OSError):
            if wanted in (process / "environ").read_bytes().split(b"\0"):
                yield int(process.name)


def _processes() -> Iterator[Path]:
    return (path for path in _PROCESSES.glob("[0-9]*")) if _PROCESSES.is_dir() else iter(())
