"""Tables of pages that are made without a notebook: escaped, the first rows shown, the whole as a file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from analysis.files import csv_of_cells
from analysis.pages.changes import one_line
from analysis.pages.rendering.document import boxed
from analysis.pages.rendering.whole import file_link
from analysis.wording import PAGE_ROWS, Markup, more_rows

_LOOK = ' class="number"'
_NUMBER = re.compile(r"[-−]?[\d,.]+( ?%)?")
Cells = Sequence[str]
"""The cells of a row; a `Markup` brings its own HTML, all other words are escaped."""


@dataclass(frozen=True)
class Listed:
    """A table as HTML, and the file in which it stands whole where the page shows its first rows only."""

    html: str
    files: Mapping[str, str] = field(default_factory=dict)


def listed(columns: Sequence[str], rows: Sequence[Cells], file: str, *, noun: str = "row") -> Listed:
    """The rows under their columns; a column that is empty throughout is left out, no rows are no table.

    `file` is the name that the whole has where there are more rows than a page shows.

    >>> print(listed(["who", "why", "many"], [("<b>", "", "1,200")], "all.csv").html)
    <div class="table-box" tabindex="0"><table class="figures-table"><thead><tr><th>who</th>\
<th class="number">many</th></tr></thead><tbody>
    <tr><td data-label="who">&lt;b&gt;</td><td data-label="many" class="number">1,200</td></tr>
    </tbody></table></div>
    """
    filled = [at for at in range(len(columns)) if any(row[at] for row in rows)]
    if not filled:
        return Listed("")
    heads = [columns[at] for at in filled]
    shown = [[row[at] for at in filled] for row in rows[:PAGE_ROWS]]
    looks = [_LOOK if all(map(_is_number, column)) else "" for column in zip(*shown, strict=True)]
    head = "".join(f"<th{look}>{escape(name)}</th>" for name, look in zip(heads, looks, strict=True))
    body = "\n".join(f"<tr>{''.join(map(_cell, heads, row))}</tr>" for row in shown)
    more = more_rows(len(rows) - PAGE_ROWS, file_link(file), noun)
    html = boxed(
        f'<table class="figures-table"><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>{more}'
    )
    whole = csv_of_cells(columns, [[str(cell) for cell in row] for row in rows])
    return Listed(html, {file: whole} if more else {})


def _cell(column: str, cell: str) -> str:
    words = cell.markup if isinstance(cell, Markup) else escape(one_line(cell))
    return f'<td data-label="{escape(column)}"{_LOOK if _is_number(cell) else ""}>{words}</td>'


def _is_number(cell: str) -> bool:
    return not isinstance(cell, Markup) and bool(_NUMBER.fullmatch(cell))


def paragraph(words: str) -> str:
    """Our own words as a paragraph, escaped.

    >>> paragraph("5 < 6")
    '<p>5 &lt; 6</p>'
    """
    return f"<p>{escape(words, quote=False)}</p>" if words else ""
