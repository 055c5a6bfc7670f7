"""The rendered site: what a reviewer meets, what cannot happen there. No kernel is started here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode

from analysis.errors import StudyError
from analysis.files import write_text
from analysis.pages.layout import METADATA, Layout
from analysis.pages.notebook import code_cell, display, new_notebook, text_cell, text_of
from analysis.pages.rendering.executed import document_of
from analysis.pages.rendering.site import Site, build_site
from analysis.pages.rendering.source import Made, Pages
from analysis.pages.running.runs import read_pages
from analysis.showing.tables import NOTEBOOK_ONLY
from analysis.wording import Code, html_table
from studies import MIME, notebook, page, write_study

ATTACK = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
RAW = f"```{{raw}} html\n{ATTACK}\n```"
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
RUNS = """\
pages:
  - page: 02-files
    notebook: 02-files
    parameters: {place: VN-HN}
  - page: 07-one-report-first
    notebook: 07-one-report
  - page: 09-never-run
    notebook: 09-never-run
"""
RESULT = {
    "result_id": "total", "value": "12", "unit": "files", "formula": "a < b",
    "figure_ids": ["first:10", "gone:1"], "note": ATTACK,
}  # fmt: skip
FOLDED = ("what", "place", "stated, in words", "period", "check", "note")
WIDE = "".join(f"<td>column{n}</td>" for n in range(40))


def executed(layout: Layout, page: str, *cells: NotebookNode, failed: str = "", **parameters: object) -> None:
    """Put an executed page into build/pages."""
    about = {"page": page, "notebook": page, "parameters": parameters}
    made = new_notebook(cells, {METADATA: {**about, "failed": failed} if failed else about})
    write_text(layout.pages / f"{page}.ipynb", text_of(made))


def shown(data: dict[str, object], **metadata: object) -> NotebookNode:
    return code_cell("code_of_the_cell()", [display(data, metadata)], {})


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    root = tmp_path_factory.mktemp("site") / "s"
    names = ("02-files", "07-one-report", "09-never-run")
    layout = write_study(root, {name: notebook(["# Q?"]) for name in names}, RUNS)
    finding = {
        "text/markdown": f"## It is **12**\n\nIn đơn vị \\*A\\* {ATTACK} it is 12.\n\n{RAW}",
        MIME: [RESULT],
    }
    pointer = '<code class="figure">first:10</code>'
    table = f'<table><tr onclick="x()"><td>{pointer}{ATTACK}</td>{WIDE}</tr></table>'
    executed(
        layout, "02-files", text_cell("# How many files?\n\n[one](07-one-report.ipynb), [no](08-x.ipynb)."),
        shown(finding), shown({"text/html": table}),
        shown({"image/png": DOT}, **{"image/png": {"alt": "Twelve files."}}),
        shown({"text/html": html_table(FOLDED, [("Files", "Hanoi", "12", "1 July", "exact", "")])}),
        shown({"application/javascript": "document.title='owned'", "text/plain": "plain"}),
        text_cell(f"## Also {ATTACK}\n\n{{raw}}`x`"), place="VN-HN",
    )  # fmt: skip
    row = html_table(
        ["figure", "printed"], [(Code("first:10"), "402 282"), ("x", "97,39 %")], ["fig-first-10"]
    )
    executed(
        layout,
        "07-one-report-first",
        text_cell("# One report"),
        shown({"text/html": row}),
        shown({"text/plain": "no chart"}, **{NOTEBOOK_ONLY: True}),
        failed="cell 1: no",
        report_id="first",
    )
    return layout


@pytest.fixture(scope="module")
def site(layout: Layout) -> Site:
    return build_site(layout, read_pages(layout))


def test_there_is_nothing_to_warn_about(site: Site) -> None:
    assert site.warnings == ()


def test_the_page_of_themes_names_every_page_and_its_state(site: Site) -> None:
    themes = page(site, "themes")
    assert "Failed: 07-one-report-first. Not run: 09-never-run." in themes
    assert '<a href="02-files.html">How many files? (Hanoi)</a>' in themes
    assert "In đơn vị *A* " in themes


def test_the_first_page_says_what_failed_and_shows_the_pages_of_the_country(site: Site) -> None:
    first = page(site, "index")
    assert "Failed: 07-one-report-first. Not run: 09-never-run." in first
    assert "02-files.html" not in first, "it is about Hanoi"
    assert "results.csv" in first


def test_a_finding_is_text_with_its_heading_in_the_contents(site: Site) -> None:
    text = page(site, "02-files")
    assert re.search(r'<h2 id="it-is-12">It is <strong>12</strong>', text)
    assert '<li><a href="#it-is-12">It is 12</a></li>' in text


def test_a_figure_leads_to_its_row_where_its_report_has_a_page(site: Site) -> None:
    href = "07-one-report-first.html#fig-first-10"
    link = f'<a class="figure" href="{href}"><code class="figure">first:10</code></a>'
    assert page(site, "02-files").count(link) == 2, "in the table and behind the number"
    assert 'id="fig-first-10"' in page(site, "07-one-report-first")
    assert '<code class="figure">gone:1</code>' in page(site, "02-files")
    assert "gone.html" not in page(site, "02-files")


def test_links_to_notebooks_lead_to_their_pages_or_are_words(site: Site) -> None:
    assert "[no]" not in page(site, "02-files")
    assert "08-x" not in page(site, "02-files")


def test_code_is_there_and_one_switch_shows_it(site: Site) -> None:
    text = page(site, "02-files")
    assert "code_of_the_cell" in text
    assert "<details open" not in text
    assert text.count("Show the code") == 1
    assert '<input type="checkbox" autocomplete="off"/>' in text


def test_a_report_page_has_the_title_of_its_report(site: Site) -> None:
    assert "<h1>A report, figure by figure" in page(site, "07-one-report-first")
    assert '<a href="07-one-report-first.html">A report, figure by figure</a>' in page(site, "themes")


def test_neighbours_are_called_by_theme_and_subject(site: Site) -> None:
    before = '<a rel="prev" href="02-files.html"><span>before</span> Files: Hanoi</a>'
    after = '<a rel="next" href="07-one-report-first.html"><span>after</span> A report</a>'
    assert before in page(site, "07-one-report-first")
    assert after in page(site, "02-files")


def test_what_helps_in_a_notebook_only_is_left_out(site: Site) -> None:
    text = page(site, "07-one-report-first")
    assert "no chart" not in text
    assert "study trace first:10" not in text
    assert '<td data-label="printed">402 282</td>' in text


def test_a_chart_has_its_alt_text(site: Site) -> None:
    assert 'alt="Twelve files."' in page(site, "02-files")


def test_a_failed_page_says_so(site: Site) -> None:
    assert "<strong>This page failed.</strong>" in page(site, "07-one-report-first")
    assert "cell 1: no" in page(site, "07-one-report-first")


def test_pages_hold_no_script_of_their_own_and_no_outside_address(site: Site) -> None:
    for path in site.first_page.parent.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"<script(?![^>]*\bsrc=\"_static/)[^>]*>", text) == [], path.name
        assert re.findall(r"<[^>]+\son\w+=", re.sub(r"&lt;.*?&gt;", "", text)) == [], path.name
        assert re.findall(r'<(?!a )[^>]*(?:src|href|action)="(?:https?:)?//[^"]*', text) == [], path.name
        assert "Content-Security-Policy" in text


def test_a_second_build_has_the_same_bytes(site: Site, layout: Layout) -> None:
    folder = site.first_page.parent
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    build_site(layout, read_pages(layout))
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert sorted(before) == sorted(after)
    assert [path for path in before if before[path] != after[path]] == []
    assert not [path for path in folder.parent.iterdir() if path.name.startswith(".site-")]


def test_without_an_executed_page_there_is_no_site(tmp_path: Path) -> None:
    layout = write_study(tmp_path / "s", {"n": notebook(["# N"])})
    with pytest.raises(StudyError, match="call study run first"):
        build_site(layout, read_pages(layout))


@contextmanager
def tab_of(chromium: str, width: int = 1280) -> Iterator[Any]:
    """A tab of a browser that is closed again."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield browser.new_page(viewport={"width": width, "height": 800})
        browser.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_in_a_browser(site: Site, chromium: str, width: int) -> None:
    from playwright.sync_api import sync_playwright

    said: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(viewport={"width": width, "height": 800})
        tab.on("console", lambda message: said.append(message.text))
        tab.on("request", lambda request: said.append(request.url) if "file:" not in request.url else None)
        for name in ("index", "02-files", "07-one-report-first"):
            tab.goto(f"file://{site.first_page.parent}/{name}.html")
            assert "owned" not in tab.title()
            assert tab.evaluate("document.documentElement.scrollWidth") == width, name
        browser.close()
    assert said == []


