"""The figures that reports state: loaded, validated, corrected, with their bounds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path

from analysis.errors import StudyError
from analysis.files import Row, read_rows, shown
from analysis.table.catalogue import UNCLASSIFIED_MEASURE, Measure, Place
from analysis.table.formula import INFINITY, Interval
from analysis.table.precision import bounds
from analysis.table.vocabulary import CORRECTION_COLUMNS, FIGURE_COLUMNS


@dataclass(frozen=True, slots=True, repr=False)
class Figure:
    """One figure that a report states, with a pointer to its words (data/README.md, figures)."""

    figure_id: str
    report_id: str
    start: int
    end: int
    quote: str
    measure: str
    value: Decimal
    value_max: Decimal | None
    alternative: Decimal | None
    unit: str
    qualifier: str
    role: str
    place: str
    locality: str
    units_covered: int | None
    period_start: date | None
    period_end: date | None
    period_basis: str
    against_start: date | None
    against_end: date | None
    relation: str
    related: str
    source: str
    holder: str
    breakdown: str
    per: str
    doubt: str
    status: str
    note: str
    theme: str
    corrected: bool
    low: Decimal
    high: Decimal

    def __repr__(self) -> str:
        said = f"{self.measure} {self.value:f} {self.unit}, {self.place}, {self.period_end or 'undated'}"
        return f"<Figure {self.figure_id}: {said}>"

    @property
    def interval(self) -> Interval:
        """The value with its interval."""
        return Interval(self.value, self.low, self.high)

    @property
    def localities(self) -> tuple[str, ...]:
        """The communes or wards it names."""
        return tuple(self.locality.split("; ")) if self.locality else ()

    @property
    def covers_whole_place(self) -> bool:
        """Whether it speaks of all of its place."""
        return not self.locality and self.units_covered is None

    @property
    def aspect(self) -> tuple[str, str, str]:
        """Whose it is, of which class, and per what: all empty for a total of its place."""
        return self.holder, self.breakdown, self.per

    @property
    def speaks_for_place(self) -> bool:
        """Whether it is the place's own: no part of it, no other holder's, no class, no average."""
        return self.covers_whole_place and not any(self.aspect)

    @property
    def days(self) -> int | None:
        """The days of its window, both ends counted; None without a window."""
        if self.period_start is None or self.period_end is None:
            return None
        return (self.period_end - self.period_start).days + 1


@dataclass(frozen=True)
class Correction:
    """A change to one column of one figure after review, with its reason."""

    correction_id: str
    figure_id: str
    column: str
    was: str
    becomes: str
    reason: str
    who: str
    date: str


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """The corrections in the order in which they were made.

    Raises:
        StudyError: a correction changes an id or an unknown column, or lacks its reason.
    """
    corrections = []
    for line, row in enumerate(read_rows(path, CORRECTION_COLUMNS), start=2):
        place = f"line {line}, column column"
        if row["column"] not in FIGURE_COLUMNS[4:]:
            raise StudyError(
                f"value is {row['column']!r}", file=shown(path), place=place,
                way_out="expected a column of figures that is no id or offset",
            )  # fmt: skip
        if not row["reason"]:
            raise StudyError("has no reason", file=shown(path), place=f"line {line}")
        corrections.append(Correction(**row))
    return tuple(corrections)


def apply_corrections(rows: Iterable[Row], corrections: Iterable[Correction], path: Path) -> list[Row]:
    """The rows with the corrections applied in order.

    Raises:
        StudyError: a correction matches no figure, or the column no longer holds what it `was`.
    """
    corrected = {row["figure_id"]: dict(row) for row in rows}
    for correction in corrections:
        row = corrected.get(correction.figure_id)
        found = row[correction.column] if row else None
        if row is None or found != correction.was:
            problem = "matches no figure" if row is None else f"{correction.column} is {found!r}"
            raise StudyError(
                problem, file=shown(path), place=correction.correction_id,
                way_out=f"expected {correction.figure_id} with {correction.was!r}",
            )  # fmt: skip
        row[correction.column] = correction.becomes
    return list(corrected.values())


def figure_of(row: Row, measures: Mapping[str, Measure], *, corrected: bool = False) -> Figure:
    """The figure of a validated row, with its computed columns."""
    measure = measures.get(row["measure"], UNCLASSIFIED_MEASURE)
    value, value_max = Decimal(row["value"]), _decimal(row["value_max"])
    interval = bounds(value, value_max, row["quote"], row["unit"], row["qualifier"])
    return Figure(
        **{name: row[name] for name in _TEXT_COLUMNS},
        start=int(row["start"]),
        end=int(row["end"]),
        value=value,
        value_max=value_max,
        alternative=_decimal(row["alternative"]),
        units_covered=int(row["units_covered"]) if row["units_covered"] else None,
        period_start=_date(row["period_start"]),
        period_end=_date(row["period_end"]),
        against_start=_date(row["against_start"]),
        against_end=_date(row["against_end"]),
        theme=measure.theme,
        corrected=corrected,
        low=interval.low,
        high=interval.high,
    )


def row_of(figure: Figure) -> dict[str, str]:
    """The figure as a row of its file: the stored columns, as text.

    The computed columns are left out.
    """
    return {name: _shown_value(getattr(figure, name)) for name in FIGURE_COLUMNS}


def provinces_without(figure: Figure, places: Mapping[str, Place]) -> tuple[str, ...]:
    """The codes that a figure's note names as `without: VN-XX, VN-YY`; empty when it names none.

    Raises:
        StudyError: a code that is no place.
    """
    found = re.search(r"without: ([\w-]+(?:, [\w-]+)*)", figure.note)
    codes = tuple(found[1].split(", ")) if found else ()
    strange = [code for code in codes if code not in places]
    if strange:
        raise StudyError(
            f"note names the unknown place {strange[0]!r}", file=f"figures/{figure.report_id}.csv",
            place=figure.figure_id, way_out="use codes of data/places.csv",
        )  # fmt: skip
    return codes


def names_listed(figure: Figure) -> tuple[str, ...]:
    """The names that are listed of what it counts: its communes, else those behind `names:` in its note."""
    found = re.search(r"names: (.+)", figure.note)
    return figure.localities or (tuple(found[1].split("; ")) if found else ())


def open_end(bound: Decimal) -> str:
    """A bound as text; nothing where the side is open.

    >>> open_end(Decimal("3.5")), open_end(INFINITY)
    ('3.5', '')
    """
    return "" if abs(bound) == INFINITY else f"{bound:f}"


def _shown_value(value: object) -> str:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


_TEXT_COLUMNS = tuple(
    each.name for each in fields(Figure) if each.type == "str" and each.name in FIGURE_COLUMNS
)
