"""The marks that the site puts on results and figures from what `study check` wrote."""

from __future__ import annotations

from pathlib import Path

from analysis.files import write_rows
from analysis.pages.layout import Layout
from analysis.pages.notebook import code_cell, display
from analysis.pages.rendering.executed import document_of
from analysis.pages.rendering.site import _checks
from analysis.pages.rendering.source import Made, Pages
from analysis.table.marks import Check
from analysis.table.vocabulary import VERDICT_COLUMNS
from studies import MIME

OFF, EXACT = Check("off", 'it is "1" < 2'), Check("exact", "2 = 2")


def shown(checks: dict[str, Check], *results: tuple[str, list[str]]) -> str:
    """All HTML of a page with these results (unit, figure ids) where report `first` has its page."""
    rows = [
        {"result_id": f"r{at}", "value": "1", "unit": unit, "formula": "a", "figure_ids": ids, "note": ""}
        for at, (unit, ids) in enumerate(results)
    ]
    cell = code_cell("x", [display({"text/markdown": "## A\n\nB", MIME: rows})], {})
    page = Made("02-x", "02-x", {}, "", (cell,))
    pages = Pages((page, Made("07-one-report-first", "07-one-report", {}, "", ())), {}, checks)
    return document_of(page, pages).body


def test_a_result_shows_the_worst_mark_of_its_figures() -> None:
    html = shown({"first:1": EXACT, "first:2": OFF}, ("files", ["first:1", "first:2"]))
    assert '<strong>✗ off</strong></span></td><td data-label="Note"></td></tr>' in html
    assert "<strong>✗ 1 rests on a figure that is off</strong></span></summary>" in html
    assert 'class="figure figure-off" href="07-one-report-first.html#fig-first-2"' in html
    assert 'title="✗ off: it is &quot;1&quot; &lt; 2"' in html


def test_a_good_result_raises_no_alarm() -> None:
    html = shown({"first:1": EXACT}, ("files", ["first:1"]))
    assert "✓ exact" in html
    assert "rests on" not in html
    assert "figure-off" not in html


def test_a_count_of_figures_does_not_depend_on_what_they_say() -> None:
    html = shown({"first:1": OFF}, ("figures", ["first:1"]))
    assert "<strong>" not in html


def test_without_verdicts_nothing_is_marked() -> None:
    html = shown({}, ("files", ["first:1"]))
    assert 'class="check' not in html
    assert '<a class="figure" href="07-one-report-first.html#fig-first-1"><code' in html


def test_verdicts_are_read_where_the_check_wrote_them(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    assert _checks(layout) == {}
    row = dict.fromkeys(VERDICT_COLUMNS, "") | {
        "verdict": "off", "reason": "2 is not 3", "figures": "first:1; first:2",
    }  # fmt: skip
    write_rows(tmp_path / "build" / "verdicts.csv", VERDICT_COLUMNS, [row])
    expected = {"first:1": Check("off", "2 is not 3"), "first:2": Check("off", "with first:1: 2 is not 3")}
    assert _checks(layout) == expected
    assert _checks(layout.private()) == expected
