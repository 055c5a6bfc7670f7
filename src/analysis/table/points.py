"""The points of all series, by column: which figures they are, and which point each is held against.

What several reports state of one window is one point. Figures are made of what is looked at alone, so that
thousands of reports stay quick.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from analysis.table.catalogue import UNCLASSIFIED_MEASURE
from analysis.table.figures import Figure
from analysis.table.formula import operation_of
from analysis.table.frames import Figures, of_words
from analysis.table.latest import runs_on
from analysis.table.tables import Table
from analysis.table.vocabulary import UNCLASSIFIED
from analysis.table.wholes import exceeding

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Array = np.ndarray[Any, Any]

SAME = ("measure", "place", "locality", "holder", "breakdown", "per", "role")
"""What the figures of one series have in common, beside the number of units that they speak of."""
COUNT, WINDOW, REVISION, STOCK, RATE = "count", "window", "revision", "stock", "rate"
RISING, DIFFERENCE, CHANGE = "rising", "difference", "change"
"""What is counted from a start on can only rise, unless it is the difference of two such counts; a change,
such as growth, has no size to which its own change could be held."""
_OF_WINDOW = ["series", "end", "start"]
_FROM_ONE_START, _AS_LONG = ["series", "start"], ["series", "span"]
_NONE = -1


@dataclass(frozen=True)
class Step:
    """A point beside the one before it that it is held against, if there is any.

    `what` it is: a count with none before it, the count of a window, a stock, a rate, or a revision of what
    was stated before; `kind` says of what. Two `alike` are windows that are as long, with two starts.
    """

    before: Figure | None
    after: Figure
    kind: str
    what: str
    alike: bool

    @property
    def stands_alone(self) -> bool:
        """Whether it is a count with none before it from the same start: then its own days are behind it."""
        return self.kind in (RISING, DIFFERENCE) and (self.before is None or self.alike)

    @property
    def falls(self) -> bool:
        """Whether a count fell, from one start, further than print and hedges leave open."""
        counted = self.kind == RISING and not self.alike
        return counted and self.before is not None and self.after.high < self.before.low


@dataclass(frozen=True)
class Points:
    """Dated figures as points of their series, by series and date.

    `rows` has for each the position of its figure (`at`), of the one before it (`before`, or -1; its row is
    the `link`) and of one that it revises (`other`), and what is reckoned with: `value`, `low`, `high`, and
    days as numbers.
    """

    figures: Figures
    rows: pd.DataFrame
    said: pd.DataFrame
    """The same of all figures, also those of one window that are no point since another stands for them."""

    @classmethod
    def of(cls, figures: Figures, table: Table, wanted: Mapping[str, str] | None = None) -> Points:
        """Those of these figures, or of the ones among them whose columns hold the `wanted` words.

        What exceeds its whole is no point.
        """
        import numpy as np

        chosen = ~np.isnat(figures.days("period_end")) & ~figures.where("measure", UNCLASSIFIED)
        for name, word in (wanted or {}).items():
            chosen &= figures.where(name, word)
        dated = figures.take(chosen)
        dated = dated.take(_of_valid_places(dated, table))
        dated = dated.take(~exceeding(dated, table))
        said = _reckoned(dated, table)
        return cls(dated, _linked(_settled(said)), said)

    def of_units(self, many: int) -> Points:
        """Those that speak of so many units of their place; 0 are those that do not say how many."""
        return Points(self.figures, self.rows[self.rows["units"] == many], self.said)

    def steps(self) -> list[Step]:
        """Each point beside the one before it."""
        return self._steps(self.rows, self.rows["before"])

    def revisions(self, most: int | None = None) -> list[Step]:
        """Each point that revises another beside that one, the latest first."""
        rows = self.rows[self.rows["what"] == REVISION].sort_values("end", ascending=False, kind="stable")[
            :most
        ]
        return self._steps(rows, rows["other"].where(rows["other"] > _NONE, rows["before"]))

    def spanned(self, most: int | None = None) -> list[Step]:
        """The last point of each series that has one before it, beside the first that it can be held against.

        A count that fell is passed over where another did not, and a month by itself where another runs on.
        The largest relative change comes first, then changes of changes, last the counts that fell.
        """
        import numpy as np

        rows = self.rows[self.rows["before"] > _NONE]
        alike, one_start = (_first(self.rows, group)[rows.index] for group in (_AS_LONG, _FROM_ONE_START))
        first = self.rows.loc[alike.where(rows["alike"], one_start)].set_index(rows.index)
        fell = _falls(first, rows)
        with np.errstate(divide="ignore", invalid="ignore"):
            relative = ((rows["value"] - first["value"]) / first["value"]).abs().fillna(0)
        relative = relative.mask(rows["kind"] == CHANGE, -1).mask(fell, -2)
        last = rows.assign(stands=~fell).sort_values(["series", "stands", "runs"], kind="stable")
        last = last.drop_duplicates("series", keep="last")
        chosen = relative[last.index].sort_values(ascending=False, kind="stable").index[:most]
        what = rows["plainly"].mask(fell, REVISION)
        return self._steps(rows.assign(what=what).loc[chosen], first.loc[chosen, "at"])

    def paced(self, most: int | None = None) -> list[tuple[Step, Step]]:
        """Two stretches of each series of counts, one after the other, those whose pace differs most first.

        They are the last two of which it is known how much came a day: of a count that follows on another
        from the same start the time between, of any other its own days.
        """
        import numpy as np

        rows = self.rows[self.rows["kind"] == RISING]
        before = rows.reindex(rows["link"]).set_index(rows.index)
        follows = before["at"].notna() & ~rows["alike"]
        days = (rows["end"] - rows["start"] + 1).where(rows["start"] > _NONE)
        since = (rows["value"] - before["value"]) / (rows["end"] - before["end"])
        pace = since.where(~_falls(before, rows)).where(follows, rows["value"] / days)
        earlier = pace.reindex(rows["link"]).set_axis(rows.index)
        both_known = rows[pace.notna() & earlier.notna()].sort_values(["series", "runs"], kind="stable")
        known = both_known.drop_duplicates("series", keep="last").index
        with np.errstate(divide="ignore", invalid="ignore"):
            apart = (pace[known] / earlier[known]).map(np.log).abs().fillna(0)
        chosen = rows.loc[apart.sort_values(ascending=False, kind="stable").index[:most]]
        both = (self.rows.loc[chosen["link"]], chosen)
        return list(zip(*(self._steps(each, each["before"]) for each in both), strict=True))

    def _steps(self, rows: pd.DataFrame, before: pd.Series[int]) -> list[Step]:
        positions = [at for at in {*rows["at"], *before} if at != _NONE]
        self.figures.take(sorted(positions)).make()
        columns = (rows[name].tolist() for name in ("at", "kind", "what", "alike"))
        return [
            Step(self.figures[one] if one != _NONE else None, self.figures[at], kind, what, alike)
            for one, at, kind, what, alike in zip(before.tolist(), *columns, strict=True)
        ]


def _reckoned(figures: Figures, table: Table) -> pd.DataFrame:
    """What is reckoned with of dated figures, a row each: which series, days as numbers, values as floats."""
    import numpy as np
    import pandas as pd

    rows = pd.DataFrame({name: figures.codes(name)[0] for name in SAME})
    rows["units"] = np.nan_to_num(figures.numbers("units_covered").astype(float)).astype(int)
    series = rows.groupby([*SAME, "units"]).ngroup()
    kinds = of_words(figures, "measure", lambda word: _kind(word, table))
    start, end = figures.days("period_start"), figures.days("period_end")
    kind = np.where(of_words(figures, "per", bool), RATE, kinds)
    value, low, high = (np.array(figures.texts(name), dtype=float) for name in ("value", "low", "high"))
    most = [float(text or "nan") for text in figures.texts("value_max")]
    return pd.DataFrame({
        "at": np.arange(len(figures)), "series": series, "kind": kind, "value": value, "low": low,
        "high": high, "most": np.where(np.isnan(most), value, most), "end": end.astype(int),
        "units": rows["units"],
        "start": np.where(np.isnat(start) | (kind == STOCK), _NONE, start.astype(int)),
        "span": _span(start, end), "runs": [*map(runs_on, start.tolist(), end.tolist())],
        "reviewed": figures.where("status", "reviewed"),
        "whole": (rows["units"] == 0) & of_words(figures, "locality", lambda word: not word),
        "report": figures.codes("report_id")[0],
        "published": of_words(figures, "report_id", lambda word: _published(word, table)),
    })  # fmt: skip


def _kind(measure: str, table: Table) -> str:
    found = table.measures.get(measure, UNCLASSIFIED_MEASURE)
    if found.kind != "flow":
        return found.kind if found.kind in (STOCK, CHANGE) else RATE
    return DIFFERENCE if any(operation_of(each) == "difference" for each in found.formulas) else RISING


def _published(report: str, table: Table) -> int:
    """The last day on which the report may have appeared."""
    found = table.reports.get(report)
    return found.published_window[1].toordinal() if found else 0


def _of_valid_places(figures: Figures, table: Table) -> Array:
    """Whether each speaks of its place as the list has it: how many units there were before is not."""
    import numpy as np

    limited = of_words(
        figures, "measure", lambda word: bool(table.measures.get(word, UNCLASSIFIED_MEASURE).limit)
    )
    spans = {code: (place.valid_from or date.min, place.valid_to or date.max)
             for code, place in table.places.items()}  # fmt: skip
    always = (date.min, date.max)
    first, last = (
        of_words(figures, "place", lambda word, side=side: np.datetime64(spans.get(word, always)[side]))  # type: ignore[misc]
        for side in (0, 1)
    )
    end = figures.days("period_end")
    return ~limited | ((first <= end) & (end <= last))


def _span(start: Array, end: Array) -> Array:
    """How long each window is: whole months as a number below zero, else days; zero without a start."""
    import numpy as np

    after = end + np.timedelta64(1, "D")
    first, last = start.astype("datetime64[M]"), after.astype("datetime64[M]")
    whole = (first == start) & (last == after)
    days = np.where(np.isnat(start), 0, (after - start).astype(int))
    return np.where(whole, -(last - first).astype(int), days)


def _settled(rows: pd.DataFrame) -> pd.DataFrame:
    """One point for each window of a series, with another that it revises.

    Of what is reviewed, or else of all, what was told last stands; a narrower value that agrees with it goes
    before, and the first report that stated it.
    """
    said = [*_OF_WINDOW, "reviewed", "value", "most"]
    rows = rows.assign(told=rows.groupby(said)["published"].transform("max"))
    order = {"reviewed": False, "told": False, "published": True, "at": True}
    rows = rows.sort_values([*_OF_WINDOW, *order], ascending=[True] * len(_OF_WINDOW) + [*order.values()])
    heads = rows.groupby(_OF_WINDOW)[["low", "high", "reviewed", "report"]].transform("first")
    fits = (rows["low"] <= heads["high"]) & (rows["high"] >= heads["low"])
    other = (rows["reviewed"] | ~heads["reviewed"]) & (rows["report"] != heads["report"])
    points = rows[fits & (rows["reviewed"] == heads["reviewed"])]
    points = points.assign(width=points["high"] - points["low"])
    points = points.sort_values([*_OF_WINDOW, "width"], kind="stable").drop_duplicates(_OF_WINDOW)
    revised = rows[~fits & other].drop_duplicates(_OF_WINDOW).set_index(_OF_WINDOW)["at"].rename("other")
    points = points.join(revised, on=_OF_WINDOW)
    return points.assign(other=points["other"].fillna(_NONE).astype(int)).reset_index(drop=True)


def _linked(rows: pd.DataFrame) -> pd.DataFrame:
    """The points with the one before each, what each is, and what it would be were it no revision."""
    import numpy as np

    beside, apart = _before(rows, _FROM_ONE_START), _before(rows, _AS_LONG)
    counted = rows["kind"].isin([RISING, DIFFERENCE])
    # Windows of counts that overlap are not held against each other.
    ends = rows["end"].reindex(apart).to_numpy()
    apart = apart.where((rows["span"] != 0) & ~(counted & ~(ends < rows["start"])))
    beside = beside.where(~counted | (rows["start"] != _NONE))
    place = beside.fillna(apart)
    found = rows.assign(alike=beside.isna() & apart.notna())
    cases = {WINDOW: counted & beside.notna(), COUNT: counted, STOCK: rows["kind"] == STOCK}
    plainly = np.select([*cases.values()], [*cases], RATE)
    before = rows.reindex(place).set_index(rows.index)
    revises = (_falls(before, found)) | (rows["other"] > _NONE)
    return found.assign(
        before=before["at"].fillna(_NONE).astype(int), link=place.fillna(_NONE).astype(int), plainly=plainly,
        what=np.where(revises, REVISION, plainly),
    )  # fmt: skip


def _falls(before: pd.DataFrame, after: pd.DataFrame) -> pd.Series[bool]:
    """Whether each is a count that fell, from one start, further than print and hedges leave open."""
    return (after["kind"] == RISING) & ~after["alike"] & (after["high"] < before["low"])


def _before(rows: pd.DataFrame, group: list[str]) -> pd.Series[float]:
    """For each point the one before it in its group; what is not reviewed is none, but where all are such."""
    by = [rows[name] for name in group]
    place = rows.index.to_series().astype(float)
    reviewed = place.where(rows["reviewed"]).groupby(by).ffill()
    return reviewed.groupby(by).shift().fillna(place.groupby(by).shift())


def _first(rows: pd.DataFrame, group: list[str]) -> pd.Series[int]:
    """For each point the first one of its group: the first reviewed one, if that is before it."""
    by = [rows[name] for name in group]
    place = rows.index.to_series().astype(float)
    reviewed = place.where(rows["reviewed"]).groupby(by).transform("min")
    return reviewed.where(reviewed < place, place.groupby(by).transform("min")).astype(int)
