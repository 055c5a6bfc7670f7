"""The groups, words and bytes of rich text, heard one after another, become blocks."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from unicodedata import normalize

from analysis.opening.form import Block, Heading, Item, Paragraph, one_line
from analysis.opening.grids import blocks_of_merged
from analysis.opening.rtf.rows import Row, merged
from analysis.opening.symbols import sign as sign_of
from analysis.opening.words import Words

_PAGES = {
    0: "", 1: "", 2: "symbol", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk",
    136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
"""The code page of a font's letters by the number of its character set; empty is that of the file."""
_SIGNS = {
    "tab": " ", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "enspace": " ", "emspace": " ", "qmspace": " ",
}  # fmt: skip
_ASIDE = {
    "header": "header", "headerl": "header", "headerr": "header", "headerf": "header", "footer": "footer",
    "footerl": "footer", "footerr": "footer", "footerf": "footer", "annotation": "comment",
}  # fmt: skip
_SILENT = frozenset({
    "info", "pict", "fldinst", "shprslt", "sp", "nonshppict", "objdata", "objclass", "xe", "tc", "rxe",
    "bkmkstart", "bkmkend", "atnid", "atnauthor", "atntime", "atnref", "listtext", "pntext", "pn",
    "generator", "template", "filetbl", "revtbl", "rsidtbl", "listtable", "listoverridetable", "pgptbl",
    "nonesttables", "ftnsep", "ftnsepc", "aftnsep", "aftnsepc", "ftncn", "aftncn", "do", "private",
    "datafield",
})  # fmt: skip
_SHOWN = frozenset(["shppict", "shpinst", "shptxt", "fldrslt", "footnote", "result"])
"""Groups marked as strange to older programs whose words are of the text all the same."""


@dataclass(frozen=True)
class _Manner:
    """How words of a group are meant: where they go, and how they look."""

    goes: str = ""
    hidden: bool = False
    deleted: bool = False
    struck: bool = False
    raised: bool = False
    tiny: bool = False
    colour: int = 0
    ground: int = 0
    font: int = -1
    fallback: int = 1


@dataclass(frozen=True)
class _Kind:
    """What a paragraph is, until the next one says otherwise."""

    in_table: bool = False
    heading: bool = False
    item: bool = False


@dataclass
class _Font:
    page: str = ""
    name: str = ""


@dataclass
class _Told:
    """What is told in one place: the text itself, a text box, or a note."""

    group: int = 0
    note: int = 0
    blocks: list[Block] = field(default_factory=list)
    words: Words = field(default_factory=Words)
    boxes: list[Block] = field(default_factory=list)
    cell: list[Block] = field(default_factory=list)
    row: Row = field(default_factory=Row)
    rows: list[Row] = field(default_factory=list)
    kind: _Kind = field(default_factory=_Kind)

    def end_paragraph(self, in_table: bool = False) -> None:
        """The paragraph ends: in a cell, or in the text, where a table before it ends too."""
        kind = Heading if self.kind.heading else Item if self.kind.item else Paragraph
        blocks = [*map(kind, self.words.taken()), *self.boxes]
        self.boxes = []
        if in_table or self.kind.in_table:
            self.cell += blocks
        else:
            self.end_table()
            self.blocks += blocks

    def end_cell(self) -> None:
        """A cell ends."""
        self.end_paragraph(in_table=True)
        self.row.cells.append(self.cell)
        self.cell = []

    def end_row(self) -> None:
        """A row ends; the next one is like it until it says otherwise."""
        self.rows.append(self.row)
        self.row = replace(self.row, cells=[])

    def end_table(self) -> None:
        """A table ends, if there was one, and what stands in no cell of it follows."""
        if self.row.cells:
            self.end_row()
        if self.rows:
            self.blocks += blocks_of_merged(merged(self.rows))
        self.blocks += self.cell
        self.rows, self.cell = [], []


