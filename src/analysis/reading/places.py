"""Provinces and communes that a text names, and where."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from analysis.reading.language import Language
from analysis.reading.numerals import SPACES
from analysis.table.catalogue import Place, read_places
from analysis.table.vocabulary import COUNTRY

_NAME = r"[A-ZĐÀ-ỸÂÊÔƠƯĂ][\w'’-]*(?:[ \u00a0][A-ZĐÀ-ỸÂÊÔƠƯĂ][\w'’-]*){0,4}"


@dataclass(frozen=True, slots=True)
class Named:
    """A province, or the country, named in the text."""

    start: int
    end: int
    code: str


@cache
def _province_names() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """One pattern for every name and variant of a province, and the code of each."""
    codes: dict[str, str] = {}
    for place in read_places().values():
        if place.code != COUNTRY:
            for name in _names(place):
                codes.setdefault(_plain(name), place.code)
    names = sorted(codes, key=lambda name: (-len(name), name))
    pattern = "|".join(re.escape(name).replace(r"\ ", rf"[{SPACES}-]") for name in names)
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w])", re.IGNORECASE), codes


def _names(place: Place) -> Iterable[str]:
    return (place.name, place.name_en, *place.variants)


def _plain(name: str) -> str:
    return " ".join(re.split(rf"[{SPACES}-]", name.casefold()))


class Places:
    """The provinces that a text names."""

    def __init__(self, text: str, language: Language) -> None:
        self.text, self.language = text, language

    @cached_property
    def named(self) -> Sequence[Named]:
        """Every mention of a province in the text, in order; a name must begin with a capital."""
        pattern, codes = _province_names()
        return [
            Named(*found.span(), codes[_plain(found[0])])
            for found in pattern.finditer(self.text)
            if found[0][0].isupper()
        ]

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [named.start for named in self.named]

    def within(self, start: int, end: int) -> Sequence[Named]:
        """The mentions inside a stretch of text."""
        return self.named[bisect_right(self._starts, start - 1) : bisect_right(self._starts, end - 1)]

    def main(self) -> str:
        """The province that the text is about, by how often and how early it is named; else the country."""
        weights: dict[str, float] = {}
        length = max(1, len(self.text))
        for named in self.named:
            weights[named.code] = weights.get(named.code, 0.0) + 1.5 - named.start / length
        if not weights:
            return COUNTRY
        best = max(weights, key=lambda code: weights[code])
        others = sum(weight for code, weight in weights.items() if code != best)
        return (
            best if weights[best] >= 2 * others / max(1, len(weights) - 1) and weights[best] >= 2 else COUNTRY
        )


class Localities:
    """Names of communes and wards, as the language introduces them."""

    def __init__(self, language: Language) -> None:
        one, many = (_any(words) for words in (language.locality_words.one, language.locality_words.many))
        joint = _any([joint for joint in language.name_joints if joint not in (":",)])
        more = rf"(?:[ ]*(?:,|;)[ ]*(?:(?:{joint})[ ])?|[ ]+(?:{joint})[ ]+(?:(?:{joint})[ ])?)"
        lead = rf"(?:[ ]*:[ ]*|[ ]+(?:{joint})[ ]+|[ ]+(?=[A-ZĐÀ-Ỹ]))(?:(?:{joint}|(?i:{one}|{many}))[ ]+)*"
        self._list = re.compile(
            rf"(?<!\w)(?P<word>(?i:{one}|{many}))(?P<gap>[^.;:\d\n()]{{0,24}}?){lead}"
            rf"(?P<names>{_NAME}(?:{more}(?:(?i:{one}|{many})[ ]+)?{_NAME}){{0,40}})"
        )
        self._split = re.compile(rf"{more}(?:(?i:{one}|{many})[ ]+)?")
        self._country_names = _province_names()[0]

    def find(self, text: str, start: int, end: int) -> list[tuple[int, int, list[str]]]:
        """Lists of names in a stretch of text: the span from the introducing word, and the names."""
        found = []
        for each in self._list.finditer(text, start, end):
            names = [name.strip() for name in self._split.split(each["names"])]
            kept = [name for name in names if name and not self._country_names.fullmatch(name)]
            if kept:
                found.append((each.start(), each.end(), kept))
        return found


def _any(words: Iterable[str]) -> str:
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\*", r"\w*") for word in ordered) or r"(?!)"
