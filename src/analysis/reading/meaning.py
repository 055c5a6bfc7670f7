"""What the words around a figure say of it: hedge, role, place, period, relation.

Each function reads one sentence and fills one thing into its drafts. What a sentence leaves open is
carried from the sentences before it by `Memory`.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from analysis.reading.dates import Found, Period
from analysis.reading.language import Language, Mention
from analysis.reading.measures import Noun, is_numerator, makes_up, wholes_of
from analysis.reading.places import Localities, Named, Places
from analysis.reading.sentences import BRACKETS, STRONG, Draft, Sentence
from analysis.table.catalogue import read_measures, read_places
from analysis.table.vocabulary import COUNTRY

_SHARES = ("percent", "percentage_points", "points")
_HEDGE_GAP = 2
_TARGET_REACH = 16
_LONGEST_OBSERVED = 400
"""A term of several years (2025-2030) is no window of what was counted."""


@dataclass
class Memory:
    """What later sentences of the same text may rest on."""

    home: str
    paragraph: int = -1
    place: str = ""
    period: Period | None = None
    theme: str = ""
    source: str = ""
    topic: dict[str, str] = field(default_factory=dict)
    noun: Noun = ("", (), "")

    def enter(self, paragraph: int) -> None:
        """A new paragraph begins: what the last one carried is forgotten, its place apart."""
        if paragraph != self.paragraph:
            self.paragraph, self.place, self.period, self.theme, self.source = paragraph, "", None, "", ""
            self.topic, self.noun = {}, ("", (), "")


def find_hedges(sentence: Sentence) -> None:
    """The hedge right before each numeral, or right behind it."""
    before = {mention.last: mention for mention in sentence.of("hedges")}
    after = {mention.first: mention for mention in sentence.of("hedges_after")}
    for draft in sentence.drafts:
        near = range(draft.first - 1, draft.first - 2 - _HEDGE_GAP, -1)
        reached = (before[at] for at in near if at in before and not _cut(sentence, at, draft))
        found = next(reached, None)
        if found is not None and not _numeral_between(sentence, found, draft):
            draft.qualifier = found.value
        else:
            behind = (
                draft.last + 1,
                draft.last + 2,
                draft.noun_word + 1 if draft.noun_word > draft.last else -1,
            )
            draft.qualifier = next((after[at].value for at in behind if at in after), "exact")


def _cut(sentence: Sentence, at: int, draft: Draft) -> bool:
    return sentence.barrier(at, draft.first - 1, STRONG | BRACKETS)


def _numeral_between(sentence: Sentence, mention: Mention, draft: Draft) -> bool:
    return any(mention.last < other.first < draft.first for other in sentence.drafts)


def find_roles(sentence: Sentence) -> None:
    """Targets, plans and thresholds; everything else is observed."""
    shares = [draft.last for draft in sentence.drafts if draft.unit == "percent"]
    # In "68 % of the targets set" the target is the base of a share that was reached.
    targets = [m for m in sentence.of("roles")
               if m.value == "target" and not any(0 < m.first - last <= 3 for last in shares)]  # fmt: skip
    plans = [m for m in sentence.of("roles") if m.value == "plan"]
    for at, draft in enumerate(sentence.drafts):
        measure = read_measures().get(draft.measure)
        usual = measure.role if measure else "observed"
        if _is_threshold(sentence, draft, at):
            draft.role = "threshold"
        elif any(_governs(sentence, mention, draft, _TARGET_REACH) for mention in targets):
            draft.role = "target"
        elif usual != "observed" or (
            draft.unit in ("VND", "posts") and any(_governs(sentence, m, draft, 5) for m in plans)
            and (measure is None or measure.kind == "stock")
        ):  # fmt: skip
            draft.role = usual if usual != "observed" else "plan"


def _governs(sentence: Sentence, mention: Mention, draft: Draft, reach: int) -> bool:
    """Whether a word stands before the figure with no end of clause, and not too many words, between."""
    gap = draft.first - mention.last - 1
    if not 0 <= gap <= reach:
        return False
    return not sentence.barrier(mention.last + 1, draft.first - 1, STRONG | BRACKETS)


def _is_threshold(sentence: Sentence, draft: Draft, at: int) -> bool:
    """A hedged share that tells which units a count before or after it is of."""
    if draft.qualifier not in ("more_than", "at_least", "less_than", "at_most"):
        return False
    each = any(0 < m.first - draft.last <= 5 or 0 < draft.first - m.last <= 6 for m in sentence.of("each"))
    if draft.unit not in _SHARES and not (each or draft.unit == "people"):
        return False
    near = [*sentence.drafts[max(0, at - 1) : at], *sentence.drafts[at + 1 : at + 2]]
    groups = [
        other for other in near if other.unit in ("communes", "provinces", "agencies") and not other.is_whole
    ]
    return any(
        abs(other.first - draft.first) <= 14
        and not _is_base(sentence, draft, other)
        and not sentence.barrier(min(other.last, draft.last) + 1, max(other.first, draft.first) - 1, STRONG)
        for other in groups
    )


def _is_base(sentence: Sentence, draft: Draft, group: Draft) -> bool:
    """Whether the group is what the share is of: "over 92 % of the 3,321 communes"."""
    return draft.unit == "percent" and 0 < group.first - draft.last <= 4


class PlaceFinder:
    """Gives every draft its place and, where the words name them, its communes."""

    def __init__(self, text: str, language: Language, home: str) -> None:
        self.text, self.language, self.home = text, language, home
        self.places, self.localities = Places(text, language), Localities(language)

    def fill(self, sentence: Sentence, memory: Memory) -> None:
        """Place, locality and units_covered of the sentence's drafts."""
        named = self.places.within(sentence.start, sentence.end)
        country = [sentence.words[m.first].start for m in sentence.of("country")]
        for draft in sentence.drafts:
            draft.place = self._place(sentence, draft, named, country, memory)
        if named:
            memory.place = named[-1].code
        self._communes(sentence)

    def _place(
        self, sentence: Sentence, draft: Draft, named: Sequence[Named], country: Sequence[int], memory: Memory
    ) -> str:
        if draft.unit == "provinces" or (
            draft.measure == "commune_units" and draft.numeral.value >= max(_sizes()) + 1
        ):
            return COUNTRY
        before = [each for each in named if each.end <= draft.start]
        behind = [each for each in named if each.start >= draft.end]
        nearest = max(before, key=lambda each: each.start, default=None)
        nation = max((at for at in country if at < draft.start), default=-1)
        if nearest is not None and nearest.start > nation:
            return nearest.code
        if nation >= 0:
            return COUNTRY
        close = next((each for each in behind if self._owns(sentence, draft, each)), None)
        if close is not None:
            return close.code
        if country:
            return COUNTRY
        return memory.place or self.home

    def _owns(self, sentence: Sentence, draft: Draft, named: Named) -> bool:
        """A province named behind the numeral, in the same clause and before another numeral."""
        last = sentence.word_at(named.start)
        if sentence.barrier(draft.last + 1, last, STRONG | BRACKETS | frozenset(",")):
            return False
        return not any(draft.last < other.first < last for other in sentence.drafts)

    def _communes(self, sentence: Sentence) -> None:
        lists = self.localities.find(self.text, sentence.start, sentence.end)
        for draft in sentence.drafts:
            if draft.unit in ("provinces", *_SHARES) and draft.measure != "communes_with_offices":
                continue
            own = self._list_of(draft, lists)
            if own:
                draft.locality = tuple(sorted(own))
                if draft.unit != "communes":
                    draft.units_covered = len(own)
            elif draft.unit not in ("communes", "provinces", *_SHARES):
                draft.units_covered = self._counted(sentence, draft)

    def _list_of(self, draft: Draft, lists: Sequence[tuple[int, int, list[str]]]) -> list[str]:
        """The names that a count of communes goes with, or the commune that the figure is about."""
        for start, end, names in lists:
            if draft.unit == "communes":
                if draft.start <= start <= draft.end + 60 or start <= draft.start <= end:
                    value = draft.numeral.value
                    if len(names) > 1 and (value == len(names) or draft.end <= start):
                        return names
            elif end <= draft.start and len(names) <= 6:
                return names
        return []

    def _counted(self, sentence: Sentence, draft: Draft) -> int | None:
        """A count of communes in the subject: "the four wards received 6 600 files"."""
        subject = [
            other for other in sentence.drafts
            if other.unit == "communes" and other.measure == "commune_units" and other.last < draft.first
            and other.numeral.value == other.numeral.value.to_integral_value()
        ]  # fmt: skip
        if len(subject) != 1 or sentence.barrier(subject[0].last, draft.first, STRONG):
            return None
        value = int(subject[0].numeral.value)
        whole = read_places()[draft.place or self.home].commune_units
        return value if 0 < value < min(whole, 12) else None


