"""Results taken from executed notebooks, and those of the last run told from the committed ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.errors import StudyError
from analysis.files import write_text
from analysis.pages.layout import Layout
from analysis.pages.notebook import code_cell, display, new_notebook, text_of
from analysis.pages.results import collect, known_results, results_of
from studies import MIME

RESULT = {"result_id": "a", "value": "1", "unit": "files", "formula": "x", "figure_ids": ["f:1", "f:2"]}


def carrying(path: Path, *results: object) -> Path:
    cells = [code_cell("f", [display({"text/markdown": "## x", MIME: [each]})], {}) for each in results]
    write_text(path, text_of(new_notebook(cells, {})))
    return path


def test_a_result_becomes_a_row_of_its_page(tmp_path: Path) -> None:
    (row,) = results_of(carrying(tmp_path / "n.ipynb", RESULT), "02-files")
    assert row == {
        "result_id": "02-files.a", "page": "02-files", "value": "1", "unit": "files", "formula": "x",
        "figure_ids": "f:1; f:2", "note": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ([RESULT, RESULT], "cell 2: the result p.a stands twice"),
        (["text"], "cell 1: holds a result that is none"),
        ([{"value": "1"}], "cell 1: holds a result that is none"),
    ],
)
def test_what_is_no_result_is_refused(tmp_path: Path, results: list[object], said: str) -> None:
    with pytest.raises(StudyError) as refused:
        results_of(carrying(tmp_path / "n.ipynb", *results), "p")
    assert said in str(refused.value)


def test_a_torn_notebook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "n.ipynb"
    path.write_text(json.dumps({"cells": []})[:-3], encoding="utf-8")
    with pytest.raises(StudyError, match="is not a notebook"):
        results_of(path, "p")


def test_pages_stand_in_the_order_of_the_list_then_by_name(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    for name in ("c", "b", "a", "z"):
        carrying(layout.pages / f"{name}.ipynb", RESULT)
    assert [row["page"] for row in collect(layout, ["z", "missing", "b"])] == ["z", "b", "a", "c"]


def test_before_any_run_the_committed_notebooks_answer(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    carrying(layout.notebooks / "committed.ipynb", RESULT)
    assert [row["result_id"] for row in known_results(layout)] == ["committed.a"]
    carrying(layout.pages / "run.ipynb", RESULT)
    collect(layout, [])
    assert [row["result_id"] for row in known_results(layout)] == ["run.a"]
