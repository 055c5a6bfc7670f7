"""When a figure holds: which of the dates around it is its own, and whether as a window, a day or an end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from analysis.reading import period_features as names
from analysis.reading.dates import Found, Period, in_year
from analysis.reading.evidence import Around, cost
from analysis.reading.lexicon import Mention
from analysis.reading.scoring import Features, Keys, Options, Tally
from analysis.reading.sentences import CLAUSE, STRONG, Draft, Sentence
from analysis.table.catalogue import read_measures, read_things
from analysis.table.vocabulary import MONIES, SHARES

LAUNCH = date(2025, 7, 1)
"""Since then there are two tiers: what the new communes count began on that day."""
Window = tuple[str, str]
_DASHES = frozenset("-–—")
_TERM = 400
"""So many days and more are a term of years (2025-2030)."""


@dataclass(frozen=True)
class Dated:
    """A date with what it can be to a figure: its kind, and what the words around make of it."""

    period: Period
    kind: str
    marks: str = ""

    @property
    def name(self) -> str:
        """Kind and marks in one word."""
        return self.kind + self.marks


class Choice(NamedTuple):
    """A period that a figure may have, and of which date it was made; none where there is no date."""

    window: Window
    basis: str = ""
    of: Dated | None = None


@dataclass
class Calendar:
    """The dates that earlier sentences leave for later ones, newest first, and the day of publication."""

    published: date | None = None
    paragraph: int = -1
    earlier: list[tuple[str, Dated]] = field(default_factory=list)
    section: Dated | None = None
    opening: Dated | None = None
    day: Period | None = None

    def enter(self, sentence: Sentence) -> None:
        """A sentence begins: what the last paragraph said of dates is farther away."""
        if sentence.paragraph != self.paragraph:
            self.paragraph = sentence.paragraph
            self.earlier = [("Q", each) for _, each in self.earlier[:1]]

    def ahead(self, dates: Sequence[Dated]) -> Iterator[str]:
        """Whether the dates of a sentence, or the one that is carried, lie after the publication."""
        if self.published is None:
            return
        for each in dates:
            if each.period.last > self.published:
                yield f"date ahead: {each.kind} {each.period.first > self.published}"
        if not dates and self.earlier and self.earlier[0][1].period.last > self.published:
            yield f"date ahead before: {self.earlier[0][1].period.first > self.published}"

    def leave(self, sentence: Sentence, dates: Sequence[Dated]) -> None:
        """A sentence ends: its dates may hold for what follows, first those that dated its figures."""
        used = [draft.dated for draft in sentence.drafts if isinstance(draft.dated, Dated)]
        usable = [each for each in dates if not each.marks]
        chief = used[0] if used else usable[0] if usable else None
        if self.opening is None and chief is not None and chief.kind in ("month", "window", "until", "year"):
            self.opening = chief
        if chief is not None:
            self.earlier = [("P1", chief)]
            if sentence.head:
                self.section = chief
        else:
            farther = {"P1": "P2", "P2": "P3"}
            self.earlier = [(farther.get(at, at), each) for at, each in self.earlier]
        self.day = next((each.period for each in reversed(dates) if each.kind in ("day", "until")), self.day)


def sorted_out(sentence: Sentence, found: Sequence[Found], calendar: Calendar) -> list[Dated]:
    """The dates of a sentence with their kinds and marks."""
    periods = [each.period for each in found if each.period is not None]
    periods = _since_then(sentence, periods, calendar.day)
    return [Dated(each, _kind(each), _marks(sentence, each)) for each in periods]


def _since_then(sentence: Sentence, periods: Sequence[Period], day: Period | None) -> list[Period]:
    """The periods; one that began "since then" begins on the day that was named last."""
    then = next(iter(sentence.of("since_then")), None)
    if then is None or day is None:
        return list(periods)
    start = sentence.words[then.first].start
    return [
        replace(each, start=min(start, each.start), first=day.first, window=True, until=False)
        if not each.window and start < each.end and day.first < each.last else each
        for each in periods
    ]  # fmt: skip


def _kind(period: Period) -> str:
    days = (period.last - period.first).days
    if days > _TERM:
        return "term"
    if period.bare_year or (days >= 364 and period.first.month == 1):
        return "year"
    if period.window:
        return "month" if days < 32 else "window"
    return "until" if period.until else "day"


def _marks(sentence: Sentence, period: Period) -> str:
    """What the words make of a date: the day of an event, the base of a comparison, a start."""
    at, after = sentence.word_at(period.start), sentence.word_at(period.end - 1) + 1
    behind = [word.letters for word in sentence.words[after : after + 2]]
    if not period.window and sentence.paragraph <= 4 and at <= 4 and behind[:1] and behind[0] in _DASHES:
        return " dateline"
    if any(
        _touches(sentence, mention, period)
        for kind in ("same_period", "ago")
        for mention in sentence.of(kind)
    ):
        return " compared"
    if not period.window and any(0 < at - m.last <= 2 for m in sentence.of("since")):
        return " since"
    if any(0 < at - m.last <= 8 for m in sentence.of("references")):
        return " document"
    near = (m for m in sentence.of("events") if -2 <= at - m.last <= 8 or 0 < m.first - after <= 10)
    return " event" if next(near, None) is not None and not period.window else ""


def _touches(sentence: Sentence, mention: tuple[int, int, str, str], period: Period) -> bool:
    first, last = sentence.words[mention[0]].start, sentence.words[mention[1]].end
    return 0 <= period.start - last <= 24 or (first < period.end and period.start < last)


def options(
    sentence: Sentence, draft: Draft, seen: Around, dates: Sequence[Dated], calendar: Calendar,
    previous: Draft | None, features: Features,
) -> Options:  # fmt: skip
    """The periods that a figure may have: each date near and earlier, in each of its readings, and none."""
    if _is_before_the_reform(sentence, draft, dates):
        return Options([BEFORE_IT], [features.nothing])
    found = _Found(draft, calendar, features)
    found.add(Choice(("", "")), features.nothing)
    pairs, told = features.pairs, f"{'given' if dates else 'not given'}{' in a list' * sentence.item}"
    _stated(sentence, draft, dates, previous, found)
    for place, each in calendar.earlier:
        tally = pairs[names.earlier][place, told][each.name, found.sort]
        if previous is not None and previous.dated == each:
            tally += features.tally(("the one before has it earlier",))
        found.read(each, tally, "carried")
    earlier = [each for _, each in calendar.earlier]
    if calendar.section is not None and calendar.section not in earlier:
        found.read(calendar.section, pairs[names.heading][told][""], "carried")
    if calendar.opening is not None and calendar.opening not in earlier:
        found.read(calendar.opening, pairs[names.opening][told][calendar.opening.kind, found.sort], "carried")
    for choice, tally in _usual(calendar, draft, told, seen, features):
        found.add(choice, tally)
    for choice, tally in _of_the_one_before(sentence, draft, previous, found.sort, features):
        found.add(choice, tally)
    found.tallies["", ""] += _undated(sentence, draft, dates, calendar, previous, features)
    eve = found.choices.get(("", _EVE))
    if eve is not None and eve.of is None:
        found.tallies["", ""] += pairs[names.before][seen.places.get("former", "-")[:2]][""]
    return found.options()


class _Found:
    """The periods that a figure may have, with what speaks for each."""

    def __init__(self, draft: Draft, calendar: Calendar, features: Features) -> None:
        self.draft, self.published, self.features = draft, calendar.published, features
        self.sort = names.sort_of(draft.measure)
        self.choices: dict[Window, Choice] = {}
        self.tallies: dict[Window, Tally] = {}

    def add(self, choice: Choice, tally: Tally) -> None:
        """What speaks for a choice, of which the days count: the first one with them stays."""
        window = choice.window
        if self.choices.setdefault(window, choice) is choice:
            self.tallies[window] = tally
        else:
            self.tallies[window] += tally

    def read(self, each: Dated, told: Tally, basis: str) -> None:
        """The readings of one date, with what speaks for each beside what is told of the date."""
        draft, columns, day = self.draft, self.features.columns, each.period.last
        readings = _readings(each.kind, each.period.first, day, draft.role, self.published)
        told += self.features.pairs[names.dated][each.name][self.sort]
        tallies = self.features.each([
            columns[names.as_kind][each.kind, self.sort], columns[names.role][draft.role],
            columns[names.counts][draft.thing or draft.unit], columns[names.measure][draft.measure],
            columns[names.per][bool(draft.per), each.kind], columns[names.year][day.year == LAUNCH.year],
        ], readings.names)  # fmt: skip
        for name, window, tally in zip(readings.names, readings.windows, tallies, strict=True):
            weak = each.period.completed or name not in "WED"
            self.add(Choice(window, _weaker(basis) if weak else basis, each), told + tally)

    def options(self) -> Options:
        """All of them, with what speaks for a window, an end or none."""
        shapes = self.features.pairs[names.shape][self.sort, self.draft.role]
        tallies = [tally + shapes[_shape(window)] for window, tally in self.tallies.items()]
        return Options([*self.choices.values()], tallies)


def _stated(
    sentence: Sentence, draft: Draft, dates: Sequence[Dated], previous: Draft | None, found: _Found
) -> None:
    """The dates of the sentence, in each of their readings."""
    pairs, places = found.features.pairs, [_position(sentence, draft, each) for each in dates]
    nearest = min(places, key=cost, default="")
    first = places.index(nearest) if places else -1
    for at, (each, where) in enumerate(zip(dates, places, strict=True)):
        tally = pairs[names.stated][where][each.name]
        tally += pairs[names.among][min(3, len(dates))][at == first]
        if previous is not None and previous.dated == each:
            tally += pairs[names.again][_gap(draft, previous)][""]
        found.read(each, tally, "stated")


def _weaker(basis: str) -> str:
    return "carried" if basis == "carried" else "completed"


def _shape(window: Window) -> str:
    return "none" if not window[1] else "window" if window[0] else "end"


class _Readings(NamedTuple):
    """What a date can mean: W its window, E an end, Y since 1 January, L since the launch, D a day."""

    names: Keys
    windows: Sequence[Window]


def readings_of(each: Dated, role: str, published: date | None) -> dict[str, Window]:
    """What a date can mean to a figure of a role, by name (`_Readings`), the first of each."""
    found = _readings(each.kind, each.period.first, each.period.last, role, published)
    return dict(reversed([*zip(found.names, found.windows, strict=True)]))


@lru_cache(maxsize=1024)
def _readings(kind: str, first: date, last: date, role: str, published: date | None) -> _Readings:
    found = list(_meanings(kind, first, last, role, published))
    return _Readings(_keys(tuple(name for name, _ in found)), [window for _, window in found])


@cache
def _keys(names: tuple[str, ...]) -> Keys:
    return Keys(names)


def _meanings(
    kind: str, first: date, last: date, role: str, published: date | None
) -> Iterator[tuple[str, Window]]:
    year = date(last.year, 12, 31).isoformat()
    if kind not in ("year", "term") and role != "observed":
        yield "A", (date(last.year, 1, 1).isoformat(), year)
        yield "AE", ("", year)
    if role in ("observed", "estimate") and published is not None:
        if first > published:
            return
        if last > published:
            if kind not in ("day", "until"):
                yield "F", (first.isoformat(), last.isoformat())
            last = published
    day = last.isoformat()
    yield "E", ("", day)
    if kind in ("day", "until"):
        if first == LAUNCH:
            yield "B", ("", _EVE)
        yield "D", (first.isoformat(), day)
        yield "Y", (date(last.year, 1, 1).isoformat(), day)
        if last > LAUNCH:
            yield "L", (LAUNCH.isoformat(), day)
    else:
        yield "W", (first.isoformat(), day)
        if kind in ("month", "window") and first > date(last.year, 1, 1):
            yield "Y", (date(last.year, 1, 1).isoformat(), day)
        if first < LAUNCH < last:
            yield "L", (LAUNCH.isoformat(), day)


def _usual(
    calendar: Calendar, draft: Draft, told: str, seen: Around, features: Features
) -> Iterator[tuple[Choice, Tally]]:
    """Periods that no words need name: the year of the publication, the time before the reform."""
    if calendar.published is not None:
        year, pairs = calendar.published.year, features.pairs
        first, last = f"{year}-01-01", f"{year}-12-31"
        yield Choice((first, last), "completed"), pairs[names.usual]["this year"][told]
        yield Choice(("", last), "completed"), pairs[names.usual]["this year's end"][told]
    at = seen.places.get("former", "-")
    if (at[0] in "RLI" and ";" not in at) or draft.move or "reduction" in seen.places:
        near = [f"before the reform: {concept} {seen.places.get(concept, '-')}" for concept in _BEFORE]
        tally = features.tally(("before the reform", f"before the reform: {draft.unit}", *near))
        yield Choice(("", _EVE), "completed"), tally


_BEFORE = ("former", "reduction", "restructuring", "district")
_EVE = "2025-06-30"


BEFORE_IT = Choice(("", _EVE), "completed")
_MERGING = frozenset({"restructuring", "decentralisation"})
_UNITS = frozenset({"commune", "province", "district"})
_WITHIN = 4
"""So many words behind "before" stands what merged; so far behind its figure "before the merger" itself."""


def _is_before_the_reform(sentence: Sentence, draft: Draft, dates: Sequence[Dated]) -> bool:
    """Whether the clause of a stock says that it is that of before the reform, and names no day.

    "Before the merger it had 63" and "the 63 former provinces", but not "compared with before the merger".
    """
    measure = read_measures().get(draft.measure)
    if draft.unit in (*SHARES, *MONIES) or draft.move or draft.differs:
        return False
    first, last = sentence.clause(draft.first, STRONG)
    dated = any(first <= sentence.word_at(each.period.start) <= last for each in dates)
    if dated or (measure is not None and measure.kind != "stock"):
        return False
    times = sorted(m for m in _times(sentence) if first <= m.first <= last)
    behind = (m for m in times if m.value != "now" and 0 < m.first - draft.last <= _WITHIN
              and not _apart(sentence, draft.last, m.first))  # fmt: skip
    nearest = next(behind, None) or next(
        (m for m in reversed(times) if m.last < draft.first and not _is_attribute(sentence, m)), None
    )
    if nearest is None or nearest.value not in ("before", "then"):
        return nearest is None and draft.thing in _UNITS and _calls_former(sentence, draft)
    other = next((each for each in reversed(sentence.drafts) if first <= each.last < nearest.first), None)
    return nearest.first > draft.last or other is None or _apart(sentence, other.last, nearest.first)


def _times(sentence: Sentence) -> Iterator[Mention]:
    """What sets a clause before the reform or after it: "before" and "after" with a word of merging."""
    for mention in sentence.of("reform"):
        merges = any(
            mention.first <= m.first <= mention.last + _WITHIN
            for m in sentence.of("concepts") if m.value in _MERGING
        )  # fmt: skip
        compared = any(m.first <= mention.first <= m.last + 1 for m in sentence.of("same_period"))
        if not compared and (merges or mention.value in ("then", "now")):
            yield mention


def _is_attribute(sentence: Sentence, mention: Mention) -> bool:
    """Whether "formerly" is only said of the noun right before it, as Vietnamese puts adjectives."""
    nouns = (m.last for m in sentence.of("concepts") if m.value in read_things())
    return mention.value == "then" and mention.first - 1 in nouns


def _apart(sentence: Sentence, first: int, last: int) -> bool:
    between = any(first < draft.first < last for draft in sentence.drafts)
    return between or sentence.barrier(first, last, CLAUSE)


def _calls_former(sentence: Sentence, draft: Draft) -> bool:
    """Whether the units that are counted are called former ones."""
    at = (sentence.position(draft, m.first, m.last) for m in sentence.of("concepts") if m.value == "former")
    return any(each in ("L0", "R0", "R1") for each in at)


def _of_the_one_before(
    sentence: Sentence, draft: Draft, previous: Draft | None, sort: str, features: Features
) -> Iterator[tuple[Choice, Tally]]:
    """The period of the figure before as it is, and the same a year earlier where words compare."""
    if previous is None or not previous.period[1] or previous.period == ("", _EVE, "completed"):
        return
    start, end, _ = previous.period
    here = "in the sentence" if previous in sentence.drafts else "in the paragraph"
    alike = "same" if previous.measure == draft.measure else "other"
    tally = features.pairs[names.as_before][here, draft.relation][_gap(draft, previous), alike]
    window = ("", end) if sort.startswith("stock") else (start, end)
    yield Choice(window, "carried", previous.dated), tally  # type: ignore[arg-type]
    marks = [
        sentence.position(draft, m.first, m.last)
        for kind in ("same_period", "ago")
        for m in sentence.of(kind)
    ]
    if marks and draft.unit in SHARES:
        earlier = (year_before(start), year_before(end))
        yield Choice(earlier, "completed"), features.pairs[names.year_before][min(marks, key=cost)][alike]


def year_before(day: str) -> str:
    """The same day a year earlier; nothing for nothing.

    >>> year_before("2024-02-29"), year_before("")
    ('2023-02-28', '')
    """
    if not day:
        return ""
    when = date.fromisoformat(day)
    return in_year(when, when.year - 1).isoformat()


def _undated(
    sentence: Sentence, draft: Draft, dates: Sequence[Dated], calendar: Calendar, previous: Draft | None,
    features: Features,
) -> Tally:  # fmt: skip
    """What speaks for no date."""
    pairs, free = features.pairs, min(2, sum(not each.marks for each in dates))
    tally = pairs[names.undated][draft.measure][sentence.item]
    tally += pairs[names.undated_among][free, bool(calendar.earlier)][names.sort_of(draft.measure)]
    tally += pairs[names.undated_as][draft.role][draft.is_whole, sentence.head, bool(sentence.of("now"))]
    if previous is None:
        return tally
    here = "here" if previous in sentence.drafts else "before"
    dated = bool(previous.period[1])
    return tally + pairs[names.undated_after][here][dated, dated and previous.measure == draft.measure]


def _gap(draft: Draft, previous: Draft) -> str:
    gap = draft.first - previous.last
    return "next" if 0 < gap <= 4 else "near" if 0 < gap <= 10 else "far"


def _position(sentence: Sentence, draft: Draft, each: Dated) -> str:
    first, last = sentence.word_at(each.period.start), sentence.word_at(each.period.end - 1)
    return sentence.position(draft, first, max(first, last))


def compare(sentence: Sentence, draft: Draft, dates: Sequence[Dated]) -> None:
    """The earlier date or window that a change, or "the same period", compares with."""
    measure = read_measures().get(draft.measure)
    if not draft.period[1] or draft.role not in ("observed", "estimate"):
        return
    marks = [
        m for kind in ("same_period", "ago") for m in sentence.of(kind) if abs(m.first - draft.last) <= 14
    ]
    change = draft.move in ("up", "down") or (
        measure is not None and (measure.kind == "change" or measure.compares)
    )
    if not marks or not change:
        return
    kinds = ("day", "until", "month", "window")
    compared = (each.period for each in dates if each.marks == " compared" and each.kind in kinds)
    day = next(compared, None)
    if day is not None and day.last.isoformat() < draft.period[1]:
        draft.against = (day.first.isoformat() if day.window else "", day.last.isoformat())
    else:
        draft.against = (year_before(draft.period[0]), year_before(draft.period[1]))
