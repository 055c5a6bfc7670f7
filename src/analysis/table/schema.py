"""What a row of the data files must look like, for pandera, and how a broken one is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.errors import StudyError
from analysis.files import Row, columns_of, read_rows, shown
from analysis.table import vocabulary as v
from analysis.table.catalogue import Measure

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

    Schemas = tuple[pa.DataFrameSchema, pa.DataFrameSchema]

DECIMAL = r"-?\d+(\.\d+)?"
WHOLE = r"\d+"
_AT = ": "
_FILE = "report_id of the file"
"""The column that says, where files are checked together, of which report a row's file is."""


def _is_date(text: str) -> bool:
    try:
        return text == "" or date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_doubt(text: str) -> bool:
    """Whether a doubt names columns, each once, and how sure the reader is of each.

    >>> _is_doubt("measure 0.62; place 0.71"), _is_doubt("measure 0.62; measure 0.7"), _is_doubt("quote 0.62")
    (True, False, False)
    """
    if not text:
        return True
    parts = [part.partition(" ") for part in text.split("; ")]
    named = [column for column, _, _ in parts]
    return (
        len(set(named)) == len(named)
        and set(named) <= set(v.DOUBTED_COLUMNS)
        and all(re.fullmatch(r"0\.\d\d|1\.00", sure) for _, _, sure in parts)
    )


class Rule(NamedTuple):
    """What holds for a column, or for the rows, and what was expected where it does not."""

    holds: Callable[[Any], pd.Series]
    expected: str


@dataclass(frozen=True, eq=False)
class Rules:
    """The rules of one kind of table: of each column by itself, and across columns."""

    alone: Mapping[str, list[Rule]]
    across: list[Rule]


def _pattern(pattern: str, expected: str, *, optional: bool = False) -> Rule:
    whole = rf"(?:{pattern})?" if optional else pattern
    return Rule(lambda column: column.str.fullmatch(whole), f"expected {expected}")


def _one_of(words: Sequence[str], what: str = "") -> Rule:
    expected = what or f"one of {', '.join(word or '(empty)' for word in words)}"
    return Rule(lambda column: column.isin(words), f"expected {expected}")


def _each(is_fine: Callable[[str], bool], expected: str) -> Rule:
    """A rule in Python: it is asked of each value once, however often that stands in the column."""
    return Rule(
        lambda column: column.isin([value for value in column.unique() if is_fine(value)]),
        f"expected {expected}",
    )


def _dates() -> Rule:
    return _each(_is_date, "a date (2025-08-30) or nothing")


def _doubts() -> Rule:
    return _each(
        _is_doubt, "columns of figures, each with its probability (measure 0.62; place 0.71), or nothing"
    )


def _across(column: str, expected: str, holds: Callable[[pd.DataFrame], pd.Series]) -> Rule:
    """A rule over several columns; its failure is shown at `column`."""
    return Rule(holds, f"{column}{_AT}expected {expected}")


def _end_after_start() -> Rule:
    return _across(
        "end", "an end after the start", lambda rows: rows["end"].astype(int) > rows["start"].astype(int)
    )


def _in_order(first: str, second: str) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda rows: (rows[first] == "") | (rows[second] == "") | (rows[first] <= rows[second])


def _of_its_file() -> Rule:
    return _across("report_id", "the report of the file", lambda rows: rows["report_id"] == rows[_FILE])


def _is_of_the_file(rows: pd.DataFrame) -> pd.Series:
    """Whether the figure that a row is related to stands in the same file."""
    import pandas as pd

    reports, ids, related = (rows[name].tolist() for name in ("report_id", "figure_id", "related"))
    known = set(zip(reports, ids, strict=True))
    found = [each in known for each in zip(reports, related, strict=True)]
    return pd.Series(found, index=rows.index, dtype=bool)


def _unit_fits(rows: pd.DataFrame, unit_of: Mapping[str, str]) -> pd.Series:
    return (rows["measure"] == v.UNCLASSIFIED) | (rows["unit"] == rows["measure"].map(unit_of).fillna(""))


@cache
def _figure_rules(measures: tuple[tuple[str, str], ...], places: tuple[str, ...]) -> Rules:
    """The rules of figures/<id>.csv; `measures` are pairs of id and unit."""

    unit_of = dict(measures)
    columns: dict[str, list[Rule]] = {
        "figure_id": [_pattern(r"[a-z0-9][a-z0-9-]*:\d+(\.[2-9])?", "<report_id>:<start>")],
        "report_id": [],
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
        "holder": [],
        "breakdown": [],
        "per": [_one_of(v.PER)],
        "doubt": [_doubts()],
        "status": [_one_of(v.STATUSES)],
        "note": [],
    }
    across = [
        _of_its_file(),
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
                lambda rows: _is_of_the_file(rows) == (rows["relation"] != "")),
        _across("doubt", "no doubt on a reviewed figure",
                lambda rows: (rows["doubt"] == "") | (rows["status"] != "reviewed")),
    ]  # fmt: skip
    return Rules(columns, across)


