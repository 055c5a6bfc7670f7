"""`study` in a process of its own, over a study of the tests: to be stopped, starved and led astray."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis.pages.layout import Layout
from analysis.pages.notebook import is_whole

_SCRIPT = """\
import sys
from pathlib import Path
from analysis.pages import layout
layout.HERE = layout.Layout(Path(sys.argv[1]))
from analysis import cli
sys.exit(cli.main(sys.argv[2:]))
"""
_MARK = "STUDY_TEST_DRIVER"


@dataclass
class Driver:
    """A call of `study` over the study; all processes that it starts carry a mark of their own."""

    layout: Layout
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    before: Sequence[str] = ()

    def __post_init__(self) -> None:
        self.mark = uuid.uuid4().hex

    def start(self, folder: Path | None = None) -> subprocess.Popen[str]:
        """The process under way, in the folder (by default the study's)."""
        command = [*self.before, sys.executable, "-c", _SCRIPT, str(self.layout.root), *self.arguments]
        return subprocess.Popen(
            command, cwd=folder or self.layout.root, env={**os.environ, _MARK: self.mark, **self.environment},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            start_new_session=True, preexec_fn=_as_from_a_terminal,
        )  # fmt: skip

    def ended(self, folder: Path | None = None) -> tuple[int, list[str]]:
        """The exit status, and the lines of the error stream."""
        process = self.start(folder)
        _, said = process.communicate(timeout=120)
        return process.returncode, said.splitlines()

    def processes(self) -> list[int]:
        """The processes alive that carry the mark."""
        return [pid for pid in _all_processes() if self._is_mine(pid)]

    def _is_mine(self, pid: int) -> bool:
        try:
            marked = f"{_MARK}={self.mark}".encode() in Path(f"/proc/{pid}/environ").read_bytes()
            return marked and ") Z " not in Path(f"/proc/{pid}/stat").read_text()
        except OSError:  # it ended in the meantime
            return False


def _as_from_a_terminal() -> None:
    """Heed Ctrl-C, which a process of a shell's background ignores, and so does all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _all_processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def until(holds: Callable[[], object], seconds: float = 30) -> bool:
    """Whether it holds before the time is up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return bool(holds())


def made(layout: Layout) -> dict[str, bytes]:
    """The bytes of the pages and of the results, by name."""
    paths = [*layout.pages.glob("*"), layout.results]
    return {path.name: path.read_bytes() for path in sorted(paths) if path.is_file()}


def all_whole(layout: Layout) -> bool:
    """Whether every page at a final name is whole."""
    return all(is_whole(path.read_text(encoding="utf-8")) for path in layout.pages.glob("*.ipynb"))
