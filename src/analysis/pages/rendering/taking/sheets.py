"""A table as a file: CSV, JSON, and an Excel sheet whose numbers keep the digits that were printed.

The sheet is written here and not by openpyxl, which takes thirty times as long for a small one and puts the
time of day into it.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from html import escape

from analysis.files import csv_lines
from analysis.pages.rendering.taking.grids import Cell, Grid

_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_MOST_ROWS, _LONGEST = 1_048_576, 32_767
"""What a sheet of Excel holds: rows, and letters in a cell."""
_MOST_DIGITS = 15
"""Excel keeps so many digits of a number; one of more stays text."""
_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_HEADING, _QUOTED, _FORMATS = 1, 2, 3
"""The first styles of a sheet: of heads, of text that looks like a formula; then one for each format."""


def csv_of(grid: Grid) -> str:
    """The table as CSV in the study's dialect."""
    return csv_lines([grid.heads, *([cell.value or cell.text for cell in row] for row in grid.rows)])


def json_of(grid: Grid) -> str:
    """The table as JSON: its columns, and a record for each row; numbers with the digits that were printed.

    >>> print(json_of(Grid(("a", "n"), ((Cell("x"), Cell("97.390", "97.390")),))), end="")
    {"columns": ["a", "n"],
     "records": [
      {"a": "x", "n": 97.390}
     ]}
    """
    heads = [_json(head) for head in grid.heads]
    # In a column of numbers nothing is null, in one of words it is no word.
    empty = [
        "null" if any(cell.value for cell in column) else '""' for column in zip(*grid.rows, strict=True)
    ]
    columns = [*zip(heads, empty, strict=True)]
    records = (
        ", ".join(
            f"{head}: {cell.value or (_json(cell.text) if cell.text else nothing)}"
            for (head, nothing), cell in zip(columns, row, strict=True)
        )
        for row in grid.rows
    )
    said = ",\n".join(f"  {{{record}}}" for record in records)
    return f'{{"columns": [{", ".join(heads)}],\n "records": [\n{said}\n ]}}\n'


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def xlsx_of(grid: Grid) -> bytes:
    """The table as a workbook of one sheet; a text that begins as a formula does stays a text."""
    formats: dict[str, int] = {}
    sheet = _sheet(grid, formats)
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES, "_rels/.rels": _RELS, "xl/workbook.xml": _WORKBOOK,
        "xl/_rels/workbook.xml.rels": _WORKBOOK_RELS, "xl/styles.xml": _styles(formats),
        "xl/worksheets/sheet1.xml": sheet,
    }  # fmt: skip
    return zipped({name: text.encode() for name, text in parts.items()})


def zipped(files: dict[str, bytes]) -> bytes:
    """The files as a zip archive: the same bytes at any time of day."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, raw in files.items():
            entry = zipfile.ZipInfo(name, _ZIP_DAY)
            entry.compress_type, entry.external_attr, entry.create_system = (
                zipfile.ZIP_DEFLATED,
                0o644 << 16,
                3,
            )
            archive.writestr(entry, raw)
    return out.getvalue()


def _sheet(grid: Grid, formats: dict[str, int]) -> str:
    rows = [_row(1, (_text(head, _HEADING) for head in grid.heads))]
    for at, row in enumerate(grid.rows[: _MOST_ROWS - 1], start=2):
        rows.append(_row(at, (_shown(cell, formats) for cell in row)))
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
        for at, width in enumerate(_widths(grid), start=1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>{''.join(rows)}</sheetData></worksheet>"
    )


def _widths(grid: Grid) -> list[int]:
    """Of each column a width in which most of it can be read."""
    return [
        min(60, max(8, len(head) + 2, *(len(row[at].text) + 2 for row in grid.rows[:200])))
        for at, head in enumerate(grid.heads)
    ]


def _row(at: int, cells: Iterable[str]) -> str:
    return f'<row r="{at}">{"".join(cells)}</row>'


def _shown(cell: Cell, formats: dict[str, int]) -> str:
    if not cell.text and not cell.value:
        return "<c/>"
    if not cell.value or sum(map(str.isdigit, cell.value.lstrip("-0."))) > _MOST_DIGITS:
        return _text(cell.text, _QUOTED if cell.text.startswith(_FORMULA) else 0)
    decimals = len(cell.value.partition(".")[2])
    look = ("#,##0" if "," in cell.text else "0") + ("." + "0" * decimals if decimals else "")
    style = formats.setdefault(look, _FORMATS + len(formats))
    return f'<c s="{style}"><v>{cell.value}</v></c>'


def _text(text: str, style: int) -> str:
    said = escape(_NOT_IN_XML.sub("\ufffd", text[:_LONGEST]), quote=False)
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{said}</t></is></c>'


def _styles(formats: dict[str, int]) -> str:
    first = 164  # the numbers below are Excel's own formats
    named = "".join(
        f'<numFmt numFmtId="{first + at}" formatCode="{look}"/>' for at, look in enumerate(formats)
    )
    looks = "".join(_look(first + at) for at in range(len(formats)))
    some = f'<numFmts count="{len(formats)}">{named}</numFmts>' if formats else ""
    font = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}">{some}'
        f'<fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{_FORMATS + len(formats)}">{_look(0)}{_look(0, 1)}'
        f"{_look(49, more=_AS_TEXT)}{looks}</cellXfs>"
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


_AS_TEXT = ' quotePrefix="1"'


def _look(number: int, font: int = 0, more: str = "") -> str:
    return (
        f'<xf numFmtId="{number}" fontId="{font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" '
        f'applyFont="1"{more}/>'
    )


def _relations(*each: tuple[str, str]) -> str:
    said = "".join(
        f'<Relationship Id="rId{at}" Type="{_RELATED}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(each, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{said}</Relationships>'


def _content_types(parts: Sequence[tuple[str, str]]) -> str:
    said = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in parts
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{said}</Types>'
    )


_CONTENT_TYPES = _content_types(
    (("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"), ("styles", "styles"))
)
_RELS = _relations(("officeDocument", "xl/workbook.xml"))
_WORKBOOK_RELS = _relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"))
_WORKBOOK = (
    f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}">'
    '<sheets><sheet name="Table" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