class RichText:
    """Hears rich text; has its blocks and notes, and what is not to be read."""

    def __init__(self) -> None:
        self.notes: list[list[Block]] = []
        self.lost = False
        self._unread: list[tuple[str, list[str]]] = []
        self._said_in: dict[str, list[str]] = {}
        self._manner = _Manner()
        self._groups: list[_Manner] = []
        self._told = [_Told()]
        self._bytes = bytearray()
        self._skipped = 0
        self._strange = False
        self._high = 0
        self._page, self._font, self._style = "cp1252", -1, 0
        self._fonts: dict[int, _Font] = {}
        self._styles: dict[int, str] = {}
        self._colours: list[list[int]] = [[]]

    @property
    def aside(self) -> list[str]:
        """What is not to be read, a line each."""
        lines = ((kind, one_line("".join(said))) for kind, said in self._unread)
        return [f"{kind}: {line}" for kind, line in dict.fromkeys(lines) if line]

    def in_fonts(self) -> Iterator[tuple[str, str]]:
        """What is said in each font, by its name."""
        return ((name, "".join(said)) for name, said in self._said_in.items())

    def finished(self) -> list[Block]:
        """The blocks of all that was told."""
        told = self._told[0]
        told.end_paragraph()
        told.end_table()
        return told.blocks

    def begin(self) -> None:
        """A group begins."""
        self._flush()
        self._groups.append(self._manner)
        self._strange, self._skipped = False, 0

    def end(self) -> None:
        """A group ends, and with it a note or a text box that began with it."""
        self._flush()
        if len(self._told) > 1 and self._told[-1].group == len(self._groups):
            self._end_place(self._told.pop())
        if self._groups:
            self._manner = self._groups.pop()
        self._skipped = 0

    def _end_place(self, told: _Told) -> None:
        told.end_paragraph()
        told.end_table()
        if told.note:
            self.notes[told.note - 1] = told.blocks
        else:
            self._told[-1].boxes += told.blocks

    def byte(self, code: bytes) -> None:
        """A byte that is written by its number."""
        if self._skipped:
            self._skipped -= 1
        elif self._manner.goes != _NOWHERE:
            self._bytes += code

    def text(self, text: bytes) -> None:
        """Bytes that stand for themselves."""
        cut = min(self._skipped, len(text))
        self._skipped -= cut
        if self._manner.goes != _NOWHERE:
            self._bytes += text[cut:]

    def sign(self, sign: bytes) -> None:
        """A control of one sign."""
        if sign == b"*":
            self._strange = True
        elif self._skipped:
            self._skipped -= 1
        elif sign in _CONTROL_SIGNS:
            self._flush()
            self._say(_CONTROL_SIGNS[sign])
        elif sign in b"\r\n":
            self.control("par", None)

    def control(self, word: str, number: int | None) -> None:
        """A control word with its number."""
        if self._skipped:
            self._skipped -= 1
            return
        if word == "u":
            self._unicode(number or 0)
            return
        self._flush()
        strange, self._strange = self._strange, False
        if word in _SILENT or (strange and word not in _SHOWN and word not in _ASIDE):
            self._go(_NOWHERE)
            if word in ("listtext", "pntext"):
                self._told[-1].kind = replace(self._told[-1].kind, item=True)
        elif self._manner.goes == _NOWHERE:
            return
        elif word in _PLACES:
            self._go(_PLACES[word])
        elif self._manner.goes in _TABLES:
            self._take_of_head(word, number or 0)
        elif word in _SIGNS:
            self._say(_SIGNS[word])
        elif change := _CHANGES.get(word):
            change(self, number)

    def _go(self, where: str) -> None:
        if where == "note":
            self.notes.append([])
            self._told.append(_Told(len(self._groups), len(self.notes)))
            where = ""
        elif where == "box":
            self._told.append(_Told(len(self._groups)))
            where = ""
        elif where not in ("", _NOWHERE, *_TABLES):
            self._unread.append((where, []))
        self._manner = replace(self._manner, goes=where)

    def _unicode(self, code: int) -> None:
        """A letter by its number; the letters behind it are for older programs."""
        self._flush()
        self._skipped = self._manner.fallback
        code %= 0x10000
        if 0xD800 <= code < 0xDC00:
            self._high = code
        elif 0xDC00 <= code < 0xE000:
            self._say(
                chr(0x10000 + ((self._high - 0xD800) << 10) + code - 0xDC00) if self._high else "\ufffd"
            )
            self._high = 0
        else:
            self._say(sign_of(self._font_now().name, code) if 0xF000 <= code < 0xF100 else chr(code))

    def _font_now(self) -> _Font:
        return self._fonts.get(self._manner.font if self._manner.font >= 0 else self._font, _Font())

    def _flush(self) -> None:
        """Bytes since the last control become letters."""
        if not self._bytes:
            return
        raw, font = bytes(self._bytes), self._font_now()
        self._bytes.clear()
        if font.page == "symbol" and self._manner.goes not in _TABLES:
            self._say("".join(sign_of(font.name, code) for code in raw))
            return
        page = font.page if font.page != "symbol" else ""
        text = raw.decode(page or self._page, "replace")
        self.lost = self.lost or "\ufffd" in text
        self._say(normalize("NFC", text) if (page or self._page) == "cp1258" else text)

    def _say(self, text: str) -> None:
        manner = self._manner
        if manner.goes == _NOWHERE:
            return
        if manner.goes in _TABLES:
            self._say_in_head(text)
        elif manner.goes:
            self._put_aside(manner.goes, text)
        elif why := self._unseen():
            self._put_aside(why, text)
        else:
            self._said_in.setdefault(self._font_now().name, []).append(text)
            words = self._told[-1].words
            (words.raise_ if manner.raised else words.add)(text)

    def _unseen(self) -> str:
        manner = self._manner
        if manner.deleted or manner.struck:
            return "deleted" if manner.deleted else "struck through"
        if manner.hidden or manner.tiny:
            return "hidden" if manner.hidden else "hidden (no size)"
        white = manner.colour < len(self._colours) and self._colours[manner.colour] == _WHITE
        return "hidden (white)" if white and not manner.ground and not self._told[-1].kind.in_table else ""

    def _put_aside(self, why: str, text: str) -> None:
        if not self._unread or self._unread[-1][0] != why:
            self._unread.append((why, []))
        self._unread[-1][1].append(text)

    def _take_of_head(self, word: str, number: int) -> None:
        """A word of the tables of fonts, styles and colours."""
        if word == "f":
            self._font_named = self._fonts.setdefault(number, _Font())
        elif word in ("fcharset", "cpg"):
            page = _PAGES.get(number, "") if word == "fcharset" else _known(number)
            self._font_named.page = page or self._font_named.page
        elif word == "s":
            self._style = number
        elif word in ("red", "green", "blue"):
            self._colours[-1].append(number)

    _font_named = _Font()

    def _say_in_head(self, text: str) -> None:
        if self._manner.goes == "fonts":
            self._font_named.name += text.replace(";", "")
        elif self._manner.goes == "styles":
            self._styles[self._style] = self._styles.get(self._style, "") + text
        else:
            self._colours += [[] for _ in range(text.count(";"))]

    def _change(self, **manner: object) -> None:
        self._manner = replace(self._manner, **manner)  # type: ignore[arg-type]

    def _change_kind(self, **kind: bool) -> None:
        self._told[-1].kind = replace(self._told[-1].kind, **kind)

    def _plain(self) -> None:
        self._manner = _Manner(self._manner.goes, fallback=self._manner.fallback)

    def _end_paragraph(self) -> None:
        if self._manner.goes:
            self._say(" ")
        else:
            self._told[-1].end_paragraph()

    def _new_row(self) -> None:
        self._told[-1].row = Row(self._told[-1].row.cells)

    def _take_page(self, page: str) -> None:
        self._page = page or self._page

    def _mark_note(self) -> None:
        if not self._told[-1].note and not self._manner.goes:
            self._told[-1].words.raise_(str(len(self.notes) + 1))

    def _take_style(self, number: int) -> None:
        self._change_kind(
            heading=self._styles.get(number, "").lower().startswith(("heading", "title", "subtitle"))
        )


