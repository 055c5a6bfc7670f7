"""Tokens with digits that are no figures: addresses, references, ordinals, durations, page residue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from analysis.reading.language import Language
from analysis.reading.numerals import SPACES

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.]+")
_DIGITS_OF_ADDRESS = re.compile(r"\d(?:\S*\d)?")
# 178/2024/NĐ-CP, 16/CV-BCĐ, 192-KL/TW, 57-NQ/TW, 39/2026/QH16
_CODE = re.compile(
    r"(?<![\w/.,-])\d{1,5}(?:/\d{4})?(?:[/-][A-ZĐÐa-zđ][A-ZĐÐa-zđ0-9]{0,7})+(?:[/-][A-ZĐÐa-zđ0-9]{1,8})*(?![\w])"
)
_GLUED = re.compile(
    r"(?<![\w])(?=\w*[A-ZĐ])(?:[^\W\d_]+[-–+]?\d{1,6}(?:\.\d)?[^\W\d_]*(?![\d.,]\d)|\d{1,4}[^\W\d_]{1,4}\d\w*|\d[A-Z])(?!\w)"
)
_PHONE = re.compile(
    r"(?<![\d.,])(?:\(?\+?84\)?[ .-]?|0)\d{2,3}(?:[ .-]?\d{3}){1,2}[ .-]?\d{2,4}(?![\d])"
    r"|(?<![\d.,/-])0\d{1,4}(?:[ .-]\d{1,4}){2,3}(?![\d/])"
    r"|(?<!\d)1[89]00[ .-]?\d{4}(?!\d)"
)
_TIME = re.compile(
    r"(?<![\d.,/])(?:[01]?\d|2[0-4])(?:[:h]\d{2}(?!\d)|[ ]?(?:giờ|h|heures?)(?:[ ]?\d{2})?(?!\w)"
    r"|:\d{2}[ ]?(?:am|pm|a\.m\.|p\.m\.))"
)
_ROUND_THE_CLOCK = re.compile(r"(?<!\d)24/(?:7|24)(?!\d)|(?<!\d)24h/24h?(?!\d)")
_LIST_NUMBER = re.compile(
    r"(?:^|[:;])[ \t]*(?P<l>\d{1,2})(?:\)|\.(?!\d))(?=[ \t]*[^\W\d_])"
    r"|^[ \t]*(?P<n>\d{1,2})[.)/](?=[ \t]+\S)"
    r"|^[ \t]*(?P<m>\d{1,2})(?= ?[-–] ?[A-ZĐÀ-Ỹ])",
    re.MULTILINE,
)
_METRES = re.compile(r"(?<![^\W\d_])[kcd]?m[23](?!\w)")
_COUNTER = re.compile(r"^[ \t]*[^\W\d_][\w ]{0,30} ?\(\d{1,6}\)[ \t]*$", re.MULTILINE)
_AREA = re.compile(r"(?<=[^\W\d_])[23](?!\w)")


@dataclass(frozen=True, slots=True)
class Other:
    """A token with digits that is no figure, its kind, and why."""

    start: int
    end: int
    kind: str
    reason: str


class Others:
    """Finds what is certainly no figure, before numerals are looked for."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def find(self, text: str) -> list[Other]:
        """The tokens in order, none overlapping; what is found first by kind wins."""
        addresses = [found.span() for found in _ADDRESS.finditer(text)]
        taken = [Other(*digits.span(), "address", "address") for start, end in addresses
                 if (digits := _DIGITS_OF_ADDRESS.search(text, start, end))]  # fmt: skip
        last = 0
        for other in sorted(self._every(text), key=lambda each: (each.start, -each.end)):
            if other.start >= last and not any(
                start < other.end and other.start < end for start, end in addresses
            ):
                taken.append(other)
                last = other.end
        return sorted(taken, key=lambda other: other.start)

    def _every(self, text: str) -> Iterator[Other]:
        yield from _whole(_COUNTER, text, "boilerplate", "counter of the page")
        yield from _whole(_CODE, text, "reference", "number of a document")
        yield from _whole(_ROUND_THE_CLOCK, text, "other", "round the clock")
        yield from _whole(_PHONE, text, "other", "telephone number")
        yield from _whole(_TIME, text, "other", "time of day")
        yield from _whole(_METRES, text, "other", "unit of area or volume")
        for found in _GLUED.finditer(text):
            if not self._money.match(found[0]):
                yield Other(*found.span(), "other", "digits in a name")
        yield from _whole(self._residue, text, "boilerplate", "counter of the page")
        for found in _LIST_NUMBER.finditer(text):
            span = next(found.span(name) for name in "lnm" if found[name])
            yield Other(*span, "list_number", "number of an item")
        named: set[str] = set()
        for kind, reason, pattern in self.patterns:
            for found in pattern.finditer(text):
                yield Other(*found.span("x"), kind, reason)
                if kind == "reference":
                    named.add(found["x"].partition("/")[0])
        named |= {code[0].partition("/")[0].partition("-")[0] for code in _CODE.finditer(text)}
        yield from self._again(text, named)

    def _again(self, text: str, named: set[str]) -> Iterator[Other]:
        """A document's number that stands again on its own, in quotes or before no counted noun."""
        numbers = "|".join(sorted(number for number in named if number.isdigit() and len(number) > 1))
        if numbers:
            bare = re.compile(
                rf"(?:(?<=[«“\"'(])|(?:(?<!\w)(?:{self._joined})[{SPACES}]))[{SPACES}]?(?P<x>{numbers})"
                rf"(?=[{SPACES}]?[»”\"'),.;]|[{SPACES}](?:{self._joined})(?!\w))", re.I
            )  # fmt: skip
            for found in bare.finditer(text):
                yield Other(*found.span("x"), "reference", "number of a document, again")

    @cached_property
    def _joined(self) -> str:
        return _any([*self.language.articles, *self.language.ranges.between])

    @cached_property
    def _money(self) -> re.Pattern[str]:
        codes = [word for words in self.language.currencies.values() for word in words if " " not in word]
        return re.compile(rf"(?:{_any(codes)})\d", re.I)

    @cached_property
    def _residue(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{_any(self.language.boilerplate)}) ?\(\d{{1,6}}\)", re.I)

    @cached_property
    def patterns(self) -> list[tuple[str, str, re.Pattern[str]]]:
        """What the language's own words make of a number beside them."""
        language, gap, space = self.language, rf"[{SPACES}]?", rf"[{SPACES}]"
        named = _any([*language.references, *language.labels])
        after, before = _any(language.ordinals.after), _any(language.ordinals.before)
        of, tiers = _any(language.of), _any(language.tiers)
        ranks, durations = _any(language.ranks), _any(language.durations)
        bare = r"(?<![\w.,/])"
        return [
            ("reference", "number of a document", _compiled(
                rf"(?<!\w)(?:{named}){gap}(?P<x>\d{{1,6}}(?:/\d{{4}})?)(?![\d.,]*\d)(?!{gap}%)")),
            ("ordinal", "ordinal", _compiled(
                rf"{bare}(?P<x>\d{{1,4}}(?:{after})(?:{space}(?:{of}){space}\d{{1,3}})?)(?!\w)")),
            ("ordinal", "ordinal", _compiled(
                rf"(?<!\w)(?:{before}){space}+(?P<x>\d{{1,4}}(?:/\d{{1,4}})?)(?![\d])")),
            ("ordinal", "rank", _compiled(
                rf"(?<!\w)(?:{ranks})[^.;\d\n]{{0,24}}?(?P<x>\d{{1,3}}/\d{{1,3}})(?![\d/])")),
            ("other", "two tiers of government", _compiled(rf"{bare}(?P<x>[123]{gap}-?(?:{tiers}))(?!\w)")),
            ("other", "tier of government", _compiled(
                rf"(?<!\w)(?P<x>(?:{tiers}){space}[123])(?![\d.,]*\d)")),
            ("duration", "duration", _compiled(
                rf"{bare}(?P<x>\d{{1,4}}(?:[.,]\d)?(?:{gap}[-–]{gap}\d{{1,4}})?(?:{space}|-)?"
                rf"(?:{durations}))(?!\w)")),
        ]  # fmt: skip


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _whole(pattern: re.Pattern[str], text: str, kind: str, reason: str) -> Iterator[Other]:
    for found in pattern.finditer(text):
        if any(letter.isdigit() for letter in found[0]):
            yield Other(*found.span(), kind, reason)


def _any(words: Iterable[str]) -> str:
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    escaped = (re.escape(word).replace(r"\ ", rf"[{SPACES}]+").replace(r"\*", r"\w*") for word in ordered)
    return "|".join(escaped) or r"(?!)"
