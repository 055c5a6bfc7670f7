"""A Word file becomes text: what its author meant to be read, once all tracked changes are accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from analysis.errors import StudyError
from analysis.opening.encodings import refuse_fonts
from analysis.opening.form import Block, Content, Paragraph, words_of
from analysis.opening.parts import Parts
from analysis.opening.word.story import Story
from analysis.opening.word.styles import Style, Styles
from analysis.opening.words import raised

_BESIDE = re.compile(r"word/(?:(header|footer)\d*|(comment)s)\.xml")


def content_of_docx(raw: bytes) -> Content:
    """The text of a Word file, its notes at the end; deleted and hidden words, headers and comments aside.

    Raises:
        StudyError: it is damaged, larger than a report can be, or set in a font with an encoding of its own.
    """
    parts = Parts(raw, "Word file", ".docx")
    styles = Styles()
    parts.tell("word/styles.xml", styles)
    known = styles.resolved()
    story = _story(parts, "word/document.xml", known)
    notes = {kind: _story(parts, f"word/{kind}s.xml", known) for kind in ("footnote", "endnote")}
    for each in (story, *notes.values()):
        each.refuse_fonts()
    blocks = [*story.blocks, *_notes(story, notes)]
    refuse_fonts(" ".join(map(words_of, blocks)))
    aside = [*story.aside, *(line for each in notes.values() for line in each.aside), *_beside(parts, known)]
    if not blocks and not aside:
        raise StudyError("is a Word file without words", way_out="save its text as .txt")
    return Content(blocks, aside)


def _story(parts: Parts, name: str, styles: Mapping[str, Style]) -> Story:
    story = Story(styles)
    parts.tell(name, story)
    return story


def _notes(story: Story, notes: Mapping[str, Story]) -> Iterator[Block]:
    """The notes in the order of their marks, each behind its own."""
    for mark, (kind, name) in enumerate(story.notes, 1):
        first, *more = notes[kind].apart.get(name) or [Paragraph("")]
        yield Paragraph(f"{raised(str(mark))} {words_of(first)}")
        yield from more


def _beside(parts: Parts, styles: Mapping[str, Style]) -> Iterator[str]:
    """What stands in headers, footers and comments, each once."""
    said: dict[str, None] = {}
    for name in parts.names():
        if found := _BESIDE.fullmatch(name):
            story = _story(parts, name, styles)
            blocks = [*story.blocks, *(block for each in story.apart.values() for block in each)]
            said |= dict.fromkeys(f"{found[1] or found[2]}: {words_of(block)}" for block in blocks)
    yield from said
