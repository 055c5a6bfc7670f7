"""What a person settled between two readings goes into the tables: rows change, or corrections are made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from analysis.desk.second import COLUMNS, ROW, as_cell, rules_of, standing_rows
from analysis.errors import StudyError
from analysis.files import Row, read_rows, settle, shown, write_rows
from analysis.registering import tables_of
from analysis.table.catalogue import UNCLASSIFIED_MEASURE, read_measures
from analysis.table.figures import Correction, apply_corrections, read_corrections
from analysis.table.register import read_register_rows
from analysis.table.schema import Sheet, read_figure_rows, read_number_rows
from analysis.table.tidy import refuse_unknown
from analysis.table.vocabulary import CORRECTION_COLUMNS, FIGURE_COLUMNS, NUMBER_COLUMNS, UNCLASSIFIED

MINE, THEIRS, EMPTY = "mine", "theirs", "(empty)"
"""What may stand in `settled` beside a value; EMPTY is the value of an empty cell."""


class Signed(NamedTuple):
    """Who settles, when and why: what a correction of an accepted report says."""

    who: str = ""
    day: str = ""
    reason: str = ""


NOBODY = Signed()


@dataclass(frozen=True)
class Decision:
    """One settled difference: the line where it stands, and what the column becomes."""

    line: int
    figure_id: str
    column: str
    was: str
    becomes: str

    @property
    def changes(self) -> bool:
        """Whether anything is different after it."""
        return self.was != self.becomes


@dataclass(frozen=True)
class Settled:
    """What came of it: how many cells and figures changed, came and went, and how many lines are open."""

    changed: int
    added: int = 0
    removed: int = 0
    corrections: int = 0
    left: int = 0

    @property
    def told(self) -> str:
        """One line on it."""
        parts = [
            f"{self.changed} cells changed",
            f"{self.added} figures added",
            f"{self.removed} taken away",
        ]
        parts += [f"{self.corrections} corrections written"] if self.corrections else []
        return f"{', '.join(parts)}; {self.left} differences are not settled yet"


def settle_from(file: Path, report_id: str, data: Path, signed: Signed = NOBODY) -> Settled:
    """Put the settled lines of a file of differences into the report's tables; nothing where one is wrong.

    A figure with no open line left is reviewed. The rows of an accepted report change by corrections alone.

    Raises:
        StudyError: a line is none of a difference that is there, or what it settles cannot stand.
    """
    register = {row["report_id"]: row for row in read_register_rows(data / "reports.csv")}
    refuse_unknown("report", report_id, register)
    rows = read_rows(file, COLUMNS)
    standing = {row["figure_id"]: row for row in standing_rows(report_id, data)}
    decided = list(_decisions(rows, standing, file))
    left = [row["figure_id"] for row in rows if not row["settled"]]
    report = register[report_id]
    work = _Work(report, file, data, decided, frozenset(left))
    written = work.correct(signed) if report["reviewed_on"] else work.change()
    return replace(written, left=len(left))


def _decisions(rows: Sequence[Row], standing: Mapping[str, Row], file: Path) -> Iterator[Decision]:
    """What each settled line decides."""
    for line, row in enumerate(rows, start=2):
        if row["settled"]:
            stands = _stands(row, standing)
            if stands != row["mine"]:
                raise StudyError(
                    f"value is {row['mine']!r}, and the table has {stands!r} now", file=shown(file),
                    place=f"line {line}, column mine", way_out="compare again: study review ID --against",
                )  # fmt: skip
            yield Decision(line, row["figure_id"], row["column"], row["mine"], _becomes(row, file, line))


def _stands(row: Row, standing: Mapping[str, Row]) -> str | None:
    figure = standing.get(row["figure_id"])
    if row["column"] == ROW:
        return as_cell(figure) if figure else ""
    return figure.get(row["column"]) if figure else None


def _becomes(row: Row, file: Path, line: int) -> str:
    """What a settled cell says, the sides followed; a whole row is one of the two."""
    chosen = row["settled"]
    if chosen in (MINE, THEIRS):
        return row[chosen]
    if row["column"] == ROW:
        raise StudyError(f"value is {chosen!r}", file=shown(file), place=f"line {line}, column settled",
                         way_out=f"expected {MINE} or {THEIRS}: it is about a whole row")  # fmt: skip
    return "" if chosen == EMPTY else chosen


@dataclass(frozen=True)
class _Work:
    """What was decided on a report, and where it is written."""

    report: Row
    file: Path
    data: Path
    decided: Sequence[Decision]
    open: frozenset[str]

    @property
    def report_id(self) -> str:
        return self.report["report_id"]

    def change(self) -> Settled:
        """Change the rows of the tables."""
        figures, numbers, _ = tables_of(self.report_id, self.data)
        old = read_figure_rows(figures)
        corrected = {each.figure_id for each in read_corrections(self.data / "corrections.csv")}
        for each in self.decided:
            if each.figure_id in corrected and each.changes:
                raise self._refused(each, "has a correction", "change it in data/corrections.csv")
        removed = {each.figure_id for each in self._of_rows() if not each.becomes}
        added = [self._added(each) for each in self._of_rows() if not each.was]
        kept = [row for row in old if row["figure_id"] not in removed]
        new = self._checked(_related([self._settled(row) for row in (*kept, *added)]))
        (others,) = read_number_rows({self.report_id: numbers})
        gone = [row for row in old if row["figure_id"] in removed]
        write_rows(numbers, NUMBER_COLUMNS, _numbers(others, gone, new))
        write_rows(figures, FIGURE_COLUMNS, new)
        settle({figures.parent, numbers.parent})
        return Settled(len(self._of_cells()), len(added), len(removed))

    def correct(self, signed: Signed) -> Settled:
        """Write a correction for each cell that changes."""
        path = self.data / "corrections.csv"
        if rows := self._of_rows():
            way_out = "of an accepted report no figure comes or goes; correct its columns"
            raise self._refused(rows[0], "is a whole row", way_out)
        cells = self._of_cells()
        if cells and not all(signed):
            raise StudyError(f"{self.report_id} is accepted, and changes by corrections",
                             way_out="add --who NAME --reason TEXT --on 2025-10-01")  # fmt: skip
        before = read_rows(path, CORRECTION_COLUMNS)
        known = {row["correction_id"] for row in before}
        made = [self._correction(each, signed, known) for each in cells]
        if made:
            standing = standing_rows(self.report_id, self.data)
            self._checked(apply_corrections(standing, [Correction(**row) for row in made], path))
            write_rows(path, CORRECTION_COLUMNS, [*before, *made])
        return Settled(len(cells), corrections=len(made))

    def _of_rows(self) -> list[Decision]:
        """The figures that come or go."""
        return [each for each in self.decided if each.column == ROW and each.changes]

    def _of_cells(self) -> list[Decision]:
        return [each for each in self.decided if each.column != ROW and each.changes]

    def _refused(self, decision: Decision, problem: str, way_out: str) -> StudyError:
        place = f"line {decision.line}, column column"
        return StudyError(f"{decision.figure_id} {problem}", file=shown(self.file), place=place,
                          way_out=way_out)  # fmt: skip

    def _settled(self, row: Row) -> Row:
        """The row with what was decided of it; looked at whole, it is reviewed."""
        mine = [each for each in self.decided if each.figure_id == row["figure_id"]]
        row = row | {each.column: each.becomes for each in mine if each.column != ROW}
        if mine and row["figure_id"] not in self.open:
            return row | {"doubt": "", "status": "reviewed"}
        settled = {each.column for each in mine}
        doubts = [each for each in row["doubt"].split("; ") if each.partition(" ")[0] not in settled]
        return row | {"doubt": "; ".join(doubts)}

    def _added(self, decision: Decision) -> Row:
        """The other reading's row, with what it does not say as a reader would fill it in."""
        said: Row = json.loads(decision.becomes)
        measures = read_measures(self.data / "measures.yml")
        measure = said.get("measure", UNCLASSIFIED)
        usual = {
            "figure_id": decision.figure_id, "report_id": self.report_id, "measure": measure,
            "start": decision.figure_id.partition(":")[2].partition(".")[0],
            "unit": measures.get(measure, UNCLASSIFIED_MEASURE).unit, "qualifier": "exact",
            "role": "observed", "place": self.report["place"], "status": "read",
            "period_basis": "stated" if said.get("period_end") else "",
        }  # fmt: skip
        return dict.fromkeys(FIGURE_COLUMNS, "") | usual | said

    def _checked(self, rows: list[Row]) -> list[Row]:
        """The rows in order, held against the rules; a broken one is named by the line that settled it."""
        inorder = sorted(rows, key=lambda row: (int(row["start"]), row["figure_id"]))
        lines = {each.figure_id: f"line {each.line}" for each in self.decided}
        where = [lines.get(row["figure_id"], f"figure {row['figure_id']}") for row in inorder]
        return rules_of(self.data).checked([Sheet(self.report_id, self.file, inorder, where)])

    def _correction(self, decision: Decision, signed: Signed, known: set[str]) -> Row:
        first = f"second-reading-{decision.figure_id.replace(':', '-')}-{decision.column}"
        name = next(each for each in _numbered(first) if each not in known)
        known.add(name)
        values = (name, decision.figure_id, decision.column, decision.was, decision.becomes, signed.reason,
                  signed.who, signed.day)  # fmt: skip
        return dict(zip(CORRECTION_COLUMNS, values, strict=True))


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{number}" for number in range(2, 10_000))


def _related(rows: Sequence[Row]) -> list[Row]:
    """The rows; one that was related to a figure that is gone is so no longer."""
    known = {row["figure_id"] for row in rows}
    return [row if row["related"] in known else row | {"relation": "", "related": ""} for row in rows]


def _numbers(others: Sequence[Row], gone: Sequence[Row], figures: Sequence[Row]) -> list[Row]:
    """The other tokens, without those that are figures now, with those that were: no digit is lost."""
    covered = {at for row in figures for at in range(int(row["start"]), int(row["end"]))}
    reason = "no figure: settled between two readings"
    spans = {(row["start"], row["end"], row["quote"]) for row in gone}
    were = [dict(zip(NUMBER_COLUMNS, (*span, "other", reason), strict=True)) for span in spans]
    found = [row for row in (*others, *were) if covered.isdisjoint(range(int(row["start"]), int(row["end"])))]
    return sorted(found, key=lambda row: int(row["start"]))
