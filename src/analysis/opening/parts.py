"""The parts of an archive of XML, read one event after another: nothing is built, nothing fetched."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import Protocol
from xml.parsers import expat

from analysis.errors import StudyError

_LARGEST, _LONGEST = 200_000_000, 50_000_000
"""How many bytes all parts together and one that is read may have."""
_SPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
}


class Listener(Protocol):
    """What hears of elements, their attributes by local name, and of words."""

    def start(self, name: str, given: Mapping[str, str]) -> None:
        """An element begins; `w:p` and the like."""

    def end(self, name: str) -> None:
        """An element ends."""

    def words(self, text: str) -> None:
        """Words in the element that began last."""


class Parts:
    """The parts of an archive, by name.

    Raises:
        StudyError: it is damaged, or its parts are larger than any report's.
    """

    def __init__(self, raw: bytes, what: str, ending: str) -> None:
        self._damage = StudyError(f"is a damaged {what}", way_out=f"save it again as {ending}")
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise self._damage from None
        if sum(each.file_size for each in self._archive.infolist()) > _LARGEST:
            raise StudyError(f"is a {what} of more than 200 MB", way_out="save its text without pictures")

    def names(self) -> list[str]:
        """The names of all parts."""
        return self._archive.namelist()

    def tell(self, name: str, listener: Listener) -> None:
        """Tells the listener what stands in a part; nothing where there is no such part.

        Raises:
            StudyError: the part is damaged or far too long, or declares entities.
        """
        if name not in self._archive.NameToInfo:
            return
        if self._archive.getinfo(name).file_size > _LONGEST:
            raise StudyError("has a text of more than 50 MB", way_out="save it in parts")
        try:
            with self._archive.open(name) as part:
                _parser(listener).Parse(part.read(), True)  # at once: by parts a long attribute takes hours
        except (
            expat.ExpatError,
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            RuntimeError,
            ValueError,
        ):
            raise self._damage from None


def _parser(listener: Listener) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    short: dict[str, str] = {}

    def named(name: str) -> str:
        if name not in short:
            space, _, local = name.rpartition(" ")
            short[name] = f"{_SPACES.get(space, '')}:{local}"
        return short[name]

    def start(name: str, given: Mapping[str, str]) -> None:
        listener.start(named(name), {key.rpartition(" ")[2]: value for key, value in given.items()})

    def refuse(*_: object) -> None:
        raise StudyError("declares entities of its own", way_out="save it again by Word")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: listener.end(named(name))
    parser.CharacterDataHandler = listener.words
    parser.StartDoctypeDeclHandler = refuse
    return parser
