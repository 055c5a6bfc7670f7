"""A saved page as boxes in boxes: what a person sees, in order, with what each box is for.

Every word of the page is in a piece of a box or in what the page hides; finding the report among the
pieces is another's work.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from analysis.errors import StudyError
from analysis.opening.form import Block, Heading, Item, Paragraph, Table, one_line
from analysis.opening.grids import Cell, blocks_of_cells, lays_out
from analysis.opening.web.furniture import furniture_of
from analysis.opening.web.hiding import (
    hidden_by_attributes,
    hidden_names,
    is_coloured,
    is_struck,
    is_white,
    plain_style,
)
from analysis.opening.words import Words

_BOXES = frozenset({
    "html", "body", "main", "article", "section", "div", "center", "header", "footer", "nav", "aside",
    "menu", "form", "fieldset", "figure", "blockquote", "details", "dialog", "search", "ul", "ol", "dl",
    "dir", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "address", "hgroup",
})  # fmt: skip
_LINES = {
    "p": Paragraph, "pre": Paragraph, "figcaption": Paragraph, "caption": Paragraph, "dt": Paragraph,
    "dd": Paragraph, "summary": Paragraph, "legend": Paragraph, "hr": Paragraph, "li": Item,
    "h1": Heading, "h2": Heading, "h3": Heading, "h4": Heading, "h5": Heading, "h6": Heading,
}  # fmt: skip
_BLOCK_STYLE = re.compile(r"display:(?:block|flex|grid|table|list-item)")
_FORMS = frozenset({
    "button", "select", "textarea", "input", "label", "option", "datalist", "output", "progress",
    "meter",
})  # fmt: skip
_MEDIA = frozenset({
    "svg", "video", "audio", "object", "canvas", "map", "iframe", "embed", "applet", "frameset",
})  # fmt: skip
_SILENT = frozenset({"script", "style", "link", "meta", "base", "head"})
_STRUCK = frozenset({"del", "s", "strike"})
_NO_END = frozenset({
    "p", "li", "td", "th", "tr", "dt", "dd", "option", "br", "hr", "img", "input", "meta", "link",
    "source", "area", "col", "wbr", "base", "param", "thead", "tbody", "tfoot", "embed", "track",
    "html", "head", "body",
})  # fmt: skip
_TAG = re.compile(r"<(/?)([a-z][a-z0-9:-]*)", re.I)
_LONG = re.compile(r"""(\s[\w:-]+\s*=\s*)(?:"[^"]{3000,}"|'[^']{3000,}')""")
_WIDE = re.compile(r"<[a-z][^<>]{30000}", re.I)
_LARGEST, _MOST_TAGS, _DEEPEST = 10_000_000, 200_000, 5_000
"""How many letters and tags a page may have, its pictures aside, and how deep its elements may stand."""
_LAYING_OUT = "table, form, h1, h2, h3, article, section, nav, iframe"
"""What stands in no table of figures."""


@dataclass(frozen=True)
class Piece:
    """A block of the page, how many letters it has, and how many of them are words of links."""

    block: Block
    size: int
    linked: int = 0


@dataclass
class Box:
    """An element with blocks in it: its tag, what it is for where that shows, and what it holds, in order."""

    tag: str = ""
    purpose: str = ""
    marked: bool = False
    weight: float = 0
    headed: bool = False
    inside: list[Box | Piece] = field(default_factory=list)

    def pieces(self) -> Iterator[Piece]:
        """Its pieces and those of the boxes in it, in order."""
        waiting: list[Box | Piece] = [self]
        while waiting:
            each = waiting.pop()
            if isinstance(each, Piece):
                yield each
            else:
                waiting += reversed(each.inside)


@dataclass(frozen=True)
class Page:
    """A page's boxes, what it hides or strikes through (what kind, its words), how much of it is no text."""

    body: Box
    unseen: list[tuple[str, str]]
    silent: Mapping[str, int]


def page_of(text: str) -> Page:
    """The boxes of a page.

    >>> [piece.block for piece in page_of("<p>12<b>.</b>345<p hidden>9<li>x").body.pieces()]
    [Paragraph(text='12.345'), Item(text='x')]

    Raises:
        StudyError: it is too large, or nested too deep.
    """
    parser = LexborHTMLParser(_bounded(_LONG.sub(_shortened, text)))
    walk = _Walk(hidden_names("}".join(each.text() for each in parser.css("style"))))
    if parser.root is not None:
        walk.over(parser.root)
    return Page(walk.box, walk.unseen, walk.silent)


def _shortened(found: re.Match[str]) -> str:
    value = found[0][len(found[1]) + 1 : -1]
    return f"{found[1]}{found[0][-1]}{value[:1000]} {value[-1000:]}{found[0][-1]}"


