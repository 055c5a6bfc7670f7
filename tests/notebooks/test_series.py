"""The page on what moved: paces, revisions, and what would make a series."""

from __future__ import annotations

import pytest

from analysis.showing.drawing import Chart
from made import Row, figure
from told import Told, study_of, tell

SINCE_JULY = {"period_start": "2025-07-01", "period_basis": "stated"}
AUGUST, OCTOBER, DECEMBER = "2025-08-30", "2025-10-31", "2025-12-31"
REPORTS = {"a": {"published": "2025-09"}, "b": {"published": "2025-11"}, "c": {"published": "2026-01"}}


def received(report: str, value: str, last: str, **columns: str) -> Row:
    return figure(10, report, **({"value": value, "period_end": last} | SINCE_JULY | columns))


def told(*rows: Row, place: str = "VN-HN", **parameters: object) -> Told:
    return tell("09", study_of(rows, **REPORTS), place=place, **parameters)


TWO = (received("a", "610", AUGUST), received("b", "1850", OCTOBER))
NO_SECOND_DATE = (
    "*Nothing can be said here: no reviewed figure of Hanoi has a second date; a report that states one of "
    "them of another day would make a series.*"
)


def test_of_the_real_reports_one_rate_moved() -> None:
    page = tell("09")
    assert page.findings[0].startswith(
        "**“Disbursement rate” of Hai Phong moved most, by 19 to 21 percentage points: 48% on 30 "
        "September 2024, 68% on 30 September 2025.**"
    )
    assert "both windows are as long" in page.findings[0]
    assert "in 30 days" not in page.findings[0], "two windows a year apart have no pace"
    assert page.about("of another day would").startswith("*Nothing can be said here: no reviewed count of")


def test_what_moved_how_fast_and_since_when() -> None:
    page = told(*TWO)
    assert page.findings[0].startswith(
        "**“Files received” of Hanoi moved most, by 1,240 files: 610 files on 30 August 2025, 1,850 files "
        "on 31 October 2025.**"
    )
    assert page.results["change"]["value"] == "1240"
    assert page.results["a_month"]["value"] == "600", "1,240 files in 62 days"
    assert page.about("changed pace most").startswith(
        "## “Files received” of Hanoi changed pace most: 20 files per day since 30 August 2025, 10 files per "
        "day before"
    )
    assert page.results["times"]["value"] == "2"


def test_both_dates_are_named_and_why_that_is_fair() -> None:
    page = told(*TWO)
    assert "both begin on 1 July 2025" in page.findings[0]
    assert page.results["change"]["figure_ids"] == ["b:10", "a:10"]


def test_a_chart_over_time_stands_under_the_answer() -> None:
    (chart, *_) = [shown for shown in told(*TWO).shown if isinstance(shown, Chart)]
    assert [(str(mark.day), mark.text) for mark in chart.marks] == [
        (AUGUST, "610 files"), (OCTOBER, "1,850 files"),
    ]  # fmt: skip


def test_one_date_says_in_a_line_what_would_make_a_series() -> None:
    page = told(TWO[0])
    assert (page.findings[0], page.charts) == (NO_SECOND_DATE, [])
    assert page.about("Several dates").startswith(
        "## Several dates are known of no series of Hanoi, one date of 1"
    )


def test_a_fall_is_a_revision_and_takes_nothing_away() -> None:
    before, after = told(*TWO), told(*TWO, received("c", "1500", DECEMBER))
    assert "## 1 figure revised what was stated before" in after.text
    assert after.results["lately"]["value"] == before.results["lately"]["value"]
    assert "-350 files" in "\n".join(after.tables)


def test_what_nobody_has_looked_at_moves_nothing_and_waits() -> None:
    misread = received("c", "99999", DECEMBER, status="read")
    page = told(*TWO, misread)
    assert page.results["change"]["value"] == "1240"
    assert [one for one in page.findings if "99,999" in one] == []
    assert page.about("waits for a review").startswith("## 1 figure of Hanoi waits for a review")
    counted = told(*TWO, misread, reviewed_only=False)
    assert "99,999 files (not reviewed)" in counted.findings[0]


@pytest.mark.parametrize("place", ["VN", "VN-DN", "VN-71"])
def test_a_page_without_figures_says_so(place: str) -> None:
    page = told(place=place)
    assert page.findings[0].startswith("*Nothing can be said here: no reviewed figure of")


def test_a_window_of_time_that_leaves_one_date_says_so() -> None:
    assert told(*TWO, period_start="2025-07-05", period_end="2025-07-31").findings[0] != NO_SECOND_DATE
    assert told(*TWO, period_start="2025-09-01").findings[0] == NO_SECOND_DATE
    assert told(*TWO, period_end="2025-06-30").findings[0] == NO_SECOND_DATE
    assert told(*TWO, reports=["a"]).findings[0] == NO_SECOND_DATE
