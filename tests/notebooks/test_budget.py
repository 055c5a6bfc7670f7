"""The page on money: rates against the year, what two rates leave open, two readings, implied growth."""

from __future__ import annotations

import pytest

from analysis.showing.drawing import Chart
from analysis.table.study import Study
from made import Row, figure
from told import study_of, tell

NINE_MONTHS = {"period_start": "2025-01-01", "period_end": "2025-09-30", "period_basis": "stated"}
OCTOBER = NINE_MONTHS | {"period_end": "2025-10-31"}
A_YEAR_BEFORE = {"period_start": "2024-01-01", "period_end": "2024-09-30", "period_basis": "stated"}
QUARTER = NINE_MONTHS | {"period_start": "2025-07-01"}


def rate(start: int, measure: str, value: str, **columns: str) -> Row:
    quote = value + "%"
    given = {"measure": measure, "value": value, "quote": quote, "unit": "percent", **columns}
    return figure(start, **(NINE_MONTHS | given))


def revenue(total: str, domestic: str) -> Study:
    return study_of(
        [
            rate(10, "revenue_vs_estimate", total),
            rate(20, "domestic_revenue_vs_estimate", domestic),
        ]
    )


def test_a_rate_says_of_what_it_is_and_by_when_the_year_closes() -> None:
    told = tell("03-budget")
    assert told.findings[0].startswith(
        "**Hai Phong had paid out 68% of the year's public investment plan that the Prime"
    )
    assert "If the year closes on 31 December, paying out the rest asks for 1.4 times" in told.findings[0]
    assert "set by the Prime Minister" in told.tables[1]


@pytest.mark.parametrize("value", ["0", "100"])
def test_no_pace_follows_from_nothing_or_for_nothing(value: str) -> None:
    told = tell("03-budget", study_of([rate(10, "disbursement_rate", value)]), place="VN-HN")
    assert f"**Hanoi had paid out {value}% of" in told.findings[0]
    if value == "0":
        assert "times the pace" not in told.findings[0]


def test_the_year_before_is_of_the_same_days() -> None:
    told = tell("03-budget")
    before = told.about("a year before:")
    assert before.startswith("## Hai Phong paid out 68%, and 48% a year before: 19 to 21 percentage points")
    rows = [rate(10, "disbursement_rate", "68"), rate(20, "disbursement_rate", "48", **QUARTER)]
    assert "a year before:" not in tell("03-budget", study_of(rows), place="VN-HN").text


def test_a_later_rate_alone_leaves_the_comparison_standing() -> None:
    rows = [
        rate(10, "disbursement_rate", "68"),
        rate(20, "disbursement_rate", "48", **A_YEAR_BEFORE),
        rate(30, "disbursement_rate", "75", **OCTOBER),
    ]
    told = tell("03-budget", study_of(rows), place="VN-HN")
    assert "had paid out 75%" in told.findings[0]
    assert told.about("a year before:").startswith("## Hanoi paid out 68%, and 48%")


def test_the_domestic_part_is_bounded_outwards() -> None:
    told = tell("03-budget")
    assert "Domestic revenue can be at most 92.0% of Hai Phong's estimate" in told.about("Domestic revenue")
    assert told.results["largest_domestic_share"]["value"].startswith("91.95"), "98.85 of 107.5"


@pytest.mark.parametrize(("total", "domestic"), [("90", "80"), ("90.0", "90.04")])
def test_a_domestic_part_that_nothing_bounds_is_open(total: str, domestic: str) -> None:
    told = tell("03-budget", revenue(total, domestic), place="VN-HN")
    assert "Domestic revenue can be any part of Hanoi's estimate" in told.text


def test_a_rest_below_zero_is_left_out() -> None:
    told = tell("03-budget", revenue("75", "100"), place="VN-HN")
    shares = [each.removeprefix("the_rest_of_its_own_estimate_domestic_part_") for each in told.results]
    assert [each for each in shares if each.isdigit()] == ["50", "60", "70"]


def test_a_chart_and_its_table_round_alike() -> None:
    told = tell("03-budget")
    (chart,) = [each for each in told.charts if "domestic part 50%" in each]
    (table,) = [each for each in told.tables if "domestic part 50%" in each]
    assert "domestic part 50%: 89.0% to 90.2%" in chart
    assert "between 89.0% and 90.2%" in table


def test_every_chart_has_one_window() -> None:
    charts = [each for each in tell("03-budget").shown if isinstance(each, Chart)]
    at_one_time = [chart.alt for chart in charts if not any(mark.day for mark in chart.marks)]
    assert len(at_one_time) == len(charts) - 1, "one is a path over dates"
    assert not [alt for alt in at_one_time if "2024" in alt or "2030" in alt]


def test_both_readings_are_said_and_the_level_is_the_usual_one() -> None:
    told = tell("03-budget").about("A year before, Hai Phong")
    assert "76% of this year's estimate, or 43% if the rate is an increase" in told
    assert "Read literally, 130.6% is an increase, to 230.6% of the year before" in told
    assert "usually mean a level" in told


def test_a_rate_with_one_reading_is_not_given_two() -> None:
    rows = [rate(10, "revenue_vs_estimate", "96.00"), rate(20, "revenue_vs_last_year", "120.00")]
    told = tell("03-budget", study_of(rows), place="VN-HN").about("A year before, Hanoi")
    assert told.startswith("## A year before, Hanoi had collected 80% of this year's estimate\n")


def test_growth_before_is_implied_and_no_target_takes_part() -> None:
    told = tell("03-budget")
    assert "11.59%, 12.38% in the last 92 days, implies 11.0% to 11.3% before" in told.about("growth of")
    assert "No report states it" in told.about("growth of")
    hanoi = tell("03-budget", place="VN-HN")
    assert "implied" not in hanoi.results, "two targets imply nothing"
    assert "no reviewed figure here states “Growth of the regional product” of Hanoi beside" in hanoi.text


def test_growth_that_is_stated_for_one_window_implies_nothing() -> None:
    rows = [rate(10, "grdp_growth", "7"), rate(20, "grdp_growth", "9", **QUARTER, role="target")]
    assert "implied" not in tell("03-budget", study_of(rows), place="VN-HN").results


@pytest.mark.parametrize(
    ("place", "words"), [("VN", "13 figures in percent, on different bases: 6"), ("VN-HN", "bases: 1")]
)
def test_percentages_stand_beside_their_bases(place: str, words: str) -> None:
    told = tell("03-budget", place=place)
    assert words in told.about("in percent")
    assert any("the regional product of the same period of the year before" in each for each in told.tables)


def test_a_place_without_figures_has_a_line_for_each_finding() -> None:
    told = tell("03-budget", place="VN-44")
    assert sum("Nothing can be said here" in each for each in told.findings) == 7
    assert told.charts == []
