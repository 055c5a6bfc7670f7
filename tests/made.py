"""Rows and data folders made up for the tests."""

from __future__ import annotations

import shutil
from pathlib import Path

from analysis.files import DATA, write_rows
from analysis.table.vocabulary import (
    ACCEPTED_COLUMNS,
    CORRECTION_COLUMNS,
    FIGURE_COLUMNS,
    NUMBER_COLUMNS,
    REPORT_COLUMNS,
    STATEMENT_COLUMNS,
)

Row = dict[str, str]

REPORT = dict.fromkeys(REPORT_COLUMNS, "") | {
    "report_id": "first", "title": "A report", "publisher": "A paper", "language": "en", "place": "VN-HN",
    "published": "2025-09", "address": "https://example.org/a", "sha256": "0" * 64,
}  # fmt: skip

FIGURE = dict.fromkeys(FIGURE_COLUMNS, "") | {
    "report_id": "first", "quote": "120", "measure": "files_received", "value": "120", "unit": "files",
    "qualifier": "exact", "role": "observed", "place": "VN-HN", "status": "reviewed",
}  # fmt: skip


def figure(start: int, report: str = "first", **columns: str) -> Row:
    """A row of a figures file; its quote is as long as the span."""
    row = FIGURE | {"report_id": report, "start": str(start), "end": str(start + 3)}
    return row | {"figure_id": f"{report}:{start}"} | columns


STATEMENT = dict.fromkeys(STATEMENT_COLUMNS, "") | {
    "report_id": "first", "kind": "difficulty", "theme": "staffing", "place": "VN-HN", "status": "reviewed",
}  # fmt: skip


def statement(start: int, report: str = "first", **columns: str) -> Row:
    """A row of a statements file, ten code points long."""
    row = STATEMENT | {"report_id": report, "start": str(start), "end": str(start + 10)}
    return row | {"statement_id": f"{report}:s{start}"} | columns


def write_data(
    folder: Path,
    figures: dict[str, list[Row]] | None = None,
    reports: list[Row] | None = None,
    corrections: list[Row] | None = None,
    accepted: list[Row] | None = None,
    statements: dict[str, list[Row]] | None = None,
) -> Path:
    """Write a data folder with the given figures by report, reports, corrections and acceptances."""
    by_report = {"first": [figure(10)]} if figures is None else figures
    for name in ("measures.yml", "places.csv"):
        shutil.copy(DATA / name, folder / name)
    registered = reports or [REPORT | {"report_id": report} for report in by_report]
    write_rows(folder / "reports.csv", REPORT_COLUMNS, registered)
    write_rows(folder / "corrections.csv", CORRECTION_COLUMNS, corrections or [])
    write_rows(folder / "accepted.csv", ACCEPTED_COLUMNS, accepted or [])
    for report, rows in by_report.items():
        write_rows(folder / "figures" / f"{report}.csv", FIGURE_COLUMNS, rows)
        write_rows(folder / "numbers" / f"{report}.csv", NUMBER_COLUMNS, [])
    for report, rows in (statements or {}).items():
        write_rows(folder / "statements" / f"{report}.csv", STATEMENT_COLUMNS, rows)
    return folder
