"""The pages of the themes: what notebooks make, by theme, each with its bottom line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from analysis.files import csv_of_cells
from analysis.pages.page import Page
from analysis.pages.rendering.document import Document
from analysis.pages.rendering.source import Made, Pages, theme_of
from analysis.pages.rendering.whole import file_link
from analysis.wording import PAGE_ROWS, more_rows, number

TITLE = "Themes: a question each"
_PAGES = "pages.csv"
_LEAD = (
    "Each page asks one question of all reports, or of those about one place, and computes the answer in the "
    "open."
)


def themes(pages: Pages, missing: Sequence[Page]) -> Document:
    """Every page that a notebook makes, by theme; and those that were not run."""
    body = (
        f'<p class="study-lead">{_LEAD}</p>\n{state_of(pages, missing)}{_table(pages.made, pages, missing)}'
    )
    whole = {_PAGES: _all_pages(pages, missing)} if file_link(_PAGES) in body else {}
    return Document("themes", TITLE, body, room="themes", files=whole)


def pages_of_the_country(pages: Pages) -> str:
    """The table of the pages about no single place and no single report."""
    about = ("place", "report_id")
    return _table([page for page in pages.made if not _words_of(page, about)], pages)


def _words_of(page: Made, about: Sequence[str]) -> list[str]:
    return [page.parameters[name] for name in about if page.parameters.get(name, "VN") != "VN"]


def state_of(pages: Pages, missing: Sequence[Page]) -> str:
    """What failed and what was not run; nothing when all went well."""
    failed = [page.name for page in pages.made if page.failed]
    parts = [
        f"{words}: {_first_names(names)}."
        for words, names in (("Failed", failed), ("Not run", [page.name for page in missing]))
        if names
    ]
    return f'<p class="study-banner">{escape(" ".join(parts))}</p>' if parts else ""


def _first_names(names: Sequence[str]) -> str:
    """The names, or the first of many and how many more there are."""
    more = len(names) - PAGE_ROWS
    return ", ".join(names[:PAGE_ROWS]) + (f" and {number(more)} more" if more > 0 else "")


def _table(made: Iterable[Made], pages: Pages, missing: Iterable[Page] = ()) -> str:
    rows = [(page.notebook, _row_of(page, pages)) for page in made]
    not_run = '<span class="study-state">not run</span>'
    rows += [(page.notebook, f"<tr><td>{escape(page.name)}</td><td>{not_run}</td></tr>") for page in missing]
    body = ""
    for notebook, group in groupby(sorted(rows, key=lambda row: row[0]), key=lambda row: row[0]):
        body += f'<tr class="theme"><th colspan="2" scope="colgroup">{escape(theme_of(notebook))}</th></tr>'
        found = [row for _, row in group]
        more = more_rows(len(found) - PAGE_ROWS, file_link(_PAGES), "page")
        body += "".join(found[:PAGE_ROWS]) + (f'<tr><td colspan="2">{more}</td></tr>' if more else "")
    return (
        '<table class="study-pages"><thead><tr><th>Page</th><th>Bottom line</th></tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _row_of(page: Made, pages: Pages) -> str:
    failed = '<span class="study-state">failed</span> ' if page.failed else ""
    link = f'<a href="{escape(page.name)}.html">{escape(pages.title_of(page))}</a>'
    return f"<tr><td>{link}</td><td>{failed}{escape(page.bottom_line)}</td></tr>"


def _all_pages(pages: Pages, missing: Sequence[Page]) -> str:
    rows = [(f"{page.name}.html", pages.title_of(page), page.bottom_line) for page in pages.made]
    return csv_of_cells(
        ("page", "Page", "Bottom line"), [*rows, *(("", page.name, "not run") for page in missing)]
    )
