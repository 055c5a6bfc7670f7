"""Provinces and communes that a text names, and where."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations

from analysis.reading.language import Language, bare
from analysis.reading.lexicon import SPACES, any_of
from analysis.reading.windows import UPPER, lowered
from analysis.table.catalogue import Place, read_places
from analysis.table.vocabulary import COUNTRY

_NAME = rf"[{UPPER}][\w'’-]*(?:[ \u00a0][{UPPER}][\w'’-]*){{0,4}}"


@dataclass(frozen=True, slots=True)
class Named:
    """A province, or the country, named in the text."""

    start: int
    end: int
    code: str


@cache
def _codes() -> Mapping[str, str]:
    """The code of each name in small letters."""
    return {_plain(name): place.code for place in read_places().values() if place.code != COUNTRY
            for name in _names(place)}  # fmt: skip


@cache
def _finder() -> tuple[re.Pattern[str], re.Pattern[str], Mapping[str, str]]:
    """Patterns of what every province begins with and of their names; the code of each without accents."""
    names = sorted(_codes(), key=lambda name: (-len(name), name))
    pattern = "|".join("".join(map(_letter, name)) for name in names)
    capitals = "".join(sorted({letter.upper() for name in names for letter in _poorer(name[0])}))
    codes = {bare(name): code for name, code in _codes().items()}
    return re.compile(rf"[{capitals}](?<![\w-].)"), re.compile(rf"(?:{pattern})(?!\w)"), codes


def is_province(name: str) -> bool:
    """Whether a province is called so.

    >>> is_province("Nghê An"), is_province("Dam Rong")
    (True, False)
    """
    return bare(_plain(name)) in _of_today()


def _letter(letter: str) -> str:
    """A pattern of a letter that may have lost accents; of a space, any space or a hyphen."""
    if letter == " ":
        return rf"[{SPACES}-]"
    forms = _poorer(letter)
    return f"[{forms}]" if len(forms) > 1 else re.escape(letter)


def _poorer(letter: str) -> str:
    """The letter with any of its accents, and without: papers write Nghê An for Nghệ An.

    >>> _poorer("ệ")
    'eêẹệ'
    """
    if letter == "đ":
        return "dđ"
    base, *marks = list(unicodedata.normalize("NFD", letter))
    kept = (each for length in range(len(marks) + 1) for each in combinations(marks, length))
    return "".join(sorted({unicodedata.normalize("NFC", "".join((base, *each))) for each in kept}))


def _names(place: Place) -> Iterable[str]:
    return (place.name, place.name_en, *place.variants, *place.absorbed)


@cache
def _of_today() -> frozenset[str]:
    """The names of today's provinces, without accents: communes may be called like a former one."""
    return frozenset(bare(_plain(name)) for place in read_places().values()
                     for name in (place.name, place.name_en, *place.variants))  # fmt: skip


def _plain(name: str) -> str:
    return " ".join(re.split(rf"[{SPACES}-]", name.casefold()))


# A text is asked for its main place and then sentence by sentence: only the last one is kept.
@lru_cache(maxsize=1)
def _named_in(text: str) -> tuple[Sequence[Named], Sequence[int]]:
    """The provinces that a text names, in order, and where; a name must begin with a capital."""
    capital, pattern, codes = _finder()
    named, small = list[Named](), lowered(text)
    for first in capital.finditer(text):
        found = pattern.match(small, first.start())
        if found and not (named and named[-1].end > found.start()):
            named.append(Named(*found.span(), codes[bare(_plain(found[0]))]))
    return named, [each.start for each in named]


class Places:
    """The provinces that a text names."""

    def __init__(self, text: str, language: Language) -> None:
        self.text, self.language = text, language
        self.named, self._starts = _named_in(text)

    def within(self, start: int, end: int) -> Sequence[Named]:
        """The mentions inside a stretch of text."""
        return self.named[bisect_right(self._starts, start - 1) : bisect_right(self._starts, end - 1)]

    def main(self) -> str:
        """The province of the text: named in its title or several times, and most; else the country.

        A dateline names where somebody wrote. A text that names no province is about the one in its address
        (baolangson.vn), if there is one.
        """
        named = [each for each in self.named if not _DATELINE.match(self.text, each.end)]
        if not self.named:
            return _of_address(self.text)
        counts = Counter(each.code for each in named)
        title = self.text.find("\n")
        counts.update(each.code for each in named if each.end <= title)
        best, most = (counts.most_common(1) or [(COUNTRY, 0)])[0]
        share = most / max(1, sum(counts.values()))
        return best if most >= 2 and share >= (_CLEAR if len(counts) > 2 else 0.5) else COUNTRY


