"""Tables of a page: cells between rules, or columns that stand under each other without any."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.opening.form import Table, before_section
from analysis.opening.pdf.drawn import Box
from analysis.opening.pdf.pieces import Piece, joined, rows_of

_NEAR = 4.0
"""Rules nearer than this are one."""
_AMOUNT = re.compile(r"[-–+(]?[\d.,\s\u00a0\u202f]*\d[\d.,\s\u00a0\u202f]*[%)⁰¹²³⁴⁵⁶⁷⁸⁹*]*|[-–—.…x]|")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBERED = re.compile(r"\(?(?:\d{1,2}|[A-Z])\)?(?:\s?=.*)?")
_MOST_HEADS = 4
_LONGEST = 80
"""No cell of a table without rules has a longer line."""
_MOST_RULES = 1_000


@dataclass
class _Grid:
    """Where the rules of one table cross, and the rules."""

    xs: list[float]
    ys: list[float]
    levels: list[Box]
    uprights: list[Box]

    def word_at(self, word: Piece) -> tuple[int, int] | None:
        """The row and column that the word stands in."""
        column = bisect_right(self.xs, word.middle) - 1
        row = bisect_right(self.ys, word.y - word.size / 3) - 1
        inside = 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1
        return (row, column) if inside else None

    def is_open_right(self, row: int, column: int) -> bool:
        """Whether no rule stands between the cell and the one on its right."""
        x, y = self.xs[column + 1], (self.ys[row] + self.ys[row + 1]) / 2
        return not any(abs((rule.x0 + rule.x1) / 2 - x) <= _NEAR and rule.y0 <= y <= rule.y1
                       for rule in self.uprights)  # fmt: skip

    def is_open_below(self, row: int, column: int) -> bool:
        """Whether no rule stands between the cell and the one below."""
        x, y = (self.xs[column] + self.xs[column + 1]) / 2, self.ys[row + 1]
        return not any(abs((rule.y0 + rule.y1) / 2 - y) <= _NEAR and rule.x0 <= x <= rule.x1
                       for rule in self.levels)  # fmt: skip


def ruled(words: list[Piece], rules: list[Box]) -> tuple[list[Piece], list[Piece]]:
    """The tables between rules, each as a piece in its place, and the words outside them."""
    rest, tables = words, []
    for grid in _grids(_whole(rules)[:_MOST_RULES]):
        inside = [(word, grid.word_at(word)) for word in rest]
        held = [(word, at) for word, at in inside if at]
        rows = _rows(grid, held)
        if len(rows) < 2 or len(rows[0]) < 2:
            continue
        rest = [word for word, at in inside if not at]
        size = held[0][0].size
        placed = Piece("", grid.xs[0], grid.xs[-1], grid.ys[0] + size, size, False)
        placed.table = Table(rows, heads_of(rows))
        tables.append(placed)
    return tables, rest


def _whole(rules: list[Box]) -> list[Box]:
    """The rules with those made one that go on from each other, as sides of cells do."""
    made: list[Box] = []
    ordered = sorted(
        rules, key=lambda r: (_is_level(r), round(r.y0 / 2 if _is_level(r) else r.x0 / 2), r.x0, r.y0)
    )
    for rule in ordered:
        last = made[-1] if made else None
        if last and _is_level(last) == _is_level(rule) and _goes_on_from(last, rule):
            last.x1, last.y1 = max(last.x1, rule.x1), max(last.y1, rule.y1)
        else:
            made.append(Box(rule.x0, rule.y0, rule.x1, rule.y1))
    return made


def _is_level(rule: Box) -> bool:
    return rule.x1 - rule.x0 >= rule.y1 - rule.y0


def _goes_on_from(last: Box, rule: Box) -> bool:
    if _is_level(rule):
        return abs(rule.y0 - last.y0) < 2 and rule.x0 <= last.x1 + 1
    return abs(rule.x0 - last.x0) < 2 and last.y0 <= rule.y0 <= last.y1 + 1


def _grids(rules: list[Box]) -> Iterable[_Grid]:
    for group in _touching(rules):
        levels = [rule for rule in group if _is_level(rule)]
        uprights = [rule for rule in group if not _is_level(rule)]
        xs = _clustered([(rule.x0 + rule.x1) / 2 for rule in uprights] + _ends(levels, "x0", "x1"))
        ys = _clustered([(rule.y0 + rule.y1) / 2 for rule in levels] + _ends(uprights, "y0", "y1"))
        if len(xs) > 2 and len(ys) > 1 and uprights:
            yield _Grid(xs, ys, levels, uprights)


def _ends(rules: list[Box], low: str, high: str) -> list[float]:
    """The outermost ends, which close a table that has no outer rules."""
    if not rules:
        return []
    return [min(getattr(rule, low) for rule in rules), max(getattr(rule, high) for rule in rules)]


def _touching(rules: list[Box]) -> list[list[Box]]:
    """The rules in groups that hang together."""
    groups: list[tuple[Box, list[Box]]] = []
    for rule in sorted(rules, key=lambda each: (each.y0, each.x0)):
        met = [group for group in groups if _meets(group[0], rule) and any(_meets(r, rule) for r in group[1])]
        groups = [group for group in groups if not any(group is each for each in met)]
        members = [rule, *(each for group in met for each in group[1])]
        groups.append((_around(members), members))
    return [members for _, members in groups]


def _meets(one: Box, other: Box) -> bool:
    return (one.x0 - _NEAR <= other.x1 and other.x0 - _NEAR <= one.x1
            and one.y0 - _NEAR <= other.y1 and other.y0 - _NEAR <= one.y1)  # fmt: skip


def _around(boxes: list[Box]) -> Box:
    return Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes),
               max(b.x1 for b in boxes), max(b.y1 for b in boxes))  # fmt: skip


def _clustered(values: Iterable[float]) -> list[float]:
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= _NEAR:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def _rows(grid: _Grid, held: list[tuple[Piece, tuple[int, int]]]) -> list[list[str]]:
    """The cells' texts; what spans several stands in each of them."""
    owner = _owners(grid)
    words: dict[tuple[int, int], list[Piece]] = defaultdict(list)
    for word, at in held:
        words[owner[at]].append(word)
    lines = {at: [joined(row) for row in rows_of(each)] for at, each in words.items()}
    height, width = len(grid.ys) - 1, len(grid.xs) - 1
    made: list[list[str]] = []
    for row in range(height):
        cells = [lines.get(owner[row, column], []) for column in range(width)]
        made.extend(_split(cells) or [[" ".join(line.text for line in cell) for cell in cells]])
    return _without_empty(made)