@cache
def _number_rules() -> Rules:
    columns: dict[str, list[Rule]] = {
        "start": [_pattern(WHOLE, "a whole number")],
        "end": [_pattern(WHOLE, "a whole number")],
        "quote": [_pattern(r"(?s).+", "the token as printed")],
        "kind": [_one_of(v.NUMBER_KINDS)],
        "reason": [],
    }
    return Rules(columns, [_end_after_start()])


@cache
def _statement_rules(units: tuple[tuple[str, str], ...], places: tuple[str, ...]) -> Rules:
    columns: dict[str, list[Rule]] = {
        "statement_id": [_pattern(r"[a-z0-9][a-z0-9-]*:s\d+(\.[2-9])?", "<report_id>:s<start>")],
        "report_id": [],
        "start": [_pattern(WHOLE, "a whole number")],
        "end": [_pattern(WHOLE, "a whole number")],
        "kind": [_one_of(v.STATEMENT_KINDS)],
        "theme": [_one_of(v.STATEMENT_THEMES)],
        "place": [_one_of(places, "VN or a code of places.csv")],
        "locality": [],
        "group": [],
        "source": [],
        "asked": [],
        "due": [_dates()],
        "ahead": [_one_of(("", "yes"))],
        "measure": [_one_of(("", *dict(units)), "an id of measures.yml, or nothing")],
        "status": [_one_of(v.STATUSES)],
        "note": [],
    }
    across = [
        _of_its_file(),
        _across("statement_id", "the row's report_id and start",
                lambda rows: rows["statement_id"].str.replace(r"\.[2-9]$", "", regex=True)
                == rows["report_id"] + ":s" + rows["start"]),
        _across("statement_id", "an id that stands once", lambda rows: ~rows["statement_id"].duplicated()),
        _end_after_start(),
        _across("due", "a day exactly on a deadline",
                lambda rows: (rows["due"] != "") == (rows["kind"] == "deadline")),
        _across("asked", "whom a request or a deadline addresses, on these alone",
                lambda rows: (rows["asked"] == "") | rows["kind"].isin(["request", "deadline"])),
        _across("ahead", "nothing but on a decision",
                lambda rows: (rows["ahead"] == "") | (rows["kind"] == "decision")),
        _across("measure", "nothing but on a claim without a figure",
                lambda rows: (rows["measure"] == "") | (rows["kind"] == "claim_without_figure")),
        _across("kind", "one kind for one stretch of text",
                lambda rows: rows.groupby(["report_id", "start"])["kind"].transform("nunique") == 1),
    ]  # fmt: skip
    return Rules(columns, across)


@cache
def _schemas(rules: Rules) -> Schemas:
    """The columns by themselves, then the rows: rules across columns calculate with values that are fine."""
    import pandera.pandas as pa

    def checks(found: Iterable[Rule]) -> list[pa.Check]:
        return [pa.Check(each.holds, error=each.expected) for each in found]

    alone = {name: pa.Column(str, checks(found), nullable=False) for name, found in rules.alone.items()}
    return pa.DataFrameSchema(alone), pa.DataFrameSchema(checks=checks(rules.across))


@dataclass(frozen=True)
class Sheet:
    """A report's rows in one file, and where each of them stands."""

    report_id: str
    path: Path
    rows: list[Row]
    where: Sequence[str]

    @classmethod
    def read(cls, path: Path, report_id: str, columns: Sequence[str], later: Sequence[str] = ()) -> Sheet:
        """The rows of a file, by their lines; `later` columns may be missing, as in `read_rows`."""
        rows = read_rows(path, columns, later)
        return cls(report_id, path, rows, [f"line {line}" for line in range(2, len(rows) + 2)])


@dataclass(frozen=True)
class FigureRules:
    """What the catalogue lets a file say: the unit of each measure, and the places."""

    units: tuple[tuple[str, str], ...]
    places: tuple[str, ...]

    @classmethod
    def of(cls, measures: Mapping[str, Measure], places: Iterable[str]) -> FigureRules:
        """The rules that a catalogue makes."""
        return cls(tuple((measure.id, measure.unit) for measure in measures.values()), tuple(places))

    def of_table(self, kind: str) -> Rules:
        """The rules of a kind of table: figures, numbers, statements."""
        if kind == "numbers":
            return _number_rules()
        made = {"figures": _figure_rules, "statements": _statement_rules}[kind]
        return made(self.units, self.places)

    def checked(self, sheets: Sequence[Sheet]) -> list[Row]:
        """The rows of all sheets; one that breaks a rule is refused, naming the file and its place in it."""
        return _checked(sheets, _figure_rules(self.units, self.places))

    def problems(self, sheets: Sequence[Sheet]) -> dict[Path, StudyError]:
        """What is wrong with each sheet of figures that breaks a rule, by its path."""
        return _problems(sheets, _figure_rules(self.units, self.places))

    def problems_of_values(self, sheets: Sequence[Sheet], columns: Iterable[str]) -> dict[Path, StudyError]:
        """The same of rows that have these columns alone; what holds between columns is not asked."""
        alone = _figure_rules(self.units, self.places).alone
        return _problems(sheets, Rules({name: alone[name] for name in columns}, []))


