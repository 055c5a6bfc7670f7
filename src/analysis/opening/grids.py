"""Cells as they are written become a table in which each stands wherever it spans."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from analysis.errors import StudyError
from analysis.opening.form import Block, Paragraph, Table, before_section, words_of

_WIDEST, _MOST = 200, 500_000
"""How many columns a cell may span, and how many places a table may have."""
_LONGEST, _LONGEST_ALONE = 600, 60
"""A cell of more letters is a part of a page; and one of a row that stands alone."""
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Cell:
    """A cell's words, how many columns and rows it spans, and whether it is marked as a head."""

    text: str
    columns: int = 1
    rows: int = 1
    head: bool = False


@dataclass(frozen=True)
class Merged:
    """A cell as word processors write it: its blocks, and whether it goes on with the cell above it."""

    blocks: Sequence[Block]
    columns: int = 1
    goes_on: bool = False
    head: bool = False


_NOTHING = Cell("")


def blocks_of_cells(rows: Sequence[Sequence[Cell]]) -> list[Block]:
    """The table of these rows; what spans its width at the top or the foot is a line of its own.

    >>> blocks_of_cells([[Cell("Unit: files", 2)], [Cell("Ward"), Cell("Received")], [Cell("A"), Cell("12")]])
    [Paragraph(text='Unit: files'), Table(rows=[['Ward', 'Received'], ['A', '12']], heads=1)]

    Raises:
        StudyError: it has too many places.
    """
    grid = _without_doubles(_grid(rows))
    lines = list(map(_is_line, grid))
    first = len(list(takewhile(bool, lines)))
    last = len(grid) - len(list(takewhile(bool, lines[first:][::-1])))
    body = grid[first:last]
    above = [Paragraph(row[0].text) for row in grid[:first]]
    below = [Paragraph(row[0].text) for row in grid[last:]]
    table = [Table([[cell.text for cell in row] for row in body], _heads(body))] if body else []
    return [*above, *table, *below]


def blocks_of_merged(rows: Sequence[Sequence[Merged]]) -> list[Block]:
    """The table of these rows, or all their blocks in order where it only lays out a page.

    >>> blocks_of_merged([[Merged([Paragraph("a")]), Merged([Paragraph("b")])]])
    [Paragraph(text='a'), Paragraph(text='b')]

    Raises:
        StudyError: it has too many places.
    """
    if _lays_out(rows):
        return [block for row in rows for cell in row if not cell.goes_on for block in cell.blocks]
    return blocks_of_cells(_spanned(rows))


def _lays_out(rows: Sequence[Sequence[Merged]]) -> bool:
    cells = [cell for row in rows for cell in row]
    nested = any(isinstance(block, Table) for cell in cells for block in cell.blocks)
    return nested or lays_out(
        [[sum(len(words_of(block)) for block in cell.blocks) for cell in row] for row in rows]
    )


def lays_out(lengths: Sequence[Sequence[int]]) -> bool:
    """Whether rows with cells of so many letters only lay out a page.

    >>> lays_out([[10, 20], [3, 4]]), lays_out([[10], [20]]), lays_out([[2, 900], [2, 9]])
    (False, True, True)
    """
    columns = max(map(len, lengths), default=0)
    longest = max((length for row in lengths for length in row), default=0)
    alone = len(lengths) < 2
    return columns < (3 if alone else 2) or longest > (_LONGEST_ALONE if alone else _LONGEST)


def _spanned(rows: Sequence[Sequence[Merged]]) -> list[list[Cell]]:
    """The cells that begin, each with how many rows it goes on for."""
    begun: dict[int, tuple[int, int]] = {}
    spans: Counter[tuple[int, int]] = Counter()
    for at, row in enumerate(rows):
        column = 0
        for place, cell in enumerate(row):
            if not (cell.goes_on and column in begun):
                begun[column] = (at, place)
            spans[begun[column]] += 1
            column += cell.columns
    return [
        [_cell(cell, spans[at, place]) for place, cell in enumerate(row) if spans[at, place]]
        for at, row in enumerate(rows)
    ]


def _cell(cell: Merged, rows: int) -> Cell:
    return Cell(" ".join(map(words_of, cell.blocks)), cell.columns, rows, cell.head)


def _grid(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """The rows, all of one length, each cell in every place that it spans."""
    placed: list[dict[int, Cell]] = [{} for _ in rows]
    places = 0
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            while column in placed[at]:
                column += 1
            width = min(max(cell.columns, 1), _WIDEST)
            reached = placed[at : at + max(cell.rows, 1)]
            places = _bounded(places + width * len(reached))
            for line in reached:
                line.update((place, cell) for place in range(column, column + width) if place not in line)
            column += width
    width = max((max(row, default=-1) + 1 for row in placed), default=0)
    _bounded(width * len(placed))
    return [[row.get(place, _NOTHING) for place in range(width)] for row in placed]


def _bounded(places: int) -> int:
    if places > _MOST:
        raise StudyError("has a table that is too large", way_out="save it as .xlsx or .csv")
    return places


def _is_line(row: Sequence[Cell]) -> bool:
    """Whether there is nothing in the row but its first cell."""
    return bool(row[0].text) and all(cell is row[0] or not cell.text for cell in row)


def _without_doubles(grid: list[list[Cell]]) -> list[list[Cell]]:
    """The grid without the columns in which no cell begins: they are only there for the page's layout."""
    if not grid:
        return grid
    columns = list(zip(*grid, strict=True))
    kept = [
        at for at, column in enumerate(columns)
        if at == 0 or any(cell is not left for cell, left in zip(column, columns[at - 1], strict=True))
    ]  # fmt: skip
    return [[row[at] for at in kept] for row in grid]


def _heads(rows: Sequence[Sequence[Cell]]) -> int:
    """How many of the first rows are heads: those marked so, else those without digits."""
    marked = len(list(takewhile(lambda row: all(cell.head or not cell.text for cell in row), rows)))
    if 0 < marked < len(rows):
        return marked
    bare = len(list(takewhile(lambda row: not any(_DIGIT.search(cell.text) for cell in row), rows)))
    bare = before_section([[cell.text for cell in row] for row in rows], bare)
    return bare if bare < len(rows) else min(len(rows), 1)
