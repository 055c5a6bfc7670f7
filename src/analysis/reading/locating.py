"""Where a figure holds: its province, and the communes that it is about."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from analysis.reading.evidence import Around, cost
from analysis.reading.language import Language
from analysis.reading.places import Localities, Named, Places
from analysis.reading.scoring import Features, Options
from analysis.reading.sentences import Draft, Sentence
from analysis.table.catalogue import read_places
from analysis.table.vocabulary import COUNTRY, SHARES

Listed = tuple[int, int, tuple[str, ...]]
"""Names of communes: where their introducing word begins, where the last one ends, the names."""


@dataclass
class Whereabouts:
    """The places that a text names, and who it has been speaking of when a sentence begins."""

    text: str
    language: Language
    home: str
    subject: str = ""
    locality: tuple[str, ...] = ()
    paragraph: int = -1
    _read: int = 0
    heading: str = ""
    heading_locality: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.places = Places(self.text, self.language)
        self.localities = Localities(self.language)
        self.lists: list[Listed] = [
            (start, end, tuple(sorted(names)))
            for start, end, names in self.localities.find(self.text, 0, len(self.text))
        ]
        counts = Counter(names[0] for *_, names in self.lists if len(names) == 1)
        ((self.chief, most),) = counts.most_common(1) or [("", 0)]
        self.chief_share = most / max(1, sum(counts.values()))
        self.begins_with_chief = bool(self.lists) and self.lists[0][2] == (self.chief,)

    def enter(self, sentence: Sentence) -> None:
        """A sentence begins: a new paragraph forgets its subject, what was passed over may name one."""
        if sentence.paragraph != self.paragraph:
            self.paragraph, self.subject = sentence.paragraph, ""
            self.locality = ()
        begin = max(self._read, self.text.rfind("\n", self._read, sentence.start) + 1)
        self._follow(begin, sentence.start)

    def leave(self, sentence: Sentence) -> None:
        """A sentence ends: the next one may go on about the places that it names."""
        self._follow(sentence.start, sentence.end)
        self._read = sentence.end
        if sentence.head:
            named = {each.code for each in self.places.within(sentence.start, sentence.end)}
            self.heading = named.pop() if len(named) == 1 else ""
            lists = self.within(sentence.start, sentence.end)
            self.heading_locality = lists[0][2] if len(lists) == 1 and len(lists[0][2]) == 1 else ()

    def _follow(self, start: int, end: int) -> None:
        named = {each.code for each in self.places.within(start, end)}
        if named:
            self.subject = named.pop() if len(named) == 1 else ""
        for listed in self.within(start, end):
            self.locality = listed[2]

    def within(self, start: int, end: int) -> list[Listed]:
        """The lists of communes in a stretch of text."""
        return self.lists[bisect_left(self.lists, (start,)) : bisect_left(self.lists, (end,))]


def place_options(
    sentence: Sentence, draft: Draft, where: Whereabouts, previous: Draft | None, features: Features
) -> Options:
    """The places that a figure may be of: the country, the report's own, those named, those gone on about."""
    facts: dict[str, list[str]] = {COUNTRY: [], where.home: []}
    nearest: dict[str, str] = {}
    named = where.places.within(sentence.start, sentence.end)
    for each in named:
        at = _position(sentence, draft, each)
        if each.code not in nearest or cost(at) < cost(nearest[each.code]):
            nearest[each.code] = at
    for code, at in nearest.items():
        facts.setdefault(code, []).append(f"named {at}")
    closest = min(nearest, key=lambda code: cost(nearest[code]), default="")
    if closest:
        facts[closest].append("nearest")
        if len(nearest) == 1:
            facts[closest].append("only one named")
    if where.subject:
        facts.setdefault(where.subject, []).append("subject" if not named else "subject before")
    if where.heading:
        facts.setdefault(where.heading, []).append("heading" if not named else "heading before")
    if previous is not None and previous.place:
        gap = _gap(sentence, draft, previous, where)
        facts.setdefault(previous.place, []).append(
            f"of the one before, {gap}, {'same' if previous.unit == draft.unit else 'other'} unit"
        )
    for mention in sentence.of("country"):
        facts[COUNTRY].append(f"says country {sentence.position(draft, mention.first, mention.last)[:2]}")
    general, home = tuple(_general(sentence, draft, where)), where.home
    nation = "country's report" if home == COUNTRY else "province's report"
    tallies = []
    for code, told in facts.items():
        kind = "home" if code == home else "country" if code == COUNTRY else "other"
        tally = features.pairs[_of_place][kind, nation, bool(named)][general]
        tallies.append(sum(map(features.pairs[_of_fact][kind].__getitem__, told), tally))
    return Options([*facts], tallies)


def _of_place(told: tuple[str, str, bool], general: Sequence[str]) -> Iterator[str]:
    """A kind of place, whose report it is, whether the sentence names places, and what the figure is."""
    kind, nation, named = told
    yield from (f"{kind} in a {nation}", f"{kind} {'with' if named else 'without'} names")
    yield from (f"{kind} in a {nation}: {fact}" for fact in general)


def _of_fact(kind: str, fact: str) -> Iterator[str]:
    """What speaks for a place, for each kind and for all."""
    yield from (f"{kind}: {fact}", fact)


