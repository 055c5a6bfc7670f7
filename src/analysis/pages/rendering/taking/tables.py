"""The tables of a page to take along: each as CSV, XLSX and JSON, with a line of links under it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from analysis.pages.rendering.document import Document
from analysis.pages.rendering.taking.grids import Grid, grid_of
from analysis.pages.rendering.taking.sheets import csv_of, json_of, xlsx_of

_TAG = re.compile(r"""<!--.*?-->|<(/?)([a-zA-Z][\w-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>""", re.DOTALL)
_VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "wbr"})
IN_RESULTS = "in-results"
"""The class of a table whose rows stand in results.csv: it is not taken along once more."""
_BOX = re.compile(r"""class\s*=\s*["'][^"']*\btable-box\b""")
_WHOLE = re.compile(r'<p class="more-rows">[^<]*<a href="(?P<name>[^"<>]+)\.csv">')


@dataclass(frozen=True)
class Taken:
    """A page's body with links under its tables, and by name the files to which they lead."""

    body: str
    files: Mapping[str, str | bytes]


@dataclass(frozen=True)
class _Found:
    """A table in a body: where it begins and ends, and where its box does."""

    start: int
    end: int
    after: int


def with_tables(document: Document) -> Document:
    """The page with its tables to take along; a page without any comes back as it is."""
    beside = {name: each for name, each in document.files.items() if not isinstance(each, Path)}
    taken = take_tables(document.name, document.body, beside)
    return replace(document, body=taken.body, files={**document.files, **taken.files})


def take_tables(page: str, body: str, files: Mapping[str, str | bytes] | None = None) -> Taken:
    """The files of each table of the page, and the body with a line of links under each.

    `files` are those that lie beside the page already. A table of which the page shows the first rows, and
    one of them has all, is taken from there. A table without heads, or with fewer than two rows, is no table
    to take along.

    >>> body = "<table><thead><tr><th>a</th></tr></thead><tr><td>1</td></tr><tr><td>2</td></tr></table>"
    >>> taken = take_tables("p", body)
    >>> sorted(taken.files), taken.files["p-table-1.csv"]
    (['p-table-1.csv', 'p-table-1.json', 'p-table-1.xlsx'], 'a\\n1\\n2\\n')
    """
    if "<table" not in body:
        return Taken(body, {})
    beside = files or {}
    made: dict[str, str | bytes] = {}
    pieces, at, number = list[str](), 0, 0
    for found in sorted(_tables_in(body), key=lambda each: (each.after, each.start)):
        whole = _WHOLE.search(body, found.end, found.after)
        stem = whole["name"] if whole and f"{whole['name']}.csv" in beside else ""
        grid = _grid_of_file(beside[f"{stem}.csv"]) if stem else grid_of(body[found.start : found.end])
        if grid is None:
            continue
        while not stem:
            number += 1
            stem = "" if f"{page}-table-{number}.csv" in beside else f"{page}-table-{number}"
        if f"{stem}.csv" not in beside:
            made[f"{stem}.csv"] = csv_of(grid)
        made[f"{stem}.xlsx"], made[f"{stem}.json"] = xlsx_of(grid), json_of(grid)
        pieces += [body[at : found.after], links(stem, ("csv", "xlsx", "json"))]
        at = found.after
    return Taken("".join([*pieces, body[at:]]), made)


def links(stem: str, kinds: tuple[str, ...]) -> str:
    """The line under something that can be taken along.

    >>> links("p-table-1", ("csv",))
    '<p class="take-along">Download: <a href="p-table-1.csv">CSV</a></p>'
    """
    each = ", ".join(f'<a href="{escape(stem)}.{kind}">{kind.upper()}</a>' for kind in kinds)
    return f'<p class="take-along">Download: {each}</p>'


def _grid_of_file(content: str | bytes) -> Grid:
    text = content if isinstance(content, str) else content.decode("utf-8")
    return Grid.of_file([*csv.reader(io.StringIO(text, newline=""))])


def _tables_in(body: str) -> Iterator[_Found]:
    """The outermost tables, in order; a word of an attribute that looks like a tag is none."""
    open_ones: list[tuple[str, bool]] = []
    waiting: list[tuple[int, int]] = []
    start = depth = 0
    for tag in _TAG.finditer(body):
        name = (tag[2] or "").lower()
        if not name or name in _VOID:
            continue
        if not tag[1]:
            open_ones.append((name, bool(_BOX.search(tag[3]))))
            if name == "table":
                start, depth = (tag.start() if not depth else start), depth + 1
            continue
        closed = _closed(open_ones, name)
        if name == "table" and depth:
            depth -= 1
            if not depth and IN_RESULTS not in body[start : body.index(">", start)]:
                waiting.append((start, tag.end()))
        if closed or (waiting and not any(box for _, box in open_ones)):
            yield from (_Found(first, last, tag.end()) for first, last in waiting)
            waiting = []
    yield from (_Found(first, last, last) for first, last in waiting)


def _closed(open_ones: list[tuple[str, bool]], name: str) -> bool:
    """Close the innermost element of the name with all in it; whether it was a table's box."""
    for at in range(len(open_ones) - 1, -1, -1):
        if open_ones[at][0] == name:
            is_box = open_ones[at][1]
            del open_ones[at:]
            return is_box
    return False
