"""The cells of a text's tables, and what each one's table says of it: head, label, unit, and lines above."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from analysis.reading.cellunits import CellUnit, unit_of, units_above
from analysis.reading.columns import Column, columns_of, concepts_of, with_things
from analysis.reading.grids import Grid, Row, Span, grids_of, is_number
from analysis.reading.labels import Label, Labels
from analysis.reading.language import Language
from analysis.reading.lexicon import words_of
from analysis.reading.places import is_locality
from analysis.reading.signatures import Sides, filled
from analysis.reading.windows import UPPER
from analysis.table.catalogue import read_measures, read_things
from analysis.table.vocabulary import SHARES

_DIGITS = re.compile(r"\d(?:[\d.,]*\d)?")
_WHOLE, _AT_END = re.compile(r"\d+"), re.compile(r"(?<=[ ])\d{1,2}$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_IN_HEAD = re.compile(r"[(\[]\d{1,2}[)\]](?:[ ]?[=:/+x*-][ ]?[(\[]?\d{1,2}[)\]]?)*")
_PLAN = ("plan_c", "estimate_c")
_OF_PLAN = frozenset({"share", "reached", "disbursed", "processed", *_PLAN})
"""What the head of a share says that is of the plan beside it, whatever is planned."""
_COMMON = ("", "percent", "VND")


@dataclass(frozen=True)
class Cell:
    """A cell with digits: what its column's head and its row's label say, and the spans of those words.

    `column` and `row` are the concepts of head and label, `title` those of the lines `above`, nearest first,
    `around` these and those of the other heads. `by_head` tells that the head makes it a share, and `beside`
    is then the head of what the share is made by. `plain` tells that it is a number alone, `planned` that
    head or label call it a plan, `by_rows` that rows and not columns say what is counted. `said` are roles
    that head or label name, "ago" where the head compares, "parts" where it says "of which". `commune` is the
    label that is a commune's name by its head; `communes` tells that some row of the table is a commune's.
    """

    start: int
    end: int
    column: Sequence[str] = ()
    row: Sequence[str] = ()
    title: Sequence[str] = ()
    around: Sequence[str] = ()
    head: Span | None = None
    beside: Span | None = None
    labels: Sequence[Span] = ()
    above: Sequence[Span] = ()
    unit: CellUnit | None = None
    by_head: bool = False
    plain: bool = False
    planned: bool = False
    by_rows: bool = False
    said: frozenset[str] = frozenset()
    commune: Span | None = None
    communes: bool = False
    tabled: bool = True


@dataclass
class Cells:
    """The cells of a text's tables, in order.

    `every` are all cells that are not empty, heads and labels too; `ordinals` digits that number rows or
    columns, or rank them; `numbers` cells of columns of numbers, which are neither dates nor references.
    """

    cells: Sequence[Cell] = ()
    every: Sequence[Span] = ()
    ordinals: Sequence[tuple[int, int, str]] = ()
    numbers: frozenset[Span] = frozenset()
    starts: Sequence[int] = field(init=False)

    def __post_init__(self) -> None:
        self.starts = [cell.start for cell in self.cells]

    def at(self, position: int) -> Cell | None:
        """The cell that a place lies in."""
        at = bisect_right(self.starts, position) - 1
        return self.cells[at] if at >= 0 and position < self.cells[at].end else None

    def around(self, position: int) -> tuple[Sequence[str], Sequence[str]]:
        """The concepts of the column and of the row of the cell that a place lies in."""
        cell = self.at(position)
        return (cell.column, cell.row) if cell else ((), ())

    def holds(self, position: int) -> bool:
        """Whether a place lies in a table."""
        at = bisect_right(self.every, (position, position))
        return any(first <= position < last for first, last in self.every[max(0, at - 1) : at + 1])

    def cut(self, spans: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
        """Spans of sentences, in order; what lies in a table is cut into its cells."""
        at = 0
        for start, end, paragraph in spans:
            while at < len(self.every) and self.every[at][1] <= start:
                at += 1
            inside = at
            while inside < len(self.every) and self.every[inside][0] < end:
                first, last = self.every[inside]
                yield max(first, start), min(last, end), paragraph
                inside += 1
            if inside == at:
                yield start, end, paragraph


def cells_of(text: str, language: Language) -> Cells:
    """The cells with digits of the tables of a text."""
    tables = [_Table(text, grid, language) for grid in grids_of(text)]
    if not tables:
        ruled = "\t" in text or "|" in text or "   " in text
        return Cells() if ruled else Cells([*_flat(text, language)])
    return Cells(
        [cell for table in tables for cell in table.cells()],
        [span for table in tables for row in table.grid.every for span in row if span[1] > span[0]],
        sorted(found for table in tables for found in table.ordinals()),
        frozenset(span for table in tables for span in table.numbers()),
    )


class _Table:
    """Reads one table."""

    def __init__(self, text: str, grid: Grid, language: Language) -> None:
        self.text, self.grid, self.language = text, grid, language
        self.columns = columns_of(text, grid, language)
        above = (units_above(self._words(span), language) for span in grid.above)
        self.units = next(filter(None, above), {})
        self.above = self._above()
        named = (each for column in self.columns for each in column.concepts)
        self.around = tuple(dict.fromkeys([*self.above, *named]))
        self.has_plan = any(column.planned for column in self._of("number"))
        labels = Labels(text, self.columns, language)
        self.labels = labels.of(grid)
        self.communes = labels.of_communes or any(
            is_locality(self._words(span), language) for label in self.labels for span in label.spans
        )
        self.by_rows = any(self._of("unit")) or self._rows_say_more()

    def _words(self, span: Span | None) -> str:
        return self.text[slice(*span)] if span else ""

    def _of(self, *kinds: str) -> list[Column]:
        return [column for column in self.columns if column.kind in kinds]

    def _above(self) -> Sequence[str]:
        said = (self.language.lexicon.find(words_of(self.text, *span)) for span in self.grid.above)
        return tuple(dict.fromkeys(each for mentions in said for each in concepts_of(mentions)))

    def _rows_say_more(self) -> bool:
        """Whether more of the labels than of the heads name a measure."""
        labels = [label.concepts for label in self.labels if not label.total]
        return self._named(labels) > self._named([column.concepts for column in self._of("number")])

    def _named(self, sides: Sequence[Sequence[str]]) -> float:
        told = (Sides(said, (), self.above, self.around) for said in sides if said)
        named = (any(filled(mark, each) for mark in _COMMON) for each in told)
        return sum(named) / max(1, len(sides))

    def ordinals(self) -> Iterator[tuple[int, int, str]]:
        """The digits that number rows or columns, or rank."""
        in_heads = (found.span() for head in self.grid.head for found in _IN_HEAD.finditer(self.text, *head))
        counted = (cell for row in self.grid.counted for cell in row)
        yield from self._digits((*in_heads, *counted), "list_number", _WHOLE)
        yield from self._digits(self._name_ends(), "other", _WHOLE)
        for at, column in enumerate(self.columns):
            if column.kind in ("ordinal", "rank"):
                kind = "list_number" if column.kind == "ordinal" else "ordinal"
                yield from self._digits(self.grid.column(at), kind, _DIGITS)

    def _name_ends(self) -> Iterator[Span]:
        """The numbers at the ends of communes' names: "Phường Bảo Lộc 1"."""
        for start, end in (span for label in self.labels for span in label.spans):
            number = _AT_END.search(self.text, start, end)
            if number and is_locality(self.text[start:end], self.language):
                yield number.span()

    def _digits(
        self, spans: Iterable[Span], kind: str, pattern: re.Pattern[str]
    ) -> Iterator[tuple[int, int, str]]:
        return ((*found.span(), kind) for span in spans for found in pattern.finditer(self.text, *span))

    def numbers(self) -> Iterator[Span]:
        """The cells that are numbers in columns of numbers; a column of years has dates."""
        for at, column in enumerate(self.columns):
            cells = [cell for cell in self.grid.column(at) if is_number(self.text, cell)]
            if column.kind == "number" and not all(_YEAR.fullmatch(self.text, *cell) for cell in cells):
                yield from cells

    def cells(self) -> Iterator[Cell]:
        """The cells with digits, row by row."""
        group: Sequence[Span] = ()
        for row, label in zip(self.grid.rows, self.labels, strict=True):
            if not any(_DIGITS.search(self.text, *cell) for cell in row[1:]):
                group = label.spans[:1] or row[:1]
            for at, cell in enumerate(row):
                column = self.columns[at]
                if column.kind not in ("ordinal", "rank", "unit") and _DIGITS.search(self.text, *cell):
                    yield self._cell(cell, column, row, label, group)

    def _cell(self, cell: Span, column: Column, row: Row, label: Label, group: Sequence[Span]) -> Cell:
        unit, by_head = self._unit(column, row, label)
        share = by_head and unit is not None and unit.suffix in SHARES
        own = [span for span in label.spans if span[0] < cell[0]]
        things = unit.things if unit else ()
        return Cell(
            *cell, column=self._concepts(column, share, things), row=label.concepts if own else (),
            title=self.above, around=[*filter(None, [label.thing]), *things, *self.around],
            head=column.head, beside=self._made_by(column) if share else None, labels=own,
            above=[*(each for each in group if each not in own), *self.grid.above], unit=unit, by_head=share,
            plain=is_number(self.text, cell), planned=not share and (column.planned or label.planned),
            by_rows=self.by_rows, said=_said(column, label), commune=label.commune, communes=self.communes,
        )  # fmt: skip

    def _concepts(self, column: Column, share: bool, things: Sequence[str]) -> Sequence[str]:
        """What the head says, with the thing that the unit names where heads beside it gave it another.

        A plan is one whatever it is called; a share that names no base is of the plan in its table.
        """
        said, known = [*column.concepts], read_things()
        if things and column.kind == "number" and known.keys().isdisjoint(column.named):
            inherited = [each for each in said if each in known]
            said = [each for each in said if each not in known]
            said += [each for each in inherited if each in things] or things
        based = {*said} - _OF_PLAN - known.keys()
        of_plan = share and self.has_plan and not based and not column.compares
        return (*said, *_PLAN) if column.planned or of_plan else tuple(said)

    def _made_by(self, column: Column) -> Span | None:
        """The head of what makes a share: the nearest number to its left that is no plan."""
        left = self.columns[: self.columns.index(column)]
        return next(
            (each.head for each in reversed(left) if each.kind == "number" and not each.planned), None
        )

    def _unit(self, column: Column, row: Row, label: Label) -> tuple[CellUnit | None, bool]:
        """The unit of a cell, and whether the head tells it: the head, the row, the label, the line above."""
        own = column.unit
        if own is not None and (own.suffix or own.factor != 1):
            return own, True
        line = self._line_unit(column, label)
        if column.shares and (line is None or not line.suffix):
            return CellUnit(suffix="percent"), True
        beside = [row[at] for at, each in enumerate(self.columns) if each.kind == "unit" and at < len(row)]
        units = [*(unit_of(self._words(span), self.language) for span in beside), label.unit, line, own]
        return next(filter(None, units), None), False

    def _line_unit(self, column: Column, label: Label) -> CellUnit | None:
        """The unit that a line above states: of the head or label if it names them, else of all.

        Money is not the unit of what is counted: of projects in a table of amounts.
        """
        words = [self._words(span).casefold() for span in (*label.spans, column.head)]
        names = [
            name for name in self.units if name and any(each.startswith(name.casefold()) for each in words)
        ]
        unit = self.units.get(names[0] if names else "")
        said = {*column.concepts, *label.concepts}
        suffix = unit.suffix if unit else ""
        counted = bool(suffix) and not said.isdisjoint(read_things())
        return None if counted and said.isdisjoint(_concepts_of_unit(suffix)) else unit