def _bounded(text: str) -> str:
    if len(text) > _LARGEST:
        raise StudyError("is a page of millions of letters", way_out="save the article only")
    if any(not _is_in_script(text, found.start()) for found in _WIDE.finditer(text)):
        raise StudyError("has a tag of tens of thousands of letters", way_out="save the page once more")
    depth = count = 0
    for count, (end, name) in enumerate(_TAG.findall(text)):
        if name.lower() not in _NO_END:
            depth = max(depth - 1, 0) if end else depth + 1
        if depth > _DEEPEST or count > _MOST_TAGS:
            raise StudyError("is a page of too many elements", way_out="save the article only")
    return text


def _is_in_script(text: str, at: int) -> bool:
    return text.rfind("<script", 0, at) > text.rfind("</script", 0, at)


@dataclass
class _Frame:
    """What an open element changes: it is undone when the element ends."""

    tag: str
    block: bool
    line: type[Paragraph] | None = None
    boxed: bool = False
    coloured: bool = False


class _Walk:
    """A walk over the elements of a page, without recursion, however deep they stand."""

    def __init__(self, names: Mapping[str, str], unseen: list[tuple[str, str]] | None = None) -> None:
        self.unseen: list[tuple[str, str]] = [] if unseen is None else unseen
        self.silent: Counter[str] = Counter()
        self.box = Box()
        self._names = names
        self._boxes = [self.box]
        self._frames: list[_Frame] = []
        self._words = Words()
        self._links = self._exact = self._colours = 0
        self._item = False

    def over(self, root: LexborNode) -> None:
        """Walks over what stands in an element."""
        node = root.child
        while node is not None:
            entered = self._enter(node)
            child = node.child if entered else None
            if child is not None:
                node = child
                continue
            if entered:
                self._leave()
            node = self._after(node, root)
        self._flush()

    def _after(self, node: LexborNode, root: LexborNode) -> LexborNode | None:
        """The next element, having left those that end here."""
        while (following := node.next) is None:
            parent = node.parent
            if parent is None or parent.mem_id == root.mem_id:
                return None
            self._leave()
            node = parent
        return following

    def _enter(self, node: LexborNode) -> bool:
        """Takes in an element's beginning, or all of it; whether what stands in it is still to be seen."""
        tag = node.tag or ""
        if tag == "-text":
            self._say(node.text_content or "")
        elif tag in _SILENT and tag != "head":
            self.silent[tag] += len(node.text() or "") if tag in ("script", "style") else 0
        elif tag == "br":
            self._words.end_line()
        elif tag[:1].isalpha():
            return self._enter_element(node, tag, node.attributes)
        return False

    def _enter_element(self, node: LexborNode, tag: str, attributes: Mapping[str, str | None]) -> bool:
        style = plain_style(attributes.get("style") or "") if attributes else ""
        if why := self._unread(tag, style, attributes):
            self.unseen += [(why, words)] if (words := _words_of(node)) else []
            return False
        if tag == "sup":
            self._words.raise_(_words_of(node))
            return False
        if tag == "table" and (rows := _data_rows(node)):
            self._flush()
            self._add_table(node, rows)
            return False
        self._open(tag, style, attributes)
        return True

    def _unread(self, tag: str, style: str, attributes: Mapping[str, str | None]) -> str:
        """Why an element is left aside whatever the report is; nothing where it is seen and read."""
        if tag in _FORMS or tag in _MEDIA:
            return "form" if tag in _FORMS else "picture or player"
        if tag in ("noscript", "template"):
            return f"hidden ({tag})"
        if tag in ("title", "head", "body", "html"):
            return "title of the window" if tag == "title" else ""
        if not attributes:
            return "struck through" if tag in _STRUCK else ""
        if why := hidden_by_attributes(tag, attributes, self._names):
            return f"hidden ({why})" if why != "hidden" else why
        if is_white(style, attributes) and not self._colours and not is_coloured(style, attributes):
            return "hidden (white on white)"
        return "struck through" if tag in _STRUCK or is_struck(style) else ""

    def _open(self, tag: str, style: str, attributes: Mapping[str, str | None]) -> None:
        boxed, line = tag in _BOXES, _LINES.get(tag)
        frame = _Frame(tag, boxed or line is not None or bool(_BLOCK_STYLE.search(style)), line, boxed)
        if frame.block:
            self._flush()
        if frame.block and (boxed or attributes):
            frame.boxed = True
            self._open_box(tag, attributes)
        self._links += tag == "a"
        self._exact += tag == "pre"
        frame.coloured = bool(attributes) and is_coloured(style, attributes)
        self._colours += frame.coloured
        self._item = tag == "li" or self._item
        self._frames.append(frame)

    def _open_box(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        # The header and the footer of an article have its title and its notes.
        own = tag in ("header", "footer") and any(each.tag == "article" for each in self._boxes)
        purpose = "" if own else furniture_of(tag, attributes)
        box = Box(tag, purpose, _is_marked(tag, attributes))
        self._boxes[-1].inside.append(box)
        self._boxes.append(box)

    def _leave(self) -> None:
        frame = self._frames[-1]
        if frame.block:
            self._flush()
        self._frames.pop()
        if frame.boxed:
            self._boxes.pop()
        self._links -= frame.tag == "a"
        self._exact -= frame.tag == "pre"
        self._colours -= frame.coloured
        self._item = self._item and frame.tag != "li"

    def _say(self, text: str) -> None:
        if not self._exact:
            self._words.add(text, linked=self._links > 0)
            return
        for line in text.splitlines():
            self._words.add(line)
            self._words.end_line()

    def _flush(self) -> None:
        """The words since the last block are a block, or several."""
        if not self._words:
            return
        linked, texts = self._words.linked, self._words.taken()
        sizes = [sum(map(len, text.split())) for text in texts]
        for text, size in zip(texts, sizes, strict=True):
            share = min(linked * size // max(sum(sizes), 1), size)
            self._boxes[-1].inside.append(Piece(self._line()(text), size, share))
            self._item = False

    def _line(self) -> type[Paragraph]:
        line = next((frame.line for frame in reversed(self._frames) if frame.line), Paragraph)
        return Item if self._item and line is not Heading else Paragraph if line is Item else line

    def _add_table(self, node: LexborNode, rows: list[list[LexborNode]]) -> None:
        captions = [each for each in node.iter() if each.tag == "caption"]
        above = [piece for each in captions for piece in self._inside(each).pieces()]
        seen = {cell.mem_id: list(self._inside(cell).pieces()) for row in rows for cell in row}
        cells = [[_cell_of(cell, seen[cell.mem_id]) for cell in row] for row in rows]
        every = [piece for pieces in seen.values() for piece in pieces]
        size, linked = sum(each.size for each in every), sum(each.linked for each in every)
        blocks = blocks_of_cells(cells)
        made = (Piece(each, size // len(blocks), linked // len(blocks)) for each in blocks)
        self._boxes[-1].inside += [*above, *made]

    def _inside(self, node: LexborNode) -> Box:
        """What stands in a part of a table."""
        walk = _Walk(self._names, self.unseen)
        walk._colours = 1  # the cell's row or table may well have a background
        walk.over(node)
        self.silent += walk.silent
        return walk.box


def _words_of(node: LexborNode) -> str:
    """All words in an element, in one line."""
    said: list[str] = []
    for each in node.traverse(include_text=True):
        if each.tag == "-text" and (each.parent is None or each.parent.tag not in _SILENT):
            said.append(each.text_content or "")
        elif each.tag == "template":
            said += map(_words_of, each.template_fragments())
    return one_line(" ".join(said))


def _is_marked(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Whether the page says that the report stands in this element."""
    named = f"{attributes.get('itemprop') or ''} {attributes.get('role') or ''}"
    return tag in ("article", "main") or "articleBody" in named or "main" in named.split()


def _data_rows(table: LexborNode) -> list[list[LexborNode]]:
    """The rows of cells of a table; nothing where the table only lays out the page."""
    rows = [[cell for cell in row.iter() if cell.tag in ("td", "th")] for row in _rows(table)]
    rows = [row for row in rows if row]
    return rows if _is_data(table, rows) else []


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    for each in table.iter():
        if each.tag == "tr":
            yield each
        elif each.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in each.iter() if row.tag == "tr")


def _is_data(table: LexborNode, rows: list[list[LexborNode]]) -> bool:
    if max(map(len, rows), default=0) < 2:
        return False
    if any(_has(cell, _LAYING_OUT) for row in rows for cell in row):
        return False
    if _has(table, "th, caption"):
        return True
    plain = table.attributes.get("role") not in ("presentation", "none")
    return plain and not lays_out([[len(cell.text()) for cell in row] for row in rows])


def _has(node: LexborNode, selector: str) -> bool:
    return node.css_first(selector) is not None


def _cell_of(node: LexborNode, pieces: list[Piece]) -> Cell:
    given = node.attributes
    head = node.tag == "th" or (node.parent is not None and _is_in_head(node.parent))
    return Cell(
        " ".join(map(_text, pieces)), _number(given.get("colspan")), _number(given.get("rowspan")), head
    )


def _is_in_head(row: LexborNode) -> bool:
    return row.parent is not None and row.parent.tag == "thead"


def _number(given: str | None) -> int:
    """A count as HTML reads it: 1 where it is none, all that there are where it is 0."""
    number = re.match(r"\s*(\d{1,6})", given or "")
    return (int(number[1]) or 100_000) if number else 1


def _text(piece: Piece) -> str:
    block = piece.block
    return " ".join(cell for row in block.rows for cell in row) if isinstance(block, Table) else block.text
