"""The first page: what is spoken of, what is stated once, how firm it is, and how much waits."""

from __future__ import annotations

import re

import pytest

from analysis.table.statements import statement_of
from made import figure, statement
from told import study_of, tell

DATED = {"period_start": "2025-07-01", "period_end": "2025-07-31", "period_basis": "stated"}


def row(table: str, first: str) -> list[str]:
    """The cells of the one row of the table that begins so."""
    [found] = [re.split(r"\s{2,}", line) for line in table.splitlines() if line.startswith(first)]
    return found


def test_a_province_is_spoken_of_without_a_figure_of_it() -> None:
    told = tell("00-overview")
    assert told.findings[0].startswith(
        "**The reports speak of 6 of 34 provinces and cities of Viet Nam and give figures of 5.**"
    )
    assert row(told.tables[0], "Quang Ninh") == ["Quang Ninh", "0", "1", "0", "0", "54"], "set aside"
    assert len(told.results["named"]["figure_ids"]) == 6, "each points at where it is spoken of"
    assert "Quang Ninh" not in told.findings[0]
    assert "An Giang" in told.findings[0], "nothing is said of it"


def test_units_are_named_in_statements_as_well() -> None:
    assert tell("00-overview", place="VN-09").findings[0] == (
        "**The reports speak of 38 of 65 communes and wards of Lang Son and give figures of 21.**"
    )
    assert row(tell("00-overview").tables[0], "Lang Son")[-2:] == ["38", "65"]


def test_a_unit_that_a_figure_and_a_statement_name_is_one() -> None:
    said = [statement_of(statement(50, locality="B; C"))]
    told = tell("00-overview", study_of([figure(10, locality="A; B")], statements=said), place="VN-HN")
    assert "speak of 3 of 126 communes and wards of Hanoi and give figures of 2" in told.findings[0]


def test_what_is_said_again_is_one_fact() -> None:
    told = tell("00-overview")
    said = told.about("has reviewed")
    assert said.startswith("## A person has reviewed 80 figures of Viet Nam; still to be reviewed: 0")
    assert "They state 71 facts" in said
    assert "Set aside: 26 in a translation" in said
    assert told.results["share_dated"]["formula"] == "40 facts / 71 facts * 100"
    assert told.results["share_firm"]["formula"] == "28 facts / 71 facts * 100"


def test_a_later_report_that_repeats_an_older_one_adds_a_figure_and_no_fact() -> None:
    rows = [figure(10, "late", **DATED), figure(10, **DATED), figure(20), figure(30, per="day", **DATED)]
    study = study_of(rows, late={"published": "2025-10-01", "title": "Late"}, first={"published": "2025-09"})
    told = tell("00-overview", study)
    assert (told.results["reviewed"]["value"], told.results["different"]["value"]) == ("4", "3")
    assert told.results["different"]["figure_ids"] == ["first:10", "first:20", "first:30"], (
        "an average is another"
    )
    assert row(told.tables[1], "Late")[-4:] == ["1", "0", "0", "late:10"]


def test_what_waits_is_counted_and_nothing_rests_on_it() -> None:
    study = study_of([figure(10, **DATED), figure(20, status="read", value="7", **DATED)])
    told = tell("00-overview", study, place="VN-HN")
    assert "reviewed 1 figure of Hanoi; still to be reviewed: 1" in told.text
    assert told.results["different"]["value"] == "1"
    assert told.results["waits"]["figure_ids"] == ["first:20"]
    counting = tell("00-overview", study, place="VN-HN", reviewed_only=False)
    assert "reviewed 1 figure of Hanoi; still to be reviewed: 1" in counting.text
    assert row(counting.tables[3], "not reviewed") == ["not reviewed", "1", "first:20"]


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"period_end": "", "period_start": ""}, "no date"),
        ({"role": "plan"}, "estimate, plan, target or threshold"),
        ({"units_covered": "3"}, "about a part of its place"),
        ({"locality": "A"}, "about a part of its place"),
        ({"holder": "Bank X"}, "another holder's, of a class, or an average"),
        ({"qualifier": "about"}, "hedged (more than, nearly)"),
        ({"alternative": "12"}, "may be read in two ways"),
        ({"measure": "unclassified", "unit": "other"}, "fits no measure"),
    ],
)
def test_a_doubt_leaves_a_fact_out_of_those_that_can_be_compared(columns: dict[str, str], why: str) -> None:
    told = tell("00-overview", study_of([figure(10, **DATED), figure(20, value="9", **(DATED | columns))]))
    assert told.results["share_firm"]["formula"] == "1 facts / 2 facts * 100"
    assert row(told.tables[3], why) == [why, "1", "first:20"]


def test_the_grid_counts_facts_and_says_how_many_places_it_shows() -> None:
    codes = list(study_of([]).places)[1:26]
    rows = [figure(10 * n, place=code, value=str(n + 1)) for n, code in enumerate(codes)]
    rows += [figure(1000 + n, place="VN-DN", value=str(n)) for n in (1, 2)]
    chart = tell("00-overview", study_of(rows)).charts[0]
    assert chart.startswith(
        "Different figures by place and theme: of 25 places the 20 with most. Da Nang, pro"
    )
    assert chart.count("procedures: 1") == 19


def test_a_window_before_the_reform_is_one_of_the_old_administration_too() -> None:
    old = {"period_start": "2025-01-01", "period_end": "2025-09-30"}
    told = tell(
        "00-overview", study_of([figure(10, **DATED), figure(20, value="9", **old), figure(30, **old)])
    )
    assert told.about("have a date").startswith(
        "## 100% of the facts have a date; the observed ones run from 1 January 2025 to 30 September 2025\n\n"
        "Begun before 1 July 2025: 2"
    )


def test_the_country_s_new_units_on_average_and_against_the_list() -> None:
    told = tell("00-overview")
    # 9 916 / 3 321, 465 / 34, 3 321 / 34
    names = ("divisions_per_unit", "agencies_per_province", "units_per_province")
    assert [told.results[name]["value"] for name in names] == ["2.985848", "13.676471", "97.676471"]
    assert "count 3,321 units, as the list does." in told.text
    wrong = study_of([figure(10, measure="commune_units", unit="communes", value="125")])
    assert (
        "count 125 units, which differs from the list by -1" in tell("00-overview", wrong, place="VN-HN").text
    )


def test_a_place_of_which_nothing_is_said_has_a_page_that_says_so() -> None:
    told = tell("00-overview", place="VN-44")
    assert "speak of 0 of 102 communes and wards of An Giang" in told.findings[0]
    assert "*Nothing can be said here: there are no facts" in told.text
    assert "A unit of An Giang has 48,551 people" in told.text