def _sizes() -> list[int]:
    return [place.commune_units for code, place in read_places().items() if code != COUNTRY]


def find_periods(sentence: Sentence, dates: Sequence[Found], language: Language, memory: Memory) -> None:
    """Gives every draft the window or day that the words give it."""
    periods = [
        found.period for found in dates if found.period is not None and not _is_event(sentence, found.period)
    ]
    earlier = _earlier(sentence, periods)
    own = [period for period in periods if period not in earlier]
    compared = [*sentence.of("same_period"), *sentence.of("ago")]
    for draft in sentence.drafts:
        period, basis = _period_of(sentence, draft, own, memory)
        if period is not None:
            first, last = _window(draft, period)
            draft.period = (first, last, basis) if last else ("", "", "")
        if compared or earlier:
            _compare(sentence, draft, period, earlier, compared)
    dated = [draft for draft in sentence.drafts if draft.period[1]]
    themes = {read_measures()[d.measure].theme for d in dated if d.measure in read_measures()}
    if own and dated:
        memory.period = _chief(own)
        memory.theme = next(iter(sorted(themes)), "")
    elif own and not sentence.drafts:
        memory.period, memory.theme = _chief(own), ""


def _is_event(sentence: Sentence, period: Period) -> bool:
    """Whether a bare day is that of a meeting, a decision or an announcement, which dates no count."""
    if period.window or period.until or period.bare_year:
        return False
    at = sentence.word_at(period.start)
    return any(
        -2 <= at - mention.last <= 8 or 0 < mention.first - at <= 8 for mention in sentence.of("events")
    )


