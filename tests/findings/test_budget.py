"""The budget findings: values on the five reports by hand, and what made-up figures do to them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from analysis.charts import Chart
from analysis.findings.finding import NO_CHART, Finding

from analysis.findings import budget
from analysis.table.formula import INFINITY, Interval
from analysis.table.study import Selection, Study
from facts import facts

Choose = Callable[..., Selection]
SAYS_NOTHING = "nothing can be said here"
NINE_MONTHS = {"period_start": "2025-01-01", "period_end": "2025-09-30", "period_basis": "stated"}
A_YEAR_BEFORE = {"period_start": "2024-01-01", "period_end": "2024-09-30", "period_basis": "stated"}


def values(finding: Finding) -> dict[str, Decimal]:
    return {each.result_id: each.value for each in finding.results}


def quantities(finding: Finding) -> dict[str, Interval]:
    return {each.result_id: each.interval for each in finding.results}


def test_disbursement_against_the_year_before(study: Study) -> None:
    found = budget.disbursement(study.select(place="VN"))
    # (100 / 68 - 1) x 273 days gone / 92 days left
    assert values(found) == {
        "disbursement_gain_vn_hp": Decimal("20"),
        "pace_needed_vn_hp": Decimal("1.396419"),
    }
    gain = quantities(found)["disbursement_gain_vn_hp"]
    assert (gain.low, gain.high) == (Decimal("19"), Decimal("21"))
    assert found.heading == (
        "Hai Phong had disbursed 68% by 30 September 2025, 20 points more than a year before"
    )
    assert "are exactly their difference" in found.text


def test_disbursement_is_drawn_with_the_year_before(study: Study) -> None:
    chart = budget.disbursement(study.select(place="VN-HP")).chart
    assert isinstance(chart, Chart)
    assert [(mark.label, mark.value) for mark in chart.marks] == [
        ("Hai Phong, Jan to Sept 2025", Decimal("68")),
        ("Hai Phong, Jan to Sept 2024", Decimal("48")),
    ]


@pytest.mark.parametrize(("before", "words"), [("68", ", the same as a"), ("70", ", 2 points less than a")])
def test_a_rate_that_did_not_rise_is_said(make_selection: Choose, before: str, words: str) -> None:
    now = {"measure": "disbursement_rate", "value": "68", **NINE_MONTHS}
    earlier = {"measure": "disbursement_rate", "value": before, **A_YEAR_BEFORE}
    found = budget.disbursement(make_selection(facts(now, earlier)))
    assert found.heading.endswith(f"30 September 2025{words} year before")


def test_a_window_without_the_year_before_gives_it_from_the_change(study: Study) -> None:
    found = budget.disbursement(study.select(place="VN-HP", period=("2025-01-01", "")))
    assert values(found)["disbursement_before_vn_hp"] == Decimal("48")
    assert found.heading == "Hai Phong had disbursed 68% by 30 September 2025"


def test_every_place_with_a_rate_stands_on_the_countrys_page(make_selection: Choose) -> None:
    seen = make_selection(
        facts(
            {"measure": "disbursement_rate", "value": "50", "place": "VN-HN", **NINE_MONTHS},
            {"measure": "disbursement_rate", "value": "55", "place": "VN-HN", **A_YEAR_BEFORE},
            {"measure": "disbursement_rate", "value": "40", "place": "VN-HP", **NINE_MONTHS},
            {"measure": "disbursement_rate", "value": "39.6", "place": "VN-HP", **A_YEAR_BEFORE},
        ),
    )
    found = budget.disbursement(seen)
    gains = {name: value for name, value in values(found).items() if "gain" in name}
    assert gains == {"disbursement_gain_vn_hn": Decimal("-5"), "disbursement_gain_vn_hp": Decimal("0.4")}
    assert "5 points less than a year before" in found.heading
    assert found.table.rows[-1][1:3] == ("Hai Phong", "39.6%")


@pytest.mark.parametrize(
    ("change", "verdict"),
    [("10.6", "agree with them within rounding"), ("14", "are not their difference")],
)
def test_a_stated_change_is_checked(make_selection: Choose, change: str, verdict: str) -> None:
    seen = make_selection(
        facts(
            {"measure": "disbursement_rate", "value": "60", **NINE_MONTHS},
            {"measure": "disbursement_rate", "value": "50", **A_YEAR_BEFORE},
            {"measure": "disbursement_rate_change", "value": change, **NINE_MONTHS},
        ),
    )
    assert verdict in budget.disbursement(seen).text


def test_a_rate_of_another_part_of_the_year_before_is_no_comparison(make_selection: Choose) -> None:
    half = {"period_start": "2024-01-01", "period_end": "2024-06-30", "period_basis": "stated"}
    seen = make_selection(
        facts(
            {"measure": "disbursement_rate", "value": "60", **NINE_MONTHS},
            {"measure": "disbursement_rate", "value": "50", **half},
        ),
    )
    assert list(values(budget.disbursement(seen))) == ["pace_needed_vn_hn"]


@pytest.mark.parametrize("value", ["0", "100"])
def test_no_pace_is_worked_out_from_nothing_or_for_nothing(make_selection: Choose, value: str) -> None:
    seen = make_selection(facts({"measure": "disbursement_rate", "value": value, **NINE_MONTHS}))
    assert SAYS_NOTHING in budget.disbursement(seen).heading


def test_unreviewed_and_undated_rates_are_hollow(make_selection: Choose) -> None:
    seen = make_selection(
        facts(
            {"measure": "disbursement_rate", "value": "60", **NINE_MONTHS},
            {"measure": "disbursement_rate", "value": "50", "status": "read", **A_YEAR_BEFORE},
        ),
    )
    chart = budget.disbursement(seen).chart
    assert isinstance(chart, Chart)
    assert [mark.solid for mark in chart.marks] == [True, False]


def test_rest_of_revenue(study: Study) -> None:
    found = budget.rest_of_revenue(study.select(place="VN"))
    assert values(found) == {
        "largest_domestic_share_vn_hp": Decimal("91.481481"),  # 98.8 / 108
        "rest_if_domestic_50_vn_hp": Decimal("89.6"),  # (98.8 - 54) / 0.5
        "rest_if_domestic_60_vn_hp": Decimal("85"),  # (98.8 - 64.8) / 0.4
        "rest_if_domestic_70_vn_hp": Decimal("77.333333"),  # (98.8 - 75.6) / 0.3
        "rest_if_domestic_80_vn_hp": Decimal("62"),  # (98.8 - 86.4) / 0.2
        "rest_if_domestic_90_vn_hp": Decimal("16"),  # (98.8 - 97.2) / 0.1
    }
    last = quantities(found)["rest_if_domestic_90_vn_hp"]
    # (98.75 - 0.9 x 108.5) / 0.1 and (98.85 - 0.9 x 107.5) / 0.1
    assert (last.low, last.high) == (Decimal("11"), Decimal("21"))
    assert found.heading == "Hai Phong's revenue other than domestic stayed below 98.8% of its estimate"


def test_shares_that_would_leave_a_negative_rest_are_left_out(make_selection: Choose) -> None:
    seen = make_selection(
        facts(
            {"measure": "revenue_vs_estimate", "value": "75", **NINE_MONTHS},
            {"measure": "domestic_revenue_vs_estimate", "value": "100", **NINE_MONTHS},
        ),
    )
    found = budget.rest_of_revenue(seen)
    assert [row[1] for row in found.table.rows] == ["50%", "60%", "70%"]
    assert values(found)["largest_domestic_share_vn_hn"] == Decimal("75")


@pytest.mark.parametrize(
    ("total", "domestic", "heading"),
    [
        ("90", "80", "Hanoi's revenue other than domestic stayed above 90% of its estimate"),
        ("90", "90.4", "Hanoi's total and domestic revenue stand alike against their estimates, at 90%"),
    ],
)
def test_domestic_revenue_below_or_at_the_total(
    make_selection: Choose, total: str, domestic: str, heading: str
) -> None:
    seen = make_selection(
        facts(
            {"measure": "revenue_vs_estimate", "value": total, **NINE_MONTHS},
            {"measure": "domestic_revenue_vs_estimate", "value": domestic, **NINE_MONTHS},
        ),
    )
    found = budget.rest_of_revenue(seen)
    assert found.heading == heading
    assert "cannot exceed" not in found.text


@pytest.mark.parametrize(
    ("domestic", "window"), [("0", NINE_MONTHS), ("108", A_YEAR_BEFORE)], ids=["zero", "other window"]
)
def test_revenue_that_cannot_be_split(make_selection: Choose, domestic: str, window: dict[str, str]) -> None:
    seen = make_selection(
        facts(
            {"measure": "revenue_vs_estimate", "value": "98.8", **NINE_MONTHS},
            {"measure": "domestic_revenue_vs_estimate", "value": domestic, **window},
        ),
    )
    assert SAYS_NOTHING in budget.rest_of_revenue(seen).heading


def test_both_readings_of_the_rate_against_last_year(study: Study) -> None:
    found = budget.last_year(study.select(place="VN-HP"))
    assert values(found) == {
        "last_year_if_level_vn_hp": Decimal("75.650842"),  # 98.8 / 130.6
        "last_year_if_increase_vn_hp": Decimal("42.844753"),  # 98.8 / 230.6
        "times_if_level_vn_hp": Decimal("1.306"),
        "times_if_increase_vn_hp": Decimal("2.306"),
        "change_if_level_vn_hp": Decimal("30.6"),
    }
    assert "75.7%" in found.heading
    assert "42.8%" in found.heading


def test_readings_without_an_estimate(make_selection: Choose) -> None:
    seen = make_selection(
        facts({"measure": "revenue_vs_last_year", "value": "120", **NINE_MONTHS}), place="VN"
    )
    found = budget.last_year(seen)
    assert set(values(found)) == {"times_if_level_vn_hn", "times_if_increase_vn_hn", "change_if_level_vn_hn"}
    assert found.heading == (
        "Hanoi's revenue is 1.20 or 2.20 times the year before's: one rate, two readings"
    )


def test_a_hedged_rate_keeps_its_open_side(make_selection: Choose) -> None:
    ratio = {"measure": "revenue_vs_last_year", "value": "120", "qualifier": "more_than", **NINE_MONTHS}
    found = budget.last_year(make_selection(facts(ratio)))
    assert quantities(found)["times_if_level_vn_hn"] == Interval(Decimal("1.2"), Decimal("1.2"), INFINITY)


@pytest.mark.parametrize(
    ("place", "heading"),
    [
        ("VN", "The 13 percentages here are of 6 different things"),
        ("VN-HP", "The 10 percentages here are of 6 different things"),
        ("VN-HN", "Every percentage here is of the same thing"),
    ],
)
def test_what_each_percentage_is_a_percentage_of(study: Study, place: str, heading: str) -> None:
    assert budget.bases(study.select(place=place)).heading == heading


def test_each_percentage_stands_beside_its_base(study: Study) -> None:
    rows = {row[4]: row for row in budget.bases(study.select(place="VN-HP")).table.rows}
    assert rows["haiphong-fr:3432"][0] == "the year's revenue estimate"
    assert rows["haiphong-fr:3582"][0] == "the year's domestic revenue estimate"
    assert rows["haiphong-fr:3245 haiphong-fr:3363"][3] == (
        "68% (Hai Phong, Jan to Sept 2025) and 48% (Hai Phong, Jan to Sept 2024)"
    )


@pytest.mark.parametrize("place", ["VN-09", "VN-71", "VN-SG", "VN-44"])
def test_places_without_figures_say_so(study: Study, place: str) -> None:
    page = budget.page(study.select(place=place))
    findings = (page.disbursement, page.revenue, page.last_year, page.growth, page.targets, page.bases)
    assert [each.heading for each in findings if SAYS_NOTHING not in each.heading] == []
    assert [each for each in findings if each.results or each.chart is not NO_CHART] == []
    assert page.figures.rows == ()


@pytest.mark.parametrize("place", ["VN", "VN-HN", "VN-HP"])
def test_a_page_opens_with_its_first_result_and_no_id_stands_twice(study: Study, place: str) -> None:
    page = budget.page(study.select(place=place))
    findings = (page.disbursement, page.revenue, page.last_year, page.growth, page.targets, page.bases)
    ids = [each.result_id for finding in findings for each in finding.results]
    assert len(ids) == len(set(ids))
    first = next(each for each in findings if each.results)
    assert page.bottom_line.text == f"**{first.heading}.**"
