"""How files look: what may have changed without looking different is not believed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from analysis.files import stamp
from analysis.table import scan
from analysis.table.scan import Scan


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of data files that have settled."""
    monkeypatch.setattr(scan, "_TICK", 0)
    (tmp_path / "figures").mkdir()
    for name in ("reports.csv", "measures.yml", ".adding", "figures/first.csv", "figures/notes.txt"):
        (tmp_path / name).write_text("a", encoding="utf-8")
    return tmp_path


def test_the_data_files_are_looked_at_and_no_others(data: Path) -> None:
    assert list(Scan(data).files()) == [".adding", "measures.yml", "reports.csv", "figures/first.csv"]
    assert list(Scan(data / "figures", ("",), (".txt",)).files()) == ["notes.txt"]
    assert Scan(data / "nowhere").files() == Scan(data / "reports.csv").files() == {}


def test_another_file_looks_different_and_so_does_one_that_is_elsewhere(data: Path) -> None:
    looks = [Scan(data).look]
    before = (data / "reports.csv").stat()
    (data / "reports.csv").write_text("b", encoding="utf-8")
    os.utime(data / "reports.csv", ns=(before.st_atime_ns, before.st_mtime_ns))
    looks.append(Scan(data).look)
    (data / "numbers").mkdir()
    (data / "figures" / "first.csv").rename(data / "numbers" / "first.csv")
    looks.append(Scan(data).look)
    assert len(set(looks)) == 3


def test_a_link_that_leads_nowhere_hides_no_other_file(data: Path) -> None:
    for name in "abcdefgh":
        (data / "figures" / f"{name}.csv").symlink_to(data / "nowhere")
    assert list(Scan(data / "figures").files()) == ["first.csv"]


@pytest.mark.parametrize(
    ("ticks", "age", "settled"), [(1, 50, False), (1, 200, True), (0, 1000, False), (0, 3000, True)]
)
def test_a_clock_of_whole_seconds_settles_later(ticks: int, age: int, settled: bool) -> None:
    """`age` is in thousandths of a second; `ticks` says whether the file's time has any."""
    time = 1_700_000_000_000_000_000 + ticks * 1_000_000
    seen = os.stat_result((0,) * 10, {"st_mtime_ns": time, "st_ctime_ns": time})
    assert scan._look(seen, time + age * 1_000_000) == (stamp(seen) if settled else "")


def test_a_name_that_is_no_utf_8_is_looked_at_too(data: Path) -> None:
    before = Scan(data).look
    (data / os.fsdecode(b"\xff.csv")).write_text("a", encoding="utf-8")
    assert Scan(data).look not in ("", before)
