"""The search of the site in a folder: ids for what is found, the index beside the pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
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


def write_search(site: Path, searched: Iterable[str]) -> None:
    """Make the index of pages that lie in the site; parts and rows without an id get one.

    `searched` names the pages by their stems, in the order in which hits in them are shown.

    Raises:
        StudyError: the index of similar words could not be made.
    """
    index, pages = Index(), []
    for name in searched:
        path = site / f"{name}.html"
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
