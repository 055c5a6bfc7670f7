"""What is told of the changes first, and what is only counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.files import Row
from analysis.pages.answers import made_answers
from analysis.pages.changes import Change, State, changes
from analysis.pages.diff import made_said, remember, since_the_run_before
from analysis.pages.layout import METADATA, Layout
from analysis.pages.notebook import code_cell, display, new_notebook, text_cell, text_of
from analysis.pages.results import collect, committed_answers
from analysis.pages.telling import brief, markdown, show_changes
from analysis.table.results import RESULTS_MIME
from made import figure, write_data


def result(value: str, low: str = "", high: str = "", unit: str = "files") -> Row:
    note = f"they are of one day; between {low} and {high}" if low else ""
    return {"page": "p", "value": value, "unit": unit, "note": note}


def answers(**said: str) -> dict[str, Row]:
    return {page: {"page": page, "answer": words} for page, words in said.items()}


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        (result("20"), result("21"), "moved"),
        (result("20", "19", "21"), result("20.5", "19.5", "22"), "moved within its interval"),
        (result("20", "19", "21"), result("30", "29", "31"), "moved"),
        (result("20", "19", "any"), result("30"), "moved within its interval"),
        (result("20", "any", "21"), result("30"), "moved"),
        (result("20", "19", "21"), result("20.5", "19", "21", unit="people"), "moved"),
        (result("many"), result("few"), "moved"),
    ],
)
def test_a_result_moves_where_print_and_hedges_leave_no_room(old: Row, new: Row, name: str) -> None:
    (found,) = changes(State({"result": {"p.a": old}}), State({"result": {"p.a": new}}))
    assert found.sort.name == name


@pytest.fixture
def found() -> list[Change]:
    old = State({
        "answer": answers(a="Of 5, 3 are paid.", b="Same.", gone="Was."),
        "result": {"p.a": result("20"), "p.b": result("5", "4", "6")},
    })  # fmt: skip
    new = State({
        "answer": answers(a="Of 5, 4 | 80% are paid.", b="Same.", new="Is."),
        "result": {"p.a": result("25"), "p.b": result("5.5", "4.5", "6.5")},
        "figure": {f"a:{at}": figure(at, "a") for at in range(100)},
    })  # fmt: skip
    return changes(old, new)


def test_a_terminal_shows_bottom_lines_first_and_counts_the_rest(
    found: list[Change], capsys: pytest.CaptureFixture[str]
) -> None:
    show_changes(found, "From one to two")
    assert capsys.readouterr().out.splitlines() == [
        "From one to two: 1 bottom line changed; 1 result moved",
        "a", "  was: Of 5, 3 are paid.", "  is:  Of 5, 4 | 80% are paid.",
        "what    id   is     before    after", "result  p.a  moved  value 20  value 25",
        "Not shown: 1 result moved within its interval; 1 bottom line is gone, 1 is new; "
        "100 figures are new; --all shows each",
    ]  # fmt: skip
    show_changes(found, "t", whole=True)
    assert "a:99" in capsys.readouterr().out


def test_markdown_says_the_same(found: list[Change]) -> None:
    said = brief(found, "From one to two")
    assert said.splitlines()[:5] == [
        "**From one to two**: 1 bottom line changed; 1 result moved", "",
        "- `a`", "  - was: Of 5, 3 are paid.", r"  - is: Of 5, 4 \| 80% are paid.",
    ]  # fmt: skip
    assert said.splitlines()[-1].startswith("Not shown: 1 result moved within its interval;")
    assert "a:99" not in said
    assert markdown(found, "t").splitlines()[4].startswith("| answer | `a` | changed |")


def test_where_nothing_of_weight_changed_a_line_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    found = changes(State({}), State({"figure": {"a:1": figure(1, "a")}}))
    show_changes(found, "t")
    assert capsys.readouterr().out == (
        "t: no bottom line, no verdict and no result beyond its interval\n"
        "Not shown: 1 figure is new; --all shows each\n"
    )
    assert brief([], "t") == "**t**: nothing is different"


def executed(words: str) -> str:
    said = display({"text/markdown": f"**{words}**\n\nMore.", RESULTS_MIME: []})
    cells = [text_cell("# How many?"), code_cell("x", [display({"text/plain": "1"}), said], {})]
    return text_of(new_notebook(cells, {METADATA: {"page": "a"}}))


def test_a_run_keeps_the_bottom_lines_and_the_next_one_is_held_against_them(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.pages.mkdir(parents=True)
    layout.data.mkdir()
    write_data(layout.data)
    for words in ("Three of *five*.", "Four of five."):
        (layout.pages / "a.ipynb").write_text(executed(words), encoding="utf-8")
        collect(layout, [])
        remember(layout)
    assert made_answers(layout) == [{"page": "a", "answer": "Four of five."}]
    (told,) = since_the_run_before(layout) or []
    assert (told.identity, told.before, told.after) == ("a", "Three of five.", "Four of five.")
    layout.answers.unlink()
    assert made_said(layout).answers == [], "what an older build left has none"
    assert since_the_run_before(layout) == []


def test_committed_notebooks_carry_their_bottom_lines(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.notebooks.mkdir()
    (layout.notebooks / "a.ipynb").write_text(executed("Three of five."), encoding="utf-8")
    assert committed_answers(layout) == [{"page": "a", "answer": "Three of five."}]
