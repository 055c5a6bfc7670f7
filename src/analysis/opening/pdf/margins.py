"""What stands on pages but belongs to no report's text: running heads and feet, and numbers of pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from analysis.opening.pdf.pieces import Page, Piece, joined, rows_of

_OUTER, _OUTERMOST = 0.13, 0.055
"""Shares of a page's height: running lines stand in the first, only they do in the second."""
_MOST = 3
"""So many lines at the head and at the foot of a page may be running ones."""
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-–—\s|]*(?:page|trang|página|pág\.?|p\.)?\s*(\d{1,4})(?:\s*(?:/|of|sur|de|trên)\s*\d{1,4})?[-–—\s|.]*",
    re.I,
)
_COUNTED = re.compile(r"(?:^|\s)(\d{1,4})/\d{1,4}$")


def take_margins(pages: Sequence[Page], body: float) -> list[str]:
    """Takes the running lines out of the pages' words, and says what they were, a line for each kind."""
    rims = [list(_rim(page)) for page in pages]
    taken: dict[str, list[int]] = defaultdict(list)
    for index, page in enumerate(pages):
        near = [(other, rims[other]) for other in range(max(0, index - 2), index + 3)
                if other != index and other < len(pages)]  # fmt: skip
        for row in rims[index]:
            if _is_running(row, page, near, index, body):
                gone = {id(word) for word in row}
                page.words = [word for word in page.words if id(word) not in gone]
                taken[_NUMBER.sub("#", joined(row).text) if len(pages) > 1 else joined(row).text].append(
                    index
                )
    return [_said(text, where) for text, where in taken.items()]


def _said(text: str, where: list[int]) -> str:
    pages = f"page {where[0] + 1}" if len(where) == 1 else f"{len(where):,} pages"
    return f"running line of {pages}: {text}"


def _rim(page: Page) -> Iterator[list[Piece]]:
    """The rows at the head and at the foot that may be running ones, from the edges inwards."""
    rows, height = rows_of(page.words), page.sheet.height
    head = [row for row in rows[:_MOST] if row[0].y < _OUTER * height]
    foot = [row for row in rows[-_MOST:] if row[0].y > (1 - _OUTER) * height]
    yield from head
    yield from (row for row in reversed(foot) if not any(row is each for each in head))


def _is_running(
    row: list[Piece], page: Page, near: list[tuple[int, list[list[Piece]]]], index: int, body: float
) -> bool:
    line = joined(row)
    if _is_outermost(line, page) and (line.size < 0.9 * body or _is_of_a_browser(line, page)):
        return True
    numbered = _PAGE_NUMBER.fullmatch(line.text)
    if numbered and int(numbered[1]) == page.number + 1 and _stands_alone(row, page):
        return True
    return any(_repeats(line, joined(other), index - at) for at, rows in near for other in rows)


def _is_outermost(line: Piece, page: Page) -> bool:
    return min(line.y, page.sheet.height - line.y) < _OUTERMOST * page.sheet.height


def _is_of_a_browser(line: Piece, page: Page) -> bool:
    """Whether a browser has printed the row: it ends with 1/3, or stands over a page with such a foot."""
    counted = _COUNTED.search(line.text)
    if counted:
        return int(counted[1]) == page.number + 1
    foot = [word for word in page.words if page.sheet.height - word.y < _OUTERMOST * page.sheet.height]
    if not foot:
        return False
    last = joined(rows_of(foot)[-1])
    return _COUNTED.search(last.text) is not None and abs(last.size - line.size) < 0.1


def _stands_alone(row: list[Piece], page: Page) -> bool:
    """Whether nothing of the page's text is near the row."""
    gap = 1.5 * row[0].size
    mine = {id(word) for word in row}
    return not any(abs(word.y - row[0].y) < gap for word in page.words if id(word) not in mine)


def _repeats(line: Piece, other: Piece, apart: int) -> bool:
    """Whether both lines are one but for a number that goes on with the pages, at one height."""
    if abs(line.y - other.y) > 3 or _NUMBER.sub("#", line.text) != _NUMBER.sub("#", other.text):
        return False
    pairs = list(zip(_NUMBER.findall(line.text), _NUMBER.findall(other.text), strict=True))
    moved = [int(a) - int(b) for a, b in pairs if len(a) < 9 and a != b]
    return all(step == apart for step in moved) and all(a == b or len(a) < 9 for a, b in pairs)
