"""Which of several figures of one thing stands: the latest, and of one date what was told last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from analysis.table.catalogue import Measure
from analysis.table.figures import Figure
from analysis.table.register import Report


def latest_first(figures: Iterable[Figure]) -> list[Figure]:
    """The figures by the end of their window, the latest first, and of one end the longest window first.

    Of one window the last of them comes first: they are given as they were told.
    """
    return sorted(figures, key=_latest_and_longest)[::-1]


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


def contradict(figures: Sequence[Figure], measures: Mapping[str, Measure]) -> bool:
    """Whether one of the figures, of one place and date, is surely above another that holds it.

    A stock is no part of what came in over a window: it may be left from before.
    """
    by_measure = {each.measure: each for each in figures}
    for part in figures:
        whole = measures[part.measure].within
        while whole:
            held = by_measure.get(whole)
            left = measures[part.measure].kind == "stock" and measures[whole].kind == "flow"
            if held and not left and part.low > held.high:
                return True
            whole = measures[whole].within
    return False


def _latest_and_longest(figure: Figure) -> tuple[date, int]:
    return figure.period_end or date.min, figure.days or 0


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
