"""What reports say without a number: difficulties, requests, decisions, deadlines, bare assertions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from analysis.files import Row
from analysis.table.vocabulary import STATEMENT_COLUMNS


@dataclass(frozen=True, slots=True, repr=False)
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
    asked: str
    due: date | None
    ahead: str
    measure: str
    status: str
    note: str

    def __repr__(self) -> str:
        return f"<Statement {self.statement_id}: {self.kind}, {self.theme}, {self.place}>"

    @property
    def localities(self) -> tuple[str, ...]:
        """The communes or wards it names."""
        return tuple(self.locality.split("; ")) if self.locality else ()


def statement_of(row: Row) -> Statement:
    """The statement of a valid row."""
    due = date.fromisoformat(row["due"]) if row["due"] else None
    return Statement(**row | {"start": int(row["start"]), "end": int(row["end"]), "due": due})  # type: ignore[arg-type]


def row_of_statement(statement: Statement) -> Row:
    """The statement as a row of its file."""
    values = ((name, getattr(statement, name)) for name in STATEMENT_COLUMNS)
    return {name: "" if value is None else str(value) for name, value in values}
