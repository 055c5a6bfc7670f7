"""What arrives from a stranger, built from a line of words: a source, then steps that change its bytes.

`english | docx | cut 50` is a text of ours as a Word file of which half has come. Nothing here holds a file
that harms a program: what outside libraries would stumble over is refused before they see it.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import socket
import struct
import tarfile
import textwrap
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, reduce
from pathlib import Path
from typing import Any
from unicodedata import normalize

from openpyxl import Workbook
from openpyxl.comments import Comment

from opening.wrapping import WORD, as_docx, as_html, as_mhtml, as_rtf, docx_of, zipped
from pdfs import Drawing, pdf

HIDDEN = "98,765"
"""The number that nobody is meant to read, wherever it is hidden: no table may hold it."""
_SAID = {
    "english":
        "By 30 September 2025, Vinh Dong had received 12,345 files. It handled 97.4 % of the files on time. "
        "This is told by {}.\n",
    "french":
        "Au 30 septembre 2025, Vinh Dong avait reçu 12 345 dossiers. La commune a traité 97,4 % des dossiers "
        "à temps. C’est ce que dit {}.\n",
    "vietnamese":
        "Đến ngày 30 tháng 9 năm 2025, xã Vĩnh Đông đã tiếp nhận 12.345 hồ sơ. Tỷ lệ hồ sơ giải quyết đúng "
        "hạn đạt 97,4 %. Đây là lời của {}.\n",
}  # fmt: skip
_LETTERS = str.maketrans("0123456789-", "abcdefghij ")
_UNSEEN: dict[str, dict[str, Any]] = {
    "without ink": {"x": 50, "y": 300, "how": "3 Tr"}, "white": {"x": 50, "y": 300, "how": "1 g"},
    "tiny": {"x": 50, "y": 300, "size": 0.5}, "outside": {"x": -500, "y": 300},
}  # fmt: skip
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def unescaped(text: str) -> str:
    r"""The text with its escapes as what they stand for.

    >>> unescaped("a\\x41 đ")
    'aA đ'
    """
    return text.encode("latin-1", "backslashreplace").decode("unicode_escape")


def said(language: str, who: str) -> str:
    """Our report, told by somebody: no two of them have the same words."""
    return _SAID[language].format(who.translate(_LETTERS))


@cache
def built(line: str, case: str) -> bytes:
    """The bytes that a line of words describes.

    >>> built("says 12 files | times 2 | cut 50", "")
    b'12 files'
    """
    first, *steps = (step.partition(" ") for step in line.split(" | "))
    source, change = SOURCES[first[0]], [(STEPS[name], words) for name, _, words in steps]
    return reduce(lambda raw, step: step[0](raw, step[1]), change, source(first[2], case))


def _of_windows(text: str) -> bytes:
    """Vietnamese in Windows-1258, where the tones, and they alone, are signs of their own."""
    letters = (normalize("NFD", letter) for letter in text)
    parted = (
        normalize("NFC", "".join(sign for sign in letter if sign not in _TONES))
        + "".join(sign for sign in letter if sign in _TONES)
        for letter in letters
    )
    return "".join(parted).encode("cp1258")


def _of_font(raw: bytes, words: str) -> bytes:
    """The bytes with words in a font's encoding behind them, as they look in Windows-1252."""
    return raw.decode().encode("cp1252", "ignore") + words.encode("cp1252")


def _with(raw: bytes, place: int, more: bytes) -> bytes:
    return raw[:place] + more + raw[place:]


def _as_pdf(raw: bytes, how: str) -> bytes:
    """A page of the text, and how the hidden number stands on it, or how its font is odd."""
    page = Drawing()
    page.lines(50, 50, textwrap.wrap(raw.decode(), 80))
    if how in _UNSEEN:
        page.signs += Drawing().text(text=f"Also {HIDDEN} files.", **_UNSEEN[how]).signs
    return pdf(page, unmapped=how == "unmapped", name=how.removeprefix("font ") if "font" in how else "")


