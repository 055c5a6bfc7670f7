"""Rows of rich text, which knows the edges of cells, become rows of cells that span columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.opening.form import Block
from analysis.opening.grids import Merged

_NEAR = 40
"""Edges of cells that are nearer than so many twentieths of a point are one."""


@dataclass
class Row:
    """A row's cells so far, the right edges of all, and which of them go on with their neighbours."""

    cells: list[list[Block]] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)
    beside: set[int] = field(default_factory=set)
    above: set[int] = field(default_factory=set)
    head: bool = False


def merged(rows: Sequence[Row]) -> list[list[Merged]]:
    """The cells of rows, their widths told by the edges of all.

    >>> merged([Row([[], []], [900, 1800]), Row([[]], [1810])])[1][0].columns
    2
    """
    places = _places(edge for row in rows for edge in row.edges)
    return [list(_cells(row, places)) for row in rows]


def _places(edges: Iterable[int]) -> dict[int, int]:
    """The column that each edge closes, counted from 1."""
    columns: dict[int, int] = {}
    count, last = 0, None
    for edge in sorted(set(edges)):
        if last is None or edge - last > _NEAR:
            count, last = count + 1, edge
        columns[edge] = count
    return columns


def _cells(row: Row, places: Mapping[int, int]) -> Iterator[Merged]:
    left = 0
    for at, blocks in enumerate(row.cells):
        if at + 1 in row.beside and at + 1 < len(row.cells):
            continue  # the next one goes on with it: see below
        right = places[row.edges[at]] if at < len(row.edges) else left + 1
        first = at
        while first > 0 and first in row.beside:
            first -= 1
        said = [block for cell in row.cells[first : at + 1] for block in cell]
        yield Merged(said or blocks, max(right - left, 1), first in row.above, row.head)
        left = max(right, left + 1)
