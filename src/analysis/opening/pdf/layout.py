"""Pieces of a page in the order in which a person reads them: columns apart, lines joined to paragraphs."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from analysis.opening.pdf.grids import is_amount, narrowed, unruled
from analysis.opening.pdf.pieces import Piece, joined, rows_of

BULLET = re.compile(r"[•▪‣◦●○■□➢➤✓✔\uf0b7\uf0a7\uf0d8*](?:\s|$)")
_NUMBER = re.compile(r"(?:[-–—+]|\(?\d{1,2}[.)]|\(?[a-zđ][.)]|[IVX]{1,4}\.)\s")
_ENDS = re.compile(r"[.;:!?…»”\")][⁰¹²³⁴⁵⁶⁷⁸⁹]*$")
_STEP = 1.2
_LEAST = 4
"""A column of prose has so many lines or more."""
_DEEPEST, _MOST_ROWS = 8, 1_000


@dataclass(slots=True)
class Lines:
    """A paragraph's lines, or a table, and the left and right end of the column they stand in."""

    lines: list[Piece]
    left: float
    right: float
    page: int = 0
    is_item: bool = False

    @property
    def first(self) -> Piece:
        """The first line."""
        return self.lines[0]

    @property
    def last(self) -> Piece:
        """The last line."""
        return self.lines[-1]

    def has_room_for(self, line: Piece) -> bool:
        """Whether the first word of `line` had room behind the last line: then a paragraph ended there."""
        last = self.last
        width = last.x1 - last.x0 if self.is_centred(last) else last.x1 - self.left
        return width + 0.25 * line.size + line.first < self.right - self.left

    def is_centred(self, line: Piece) -> bool:
        """Whether the line stands in the middle of the column."""
        aside = line.x0 - self.left
        return aside > line.size and abs(aside - (self.right - line.x1)) < 0.3 * aside


@dataclass
class Frame:
    """Where text may stand on pages of one size: left and right end, and those of the columns seen so far."""

    left: float
    right: float
    columns: list[tuple[float, float]] = field(default_factory=list)

    def widen(self, piece: Piece) -> None:
        """Takes in where a piece stands."""
        self.left, self.right = min(self.left, piece.x0), max(self.right, piece.x1)

    def around(self, rows: list[list[Piece]], left: float, right: float) -> tuple[float, float]:
        """The narrowest column seen so far that holds the rows, else `left` and `right`."""
        x0, x1 = min(row[0].x0 for row in rows), max(row[-1].x1 for row in rows)
        known = [(a, b) for a, b in self.columns if a - 2 < x0 and x1 < b + 2]
        if known or (left, right) == (self.left, self.right):
            return min(known, key=lambda each: each[1] - each[0], default=(left, right))
        self.columns.append((left, right))
        return left, right


def read_page(pieces: list[Piece], frame: Frame, step: float) -> list[Lines]:
    """The paragraphs and tables of a page in reading order.

    `step` is the usual one from line to line, in letter heights.
    """
    regions = _regions(pieces, frame, (frame.left, frame.right), 0)
    return [part for rows, (a, b) in regions for part in _paragraphs(rows, a, b, step)]


def usual_step(pages: Iterable[Sequence[Piece]]) -> float:
    """The commonest step from a line to the one under it, in letter heights.

    >>> usual_step([[Piece("", 0, 9, y, 10, False) for y in (10, 22, 34, 60)]])
    1.2
    """
    steps: Counter[float] = Counter()
    for pieces in pages:
        below: dict[int, Piece] = {}
        for piece in pieces:
            column = round(piece.x0)
            if (above := below.get(column)) and above.size == piece.size:
                steps[round((piece.y - above.y) / piece.size, 2)] += 1
            below[column] = piece
    near = Counter({step: count for step, count in steps.items() if 0.9 < step < 2.6})
    return near.most_common(1)[0][0] if near else _STEP


def _regions(
    pieces: list[Piece], frame: Frame, ends: tuple[float, float], depth: int
) -> Iterator[tuple[list[list[Piece]], tuple[float, float]]]:
    """Rows that stand in one column, column after column, each with the ends of its column."""
    rows = rows_of(pieces)
    found = _columns(rows) if depth < _DEEPEST and len(rows) < _MOST_ROWS else None
    if not found:
        if rows:
            yield rows, frame.around(rows, *ends)
        return
    start, end, gap = found
    inside = [piece for row in rows[start:end] for piece in row]
    yield from _regions([piece for row in rows[:start] for piece in row], frame, ends, depth + 1)
    for column in _parted(inside, sum(gap) / 2):
        own = min(piece.x0 for piece in column), max(piece.x1 for piece in column)
        yield from _regions(column, frame, own, depth + 1)
    yield from _regions([piece for row in rows[end:] for piece in row], frame, ends, depth + 1)


def _parted(pieces: list[Piece], x: float) -> tuple[list[Piece], list[Piece]]:
    return [piece for piece in pieces if piece.middle < x], [piece for piece in pieces if piece.middle >= x]


def _columns(rows: list[list[Piece]]) -> tuple[int, int, tuple[float, float]] | None:
    """The longest stretch of rows with a gap that parts prose from prose, and the gap."""
    best: tuple[int, int, tuple[float, float]] | None = None
    tried: list[tuple[int, int, float]] = []
    for index, row in enumerate(rows):
        for gap in _gaps(rows, index):
            middle = (gap[0] + gap[1]) / 2
            if any(a <= index < b and abs(middle - x) < row[0].size for a, b, x in tried):
                continue
            start, end, (a, b) = _stretch(rows, index, gap)
            tried.append((start, end, middle))
            longer = best is None or end - start > best[1] - best[0]
            if longer and _parts_prose(rows[start:end], (a + b) / 2):
                best = start, end, (a, b)
    return best


