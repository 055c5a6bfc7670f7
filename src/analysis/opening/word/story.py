"""The text of one part of a Word file, heard element by element."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from analysis.opening.encodings import refuse_font
from analysis.opening.form import Block, Heading, Item, Paragraph, one_line, words_of
from analysis.opening.grids import Merged, blocks_of_merged
from analysis.opening.symbols import sign
from analysis.opening.word.styles import PLAIN, Style, is_on, with_property
from analysis.opening.words import Words

_LEFT = {"w:del": "deleted", "w:moveFrom": "moved away", "mc:Fallback": "", "w:rt": "", "w:sectPr": ""}
"""What stands in these is no text, and is listed as this; as nothing where it stands elsewhere too."""
_SAID = frozenset({"w:t", "w:delText", "m:t"})
_SIGNS = {"w:tab": " ", "w:ptab": " ", "w:noBreakHyphen": "-"}


@dataclass
class _Telling:
    """A paragraph that is being told, with what its text boxes said."""

    style: Style = PLAIN
    words: Words = field(default_factory=Words)
    boxes: list[Block] = field(default_factory=list)
    runs_on: bool = False


@dataclass
class _Rows:
    """A table that is being told, and its row and cell of this moment."""

    rows: list[list[Merged]] = field(default_factory=list)
    row: list[Merged] = field(default_factory=list)
    cell: Merged = field(default_factory=lambda: Merged([]))
    head: bool = False
    deleted: bool = False


class Story:
    """Hears a part of a Word file; has its blocks, notes that it refers to, and what is not to be read."""

    def __init__(self, styles: Mapping[str, Style]) -> None:
        self.blocks: list[Block] = []
        self.apart: dict[str, list[Block]] = {}
        self.notes: list[tuple[str, str]] = []
        self._unread: list[tuple[str, list[str]]] = []
        self._fonts: dict[str, list[str]] = {}
        self._styles = styles
        self._path = ["", ""]
        self._left = 0
        self._told: list[_Telling] = []
        self._held = [self.blocks]
        self._tables: list[_Rows] = []
        self._fields: list[bool] = []
        self._codes = 0
        self._run = PLAIN
        self._going_on: _Telling | None = None

    @property
    def aside(self) -> list[str]:
        """What is not to be read, a line each."""
        lines = ((kind, one_line("".join(said))) for kind, said in self._unread)
        return [f"{kind}: {line}" for kind, line in lines if kind and line]

    def refuse_fonts(self) -> None:
        """Refuses a text that is set in a font with an encoding of its own.

        Raises:
            StudyError: it is.
        """
        for font, said in self._fonts.items():
            refuse_font(font, "".join(said))

    def start(self, name: str, given: Mapping[str, str]) -> None:
        """An element begins."""
        parent = self._path[-1]
        self._path.append(name)
        if self._left:
            self._left += 1
        elif name in _LEFT and parent not in ("w:rPr", "w:trPr"):
            self._left = 1
            self._unread.append((_LEFT[name], []))
        elif parent in _PROPERTIES:
            self._take(parent, name, given)
        elif name in _SIGNS:
            self._say(_SIGNS[name])
        elif begin := _BEGINNINGS.get(name):
            begin(self, given)

    def end(self, name: str) -> None:
        """An element ends."""
        self._path.pop()
        if self._left:
            self._left -= 1
        elif ends := _ENDS.get(name):
            ends(self)

    def words(self, text: str) -> None:
        """Words, which are of the text in some elements only."""
        if self._path[-1] not in _SAID:
            return
        if self._left:
            self._unread[-1][1].append(text)
        else:
            self._say(text)

    def _say(self, text: str) -> None:
        if not self._told or self._codes:
            return
        if why := self._unseen():
            self._put_aside(why, text)
            return
        if self._run.font:
            self._fonts.setdefault(self._run.font, []).append(text)
        words = self._told[-1].words
        if self._run.raised:
            words.raise_(text)
        else:
            words.add(text)

    def _unseen(self) -> str:
        """Why the words of this moment are not seen; white ones are, on what may have a colour."""
        if self._run.struck:
            return "struck through"
        hidden = self._run.hidden or ""
        return "" if "white" in hidden and (self._run.coloured or self._tables) else hidden

    def _put_aside(self, why: str, text: str) -> None:
        if not self._unread or self._unread[-1][0] != why:
            self._unread.append((why, []))
        self._unread[-1][1].append(text)

    def _take(self, parent: str, name: str, given: Mapping[str, str]) -> None:
        """A property of words, of a paragraph, or of a table."""
        if parent in ("w:tcPr", "w:trPr"):
            self._take_of_table(name, given)
        elif not self._told:
            return
        elif self._path[-3] == "w:pPr" and parent == "w:rPr":
            self._told[-1].runs_on = self._told[-1].runs_on or name in ("w:del", "w:moveFrom")
        elif parent == "w:rPr":
            own = self._styles.get(given.get("val", ""), PLAIN) if name == "w:rStyle" else None
            self._run = own.over(self._run) if own else with_property(self._run, name, given)
        elif name == "w:pStyle":
            self._told[-1].style = self._styles.get(given.get("val", ""), PLAIN).over(self._told[-1].style)
        else:
            self._told[-1].style = with_property(self._told[-1].style, name, given)

    def _take_of_table(self, name: str, given: Mapping[str, str]) -> None:
        table = self._tables[-1] if self._tables else _Rows()
        value = given.get("val", "")
        match name:
            case "w:gridSpan":
                table.cell = replace(table.cell, columns=int(value) if value.isdecimal() else 1)
            case "w:vMerge":
                table.cell = replace(table.cell, goes_on=value != "restart")
            case "w:gridBefore" if value.isdecimal():
                table.row.append(Merged([], int(value)))
            case "w:tblHeader":
                table.head = is_on(given)
            case "w:del":
                table.deleted = True

    def _begin_paragraph(self, given: Mapping[str, str]) -> None:
        self._told.append(self._going_on or _Telling())
        self._told[-1].runs_on, self._told[-1].style = False, PLAIN
        self._going_on, self._run = None, PLAIN

    def _end_paragraph(self) -> None:
        if not self._told:
            return
        told = self._told.pop()
        if told.runs_on and not self._told:
            self._going_on = told
            return
        kind = Heading if told.style.heading else Item if told.style.item else Paragraph
        self._held[-1] += [*map(kind, told.words.taken()), *told.boxes]

    def _begin_run(self, given: Mapping[str, str]) -> None:
        self._run = replace(self._told[-1].style, heading=None) if self._told else PLAIN

    def _begin_field(self, given: Mapping[str, str]) -> None:
        """A field's code is not shown, its result is."""
        kind = given.get("fldCharType")
        if kind == "begin":
            self._fields.append(False)
            self._codes += 1
        elif self._fields and kind in ("separate", "end"):
            shown = self._fields.pop()
            self._codes -= not shown
            self._fields += [True] if kind == "separate" else []

    def _begin_symbol(self, given: Mapping[str, str]) -> None:
        code = given.get("char", "")
        if re.fullmatch(r"[0-9A-Fa-f]{1,6}", code):
            self._say(sign(given.get("font", ""), int(code, 16)))

    def _end_line(self, given: Mapping[str, str]) -> None:
        if self._told and not self._codes:
            self._told[-1].words.end_line()

    def _begin_note(self, given: Mapping[str, str]) -> None:
        self.notes.append((self._path[-1].removeprefix("w:").removesuffix("Reference"), given.get("id", "")))
        if self._told and "customMarkFollows" not in given:
            self._told[-1].words.raise_(str(len(self.notes)))

    def _begin_story(self, given: Mapping[str, str]) -> None:
        kept = given.get("type", "normal") == "normal"
        self._held.append(self.apart.setdefault(given.get("id", ""), []) if kept else [])

    def _begin_box(self, given: Mapping[str, str]) -> None:
        self._held.append([])

    def _end_box(self) -> None:
        blocks = self._end_held()
        if self._told:
            self._told[-1].boxes += blocks
        else:
            self._held[-1] += blocks

    def _end_held(self) -> list[Block]:
        return self._held.pop() if len(self._held) > 1 else []

    def _begin_table(self, given: Mapping[str, str]) -> None:
        self._tables.append(_Rows())

    def _begin_row(self, given: Mapping[str, str]) -> None:
        if self._tables:
            self._tables[-1].row, self._tables[-1].head, self._tables[-1].deleted = [], False, False

    def _begin_cell(self, given: Mapping[str, str]) -> None:
        if self._tables:
            self._tables[-1].cell = Merged([])
        self._held.append([])

    def _end_cell(self) -> None:
        blocks = self._end_held()
        if self._tables:
            table = self._tables[-1]
            table.row.append(replace(table.cell, blocks=blocks, head=table.head))

    def _end_row(self) -> None:
        if not self._tables:
            return
        table = self._tables[-1]
        if table.deleted:
            self._unread += [("deleted", [words_of(block)]) for cell in table.row for block in cell.blocks]
        else:
            table.rows.append(table.row)

    def _end_table(self) -> None:
        if self._tables:
            self._held[-1] += blocks_of_merged(self._tables.pop().rows)

    def _begin_picture(self, given: Mapping[str, str]) -> None:
        if told := given.get("descr"):
            self._unread.append(("picture", [told]))


