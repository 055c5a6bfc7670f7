"""The assets findings: values on the five reports by hand, and what made-up figures do to them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from analysis.charts import Chart
from analysis.findings.finding import NO_CHART, Finding

from analysis.findings import assets
from analysis.table.formula import INFINITY
from analysis.table.study import Selection, Study
from facts import facts

Choose = Callable[..., Selection]
SAYS_NOTHING = "nothing can be said here"
AUGUST = {"period_end": "2025-08-15", "period_basis": "stated"}
SEPTEMBER = {"period_end": "2025-09-15", "period_basis": "stated"}


def values(finding: Finding) -> dict[str, Decimal]:
    return {each.result_id: each.value for each in finding.results}


def test_surplus_premises_and_their_origin(study: Study) -> None:
    found = assets.surplus(study.select(place="VN"))
    assert values(found) == {
        "share_from_reorganisation_vn": Decimal("41.577772"),  # 6 704 / 16 124
        "surplus_otherwise_vn": Decimal("9420"),
        "reorganisation_premises_per_unit_vn": Decimal("2.018669"),  # 6 704 / 3 321
    }
    assert found.heading == "41.6% of Viet Nam's surplus premises come from the reorganisation"


def test_parts_of_surplus_are_drawn_under_the_whole(study: Study) -> None:
    chart = assets.surplus(study.select(place="VN")).chart
    assert isinstance(chart, Chart)
    assert [(mark.value, mark.text) for mark in chart.marks] == [
        (Decimal("16124"), "16,124"), (Decimal("6704"), "6,704 (41.6%)"), (Decimal("9420"), "9,420"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("total", "columns"),
    [("0", AUGUST), ("100", SEPTEMBER), ("100", {**AUGUST, "qualifier": "nearly"})],
    ids=["zero", "another date", "may be zero"],
)
def test_a_share_of_an_unfit_total_is_not_made(
    make_selection: Choose, total: str, columns: dict[str, str]
) -> None:
    seen = make_selection(
        facts(
            {"measure": "surplus_premises", "value": total, **columns},
            {"measure": "surplus_premises_restructuring", "value": "0", **AUGUST},
        )
    )
    assert SAYS_NOTHING in assets.surplus(seen).heading


@pytest.mark.parametrize(
    ("stated", "share"),
    [
        ({"processed": "30", "total": "120"}, "25"),
        ({"pending": "30", "total": "120"}, "75"),
        ({"processed": "30", "pending": "50"}, "37.5"),
        ({"processed": "30", "pending": "90", "total": "120"}, "25"),
    ],
)
def test_what_was_dealt_with_from_any_two_counts(
    make_selection: Choose, stated: dict[str, str], share: str
) -> None:
    names = {"processed": "surplus_premises_processed", "pending": "surplus_premises_pending"}
    rows = [{"measure": names.get(name, "surplus_premises"), "value": value, **AUGUST}
            for name, value in stated.items()]  # fmt: skip
    found = assets.dealt_with(make_selection(facts(*rows)))
    assert values(found) == {"dealt_with_vn_hn": Decimal(share)}


def test_a_hedged_count_dealt_with_leaves_its_side_open(make_selection: Choose) -> None:
    done = {"measure": "surplus_premises_processed", "value": "30", "qualifier": "more_than", **AUGUST}
    found = assets.dealt_with(
        make_selection(facts(done, {"measure": "surplus_premises", "value": "120", **AUGUST}))
    )
    assert (found.results[0].interval.low, found.results[0].interval.high) == (Decimal("25"), INFINITY)
    assert "at least 25.0%" in found.text


def test_counts_of_different_dates_make_no_share_dealt_with(make_selection: Choose) -> None:
    seen = make_selection(
        facts(
            {"measure": "surplus_premises_processed", "value": "30", **SEPTEMBER},
            {"measure": "surplus_premises", "value": "120", **AUGUST},
        )
    )
    assert SAYS_NOTHING in assets.dealt_with(seen).heading


def test_units_that_lack_something(study: Study) -> None:
    found = assets.lacks(study.select(place="VN"))
    assert values(found) == {
        "lack_at_least_one_least_vn": Decimal("601"),
        "lack_at_least_one_most_vn": Decimal("955"),  # 354 + 601
        "share_without_vehicles_vn": Decimal("10.65944"),  # 354 / 3 321
        "share_short_of_equipment_vn": Decimal("18.096959"),  # 601 / 3 321
    }
    assert found.results[2].figure_ids == ("national-fr:12587", "national-fr:12595")
    assert found.heading.startswith("601 to 955 commune-level units of Viet Nam lack a vehicle")
    assert "not known to be of one day" in found.text


def test_the_range_of_lacks_is_drawn_hollow_because_one_count_is_undated(study: Study) -> None:
    chart = assets.lacks(study.select(place="VN")).chart
    assert isinstance(chart, Chart)
    assert [mark.solid for mark in chart.marks] == [True, False, False]
    assert (chart.marks[2].low, chart.marks[2].high) == (Decimal("601"), Decimal("955"))


def test_no_more_units_lack_something_than_there_are(make_selection: Choose) -> None:
    seen = make_selection(
        facts(
            {"measure": "communes_without_vehicles", "value": "100", **AUGUST},
            {"measure": "communes_short_of_equipment", "value": "90", **AUGUST},
        )
    )
    found = assets.lacks(seen)
    assert values(found)["lack_at_least_one_least_vn_hn"] == Decimal("100")
    assert values(found)["lack_at_least_one_most_vn_hn"] == Decimal("126")  # Hanoi's units
    assert "not known to be of one day" not in found.text


def test_one_lack_alone_gives_a_share_and_no_range(make_selection: Choose) -> None:
    found = assets.lacks(
        make_selection(facts({"measure": "communes_without_vehicles", "value": "63", **AUGUST}))
    )
    assert values(found) == {"share_without_vehicles_vn_hn": Decimal("50")}
    assert found.heading == "63 (50.0%) of Hanoi's commune-level units are without a vehicle"


def test_two_places_stand_on_the_countrys_page(make_selection: Choose) -> None:
    lacking = {"measure": "communes_without_vehicles", "value": "10", **AUGUST}
    found = assets.lacks(make_selection(facts(lacking, lacking | {"place": "VN-HP", "value": "57"})))
    assert values(found) == {
        "share_without_vehicles_vn_hn": Decimal("7.936508"),  # 10 / 126
        "share_without_vehicles_vn_hp": Decimal("50"),  # 57 / 114
    }


def test_all_offices_beside_missing_rooms(study: Study) -> None:
    found = assets.offices(study.select(place="VN-HN"))
    assert values(found) == {"offices_with_rooms_most_vn_hn": Decimal("99.206349")}  # 125 / 126
    assert found.results[0].figure_ids == ("hanoi-fr:2452", "hanoi-fr:8005")
    assert found.heading == (
        "Hanoi has stable offices in 100% of its units, while Minh Chau lacks 15 to 20 rooms"
    )
    assert "does not round to the stated rate" in found.text
    assert "Neither statement carries a date" in found.text


def test_units_named_twice_are_one_unit(make_selection: Choose) -> None:
    rooms = {"measure": "rooms_missing", "value": "5", "unit": "rooms"}
    found = assets.offices(
        make_selection(
            facts(
                {"measure": "communes_with_offices", "value": "100", **AUGUST},
                rooms | {"locality": "An Khanh; Minh Chau", "units_covered": "2"},
                rooms | {"locality": "Minh Chau", "units_covered": "1", **AUGUST},
            )
        )
    )
    assert values(found) == {"offices_with_rooms_most_vn_hn": Decimal("98.412698")}  # 124 / 126
    assert "Neither statement" not in found.text


@pytest.mark.parametrize(
    ("rate", "rooms_in"), [("99", "VN-HN"), ("100", "VN-HP")], ids=["not all", "another place"]
)
def test_offices_without_a_tension(make_selection: Choose, rate: str, rooms_in: str) -> None:
    seen = make_selection(
        facts(
            {"measure": "communes_with_offices", "value": rate, **AUGUST},
            {"measure": "rooms_missing", "value": "5", "place": rooms_in, **AUGUST},
        )
    )
    assert SAYS_NOTHING in assets.offices(seen).heading


def test_a_locality_cannot_bring_markup_onto_the_page(make_selection: Choose) -> None:
    seen = make_selection(
        facts(
            {"measure": "communes_with_offices", "value": "100"},
            {"measure": "rooms_missing", "value": "5", "locality": "<b>An</b>", "units_covered": "1"},
        )
    )
    found = assets.offices(seen)
    assert "<b>" not in found.heading + found.text


def test_surplus_headquarters_per_unit(study: Study) -> None:
    found = assets.surplus_headquarters(study.select(place="VN-HN"))
    assert values(found) == {"headquarters_per_unit_vn_hn": Decimal("3.333333")}  # 420 / 126
    assert "no share of the country's 16,124 premises" in found.text


def test_headquarters_are_not_held_against_what_is_not_seen(study: Study) -> None:
    found = assets.surplus_headquarters(study.select(place="VN-HN", reports=["hanoi-fr"]))
    assert "country" not in found.text


@pytest.mark.parametrize("place", ["VN-HP", "VN-09", "VN-71", "VN-SG", "VN-44"])
def test_places_without_figures_say_so(study: Study, place: str) -> None:
    page = assets.page(study.select(place=place))
    findings = (page.surplus, page.dealt_with, page.lacks, page.offices, page.headquarters)
    assert [each.heading for each in findings if SAYS_NOTHING not in each.heading] == []
    assert [each for each in findings if each.results or each.chart is not NO_CHART] == []


@pytest.mark.parametrize("place", ["VN", "VN-HN"])
def test_a_page_opens_with_its_first_finding_and_no_id_stands_twice(study: Study, place: str) -> None:
    page = assets.page(study.select(place=place))
    findings = (page.surplus, page.dealt_with, page.lacks, page.offices, page.headquarters)
    ids = [each.result_id for finding in findings for each in finding.results]
    assert len(ids) == len(set(ids))
    first = next(each for each in findings if each.results)
    assert page.bottom_line.text == f"**{first.heading}.**"
