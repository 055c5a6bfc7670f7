"""What the columns of a table are: each one's kind, and what its head says of the cells below."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from analysis.reading.cellunits import CellUnit, bracketed, is_one_of, unit_in_head, unit_of
from analysis.reading.grids import Grid, Span, is_number
from analysis.reading.language import Language
from analysis.reading.lexicon import Mention, words_of
from analysis.reading.places import Places, is_locality
from analysis.table.catalogue import read_measures, read_things

_ROW_NUMBER = re.compile(r"\d{1,5}(?:\.\d{1,2}){0,3}\.?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGIT = re.compile(r"\d")
_PLANNED = frozenset(
    {("concepts", "plan_c"), ("concepts", "estimate_c"), ("roles", "plan"), ("roles", "target")}
)
_DONE = frozenset(("concepts", each) for each in ("disbursed", "share", "processed", "reached"))
_COMPARING = frozenset({"ago", "same_period", "changes"})
_HIGHEST_RANK = 999


@dataclass(frozen=True)
class Column:
    """A column: what stands in it, and what its head says.

    `kind` is ordinal (it numbers the rows), rank, unit, label (it names the rows), number or note. `named`
    are the concepts of the head alone; `concepts` have the thing too that heads beside it name. A head that
    names a place says nothing of what is counted.
    """

    kind: str
    head: Span | None = None
    mentions: Sequence[Mention] = field(default=())
    unit: CellUnit | None = None
    named: Sequence[str] = ()
    concepts: Sequence[str] = ()

    @cached_property
    def planned(self) -> bool:
        """Whether the head calls its column a plan."""
        return is_plan(self.mentions)

    @property
    def compares(self) -> bool:
        """Whether the head says that the column compares with an earlier time."""
        return any(mention.kind in _COMPARING for mention in self.mentions)

    @cached_property
    def shares(self) -> bool:
        """Whether the head begins by calling its column a share."""
        first = next((m for m in self.mentions if m.kind == "concepts"), None)
        return first is not None and (first.first, first.value) == (0, "share")


def is_plan(mentions: Sequence[Mention]) -> bool:
    """Whether the words of a head or label call it a plan before they say that anything was done."""
    said = [(m.first, (m.kind, m.value)) for m in mentions if (m.kind, m.value) in _PLANNED | _DONE]
    return bool(said) and min(said)[1] in _PLANNED


def _without_plans(mentions: Sequence[Mention]) -> Sequence[Mention]:
    """The mentions without the things that words of a plan name too: a plan of a year is no document."""
    plans = {at for m in mentions if (m.kind, m.value) in _PLANNED for at in range(m.first, m.last + 1)}
    return [m for m in mentions if m.first not in plans or m.value not in read_things()]


def concepts_of(mentions: Sequence[Mention]) -> Sequence[str]:
    """The concepts that are mentioned, each once, in their order."""
    return tuple({mention.value: None for mention in mentions if mention.kind == "concepts"})


def columns_of(text: str, grid: Grid, language: Language) -> list[Column]:
    """The columns of a table."""
    found, numbered = [], False
    for at in range(max((len(row) for row in (grid.head, *grid.rows)), default=0)):
        column = _Reader(text, grid, language, at).column(numbered)
        numbered = numbered or column.kind == "number"
        found.append(column)
    things = with_things([column.named for column in found])
    return [replace(column, concepts=concepts) for column, concepts in zip(found, things, strict=True)]


class _Reader:
    """Reads one column."""

    def __init__(self, text: str, grid: Grid, language: Language, at: int) -> None:
        self.text, self.language, self.at = text, language, at
        self.head = grid.head[at] if at < len(grid.head) else None
        self.filled = [self._words(span) for span in grid.column(at)]
        self.filled = [words for words in self.filled if any(map(str.isalnum, words))]
        self.numbers = [words for words in self.filled if is_number(words, (0, len(words)))]
        self.beside = [self._words(span) for span in grid.column(at + 1)]
        self.mentions = self._said() if self.head else []

    def _words(self, span: Span) -> str:
        return self.text[slice(*span)]

    def _said(self) -> list[Mention]:
        """What the head says, without the brackets in which its unit stands."""
        assert self.head is not None
        units = [
            span for span in bracketed(self.text, self.head)
            if unit_of(self._words(span), self.language) is not None
        ]  # fmt: skip
        words = words_of(self.text, *self.head)
        kept = [word for word in words if not any(start <= word.start < end for start, end in units)]
        return self.language.lexicon.find(kept)

    def column(self, numbered: bool) -> Column:
        """The column; `numbered` tells that one before it has numbers."""
        kind = self._kind()
        if kind == "label" and numbered:
            kind = "note"
        if self.head is None:
            return Column(kind)
        words = self._words(self.head)
        placed = Places(self.text, self.language).within(*self.head) or is_locality(words, self.language)
        named = () if placed or kind != "number" else concepts_of(_without_plans(self.mentions))
        unit = unit_in_head(words, self.language)
        return Column(kind, self.head, self.mentions, unit, named)

    def _kind(self) -> str:
        if self._numbers_rows():
            return "ordinal"
        if self._ranks():
            return "rank"
        if self._has_units():
            return "unit"
        years = not self.at and all(map(_YEAR.fullmatch, self.filled))
        return (
            "number" if self.numbers and len(self.numbers) * 2 >= len(self.filled) and not years else "label"
        )

    def _numbers_rows(self) -> bool:
        """Whether the head says so, or, where there is none, whole numbers follow each other beside words."""
        if self.head is not None and is_one_of(self._words(self.head), tuple(self.language.tables.numbers)):
            return all(_ROW_NUMBER.fullmatch(each) or not _DIGIT.search(each) for each in self.filled)
        plain = [int(words) for words in self.filled if words.isdecimal()]
        follow = len(plain) > 1 and plain == [*range(plain[0], plain[0] + len(plain))]
        unnamed = self.head is None or self.head[0] == self.head[1]
        return not self.at and unnamed and follow and all(any(map(str.isalpha, each)) for each in self.beside)

    def _ranks(self) -> bool:
        counted = not read_things().keys().isdisjoint(concepts_of(self.mentions))
        said = any(mention.kind == "ranks" for mention in self.mentions)
        small = all(words.isdecimal() and int(words) <= _HIGHEST_RANK for words in self.filled)
        return said and small and not counted

    def _has_units(self) -> bool:
        units = sum(unit_of(words, self.language) is not None for words in self.filled)
        named = self.head is not None and is_one_of(self._words(self.head), tuple(self.language.tables.units))
        return named and units * 2 > len(self.filled)


def with_things(columns: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The concepts of heads; one that names no thing counts what the others do, or the one before it.

    >>> with_things([("received",), ("processed",), ("overdue",)])
    [('received', 'file'), ('processed', 'file'), ('overdue', 'file')]
    """
    own = [[each for each in column if each in read_things()] for column in columns]
    named = dict.fromkeys(each for things in own for each in things)
    thing = next(iter(named), "") if len(named) == 1 else "" if named else _common_thing(columns)
    return [*_told(columns, own, thing, len(named) > 1)]


def _told(
    columns: Sequence[Sequence[str]], own: Sequence[Sequence[str]], thing: str, several: bool
) -> Iterator[Sequence[str]]:
    for column, things in zip(columns, own, strict=True):
        thing = things[0] if things and several else thing
        yield (*column, thing) if thing and column and not things else column


def _common_thing(columns: Sequence[Sequence[str]]) -> str:
    """The one thing of which measures fill the most heads, and more than one; nothing if there is none."""
    counted: Counter[str] = Counter()
    for column in columns:
        filled = (
            measure.signature for measure in read_measures().values()
            if measure.signature is not None and measure.signature.that
            and all(not each.isdisjoint(column) for each in map(frozenset, measure.signature.alternatives))
        )  # fmt: skip
        counted.update({thing for signature in filled for thing in signature.of})
    best = counted.most_common(2)
    clear = best and best[0][1] > 1 and (len(best) < 2 or best[0][1] > best[1][1])
    return best[0][0] if clear else ""
