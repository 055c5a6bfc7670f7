"""What reports say without a number: difficulties, requests, decisions, deadlines, bare assertions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analysis.files import Row
from analysis.table.schema import read_statement_rows


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a report says of one theme, with a pointer to its words (data/README.md, statements)."""

    statement_id: str
    report_id: str
    start: int
    end: int
    kind: str
    theme: str
    place: str
    locality: str
    group: str
    source: str
    due: date | None
    status: str
    note: str

    @property
    def localities(self) -> tuple[str, ...]:
        """The communes or wards it names."""
        return tuple(self.locality.split("; ")) if self.locality else ()


def read_statements(
    folder: Path, reports: Iterable[str], places: Mapping[str, object]
) -> tuple[Statement, ...]:
    """The statements of the reports, in the order of the register and of their words.

    A report without a file has none.

    Raises:
        StudyError: file, line, column, value and what was expected.
    """
    paths = {report_id: folder / f"{report_id}.csv" for report_id in reports}
    there = {report_id: path for report_id, path in paths.items() if path.is_file()}
    return tuple(statement_of(row) for row in read_statement_rows(there, tuple(places)))


def statement_of(row: Row) -> Statement:
    """The statement of a valid row."""
    due = date.fromisoformat(row["due"]) if row["due"] else None
    return Statement(**row | {"start": int(row["start"]), "end": int(row["end"]), "due": due})  # type: ignore[arg-type]
