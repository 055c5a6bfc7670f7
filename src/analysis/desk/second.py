"""A second reading of a report, by whomever: how far it agrees with the first, and what is to be settled.

The other reading is a CSV file with columns of data/figures, fewer if it likes. Its rows are found by
figure_id, or by where they start: a second row there is the second fact on that numeral.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from analysis.console import show
from analysis.errors import StudyError, nearest
from analysis.files import Row, csv_of_cells, read_text, shown, write_text
from analysis.reading.report import read_text as text_of
from analysis.reviewing import read_as
from analysis.table.catalogue import read_measures, read_places
from analysis.table.figures import apply_corrections, read_corrections
from analysis.table.register import read_register_rows
from analysis.table.schema import FigureRules, Sheet, read_figure_rows
from analysis.table.tidy import refuse_unknown
from analysis.table.vocabulary import DOUBTED_COLUMNS, FIGURE_COLUMNS

COLUMNS = ("figure_id", "quote", "column", "mine", "theirs", "settled")
"""The columns of the differences in a file; on a terminal the last one is left out."""
ROW = "row"
"""What stands in `column` where one side alone has the figure."""
CATEGORIES = ("measure", "unit", "qualifier", "role", "place", "period_basis", "relation", "breakdown", "per")
"""Columns of words, of which chance alone would make some alike."""
_COMPARED = ("end", "quote", *DOUBTED_COLUMNS)
_NUMBERS = ("value", "value_max", "alternative")


@dataclass(frozen=True)
class Agreement:
    """How far two readings agree in one column: pairs, those alike, and Cohen's kappa where that is one."""

    column: str
    pairs: int
    alike: int
    kappa: float | None

    @property
    def cells(self) -> tuple[str, ...]:
        """The agreement as text."""
        kappa = "" if self.kappa is None else f"{self.kappa:.2f}"
        return self.column, str(self.pairs), str(self.alike), f"{self.alike / self.pairs:.0%}", kappa


@dataclass(frozen=True)
class Difference:
    """What two readings say of one column of a figure; or, column `row`, a figure that one of them lacks."""

    figure_id: str
    quote: str
    column: str
    mine: str
    theirs: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The difference under `COLUMNS`, not settled yet."""
        return self.figure_id, self.quote, self.column, self.mine, self.theirs, ""

    @property
    def shown(self) -> tuple[str, ...]:
        """The difference for a terminal: a whole row in a few words."""
        sides = (self.mine, self.theirs)
        if self.column == ROW:
            sides = (_in_words(self.mine), _in_words(self.theirs))
        return self.figure_id, self.quote, self.column, *sides


@dataclass(frozen=True)
class Comparison:
    """Two readings of a report side by side, their differences in the order of the text."""

    both: int
    only_mine: int
    only_theirs: int
    agreement: Sequence[Agreement]
    differences: Sequence[Difference]

    @property
    def summary(self) -> str:
        """One line on it."""
        return (
            f"{self.both} figures in both readings, {self.only_mine} in the first alone, "
            f"{self.only_theirs} in the second alone; {len(self.differences)} differences to settle"
        )


def compare(report_id: str, other: Path, data: Path) -> Comparison:
    """The report's figures beside those of another reading.

    Raises:
        StudyError: a row of the other reading is none of this report's figures, or a value cannot be one.
    """
    refuse_unknown(
        "report", report_id, [row["report_id"] for row in read_register_rows(data / "reports.csv")]
    )
    mine = {row["figure_id"]: row for row in standing_rows(report_id, data)}
    theirs = read_other(other, report_id, data)
    pairs = [(mine[name], theirs[name]) for name in mine if name in theirs]
    columns = [each for each in _COMPARED if all(each in row for row in theirs.values())]
    everyone = {**theirs, **mine}
    order = sorted(everyone, key=lambda name: (int(everyone[name]["start"]), name))
    return Comparison(
        len(pairs), len(mine) - len(pairs), len(theirs) - len(pairs),
        [_agreement(each, pairs) for each in columns if pairs],
        [each for name in order for each in _differences(mine.get(name), theirs.get(name), columns)],
    )  # fmt: skip


def standing_rows(report_id: str, data: Path) -> list[Row]:
    """The rows of a report's figures with their corrections."""
    path = data / "corrections.csv"
    own = [each for each in read_corrections(path) if each.figure_id.partition(":")[0] == report_id]
    return apply_corrections(read_figure_rows(data / "figures" / f"{report_id}.csv"), own, path)


def rules_of(data: Path) -> FigureRules:
    """What the catalogue of the study lets a row say."""
    return FigureRules.of(read_measures(data / "measures.yml"), read_places(data / "places.csv"))


# The other reading


def read_other(path: Path, report_id: str, data: Path) -> dict[str, Row]:
    """The rows of another reading by figure_id, with the columns that its file has.

    Raises:
        StudyError: names the file, the line and the column.
    """
    header, lines = _lines_of(path)
    _refuse_header(header, path)
    found: dict[str, Row] = {}
    for line, values in lines:
        row = dict(zip(header, values, strict=True))
        row = row | {"figure_id": _id_of(row, report_id, found, path, line)}
        row = row | {"start": row.get("start") or _start_of(row["figure_id"])}
        found[row["figure_id"]] = row
    where = [f"line {line}" for line, _ in lines]
    sheet = Sheet(report_id, path, [*found.values()], where)
    for problem in rules_of(data).problems_of_values([sheet], (*header, "figure_id", "start")).values():
        raise problem
    _refuse_misquoted(sheet)
    return found


