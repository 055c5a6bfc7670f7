"""Tokens with digits that are no figures: addresses, references, ordinals, durations, page residue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from analysis.reading.beside import beside_words, glued, house, house_behind, metres, row_before_name, version
from analysis.reading.kinds import NAME, Kind, any_small, near
from analysis.reading.language import Language
from analysis.reading.lexicon import SPACES
from analysis.reading.places import is_province
from analysis.reading.windows import REACH, UPPER, Window, around_digits, lowered, matches, windows

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.]+")
_SIGN, _UNBROKEN = re.compile(r"[@:w](?:(?<=@)|(?<=:)//|(?<=w)ww\.)"), re.compile(r"\S*")
_DIGITS_OF_ADDRESS = re.compile(r"\d(?:\S*\d)?")
# 178/2024/NĐ-CP, 16/CV-BCĐ, 192-KL/TW, 57-NQ/TW, 39/2026/QH16
_CODE = re.compile(
    r"\d(?<![\w/.,-]\d)\d{0,4}(?:/\d{4})?(?:[/-][A-ZĐÐa-zđ][A-ZĐÐa-zđ0-9]{0,7})+(?:[/-][A-ZĐÐa-zđ0-9]{1,8})*(?![\w])"
)
# Each begins with the few characters that can begin it: looking for one of them is what is fast.
_PHONES = (
    re.compile(r"[(+80](?<![\d.,].)(?:(?:(?<=\()\+?84|(?<=\+)84|(?<=8)4)\)?[ .-]?|(?<=0))"
               r"\d{2,3}(?:[ .-]?\d{3}){1,2}[ .-]?\d{2,4}(?!\d)"),
    re.compile(r"0(?<![\d.,/-]0)\d{1,4}(?:[ .-]\d{1,4}){2,3}(?![\d/])"),
    re.compile(r"1(?<!\d1)[89]00[ .-]?\d{4}(?!\d)"),
)  # fmt: skip
_TIME = re.compile(
    r"\d(?<![\d.,/]\d)(?:(?<=[01])\d|(?<=2)[0-4])?"
    r"(?:[:h]\d{2}(?!\d)|[ ]?(?:giờ|h|heures?)(?:[ ]?\d{2})?(?!\w)"
    r"|(?::\d{2})?[ ]?(?:am|pm|a\.m\.|p\.m\.)(?!\w))"
)
_ROUND_THE_CLOCK = re.compile(r"(?:24(?<!\d24)(?:/7|h?/24h?)|7(?<![\w.,]7)[jd]?/7)(?!\d)")
# What no report counts: cut into pieces it would be several figures.
_TOO_LONG = re.compile(
    r"\d(?<![\d.,'’]\d)(?:\d{21,}|\d{0,2}(?:[.,'’]\d{3}){7,}|\d{0,20}[.,]\d{13,})[\d.,'’]*(?<=\d)"
)
_EXPONENT = re.compile(r"\d(?<![\d.,]\d)[\d.,]*[eE][+-]?\d+(?!\w)")
_BY = re.compile(r"\d(?<![\w.,]\d)[x×]\d(?!\w)")
_ROW_NUMBER = re.compile(r"^[ ]*(?P<x>\d{1,3})(?=[ ]*[\t|][ \t|]*[^\W\d_])", re.MULTILINE)
_LIST_NUMBER = re.compile(
    r"(?:^|[:;])[ \t]*(?P<l>\d{1,2})(?:\)|\.(?!\d))(?=[ \t]*[^\W\d_])"
    r"|^[ \t]*(?P<n>\d{1,2})[.)/](?=[ \t]+\S)"
    rf"|^[ \t]*(?P<m>\d{{1,2}})(?= ?[-–] ?[{UPPER}])",
    re.MULTILINE,
)
_FILE_ENDING = re.compile(r"\.(?:jpe?g|png|webp|gif|svg|pdf|docx?|xlsx?|pptx?|mp[34])(?!\w)", re.IGNORECASE)
_FILE_NAME = re.compile(r"[\w.%+-]*")
_LONGEST_NAME = 120
# "94,402[1]", "officials [12]": the mark of a note.
_IN_SQUARES, _IN_BRACKETS, _POINT_ZERO = near(r"\[\d"), near(r"\(\d"), near(r"\.0")
_AT_END = near(r"\d(?<=[^\W\d_] .)\d{0,3}(?:[,.;)]|$)")
_TOUCHING = near(r"\d(?:(?<=[^\W\d_].)|(?<=[^\W\d_][-–+].)|(?=[^\W\d_]))")
_NOTE = re.compile(r"\[(?P<x>\d{1,3})\]")
# "Thi Mai, 46, who": how old a person is, as papers put it.
_AGE = re.compile(rf"{NAME}, (?P<x>[1-9]\d)(?=,(?!\d))")
# "Dam Rong 4, up in the hills": one of several communes of a name; a province has no number.
_NUMBER_BEHIND = re.compile(r"[1-9](?<=[^\W\d_] .)(?=[;)’”»\"]|,(?!\d))")
_NAME_BEFORE = re.compile(rf"(?<!\w)(?P<name>{NAME} {NAME}) $")
_COUNTER = re.compile(r"^[ \t]*[^\W\d_][\w ]{0,30} ?\(\d{1,6}\)[ \t]*$", re.MULTILINE)


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
        addresses = list(_addresses(text))
        taken = [Other(*digits.span(), "address", "address") for start, end in addresses
                 if (digits := _DIGITS_OF_ADDRESS.search(text, start, end))]  # fmt: skip
        last, at = 0, 0
        for other in sorted(self._every(text), key=lambda each: (each.start, -each.end)):
            while at < len(addresses) and addresses[at][1] <= other.start:
                at += 1
            if other.start >= last and not (at < len(addresses) and addresses[at][0] < other.end):
                taken.append(other)
                last = other.end
        return sorted(taken, key=lambda other: other.start)

    def _every(self, text: str) -> Iterator[Other]:
        small, named = lowered(text), set[str]()
        as_printed, in_small_letters = _patterns_of(self.language)
        for letters, patterns in ((text, as_printed), (small, in_small_letters)):
            for kind, reason, pattern, around in patterns:
                for found in matches(pattern, letters, around(text)):
                    start, end = found.span(found.lastgroup or 0)
                    yield Other(start, end, kind, reason)
                    if kind == "reference":
                        named.add(re.split("[/-]", text[start:end])[0])
        yield from _numbers_of_names(text)
        yield from _file_names(text)
        if any(len(number) > 1 for number in named):
            yield from self._again(small, around_digits(text), named)

    def _again(self, text: str, near: Sequence[Window], named: set[str]) -> Iterator[Other]:
        """A document's number that stands again on its own, in quotes or before no counted noun."""
        for found in matches(_bare_of(self.language), text, near):
            if len(found["x"]) > 1 and found["x"] in named:
                yield Other(*found.span("x"), "reference", "number of a document, again")


