"""Growth: the part before, the targets, and windows in few words."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from analysis.charts import Chart
from analysis.findings.finding import Finding

from analysis.findings import growth
from analysis.table.formula import INFINITY
from analysis.table.study import Selection, Study
from facts import facts

Choose = Callable[..., Selection]
SAYS_NOTHING = "nothing can be said here"


def rate(value: str, start: str, end: str, **columns: str) -> dict[str, str]:
    window = {"period_start": start, "period_end": end, "period_basis": "stated" if end else ""}
    return {"measure": "grdp_growth", "value": value, **window, **columns}


def values(finding: Finding) -> dict[str, Decimal]:
    return {each.result_id: each.value for each in finding.results}


def test_first_half_year_of_hai_phong(study: Study) -> None:
    found = growth.earlier_growth(study.select(place="VN-HP"))
    # (11.59 - w x 12.38) / (1 - w) for w = 3 of 11 (light), 1 of 3 (even), 5 of 13 (heavy)
    assert values(found) == {
        "growth_before_vn_hp_light": Decimal("11.29375"),
        "growth_before_vn_hp_even": Decimal("11.195"),
        "growth_before_vn_hp_heavy": Decimal("11.09625"),
    }
    assert found.heading == (
        "Hai Phong grew by 11.1% to 11.3% from 1 January to 30 June 2025, against 12.38% after that"
    )
    assert [row[3] for row in found.table.rows] == ["", "", "27.3%", "33.3%", "38.5%"]


def test_interval_of_the_even_first_half_year(study: Study) -> None:
    even = {
        each.result_id: each.interval for each in growth.earlier_growth(study.select(place="VN-HP")).results
    }["growth_before_vn_hp_even"]
    # (11.585 x 3 - 12.385) / 2 and (11.595 x 3 - 12.375) / 2
    assert even.low.quantize(Decimal("0.0001")) == Decimal("11.1850")
    assert even.high.quantize(Decimal("0.0001")) == Decimal("11.2050")


def test_targets_of_a_year_and_its_second_half(study: Study) -> None:
    found = growth.earlier_growth(study.select(place="VN-HN"))
    assert values(found)["growth_needed_before_vn_hn_even"] == Decimal("8.3")
    assert found.heading == (
        "Hanoi's targets hold together only if growth was 8.1% to 8.9% from 1 January to 30 June 2025"
    )


def test_the_country_shows_what_was_observed_first(study: Study) -> None:
    found = growth.earlier_growth(study.select(place="VN"))
    assert found.heading.startswith("Hai Phong grew by")
    assert len(found.results) == 6


@pytest.mark.parametrize(
    "later",
    [
        rate("8", "2025-07-10", "2025-09-30"),
        rate("8", "2025-04-01", "2025-06-30"),
        rate("8", "2025-07-01", "2025-09-30", locality="Minh Chau", units_covered="1"),
        rate("8", "2025-07-01", "2025-09-30", role="target"),
        rate("8", "2025-07-01", "2025-09-30", place="VN-HP"),
    ],
    ids=["no whole months", "another end", "a part of the place", "a target", "another place"],
)
def test_rates_that_do_not_belong_together(make_selection: Choose, later: dict[str, str]) -> None:
    seen = make_selection(facts(rate("7", "2025-01-01", "2025-09-30"), later))
    assert SAYS_NOTHING in growth.earlier_growth(seen).heading


def test_targets_compounded(study: Study) -> None:
    found = growth.growth_targets(study.select(place="VN"))
    assert values(found) == {
        "compounded_vn_hp_13_2026": Decimal("1.842435"),  # 1.13 ** 5
        "compounded_vn_hp_14_2026": Decimal("1.925415"),  # 1.14 ** 5
        "target_above_reached_vn_hp": Decimal("1.41"),  # 13 - 11.59
    }
    bounds = {each.result_id: each.interval for each in found.results}
    assert bounds["compounded_vn_hp_13_2026"].high == INFINITY
    assert bounds["compounded_vn_hp_14_2026"].low == Decimal("1.135") ** 5
    assert found.heading == (
        "Growth of at least 13% a year would make Hai Phong's product at least 1.84 times as large in 5 years"
    )


def test_targets_stand_beside_each_other(study: Study) -> None:
    found = growth.growth_targets(study.select(place="VN"))
    assert "Hanoi 8.3 to 8.5% (2025) and 8.3% (Jul to Dec 2025); Hai Phong at least 13%" in found.text
    assert isinstance(found.chart, Chart)
    assert [(mark.label, mark.text, mark.group) for mark in found.chart.marks] == [
        ("Hai Phong, Jan to Sept 2025", "11.59%", 0),
        ("Hanoi, 2025", "8.3 to 8.5%", 1),
        ("Hanoi, Jul to Dec 2025", "8.3%", 1),
        ("Hai Phong, 2026 to 2030", "at least 13% (×1.84)", 1),
        ("Hai Phong, 2026 to 2030", "14% (×1.93)", 1),
    ]


def test_targets_of_one_year_are_not_compounded(study: Study) -> None:
    found = growth.growth_targets(study.select(place="VN-HN"))
    assert found.results == ()
    assert found.heading == "Hanoi aims at growth of 8.3 to 8.5% for 2025"


def test_an_undated_target_stays_undated_and_hollow(make_selection: Choose) -> None:
    found = growth.growth_targets(make_selection(facts(rate("9", "", "", role="target"))))
    assert found.heading == "Hanoi aims at growth of 9% without saying for when"
    assert isinstance(found.chart, Chart)
    assert [mark.solid for mark in found.chart.marks] == [False]


def test_a_target_below_what_was_reached(make_selection: Choose) -> None:
    seen = make_selection(
        facts(rate("9", "2025-01-01", "2025-12-31"), rate("8", "2026-01-01", "2027-12-31", role="target")),
    )
    found = growth.growth_targets(seen)
    assert values(found) == {
        "compounded_vn_hn_8_2026": Decimal("1.1664"),
        "target_above_reached_vn_hn": Decimal("-1"),
    }
    assert "lies 1 percentage points below the 9% reported for 2025" in found.text


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2025-01-01", "2025-12-31", "2025"),
        ("2024-01-01", "2024-02-29", "Jan to Feb 2024"),
        ("2025-05-01", "2025-05-31", "May 2025"),
        ("2025-05-02", "2025-05-31", "2 May to 31 May 2025"),
        ("2024-07-01", "2025-06-30", "Jul 2024 to Jun 2025"),
    ],
)
def test_spans(make_selection: Choose, start: str, end: str, words: str) -> None:
    assert growth.span(make_selection(facts(rate("9", start, end))).figures[0]) == words
