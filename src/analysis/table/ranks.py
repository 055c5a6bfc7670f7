"""Which figures of other provinces a report's most, or least, of them is held against."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import compress
from typing import Any

from analysis.table.figures import Figure
from analysis.table.frames import Figures
from analysis.table.tables import Table
from analysis.table.vocabulary import COUNTRY

RANKED = ("largest_of", "smallest_of")
_RANKING = ("measure", "role", "holder", "breakdown", "per")
"""What two figures must have in common to stand in one ranking of places."""

Series = dict[str, list[tuple[date, int]]]


@dataclass(frozen=True)
class Ranks:
    """What is stated of each province, by what is ranked and by date: for the most and the least.

    A figure stands for its position among `every`, those of witnesses; objects are made of rivals alone.
    """

    table: Table
    series: dict[tuple[str, ...], Series] = field(init=False)

    def __post_init__(self) -> None:
        series: dict[tuple[str, ...], Series] = defaultdict(lambda: defaultdict(list))
        for ranking, place, day, position in self._stated():
            series[ranking][place].append((day, position))
        for places in series.values():
            for found in places.values():
                found.sort(key=_day)
        object.__setattr__(self, "series", series)

    @property
    def every(self) -> Figures:
        """The figures among which rivals are found."""
        return self.table.witnesses

    @cached_property
    def ranked(self) -> Figures:
        """The figures that are said to be the most or the least."""
        figures = self.table.figures
        return figures.take(figures.where("relation", *RANKED))

    def _stated(self) -> Iterator[tuple[Any, ...]]:
        """What is observed of whole provinces on a day, where it is in a ranking."""
        import numpy as np

        rankings = {_ranking(figure) for figure in self.ranked}
        every = self.every
        whole = every.where("locality", "") & np.isnan(every.numbers("units_covered").astype(float))
        chosen = whole & every.where("role", "observed") & ~every.where("place", COUNTRY)
        chosen &= every.where("measure", *{measure for measure, *_ in rankings}) & ~np.isnat(
            every.days("period_end")
        )
        rows = every.take(chosen)
        keys = list(zip(*(rows.texts(name) for name in _RANKING), strict=True))
        found = zip(
            keys, rows.texts("place"), rows.texts("period_end"), np.flatnonzero(chosen).tolist(), strict=True
        )
        return compress(found, [key in rankings for key in keys])

    def positions(self, figure: Figure) -> list[int]:
        """For every other province where the figure of the same stands whose window ends nearest.

        A part of a place is the most of its parts, which the provinces are not.
        """
        ranked = self.series.get(_ranking(figure), {}) if figure.covers_whole_place else {}
        return [_nearest(found, _end(figure)) for place, found in ranked.items() if place != figure.place]

    def rivals(self, figure: Figure) -> Iterator[Figure]:
        """The figures at these positions."""
        return (self.every[position] for position in self.positions(figure))

    def make(self, figures: Iterable[Figure]) -> None:
        """Make the rivals of all of these at once, which is much quicker than one by one."""
        self.every.take(sorted({at for figure in figures for at in self.positions(figure)})).make()


def _ranking(figure: Figure) -> tuple[str, ...]:
    return figure.measure, figure.role, *figure.aspect


def _nearest(found: list[tuple[date, int]], end: date) -> int:
    at = bisect_left(found, end, key=_day)
    return min(found[max(0, at - 1) : at + 1], key=lambda each: abs(each[0] - end))[1]


def _day(stated: tuple[date, int]) -> date:
    return stated[0]


def _end(figure: Figure) -> date:
    return figure.period_end or date.min
