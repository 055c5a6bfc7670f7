"""The derived numbers that pages carry, collected from executed notebooks into build/results.csv."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from analysis.errors import StudyError
from analysis.files import Row, csv_text, read_rows, read_text, shown, write_text
from analysis.pages.layout import Layout
from analysis.table.vocabulary import RESULT_COLUMNS

RESULTS_MIME = "application/vnd.two-tier-study.results+json"
"""The kind of output in which a Finding carries its results."""


def collect(layout: Layout, pages: Sequence[str]) -> list[Row]:
    """Write results.csv from the executed notebooks: the named pages in order, then any other."""
    made = {path.stem: path for path in sorted(layout.pages.glob("*.ipynb"))}
    order = [*(name for name in pages if name in made), *(name for name in made if name not in pages)]
    rows = [row for name in order for row in results_of(made[name], name)]
    text = csv_text(RESULT_COLUMNS, rows)
    # A file that says the same already stays untouched: the record of other calls rests on it.
    if not layout.results.is_file() or layout.results.read_bytes() != text.encode("utf-8"):
        write_text(layout.results, text)
    return rows


def results_of(notebook: Path, page: str) -> list[Row]:
    """The rows of results.csv that an executed notebook carries, in the order of its cells.

    Raises:
        StudyError: an output is not what a Finding emits, or a result id stands twice.
    """
    rows: dict[str, Row] = {}
    for cell, result in _carried(notebook):
        try:
            row = _row(result, page)
        except (KeyError, TypeError, AttributeError):
            raise StudyError(
                f"holds a result that is none: {result!r:.80}", file=shown(notebook), place=f"cell {cell}"
            ) from None
        if rows.setdefault(row["result_id"], row) is not row:
            raise StudyError(
                f"the result {row['result_id']} stands twice", file=shown(notebook), place=f"cell {cell}"
            )
    return list(rows.values())


def known_results(layout: Layout) -> list[Row]:
    """The results of the last run, or, before any run, those of the committed notebooks."""
    if layout.results.is_file():
        return read_rows(layout.results, RESULT_COLUMNS)
    return committed_results(layout)


def committed_results(layout: Layout) -> list[Row]:
    """The results that the committed notebooks carry."""
    notebooks = sorted(layout.notebooks.glob("*.ipynb"))
    return [row for path in notebooks for row in results_of(path, path.stem)]


def figure_ids(row: Row) -> Iterable[str]:
    """The figures behind a result.

    >>> list(figure_ids({"figure_ids": "hanoi-fr:12; hanoi-fr:40"}))
    ['hanoi-fr:12', 'hanoi-fr:40']
    """
    return [part for part in row["figure_ids"].split("; ") if part]


def _carried(notebook: Path) -> Iterator[tuple[int, Any]]:
    try:
        cells = json.loads(read_text(notebook))["cells"]
    except (ValueError, KeyError, TypeError):
        raise StudyError("is not a notebook", file=shown(notebook)) from None
    for place, cell in enumerate(cells, start=1):
        for output in cell.get("outputs", []):
            for result in output.get("data", {}).get(RESULTS_MIME, []):
                yield place, result


def _row(result: Any, page: str) -> Row:
    row = {column: str(result.get(column, "")) for column in RESULT_COLUMNS}
    row["result_id"] = f"{page}.{result['result_id']}"
    row["page"] = page
    row["figure_ids"] = "; ".join([*result.get("figure_ids", [])])
    return row