def _owners(grid: _Grid) -> dict[tuple[int, int], tuple[int, int]]:
    """For each cell the first one of the span that it belongs to."""
    owner = {(r, c): (r, c) for r in range(len(grid.ys) - 1) for c in range(len(grid.xs) - 1)}

    def first(at: tuple[int, int]) -> tuple[int, int]:
        while owner[at] != at:
            at = owner[at]
        return at

    for r, c in owner:
        for other, is_open in (((r, c + 1), grid.is_open_right), ((r + 1, c), grid.is_open_below)):
            if other in owner and is_open(r, c):
                one, two = sorted((first((r, c)), first(other)))
                owner[two] = one
    return {at: first(at) for at in owner}


def _split(cells: list[list[Piece]]) -> list[list[str]]:
    """Rows that no rule parts: a column of amounts has one in each line, and the others as many lines."""
    most = max((len(cell) for cell in cells), default=0)
    filled = [cell for cell in cells if cell]
    amounts = any(len(cell) == most and all(is_amount(line.text) for line in cell) for cell in filled)
    if most < 2 or not amounts or len(filled) < 2 or any(len(cell) != most for cell in filled):
        return []
    return [[cell[index].text if cell else "" for cell in cells] for index in range(most)]


def _without_empty(rows: list[list[str]]) -> list[list[str]]:
    kept = [row for row in rows if any(row)]
    columns = [index for index in range(len(kept[0])) if any(row[index] for row in kept)] if kept else []
    return [[row[index] for index in columns] for row in kept]


def is_amount(text: str) -> bool:
    """Whether a cell holds an amount, a sign for none, or nothing.

    >>> is_amount("12.345"), is_amount("(1,5)"), is_amount("Plan")
    (True, True, False)
    """
    return _AMOUNT.fullmatch(text.strip()) is not None


def heads_of(rows: Sequence[Sequence[str]]) -> int:
    """How many rows at the top are heads: those before the first row of amounts.

    >>> heads_of([["Place", "2024", "2025"], ["A", "(1)", "(2)"], ["Hanoi", "12", "15"]])
    2
    """
    first = next((index for index, row in enumerate(rows) if _has_amounts(row)), 1)
    return before_section(rows, min(max(first, 1), _MOST_HEADS, len(rows)))


def _has_amounts(row: Sequence[str]) -> bool:
    said = [cell.strip() for cell in row if cell.strip()]
    if all(_NUMBERED.fullmatch(cell) for cell in said):
        return False
    amounts = [cell for cell in said[1:] if is_amount(cell) and not _YEAR.fullmatch(cell)]
    return bool(amounts) and 2 * len(amounts) >= len(said) - 1


def unruled(rows: list[list[Piece]]) -> list[list[Piece]]:
    """The rows, with those whose pieces stand in columns as one row that is a table."""
    made: list[list[Piece]] = []
    start = 0
    while start < len(rows):
        end = _end_of_run(rows, start)
        if end - start < 2:
            end = start + 1
            made.append(rows[start])
        else:
            made.append([_placed(rows[start:end])])
        start = end
    return made


