"""Dates and periods: where they stand, and which days they mean.

A year that is not printed is completed from the publication date, and marked so; nothing is ever
filled in from today's date.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property

from analysis.reading.language import Language
from analysis.reading.lexicon import SPACES, any_of
from analysis.reading.windows import Window, around_digits, lowered, matches, windows

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


Anchor = str | re.Pattern[str] | None
"""What a form of dates cannot do without."""
Near = Mapping[Anchor, Sequence[Window]]

_NUMERIC = re.compile(
    r"(?=\d)(?<![\d.,/-])(?:"
    r"(?P<iso>(?P<iy>20\d\d)-(?P<im>\d\d)-(?P<id>\d\d))"
    r"|(?P<d>\d{1,2})(?P<mark>[/.-])(?P<m>\d{1,2})(?P=mark)(?P<y>(?:19|20)\d\d)"
    r"|(?P<om>\d{1,2})[/.-](?P<oy>(?:19|20)\d\d)"
    r"|(?P<sd>\d{1,2})(?P<smark>[/-])(?P<sm>\d{1,2})"
    r")(?![\d]|[.,/-]\d|[/-][A-ZĐ]| ?%)"
)
_YEARS = re.compile(r"(?P<a>[12](?<![\d.,/].)(?:(?<=1)9|(?<=2)0)\d\d) ?[-–] ?(?P<b>(?:19|20)\d\d)(?![\d/-])")
_YEAR = re.compile(r"(?P<y>[12](?<![\d.,/–-].)(?:(?<=1)9|(?<=2)0)\d\d)(?![\d]|[.,/]\d)")
_WINDOWS = frozenset(
    {"month", "quarter", "first_half", "second_half", "first_months", "last_months", "last_month",
     "this_month", "this_year", "last_year", "next_year"}
)  # fmt: skip
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
        """The language's forms, compiled, in their order."""
        return _forms_of(self.language)

    @cached_property
    def joints(self) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
        """What opens a span, stands between its ends, and makes a date an end."""
        return _joints_of(self.language)

    def find(self, text: str) -> list[Found]:
        """The dates of the text, none overlapping, in order; a span from date to date is one."""
        return self._spanned(text, self._single(text))

    def _single(self, text: str) -> list[Found]:
        anchors = {*_anchors_of(self.language), _month(self.language)}
        near = {anchor: _near(anchor, text) for anchor in anchors}
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
        for (means, pattern), anchor in zip(self.forms, _anchors_of(self.language), strict=True):
            for found in matches(pattern, text, near[anchor]):
                yield self._meaning(text, found, means)

    def _months(self, text: str, near: Near) -> Iterator[Found]:
        """Several months named by the first and the last: "from May to October", "in May and June"."""
        pattern, months = _month_spans_of(self.language), self.language.months
        for found in matches(pattern, text, near[_month(self.language)]):
            first, last = months[found["a"].lower()], months[found["b"].lower()]
            year = int(found["y"] or 0) or (self._year_of(last, 1) if self.published else 0)
            opened = self.joints[0].search(text, max(0, found.start() - 24), found.start())
            if year and first < last and (opened or found["dash"] or last == first + 1):
                days = _month_of(year, first)[0], _month_of(year, last)[1]
                yield Found(*found.span(), "period", Period(*found.span(), *days, not found["y"], True))

    def _numeric(self, text: str) -> Iterator[Found]:
        near = around_digits(text)
        for found in matches(_YEARS, text, near):
            first, last = date(int(found["a"]), 1, 1), date(int(found["b"]), 12, 31)
            period = Period(*found.span(), first, last, False, True)
            yield Found(*found.span(), "period", period if first <= last else None)
        for found in matches(_NUMERIC, text, near):
            numeric = self._numeric_date(text, found)
            if numeric.period is not None or found["y"] or found["iso"] or _could_be_day(found):
                yield numeric
        for found in matches(_YEAR, text, near):
            year = int(found["y"])
            yield Found(*found.span(), "period", Period(
                *found.span(), date(year, 1, 1), date(year, 12, 31), False, True, bare_year=True,
            ))  # fmt: skip

    def _numeric_date(self, text: str, found: re.Match[str]) -> Found:
        if found["iso"]:
            day, month, year = int(found["id"]), int(found["im"]), int(found["iy"])
        elif found["y"]:
            day, month, year = int(found["d"]), int(found["m"]), int(found["y"])
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
        month = self.language.months[named.lower()] if named else int(parts.get("n") or 0)
        year = int(parts.get("y") or 0)
        if means == "day":
            return self._day(text, found, int(parts["d"] or 0), month, year)
        if means == "days":
            return self._days(text, found, month, year)
        window = self._window(means, parts, month, year)
        kind = "period"
        if window is None:
            return Found(*found.span(), kind, None)
        first, last = window
        # "By the end of last month" is the end of what began earlier.
        until = means in _ENDS or (means == "last_month" and self._is_end(text, found.start(), words=0))
        return Found(*found.span(), kind, Period(
            *found.span(), first, last, year == 0, means in _WINDOWS and not until, until,
            bare_year=means == "year",
        ))  # fmt: skip

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
        if means in ("last_month", "this_month"):
            assert self.published is not None
            there = self.published[0].replace(day=1)
            there = there - timedelta(days=1) if means == "last_month" else there
            return _month_of(there.year, there.month)
        if means in _YEARS_AWAY and not year:
            assert self.published is not None
            year = self.published[0].year + _YEARS_AWAY[means]
        elif not year:
            year = self._year_of_part(means, number)
        return _part_of_year(means, year, number)

    def _number(self, parts: Mapping[str, str | None]) -> int:
        word = (parts.get("w") or parts.get("o") or parts.get("n") or "0").lower()
        if word.isdigit():
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
        opened = opener.search(text, max(0, low.start - 24), low.start)
        if joint is None or (not opened and joint[0].strip() not in ("-", "–")):
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


