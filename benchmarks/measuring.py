"""What the benchmarks share: the machine, what processes use, and the tables of the README.

Only the standard library is imported here: some scripts run in an environment that knows nothing of the
study.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

README = Path(__file__).with_name("README.md")
_BECOME_SUBREAPER = 36
"""Number of the `prctl` by which processes that lose their parent become children of this one."""
_TICK = 1 / os.sysconf("SC_CLK_TCK")
_PATIENCE = 10
"""So many seconds may pass until processes have ended that a command left behind."""


def machine() -> str:
    """What the numbers were measured on."""
    return f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}"


def peak_of_this_process() -> int:
    """The largest memory that this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def build_of(revision: str, folder: Path) -> Path:
    """The package as it was in a revision, in the folder, with the data that it reads."""
    parts = ["src", "data", "pyproject.toml"]
    packed = subprocess.run(["git", "archive", revision, *parts], cwd=README.parents[1], check=True,
                            capture_output=True)  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["tar", "-x", "-C", folder], input=packed.stdout, check=True)
    return folder / "src"


def write_table(table: str, begin: str, end: str) -> None:
    """Put the table into the README, between two lines of it."""
    before, found, rest = README.read_text(encoding="utf-8").partition(begin)
    if not found or end not in rest:
        raise SystemExit(f"{README.name} has no lines {begin!r} and {end!r}")
    whole = f"{before}{begin}\n\n{table}\n\n{end}{rest.partition(end)[2]}"
    README.write_text(whole, encoding="utf-8", newline="\n")


@dataclass(frozen=True)
class Used:
    """What processes used: seconds on the clock, seconds of the processor, and memory in bytes.

    The memory is the largest sum over the processes that ran at the same time, where a page that several
    share counts once (PSS); 0 where it was not looked at.
    """

    wall: float
    processor: float
    peak: int


@dataclass(frozen=True)
class Process:
    """One process as the kernel shows it: its parent, and the seconds that it was busy itself."""

    number: int
    parent: int
    busy: float


class Watch:
    """Measures what all processes use that are started inside it, with those that they start.

    `with Watch() as watch: subprocess.run(...)`; then `watch.used`. One at a time in a process. A process
    that outlives its parent is waited for, and its seconds of the processor count; the clock stops before.
    """

    def __init__(self, every: float = 0.1) -> None:
        """Look at the memory every so many seconds; 0 does not look at it, and disturbs nothing."""
        self.used = Used(0, 0, 0)
        self._every, self._peak = every, 0
        self._busy: dict[int, float] = {}
        self._over = threading.Event()
        self._sampler = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Watch:
        if ctypes.CDLL(None).prctl(_BECOME_SUBREAPER, 1, 0, 0, 0):
            raise OSError("this process cannot adopt the processes of its children")
        if self._every:
            self._sampler.start()
        self._before, self._began = _busy_children(), time.perf_counter()
        return self

    def __exit__(self, *problem: object) -> None:
        wall = time.perf_counter() - self._began
        _wait_for_orphans()
        if self._every:
            self._over.set()
            self._sampler.join()
        # A parent that ignores its children's end is not told their seconds: then what was seen counts.
        processor = max(_busy_children() - self._before, sum(self._busy.values()))
        self.used = Used(wall, processor, self._peak)

    def _sample(self) -> None:
        while not self._over.wait(self._every):
            below = descendants(os.getpid())
            self._busy.update({each.number: each.busy for each in below})
            self._peak = max(self._peak, sum(_memory_of(each.number) for each in below))


def descendants(number: int) -> list[Process]:
    """The processes below one, however deep."""
    by_parent: dict[int, list[Process]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        process = _process(path)
        if process:
            by_parent.setdefault(process.parent, []).append(process)
    found = list(by_parent.get(number, ()))
    for process in found:
        found += by_parent.get(process.number, ())
    return found


def _process(stat: Path) -> Process | None:
    """The process of a `stat` file; None when it has ended meanwhile."""
    try:
        # The name stands in brackets and may hold anything.
        fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(") ")[2].split()
    except OSError:
        return None
    parent, user, system = int(fields[1]), int(fields[11]), int(fields[12])
    return Process(int(stat.parent.name), parent, (user + system) * _TICK)


def _memory_of(number: int) -> int:
    """Bytes of the process, its share of what it shares; 0 when it has ended meanwhile."""
    try:
        lines = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _busy_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _wait_for_orphans() -> None:
    patience = time.monotonic() + _PATIENCE
    while time.monotonic() < patience:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.02)
        except ChildProcessError:
            return
    raise SystemExit(f"processes still run: {[each.number for each in descendants(os.getpid())]}")


def middle(values: Sequence[float], form: str = ".2f") -> str:
    """The median and, in brackets, the lowest and the highest; of a single value only this.

    >>> middle([3, 1, 2], ".0f"), middle([1.5])
    ('2 (1 to 3)', '1.50')
    """
    if len(values) == 1:
        return f"{values[0]:{form}}"
    return f"{median(values):{form}} ({min(values):{form}} to {max(values):{form}})"


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of Markdown; the first column is text, the others are numbers."""
    lines = [head, [":---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
