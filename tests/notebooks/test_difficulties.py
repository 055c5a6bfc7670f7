"""The page on difficulties: who is a voice, what is counted, who asks whom, what is still to come."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.table.statements import statement_of
from analysis.table.study import Study
from made import Row, figure, statement
from told import Told, study_of, tell


def made(*rows: Row, figures: tuple[Row, ...] = (), **reports: Any) -> Study:
    """A study of these statements of one report, published in September 2025."""
    return study_of(figures, statements=[statement_of(row) for row in rows], first={}, **reports)


def told_of(*rows: Row, place: str = "VN-HN", **parameters: Any) -> Told:
    return tell("08-difficulties", made(*rows), place=place, **parameters)


def value(told: Told, name: str) -> str:
    """The result's value; a count of nothing rests on nothing and is no result."""
    return str(told.results[name]["value"]) if name in told.results else "0"


def test_a_sentence_joins_no_themes_of_different_voices() -> None:
    said = [("A", "land"), ("A", "staffing"), ("B", "land"), ("C", "staffing")]
    rows = [statement(20 * at, locality=commune, theme=theme) for at, (commune, theme) in enumerate(said, 1)]
    told = told_of(*rows)
    assert told.findings[0].startswith("**The theme that the most voices name is land: 2 of 3 voices.**")
    assert "As many name staffing, each counted by itself." in told.findings[0]
    assert "land and staffing" not in told.text


def test_hanois_voices_are_its_wards_and_themes_are_named_not_lacking() -> None:
    told = tell("08-difficulties", place="VN-HN")
    assert (value(told, "voices"), value(told, "voices_staffing"), value(told, "voices_legal_guidance")) == (
        "3", "2", "2",
    )  # fmt: skip
    assert "voices name" in told.findings[0]
    assert "lack" not in told.findings[0]


def test_a_part_is_not_counted_beside_what_it_is_part_of() -> None:
    told = told_of(
        statement(10, locality="A; B; C", group="1"),
        statement(30, locality="A"),
        statement(50),
        statement(70, place="VN"),
        statement(90, locality="D"),
        place="VN",
    )
    assert value(told, "voices") == "2"
    assert value(told, "segments_staffing") == "5", "the segments of wholes are counted all the same"
    assert "Hanoi, A and 2 others" in told.charts[0]
    assert value(tell("08-difficulties"), "voices") == "10"


def test_a_place_of_which_no_part_is_heard_is_one_voice() -> None:
    assert value(told_of(statement(10), statement(30)), "voices") == "1"


def test_a_request_from_above_names_nothing_that_a_commune_lacks() -> None:
    above = {"kind": "request", "source": "Hanoi People's Committee", "asked": "commune"}
    told = told_of(statement(10, theme="land", **above), statement(30, kind="request", source="Dong Da ward"))
    assert "land" not in told.tables[0]
    assert value(told, "voices_staffing") == "1"


def test_fields_that_are_merely_listed_are_no_difficulty_anywhere() -> None:
    country = tell("08-difficulties")
    grid = country.charts[0] + country.tables[0]
    assert (value(country, "segments_staffing"), "land" in grid) == ("12", False)
    city = tell("08-difficulties", place="VN-HP")
    assert city.findings[0] == (
        "*Nothing can be said here: no reviewed statement of Hai Phong says what is lacking.*"
    )
    assert value(city, "requests") == "2"
    assert "premises" in city.charts[0], "what its text lists as to be given stands in the grid of requests"


def test_who_is_asked_is_what_the_text_says_and_not_inferred_from_who_asks() -> None:
    tables = tell("08-difficulties", place="VN-HN").tables
    assert "Hanoi city, of the central level" in "".join(tables)
    told = told_of(
        statement(10, kind="request", source="Hanoi city", asked="central"),
        statement(30, kind="request", source="Hanoi city"),
        statement(50, kind="request", source="Hanoi city", asked="Ministry of Finance"),
    )
    assert [value(told, name) for name in ("requests", "up", "down", "unnamed")] == ["3", "1", "0", "1"]
    assert "communes and agencies" not in told.text


