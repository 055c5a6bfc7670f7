"""The derived numbers that pages carry, collected from executed notebooks into build/results.csv.

A notebook's output and a row of the file name at most 50 figures; more are a set. The sets of an output stand
beside its results, those of the file in build/figure_sets.parquet. `figure_ids` follows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.errors import StudyError
from analysis.files import Row, csv_text, read_rows, shown, write_text
from analysis.pages.answers import answer_of, write_answers
from analysis.pages.cells import read_executed
from analysis.pages.figure_sets import FigureSets, write_sets
from analysis.pages.layout import Layout
from analysis.table.results import RESULTS_MIME, SET, SETS_MIME, followed, shortened
from analysis.table.vocabulary import RESULT_COLUMNS

_NO_SETS: Mapping[str, Sequence[str]] = {}


def collect(layout: Layout, pages: Sequence[str]) -> list[Row]:
    """Write results.csv from the executed notebooks: the named pages in order, then any other.

    The sets that it names are written first, so that there is none which stands nowhere.
    """
    made = {path.stem: path for path in sorted(layout.pages.glob("*.ipynb"))}
    order = [*(name for name in pages if name in made), *(name for name in made if name not in pages)]
    answers: list[Row] = []
    whole = (row for name in order for row in _results(made[name], name, answers))
    found, sets = shortened({**row, "figure_ids": figure_ids(row)} for row in whole)
    rows = [{**row, "figure_ids": "; ".join(row["figure_ids"])} for row in found]
    write_sets(layout.figure_sets, sets)
    write_answers(layout, answers)
    text = csv_text(RESULT_COLUMNS, rows)
    # A file that says the same already stays untouched: the record of other calls rests on it.
    if not layout.results.is_file() or layout.results.read_bytes() != text.encode("utf-8"):
        write_text(layout.results, text)
    return rows


def results_of(notebook: Path, page: str) -> list[Row]:
    """The results that an executed notebook carries, in the order of its cells, with every figure named.

    Raises:
        StudyError: an output is not what a Finding emits, or a result id stands twice.
    """
    return _results(notebook, page, [])


def _results(notebook: Path, page: str, answers: list[Row]) -> list[Row]:
    """The results, while the page's bottom line is put to the answers: a notebook is read once."""
    cells, _ = read_executed(notebook)
    answers.append({"page": page, "answer": answer_of(cells)})
    rows: dict[str, Row] = {}
    for cell, result, sets in _carried(cells):
        try:
            row = _row(result, sets, page)
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


def committed_answers(layout: Layout) -> list[Row]:
    """The bottom lines that the committed notebooks carry."""
    answers: list[Row] = []
    for path in sorted(layout.notebooks.glob("*.ipynb")):
        _results(path, path.stem, answers)
    return answers


def known_sets(layout: Layout) -> FigureSets:
    """The sets that known results name."""
    return FigureSets(layout.figure_sets)


def figure_ids(row: Row, sets: Mapping[str, Sequence[str]] = _NO_SETS) -> list[str]:
    """The figures behind a result, those of its set followed; statements too, where it rests on them.

    >>> figure_ids({"figure_ids": "hanoi-fr:12; hanoi-fr:40"})
    ['hanoi-fr:12', 'hanoi-fr:40']
    >>> figure_ids({"figure_ids": "set:0f"}, {"set:0f": ["hanoi-fr:12", "hanoi-fr:40"]})
    ['hanoi-fr:12', 'hanoi-fr:40']
    """
    return followed(_named(row), sets)


def using(figure_id: str, rows: Iterable[Row], sets: FigureSets) -> list[Row]:
    """The results that the figure is behind, be it through a set."""
    everyone = [(row, _named(row)) for row in rows]
    names = {figure_id}
    if any(each.startswith(SET) for _, named in everyone for each in named):
        names |= sets.holding(figure_id)
    return [row for row, named in everyone if not names.isdisjoint(named)]


def _named(row: Row) -> list[str]:
    return [part for part in row["figure_ids"].split("; ") if part]


def whole_results(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The results of one output, each with a list of all its figures.

    Raises:
        KeyError: one names a set that the output does not carry.
    """
    sets = data.get(SETS_MIME, _NO_SETS)
    return [{**each, "figure_ids": followed(each.get("figure_ids", []), sets)} for each in data[RESULTS_MIME]]


def _carried(cells: Sequence[Any]) -> Iterator[tuple[int, Any, Any]]:
    for place, cell in enumerate(cells, start=1):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            for result in data.get(RESULTS_MIME, []):
                yield place, result, data.get(SETS_MIME, _NO_SETS)


def _row(result: Any, sets: Mapping[str, Sequence[str]], page: str) -> Row:
    row = {column: str(result.get(column, "")) for column in RESULT_COLUMNS}
    row["result_id"] = f"{page}.{result['result_id']}"
    row["page"] = page
    row["figure_ids"] = "; ".join(followed(result.get("figure_ids", []), sets))
    return row
