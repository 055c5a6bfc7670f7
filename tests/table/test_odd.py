"""Values that do not fit beside others of the same thing."""

from __future__ import annotations

from itertools import count

import pytest

from analysis.table.odd import odd
from analysis.table.study import Study
from made import Row, figure
from told import study_of

PUBLISHED = {"a": "2025-08-05", "b": "2025-10-05", "c": "2025-11-05", "d": "2026-01-05", "e": "2026-02-05"}
PROVINCES = ("VN-HN", "VN-HP", "VN-DN", "VN-SG", "VN-09")
"""They have 126, 114, 94, 168 and 65 units."""
_START = count(10, 10)


def stated(report: str, value: str, end: str, **columns: str) -> Row:
    """Files pending in Hanoi, unless the columns say otherwise."""
    own = {
        "measure": "files_pending",
        "value": value,
        "period_end": end,
        "period_basis": "stated" if end else "",
    }
    return figure(next(_START), report, **(own | columns))


def study(*rows: Row) -> Study:
    return study_of(rows, **{name: {"published": day} for name, day in PUBLISHED.items()})


def named(*rows: Row) -> list[tuple[str, str]]:
    """The odd ones of the rows: their values, and why."""
    return [(f"{each.figure.value:f}", each.why) for each in odd(study(*rows))]


RECEIVED = {"measure": "files_received", "period_start": "2025-07-01"}
PLAN = {"measure": "disbursement_rate", "unit": "percent", "period_start": "2025-01-01"}


# Two values in one report


def test_two_values_of_one_thing_in_one_report_are_named() -> None:
    first, second = stated("a", "900", "2025-07-31"), stated("a", "800", "2025-07-31")
    ((value, why),) = named(first, second)
    assert (value, why) == ("800", f"beside 900 files of the same thing in one report: {first['figure_id']}")


@pytest.mark.parametrize(
    "other",
    [
        {"value": "900"}, {"value": "1000", "qualifier": "nearly"}, {"period_end": "2025-07-30"},
        {"place": "VN-HP"}, {"locality": "Minh Chau"}, {"units_covered": "4"}, {"breakdown": "online"},
        {"holder": "a bank"}, {"per": "unit"}, {"role": "plan"}, {"measure": "unclassified"},
        {"role": "threshold"},
    ],
)  # fmt: skip
def test_what_leaves_room_for_both_is_not_odd(other: dict[str, str]) -> None:
    assert named(stated("a", "900", "2025-07-31"), stated("a", "800", "2025-07-31") | other) == []


def test_parts_of_the_list_of_units_are_counted_again_and_again() -> None:
    units = {"measure": "commune_units", "unit": "communes"}
    assert named(stated("a", "126", "2025-07-31", **units), stated("a", "51", "2025-07-31", **units)) == []


# Ten times the neighbours in time


def test_a_stock_ten_times_those_before_and_after_is_named() -> None:
    before = stated("a", "900", "2025-07-31")
    rows = [before, stated("b", "9500", "2025-09-30"), stated("c", "950", "2025-10-31")]
    assert named(*rows) == [("9500", f"11 times what is stated at 31 July 2025: {before['figure_id']}")]


def test_the_first_and_the_last_are_held_against_what_has_a_neighbour_of_its_own() -> None:
    months = ("2025-07-31", "2025-09-30", "2025-10-31", "2025-12-31")
    cases = {"9000 900 910 920": ["9000"], "900 910 920 92": ["92"], "1 12 140 1500": []}
    for values, found in cases.items():
        told = zip("abcd", values.split(), months, strict=True)
        assert [value for value, _ in named(*[stated(*each) for each in told])] == found


def test_months_and_counts_since_a_start_are_told_apart() -> None:
    rows = [
        stated(name, value, last, measure="files_received", period_start=first)
        for name, value, first, last in (
            ("a", "3100", "2025-07-01", "2025-07-31"), ("b", "9200", "2025-07-01", "2025-09-30"),
            ("c", "3000", "2025-09-01", "2025-09-30"), ("d", "153000", "2025-07-01", "2025-11-30"),
            ("d", "31000", "2025-11-01", "2025-11-30"),
        )
    ]  # fmt: skip
    assert sorted(value for value, _ in named(*rows)) == ["153000", "31000"], "both are ten times too high"


