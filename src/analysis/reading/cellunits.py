"""What a unit makes of numbers that it stands apart from: "Unit: million VND", "(%)", "ĐVT: tỷ đồng"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache

from analysis.reading.language import Language
from analysis.reading.lexicon import SPACES, any_of, words_of
from analysis.reading.numerals import Numeral, Numerals
from analysis.reading.values import plain
from analysis.table.catalogue import read_things
from analysis.table.vocabulary import MONIES

_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,40})[)\]]")
_SIGNS = re.compile(r"[^\W\d_]+|[%‰₫$]")


@dataclass(frozen=True)
class CellUnit:
    """The unit of a cell's number: what it is multiplied by, its suffix (`Numeral`), the things counted."""

    factor: Decimal = Decimal(1)
    suffix: str = ""
    things: tuple[str, ...] = ()

    def applied(self, numeral: Numeral) -> Numeral:
        """The numeral of a cell in this unit; one that says its own keeps it."""
        if numeral.suffix or numeral.scaled or not (self.suffix or self.factor != 1):
            return numeral
        scaled = self.factor != 1
        top, other = numeral.value_max, numeral.alternative
        return replace(
            numeral, suffix=self.suffix, scaled=scaled, factor=self.factor,
            value=plain(numeral.value * self.factor, scaled),
            value_max=top if top is None else plain(top * self.factor, scaled),
            alternative=other if other is None else plain(other * self.factor, scaled),
        )  # fmt: skip


@lru_cache(maxsize=4096)
def unit_of(words: str, language: Language) -> CellUnit | None:
    """The unit that words name which are nothing but a unit: they are read as those of a numeral.

    >>> from analysis.reading.language import read_language
    >>> unit_of("tỷ đồng", read_language("vi"))
    CellUnit(factor=Decimal('1000000000'), suffix='VND', things=())
    >>> unit_of("VND million", read_language("en")).factor, unit_of("Hanoi", read_language("en"))
    (Decimal('1000000'), None)
    """
    words = words.strip(f"{SPACES}.:;,")
    if not words or len(words) > 60:
        return None
    text = _with_numeral(words, language)
    found = Numerals(language, language.style).find(text, ())
    if not found:
        return None
    numeral, rest = found[0], text[found[0].end :].strip(f"{SPACES}/")
    if words[0].isdecimal() and not _ROUND.match(words):
        return None
    things = _things(rest, language)
    told = bool(numeral.suffix) or numeral.value != 1
    if (rest and not things and not (told and numeral.suffix not in MONIES)) or not (told or things):
        return None
    return CellUnit(plain(numeral.value, True), numeral.suffix, things)


def _with_numeral(words: str, language: Language) -> str:
    """The words with the numeral that they leave out: "1 million people", "VND 1 million"."""
    if words[0].isdecimal():
        return words
    code = _codes(language).match(words)
    return f"{code[0]} 1 {words[code.end() :].lstrip()}" if code else f"1 {words}"


_ROUND = re.compile(r"10{2,}(?!\d)|1(?:[., \u00a0\u202f]000)+(?![\d.,])")


@cache
def _codes(language: Language) -> re.Pattern[str]:
    """The currencies that may stand before a number, with more behind them."""
    known = [word for words in language.currencies.values() for word in words if word.upper() == word]
    return re.compile(rf"(?:{any_of(known)})(?=[{SPACES}]+\w)")


def _things(words: str, language: Language) -> tuple[str, ...]:
    """The things that the words name, where they name nothing else."""
    spoken = words_of(words, 0, len(words))
    whole = (0, len(spoken) - 1)
    found = [m for m in language.lexicon.find(spoken) if m.kind == "concepts" and m.value in read_things()]
    return tuple(m.value for m in found if m[:2] == whole)


def unit_in_head(words: str, language: Language) -> CellUnit | None:
    """The unit that a head names: in brackets, or as its last words.

    >>> from analysis.reading.language import read_language
    >>> unit_in_head("Rate, %", read_language("en")).suffix
    'percent'
    """
    known = (unit for part in _parts(words) if (unit := unit_of(part, language)) is not None)
    return next((unit for unit in known if unit.suffix or unit.factor != 1 or unit.things), None)


def bracketed(text: str, span: tuple[int, int]) -> list[tuple[int, int]]:
    """What stands in brackets in a stretch of text.

    >>> bracketed("Plan (VND)", (0, 10))
    [(6, 9)]
    """
    return [found.span(1) for found in _BRACKETS.finditer(text, *span)]


def _parts(words: str) -> Iterator[str]:
    """What may be a unit in a head: what stands in brackets, the last words, a sign."""
    yield from (found[1] for found in _BRACKETS.finditer(words))
    bare = _BRACKETS.sub(" ", words).rstrip()
    starts = [found.start() for found in _SIGNS.finditer(bare)]
    yield from (bare[at:] for at in starts[-4:] if at and not bare[at:].replace(" ", "").isalpha())
    yield from (bare[at:] for at in starts[-4:] if at and _is_several(bare[at:]))
    if "%" in words:
        yield "%"


def _is_several(words: str) -> bool:
    """Whether there is more than one word: one alone may be what is counted."""
    return " " in words.strip()


def units_above(line: str, language: Language) -> dict[str, CellUnit]:
    """The units that a line above a table states, by what each is the unit of; the one of all behind "".

    >>> from analysis.reading.language import read_language
    >>> units_above("(as of 30 June; unit: VND billion)", read_language("en"))[""].factor
    Decimal('1000000000')
    >>> [*units_above("Unit: plan - VND, rate - %", read_language("en"))]
    ['plan', 'rate']
    """
    found: dict[str, CellUnit] = {}
    for stated in _stated(language).finditer(line):
        for part in (stated["unit"], *re.split(r"[,;/]", stated["unit"])):
            if " - " in part and "," in part:
                continue
            name, _, words = part.rpartition(" - ") if " - " in part else part.rpartition(": ")
            unit = unit_of(words, language)
            if unit is not None:
                found.setdefault(name.strip(), unit)
    if not found and any("%" in each[1] for each in _BRACKETS.finditer(line)):
        found[""] = CellUnit(suffix="percent")
    return found


@cache
def _stated(language: Language) -> re.Pattern[str]:
    words = any_of(language.tables.units)
    return re.compile(
        rf"(?<!\w)(?i:{words})[{SPACES}]*(?::|：|[{SPACES}])[{SPACES}]*(?P<unit>[^()\n]{{1,80}})"
    )


@lru_cache(maxsize=4096)
def is_one_of(words: str, phrases: tuple[str, ...]) -> bool:
    """Whether the words are one of the phrases, whatever their case and the marks around them.

    >>> is_one_of("No.", ("no", "stt"))
    True
    """
    return words.strip(" .:*()").casefold() in {each.strip(" .:*()").casefold() for each in phrases}
