"""Dates and periods: where they stand, and which days they mean.

A year that is not printed is completed from the publication date, and marked so; nothing is ever
filled in from today's date.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from analysis.reading.dateforms import (
    Near,
    anchors_of,
    behind_of,
    day_words_of,
    joints_of,
    month_names,
    month_spans_of,
    near_of,
    pattern_of,
)
from analysis.reading.language import Language
from analysis.reading.windows import around_digits, matches

FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class Period:
    """A date or period in the text: its span, its first and last day, and whether the year was completed.

    `whole` tells a window (two dates, a month, a quarter, nine months) from a single day or a bare
    year; `until` tells that words make the day the end of something that began earlier.
    """

    start: int
    end: int
    first: date
    last: date
    completed: bool
    window: bool
    until: bool = False
    bare_year: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A token that is a date, with its meaning where it has one."""

    start: int
    end: int
    kind: str
    period: Period | None


_NUMERIC = re.compile(
    r"(?=\d)(?<![\d.,/-])(?:"
    r"(?P<iso>(?P<iy>20\d\d)-(?P<im>\d\d)-(?P<id>\d\d))"
    r"|(?P<d>\d{1,2})(?P<mark>[/.-])(?P<m>\d{1,2})(?P=mark)(?P<y>(?:19|20)\d\d)"
    r"|(?P<td>\d{1,2})(?P<tmark>[/-])(?P<tm>\d{1,2})(?P=tmark)(?P<ty>[0-4]\d)"
    r"|(?P<om>\d{1,2})[/.-](?P<oy>(?:19|20)\d\d)"
    r"|(?P<sd>\d{1,2})(?P<smark>[/-])(?P<sm>\d{1,2})"
    r")(?![\d]|[.,/-]\d|[/-][A-ZĐ]| ?%)"
)
_YEARS = re.compile(
    r"(?P<a>[12](?<![\d.,/].)(?:(?<=1)9|(?<=2)0)\d\d)"
    r"(?: ?[-–] ?(?P<b>(?:19|20)\d\d)(?![\d/-])|[-–/](?P<c>\d\d)(?![\d/-]|[.,]\d))"
)
_FEW_YEARS = 10
_YEAR = re.compile(r"(?P<y>[12](?<![\d.,/–-].)(?:(?<=1)9|(?<=2)0)\d\d)(?![\d]|[.,/]\d)")
_CELLS_BEFORE = re.compile(r"(?:(?<![\w.,])\d[\d.,]*%?[ ])+$")
_CELLS_BEHIND = re.compile(r"(?:[ ]\d[\d.,]*%?(?!\w))+")
_ROW_REACH = 40
_DAYS = frozenset({"yesterday", "month_end", "year_end", "year"})
"""What is no window: days, ends and bare years."""
_YEARS_AWAY = {"last_year": -1, "next_year": 1}
_ENDS = frozenset({"month_end", "year_end"})