def _chief(periods: Sequence[Period]) -> Period:
    windows = [period for period in periods if period.window or period.until]
    return (windows or list(periods))[0]


def _earlier(sentence: Sentence, periods: Sequence[Period]) -> list[Period]:
    """The dates that a comparison names: "than in the same period of 2024"."""
    marks = [sentence.words[m.last].end for m in sentence.of("same_period")]
    return [
        period for period in periods
        if any(0 <= period.start - mark <= 24 for mark in marks)
    ]  # fmt: skip


def _period_of(
    sentence: Sentence, draft: Draft, own: Sequence[Period], memory: Memory
) -> tuple[Period | None, str]:
    usable = [period for period in own if _dates(draft, period)]
    before = [period for period in usable if period.end <= draft.start]
    behind = [period for period in usable if period.start >= draft.end]
    close = next((p for p in behind if _directly_behind(sentence, draft, p)), None)
    chosen = close or (before[-1] if before else _next(sentence, draft, behind))
    if chosen is not None:
        return chosen, "completed" if chosen.completed else "stated"
    if not own and memory.period is not None and _dates(draft, memory.period):
        measure = read_measures().get(draft.measure)
        same = measure is not None and memory.theme in ("", measure.theme)
        if same and draft.role == "observed" and not draft.numeral.worded:
            return memory.period, "carried"
    return None, ""


def _directly_behind(sentence: Sentence, draft: Draft, period: Period) -> bool:
    """Whether the date follows the figure in a few words: "10 % or more in 2026-2030"."""
    if draft.role not in ("target", "plan"):
        return False
    return 0 < sentence.word_at(period.start) - max(draft.last, draft.noun_word) <= 6


def _next(sentence: Sentence, draft: Draft, behind: Sequence[Period]) -> Period | None:
    """The date behind the figure, if it belongs to the same clause."""
    after = next((other.start for other in sentence.drafts if other.start > draft.start), sentence.end)
    for period in behind:
        if period.start < after and not sentence.barrier(
            draft.last + 1, sentence.word_at(period.start), STRONG
        ):
            return period
    return None


def _dates(draft: Draft, period: Period) -> bool:
    """Whether the period can date the figure: a bare day only what happened on it."""
    measure = read_measures().get(draft.measure)
    kind = measure.kind if measure else ""
    if draft.role == "target":
        return period.window or period.until or period.bare_year
    if draft.role == "observed" and (period.last - period.first).days > _LONGEST_OBSERVED:
        return False
    if draft.role == "threshold" or measure is None:
        return False
    if period.bare_year:
        return kind in ("rate", "level", "change") or draft.role == "plan" or kind == "flow"
    if period.window or period.until:
        return True
    return period.end <= draft.start and not draft.is_whole and draft.unit != "provinces"


