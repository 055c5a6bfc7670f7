"""What a person types into a field of a figure, as the columns that it fills."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.errors import StudyError
from analysis.files import Row
from analysis.table.catalogue import Measure
from analysis.table.days import day_or_month

LONGEST = 2_000
"""Code points of a cell that a person types."""


def as_columns(column: str, text: str, row: Row, measures: Mapping[str, Measure]) -> Row:
    """The columns that the field fills: most fill their own, a measure brings its unit.

    `period` and `against` are two dates, a day, or a month; `relation` a word and the id of a figure.

    >>> from analysis.table.catalogue import read_measures
    >>> as_columns("measure", "on_time_rate", {"unit": "files"}, read_measures())
    {'measure': 'on_time_rate', 'unit': 'percent'}
    >>> as_columns("period", "2025-07", {"period_basis": ""}, {})
    {'period_start': '2025-07-01', 'period_end': '2025-07-31', 'period_basis': 'stated'}
    >>> as_columns("locality", "Tan Quoi; Cai Nhum", {}, {})
    {'locality': 'Cai Nhum; Tan Quoi'}
    """
    said = " ".join(text.split())[:LONGEST]
    if column == "measure":
        unit = measures[said].unit if said in measures else row["unit"]
        return {"measure": said, "unit": unit}
    if column == "period":
        start, end = window_of(said)
        basis = (row["period_basis"] or "stated") if end else ""
        return {"period_start": start, "period_end": end, "period_basis": basis}
    if column == "against":
        start, end = window_of(said)
        return {"against_start": start, "against_end": end}
    if column == "relation":
        relation, _, related = said.partition(" ")
        return {"relation": relation, "related": related}
    if column == "locality":
        return {column: "; ".join(sorted({name.strip() for name in said.split(";")} - {""}))}
    return {column: said}


def window_of(said: str) -> tuple[str, str]:
    """First and last day of what is typed as a period; a day alone is a last one.

    >>> window_of("2025-07-01..2025-07-31"), window_of("2025-07-31"), window_of("")
    (('2025-07-01', '2025-07-31'), ('', '2025-07-31'), ('', ''))
    """
    first, dots, last = (part.strip() for part in said.partition(".."))
    if dots or not first:
        return first, last
    if len(first) != len("2025-07"):
        return "", first
    try:
        start, end = day_or_month(first)
    except ValueError:
        return "", first  # the table's own rule says what is wrong with it
    return start.isoformat(), end.isoformat()


def day_of(text: str) -> str:
    """A day, or a month where no day is known.

    Raises:
        StudyError: it is neither.
    """
    try:
        day_or_month(text)
    except ValueError:
        raise StudyError(f"{text!r} is no day (2025-10-01) and no month (2025-10)") from None
    return text
