"""What speaks for each kind, theme and source of a segment: features that know no language."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise

from analysis.reading.bodies import Body
from analysis.reading.lexicon import Mention, Word
from analysis.reading.scoring import Features, Options
from analysis.reading.sentences import Segment
from analysis.table.vocabulary import STATEMENT_KINDS, STATEMENT_THEMES

KIND, THEME, SOURCE = "statement_kind", "statement_theme", "statement_source"
CUES_OF = {
    "deadline": ("must", "ask", "decide", "will"),
    "request": ("ask", "must"),
    "decision": ("decide", "will", "paper", "found"),
    "difficulty": ("lack", "bad", "trouble", "still"),
    "claim_without_figure": ("good", "all", "done"),
}
"""The cues beside which a kind's themes are named."""
_THEMES = {
    "staffing": "official post leaving seconded mobilised salary qualification shortage policy surplus "
    "transferred",
    "training": "trained",
    "premises": "premises headquarters room office_q handled_asset surplus",
    "equipment": "equipment_q",
    "IT_network": "online digitised",
    "procedures": "file procedure centre service_point service transaction petition online processed "
    "abolished simplified on_time overdue",
    "finance": "public_investment disbursed budget_c revenue spending cost funded bonds payment allotted "
    "policy",
    "land": "class_land",
    "legal_guidance": "decree circular decentralisation transferred document",
    "planning": "plan_c",
    "transport": "vehicle vehicle_q",
    "other": "restructuring class_health class_education village trade grdp",
}
THEMES_OF: Mapping[str, Sequence[str]] = {
    concept: [theme for theme, concepts in _THEMES.items() if concept in concepts.split()]
    for concepts in _THEMES.values()
    for concept in concepts.split()
}
"""The themes that a concept may name."""
_BOOK = ("request", "decision", "difficulty", "claim_without_figure")
"""The code book's order of kinds."""
_SPOKEN = ("ask", "must", "decide", "will")
_NAMES = ("holder", "known", "of a place")
_NEAR = 6
_BUCKETS = (0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3)


@dataclass(frozen=True, slots=True)
class Day:
    """A day that a segment may set: whether a limit word stands before it, how it lies to the publication."""

    last: date
    limited: bool
    ahead: str


@dataclass(frozen=True, slots=True)
class Before:
    """What the segments before leave: kind and themes, how near they are, source and bodies.

    `named` are the themes that the segment before names, whatever it says; `main` those of the whole text,
    the most frequent first.
    """

    kind: str = ""
    themes: Sequence[str] = ()
    sentence: bool = False
    paragraph: bool = False
    source: str = ""
    bodies: Sequence[Body] = ()
    named: Collection[str] = ()
    main: Sequence[str] = ()

    @property
    def reach(self) -> str:
        """How near the segment before is: in the same sentence, in this paragraph or the last, or far."""
        return "in it" if self.sentence else "near" if self.paragraph else "far"


Topic = tuple[int, str, bool]
"""The word at which a theme is named, by which concept, and whether inside a body's name."""


@dataclass(eq=False)
class Saying:
    """A segment on which is being decided: its words, what they name, and what has been found out so far."""

    segment: Segment
    words: Sequence[Word]
    mentions: Mapping[str, Sequence[Mention]]
    shape: Sequence[str]
    days: Sequence[Day]
    bodies: Sequence[Body]
    before: Before = Before()
    kind: str = ""
    theme: str = ""
    sureness: dict[str, float] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)

    def of(self, kind: str) -> Sequence[Mention]:
        """The mentions of one kind."""
        return self.mentions.get(kind, ())

    def in_body(self, mention: Mention) -> bool:
        """Whether the words are part of a body's name."""
        at = self.words[mention.first].start
        place = bisect_left(self.bodies, at + 1, key=lambda body: body.start) - 1
        return place >= 0 and at < self.bodies[place].end and self.bodies[place].sort in _NAMES

    @cached_property
    def main_cues(self) -> Sequence[Mention]:
        """The cues that are no part of a body's name and stand before any "in order to"."""
        cues = [mention for mention in self.of("cues") if not self.in_body(mention)]
        side = next((at for at, mention in enumerate(cues) if mention.value == "side" and at), len(cues))
        return cues[:side]

    @cached_property
    def topics(self) -> Mapping[str, Sequence[Topic]]:
        """Where the segment names each theme."""
        found: dict[str, list[Topic]] = {}
        for mention in self.of("subjects"):
            found.setdefault(mention.value, []).append((mention.first, "subject", self.in_body(mention)))
        for mention in self.of("concepts"):
            for theme in THEMES_OF.get(mention.value, ()):
                found.setdefault(theme, []).append((mention.first, mention.value, self.in_body(mention)))
        return found


