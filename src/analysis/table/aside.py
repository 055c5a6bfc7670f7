"""Reports that are no witnesses of their own: another one speaks for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from analysis.table.frames import Figures
from analysis.table.register import Report

TRANSLATION, REPLACED, COPY = "a translation", "replaced", "a copy"
"""Why another report speaks for one."""
FEWEST = 5
"""A report that states fewer figures may say the same as another by chance."""


class Aside(NamedTuple):
    """Which report speaks for another, and why."""

    by: str
    why: str


def spoken_for(reports: Mapping[str, Report], figures: Figures) -> dict[str, Aside]:
    """For each report that is no witness of its own which one speaks for it; they never lead in a circle.

    A report that another replaces gives way to it, whatever else it is.
    """
    found: dict[str, Aside] = {}
    for name, aside in _found(reports, figures):
        if name not in found and aside.by in reports and name not in chain(aside.by, found):
            found[name] = aside
    return found


def chain(name: str, aside: Mapping[str, Aside]) -> Iterator[str]:
    """The report, the one that speaks for it, the one that speaks for that, and so on."""
    yield name
    while name in aside:
        name = aside[name].by
        yield name


def witnessing(names: Collection[str], aside: Mapping[str, Aside], here: Collection[str]) -> list[str]:
    """Those of the reports for which none of `here` speaks."""
    return [name for name in names if not any(by in here for by in [*chain(name, aside)][1:])]


def _found(reports: Mapping[str, Report], figures: Figures) -> Iterator[tuple[str, Aside]]:
    yield from ((each.replaces, Aside(name, REPLACED)) for name, each in reports.items() if each.replaces)
    for name, each in reports.items():
        if each.translation_of:
            yield name, Aside(each.translation_of, TRANSLATION)
    for first, *others in _alike(reports, figures):
        yield from ((name, Aside(first, COPY)) for name in others)


def _alike(reports: Mapping[str, Report], figures: Figures) -> Iterator[list[str]]:
    """Reports of one language that state the same figures of the same places in the same order.

    The first that was published comes first.
    """
    groups: dict[tuple[object, ...], list[str]] = defaultdict(list)
    order = {name: place for place, name in enumerate(reports)}
    columns = [figures.codes(name)[0] for name in ("measure", "place")]
    spans = {name: span for name, span in figures.spans().items() if name in reports}
    for name, span in spans.items():
        if span.stop - span.start >= FEWEST:
            said = (column[span].tobytes() for column in columns)
            groups[reports[name].language, *said].append(name)
    for likely in (names for names in groups.values() if len(names) > 1):
        alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for name in sorted(likely, key=lambda each: (reports[each].published_window[0], order[each])):
            alike[tuple(figures[spans[name]].texts("quote"))].append(name)
        yield from (names for names in alike.values() if len(names) > 1)
