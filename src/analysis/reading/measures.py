"""What a figure counts: the measure whose concepts the words around it fill, or none."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from analysis.reading import measure_features as names
from analysis.reading.evidence import Around, Places, cost
from analysis.reading.families import kinship
from analysis.reading.numerals import rescaled
from analysis.reading.scoring import Column, Features, Keys, Options, Tally
from analysis.reading.sentences import STRONG, Draft, Sentence
from analysis.table.catalogue import read_measures, read_things
from analysis.table.vocabulary import MONIES, SHARES, UNCLASSIFIED

MARKED = (*SHARES, *MONIES, "km2", "people_per_km2")
"""Units that the numeral's own marks tell."""
_MOST_THINGS = 6
_LARGE = 10**6


class Counted(NamedTuple):
    """A measure that a figure may be of, or none, with its unit and the thing that its words would name.

    Its features know it by its `name`: the measure, or "none files" for what is of no measure.
    """

    measure: str
    unit: str
    thing: str
    name: str


class _Group:
    """Candidates that have their unit for the same reason: the measures of a thing or of a unit, and none."""

    def __init__(self, measures: Sequence[Counted], unit: str, thing: str = "") -> None:
        self.values = (*measures, Counted(UNCLASSIFIED, unit, thing, f"none {unit}"))
        self.names = Keys(each.name for each in self.values)
        self.measures = frozenset(each.measure for each in measures)
        self.signs = frozenset(sign for each in measures for sign in _signs()[each.measure])


def options(
    sentence: Sentence, draft: Draft, seen: Around, before: Sequence[Draft], features: Features
) -> Options:
    """Every measure that the figure's unit and the things around it allow, and none."""
    context = _Context(sentence, draft, seen, before, features)
    columns, found = [*context.columns()], Options([], [])
    for group, possible, reason in _groups(context):
        tallies = features.each([*columns, *context.signed(group)], group.names)
        for value, tally in zip(group.values, tallies, strict=True):
            if value.measure in possible:
                found.values.append(value)
                found.tallies.append(tally + reason)
    return found


class _Context:
    """What all candidates of one figure are looked at by."""

    def __init__(
        self, sentence: Sentence, draft: Draft, seen: Around, before: Sequence[Draft], features: Features
    ) -> None:
        self.draft, self.places, self.features = draft, seen.places, features
        self.previous = before[-1] if before else None
        counts = [each for each in before if each.unit not in SHARES][-1:]
        self.count = counts[0] if counts and counts[0] is not self.previous else None
        self.near = seen.near()
        self.subject = _subject(sentence, draft, self.near)
        self.flags = _flags(sentence, draft, self.previous)
        self.joint = next((flag for flag in self.flags if flag in ("next", "close", "far")), "far")
        self.whole = "w" if draft.is_whole else ""
        self.things = _things(seen, before)
        self.mark = draft.numeral.suffix
        self.behind = _behind(sentence, draft)
        self.nearest = next(iter(self.things.values()), "-")
        self.unmarked = list(_unmarked(sentence, draft, self.previous, seen))
        self.told = dict(_told(seen.places))

    def columns(self) -> Iterator[Column]:
        """What candidates add up to by their names: for the number, the words around, the figures before."""
        columns = self.features.columns
        yield columns[names.sized][_size(self.draft)]
        yield from map(columns[names.beside].__getitem__, self.near)
        if not self.near:
            yield columns[names.alone][""]
        yield from map(columns[names.subject].__getitem__, self.subject)
        yield from map(columns[names.flagged].__getitem__, self.flags)
        if self.previous is not None:
            measure, unit = self.previous.measure, self.previous.unit
            yield columns[names.after][measure, unit, self.joint]
            yield from (columns[names.joined][measure, flag] for flag in self.flags if flag in _JOINTS)
        if self.count is not None:
            yield columns[names.after_count][self.count.measure]

    def signed(self, group: _Group) -> Iterator[Column]:
        """Where what the signatures of a group ask for is named, and how much of it is not."""
        columns = self.features.columns
        yield columns[names.missing][self.whole, group.signs.intersection(self.told)]
        for sign, concept in self.told.items():
            if sign in group.signs:
                yield columns[names.says][sign, f"{self.whole}that {self.places[concept]}", concept]

    def possible(self) -> frozenset[str]:
        """The measures for which something speaks: a concept of the signature, or what stood before."""
        naming, before = _naming(), (self.previous, self.count)
        said = [naming[concept] for concept in self.places if concept in naming]
        return naming[""].union(*said, *(_close(each.measure) for each in before if each is not None))

    def named(self, thing: str) -> Tally:
        """Where a thing is named, and whether the figure before counted the same."""
        rank = min(3, list(self.things).index(thing))
        again = self.previous is not None and self.previous.thing == thing
        return self.features.pairs[names.named][thing][self.things[thing], again, rank, self.joint]

    def unnamed(self) -> Tally:
        """That no thing is known."""
        return self.features.pairs[names.unnamed][self.behind][self.nearest]

    def without_noun(self, unit: str) -> Tally:
        """Why a unit may be meant that no noun and no mark names."""
        own = "its own" if self.previous is not None and self.previous.unit == unit else "another"
        told = own, self.joint, self.draft.numeral.scaled, self.nearest
        return self.features.pairs[names.unmarked][unit][told]