def _concepts_of_unit(unit: str) -> frozenset[str]:
    """The concepts that measures of a unit ask for."""
    signatures = (measure.signature for measure in read_measures().values() if measure.unit == unit)
    return frozenset(each for signature in signatures if signature for each in signature.concepts)


def _said(column: Column, label: Label) -> frozenset[str]:
    """The roles that head or label name, and whether the head compares or says "of which"."""
    roles = {m.value for m in (*column.mentions, *label.mentions) if m.kind == "roles"}
    return frozenset(roles | {m.kind for m in column.mentions if m.kind in ("ago", "parts")})


_NUMERALS = re.compile(r"(?<![\w.,])\d[\d.,]*%?(?=\s|$)")
_HEAD = re.compile(rf"[{UPPER}][^\d\n.;:]*?(?=[ ][{UPPER}]|$)")


def _flat(text: str, language: Language) -> Iterator[Cell]:
    """The cells of a table without rules: a line of heads, each with a capital, then rows of numerals."""
    heads: list[Span] = []
    at = 0
    for line in text.split("\n"):
        numerals = [(at + each.start(), at + each.end()) for each in _NUMERALS.finditer(line)]
        if not numerals:
            heads = [(at + each.start(), at + each.end()) for each in _HEAD.finditer(line)]
        elif len(numerals) > 1 and len(heads) - len(numerals) in (0, 1):
            own = heads[len(heads) - len(numerals) :]
            said = [concepts_of(language.lexicon.find(words_of(text, *head))) for head in own]
            columns = with_things(said)
            if sum(map(bool, columns)) > 1:
                yield from (
                    Cell(*span, column, tabled=False) for span, column in zip(numerals, columns, strict=True)
                )
        at += len(line) + 1
