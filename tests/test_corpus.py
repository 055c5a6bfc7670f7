"""The texts that the reader learns from: where quotes stand, and that only the registered texts count."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import corpus
from analysis.files import write_rows
from corpus import PARTS, REAL, located, real, rows_of, unit_of

COLUMNS = ("id", "language", "type", "place", "published", "address", "sha256", "part", "keyings")
TEXT = "The ward received 12 files, 12 of them online.\r\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A register with one real report and its keyed figure; its text is at hand."""
    raw = TEXT.encode()
    report = dict.fromkeys(COLUMNS, "") | {
        "id": "en-99", "language": "en", "place": "VN", "published": "2025-11", "part": "half",
        "sha256": hashlib.sha256(raw).hexdigest(),
    }  # fmt: skip
    write_rows(tmp_path / "reports.csv", COLUMNS, [report])
    write_rows(
        tmp_path / "figures.csv",
        ("report_id", "start", "end", "measure"),
        [{"report_id": "en-99", "start": "18", "end": "20", "measure": "files_received"}],
    )
    (tmp_path / "en-99.txt").write_bytes(raw)
    monkeypatch.setattr(corpus, "REAL", tmp_path)
    monkeypatch.setenv("STUDY_REAL_TEXTS", str(tmp_path))
    return tmp_path


def test_a_real_report_is_read_where_its_text_is_at_hand(folder: Path) -> None:
    (lesson,) = real("half")
    assert (lesson.name, lesson.text) == ("en-99", TEXT)
    assert [lesson.text[int(row["start"]) : int(row["end"])] for row in lesson.figures] == ["12"]
    assert lesson.figures[0]["holder"] == ""
    assert list(real("final")) == []


def test_another_text_of_the_same_name_is_left_out(folder: Path) -> None:
    (folder / "en-99.txt").write_bytes(TEXT.replace("12", "13").encode())
    assert list(real("half")) == []


def test_a_text_that_is_not_there_is_left_out(folder: Path) -> None:
    (folder / "en-99.txt").unlink()
    assert list(real("half")) == []


def test_a_quote_is_found_by_its_occurrence() -> None:
    rows = [{"quote": "12", "nth": "2", "related": "12#1"}]
    assert list(located(TEXT, rows, "t")) == [
        {"quote": "12", "nth": "2", "related": "t:18", "start": "28", "end": "30"}
    ]
    with pytest.raises(AssertionError, match="does not stand 3 times"):
        list(located(TEXT, [{"quote": "12", "nth": "3"}], "t"))


def test_a_keyed_unit_is_that_of_its_measure() -> None:
    assert unit_of({"measure": "files_online", "unit": ""}) == "files"
    assert unit_of({"measure": "unclassified", "unit": "people"}) == "people"


def test_every_keyed_figure_is_of_a_registered_report_of_one_part() -> None:
    parts = {row["id"]: row["part"] for row in rows_of(REAL / "reports.csv")}
    assert set(parts.values()) == set(PARTS)
    for name in ("figures", "second", "statements"):
        assert {row["report_id"] for row in rows_of(REAL / f"{name}.csv")} <= set(parts), name


def test_no_text_of_a_real_report_is_in_the_repository() -> None:
    assert sorted(REAL.rglob("*.txt")) == [REAL / "features.txt"]
    assert not {"quote", "text", "note"} & set(rows_of(REAL / "figures.csv")[0])
