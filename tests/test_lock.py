"""One command at a time, the other one named; a dead one's lock is no lock."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from analysis.errors import StudyError
from analysis.lock import alone

HOLD = """
import sys
from pathlib import Path
from analysis.lock import alone
with alone(Path(sys.argv[1]), "study inbox"):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock."""
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        yield other
        other.kill()


def test_the_second_is_refused_and_told_who_the_first_is(tmp_path: Path) -> None:
    path = tmp_path / "build" / ".lock"
    with held(path) as other, pytest.raises(StudyError) as refused, alone(path, "study add"):
        pass
    assert str(refused.value) == (
        f"{path}: study inbox is under way (process {other.pid}); "
        "wait until it has ended, or longer: --wait 600"
    )


def test_a_lock_ends_with_its_block_and_with_its_owner(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    for _ in range(2):
        with alone(path, "study inbox"):
            assert str(os.getpid()) in path.read_text(encoding="utf-8")
    assert path.read_text(encoding="utf-8") == ""
    with held(path) as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
        with alone(path, "study inbox"):
            pass


def test_a_first_that_has_not_said_its_name_yet_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    with held(path):
        path.write_text("", encoding="utf-8")
        with pytest.raises(StudyError, match="another command of the study is under way"), alone(path, "x"):
            pass


def test_a_lock_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "build").write_text("a file", encoding="utf-8")
    with (
        pytest.raises(StudyError, match=r"build/.lock: cannot be written \("),
        alone(tmp_path / "build" / ".lock", "study inbox"),
    ):
        pass
