"""The sheets of an Excel workbook, read part by part: what each cell shows, what is hidden, what is odd."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from analysis.opening.sheets.layout import Sheet
from analysis.opening.sheets.packed import MOST_CELLS, Parts, attribute, tag_of, too_large
from analysis.opening.sheets.shown import BUILT_IN, Shown, shown

_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


class Workbook:
    """A workbook's parts: the words that cells share, and the formats of styles."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self.left = parts, MOST_CELLS
        self.since_1904 = False
        self.formats = [*self._formats()] if "xl/styles.xml" in parts.names else []
        self.words = [*self._words()] if "xl/sharedStrings.xml" in parts.names else []

    def sheets(self) -> Iterator[Sheet]:
        """The sheets in their order."""
        targets, found = self._targets(), []
        for tag, element in self.parts.elements("xl/workbook.xml"):
            if tag == "workbookPr":
                self.since_1904 = _is_on(element, "date1904")
            if tag == "sheet":
                state = element.get("state", "visible")
                found.append((element.get("name", ""), state != "visible", targets[attribute(element, "id")]))
        for name, is_hidden, path in found:
            if path in self.parts.names and "worksheets/" in path:
                yield Sheet(name, is_hidden=True) if is_hidden else self._sheet(name, path)

    def _targets(self) -> dict[str, str]:
        """The part of each sheet by the id that the workbook gives it."""
        return {
            element.get("Id", ""): _joined("xl", element.get("Target", ""))
            for tag, element in self.parts.elements("xl/_rels/workbook.xml.rels") if tag == "Relationship"
        }  # fmt: skip

    def _words(self) -> Iterator[str]:
        for tag, element in self.parts.elements("xl/sharedStrings.xml"):
            if tag == "si":
                yield _said(element)
                element.clear()

    def _formats(self) -> Iterator[str]:
        """The format of each style that cells name."""
        own = dict(BUILT_IN)
        for tag, element in self.parts.elements("xl/styles.xml"):
            if tag == "numFmt":
                own[int(element.get("numFmtId", "0"))] = element.get("formatCode", "General")
            elif tag == "cellXfs":
                yield from (own.get(int(each.get("numFmtId", "0")), "General") for each in element)

    def _sheet(self, name: str, path: str) -> Sheet:
        sheet, row = Sheet(name), -1
        for tag, element in self.parts.elements(path):
            if tag == "row":
                row = int(element.get("r", row + 2)) - 1
                self._row(sheet, row, element)
                element.clear()
            elif tag == "col" and _is_on(element, "hidden"):
                first, last = int(element.get("min", "1")), int(element.get("max", "1"))
                sheet.hidden_columns.update(range(first - 1, last))
            elif tag == "mergeCell":
                sheet.spans.append(self._span(element.get("ref", "")))
        sheet.comments = self._comments(path)
        return sheet

    def _row(self, sheet: Sheet, row: int, element: Element) -> None:
        column = -1
        if _is_on(element, "hidden"):
            sheet.hidden_rows.add(row)
        self._take(len(element))
        for cell in element:
            column = _column(cell, column + 1)
            self._cell(sheet, (row, column), cell)

    def _take(self, cells: int) -> None:
        self.left -= cells
        if self.left < 0:
            raise too_large()

    def _span(self, ref: str) -> tuple[int, int, int, int]:
        first, _, last = ref.partition(":")
        (top, left), (bottom, right) = _place(first), _place(last or first)
        self._take((bottom - top + 1) * (right - left + 1))
        return top, left, bottom, right

    def _cell(self, sheet: Sheet, at: tuple[int, int], element: Element) -> None:
        kind, value, formula, words = element.get("t", "n"), None, False, ""
        for child in element:
            tag = tag_of(child)
            value = child.text if tag == "v" else value
            formula = formula or tag == "f"
            words = _said(child) if tag == "is" else words
        if kind == "e":
            sheet.errors.append(f"{value} in {named(at)}")
        elif value is None and not words:
            if formula:
                sheet.without_value.append(named(at))
        else:
            sheet.cells[at] = self._shown(kind, value or "", words, int(element.get("s", "0")))

    def _shown(self, kind: str, value: str, words: str, style: int) -> Shown:
        if kind == "s":
            return Shown(self.words[int(value)])
        if kind in ("str", "inlineStr"):
            return Shown(words or value)
        if kind == "b":
            return Shown("TRUE" if value == "1" else "FALSE")
        if kind == "d":
            return Shown(value.removesuffix("T00:00:00"))
        return shown(value, self.formats[style] if style < len(self.formats) else "General", self.since_1904)

    def _comments(self, path: str) -> int:
        """How many comments a sheet has."""
        folder, _, name = path.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels"
        if rels not in self.parts.names:
            return 0
        targets = [
            _joined(folder, element.get("Target", ""))
            for tag, element in self.parts.elements(rels)
            if tag == "Relationship" and element.get("Type", "").endswith("/comments")
        ]
        return sum(
            tag == "comment"
            for target in targets if target in self.parts.names
            for tag, _ in self.parts.elements(target)
        )  # fmt: skip


def _joined(folder: str, target: str) -> str:
    """The name of a part that another one in a folder names."""
    return posixpath.normpath(posixpath.join(folder, target)).lstrip("/")


def _said(element: Element) -> str:
    """The words of a string, without its reading aid."""
    runs = [child for child in element if tag_of(child) in ("t", "r")]
    texts = (each for run in runs for each in ([run] if tag_of(run) == "t" else run) if tag_of(each) == "t")
    return "".join(each.text or "" for each in texts)


def _is_on(element: Element, name: str) -> bool:
    return element.get(name, "0") in ("1", "true")


def _column(element: Element, following: int) -> int:
    """The column of a cell; one that does not say it stands right behind the one before."""
    return _place(element.get("r", ""))[1] if element.get("r") else following


def _place(ref: str) -> tuple[int, int]:
    found = _PLACE.fullmatch(ref)
    if found is None:
        raise ValueError(ref)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def named(at: tuple[int, int]) -> str:
    """A cell's name.

    >>> named((4, 27))
    'AB5'
    """
    letters, column = "", at[1] + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{at[0] + 1}"
