"""Tables in a text: a line per row, cells by tab, pipe or several blanks, heads first."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.reading.language import Language
from analysis.reading.lexicon import words_of
from analysis.reading.windows import UPPER
from analysis.table.catalogue import read_measures, read_things

_CELL = re.compile(r"[ ]*(?:\t|\|| {2,})[ ]*")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Cell:
    """A cell: its span, and the concepts of its column's head and of its row's first cells."""

    start: int
    end: int
    column: Sequence[str]
    row: Sequence[str]


@dataclass
class Cells:
    """The cells of a text's tables, in order."""

    cells: Sequence[Cell] = ()
    starts: Sequence[int] = field(default_factory=list)

    def around(self, position: int) -> tuple[Sequence[str], Sequence[str]]:
        """The concepts of the column and of the row of the cell that a place lies in."""
        at = bisect_right(self.starts, position) - 1
        if at < 0 or position >= self.cells[at].end:
            return (), ()
        return self.cells[at].column, self.cells[at].row


def cells_of(text: str, language: Language) -> Cells:
    """The cells with digits of the tables of a text."""
    ruled = "\t" in text or "|" in text or "   " in text
    return _ruled(text, language) if ruled else _flat(text, language)


def _with_things(columns: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The concepts of the heads of columns with numbers; one that names no thing counts what the others do.

    >>> _with_things([("received",), ("processed",), ("overdue",)])
    [('received', 'file'), ('processed', 'file'), ('overdue', 'file')]
    """
    own = [[each for each in column if each in read_things()] for column in columns]
    named = dict.fromkeys(each for things in own for each in things)
    thing = next(iter(named), "") if len(named) == 1 else "" if named else _common_thing(columns)
    return [
        (*column, thing) if thing and column and not things else column
        for column, things in zip(columns, own, strict=True)
    ]


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


def _ruled(text: str, language: Language) -> Cells:
    found: list[Cell] = []
    heads: list[Sequence[str]] = []
    at = 0
    for line in text.split("\n"):
        spans = _spans(line, at)
        at += len(line) + 1
        if len(spans) < 2:
            heads = []
            continue
        said = [_concepts(text, start, end, language) for start, end in spans]
        digits = [_DIGIT.search(text, start, end) is not None for start, end in spans]
        if not any(digits[1:]):
            heads = [said[0], *_with_things(said[1:])]
            continue
        # Every figure of the row looks at the label: each concept stands in it once, long as it may be.
        label = list(dict.fromkeys(
            concept for each, has in zip(said, digits, strict=True) if not has for concept in each
        ))  # fmt: skip
        found += (
            Cell(start, end, heads[place] if place < len(heads) else (), label)
            for place, ((start, end), has) in enumerate(zip(spans, digits, strict=True)) if has
        )  # fmt: skip
    return Cells(found, [cell.start for cell in found])


def _spans(line: str, offset: int) -> list[tuple[int, int]]:
    spans, start = [], 0
    for cut in [*(found.span() for found in _CELL.finditer(line)), (len(line), len(line))]:
        spans.append((offset + start, offset + cut[0]))
        start = cut[1]
    return [span for span in spans if span[1] > span[0]]


def _concepts(text: str, start: int, end: int, language: Language) -> Sequence[str]:
    mentions = language.lexicon.find(words_of(text, start, end))
    return tuple({mention.value: None for mention in mentions if mention.kind == "concepts"})


_NUMERALS = re.compile(r"(?<![\w.,])\d[\d.,]*%?(?=\s|$)")
_HEAD = re.compile(rf"[{UPPER}][^\d\n.;:]*?(?=[ ][{UPPER}]|$)")


def _flat(text: str, language: Language) -> Cells:
    """The cells of a table without rules: a line of heads, each with a capital, then rows of numerals."""
    found: list[Cell] = []
    heads: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        numerals = [(at + each.start(), at + each.end()) for each in _NUMERALS.finditer(line)]
        if not numerals:
            heads = [(at + each.start(), at + each.end()) for each in _HEAD.finditer(line)]
        elif len(numerals) > 1 and len(heads) - len(numerals) in (0, 1):
            columns = _with_things(
                [_concepts(text, *head, language) for head in heads[len(heads) - len(numerals) :]]
            )
            if sum(map(bool, columns)) > 1:
                found += (Cell(*span, column, ()) for span, column in zip(numerals, columns, strict=True))
        at += len(line) + 1
    return Cells(found, [cell.start for cell in found])
