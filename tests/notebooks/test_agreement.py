"""The page on agreement: second witnesses, and reports that are none."""

from __future__ import annotations

from typing import Any

import pytest

from facts import facts
from made import Row
from told import Told, study_of, tell

AUGUST = {"period_start": "2025-08-01", "period_end": "2025-08-31", "period_basis": "stated"}
NOTHING = "*Nothing can be said here"
MANY = ("files_received", "files_processed", "files_on_time", "files_pending", "staff_actual")


def stated(report: str, *values: str, **columns: str) -> list[Row]:
    """What a report states of the first of MANY, one value each."""
    rows = [
        {"report": report, "measure": measure, "value": value, **AUGUST, **columns}
        for measure, value in zip(MANY, values, strict=False)
    ]
    return facts(*rows)


def told_of(rows: list[Row], place: str = "VN-HN", **reports: Any) -> Told:
    return tell("06-agreement", study_of(rows, **reports), place=place)


def lines(told: Told, words: str) -> list[str]:
    """The lines of the tables in which the words stand."""
    return [line for table in told.tables for line in table.splitlines() if words in line]


def test_no_figure_of_the_five_reports_has_a_second_witness() -> None:
    told = tell("06-agreement")
    assert told.findings[0].startswith(
        "**A second witness speaks for 0 of 71 figures of Viet Nam, and against 0"
    )
    assert told.about("held against").startswith("## 4 of 4 pairs of two reports cannot be held against")


def test_two_translations_agree_and_no_original_was_read() -> None:
    said = tell("06-agreement").about("Two translations")
    assert said.startswith("## Two translations give 26 of 26 figures alike")
    assert "No original was read." in said
    assert "unchanged" not in said


def test_where_the_original_was_read_it_is_said_so() -> None:
    rows = [*stated("first", "120", "80"), *stated("second", "210", "80")]
    told = told_of(rows, first={"language": "vi"}, second={"translation_of": "first"})
    said = told.about("A report and its translation")
    assert said.startswith("## A report and its translation give 1 of 2 figures alike")
    assert "No original" not in said
    assert "✗ drift" in lines(told, "value 120 became 210")[0]


@pytest.mark.parametrize(("value", "hedge"), [("120", "exact"), ("100", "more_than")])
def test_a_second_witness(value: str, hedge: str) -> None:
    told = told_of([*stated("first", "120"), *stated("second", value, qualifier=hedge)])
    assert told.findings[0].startswith("**A second witness speaks for 2 of 2 figures of Hanoi, and against 0")


def test_two_values_for_one_thing() -> None:
    told = told_of([*stated("first", "120", "80"), *stated("second", "150")])
    assert told.findings[0].startswith("**A second witness speaks for 2 of 3 figures of Hanoi, and against 2")
    assert lines(told, "two values for one thing")


def test_a_replaced_report_is_no_witness_against_what_replaces_it() -> None:
    rows = [*stated("first", "120"), *stated("second", "150")]
    told = told_of(rows, second={"replaces": "first"})
    assert told.findings[0].startswith("**A second witness speaks for 0 of 1 figure of Hanoi, and against 0")
    assert told.about("as a further witness").startswith("## 1 of 2 reports cannot count")
    assert [line.split()[2:4] for line in lines(told, "replaced")] == [["replaced", "second"]]


def test_a_copy_is_named_and_bears_nothing_out() -> None:
    values = ("120", "100", "90", "20", "50")
    rows = [*stated("first", *values), *stated("second", *values)]
    told = told_of(
        rows, first={"published": "2025-09-01"}, second={"published": "2025-09-02", "title": "Again"}
    )
    assert told.findings[0].startswith("**A second witness speaks for 0 of 5 figures of Hanoi, ")
    (line,) = [line for line in lines(told, "a copy") if line.startswith("Again")]
    assert line.split()[1:4] == ["a", "copy", "first"]


@pytest.mark.parametrize(
    ("more", "columns"),
    [(("120", "100", "90", "20"), {}), (("120", "100", "90", "20", "51"), {}),
     (("120", "100", "90", "20", "50"), {"language": "fr"})],
    ids=["four figures are few", "another value", "another language"],
)  # fmt: skip
def test_what_is_no_copy_is_a_witness(more: tuple[str, ...], columns: dict[str, str]) -> None:
    rows = [*stated("first", *("120", "100", "90", "20", "50")[: len(more)]), *stated("second", *more)]
    told = told_of(rows, second=columns)
    assert told.about("as a further witness").startswith("## 0 of 2 reports cannot count")
    assert not told.findings[0].startswith("**0 of")


def test_a_part_that_fits_its_whole_is_no_second_witness() -> None:
    rows = [*stated("first", "120"), *stated("second", "500", place="VN")]
    told = told_of(rows, place="VN")
    assert told.findings[0].startswith("**A second witness speaks for 0 of 2 figures of Viet Nam, ")
    assert "≤ fits" in told.tables[0]
    assert "✓ agree" not in told.tables[0]


def test_a_stock_at_two_dates_is_no_pair() -> None:
    rows = [
        *facts({"measure": "vehicles", "value": "9", "report": "first", "period_end": "2025-08-31"}),
        *facts({"measure": "vehicles", "value": "7", "report": "second", "period_end": "2025-09-30"}),
    ]
    told = told_of(rows)
    assert told.about("no pair is of Hanoi").startswith(NOTHING)
    assert "series" not in " ".join(told.tables)


def test_what_each_report_means_by_its_words_and_where_two_differ() -> None:
    told = tell("06-agreement")
    assert told.about("Not meant alike").startswith(
        "## Not meant alike by all reports: “left”, “received” and “surplus”"
    )
    assert [line.split() for line in lines(told, "dated, of its place")] == [
        ["received", "3", "3", "dated,", "of", "its", "place"]
    ]
    (lang_son,) = [line for line in lines(told, "4 units") if line.startswith("received")]
    assert "completed" in lang_son
    assert "last month seen from 4 August is read as July" in lang_son
    assert [line for line in lines(told, "headquarters no longer needed") if line.startswith("surplus")]
    (on_time,) = lines(told, "files processed on time")
    assert "files processed" in on_time


def test_a_later_report_on_the_same_terms_changes_no_meaning() -> None:
    later = {"period_end": "2025-09-30"}
    told = told_of([*stated("first", "120"), *stated("second", "300", **later)])
    assert told.about("Not meant alike").startswith("## Not meant alike by all reports: nothing")


@pytest.mark.parametrize("reviewed_only", [True, False])
def test_an_unreviewed_side_counts_only_where_asked_for_and_is_said(reviewed_only: bool) -> None:
    study = study_of([*stated("first", "120"), *stated("second", "150", status="read")])
    told = tell("06-agreement", study, place="VN-HN", reviewed_only=reviewed_only)
    assert told.findings[0].startswith(
        "**A second witness speaks for 0"
        if reviewed_only
        else "**A second witness speaks for 2 (not reviewed) of"
    )
    assert ("(not reviewed)" in told.findings[0]) is not reviewed_only


@pytest.mark.parametrize("place", ["VN-44", "VN-HP"])
def test_a_place_without_pairs_says_so(place: str) -> None:
    told = tell("06-agreement", place=place)
    assert told.about("no pair is of").startswith(NOTHING)
    assert told.charts == []