def test_the_switch_shows_the_code(site: Site, chromium: str) -> None:
    with tab_of(chromium) as tab:
        tab.goto(f"file://{site.first_page.parent}/02-files.html")
        code = tab.locator(".cell_input").first
        assert not code.is_visible()
        tab.locator(".study-code").click()
        assert code.is_visible()


def test_on_a_narrow_screen_each_row_of_a_report_is_a_card(site: Site, chromium: str) -> None:
    with tab_of(chromium, width=390) as tab:
        tab.goto(f"file://{site.first_page.parent}/07-one-report-first.html#fig-first-10")
        assert not tab.locator("table.row-by-row thead").is_visible()
        label = "getComputedStyle(document.querySelectorAll('#fig-first-10 td')[1], '::before').content"
        assert tab.evaluate(label) == '"printed"'


def test_on_a_narrow_screen_a_wide_row_folds_and_each_cell_names_its_column(
    site: Site, chromium: str
) -> None:
    with tab_of(chromium, width=390) as tab:
        tab.goto(f"file://{site.first_page.parent}/02-files.html")
        row = "table.figures-table:has(td[data-label='stated, in words'])"
        assert not tab.locator(f"{row} thead").is_visible()
        heads = "all => all.map(td => getComputedStyle(td, '::before').content)"
        assert tab.locator(f"{row} td:not(:empty)").evaluate_all(heads) == [
            "none", '"place"', '"stated, in words"', '"period"', '"check"'
        ]  # fmt: skip
        assert tab.locator(row).evaluate("it => it.scrollWidth <= innerWidth")


def test_what_cannot_be_said_is_said_once_on_a_page() -> None:
    nothing = shown({"text/markdown": "*Nothing can be said here: no files.*", MIME: []})
    body = document_of(Made("p", "02-x", {}, "", (text_cell("# Q?"), nothing, nothing)), Pages((), {})).body
    assert body.count("Nothing can be said here: no files.") == 1