def _window(draft: Draft, period: Period) -> tuple[str, str]:
    """First and last day as the columns want them: a stock has only an end."""
    measure = read_measures().get(draft.measure)
    kind = measure.kind if measure else "flow"
    last = period.last.isoformat()
    if kind == "stock" and draft.role != "target":
        return "", last
    if period.until or (not period.window and not period.bare_year and draft.unit != "communes"):
        return date(period.last.year, 1, 1).isoformat(), last
    return period.first.isoformat(), last


def _compare(
    sentence: Sentence,
    draft: Draft,
    period: Period | None,
    earlier: Sequence[Period],
    compared: Sequence[Mention],
) -> None:
    """The earlier date or window that a change compares with, or that a figure in brackets is of."""
    measure = read_measures().get(draft.measure)
    marks = [mention for mention in compared if mention.first > draft.last]
    passed = [mention for mention in compared if mention.last < draft.first]
    year = next((p.first.year for p in earlier), None)
    if draft.relation == "change_from" or (measure and measure.compares) or (
        measure and measure.kind == "change" and draft.role == "observed"
    ):  # fmt: skip
        if period is None and not draft.period[1]:
            return
        if marks or passed:
            day = next((p for p in earlier if not p.bare_year), None)
            draft.against = _shifted(draft, day, year)
    elif draft.earlier and period is not None:
        first, last = _shifted(draft, next((p for p in earlier if not p.bare_year), None), year)
        draft.period = (first if draft.period[0] else "", last, draft.period[2])


def _in_brackets(sentence: Sentence, draft: Draft) -> bool:
    return draft.first > 0 and sentence.words[draft.first - 1].letters == "("


def _shifted(draft: Draft, day: Period | None, year: int | None) -> tuple[str, str]:
    """The same window in an earlier year, or the earlier date that the words name."""
    if day is not None:
        first = day.first.isoformat() if day.window else ""
        return first, day.last.isoformat()
    if not draft.period[1]:
        return "", ""
    last = date.fromisoformat(draft.period[1])
    back = (last.year - year) if year else 1
    if back <= 0:
        back = 1
    return tuple(_earlier_year(end, back) for end in draft.period[:2])  # type: ignore[return-value]


def _earlier_year(day: str, years: int) -> str:
    if not day:
        return ""
    when = date.fromisoformat(day)
    year = when.year - years
    return when.replace(year=year, day=min(when.day, calendar.monthrange(year, when.month)[1])).isoformat()


def find_relations(sentence: Sentence, text: str, language: Language) -> None:
    """Parts, shares and "x of y", as far as the sentence states them."""
    parts = {mention.last for mention in sentence.of("parts")}
    rates = {mention.last for mention in sentence.of("rates")}
    pairs = pairs_of(sentence, text, language)
    for at, draft in enumerate(sentence.drafts):
        before = sentence.drafts[:at]
        if at in pairs:
            _relate(draft, "out_of", sentence.drafts[pairs[at]])
        elif draft.unit == "percent":
            _share(sentence, draft, before, rates)
        elif draft.unit not in _SHARES and before:
            _part(sentence, draft, before, parts)


def _relate(draft: Draft, relation: str, other: Draft) -> None:
    draft.relation, draft.related = relation, other


def pairs_of(sentence: Sentence, text: str, language: Language) -> dict[int, int]:
    """Numerals that stand as "x of y" or x/y: the place of x and that of y."""
    found = {}
    of = frozenset(language.of)
    for at, (left, right) in enumerate(zip(sentence.drafts, sentence.drafts[1:], strict=False)):
        between = " ".join(text[left.end : right.start].lower().split())
        counts = left.unit not in _SHARES and right.unit not in _SHARES and not left.numeral.suffix
        if counts and left.numeral.value <= right.numeral.value and _is_of(between, of):
            found[at] = at + 1
    return found


def _is_of(between: str, of: frozenset[str]) -> bool:
    """Whether the words between two numerals say "of": alone, or behind at most three words."""
    if between == "/" or between in of:
        return True
    words = between.split()
    if len(words) > 6 or any(mark in between for mark in ",;:.()"):
        return False
    return any(" ".join(words[at:]) in of for at in range(1, min(4, len(words))) if len(words[at]) > 2)


