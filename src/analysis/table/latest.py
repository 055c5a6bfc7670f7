"""Which of several figures of one thing stands: the latest of what runs on, and of one date the last told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache

from analysis.table.figures import Figure
from analysis.table.register import Report

_STARTS = ((1, 1), (7, 1))
_QUARTER = 92
"""No quarter has more days."""


def latest_first(figures: Iterable[Figure]) -> list[Figure]:
    """What runs on, then months and quarters by themselves; the latest end first, then the longest window.

    A month is another observation than what was counted since a start, and takes no place from it. Of one
    window the last of them comes first: they are given as they were told.
    """
    return sorted(figures, key=_rank)[::-1]


def as_told(figures: Iterable[Figure], reports: Mapping[str, Report]) -> list[Figure]:
    """The figures of each part of a place and window one after the other, the one that stands last.

    What was told last stands, what a person has looked at before what nobody has; a narrower value that
    agrees with it goes before, and of one value the report that stated it first.
    """
    groups: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        of = (figure.place, figure.locality, figure.units_covered, figure.period_start, figure.period_end)
        groups[of].append(figure)
    return [figure for group in groups.values() for figure in _as_told(group, reports)]


@cache
def runs_on(start: date | None, end: date | None) -> bool:
    """Whether it is the window of a state, or of a count since a start: no month and no quarter by itself.

    What is counted from the first day of a year, or of its second half as since the reform, goes on after it.

    >>> runs_on(date(2025, 7, 1), date(2025, 8, 15)), runs_on(date(2025, 8, 1), date(2025, 8, 31))
    (True, False)
    """
    if start is None or end is None:
        return end is not None
    if (start.year, start.month) == (end.year, end.month):
        return False
    return (start.month, start.day) in _STARTS or (end - start).days >= _QUARTER


def _rank(figure: Figure) -> tuple[bool, date, int]:
    return runs_on(figure.period_start, figure.period_end), figure.period_end or date.min, figure.days or 0


def _as_told(group: Sequence[Figure], reports: Mapping[str, Report]) -> list[Figure]:
    if len(group) == 1:
        return list(group)

    def told(figure: Figure) -> tuple[bool, date]:
        return figure.status == "reviewed", reports[figure.report_id].published_window[1]

    *others, last = sorted(group, key=told)
    agree = [each for each in others if each.low <= last.high and last.low <= each.high]
    agree = [each for each in agree if each.status == last.status]
    firm = sorted([last, *reversed(agree)], key=lambda each: each.low - each.high)
    return [*(each for each in others if each not in agree), *firm]
