"""Numerals as they are printed: where they stand, what they are worth, how they may be misread.

A numeral is its digits (or number words) with the scale words, currency or per cent sign that belong
to it. Which mark separates thousands is inferred from the whole text and stated.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from analysis.reading.language import Language, Style
from analysis.reading.lexicon import SPACES, Word, any_of
from analysis.reading.windows import around_digits

_SHAPE = re.compile(
    rf"(?P<spaced>\d{{1,3}}(?:[{SPACES}]\d{{3}}){{1,6}}(?!\d))"
    r"|(?P<dotted>\d{1,3}(?:\.\d{3}){1,6}(?!\d))"
    r"|(?P<commaed>\d{1,3}(?:,\d{3}){1,6}(?!\d))"
    r"|(?P<plain>\d{1,40})"
)
_DECIMALS = re.compile(r"[.,]\d{1,12}(?![\d])(?!\.\d)")
_LOST_MARK = re.compile(r"(?<![\d.,])(\d{1,2}) (\d)(?= ?%)")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A printed numeral: its span, its value in base units, and what its own marks say of the unit.

    `suffix` is percent, percentage_points, VND, USD or empty; `scaled` tells of scale words;
    `alternative` is the second reading where the marks allow one, `rule` what settled a doubt.
    """

    start: int
    end: int
    value: Decimal
    value_max: Decimal | None = None
    alternative: Decimal | None = None
    suffix: str = ""
    scaled: bool = False
    factor: Decimal = Decimal(1)
    worded: bool = False
    rule: str = ""


def infer_style(text: str, language: Language) -> Style:
    """How this text separates thousands and decimals; the language's habit where the text is silent.

    >>> from analysis.reading.language import read_language
    >>> infer_style("2.500.589 milliards et 57,5%", read_language("fr")).group
    '.'
    """
    groups, decimals = Counter[str](), Counter[str]()
    numbers = "\n".join(text[start:end] for start, end in around_digits(text))
    for found in _TWO_MARKS.finditer(numbers):
        groups[" " if found[1] in SPACES else found[1]] += 2
        if found[2] and found[2] != found[1]:
            decimals[found[2]] += 2
    decimals.update(_DECIMAL.findall(numbers))
    groups[" "] += len(_SPACED.findall(numbers))
    decimal = _most(decimals, language.style.decimal)
    groups.update({mark for mark in _GROUP.findall(numbers) if mark != decimal})
    group = _most(groups, language.style.group)
    return Style(group=group, decimal=decimal if decimal != group else {",": ".", ".": ","}.get(group, ","))


_TWO_MARKS = re.compile(rf"\d{{1,3}}([{SPACES}.,])\d{{3}}(?:\1\d{{3}}|([.,])\d{{1,2}}(?!\d))")
_DECIMAL = re.compile(r"\d(?<![\d.,/-]\d)\d{0,2}([.,])\d{1,2}(?![\d.,/-]\d|\d)")
_SPACED = re.compile(rf"\d(?<![\d.,]\d)\d{{0,2}}[{SPACES}]\d{{3}}(?!\d)")
_GROUP = re.compile(r"\d(?<![\d.,]\d)\d{0,2}([.,])\d{3}(?!\d)")


def _most(counts: Counter[str], habit: str) -> str:
    if not counts:
        return habit
    best = max(counts.values())
    return habit if counts[habit] == best else next(mark for mark, n in counts.items() if n == best)


