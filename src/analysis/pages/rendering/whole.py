"""What a page shows the beginning of, whole: CSV files beside it.

A table that is too long carries all its rows in its output, a result with too many figures to link their set.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from analysis.files import csv_of_cells
from analysis.pages.cells import Cell
from analysis.showing.tables import IN_NOTEBOOK, WHOLE_MIME
from analysis.table.results import SET, set_name
from analysis.wording import PAGE_ROWS, number

_MORE = re.compile(r'(<p class="more-rows">[^<]*)' + re.escape(IN_NOTEBOOK))
_COLUMNS = ("figure_id", "page")


def whole_tables(page: str, cells: Iterable[Cell]) -> dict[str, str]:
    """The file of each table of the page that shows its first rows only: names by content.

    Two that say the same are one file.
    """
    found: dict[str, str] = {}
    for cell in cells:
        for output in cell.get("outputs", []):
            if text := output.get("data", {}).get(WHOLE_MIME):
                found.setdefault(text, f"{page}-table-{len(found) + 1}.csv")
    return found


def with_file(html: str, file: str) -> str:
    """The table with the file as the place where all its rows stand.

    >>> with_file(f'<p class="more-rows">all of them in {IN_NOTEBOOK}</p>', "a-table-1.csv")
    '<p class="more-rows">all of them in <a href="a-table-1.csv">a-table-1.csv</a></p>'
    """
    return _MORE.sub(lambda found: found[1] + file_link(file), html, count=1)


def file_link(file: str) -> str:
    """The link to a file beside the page."""
    return f'<a href="{escape(file)}">{escape(file)}</a>'


def first_of(links: Sequence[str], ids: Sequence[str]) -> str:
    """The links to the first figures, and where all of them stand when there are more."""
    more = len(ids) - len(links)
    if not more:
        return " ".join(links)
    rest = f"… and {number(more)} more: all of them in {file_link(figures_file(ids))}"
    return f'{" ".join(links)} <span class="more-rows">{rest}</span>'


def figures_file(ids: Iterable[str]) -> str:
    """The file that lists these figures; it is called by their set.

    >>> figures_file(["a:1", "a:2"])
    'figures-f10b807386d9b524.csv'
    """
    return f"figures-{set_name(ids).removeprefix(SET)}.csv"


def figure_files(
    results: Iterable[Mapping[str, Any]], address_of: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    """The files of the results with more figures than are linked: name and content, a row for each figure.

    `address_of` says where on the site a figure stands.
    """
    for each in results:
        ids = each["figure_ids"]
        if len(ids) > PAGE_ROWS:
            rows = ((one, address_of(one)) for one in sorted(set(ids)))
            yield figures_file(ids), csv_of_cells(_COLUMNS, rows)