def _placed(rows: list[list[Piece]]) -> Piece:
    first = rows[0][0]
    x0, x1 = min(row[0].x0 for row in rows), max(row[-1].x1 for row in rows)
    return Piece("", x0, x1, first.y, first.size, False, table=as_table(rows))


def _end_of_run(rows: list[list[Piece]], start: int) -> int:
    """Where the rows end that share gaps with the one at `start`, which has two pieces or more."""
    if len(rows[start]) < 2 or any(piece.table for piece in rows[start]):
        return start
    gaps = [(a.x1, b.x0) for a, b in zip(rows[start], rows[start][1:], strict=False)]
    last, many = start, 1
    for index in range(start + 1, len(rows)):
        row = rows[index]
        left = [gap for gap in (narrowed(gap, row) for gap in gaps) if gap]
        apart = row[0].y - rows[index - 1][0].y > 4 * max(row[0].size, rows[index - 1][0].size)
        if not left or apart or any(piece.table for piece in row) or 2 * len(left) < len(gaps):
            break
        gaps = left
        if len(row) > 1:
            last, many = index, many + 1
    return last + 1 if _is_table(rows[start : last + 1], many) else start


def _is_table(rows: list[list[Piece]], many: int) -> bool:
    cells = [piece.text for row in rows for piece in row]
    amounts = sum(is_amount(cell) for cell in cells)
    longest = max(map(len, cells))
    few = 3 * amounts < len(cells)
    return longest < _LONGEST and amounts > 0 and many >= (3 if few else 2)


def narrowed(gap: tuple[float, float], row: Sequence[Piece]) -> tuple[float, float] | None:
    """What the row leaves of a gap between columns; nothing where a piece stands across it."""
    a, b = gap
    for piece in row:
        if piece.x1 <= a or piece.x0 >= b:
            continue
        if piece.x0 <= a and piece.x1 < b:
            a = piece.x1
        elif piece.x1 >= b and piece.x0 > a:
            b = piece.x0
        else:
            return None
    return (a, b) if b - a > 0.4 * row[0].size else None


def as_table(rows: list[list[Piece]]) -> Table:
    """The table of rows of pieces: each under the column that it stands in, wrapped lines joined."""
    most = max(map(len, rows))
    spans = _spans([row for row in rows if 2 * len(row) > most])
    made: list[list[str]] = []
    for group in _grouped(rows):
        cells = [""] * len(spans)
        for piece in sorted((piece for row in group for piece in row), key=lambda each: each.y):
            for index in _columns_of(piece, spans):
                cells[index] = f"{cells[index]} {piece.text}".strip()
        if made and _goes_on(cells, made[-1]):
            made[-1] = [f"{before} {after}".strip() for before, after in zip(made[-1], cells, strict=True)]
        else:
            made.append(cells)
    return Table(made, heads_of(made))


def _columns_of(piece: Piece, spans: list[tuple[float, float]]) -> list[int]:
    """The columns that the piece stands in, or the one that is nearest."""
    at = [index for index, (a, b) in enumerate(spans) if min(b, piece.x1) > max(a, piece.x0)]
    return at or [min(range(len(spans)), key=lambda index: abs(sum(spans[index]) / 2 - piece.middle))]


def _grouped(rows: list[list[Piece]]) -> list[list[list[Piece]]]:
    """Lines of one row of the table: half a line apart, or nearer than rows are to each other."""
    steps = [after[0].y - before[0].y for before, after in pairwise(rows)]
    widest = max(steps, default=0.0)
    groups = [[rows[0]]]
    for before, after, step in zip(rows, rows[1:], steps, strict=False):
        size = max(before[0].size, after[0].size)
        partial = min(_amounts(before), _amounts(after)) == 0
        if step < size or (partial and step < 1.35 * size and 1.1 * step < widest):
            groups[-1].append(after)
        else:
            groups.append([after])
    return groups


def _amounts(row: list[Piece]) -> int:
    return sum(is_amount(piece.text) for piece in row)


def _spans(rows: list[list[Piece]]) -> list[tuple[float, float]]:
    """The columns from left to right: what the pieces of full rows cover."""
    spans: list[tuple[float, float]] = []
    for piece in sorted((piece for row in rows for piece in row), key=lambda each: each.x0):
        if spans and piece.x0 < spans[-1][1]:
            spans[-1] = spans[-1][0], max(spans[-1][1], piece.x1)
        else:
            spans.append((piece.x0, piece.x1))
    return spans


def _goes_on(cells: list[str], before: list[str]) -> bool:
    """Whether a row is but the second line of the one before: no amount in it, and a small letter first."""
    said = [cell for cell in cells if cell]
    within = all(before[index] for index, cell in enumerate(cells) if cell)
    return (
        within
        and len(said) < len([cell for cell in before if cell])
        and all(cell[0].islower() for cell in said)
    )