class Numerals:
    """Finds the numerals of a text in one language and style."""

    def __init__(self, language: Language, style: Style) -> None:
        self.language, self.style = language, style
        self.marks = marks_of(language)

    def find(self, text: str, taken: Sequence[tuple[int, int]]) -> list[Numeral]:
        """The numerals outside the spans that are taken, in order."""
        found: list[Numeral] = []
        position, at = 0, 0
        for digit in re.finditer(r"\d", text):
            start = digit.start()
            if start < position:
                continue
            while at < len(taken) and taken[at][1] <= start:
                at += 1
            if at < len(taken) and taken[at][0] <= start:
                position = taken[at][1]
                continue
            limit = taken[at][0] if at < len(taken) else len(text)
            numeral = self.at(text, start, limit)
            found.append(numeral)
            position = numeral.end
        return self._joined(text, found)

    def at(self, text: str, start: int, limit: int) -> Numeral:
        """The numeral that begins with the digit at `start`."""
        lost = _LOST_MARK.match(text, start, limit)
        if lost and self.style.group != " ":
            value = Decimal(f"{lost[1]}.{lost[2]}")
            bare = Numeral(start, lost.end(), value, rule="the decimal mark was lost")
        else:
            bare = self._bare(text, start, limit)
        return self.with_marks(text, bare, limit)

    def _bare(self, text: str, start: int, limit: int) -> Numeral:
        shape = _SHAPE.match(text, start, limit)
        assert shape is not None
        kind, printed = shape.lastgroup, shape[0]
        if kind == "spaced" and not self._groups_by_space(text, shape):
            printed = re.match(r"\d+", printed)[0]  # type: ignore[index]
            kind = "plain"
        end = start + len(printed)
        decimals = _DECIMALS.match(text, end, limit)
        whole = re.sub(r"\D", "", printed)
        if decimals is None:
            return self._grouped(kind or "", printed, whole, start, end)
        mark, digits = decimals[0][0], decimals[0][1:]
        if kind == "plain" and len(digits) == 3 and mark != self.style.decimal:
            value = Decimal(whole + digits)
            rule = "the mark separates thousands in this text" if len(whole) > 3 else ""
            return Numeral(start, decimals.end(), value, rule=rule)
        return Numeral(start, decimals.end(), Decimal(f"{whole}.{digits}"))

    def _groups_by_space(self, text: str, shape: re.Match[str]) -> bool:
        return self.style.group == " " or any(space in shape[0] for space in SPACES[1:])

    def _grouped(self, kind: str, printed: str, whole: str, start: int, end: int) -> Numeral:
        """Digits in groups of three; one group behind the text's decimal mark can be read two ways."""
        thousands = Decimal(whole)
        mark = {"dotted": ".", "commaed": ","}.get(kind, "")
        if mark and mark == self.style.decimal and printed.count(mark) == 1:
            decimal = Decimal(printed.replace(mark, "."))
            return Numeral(start, end, decimal, alternative=thousands)
        return Numeral(start, end, thousands)

    def with_marks(self, text: str, bare: Numeral, limit: int) -> Numeral:
        """The numeral with the scale words, currency or per cent sign around it."""
        marks, end, value, alternative = self.marks, bare.end, bare.value, bare.alternative
        scale, factor = marks.scale.match(text, end, limit), Decimal(1)
        if scale:
            factor = marks.scales[_folded(scale[1])]
            end = scale.end()
            again = marks.scale.match(text, end, limit)
            if again:
                factor, end = factor * marks.scales[_folded(again[1])], again.end()
            value = value * factor
            alternative = alternative * factor if alternative is not None else None
        suffix = marks.suffix.match(text, end, limit)
        kind = marks.kinds[_folded(suffix[1])] if suffix else ""
        before = marks.before.search(text, max(0, bare.start - 12), bare.start)
        start = bare.start
        if before and not kind:
            kind, start = marks.kinds[_folded(before[1])], before.start()
        settled = _settled(bare, scaled=scale is not None, kind=kind)
        if settled.value != bare.value and alternative is not None:
            value, alternative = alternative, None
        elif settled.alternative is None:
            alternative = None
        return replace(
            bare, start=start, end=suffix.end() if suffix else end, value=_plain(value, scale is not None),
            alternative=alternative,
            suffix=kind, scaled=scale is not None, factor=factor, rule=settled.rule,
        )  # fmt: skip

    def _joined(self, text: str, numerals: list[Numeral]) -> list[Numeral]:
        """Two numerals that are the ends of one range, made one."""
        joined: list[Numeral] = []
        for numeral in numerals:
            before = joined[-1] if joined else None
            if before is not None and self._is_range(text, before, numeral):
                joined[-1] = self._range(before, numeral)
            else:
                joined.append(numeral)
        return joined

    def _is_range(self, text: str, low: Numeral, high: Numeral) -> bool:
        if high.start - low.end > 12 or low.value_max is not None or low.value >= _same_scale(low, high):
            return False
        if low.suffix and low.suffix != high.suffix:
            return False
        between = text[low.end : high.start].strip().lower()
        opened = self.marks.opener.search(text, max(0, low.start - 14), low.start)
        if between in "-–—" and between:
            return True
        if between not in self.language.ranges.between:
            return False
        if between in self.marks.plain_between and not low.suffix and not opened:
            return True
        return (
            opened is not None
            and self.marks.movement.search(text, max(0, opened.start() - 40), opened.start()) is None
        )

    def _range(self, low: Numeral, high: Numeral) -> Numeral:
        factor = high.factor if not low.scaled else Decimal(1)
        return replace(
            low, end=high.end, value=_plain(low.value * factor, factor != 1), value_max=high.value,
            suffix=high.suffix, scaled=low.scaled or high.scaled, alternative=None,
        )  # fmt: skip


def _settled(bare: Numeral, *, scaled: bool, kind: str) -> Numeral:
    """Two readings settled by what follows: a share or a scaled amount has decimals, a count has none."""
    if bare.alternative is None:
        return bare
    if kind in ("percent", "percentage_points") or scaled:
        return replace(bare, alternative=None, rule="a share or a scaled amount has decimals")
    return bare


def whole(numeral: Numeral) -> Numeral:
    """The numeral of something that is counted: of two readings the one without decimals."""
    if numeral.alternative is None or numeral.value == numeral.value.to_integral_value():
        return numeral
    return replace(
        numeral, value=numeral.alternative, alternative=None, rule="what is counted has no decimals"
    )


def negative(numeral: Numeral) -> Numeral:
    """The numeral of a fall: below zero, the lower end of a range first."""
    low, high = numeral.value, numeral.value_max
    return replace(
        numeral, value=-low if high is None else -high, value_max=None if high is None else -low,
        alternative=None if numeral.alternative is None else -numeral.alternative,
    )  # fmt: skip


