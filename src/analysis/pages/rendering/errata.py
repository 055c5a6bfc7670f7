"""The page of errata: corrections, reports that a later one replaces, and claims that were let stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from analysis.pages.rendering.claimed import claim_cell
from analysis.pages.rendering.document import Document, part
from analysis.pages.rendering.listed import Listed, listed, paragraph
from analysis.pages.rendering.reports import report_link
from analysis.pages.rendering.source import Pages, figure_link
from analysis.table.figures import Correction
from analysis.table.replies import reply_mark
from analysis.table.study import Study
from analysis.table.verdicts import Acceptance
from analysis.wording import Markup, count, published

NAME = "errata"
_CORRECTED = ("Figure", "Report", "Field", "Was", "Becomes", "Reason", "By", "Date")
_REPLACED = ("Report", "Published", "Replaced by", "Published then")
_ACCEPTED = ("Claim", "Why it is off", "Let stand because", "Reply", "By", "Date")
_NOTHING = "(nothing)"
Dated = TypeVar("Dated", Correction, Acceptance)


def errata(study: Study, accepted: Sequence[Acceptance], pages: Pages) -> Document:
    """The page of errata, the newest first in each table."""
    corrected = _corrections(study, pages)
    replaced = _replaced(study, pages)
    stand = _accepted(study, accepted, pages)
    parts = (
        part("corrections", "Corrected figures",
             corrected.html or paragraph("No figure has been corrected after its review.")),
        part("replaced", "Replaced reports",
             replaced.html or paragraph("No report has been replaced by a later one.")),
        part("accepted", "Claims that are off and stand",
             stand.html or paragraph("No claim that is off has been let stand.")),
    )  # fmt: skip
    body = "\n".join([paragraph(_WHAT), *parts])
    lead = f"{count(len(study.corrections), 'correction')} after a review, the newest first."
    files = {**corrected.files, **replaced.files, **stand.files}
    return Document(NAME, "Errata", body, "method", lead, files=files)


_WHAT = (
    "Once a figure has been reviewed it changes only by a correction, with its reason. A correction of a "
    "note "
    "says more of a figure and changes no value. A report that replaces another takes its place in "
    "everything; "
    "the figures of the older one stay to be looked at on its own page."
)


def _corrections(study: Study, pages: Pages) -> Listed:
    """The corrections as a table."""
    rows = [_correction(each, study, pages) for each in _newest_first(study.corrections)]
    return listed(_CORRECTED, rows, "corrections.csv")


def _newest_first(dated: Iterable[Dated]) -> list[Dated]:
    """By day, the newest first; of one day what stands last in its file."""
    newest = list(dated)[::-1]
    newest.sort(key=lambda each: each.date, reverse=True)
    return newest


def _correction(each: Correction, study: Study, pages: Pages) -> tuple[str, ...]:
    pointer = Markup(each.figure_id, figure_link(each.figure_id, pages))
    report = report_link(each.figure_id.partition(":")[0], study, pages)
    field, was, becomes = each.column.replace("_", " "), each.was or _NOTHING, each.becomes or _NOTHING
    return pointer, report, field, was, becomes, each.reason, each.who, _day(each.date)


def _day(text: str) -> str:
    """A day in words, or as it stands there: of corrections it is no more than a text."""
    try:
        return published(text)
    except ValueError:
        return text


def _replaced(study: Study, pages: Pages) -> Listed:
    pairs = [(each, study.reports.get(each.replaces)) for each in study.reports.values() if each.replaces]
    newest = sorted(pairs, key=lambda pair: (pair[0].published_window[1], pair[0].report_id), reverse=True)
    rows = [
        (
            report_link(each.replaces, study, pages), published(old.published) if old else "",
            report_link(each.report_id, study, pages), published(each.published),
        )
        for each, old in newest
    ]  # fmt: skip
    return listed(_REPLACED, rows, "replaced.csv", noun="report")


def _accepted(study: Study, accepted: Sequence[Acceptance], pages: Pages) -> Listed:
    verdicts = study.verdict_row_by_id
    rows = []
    for each in _newest_first(accepted):
        row = verdicts.get(each.claim_id)
        reply = reply_mark(study.replies.get(each.claim_id, ()))
        claim = claim_cell(each.claim_id, study, pages)
        why = row["reason"] if row else ""
        rows.append((claim, why, each.reason, reply, each.who, _day(each.date)))
    return listed(_ACCEPTED, rows, "accepted.csv", noun="claim")
