"""A claim in words on a page, with what became of it and what was replied."""

from __future__ import annotations

from html import escape

from analysis.files import Row
from analysis.pages.rendering.source import Pages, figure_link
from analysis.table.replies import Replies, reply_mark
from analysis.table.study import Study
from analysis.wording import Markup, stated

_UNREVIEWED = " [unreviewed]"


def reply_of(claim_id: str, replies: Replies) -> str:
    """What was replied about a claim, or that nobody was asked, as HTML to stand beside its finding.

    >>> reply_of("a:1/sum/2", {})
    '<span class="reply not-asked">not asked</span>'
    """
    return reply_mark(replies.get(claim_id, ())).markup


def claim_cell(claim_id: str, study: Study, pages: Pages) -> str:
    """What a claim states: the measure, the place and the figure, with a pointer to its words."""
    figure_id = claim_id.partition("/")[0]
    figure = study.by_id.get(figure_id)
    if figure is None:
        return claim_id
    place = study.places[figure.place]
    where = f"{study.measure_of(figure).label}, {place.name_en or place.name}"
    mark = "" if figure.status == "reviewed" else _UNREVIEWED
    words = f"{where}: {stated(figure)}{mark}"
    return Markup(f"{words} {figure_id}", f"{escape(words)} {figure_link(figure_id, pages)}")


def whom_to_ask(row: Row, study: Study) -> str:
    """Who says what a claim states: the source that the report names, else who published the report."""
    figure, report = study.by_id.get(row["claim_id"].partition("/")[0]), study.reports[row["report_id"]]
    return (figure.source if figure else "") or report.publisher
