"""A table of a page as rows of cells: what is printed, and the number where the page says which it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

_PLAIN = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?", re.ASCII)
_BARE = re.compile(r"[-−]?\d[\d,]*(\.\d+)?", re.ASCII)
_WHOLE_NUMBER = re.compile(r"-?(0|[1-9]\d*)", re.ASCII)
"""Digits that mean one number in every style; with a point or comma the style decides."""
_COUNTED = frozenset({
    "start", "end", "value", "value_max", "alternative", "units_covered", "low", "high", "decimals",
    "Figures stated", "Reviewed",
})  # fmt: skip
"""Columns of files that hold plain numbers, by their heads."""
_MOST_SPAN = 1000
_GROUP = "group"
"""The head of the column that says under which heading of the table a row stands."""


class Cell(NamedTuple):
    """What is printed in a cell, and its number in plain digits, if it states one."""

    text: str = ""
    value: str = ""

    @property
    def is_bare(self) -> bool:
        """Whether it prints nothing but its number, or nothing at all."""
        return not self.text or bool(self.value and _BARE.fullmatch(self.text))


@dataclass(frozen=True)
class Grid:
    """A table: its heads, each once, and its rows, all as long as the heads.

    A column of which all cells print bare numbers holds the numbers; one that prints some with words around
    them holds the words, and the numbers follow in a column of their own.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @classmethod
    def of(cls, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Grid:
        """The grid of the cells as they stand on a page."""
        names: list[str] = []
        columns: list[tuple[Cell, ...]] = []
        for at, head in enumerate(heads):
            column = tuple(row[at] if at < len(row) else Cell() for row in rows)
            names.append(head)
            if all(cell.is_bare for cell in column):
                columns.append(column)
                continue
            columns.append(tuple(Cell(cell.text) for cell in column))
            if any(cell.value for cell in column):
                names.append(f"{head} (number)")
                columns.append(tuple(Cell(cell.value, cell.value) for cell in column))
        return cls(_each_once(names), tuple(zip(*columns, strict=True)))

    @classmethod
    def of_file(cls, rows: Sequence[Sequence[str]]) -> Grid:
        """The grid of a CSV file of the site, a head first."""
        heads, *body = rows
        made = []
        for head, column in zip(heads, zip(*body, strict=True), strict=True) if body else ():
            numbers = head in _COUNTED and all(_PLAIN.fullmatch(each) for each in column if each)
            made.append(tuple(Cell(each, each if numbers else "") for each in column))
        return cls(_each_once(heads), tuple(zip(*made, strict=True)))


def grid_of(table: str) -> Grid | None:
    """The table of a piece of HTML; None where it has no heads, or fewer than two rows.

    >>> found = grid_of('<table><thead><tr><th>n</th></tr></thead><tbody><tr><td data-value="1200">1,200</td>'
    ...     '</tr><tr><td data-value="3.50">3.50%</td></tr></tbody></table>')
    >>> found.heads, found.rows[0]
    (('n', 'n (number)'), (Cell(text='1,200', value=''), Cell(text='1200', value='1200')))
    """
    root = LexborHTMLParser(table).css_first("table")
    if root is None:
        return None
    above, body = _lines(root)
    heads = [_joined(cells) for cells in zip(*_laid_out(above), strict=False)] if above else []
    if not any(heads):
        return None
    rows, groups = _grouped(body, len(heads))
    if len(rows) < 2:
        return None
    if any(groups):
        heads = [_GROUP, *heads]
        rows = [[Cell(group), *row] for group, row in zip(groups, rows, strict=True)]
    return Grid.of(heads, rows)


def _lines(table: LexborNode) -> tuple[list[LexborNode], list[LexborNode]]:
    """The rows of the table's own head, and those below it."""
    above, below = list[LexborNode](), list[LexborNode]()
    for row in table.css("tr"):
        part = row.parent
        (above if part is not None and part.tag == "thead" else below).append(row)
    if not above and below and all(cell.tag == "th" for cell in _cells(below[0])):
        above.append(below.pop(0))
    return above, below


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in ("td", "th")]


def _span(cell: LexborNode, name: str) -> int:
    said = cell.attributes.get(name) or "1"
    return min(int(said), _MOST_SPAN) if said.isdecimal() and int(said) else 1


def _grouped(rows: Sequence[LexborNode], width: int) -> tuple[list[list[Cell]], list[str]]:
    """The rows of a body, and the heading within the table under which each stands."""
    kept, groups, group = list[LexborNode](), list[str](), ""
    for row in rows:
        cells = _cells(row)
        if len(cells) == 1 and (
            _span(cells[0], "colspan") >= width > 1 or cells[0].attributes.get("scope") == "colgroup"
        ):
            # A heading within the table; other rows of one cell say that there are more.
            group = _text(cells[0]) if cells[0].tag == "th" else group
        elif cells:
            kept.append(row)
            groups.append(group)
    return _laid_out(kept), groups


def _laid_out(rows: Iterable[LexborNode]) -> list[list[Cell]]:
    """The cells of the rows, where one that spans several stands in each."""
    below: dict[int, tuple[int, Cell]] = {}
    made = []
    for row in rows:
        line: list[Cell] = []
        for node in _cells(row):
            about = node.attributes
            cell = _cell(node, about)
            if below:
                _carry(line, below)
            if "colspan" not in about and "rowspan" not in about:
                line.append(cell)
                continue
            down = _span(node, "rowspan") - 1
            for _ in range(_span(node, "colspan")):
                if down:
                    below[len(line)] = down, cell
                line.append(cell)
        _carry(line, below)
        made.append(line)
    return made


def _carry(line: list[Cell], below: dict[int, tuple[int, Cell]]) -> None:
    """Go on with cells that reach down from the rows above."""
    while len(line) in below:
        left, cell = below.pop(len(line))
        if left > 1:
            below[len(line)] = left - 1, cell
        line.append(cell)


def _cell(node: LexborNode, about: Mapping[str, str | None]) -> Cell:
    text, value = _text(node), about.get("data-value") or ""
    if value and _PLAIN.fullmatch(value):
        return Cell(text, value)
    is_number = about.get("class") == "number" and _WHOLE_NUMBER.fullmatch(text)
    return Cell(text, text if is_number else "")


def _text(node: LexborNode) -> str:
    only = node.first_child
    if only is None or (only.tag == "-text" and only.next is None):
        return " ".join(node.text().split())
    parts = " " if node.css_first("br, p, li, div") else ""
    return " ".join(node.text(separator=parts).split())


def _joined(cells: Sequence[Cell]) -> str:
    return ": ".join(dict.fromkeys(cell.text for cell in cells if cell.text))


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    """The names, with a number behind one that stood before; one without a name has its place.

    >>> _each_once(["a", "", "a"])
    ('a', 'column 2', 'a (2)')
    """
    return tuple(_numbered(names))


def _numbered(names: Iterable[str]) -> Iterator[str]:
    taken: set[str] = set()
    for at, name in enumerate(names, start=1):
        wanted = base = name or f"column {at}"
        count = 1
        while wanted in taken:
            count += 1
            wanted = f"{base} ({count})"
        taken.add(wanted)
        yield wanted
