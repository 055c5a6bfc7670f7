"""Studies made up in memory, and the verdicts on what they claim."""

from __future__ import annotations

from analysis.table.catalogue import read_measures, read_places
from analysis.table.claims import find_claims
from analysis.table.figures import figure_of
from analysis.table.register import Report
from analysis.table.study import Study
from analysis.table.verdicts import Verdict, judge
from made import REPORT, Row, figure

JULY = {"period_start": "2025-07-01", "period_end": "2025-07-31"}
AUGUST = {"period_start": "2025-08-01", "period_end": "2025-08-31"}


def fact(start: int, measure: str, value: object, report: str = "first", **columns: str) -> Row:
    """A row that states the value of a measure; the quote is the value unless given."""
    unit = read_measures()[measure].unit if measure in read_measures() else "other"
    printed = {"measure": measure, "value": f"{value}", "quote": f"{value}", "unit": unit}
    return figure(start, report, **(printed | columns))


def study_of(*rows: Row, translations: dict[str, str] | None = None) -> Study:
    """A study of these rows; `translations` names the original of a report."""
    figures = tuple(figure_of(row, read_measures()) for row in rows)
    originals = translations or {}
    reports = {
        name: Report(**(REPORT | {"report_id": name, "translation_of": originals.get(name, "")}))
        for name in dict.fromkeys(each.report_id for each in figures)
    }
    return Study(reports, figures, (), read_measures(), read_places(), {})


def judged(*rows: Row) -> dict[str, Verdict]:
    """The verdicts on all claims of the rows, by claim_id."""
    return {claim.claim_id: judge(claim) for claim in find_claims(study_of(*rows))}


def words(*rows: Row) -> dict[str, str]:
    """The bare words of the verdicts, by claim_id."""
    return {claim_id: each.verdict for claim_id, each in judged(*rows).items()}