class Dates:
    """Finds the dates of a text in one language, given when it was published."""

    def __init__(self, language: Language, published: tuple[date, date] | None) -> None:
        self.language, self.published = language, published

    @property
    def latest(self) -> date | None:
        """The last day on which the text can have been published."""
        return self.published[1] if self.published else None

    @cached_property
    def forms(self) -> Sequence[tuple[str, re.Pattern[str]]]:
        """What each of the language's forms means, and its pattern, in their order."""
        return [(form.means, pattern_of(form.form, self.language)) for form in self.language.dates]

    @cached_property
    def joints(self) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
        """What opens a span, stands between its ends, and makes a date an end."""
        return joints_of(self.language)

    def find(self, text: str) -> list[Found]:
        """The dates of the text, none overlapping, in order; a span from date to date is one."""
        return self._spanned(text, self._single(text))

    def _single(self, text: str) -> list[Found]:
        anchors = {*anchors_of(self.language), month_names(self.language)}
        near = {anchor: near_of(anchor, text) for anchor in anchors}
        every = [*self._numeric(text), *self._worded(text, near), *self._months(text, near)]
        every.sort(key=lambda found: (found.start, -(found.end - found.start)))
        kept: list[Found] = []
        for found in every:
            if not kept or found.start >= kept[-1].end:
                kept.append(found)
            elif found.end - found.start > kept[-1].end - kept[-1].start:
                kept[-1] = found
        return kept

    def _worded(self, text: str, near: Near) -> Iterator[Found]:
        for form, anchor in zip(self.language.dates, anchors_of(self.language), strict=True):
            if not near[anchor]:
                continue
            for found in matches(pattern_of(form.form, self.language), text, near[anchor]):
                meaning = self._meaning(text, found, form.means)
                # "Ten months" are those of the year only where ten are over.
                if meaning.period is not None or form.means != "elapsed_months":
                    yield meaning

    def _months(self, text: str, near: Near) -> Iterator[Found]:
        """Several months named by the first and the last: "from May to October", "in May and June"."""
        pattern, months = month_spans_of(self.language), self.language.months
        for found in matches(pattern, text, near[month_names(self.language)]):
            first, last = months[found["a"].lower()], months[found["b"].lower()]
            year = int(found["y"] or 0) or (self._year_of(last, 1) if self.published else 0)
            opened = self.joints[0].search(text, max(0, found.start() - 24), found.start())
            joined = found["joint"] is None or found["joint"].lower() not in self.language.lists
            if year and first < last and (opened or joined or last == first + 1):
                days = _month_of(year, first)[0], _month_of(year, last)[1]
                yield Found(*found.span(), "period", Period(*found.span(), *days, not found["y"], True))

    def _numeric(self, text: str) -> Iterator[Found]:
        near = around_digits(text)
        for found in matches(_YEARS, text, near):
            last = _last_year(found)
            if last:
                days = date(int(found["a"]), 1, 1), date(last, 12, 31)
                period = Period(*found.span(), *days, False, True)
                yield Found(*found.span(), "period", period if days[0] <= days[1] else None)
        for found in matches(_NUMERIC, text, near):
            numeric = self._numeric_date(text, found)
            dated = numeric.period is not None or found["y"] or found["iso"] or _could_be_day(found)
            if dated and not (found["sd"] and self._is_amount(text, found)):
                yield numeric
        amounts = behind_of(self.language)[0]
        for found in matches(_YEAR, text, near):
            if amounts.match(text, found.end()) or _is_cell(text, found):
                continue
            year = int(found["y"])
            yield Found(*found.span(), "period", Period(
                *found.span(), date(year, 1, 1), date(year, 12, 31), False, True, bare_year=True,
            ))  # fmt: skip

    def _is_amount(self, text: str, found: re.Match[str]) -> bool:
        """Whether two numbers without a year are no day: "3/4 of the files", "5-7 billion", "9-11 files"."""
        day, month, start = int(found["sd"]), int(found["sm"]), found.start()
        if day >= month:
            return False
        marks, word, of = behind_of(self.language)
        always, often = (each.search(text, max(0, start - 24), start) for each in day_words_of(self.language))
        if found["smark"] == "/":
            return not often and month <= _MOST_PARTS and of.match(text, found.end()) is not None
        scaled, counted = (each.match(text, found.end()) for each in (marks, word))
        return bool((scaled and not always) or (counted and not often))

    def _numeric_date(self, text: str, found: re.Match[str]) -> Found:
        if found["iso"]:
            day, month, year = int(found["id"]), int(found["im"]), int(found["iy"])
        elif found["y"]:
            day, month, year = int(found["d"]), int(found["m"]), int(found["y"])
        elif found["ty"]:
            day, month, year = int(found["td"]), int(found["tm"]), 2000 + int(found["ty"])
        elif found["oy"]:
            return self._month(found, int(found["om"]), int(found["oy"]))
        else:
            day, month, year = int(found["sd"]), int(found["sm"]), 0
        return self._day(text, found, day, month, year)

    def _day(self, text: str, found: re.Match[str], day: int, month: int, year: int) -> Found:
        completed = year == 0
        if completed and self.published is None:
            return Found(*found.span(), "date", None)
        year = year or self._year_of(month, day)
        try:
            when = date(year, month, day)
        except ValueError:
            return Found(*found.span(), "date", None)
        until = self._is_end(text, found.start())
        return Found(*found.span(), "date", Period(*found.span(), when, when, completed, False, until))

    def _month(self, found: re.Match[str], month: int, year: int) -> Found:
        if not 1 <= month <= 12:
            return Found(*found.span(), "date", None)
        first, last = _month_of(year, month)
        return Found(*found.span(), "period", Period(*found.span(), first, last, False, True))

    def _meaning(self, text: str, found: re.Match[str], means: str) -> Found:
        parts = found.groupdict()
        named = parts.get("m")
        month = self._month_number(named or parts.get("n") or "0")
        year = int(parts.get("y") or 0)
        if means == "day":
            return self._day(text, found, int(parts["d"] or 0), month, year)
        if means == "days":
            return self._days(text, found, month, year)
        window = self._window(means, parts, month, year)
        kind = "date" if means == "yesterday" else "period"
        if window is None:
            return Found(*found.span(), kind, None)
        first, last = window
        # "By the end of last month" is the end of what began earlier.
        until = means in _ENDS or (means == "last_month" and self._is_end(text, found.start(), words=0))
        return Found(*found.span(), kind, Period(
            *found.span(), first, last, year == 0, means not in _DAYS and not until, until,
            bare_year=means == "year",
        ))  # fmt: skip

    def _month_number(self, named: str) -> int:
        """The month of a name or of digits."""
        return int(named) if named.isdecimal() else self.language.months[named.lower()]

    def _is_end(self, text: str, start: int, words: int = 2) -> bool:
        """Whether a phrase before, with so many words between, makes what begins there an end."""
        found = self.joints[2].search(text, max(0, start - 40), start)
        return found is not None and len(found["between"].split()) <= words

    def _days(self, text: str, found: re.Match[str], month: int, year: int) -> Found:
        """From one day to another of the same month."""
        low, high = (self._day(text, found, int(found[day]), month, year) for day in "de")
        if low.period is None or high.period is None or low.period.first > high.period.last:
            return Found(*found.span(), "period", None)
        first, last = low.period.first, high.period.last
        return Found(*found.span(), "period", Period(*found.span(), first, last, year == 0, True))

    def _window(
        self, means: str, parts: Mapping[str, str | None], month: int, year: int
    ) -> tuple[date, date] | None:
        """The first and last day of a named period; None when the publication date is needed and unknown."""
        if not year and self.published is None:
            return None
        number = self._number(parts)
        if means in ("month", "month_end"):
            return _month_of(year or self._year_of(month, 1), month) if 1 <= month <= 12 else None
        if means in _HALVES_OF_MONTH:
            return _half_of_month(means, year or self._year_of(month, 1), month) if 1 <= month <= 12 else None
        if self.published is not None and means in _TOLD_BY_PUBLICATION:
            return _TOLD_BY_PUBLICATION[means](self.published, number)
        if means in _YEARS_AWAY and not year:
            assert self.published is not None
            year = self.published[0].year + _YEARS_AWAY[means]
        elif means == "whole_year" and not year:
            assert self.published is not None
            # In January the whole year is the one before.
            year = self.published[0].year - (self.published[0].month == 1)
        elif not year:
            year = self._year_of_part(means, number)
        return _part_of_year(means, year, number)

    def _number(self, parts: Mapping[str, str | None]) -> int:
        word = (parts.get("w") or parts.get("o") or parts.get("n") or "0").lower()
        if word.isdecimal():
            return int(word)
        return self.language.number_words.get(word) or self.language.ordinal_words.get(word, 0)

    def _year_of(self, month: int, day: int) -> int:
        """The year of a day that is printed without: the last such day before the publication."""
        assert self.published is not None
        last = self.published[1]
        # A day up to half a year ahead is announced, one further ahead was last year's.
        ahead = (month - last.month) % 12
        return last.year if month <= last.month or ahead <= 5 else last.year - 1

    def _year_of_part(self, means: str, number: int) -> int:
        assert self.published is not None
        last = self.published[1]
        month = {"first_half": 6, "quarter": number * 3, "first_months": number}.get(means, 0)
        return last.year - 1 if month > last.month + 3 else last.year

    def _spanned(self, text: str, found: Iterable[Found]) -> list[Found]:
        spanned: list[Found] = []
        for each in found:
            before = spanned[-1] if spanned else None
            joined = self._span(text, before, each) if before else None
            if joined:
                spanned[-1] = joined
            else:
                spanned.append(each)
        return spanned

    def _span(self, text: str, low: Found, high: Found) -> Found | None:
        if low.period is None or high.period is None or high.start - low.end > 24:
            return None
        opener, between, _ = self.joints
        joint = between.fullmatch(text, low.end, high.start)
        if joint is None:
            return None
        opened = opener.search(text, max(0, low.start - _OPENER), low.start)
        if not opened and joint[0].strip() not in ("-", "–"):
            return None
        first = low.period.first
        if low.period.completed and not high.period.completed:
            first = in_year(first, high.period.last.year)
        if first > high.period.last and low.period.completed:
            first = in_year(first, first.year - 1)
        if first > high.period.last:
            return None
        period = Period(low.start, high.end, first, high.period.last, high.period.completed, True)
        return Found(low.start, high.end, "period", period)


