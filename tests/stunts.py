"""What workers of the tests do: on the word of a text they wait, or die; and tasks of the tests' own.

Given to a worker as `--preload`, so that nothing in the package has to know of it.
"""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

WAIT, KILL = "@wait ", "@kill"
_SECONDS = 120


def hold(gate: Path) -> None:
    """Say which process waits, and wait for the file."""
    gate.with_name(f"{gate.name}.{os.getpid()}").touch()
    end = time.monotonic() + _SECONDS
    while not gate.exists() and time.monotonic() < end:
        time.sleep(0.01)


def holders(gate: Path) -> list[int]:
    """The processes that have waited."""
    return [int(path.suffix[1:]) for path in gate.parent.glob(f"{gate.name}.*")]


def die() -> None:
    """End this process as a crash of its interpreter would."""
    os.kill(os.getpid(), signal.SIGKILL)


def task(what: str) -> str:
    """A task: `die`, `raise`, or the path of a gate."""
    if what == "die":
        die()
    if what == "raise":
        raise ValueError("odd")
    if what.startswith("/"):
        hold(Path(what))
    return what.upper()


def at_work(dask_worker: object) -> bool:
    """Whether a worker is at a task, cancelled or not."""
    return bool(dask_worker.active_threads)


def dask_setup(worker: object) -> None:
    """Called by dask in a worker that has this as its preload."""
    from analysis.reading import batch

    find_language = batch.find_language

    def heeding(text: str) -> str:
        if gate := re.match(rf"{WAIT}(\S+)", text):
            hold(Path(gate[1]))
        if text.startswith(KILL):
            die()
        return find_language(text)

    batch.find_language = heeding
