"""Values that a person should look at: they do not fit beside what else is stated of the same thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import log10
from typing import TYPE_CHECKING, Any

from analysis.table.catalogue import UNCLASSIFIED_MEASURE
from analysis.table.figures import Figure
from analysis.table.frames import Figures, of_words
from analysis.table.points import CHANGE, RATE, SAME, STOCK, Points
from analysis.table.tables import Table
from analysis.table.vocabulary import COUNTRY, SHARES, UNCLASSIFIED
from analysis.table.wholes import exceeded, exceeding
from analysis.wording import stated, window

if TYPE_CHECKING:
    import pandas as pd

TIMES = 8
"""A value is odd that is so many times its neighbours, or as many times smaller: a digit that slips makes it
ten times what it is, beside neighbours that are not quite what it is."""
FEWEST = 4
"""Among fewer provinces than these none stands apart."""
_FAR = log10(TIMES) - 1e-9
"""The same on the scale of logarithms, on which values are held against each other."""
_OF_WINDOW = ["series", "end", "start"]


@dataclass(frozen=True)
class Odd:
    """A figure to look at, and why."""

    figure: Figure
    why: str


def odd(table: Table, report_id: str = "") -> list[Odd]:
    """The figures, of all reports or of one, that do not fit beside others, in the order of the register.

    It exceeds the list or the whole that holds it; the same report states another value of the same
    observation; or the value, of a count the one by day, is about ten times its neighbours in time; or, where
    it has none, that of the middle one of all provinces.

    >>> from analysis.table.study import load
    >>> odd(load())
    []
    """
    figures = table.witnesses
    figures = figures.take(~figures.where("measure", UNCLASSIFIED) & ~figures.where("role", "threshold"))
    points = Points.of(figures, table)
    sizes = _sizes(points, table)
    found = [
        *_above(figures, table, report_id),
        *_told(figures, _two_values(figures, table), report_id, _in_report),
        *_told(points.figures, _in_time(sizes), report_id, _at_other_times),
        *_told(points.figures, _among_provinces(points.figures, sizes, table), report_id, _of_provinces),
    ]
    order = {name: at for at, name in enumerate(table.reports)}
    return sorted(found, key=lambda each: (order[each.figure.report_id], each.figure.start))


def _told(
    figures: Figures, found: pd.DataFrame, report_id: str, words: Callable[[Figure, Any], str]
) -> Iterator[Odd]:
    """What was found, in words: a row has the positions of a figure (`at`) and of one beside it (`other`)."""
    if report_id:
        found = found[figures.where("report_id", report_id)[found["at"]]]
    figures.take(sorted({*found["at"], *found["other"]})).make()
    row: Any
    for row in found.itertuples():
        yield Odd(figures[row.at], words(figures[row.other], row))


def _counts_parts(measure: str, table: Table) -> bool:
    """Whether it counts the units of the list, also a part of them: a report does so again and again."""
    found = table.measures.get(measure, UNCLASSIFIED_MEASURE)
    return found.standing and bool(found.limit)


def _above(figures: Figures, table: Table, report_id: str) -> Iterator[Odd]:
    """Those that exceed the list or the whole that holds them."""
    found = exceeding(figures, table)
    if report_id:
        found &= figures.where("report_id", report_id)
    yield from (Odd(each, f"more than {exceeded(each, table)}") for each in figures.take(found))


# Two values in one report


def _two_values(figures: Figures, table: Table) -> pd.DataFrame:
    """Each figure that leaves no room for what the same report states of the same observation before it."""
    import numpy as np
    import pandas as pd

    rows = pd.DataFrame({name: figures.codes(name)[0] for name in ("report_id", *SAME)})
    for name in ("period_start", "period_end", "against_start", "against_end"):
        rows[name] = figures.days(name).astype(int)
    rows["units"] = np.nan_to_num(figures.numbers("units_covered").astype(float))
    group = rows.groupby([*rows]).ngroup()
    ends = pd.DataFrame({name: np.array(figures.texts(name), dtype=float) for name in ("low", "high")})
    first = ends.groupby(group).transform("first")
    two = (ends["low"] > first["high"]) | (ends["high"] < first["low"])
    two &= ~of_words(figures, "measure", lambda word: _counts_parts(word, table))
    at = pd.Series(np.arange(len(rows)))
    return pd.DataFrame({"at": at, "other": at.groupby(group).transform("first")})[two]


def _in_report(other: Figure, _: Any) -> str:
    return f"beside {stated(other)} of the same thing in one report: {other.figure_id}"


# Ten times the neighbours in time


def _sizes(points: Points, table: Table) -> pd.DataFrame:
    """The dated figures that can be held against others in size: the logarithm of a count's value by day.

    Of a stock or a share it is that of the value. A share has a `pace` beside it, its value by day: one of
    the year's plan grows as a count does. Growth may be next to nothing, and is left out.
    """
    import numpy as np

    rows = points.said.copy()
    days = (rows["end"] - rows["start"] + 1).where(rows["start"] > 0)
    value = np.log10(rows["value"].abs().replace(0, np.nan))
    by_day = value - np.log10(days)
    share, stock = rows["kind"] == RATE, rows["kind"] == STOCK
    rows["size"] = value.where(share | stock, by_day)
    rows["pace"] = by_day.fillna(value).where(share, rows["size"])
    rows["by_day"] = ~(share | stock)
    rows["is_point"] = rows["at"].isin(points.rows["at"])
    parts = of_words(points.figures, "measure", lambda word: _counts_parts(word, table))
    return rows[rows["size"].notna() & ~parts & (rows["kind"] != CHANGE)].sort_values(
        _OF_WINDOW, kind="stable"
    )


def _in_time(sizes: pd.DataFrame) -> pd.DataFrame:
    """Each that is far from its neighbours in time: first of its own kind of window, then of any."""
    import pandas as pd

    of_a_kind = sizes.assign(series=sizes.groupby(["series", "runs"]).ngroup())
    return pd.concat([_far_in_time(of_a_kind), _far_in_time(sizes)]).drop_duplicates("at")


def _far_in_time(sizes: pd.DataFrame) -> pd.DataFrame:
    """Each that is some ten times the points before and after it, or the one that stands for its window."""
    import pandas as pd

    rows = sizes[sizes["is_point"]]
    before, after = _far(rows, 1), _far(rows, -1)
    middle = rows[(before != 0) & (before == after)]
    rest = rows.drop(middle.index)
    of_window = sizes[~sizes["is_point"]].reset_index().merge(rows, on=_OF_WINDOW, suffixes=("", "_other"))
    far = (of_window["size"] - of_window["size_other"]).abs() >= _FAR
    rivals = of_window.set_index("index")[far.to_numpy()]
    found = [_beside(rows, 1).loc[middle.index], _at_end(rest, 1), _at_end(rest, -1), _times(rivals)]
    return pd.concat(found)


def _far(rows: pd.DataFrame, step: int) -> pd.Series[float]:
    """Whether each lies far above (1) or below (-1) the one a step before, or near (0); NaN without one."""
    import numpy as np

    apart = rows[["size", "pace"]] - rows.groupby("series")[["size", "pace"]].shift(step)
    side = np.sign(apart["size"])
    far = (apart.mul(side, axis=0) >= _FAR).all(axis=1)
    found: pd.Series[float] = side.where(far, 0).where(apart["size"].notna())
    return found


def _beside(rows: pd.DataFrame, step: int) -> pd.DataFrame:
    """Each with the one a step before."""
    other = rows.groupby("series")[["at", "size"]].shift(step)
    return _times(rows.assign(at_other=other["at"], size_other=other["size"]))


def _times(rows: pd.DataFrame) -> pd.DataFrame:
    """The positions of each and of the other, and how many times as large it is."""
    times = 10 ** (rows["size"] - rows["size_other"])
    return rows[["at", "by_day"]].assign(other=rows["at_other"].fillna(-1).astype(int), times=times)


def _at_end(rows: pd.DataFrame, step: int) -> pd.DataFrame:
    """The last (or, a step of -1, the first) of a series that is far from its neighbour.

    That one is near its own; where there are two in all, it was reviewed or told earlier.
    """
    far, beyond = _far(rows, step), _far(rows, step).groupby(rows["series"]).shift(step)
    is_end = _far(rows, -step).isna() & far.notna() & (far != 0)
    trust = rows["reviewed"] * 10**8 - rows["published"]
    other = trust.groupby(rows["series"]).shift(step)
    doubted = (trust < other) | ((trust == other) & (step > 0))
    return _beside(rows, step)[is_end & ((beyond == 0) | (beyond.isna() & doubted))]


def _at_other_times(other: Figure, row: Any) -> str:
    when = f"for {window(other)}" if other.period_start else window(other)
    return f"{_as_many(row)} what is stated{' by day' * row.by_day} {when}: {other.figure_id}"


def _as_many(row: Any) -> str:
    return f"{row.times:,.0f} times" if row.times > 1 else f"1/{1 / row.times:,.0f} of"


# Ten times the middle one of all provinces


def _among_provinces(figures: Figures, sizes: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Each of a province with one date that is some ten times the middle one, a count's by unit and day."""
    import numpy as np
    import pandas as pd

    apart = [name for name in SAME if name not in ("place", "locality")]
    groups = pd.DataFrame({name: figures.codes(name)[0] for name in apart}).groupby(apart).ngroup()
    units = of_words(figures, "place", lambda word: _units(word, table))
    counted = of_words(figures, "unit", lambda word: word not in SHARES) & figures.where("per", "")
    rows = sizes[sizes["is_point"] & sizes["whole"]]
    rows = rows[(figures.where("role", "observed") & ~figures.where("place", COUNTRY))[rows["at"]]]
    at = rows["at"].to_numpy()
    rows = rows.assign(
        group=groups.to_numpy()[at], size=rows["size"] - np.log10(np.where(counted, units, 1))[at]
    )
    typical = rows.groupby(["group", "series"], as_index=False)["size"].median()
    middle = typical.groupby("group")["size"].agg(["median", "count"])
    rows = rows.join(middle, on="group")
    alone = rows.groupby("series")["at"].transform("count") == 1
    far = (rows["size"] - rows["median"]).abs() >= _FAR
    found = rows[alone & far & (rows["count"] >= FEWEST)]
    times = 10 ** (found["size"] - found["median"])
    apart_from_all: pd.DataFrame = found[["at", "by_day", "count"]]
    return apart_from_all.assign(other=found["at"], times=times, by_unit=counted[found["at"]])


def _units(place: str, table: Table) -> int:
    found = table.places.get(place)
    return found.commune_units if found and found.commune_units else 1


def _of_provinces(_: Figure, row: Any) -> str:
    by = [word for word, holds in (("unit", row.by_unit), ("day", row.by_day)) if holds]
    measured = f" by {' and '.join(by)}" if by else ""
    return f"{_as_many(row)} the middle one of {row.count} provinces{measured}"
