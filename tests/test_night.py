"""A night: what it does when, and with which status it ends."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.errors import Busy
from analysis.files import write_text
from analysis.lock import alone
from analysis.night import Steps, night
from analysis.pages.layout import Layout

QUIET = ["inbox", "check", "run"]
LOUD = [*QUIET, "site", "diff"]


class Night:
    """The steps of a night that note their calls and end as they are told to."""

    def __init__(self, root: Path) -> None:
        self.layout, self.calls = Layout(root), list[str]()
        self.ends = dict.fromkeys((*LOUD, "waiting"), 0)
        self.record = "one"

    def __call__(self) -> int:
        self.calls = []
        return night(Steps(*(self.step(name) for name in (*LOUD, "waiting"))), self.layout)

    def step(self, name: str) -> Callable[[], int]:
        def call() -> int:
            if name != "waiting":
                self.calls.append(name)
            if name == "check":
                print("a long table")
            if name == "run":
                write_text(self.layout.record, self.record)
                (self.layout.build / "runs" / "before").mkdir(parents=True, exist_ok=True)
            return self.ends[name]

        return call


@pytest.fixture
def a_night(tmp_path: Path) -> Night:
    return Night(tmp_path)


def test_a_night_without_change_renders_nothing_and_tells_nothing(
    a_night: Night, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (a_night(), a_night.calls) == (0, LOUD)
    assert (a_night(), a_night.calls) == (0, QUIET)
    assert capsys.readouterr().out == ""
    assert (a_night.layout.build / "check.txt").read_text() == "a long table\n"
    a_night.record = "two"
    assert (a_night(), a_night.calls) == (0, LOUD)


@pytest.mark.parametrize(
    ("ends", "status"),
    [
        ({"inbox": 1}, 4), ({"check": 3}, 3), ({"check": 1}, 1), ({"run": 1}, 1), ({"waiting": 12}, 6),
        ({"inbox": 1, "check": 3, "waiting": 1}, 4), ({"check": 3, "waiting": 1}, 3),
        ({"inbox": 1, "run": 1}, 1),
    ],
)  # fmt: skip
def test_what_is_wrong_hides_no_site_and_the_gravest_is_told(
    a_night: Night, ends: dict[str, int], status: int
) -> None:
    a_night.ends |= ends
    assert (a_night(), a_night.calls) == (status, LOUD)


def test_what_waits_is_said(a_night: Night, capsys: pytest.CaptureFixture[str]) -> None:
    a_night.ends["waiting"] = 1200
    a_night()
    assert capsys.readouterr().out == "1,200 figures wait for a review: study review ID\n"


def test_a_night_that_was_cut_short_is_caught_up(a_night: Night) -> None:
    def cut() -> int:
        raise KeyboardInterrupt

    steps = Steps(*(self if name != "site" else cut for name, self in
                    ((name, a_night.step(name)) for name in (*LOUD, "waiting"))))  # fmt: skip
    with pytest.raises(KeyboardInterrupt):
        night(steps, a_night.layout)
    assert (a_night(), a_night.calls) == (0, LOUD)


def test_what_was_rejected_is_named_each_night_until_it_is_gone(
    a_night: Night, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = a_night.layout.data / "inbox" / "rejected"
    folder.mkdir(parents=True)
    (folder / "a.pdf").write_text("x")
    (folder / "a.reason.txt").write_text("data/inbox/a.pdf: is locked; drop its text\n")
    (folder / "b.txt").write_text("x")
    for _ in range(2):
        assert a_night() == 4
        one, two = capsys.readouterr().err.splitlines()
        assert one == f"study: data/inbox/a.pdf: is locked; drop its text (still in {folder})"
        assert two.endswith("rejected/b.txt: lies there without a reason; drop it again, or remove it")
    for name in ("a.pdf", "a.reason.txt", "b.txt"):
        (folder / name).unlink()
    assert (a_night(), capsys.readouterr().err) == (0, "")


def test_what_this_night_rejects_is_named_by_the_inbox_alone(
    a_night: Night, capsys: pytest.CaptureFixture[str]
) -> None:
    def inbox() -> int:
        write_text(a_night.layout.data / "inbox" / "rejected" / "a.reason.txt", "data/inbox/a: no\n")
        return 1

    steps = Steps(inbox, *(a_night.step(name) for name in (*LOUD[1:], "waiting")))
    assert (night(steps, a_night.layout), capsys.readouterr().err) == (4, "")


def test_what_is_to_be_committed_is_said_with_the_command(
    a_night: Night, capsys: pytest.CaptureFixture[str]
) -> None:
    layout = a_night.layout
    git = ["git", "-C", str(layout.root), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    write_text(layout.data / "reports.csv", "old\n")
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        subprocess.run([*git, *words], check=True)
    assert (a_night(), capsys.readouterr().out) == (0, "")
    write_text(layout.data / "reports.csv", "new\n")
    for number in range(5):
        write_text(layout.data / "figures" / f"r{number}.csv", "x\n")
    assert a_night() == 0
    said = capsys.readouterr().out
    assert said == (
        "to commit: data/reports.csv, data/figures/r0.csv, data/figures/r1.csv, data/figures/r2.csv "
        'and 2 more: git add data && git commit -m "New reports"\n'
    )
    subprocess.run(f"cd {layout.root} && {said.split(': ', 2)[2]}", shell=True, check=True,
                   env={**os.environ, **dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "a"),
                        **dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "a@b")})  # fmt: skip
    assert (a_night(), capsys.readouterr().out) == (0, "")


def test_another_call_at_work_is_told_apart(tmp_path: Path) -> None:
    with alone(tmp_path / "lock", "study add"), pytest.raises(Busy, match="study add is under way"), alone(
        tmp_path / "lock", "study nightly"
    ):  # fmt: skip
        pass
