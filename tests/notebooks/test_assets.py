"""The page on assets: what is left over, what is lacking, and bounds of one date."""

from __future__ import annotations

import pytest

from facts import facts
from made import Row
from told import study_of, tell

AUGUST = {"period_end": "2025-08-15", "period_basis": "stated"}
SEPTEMBER = {"period_end": "2025-09-15", "period_basis": "stated"}
VEHICLES, EQUIPMENT = "communes_without_vehicles", "communes_short_of_equipment"
NOTHING = "*Nothing can be said here"


def later(row: Row) -> Row:
    """The row as a second report states it."""
    return row | {"report_id": "second", "figure_id": f"second:{row['start']}"}


def test_where_the_other_premises_come_from_is_not_stated_and_nothing_is_made_of_it() -> None:
    told = tell("04-assets")
    assert told.findings[0] == (
        "**Viet Nam has 16,124 premises left over (at 15 August 2025).**\n\n"
        "Of 16,124 premises (at 15 August 2025), the reorganisation left 6,704, or 41.6%. "
        "Where the other 9,420 come from is not stated."
    )
    assert told.results["share_from_reorganisation"]["value"] == "41.577772"
    assert told.results["left_by_it_a_unit_viet_nam"]["value"] == "2.018669"


def test_offices_are_said_to_be_stable_and_fully_equipped() -> None:
    said = tell("04-assets", place="VN-HN").about("offices")
    assert said.startswith(
        "## In Hanoi 100% of units are said to have stable and fully equipped offices, Minh Chau to lack 15"
    )
    assert "at most 99.2% have one; else both can hold" in said


def test_a_share_of_the_country_takes_no_province_from_the_page() -> None:
    rows = facts(
        {"measure": "communes_with_offices", "value": "99", "place": "VN", **SEPTEMBER},
        {"measure": "communes_with_offices", "value": "100"},
        {"measure": "rooms_missing", "value": "5", "locality": "An Khanh", "units_covered": "1"},
    )
    assert tell("04-assets", study_of(rows)).about("offices").startswith("## In Hanoi 100% of units")


def test_the_bound_says_that_one_of_its_counts_has_no_date() -> None:
    said = tell("04-assets").about("lacked a vehicle")
    assert said.startswith("## 601 to 955 of Viet Nam's 3,321 units lack")
    assert "354 had no vehicle (at 15 August 2025), 601 too little equipment (undated)" in said
    assert "A figure without a date is taken together with those of its own report" in said


def test_a_newer_count_of_one_lack_stands_beside_the_bound_of_the_earlier_date() -> None:
    both = facts(
        {"measure": VEHICLES, "value": "100", **AUGUST}, {"measure": EQUIPMENT, "value": "60", **AUGUST}
    )
    newer = later(facts({"measure": VEHICLES, "value": "70", **SEPTEMBER})[0])
    told = tell("04-assets", study_of([*both, newer]), place="VN-HN")
    said = told.about("lacked a vehicle")
    assert said.startswith("## 100 to 126 of Hanoi's 126 units"), "no more units lack it than there are"
    assert "100 had no vehicle (at 15 August 2025), 60 too little equipment (at 15 August 2025)" in said
    assert "Newer, alone at its date: 70 units without." in said
    assert told.about("have no vehicle (at 15 September 2025)").startswith("## 55.6% of Hanoi's units")
    assert any("15 August 2025: 100" in chart and "15 September 2025: 70" in chart for chart in told.charts)


def test_counts_of_two_dates_make_no_bound() -> None:
    rows = facts(
        {"measure": VEHICLES, "value": "63", **AUGUST}, {"measure": EQUIPMENT, "value": "60", **SEPTEMBER}
    )
    told = tell("04-assets", study_of(rows), place="VN-HN")
    assert "for one date" in told.about("“Units without a vehicle” and “Units short of equipment”")
    assert told.results["share_without"]["value"] == "50"


def test_an_undated_count_joins_no_date_of_another_report() -> None:
    rows = facts({"measure": VEHICLES, "value": "63", **AUGUST}, {"measure": EQUIPMENT, "value": "60"})
    told = tell("04-assets", study_of([rows[0], later(rows[1])]), place="VN-HN")
    assert "lacking" not in told.results


@pytest.mark.parametrize(
    ("stated", "share"),
    [
        ({"processed": "30", "": "120"}, "25"),
        ({"pending": "30", "": "120"}, "75"),
        ({"processed": "30", "pending": "50"}, "37.5"),
        ({"processed": "30", "pending": "90", "": "120"}, "25"),
    ],
)
def test_what_was_dealt_with_follows_from_any_two_counts(stated: dict[str, str], share: str) -> None:
    names = {name: "_".join(filter(None, ("surplus_premises", name))) for name in stated}
    rows = facts(*({"measure": names[name], "value": value, **AUGUST} for name, value in stated.items()))
    assert tell("04-assets", study_of(rows), place="VN-HN").results["dealt_with"]["value"] == share


def test_a_later_report_may_state_another_two_of_them() -> None:
    rows = facts(
        {"measure": "surplus_premises_processed", "value": "30", **AUGUST},
        {"measure": "surplus_premises", "value": "120", **AUGUST},
    )
    rows += [
        later(row)
        for row in facts(
            {"measure": "surplus_premises_pending", "value": "30", **SEPTEMBER},
            {"measure": "surplus_premises", "value": "120", **SEPTEMBER},
        )
    ]
    assert tell("04-assets", study_of(rows), place="VN-HN").results["dealt_with"]["value"] == "75"


def test_a_total_that_may_be_zero_gives_no_share() -> None:
    rows = facts(
        {"measure": "surplus_premises", "value": "0", **AUGUST},
        {"measure": "surplus_premises_restructuring", "value": "0", **AUGUST},
    )
    told = tell("04-assets", study_of(rows), place="VN-HN")
    assert "share_from_reorganisation" not in told.results


def test_two_places_stand_on_the_countrys_page() -> None:
    lacking = {"measure": VEHICLES, "value": "10", **AUGUST}
    told = tell("04-assets", study_of(facts(lacking, lacking | {"place": "VN-HP", "value": "57"})))
    assert told.results[f"{VEHICLES}_hai_phong"]["value"] == "50"
    assert told.results[f"{VEHICLES}_hanoi"]["value"] == "7.936508"


def test_headquarters_are_no_share_of_the_countrys_premises() -> None:
    told = tell("04-assets", place="VN-HN")
    assert told.results["headquarters_per_unit"]["value"] == "3.333333"
    assert "no share of the country's 16,124 premises" in told.about("surplus headquarters")
    alone = tell("04-assets", place="VN-HN", reports=["hanoi-fr"])
    assert "country" not in alone.about("surplus headquarters")


def test_a_place_without_figures_says_so_for_each_finding() -> None:
    told = tell("04-assets", place="VN-44", reports=["hanoi-fr"])
    assert [each for each in told.findings[:6] if not each.startswith(NOTHING)] == []