def _share(sentence: Sentence, draft: Draft, before: Sequence[Draft], rates: set[int]) -> None:
    """A percentage that follows a count: the share that this count is."""
    counts = [other for other in before if other.unit not in _SHARES]
    if not counts:
        return
    count = counts[-1]
    between = range(count.last + 1, draft.first)
    if sentence.barrier(count.last + 1, draft.first - 1, frozenset(".;")) or len(between) > 14:
        return
    measure = read_measures().get(draft.measure)
    if draft.role == "threshold" or (measure is not None and measure.kind == "change"):
        return
    marks = {word.letters for word in sentence.words[count.last + 1 : draft.first]}
    introduced = any(at in rates for at in between) or "(" in marks or ("," in marks and len(between) <= 4)
    own = [other for other in counts if is_numerator(other.measure, draft.measure)]
    if introduced:
        _relate(draft, "rate_of", own[-1] if own else count)


def _part(sentence: Sentence, draft: Draft, before: Sequence[Draft], parts: set[int]) -> None:
    """A count behind "of which", or one whose measure the catalogue puts inside an earlier one."""
    same = [o for o in before if o.unit == draft.unit and o.role == draft.role and o.place == draft.place]
    larger = [other for other in same if other.numeral.value >= draft.numeral.value]
    if not larger:
        return
    between = range(larger[-1].last + 1, draft.first)
    said = any(at in parts for at in between) or sentence.words[draft.first - 1].letters == ":"
    for whole in wholes_of(draft.measure):
        inside = [other for other in larger if other.measure == whole]
        if inside and (said or makes_up(draft.measure, whole)):
            _relate(draft, "part_of", inside[-1])
            return
    if said and not sentence.barrier(larger[-1].last + 1, draft.first - 1, frozenset(".")):
        _relate(draft, "part_of", larger[-1])


def find_changes(sentence: Sentence) -> None:
    """The earlier rate in brackets behind "than in the same period", and the change from it."""
    for at, draft in enumerate(sentence.drafts):
        earlier = sentence.drafts[:at]
        rates = [o for o in earlier if o.unit == draft.unit and _kind(o) in ("rate", "level")]
        between = range(earlier[-1].last + 1, draft.first) if earlier else range(0)
        compared = any(m.first in between for kind in ("same_period", "ago") for m in sentence.of(kind))
        behind = any(
            0 < m.first - draft.last <= 5 for kind in ("same_period", "ago") for m in sentence.of(kind)
        ) and bool(earlier) and _kind(earlier[-1]) == "change"  # fmt: skip
        held = behind or (compared and _in_brackets(sentence, draft))
        if draft.unit != "percent" or not rates or not held:
            continue
        draft.measure, draft.earlier = rates[-1].measure, True
        change = earlier[-1]
        if change is not rates[-1] and change.unit in _SHARES:
            _relate(change, "change_from", draft)


def _kind(draft: Draft) -> str:
    measure = read_measures().get(draft.measure)
    return measure.kind if measure else ""


def find_superlatives(sentence: Sentence, total: dict[str, Draft]) -> None:
    """The most and the least of their kind, related to the whole that was stated before."""
    marks = list(sentence.of("superlatives"))
    for at, draft in enumerate(sentence.drafts):
        if draft.place == COUNTRY or draft.unit in _SHARES or draft.relation:
            continue
        before = sentence.drafts[at - 1] if at else None
        near = [
            m for m in marks
            if (before is None or m.first > before.last) and abs(m.first - draft.first) <= 12
        ]  # fmt: skip
        whole = total.get(draft.measure)
        if near and whole is not None and whole.numeral.value > draft.numeral.value:
            _relate(draft, near[0].value, whole)


def find_source(sentence: Sentence, text: str, memory: Memory) -> None:
    """Who says it: the words behind "according to", up to the next comma."""
    mention = next(iter(sentence.of("sources")), None)
    if mention is not None and mention.last + 1 < len(sentence.words):
        first = sentence.words[mention.last + 1].start
        stop = next(
            (w.start for w in sentence.words[mention.last + 1 :] if w.letters in {",", ";", ":", "."}),
            sentence.end,
        )
        memory.source = " ".join(text[first:stop].split()[:7])
        for draft in sentence.drafts:
            draft.source = memory.source


def carried_dates(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Parts without a date take that of their whole."""
    for draft in drafts:
        whole = draft.related
        if whole is None or draft.period[1] or draft.relation not in ("part_of", "rate_of", "out_of"):
            continue
        if whole.period[1] and draft.role == "observed":
            yield draft
