"""Whose voice a statement is, and counting what differs."""

from __future__ import annotations

import pytest

from analysis.table.counting import count, foremost, tally
from analysis.table.quantities import Unknown, exact
from analysis.table.statements import statement_of
from analysis.table.voices import voice_of
from made import Row, statement
from told import study_of


def voices(*rows: Row, place: str = "VN") -> list[str | None]:
    seen = study_of([], statements=[statement_of(row) for row in rows], first={}).select(place=place)
    return [each if isinstance(each, str) else None for each in voice_of(seen, seen.statement_frame())]


@pytest.mark.parametrize(
    ("localities", "expected"),
    [
        (["A", "B"], ["A", "B"]),
        (["A; B; C", "A", "B; C"], ["A and 2 others", "A and 2 others", "A and 2 others"]),
        (["A; B", "B; C"], ["A and 1 other", "B and 1 other"]),
        (["A; B", "A; C"], ["A and 1 other", "A and 1 other #2"]),
        (["A", "", "A"], ["A", None, "A"]),
        (["", ""], ["Hanoi", "Hanoi"]),
    ],
)
def test_a_voice_is_a_commune_or_several_together(localities: list[str], expected: list[str | None]) -> None:
    rows = [statement(20 * at, locality=each) for at, each in enumerate(localities, start=1)]
    assert voices(*rows, place="VN-HN") == expected


def test_a_whole_is_a_voice_only_where_no_part_of_it_is_heard() -> None:
    country, city, ward, other = (
        statement(10, place="VN"), statement(30), statement(50, locality="A"), statement(70, place="VN-HP"),
    )  # fmt: skip
    assert voices(country, city, ward, other) == [None, None, "Hanoi, A", "Hai Phong"]
    assert voices(country) == ["Viet Nam"]


def test_what_is_counted_points_at_its_rows_and_says_that_they_wait() -> None:
    rows = [statement(10), statement(30, theme="land", status="read"), statement(50, theme="land")]
    said = study_of([], statements=[statement_of(row) for row in rows], first={}).statement_frame()
    themes = tally(said, "theme", "statements")
    assert [(name, str(each), each.unreviewed) for name, each in themes.items()] == [
        ("land", "2 statements", True), ("staffing", "1 statement", False),
    ]  # fmt: skip
    assert themes["land"].figure_ids == ("first:s30", "first:s50")
    assert (themes["land"] + themes["staffing"]).unreviewed
    assert str(count(said, "places", once="place")) == "1 place"


def test_nothing_to_count_is_unknown_with_its_reason_where_one_is_given() -> None:
    none = study_of([], statements=[], first={}).statement_frame()
    assert str(count(none, "statements")) == "0 statements"
    known = count(none, "statements", nothing="nobody speaks")
    assert isinstance(known, Unknown)
    assert known.reasons == ("nobody speaks",)
    assert foremost(tally(none, "theme", nothing="nobody speaks"))[0] == [""]


def test_the_foremost_are_all_that_share_the_largest() -> None:
    import pandas as pd

    names, most = foremost(pd.Series({"a": exact(1), "b": exact(3), "c": exact(3)}))
    assert (names, str(most)) == (["b", "c"], "3 times")