_PROPERTIES = frozenset({"w:rPr", "w:pPr", "w:numPr", "w:tcPr", "w:trPr"})
_BEGINNINGS: Mapping[str, Callable[[Story, Mapping[str, str]], None]] = {
    "w:p": Story._begin_paragraph, "w:r": Story._begin_run, "m:r": Story._begin_run,
    "w:fldChar": Story._begin_field, "w:sym": Story._begin_symbol,
    "w:br": Story._end_line, "w:cr": Story._end_line,
    "w:footnoteReference": Story._begin_note, "w:endnoteReference": Story._begin_note,
    "w:footnote": Story._begin_story, "w:endnote": Story._begin_story, "w:comment": Story._begin_story,
    "w:txbxContent": Story._begin_box, "w:tbl": Story._begin_table, "w:tr": Story._begin_row,
    "w:tc": Story._begin_cell, "wp:docPr": Story._begin_picture,
}  # fmt: skip
_ENDS: Mapping[str, Callable[[Story], object]] = {
    "w:p": Story._end_paragraph, "w:footnote": Story._end_held, "w:endnote": Story._end_held,
    "w:comment": Story._end_held, "w:txbxContent": Story._end_box, "w:tbl": Story._end_table,
    "w:tr": Story._end_row, "w:tc": Story._end_cell,
}  # fmt: skip
