"""What a figure counts: the measure whose concepts the words around it fill, or none."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from analysis.reading.evidence import ELSEWHERE, Around, cost
from analysis.reading.families import Kin, kinship, wholes_of
from analysis.reading.numerals import rescaled
from analysis.reading.scoring import Option
from analysis.reading.sentences import STRONG, Draft, Sentence
from analysis.table.catalogue import Signature, read_measures, read_things
from analysis.table.vocabulary import MONIES, SHARES, UNCLASSIFIED

MARKED = (*SHARES, *MONIES, "km2", "people_per_km2")
"""Units that the numeral's own marks tell."""
_MOST_THINGS = 6
_LARGE = 10**6


@dataclass(frozen=True)
class Counted:
    """A measure that a figure may be of, with its unit and the thing that its words would name."""

    measure: str
    unit: str
    thing: str = ""


def options(sentence: Sentence, draft: Draft, seen: Around, before: Sequence[Draft]) -> list[Option]:
    """Every measure that the figure's unit and the things around it allow, and none, with their features."""
    context = _Context(sentence, draft, seen, before)
    return [_option(each, context) for each in _narrowed(list(_candidates(context)), context)]


class _Context:
    """What all candidates of one figure are looked at by; features that several share are made once."""

    def __init__(self, sentence: Sentence, draft: Draft, seen: Around, before: Sequence[Draft]) -> None:
        self.draft, self.places, self.words = draft, seen.places, seen.words
        self.previous = before[-1] if before else None
        counts = [each for each in before if each.unit not in SHARES][-1:]
        self.count = counts[0] if counts and counts[0] is not self.previous else None
        self.near = seen.near()
        self.subject = _subject(sentence, draft, self.near)
        self.flags = _flags(sentence, draft, self.previous)
        self.joint = next((flag for flag in self.flags if flag in ("next", "close", "far")), "far")
        self.whole = "w" if draft.is_whole else ""
        self.things = _things(sentence, draft, seen, before)
        self.mark, self.size = draft.numeral.suffix, _size(draft)
        self.behind = _behind(sentence, draft)
        self.nearest = next(iter(self.things.values()), "-")
        self.unmarked = list(_unmarked(sentence, draft, self.previous, seen))
        self.changing = _changing(sentence, draft)
        self.said_at_all, self.topic, self.column = frozenset(seen.places), seen.topic, seen.column
        self._lists: dict[str, list[str]] = {}

    def of_kind(self, kind: str) -> list[str]:
        """What the words between say of a measure of a kind."""
        return self._kept("kind " + kind, lambda: [
            f"{kind} size {self.size}", *(f"{flag}: {kind}" for flag in self.flags)
        ])  # fmt: skip

    def said(self, concept: str) -> list[str]:
        """Where a concept of a signature is named."""
        return self._kept("says " + concept, lambda: [
            f"{self.whole}that {self.places[concept]}", f"says {concept}"
        ])  # fmt: skip

    def kin(self, kin: Kin) -> list[str]:
        """What the measure is to that of the figure before."""
        joints = [f"kin {kin}, {flag}" for flag in self.flags if flag in _JOINTS]
        return self._kept("kin " + kin, lambda: [f"kin {kin}", f"kin {kin} {self.joint}", *joints])

    def named(self, thing: str) -> list[str]:
        """Where a thing is named, and whether the figure before counted the same."""
        at, rank = self.things[thing], min(3, list(self.things).index(thing))
        same = self.previous is not None and self.previous.thing == thing
        return self._kept("of " + thing, lambda: [
            f"of {at}", f"counts {thing}", f"of {at[:2]} {'as before' * same}", f"thing {rank}",
            f"thing {rank} {self.joint}",
        ])  # fmt: skip

    def without_noun(self, unit: str) -> list[str]:
        """Why a unit may be meant that no noun and no mark names."""
        own = "its own" if self.previous is not None and self.previous.unit == unit else "another"
        scaled = self.draft.numeral.scaled
        return self._kept("unmarked " + unit, lambda: [
            f"unmarked {unit}", f"unmarked {unit} after {own}, {self.joint}",
            f"unmarked {unit} scaled {scaled}", f"unmarked {unit}, nearest {self.nearest}",
        ])  # fmt: skip

    def joined(self, first: str, second: str) -> bool:
        """Whether two things are said in one breath: "received and settled"."""
        one, two = self.words.get(first), self.words.get(second)
        return one is not None and two is not None and two.first == one.last + 2

    def nearest_of(self, concepts: Sequence[str]) -> str | None:
        """The one of several concepts that is named nearest; None where none is."""
        named = [each for each in concepts if each in self.places]
        return min(named, key=lambda each: cost(self.places[each]), default=None)

    def _kept(self, name: str, make: Callable[[], list[str]]) -> list[str]:
        found = self._lists.get(name)
        if found is None:
            found = self._lists[name] = make()
        return found


