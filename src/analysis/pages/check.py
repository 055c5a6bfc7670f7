"""Whether the study's inputs are whole: the tables valid, the texts at hand and the ones registered."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from analysis.pages.layout import Layout
from analysis.reading.report import read_text
from analysis.table.figures import Figure
from analysis.table.register import Report
from analysis.table.study import load

PRESENT, ABSENT, CHANGED, MISPLACED = "as registered", "not at hand", "differs", "quotes differ"


@dataclass(frozen=True)
class Checked:
    """One report as checked: how many figures it states, and the state of its text."""

    report_id: str
    figures: int
    reviewed: int
    text: str
    failed: bool


def check(layout: Layout, folder: Path | None = None) -> list[Checked]:
    """One row for each registered report.

    A text that is not at hand fails only where $STUDY_REQUIRE_TEXTS is 1.

    Raises:
        StudyError: the tables are not valid.
    """
    study = load(layout.data)
    rows = []
    for report in study.reports.values():
        figures = [figure for figure in study.figures if figure.report_id == report.report_id]
        state = _state(report, figures, folder)
        reviewed = sum(figure.status == "reviewed" for figure in figures)
        rows.append(Checked(report.report_id, len(figures), reviewed, state, _fails(state)))
    return rows


def table_of(rows: list[Checked]) -> str:
    """The rows as a table for the terminal."""
    head = ("report", "figures", "reviewed", "text")
    lines = [head, *((row.report_id, str(row.figures), str(row.reviewed), row.text) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        f"{line[0]:<{widths[0]}}  {line[1]:>{widths[1]}}  {line[2]:>{widths[2]}}  {line[3]}" for line in lines
    )


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
