"""The site's first page: what the study is, every page with its bottom line, what was read, how made."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from analysis.pages.inputs import data_digest, versions
from analysis.pages.layout import Layout
from analysis.pages.page import Page
from analysis.pages.rendering.document import Document, part
from analysis.pages.rendering.places import tile_map
from analysis.pages.rendering.reports import newest_first, report_link
from analysis.pages.rendering.source import Pages
from analysis.pages.rendering.themes import pages_of_the_country, state_of
from analysis.pages.rendering.what_changed import News
from analysis.pages.rendering.whole import file_link
from analysis.pages.results import known_sets
from analysis.table.known import Known
from analysis.wording import count, published

TITLE = "Two-tier local government in Viet Nam, figure by figure"
SHORT_TITLE = "Two-tier study"

_LEAD = (
    "Since 1 July 2025 Viet Nam has run a two-tier local government: provinces and communes, no districts. "
    "Reports on it state their figures in sentences. Here each figure is taken out, points at the words "
    "that state it, and is set beside the others."
)
_NEWEST = 8
"""So many reports are named on the first page."""


def first_page(layout: Layout, known: Known, pages: Pages, missing: Sequence[Page], news: News) -> Document:
    """The first page: what the reports say, of which places, what changed, and how it was made."""
    body = "\n".join(
        [
            f'<p class="study-lead">{escape(_LEAD)}</p>',
            part("changes", "Since the run before", news.summary),
            part("say", "What the reports say", state_of(pages, missing), _said(known, pages)),
            part("reports", "The newest reports", _newest(known, pages)),
            part("made", "How this was made", _how_made(layout)),
        ]
    )
    return Document("index", TITLE, body)


def _said(known: Known, pages: Pages) -> str:
    return (
        f'<div class="known-map lines-first"><div>{tile_map(known, pages)}</div>'
        f"<div>{pages_of_the_country(pages)}</div></div>"
    )


def _newest(known: Known, pages: Pages) -> str:
    study = known.study
    named = "".join(
        f"<li>{report_link(each.report_id, study, pages).markup} "
        f'<span class="quiet">{escape(each.publisher)}, {published(each.published)}</span></li>'
        for each in newest_first(study)[:_NEWEST]
    )
    everyone = f'<p><a href="reports.html">{count(len(study.reports), "report")}</a> in all.</p>'
    return f"<ul>{named}</ul>{everyone}" if named else ""


def _how_made(layout: Layout) -> str:
    data = data_digest(layout)
    package = escape(versions().get("two-tier-study", ""))
    sets = layout.figure_sets.name
    listed = f" (sets of figures: {file_link(sets)})" if known_sets(layout) else ""
    return (
        '<p class="study-made">Executed notebooks, rendered by <code>study site</code> of two-tier-study '
        f"{package} from the tables with the SHA-256 <code>{data}</code>. All derived numbers with their "
        f'formulas and figures: <a href="results.csv">results.csv</a>{listed}. <code>study trace</code> with '
        "the id of a figure or a result says where it comes from.</p>"
    )
