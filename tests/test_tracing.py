"""Where a figure or a result comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.errors import StudyError
from analysis.files import write_rows, write_text
from analysis.pages.layout import Layout
from analysis.pages.notebook import code_cell, display, new_notebook, text_of
from analysis.pages.results import collect
from analysis.table.vocabulary import RESULT_COLUMNS, STATEMENT_COLUMNS
from analysis.tracing import trace
from made import figure, statement, write_data
from studies import MIME

CORRECTION = {
    "correction_id": "c1", "figure_id": "first:10", "column": "note", "was": "", "becomes": "twice",
    "reason": "it is printed twice", "who": "a reviewer", "date": "2026-01-02",
}  # fmt: skip


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    layout = Layout(tmp_path)
    layout.data.mkdir()
    figures = {"first": [figure(10), figure(30, measure="files_processed")]}
    write_data(layout.data, figures, corrections=[CORRECTION])
    results = [
        {"result_id": "p.open", "page": "p", "value": "0", "unit": "files", "formula": "received - processed",
         "figure_ids": "first:10; first:30", "note": ""},
        {"result_id": "p.all", "page": "p", "value": "120", "unit": "files", "formula": "received",
         "figure_ids": "first:10; first:99", "note": ""},
        {"result_id": "q.all", "page": "q", "value": "120", "unit": "files", "formula": "received",
         "figure_ids": "", "note": ""},
    ]  # fmt: skip
    write_rows(layout.results, RESULT_COLUMNS, results)
    return layout


def test_a_figure_tells_its_row_report_corrections_and_uses(layout: Layout) -> None:
    told = trace("first:10", layout).splitlines()
    assert told[0] == "first:10"
    assert {tuple(line.split()) for line in told} >= {
        ("quote", "120"), ("measure", "files_received"), ("note", "twice"), ("low", "120"), ("high", "120"),
    }  # fmt: skip
    assert not any(line.split() == ["locality"] for line in told), "empty columns are left out"
    assert told[told.index("report: A report (A paper, 2025-09)") :] == [
        "report: A report (A paper, 2025-09)",
        "address: https://example.org/a",
        "where: characters 10 to 13 of first.txt",
        "correction c1: note was (empty), becomes twice; it is printed twice (a reviewer, 2026-01-02)",
        "claims:",
        "  first:30/order/10: ≤ fits; 120 files ≤ 120 files; equal",
        "results that use it:",
        "  p.open = 0 files",
        "  p.all = 120 files",
        "pages: p",
    ]


def test_a_sentence_is_shown_only_when_asked_and_at_hand(
    layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDY_TEXTS", str(tmp_path / "texts"))
    assert "sentence" not in trace("first:10", layout)
    assert "not at hand" in trace("first:10", layout, sentence=True)
    write_text(tmp_path / "texts" / "first.txt", "A. We had 120 files here. B.")
    assert trace("first:10", layout, sentence=True).splitlines()[-1] == "sentence: We had 120 files here."


@pytest.mark.parametrize("name", ["p.open", "open"])
def test_a_result_tells_its_formula_and_the_figures_behind_it(layout: Layout, name: str) -> None:
    assert trace(name, layout).splitlines() == [
        "p.open",
        "  page     p",
        "  value    0",
        "  unit     files",
        "  formula  received - processed",
        "figures behind it:",
        "  first:10: 120, files_received, VN-HN, undated, exact",
        "  first:30: 120, files_processed, VN-HN, undated, exact",
        "claims:",
        "  1 holds",
    ]


def test_a_result_names_the_claims_that_do_not_simply_hold(layout: Layout) -> None:
    more = [figure(10), figure(30, measure="files_processed", quote="150", value="150")]
    write_data(layout.data, {"first": more})
    (said,) = [line for line in trace("open", layout).splitlines() if "/order/" in line]
    assert said.startswith("  first:30/order/10: ✗ off; 150 files")


def test_a_figure_without_claims_says_so(layout: Layout) -> None:
    write_data(layout.data, {"first": [figure(10)]})
    assert "claims: none" in trace("first:10", layout).splitlines()


def test_a_statement_tells_what_it_is_and_which_results_use_it(layout: Layout) -> None:
    write_rows(
        layout.data / "statements" / "first.csv", STATEMENT_COLUMNS,
        [statement(40, kind="deadline", due="2025-09-30", locality="A")],
    )  # fmt: skip
    lines = trace("first:s40", layout).splitlines()
    assert lines[:3] == ["first:s40", "  kind      deadline", "  theme     staffing"]
    assert "  due       2025-09-30" in lines
    assert "where: characters 40 to 50 of first.txt" in lines
    assert lines[-1] == "results: none uses it"


def test_a_result_over_twenty_thousand_figures_is_traced_both_ways(layout: Layout) -> None:
    ids = ["first:10", *(f"other:{n}" for n in range(20_000))]
    results = [
        {
            "result_id": "many",
            "value": "20001",
            "unit": "figures",
            "formula": "n",
            "figure_ids": ids,
            "note": "",
        },
        {
            "result_id": "few",
            "value": "1",
            "unit": "figures",
            "formula": "n",
            "figure_ids": ids[:1],
            "note": "",
        },
        {
            "result_id": "others",
            "value": "20000",
            "unit": "figures",
            "formula": "n",
            "figure_ids": ids[1:],
            "note": "",
        },
    ]
    output = display({"text/markdown": "## x", MIME: results})
    write_text(layout.pages / "p.ipynb", text_of(new_notebook([code_cell("f", [output], {})], {})))
    collect(layout, [])
    lines = trace("many", layout).splitlines()
    behind = lines[lines.index("figures behind it:") + 1 : lines.index("claims:")]
    assert len(behind) == 20_001
    assert behind[0] == "  first:10: 120, files_received, VN-HN, undated, exact"
    assert trace("first:10", layout).splitlines()[-4:] == [
        "results that use it:", "  p.many = 20001 figures", "  p.few = 1 figures", "pages: p",
    ]  # fmt: skip


def test_a_result_of_an_older_run_says_that_a_figure_is_gone(layout: Layout) -> None:
    assert "  first:99: no such figure now; call study run again" in trace("p.all", layout).splitlines()


@pytest.mark.parametrize(
    ("identity", "said"),
    [
        ("all", "2 results are called 'all'; say which: p.all, q.all"),
        ("first:11", "no figure or result is called 'first:11'; did you mean first:10 or first:30?"),
        ("first:1", "no figure or result is called 'first:1'; did you mean first:10?"),
        ("first:300", "no figure or result is called 'first:300'; did you mean first:30?"),
        ("first:7000", "no figure or result is called 'first:7000'; did you mean first:30 or first:10?"),
        ("frst:30", "no figure or result is called 'frst:30'; did you mean first:30?"),
        ("first", "no figure or result is called 'first'; did you mean first:10 or first:30?"),
        ("p.opne", "no figure or result is called 'p.opne'; did you mean p.open?"),
        ("@", "no figure or result is called '@'; ids stand in the pages' tables"),
    ],
)
def test_an_unknown_id_is_refused_with_the_nearest(layout: Layout, identity: str, said: str) -> None:
    with pytest.raises(StudyError) as refused:
        trace(identity, layout)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
