"""What may stand around digits, compiled: scale words, currencies, per cent signs, units of area, signs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from analysis.reading.language import Language
from analysis.reading.lexicon import SPACES, any_of

_END = r"(?![^\W\d_])"
_SPACE = rf"[{SPACES}]?"
_BEFORE = 40
_DASHES = frozenset("-−–")


@dataclass(frozen=True)
class Scale:
    """A scale word that was found: where it ends and its factor."""

    end: int
    factor: Decimal


@dataclass(frozen=True)
class Marks:
    """What may stand around digits, compiled."""

    scale: re.Pattern[str]
    scales: Mapping[str, Decimal]
    short: re.Pattern[str]
    short_scales: Mapping[str, Decimal]
    with_money: frozenset[str]
    money_behind: re.Pattern[str]
    half: re.Pattern[str]
    suffix: re.Pattern[str]
    bracketed: re.Pattern[str]
    density: re.Pattern[str]
    score: re.Pattern[str]
    before: re.Pattern[str]
    kinds: Mapping[str, str]
    minus: re.Pattern[str]
    no_minus: re.Pattern[str]
    of_before: re.Pattern[str]
    minus_words: frozenset[str]
    score_words: Sequence[str]

    def scale_at(self, text: str, start: int, end: int, limit: int) -> Scale | None:
        """The scale word behind a numeral from start to end; "m" and "500 M" only beside a currency."""
        if not _next(text, end).isalpha():
            return None
        found = self.scale.match(text, end, limit)
        if found:
            return Scale(found.end(), self.scales[folded(found[1])])
        found = self.short.match(text, end, limit)
        if found is None:
            return None
        if found[1] or found[2] in self.with_money:
            money = self.money_behind.match(text, found.end(), limit) or self.code_before(text, start)
            if not money:
                return None
        return Scale(found.end(), self.short_scales[found[2]])

    def code_before(self, text: str, start: int) -> re.Match[str] | None:
        """The currency that stands before a numeral."""
        last = text[max(0, start - 2) : start].rstrip(SPACES)[-1:]
        if not last or last.islower() or last.isdecimal() or last in ",.;:()\n-–/":
            return None
        return self.before.search(text, max(0, start - 12), start)

    def suffix_at(self, text: str, end: int, limit: int) -> tuple[int, str]:
        """Where the currency, per cent sign or unit of area behind a numeral ends, and its kind."""
        following = _next(text, end)
        if not following or following in ",.;:)-\n" or following.isdecimal():
            return end, ""
        found = self.suffix.match(text, end, limit)
        if found:
            return found.end(), self.kinds[folded(found[1])]
        if following != "(" and self.density.match(text, end):
            return end, "people_per_km2"
        found = self.bracketed.match(text, end, limit) if following == "(" else None
        return end, self.kinds[folded(found[1])] if found else ""

    def is_negative(self, text: str, start: int, kind: str) -> bool:
        """Whether a minus sign, or a word for it that is no part of a hedge, stands before a numeral."""
        if text[start - 1 : start] not in _DASHES and _word_before(text, start) not in self.minus_words:
            return False
        found = self.minus.search(text, max(0, start - 12), start)
        if found is None or (found["word"] and kind not in ("percent", "percentage_points")):
            return False
        if found["word"]:
            return self.no_minus.search(text, max(0, start - _BEFORE), start) is None
        before = text[max(0, found.start() - 4) : found.start()].rstrip(" ")
        begins_line = before.endswith("\n") or (not before and found.start() <= 4)
        return found[0] == "−" or kind == "percent" or not begins_line

    def is_whole(self, text: str, start: int, floor: int) -> bool:
        """Whether words before a numeral say that it is what something is a part of: "of 820, 415"."""
        return self.of_before.search(text, max(floor, start - _BEFORE), start) is not None

    def is_score(self, text: str, start: int) -> bool:
        """Whether words before a numeral say that it is a score."""
        before = text[max(0, start - _BEFORE) : start].lower()
        return any(word in before for word in self.score_words) and self.score.search(before) is not None


@cache
def marks_of(language: Language) -> Marks:
    """The language's marks, compiled."""
    money = {folded(word): code for code, words in language.currencies.items() for word in words}
    kinds = {folded(word): "percent" for word in language.percent}
    kinds |= {folded(word): "percentage_points" for word in language.points}
    kinds |= {**money, **{folded(word): "km2" for word in language.areas}}
    scales = {folded(word): Decimal(factor) for word, factor in language.scales.items()}
    short = {**language.short_scales, **language.money_scales}
    moneyed = rf"(?:{any_of(money)}){_END}"
    glued = rf"(?:{_END}|(?=(?i:{moneyed})))"
    hedges = [word for words in language.hedges.values() for word in words]
    hedged = [word for word in hedges if word.split()[-1] in language.minus and " " in word]
    return Marks(
        scale=re.compile(
            rf"{_SPACE}(?!{any_of(language.not_scales)})({any_of(scales)}){glued}", re.IGNORECASE
        ),
        scales=scales,
        short=re.compile(rf"({_SPACE})({any_of(short)}){glued}"),
        short_scales={word: Decimal(factor) for word, factor in short.items()},
        with_money=frozenset(language.money_scales),
        money_behind=re.compile(rf"{_SPACE}{moneyed}", re.IGNORECASE),
        half=re.compile(rf"{_SPACE}(?:{any_of(language.halves.after)}){_END}", re.IGNORECASE),
        suffix=re.compile(rf"{_SPACE}({any_of(kinds)}){_END}(?!(?<=[a-z]2)\d)", re.IGNORECASE),
        bracketed=re.compile(
            rf"{_SPACE}\(({any_of(money)})(?:[{SPACES}][^\W\d_]{{1,20}}){{0,3}}\)", re.IGNORECASE
        ),
        density=re.compile(rf"{_SPACE}(?:{any_of(language.densities)}){_END}", re.IGNORECASE),
        score=re.compile(
            rf"(?<!\w)(?:{any_of(language.score_words)})[{SPACES}](?:[^\W\d_]{{1,6}}[{SPACES}]){{0,3}}$",
            re.IGNORECASE,
        ),
        before=re.compile(rf"(?<![\w$])({any_of(_codes(language))}){_SPACE}$"),
        kinds=kinds,
        minus=re.compile(
            rf"(?:^|(?<=[\s(]))(?<!\d[{SPACES}])(?<!%[{SPACES}])[-−–]$"
            rf"|(?<!\w)(?P<word>{any_of(language.minus)})[{SPACES}]$", re.IGNORECASE
        ),
        no_minus=re.compile(rf"(?<!\w)(?:{any_of(hedged)})[{SPACES}]$", re.IGNORECASE),
        minus_words=frozenset(folded(word) for word in language.minus),
        score_words=[folded(word) for word in language.score_words],
        of_before=re.compile(rf"(?<!\w)(?:{any_of(language.of)})[{SPACES}]$", re.IGNORECASE),
    )  # fmt: skip


def _codes(language: Language) -> Sequence[str]:
    """The currencies that may stand before a number: codes and signs, no words."""
    return [
        word
        for words in language.currencies.values()
        for word in words
        if word.upper() == word and " " not in word
    ]


def _next(text: str, end: int) -> str:
    """The letter or sign at a place, or behind the blank there."""
    following = text[end : end + 1]
    return text[end + 1 : end + 2] if following and following in SPACES else following


def _word_before(text: str, start: int) -> str:
    """The last word that ends in the few letters before a place, in small letters."""
    return text[max(0, start - 12) : start].lower().rpartition(" ")[0].rpartition(" ")[2]


def folded(word: str) -> str:
    """The word in small letters, with plain spaces."""
    return " ".join(word.lower().split())
