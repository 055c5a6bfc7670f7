"""Whether the study holds together: tables valid, texts at hand, and every claim recomputed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.console import show
from analysis.files import write_rows
from analysis.pages.layout import Layout
from analysis.reading.report import read_text
from analysis.table import agreement, verdicts
from analysis.table.agreement import Pair
from analysis.table.claims import find_claims
from analysis.table.figures import Figure
from analysis.table.register import Report
from analysis.table.study import Study, load
from analysis.table.verdicts import Verdict
from analysis.table.vocabulary import AGREEMENT_COLUMNS, VERDICT_COLUMNS
from analysis.wording import count

PRESENT, ABSENT, CHANGED, MISPLACED = "as registered", "not at hand", "differs", "quotes differ"


@dataclass(frozen=True)
class Checked:
    """One report as checked: how many figures it states, and the state of its text."""

    report_id: str
    figures: int
    reviewed: int
    text: str
    failed: bool


@dataclass(frozen=True)
class Check:
    """The whole check: reports, verdicts, pairs of reports, and the verdicts that wait for a person."""

    study: Study
    reports: Sequence[Checked]
    verdicts: Sequence[Verdict]
    pairs: Sequence[Pair]
    waiting: Sequence[Verdict]


def check(layout: Layout, folder: Path | None = None) -> Check:
    """Load and check everything; the verdicts and the agreement are written to build/.

    A text that is not at hand fails only where $STUDY_REQUIRE_TEXTS is 1.

    Raises:
        StudyError: the tables are not valid, or an acceptance matches nothing.
    """
    study = load(layout.data)
    judged = [verdicts.judge(claim) for claim in find_claims(study)]
    pairs = agreement.compare(study)
    accepted_path = layout.data / "accepted.csv"
    accepted = verdicts.read_accepted(accepted_path)
    write_rows(layout.build / "verdicts.csv", VERDICT_COLUMNS, (each.row for each in judged))
    write_rows(layout.build / "agreement.csv", AGREEMENT_COLUMNS, (each.row for each in pairs))
    waiting = verdicts.waiting(judged, accepted, accepted_path)
    return Check(study, _reports(study, folder), judged, pairs, waiting)


def show_check(done: Check) -> None:
    """Print the check: texts, then how much could be checked at all, then what is not simply right."""
    rows = [(each.report_id, str(each.figures), str(each.reviewed), each.text) for each in done.reports]
    show(("report", "figures", "reviewed", "text"), rows)
    counted = verdicts.of_witnesses(done.verdicts, done.study)
    told = verdicts.tally(counted)
    checked = len(counted) - told[verdicts.UNCHECKED]
    words = ", ".join(f"{number} {word}" for word, number in told.items() if number)
    print(f"\n{checked} of {count(len(counted), 'claim')} could be checked: {words}")
    doubtful = [each for each in done.verdicts if each.verdict != verdicts.EXACT]
    doubtful.sort(key=lambda each: (each.verdict != verdicts.OFF, not each.material))
    show(
        ("verdict", "material", "claim", "reason"),
        [(v.verdict, "yes" if v.material else "", v.claim.claim_id, v.reason) for v in doubtful],
        "What is not simply right",
    )
    compared = ", ".join(f"{n} {word}" for word, n in agreement.tally(done.pairs).items() if n)
    print(f"\n{count(len(done.pairs), 'pair')} of figures side by side: {compared or 'none'}")
    differing = [each for each in done.pairs if each.verdict in (agreement.DIFFER, agreement.DRIFT)]
    show(
        ("verdict", "left", "right", "reason"),
        [(p.verdict, p.left.figure_id, p.right.figure_id if p.right else "", p.reason) for p in differing],
        "Where reports differ",
    )


def _reports(study: Study, folder: Path | None) -> list[Checked]:
    rows = []
    for report in study.reports.values():
        figures = [figure for figure in study.figures if figure.report_id == report.report_id]
        state = _state(report, figures, folder)
        reviewed = sum(figure.status == "reviewed" for figure in figures)
        rows.append(Checked(report.report_id, len(figures), reviewed, state, _fails(state)))
    return rows


def _state(report: Report, figures: list[Figure], folder: Path | None) -> str:
    text = read_text(report.report_id, folder)
    if text is None:
        return ABSENT
    if text.sha256 != report.sha256:
        return CHANGED
    misplaced = [each for each in figures if text.content[each.start : each.end] != each.quote]
    return f"{MISPLACED} ({misplaced[0].figure_id})" if misplaced else PRESENT


def _fails(state: str) -> bool:
    return state != PRESENT and (state != ABSENT or os.environ.get("STUDY_REQUIRE_TEXTS") == "1")