def _known(page: int) -> str:
    try:
        return codecs.lookup(f"cp{page}").name
    except LookupError:
        return ""


def _on(name: str) -> Callable[[RichText, int | None], None]:
    return lambda told, number: told._change(**{name: number != 0})


_NOWHERE = "nowhere"
_TABLES = frozenset({"fonts", "styles", "colours"})
_PLACES = {
    **_ASIDE, "footnote": "note", "shptxt": "box", "fonttbl": "fonts", "stylesheet": "styles",
    "colortbl": "colours",
}  # fmt: skip
_CONTROL_SIGNS = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"-": ""}
_WHITE = [255, 255, 255]
_CHANGES: Mapping[str, Callable[[RichText, int | None], None]] = {
    "v": _on("hidden"), "webhidden": _on("hidden"), "deleted": _on("deleted"), "mvf": _on("deleted"),
    "strike": _on("struck"), "striked": _on("struck"), "super": _on("raised"), "up": _on("raised"),
    "nosupersub": lambda told, _: told._change(raised=False),
    "fs": lambda told, number: told._change(tiny=number in (0, 1, 2)),
    "cf": lambda told, number: told._change(colour=number or 0),
    "highlight": lambda told, number: told._change(ground=number or 0),
    "cb": lambda told, number: told._change(ground=number or 0),
    "chcbpat": lambda told, number: told._change(ground=number or 0),
    "f": lambda told, number: told._change(font=number or 0),
    "uc": lambda told, number: told._change(fallback=min(max(number or 0, 0), 9)),
    "plain": lambda told, _: told._plain(),
    "pard": lambda told, _: told._change_kind(in_table=False, heading=False, item=False),
    "intbl": lambda told, _: told._change_kind(in_table=True),
    "itap": lambda told, number: told._change_kind(in_table=bool(number)),
    "ls": lambda told, number: told._change_kind(item=bool(number)),
    "outlinelevel": lambda told, number: told._change_kind(heading=(number or 0) < 9),
    "s": lambda told, number: told._take_style(number or 0),
    "par": lambda told, _: told._end_paragraph(), "sect": lambda told, _: told._end_paragraph(),
    "nestcell": lambda told, _: told._end_paragraph(), "nestrow": lambda told, _: told._end_paragraph(),
    "line": lambda told, _: told._told[-1].words.end_line(),
    "page": lambda told, _: told._told[-1].words.end_line(),
    "cell": lambda told, _: told._told[-1].end_cell(), "row": lambda told, _: told._told[-1].end_row(),
    "trowd": lambda told, _: told._new_row(),
    "cellx": lambda told, number: told._told[-1].row.edges.append(number or 0),
    "clmrg": lambda told, _: told._told[-1].row.beside.add(len(told._told[-1].row.edges)),
    "clvmrg": lambda told, _: told._told[-1].row.above.add(len(told._told[-1].row.edges)),
    "trhdr": lambda told, _: setattr(told._told[-1].row, "head", True),
    "chftn": lambda told, _: told._mark_note(),
    "ansicpg": lambda told, number: told._take_page(_known(number or 1252)),
    "mac": lambda told, _: told._take_page("mac_roman"), "pc": lambda told, _: told._take_page("cp437"),
    "pca": lambda told, _: told._take_page("cp850"),
    "deff": lambda told, number: setattr(told, "_font", number or 0),
}  # fmt: skip
