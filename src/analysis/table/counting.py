"""Rows of a frame counted: how many there are, with a pointer to each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analysis.table.quantities import Known, Quantity, Unknown, exact

if TYPE_CHECKING:
    import pandas as pd


def count(
    rows: pd.DataFrame, unit: str = "figures", *, once: str = "", nothing: str = "", marked: bool = True
) -> Known:
    """How many rows there are, with a pointer to each: `unit` says of what.

    Args:
        once: a column of which each word counts once, such as the segments of statements.
        nothing: why nothing can be said where there are none; without it the count is zero.
        marked: whether it is marked where it holds rows that no person has looked at.

    >>> from analysis.table.study import load
    >>> count(load().select(place="VN-HN").frame(measure="files_received")).figure_ids
    ('hanoi-fr:2888', 'national-fr:10497')
    """
    many = int(rows[once].nunique()) if once else len(rows)
    if nothing and not many:
        return Unknown((nothing,))
    waits = marked and "status" in rows and bool((rows["status"] != "reviewed").any())
    return replace(
        exact(many, unit, ids=rows[_pointer(rows)].tolist() if _pointer(rows) else ()), waits=waits
    )


def _pointer(rows: pd.DataFrame) -> str:
    """The column that points at what each row is."""
    return next((name for name in ("figure_id", "statement_id", "id") if name in rows), "")


def tally(
    rows: pd.DataFrame, by: str, unit: str = "figures", *, once: str = "", nothing: str = "there are none"
) -> pd.Series[Any]:
    """How many rows there are of each word of a column, the most first; otherwise as `count`.

    Rows in which the word, or what counts once, is missing are left out. Without any, one count is unknown.

    >>> from analysis.table.study import load
    >>> tally(load().select(place="VN-HP").statement_frame(), "kind", "segments", once="segment").tolist()[0]
    <Quantity 3 segments: 3 segments>
    """
    import pandas as pd

    told = rows.dropna(subset=[by, *([once] if once else [])])
    if told.empty:
        return pd.Series({"": Unknown((nothing,))}, dtype=object)
    words = told[by].astype(str)
    groups = told.groupby(words)
    many = groups[once].nunique() if once else groups.size()
    ids, waits = groups[_pointer(told)].agg(list), (told["status"] != "reviewed").groupby(words).any()
    found = [
        replace(exact(int(n), unit, ids=each), waits=bool(left))
        for n, each, left in zip(many, ids, waits, strict=True)
    ]
    return pd.Series(found, many.index, dtype=object)[many.sort_values(ascending=False, kind="stable").index]


def foremost(column: pd.Series[Any]) -> tuple[list[str], Known]:
    """The names that share the largest quantity of a column, and that quantity; "" where it is unknown.

    >>> import pandas as pd
    >>> foremost(pd.Series({"a": exact(2), "b": exact(1), "c": exact(2)}))
    (['a', 'c'], <Quantity 2 times: 2>)
    """
    known = {str(name): one for name, one in column.items() if isinstance(one, Quantity)}
    if not known:
        return [""], column.iloc[0]
    most = max(known.values(), key=lambda one: one.value)
    return [name for name, one in known.items() if one.value == most.value], most
