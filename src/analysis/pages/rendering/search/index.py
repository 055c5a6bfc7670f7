"""The index as scripts that a page loads when it needs them, since a file address loads nothing else.

`start.js` says which of the others has what: `terms-N.js` where each term stands, `entries-N.js` what is said
there. Terms stand in the order of their UTF-16 units, as JavaScript compares. Entries stand in the order in
which hits are shown: titles, parts, the rows that figures have on the pages of their reports, other rows;
each kind in the order of the pages. Where a term stands is a row of small numbers, two for each time: how
many entries further on, and which word there (in the same entry: how many words after the time before).
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from analysis.pages.rendering.search.entries import ROW, Searched
from analysis.pages.rendering.search.words import own_terms, words_of

SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
LARGEST_TERMS, LARGEST_ENTRIES = 48_000, 24_000
"""A file of terms or entries is closed when it has so many signs."""

_BITS = 20
_WORDS = 1 << _BITS
"""No entry has as many words."""


@dataclass
class Index:
    """What the pages of a site say, gathered page by page."""

    titles: list[_Line] = field(default_factory=list)
    parts: list[_Line] = field(default_factory=list)
    homes: list[_Line] = field(default_factory=list)
    rows: list[_Line] = field(default_factory=list)

    def add(self, page: Searched) -> None:
        """Take in a page; pages come in the order in which their hits are shown."""
        for entry in page.entries:
            line = (page.address, page.title, entry.anchor, entry.part, entry.text)
            at_home = entry.kind == ROW and entry.anchor.startswith("fig-")
            (self.homes if at_home else (self.titles, self.parts, self.rows)[entry.kind]).append(line)

    def files(self) -> Mapping[str, str]:
        """The scripts by name."""
        lines = [*self.titles, *self.parts, *self.homes, *self.rows]
        blocks = list(_blocks(lines))
        kinds = list(accumulate(map(len, (self.titles, self.parts, self.homes))))
        shards = list(_shards(_where(lines, kinds[0], kinds[1])))
        names = ("entries", blocks), ("terms", shards)
        made = {f"{kind}-{n}.js": text for kind, those in names for n, (_, text) in enumerate(those)}
        start = {
            "version": hashlib.sha256("".join(made.values()).encode()).hexdigest()[:12],
            "entries": len(lines),
            "kinds": kinds,
            "blocks": [first for first, _ in blocks],
            "shards": [first for first, _ in shards],
        }
        return {**made, "start.js": _script("start", start)}


_Line = tuple[str, str, str, str, str]
"""Address and title of the page, place on it, title of the part, text."""


def _blocks(lines: Sequence[_Line]) -> Iterator[tuple[int, str]]:
    """Entries in groups: the number of the first of each, and its script."""
    first, signs, block = 0, 0, 0
    for number, line in enumerate(lines):
        signs += len(line[4]) + 24
        if signs >= LARGEST_ENTRIES or number == len(lines) - 1:
            yield first, _script(f"entries-{block}", _block(lines[first : number + 1]))
            first, signs, block = number + 1, 0, block + 1


def _block(lines: Iterable[_Line]) -> list[object]:
    """Entries; what many have in common, their page and part, stands before them once."""
    places: dict[tuple[str, str, str], int] = {}
    entries = []
    for address, title, anchor, part, text in lines:
        place = places.setdefault((address, title, part), len(places))
        entries.append([place, anchor, text])
    return [list(places), entries]


def _where(lines: Sequence[_Line], titles: int, parts: int) -> dict[str, list[int]]:
    """For each term the places where it stands, rising: the entry and the word in it in one number."""
    where: defaultdict[str, list[int]] = defaultdict(list)
    for number, (address, title, anchor, part, text) in enumerate(lines):
        place = number * _WORDS
        name = title if number < titles else part if number < parts else ""
        if name or anchor.startswith(("fig-", "result-")):
            for own in dict.fromkeys(own_terms(address.removesuffix(".html"), anchor, name)):
                where[own].append(place)
        for terms in words_of(text):
            for term in terms:
                where[term].append(place)
            place += 1
    return where


def _shards(where: Mapping[str, Sequence[int]]) -> Iterator[tuple[str, str]]:
    """Terms in groups: the first of each, and its script."""
    shard: list[list[str]] = []
    signs, number = 0, 0
    for term in sorted(where, key=_units):
        coded = _coded(where[term])
        if shard and signs + len(coded) > LARGEST_TERMS:
            yield shard[0][0], _script(f"terms-{number}", shard)
            shard, signs, number = [], 0, number + 1
        shard.append([term, coded])
        signs += len(term) + len(coded) + 6
    if shard:
        yield shard[0][0], _script(f"terms-{number}", shard)


def _units(term: str) -> bytes:
    """The term as JavaScript orders it."""
    return term.encode("utf-16-be", errors="surrogatepass")


class _Codes(dict[int, str]):
    """Numbers as signs, five bits in each; those that go on have the sixth."""

    def __missing__(self, number: int) -> str:
        signs, rest = "", number
        while rest >= 32:
            signs += SIGNS[32 | rest & 31]
            rest >>= 5
        if number < 1 << 15:
            self[number] = signs + SIGNS[rest]
        return signs + SIGNS[rest]


_CODES = _Codes()


def _coded(places: Sequence[int]) -> str:
    """Rising places as signs.

    >>> _coded([3 * _WORDS + 40, 3 * _WORDS + 41, 5 * _WORDS])
    'DoBABCA'
    """
    codes, signs = _CODES, ""
    entry, word = 0, 0
    for place in places:
        now, at = place >> _BITS, place & _WORDS - 1
        signs += codes[now - entry] + codes[at - word if now == entry else at]
        entry, word = now, at
    return signs


def _script(name: str, what: object) -> str:
    """A script that hands over what stands in it."""
    return f"studyIndex({json.dumps(name)}, {json.dumps(what, separators=(',', ':'))});\n"
