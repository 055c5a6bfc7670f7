"""What one review may change: the report's three tables, its row of the register, its corrections.

They are read from the disk and written back, each file whole or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from analysis.errors import StudyError
from analysis.files import Row, read_rows, settle, stamp, sweep, write_rows
from analysis.registering import tables_of
from analysis.table.figures import Correction, apply_corrections
from analysis.table.register import read_register_rows
from analysis.table.schema import read_figure_rows, read_number_rows, read_statement_rows
from analysis.table.vocabulary import (
    CORRECTION_COLUMNS,
    FIGURE_COLUMNS,
    NUMBER_COLUMNS,
    REPORT_COLUMNS,
    STATEMENT_COLUMNS,
)

Rows = tuple[Row, ...]


@dataclass(frozen=True)
class Tables:
    """A report as it stands in the files: rows of its own, and its own rows of the files that are shared."""

    figures: Rows
    numbers: Rows
    statements: Rows
    register: Row
    corrections: Rows

    @property
    def accepted(self) -> bool:
        """Whether a figure changes only by a correction."""
        return bool(self.register["review"] or self.register["reviewed_on"])

    @cached_property
    def shown(self) -> Mapping[str, Row]:
        """The figures by id, corrected, in the order of the text."""
        corrections = (Correction(**row) for row in self.corrections)
        rows = apply_corrections(self.figures, corrections, Path("corrections.csv"))
        return {row["figure_id"]: row for row in sorted(rows, key=in_order)}

    @cached_property
    def said(self) -> Mapping[str, Row]:
        """The statements by id, in the order of the text."""
        return {row["statement_id"]: row for row in sorted(self.statements, key=in_order)}


def in_order(row: Row) -> tuple[int, int]:
    """Where a row stands in the text."""
    return int(row["start"]), int(row["end"])


class Kept:
    """The files of one report, and how they looked when they were read or written last."""

    def __init__(self, report_id: str, data: Path) -> None:
        self.report_id = report_id
        self.figures, self.numbers, self.statements = tables_of(report_id, data)
        self.register, self.corrections = data / "reports.csv", data / "corrections.csv"
        self._looks: Sequence[str] = ()

    def read(self) -> Tables:
        """What stands there.

        Raises:
            StudyError: a file is missing or broken, or the report is no longer registered.
        """
        self._looks = self._look()
        (numbers,) = read_number_rows({self.report_id: self.numbers})
        own = [row for row in read_register_rows(self.register) if row["report_id"] == self.report_id]
        if not own:
            raise StudyError(f"{self.report_id!r} is not registered any more")
        return Tables(
            tuple(read_figure_rows(self.figures)), tuple(numbers),
            tuple(read_statement_rows(self.statements)), own[0], tuple(self._own_corrections()),
        )  # fmt: skip

    def has_changed(self) -> bool:
        """Whether a file looks otherwise than when it was read or written last."""
        return self._look() != self._looks

    def write(self, before: Tables, after: Tables) -> None:
        """Write what is different; a call that is cut short leaves tables that load.

        A token that goes from one table to another stands in both for a moment, never in none; the
        register's row comes last: accepted is what is reviewed.

        Raises:
            OSError: a file cannot be written; what stood there stays.
        """
        own = (
            (self.figures, FIGURE_COLUMNS, before.figures, after.figures),
            (self.numbers, NUMBER_COLUMNS, before.numbers, after.numbers),
            (self.statements, STATEMENT_COLUMNS, before.statements, after.statements),
        )
        try:
            for path, columns, was, becomes in sorted(own, key=lambda each: len(each[2]) - len(each[3])):
                if was != becomes:
                    write_rows(path, columns, becomes)
                    settle([path.parent])
            self._write_shared(before, after)
        finally:
            self._looks = self._look()

    def _write_shared(self, before: Tables, after: Tables) -> None:
        """Of the files that all reports share only the own rows are replaced."""
        if before.corrections != after.corrections:
            gone = [row for row in before.corrections if row not in after.corrections]
            new = [row for row in after.corrections if row not in before.corrections]
            stay = [row for row in read_rows(self.corrections, CORRECTION_COLUMNS) if row not in gone]
            write_rows(self.corrections, CORRECTION_COLUMNS, [*stay, *new])
        if before.register != after.register:
            rows = read_register_rows(self.register)
            rows = [after.register if row["report_id"] == self.report_id else row for row in rows]
            write_rows(self.register, REPORT_COLUMNS, rows)
        settle([self.register.parent])

    def sweep(self) -> None:
        """Remove what a writer that was killed left half written; the data's lock is held."""
        for path in (self.figures, self.numbers, self.statements, self.register, self.corrections):
            sweep(path.parent, path.name)

    def _own_corrections(self) -> list[Row]:
        rows = read_rows(self.corrections, CORRECTION_COLUMNS)
        return [row for row in rows if row["figure_id"].rpartition(":")[0] == self.report_id]

    def _look(self) -> list[str]:
        paths = (self.figures, self.numbers, self.statements, self.register, self.corrections)
        return [stamp(path.stat()) if path.exists() else "" for path in paths]
