r"""A file of rich text (RTF) becomes text: code pages, tables and notes; what is hidden is left aside.

>>> content_of_rtf(rb"{\rtf1\ansi\ansicpg1252 12{\v 9} d\'e9cisions\par}").blocks
[Paragraph(text='12 décisions')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.errors import StudyError
from analysis.opening.encodings import refuse_font, refuse_fonts
from analysis.opening.form import Block, Content, Paragraph, words_of
from analysis.opening.rtf.text import RichText
from analysis.opening.words import raised

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+"
)
_LARGEST, _DEEPEST = 200_000_000, 10_000
"""How many bytes a file may have, and how deep its groups may stand in each other."""


def content_of_rtf(raw: bytes) -> Content:
    """The text of a file of rich text, its notes at the end.

    Raises:
        StudyError: it is damaged, larger than a report can be, or set in a font with an encoding of its own.
    """
    if len(raw) > _LARGEST:
        raise StudyError("is an RTF file of more than 200 MB", way_out="save its text without pictures")
    told = RichText()
    behind = raw[_tell(raw, told) :]
    blocks = [*told.finished(), *_notes(told)]
    refuse_fonts(" ".join(map(words_of, blocks)))
    for font, text in told.in_fonts():
        refuse_font(font, text)
    if not blocks and not told.aside:
        raise StudyError("is an RTF file without words", way_out="save its text as .txt")
    remarks = ["letters without a meaning stand as U+FFFD"] if told.lost else []
    remarks += ["what stands behind its end is not read"] if behind.strip(b"\0\r\n\t ") else []
    return Content(blocks, told.aside, remarks)


def _notes(told: RichText) -> Iterator[Block]:
    for mark, blocks in enumerate(told.notes, 1):
        if blocks:
            yield Paragraph(f"{raised(str(mark))} {words_of(blocks[0])}")
            yield from blocks[1:]


def _tell(raw: bytes, told: RichText) -> int:
    """Tells the file's tokens one after another; where the last of them ends."""
    at, depth = 0, 0
    while found := _TOKEN.match(raw, at):
        at = found.end()
        word, number, code, sign, brace, text = found.groups()
        if brace == b"{":
            depth += 1
            told.begin()
        elif brace:
            depth -= 1
            told.end()
        elif word == b"bin":
            at += max(int(number or 0), 0)
        elif word:
            told.control(word.decode("ascii"), int(number) if number else None)
        elif code:
            told.byte(bytes.fromhex(code.decode("ascii")))
        elif sign:
            told.sign(sign)
        elif text:
            told.text(text)
        if depth > _DEEPEST or depth < 0:
            break
        if depth == 0 and brace:
            return at
    raise StudyError("is a damaged RTF file", way_out="save it again as .rtf or .docx")
