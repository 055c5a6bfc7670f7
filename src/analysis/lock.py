"""One at a time: a file that says who is at work, held for as long as that process lives."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

from analysis.errors import Busy, StudyError
from analysis.files import shown

_BETWEEN = 0.1
"""Seconds between two tries."""


@contextmanager
def alone(path: Path, what: str, wait: float = 0) -> Iterator[None]:
    """Hold the lock file, which says what is under way and in which process, until the block ends.

    The system lets go of it when its owner dies, however that happens: a file left behind locks nothing.

    Args:
        path: the lock file, made where there is none.
        what: the call that takes it.
        wait: so many seconds another one is waited for.

    Raises:
        Busy: another process holds it (it is named).
        StudyError: the file cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.open("ab+", buffering=0)
    except OSError as error:
        raise StudyError(f"cannot be written ({error.strerror})", file=shown(path)) from None
    with lock:
        _take(lock, path, wait)
        _say(lock, json.dumps({"pid": os.getpid(), "what": what}).encode())
        try:
            yield
        finally:
            _say(lock, b"")


def _take(lock: FileIO, path: Path, wait: float) -> None:
    end = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= end:
                way_out = "wait until it has ended, or longer: --wait 600"
                raise Busy(_owner(lock), file=shown(path), way_out=way_out) from None
            time.sleep(_BETWEEN)
        except OSError as error:
            raise StudyError(f"cannot be locked ({error.strerror})", file=shown(path)) from None


def _owner(lock: FileIO) -> str:
    lock.seek(0)
    try:
        said = json.loads(lock.read())
        return f"{said['what']} is under way (process {int(said['pid'])})"
    except (ValueError, KeyError, TypeError):  # it has only just begun, or its disk is full
        return "another command of the study is under way"


def _say(lock: FileIO, words: bytes) -> None:
    # The lock holds without its words: a full disk is told of where it does harm.
    with suppress(OSError):
        lock.seek(0)
        lock.truncate()
        lock.write(words)
