"""Numerals as they are printed: where they stand, what they are worth, how they may be misread.

A numeral is its digits (or number words) with the scale words, currency, per cent sign or unit of area that
belong to it. Which mark separates thousands is inferred from the whole text and stated.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from analysis.reading.joining import joined
from analysis.reading.language import Language, Style
from analysis.reading.lexicon import SPACES, Word
from analysis.reading.marks import Marks, Scale, marks_of
from analysis.reading.numberwords import Spoken, first_words, word_numerals
from analysis.reading.shapes import infer_style, numeral_at
from analysis.reading.values import Numeral, negative, plain, rescaled, settled, whole

__all__ = [
    "Numeral", "Numerals", "first_words", "infer_style", "marks_of", "negative", "rescaled", "whole",
    "word_numerals",
]  # fmt: skip

_DIGIT = re.compile(r"\d")
# What goes on after a scale word: "2 tỷ 500 triệu", but not "2 tỷ 1.500 triệu".
_MORE = re.compile(rf"[{SPACES}](\d{{1,3}})(?=[{SPACES}]?[^\W\d_])")


class Numerals:
    """Finds the numerals of a text in one language and style."""

    def __init__(self, language: Language, style: Style) -> None:
        self.language, self.style = language, style
        self.marks: Marks = marks_of(language)

    def find(self, text: str, taken: Sequence[tuple[int, int]]) -> list[Numeral]:
        """The numerals in digits outside the spans that are taken, in order."""
        found: list[Numeral] = []
        position, at, floor = 0, 0, 0
        for digit in _DIGIT.finditer(text):
            start = digit.start()
            if start < position:
                continue
            while at < len(taken) and taken[at][1] <= start:
                floor = taken[at][1]
                at += 1
            if at < len(taken) and taken[at][0] <= start:
                position = floor = taken[at][1]
                continue
            limit = taken[at][0] if at < len(taken) else len(text)
            bare = numeral_at(text, start, limit, self.style, floor)
            if bare.rule and ", " in text[start : bare.end] and self.marks.is_whole(text, start, floor):
                bare = numeral_at(text, start, limit, self.style, floor, part=True)
            found.append(self.with_marks(text, bare, limit))
            position = found[-1].end
        return joined(text, found, self.language)

    def worded(
        self, text: str, words: Sequence[Word], taken: Sequence[tuple[int, int]] = ()
    ) -> list[Numeral]:
        """The numerals in words among the words of a sentence, outside the spans that are taken, in order."""
        found: list[Numeral] = []
        limit = words[-1].end if words else 0
        for spoken in word_numerals(words, self.language):
            numeral = self.with_marks(text, spoken.numeral, limit)
            behind = found[-1].end if found else 0
            if numeral.start >= behind and self._is_said(words, spoken, numeral, taken):
                found.append(numeral)
        return joined(text, found, self.language)

    def _is_said(
        self, words: Sequence[Word], spoken: Spoken, numeral: Numeral, taken: Sequence[tuple[int, int]]
    ) -> bool:
        """Whether the words are a number: no article, no ordinal, no part of a date or of digits."""
        at = bisect_left(taken, numeral.start, key=lambda span: span[1] - 1)
        dated = at < len(taken) and taken[at][0] < numeral.end
        before = words[spoken.first - 1].letters if spoken.first else ""
        ordinal = before in self.language.ordinals.before
        tail = before[:1].isdecimal() and spoken.numeral.value >= 100
        return not (dated or ordinal or tail or (spoken.article and not numeral.suffix))

    def with_marks(self, text: str, bare: Numeral, limit: int) -> Numeral:
        """The numeral with its sign and the scale words, currency or per cent sign around it."""
        numeral = self._scaled(text, bare, limit)
        end, kind = self.marks.suffix_at(text, numeral.end, limit)
        start = numeral.start
        before = None if kind else self.marks.code_before(text, start)
        if before:
            kind, start = self.marks.kinds[before[1].lower()], before.start()
        if not kind and not numeral.scaled and self.marks.is_score(text, start):
            kind = "points"
        if kind or start != numeral.start or end != numeral.end:
            numeral = replace(numeral, start=start, end=end, suffix=kind)
        numeral = settled(numeral)
        return negative(numeral) if self.marks.is_negative(text, start, kind) else numeral

    def _scaled(self, text: str, bare: Numeral, limit: int) -> Numeral:
        """The numeral with its scale words, a half, and the smaller amount that goes on from it."""
        scale = self.marks.scale_at(text, bare.start, bare.end, limit)
        if scale is None:
            return bare
        end, factor = scale.end, scale.factor
        again = self.marks.scale_at(text, bare.start, end, limit)
        if again:
            end, factor = again.end, factor * again.factor
        value, last = bare.value * factor, factor
        half = self.marks.half.match(text, end, limit)
        if half:
            end, value = half.end(), value + factor / 2
        while not half and (more := self._more(text, end, limit, last)):
            number, scale = more
            going_down = scale.factor < last
            value = value + number * scale.factor if going_down else (value + number) * scale.factor
            end, last, factor = scale.end, scale.factor, Decimal(1)
        rule = "a share or a scaled amount has decimals" if bare.alternative is not None else bare.rule
        return replace(bare, end=end, value=plain(value, True), scaled=True, alternative=None, rule=rule,
                       factor=Decimal(1) if half else factor)  # fmt: skip

    def _more(self, text: str, end: int, limit: int, last: Decimal) -> tuple[int, Scale] | None:
        """What goes on from a scale word with another one: "2 tỷ 500 triệu", "3 mil 200 millones"."""
        more = _MORE.match(text, end, limit)
        scale = self.marks.scale_at(text, end, more.end(), limit) if more else None
        if more is None or scale is None or scale.factor == last or (scale.factor > last > 1000):
            return None
        return int(more[1]), scale
