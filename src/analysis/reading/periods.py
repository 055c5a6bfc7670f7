"""When a figure holds: the window or day that the words give it, or that earlier words carry over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from analysis.reading.dates import Found, Period, in_year
from analysis.reading.lexicon import Mention
from analysis.reading.measures import is_moved
from analysis.reading.memory import Memory
from analysis.reading.sentences import CLAUSE, STRONG, Draft, Sentence
from analysis.table.catalogue import Measure, read_measures
from analysis.table.vocabulary import COUNTRY, MONIES, SHARES, UNCLASSIFIED

_LONGEST_OBSERVED = 400
"""A term of several years (2025-2030) is no window of what was counted."""
_YEAR_REACH, _AIM_REACH = 5, 9
_ARTICLE = 4
"""So many characters an article takes: "el año pasado"."""
_DASHES = frozenset("-–—")


@dataclass(frozen=True)
class _Dates:
    """The periods of a sentence by what they can do: date a figure, or be what it is compared with.

    `over` are the named years, "last year", that had ended when the report was published.
    """

    strong: Sequence[Period]
    years: Sequence[Period]
    events: Sequence[Period]
    earlier: Sequence[Period]
    over: Sequence[Period] = ()

    def until(self, published: date | None) -> _Dates:
        """Those that do not lie after the publication; a month or quarter may still be running."""
        if published is None:
            return self
        strong = [_in_the_past(period, published) for period in self.strong]
        past = [period for period in strong if (period.first if period.window else period.last) <= published]
        over = [year for year in self.years if not year.bare_year and year.last <= published]
        return _Dates(past, self.years, self.events, self.earlier, over)

    def ahead(self, published: date | None) -> list[Period]:
        """Those of which too little was over, when it was published, to count anything in them."""
        if published is None:
            return []
        every = (*self.strong, *self.years)
        return [each for each in every
                if _hardly_begun(each, published) and _in_the_past(each, published) is each]  # fmt: skip


def _in_the_past(period: Period, published: date) -> Period:
    """A window whose year is completed and that would lie ahead: that of the year before."""
    if not (period.completed and period.window and period.first > published):
        return period
    first, last = (in_year(day, day.year - 1) for day in (period.first, period.last))
    return replace(period, first=first, last=last)


def find_periods(
    sentence: Sentence, dates: Sequence[Found], memory: Memory, published: date | None = None
) -> None:
    """Give every draft its window or day, and keep what the next sentence may rest on.

    Nothing that was observed is dated later than the report's publication.
    """
    periods = [each.period for each in dates if each.period is not None]
    found = _sorted_out(sentence, _since_then(sentence, periods, memory))
    same = next(iter(sentence.of("same_date")), None) is not None and not found.earlier
    if next(iter(sentence.of("now")), None) is not None and not found.strong:
        memory.forget_period()
    past, ahead = found.until(published), found.ahead(published)
    for draft in sentence.drafts:
        if draft.role == "observed" and ahead and _is_ahead(sentence, draft, found, ahead):
            draft.role = "target"
        known = past if draft.role == "observed" else found
        period, basis = _period_of(sentence, draft, known, memory, same=same)
        if period is not None:
            draft.period = (*_window(draft, period), basis)
        elif published is not None:
            draft.period = _of_this_year(draft, published)
        if not (draft.earlier and _has_own(sentence, draft, period)):
            _compare(sentence, draft, found.earlier)
    _date_groups(sentence)
    _date_growth(sentence)
    _remember(sentence, found, memory, same=same)
    memory.day = next((each for each in reversed(periods) if not each.bare_year), memory.day)


def _has_own(sentence: Sentence, draft: Draft, period: Period | None) -> bool:
    """Whether the figure's date stands right behind it: "against 61 % in July" is of that July."""
    return period is not None and period.start >= draft.end and _directly_behind(sentence, draft, period)


def _since_then(sentence: Sentence, periods: Sequence[Period], memory: Memory) -> list[Period]:
    """The periods; one that began "since then" begins on the day that was named last."""
    then = next(iter(sentence.of("since_then")), None)
    if then is None or memory.day is None:
        return list(periods)
    first, start = memory.day.first, sentence.words[then.first].start
    return [
        replace(each, start=min(start, each.start), first=first, window=True, until=False)
        if not each.window and start < each.end and first < each.last else each
        for each in periods
    ]  # fmt: skip