def _gaps(rows: list[list[Piece]], index: int) -> Iterator[tuple[float, float]]:
    """Gaps in a row, or between it and the next where that stands beside it half a line lower."""
    row = rows[index]
    yield from ((one.x1, other.x0) for one, other in itertools.pairwise(row))
    after = rows[index + 1] if index + 1 < len(rows) else []
    if after and after[0].y - row[0].y < 0.8 * row[0].size:
        if row[-1].x1 < after[0].x0:
            yield row[-1].x1, after[0].x0
        elif after[-1].x1 < row[0].x0:
            yield after[-1].x1, row[0].x0


def _stretch(
    rows: list[list[Piece]], index: int, gap: tuple[float, float]
) -> tuple[int, int, tuple[float, float]]:
    """How far up and down the gap stays open, and what is left of it."""
    start, end = index, index + 1
    while end < len(rows) and (after := narrowed(gap, rows[end])):
        gap, end = after, end + 1
    while start > 0 and (before := narrowed(gap, rows[start - 1])):
        gap, start = before, start - 1
    return start, end, gap


def _parts_prose(rows: list[list[Piece]], x: float) -> bool:
    ones = [joined(part) for row in rows if (part := [p for p in row if p.middle < x and not p.table])]
    others = [joined(part) for row in rows if (part := [p for p in row if p.middle >= x and not p.table])]
    if not ones or not others or not _lies_beside(ones, others):
        return False
    short, long = sorted((ones, others), key=len)
    return _is_prose(long) and (
        _is_prose(short) or (len(long) >= 2 * _LEAST > 2 * len(short) and _is_words(short))
    )


def _is_prose(lines: list[Piece]) -> bool:
    """Whether lines begin at one edge, most reach nearly the other, and hold words."""
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    ends = sum(right - line.x1 < 0.25 * (right - left) for line in lines)
    return len(lines) >= _LEAST and 2 * ends >= len(lines) and _is_words(lines)


def _is_words(lines: list[Piece]) -> bool:
    left = min(line.x0 for line in lines)
    starts = sum(line.x0 - left < 2.5 * line.size for line in lines)
    words = sum(not is_amount(line.text) for line in lines)
    wordy = median(line.text.count(" ") for line in lines) >= 2
    return wordy and starts >= 0.7 * len(lines) and words >= 0.8 * len(lines)


def _lies_beside(ones: list[Piece], others: list[Piece]) -> bool:
    top, foot = max(ones[0].y, others[0].y), min(ones[-1].y, others[-1].y)
    shorter = min(ones[-1].y - ones[0].y, others[-1].y - others[0].y)
    return foot - top >= 0.5 * shorter


def _paragraphs(rows: list[list[Piece]], left: float, right: float, step: float) -> Iterator[Lines]:
    """The paragraphs and tables of one column."""
    lines = [row[0] if len(row) == 1 else joined(row) for row in unruled(rows)]
    open_one: Lines | None = None
    for index, line in enumerate(lines):
        if line.table or open_one is None or _begins(open_one, lines, index, step):
            if open_one:
                yield open_one
            open_one = Lines([line], left, right, is_item=not line.table and is_item(line.text))
        else:
            open_one.lines.append(line)
    if open_one:
        yield open_one


def is_item(text: str) -> bool:
    """Whether a line begins with the mark of a list.

    >>> is_item("• 12 files"), is_item("- 12 files"), is_item("12 files")
    (True, True, False)
    """
    return bool(BULLET.match(text) or _NUMBER.match(text))


def _begins(open_one: Lines, lines: list[Piece], index: int, step: float) -> bool:
    """Whether a new paragraph begins with the line at `index`."""
    line, last = lines[index], open_one.last
    if last.table or BULLET.match(line.text) or _is_apart(lines, index, step):
        return True
    if abs(line.size - last.size) > 0.08 * last.size:
        return True
    if not _is_broken_off(last.text) and open_one.has_room_for(line):
        return True
    if line.bold != last.bold and not (line.text[0].islower() and not _ENDS.search(last.text)):
        return True
    if _NUMBER.match(line.text) and (_ENDS.search(last.text) or abs(line.x0 - last.x0) > 0.5 * line.size):
        return True
    return _is_moved(open_one, line)


def _is_broken_off(text: str) -> bool:
    return text.endswith("\u00ad") or (text.endswith("-") and text[-2:-1].isalpha())


def _is_apart(lines: list[Piece], index: int, usual: float) -> bool:
    """Whether more room is above the line than between lines, here or in the whole document."""
    steps = [b.y - a.y for a, b in itertools.pairwise(lines)]
    step, line = steps[index - 1], lines[index]
    near = [*steps[max(0, index - 3) : index - 1], *steps[index : index + 2]]
    wide = step / line.size / usual
    if len(near) > 2 and wide < 1.6 and all(abs(each - step) < 0.05 * step for each in near):
        return False  # so far apart are the lines of this passage
    return wide > 1.2 or any(step > 1.2 * each > line.size for each in near)


def _is_moved(open_one: Lines, line: Piece) -> bool:
    """Whether the line begins elsewhere than it would inside the paragraph."""
    step, em = line.x0 - open_one.last.x0, line.size
    if open_one.is_centred(line):
        return False
    if step > 0.8 * em:
        return not (open_one.is_item and len(open_one.lines) == 1 and step < 4 * em)
    return step < -0.8 * em and len(open_one.lines) > 1
