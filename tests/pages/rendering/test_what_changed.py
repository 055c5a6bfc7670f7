"""What changed since the run before, as a page of a site: two runs of a study, then the site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysis.files import write_rows, write_text
from analysis.pages.changes import Change
from analysis.pages.diff import remember
from analysis.pages.layout import METADATA, Layout
from analysis.pages.notebook import code_cell, display, new_notebook, text_cell, text_of
from analysis.pages.rendering.site import Site, build_site
from analysis.pages.rendering.source import Pages
from analysis.pages.rendering.what_changed import FEW_ROWS, news_of
from analysis.pages.results import collect
from analysis.pages.running.runs import read_pages
from analysis.table.vocabulary import FIGURE_COLUMNS
from analysis.wording import Code, html_table
from made import REPORT, figure, statement, write_data
from studies import MIME, notebook, page, write_study

ATTACK = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
HOSTILE = f"1{ATTACK} `b` | c\n\n.. note:: owned\n\u2028\u2028.. note:: owned\u2028"
RUNS = """\
pages:
  - page: 02-files
    notebook: 02-files
  - page: 07-one-report-first
    notebook: 07-one-report
"""
SUM = [
    figure(10, value="120"), figure(30, value="100", quote="100", measure="files_processed"),
    figure(50, value="20", quote="020", measure="files_pending"),
]  # fmt: skip
MANY = [figure(start * 10, "second", quote=HOSTILE) for start in range(30)]


def executed(layout: Layout, page: str, value: str, **parameters: str) -> None:
    """Put an executed page with one result and the row of one figure into build/pages."""
    about = {"page": page, "notebook": page.removesuffix("-first"), "parameters": parameters}
    kind = {"unit": "files", "formula": "a - b", "figure_ids": ["first:10"], "note": ""}
    said = {
        "text/markdown": f"## It moved\n\nIt did, to {value}.",
        MIME: [{"result_id": "open", "value": value, **kind}],
    }
    row = html_table(["figure", "printed"], [(Code("first:10"), "402 282")], ["fig-first-10"])
    shown = [display(said, {}), display({"text/html": row}, {})]
    cells = [text_cell("# How many?"), *(code_cell("x", [each], {}) for each in shown)]
    write_text(layout.pages / f"{page}.ipynb", text_of(new_notebook(cells, {METADATA: about})))


def ran(layout: Layout, value: str) -> None:
    """Leave what a full run leaves."""
    executed(layout, "02-files", value)
    executed(layout, "07-one-report-first", "1", report_id="first")
    collect(layout, [page.name for page in read_pages(layout)])
    remember(layout)


def study_that_ran(root: Path) -> Layout:
    notebooks = {name: notebook(["# How many?"]) for name in ("02-files", "07-one-report")}
    layout = write_study(root, notebooks, RUNS)
    write_data(layout.data, {"first": SUM}, statements={"first": [statement(70)]})
    ran(layout, "20")
    return layout


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return study_that_ran(tmp_path / "s")


def edit(layout: Layout) -> None:
    """A sum that holds no longer, a figure and a statement gone, and a hostile report."""
    reports = [REPORT, REPORT | {"report_id": "second", "title": " ".join(HOSTILE.split())}]
    changed = SUM[2] | {"value": "25", "note": HOSTILE}
    write_data(layout.data, {"first": [*SUM[:2], changed], "second": MANY}, reports, statements={"first": []})


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    layout = study_that_ran(tmp_path_factory.mktemp("changed") / "s")
    edit(layout)
    ran(layout, "25")
    return layout


@pytest.fixture(scope="module")
def site(changed: Layout) -> Site:
    return build_site(changed, read_pages(changed))


def test_before_a_second_run_there_is_no_such_page_and_no_word_of_it(layout: Layout) -> None:
    site = build_site(layout, read_pages(layout))
    assert "Since the run before" not in page(site, "index")
    assert not (site.first_page.parent / "what-changed.html").exists()


def test_when_nothing_is_different_one_sentence_says_so(layout: Layout) -> None:
    ran(layout, "25")
    executed(layout, "02-files", "20")  # one page alone, and back to what it was
    site = build_site(layout, read_pages(layout))
    assert site.warnings == ()
    link = '<a href="what-changed.html">What changed since the run before?</a>'
    assert f"<p>Nothing is different. {link}</p>" in page(site, "index")
    assert '<p class="study-lead">Nothing is different.</p>' in page(site, "what-changed")
    assert "<h2>" not in page(site, "what-changed")


def test_the_first_page_says_in_a_sentence_what_changed(site: Site) -> None:
    assert site.warnings == ()
    first = page(site, "index")
    assert re.search(
        r'<p class="study-banner">1 bottom line changed; <strong>1 claim is now materially off</strong>, .*; '
        r"1 result moved; "
        r"1 report is new; 1 figure changed, 30 are new; 1 statement is gone\. "
        r'<a href="what-changed.html">',
        first,
    )


def test_the_page_begins_with_the_bottom_lines_that_changed_and_what_is_now_off(site: Site) -> None:
    text = page(site, "what-changed")
    assert re.findall(r"<h2[^>]*>([\w ]+\w)", text) == ["Bottom lines", "Verdicts", "Results", "Reports"]
    first, second = re.findall(r"<tbody>\s*<tr>(.*?)</tr>", text, re.DOTALL)[:2]
    cells = re.findall(r"<td[^>]*>(.*?)</td>", first)
    assert cells == ['<a href="02-files.html">Files</a>', "It did, to 20.", "It did, to 25."]
    first_row = re.search(r"(.*)", second, re.DOTALL)
    assert first_row is not None
    assert 'href="07-one-report-first.html#fig-first-10"' in first_row[1]
    assert "✓ exact" in first_row[1]
    assert "✗ off</strong></span> materially" in first_row[1]
    assert "100 + 25 = 125" in first_row[1]


def test_a_result_that_moved_leads_to_the_page_on_which_it_stands(site: Site) -> None:
    text = page(site, "what-changed")
    assert '<a href="02-files.html#result-open"><code>open</code></a>' in text
    assert re.search(r'<td data-label="Was">20 files</td>\s*<td data-label="Is">25 files</td>', text)
    assert 'id="result-open"' in page(site, "02-files")


def test_a_long_list_is_folded_under_its_count(site: Site) -> None:
    text = page(site, "what-changed")
    assert len(MANY) > FEW_ROWS
    folded = text.split("<summary>30 figures are new</summary>", 1)[1].split("</details>", 1)[0]
    assert folded.count("<tr>") == 1 + len(MANY)
    assert '<p class="changes-count">1 figure changed</p>' in text


def test_what_is_gone_is_no_link(site: Site) -> None:
    assert '<code class="figure">first:s70</code>' in page(site, "what-changed")
    assert "fig-first-s70" not in page(site, "what-changed")


@pytest.mark.parametrize("name", ["index", "what-changed"])
def test_words_of_the_data_do_nothing(site: Site, name: str) -> None:
    text = page(site, name)
    assert "&lt;script&gt;document.title=" in text
    assert re.findall(r"<script(?![^>]*\bsrc=)", text) == []
    assert re.findall(r"<[^>]+\son\w+=", text) == []
    assert "<img" not in text
    assert "admonition" not in text


def test_no_link_of_the_page_leads_nowhere(site: Site) -> None:
    folder = site.first_page.parent
    links = re.findall(r'href="([\w-]+\.html)"', page(site, "what-changed"))
    assert links
    assert [link for link in links if not (folder / link).is_file()] == []


def test_a_second_build_has_the_same_bytes(site: Site, changed: Layout) -> None:
    before = {name: page(site, name) for name in ("index", "what-changed")}
    build_site(changed, read_pages(changed))
    assert before == {name: page(site, name) for name in before}


def test_a_run_that_cannot_be_read_is_no_reason_to_have_no_site(layout: Layout) -> None:
    ran(layout, "25")
    write_rows(layout.build / "runs" / "before" / "data" / "figures" / "stray.csv", FIGURE_COLUMNS, [])
    site = build_site(layout, read_pages(layout))
    assert len(site.warnings) == 1
    assert "what changed cannot be told: " in site.warnings[0]
    assert "stray.csv" in site.warnings[0]
    assert "What is different cannot be told" in page(site, "index")
    assert "stray.csv" not in page(site, "index")
    assert not (site.first_page.parent / "what-changed.html").exists()


def test_a_value_that_is_no_number_or_endless_stands_as_it_is() -> None:
    rows = [{"page": "p", "value": value, "unit": "files"} for value in ("none", "1e999999", "NaN", "1234")]
    found = [Change("result", f"p.{place}", {}, row) for place, row in enumerate(rows)]
    page = news_of(found, Pages((), {})).page
    assert page
    said = re.findall(r'<td data-label="Is">(.*?)</td>', page.body)
    assert said == ["none files", "1e999999 files", "NaN files", "1,234 files"]


@pytest.mark.parametrize("width", [420, 1280])
def test_the_page_in_a_browser(site: Site, chromium: str, width: int) -> None:
    from playwright.sync_api import sync_playwright

    said: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(viewport={"width": width, "height": 800})
        tab.on("console", lambda message: said.append(message.text))
        tab.goto(f"file://{site.first_page.parent}/what-changed.html")
        for summary in tab.locator("details.changes > summary").all():
            summary.click()
        assert tab.evaluate("document.documentElement.scrollWidth") == width
        assert "owned" not in tab.title()
        tab.locator("a", has_text="open").first.click()
        # A folded row opens where a link leads to it.
        tab.locator("#result-open").wait_for(state="visible")
        browser.close()
    assert said == []
