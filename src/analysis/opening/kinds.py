"""What a file is, told by its bytes: its name is only asked where they leave it open."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath

_SIGNATURES = (
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "picture"), (b"\xff\xd8\xff", "picture"), (b"GIF8", "picture"), (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"), (b"\x1f\x8b", "archive"), (b"7z\xbc\xaf", "archive"), (b"Rar!", "archive"),
)  # fmt: skip
_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_OLE_STREAMS = (("EncryptedPackage", "locked"), ("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"))
_ZIP_PARTS = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsb"))
_ODF = {
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/epub+zip": "epub",
}
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S)
_ELEMENT = re.compile(r"<(?:p|div|table|span|body|script|head|meta|td|li)\b[^<>]{0,500}>", re.I)
_MAIL = re.compile(r"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related", re.I)
_SEPARATORS = "\t;,"
_MOST_TITLES = 10
"""So many lines may stand above the rows of a file that is called a CSV."""
_LOOKED_AT = 20_000
"""How much of a text shows what it is."""


def kind_of_bytes(raw: bytes) -> str:
    """The format that the bytes show: pdf, docx, xlsx, ods, rtf, doc ...; empty where only a text can tell.

    >>> kind_of_bytes(b"%PDF-1.7 ..."), kind_of_bytes(b"12 files")
    ('pdf', '')
    """
    if b"%PDF-" in raw[:1024]:
        return "pdf"
    if raw.startswith(_ZIP):
        return _kind_of_zip(raw)
    if raw.startswith(_OLE):
        return next((kind for name, kind in _OLE_STREAMS if name.encode("utf-16-le") in raw), "ole")
    if raw[257:262] == b"ustar":
        return "archive"
    return next((kind for mark, kind in _SIGNATURES if raw.startswith(mark)), "")


def _kind_of_zip(raw: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = set(archive.namelist())
            told = archive.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        return "broken"
    return _ODF.get(told.strip(), next((kind for name, kind in _ZIP_PARTS if name in names), "archive"))


def kind_of_text(text: str, name: str) -> str:
    r"""What a text is: html, mhtml, csv, or text; a prose's commas make no table.

    >>> kind_of_text("<p>12 files</p><p>13</p>", "a.txt"), kind_of_text("a;b\n1;2\n", "a.csv")
    ('html', 'csv')
    >>> kind_of_text("Yes, twelve, or so.\nNo, not one, or two.\n", "a")
    'text'
    """
    start = text[:_LOOKED_AT]
    if _MAIL.match(start):  # before the page in it is seen
        return "mhtml"
    if _PAGE.match(start) or len(_ELEMENT.findall(start)) > 1:
        return "html"
    named = PurePath(name).suffix.lower() in (".csv", ".tsv")
    separator = separator_of(text, 2, titled=True) if named else separator_of(text, 3)
    return "csv" if separator else "text"


def separator_of(text: str, least: int = 2, titled: bool = False) -> str:
    r"""The mark between the cells of a text that is nothing but rows of as many cells; else nothing.

    There are `least` rows and columns or more, and no cell begins with a blank, as after a comma in prose.
    What is `titled` may have some lines before and after, and rows that are longer or shorter than most.

    >>> separator_of("a;b\n1,5;2\n"), separator_of("Yes, twelve.\nNo, eleven.\n")
    (';', '')
    >>> separator_of("Budget, 2025\nUnit: VND\nPlace;Plan\nHue;12,5\nHanoi;8;*\n", titled=True)
    ';'
    """
    found = {mark: rows_of(text[:_LOOKED_AT], mark) for mark in _SEPARATORS}
    fitting = [mark for mark, rows in found.items() if _is_of_rows(rows, least, titled)]
    return max(fitting, key=lambda mark: usual_width(found[mark]), default="")


def rows_of(text: str, mark: str) -> list[list[str]]:
    r"""The rows of a text with a mark between its cells, those that are empty without a cell.

    >>> rows_of('a;"b;c"\n\n1;2\n', ";")
    [['a', 'b;c'], [], ['1', '2']]
    """
    return [*csv.reader(io.StringIO(text, newline=""), delimiter=mark)]


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    """How many cells most rows have that have several."""
    return Counter(len(row) for row in rows if len(row) > 1).most_common(1)[0][0] if rows else 0


def _is_of_rows(rows: Sequence[Sequence[str]], least: int, titled: bool) -> bool:
    filled = [row for row in rows if row]
    several = [row for row in filled if len(row) > 1]
    if len(several) < least or usual_width(filled) < least:
        return False
    usual = [at for at, row in enumerate(filled) if len(row) == usual_width(filled)]
    cells = [cell for at in usual for cell in filled[at]]
    if any(cell.startswith(" ") for cell in cells):
        return False
    if not titled:
        return len(usual) >= len(filled) - 1 and usual[: len(filled) - 1] == [*range(len(filled) - 1)]
    inside = filled[usual[0] : usual[-1] + 1]
    return len(usual) >= least and len(usual) * 5 >= len(inside) * 3 and usual[0] <= _MOST_TITLES
