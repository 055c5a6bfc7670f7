"""Pages that are as they were are kept; whatever they follow from makes them anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.files import write_rows, write_text
from analysis.pages.layout import METADATA, Layout
from analysis.pages.notebook import code_cell, display, new_notebook, text_cell, text_of
from analysis.pages.rendering import site as rendering
from analysis.pages.rendering.executed import document_of
from analysis.pages.rendering.site import build_site
from analysis.pages.running.runs import read_pages
from analysis.table.vocabulary import VERDICT_COLUMNS
from analysis.wording import Code, html_table
from studies import notebook, write_study

PAGES = ("02-files", "03-other", "07-one-report-first")


def executed(layout: Layout, page: str, words: str, *figures: str) -> None:
    """Put an executed page into build/pages that says these words and shows these figures."""
    table = html_table(["figure"], [(Code(each),) for each in figures])
    cells = [text_cell(f"# Q?\n\n{words}"), code_cell("x", [display({"text/html": table}, {})], {})]
    about = {"page": page, "notebook": page.removesuffix("-first"), "parameters": {}}
    write_text(layout.pages / f"{page}.ipynb", text_of(new_notebook(cells, {METADATA: about})))


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    names = ("02-files", "03-other", "07-one-report")
    made = write_study(tmp_path / "s", {name: notebook(["# Q?"]) for name in names})
    executed(made, "02-files", "One.", "first:10")
    executed(made, "03-other", "[files](02-files.ipynb)")
    executed(made, "07-one-report-first", "Two.", "first:10")
    build_site(made, read_pages(made))
    return made


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch, layout: Layout) -> list[str]:
    """The pages that are made anew from here on."""
    made: list[str] = []

    def noted(page: object, *rest: object) -> object:
        made.append(page.name)  # type: ignore[attr-defined]
        return document_of(page, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(rendering, "document_of", noted)
    return made


def built(layout: Layout) -> dict[str, bytes]:
    folder = build_site(layout, read_pages(layout)).first_page.parent
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}


def from_nothing(layout: Layout) -> dict[str, bytes]:
    layout.site_record.unlink()
    return built(layout)


def test_nothing_is_made_anew_where_nothing_changed(layout: Layout, anew: list[str]) -> None:
    kept = built(layout)
    assert anew == []
    assert kept == from_nothing(layout)
    assert sorted(anew) == [*PAGES]


def test_a_page_that_was_executed_again_is_made_anew(layout: Layout, anew: list[str]) -> None:
    executed(layout, "02-files", "Three.", "first:10")
    assert b"Three." in built(layout)["02-files.html"]
    assert anew == ["02-files"]


def test_a_verdict_makes_anew_the_pages_that_show_its_figure(layout: Layout, anew: list[str]) -> None:
    row = dict.fromkeys(VERDICT_COLUMNS, "") | {"verdict": "off", "reason": "2 < 3", "figures": "first:10"}
    write_rows(layout.verdicts, VERDICT_COLUMNS, [row])
    kept = built(layout)
    assert sorted(anew) == ["02-files", "07-one-report-first"]
    assert b"figure-off" in kept["02-files.html"]
    assert kept == from_nothing(layout)


def test_a_page_that_is_gone_makes_anew_those_that_lead_there(layout: Layout, anew: list[str]) -> None:
    (layout.pages / "07-one-report-first.ipynb").unlink()
    kept = built(layout)
    assert anew == ["02-files"]
    assert "07-one-report-first.html" not in kept
    assert b"07-one-report-first" not in kept["02-files.html"]
    assert kept == from_nothing(layout)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"build": "", "entries": {"02-files": {}}}'])
def test_a_record_that_is_damaged_or_of_another_build_is_none(
    layout: Layout, anew: list[str], text: str
) -> None:
    write_text(layout.site_record, text)
    built(layout)
    assert sorted(anew) == [*PAGES]


def test_a_site_that_is_gone_or_damaged_is_made_anew(layout: Layout, anew: list[str]) -> None:
    (layout.site / "03-other.html").write_text("<p>not it</p>", encoding="utf-8")
    (layout.site / "02-files.html").unlink()
    kept = built(layout)
    assert sorted(anew) == ["02-files", "03-other"]
    assert kept == from_nothing(layout)
