"""Tokens with digits that are no figures: addresses, references, ordinals, durations, page residue."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from analysis.reading.language import Language
from analysis.reading.lexicon import SPACES, any_of
from analysis.reading.places import is_province
from analysis.reading.windows import REACH, UPPER, Window, around_digits, lowered, matches, windows

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.]+")
_SIGN, _UNBROKEN = re.compile(r"[@:w](?:(?<=@)|(?<=:)//|(?<=w)ww\.)"), re.compile(r"\S*")
_DIGITS_OF_ADDRESS = re.compile(r"\d(?:\S*\d)?")
# 178/2024/NĐ-CP, 16/CV-BCĐ, 192-KL/TW, 57-NQ/TW, 39/2026/QH16
_CODE = re.compile(
    r"\d(?<![\w/.,-]\d)\d{0,4}(?:/\d{4})?(?:[/-][A-ZĐÐa-zđ][A-ZĐÐa-zđ0-9]{0,7})+(?:[/-][A-ZĐÐa-zđ0-9]{1,8})*(?![\w])"
)
_CAPITAL = r"(?=\w*[A-ZĐ])"
_GLUED = r"(?:[^\W\d_]+[-–+]?\d{1,6}(?:\.\d)?[^\W\d_]*(?![\d.,]\d)|\d{1,4}[^\W\d_]{1,4}\d\w*|\d[A-Z])(?!\w)"
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
_BY = re.compile(r"\d(?<![\w.,]\d)[x×]\d(?!\w)")
_LIST_NUMBER = re.compile(
    r"(?:^|[:;])[ \t]*(?P<l>\d{1,2})(?:\)|\.(?!\d))(?=[ \t]*[^\W\d_])"
    r"|^[ \t]*(?P<n>\d{1,2})[.)/](?=[ \t]+\S)"
    rf"|^[ \t]*(?P<m>\d{{1,2}})(?= ?[-–] ?[{UPPER}])",
    re.MULTILINE,
)
_METRES = re.compile(r"[kcdm](?<![^\W\d_].)(?:(?<=m)|m)[23](?!\w)")
_NAME = rf"[{UPPER}][\w'’-]{{0,20}}"
# "Thi Mai, 46, who": how old a person is, as papers put it.
_AGE = re.compile(rf"{_NAME}, (?P<x>[1-9]\d)(?=,(?!\d))")
# "Dam Rong 4, up in the hills": one of several communes of a name; a province has no number.
_NUMBER_BEHIND = re.compile(r"[1-9](?<=[^\W\d_] .)(?=[;)’”»\"]|,(?!\d))")
_NAME_BEFORE = re.compile(rf"(?<!\w)(?P<name>{_NAME} {_NAME}) $")
_COUNTER = re.compile(r"^[ \t]*[^\W\d_][\w ]{0,30} ?\(\d{1,6}\)[ \t]*$", re.MULTILINE)


@lru_cache(maxsize=1)
def _around_glued(text: str) -> Sequence[Window]:
    """The windows around digits that touch a letter."""
    return windows((found.span() for found in matches(_TOUCHING, text, around_digits(text))), len(text))


_TOUCHING = re.compile(r"\d(?:(?<=[^\W\d_].)|(?<=[^\W\d_][-–+].)|(?=[^\W\d_]))")


class Kind(NamedTuple):
    """What a token is, why it is no figure, what it looks like, and around what it is looked for."""

    kind: str
    reason: str
    pattern: re.Pattern[str]
    around: Callable[[str], Sequence[Window]] = around_digits


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


def _addresses(text: str) -> Iterator[Window]:
    """Where addresses stand: around a sign of one, as far as the next space."""
    signs = ((sign.start(), _UNBROKEN.match(text, sign.start()).end()) for sign in _SIGN.finditer(text))  # type: ignore[union-attr]
    return (found.span() for found in matches(_ADDRESS, text, windows(signs, len(text))))


@cache
def _patterns_of(language: Language) -> tuple[Sequence[Kind], Sequence[Kind]]:
    """Kinds of tokens in the order in which they win: for the text as printed, and in small letters.

    A pattern's only named group is the token itself.
    """
    residue = re.compile(rf"(?<!\w)(?:{_any(language.boilerplate)}) ?\(\d{{1,6}}\)")
    as_printed = [
        Kind("boilerplate", "counter of the page", _COUNTER),
        Kind("reference", "number of a document", _CODE),
        Kind("other", "round the clock", _ROUND_THE_CLOCK),
        *(Kind("other", "telephone number", phone) for phone in _PHONES),
        Kind("other", "time of day", _TIME),
        Kind("other", "unit of area or volume", _METRES),
        Kind("other", "digits in a name", _glued(language), _around_glued),
        Kind("other", "digits in a name", _BY, _around_glued),
        Kind("other", "age", _AGE),
        Kind("list_number", "number of an item", _LIST_NUMBER),
    ]
    return as_printed, [Kind("boilerplate", "counter of the page", residue), *_beside_words(language)]


def _beside_words(language: Language) -> Sequence[Kind]:
    """What the language's own words make of a number beside them."""
    gap, space, bare = rf"[{SPACES}]?", rf"[{SPACES}]", r"(?<![\w.,/].)"
    named, documents = _any([*language.references, *language.labels]), _any(language.references)
    joint = _any(language.ranges.between)
    after, before = _any(language.ordinals.after), _any(language.ordinals.before)
    of, tiers = _any(language.of), _any(language.tiers)
    ranks, durations, distances = map(_any, (language.ranks, language.durations, language.distances))
    to = rf"(?:{gap}[-–]{gap}|{space}(?:{joint}){space})"
    amount = rf"\d{bare}\d{{0,3}}(?:[.,]\d)?(?:{to}\d{{1,4}})?"
    return [
        Kind("reference", "number of a document", re.compile(
            rf"(?<!\w)(?:{named}){gap}(?P<x>\d{{1,6}}(?:/\d{{4}})?)(?![\d.,]*\d)(?!{gap}%)")),
        Kind("reference", "number of a document", re.compile(
            rf"\b(?:{documents}){gap}\d[^ ]{{0,20}}{space}(?:{joint}){space}"
            rf"(?P<x>\d{{1,6}})(?=[,.;:)\n](?!\d)|$)")),
        Kind("ordinal", "ordinal", re.compile(
            rf"(?P<x>\d{bare}\d{{0,3}}(?:{after})(?:{space}(?:{of}){space}\d{{1,3}})?)(?!\w)")),
        Kind("ordinal", "ordinal", re.compile(
            rf"(?<!\w)(?:{before}){space}+(?P<x>\d{{1,4}}(?:/\d{{1,4}})?)(?![\d])")),
        Kind("ordinal", "rank", re.compile(
            rf"(?<!\w)(?:{ranks})[^.;\d\n]{{0,24}}?(?P<x>\d{{1,3}}/\d{{1,3}})(?![\d/])")),
        Kind("other", "two tiers of government", re.compile(rf"(?P<x>[123]{bare}{gap}-?(?:{tiers}))(?!\w)")),
        Kind("other", "tier of government", re.compile(
            rf"(?<!\w)(?P<x>(?:{tiers}){space}[123])(?![\d.,]*\d)")),
        Kind("duration", "duration", re.compile(
            rf"(?P<x>{amount}(?:{space}|-)?(?:{durations}))(?!\w)")),
        Kind("other", "distance", re.compile(
            rf"(?P<x>{amount}{gap}(?:{distances}))(?!\w)")),
    ]  # fmt: skip


def _glued(language: Language) -> re.Pattern[str]:
    """Letters and digits in one word, unless the letters are a currency."""
    money = _any(word for words in language.currencies.values() for word in words if " " not in word)
    return re.compile(rf"(?<!\w){_CAPITAL}(?!(?i:{money})\d){_GLUED}")


@cache
def _bare_of(language: Language) -> re.Pattern[str]:
    joined, space = _any([*language.articles, *language.ranges.between]), rf"[{SPACES}]"
    return re.compile(
        rf"(?:(?<=[«“\"'(])|(?:(?<!\w)(?:{joined}){space})){space}?(?P<x>\d+)(?![.,]\d)"
        rf"(?={space}?[»”\"'),.;]|{space}(?:{joined})(?!\w))"
    )


def _any(words: Iterable[str]) -> str:
    return any_of(lowered(word) for word in words)
