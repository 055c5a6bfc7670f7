"""Pages of a study with hundreds of reports: each shows so much, and links to all of it."""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from analysis.files import ROOT, write_text
from analysis.pages.changes import COLUMNS, Change
from analysis.pages.layout import METADATA, Layout
from analysis.pages.notebook import code_cell, display, new_notebook, text_cell, text_of
from analysis.pages.rendering.site import Site, build_site
from analysis.pages.rendering.source import Pages
from analysis.pages.rendering.what_changed import news_of
from analysis.pages.running.runs import read_pages
from analysis.showing.tables import WHOLE_MIME, Table
from analysis.table.results import SETS_MIME
from analysis.table.study import load
from analysis.wording import PAGE_ROWS, Code
from studies import page
from told import tell

REPORTS = 300
NOTEBOOKS = ("01-staffing", "05-arithmetic", "06-agreement")


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """Every province with some nine reports, made of the specimens."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    import provinces

    made: Layout = provinces.of_every_province(tmp_path_factory.mktemp("many") / "s")
    provinces.register(made, [*provinces.national(), *provinces.provincial(made, range(REPORTS))])
    return made


@pytest.fixture(scope="module")
def shown(layout: Layout) -> dict[str, list[Any]]:
    """What the notebooks of the country show, in order."""
    study = load(layout.data)
    return {name: tell(name, study, reviewed_only=False).shown for name in NOTEBOOKS}


@pytest.fixture(scope="module")
def site(layout: Layout, shown: dict[str, list[Any]]) -> Site:
    for name, parts in shown.items():
        outputs = [display(bundle_of(each)) for each in parts]
        cells = [text_cell("# How many?"), *(code_cell("x", [each], {}) for each in outputs)]
        about = {"page": name, "notebook": name, "parameters": {}}
        write_text(layout.pages / f"{name}.ipynb", text_of(new_notebook(cells, {METADATA: about})))
    return build_site(layout, read_pages(layout))


def bundle_of(shown: Any) -> dict[str, Any]:
    bundle = shown._repr_mimebundle_()
    return bundle[0] if isinstance(bundle, tuple) else bundle


def rows_of(path: Path) -> list[tuple[str, ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)]


def cut(shown: dict[str, list[Any]], name: str) -> list[Table]:
    tables = (each for each in shown[name] if isinstance(each, Table))
    return [each for each in tables if each.whole or len(each.rows) > PAGE_ROWS]


def test_a_long_table_shows_its_first_rows_and_says_how_many_more_there_are() -> None:
    table = Table(("n", "figure"), tuple((f"{n}", Code(f"first:{n}")) for n in range(4012)))
    said = table._repr_mimebundle_()
    assert said["text/html"].count("<tr>") == PAGE_ROWS + 1
    assert said["text/html"].endswith("… and 3,812 more rows: all of them in <code>.rows</code></p>")
    assert said["text/plain"].splitlines()[-2:] == ["199  first:199", "… and 3,812 more rows: .rows"]
    assert [*csv.reader(said[WHOLE_MIME].splitlines())] == [["n", "figure"], *map(list, table.rows)]


@pytest.mark.parametrize("rows", [1, PAGE_ROWS])
def test_a_table_that_is_not_too_long_is_as_it_was(rows: int) -> None:
    said = Table(("n",), (("1",),) * rows)._repr_mimebundle_()
    assert [*said] == ["text/html", "text/plain"]
    assert said["text/html"].endswith("</table>")


def test_a_table_to_whose_rows_links_lead_has_them_all() -> None:
    rows = tuple((f"{n}",) for n in range(PAGE_ROWS + 1))
    said = Table(("n",), rows, tuple(f"fig-a-{n}" for n in range(PAGE_ROWS + 1)))._repr_mimebundle_()
    assert [*said] == ["text/html", "text/plain"]
    assert f'id="fig-a-{PAGE_ROWS}"' in said["text/html"]


@pytest.mark.parametrize("name", [*NOTEBOOKS])
def test_the_file_beside_a_page_has_every_row_of_a_table_that_is_cut(
    site: Site, shown: dict[str, list[Any]], name: str
) -> None:
    assert site.warnings == ()
    tables, text = cut(shown, name), page(site, name)
    assert tables, "the study is large enough to show this"
    assert all(
        table.count("<tr") <= PAGE_ROWS + 1 for table in re.findall(r"<table.*?</table>", text, re.DOTALL)
    )
    files = [
        site.first_page.parent / file
        for file in re.findall(rf'all of them in <a href="({name}-table-\d\.csv)"', text)
    ]
    whole = [
        [tuple(map(str, row)) for row in table.whole or (table.columns, *table.rows)] for table in tables
    ]
    assert [rows_of(path) for path in files] == whole
    for rows in whole:
        assert f"… and {len(rows) - 1 - PAGE_ROWS:,} more rows: all of them in" in text
    assert ".rows</code>" not in text, "that is for who has the notebook open"


def test_a_result_links_its_first_figures_and_lists_all_in_a_file(
    site: Site, shown: dict[str, list[Any]], layout: Layout
) -> None:
    found = next(bundle_of(each) for each in shown["05-arithmetic"] if SETS_MIME in bundle_of(each))
    (all_ids, *_) = sorted(found[SETS_MIME].values(), key=len, reverse=True)
    row = re.search(r'<tr id="result-.*?</tr>', page(site, "05-arithmetic"), re.DOTALL)
    assert row
    assert row[0].count('class="figure"') == PAGE_ROWS
    (file,) = re.findall(
        rf'{len(all_ids) - PAGE_ROWS:,} more: all of them in <a href="(figures-\w+\.csv)"', row[0]
    )
    assert rows_of(site.first_page.parent / file) == [
        ("figure_id", "page"),
        *((each, "") for each in all_ids),
    ]
    copied = site.first_page.parent / "figure_sets.parquet"
    assert copied.read_bytes() == layout.figure_sets.read_bytes()


def test_the_first_page_shows_the_first_reports_and_pages(site: Site, layout: Layout) -> None:
    first, themes, folder = page(site, "index"), page(site, "themes"), site.first_page.parent
    listed = read_pages(layout)
    about = [each for each in listed if each.notebook == "07-one-report"]
    more = len(about) - PAGE_ROWS
    assert first.count('<a href="07-one-report-') <= 8
    everyone = page(site, "reports")
    assert re.search(r'… and [\d,]+ more reports: all of them in <a href="reports.csv">', everyone)
    assert f'… and {more} more pages: all of them in <a href="pages.csv">' in themes
    assert len(rows_of(folder / "reports.csv")) == len(about) + 1
    assert len(rows_of(folder / "pages.csv")) == len(listed) + 1


def test_every_file_that_a_page_links_to_is_there(site: Site) -> None:
    folder = site.first_page.parent
    linked = {
        file
        for path in folder.glob("*.html")
        for file in re.findall(r'href="([^"/]*\.(?:csv|parquet))"', path.read_text())
    }
    assert {file for file in linked if not (folder / file).is_file()} == set()
    assert {path.name for path in folder.glob("*.csv")} == {file for file in linked if file.endswith(".csv")}


def test_many_changes_are_told_by_the_first_of_them_and_a_file() -> None:
    figure = {
        "quote": "1",
        "measure": "files",
        "place": "VN",
        "period_end": "",
        "value": "1",
        "unit": "files",
    }
    found = [
        Change("figure", f"r{report}:{n}", {}, figure | {"report_id": f"r{report}"})
        for report in range(PAGE_ROWS + 5)
        for n in range(PAGE_ROWS + 3 if not report else 1)
    ]
    news = news_of(found, Pages((), {}))
    assert news.page
    assert news.page.body.count("<h3>") == PAGE_ROWS
    assert '… and 5 more reports: all of them in <a href="what-changed.csv">' in news.page.body
    assert '… and 3 more rows: all of them in <a href="what-changed.csv">' in news.page.body
    rows = [*csv.reader(str(news.page.files["what-changed.csv"]).splitlines())]
    assert rows[0] == [*COLUMNS]
    assert len(rows) == len(found) + 1
    few = news_of(found[:PAGE_ROWS], Pages((), {})).page
    assert few
    assert few.files == {}