def test_only_what_is_still_to_come_is_promised() -> None:
    told = told_of(
        statement(10, kind="decision"),
        statement(30, kind="decision", ahead="yes"),
        statement(50, kind="deadline", due="2025-08-31"),
        statement(70, kind="deadline", due="2025-09-30"),
    )
    assert told.about("A day is set").startswith("## A day is set in 1 of 2 segments")
    assert "A day is set in 8 of 16 segments" in tell("08-difficulties").text


def test_a_later_report_that_speaks_of_it_is_counted() -> None:
    early = statement(10, kind="deadline", due="2025-09-30", theme="land")
    for published, again in (("2025-10", "1"), ("2025-09", "0")):
        study = made(early, statement(10, "second", theme="land"), second={"published": published})
        assert value(tell("08-difficulties", study, place="VN-HN"), "again") == again


def test_segments_are_counted_and_not_rows() -> None:
    told = told_of(
        statement(10, kind="request", theme="land"),
        statement(10, kind="request", theme="finance", statement_id="first:s10.2"),
    )
    assert (value(told, "requests"), value(told, "everything")) == ("1", "1")
    country = tell("08-difficulties")
    assert "This page rests on 130 segments of 4 reports" in country.text
    assert (value(country, "requests"), value(country, "often")) == ("62", "9")


@pytest.mark.parametrize(
    ("claim", "answered"),
    [
        ({}, "0"),
        ({"measure": "on_time_rate"}, "1"),
        ({"measure": "online_rate"}, "0"),
        ({"measure": "on_time_rate", "place": "VN-HP"}, "0"),
        ({"measure": "on_time_rate", "locality": "Dong Da"}, "0"),
    ],
)
def test_a_bare_claim_stands_beside_a_figure_of_its_own_measure_or_none(claim: Row, answered: str) -> None:
    rate = figure(90, measure="on_time_rate", unit="percent", quote="97 %", value="97")
    asserted = statement(10, kind="claim_without_figure", theme="procedures", **claim)
    told = tell("08-difficulties", made(asserted, figures=(rate,)))
    assert value(told, "with_figure") == answered


def test_a_grid_stands_once_and_what_is_long_stands_in_a_file() -> None:
    told = tell("08-difficulties")
    assert len(told.charts) == 2
    assert max(len(table.splitlines()) for table in told.tables) <= 22


def test_with_many_reports_findings_stay_short() -> None:
    rows = [
        statement(
            20 * at + 10, locality=f"C{at}", kind="request", source=f"C{at} commune", asked=f"Body {at}"
        )
        for at in range(300)
    ]
    told = told_of(*rows)
    assert value(told, "voices") == "300"
    assert max(map(len, told.findings)) < 500
    assert max(len(table.splitlines()) for table in told.tables) <= 22
    assert len(told.results) < 60
    assert "C299" not in told.charts[0]


def test_what_nobody_has_reviewed_is_left_out_and_counted() -> None:
    told = told_of(statement(10), statement(30, status="read", locality="A"))
    assert (value(told, "voices"), value(told, "waits")) == ("1", "1")
    assert "(not reviewed)" not in told.findings[0]
    everything = told_of(statement(10), statement(30, status="read", locality="A"), reviewed_only=False)
    assert "1 (not reviewed) of 1 voice (not reviewed)" in everything.findings[0]


def test_a_silent_place_says_so_in_a_line_for_each_finding() -> None:
    told = tell("08-difficulties", place="VN-SG")
    assert len([each for each in told.findings if each.startswith("*Nothing can be said")]) == 5
    assert told.charts == []


def test_a_measure_is_called_by_its_label() -> None:
    (table,) = [each for each in tell("08-difficulties").tables if "measure" in each.splitlines()[0]]
    assert "Share on time" in table
    assert "on_time_rate" not in table
