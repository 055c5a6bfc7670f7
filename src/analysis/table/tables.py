"""What the data files say, together: reports, figures, statements, and what the words in them mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from analysis.table.aside import Aside, spoken_for, witnessing
from analysis.table.catalogue import UNCLASSIFIED_MEASURE, Measure, Place
from analysis.table.figures import Correction, Figure
from analysis.table.frames import Columns, Figures, Statements
from analysis.table.register import Report
from analysis.table.statements import Statement

Things = TypeVar("Things", Figures, Statements)


@dataclass(frozen=True)
class Table:
    """All that the data files say: reports, figures, corrections, and what the words in them mean.

    `deadlines` are dates that a report sets for a measure, by measure and report. Figures and statements may
    be given as objects or by column (`frames`); they are looked at as either.
    """

    reports: Mapping[str, Report]
    figures: Figures
    corrections: tuple[Correction, ...]
    measures: Mapping[str, Measure]
    places: Mapping[str, Place]
    deadlines: Mapping[tuple[str, str], date]
    statements: Statements = Statements.of(())  # noqa: RUF009 - nothing changes it

    def __post_init__(self) -> None:
        object.__setattr__(self, "figures", Figures.of(self.figures))
        object.__setattr__(self, "statements", Statements.of(self.statements))

    @property
    def by_id(self) -> Mapping[str, Figure]:
        """The figures by figure_id."""
        return ById(self.figures, "figure_id")

    @property
    def statement_by_id(self) -> Mapping[str, Statement]:
        """The statements by statement_id."""
        return ById(self.statements, "statement_id")

    def measure_of(self, figure: Figure) -> Measure:
        """The catalogue's row for the figure's measure."""
        return self.measures.get(figure.measure, UNCLASSIFIED_MEASURE)

    @cached_property
    def aside(self) -> Mapping[str, Aside]:
        """For each report that is no witness of its own which one speaks for it, and why."""
        return spoken_for(self.reports, self.figures)

    @cached_property
    def stating(self) -> Collection[str]:
        """The reports that state something."""
        return self.figures.spans().keys()

    @cached_property
    def witnesses(self) -> Figures:
        """The figures without those of reports for which another one here speaks."""
        return witnesses(self.figures, self)


class ById(Mapping[str, Any]):
    """Rows by their id, which begins with the report's: found among that report's rows."""

    def __init__(self, rows: Columns[Any], name: str) -> None:
        self._rows, self._name = rows, name

    def __getitem__(self, identity: str) -> Any:
        mine = self._rows.of_report(identity.partition(":")[0])
        ids = mine.texts(self._name)
        if identity not in ids:
            raise KeyError(identity)
        mine.make()  # whoever asks for one will ask for its neighbours
        return mine[ids.index(identity)]

    def __iter__(self) -> Any:
        return iter(self._rows.texts(self._name))

    def __len__(self) -> int:
        return len(self._rows)


def witnesses(rows: Things, table: Table, here: Collection[str] | None = None) -> Things:
    """The figures, or statements, without those of reports for which another one speaks.

    `here` are the reports that count, all of the table unless given: without its original a translation is a
    witness, and so is a replaced report until what replaces it counts.
    """
    names = rows.spans()
    left = witnessing(names, table.aside, table.stating if here is None else here)
    return rows if len(left) == len(names) else rows.take(rows.where("report_id", *left))
