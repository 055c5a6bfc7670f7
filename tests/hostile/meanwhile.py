"""What happens to a drop while it is read: it grows, goes, is another one, or its child is killed."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from hostile.made import Case


def _append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"And 98,765 files more.\n")


def _becomes(path: Path, made: Callable[[Path], object]) -> None:
    path.unlink()
    made(path)


def _kill_children(path: Path) -> None:
    """Kills, once, the children that read: those below the server that starts them."""
    while not (readers := [pid for child in _children(os.getpid()) for pid in _children(child)]):
        time.sleep(0.05)
    time.sleep(1)
    for pid in readers:
        os.kill(pid, signal.SIGKILL)


def _children(pid: int) -> list[int]:
    said = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(each) for path in said for each in path.read_text().split()]


_DONE: dict[str, Callable[[Path], object]] = {
    "grows": _append,
    "shrinks": lambda path: os.truncate(path, 100),
    "disappears": lambda path: path.unlink(),
    "replaced": lambda path: _becomes(path, lambda new: new.write_bytes(b"12 other files.\n")),
    "becomes a link": lambda path: _becomes(path, lambda new: new.symlink_to("/etc/hostname")),
    "becomes a folder": lambda path: _becomes(path, lambda new: new.mkdir()),
    "killed": _kill_children,
}


class Meanwhile:
    """Inside it, each of the cases has done to it what its row says, as soon as it is being read."""

    def __init__(self, inbox: Path, cases: Sequence[Case]) -> None:
        self._inbox = inbox
        self._waiting = {case.name: _DONE[case.meanwhile] for case in cases if case.meanwhile}
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> None:
        self._watcher.start()

    def __exit__(self, *problem: object) -> None:
        self._over.set()
        self._watcher.join()
        assert not self._waiting, "each was seen while it was read"

    def _watch(self) -> None:
        while self._waiting and not self._over.wait(0.01):
            with suppress(OSError, ValueError):  # the journal is written while it is read here
                begun = json.loads((self._inbox / ".reading").read_text(encoding="utf-8"))
                for name in begun.keys() & self._waiting.keys():
                    self._waiting.pop(name)(self._inbox / name)
