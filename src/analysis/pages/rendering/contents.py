"""Every page of the site that no notebook makes, in the order of the header."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.pages.layout import Layout
from analysis.pages.page import Page
from analysis.pages.rendering.accuracy import read_accuracy
from analysis.pages.rendering.crosstable import table_documents
from analysis.pages.rendering.document import Document
from analysis.pages.rendering.errata import errata
from analysis.pages.rendering.glossary import glossary
from analysis.pages.rendering.index import first_page
from analysis.pages.rendering.lost import lost_document
from analysis.pages.rendering.measures import measure_documents, measures_document
from analysis.pages.rendering.method import method
from analysis.pages.rendering.places import place_documents, places_document
from analysis.pages.rendering.replying import replies
from analysis.pages.rendering.reports import reports
from analysis.pages.rendering.search.form import search_page
from analysis.pages.rendering.source import Pages
from analysis.pages.rendering.taking.documents import cite_page, downloads_page
from analysis.pages.rendering.taking.package import Package
from analysis.pages.rendering.themes import themes
from analysis.pages.rendering.what_changed import News
from analysis.table.known import Known
from analysis.table.study import load
from analysis.table.verdicts import read_accepted


def documents(
    layout: Layout, pages: Pages, listed: Sequence[Page], news: News, package: Package
) -> Iterator[Document]:
    """The pages made from the tables, the first page first."""
    study = load(layout.data, whole=False, kept=layout.table)  # as the package has it
    known = Known(study)
    missing = [page for page in listed if page.name not in pages.names]
    yield first_page(layout, known, pages, missing, news)
    yield places_document(known, pages)
    yield from place_documents(known, pages)
    yield measures_document(known, pages)
    yield from measure_documents(known, pages)
    yield from table_documents(known, pages)
    yield themes(pages, missing)
    yield reports(study, pages)
    yield method(study, read_accuracy())
    yield glossary()
    yield errata(study, read_accepted(layout.data / "accepted.csv"), pages)
    yield replies(study, pages)
    yield downloads_page(package)
    yield cite_page(package.citation, study, pages.address_of)
    yield search_page()
    yield lost_document(known, pages)
    if news.page:
        yield news.page