def _as_word(raw: bytes, more: str) -> bytes:
    """The text as a paragraph of Word, with a piece of XML behind it."""
    return docx_of(f"<w:p><w:r><w:t>{raw.decode()}</w:t></w:r></w:p>{more}")


def _as_workbook(raw: bytes, how: str) -> bytes:
    """The text in the first cell of a workbook, and how the hidden number stands in it."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = raw.decode()
    if how:
        sheet["B9"] = f"{HIDDEN} files"
    if how == "comment":
        sheet["B9"] = None
        sheet["A1"].comment = Comment(f"{HIDDEN} files", "a")
    sheet.row_dimensions[9].hidden = how == "row"
    sheet.column_dimensions["B"].hidden = how == "column"
    if how == "sheet":
        book.create_sheet("Shown")["A1"] = raw.decode()
        sheet.sheet_state = "hidden"
    if how == "formula":
        sheet["B9"] = '=WEBSERVICE("http://127.0.0.1:9/98765")'
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _as_spreadsheet(raw: bytes, more: str) -> bytes:
    """The text in a cell of an open spreadsheet, with a piece of XML behind its row."""
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    names = " ".join(f'xmlns:{name}="{space}{name}:1.0"' for name in ("office", "table", "text"))
    cell = f"<table:table-cell><text:p>{raw.decode()}</text:p></table:table-cell>"
    table = f'<table:table table:name="A"><table:table-row>{cell}</table:table-row>{more}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    content = f"<office:document-content {names}>{body}</office:document-content>"
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def _with_part(raw: bytes, words: str) -> bytes:
    """The archive with a part more: its name, a blank, what stands in it."""
    name, _, content = words.partition(" ")
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return zipped({each: archive.read(each).decode() for each in archive.namelist()} | {name: content})


def _declaring(raw: bytes, size: str) -> bytes:
    """The archive, whose list of contents says that each part is so large; nothing of it is there."""
    made = bytearray(raw)
    for found in re.finditer(b"PK\x01\x02", raw):
        struct.pack_into("<I", made, found.start() + 24, int(size))
    return bytes(made)


def _deep(words: str, case: str) -> bytes:
    """A beginning so many times, a text, and an end as often: `60000 <b> </b>`."""
    times, begin, end = words.split(" ")
    return f"{begin * int(times)}{said('english', case)}{end * int(times)}".encode()


def _entity(raw: bytes, kind: str) -> bytes:
    """A Word file whose text declares an entity: one of its own, or one that stands elsewhere."""
    what = '"12"' if kind == "own" else 'SYSTEM "file:///etc/hostname"'
    document = (
        f"<!DOCTYPE w:document [<!ENTITY e {what}>]><w:document {WORD}><w:body><w:p><w:r><w:t>&e; "
        f"{raw.decode()}</w:t></w:r></w:p></w:body></w:document>"
    )
    return zipped({"word/document.xml": document})


def _tarred(raw: bytes) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        one = tarfile.TarInfo("a.txt")
        one.size = len(raw)
        archive.addfile(one, io.BytesIO(raw))
    return made.getvalue()


Source = Callable[[str, str], bytes]
Step = Callable[[bytes, str], bytes]

SOURCES: dict[str, Source] = {
    **{name: (lambda who, case, name=name: said(name, who or case).encode()) for name in _SAID},
    "says": lambda words, case: unescaped(words).encode(),
    "bytes": lambda words, case: unescaped(words).encode("latin-1"),
    "nothing": lambda words, case: b"",
    "picture": lambda words, case: _PNG + case.encode(),
    "old": lambda stream, case: _OLE + stream.encode("utf-16-le") + case.encode(),
    "deep": _deep,
    "numbers": lambda count, case: " ".join(f"{n} files," for n in range(int(count))).encode(),
}
STEPS: dict[str, Step] = {
    "html": lambda raw, _: as_html(raw.decode()).encode(),
    "mhtml": lambda raw, transfer: as_mhtml(raw.decode(), transfer or "quoted-printable").encode(),
    "docx": lambda raw, _: as_docx(raw.decode()),
    "rtf": lambda raw, _: as_rtf(raw.decode()),
    "pdf": _as_pdf,
    "xlsx": _as_workbook,
    "ods": _as_spreadsheet,
    "page": lambda raw, more: f"<html><body><p>{raw.decode()}</p>{unescaped(more)}</body></html>".encode(),
    "word": _as_word,
    "rich": lambda raw, more: rb"{\rtf1\ansi " + raw + more.encode() + b"}",
    "cut": lambda raw, share: raw[: len(raw) * int(share) // 100],
    "times": lambda raw, count: raw * int(count),
    "after": lambda raw, words: unescaped(words).encode("latin-1") + raw,
    "before": lambda raw, words: raw + unescaped(words).encode("latin-1"),
    "closed": lambda raw, end: raw + end.encode() * len(raw),
    "inside": lambda raw, words: _with(raw, raw.index(b"had") + 4, unescaped(words).encode("latin-1")),
    "changed": lambda raw, words: raw.replace(*(unescaped(each).encode() for each in words.split(" -> "))),
    "in": lambda raw, name: raw.decode().encode(name),
    "apart": lambda raw, _: normalize("NFD", raw.decode()).encode(),
    "windows": lambda raw, _: _of_windows(raw.decode()),
    "again": lambda raw, _: raw.decode("cp1252").encode(),
    "font": _of_font,
    "lines": lambda raw, end: raw.replace(b". ", b".\n").replace(b"\n", unescaped(end).encode()),
    "zip": lambda raw, name: zipped({name or "a.txt": raw.decode("latin-1")}),
    "part": _with_part,
    "declares": _declaring,
    "entity": _entity,
    "gzip": lambda raw, _: gzip.compress(raw, mtime=0),
    "tar": lambda raw, _: _tarred(raw),
}
"""What changes bytes: wrapped as a format, cut, repeated, encoded, packed."""


def _socket(path: Path, _: str) -> None:
    place, here = socket.socket(socket.AF_UNIX), Path.cwd()
    os.chdir(path.parent)  # an address of a socket is short
    try:
        place.bind(path.name)
    finally:
        os.chdir(here)
        place.close()


def _link(path: Path, target: str) -> None:
    path.symlink_to(path.parent / target if target else path)


def _unreadable(path: Path, line: str) -> None:
    path.write_bytes(built(line, path.stem))
    path.chmod(0)


ODD: dict[str, Callable[[Path, str], None]] = {
    "fifo": lambda path, _: os.mkfifo(path),
    "socket": _socket,
    "device": lambda path, _: os.mknod(path, 0o600 | 0o020000, os.makedev(1, 5)),
    "folder": lambda path, _: path.mkdir(),
    "link": _link,
    "unreadable": _unreadable,
}
"""What is no file that can be read."""


@dataclass(frozen=True)
class Case:
    """A row of cases.csv: what arrives in which call, what changes meanwhile, and what a user sees."""

    call: str
    case: str
    file: str
    made: str
    beside: str
    meanwhile: str
    fate: str
    figures: str
    told: str

    @property
    def name(self) -> str:
        """The file's name; without one it begins with a month, so that no description is needed."""
        return self._named(self.file or "{}.txt")

    def _named(self, name: str) -> str:
        return unescaped(name).replace("{}", f"2025-08-{self.case}")

    def put(self, folder: Path) -> None:
        """Puts it, and what lies beside it, into the folder."""
        self._put(folder / self.name, self.made)
        for each in filter(None, self.beside.split(" & ")):
            name, _, made = each.partition(": ")
            self._put(folder / self._named(name), made)

    def _put(self, path: Path, made: str) -> None:
        kind, _, words = made.partition(" ")
        if kind in ODD:
            ODD[kind](path, words)
        else:
            path.write_bytes(built(made, self.case))

    @property
    def is_read(self) -> bool:
        """Whether `study read` is asked for it too: a file of bytes that nothing happens to."""
        return self.made.partition(" ")[0] not in ODD and not self.meanwhile

    @property
    def is_added(self) -> bool:
        """Whether `study add` is asked for it too: one call for each takes its time."""
        return self.case.startswith(("whole-", "cut-", "entity-", "tcvn-"))
