"""The sheets of an OpenDocument spreadsheet: what each cell shows, what is hidden, what is odd."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from analysis.opening.sheets.layout import Sheet
from analysis.opening.sheets.packed import MOST_CELLS, Parts, attribute, tag_of, too_large
from analysis.opening.sheets.shown import Shown
from analysis.opening.sheets.xlsx import named

_CORE = re.compile(r"\d(?:[\d.,'\u00a0\u202f\u2009 ]*\d)?")
_CELLS, _MOST_COLUMNS = ("table-cell", "covered-table-cell"), 20_000


class Spreadsheet:
    """A spreadsheet's content."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self.left = parts, MOST_CELLS
        self.row = self.column = 0

    def sheets(self) -> Iterator[Sheet]:
        """The sheets in their order."""
        sheet, hidden = Sheet(""), set[str]()
        for tag, element in self.parts.elements("content.xml"):
            if tag == "style" and any(attribute(each, "display") == "false" for each in element):
                hidden.add(attribute(element, "name"))
            elif tag == "table-column":
                self._column(sheet, element)
            elif tag == "table-row":
                self._row(sheet, element)
                element.clear()
            elif tag == "table":
                name = attribute(element, "name")
                is_hidden = attribute(element, "style-name") in hidden
                yield Sheet(name, is_hidden=True) if is_hidden else replace(sheet, name=name)
                sheet, self.row, self.column = Sheet(""), 0, 0

    def _column(self, sheet: Sheet, element: Element) -> None:
        """A column that may stand several times."""
        last = self.column + int(attribute(element, "number-columns-repeated", "1"))
        if _is_hidden(element):
            sheet.hidden_columns.update(range(self.column, min(last, _MOST_COLUMNS)))
        self.column = last

    def _row(self, sheet: Sheet, element: Element) -> None:
        """The cells of a row that may stand several times; one that shows nothing is a gap."""
        times = int(attribute(element, "number-rows-repeated", "1"))
        found = [*self._cells(sheet, element, self.row)]
        rows = range(self.row, self.row + times)
        self.row += times
        if found:
            self._take(len(found) * times)
            sheet.cells |= {(row, column): cell for row in rows for column, cell in found}
        if _is_hidden(element):
            sheet.hidden_rows.update(rows[:MOST_CELLS])

    def _take(self, cells: int) -> None:
        self.left -= cells
        if self.left < 0:
            raise too_large()

    def _cells(self, sheet: Sheet, row: Element, at: int) -> Iterator[tuple[int, Shown]]:
        column = 0
        for cell in row:
            if tag_of(cell) not in _CELLS:
                continue
            times = int(attribute(cell, "number-columns-repeated", "1"))
            said = _shown(cell)
            if said.text() and tag_of(cell) == "table-cell":
                if said.before.startswith(("#", "Err:")) and attribute(cell, "value-type") in ("", "float"):
                    sheet.errors.append(f"{said.before} in {named((at, column))}")
                else:
                    self._take(times)
                    yield from ((column + each, said) for each in range(times))
                self._span(sheet, cell, at, column)
            elif attribute(cell, "formula") and not attribute(cell, "value-type"):
                sheet.without_value.append(named((at, column)))
            sheet.comments += any(tag_of(child) == "annotation" for child in cell)
            column += times

    def _span(self, sheet: Sheet, cell: Element, row: int, column: int) -> None:
        rows, columns = (int(attribute(cell, f"number-{name}-spanned", "1")) for name in ("rows", "columns"))
        if rows * columns > 1:
            self._take(rows * columns)
            sheet.spans.append((row, column, row + rows - 1, column + columns - 1))


def _is_hidden(element: Element) -> bool:
    return attribute(element, "visibility", "visible") != "visible"


def _shown(cell: Element) -> Shown:
    """What a cell shows: its own words; of a number the digits with a point before its decimals."""
    lines = [_text(child) for child in cell if tag_of(child) == "p"]
    words, value = " ".join(filter(None, lines)), attribute(cell, "value")
    if not value or attribute(cell, "value-type") not in ("float", "percentage", "currency"):
        return Shown(words)
    return _with_point(words, value)


def _text(element: Element) -> str:
    """The words of a paragraph; `s` stands for blanks."""
    parts = [element.text or ""]
    for child in element:
        inside = (
            " " * int(attribute(child, "c", "1"))
            if tag_of(child) in ("s", "tab", "line-break")
            else _text(child)
        )
        parts += ["" if tag_of(child) == "annotation" else inside, child.tail or ""]
    return "".join(parts)


def _with_point(words: str, value: str) -> Shown:
    """The words of a number's cell, whose marks are those of one country, with the digits that its value has.

    >>> _with_point("4.063,60 %", "40.636").digits
    '4063.60'
    """
    core = _CORE.search(words)
    try:
        number = Decimal(value)
    except InvalidOperation:
        return Shown(words)
    if core is None:
        return Shown(words)
    digits = _pointed(re.sub(r"\D", "", core[0]), abs(number) * (100 if "%" in words else 1))
    before, behind = words[: core.start()], words[core.end() :]
    if number < 0:
        return Shown(before.strip("-−( "), f"-{digits}", behind.rstrip(") "))
    return Shown(before, digits, behind)


def _pointed(digits: str, number: Decimal) -> str:
    """The digits with a point where it makes them the number, rounded; without one if nowhere.

    >>> _pointed("406360", Decimal("4063.6"))
    '4063.60'
    """
    for places in range(len(digits)):
        printed = Decimal(digits).scaleb(-places)
        if printed and abs(printed - number) * 2 <= Decimal(1).scaleb(-places):
            return f"{printed:f}"
    return digits
