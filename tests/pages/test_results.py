"""Results taken from executed notebooks, and those of the last run told from the committed ones."""

from __future__ import annotations

import json
from pathlib import Path

import pandas
import pytest

from analysis.errors import StudyError
from analysis.files import write_text
from analysis.pages.layout import Layout
from analysis.pages.notebook import code_cell, display, new_notebook, text_of
from analysis.pages.results import collect, figure_ids, known_results, known_sets, results_of, using
from analysis.table.results import SETS_MIME, set_name
from studies import MIME

RESULT = {"result_id": "a", "value": "1", "unit": "files", "formula": "x", "figure_ids": ["f:1", "f:2"]}
FIFTY = [f"f:{n}" for n in range(50)]
MANY = [*FIFTY, "f:50"]
SET = set_name(MANY)


def carrying(path: Path, *results: object) -> Path:
    return showing(path, *({MIME: [each]} for each in results))


def showing(path: Path, *outputs: dict[str, object]) -> Path:
    cells = [code_cell("f", [display({"text/markdown": "## x", **each})], {}) for each in outputs]
    write_text(path, text_of(new_notebook(cells, {})))
    return path


def listed(layout: Layout) -> dict[str, list[str]]:
    """The file of sets as somebody else reads it."""
    table = pandas.read_parquet(layout.figure_sets)
    assert list(table.columns) == ["set", "figure_id"]
    return {str(name): [*rows["figure_id"]] for name, rows in table.groupby("set")}


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
        ([RESULT | {"figure_ids": [SET]}], "cell 1: holds a result that is none"),
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


@pytest.mark.parametrize(
    "output",
    [
        {MIME: [RESULT | {"figure_ids": MANY[::-1]}]},
        {MIME: [RESULT | {"figure_ids": [SET]}], SETS_MIME: {SET: sorted(MANY)}},
    ],
    ids=["an older notebook names each figure", "the set stands in the output"],
)
def test_a_row_with_more_than_fifty_figures_names_their_set(
    tmp_path: Path, output: dict[str, object]
) -> None:
    layout = Layout(tmp_path)
    showing(layout.pages / "p.ipynb", output, {MIME: [RESULT | {"result_id": "b", "figure_ids": FIFTY}]})
    rows = collect(layout, [])
    assert [row["figure_ids"] for row in rows] == [SET, "; ".join(FIFTY)]
    assert known_results(layout) == rows
    assert listed(layout) == {SET: sorted(MANY)}
    assert figure_ids(rows[0], known_sets(layout)) == sorted(MANY)
    assert figure_ids(rows[1]) == FIFTY


def test_two_results_with_the_same_figures_share_a_set_and_both_use_each(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    twice = [RESULT | {"result_id": name, "figure_ids": [SET]} for name in "ab"]
    other = [RESULT | {"result_id": "c", "figure_ids": ["g:1", *FIFTY]}, RESULT | {"result_id": "d"}]
    showing(layout.pages / "p.ipynb", {MIME: twice, SETS_MIME: {SET: MANY}}, {MIME: other})
    rows, sets = collect(layout, []), known_sets(layout)
    assert len(sets) == 2
    assert set(sets) == set(listed(layout))
    uses = {
        name: [row["result_id"] for row in using(name, rows, sets)] for name in ("f:50", "f:1", "g:1", "x")
    }
    assert uses == {"f:50": ["p.a", "p.b"], "f:1": ["p.a", "p.b", "p.c", "p.d"], "g:1": ["p.c"], "x": []}


def test_a_collection_that_says_the_same_touches_neither_file(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    carrying(layout.pages / "p.ipynb", RESULT | {"figure_ids": MANY})
    collect(layout, [])
    before = [(path.read_bytes(), path.stat().st_mtime_ns) for path in (layout.results, layout.figure_sets)]
    collect(layout, [])
    after = [(path.read_bytes(), path.stat().st_mtime_ns) for path in (layout.results, layout.figure_sets)]
    assert after == before
    carrying(layout.pages / "p.ipynb", RESULT)
    collect(layout, [])
    assert listed(layout) == {}, "a set that no result names any more is gone"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read; call study run again"),
        (b"PAR1", "is not Parquet, or is damaged; call study run again"),
    ],
)
def test_sets_that_cannot_be_read_are_said_to_be(tmp_path: Path, content: bytes | None, said: str) -> None:
    layout = Layout(tmp_path)
    carrying(layout.pages / "p.ipynb", RESULT | {"figure_ids": MANY})
    (row,) = collect(layout, [])
    layout.figure_sets.unlink()
    if content is not None:
        layout.figure_sets.write_bytes(content)
    with pytest.raises(StudyError) as refused:
        figure_ids(row, known_sets(layout))
    assert str(refused.value).endswith(f"figure_sets.parquet: {said}")


def test_a_set_of_another_run_is_missed_by_name(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    carrying(layout.pages / "p.ipynb", RESULT | {"figure_ids": MANY})
    collect(layout, [])
    with pytest.raises(StudyError, match=r"the set 'set:0' is not there; call study run again"):
        figure_ids({"figure_ids": "set:0"}, known_sets(layout))
