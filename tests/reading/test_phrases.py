"""How papers word things: one row of phrases/<language>.csv, one figure that a sentence states by itself.

A row with something in `yet` names what the reader still gets wrong: it must fail, until it no longer does.
The measure `none` stands for a token with digits that is no figure.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.reading.reader import Row, read
from readings import LANGUAGES

PHRASES = Path(__file__).parent / "phrases"
PLACE, PUBLISHED = "VN", "2025-11-20"
FIELDS = ("measure", "unit", "qualifier", "role", "period_start", "period_end")


def cases() -> Iterator[object]:
    for language in LANGUAGES:
        with (PHRASES / f"{language}.csv").open(encoding="utf-8", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), start=2):
                marks = [pytest.mark.xfail(reason=row["yet"], strict=True)] if row["yet"] else []
                yield pytest.param(language, row, id=f"{language}-{line}", marks=marks)


def told(language: str, row: Row) -> dict[str, str]:
    """What the reader says of the quoted token, field by field."""
    start = row["sentence"].index(row["quote"])
    end = start + len(row["quote"])
    figures = read(row["sentence"], language=language, published=PUBLISHED, place=PLACE).figures
    there = [f for f in figures if int(f["start"]) < end and start < int(f["end"])]
    if not there:
        return {"measure": "none"} | dict.fromkeys(FIELDS[1:], "")
    best = max(there, key=lambda figure: sum(figure[field] == row[field] for field in FIELDS))
    return {field: best[field] for field in FIELDS}


@pytest.mark.parametrize(("language", "row"), list(cases()))
def test_a_phrase_is_understood(language: str, row: Row) -> None:
    assert told(language, row) == {field: row[field] for field in FIELDS}, row["sentence"]
