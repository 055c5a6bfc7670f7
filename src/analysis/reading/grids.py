r"""The tables of a text as they are laid out: rows of cells, which row is the head, what stands above.

A table is lines that follow each other, a line per row, the cells apart by tab, pipe or several blanks; an
empty cell is a cell. Nothing here knows a language.

>>> text = "Unit: VND billion\n\nPlace\tPlan\tPaid\nHue\t\t12\n"
>>> grid, = grids_of(text)
>>> [text[slice(*cell)] for cell in grid.head], [text[slice(*cell)] for cell in grid.rows[0]]
(['Place', 'Plan', 'Paid'], ['Hue', '', '12'])
>>> [text[slice(*line)] for line in grid.above]
['Unit: VND billion']
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

Span = tuple[int, int]
Row = Sequence[Span]

_RULES = (re.compile(r"[ ]*\t[ ]*"), re.compile(r"[ ]*\|[ ]*"), re.compile(r"[ ]{2,}"))
_RULED = re.compile(r"\t|\||[ ]{2}")
_LINE = re.compile(r"[^\n]*")
_LETTER = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"[-−–+(]?\d[\d.,'\u00a0\u202f\u2009 ]*[ ]?%?\)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_COLUMN_NUMBER = re.compile(r"[\[(]?(?:\d{1,2}|[A-Za-z])[\])]?(?:[ ]?=[ ]?[\d()\[\]A-Za-z/*x:+\- ,%]{1,20})?")
_MOST_ABOVE = 6
"""So many lines above a table, as far as the table before, may be about it."""


@dataclass
class Grid:
    """A table: the cells of the head, those of the rows below, and the lines above, nearest first.

    `counted` are rows that number the columns: "(1)", "(2)", "3=2/1".
    """

    head: Row = ()
    rows: list[Row] = field(default_factory=list)
    above: Sequence[Span] = ()
    counted: list[Row] = field(default_factory=list)

    @property
    def every(self) -> Sequence[Row]:
        """All rows, from the heads on."""
        return (self.head, *self.counted, *self.rows)

    def column(self, at: int) -> list[Span]:
        """The cells of a column that are not empty."""
        return [row[at] for row in self.rows if at < len(row) and row[at][1] > row[at][0]]


def grids_of(text: str) -> list[Grid]:
    """The tables of a text, in order."""
    if _RULED.search(text) is None:
        return []
    found: list[Grid] = []
    block: list[Row] = []
    loose: list[Span] = []
    blank = True
    for line in _LINE.finditer(text):
        if line.start() and text[line.start() - 1] != "\n":
            continue
        cells = _cells(text, *line.span())
        if len(cells) > 1 or (
            block and not blank and line.end() > line.start() and _names_group(text, cells[0])
        ):
            block.append(cells)
        else:
            _close(text, block, loose, found)
            if line.end() > line.start():
                loose.append(line.span())
        blank = line.start() == line.end()
    _close(text, block, loose, found)
    return found


def _close(text: str, block: list[Row], loose: list[Span], found: list[Grid]) -> None:
    """Make a table of the lines that lie behind; what stood above it is no longer above another one."""
    while block and len(block[-1]) < 2:
        loose.append(block.pop()[0])
    rows = [row for row in block if not _is_rule(text, row)]
    if _is_table(rows):
        above = [*takewhile(lambda line: not _is_prose(text, line), reversed(loose[-_MOST_ABOVE:]))]
        found += _tables(text, rows, above, found[-1] if found and not loose else None)
        loose.clear()
    else:
        loose += [(row[0][0], row[-1][1]) for row in rows]
    block.clear()


def _is_table(rows: Sequence[Row]) -> bool:
    """Whether several rows have as many cells, as those of a table do."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return bool(widths) and max(widths.values()) > 1


def _tables(text: str, rows: Sequence[Row], above: Sequence[Span], before: Grid | None) -> Iterator[Grid]:
    """The table, or several that follow each other: one begins where a row of heads stands.

    Rows without a head right behind a table that has as many columns go on with it, as on a next page.
    """
    grid = Grid(above=above)
    if before is not None and not _is_head(text, rows[0]) and len(rows[0]) == len(before.head):
        grid = Grid(before.head, above=before.above)
    for at, row in enumerate(rows):
        if _is_head(text, row) and (not at or _is_full(text, row, grid)):
            if grid.rows:
                yield grid
            grid = Grid(row, above=above)
        elif not grid.rows and _numbers_columns(text, row):
            grid.counted.append(row)
        else:
            grid.rows.append(row)
    yield grid


def _cells(text: str, start: int, end: int) -> Row:
    """The cells of a line, without the blanks around them."""
    line = text[start:end]
    first = start + len(line) - len(line.lstrip(" "))
    rule = next((rule for rule in _RULES if rule.search(text, first, end)), None)
    cells, at = [], first
    for cut in rule.finditer(text, first, end) if rule else ():
        cells.append((at, cut.start()))
        at = cut.end()
    return [*cells, (at, max(at, start + len(line.rstrip(" "))))]


def _names_group(text: str, line: Span) -> bool:
    """Whether a line between rows is no more than the name of a group of them."""
    return line[1] - line[0] <= 60 and text[line[1] - 1] not in ".;:,"


def _is_prose(text: str, line: Span) -> bool:
    """Whether a line is of sentences: long, with a full stop behind it."""
    return line[1] - line[0] > 80 and text[line[1] - 1] in ".;!?"


def _is_rule(text: str, row: Row) -> bool:
    """Whether a row only draws a line: |---|:--:|."""
    return all(not text[start:end].strip("-:=+ ") for start, end in row)


def is_number(text: str, cell: Span) -> bool:
    """Whether a cell is a number and nothing else.

    >>> is_number("12,4 %", (0, 6)), is_number("2 of 3", (0, 6)), is_number("-", (0, 1))
    (True, False, False)
    """
    return _NUMBER.fullmatch(text, *cell) is not None


def _is_head(text: str, row: Row) -> bool:
    """Whether a row can be one of heads: behind its first cell stand words, or years, but no numbers."""
    behind = row[1:]
    worded = any(_LETTER.search(text, *cell) or _YEAR.fullmatch(text, *cell) for cell in behind)
    return worded and not any(is_number(text, cell) and not _YEAR.fullmatch(text, *cell) for cell in behind)


def _is_full(text: str, row: Row, grid: Grid) -> bool:
    """Whether words stand in nearly every cell, where the rows before had numbers."""
    worded = sum(_LETTER.search(text, *cell) is not None for cell in row)
    return bool(grid.rows) and worded > 2 and worded * 5 > len(row) * 4 and len(row) == len(grid.head)


def _numbers_columns(text: str, row: Row) -> bool:
    """Whether a row under the heads counts the columns."""
    filled = [text[start:end] for start, end in row if end > start]
    numbers = [int(found[0]) for each in filled if (found := re.search(r"\d+", each))]
    counts = all(_COLUMN_NUMBER.fullmatch(each) for each in filled) and len(filled) > 2
    return counts and numbers == [*range(numbers[0], numbers[0] + len(numbers))] if numbers else False
