"""Whether the study holds together: tables valid, texts at hand, and every claim recomputed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.console import show
from analysis.files import Row
from analysis.pages.layout import Layout
from analysis.reading.report import read_text
from analysis.table import agreement, verdicts
from analysis.table.judged import Rows, of_witnesses
from analysis.table.register import Report
from analysis.table.study import Study, load
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
    """The whole check: reports, verdicts, pairs of figures, and the verdicts that wait for a person."""

    study: Study
    reports: Sequence[Checked]
    waiting: Sequence[Row]

    @property
    def verdicts(self) -> Rows:
        """Every claim with what became of it."""
        return self.study.judged.verdicts

    @property
    def pairs(self) -> Rows:
        """Figures of different reports, two and two."""
        return self.study.judged.pairs


def check(layout: Layout, folder: Path | None = None) -> Check:
    """Load and check everything; the verdicts and the agreement are written to build/.

    A text that is not at hand fails only where $STUDY_REQUIRE_TEXTS is 1. Reports whose files are broken are
    left out: `study.broken` says why.

    Raises:
        StudyError: a table that all rest on is not valid, or an acceptance matches nothing.
    """
    study = load(layout.data, whole=False)
    judged = study.judged.verdicts
    accepted_path = layout.data / "accepted.csv"
    accepted = verdicts.read_accepted(accepted_path)
    study.judged.write(layout.build)
    waiting = verdicts.waiting(judged.take(judged.where("verdict", verdicts.OFF)), accepted, accepted_path)
    return Check(study, _reports(study, folder), waiting)


def show_check(done: Check) -> None:
    """Print the check: texts, then how much could be checked at all, then what is not simply right."""
    rows = [(each.report_id, str(each.figures), str(each.reviewed), each.text) for each in done.reports]
    show(("report", "figures", "reviewed", "text"), rows, whole="all stand in data/reports.csv")
    told = of_witnesses(done.verdicts, done.study).tally("verdict")
    many = sum(told.values())
    words = ", ".join(f"{told[word]} {word}" for word in verdicts.VERDICTS if word in told)
    print(f"\n{many - told.get(verdicts.UNCHECKED, 0)} of {count(many, 'claim')} could be checked: {words}")
    doubtful = list(done.verdicts.take(~done.verdicts.where("verdict", verdicts.EXACT)))
    doubtful.sort(key=lambda row: (row["verdict"] != verdicts.OFF, row["material"] == "no"))
    show(
        ("verdict", "material", "claim", "reason"),
        [(v["verdict"], v["material"].replace("no", ""), v["claim_id"], v["reason"]) for v in doubtful],
        "What is not simply right",
        whole="all stand in build/verdicts.csv",
    )
    pairs = done.pairs.tally("verdict")
    compared = ", ".join(f"{pairs[word]} {word}" for word in agreement.AGREEMENTS if word in pairs)
    print(f"\n{count(len(done.pairs), 'pair')} of figures side by side: {compared or 'none'}")
    differing = done.pairs.take(done.pairs.where("verdict", agreement.DIFFER, agreement.DRIFT))
    show(
        ("verdict", "left", "right", "reason"),
        [tuple(pair[name] for name in ("verdict", "left", "right", "reason")) for pair in differing],
        "Where reports differ",
        whole="all stand in build/agreement.csv",
    )


def _reports(study: Study, folder: Path | None) -> list[Checked]:
    spans, figures = study.figures.spans(), study.figures
    reviewed = figures.where("status", "reviewed")
    starts, ends = (figures.numbers(name).tolist() for name in ("start", "end"))
    quotes, ids = figures.texts("quote"), figures.texts("figure_id")
    rows = []
    for report in study.reports.values():
        span = spans.get(report.report_id, slice(0, 0))
        pointers = zip(starts[span], ends[span], quotes[span], ids[span], strict=True)
        state = _state(report, pointers, folder)
        rows.append(Checked(
            report.report_id, span.stop - span.start, int(reviewed[span].sum()), state, _fails(state)
        ))  # fmt: skip
    return rows


def _state(report: Report, pointers: Iterable[tuple[int, int, str, str]], folder: Path | None) -> str:
    text = read_text(report.report_id, folder)
    if text is None:
        return ABSENT
    if text.sha256 != report.sha256:
        return CHANGED
    misplaced = [name for start, end, quote, name in pointers if text.content[start:end] != quote]
    return f"{MISPLACED} ({misplaced[0]})" if misplaced else PRESENT


def _fails(state: str) -> bool:
    return state != PRESENT and (state != ABSENT or os.environ.get("STUDY_REQUIRE_TEXTS") == "1")