def _told(places: Places) -> Iterable[tuple[str, str]]:
    """What signatures ask for and is named, each with the one of its concepts that is nearest."""
    asking, nearest = _asking(), dict[str, tuple[int, int, str]]()
    for concept in asking.keys() & places.keys():
        price = cost(places[concept])
        for sign, rank in asking[concept]:
            found = price, rank, concept
            nearest[sign] = min(found, nearest.get(sign, found))
    return ((sign, nearest[sign][2]) for sign in sorted(nearest))


@cache
def _asking() -> Mapping[str, Sequence[tuple[str, int]]]:
    """The parts of signatures that each concept fills, and as which of several."""
    found: dict[str, list[tuple[str, int]]] = {}
    for sign in {sign for signs in _signs().values() for sign in signs}:
        for rank, concept in enumerate(sign.split("|")):
            found.setdefault(concept, []).append((sign, rank))
    return found


def _behind(sentence: Sentence, draft: Draft) -> str:
    """What stands right behind a figure: a word that the language's file knows, another word, or a mark."""
    behind = sentence.words[draft.last + 1].letters if draft.last + 1 < len(sentence.words) else "."
    if any(mention.first == draft.last + 1 for mention in sentence.mentions):
        return "a known word"
    return "a word" if behind[0].isalpha() else "a mark"


_CLOSE = frozenset({"same", "part", "whole", "share by", "share of", "of share", "subject"})


@cache
def _close(measure: str) -> frozenset[str]:
    """The measures that a figure beside one of this measure may be of, whatever is said."""
    return frozenset(each for each in read_measures() if kinship(each, measure) in _CLOSE)


@cache
def _naming() -> Mapping[str, frozenset[str]]:
    """The measures whose signature has each concept; behind "" those that ask for nothing, and none."""
    found: dict[str, set[str]] = {
        "": {UNCLASSIFIED, *(name for name, asked in _signs().items() if not asked)}
    }
    for measure in read_measures().values():
        for concept in measure.signature.concepts if measure.signature else ():
            found.setdefault(concept, set()).add(measure.id)
    return {concept: frozenset(measures) for concept, measures in found.items()}


@cache
def _signs() -> Mapping[str, tuple[str, ...]]:
    """What the signature of each measure asks for, things apart."""
    return {measure.id: measure.signature.that for measure in read_measures().values() if measure.signature}


def _size(draft: Draft) -> str:
    """How large the number is: how many digits it has before the point; of a share, whether it can be one."""
    value = abs(draft.numeral.value)
    if draft.numeral.suffix == "percent":
        if value > 100:
            return "over all"
        if value == 100:
            return "all"
        return "high" if value >= 60 else "middle" if value >= 25 else "low"
    return str(len(str(int(value))))


def _subject(sentence: Sentence, draft: Draft, near: Sequence[str]) -> list[str]:
    """What the clause begins with, before its first numeral: what all its figures are about."""
    first = 0
    for at in range(draft.first - 1, -1, -1):
        if sentence.words[at].letters in STRONG:
            first = at + 1
            break
    last = next((other.first for other in sentence.drafts if other.first >= first), draft.first)
    said = {m.value for m in sentence.of("concepts") if first <= m.first < last}
    return sorted(said.difference(near))


def _things(seen: Around, before: Sequence[Draft]) -> dict[str, str]:
    """The things that may be counted, nearest first, and where each is named; "C" what was counted last."""
    known = read_things()
    named = [
        (cost(at) if at[0] in "RLI" else 50, thing, at) for thing, at in seen.places.items() if thing in known
    ]
    found = {thing: at for _, thing, at in sorted(named)[:_MOST_THINGS]}
    for each in reversed(before[-3:]):
        if each.thing:
            found.setdefault(each.thing, "C")
    return found


def _unmarked(sentence: Sentence, draft: Draft, previous: Draft | None, seen: Around) -> Iterator[str]:
    """Units that need no noun and no mark: those of an amount or a share before, and points."""
    scaled = draft.numeral.scaled and draft.numeral.value >= _LARGE
    if scaled or (previous is not None and previous.unit == "VND"):
        yield "VND"
    if previous is not None and previous.unit == "percent":
        yield "percent"
    if any(m.first == draft.last + 1 for m in sentence.of("scores")):
        yield "percentage_points"
    if "index" in seen.places or any(m.first == draft.last + 1 for m in sentence.of("scores")):
        yield "points"


