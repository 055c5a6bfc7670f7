"""Who may say, ask or decide something: the bodies that a segment names, by the names that the tables use."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.reading.aspects import holders_of
from analysis.reading.language import Language, bare
from analysis.reading.lexicon import Mention, Word
from analysis.reading.places import Localities, Named, Places
from analysis.table.catalogue import read_places
from analysis.table.vocabulary import COUNTRY

_PLACE = "{place}"
_REACH = 24
"""How many letters may stand between a body and the name of its place."""
_MOST = 12


@dataclass(frozen=True, slots=True)
class Body:
    """A body that a segment names: where, how the tables call it, and what it was known by."""

    start: int
    end: int
    name: str
    sort: str


def seat(code: str) -> str:
    """What a province is called as a body.

    >>> seat("VN-HN"), seat("VN-09"), seat("VN")
    ('Hanoi city', 'Lang Son province', '')
    """
    name = _name(code)
    if not name:
        return ""
    return name if name.endswith("City") else f"{name} {'city' if code[3:].isalpha() else 'province'}"


def _name(code: str) -> str:
    """The English name of a province; none of the country or of a code that the list lacks."""
    place = read_places().get(code)
    return "" if place is None or code == COUNTRY else place.name_en


class Bodies:
    """The bodies of one text."""

    def __init__(
        self, text: str, language: Language, home: str, places: Places, localities: Localities
    ) -> None:  # fmt: skip
        self.text, self.home = text, home
        self._places, self._localities = places, localities
        self.holders = holders_of(text, language)
        self._starts = [start for start, _, _ in self.holders]

    def within(self, start: int, end: int, words: Sequence[Word], mentions: Sequence[Mention]) -> list[Body]:
        """The bodies of a segment in order; one inside another does not count."""
        named = self._places.within(start, end)
        found = [self._known(words, mention, named) for mention in mentions]
        at = bisect_left(self._starts, start)
        for begin, stop, name in self.holders[at : bisect_left(self._starts, end)]:
            found.append(Body(begin, stop, name, "holder"))
        found += [Body(each.start, each.end, seat(each.code), "province") for each in named]
        found += self._communes(start, end)
        return list(_outermost(found))[:_MOST]

    def _known(self, words: Sequence[Word], mention: Mention, named: Sequence[Named]) -> Body:
        start, end = words[mention.first].start, words[mention.last].end
        if _PLACE not in mention.value:
            return Body(start, end, mention.value, "group" if mention.value.islower() else "known")
        near = next((each for each in named if start - 2 - len("Provincial ") <= each.end <= end + 2 * _REACH
                     and each.start <= end + _REACH), None)  # fmt: skip
        code = near.code if near else self.home
        if mention.value == _PLACE:
            return Body(start, end, seat(code), "seat")
        name = mention.value.replace(_PLACE, _name(code)).strip()
        return Body(start, max(end, near.end if near else 0), name, "of a place")

    def _communes(self, start: int, end: int) -> Iterator[Body]:
        for begin, stop, names in self._localities.find(self.text, start, end):
            if len(names) == 1:
                yield Body(begin, stop, f"{bare(names[0])} commune", "commune")


def _outermost(found: Sequence[Body]) -> Iterator[Body]:
    """Of bodies that overlap the known one, else the first and longest."""
    reach = -1
    for body in sorted(found, key=lambda body: (body.start, body.sort != "of a place", -body.end)):
        if body.start >= reach and body.name:
            reach = body.end
            yield body