def _sorted_out(sentence: Sentence, periods: Sequence[Period]) -> _Dates:
    newest = max((period.last for period in periods), default=date.max)
    earlier = [
        period for period in periods
        if _is_earlier(sentence, period) and (len(periods) == 1 or period.last < newest)
    ]  # fmt: skip
    rest = [period for period in periods if period not in earlier]
    years = [period for period in rest if period.bare_year or _is_whole_year(period)]
    events = [period for period in rest if period not in years and _is_event(sentence, period)]
    strong = [period for period in rest if period not in years and period not in events]
    return _Dates(strong, years, events, earlier)


def _is_whole_year(period: Period) -> bool:
    first, last = period.first, period.last
    return first.year == last.year and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)


def _is_event(sentence: Sentence, period: Period) -> bool:
    """Whether a bare day is that of a meeting, an announcement, a document, a start or the dateline."""
    at = sentence.word_at(period.start)
    if any(0 < at - mention.last <= 2 for mention in sentence.of("since")):
        return not period.window
    if period.window or period.until:
        return False
    after = sentence.word_at(period.end - 1) + 1
    behind = [word.letters for word in sentence.words[after : after + 2]]
    if behind[:1] and (behind[0] in _DASHES or (behind[0] == "." and behind[-1] in _DASHES)):
        return True
    near = (m for m in sentence.of("events") if -2 <= at - m.last <= 8 or 0 < m.first - at <= 12)
    named = (m for m in sentence.of("references") if 0 < at - m.last <= 10)
    return any(True for _ in near) or any(not _comma(sentence, m.last, at) for m in named)


def _comma(sentence: Sentence, first: int, last: int) -> bool:
    return sentence.barrier(first + 1, last - 1, frozenset(",;"))


def _is_earlier(sentence: Sentence, period: Period) -> bool:
    """Whether a comparison names the date: "than in the same period of 2024", "a year earlier".

    "Last year" alone compares only where there is something to compare: "300 officials left last year".
    """
    shares = any(draft.unit in SHARES for draft in sentence.drafts)
    for mention in (*sentence.of("same_period"), *sentence.of("ago")):
        first, last = sentence.words[mention.first].start, sentence.words[mention.last].end
        alone = period.start <= first + _ARTICLE and last <= period.end
        if (shares or not alone) and (
            0 <= period.start - last <= 24 or (first < period.end and period.start < last)
        ):
            return True
    return False


def _period_of(
    sentence: Sentence, draft: Draft, found: _Dates, memory: Memory, *, same: bool
) -> tuple[Period | None, str]:
    measure = read_measures().get(draft.measure)
    year = _own_year(sentence, draft, found) or _past_year(sentence, draft, found, measure)
    if year is not None:
        return year, _basis(year)
    usable = [*found.strong, *(found.events if _happened(draft, measure) else [])]
    usable = [period for period in usable if _can_date(draft, measure, period)]
    chosen = _chosen(sentence, draft, sorted(usable, key=lambda period: period.start))
    if chosen is not None:
        return chosen, _basis(chosen)
    carried = memory.period or (memory.latest if same else None)
    if (
        carried is not None
        and _carries(draft, measure, memory, same=same)
        and _can_date(draft, measure, carried)
    ):
        return carried, "carried"
    year = _chosen(sentence, draft, [each for each in found.years if _can_date(draft, measure, each)])
    return (year, _basis(year)) if year is not None else (None, "")


def _basis(period: Period) -> str:
    return "completed" if period.completed else "stated"


def _own_year(sentence: Sentence, draft: Draft, found: _Dates) -> Period | None:
    """The year that stands right at a plan or a target: "a 2025 quota of 145,300", "98 % in 2026"."""
    if draft.role not in ("plan", "target"):
        return None
    later = [each for each in found.strong if each.until and draft.role == "target"]
    for year in found.years:
        if any(each.last > year.last for each in later):
            continue
        at, end = sentence.word_at(year.start), max(draft.last, draft.noun_word)
        first, last = (at + 1, draft.first - 1) if at < draft.first else (end + 1, at - 1)
        between = any(first <= other.first <= last for other in sentence.drafts)
        if last - first < _YEAR_REACH and not between and not sentence.barrier(first, last, CLAUSE):
            return year
    return None


def _past_year(sentence: Sentence, draft: Draft, found: _Dates, measure: Measure | None) -> Period | None:
    """The year before or in the same clause behind the figure that words name: "1,874 left last year"."""
    return _next(sentence, draft, [each for each in found.over if _can_date(draft, measure, each)])


def _is_ahead(sentence: Sentence, draft: Draft, found: _Dates, ahead: Sequence[Period]) -> bool:
    """Whether the figure's own date is still to come: nobody has counted what is due by next June."""
    measure = read_measures().get(draft.measure)
    if measure is None or measure.kind == "stock":
        return False
    every = sorted((*found.strong, *found.years), key=lambda period: period.start)
    return _chosen(sentence, draft, every) in ahead


