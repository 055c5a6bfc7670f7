"""A finding in words: its numbers are quantities, named in the sentence, and recorded when it is shown."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from string import Formatter
from types import FrameType
from typing import Any

from analysis.errors import StudyError
from analysis.showing.record import result_row
from analysis.table.quantities import Known, Quantity, Unknown
from analysis.table.results import carried
from analysis.wording import day, listing, number, period, safe

Named = Known | str | int | Decimal | date | tuple[date, date] | Iterable[str]
"""What may stand in a sentence: quantities, words of the data, plain numbers, days, the first and last day of
a time, lists of words."""

UNREVIEWED = " (not reviewed)"
"""The mark of a number that rests on a figure which no person has looked at."""
_MOST = 6
"""A sentence names so many of a list, or one more."""


@dataclass(frozen=True)
class Finding:
    """What was found, as Markdown, with the rows of the results that stand in it."""

    markdown: str
    rows: tuple[Mapping[str, Any], ...] = ()

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {"text/markdown": self.markdown, "text/plain": self.markdown, **carried(self.rows)}


def finding(heading: str, *sentences: str, **named: Named) -> Finding:
    """A heading that is the finding, and sentences that say what it means.

    `{name}` stands for what is given by that name or, as in an f-string, for the variable of that name where
    it is called; `{name:.1%}` says how (`table/saying.py`). A sentence in which something is unknown is left
    out; where the heading has an unknown, one line says why. What was computed becomes a result of that name.

    Raises:
        StudyError: nothing has the name, or a result joins figures of several dates without saying why that
            is fair.

    >>> from analysis.table.quantities import exact
    >>> paid, left = exact(3, "people"), exact(5, "people")
    >>> finding("{paid:n} of {left} are paid: {share:.0%}", share=paid / left).markdown
    '## 3 of 5 people are paid: 60%'
    """
    return _found("## {}", (heading, *sentences), named, sys._getframe(1))


def answer(sentence: str, *sentences: str, **named: Named) -> Finding:
    """The answer to the page's question: the first thing that it says, otherwise as a finding.

    Raises:
        StudyError: as for `finding`.
    """
    return _found("**{}.**", (sentence, *sentences), named, sys._getframe(1))


def _found(
    frame: str, sentences: Sequence[str], given: Mapping[str, Named], called_from: FrameType
) -> Finding:
    first, *wanted = [each for each in sentences if each]
    named = _looked_up([first, *wanted], given, called_from)
    unknown = [named[name] for name in _names(first) if isinstance(named[name], Unknown)]
    if unknown:
        reasons = dict.fromkeys(reason for each in unknown for reason in each.reasons)  # type: ignore[union-attr]
        return Finding(f"*Nothing can be said here: {safe('; '.join(reasons))}.*")
    kept = [each for each in wanted if not any(isinstance(named[name], Unknown) for name in _names(each))]
    said = {name: how for each in (first, *kept) for name, how in _fields(each)}
    quantities = {name: each for name, each in named.items() if name in said and isinstance(each, Quantity)}
    rows = [result_row(name, each, said[name]) for name, each in quantities.items() if each.is_derived]
    beside = (*_joined_dates(quantities), *_passed_over(quantities))
    text = " ".join(map(_capital, (*(_filled(each, named) for each in kept), *beside)))
    words = frame.format(_capital(_filled(first, named)))
    return Finding(f"{words}\n\n{text}" if text else words, tuple(rows))


def _looked_up(
    sentences: Iterable[str], given: Mapping[str, Named], called_from: FrameType
) -> Mapping[str, Named]:
    """What the names in the sentences stand for: what is given, else variables where this was called from."""
    known = {**called_from.f_globals, **called_from.f_locals, **given}
    names = dict.fromkeys(name for each in sentences for name in _names(each))
    if lacking := [name for name in names if name not in known]:
        raise StudyError(
            f"a sentence names {lacking[0]!r}", way_out=f"assign it first, or give {lacking[0]}="
        )
    return {name: _NO_DAY if _is_no_day(known[name]) else known[name] for name in names}


_NO_DAY = Unknown(("no day is stated",))


def _is_no_day(value: Named) -> bool:
    """Whether it is a day of a frame that is missing: pandas counts that among the days."""
    return isinstance(value, date) and value != value


def _fields(sentence: str) -> Iterator[tuple[str, str]]:
    """The names in a sentence, and how each is said."""
    yield from ((name, how or "") for _, name, how, _ in Formatter().parse(sentence) if name)


def _names(sentence: str) -> list[str]:
    return [name for name, _ in _fields(sentence)]


def _filled(sentence: str, named: Mapping[str, Named]) -> str:
    parts = []
    for words, name, how, _ in Formatter().parse(sentence):
        parts.append(words)
        if name:
            parts.append(in_words(named[name], how or ""))
    return "".join(parts)


def in_words(value: Named, how: str = "") -> str:
    """The value as a sentence says it, marked where no person has looked at what is behind it.

    A list names the first few, and none of a thing is "no files".

    >>> in_words(date(2025, 8, 30)), in_words(3321), in_words(["Hanoi", "Hue"])
    ('30 August 2025', '3,321', 'Hanoi and Hue')
    >>> in_words((date(2025, 8, 1), date(2025, 8, 31)))
    '1 August to 31 August 2025'
    >>> in_words(list("abcdefghij"))
    'a, b, c, d, e, f and 4 more'
    """
    if isinstance(value, Quantity):
        return _none_or(format(value, how), value) + (UNREVIEWED if value.unreviewed else "")
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int | Decimal):
        return number(value)
    if isinstance(value, tuple) and value and isinstance(value[0], date):
        return period(*value)
    if isinstance(value, str | Unknown):
        return safe(str(value))
    if not isinstance(value, Iterable):
        raise StudyError(
            f"{value!r} has no words in a sentence",
            way_out="name a quantity, a whole number, a Decimal, a day or words",
        )
    words = list(map(str, value))
    more = len(words) - _MOST
    return safe(listing([*words[:_MOST], f"{number(more)} more"] if more > 1 else words))


def _none_or(words: str, of: Quantity) -> str:
    """The words, or "no files" for a count of 0 files."""
    counted = of.unit.name and not of.unit.is_money
    return f"no {of.unit}" if counted and words == f"0 {of.unit}" else words


def _joined_dates(quantities: Mapping[str, Quantity]) -> list[str]:
    """For each reason why a result may join figures of several dates, the dates and the reason.

    What has no date joins figures of its own report; that is said, too.
    """
    dates: dict[str, list[str]] = {}
    beside: list[str] = []
    for each in quantities.values():
        if each.joins_dates:
            dates.setdefault(each.fairness, []).extend(each.dates)
        elif each.undated and each.windows:
            beside += each.dates[:-1]
    said = [
        f"{listing(dict.fromkeys(words))} stand side by side: {reason}." for reason, words in dates.items()
    ]
    undated = "A figure without a date is taken together with those of its own report: {}."
    return [*said, *([undated.format(listing(dict.fromkeys(beside)))] if beside else [])]


def _passed_over(quantities: Mapping[str, Quantity]) -> list[str]:
    """Which figures were passed over, and why others stand in their place."""
    passed = dict.fromkeys(why for each in quantities.values() for why in each.passed)
    return [f"Passed over: {safe('; '.join(passed))}."] if passed else []


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
