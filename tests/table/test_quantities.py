"""Quantities: what operators give, what they refuse, and what stays unknown."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import StudyError
from analysis.table.asking import each, later, newest, ranked, together, value
from analysis.table.catalogue import read_measures
from analysis.table.figures import figure_of
from analysis.table.formula import INFINITY
from analysis.table.placing import names_of, units, units_aside
from analysis.table.quantities import (
    Quantity,
    Unknown,
    at_most,
    between,
    exact,
    largest,
    other_reading,
    rounded_up,
    smallest,
    stated_in,
)
from made import figure
from told import study_of


def q(value: str, **columns: str) -> Quantity:
    """A figure as a quantity."""
    return stated_in(figure_of(figure(10, value=value, quote=value, **columns), read_measures()))


def test_units_multiply_and_cancel() -> None:
    files, communes, days = q("6000"), exact(4, "communes"), exact(30, "days")
    per = files / communes / days
    assert (per.value, str(per.unit)) == (Decimal(50), "files per unit and day")
    assert str((per * communes).unit) == "files per day"
    assert (files / files).unit.is_ratio


def test_a_share_is_multiplied_as_a_ratio_and_subtracted_in_points() -> None:
    share = q("97.5", measure="on_time_rate", unit="percent")
    assert (exact(200, "files") * share).value == Decimal(195)
    assert str((share - q("90.0", measure="on_time_rate", unit="percent")).unit) == "percentage points"
    assert f"{share * 2:.0}" == "195%"


@pytest.mark.parametrize("sign", ["+", "-", "<"])
def test_unlike_things_are_neither_added_nor_ranked(sign: str) -> None:
    files, people = exact(3, "files"), exact(2, "people")
    operations = {"+": lambda: files + people, "-": lambda: files - people, "<": lambda: files < people}
    with pytest.raises(StudyError, match="3 files is files, 2 people is people"):
        operations[sign]()


def test_the_formula_keeps_its_brackets_and_the_figures_behind_it() -> None:
    one, other = q("8"), q("3", measure="files_processed", figure_id="first:20")
    rest = (one - other) / one
    assert rest.formula == ("(files_received[VN-HN] - files_processed[VN-HN]) / files_received[VN-HN]")
    assert rest.figure_ids == ("first:10", "first:20")
    assert (one - (one - other)).formula.endswith("- (files_received[VN-HN] - files_processed[VN-HN])")


def test_what_is_unknown_stays_unknown_with_every_reason() -> None:
    lost = Unknown(("a is not stated",)) / q("3") + Unknown(("b is not stated",))
    assert lost.reasons == ("a is not stated", "b is not stated")
    assert not lost
    assert largest(exact(0), lost).reasons == lost.reasons


def test_nothing_is_divided_by_what_may_be_zero() -> None:
    assert (exact(3, "files") / exact(0, "days")).reasons == ("there are no days",)
    maybe = between(exact(0, "days"), exact(2, "days"))
    assert (exact(3, "files") / maybe).reasons == (
        "0 days to 2 days may be zero, and nothing is divided by it",
    )


@pytest.mark.parametrize(
    ("low", "high", "how", "words"),
    [
        ("0.76875", "0.97945", ".1%", "between 76.8% and 98.0%"),
        ("0.9193", "0.9199", ".1%", "between 91.9% and 92.0%"),
        ("0.91951", "0.91953", ".1%", "92.0%"),
    ],
)
def test_bounds_are_rounded_outwards(low: str, high: str, how: str, words: str) -> None:
    assert format(between(exact(Decimal(low)), exact(Decimal(high))), how) == words


def test_a_hedge_sets_the_digits() -> None:
    cost = q("4063600000000", measure="policy_cost", unit="VND", qualifier="more_than")
    assert f"{cost / exact(4294, 'cases')}" == "at least 946 million VND per case"
    nearly = q("6600", qualifier="nearly") / exact(4, "communes") / exact(31, "days")
    assert f"{nearly:.1n}" == "at most 53.3"


NUMBERS = st.decimals(min_value=-1000, max_value=1000, places=2)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_the_true_value_lies_in_the_interval(a: Decimal, b: Decimal, x: Decimal, y: Decimal) -> None:
    left, right = (between(exact(min(pair)), exact(max(pair))) for pair in ((a, b), (x, y)))
    for one in (a, b):
        for other in (x, y):
            for got, true in (
                (left + right, one + other), (left - right, one - other), (left * right, one * other),
                (largest(left, right), max(one, other)), (smallest(left, right), min(one, other)),
            ):  # fmt: skip
                assert got.low <= true <= got.high


# Asked of a selection

AUGUST = {"period_end": "2025-08-15", "period_basis": "stated", "status": "reviewed"}
SEPTEMBER = {**AUGUST, "period_end": "2025-09-30"}
LACK = {"unit": "communes", "place": "VN"}


def test_what_is_asked_together_is_of_the_latest_date_at_which_all_exist() -> None:
    seen = study_of(
        [
            figure(10, "august", measure="communes_without_vehicles", value="354", **LACK, **AUGUST),
            figure(20, "august", measure="communes_short_of_equipment", value="601", **LACK, **AUGUST),
            figure(10, "later", measure="communes_without_vehicles", value="210", **LACK, **SEPTEMBER),
        ]
    ).select()
    vehicles, equipment = together(seen, "communes_without_vehicles", "communes_short_of_equipment")
    assert (vehicles.value, equipment.value) == (354, 601)
    assert value(seen, "communes_without_vehicles").value == 210
    assert not (vehicles + equipment).joins_dates


def test_figures_of_two_dates_are_said_to_be() -> None:
    early, late = q("3", **AUGUST), q("4", figure_id="first:20", **SEPTEMBER)
    assert (early / late).joins_dates
    assert not (early / q("4", figure_id="first:20")).joins_dates, "an undated figure has no other date"


def test_a_place_without_figures_has_a_row_in_which_all_is_unknown() -> None:
    seen = study_of([figure(10, value="8", place="VN", **AUGUST)]).select(place="VN-HN")
    rows = each(seen, "files_received", country=True)["files_received"]
    assert [bool(one) for one in rows] == [False, True]
    assert ranked(rows).iloc[0].reasons == ("no reviewed figure here states “Files received” of Hanoi",)


def test_units_set_aside_are_bounded_where_nobody_names_them() -> None:
    rows = [figure(10, value="32", measure="provinces_with_service_centres", unit="provinces", place="VN")]
    seen = study_of(rows).select()
    having = value(seen, "provinces_with_service_centres")
    assert f"{units(seen, 'VN') - units_aside(seen, having):t}" == "2,987 to 3,243 units"
    named = study_of([rows[0] | {"note": "without: VN-HN, VN-13"}]).select()
    assert units_aside(named, value(named, "provinces_with_service_centres")).value == 180


def test_a_report_that_another_replaces_is_no_witness() -> None:
    rows = [figure(10, "old", value="8", **AUGUST), figure(10, "new", value="9", **AUGUST)]
    seen = study_of(rows, new={"replaces": "old"}).select(place="VN-HN")
    assert [one.value for one in seen.all("files_received")] == [9]


def test_a_bound_is_its_upper_end() -> None:
    share = at_most(exact(3, "files") / exact(4, "files"))
    assert (share.value, share.low, f"{share:.0%}") == (Decimal("0.75"), -INFINITY, "at most 75%")
    assert share.figure is None


def test_what_is_needed_is_rounded_up() -> None:
    assert rounded_up(exact(9, "people") / exact(4, "days")).value == 3
    assert rounded_up(exact(8, "people") / exact(4, "days")).value == 2
    assert isinstance(rounded_up(Unknown(("no",))), Unknown)


def test_the_other_reading_is_computed_with() -> None:
    rate = figure(10, measure="revenue_vs_last_year", value="130.6", quote="130,6 %", alternative="230.6",
                  unit="percent")  # fmt: skip
    (stated,) = study_of([rate]).figures
    other = other_reading(stated_in(stated))
    assert isinstance(other, Quantity)
    assert (f"{other:.1}", other.low, other.figure) == ("230.6%", Decimal("230.55"), None)
    assert isinstance(other_reading(exact(1)), Unknown)


def test_an_undated_figure_is_of_its_own_report_s_date_alone() -> None:
    dated, undated = q("9", period_end="2025-08-15"), q("8", figure_id="first:20")
    assert not (dated + undated).joins_dates
    assert (dated + undated).when == "at 15 August 2025 and undated"
    assert (dated + q("8", report_id="second", figure_id="second:20")).joins_dates


def test_what_is_known_comes_before_what_is_not() -> None:
    known, one, other = exact(3, "files"), Unknown(("a",)), Unknown(("b",))
    assert (one | known) is known
    assert (known | one) is known
    assert (one | other).reasons == ("a", "b")


def test_what_is_newer_stands_beside() -> None:
    rows = [
        figure(10, value="30", measure="vehicles", unit="vehicles", period_end="2025-08-15"),
        figure(20, value="40", measure="vehicles", unit="vehicles", period_end="2025-09-15"),
    ]
    seen = study_of(rows).select(place="VN-HN")
    newer = value(seen, "vehicles")
    assert isinstance(newer, Quantity)
    older = stated_in(seen.study.by_id["first:10"])
    assert str(later(seen, older)) == "40 vehicles"
    assert not later(seen, newer)
    assert not later(seen, Unknown(("none",)))


def test_the_newest_of_several_columns_is_taken_place_by_place() -> None:
    import pandas as pd

    august, september = q("8", period_end="2025-08-15"), q("9", period_end="2025-09-15")
    unknown = Unknown(("none",))
    one = pd.Series({"Viet Nam": unknown, "Hanoi": august}, dtype=object)
    other = pd.Series({"Hanoi": september, "Hue": q("7")}, dtype=object)
    assert newest(one, other).map(str).to_dict() == {"Hanoi": "9 files", "Hue": "7 files"}
    assert newest(one[:1], one[:1]).index.tolist() == ["Viet Nam"]


def test_a_part_speaks_where_the_whole_does_not() -> None:
    part = figure(10, measure="rooms_missing", unit="rooms", locality="An Khanh; Minh Chau")
    seen = study_of([part]).select(place="VN-HN")
    assert not value(seen, "rooms_missing")
    rooms = value(seen, "rooms_missing", parts=True)
    assert names_of(seen, rooms) == ["An Khanh", "Minh Chau"]
    assert names_of(seen, Unknown(("none",))) == []
    whole = figure(20, measure="rooms_missing", unit="rooms", value="300")
    assert (
        str(value(study_of([part, whole]).select(place="VN-HN"), "rooms_missing", parts=True)) == "300 rooms"
    )
