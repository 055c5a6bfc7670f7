"""Which figures of other provinces a report's most, or least, of them is held against."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from analysis.table.figures import Figure
from analysis.table.frames import Figures
from analysis.table.tables import Table
from analysis.table.vocabulary import COUNTRY


@dataclass(frozen=True)
class Ranks:
    """What is stated of each province, by what is ranked and by date: for the most and the least."""

    table: Table
    series: dict[tuple[object, ...], dict[str, list[Figure]]] = field(init=False)

    def __post_init__(self) -> None:
        figures = self.table.figures
        ranked = {_ranking(f) for f in figures.take(figures.where("relation", "largest_of", "smallest_of"))}
        series: dict[tuple[object, ...], dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
        for figure in self._of_measures({str(measure) for measure, *_ in ranked}) if ranked else ():
            if _ranking(figure) in ranked and _ranks(figure):
                series[_ranking(figure)][figure.place].append(figure)
        for places in series.values():
            for found in places.values():
                found.sort(key=_end)
        object.__setattr__(self, "series", series)

    def _of_measures(self, measures: set[str]) -> Figures:
        """What is observed of provinces: objects are made of these alone."""
        every = self.table.witnesses
        observed = every.where("role", "observed") & ~every.where("place", COUNTRY)
        return every.take(observed & every.where("measure", *measures))

    def rivals(self, figure: Figure) -> Iterator[Figure]:
        """For every other province the figure of the same whose window ends nearest.

        A part of a place is the most of its parts, which the provinces are not.
        """
        ranked = self.series.get(_ranking(figure), {}) if figure.covers_whole_place else {}
        for place, figures in ranked.items():
            if place != figure.place:
                at = bisect_left(figures, _end(figure), key=_end)
                yield min(figures[max(0, at - 1) : at + 1], key=lambda other: abs(_end(other) - _end(figure)))


def _ranking(figure: Figure) -> tuple[object, ...]:
    """What two figures must have in common to stand in one ranking of places."""
    return figure.measure, figure.role, figure.aspect


def _ranks(figure: Figure) -> bool:
    whole = figure.place != COUNTRY and figure.covers_whole_place
    return whole and figure.role == "observed" and figure.period_end is not None


def _end(figure: Figure) -> date:
    return figure.period_end or date.min