def _behind(sentence: Sentence, draft: Draft) -> str:
    """What stands right behind a figure: a word that the language's file knows, another word, or a mark."""
    behind = sentence.words[draft.last + 1].letters if draft.last + 1 < len(sentence.words) else "."
    if any(mention.first == draft.last + 1 for mention in sentence.mentions):
        return "a known word"
    return "a word" if behind[0].isalpha() else "a mark"


def _is_possible(name: str, context: _Context) -> bool:
    """Whether something speaks for a measure: a concept of its signature, or what stood before.

    Of a difference no level is possible: "300 files more than a week before" is no count of files.
    Shares and amounts, which count no thing, need all of its concepts. So does the only measure that counts
    a thing: decrees are of those on decentralisation only where a word says that they are about it.
    """
    signature = read_measures()[name].signature
    assert signature is not None
    if context.changing and read_measures()[name].kind != "change":
        return not context.changing.isdisjoint(signature.concepts)
    if not signature.that:
        return True
    if name in _only_ones() or context.mark in MARKED:
        said = context.said_at_all | context.topic
        named = all(not said.isdisjoint(each) for each in signature.alternatives)
    else:
        named = not signature.concepts.isdisjoint(context.said_at_all)
    return named or any(
        kinship(name, each.measure) in _CLOSE for each in (context.previous, context.count) if each
    )


@cache
def _only_ones() -> frozenset[str]:
    """The measures all of whose things no other measure counts."""
    counting = _by_thing()
    return frozenset(
        name
        for names in counting.values()
        for name in names
        if all(counting[thing] == (name,) for thing in read_measures()[name].signature.of)  # type: ignore[union-attr]
    )


_CLOSE = frozenset({"same", "part", "whole", "share by", "share of", "of share", "subject"})


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


def _candidates(context: _Context) -> Iterator[Counted]:
    mark = context.mark
    if mark in MARKED:
        for measure in _by_unit().get(mark, ()):
            if _is_possible(measure, context):
                yield Counted(measure, mark)
        yield Counted(UNCLASSIFIED, mark)
        return
    units: dict[str, str] = {}
    known = read_things()
    seen: set[str] = set()
    for thing in context.things:
        units.setdefault(known[thing], thing)
        for measure in _by_thing().get(thing, ()):
            if measure not in seen and _is_possible(measure, context):
                seen.add(measure)
                yield Counted(measure, read_measures()[measure].unit, thing)
        yield Counted(UNCLASSIFIED, known[thing], thing)
    if "other" not in units:
        yield Counted(UNCLASSIFIED, "other")
    for unit in context.unmarked:
        for measure in _by_unit().get(unit, ()):
            if _is_possible(measure, context):
                yield Counted(measure, unit)
        yield Counted(UNCLASSIFIED, unit)


def _narrowed(candidates: list[Counted], context: _Context) -> list[Counted]:
    """The candidates without the populations of what is named right at the figure: files that were settled
    on time, where the words beside the number say so, are not all that were settled.
    """
    told = [each for each in candidates if _is_told_by_column(each, context)]
    hidden = {
        whole for each in candidates if each.measure != UNCLASSIFIED
        for whole in wholes_of(each.measure) if each in told or _says_more(each.measure, whole, context)
    }  # fmt: skip
    candidates = told or candidates
    return [each for each in candidates if each.measure not in hidden]


