"""What a figure counts: the measure whose concepts the words around it fill, or none."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from analysis.reading import measure_features as names
from analysis.reading.evidence import ELSEWHERE, Around, Places, cost
from analysis.reading.families import kinship, wholes_of
from analysis.reading.numerals import rescaled
from analysis.reading.scoring import Column, Features, Keys, Options, Tally
from analysis.reading.sentences import STRONG, Draft, Sentence
from analysis.reading.signatures import MARKED
from analysis.table.catalogue import read_measures, read_things
from analysis.table.vocabulary import SHARES, UNCLASSIFIED

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
    return _narrowed(found, context)


class _Context:
    """What all candidates of one figure are looked at by."""

    def __init__(
        self, sentence: Sentence, draft: Draft, seen: Around, before: Sequence[Draft], features: Features
    ) -> None:
        self.draft, self.places, self.words, self.features = draft, seen.places, seen.words, features
        self.topic, self.column, self.changing = seen.topic, seen.column, _changing(sentence, draft)
        self.cell, self.table = seen.cell, seen.told
        self.previous = before[-1] if before else None
        counts = [each for each in before if each.unit not in SHARES][-1:]
        self.count = counts[0] if counts and counts[0] is not self.previous else None
        self.near = seen.near()
        self.subject = _subject(sentence, draft, self.near)
        self.flags = _flags(sentence, draft, self.previous)
        self.joint = next((flag for flag in self.flags if flag in ("next", "close", "far")), "far")
        self.whole = "w" if draft.is_whole else ""
        self.things = _things(sentence, draft, seen, before)
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
        """The measures for which something speaks: a concept of the signature, or what stood before.

        Shares and amounts, which count no thing, need all concepts. So does the only measure that counts a
        thing: decrees are of those on decentralisation only where a word says that they are about it. Of a
        difference no level is possible: "300 files more than a week before" is no count of files.
        """
        naming, before = _naming(), (self.previous, self.count)
        said = naming[""].union(*(naming[each] for each in self.places if each in naming))
        strict = said.union(*(naming[each] for each in self.topic if each in naming))
        if self.mark not in MARKED:
            strict &= _only_ones()
        filled = {each for each in strict if self._is_filled(each)}
        found = (said - strict).union(filled, *(_close(each.measure) for each in before if each is not None))
        if not self.changing:
            return found
        changed = (naming[each] for each in self.changing if each in naming)
        return (found & _changes()).union(*changed)

    def _is_filled(self, measure: str) -> bool:
        """Whether all that the signature asks for is named, here or earlier in the text."""
        asked = (sign.split("|") for sign in _signs().get(measure, ()))
        return all(any(each in self.places or each in self.topic for each in signs) for signs in asked)

    def joined(self, first: str, second: str) -> bool:
        """Whether two things are said in one breath: "received and settled"."""
        one, two = self.words.get(first), self.words.get(second)
        return one is not None and two is not None and two.first == one.last + 2

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


@cache
def _changes() -> frozenset[str]:
    """The measures of changes, and none."""
    kinds = {measure.id for measure in read_measures().values() if measure.kind == "change"}
    return frozenset({UNCLASSIFIED, *kinds})


@cache
def _only_ones() -> frozenset[str]:
    """The measures all of whose things no other measure counts."""
    counting = {thing: _of_thing(thing).measures for thing in read_things()}
    things = {
        measure.id: measure.signature.of
        for measure in read_measures().values() if measure.signature and measure.unit not in MARKED
    }  # fmt: skip
    return frozenset(
        name for name, of in things.items() if of and all(counting[thing] == {name} for thing in of)
    )


def _changing(sentence: Sentence, draft: Draft) -> frozenset[str]:
    """Of a figure that is a difference, what the words that say so name; of any other, nothing."""
    if draft.differs is None:
        return frozenset()
    first, last = draft.differs
    named = (m.value for m in sentence.of("concepts") if m.first <= last and first <= m.last)
    return frozenset(("growth", "reduction", *named))


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


def _things(sentence: Sentence, draft: Draft, seen: Around, before: Sequence[Draft]) -> dict[str, str]:
    """The things that may be counted, nearest first, and where each is named; "C" what was counted last."""
    whole = _whole_before(sentence, draft, before)
    if whole is not None:
        return {whole.thing: "C"}
    known = read_things()
    named = [
        (cost(at) if at[0] in "RLI" else 50, thing, at) for thing, at in seen.places.items() if thing in known
    ]
    found = {thing: at for _, thing, at in sorted(named)[:_MOST_THINGS]}
    for each in reversed(before[-3:]):
        if each.thing:
            found.setdefault(each.thing, "C")
    return found


def _whole_before(sentence: Sentence, draft: Draft, before: Sequence[Draft]) -> Draft | None:
    """What the figure is a part of that has "of whom" right behind it: it counts the same things."""
    said = next((m for m in sentence.of("parts") if m.first == draft.last + 1), None)
    behind = next((other for other in sentence.drafts if other.first > draft.last), None)
    whole = next((each for each in reversed(before) if each.thing), None)
    if said is None or whole is None or (behind is not None and behind.first - said.last <= _NEXT):
        return None
    return whole if whole.numeral.value >= draft.numeral.value else None


_NEXT = 4
"""What stands so few words behind "of whom" is the part itself: "31, of whom 4"."""


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


def _narrowed(found: Options, context: _Context) -> Options:
    """The candidates without the populations of what is named right at the figure: files that were settled
    on time, where the words beside the number say so, are not all that were settled.
    """
    told = [each for each in found.values if _is_told(each, context)]
    hidden = {
        whole for each in found.values if each.measure != UNCLASSIFIED
        for whole in wholes_of(each.measure) if each in told or _says_more(each.measure, whole, context)
    }  # fmt: skip
    if not told and not hidden:
        return found
    kept = [
        (value, tally) for value, tally in zip(found.values, found.tallies, strict=True)
        if value.measure not in hidden and (not told or value in told)
    ]  # fmt: skip
    return Options([value for value, _ in kept], [tally for _, tally in kept])


def _is_told(each: Counted, context: _Context) -> bool:
    """Whether the measure is one that a table leaves to its cell: none, where heads name none; without a
    table around, whether the head of a column names all that the measure needs.
    """
    if context.cell is not None:
        headed = context.cell.head is not None and context.cell.plain
        return each.measure in context.table or (
            headed and not context.table and each.measure == UNCLASSIFIED
        )
    measure = read_measures().get(each.measure)
    if measure is None or measure.signature is None or each.thing not in context.column:
        return False
    needed = measure.signature.alternatives
    return bool(needed) and all(not context.column.isdisjoint(concepts) for concepts in needed)


def _says_more(part: str, whole: str, context: _Context) -> bool:
    """Whether right at the figure stands what only the part says, and the whole is not said beside it."""
    measure, other = read_measures()[part], read_measures()[whole].signature
    assert measure.signature is not None
    assert other is not None
    if context.whole or measure.kind == "change":
        return False
    own = [context.told.get("|".join(each)) for each in measure.signature.alternatives
           if other.concepts.isdisjoint(each)]  # fmt: skip
    places = [context.places.get(str(each), ELSEWHERE[0]) for each in own]
    if any(at in ELSEWHERE or ";" in at for at in places) or _RIGHT_AT_IT.isdisjoint(places):
        return False
    return not any(context.joined(first, str(second)) for first in other.that for second in own)


_RIGHT_AT_IT = frozenset({"I", "L0", "R0", "R1"})


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
