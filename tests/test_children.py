"""Child processes: what a task does to its child stays there, and is told."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analysis.children import Children
from misbehaving import odd, refuses


@pytest.mark.parametrize(
    ("what", "problem"),
    [
        ("dies", "ended the process that read it (SIGKILL)"),
        ("ends", "ended the process that read it (status 7)"),
        ("hangs", "took longer than 1 seconds"),
        ("grows", "needs more than 500 MB of memory"),
    ],
)
def test_a_task_that_ends_its_child_is_named_and_the_rest_goes_on(what: str, problem: str) -> None:
    tasks = ["first", what, "third", "fourth"]
    ended = list(Children(2, seconds=1, megabytes=500).run(tasks, odd))
    assert [each.task for each in ended] == tasks
    assert [each.problem for each in ended] == ["", problem, "", ""]


def test_a_child_writes_no_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="File too large"):
        list(Children().run(["writes"], odd))


def test_a_child_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    assert [each.result for each in Children().run(["prints"], odd)] == ["prints"]
    assert capfd.readouterr() == ("", "")


def test_what_a_function_raises_is_raised_here() -> None:
    with pytest.raises(ValueError, match="odd"):
        list(Children().run(["odd"], refuses))


@pytest.mark.parametrize(("task", "error"), [("ends early", EOFError), ("gives a file", TypeError)])
def test_an_error_that_looks_like_a_broken_pipe_or_cannot_be_handed_over_is_told(
    task: str, error: type
) -> None:
    with pytest.raises(error):
        list(Children().run([task], odd))


def test_children_that_die_one_after_the_other_cost_their_tasks_only() -> None:
    tasks = ["dies", "a"] * 20
    ended = list(Children(2).run(tasks, odd))
    assert [each.result for each in ended] == [None, "a"] * 20


def test_children_end_when_their_caller_is_killed() -> None:
    code = (
        "import os, time\nfrom analysis.children import Children\nfrom misbehaving import odd\n"
        "if __name__ == '__main__':\n"
        "    for each in Children().run(['a', 'hangs'], odd): print('begun', flush=True)"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment, start_new_session=True
    ) as caller:
        assert caller.stdout is not None
        assert caller.stdout.readline() == b"begun\n"
        caller.kill()
    end = time.monotonic() + 20
    while _of_session(caller.pid) and time.monotonic() < end:
        time.sleep(0.2)
    assert _of_session(caller.pid) == []


def _of_session(number: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[3]) == number and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found
