"""What of a page can be found: its title, its parts, the rows of its tables; each with its place."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from analysis.pages.rendering.search.words import slug

TITLE, PART, ROW = range(3)
LONGEST_TEXT = 10_000
"""An entry has at most so many signs; what a part has more becomes entries at the same place."""

_HEADINGS = frozenset({"h1", "h2", "h3"})
_PASSED_OVER = frozenset({
    "nav", "script", "style", "noscript", "template", "form", "dialog", "button", "header", "footer", "pre",
    "svg", "input", "select", "-comment",
})  # fmt: skip
_PASSED_CLASSES = frozenset({"cell_input", "study-code", "study-neighbours", "take-along", "unsearched"})
_BREAKS = frozenset({
    "p", "div", "li", "dt", "dd", "tr", "th", "td", "br", "section", "article", "ul", "ol", "dl", "table",
    "caption", "figure", "figcaption", "summary", "details", "blockquote", "h4", "h5", "h6", "hr", "label",
})  # fmt: skip
_BREAK = "\x1f"
"""Stands in what was read where a browser would begin a line; no page holds one."""
_CELL = "\x02"
"""Stands between cells until their words are tidy."""
_OVER_A_BREAK = re.compile(rf"(?<=[0-9])\s*{_BREAK}[\s{_BREAK}]*(?=[0-9])")
_BEFORE_A_SIGN = re.compile(rf"{_BREAK}(?=[.,;:)%!?])")
_BLANKS = re.compile(rf"(?:[^\S\t\u00a0\u202f]|{_BREAK})+")
_TAG = re.compile(r"<(h2|h3|tr)\b((?:\"[^\"]*\"|'[^']*'|[^\"'>])*)>", re.IGNORECASE)
_HAS_ID = re.compile(r"(?:^|\s)id\s*=", re.IGNORECASE)
_NOT_READ = re.compile(
    r"<!--.*?-->|<(script|style|noscript|template|pre)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)


@dataclass(frozen=True)
class Entry:
    """One thing that is found: where it stands and what it says. Cells of a row are set apart by tabs."""

    kind: int
    anchor: str
    part: str
    text: str


@dataclass(frozen=True)
class Searched:
    """A page as the search sees it."""

    address: str
    title: str
    entries: tuple[Entry, ...]


def with_ids(html: str) -> str:
    """The page, in which each part and each row of a table has an id that stays as long as its words do.

    Nothing else is changed. A page whose tags cannot be told apart without a parser stays as it is.

    >>> with_ids("<h2>It is 12</h2><table><tbody><tr><td>a</td></tr></tbody></table>")
    '<h2 id="it-is-12">It is 12</h2><table><tbody><tr id="row-ca978112"><td>a</td></tr></tbody></table>'
    """
    return _named(html, LexborHTMLParser(html))


def read_page(address: str, html: str) -> tuple[str, Searched]:
    """The page with ids, and its title and entries in reading order; only what stands in its main part.

    >>> _, page = read_page("a.html", "<main><h1>Files</h1><p>Two <b>words</b>.<h2 id=x>How</h2><p>So</main>")
    >>> [(entry.anchor, entry.part, entry.text) for entry in page.entries]
    [('', '', 'Files'), ('', '', 'Two words.'), ('x', 'How', 'How So')]
    """
    tree = LexborHTMLParser(html)
    named = _named(html, tree)
    if named is not html:
        tree = LexborHTMLParser(named)
    reader = _Reader()
    main = _main(tree)
    if main is not None:
        reader.read(main)
    return named, Searched(address, reader.title or _head_title(tree) or address, tuple(reader.all()))


def _named(html: str, tree: LexborHTMLParser) -> str:
    if tree.css_first("h2:not([id]), h3:not([id]), :is(tbody, tfoot) > tr:not([id])") is None:
        return html
    nodes = tree.css("h2, h3, tr")
    if all(_id_of(node) for node in nodes if _wants_id(node)):
        return html
    tags = list(_tags(html))
    if [(tag[1].lower(), bool(_HAS_ID.search(tag[2]))) for tag in tags] != [
        (node.tag, "id" in node.attributes) for node in nodes
    ]:
        return html
    taken = {str(node.attributes["id"]) for node in tree.css("[id]")}
    pieces, end = [], 0
    for tag, node in zip(tags, nodes, strict=True):
        if _wants_id(node) and not _id_of(node):
            name = _free(_name_for(node), taken)
            pieces += [html[end : tag.end(1)], f' id="{name}"']
            end = tag.end(1)
    return "".join([*pieces, html[end:]])


class _Reader:
    """Goes through a page once and gathers its entries."""

    def __init__(self) -> None:
        self.title, self.part, self.anchor = "", "", ""
        self.pieces: list[str] = []
        self.heads: list[str] = []
        self.entries: list[Entry] = []
        self.last_id = ""

    def all(self) -> Iterator[Entry]:
        self.close()
        if self.title:
            yield Entry(TITLE, "", "", self.title)
        yield from self.entries

    def read(self, node: LexborNode) -> None:
        child = node.first_child
        while child is not None:
            tag = child.tag
            if tag == "-text":
                self.pieces.append(child.text_content or "")
            elif tag == "tr":
                self.row(child)
            elif tag in _HEADINGS:
                self.heading(child)
            elif tag not in _PASSED_OVER:
                self.element(child, str(tag))
            child = child.next

    def element(self, node: LexborNode, tag: str) -> None:
        attributes = node.attributes
        if "hidden" in attributes or not _PASSED_CLASSES.isdisjoint((attributes.get("class") or "").split()):
            return
        if attributes.get("id"):
            self.last_id = str(attributes["id"])
        broken = tag in _BREAKS
        if broken:
            self.pieces.append(_BREAK)
        self.read(node)
        if broken:
            self.pieces.append(_BREAK)

    def heading(self, node: LexborNode) -> None:
        words = _text(node)
        own = _id_of(node)
        if node.tag == "h1" and not self.title:
            self.title = words
            return
        self.close()
        self.part, self.anchor, self.last_id = words, own, own
        self.pieces = [words, _BREAK]

    def row(self, node: LexborNode) -> None:
        line = _cells(node)
        if _is_head(node):
            self.heads.append(line)
            return
        anchor = node.id or ""
        if not anchor:
            inner = node.css_first("[id]")
            anchor = (inner.id if inner is not None else "") or self.last_id
        self.last_id = anchor
        self.add(ROW, anchor, line)

    def close(self) -> None:
        """The part that was read is an entry; the heads of its tables stand behind its words."""
        words = _tidy("".join(self.pieces))
        self.add(PART, self.anchor, "\t".join(filter(None, [words, *self.heads])))
        self.pieces, self.heads = [], []

    def add(self, kind: int, anchor: str, text: str) -> None:
        for start in range(0, len(text), LONGEST_TEXT):
            self.entries.append(Entry(kind, anchor, self.part, text[start : start + LONGEST_TEXT]))


def _main(tree: LexborHTMLParser) -> LexborNode | None:
    """The part of the page that is its own: its only article, else what is called main, else all of it."""
    articles = tree.css("main article") or tree.css("article")
    if len(articles) == 1:
        return articles[0]
    return tree.css_first("main") or tree.body


def _head_title(tree: LexborHTMLParser) -> str:
    title = tree.css_first("title")
    return _tidy(title.text()) if title is not None else ""


def _text(node: LexborNode) -> str:
    """The words of a heading in one line."""
    reader = _Reader()
    reader.read(node)
    return _tidy("".join(reader.pieces))


def _cells(row: LexborNode) -> str:
    """The words of a row in one line, its cells set apart by tabs."""
    cells = _tidy(_CELL.join([cell.text(deep=True, separator=_BREAK) for cell in row.iter()])).split(_CELL)
    return "\t".join([words for cell in cells if (words := cell.strip(" "))])


def _tidy(text: str) -> str:
    """The text with one blank for any run of them; a number does not go on over a break.

    >>> _tidy("12\\x1f 413\\n files")
    '12\\t413 files'
    """
    text = text.replace("\t", " ")
    if _BREAK in text:
        text = _BEFORE_A_SIGN.sub("", _OVER_A_BREAK.sub("\t", text))
    return _BLANKS.sub(" ", text).strip()


def _is_head(row: LexborNode) -> bool:
    return row.parent is not None and row.parent.tag == "thead"


def _wants_id(node: LexborNode) -> bool:
    return node.tag != "tr" or not _is_head(node)


def _id_of(node: LexborNode) -> str:
    """The element's id, or for a heading that of the section that it opens."""
    own = node.attributes.get("id") or ""
    parent = node.parent
    if not own and node.tag != "tr" and parent is not None and parent.tag == "section":
        return parent.attributes.get("id") or ""
    return own


def _name_for(node: LexborNode) -> str:
    words = _cells(node) if node.tag == "tr" else _text(node)
    if node.tag == "tr":
        return f"row-{hashlib.sha256(words.encode(errors='replace')).hexdigest()[:8]}"
    return slug(words)[:60].strip("-") or "part"


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number behind it if the page has it already."""
    free, count = name, 1
    while free in taken:
        count += 1
        free = f"{name}-{count}"
    taken.add(free)
    return free


def _tags(html: str) -> Iterator[re.Match[str]]:
    """The tags of parts and rows, without what stands in comments, scripts and the like."""
    passed = [found.span() for found in _NOT_READ.finditer(html)]
    at = 0
    for tag in _TAG.finditer(html):
        while at < len(passed) and passed[at][1] <= tag.start():
            at += 1
        if at == len(passed) or tag.start() < passed[at][0]:
            yield tag
