"""Copies of a state: whatever was changed there, or here, is written again, and nothing else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.pages import copies, diff
from analysis.pages.copies import Copy
from analysis.pages.layout import Layout
from analysis.table import scan
from made import figure, write_data

FIGURES = "data/figures/first.csv"


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """A study whose files have settled, with results."""
    monkeypatch.setattr(scan, "_TICK", 0)
    layout = Layout(tmp_path / "study")
    layout.data.mkdir(parents=True)
    write_data(layout.data, {"first": [figure(10)]})
    layout.build.mkdir()
    layout.results.write_text("results", encoding="utf-8")
    return layout


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read to be compared."""
    names: list[str] = []
    bytes_of = copies._bytes

    def noted(layout: Layout, name: str) -> bytes:
        names.append(name)
        return bytes_of(layout, name)

    monkeypatch.setattr(copies, "_bytes", noted)
    return names


def edited(path: Path) -> None:
    """Edit a file in place, with the same size, and set back its time."""
    before = path.stat()
    raw = path.read_bytes()
    path.write_bytes(raw[:-2] + bytes([raw[-2] ^ 1]) + raw[-1:])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def content(layout: Layout) -> dict[str, bytes]:
    """The files of a state by name."""
    found = {layout.relative(path): path.read_bytes() for path in layout.data.rglob("*") if path.is_file()}
    return found | {"results.csv": layout.results.read_bytes()}


def test_what_was_found_to_be_the_same_is_not_read_again(
    layout: Layout, tmp_path: Path, read: list[str]
) -> None:
    copy = Copy(tmp_path / "copy")
    copy.bring_up(layout)
    assert content(Layout(copy.folder)) == content(layout)
    assert read == []
    assert copy.differing(layout) == []
    assert FIGURES in read
    read.clear()
    assert copy.differing(layout) == []
    assert set(read) == {"results.csv"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda study, copy: edited(study / FIGURES), [FIGURES]),
        (lambda study, copy: edited(copy / FIGURES), [FIGURES]),
        (lambda study, copy: (copy / FIGURES).unlink(), [FIGURES]),
        (lambda study, copy: edited(study / "build" / "results.csv"), ["results.csv"]),
        (lambda study, copy: (study / FIGURES).unlink(), [FIGURES]),
        (lambda study, copy: shutil.copy(study / FIGURES, study / "data" / "new.csv"), ["data/new.csv"]),
        (lambda study, copy: (copy / "same.json").write_text("[]"), []),
        (lambda study, copy: (copy / "same.json").write_text("{"), []),
    ],
    ids=["edited", "copy edited", "copy gone", "results", "gone", "new", "no notes", "damaged notes"],
)
def test_what_differs_is_written_again(
    layout: Layout, tmp_path: Path, change: Callable[[Path, Path], object], expected: list[str]
) -> None:
    copy = Copy(tmp_path / "copy")
    copy.bring_up(layout)
    assert copy.differing(layout) == []
    change(layout.root, copy.folder)
    assert copy.differing(layout) == expected
    copy.bring_up(layout)
    assert content(Layout(copy.folder)) == content(layout)


def test_what_has_only_just_changed_is_read_each_time(
    layout: Layout, tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "_TICK", 3600 * scan._SECOND)
    copy = Copy(tmp_path / "copy")
    copy.bring_up(layout)
    for _ in range(2):
        read.clear()
        assert copy.differing(layout) == []
        assert FIGURES in read


def test_a_copy_is_no_link(layout: Layout, tmp_path: Path) -> None:
    copy = Copy(tmp_path / "copy")
    copy.bring_up(layout)
    before = (copy.folder / FIGURES).read_bytes()
    edited(layout.root / FIGURES)
    assert (copy.folder / FIGURES).read_bytes() == before


def states(layout: Layout) -> list[str]:
    """What the results say that the last run left, and the run before it."""
    runs = [Layout(layout.build / "runs" / name) for name in ("last", "before")]
    return [each.results.read_text(encoding="utf-8") for each in runs if each.results.is_file()]


@pytest.mark.parametrize("cut", ["spare", "last", "before"])
def test_a_run_that_was_cut_short_is_made_up_for(
    layout: Layout, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    """Cut short where a copy gets the name: none of what is kept is taken for another run."""
    for number in range(3):
        layout.results.write_text(f"run {number}", encoding="utf-8")
        diff.remember(layout)
    assert states(layout) == ["run 2", "run 1"]
    rename = Path.rename

    def stopped(self: Path, target: Path) -> Path:
        if target.name == cut:
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stopped)
    layout.results.write_text("run 3", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        diff.remember(layout)
    monkeypatch.undo()
    diff.remember(layout)
    assert states(layout) == ["run 3", "run 2"]
    assert not (layout.build / "runs" / "spare").exists()