def _hardly_begun(period: Period, published: date) -> bool:
    """Whether less than half of the window is over, or the day by which something is due lies ahead."""
    if not period.window and not period.bare_year:
        return period.until and period.last > published
    return period.first + (period.last - period.first) / 2 > published


def _happened(draft: Draft, measure: Measure | None) -> bool:
    """Whether the figure counts what happened at an event itself: the units visited that day."""
    return measure is not None and measure.kind == "flow" and draft.unit == "communes"


def _chosen(sentence: Sentence, draft: Draft, usable: Sequence[Period]) -> Period | None:
    inside = [period for period in usable if _beside(sentence, draft, period)]
    usable = inside or [period for period in usable if not _aside(sentence, draft, period)]
    before = [period for period in usable if period.end <= draft.start]
    behind = [period for period in usable if period.start >= draft.end]
    close = next((each for each in behind if _directly_behind(sentence, draft, each)), None)
    if close is not None:
        return close
    return before[-1] if before else _next(sentence, draft, behind)


def _aside(sentence: Sentence, draft: Draft, period: Period) -> bool:
    """Whether the date belongs to a figure in brackets and this one stands outside: "500 (450 in June)"."""
    return any(
        a < period.start < b and not a < draft.start < b and any(a < o.start < b for o in sentence.drafts)
        for a, b in sentence.brackets
    )


def _beside(sentence: Sentence, draft: Draft, period: Period) -> bool:
    """Whether the date stands in the brackets in which the figure stands."""
    return any(a < draft.start < b and a < period.start < b for a, b in sentence.brackets)


def _directly_behind(sentence: Sentence, draft: Draft, period: Period) -> bool:
    """Whether the date follows the figure in a few words: "10 % or more in 2026-2030"."""
    at, end = sentence.word_at(period.start), max(draft.last, draft.noun_word)
    if draft.role in ("target", "plan"):
        return 0 < at - end <= _AIM_REACH and not sentence.barrier(draft.last + 1, at, STRONG)
    closes = sentence.word_at(period.end - 1) + 1
    ends = closes >= len(sentence.words) or sentence.barrier(closes, closes, CLAUSE)
    return period.window and ends and 0 < at - end <= 3 and not sentence.barrier(end + 1, at, CLAUSE)


def _next(sentence: Sentence, draft: Draft, behind: Sequence[Period]) -> Period | None:
    """The date behind the figure, if it belongs to the same clause."""
    after = next((other.start for other in sentence.drafts if other.start > draft.start), sentence.end)
    for period in behind:
        cut = sentence.barrier(draft.last + 1, sentence.word_at(period.start), STRONG)
        if period.start < after and not cut:
            return period
    return None


def _can_date(draft: Draft, measure: Measure | None, period: Period) -> bool:
    if draft.role == "target":
        return period.window or period.until or period.bare_year
    if draft.is_whole or (period.last - period.first).days > _LONGEST_OBSERVED:
        return False
    if measure is None:
        return period.window and not period.until
    if measure.standing:
        return period.until and not period.window
    if period.bare_year:
        return measure.kind != "stock" or draft.role == "plan"
    return period.window or period.until or period.end <= draft.start or _happened(draft, measure)


def _carries(draft: Draft, measure: Measure | None, memory: Memory, *, same: bool) -> bool:
    """Whether a date of an earlier sentence holds for the figure: the same place, the same subject."""
    elsewhere = memory.period_place not in (draft.place, COUNTRY) and draft.measure not in memory.measures
    if measure is None or elsewhere or draft.role in ("target", "plan"):
        return same and measure is not None
    if draft.locality not in ((), memory.period_locality) and draft.measure not in memory.measures:
        return same
    subjects = {read_measures()[each].subject for each in memory.measures if each in read_measures()} - {""}
    return same or memory.theme in ("", measure.theme) or measure.subject in subjects


def _window(draft: Draft, period: Period) -> tuple[str, str]:
    """First and last day as the columns want them: a stock has only an end, a plan that of its year."""
    measure = read_measures().get(draft.measure)
    kind = measure.kind if measure else "flow"
    if measure is not None and measure.annual:
        return "", date(period.last.year, 12, 31).isoformat()
    last = period.last.isoformat()
    if kind == "stock":
        return "", last
    if draft.role == "target" and not period.window and not period.bare_year:
        # A year's plan may be spent until the end of the next January.
        return date((period.last - timedelta(days=31)).year, 1, 1).isoformat(), last
    if period.until or (not period.window and not period.bare_year and not _happened(draft, measure)):
        return date(period.last.year, 1, 1).isoformat(), last
    return period.first.isoformat(), last


