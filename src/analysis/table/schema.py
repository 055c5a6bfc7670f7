"""What a row of the data files must look like, for pandera, and how a broken one is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import StudyError
from analysis.files import Row, read_rows, shown
from analysis.table import vocabulary as v
from analysis.table.catalogue import Measure

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

DECIMAL = r"-?\d+(\.\d+)?"
WHOLE = r"\d+"
_AT = ": "


def _is_date(text: str) -> bool:
    try:
        return text == "" or date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _pattern(pattern: str, expected: str, *, optional: bool = False) -> pa.Check:
    import pandera.pandas as pa

    whole = rf"(?:{pattern})?" if optional else pattern
    return pa.Check(lambda column: column.str.fullmatch(whole), error=f"expected {expected}")


def _one_of(words: Sequence[str], what: str = "") -> pa.Check:
    import pandera.pandas as pa

    expected = what or f"one of {', '.join(word or '(empty)' for word in words)}"
    return pa.Check(lambda column: column.isin(words), error=f"expected {expected}")


def _dates() -> pa.Check:
    import pandera.pandas as pa

    return pa.Check(
        lambda column: column.map(_is_date).astype(bool),
        error="expected a date (2025-08-30) or nothing",
    )


def _across(column: str, expected: str, holds: Callable[[pd.DataFrame], pd.Series]) -> pa.Check:
    """A check over several columns; its failure is shown at `column`."""
    import pandera.pandas as pa

    return pa.Check(holds, error=f"{column}{_AT}expected {expected}")


def _end_after_start() -> pa.Check:
    return _across(
        "end", "an end after the start", lambda rows: rows["end"].astype(int) > rows["start"].astype(int)
    )


def _in_order(first: str, second: str) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda rows: (rows[first] == "") | (rows[second] == "") | (rows[first] <= rows[second])


def _unit_fits(rows: pd.DataFrame, unit_of: Mapping[str, str]) -> pd.Series:
    return (rows["measure"] == v.UNCLASSIFIED) | (rows["unit"] == rows["measure"].map(unit_of).fillna(""))


@cache
def _figure_schema(
    measures: tuple[tuple[str, str], ...], places: tuple[str, ...], reports: tuple[str, ...]
) -> pa.DataFrameSchema:
    """The schema of figures/<id>.csv; `measures` are pairs of id and unit."""

    unit_of = dict(measures)
    columns = {
        "figure_id": [_pattern(r"[a-z0-9][a-z0-9-]*:\d+(\.[2-9])?", "<report_id>:<start>")],
        "report_id": [_one_of(reports, "a report of reports.csv")],
        "start": [_pattern(WHOLE, "a whole number")],
        "end": [_pattern(WHOLE, "a whole number")],
        "quote": [_pattern(r"(?s).+", "the numeral as printed")],
        "measure": [_one_of([*unit_of, v.UNCLASSIFIED], "a measure of measures.yml, or unclassified")],
        "value": [_pattern(DECIMAL, "a decimal number such as 97.39")],
        "value_max": [_pattern(DECIMAL, "a decimal number or nothing", optional=True)],
        "alternative": [_pattern(DECIMAL, "a decimal number or nothing", optional=True)],
        "unit": [_one_of(v.UNITS)],
        "qualifier": [_one_of(v.QUALIFIERS)],
        "role": [_one_of(v.ROLES)],
        "place": [_one_of(places, "VN or a code of places.csv")],
        "locality": [],
        "units_covered": [_pattern(WHOLE, "a whole number or nothing", optional=True)],
        "period_start": [_dates()],
        "period_end": [_dates()],
        "period_basis": [_one_of(v.PERIOD_BASES)],
        "against_start": [_dates()],
        "against_end": [_dates()],
        "relation": [_one_of(v.RELATIONS)],
        "related": [],
        "source": [],
        "status": [_one_of(v.STATUSES)],
        "note": [],
    }
    across = [
        _across("figure_id", "the row's report_id and start",
                lambda rows: rows["figure_id"].str.replace(r"\.[2-9]$", "", regex=True)
                == rows["report_id"] + ":" + rows["start"]),
        _across("figure_id", "an id that stands once", lambda rows: ~rows["figure_id"].duplicated()),
        _end_after_start(),
        _across("unit", "the unit of the measure", lambda rows: _unit_fits(rows, unit_of)),
        _across("period_end", "an end not before period_start", _in_order("period_start", "period_end")),
        _across("period_end", "an end wherever there is a period_start",
                lambda rows: (rows["period_start"] == "") | (rows["period_end"] != "")),
        _across("against_end", "an end not before against_start", _in_order("against_start", "against_end")),
        _across("period_basis", "a basis exactly where there is a date",
                lambda rows: (rows["period_basis"] == "") == (rows["period_end"] == "")),
        _across("related", "a figure_id of the file exactly where there is a relation",
                lambda rows: rows["related"].isin(set(rows["figure_id"]) - {""}) == (rows["relation"] != "")),
    ]  # fmt: skip
    return _schema(columns, across)


@cache
def _number_schema() -> pa.DataFrameSchema:
    columns = {
        "start": [_pattern(WHOLE, "a whole number")],
        "end": [_pattern(WHOLE, "a whole number")],
        "quote": [_pattern(r"(?s).+", "the token as printed")],
        "kind": [_one_of(v.NUMBER_KINDS)],
        "reason": [],
    }
    return _schema(columns, [_end_after_start()])


@cache
def _statement_schema(report_id: str, places: tuple[str, ...]) -> pa.DataFrameSchema:
    columns = {
        "statement_id": [_pattern(r"[a-z0-9][a-z0-9-]*:s\d+(\.[2-9])?", "<report_id>:s<start>")],
        "report_id": [_one_of((report_id,), "the report of the file")],
        "start": [_pattern(WHOLE, "a whole number")],
        "end": [_pattern(WHOLE, "a whole number")],
        "kind": [_one_of(v.STATEMENT_KINDS)],
        "theme": [_one_of(v.STATEMENT_THEMES)],
        "place": [_one_of(places, "VN or a code of places.csv")],
        "locality": [],
        "group": [],
        "source": [],
        "due": [_dates()],
        "status": [_one_of(v.STATUSES)],
        "note": [],
    }
    across = [
        _across("statement_id", "the row's report_id and start",
                lambda rows: rows["statement_id"].str.replace(r"\.[2-9]$", "", regex=True)
                == rows["report_id"] + ":s" + rows["start"]),
        _across("statement_id", "an id that stands once", lambda rows: ~rows["statement_id"].duplicated()),
        _end_after_start(),
        _across("due", "a day exactly on a deadline",
                lambda rows: (rows["due"] != "") == (rows["kind"] == "deadline")),
        _across("kind", "one kind for one stretch of text",
                lambda rows: rows.groupby("start")["kind"].transform("nunique") == 1),
    ]  # fmt: skip
    return _schema(columns, across)


def _schema(columns: Mapping[str, list[pa.Check]], across: list[pa.Check]) -> pa.DataFrameSchema:
    import pandera.pandas as pa

    return pa.DataFrameSchema(
        {name: pa.Column(str, checks, nullable=False) for name, checks in columns.items()},
        checks=across,
    )


@dataclass(frozen=True)
class FigureRules:
    """What the catalogue lets a figures file say: the unit of each measure, and the places."""

    units: tuple[tuple[str, str], ...]
    places: tuple[str, ...]

    @classmethod
    def of(cls, measures: Mapping[str, Measure], places: Iterable[str]) -> FigureRules:
        """The rules that a catalogue makes."""
        return cls(tuple((measure.id, measure.unit) for measure in measures.values()), tuple(places))

    def read(self, path: Path, report_id: str) -> list[Row]:
        """The rows of a report's figures file.

        Raises:
            StudyError: file, line, column, value and what was expected.
        """
        rows = read_rows(path, v.FIGURE_COLUMNS)
        self.check(rows, report_id, path, _lines(rows))
        return rows

    def check(self, rows: list[Row], report_id: str, path: Path, where: Sequence[str]) -> None:
        """Refuse rows of a report that break the rules, naming the file and the row's `where`."""
        _validate(rows, _figure_schema(self.units, self.places, (report_id,)), path, where)


