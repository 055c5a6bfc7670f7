"""A sheet's cells become blocks: lines above, tables with their heads, notes below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from analysis.opening.form import Block, Paragraph, Table, before_section, one_line
from analysis.opening.sheets.shown import Shown

_NUMBER = re.compile(r"[-−–+(]?\d[\d.,'\u00a0\u202f ]*[ ]?%?\)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MOST_HEADS = 4

Line = Sequence[str]


@dataclass
class Sheet:
    """A sheet: what its visible cells show, by row and column, and what was left aside or is odd.

    `spans` are merged cells: the first row and column, and the last ones.
    """

    name: str
    cells: dict[tuple[int, int], Shown] = field(default_factory=dict)
    spans: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_hidden: bool = False
    comments: int = 0
    errors: list[str] = field(default_factory=list)
    without_value: list[str] = field(default_factory=list)

    def rows(self, mark: str) -> list[Line]:
        """The rows that are not hidden, each as long as the longest; merged cells in each that they span."""
        texts = {at: one_line(cell.text(mark)) for at, cell in self.cells.items()}
        for top, left, bottom, right in self.spans:
            if text := texts.get((top, left)):
                texts |= {(r, c): text for r in range(top, bottom + 1) for c in range(left, right + 1)}
        seen = {at: text for at, text in texts.items()
                if text and at[0] not in self.hidden_rows and at[1] not in self.hidden_columns}  # fmt: skip
        columns = sorted(set(range(max((c for _, c in seen), default=-1) + 1)) - self.hidden_columns)
        filled = sorted({row for row, _ in seen})
        lines = [[seen.get((row, column), "") for column in columns] for row in filled]
        return [*_with_gaps(filled, lines, self.hidden_rows)]


def _with_gaps(rows: Sequence[int], lines: Sequence[Line], hidden: set[int]) -> Iterator[Line]:
    """The lines, with an empty one where rows that are not hidden are empty."""
    for at, line in enumerate(lines):
        if at and any(
            row not in hidden for row in range(rows[at - 1] + 1, min(rows[at], rows[at - 1] + 1000))
        ):
            yield [""] * len(line)
        yield line


def blocks_of(rows: Sequence[Line]) -> Iterator[Block]:
    """The blocks of a sheet's rows, which are all of one length.

    >>> rows = [["Budget", ""], ["Place", "Plan"], ["Hue", "12"], ["Source: treasury", ""]]
    >>> for block in blocks_of(rows): print(block)
    Paragraph(text='Budget')
    Table(rows=[['Place', 'Plan'], ['Hue', '12']], heads=1)
    Paragraph(text='Source: treasury')
    """
    for is_filled, group in groupby(rows, any):
        if is_filled:
            yield from _stretch([*group])


def _stretch(rows: Sequence[Line]) -> Iterator[Block]:
    """Rows with no empty one between: lines, then tables side by side, then lines."""
    first = next((at for at, row in enumerate(rows) if len(_distinct(row)) > 1), len(rows))
    last = next((at for at in range(len(rows), first, -1) if not _is_line(rows[at - 1])), first)
    yield from map(_paragraph, rows[:first])
    if last - first == 1 and not any(map(is_number, rows[first])):
        yield from (Paragraph(cell) for cell in _distinct(rows[first]))
    elif last > first:
        yield from map(_table, _side_by_side(rows[first:last]))
    yield from map(_paragraph, rows[last:])


def _paragraph(row: Line) -> Paragraph:
    return Paragraph(" ".join(_distinct(row)))


def _distinct(row: Line) -> list[str]:
    """What a row's cells show, a merged cell once."""
    return [text for at, text in enumerate(row) if text and text not in row[:at]]


def _is_line(row: Line) -> bool:
    """Whether a row has words in one cell alone."""
    return len(_distinct(row)) == 1 and not any(map(is_number, row))


def is_number(cell: str) -> bool:
    """Whether a cell shows a number and nothing else.

    >>> is_number("12,5 %"), is_number("12 files")
    (True, False)
    """
    return _NUMBER.fullmatch(cell) is not None


def _side_by_side(rows: Sequence[Line]) -> Iterator[list[Line]]:
    """The tables between columns that are empty."""
    filled = [any(row[at] for row in rows) for at in range(len(rows[0]))]
    for is_filled, group in groupby(range(len(filled)), lambda at: filled[at]):
        if is_filled:
            columns = [*group]
            lines = [[row[at] for at in columns] for row in rows]
            yield [line for line in lines if any(line)]


def _table(rows: list[Line]) -> Block:
    if len(rows) == 1 and len(_distinct(rows[0])) == 1:
        return _paragraph(rows[0])
    heads = next((at for at in range(len(rows)) if not _is_head(rows, at)), 0)
    return Table(rows, before_section(rows, min(heads, _MOST_HEADS)))


def _is_head(rows: Sequence[Line], at: int) -> bool:
    """Whether a row can be one of heads: no number stands in it but years that follow each other."""
    row = rows[at]
    numbers = [cell for cell in row if is_number(cell)]
    if not numbers:
        return at == 0 or len(_distinct(row)) > 1
    years = [int(cell) for cell in numbers if _YEAR.fullmatch(cell)]
    following = len(years) > 1 and all(abs(one - two) <= 1 for one, two in pairwise(years))
    goes_on = at > 0 and bool(row[0]) and row[0] == rows[at - 1][0]
    return len(years) == len(numbers) and (following or goes_on)
