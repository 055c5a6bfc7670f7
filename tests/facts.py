"""Rows of made-up figures from as few words as a test needs."""

from __future__ import annotations

from analysis.table.catalogue import read_measures
from made import Row, figure


def facts(*stated: Row) -> list[Row]:
    """Rows for facts that give `measure`, `value` and any other column; ids first:10, first:20, ..."""
    return [_row(10 * place, fact) for place, fact in enumerate(stated, start=1)]


def _row(start: int, fact: Row) -> Row:
    last = fact.get("value_max", "")
    printed = {
        "quote": f"{fact['value']} to {last}" if last else fact["value"],
        "unit": read_measures()[fact["measure"]].unit,
    }
    return figure(start, **(printed | fact))