def _gap(sentence: Sentence, draft: Draft, previous: Draft, where: Whereabouts) -> str:
    """How far back the figure before stands: right before, in the sentence, in the paragraph, or further."""
    if previous in sentence.drafts:
        return "next" if draft.first - previous.last <= 6 else "far"
    return "a paragraph before" if "\n" in where.text[previous.end : draft.start] else "a sentence before"


def _position(sentence: Sentence, draft: Draft, each: Named) -> str:
    first, last = sentence.word_at(each.start), sentence.word_at(each.end - 1)
    dateline = sentence.paragraph <= 3 and first <= 2 and any(
        word.letters in ("-", "–", "—") for word in sentence.words[last + 1 : last + 10]
    )  # fmt: skip
    return "L4;x" if dateline else sentence.position(draft, first, last)


def _general(sentence: Sentence, draft: Draft, where: Whereabouts) -> Iterator[str]:
    yield f"unit {draft.unit}"
    yield f"counts {draft.measure}" if draft.unit in ("provinces", "communes", "agencies") else "counts else"
    if draft.unit == "communes" and draft.numeral.value > _largest():
        yield "more communes than any province has"
    if draft.is_whole:
        yield "whole"
    if draft.role == "threshold":
        yield "threshold"
        if any(other.unit == "provinces" for other in sentence.drafts):
            yield "threshold of provinces"
    if sentence.head:
        yield "head"


@cache
def _largest() -> int:
    return max(place.commune_units for code, place in read_places().items() if code != COUNTRY)


def locality_options(
    sentence: Sentence, draft: Draft, where: Whereabouts, seen: Around, previous: Draft | None,
    features: Features,
) -> Options:  # fmt: skip
    """The communes that a figure may be about: none, those named, those gone on about, the report's own."""
    facts: dict[tuple[str, ...], list[str]] = {(): []}
    lists = where.within(sentence.start, sentence.end)
    for start, end, names in lists:
        first, last = sentence.word_at(start), sentence.word_at(end - 1)
        own = facts.setdefault(names, [])
        own.append(f"named {sentence.position(draft, first, last)}")
        own.append(f"{'several' if len(names) > 1 else 'one'} {'before' if end <= draft.start else 'behind'}")
        if len(names) > 1 and draft.numeral.value == len(names):
            own.append("as many as counted")
        if len(names) == 1 and end <= draft.start:
            later = [o for o in lists if end < o[0] and o[1] <= draft.start]
            own.append("last named" if not later else "not last named")
    if where.locality and where.locality not in facts:
        facts[where.locality] = ["gone on about"]
    if where.heading_locality:
        facts.setdefault(where.heading_locality, []).append("heading")
    if previous is not None and previous.locality:
        gap = _gap(sentence, draft, previous, where)
        facts.setdefault(previous.locality, []).append(f"of the one {gap}")
    if where.chief:
        facts.setdefault((where.chief,), []).extend(_chief(where))
    commune = seen.places.get("commune", "-")
    about = "a commune's" if where.begins_with_chief and where.chief_share >= 0.5 else "another"
    general = [f"unit {draft.unit}", f"commune {commune[:2]}", f"whole {draft.is_whole}",
               f"in {about} report", f"{'with' if lists else 'without'} names",
               f"place {'home' if draft.place == where.home else 'other'}",
               f"province named {bool(where.places.within(sentence.start, sentence.end))}"]  # fmt: skip
    if draft.unit == "communes":
        general.append(f"counts {draft.measure}")
    figure, tallies = tuple(general), []
    for names, told in facts.items():
        kind = "none" if not names else "one" if len(names) == 1 else "several"
        near = (features.pairs[_of_names][fact][figure[:3]] for fact in told)
        tallies.append(sum(near, features.pairs[_of_localities][kind][figure]))
    return Options([*facts], tallies)


def _of_localities(kind: str, general: Sequence[str]) -> Iterator[str]:
    """How many names, and what the figure is."""
    yield f"= {kind}"
    yield from (f"{kind}: {each}" for each in general)


def _of_names(fact: str, general: Sequence[str]) -> Iterator[str]:
    """What speaks for names, and for those of such a figure."""
    yield fact
    yield from (f"{fact}: {each}" for each in general)


def _chief(where: Whereabouts) -> Iterator[str]:
    share = "most" if where.chief_share >= 0.5 else "some"
    yield f"chief of the report, {share}, {'named first' if where.begins_with_chief else 'not first'}"


def find_covered(sentence: Sentence, draft: Draft) -> None:
    """How many communes a figure speaks of: those named, or a small count of them in the subject."""
    if draft.locality and draft.unit not in ("communes", "provinces", *SHARES):
        draft.units_covered = len(draft.locality)
    elif not draft.locality and draft.unit not in ("communes", "provinces", *SHARES):
        subject = [
            other for other in sentence.drafts
            if other.measure == "commune_units" and other.last < draft.first
            and other.numeral.value == other.numeral.value.to_integral_value()
        ]  # fmt: skip
        if len(subject) == 1 and 0 < subject[0].numeral.value < 12:
            draft.units_covered = int(subject[0].numeral.value)


__all__ = ["Whereabouts", "find_covered", "locality_options", "place_options"]
