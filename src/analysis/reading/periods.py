"""When a figure holds: which of the dates around it is its own, and whether as a window, a day or an end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from analysis.reading.dates import Found, Period, in_year
from analysis.reading.evidence import Around, cost
from analysis.reading.lexicon import Mention
from analysis.reading.scoring import Option
from analysis.reading.sentences import CLAUSE, STRONG, Draft, Sentence
from analysis.table.catalogue import Measure, read_measures, read_things
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


@dataclass(frozen=True)
class Choice:
    """A period that a figure may have, and of which date it was made; none where there is no date."""

    window: Window
    basis: str = ""
    of: Dated | None = None

    def __eq__(self, other: object) -> bool:
        """Choices are the same when their days are."""
        return isinstance(other, Choice) and self.window == other.window

    def __hash__(self) -> int:
        """Of the days alone."""
        return hash(self.window)


NONE = Choice(("", ""))


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
    previous: Draft | None,
) -> list[Option]:  # fmt: skip
    """The periods that a figure may have: each date near and earlier, in each of its readings, and none."""
    if _is_before_the_reform(sentence, draft, dates):
        return [Option(_BEFORE_IT, [])]
    measure = read_measures().get(draft.measure)
    facts: dict[Choice, list[str]] = {NONE: []}
    nearest = min(dates, key=lambda each: cost(_position(sentence, draft, each)), default=None)
    for each in dates:
        where = _position(sentence, draft, each)
        told = [f"date {where}", f"date {where[:1]}{where[2:]}: {each.name}", f"among {min(3, len(dates))}"]
        told += ["nearest"] if each is nearest else []
        told += (
            [f"the one before has it {_gap(draft, previous)}"] if previous and previous.dated == each else []
        )
        _add(facts, each, told, draft, measure, calendar, "stated")
    given = f"{'given' if dates else 'not given'}{' in a list' * sentence.item}"
    for place, each in calendar.earlier:
        told = [f"earlier {place}", f"earlier {place}, {given}", f"earlier {place}: {each.name}",
                f"earlier {place}, {given}: {_sort(measure)}"]  # fmt: skip
        told += ["the one before has it earlier"] if previous and previous.dated == each else []
        _add(facts, each, told, draft, measure, calendar, "carried")
    if calendar.section is not None and not any(calendar.section == each for _, each in calendar.earlier):
        _add(facts, calendar.section, [f"heading, {given}"], draft, measure, calendar, "carried")
    if calendar.opening is not None and not any(calendar.opening == each for _, each in calendar.earlier):
        _add(
            facts,
            calendar.opening,
            [f"opening, {given}", f"opening {calendar.opening.kind}", f"opening, {given}: {_sort(measure)}"],
            draft,
            measure,
            calendar,
            "carried",
        )
    for choice, told in _usual(calendar, draft, given, seen):
        facts.setdefault(choice, []).extend(told)
    for choice, told in _of_the_one_before(sentence, draft, previous, measure):
        facts.setdefault(choice, []).extend(told)
    facts[NONE] += _undated(sentence, draft, dates, calendar, previous)
    if any(choice.window == ("", _EVE) and choice.of is None for choice in facts):
        facts[NONE] += (
            "undated, though before the reform",
            f"undated, though before: {seen.places.get('former', '-')[:2]}",
        )
    general = [f"kind {_sort(measure)}", f"role {draft.role}"]
    return [Option(choice, [*told, *(f"{_shape(choice)}: {each}" for each in general)])
            for choice, told in facts.items()]  # fmt: skip


def _add(
    facts: dict[Choice, list[str]], each: Dated, told: Sequence[str], draft: Draft,
    measure: Measure | None, calendar: Calendar, basis: str,
) -> None:  # fmt: skip
    """The readings of one date, with what speaks for each."""
    sort, role = _sort(measure), draft.role
    for reading, window in _readings(each, draft, calendar):
        choice = Choice(
            window, basis if not each.period.completed and reading in "WED" else _weaker(basis), each
        )
        known = facts.setdefault(choice, [])
        known += told
        known += (f"{each.kind} as {reading}", f"{each.kind} as {reading}: {sort}",
                  f"{reading}: {role}", f"{reading}: counts {draft.thing or draft.unit}",
                  f"{each.name}: {sort}", f"{reading}: {draft.measure}",
                  f"{reading}: per {'some' if draft.per else 'none'}, {each.kind}")  # fmt: skip
        if each.period.last.year != LAUNCH.year:
            known.append(f"{reading} of another year")


def _weaker(basis: str) -> str:
    return "carried" if basis == "carried" else "completed"


def _sort(measure: Measure | None) -> str:
    if measure is None:
        return "none"
    return f"{measure.kind}{' standing' * measure.standing}{' annual' * measure.annual}"


def _shape(choice: Choice) -> str:
    return "none" if not choice.window[1] else "window" if choice.window[0] else "end"


def _readings(each: Dated, draft: Draft, calendar: Calendar) -> Iterator[tuple[str, Window]]:
    """What a date can mean: W its window, E an end, Y since 1 January, L since the launch, D a day."""
    first, last = each.period.first, each.period.last
    year = date(last.year, 12, 31).isoformat()
    if each.kind not in ("year", "term") and draft.role != "observed":
        yield "A", (date(last.year, 1, 1).isoformat(), year)
        yield "AE", ("", year)
    if draft.role in ("observed", "estimate") and calendar.published is not None:
        if first > calendar.published:
            return
        if last > calendar.published:
            if each.kind not in ("day", "until"):
                yield "F", (first.isoformat(), last.isoformat())
            last = calendar.published
    day = last.isoformat()
    yield "E", ("", day)
    if each.kind in ("day", "until"):
        if first == LAUNCH:
            yield "B", ("", _EVE)
        yield "D", (first.isoformat(), day)
        yield "Y", (date(last.year, 1, 1).isoformat(), day)
        if last > LAUNCH:
            yield "L", (LAUNCH.isoformat(), day)
    else:
        yield "W", (first.isoformat(), day)
        if each.kind in ("month", "window") and first > date(last.year, 1, 1):
            yield "Y", (date(last.year, 1, 1).isoformat(), day)
        if first < LAUNCH < last:
            yield "L", (LAUNCH.isoformat(), day)


def _usual(calendar: Calendar, draft: Draft, given: str, seen: Around) -> Iterator[tuple[Choice, list[str]]]:
    """Periods that no words need name: the year of the publication, the time before the reform."""
    if calendar.published is not None:
        year = calendar.published.year
        first, last = date(year, 1, 1).isoformat(), date(year, 12, 31).isoformat()
        yield Choice((first, last), "completed"), ["this year", f"this year, {given}"]
        yield Choice(("", last), "completed"), ["this year's end", f"this year's end, {given}"]
    at = seen.places.get("former", "-")
    if (at[0] in "RLI" and ";" not in at) or draft.move or "reduction" in seen.places:
        near = [f"before the reform: {concept} {seen.places.get(concept, '-')}" for concept in _BEFORE]
        yield (
            Choice(("", _EVE), "completed"),
            ["before the reform", f"before the reform: {draft.unit}", *near],
        )


_BEFORE = ("former", "reduction", "restructuring", "district")
_EVE = "2025-06-30"


_BEFORE_IT = Choice(("", _EVE), "completed")
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
    sentence: Sentence, draft: Draft, previous: Draft | None, measure: Measure | None
) -> Iterator[tuple[Choice, list[str]]]:
    """The period of the figure before as it is, and the same a year earlier where words compare."""
    if previous is None or not previous.period[1] or previous.period == ("", _EVE, "completed"):
        return
    start, end, _ = previous.period
    here = "in the sentence" if previous in sentence.drafts else "in the paragraph"
    alike = "same" if previous.measure == draft.measure else "other"
    told = [
        f"as the one before, {here}",
        f"as the one before, {here}, {_gap(draft, previous)}, {alike} measure",
    ]
    told += [f"as the one before: {draft.relation}"] if draft.relation else []
    windows = (start, end) if _sort(measure).split()[0] != "stock" else ("", end)
    yield Choice(windows, "carried", previous.dated), told  # type: ignore[arg-type]
    marks = [
        sentence.position(draft, m.first, m.last)
        for kind in ("same_period", "ago")
        for m in sentence.of(kind)
    ]
    if marks and draft.unit in SHARES:
        near = min(marks, key=cost)
        earlier = (_year_before(start), _year_before(end))
        yield (
            Choice(earlier, "completed"),
            ["a year before", f"a year before {near}", f"a year before {alike}"],
        )


def _year_before(day: str) -> str:
    if not day:
        return ""
    when = date.fromisoformat(day)
    return in_year(when, when.year - 1).isoformat()


def _undated(
    sentence: Sentence, draft: Draft, dates: Sequence[Dated], calendar: Calendar, previous: Draft | None
) -> Iterator[str]:
    sort = _sort(read_measures().get(draft.measure))
    free = [each for each in dates if not each.marks]
    yield "undated"
    yield f"undated {sort}"
    if sentence.item:
        yield "undated in a list"
        yield f"undated in a list {sort}"
    yield f"undated: {draft.measure}"
    yield f"undated, {min(2, len(free))} dates"
    yield f"undated, {min(2, len(free))} dates, {sort}"
    yield f"undated, {'some' if calendar.earlier else 'no'} earlier: {sort}"
    yield f"undated {draft.role}"
    if draft.is_whole:
        yield "undated whole"
    if sentence.head:
        yield "undated head"
    if next(iter(sentence.of("now")), None) is not None:
        yield "undated, now"
    if previous is not None:
        here = "here" if previous in sentence.drafts else "before"
        yield f"undated after {'a dated' if previous.period[1] else 'an undated'} one {here}"
        if previous.period[1] and previous.measure == draft.measure:
            yield f"undated after the same measure {here}"


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
        draft.against = (_year_before(draft.period[0]), _year_before(draft.period[1]))
