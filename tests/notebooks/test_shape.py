"""A notebook computes in the open, in cells that fit in the eye, and is committed with what it showed."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.files import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
COMPARED = "nbval-check-output"
MOST_CELLS, MOST_LINES = 14, 8
MODULES = {"analysis", "pandas"}

Cell = dict[str, Any]


def code_cells(path: Path) -> list[Cell]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def source(cell: Cell) -> str:
    return "".join(cell["source"])


def tags(cell: Cell) -> list[str]:
    return list(cell["metadata"].get("tags", ()))


def not_run(cells: list[Cell]) -> Iterator[int]:
    """The cells that were not run in order from a fresh start, or show nothing where something is compared.

    nbval passes a cell that lacks the output that it should be compared with.
    """
    for number, cell in enumerate(cells, start=1):
        if cell["execution_count"] != number or (COMPARED in tags(cell) and not cell["outputs"]):
            yield number


def imported(text: str) -> set[str]:
    """The packages that the code imports."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(str(node.module).partition(".")[0])
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_fit_in_the_eye(path: Path) -> None:
    cells = code_cells(path)
    assert len(cells) <= MOST_CELLS
    long = {n: len(cell["source"]) for n, cell in enumerate(cells, 1) if len(cell["source"]) > MOST_LINES}
    assert long == {}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_defines_nothing_and_imports_the_study_alone(path: Path) -> None:
    text = "\n".join(map(source, code_cells(path)))
    kinds = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)
    assert [node for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)] == []
    assert imported(text) <= MODULES
    assert "print(" not in text


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_was_run_and_every_number_stands_in_an_output_that_is_compared(path: Path) -> None:
    cells = code_cells(path)
    assert list(not_run(cells)) == []
    assert [n for n, cell in enumerate(cells, 1) if cell["outputs"] and COMPARED not in tags(cell)] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_headlines_take_reviewed_figures_unless_asked_otherwise(path: Path) -> None:
    (parameters,) = [source(cell) for cell in code_cells(path) if "parameters" in tags(cell)]
    assert "reviewed_only = True" in parameters or "report_id = " in parameters


@pytest.mark.parametrize(
    ("count", "outputs", "found"), [(1, [{}], []), (None, [{}], [1]), (3, [{}], [1]), (1, [], [1])]
)
def test_a_cell_that_nbval_would_pass_is_found(
    count: int | None, outputs: list[Any], found: list[int]
) -> None:
    cell = {"execution_count": count, "outputs": outputs, "metadata": {"tags": [COMPARED]}}
    assert list(not_run([cell])) == found