def _of_this_year(draft: Draft, published: date) -> tuple[str, str, str]:
    """The period of a yearly plan that names no year; in January it may still be the last one's."""
    measure = read_measures().get(draft.measure)
    if measure is None or not measure.annual or published.month == 1:
        return "", "", ""
    return "", date(published.year, 12, 31).isoformat(), "completed"


def _compare(sentence: Sentence, draft: Draft, earlier: Sequence[Period]) -> None:
    """The earlier date or window that a change compares with, or that an earlier figure is of."""
    measure = read_measures().get(draft.measure)
    if not draft.period[1]:
        return
    day = next((each for each in earlier if not each.bare_year and not _is_whole_year(each)), None)
    year = next((each.first.year for each in earlier), None)
    if draft.earlier:
        first, last = _shifted(draft, day, year)
        draft.period = (first if draft.period[0] else "", last, draft.period[2])
    elif _compares(sentence, draft, measure):
        draft.against = _shifted(draft, day, year)


def _compares(sentence: Sentence, draft: Draft, measure: Measure | None) -> bool:
    held = measure is not None and (
        measure.compares or (measure.kind == "change" and draft.role == "observed")
    )
    marks: list[Mention] = [*sentence.of("same_period"), *sentence.of("ago")]
    return bool(marks) and (held or draft.relation == "change_from")


def _shifted(draft: Draft, day: Period | None, year: int | None) -> tuple[str, str]:
    """The same window in an earlier year, or the earlier date that the words name."""
    if day is not None:
        return (day.first.isoformat() if day.window else ""), day.last.isoformat()
    last = date.fromisoformat(draft.period[1])
    back = max(1, last.year - year) if year else 1
    return _earlier_year(draft.period[0], back), _earlier_year(draft.period[1], back)


def _earlier_year(day: str, years: int) -> str:
    if not day:
        return ""
    when = date.fromisoformat(day)
    return in_year(when, when.year - years).isoformat()


def _date_groups(sentence: Sentence) -> None:
    """A count of units above a threshold holds when the threshold's own measure does."""
    for draft in sentence.drafts:
        if draft.relation == "out_of" and draft.related is not None and not draft.related.period[1]:
            draft.related.period = ("", *draft.period[1:]) if _is_stock(draft.related) else draft.period
        near = [o for o in sentence.drafts if o is not draft and abs(o.first - draft.first) <= 14]
        if draft.role != "threshold" or not draft.period[1]:
            continue
        for other in near:
            if other.unit in ("communes", "provinces") and not other.period[1] and not other.is_whole:
                other.period = ("", draft.period[1], "carried")


def _date_growth(sentence: Sentence) -> None:
    """A growth of no measure, or an amount again in brackets, holds when the figure before it does."""
    for before, draft in zip(sentence.drafts, sentence.drafts[1:], strict=False):
        money = {before.unit, draft.unit} == set(MONIES) and sentence.behind_bracket(draft, reach=2)
        follows = is_moved(sentence, draft) or money
        growth = draft.measure == UNCLASSIFIED and follows and draft.role == "observed"
        cut = sentence.barrier(before.last + 1, draft.first - 1, STRONG)
        if growth and not cut and not draft.period[1] and before.period[0]:
            draft.period = before.period


def _remember(sentence: Sentence, found: _Dates, memory: Memory, *, same: bool) -> None:
    dated = [draft for draft in sentence.drafts if draft.period[1] and draft.period[2] != "carried"]
    windows = [period for period in found.strong if period.window or period.until]
    if found.strong and dated:
        chief = dated[0]
        measure = read_measures().get(chief.measure)
        memory.keep_period((windows or list(found.strong))[0], measure.theme if measure else "", chief)
        memory.measures = frozenset(draft.measure for draft in dated)
    elif windows and not sentence.drafts:
        memory.keep_period(windows[0], "", None)
    elif same and memory.latest is not None and sentence.drafts:
        memory.keep_period(memory.latest, memory.theme, sentence.drafts[0])


def carried_dates(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Parts without a date take that of their whole."""
    for draft in drafts:
        whole = draft.related
        if whole is None or draft.period[1] or draft.relation not in ("part_of", "rate_of", "out_of"):
            continue
        if whole.period[1] and draft.role == "observed" and whole.role != "plan":
            yield draft


def _is_stock(draft: Draft) -> bool:
    measure = read_measures().get(draft.measure)
    return measure is None or measure.kind == "stock"
