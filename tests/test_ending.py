"""A killed make leaves no call at work; and make takes the environment that it is told to take."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.ending import BEGAN
from analysis.files import ROOT

SLOW = f"""#!{sys.executable}
import os, pathlib, sys, time
from analysis import cli

def slow(options):
    pathlib.Path("working").write_text(str(os.getpid()))
    time.sleep(60)

cli._run = cli._nightly = slow
cli._check = lambda options: 0
status = cli.main()
pathlib.Path(f"ended-{{sys.argv[1]}}").write_text(str(status))
sys.exit(status)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the real Makefile, and beside it an environment whose `study` takes its time."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    study = tmp_path / "bin" / "study"
    study.parent.mkdir()
    study.write_text(SLOW, encoding="utf-8")
    study.chmod(0o755)
    return tmp_path


def begun(folder: Path, target: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        ["make", f"BIN={folder / 'bin'}", target], cwd=folder, stderr=subprocess.DEVNULL
    )
    yield process
    process.kill()
    process.wait()


def waited_for(path: Path, seconds: float = 10) -> str:
    end = time.monotonic() + seconds
    while not (path.is_file() and path.read_text()):
        assert time.monotonic() < end, f"{path.name} did not come"
        time.sleep(0.02)
    return path.read_text()


@pytest.mark.parametrize(("target", "call"), [("study", "run"), ("nightly", "nightly")])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_make_leaves_nobody_at_work(
    folder: Path, target: str, call: str, number: signal.Signals
) -> None:
    for process in begun(folder, target):
        working = int(waited_for(folder / "working"))
        process.send_signal(number)
        assert waited_for(folder / f"ended-{call}") == "143"
        end = time.monotonic() + 5
        while os.path.exists(f"/proc/{working}") and time.monotonic() < end:  # noqa: PTH110
            time.sleep(0.02)
        assert not os.path.exists(f"/proc/{working}")  # noqa: PTH110


def test_a_call_whose_beginner_is_gone_already_ends_at_once(folder: Path) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    environment = {**os.environ, BEGAN: str(gone.pid)}
    done = subprocess.run([folder / "bin" / "study", "run"], cwd=folder, env=environment, check=False,
                          capture_output=True, text=True, timeout=20)  # fmt: skip
    assert done.returncode == 143
    assert done.stderr.startswith("study: stopped by SIGTERM")


def test_make_takes_the_environment_that_it_is_told_and_makes_none(folder: Path) -> None:
    (folder / "bin" / "study").write_text('#!/bin/sh\necho "$*" >> calls\n', encoding="utf-8")
    done = subprocess.run(["make", f"BIN={folder / 'bin'}", "nightly"], cwd=folder, check=False)
    assert done.returncode == 0
    assert (folder / "calls").read_text() == "--version\nnightly\n"
    assert not (folder / ".venv").exists()


def test_make_says_where_the_study_is_missing(folder: Path) -> None:
    done = subprocess.run(["make", f"BIN={folder / 'nowhere'}", "study"], cwd=folder, check=False,
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 2
    assert f"{folder / 'nowhere'} has no study: install this folder there" in done.stderr