_DATELINE = re.compile(r"[ ]*(?:\([^)\n]{1,20}\)|,[^\n]{1,24}?)?[ ]*[-–—][ ]|[ ]*\([A-Z]{2,4}\)")
_CLEAR = 0.55
"""Among three or more provinces the text is about one only if it has this share of the mentions."""
_HOST = re.compile(r"https?://([\w.-]+)", re.ASCII)


def _of_address(text: str) -> str:
    hosts = " ".join(_HOST.findall(text)).lower()
    found = {code for name, code in _codes().items() if name.replace(" ", "") in hosts and len(name) > 4}
    return found.pop() if len(found) == 1 else COUNTRY


def is_locality(words: str, language: Language) -> bool:
    """Whether words are the name of one commune and nothing else, as the language introduces it.

    >>> from analysis.reading.language import read_language
    >>> english = read_language("en")
    >>> is_locality("Long Chau ward", english), is_locality("Staff of communes", english)
    (True, False)
    """
    small, known = words.casefold(), language.locality_words
    ahead = next(
        (words[len(word) + 1 :] for word in known.one if small.startswith(f"{word} ".casefold())), ""
    )
    behind = next((words[: -len(word)] for word in known.behind if small.endswith(f" {word}")), "")
    return ahead[:1].isupper() or (bool(behind) and all(each[0].isupper() for each in behind.split()))


class Localities:
    """Names of communes and wards, as the language introduces them."""

    def __init__(self, language: Language) -> None:
        self._list, self._split = _lists_of(language)
        self._no_names = _no_names_of(language)

    def find(self, text: str, start: int, end: int) -> list[tuple[int, int, list[str]]]:
        """Lists of names in a stretch of text: the span from the introducing word, and the names."""
        found = []
        for each in self._list.finditer(text, start, end):
            names, found_at = [], each.start()
            for name in self._split.split(each["names"] or each["before"]):
                found_at = text.index(name, found_at)
                if each["before"]:
                    name, found_at = self._without_opening(text, name, found_at)
                if not self._no_names.match(text, found_at):
                    names.append(_written(name.strip()))
            kept = [name for name in names if name and not is_province(name)]
            if kept:
                found.append((each.start(), each.end(), kept))
        return found

    def _without_opening(self, text: str, name: str, at: int) -> tuple[str, int]:
        """A name before its commune without the capitals that open a sentence: "The Tan Loc commune"."""
        while (opening := self._no_names.match(text, at, at + len(name))) and opening.end() < at + len(name):
            name = name[opening.end() - at :].lstrip(" \u00a0")
            at = text.index(name, opening.end())
        return name, at


def _written(name: str) -> str:
    """The name as it is written: "TAN LOC" in a heading is Tan Loc; nothing for an abbreviation."""
    if not name.isupper() or len(name) == 1:
        return name
    return "" if " " not in name and len(name) < 6 else " ".join(part.capitalize() for part in name.split())


@cache
def _no_names_of(language: Language) -> re.Pattern[str]:
    """What begins with a capital and is no name of a commune."""
    months = (month for month in language.months if not month.isdigit())
    return re.compile(rf"[ ]*(?:(?:{any_of(language.no_names)})|(?i:{any_of(months)}))(?!\w)")


@cache
def _lists_of(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a list of localities looks like, and what stands between two of its names."""
    one, many = (any_of(words) for words in (language.locality_words.one, language.locality_words.many))
    joint = any_of([joint for joint in language.name_joints if joint not in (":",)])
    more = rf"(?:[ ]*(?:,|;)[ ]*(?:(?:{joint})[ ])?|[ ]+(?:{joint})[ ]+(?:(?:{joint})[ ])?)"
    lead = rf"(?:[ ]*:[ ]*|[ ]+(?:{joint})[ ]+|[ ](?=[{UPPER}]))(?:(?:{joint}|(?i:{one}|{many}))[ ]+){{0,6}}"
    listed = rf"{_NAME}(?:{more}(?:(?i:{one}|{many})[ ]+)?{_NAME}){{0,40}}"
    behind, no_names = any_of(language.locality_words.behind), any_of(language.no_names)
    names = re.compile(
        rf"(?<!\w)(?:(?P<word>(?i:{one}|{many}))(?P<gap>[^.;:|\t\d\n()]{{0,24}}?){lead}(?P<names>{listed})"
        rf"|(?!(?:{no_names})[ ](?i:{behind})(?!\w))(?P<before>{listed})[ ](?i:{behind})(?!\w))"
    )
    between = re.compile(rf"{more}(?:(?i:{one}|{many})[ ]+)?")
    return names, between