@cache
def _forms_of(language: Language) -> Sequence[tuple[str, re.Pattern[str]]]:
    return [(form.means, _compiled(form.form, language)) for form in language.dates]


@cache
def _anchors_of(language: Language) -> Sequence[Anchor]:
    return [_anchor(form.form, _month(language)) for form in language.dates]


@cache
def _month(language: Language) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of(language.months)})(?![^\W\d_])")


@cache
def _joints_of(language: Language) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    spans, words = language.spans, rf"(?P<between>(?:\w+[{SPACES}]+){{0,2}})"
    between = rf"[{SPACES}]*(?:{any_of(spans.between)})[{SPACES}]*(?:\w{{1,6}}[{SPACES}]+){{0,2}}"
    return (
        re.compile(rf"(?<!\w)(?:{any_of(spans.open)})[{SPACES}]+{words}$", re.IGNORECASE),
        re.compile(between, re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{any_of(language.until)})[{SPACES}]+{words}$", re.IGNORECASE),
    )


@cache
def _month_spans_of(language: Language) -> re.Pattern[str]:
    """Two months with a word between that joins the ends of a span."""
    # In Vietnamese the months are called by their numbers: "from two to three" are none.
    spans, month = language.spans, any_of(language.months.keys() - language.number_words.keys())
    return re.compile(
        rf"\b(?P<a>{month})(?:[{SPACES}]+(?:{any_of(spans.between)})[{SPACES}]+|(?P<dash>[{SPACES}]?[-–][{SPACES}]?))"
        rf"(?P<b>{month})(?!\w)(?:[{SPACES}]+(?P<y>20\d\d)(?!\d))?",
        re.IGNORECASE,
    )


