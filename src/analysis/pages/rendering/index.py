"""The site's first page: what the study is, every page with its bottom line, what was read, how made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from analysis.files import Row, csv_of_cells
from analysis.pages.inputs import common_inputs, versions
from analysis.pages.layout import Layout
from analysis.pages.page import Page
from analysis.pages.rendering.document import Document, part
from analysis.pages.rendering.source import Pages
from analysis.pages.rendering.themes import pages_of_the_country, state_of
from analysis.pages.rendering.what_changed import News
from analysis.pages.rendering.whole import file_link
from analysis.pages.results import known_sets
from analysis.table.register import read_register_rows
from analysis.table.schema import read_figure_rows
from analysis.wording import PAGE_ROWS, more_rows, published

TITLE = "Two-tier local government in Viet Nam, figure by figure"
SHORT_TITLE = "Two-tier study"

_LEAD = (
    "Since 1 July 2025 Viet Nam has run a two-tier local government: provinces and communes, no districts. "
    "Reports on it state their figures in sentences. Here each figure is taken out, points at the words "
    "that state it, and is set beside the others."
)


_REPORTS = "reports.csv"
_COLUMNS = ("Report", "Publisher", "Published", "About", "Figures stated", "Reviewed")


def first_page(layout: Layout, pages: Pages, missing: Sequence[Page], news: News) -> Document:
    """The first page; all that comes from data stands in it escaped."""
    reports = list(_reports(layout, pages))
    body = "\n".join(
        [
            f'<p class="study-lead">{escape(_LEAD)}</p>',
            part("Since the run before", news.summary) if news.summary else "",
            part("What the reports say", state_of(pages, missing) + pages_of_the_country(pages)),
            part("What was read", _table_of_reports(reports)),
            part("How this was made", _how_made(layout)),
        ]
    )
    whole = {_REPORTS: csv_of_cells(("page", *_COLUMNS), map(_cells, reports))}
    return Document("index", TITLE, body, files=whole if file_link(_REPORTS) in body else {})


@dataclass(frozen=True)
class _Report:
    """A row of the table of reports: its own page, if there is one, what it translates, and the cells."""

    page: str
    translates: str
    cells: tuple[str, ...]


def _reports(layout: Layout, pages: Pages) -> Iterator[_Report]:
    for report in read_register_rows(layout.data / "reports.csv"):
        page = f"07-one-report-{report['report_id']}"
        cells = (
            report["title"],
            report["publisher"],
            published(report["published"]),
            pages.places.get(report["place"], report["place"]),
            *_figures_stated(report, layout),
        )
        yield _Report(f"{page}.html" if page in pages.names else "", report["translation_of"], cells)


def _figures_stated(report: Row, layout: Layout) -> tuple[str, str]:
    """How many figures the report states, and how many of them are reviewed."""
    path = layout.data / "figures" / f"{report['report_id']}.csv"
    figures = read_figure_rows(path) if path.is_file() else []
    return str(len(figures)), str(sum(figure["status"] == "reviewed" for figure in figures))


def _cells(report: _Report) -> tuple[str, ...]:
    """The row in a file."""
    return (report.page, *report.cells)


def _table_of_reports(reports: Sequence[_Report]) -> str:
    head = "".join(f"<th>{column}</th>" for column in _COLUMNS)
    body = "".join(map(_report_row, reports[:PAGE_ROWS]))
    table = f'<table class="figures-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    more = more_rows(len(reports) - PAGE_ROWS, file_link(_REPORTS))
    return f'<div class="table-box" tabindex="0">{table}{more}</div>'


def _report_row(report: _Report) -> str:
    title, *cells = map(escape, report.cells)
    linked = f'<a href="{report.page}">{title}</a>' if report.page else title
    about = f" (translation of {escape(report.translates)})" if report.translates else ""
    labelled = zip(_COLUMNS, (linked + about, *cells), strict=True)
    return "<tr>" + "".join(f'<td data-label="{column}">{cell}</td>' for column, cell in labelled) + "</tr>"


def _how_made(layout: Layout) -> str:
    inputs = common_inputs(layout)
    tables = [f"{name} {digest}" for name, digest in inputs.items() if name.startswith("data/")]
    data = hashlib.sha256("\n".join(tables).encode()).hexdigest()[:12]
    package = escape(versions().get("two-tier-study", ""))
    sets = layout.figure_sets.name
    listed = f" (sets of figures: {file_link(sets)})" if known_sets(layout) else ""
    return (
        '<p class="study-made">Executed notebooks, rendered by <code>study site</code> of two-tier-study '
        f"{package} from the tables with the SHA-256 <code>{data}</code>. All derived numbers with their "
        f'formulas and figures: <a href="results.csv">results.csv</a>{listed}. <code>study trace</code> with '
        "the id of a figure or a result says where it comes from.</p>"
    )
