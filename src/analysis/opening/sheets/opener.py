"""Sheets become blocks: Excel workbooks, OpenDocument spreadsheets, and rows of text with separators.

Excel's own parts are read, not through openpyxl: its quick mode knows neither merged nor hidden cells, the
other one makes an object of every cell that a merged one spans, and both tell a formula without a stored
value from an empty cell only if the file is read twice. What an opener promises stands in `form.Content`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from analysis.opening.form import Block, Content, Heading
from analysis.opening.kinds import rows_of, separator_of, usual_width
from analysis.opening.sheets.layout import Line, Sheet, blocks_of
from analysis.opening.sheets.ods import Spreadsheet
from analysis.opening.sheets.packed import MOST_CELLS, parts_of, too_large
from analysis.opening.sheets.shown import decimal_mark
from analysis.opening.sheets.xlsx import Workbook

_LISTED = 5
"""So many cells are named, the others counted."""


def content_of_xlsx(raw: bytes) -> Content:
    """The blocks of a workbook's visible sheets, in their order.

    Raises:
        StudyError: it is damaged, locked, or larger than what is read.
    """
    with parts_of(raw, "workbook") as parts:
        return _content([*Workbook(parts).sheets()])


def content_of_ods(raw: bytes) -> Content:
    """The blocks of a spreadsheet's visible sheets, in their order.

    Raises:
        StudyError: it is damaged, locked, or larger than what is read.
    """
    with parts_of(raw, "spreadsheet") as parts:
        return _content([*Spreadsheet(parts).sheets()])


def content_of_csv(text: str) -> Content:
    r"""The blocks of a text of rows: lines above and below, the table between, its cells as they are typed.

    >>> for block in content_of_csv("Budget\nUnit: VND\nPlace;Plan\nHue;12,5\n").blocks: print(block)
    Paragraph(text='Budget')
    Paragraph(text='Unit: VND')
    Table(rows=[['Place', 'Plan'], ['Hue', '12,5']], heads=1)
    """
    mark = separator_of(text, titled=True)
    rows = _as_typed(rows_of(text, mark), mark) if mark else [[line] for line in text.splitlines()]
    if sum(map(len, rows)) > MOST_CELLS:
        raise too_large()
    lines: list[Line] = [[cell.strip() for cell in row] for row in rows]
    stretches = ([*group] for is_filled, group in groupby(lines, any) if is_filled)
    return Content([block for each in stretches for block in _of_rows(each)])


def _as_typed(rows: Sequence[list[str]], mark: str) -> list[list[str]]:
    """The rows, with the lines above them as they were before their marks cut them."""
    first = next(at for at, row in enumerate(rows) if len(row) == usual_width(rows))
    return [[mark.join(row)] if at < first and all(row) else row for at, row in enumerate(rows)]


def _of_rows(rows: Sequence[Line]) -> Iterator[Block]:
    """The blocks of rows of unlike lengths: a line of prose may have a separator too."""
    width = max(map(len, rows))
    yield from blocks_of([[*row, *[""] * (width - len(row))] for row in rows])


def _content(sheets: Sequence[Sheet]) -> Content:
    visible = [sheet for sheet in sheets if not sheet.is_hidden]
    words = [cell.before for sheet in visible for cell in sheet.cells.values() if not cell.digits]
    mark = decimal_mark(words)
    blocks: list[Block] = []
    for sheet in visible:
        found = [*blocks_of(sheet.rows(mark))]
        if found and len(visible) > 1:
            blocks.append(Heading(sheet.name))
        blocks += found
    return Content(blocks, [*_aside(sheets)], [*_remarks(visible)])


def _aside(sheets: Iterable[Sheet]) -> Iterator[str]:
    """What is hidden or said beside the cells, a line each."""
    for sheet in sheets:
        if sheet.is_hidden:
            yield f"hidden: sheet {sheet.name!r}"
        rows = {row for row, _ in sheet.cells} & sheet.hidden_rows
        columns = {column for _, column in sheet.cells} & sheet.hidden_columns
        for what, hidden in (("row", rows), ("column", columns)):
            if hidden:
                yield f"hidden: {len(hidden):,} {what}{'s' * (len(hidden) > 1)} of sheet {sheet.name!r}"
        if sheet.comments:
            yield f"comments: {sheet.comments:,} in sheet {sheet.name!r}"


def _remarks(sheets: Iterable[Sheet]) -> Iterator[str]:
    for sheet in sheets:
        for what, cells in (
            ("errors", sheet.errors), ("formulas without a stored value", sheet.without_value),
        ):  # fmt: skip
            if cells:
                more = f" and {len(cells) - _LISTED:,} more" if len(cells) > _LISTED else ""
                yield f"sheet {sheet.name!r}: {what}, not read: {', '.join(cells[:_LISTED])}{more}"