def kind_options(said: Saying, features: Features) -> Options:
    """None and every kind: a deadline only with a day that may lie ahead, a claim only without a share."""
    facts = list(dict.fromkeys((*_cue_facts(said), *_other_facts(said))))
    barred = {"deadline": not said.days, "claim_without_figure": "share" in said.shape}
    kinds = ["", *(kind for kind in STATEMENT_KINDS if not barred.get(kind))]
    told = ((f"= {kind}", *_own_facts(said, kind), *(f"{kind}: {fact}" for fact in facts)) for kind in kinds)
    return Options(kinds, [*map(features.tally, told)])


def _own_facts(said: Saying, kind: str) -> Iterator[str]:
    """What is alike for all kinds: whether the cues are the kind's own, where, and whether beside a theme."""
    cues = said.main_cues
    if not kind:
        yield f"none with {len({mention.value for mention in cues})} cues"
        return
    own = [mention.value in CUES_OF[kind][:2] for mention in cues]
    told = {mention.value for mention in cues}
    book = next((each for each in _BOOK if told & set(CUES_OF[each][:2])), "")
    yield f"book {kind == book or (kind == 'deadline' and book in ('request', 'decision'))}"
    if said.before.sentence and said.before.kind:
        yield f"goes on {kind == said.before.kind} {bool(own)} {any(own)}"
        yield f"{kind} goes on {kind == said.before.kind}"
    else:
        yield f"own {min(3, sum(own))}"
    if own:
        yield f"own first {own[0]}"
        yield f"own share {4 * sum(own) // len(own)}"
    yield f"again {kind == said.before.kind} {said.before.sentence} {any(own)}"


def _cue_facts(said: Saying) -> Iterator[str]:
    """The cues, which is first and last, how they follow each other, whether a theme stands beside them."""
    cues = said.main_cues
    if not cues:
        yield "no cue"
        return
    yield from (f"first {cues[0].value}", f"last {cues[-1].value}")
    yield from _beside(said, cues)
    speaker = said.bodies[0].start if said.bodies else said.segment.end
    for cue in cues:
        if cue.value in _SPOKEN:
            ahead = speaker < said.words[cue.first].start
            yield f"{cue.value} {'by body' if ahead else 'before body' if said.bodies else 'alone'}"
    for one, other in pairwise(cues):
        if one.value != other.value and other.first - one.last <= 2 * _NEAR:
            yield f"{one.value} > {other.value}"


def _beside(said: Saying, cues: Sequence[Mention]) -> Iterator[str]:
    topics = sorted(at for each in said.topics.values() for at, _, inside in each if not inside)
    for cue in cues:
        yield cue.value
        if any(abs(gap) <= _NEAR for gap in _gaps(topics, cue.last)):
            yield f"{cue.value} beside"


def _other_facts(said: Saying) -> Iterator[str]:
    yield from said.shape
    yield from (f"~ {mention.value}" for mention in said.of("concepts"))
    for day in said.days:
        yield f"day {day.ahead} {'limited' if day.limited else ''}"
    yield f"themes {min(3, len(said.topics))}"
    if said.of("sources"):
        yield "source"
    yield f"bodies {min(2, len(said.bodies))}"
    if said.bodies and said.bodies[0].start - said.segment.start < 4:
        yield f"body first {said.bodies[0].sort}"
    yield f"after {said.before.kind} {said.before.reach}"