def read_figure_rows(path: Path) -> list[Row]:
    """The rows of a figures file, of today's layout or an older one, with values that nobody has checked.

    Raises:
        StudyError: the header is not that of figures, or a row has too few or too many values.
    """
    return read_rows(path, v.FIGURE_COLUMNS, v.LATER_FIGURE_COLUMNS)


def read_number_rows(paths: Mapping[str, Path]) -> list[list[Row]]:
    """The rows of the reports' numbers files, file by file.

    Raises:
        StudyError: file, line, column, value and what was expected.
    """
    sheets = [Sheet.read(path, report_id, v.NUMBER_COLUMNS) for report_id, path in paths.items()]
    _checked(sheets, _number_rules())
    return [sheet.rows for sheet in sheets]


def number_problems(sheets: Sequence[Sheet]) -> dict[Path, StudyError]:
    """What is wrong with each sheet of numbers that breaks a rule, by its path."""
    return _problems(sheets, _number_rules())


def read_statement_rows(path: Path) -> list[Row]:
    """The rows of a statements file, of today's layout or an older one; none where there is no file.

    Raises:
        StudyError: the header is not that of statements, or a row has too few or too many values.
    """
    return read_rows(path, v.STATEMENT_COLUMNS, v.LATER_STATEMENT_COLUMNS) if path.is_file() else []


def statement_problems(sheets: Sequence[Sheet], rules: FigureRules) -> dict[Path, StudyError]:
    """What is wrong with each sheet of statements that breaks a rule, by its path."""
    return _problems(sheets, _statement_rules(rules.units, rules.places))


def checked_statements(sheets: Sequence[Sheet], rules: FigureRules) -> list[Row]:
    """The rows of all sheets of statements; one that breaks a rule is refused, naming file and place."""
    return _checked(sheets, _statement_rules(rules.units, rules.places))


def refusal(kind: str, rows: Sequence[Row], rules: FigureRules) -> tuple[str, str] | None:
    """Column and what was expected there, of the first rule of a kind of table that the few rows break.

    The rules are those of whole files; their schemas take many times as long to say the same of one row.

    >>> row = dict.fromkeys(v.NUMBER_COLUMNS, "") | {"start": "3", "end": "5", "quote": "12"}
    >>> refusal("numbers", [row | {"kind": "date"}], FigureRules((), ()))
    >>> refusal("numbers", [row | {"kind": "dates"}], FigureRules((), ()))[0]
    'kind'
    """
    import pandas as pd

    known = rules.of_table(kind)
    table = pd.DataFrame(
        {**columns_of(rows, list(rows[0])), _FILE: rows[0].get("report_id", "")}, dtype=object
    )
    for name, found in known.alone.items():
        for each in found:
            if not each.holds(table[name]).all():
                return name, each.expected
    for each in known.across:
        if not each.holds(table).all():
            name, _, expected = each.expected.partition(_AT)
            return name, expected
    return None


def _checked(sheets: Sequence[Sheet], rules: Rules) -> list[Row]:
    """The rows of all sheets; the first that is broken is refused."""
    problems = _problems(sheets, rules)
    if problems:
        raise next(iter(problems.values()))
    return [row for sheet in sheets for row in sheet.rows]


def _problems(sheets: Sequence[Sheet], rules: Rules) -> dict[Path, StudyError]:
    """What is wrong with each sheet that breaks a rule, by its path, in the order of the sheets.

    All are looked at together: looking takes as long for one file as for many.
    """
    import pandas as pd
    import pandera.errors

    found = [
        (sheet, where, row) for sheet in sheets for where, row in zip(sheet.where, sheet.rows, strict=True)
    ]
    if not found:
        return {}
    columns = columns_of([row for _, _, row in found], list(found[0][2]))
    table = pd.DataFrame({**columns, _FILE: [sheet.report_id for sheet, _, _ in found]}, dtype=str)
    problems: dict[Path, StudyError] = {}
    for schema in _schemas(rules):
        try:
            schema.validate(table, lazy=True)
        except pandera.errors.SchemaErrors as refusal:
            for index, column, expected in _failures(refusal.failure_cases):
                sheet, where, row = found[index]
                problems.setdefault(sheet.path, StudyError(
                    f"value is {row.get(column, '')!r}", file=shown(sheet.path),
                    place=f"{where}, column {column}", way_out=expected,
                ))  # fmt: skip
            # The rules across columns calculate with values that are fine.
            table = table[[found[at][0].path not in problems for at in table.index]]
            if table.empty:
                break
    return {sheet.path: problems[sheet.path] for sheet in sheets if sheet.path in problems}


def _failures(failures: pd.DataFrame) -> Iterator[tuple[int, str, str]]:
    """Row, column and what was expected there, of each failure, by row."""
    inorder = failures.sort_values("index", kind="stable")
    names = ("index", "column", "check", "schema_context")
    for index, column, expected, context in zip(*(inorder[name] for name in names), strict=True):
        at, words = str(column), str(expected)
        if context == "DataFrameSchema":
            at, _, words = words.partition(_AT)
        yield int(index), at, words