def read_number_rows(path: Path) -> list[Row]:
    """The rows of a numbers file.

    Raises:
        StudyError: file, line, column, value and what was expected.
    """
    rows = read_rows(path, v.NUMBER_COLUMNS)
    _validate(rows, _number_schema(), path, _lines(rows))
    return rows


def read_statement_rows(path: Path, report_id: str, places: tuple[str, ...]) -> list[Row]:
    """The rows of a report's statements file.

    Raises:
        StudyError: file, line, column, value and what was expected.
    """
    rows = read_rows(path, v.STATEMENT_COLUMNS)
    check_statements(rows, report_id, places, path, _lines(rows))
    return rows


def check_statements(
    rows: list[Row], report_id: str, places: tuple[str, ...], path: Path, where: Sequence[str]
) -> None:
    """Refuse rows of statements that break the rules, naming the file and the row's `where`."""
    _validate(rows, _statement_schema(report_id, places), path, where)


def _lines(rows: Sequence[Row]) -> list[str]:
    """Where the rows of a file stand in it, below its head."""
    return [f"line {line}" for line in range(2, len(rows) + 2)]


def _validate(rows: list[Row], schema: pa.DataFrameSchema, path: Path, where: Sequence[str]) -> None:
    import pandas as pd
    import pandera.errors

    if not rows:
        return
    table = pd.DataFrame(rows, dtype=str)
    try:
        _columns_only(schema).validate(table, lazy=True)
        schema.validate(table, lazy=True)
    except pandera.errors.SchemaErrors as refusal:
        index, column, expected = _first_failure(refusal.failure_cases)
        raise StudyError(
            f"value is {rows[index].get(column, '')!r}", file=shown(path),
            place=f"{where[index]}, column {column}", way_out=expected,
        ) from None  # fmt: skip


def _columns_only(schema: pa.DataFrameSchema) -> pa.DataFrameSchema:
    # Checks across columns calculate with the values, so the single values are looked at first.
    import pandera.pandas as pa

    return pa.DataFrameSchema(dict(schema.columns))


def _first_failure(failures: pd.DataFrame) -> tuple[int, str, str]:
    first = failures.sort_values("index", kind="stable").iloc[0]
    index, column, expected = int(first["index"]), str(first["column"]), str(first["check"])
    if first["schema_context"] == "DataFrameSchema":
        column, _, expected = expected.partition(_AT)
    return index, column, expected
