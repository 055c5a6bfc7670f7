"""The search of the site in a folder: ids for what is found, the index beside the pages."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from pathlib import Path

from analysis.files import read_text, write_text
from analysis.pages.rendering.search.entries import read_page
from analysis.pages.rendering.search.index import Index
from analysis.pages.rendering.search.similar import write_similar

FOLDER = "_search"
"""Where in a site the index stands."""
SIMILAR = "pagefind"
"""Where in it the index of similar words stands, which only a page that is read over http can load."""
SEARCH_PAGE = "search"


def write_search(site: Path, left_out: Collection[str] = ()) -> None:
    """Make the index of the pages that lie in the site; parts and rows without an id get one.

    `left_out` names pages that are not searched, by their stems; the page of the search never is.

    Raises:
        StudyError: the index of similar words could not be made.
    """
    index, pages = Index(), []
    for path in _pages(site, left_out):
        html = read_text(path)
        named, page = read_page(path.name, html)
        if named != html:
            write_text(path, named)
        index.add(page)
        pages.append(page)
    shutil.rmtree(site / FOLDER, ignore_errors=True)
    (site / FOLDER).mkdir()
    for name, text in index.files().items():
        (site / FOLDER / name).write_text(text, encoding="ascii", newline="\n")
    write_similar(pages, site / FOLDER / SIMILAR)


def _pages(site: Path, left_out: Collection[str]) -> Iterator[Path]:
    """The pages in the order in which their hits are shown: the first page, then by name."""
    pages = (path for path in site.glob("*.html") if path.stem not in {SEARCH_PAGE, *left_out})
    yield from sorted(pages, key=lambda path: (path.stem != "index", path.name))
