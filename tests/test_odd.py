"""What does not fit beside other values is named by study check and study review, and changes no status."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import cli
from analysis.pages import layout as places_of_files
from analysis.pages.layout import Layout
from analysis.reviewing import review
from made import REPORT, figure, write_data

MONTHS = {"first": "2025-07-31", "second": "2025-09-30", "third": "2025-10-31"}
PENDING = {"first": "900", "second": "9500", "third": "950"}


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """A study of three reports on one stock, of which the second is ten times the others."""
    (tmp_path / "data").mkdir()
    rows = {
        name: [
            figure(10, name, measure="files_pending", quote=value, value=value, end=str(10 + len(value)),
                   period_end=MONTHS[name], period_basis="stated"),
            figure(40, name, measure="unclassified", unit="other"),
        ]
        for name, value in PENDING.items()
    }  # fmt: skip
    days = [REPORT | {"report_id": name, "published": day} for name, day in MONTHS.items()]
    write_data(tmp_path / "data", rows, days)
    monkeypatch.setattr(places_of_files, "HERE", Layout(tmp_path))
    monkeypatch.setenv("STUDY_REQUIRE_TEXTS", "")
    return Layout(tmp_path)


def test_study_check_names_it_and_is_done(layout: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check"]) == 0
    assert capsys.readouterr().out.splitlines()[-3:] == [
        "Odd values:",
        "figure     stated       look because",
        "second:10  9,500 files  11 times what is stated at 31 July 2025: first:10",
    ]


def test_a_review_shows_it_first(layout: Layout) -> None:
    looks = review("second", layout.data).figures
    assert [(look.start, look.doubts[0]) for look in looks] == [
        (10, "11 times what is stated at 31 July 2025: first:10"), (40, "fits no measure"),
    ]  # fmt: skip
    assert [look.start for look in review("first", layout.data).figures] == [40, 10]


def test_a_review_goes_on_while_another_table_is_broken(layout: Layout) -> None:
    (layout.data / "corrections.csv").write_text("what\n", encoding="utf-8")
    assert [look.start for look in review("second", layout.data).figures] == [40, 10]