def _is_told_by_column(each: Counted, context: _Context) -> bool:
    """Whether the head of a cell's column names all that the measure needs."""
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
    own = [context.nearest_of(each) for each in measure.signature.alternatives
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


def _option(each: Counted, context: _Context) -> Option:
    measure = read_measures().get(each.measure)
    if measure is None:
        return Option(each, _features_of_none(each, context), [*_of(each, context), context.of_kind("none")])
    assert measure.signature is not None
    name, kind = each.measure, measure.kind
    own = ["= " + name, f"{name} size {context.size}"]
    shared = [*_of(each, context), context.of_kind(kind)]
    missing = 0
    for alternatives in measure.signature.alternatives:
        concept = context.nearest_of(alternatives)
        if concept is None:
            missing += 1
            own.append(f"without {'|'.join(alternatives)}")
        else:
            shared.append(context.said(concept))
    own.append(f"{context.whole}missing {missing}/{len(measure.signature.alternatives)}")
    own += _beside(name, measure.signature, context)
    previous = context.previous
    if previous is not None:
        own.append(f"{name} after {previous.measure}")
        shared.append(context.kin(kinship(name, previous.measure)))
    if context.count is not None:
        own.append(f"kin of the count {kinship(name, context.count.measure)}")
    return Option(each, own, shared)


def _beside(name: str, signature: Signature, context: _Context) -> Iterator[str]:
    """What is said close by, and of the whole clause, that belongs to the measure or does not."""
    for concept in context.near:
        if concept in signature.concepts:
            yield f"{name} says {concept}"
        else:
            yield f"{name} beside {concept}"
    for concept in context.subject:
        if concept in signature.concepts:
            yield "subject says it"
            yield f"{name} subject {concept}"
        else:
            yield f"{name} subject beside {concept}"


def _of(each: Counted, context: _Context) -> list[list[str]]:
    """Where the thing that is counted is named, or why there need not be one."""
    if context.mark in MARKED:
        return []
    if each.thing:
        return [context.named(each.thing)]
    if each.unit == "other":
        return [
            ["of nothing", f"of nothing behind {context.behind}", f"of nothing, nearest {context.nearest}"]
        ]
    return [context.without_noun(each.unit)]


def _features_of_none(each: Counted, context: _Context) -> list[str]:
    unit = each.unit
    features = ["= none", f"= none {unit}", f"none {unit} size {context.size}", f"none size {context.size}"]
    features += [f"none {unit} beside {concept}" for concept in context.near]
    features += [f"none beside {concept}" for concept in context.near or ("nothing",)]
    features += [f"none subject {concept}" for concept in context.subject]
    previous = context.previous
    if previous is not None:
        same = previous.measure == UNCLASSIFIED
        features.append(f"none after {'none' if same else 'one'}")
        features.append(f"none {unit} after {previous.measure} {context.joint}")
        if same and previous.unit == unit:
            features.append(f"none after none of its unit, {context.joint}")
    return features


_JOINTS = frozenset(
    {"parts", "rates", "whole", "after (", "after :", "worded", "move up count", "move down count"}
)


@cache
def _by_unit() -> Mapping[str, tuple[str, ...]]:
    units: dict[str, list[str]] = {}
    for measure in read_measures().values():
        units.setdefault(measure.unit, []).append(measure.id)
    return {unit: tuple(ids) for unit, ids in units.items()}


@cache
def _by_thing() -> Mapping[str, tuple[str, ...]]:
    things: dict[str, list[str]] = {}
    for measure in read_measures().values():
        for thing in measure.signature.of if measure.signature and measure.unit not in MARKED else ():
            things.setdefault(thing, []).append(measure.id)
    return {thing: tuple(ids) for thing, ids in things.items()}


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
    for part in _by_thing().get(draft.thing, ()):
        other = read_measures()[part]
        if other.within != draft.measure or other.signature is None:
            continue
        for one, two in pairwise(said):
            joined = two.first == one.last + 2 and sentence.words[one.last + 1].letters in joints
            if joined and one.value in measure.signature.that and two.value in other.signature.that:
                draft.second = part
