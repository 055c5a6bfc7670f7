"""A PDF that would unfold beyond measure is refused before it is interpreted.

PDFium bounds neither how large a stream becomes nor how often drawings are drawn inside each other. Streams
are unpacked here first, up to a limit; a file that draws within drawings more than once, or hides how much it
holds, is opened once by another process with bounded time and memory.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zlib
from collections.abc import Iterator

from analysis.errors import StudyError

LARGEST = 40_000_000
"""So many bytes the streams of a file may hold together; pictures are not unpacked."""
MOST_SECONDS = 15
_STREAM = re.compile(rb"stream\r?\n")
_DRAWS = re.compile(rb"\sDo\b")
_MOST_DRAWN = 200
_PROBE = """
import resource
import sys
resource.setrlimit(resource.RLIMIT_DATA, (200_000_000, 200_000_000))
import pypdfium2.raw as pdfium
raw = sys.stdin.buffer.read()
opened = pdfium.FPDF_LoadMemDocument64(raw, len(raw), None)
for number in range(min(pdfium.FPDF_GetPageCount(opened), 2000) if opened else 0):
    page = pdfium.FPDF_LoadPage(opened, number)
    if page:
        pdfium.FPDF_ClosePage(page)
"""


def refuse_unbounded(raw: bytes) -> None:
    """Raises StudyError where the file unfolds beyond what a report holds."""
    room, doubted = LARGEST, b"/Encrypt" in raw
    for head, data in _streams(raw):
        if re.search(rb"/Subtype\s*/Image\b", head):
            continue
        if b"/Filter" in head and not re.search(rb"/Filter\s*(?:/FlateDecode|\[\s*/FlateDecode\s*\])", head):
            doubted = True
            continue
        unpacked = _unpacked(data, room) if b"/Filter" in head else data
        room -= len(unpacked)
        if room <= 0:
            raise _refused()
        draws = len(_DRAWS.findall(unpacked)) if b"Do" in unpacked else 0
        doubted = doubted or draws > (1 if re.search(rb"/Subtype\s*/Form\b", head) else _MOST_DRAWN)
    if doubted and not _opens(raw):
        raise _refused()


def _refused() -> StudyError:
    return StudyError("unfolds to far more than a report holds", way_out="drop its text as .txt")


def _streams(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    """What is said of each stream, and the stream as it stands in the file."""
    at = 0
    while found := _STREAM.search(raw, at):
        end = raw.find(b"endstream", found.end())
        end = len(raw) if end < 0 else end
        said = raw[max(at, found.start() - 5_000) : found.start()]
        yield said[said.rfind(b" obj") + 1 :], raw[found.end() : end]
        at = end + 9


def _unpacked(data: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, most)
    except zlib.error:
        return b""


def _opens(raw: bytes) -> bool:
    """Whether another process, with bounded time and memory, comes to the end of its pages."""
    try:
        said = subprocess.run([sys.executable, "-c", _PROBE], input=raw, capture_output=True,
                              timeout=MOST_SECONDS, check=False)  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    return said.returncode == 0