def _anchor(form: str, month: re.Pattern[str]) -> Anchor:
    """What every date of the form holds: its longest word, a month or a digit; None where nothing is sure.

    >>> _anchor("(?:la )?fin (?:de l'année )?{y}", re.compile("mai|juin"))
    'fin'
    """
    sure, before = form, ""
    while sure != before:
        sure, before = _UNSURE.sub(" ", sure), sure
    signs = set(re.findall(r"{(\w)}", sure))
    words = _LETTERS.findall(re.sub(r"{\w}|\\.", " ", sure))
    longest = max(words, key=lambda word: len(_CHOICE.sub("x", word)), default="").lower()
    if "|" in sure:
        return None
    if len(_CHOICE.sub("x", longest)) >= 3:
        return re.compile(longest) if "[" in longest else longest
    glued = _GLUED.search(sure)
    if glued:
        return re.compile(_GLUED_NUMBER.sub(r"\\d", glued[0].lower()))
    if "m" in signs:
        return month
    return _DIGIT if signs & set("deny") or re.search(r"\d|\\d", sure) else None


_DIGIT = re.compile(r"\d")
_GLUED = re.compile(r"[A-Za-z]{1,2}(?:{n}|\d)|(?:{n}|\d)[A-Za-z]{1,2}")
_GLUED_NUMBER = re.compile(r"{n}|\d")
_CHOICE = re.compile(r"\[[^\]]*\]")
_LETTERS = re.compile(r"(?:[^\W\d_]|\[[^\W\d_]+\])+")
_UNSURE = re.compile(r"\([^()]*\)[?*]?|(?:\[[^\]]*\]|{\w}|\\?[^()])[?*]")


def _near(anchor: Anchor, text: str) -> Sequence[Window]:
    """The windows of the text in which a form with the anchor can stand."""
    if anchor is None:
        return [(0, len(text))]
    if anchor is _DIGIT:
        return around_digits(text)
    small = lowered(text)
    found = (
        _places_of(anchor, small) if isinstance(anchor, str) else (f.span() for f in anchor.finditer(small))
    )
    return windows(found, len(text))


def _places_of(word: str, text: str) -> Iterator[Window]:
    start = text.find(word)
    while start >= 0:
        yield start, start + len(word)
        start = text.find(word, start + len(word))


def _compiled(form: str, language: Language) -> re.Pattern[str]:
    months, words, ordinals = map(any_of, (language.months, language.number_words, language.ordinal_words))
    parts = {
        "{d}": r"(?P<d>\d{1,2})", "{e}": r"(?P<e>\d{1,2})", "{m}": rf"(?P<m>{months})",
        "{y}": r"(?P<y>(?:19|20)\d\d)(?!\d)",
        "{n}": r"(?P<n>\d{1,2})", "{o}": rf"(?P<o>{ordinals})", "{w}": rf"(?P<w>{words}|\d{{1,2}})",
    }  # fmt: skip
    # Inside brackets and look-behinds a space stays one character.
    outside = re.split(r"(\[[^\]]*\]|\(\?<[=!][^)]*\))", form)
    pattern = "".join(part if part[:1] in "[" or part[:3] == "(?<" else _spaced(part) for part in outside)
    for sign, expression in parts.items():
        again = re.sub(r"\?P<\w>", "?:", expression)
        pattern = pattern.replace(sign, expression, 1).replace(sign, again)
    # One that begins with the day is looked for by its first digit, which is faster.
    day = parts["{d}"]
    if pattern.startswith(day):
        alone = rf"(?:(?P<d>\d(?<![\w/.,-]\d)\d?){pattern.removeprefix(day)})"
    else:
        alone = rf"(?<![\w/.,-])(?:{pattern})"
    return re.compile(rf"{alone}(?!\w)(?![/]\d)", re.IGNORECASE)


def _could_be_day(found: re.Match[str]) -> bool:
    """Whether two numbers with a mark between are a day and a month: 31/34 is none."""
    return bool(found["sd"]) and 1 <= int(found["sd"]) <= 31 and 1 <= int(found["sm"]) <= 12


def _spaced(form: str) -> str:
    """A form in which a space stands for any space, and `space?` for none too."""
    return re.sub(r" (\?)?", lambda found: rf"[{SPACES}]*" if found[1] else rf"[{SPACES}]+", form)


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