def _groups(context: _Context) -> Iterator[tuple[_Group, frozenset[str], Tally]]:
    """The groups of candidates, the measures of each that are possible, and what its reason adds up to.

    A mark tells one unit; else there are the things around, and the units that need no noun and no mark.
    """
    possible, known = context.possible(), read_things()
    if context.mark in MARKED:
        yield _of_unit(context.mark), possible, context.features.nothing
        return
    fresh = possible
    for thing in context.things:
        group = _of_thing(thing)
        yield group, fresh, context.named(thing)
        fresh -= group.measures
    if all(known[thing] != "other" for thing in context.things):
        yield _of_nothing(), possible, context.unnamed()
    for unit in context.unmarked:
        yield _of_unit(unit), possible, context.without_noun(unit)


@cache
def _of_unit(unit: str) -> _Group:
    measures = [each for each in read_measures().values() if each.unit == unit]
    return _Group([Counted(each.id, unit, "", each.id) for each in measures], unit)


@cache
def _of_thing(thing: str) -> _Group:
    measures = [
        each for each in read_measures().values()
        if each.unit not in MARKED and each.signature and thing in each.signature.of
    ]  # fmt: skip
    counted = [Counted(each.id, each.unit, thing, each.id) for each in measures]
    return _Group(counted, read_things()[thing], thing)


@cache
def _of_nothing() -> _Group:
    return _Group([], "other")


def _flags(sentence: Sentence, draft: Draft, previous: Draft | None) -> list[str]:
    """What the words between say of how the figure goes with the one before, and of its form."""
    first = previous.last + 1 if previous else max(0, draft.first - 8)
    flags = []
    for kind in ("parts", "rates", "same_period", "ago"):
        between = [m for m in sentence.of(kind) if first <= m.first < draft.first]
        if between:
            flags.append(kind)
        elif any(0 < m.first - draft.last <= 3 for m in sentence.of(kind)):
            flags.append(kind + ">")
    if draft.move:
        flags += (
            "move " + draft.move,
            f"move {draft.move} {'share' if draft.numeral.suffix in SHARES else 'count'}",
        )
    if draft.is_whole:
        flags.append("whole")
    words = sentence.words
    ahead = words[draft.first - 1].letters if draft.first else ""
    behind = words[draft.last + 1].letters if draft.last + 1 < len(words) else ""
    if ahead in ("(", ":", "-", "–", "+", "•"):
        flags.append("after " + ("-" if ahead in "–+•" else ahead))
    if behind in ("(", ")", ",", ";", "."):
        flags.append("before " + behind)
    if any(abs(m.first - draft.last) <= 4 for m in sentence.of("per")):
        flags.append("per")
    if previous is not None:
        gap = draft.first - previous.last - 1
        flags.append("next" if gap <= 2 else "close" if gap <= 6 else "far")
    if draft.numeral.worded:
        flags.append("worded")
    if sentence.head:
        flags.append("head")
    value = draft.numeral.value
    flags.append("small" if abs(value) < 40 else "middle" if abs(value) < 4000 else "large")
    return flags


_JOINTS = frozenset(
    {"parts", "rates", "whole", "after (", "after :", "worded", "move up count", "move down count"}
)


def settle(draft: Draft, chosen: Counted, previous: Draft | None) -> None:
    """Write the measure into the figure; an amount that leaves out its scale has that of the one before."""
    marked = draft.numeral.suffix or draft.numeral.scaled
    if (
        previous is not None
        and previous.unit == chosen.unit == "VND"
        and previous.numeral.scaled
        and not marked
    ):
        draft.numeral = rescaled(draft.numeral, previous.numeral)
    draft.measure, draft.unit, draft.thing = chosen.measure, chosen.unit, chosen.thing


def find_second(sentence: Sentence, draft: Draft, joints: Container[str]) -> None:
    """A second fact on the same numeral: "received and handled 2,511", the whole first and then its part."""
    measure = read_measures().get(draft.measure)
    if measure is None or measure.signature is None or draft.unit in MARKED:
        return
    said = [m for m in sentence.of("concepts") if 0 < draft.first - m.last <= 6]
    for part in _of_thing(draft.thing).measures if draft.thing else ():
        other = read_measures()[part]
        if other.within != draft.measure or other.signature is None:
            continue
        for one, two in pairwise(said):
            joined = two.first == one.last + 2 and sentence.words[one.last + 1].letters in joints
            if joined and one.value in measure.signature.that and two.value in other.signature.that:
                draft.second = part