def theme_options(
    said: Saying, theme: str, topics: Mapping[str, Sequence[Topic]], features: Features
) -> Options:
    """Whether the segment's statement is about a theme: no, or yes with what speaks for it."""
    own = topics.get(theme, ())
    facts = [f"= {theme}", f"of {said.kind}", f"{theme} of {said.kind}", f"among {min(4, len(topics))}"]
    facts += _carried(said.before, theme, bool(own), len(topics))
    if not own:
        facts.append("not named")
    elif all(inside for _, _, inside in own):
        facts.append("in a name")
    else:
        facts += _named(said, theme, [(at, by) for at, by, inside in own if not inside], topics)
    return Options([False, True], [features.nothing, features.tally(facts)])


def _carried(before: Before, theme: str, own: bool, among: int) -> Iterator[str]:
    """Whether the text is about the theme, and whether the segment before is."""
    if theme in before.main[:2]:
        yield f"main {before.main.index(theme)} {own}"
        yield f"main {before.main.index(theme)} among {min(3, among)}"
    if theme in before.named:
        yield f"just named {own} {min(2, among)}"
    if theme in before.themes:
        yield f"again {before.reach} {own}"


def _named(
    said: Saying, theme: str, own: Sequence[tuple[int, str]], topics: Mapping[str, Sequence[Topic]]
) -> Iterator[str]:
    cues = [mention.first for mention in said.of("cues") if mention.value in CUES_OF[said.kind]]
    gaps = [min(_gaps(cues, at), key=abs, default=99) for at, _ in own]
    best = min(gaps, key=abs)
    yield f"cue {_distance(best)}"
    yield f"{theme} cue {abs(best) <= _NEAR}"
    yield f"times {min(3, len(own))}"
    first = min(at for each in topics.values() for at, _, _ in each)
    yield f"first {own[0][0] == first}"
    yield f"early {own[0][0] < 4} {'heading' in said.shape}"
    yield from dict.fromkeys(f"{theme} by {by}" for _, by in own)
    yield f"by subject {any(by == 'subject' for _, by in own)}"
    yield f"concepts {min(3, len({by for _, by in own}))}"


def _gaps(cues: Sequence[int], at: int) -> Iterable[int]:
    place = bisect_left(cues, at)
    return [at - cue for cue in cues[max(0, place - 1) : place + 1]]


def _distance(gap: int) -> str:
    side = "none" if abs(gap) >= 99 else "behind" if gap > 0 else "before"
    return f"{side} {_BUCKETS[abs(gap)] if abs(gap) < len(_BUCKETS) else 4}"


def source_options(said: Saying, features: Features) -> Options:
    """Who may say it: nobody that is named, a body of the segment, or one from before."""
    before, kind = said.before, said.kind
    cues = [mention for mention in said.of("cues") if mention.value in (*CUES_OF[kind], "says")]
    facts: dict[str, list[str]] = {}
    for place, body in enumerate(said.bodies):
        where = _where(said, body, cues)
        told = (body.sort, f"{body.sort} {where}", where, f"nth {min(place, 3)}", f"{kind} {where}")
        facts.setdefault(body.name, []).extend((*told, f"{kind} {body.sort}"))
    if before.source:
        again = (f"again {before.reach}", f"again {before.reach} {bool(said.bodies)}")
        facts.setdefault(before.source, []).extend((*again, f"again after {before.kind == kind}"))
    for body in before.bodies:
        facts.setdefault(body.name, []).append(f"before {before.reach} {body.sort}")
    says = any(cue.value == "says" for cue in cues)
    none = ("none", f"none {kind}", f"none among {min(3, len(said.bodies))}", f"none says {says}")
    after = f"none after {bool(before.source)} {before.reach}"
    facts = {"": [*none, after], **{name: each for name, each in facts.items() if name}}
    return Options([*facts], [features.tally(dict.fromkeys(each)) for each in facts.values()])


def _where(said: Saying, body: Body, cues: Sequence[Mention]) -> str:
    """Where a body stands as seen from the nearest cue, or from the words for "according to"."""
    first = bisect_left(said.words, body.start + 1, key=lambda word: word.end)
    if any(0 < first - mention.last <= 3 for mention in said.of("sources")):
        return "by source"
    if first <= 1:
        return f"opens {bool(cues)}"
    gap = min(_gaps([cue.first for cue in cues], first), key=abs, default=99)
    return f"from cue {_distance(gap)}"


assert set(CUES_OF) == set(STATEMENT_KINDS)
assert set(_THEMES) == set(STATEMENT_THEMES)