def rescaled(numeral: Numeral, like: Numeral) -> Numeral:
    """The numeral with the scale words of an earlier one, which it leaves out: "8.036 billion and 1.200"."""
    factor = like.factor
    value = numeral.alternative if numeral.alternative is not None else numeral.value
    return replace(numeral, value=_plain(value * factor, True), alternative=None, scaled=True, factor=factor,
                   rule="scale and currency as in the figure before")  # fmt: skip


def _same_scale(low: Numeral, high: Numeral) -> Decimal:
    """The high end in the scale of the low one: in "2 to 5 billion" they share the word."""
    return high.value if low.scaled else high.value / high.factor


def _plain(value: Decimal, scaled: bool = False) -> Decimal:
    """The value without an exponent; a scaled one without the zeros that scaling added."""
    if value == value.to_integral_value() and (scaled or int(value.as_tuple().exponent) > 0):
        return value.quantize(Decimal(1))
    return Decimal(f"{value.normalize():f}") if scaled else value


@dataclass(frozen=True)
class Marks:
    """What may stand around digits, compiled."""

    scale: re.Pattern[str]
    scales: Mapping[str, Decimal]
    suffix: re.Pattern[str]
    before: re.Pattern[str]
    kinds: Mapping[str, str]
    opener: re.Pattern[str]
    movement: re.Pattern[str]
    plain_between: frozenset[str]


@cache
def marks_of(language: Language) -> Marks:
    """The language's marks, compiled."""
    kinds = {_folded(word): "percent" for word in language.percent}
    kinds |= {_folded(word): "percentage_points" for word in language.points}
    money = {_folded(word): code for code, words in language.currencies.items() for word in words}
    scales = {_folded(word): Decimal(factor) for word, factor in language.scales.items()}
    space = rf"[{SPACES}]?"
    return Marks(
        scale=re.compile(rf"{space}(?!{any_of(language.not_scales)})({any_of(scales)}){_END}", re.IGNORECASE),
        scales=scales,
        suffix=re.compile(rf"{space}({any_of({**kinds, **money})}){_END}", re.IGNORECASE),
        before=re.compile(rf"(?<![\w$])({any_of(_codes(language))}){space}$"),
        kinds={**kinds, **money},
        opener=re.compile(rf"(?<!\w)({any_of(language.ranges.open)})\s$", re.IGNORECASE),
        movement=re.compile(
            rf"(?<!\w)(?:{any_of(word.rstrip('*') for words in language.changes.values() for word in words)})"
            rf"\w{{0,8}}[{SPACES}]+(?:\w{{1,8}}[{SPACES}]+)?$",
            re.IGNORECASE,
        ),
        plain_between=frozenset(language.ranges.plain),
    )


def _codes(language: Language) -> list[str]:
    """The currencies that may stand before a number: codes and signs, no words."""
    return [
        word
        for words in language.currencies.values()
        for word in words
        if word.upper() == word and " " not in word
    ]


_END = r"(?![^\W\d_])"


def _folded(word: str) -> str:
    return " ".join(word.lower().split())


def word_numerals(words: Sequence[Word], language: Language) -> Iterator[tuple[int, int, Numeral]]:
    """Runs of number words as numerals, with the places of their first and last word.

    Hyphens and the language's own joints ("treinta y cinco") may stand inside a compound.
    """
    known, at = language.number_words, 0
    while at < len(words):
        if words[at][2] not in known:
            at += 1
            continue
        last, value = _compound(words, at, language)
        yield at, last, Numeral(words[at][0], words[last][1], value, worded=True)
        at = last + 1


def _compound(words: Sequence[Word], at: int, language: Language) -> tuple[int, Decimal]:
    """The last word of the number that begins with a word, and what it is worth."""
    joints = {"-", *language.compounds.joints}
    last, thousands, rest = at, 0, language.number_words[words[at][2]]
    for look in range(at + 1, len(words)):
        letters = words[look][2]
        if words[look][0] - words[look - 1][1] > 1:
            break
        if letters in joints and look == last + 1:
            continue
        grown = _grown(thousands, rest, letters, language)
        if grown is None:
            break
        last, (thousands, rest) = look, grown
    return last, Decimal(thousands + rest)


def _grown(thousands: int, rest: int, letters: str, language: Language) -> tuple[int, int] | None:
    """A number with one more word: thousands, and what is below; None where the word does not go on."""
    times, value = language.compounds.times.get(letters), language.number_words.get(letters)
    units = rest % 10 if rest % 100 < 10 else 0
    if times and units:
        return thousands, rest - units + units * times
    if letters in language.compounds.tails and rest % 100 >= 20 and rest % 10 == 0:
        return thousands, rest + language.compounds.tails[letters]
    if value is None:
        return None
    if value >= 1000:
        return (thousands + rest * value, 0) if rest else None
    if value == 100 and units:
        return thousands, rest - units + units * value
    room = rest % 10 ** len(str(value)) == 0 or (value < 20 <= rest % 100 and rest % 10 == 0)
    return (thousands, rest + value) if room else None
