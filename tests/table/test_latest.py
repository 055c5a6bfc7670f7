"""Of one date what was told last stands, and what contradicts is not taken together."""

from __future__ import annotations

import pytest

from analysis.table.asking import each, together, value
from analysis.table.beside import with_country
from made import Row, figure
from told import study_of

WINDOW = {"period_start": "2025-07-01", "period_end": "2025-08-31", "period_basis": "stated"}
LATER = {"period_start": "2025-07-01", "period_end": "2025-11-30", "period_basis": "stated"}
PUBLISHED = {"first": "2025-09-01", "second": "2025-10-01", "third": "2025-11-01"}


def told(report: str, number: str, **columns: str) -> Row:
    measure, start = columns.get("measure", ""), int(columns.pop("start", "10"))
    own = {"value": number, "quote": number, "end": str(start + len(number)), **WINDOW, **columns}
    own["unit"] = "premises" if measure.startswith("surplus") else "files"
    return figure(start, report, **own)


def standing(*rows: Row) -> str:
    reports = {name: {"published": day} for name, day in PUBLISHED.items()}
    return str(value(study_of(rows, **reports).select(place="VN-HN"), "files_received"))


def test_of_two_reports_of_one_date_what_was_told_last_stands() -> None:
    rows = [told("first", "500"), told("second", "510")]
    assert standing(*rows) == standing(*reversed(rows)) == "510 files"


def test_what_was_told_otherwise_of_what_stands_is_named() -> None:
    rows = [told("first", "500"), told("second", "510"), told("second", "700", start="30", **LATER)]
    reports = {name: {"published": day} for name, day in PUBLISHED.items()}
    two, three = (study_of(some, **reports).select(place="VN-HN") for some in (rows[:2], rows))
    why = "“Files received”, 500 files, told last as 510 files (1 July to 31 August 2025)"
    assert value(two, "files_received").passed == each(two, "files_received").iloc[0, 0].passed == (why,)
    assert value(three, "files_received").passed == (), "that is past"


def test_what_is_repeated_stands_again() -> None:
    assert standing(told("first", "500"), told("second", "510"), told("third", "500")) == "500 files"


def test_a_narrower_value_that_agrees_goes_before_a_later_hedge() -> None:
    assert standing(told("first", "512"), told("second", "500", qualifier="more_than")) == "512 files"
    assert (
        standing(told("first", "490"), told("second", "500", qualifier="more_than")) == "more than 500 files"
    )


def test_a_part_that_is_above_its_whole_is_not_taken_together_with_it() -> None:
    total, done = "surplus_premises", "surplus_premises_processed"
    seen = study_of([
        told("first", "200", measure=total), told("first", "50", measure=done, start="30"),
        told("second", "100", measure=total, **LATER),
        told("second", "150", measure=done, start="30", **LATER),
    ]).select(place="VN-HN")  # fmt: skip
    assert [str(one) for one in together(seen, total, done)] == ["200 premises", "50 premises"]
    assert each(seen, total, done).astype(str).values.tolist() == [["200 premises", "50 premises"]]


def test_what_is_left_may_be_more_than_came_in_over_a_month() -> None:
    rows = [told("first", "100"), told("first", "600", measure="files_pending", start="30", period_start="")]
    seen = study_of(rows).select(place="VN-HN")
    assert [str(one) for one in together(seen, "files_received", "files_pending")] == [
        "100 files",
        "600 files",
    ]


def test_what_something_is_divided_by_is_the_latest_above_zero() -> None:
    seen = study_of([told("first", "100"), told("second", "0", **LATER)]).select(place="VN-HN")
    assert [str(one) for one in together(seen, "files_received")] == ["0 files"]
    assert [str(one) for one in together(seen, "files_received", above_zero="files_received")] == [
        "100 files"
    ]


@pytest.mark.parametrize("columns", [{"qualifier": "nearly"}, {"value": "90", "quote": "90"}])
def test_a_country_that_may_be_less_than_its_province_is_passed_over(columns: dict[str, str]) -> None:
    seen = study_of([
        told("first", "100"), told("first", "900", place="VN", start="30"),
        told("second", "950", place="VN", **{**LATER, **columns}),
    ]).select()  # fmt: skip
    assert with_country(seen, "files_received").iloc[:, :2].astype(str).values.tolist() == [
        ["100 files", "900 files"]
    ]


SINCE_JULY = {"period_start": "2025-07-01", "period_end": "2025-10-31"}


@pytest.mark.parametrize(
    "window",
    [("2025-11-01", "2025-11-30"), ("2026-01-01", "2026-01-31"), ("2025-10-01", "2025-12-31"),
     ("2025-11-24", "2025-11-30")],
    ids=["a month", "a January", "a quarter", "a week"],
)  # fmt: skip
def test_a_month_by_itself_takes_no_place_from_what_runs_on(window: tuple[str, str]) -> None:
    own = dict(zip(("period_start", "period_end"), window, strict=True))
    assert standing(told("first", "500", **SINCE_JULY), told("second", "80", **own)) == "500 files"
    assert standing(told("first", "70"), told("second", "80", **own)) == "70 files"
    assert standing(told("second", "80", **own)) == "80 files", "alone it stands"


@pytest.mark.parametrize("start", ["2025-01-01", "2025-07-01", "2025-08-20"])
def test_a_later_count_that_runs_on_stands(start: str) -> None:
    later = {"period_start": start, "period_end": "2025-12-31"}
    assert standing(told("first", "500", **SINCE_JULY), told("second", "900", **later)) == "900 files"


def test_parts_are_of_one_kind_of_window() -> None:
    month = {"period_start": "2025-11-01", "period_end": "2025-11-30"}
    done = {"measure": "files_processed", "start": "30"}
    rows = [told("first", "500", **SINCE_JULY), told("first", "400", **SINCE_JULY, **done),
            told("second", "80", **month), told("second", "70", **month, **done)]  # fmt: skip
    seen = study_of(rows).select(place="VN-HN")
    wanted = "files_received", "files_processed"
    assert [str(one) for one in together(seen, *wanted)] == ["500 files", "400 files"]
    assert each(seen, *wanted).astype(str).values.tolist() == [["500 files", "400 files"]]
