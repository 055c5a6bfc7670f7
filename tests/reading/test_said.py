"""What is made of a figure by the words around it: one row of said.csv, one cell of the table of figures.

`related` is the quote of the other figure. A row with something in `yet` names what the reader still gets
wrong: it must fail, until it no longer does.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.reading.reader import read

HERE = Path(__file__).parent
PLACE, PUBLISHED = "VN-66", "2025-11-20"


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cell(case: dict[str, str]) -> str:
    """What the reader says of the quoted figure, in the named column."""
    told = read(case["text"], language=case["language"], published=PUBLISHED, place=PLACE).figures
    quotes = {row["figure_id"]: row["quote"] for row in told} | {"": ""}
    found = [row for row in told if row["quote"] == case["quote"]]
    if len(found) != 1:
        return f"{len(found)} figures"
    return quotes[found[0]["related"]] if case["column"] == "related" else found[0][case["column"]]


def cases() -> Iterator[object]:
    for case in rows("said.csv"):
        marks = [pytest.mark.xfail(reason=case["yet"], strict=True)] if case["yet"] else []
        name = f"{case['language']} {case['quote']} {case['column']}"
        yield pytest.param(case, id=name, marks=marks)


@pytest.mark.parametrize("case", list(cases()))
def test_the_words_around_a_figure_are_understood(case: dict[str, str]) -> None:
    assert cell(case) == case["value"], case["text"]


@pytest.mark.parametrize("published", ["2026-01-31", "2026-02-01", ""])
def test_a_plan_without_a_year_has_no_date(published: str) -> None:
    text = "The public investment plan amounts to 500 billion VND."
    (plan,) = read(text, language="en", published=published, place=PLACE).figures
    assert (plan["measure"], plan["period_start"], plan["period_end"]) == ("disbursement_plan", "", "")