def _numbers_of_names(text: str) -> Iterator[Other]:
    for found in matches(_NUMBER_BEHIND, text, around_digits(text)):
        name = _NAME_BEFORE.search(text, max(0, found.start() - REACH), found.start())
        if name and not is_province(name["name"]):
            yield Other(*found.span(), "other", "number in a name")


def _file_names(text: str) -> Iterator[Other]:
    """The names of files: what stands unbroken before an ending of one."""
    for ending in _FILE_ENDING.finditer(text):
        before = text[max(0, ending.start() - _LONGEST_NAME) : ending.start()][::-1]
        start = ending.start() - _FILE_NAME.match(before).end()  # type: ignore[union-attr]
        digits = _DIGITS_OF_ADDRESS.search(text, start, ending.end())
        if digits:
            yield Other(*digits.span(), "other", "name of a file")


def _addresses(text: str) -> Iterator[Window]:
    """Where addresses stand: around a sign of one, as far as the next space."""
    return (found.span() for found in matches(_ADDRESS, text, windows(_signs(text), len(text))))


def _signs(text: str) -> Iterator[Window]:
    end = 0
    for sign in _SIGN.finditer(text):
        if sign.start() >= end:  # a line without blanks has thousands of signs, and one end
            end = _UNBROKEN.match(text, sign.start()).end()  # type: ignore[union-attr]
        yield sign.start(), end


@cache
def _patterns_of(language: Language) -> tuple[Sequence[Kind], Sequence[Kind]]:
    """Kinds of tokens in the order in which they win: for the text as printed, and in small letters.

    A pattern's only named group is the token itself.
    """
    residue = re.compile(rf"(?<!\w)(?:{any_small(language.boilerplate)}) ?\(\d{{1,6}}\)")
    as_printed = [
        Kind("boilerplate", "counter of the page", _COUNTER, _IN_BRACKETS),
        Kind("reference", "number of a document", _CODE),
        Kind("other", "longer than any count", _TOO_LONG),
        Kind("other", "number with an exponent", _EXPONENT),
        Kind("other", "round the clock", _ROUND_THE_CLOCK),
        *(Kind("other", "telephone number", phone) for phone in _PHONES),
        Kind("other", "time of day", _TIME),
        Kind("reference", "mark of a note", _NOTE, _IN_SQUARES),
        Kind("other", "unit of area or volume", metres(language)),
        Kind("other", "digits in a name", glued(language), _TOUCHING),
        Kind("other", "digits in a name", _BY, _TOUCHING),
        Kind("other", "age", _AGE),
        Kind("other", "number of a version", version(language), _POINT_ZERO),
        Kind("list_number", "number of an item", _LIST_NUMBER),
        Kind("list_number", "number of a row", _ROW_NUMBER),
        Kind("list_number", "number of a row", row_before_name(language)),
        Kind("address", "number of a house", house(language)),
        Kind("address", "number of a house", house_behind(language), _AT_END),
    ]
    return as_printed, [
        Kind("boilerplate", "counter of the page", residue, near(r"\(\d")),
        *beside_words(language),
    ]


@cache
def _bare_of(language: Language) -> re.Pattern[str]:
    joined, space = any_small([*language.articles, *language.ranges.between]), rf"[{SPACES}]"
    return re.compile(
        rf"(?:(?<=[«“\"'(])|(?:(?<!\w)(?:{joined}){space})){space}?(?P<x>\d+)(?![.,]\d)"
        rf"(?={space}?[»”\"'),.;]|{space}(?:{joined})(?!\w))"
    )
