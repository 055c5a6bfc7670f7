"""What a call that was killed left behind is swept by the next one; what others are at stays."""

from __future__ import annotations

import fcntl
import os
import signal
import tempfile
import time
from pathlib import Path

import pytest

from analysis.files import write_text
from analysis.pages.layout import Layout
from analysis.pages.rendering.site import _sweep, build_site
from analysis.pages.running import provisioner
from analysis.pages.running.runs import read_pages
from drivers import Driver, until
from studies import notebook, write_study


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A study with one executed page."""
    layout = write_study(tmp_path / "s", {"one": notebook(["# One?"])})
    write_text(layout.pages / "one.ipynb", notebook(["# One?"], ""))
    return layout


def test_a_site_is_made_where_one_was_cut_short(layout: Layout) -> None:
    write_text(layout.build / ".site-x" / "site" / "half.html", "half")
    write_text(layout.build / ".results.csv.x.part", "half")
    build_site(layout, read_pages(layout))
    assert sorted(path.name for path in layout.build.iterdir()) == [
        "answers.csv", "figure_sets.parquet", "pages", "results.csv", "site", "site.json", "table"
    ]  # fmt: skip


def test_a_site_that_was_just_moved_aside_comes_back(layout: Layout) -> None:
    write_text(layout.build / ".site-x" / "old" / "index.html", "the old one")
    _sweep(layout)
    assert (layout.site / "index.html").read_text(encoding="utf-8") == "the old one"
    assert not list(layout.build.glob(".site-*"))


@pytest.mark.slow
def test_a_call_that_is_killed_while_it_renders_leaves_what_the_next_one_sweeps(layout: Layout) -> None:
    process = Driver(layout, ["site"]).start()
    assert until(lambda: list(layout.build.glob(".site-*/site/*.html")))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert list(layout.build.glob(".site-*"))
    assert Driver(layout, ["site"]).ended()[0] == 0
    assert not list(layout.build.glob(".site-*"))


def test_a_second_call_waits_for_the_first(layout: Layout) -> None:
    layout.build.mkdir(exist_ok=True)
    with layout.site_lock.open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        status, lines = Driver(layout, ["site", "--wait", "0"]).ended()
    assert status == 1
    assert "under way" in lines[-1]


def test_folders_of_kernels_are_swept_when_nobody_holds_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(provisioner, "_LONGEST_FOLDER", 1_000)  # however long the folder of this test is
    mine, lock = provisioner._own_folder()
    (left, gone), (new, newer) = provisioner._own_folder(), provisioner._own_folder()
    for closed in (gone, newer):  # as the system does it, when their process dies
        closed.close()
    hour = time.time() - 3_600
    for folder in (mine, left):
        os.utime(folder / ".lock", (hour, hour))
    (tmp_path / "study-of-somebody-else").mkdir()
    provisioner.sweep()
    assert {path.name for path in tmp_path.iterdir()} == {mine.name, new.name, "study-of-somebody-else"}
    assert not left.exists()
    lock.close()