_MOST_PARTS = 10
_OPENER = 80
"""So far back stand the words that open a span: "since the launch of the model (July 1, 2025) until"."""


def _is_cell(text: str, found: re.Match[str]) -> bool:
    """Whether what looks like a year is one of three and more numbers in a row that are not all years."""
    before = _CELLS_BEFORE.search(text, max(0, found.start() - _ROW_REACH), found.start())
    behind = _CELLS_BEHIND.match(text, found.end(), found.end() + _ROW_REACH)
    cells = [*(before[0].split() if before else ()), *(behind[0].split() if behind else ())]
    return len(cells) > 1 and not all(_YEAR.fullmatch(cell) for cell in cells)


def _last_year(found: re.Match[str]) -> int:
    """The last year of "2025-2030" or "2013-14"; 0 where the second number is none."""
    if found["b"]:
        return int(found["b"])
    first, last = int(found["a"]), int(found["a"]) // 100 * 100 + int(found["c"])
    most = 1 if "/" in found[0] else _FEW_YEARS
    return last if 0 < last - first <= most else 0


def _could_be_day(found: re.Match[str]) -> bool:
    """Whether two numbers with a mark between are a day and a month: 31/34 is none."""
    return bool(found["sd"]) and 1 <= int(found["sd"]) <= 31 and 1 <= int(found["sm"]) <= 12


