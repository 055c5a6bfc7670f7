"""Numbers in words: where they stand among the words of a sentence, and what they are worth."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from analysis.reading.language import Language
from analysis.reading.lexicon import SPACES, Word, any_of
from analysis.reading.values import Numeral, plain

_MOST_BETWEEN = 2
"""So many words stand between "one" and "in five"."""
_MOST_PARTS = 10


class Spoken(NamedTuple):
    """A number in words: its first and last word, the numeral, whether it is only an article by itself."""

    first: int
    last: int
    numeral: Numeral
    article: bool


@cache
def first_words(language: Language) -> re.Pattern[str]:
    """A pattern of what every number in words holds, for small letters: to see where there may be one."""
    ones = any_of([*language.compounds.ones, *language.halves.before])
    going_on = any_of([*language.scales, *language.compounds.points, *language.percent])
    return re.compile(
        rf"\b(?:{any_of(language.number_words)})(?!\w)|\b(?:{ones})[{SPACES}]+(?:{going_on})(?!\w)"
    )


def word_numerals(words: Sequence[Word], language: Language) -> Iterator[Spoken]:
    """Runs of number words as numerals, without what is a fraction: "one in five", "một phần ba".

    >>> from analysis.reading.language import read_language
    >>> from analysis.reading.lexicon import words_of
    >>> english, text = read_language("en"), "five hundred and sixty-six of two and a half million"
    >>> [str(n.numeral.value) for n in word_numerals(words_of(text, 0, len(text)), english)]
    ['566', '2500000']
    """
    known, at = _roles(language), 0
    while at < len(words):
        if not known.may_begin(words, at):
            at += 1
            continue
        spoken = _number(words, at, known)
        behind = spoken.last + 1 if spoken else at + 1
        fraction = _fraction(words, spoken, known) if spoken else 0
        if fraction:
            at = fraction
            continue
        if spoken is not None:
            yield spoken
        at = behind


@dataclass(frozen=True)
class _Roles:
    """What each word of a language does in a number."""

    values: dict[str, int]
    ones: dict[str, int]
    scales: dict[str, int]
    tails: dict[str, int]
    times: dict[str, int]
    joints: frozenset[str]
    points: frozenset[str]
    halves_after: Sequence[Sequence[str]]
    halves_before: Sequence[Sequence[str]]
    apart: Sequence[Sequence[str]]
    halves_begin: frozenset[str]

    def may_begin(self, words: Sequence[Word], at: int) -> bool:
        """Whether a number may begin with the word."""
        letters = words[at].letters
        return letters in self.values or letters in self.ones or letters in self.halves_begin

    def is_number(self, letters: str) -> bool:
        """Whether the word is a number by itself, as the second one of a fraction."""
        return (letters in self.values or letters in self.tails) and letters not in self.scales


@cache
def _roles(language: Language) -> _Roles:
    compounds = language.compounds
    single = {word.lower(): factor for word, factor in language.scales.items() if " " not in word}
    large = {word: value for word, value in language.number_words.items() if value >= 1000 or value == 100}
    before = _split(language.halves.before)
    return _Roles(
        values=language.number_words, ones=compounds.ones, scales={**large, **single},
        tails=compounds.tails, times=compounds.times, joints=frozenset({"-", *compounds.joints}),
        points=frozenset(compounds.points), halves_after=_split(language.halves.after), halves_before=before,
        apart=_split(language.fractions), halves_begin=frozenset(phrase[0] for phrase in before),
    )  # fmt: skip


def _split(phrases: Iterable[str]) -> list[list[str]]:
    """The phrases as words, the longest first."""
    return sorted((phrase.lower().split() for phrase in phrases), key=len, reverse=True)


def _phrase(words: Sequence[Word], at: int, phrases: Sequence[Sequence[str]]) -> int:
    """How many words the longest of the phrases takes that stands at a place; 0 where none does."""
    for phrase in phrases:
        if [word.letters for word in words[at : at + len(phrase)]] == phrase:
            return len(phrase)
    return 0


def _fraction(words: Sequence[Word], spoken: Spoken, known: _Roles) -> int:
    """Where a fraction ends that begins with the number: "two out of three", "une commune sur quatre"."""
    for gap in range(_MOST_BETWEEN + 1 if spoken.article else 1):
        behind = spoken.last + 1 + gap
        if behind >= len(words) or (gap and not words[behind - 1].letters.isalpha()):
            return 0
        apart = _phrase(words, behind, known.apart)
        second = behind + apart
        if apart and second < len(words) and known.is_number(words[second].letters):
            letters = words[second].letters
            parts = known.values.get(letters, known.tails.get(letters, 0))
            return second + 1 if spoken.numeral.value < parts <= _MOST_PARTS else 0
    return 0


@dataclass
class _Sum:
    """A number that grows word by word: what the scales made of it so far, and what is below them."""

    value: Decimal = Decimal(0)
    below: Decimal = Decimal(0)
    scale: int = 0
    factor: int = 1
    empty: bool = True
    closed: bool = False
    hundred: bool = False

    def add(self, value: int) -> bool:
        """Add a number that fits into the room that is left; False where it does not."""
        teens = value < 20 <= self.below % 100 and self.below % 10 == 0
        fits = self.empty or teens or self.below % 10 ** len(str(value)) == 0
        if self.closed or not fits or (not self.empty and value == 0):
            return False
        self.below, self.empty, self.hundred = self.below + value, False, False
        return True

    def multiply(self, times: int) -> bool:
        """Multiply the units: quatre-vingt, hai mươi, two hundred."""
        units = self.below % 10 if self.below % 100 < 10 else Decimal(0)
        if self.closed or (not units and not (times == 100 and self.below == 0)):
            return False
        self.below += units * (times - 1)
        self.empty, self.hundred = False, times == 100
        return True

    def scaled(self, scale: int) -> bool:
        """Apply a scale word: "two thousand", "mil millones", "hai nghìn ba trăm tỷ"."""
        if self.empty and (not self.value or scale <= self.scale):
            return False
        if not self.scale or scale > self.scale:
            self.factor = scale if not self.scale else self.factor * scale if self.empty else 1
            self.value = (self.value + self.below) * scale
        else:
            self.factor, self.value = 1, self.value + self.below * scale
        self.below, self.scale, self.empty, self.hundred, self.closed = Decimal(0), scale, True, False, False
        return True

    def half(self) -> bool:
        """Add a half of the last scale, or of one."""
        if self.closed or (self.empty and not self.scale):
            return False
        if self.empty:
            self.value += Decimal(self.scale) / 2
        else:
            self.below += Decimal(100 if self.hundred else 1) / 2
        self.closed, self.factor = True, 1
        return True

    def numeral(self, start: int, end: int) -> Numeral:
        """The number as a numeral with its span."""
        scaled, simple = bool(self.scale), not self.below
        return Numeral(
            start, end, plain(self.value + self.below, scaled), worded=True, scaled=scaled,
            factor=Decimal(self.factor if simple else 1),
        )  # fmt: skip


def _number(words: Sequence[Word], at: int, known: _Roles) -> Spoken | None:
    """The number that begins with a word; None where the word is something else."""
    number, last = _Sum(), at
    halves = _phrase(words, at, known.halves_before)
    if halves:
        number.below, number.empty, number.closed, last = Decimal("0.5"), False, True, at + halves - 1
    elif words[at].letters in known.values:
        number.add(known.values[words[at].letters])
    elif words[at].letters in known.ones:
        number.add(known.ones[words[at].letters])
    else:
        return None
    article = words[at].letters in known.ones and words[at].letters not in known.values
    begun, last = last, _grown(words, last, number, known)
    if halves and last == begun:
        return None
    return Spoken(at, last, number.numeral(words[at].start, words[last].end), article and last == begun)


def _grown(words: Sequence[Word], last: int, number: _Sum, known: _Roles) -> int:
    """The last word of the number, which grows as long as words go on with it."""
    look, joined = last + 1, False
    while look < len(words) and words[look].start - words[look - 1].end <= 1:
        letters = words[look].letters
        half = _phrase(words, look, known.halves_after)
        if half and number.half():
            last = look = look + half - 1
        elif letters in known.points and not number.scale and not number.closed:
            behind = _decimals(words, look + 1, known)
            if not behind:
                break
            number.below, number.closed = Decimal(f"{number.below}.{behind[1]}"), True
            last = look = behind[0]
        elif letters in known.joints and not joined:
            joined, look = True, look + 1
            continue
        elif not _takes(words, look, number, known, joined=joined):
            break
        else:
            last = look
        joined, look = False, look + 1
    return last


def _takes(words: Sequence[Word], look: int, number: _Sum, known: _Roles, *, joined: bool) -> bool:
    """Whether the number goes on with the word, which is then taken into it."""
    letters = words[look].letters
    if letters in known.times and number.multiply(known.times[letters]):
        return True
    if letters in known.scales:
        factor = known.scales[letters]
        if factor > 100:
            return number.scaled(factor)
        return number.multiply(factor) or (letters in known.values and number.add(factor))
    if letters in known.tails and number.below % 100 >= 20 and number.below % 10 == 0:
        return number.add(known.tails[letters])
    if letters in known.values:
        return number.add(known.values[letters])
    if letters not in known.ones:
        return False
    following = words[look + 1].letters if look + 1 < len(words) else ""
    goes_on = following in known.times or following in known.scales
    inside = joined and not number.empty and number.below >= 100
    if not ((number.empty and number.scale and goes_on) or inside):
        return False
    value = known.ones[letters]
    if value == 0:
        number.empty = False
        return True
    return number.add(value)


def _decimals(words: Sequence[Word], at: int, known: _Roles) -> tuple[int, str] | None:
    """The last word of what stands behind the decimal mark, and its digits."""
    digits, last = "", at - 1
    for look in range(at, min(at + 12, len(words))):
        letters = words[look].letters
        value = known.values.get(letters, known.ones.get(letters))
        if value is None or value > 9 or (look > at and words[look].start - words[look - 1].end > 1):
            break
        digits, last = digits + str(value), look
    if digits:
        return last, digits
    if at < len(words) and known.values.get(words[at].letters, 100) < 100:
        number = _Sum()
        number.add(known.values[words[at].letters])
        last = _grown(words, at, number, replace(known, scales={}, points=frozenset()))
        return last, str(number.below)
    return None
