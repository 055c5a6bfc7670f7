"""Whose voice a statement is, so that nobody is counted twice: no part beside its whole."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from analysis.table.study import Selection
from analysis.table.vocabulary import COUNTRY
from analysis.wording import count

if TYPE_CHECKING:
    import pandas as pd

_Communes = frozenset[str]
_Voice = tuple[str, _Communes]
"""A place, and which of its communes speak; none where the place is spoken of as a whole."""


def voice_of(seen: Selection, rows: pd.DataFrame) -> pd.Series[str]:
    """For each statement the commune that speaks or is spoken of, or the communes that do so together.

    Of communes that lie in a larger group that speaks, the group is the voice. A province, or the country,
    is one only where no part of it speaks; else its statements have none of their own, and the cell is
    missing.

    Args:
        rows: rows of `statement_frame`.

    >>> from analysis.table.study import load
    >>> hanoi = load().select(place="VN-HN")
    >>> sorted(voice_of(hanoi, hanoi.statement_frame()).dropna().unique())
    ['Dong Da', 'Hoan Kiem', 'Minh Chau']
    """
    import pandas as pd

    said = [
        (place, frozenset(each.split("; ")) if each else frozenset())
        for place, each in zip(rows["place"], rows["locality"], strict=True)
    ]
    names = _named(_voices(set(said)), seen)
    return pd.Series([names.get(each) for each in said], index=rows.index, dtype="str")


def _voices(said: Collection[_Voice]) -> Mapping[_Voice, _Voice]:
    """The voice of each that has one: of some communes the largest group that they lie in."""
    groups: dict[tuple[str, str], list[_Communes]] = defaultdict(list)
    for place, communes in sorted(said, key=lambda each: (-len(each[1]), sorted(each[1]))):
        for commune in communes:
            groups[place, commune].append(communes)
    wholes = {place for place, communes in said if communes}
    wholes |= {COUNTRY} if {place for place, _ in said} != {COUNTRY} else set()
    found: dict[_Voice, _Voice] = {}
    for place, communes in said:
        if communes:
            around = groups[place, min(communes)]
            found[place, communes] = place, next(group for group in around if communes <= group)
        elif place not in wholes:
            found[place, communes] = place, communes
    return found


def _named(voices: Mapping[_Voice, _Voice], seen: Selection) -> Mapping[_Voice, str]:
    """What each is called: by its first commune and how many more, behind its province on another's page."""
    names: dict[_Voice, str] = {}
    taken: Counter[str] = Counter()
    for voice in sorted(set(voices.values()), key=lambda each: (each[0], sorted(each[1]))):
        name = _name(*voice, seen)
        taken[name] += 1
        names[voice] = f"{name} #{taken[name]}" if taken[name] > 1 else name
    return {each: names[voice] for each, voice in voices.items()}


def _name(place: str, communes: _Communes, seen: Selection) -> str:
    first, more = min(communes, default=""), len(communes) - 1
    province = "" if communes and place == seen.place.code else seen.study.places[place].name_en
    others = f" and {count(more, 'other')}" if more > 0 else ""
    return ", ".join(part for part in (province, first + others) if part)
