"""The site's first page: what the study is, every page with its bottom line, what was read, how made."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from html import escape
from itertools import groupby

from analysis.pages.inputs import common_inputs, versions
from analysis.pages.layout import Layout
from analysis.pages.page import Page
from analysis.pages.rendering.rst import raw, section, titled
from analysis.pages.rendering.source import Made, Pages, theme_of
from analysis.pages.rendering.what_changed import PAGE, News
from analysis.table.register import read_register_rows
from analysis.table.schema import read_figure_rows
from analysis.wording import published

TITLE = "Two-tier local government in Viet Nam, figure by figure"
SHORT_TITLE = "Two-tier study"

_LEAD = (
    "Since 1 July 2025 Viet Nam has run a two-tier local government: provinces and communes, no districts. "
    "Reports on it state their figures in sentences. Here each figure is taken out, points at the words "
    "that state it, and is set beside the others."
)


def first_page(layout: Layout, pages: Pages, listed: Sequence[Page], news: News) -> str:
    """The first page's source in reStructuredText; all that comes from data stands in it escaped."""
    missing = [page for page in listed if page.name not in pages.names]
    names = [*(page.name for page in pages.made), *([PAGE] if news.page else [])]
    contents = "\n".join(f"   {name}" for name in names)
    return "\n".join(
        [
            *titled(TITLE), ".. toctree::", "   :hidden:", "", contents, "",
            raw(f'<p class="study-lead">{escape(_LEAD)}</p>'),
            *(section("Since the run before", news.summary) if news.summary else ()),
            *section("Pages", _state_of(pages, missing) + _table_of_pages(pages, missing)),
            *section("What was read", _table_of_reports(layout, pages)),
            *section("How this was made", _how_made(layout)),
        ]
    )  # fmt: skip


def _state_of(pages: Pages, missing: Sequence[Page]) -> str:
    failed = [page.name for page in pages.made if page.failed]
    parts = [
        f"{words}: {', '.join(names)}."
        for words, names in (("Failed", failed), ("Not run", [page.name for page in missing]))
        if names
    ]
    return f'<p class="study-banner">{escape(" ".join(parts))}</p>' if parts else ""


def _table_of_pages(pages: Pages, missing: Sequence[Page]) -> str:
    rows = [(page.notebook, _row_of(page, pages)) for page in pages.made]
    not_run = '<span class="study-state">not run</span>'
    rows += [(page.notebook, f"<tr><td>{escape(page.name)}</td><td>{not_run}</td></tr>") for page in missing]
    body = ""
    for notebook, group in groupby(sorted(rows, key=lambda row: row[0]), key=lambda row: row[0]):
        body += f'<tr class="theme"><th colspan="2" scope="colgroup">{escape(theme_of(notebook))}</th></tr>'
        body += "".join(row for _, row in group)
    return (
        '<table class="study-pages"><thead><tr><th>Page</th><th>Bottom line</th></tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _row_of(page: Made, pages: Pages) -> str:
    failed = '<span class="study-state">failed</span> ' if page.failed else ""
    link = f'<a href="{escape(page.name)}.html">{escape(pages.title_of(page))}</a>'
    return f"<tr><td>{link}</td><td>{failed}{escape(page.bottom_line)}</td></tr>"


def _table_of_reports(layout: Layout, pages: Pages) -> str:
    columns = ("Report", "Publisher", "Published", "About", "Figures stated", "Reviewed")
    head = "".join(f"<th>{column}</th>" for column in columns)
    reports = read_register_rows(layout.data / "reports.csv")
    body = "".join(_report_row(report, layout, pages) for report in reports)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="table-box" tabindex="0">{table}</div>'


def _report_row(report: dict[str, str], layout: Layout, pages: Pages) -> str:
    path = layout.data / "figures" / f"{report['report_id']}.csv"
    figures = read_figure_rows(path) if path.is_file() else []
    page = f"07-one-report-{report['report_id']}"
    title = escape(report["title"])
    cells = (
        f'<a href="{page}.html">{title}</a>' if page in pages.names else title,
        escape(report["publisher"]),
        escape(published(report["published"])),
        escape(pages.places.get(report["place"], report["place"])),
        str(len(figures)),
        str(sum(figure["status"] == "reviewed" for figure in figures)),
    )
    if report["translation_of"]:
        cells = (f"{cells[0]} (translation of {escape(report['translation_of'])})", *cells[1:])
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _how_made(layout: Layout) -> str:
    inputs = common_inputs(layout)
    tables = [f"{name} {digest}" for name, digest in inputs.items() if name.startswith("data/")]
    data = hashlib.sha256("\n".join(tables).encode()).hexdigest()[:12]
    package = escape(versions().get("two-tier-study", ""))
    return (
        '<p class="study-made">Executed notebooks, rendered by <code>study site</code> of two-tier-study '
        f"{package} from the tables with the SHA-256 <code>{data}</code>. All derived numbers with their "
        'formulas and figures: <a href="results.csv">results.csv</a>. <code>study trace</code> with the '
        "id of a figure or a result says where it comes from.</p>"
    )
