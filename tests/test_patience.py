"""A bar in JupyterLab for work that takes a while, and none anywhere else."""

from __future__ import annotations

from typing import Any

import IPython.display
import pytest

from analysis import cli, patience
from analysis.patience import IN_JUPYTERLAB, watched


class Screen:
    """What a cell's output shows, one thing after the other."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    def __call__(self, what: Any, *, display_id: bool) -> Screen:
        assert display_id
        self.update(what)
        return self

    def update(self, what: Any) -> None:
        self.shown.append(what.data)


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    found = Screen()
    monkeypatch.setattr(IPython.display, "display", found)
    monkeypatch.setenv(IN_JUPYTERLAB, "notebooks/mine.ipynb")
    return found


def test_work_of_a_moment_shows_nothing(screen: Screen) -> None:
    assert list(watched(["ab", "c"], 3, "reports read")) == ["ab", "c"]
    assert screen.shown == []


def test_longer_work_says_how_far_it_is_until_it_is_done(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "_PATIENCE", 0)
    assert list(watched(["a" * 1200, "b"], 1201, "reports read")) == ["a" * 1200, "b"]
    assert screen.shown == [
        '<progress max="1201" value="0"></progress> 0 of 1,201 reports read',
        '<progress max="1201" value="1200"></progress> 1,200 of 1,201 reports read',
        '<progress max="1201" value="1201"></progress> 1,201 of 1,201 reports read',
        "",
    ]


def test_an_error_takes_the_bar_away(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_PATIENCE", 0)
    steps = watched(["a", "b", "c"], 3, "reports read")
    next(steps)
    next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert screen.shown[-1] == ""


def test_a_run_and_a_command_show_none(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_PATIENCE", 0)
    monkeypatch.setattr(cli, "_trace", lambda options: len(list(watched(["a"], 1, "x"))) - 1)
    assert cli.main(["trace", "x"]) == 0
    monkeypatch.delenv(IN_JUPYTERLAB, raising=False)
    assert list(watched(["a"], 1, "x")) == ["a"]
    assert screen.shown == []
