"""Which measures some concepts fill: all that the signature asks for is said, on one side or on the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import NamedTuple

from analysis.table.catalogue import read_measures
from analysis.table.vocabulary import MONIES, SHARES

MARKED = (*SHARES, *MONIES, "km2", "people_per_km2")
"""Units that the numeral's own marks tell."""
_MOVES, _PLANS = frozenset({"growth", "reduction"}), frozenset({"plan_c", "assigned"})
_BASES = frozenset({"estimate_c", "same_period_c"})
"""Changes, plans, and what a share is held against: only what a cell's own words call so is one."""


class Asked(NamedTuple):
    """What a measure asks for: of the things one, of each of `that` one; `outright` is not left to others."""

    measure: str
    unit: str
    things: Sequence[frozenset[str]]
    that: Sequence[frozenset[str]]
    outright: frozenset[str]


class Sides(NamedTuple):
    """Concepts that are said of a cell: by the side that says what is counted, by the other one, by the lines
    above, and by the heads around.
    """

    chief: Collection[str]
    beside: Collection[str] = ()
    above: Collection[str] = ()
    around: Collection[str] = ()


@cache
def _asked() -> Sequence[Asked]:
    found = []
    for measure in read_measures().values():
        if measure.signature is not None:
            things = [frozenset(measure.signature.of)] if measure.signature.of else []
            own = _PLANS if measure.role == "plan" else _BASES if measure.unit in SHARES else frozenset()
            that = [*map(frozenset, measure.signature.alternatives)]
            found.append(Asked(measure.id, measure.unit, things, that, _MOVES | own))
    return found


def filled(mark: str, said: Sides) -> frozenset[str]:
    """The measures of a unit that concepts fill best: the chief side is used, the other one too if it can be.

    What neither says may be said above or around, but not all that is said of a thing only around; a change
    and a plan are said outright. `mark` is the unit that marks tell, or empty.

    >>> sorted(filled("", Sides(["received"], around=["file", "processed"])))
    ['files_received']
    >>> sorted(filled("percent", Sides(["revenue"], ["estimate_c"])))
    ['revenue_vs_estimate']
    """
    bare = mark not in MARKED
    of_unit = (each for each in _asked() if (_is_bare(each.unit) if bare else each.unit == mark))
    scores = {each.measure: score for each in of_unit if (score := _score(each, said)) is not None}
    best = max(scores.values(), default=None)
    return frozenset(name for name, score in scores.items() if score == best)


def _is_bare(unit: str) -> bool:
    """Whether numbers of a unit have no mark: counts, and the points of an index."""
    return unit not in MARKED or unit == "points"


def _score(asked: Asked, said: Sides) -> tuple[bool, int, int, int] | None:
    """How well a measure is filled: both sides are used, how much each says, how little others must."""
    asks = [*asked.things, *asked.that]
    ours, theirs = _met(asks, said.chief), _met(asks, said.beside)
    missing = [ask for ask, one, two in zip(asks, ours, theirs, strict=True) if not (one or two)]
    known = {*said.above, *said.around}
    if any(ask.isdisjoint(known) or ask & asked.outright for ask in missing):
        return None
    if asks and not any(ours if said.chief else theirs):
        return None
    unsaid = asked.that and all(ask in missing for ask in asked.that)
    if unsaid and any(ask.isdisjoint(said.above) for ask in asked.that):
        return None
    return any(ours) and any(theirs), sum(ours), sum(theirs), -len(missing)


def asks_for(measure: str, concepts: Collection[str]) -> bool:
    """Whether a measure asks for one of the concepts.

    >>> asks_for("revenue_vs_estimate", ["estimate_c"]), asks_for("online_rate", ["estimate_c"])
    (True, False)
    """
    signature = read_measures()[measure].signature
    return signature is not None and not signature.concepts.isdisjoint(concepts)


def _met(asks: Iterable[frozenset[str]], said: Collection[str]) -> list[bool]:
    return [not ask.isdisjoint(said) for ask in asks]
