"""What stands beside a quantity: which figures are paired, and which limits hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from analysis.table.asking import value
from analysis.table.beside import (
    base_of,
    days_until,
    limit_of,
    with_last_part,
    with_plan,
    with_year_before,
    working_days_until,
)
from analysis.table.quantities import Quantity, Unknown
from analysis.table.study import Selection
from made import Row, figure
from told import study_of


def files(start: int, many: str, first: str, last: str, report: str = "first", **columns: str) -> Row:
    return figure(start, report, value=many, period_start=first, period_end=last, **columns)


def hanoi(*rows: Row) -> Selection:
    return study_of(rows).select(place="VN-HN")


def paired(frame) -> list[list[str]]:
    return [[f"{each:n}" for each in row] for row in frame.itertuples(index=False)]


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2024-01-01", "2024-06-30", [["20", "10"]]),
        ("2024-01-01", "2024-05-31", [["not stated", "not stated"]]),
        ("2024-02-01", "2024-06-30", [["not stated", "not stated"]]),
    ],
    ids=["the same days", "another end", "another start"],
)
def test_a_year_before_is_of_the_same_days(first: str, last: str, found: list[list[str]]) -> None:
    seen = hanoi(files(1, "10", first, last), files(5, "20", "2025-01-01", "2025-06-30"))
    assert paired(with_year_before(seen, "files_received")) == found


def test_a_leap_day_has_the_day_before_a_year_earlier() -> None:
    seen = hanoi(files(1, "10", "2023-01-01", "2023-02-28"), files(5, "20", "2024-01-01", "2024-02-29"))
    assert paired(with_year_before(seen, "files_received")) == [["20", "10"]]


def test_the_latest_that_has_a_year_before_is_taken() -> None:
    seen = hanoi(
        files(1, "10", "2024-01-01", "2024-06-30"),
        files(5, "20", "2025-01-01", "2025-06-30"),
        files(9, "30", "2025-01-01", "2025-07-31"),
    )
    assert paired(with_year_before(seen, "files_received")) == [["20", "10"]]


def test_the_last_part_ends_with_the_whole_and_the_longest_is_taken() -> None:
    seen = hanoi(
        files(1, "90", "2025-01-01", "2025-09-30"),
        files(5, "9", "2025-09-01", "2025-09-30"),
        files(9, "40", "2025-07-01", "2025-09-30"),
        files(13, "70", "2025-01-01", "2025-06-30"),
    )
    assert paired(with_last_part(seen, "files_received")) == [["90", "40"]]


def test_a_part_of_another_place_or_of_some_units_is_none() -> None:
    seen = study_of([
        files(1, "90", "2025-01-01", "2025-09-30"),
        files(5, "40", "2025-07-01", "2025-09-30", place="VN-HP"),
        files(9, "30", "2025-07-01", "2025-09-30", units_covered="4"),
    ]).select()  # fmt: skip
    assert paired(with_last_part(seen, "files_received")) == [["not stated", "not stated"]]


def test_a_plan_stands_beside_what_was_counted_in_its_year() -> None:
    plan = figure(20, measure="posts_assigned", value="7", unit="posts", role="plan", period_end="2025-12-31")
    counted = files(1, "90", "2025-07-01", "2025-09-30"), files(5, "8", "2026-01-01", "2026-01-31")
    found = with_plan(hanoi(*counted, plan), "files_received", "posts_assigned")
    assert paired(found) == [["90", "7"]]
    joined = found["files_received"].iloc[0] / found["posts_assigned"].iloc[0]
    assert joined.joins_dates
    assert "for the year" in joined.fairness


def test_of_windows_that_end_together_the_longest_is_the_value() -> None:
    seen = hanoi(files(1, "9", "2025-09-01", "2025-09-30"), files(5, "90", "2025-01-01", "2025-09-30"))
    assert f"{value(seen, 'files_received'):n}" == "90"


def limited(limits: dict[str, date], **select: object) -> date | Unknown:
    """The limit for the count of `first`, with the limits that reports set."""
    rows = [files(1, "90", "2025-01-01", "2025-09-30"), files(1, "1", "2025-01-01", "2025-01-31", "later")]
    study = study_of(
        [*rows, files(1, "1", "2025-01-01", "2025-01-31", "strange", place="VN-HP")],
        later={"published": "2025-11", "reviewed_on": "2025-12-01"},
        strange={"published": "2025-12", "place": "VN-HP", "reviewed_on": "2025-12-01"},
    )
    study = replace(study, deadlines={("files_received", name): day for name, day in limits.items()})
    seen = study.select(place="VN", **select)
    return limit_of(seen, value(seen, "files_received", place="VN-HN"))


FIRST, LATER, STRANGE = date(2025, 12, 1), date(2025, 12, 15), date(2025, 12, 31)


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        ({"first": FIRST, "later": LATER}, FIRST),
        ({"later": LATER, "strange": STRANGE}, LATER),
    ],
    ids=["its own report", "another report of the place, no stranger"],
)
def test_the_limit_of_a_count(limits: dict[str, date], found: date) -> None:
    assert limited(limits) == found


def test_a_limit_comes_from_the_reports_of_the_page() -> None:
    assert isinstance(limited({"later": LATER}, reports=["first"]), Unknown)


def test_days_up_to_a_day_that_has_passed_are_unknown() -> None:
    received = value(hanoi(files(1, "90", "2025-01-01", "2025-09-30")), "files_received")
    passed = days_until(received, date(2025, 9, 30))
    assert isinstance(passed, Unknown)
    assert passed.reasons == ("no day is left until 30 September 2025",)
    assert f"{working_days_until(received, date(2025, 10, 5)):n}" == "3"
    assert f"{days_until(received):n}" == "92"


def test_an_undated_count_has_no_days_left() -> None:
    assert isinstance(days_until(value(hanoi(figure(1)), "files_received")), Unknown)


def test_what_no_measure_says_is_not_known() -> None:
    seen = hanoi(figure(1, measure="unclassified", unit="percent"))
    assert base_of(seen, seen.frame()["measure"]).tolist() == ["not known"]


def test_a_quantity_ends_with_the_last_of_its_windows() -> None:
    seen = hanoi(files(1, "90", "2025-01-01", "2025-09-30"))
    received = value(seen, "files_received")
    assert isinstance(received, Quantity)
    assert (received / received.days).end == date(2025, 9, 30)