def _lines_of(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The head of a CSV file and its lines by number, without the mark that spreadsheets put first."""
    lines = csv.reader(io.StringIO(read_text(path).removeprefix("\ufeff"), newline=""), strict=True)
    try:
        header, found = next(lines, []), [(lines.line_num, values) for values in lines if values]
    except csv.Error as error:
        raise StudyError(f"is no CSV ({error})", file=shown(path), place=f"line {lines.line_num}") from None
    for line, values in found:
        if len(values) != len(header):
            raise StudyError(f"has {len(values)} values", file=shown(path), place=f"line {line}",
                             way_out=f"expected {len(header)}, one for each column")  # fmt: skip
    return header, found


def _refuse_header(header: Sequence[str], path: Path) -> None:
    known = FIGURE_COLUMNS
    strange = [each for each in header if each not in known]
    if strange:
        raise StudyError(f"no column of figures is called {strange[0]!r}", file=shown(path), place="line 1",
                         way_out=nearest(strange[0], known))  # fmt: skip
    twice = [each for each, times in Counter(header).items() if times > 1]
    if twice:
        raise StudyError(f"the column {twice[0]} stands twice", file=shown(path), place="line 1")
    if "figure_id" not in header and not {"start", "end", "quote"} <= {*header}:
        raise StudyError("says of no row where it stands", file=shown(path), place="line 1",
                         way_out="give figure_id, or start, end and quote")  # fmt: skip


def _id_of(row: Row, report_id: str, found: Mapping[str, Row], path: Path, line: int) -> str:
    """The row's figure_id; without one, that of the next fact on the numeral where it starts."""
    name = row.get("figure_id", "")
    if not name:
        first = f"{report_id}:{row.get('start', '')}"
        many = sum(each.partition(".")[0] == first for each in found)
        return f"{first}.{many + 1}" if many else first
    problem = "stands twice" if name in found else ""
    if name.partition(":")[0] != report_id:
        problem = f"is no figure of {report_id}"
    if problem:
        raise StudyError(f"{name} {problem}", file=shown(path), place=f"line {line}, column figure_id")
    return name


def _start_of(figure_id: str) -> str:
    return figure_id.partition(":")[2].partition(".")[0]


def _refuse_misquoted(sheet: Sheet) -> None:
    """Refuse a quote that the text does not have there, where the text is at hand."""
    text = text_of(sheet.report_id)
    for where, row in zip(sheet.where, sheet.rows, strict=True):
        if text and row.get("end") and "quote" in row:
            stands = text.content[int(row["start"]) : int(row["end"])]
            if row["quote"] != stands:
                raise StudyError(f"value is {row['quote']!r}", file=shown(sheet.path),
                                 place=f"{where}, column quote", way_out=f"the text has {stands[:60]!r}"
                                 " there; count code points, CRLF as one")  # fmt: skip


# What agrees, and what does not


def _differences(mine: Row | None, theirs: Row | None, columns: Sequence[str]) -> Iterator[Difference]:
    if mine and theirs:
        for each in columns:
            if _said(mine, each) != _said(theirs, each):
                yield Difference(mine["figure_id"], mine["quote"], each, mine[each], theirs[each])
        return
    row = mine or theirs or {}
    sides = (as_cell(row), "") if mine else ("", as_cell(row))
    yield Difference(row["figure_id"], row.get("quote", ""), ROW, *sides)


def _said(row: Row, column: str) -> object:
    """What a row says, however many zeros it is written with."""
    try:
        return Decimal(row[column]) if column in _NUMBERS and row[column] else row[column]
    except InvalidOperation:
        return row[column]


def _agreement(column: str, pairs: Sequence[tuple[Row, Row]]) -> Agreement:
    said = [(_said(mine, column), _said(theirs, column)) for mine, theirs in pairs]
    known = kappa([str(one) for one, _ in said], [str(two) for _, two in said])
    alike = sum(one == two for one, two in said)
    return Agreement(column, len(said), alike, known if column in CATEGORIES else None)


def kappa(first: Sequence[str], second: Sequence[str]) -> float | None:
    """Cohen's kappa: how far two agree beyond what chance gives; None where both say one word throughout.

    >>> kappa(["a", "a", "b", "b"], ["a", "a", "b", "a"])
    0.5
    """
    many = len(first)
    alike = sum(one == two for one, two in zip(first, second, strict=True)) / many
    here, there = Counter(first), Counter(second)
    by_chance = sum(here[word] * there[word] for word in here) / many**2
    return None if by_chance == 1 else (alike - by_chance) / (1 - by_chance)


def as_cell(row: Row) -> str:
    """A row in one cell of a file: what it says by column, as JSON."""
    return json.dumps({name: row[name] for name in FIGURE_COLUMNS if row.get(name)}, ensure_ascii=False)


def _in_words(cell: str) -> str:
    if not cell:
        return ""
    usual = dict.fromkeys(FIGURE_COLUMNS, "") | {"qualifier": "exact", "role": "observed"}
    parts = read_as(usual | json.loads(cell)).split(", ")
    return ", ".join(part.strip() for part in parts if part.strip())


def told(found: Comparison, to: Path | None = None) -> str:
    """One line on the comparison; agreement and differences are printed before, or written to a file."""
    show(("column", "pairs", "alike", "share", "Cohen's kappa"), [each.cells for each in found.agreement])
    if to:
        write_text(to, csv_of_cells(COLUMNS, [each.cells for each in found.differences]))
        return f"{found.summary}, in {shown(to)}: fill the column settled with mine, theirs or a value"
    show(COLUMNS[:-1], [each.shown for each in found.differences], "Differences, in the order of the text")
    return found.summary