def _month_of(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _part_of_year(means: str, year: int, number: int) -> tuple[date, date] | None:
    if means == "quarter":
        return _months(year, 3 * number - 2, 3 * number) if 1 <= number <= 4 else None
    if means == "first_months":
        return _months(year, 1, number) if 1 <= number <= 12 else None
    if means == "last_months":
        return _months(year, 13 - number, 12) if 1 <= number <= 12 else None
    halves = {"first_half": (1, 6), "second_half": (7, 12)}
    return _months(year, *halves.get(means, (1, 12)))


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), _month_of(year, last)[1]


def in_year(day: date, year: int) -> date:
    """The day in another year: the last of its month where that has no such day.

    >>> in_year(date(2024, 2, 29), 2025)
    datetime.date(2025, 2, 28)
    """
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))


_HALVES_OF_MONTH = frozenset({"first_half_of_month", "second_half_of_month"})
_MIDDLE = 15


def _half_of_month(means: str, year: int, month: int) -> tuple[date, date]:
    first, last = _month_of(year, month)
    middle = first.replace(day=_MIDDLE)
    return (first, middle) if means == "first_half_of_month" else (middle + timedelta(days=1), last)


Window = tuple[date, date]


def _complete_month(published: Window) -> date:
    """The first day of the last month that was over: of the publication's own, if that is late in it."""
    there = published[1].replace(day=1)
    late = published[1].day >= _LATE
    return there if late else (there - timedelta(days=1)).replace(day=1)


_LATE, _LONG_AGO, _MOST_BEHIND, _MOST_MONTHS = 28, 6, 2, 120


def _past_months(published: Window, number: int) -> Window | None:
    """The past n months: those of the year so far where these are n, else the last n that were over.

    >>> _past_months((date(2025, 11, 7), date(2025, 11, 7)), 10)
    (datetime.date(2025, 1, 1), datetime.date(2025, 10, 31))
    >>> _past_months((date(2025, 11, 7), date(2025, 11, 7)), 2)
    (datetime.date(2025, 9, 1), datetime.date(2025, 10, 31))
    """
    end = _complete_month(published)
    if number == end.month:
        return _months(end.year, 1, number)
    if not 1 <= number <= _MOST_MONTHS:
        return None
    months = end.year * 12 + end.month - number
    return date(months // 12, months % 12 + 1, 1), _month_of(end.year, end.month)[1]


def _elapsed_months(published: Window, number: int) -> Window | None:
    """The first n months of the year, where n are over and a report can still be about them."""
    end = _complete_month(published)
    behind = end.month - number
    if behind == 0 or (number >= _LONG_AGO and 0 < behind <= _MOST_BEHIND):
        return _months(end.year, 1, number)
    return None


def _yesterday(published: Window, _: int) -> Window | None:
    day = published[0] - timedelta(days=1)
    return (day, day) if published[0] == published[1] else None


def _week(published: Window, weeks: int) -> Window | None:
    monday = published[0] - timedelta(days=published[0].weekday() + 7 * weeks)
    return (monday, monday + timedelta(days=6)) if published[0] == published[1] else None


def _month_away(published: Window, months: int) -> Window:
    there = published[0].replace(day=1)
    there = there - timedelta(days=1) if months else there
    return _month_of(there.year, there.month)


def _quarter_away(published: Window, quarters: int) -> Window:
    number = published[0].year * 4 + (published[0].month - 1) // 3 - quarters
    return _months(number // 4, number % 4 * 3 + 1, number % 4 * 3 + 3)


_TOLD_BY_PUBLICATION: Mapping[str, Callable[[Window, int], Window | None]] = {
    "past_months": _past_months,
    "elapsed_months": _elapsed_months,
    "yesterday": _yesterday,
    "last_week": lambda published, _: _week(published, 1),
    "this_week": lambda published, _: _week(published, 0),
    "last_month": lambda published, _: _month_away(published, 1),
    "this_month": lambda published, _: _month_away(published, 0),
    "last_quarter": lambda published, _: _quarter_away(published, 1),
    "this_quarter": lambda published, _: _quarter_away(published, 0),
}
