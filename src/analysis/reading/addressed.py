"""What a statement says besides kind, theme and source: who is asked, whether it lies ahead, which measure.

Nothing here is learned. Each is told by concepts of the languages' files or stays empty for a person to fill.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from itertools import chain

from analysis.reading.saying import THEMES_OF, Saying
from analysis.table.catalogue import read_measures

_LEVELS: Mapping[str, str] = {
    "commune": "commune", "province": "province", "ministry": "central", "central_level": "central",
    "agency": "agencies", "division": "agencies",
}  # fmt: skip
"""The level of which a concept speaks."""
_LEVEL_OF_SORT = {"group": "commune", "seat": "province"}
"""The level of a body that is named by its level alone: "the communes", "the province"."""
_REACH = 4
"""So many words may stand between a verb of asking and whom it asks."""
_FEWEST = 2
"""A claim leaves out the number of a measure only if so many of the measure's concepts are named."""


def asked(said: Saying, source: str) -> str:
    """Whom a request or a deadline addresses: a body's name or a level; nothing where nobody is named.

    The first one close behind a verb of asking or, else, close before one of duty: "asked the communes",
    "the communes must".
    """
    who = sorted(each for each in _addressees(said) if each[2] != source)
    cues = said.main_cues
    behind = (_after(who, cue.last) for cue in cues if cue.value == "ask")
    before = (_before(who, cue.first) for cue in cues if cue.value == "must")
    return next((name for name in chain(behind, before) if name), "")


Addressee = tuple[int, int, str]
"""The first and the last word that name somebody, and the name or the level."""


def _after(who: Sequence[Addressee], at: int) -> str:
    place = bisect_right(who, at, key=lambda each: each[0])
    return who[place][2] if place < len(who) and who[place][0] - at <= _REACH else ""


def _before(who: Sequence[Addressee], at: int) -> str:
    place = bisect_left(who, at, key=lambda each: each[0]) - 1
    return who[place][2] if place >= 0 and 0 < at - who[place][1] <= _REACH else ""


def _addressees(said: Saying) -> Iterator[Addressee]:
    """Who is named; what lies inside a name is no other."""
    inside: set[int] = set()
    for body in said.bodies:
        first = bisect_left(said.words, body.start + 1, key=lambda word: word.end)
        last = max(first, bisect_left(said.words, body.end, key=lambda word: word.start) - 1)
        inside.update(range(first, last + 1))
        yield first, last, _LEVEL_OF_SORT.get(body.sort, body.name)
    levels: dict[tuple[int, int], set[str]] = {}
    for mention in said.of("concepts"):
        if mention.value in _LEVELS and mention.first not in inside:
            levels.setdefault((mention.first, mention.last), set()).add(_LEVELS[mention.value])
    # A word of several levels, such as "unit", tells none.
    yield from ((first, last, each.pop()) for (first, last), each in levels.items() if len(each) == 1)


def lies_ahead(said: Saying) -> str:
    """`yes` where a decision has words of what will be or is under way; else nothing."""
    return "yes" if any(cue.value == "will" for cue in said.main_cues) else ""


def claimed_measure(said: Saying, theme: str) -> str:
    """The measure of the theme whose signature the words fill with most concepts; nothing if several do.

    Of counts and a rate that are filled alike it is the rate: "most" and "all" are parts of a whole.
    """
    named = {mention.value for mention in said.of("concepts")}
    filled: dict[int, list[_Signed]] = {}
    for signed in _signatures():
        if signed.is_about(theme) and signed.is_filled_by(named):
            filled.setdefault(len(signed.concepts & named), []).append(signed)
    most = max(filled, default=0)
    best = filled.get(most, [])
    best = [each for each in best if each.is_rate] or best if len(best) > 1 else best
    return best[0].measure if most >= _FEWEST and len(best) == 1 else ""


@dataclass(frozen=True)
class _Signed:
    """A measure's signature: things of which one is enough, parts that all must be filled, all concepts."""

    measure: str
    is_rate: bool
    of: frozenset[str]
    parts: Sequence[frozenset[str]]
    concepts: frozenset[str]

    def is_about(self, theme: str) -> bool:
        return any(theme in THEMES_OF.get(each, ()) for each in self.concepts)

    def is_filled_by(self, named: AbstractSet[str]) -> bool:
        return (not self.of or bool(self.of & named)) and all(part & named for part in self.parts)


@cache
def _signatures() -> list[_Signed]:
    return [
        _Signed(measure.id, measure.kind == "rate", frozenset(signed.of),
                [*map(frozenset, signed.alternatives)], signed.concepts)
        for measure in read_measures().values() if (signed := measure.signature)
    ]  # fmt: skip
