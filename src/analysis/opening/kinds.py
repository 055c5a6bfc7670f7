"""What a file is, told by its bytes: its name is only asked where they leave it open."""

from __future__ import annotations

import csv
import io
import re
import zipfile
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
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError):
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
    return "csv" if separator_of(text, 2 if named else 3) else "text"


def separator_of(text: str, least: int = 2) -> str:
    r"""The mark between the cells of a text that is nothing but rows of as many cells; else nothing.

    There are `least` rows and columns or more, and no cell begins with a blank, as after a comma in prose.

    >>> separator_of("a;b\n1,5;2\n"), separator_of("Yes, twelve.\nNo, eleven.\n")
    (';', '')
    """
    for mark in _SEPARATORS:
        lines = text[:_LOOKED_AT].splitlines()
        try:
            rows = [row for row in csv.reader(lines, delimiter=mark, strict=True) if row]
        except csv.Error:
            continue
        whole = rows if len(text) <= _LOOKED_AT else rows[:-1]
        alike = len({len(row) for row in whole}) == 1 and min(len(whole), len(whole[0])) >= least
        if alike and not any(cell.startswith(" ") for row in whole for cell in row):
            return mark
    return ""
