"""The page that lists all reports, the newest first."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.pages.rendering.document import Document
from analysis.pages.rendering.listed import listed, paragraph
from analysis.pages.rendering.source import Pages, report_page
from analysis.table.register import Report
from analysis.table.study import Study
from analysis.wording import Markup, count, linked, published

NAME = "reports"
_COLUMNS = (
    "Report", "Publisher", "Published", "About", "Language", "Figures", "Reviewed", "Original", "Instead of",
    "id",
)  # fmt: skip


def reports(study: Study, pages: Pages) -> Document:
    """The list of all reports, each with a link to its own page, where there is one, and to its original."""
    figures = study.figures
    stated = figures.tally("report_id")
    reviewed = figures.take(figures.where("status", "reviewed")).tally("report_id")
    rows = [
        _row(each, study, pages, stated.get(each.report_id, 0), reviewed.get(each.report_id, 0))
        for each in newest_first(study)
    ]
    table = listed(_COLUMNS, rows, f"{NAME}.csv", noun="report")
    told = count(len(study.reports), "report"), count(sum(stated.values()), "figure")
    lead = f"{told[0]} with {told[1]}, {sum(reviewed.values()):,} of them reviewed; the newest first."
    body = "\n".join(
        filter(None, (table.html or paragraph("No report is registered yet."), _left_out(study)))
    )
    return Document(NAME, "Reports", body, "reports", lead, files=table.files)


def newest_first(study: Study) -> Sequence[Report]:
    """The reports by the last day on which they may have appeared, the newest first; then by their id."""
    known = sorted(study.reports.values(), key=lambda each: each.report_id)
    return sorted(known, key=lambda each: each.published_window[1], reverse=True)


def report_link(report_id: str, study: Study, pages: Pages) -> Markup:
    """A report's title, linked to its own page where there is one; its id where it is left out."""
    report = study.reports.get(report_id)
    title, page = report.title if report else report_id, report_page(report_id)
    return _at(title, f"{page}.html") if page in pages.names else linked(title, "")


def _at(words: str, address: str) -> Markup:
    """The words as a link to a page of the site."""
    return Markup(words, linked(words, "").markup.join((f'<a href="{linked(address, "").markup}">', "</a>")))


def _row(report: Report, study: Study, pages: Pages, stated: int, reviewed: int) -> tuple[str, ...]:
    place = study.places[report.place]
    return (
        report_link(report.report_id, study, pages), report.publisher, published(report.published),
        place.name_en or place.name, report.language_name, f"{stated:,}", f"{reviewed:,}",
        _original(report.address), _instead(report, study, pages), report.report_id,
    )  # fmt: skip


def _original(address: str) -> str:
    """The link to where the original can be read; in a file the address itself."""
    return Markup(address, linked("original", address).markup) if address else ""


def _instead(report: Report, study: Study, pages: Pages) -> str:
    """What the report translates, and what it replaces."""
    named = {"translation of": report.translation_of, "replaces": report.replaces}
    links = {words: report_link(each, study, pages) for words, each in named.items() if each}
    if not links:
        return ""
    told = (f"{words} {link}" for words, link in links.items())
    return Markup("; ".join(told), "; ".join(f"{words} {link.markup}" for words, link in links.items()))


def _left_out(study: Study) -> str:
    if not study.broken:
        return ""
    return paragraph(
        f"Left out because a table of theirs is broken: {count(len(study.broken), 'report')}; "
        "study check names them."
    )