def test_of_two_the_one_that_nobody_has_looked_at_is_named_else_the_later_one() -> None:
    first, second = stated("a", "900", "2025-07-31", status="read"), stated("b", "9500", "2025-09-30")
    assert [value for value, _ in named(first, second)] == ["900"]
    assert [value for value, _ in named(first | {"status": "reviewed"}, second)] == ["9500"]


def test_of_two_that_appeared_on_one_day_the_later_date_is_named() -> None:
    rows = [stated("a", "900", "2025-07-31"), stated("a", "9500", "2025-08-31")]
    assert [value for value, _ in named(*rows)] == ["9500"]


def test_all_that_are_odd_are_named() -> None:
    rows = [
        stated(name, value, day, place=place)
        for place in ("VN-HN", "VN-HP")
        for name, value, day in (
            ("a", "900", "2025-07-31"),
            ("b", "9500", "2025-09-30"),
            ("c", "900", "2025-10-31"),
        )
    ]
    assert [value for value, _ in named(*rows)] == ["9500", "9500"]


def test_counts_are_held_against_each_other_by_day() -> None:
    grown = [stated("a", "100", "2025-07-10", **RECEIVED), stated("d", "1840", "2025-12-31", **RECEIVED)]
    assert named(*grown) == [], "ten a day, and ten a day"
    fallen = [stated("a", "1000", "2025-07-10", **RECEIVED), stated("d", "1240", "2025-12-31", **RECEIVED)]
    ((value, why),) = named(*fallen)
    assert (value, why.partition(" for 1 July")[0]) == ("1240", "1/15 of what is stated by day")


def test_a_share_of_the_year_s_plan_may_grow_tenfold_and_a_slip_of_the_comma_may_not() -> None:
    assert named(stated("a", "2", "2025-01-31", **PLAN), stated("b", "21", "2025-03-31", **PLAN)) == []
    slipped = [stated("a", "9.7", "2025-07-31", **PLAN), stated("b", "97", "2025-07-30", **PLAN)]
    assert len(named(*slipped)) == 1


def test_what_another_report_says_of_the_same_window_is_held_against_what_stands() -> None:
    stands = stated("a", "900", "2025-07-31")
    ((value, why),) = named(stands, stated("b", "9500", "2025-07-31", status="read"))
    assert (value, why) == ("9500", f"11 times what is stated at 31 July 2025: {stands['figure_id']}")


# Ten times the middle one of all provinces


def among(values: dict[str, str], **columns: str) -> list[tuple[str, str]]:
    return named(
        *[stated("a", value, "2025-07-31", place=place, **columns) for place, value in values.items()]
    )


PENDING = dict(zip(PROVINCES, ("12600", "1140", "940", "1680", "650"), strict=True))


def test_a_province_ten_times_the_middle_one_by_unit_is_named() -> None:
    assert among(PENDING) == [("12600", "10 times the middle one of 5 provinces by unit")]
    assert among(PENDING, **RECEIVED) == [("12600", "10 times the middle one of 5 provinces by unit and day")]
    assert among(dict(list(PENDING.items())[:3])) == [], "of three none stands apart"


def test_a_large_city_is_not_odd_for_its_size_nor_where_its_own_dates_agree() -> None:
    assert among(PENDING | {"VN-HN": "6000"}) == []
    rows = [stated("a", value, "2025-07-31", place=place) for place, value in PENDING.items()]
    assert named(*rows, stated("b", "12700", "2025-09-30")) == []


def test_the_country_is_no_province() -> None:
    assert among({**PENDING, "VN-HN": "1260", "VN": "9000000"}) == []


# Of one report


def test_those_of_one_report_are_held_against_all() -> None:
    rows = [
        stated("a", "900", "2025-07-31"),
        stated("b", "9500", "2025-09-30"),
        stated("c", "950", "2025-10-31"),
    ]
    assert [len(odd(study(*rows), name)) for name in "abc"] == [0, 1, 0]
    assert odd(study()) == []
