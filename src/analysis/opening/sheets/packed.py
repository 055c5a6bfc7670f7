"""A zip of XML parts, opened with care: how large it may be, and no part that expands entities."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree.ElementTree import Element, ParseError, iterparse

from analysis.errors import StudyError

MOST_BYTES, MOST_CELLS = 200_000_000, 1_000_000
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    KeyError,
    ValueError,
    IndexError,
    OSError,
    NotImplementedError,
    EOFError,
)


def too_large() -> StudyError:
    """The refusal of more cells than are read."""
    return StudyError(f"has more than {MOST_CELLS:,} cells", way_out="drop the part that is a report")


class Parts:
    """The parts of an archive by name."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive, self.names = archive, frozenset(archive.namelist())

    def elements(self, name: str) -> Iterator[tuple[str, Element]]:
        """The elements of a part as they end, each with its tag without the namespace."""
        raw = self._archive.read(name)
        # Without a document type no entity can be declared; a sheet never has one.
        if b"<!DOCTYPE" in (raw if raw[:1] == b"<" else raw.replace(b"\0", b"")):
            raise StudyError("declares entities, which are not expanded", way_out="save it anew")
        for _, element in iterparse(io.BytesIO(raw)):
            yield tag_of(element), element


def tag_of(element: Element) -> str:
    """An element's tag without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element, name: str, default: str = "") -> str:
    """An attribute, whatever its namespace.

    >>> attribute(Element("c", {"{urn:x}href": "a"}), "href")
    'a'
    """
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), default)


@contextmanager
def parts_of(raw: bytes, what: str) -> Iterator[Parts]:
    """The parts of an archive's bytes.

    Raises:
        StudyError: it is damaged, too large when unpacked, locked, or its XML declares entities.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            infos: list[Any] = archive.infolist()
            if sum(info.file_size for info in infos) > MOST_BYTES:
                raise StudyError(
                    f"is larger than {MOST_BYTES // 10**6} MB when unpacked",
                    way_out="drop the part that is a report",
                )
            if any(info.flag_bits & 1 for info in infos):
                raise StudyError("is locked by a password", way_out="save it without one")
            yield Parts(archive)
    except _DAMAGED:
        raise StudyError(f"is a damaged {what}", way_out="open it in its program and save it again") from None
