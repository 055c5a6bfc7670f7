"""A file's bytes become a text: one opener for each format, chosen by content."""

from __future__ import annotations

from importlib import import_module

from analysis.errors import StudyError
from analysis.opening.encodings import decode
from analysis.opening.form import Content, IllegibleError, Opened, written
from analysis.opening.kinds import kind_of_bytes, kind_of_text

_ROOMS = {
    "pdf": "pdf", "docx": "word", "rtf": "rtf", "xlsx": "sheets", "ods": "sheets",
    "html": "web", "mhtml": "web", "csv": "sheets",
}  # fmt: skip
"""Where each format is opened, imported when one comes: `opener` there has `content_of_<format>`."""
ENDINGS = (
    ".txt",
    ".html",
    ".htm",
    ".mhtml",
    ".mht",
    ".pdf",
    ".docx",
    ".rtf",
    ".xlsx",
    ".ods",
    ".csv",
    ".tsv",
)
"""How the names of reports end, where a folder holds other files too."""
_LONGEST = 10_000_000
"""Letters of a text; a report of a thousand pages has three million."""
_WAYS_OUT = {
    "doc": ("is a Word file of the format before 2007", "save it as .docx"),
    "xls": ("is a sheet of the format before 2007", "save it as .xlsx"),
    "xlsb": ("is a binary sheet", "save it as .xlsx"),
    "odt": ("is an OpenDocument text", "save it as .docx"),
    "epub": ("is an e-book", "save its text as .txt"),
    "picture": ("is a picture", "drop its text beside it as .txt, under the same name"),
    "archive": ("is an archive", "drop the files in it"),
    "locked": ("is locked by a password", "save it without one"),
    "ole": ("is of an old format that nobody can tell", "save it as .docx or .pdf"),
    "broken": ("is a damaged archive", "fetch it once more"),
}


def opened(raw: bytes, name: str) -> Opened:
    r"""The text of a file, whatever its format; `name` is asked only where the bytes leave it open.

    >>> opened(b"12 h\xe9ros", "a.txt").text
    '12 héros'

    Raises:
        StudyError: the format is not taken, or the file is damaged; says the way out, not the file's name.
    """
    found = _opened(raw, name)
    if len(found.text) > _LONGEST:
        raise StudyError(f"has more than {_LONGEST:,} letters", way_out="split it")
    return found


def _opened(raw: bytes, name: str) -> Opened:
    kind = kind_of_bytes(raw)
    if kind in _WAYS_OUT:
        problem, way_out = _WAYS_OUT[kind]
        raise (IllegibleError if kind == "picture" else StudyError)(problem, way_out=way_out)
    if kind:
        return _told(_content(kind, raw), kind)
    said = decode(raw)
    kind = kind_of_text(said.text, name)
    if kind == "text":
        return Opened(said.text, kind, said.encoding, remarks=said.remarks)
    return _told(_content(kind, said.text), kind, said.encoding, said.remarks)


def _content(kind: str, given: bytes | str) -> Content:
    module = import_module(f"analysis.opening.{_ROOMS[kind]}.opener")
    content: Content = getattr(module, f"content_of_{kind}")(given)
    return content


def _told(content: Content, kind: str, encoding: str = "", remarks: tuple[str, ...] = ()) -> Opened:
    return Opened(
        written(content.blocks), kind, encoding, content.aside, (*remarks, *content.remarks), content.doubtful
    )
