"""Whether the inputs are whole."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from analysis.pages.check import check, table_of
from analysis.pages.layout import HERE, Layout
from made import REPORT, figure, write_data

TEXT = "We had 120 files here."


def study(tmp_path: Path, text: str | None = TEXT, start: int = 7) -> Layout:
    (tmp_path / "data").mkdir()
    (tmp_path / "texts").mkdir()
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    write_data(tmp_path / "data", {"first": [figure(start)]}, [REPORT | {"sha256": sha256}])
    if text is not None:
        (tmp_path / "texts" / "first.txt").write_text(text, encoding="utf-8")
    return Layout(tmp_path)


@pytest.mark.parametrize(
    ("text", "start", "required", "state", "failed"),
    [
        (TEXT, 7, "1", "as registered", False),
        (None, 7, "", "not at hand", False),
        (None, 7, "1", "not at hand", True),
        (TEXT + " ", 7, "", "differs", True),
        (TEXT, 8, "", "quotes differ (first:8)", True),
    ],
)
def test_the_state_of_a_text(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str | None,
    start: int,
    required: str,
    state: str,
    failed: bool,
) -> None:
    monkeypatch.setenv("STUDY_REQUIRE_TEXTS", required)
    (row,) = check(study(tmp_path, text, start), tmp_path / "texts")
    assert (row.report_id, row.figures, row.reviewed, row.text, row.failed) == ("first", 1, 1, state, failed)


def test_the_table_for_the_terminal(tmp_path: Path) -> None:
    rows = check(study(tmp_path), tmp_path / "texts")
    assert table_of(rows) == ("report  figures  reviewed  text\nfirst         1         1  as registered")


def test_the_study_itself_is_whole(texts: Path) -> None:
    assert {row.report_id: row.text for row in check(HERE, texts) if row.text != "as registered"} == {}
