"""Numerals that belong together: two ends of a range, one level and the next, the members of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from analysis.reading.language import Language
from analysis.reading.lexicon import SPACES, any_of
from analysis.reading.values import Numeral, plain

_FARTHEST = 24
_MOST_APART = 100
"""A numeral that is so many times another one does not share its scale word."""
_COMMAS = (", ", "; ")
_SHARES = ("percent", "percentage_points")


def joined(text: str, numerals: Sequence[Numeral], language: Language) -> list[Numeral]:
    """The numerals with ranges made one, and with the scale, currency or % that they leave out."""
    between = _between_of(language)
    kept: list[Numeral] = []
    for numeral in numerals:
        before = kept[-1] if kept and numeral.start - kept[-1].end <= _FARTHEST else None
        relation = between.relation(text, before, numeral) if before else ""
        if before and relation == "range":
            kept[-1] = _range(before, numeral)
            continue
        if before and relation == "change":
            kept[-1] = _shared(before, numeral)
        elif before and relation == "list":
            _share_list(text, kept, numeral)
        kept.append(numeral)
    return kept


def _share_list(text: str, kept: list[Numeral], last: Numeral) -> None:
    """Give the members of a list before its last one what they leave out."""
    following = last
    for at in range(len(kept) - 1, -1, -1):
        gap = text[kept[at].end : following.start]
        if following is not last and gap not in _COMMAS:
            return
        shared = _shared(kept[at], last)
        if shared is kept[at]:
            return
        following, kept[at] = kept[at], shared


@dataclass(frozen=True)
class _Between:
    """What stands before and between numerals that belong together."""

    range: frozenset[str]
    plain: frozenset[str]
    change: frozenset[str]
    list: frozenset[str]
    opener: re.Pattern[str]
    moving: re.Pattern[str]

    def relation(self, text: str, low: Numeral, high: Numeral) -> str:
        """What the two numerals are to each other: a range, a change, a list, or nothing."""
        gap = text[low.end : high.start]
        word = _word(gap)
        known = word in self.range or word in self.change or word.removeprefix(", ") in self.list
        dash = gap.strip(SPACES) in ("-", "–", "—")
        if not (known or dash) or low.value_max is not None or (low.suffix and low.suffix != high.suffix):
            return ""
        opened = self.opener.search(text, max(0, low.start - 24), low.start)
        from_to = opened is not None and word in self.range
        if word in self.change or (from_to and self._is_change(text, opened, word, low, high)):
            return "change"
        rises = _in_scale(low, high).value < high.value
        if rises and (dash or from_to or (word in self.plain and _close(low, high))):
            return "range"
        listed = word.removeprefix(", ") in self.list
        return "list" if listed and (high.scaled or high.suffix) else ""

    def _is_change(
        self, text: str, opened: re.Match[str] | None, word: str, low: Numeral, high: Numeral
    ) -> bool:
        """Whether "from 5 to 8" names two levels: something moved, or it falls."""
        if opened is None or word in self.list:
            return False
        moved = self.moving.search(text, max(0, opened.start() - 40), opened.start())
        return moved is not None or _in_scale(low, high).value >= high.value


@cache
def _between_of(language: Language) -> _Between:
    ranges, moves = language.ranges, language.moves
    space = rf"[{SPACES}]"
    return _Between(
        range=frozenset(ranges.between),
        plain=frozenset(ranges.plain),
        change=frozenset(moves.between),
        list=frozenset(language.lists),
        opener=re.compile(rf"(?<!\w)(?:{any_of(ranges.open)}){space}$", re.IGNORECASE),
        moving=re.compile(
            rf"(?<!\w)(?:{any_of(moves.open)}){space}(?:\w{{1,12}}{space}){{0,2}}$", re.IGNORECASE
        ),
    )


def _word(gap: str) -> str:
    """What stands between two numerals, blanks around it, in small letters; empty where blanks are missing.

    >>> _word(" và "), _word(", and "), _word("-")
    ('và', ', and', '')
    """
    if len(gap) < 3 or gap[-1] not in SPACES or (gap[0] not in SPACES and gap[0] != ","):
        return ""
    return " ".join(gap.lower().split()) if "\n" not in gap else ""


def _close(low: Numeral, high: Numeral) -> bool:
    """Whether two numerals without a word before can be a range: "5 % to 74.7 %" is a change and a level."""
    return not low.suffix or high.value <= 3 * low.value


def _in_scale(low: Numeral, high: Numeral) -> Numeral:
    """The numeral with the scale of the other, where it has none and is of its size: "2 to 5 billion"."""
    if low.scaled or high.factor == 1 or not low.value:
        return low
    ratio = high.value / high.factor / low.value
    if not Decimal(1) / _MOST_APART <= abs(ratio) <= _MOST_APART:
        return low
    return replace(low, value=plain(low.value * high.factor, True), alternative=None, scaled=True,
                   factor=high.factor)  # fmt: skip


def _shared(low: Numeral, high: Numeral) -> Numeral:
    """The numeral with the scale and the unit of the other, where it has none."""
    if low.scaled or low.suffix or low.value_max is not None or not (high.scaled or high.suffix):
        return low
    if high.suffix in _SHARES and abs(low.value) > 10 * _MOST_APART:
        return low
    scaled = _in_scale(low, high)
    if high.scaled and not scaled.scaled:
        return low
    rule = "scale and unit as in the figure behind" if not low.rule else low.rule
    return replace(scaled, suffix=high.suffix, rule=rule)


def _range(low: Numeral, high: Numeral) -> Numeral:
    scaled = _in_scale(low, high)
    top = high.value_max if high.value_max is not None else high.value
    return replace(scaled, end=high.end, value_max=top, suffix=high.suffix, alternative=None,
                   scaled=low.scaled or high.scaled)  # fmt: skip
