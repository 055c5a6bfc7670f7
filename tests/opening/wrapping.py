"""A report's text as others send it: a page of a newspaper, a saved page, a Word file, rich text."""

from __future__ import annotations

import base64
import html
import io
import quopri
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from analysis.reading.reader import Row, read

_TABLED = re.compile(r"\t| \| ")
_NUMBERED = re.compile(r"\d{1,2}[.)] ")


@dataclass(frozen=True)
class Part:
    """A part of a text: heading, line, item, or the rows of a table."""

    kind: str
    lines: tuple[str, ...]

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table's rows, all rows of one length."""
        rows = [_TABLED.split(line) for line in self.lines]
        width = max(map(len, rows))
        return [[each.strip() for each in row] + [""] * (width - len(row)) for row in rows]


def parts_of(text: str) -> Iterator[Part]:
    """The parts of a text: its first line is the heading, lines with tabs or bars are rows."""
    lines = [line.strip(" ") for line in text.split("\n") if line.strip()]
    yield Part("heading", (lines[0],))
    for tabled, group in groupby(lines[1:], key=lambda line: len(_TABLED.findall(line)) > 1):
        if tabled:
            yield Part("table", tuple(group))
        else:
            yield from (Part("item" if line.startswith("- ") else "line", (line,)) for line in group)


ABOVE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>12 news - The Daily 24h</title>
<style>.promo-price::after{content:"99"} .gone{display:none}</style>
<script>var figures = {"received": 4321, "online": 98.7};</script>
<script type="application/ld+json">{"wordCount": 1204, "datePublished": "2025-10-17"}</script></head><body>
<noscript>Turn on JavaScript: 1 of 2 readers does</noscript>
<header class="site-header"><a href="/">The Daily</a> <span>Thursday, 31 degrees, 76% humidity</span></header>
<nav><ul><li><a href="/1">Top 10</a></li><li><a href="/2">Covid-19: 120 cases</a></li></ul></nav>
<div class="cookie-banner">We and our 872 partners use cookies. <button>Accept 5 of them</button></div>
<form action="/search"><input value="2025"><button>Search 12,000 articles</button></form>
<main><div class="breadcrumb"><a href="/">Home</a> / <a href="/p">Politics (345)</a></div>
<div class="post"><div class="share-buttons">1,204 shares <a href="#">Tweet 56</a></div><div class="body">
"""
BELOW = """<p hidden>The secret figure is 777 files.</p><p style="display: none">And 778 files.</p>
<p class="gone">And 779 files.</p><span style="font-size:0">780 files</span></div>
<div class="tags"><a href="/t1">reform 2025</a> <a href="/t2">34 provinces</a></div></div></main>
<aside class="sidebar"><h3>Most read</h3><ol><li><a href="/a">5,000 jobs cut in Hue</a></li>
<li><a href="/b">Rice at 540 dollars a tonne</a></li></ol></aside>
<section class="related-news"><h3>Related</h3>
<div><a href="/c">Hanoi: 126 communes and wards at work</a></div>
<div><a href="/d">3,321 communes, one map</a></div></section>
<section id="comments"><h3>2 comments</h3>
<div class="comment">Only 30% of us were asked! 12 likes</div></section>
<footer>Licence 123/GP-BTTTT of 2021. Tel. (024) 3825 4231. 18 Nguyen Du street. Copyright 2025</footer>
</body></html>"""


def as_html(text: str) -> str:
    """The text as a page of a newspaper, with all that stands around."""
    return ABOVE + "".join(_element(part, first=at == 0) for at, part in enumerate(parts_of(text))) + BELOW


def _element(part: Part, first: bool) -> str:
    if part.kind == "table":
        rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in part.rows)
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>\n"
    words = html.escape(part.lines[0])
    if part.kind == "item":
        return f"<ul><li>{words.removeprefix('- ')}</li></ul>\n"
    return f"<h1>{words}</h1>\n" if first else f"<p>{words}</p>\n"


def as_mhtml(text: str, transfer: str = "quoted-printable") -> str:
    """The text as a page that a browser saved with its parts."""
    page = as_html(text).encode()
    body = (
        quopri.encodestring(page) if transfer == "quoted-printable" else base64.encodebytes(page)
    ).decode()
    return (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/2025/17\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related;\n\ttype="text/html";\n\tboundary="----Bound42----"\n\n\n'
        f"------Bound42----\nContent-Type: text/html\nContent-Transfer-Encoding: {transfer}\n\n{body}\n"
        "------Bound42----\nContent-Type: text/css\n\np { width: 12px }\n"
        "------Bound42----\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0K\n"
        "------Bound42------\n"
    )


WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = f"""<w:styles {WORD}><w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/>
</w:style>
<w:style w:type="character" w:styleId="Off"><w:name w:val="off"/><w:rPr><w:vanish/></w:rPr></w:style>
</w:styles>"""


def as_docx(text: str, deleted: str = "It was 778 files.") -> bytes:
    """The text as a Word file with a header, and hidden and deleted numbers."""
    body = "".join(map(_word_part, parts_of(text)))
    beside = f"<w:hdr {WORD}>{run_in_paragraph('Page 3 of 12')}</w:hdr>"
    return docx_of(body + _UNREAD.format(deleted), {"word/styles.xml": STYLES, "word/header1.xml": beside})


def docx_of(body: str, parts: dict[str, str] | None = None) -> bytes:
    """A Word file with this body, and these parts besides what every one has."""
    document = f"<w:document {WORD}><w:body>{body}</w:body></w:document>"
    return zipped(
        {"[Content_Types].xml": _TYPES, "_rels/.rels": _LINKS, "word/document.xml": document} | (parts or {})
    )


_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = f"""<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>"""
_LINKS = f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_OFFICE}" Target="word/document.xml"/></Relationships>"""


_UNREAD = """<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>The secret figure is 777 files.</w:t></w:r>
<w:del w:id="1" w:author="a"><w:r><w:delText>{}</w:delText></w:r></w:del>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PRIVATE 779</w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>"""


def zipped(parts: dict[str, str]) -> bytes:
    """An archive of these parts."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return raw.getvalue()


def run_in_paragraph(words: str, properties: str = "") -> str:
    """A paragraph of Word, its words in runs of a few letters, as Word cuts them."""
    cut = max(len(words) // 3, 1)
    pieces = [words[at : at + cut] for at in range(0, len(words), cut)]
    runs = (f'<w:r><w:t xml:space="preserve">{html.escape(each)}</w:t></w:r>' for each in pieces)
    return f"<w:p>{properties}{''.join(runs)}</w:p>"


def _word_part(part: Part) -> str:
    if part.kind == "table":
        rows = ("".join(f"<w:tc>{run_in_paragraph(cell)}</w:tc>" for cell in row) for row in part.rows)
        return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
    words = part.lines[0]
    if part.kind == "item":
        numbered = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
        return run_in_paragraph(words.removeprefix("- "), numbered)
    return run_in_paragraph(words, '<w:pPr><w:pStyle w:val="Titre1"/></w:pPr>' * (part.kind == "heading"))


def as_rtf(text: str) -> bytes:
    """The text as rich text with a header, and hidden and deleted numbers."""
    body = "".join(map(_rich_part, parts_of(text)))
    return (
        r"{\rtf1\ansi\ansicpg1252\deff0\uc1{\fonttbl{\f0\froman\fcharset0 Times New Roman;}}"
        r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}}{\info{\title 12 news}{\nofwords1204}}"
        r"{\header\pard Page 3 of 12\par}" + body + r"{\v The secret figure is 777 files.}"
        r"{\deleted It was 778 files.}\par}"
    ).encode("ascii")


def _rich(words: str) -> str:
    """Words in ASCII: letters of Windows-1252 by their byte, others by their number."""
    return "".join(map(_rich_letter, words))


def _rich_letter(letter: str) -> str:
    if letter in "\\{}":
        return f"\\{letter}"
    if letter.isascii():
        return letter
    try:
        return f"\\'{letter.encode('cp1252')[0]:02x}"
    except UnicodeEncodeError:
        return f"\\u{ord(letter) - (65536 if ord(letter) > 32767 else 0)}?"


def _rich_part(part: Part) -> str:
    if part.kind == "table":
        return "".join(map(_rich_row, part.rows)) + r"\pard "
    words = part.lines[0]
    begin = {"heading": r"\pard\s1 ", "item": r"\pard\ls1{\listtext\bullet\tab}", "line": r"\pard "}[
        part.kind
    ]
    return begin + _rich(words.removeprefix("- ") if part.kind == "item" else words) + "\\par\n"


def _rich_row(row: list[str]) -> str:
    edges = "".join(f"\\cellx{1500 * at}" for at in range(1, len(row) + 1))
    return rf"\trowd{edges}\pard\intbl " + "".join(_rich(cell) + "\\cell " for cell in row) + "\\row\n"


WRAPPED: dict[str, Callable[[str], bytes]] = {
    "html": lambda text: as_html(text).encode(),
    "mhtml": lambda text: as_mhtml(text).encode(),
    "docx": as_docx,
    "rtf": as_rtf,
}

_OFFSETS = ("figure_id", "start", "end", "related", "report_id")


def stated(text: str, language: str, published: str, place: str = "") -> list[Row]:
    """What is read of a text, without offsets; a related figure by its words instead."""
    figures = read(text, language=language, published=published, place=place).figures
    quotes = {row["figure_id"]: row["quote"] for row in figures}
    return [
        {name: value for name, value in row.items() if name not in _OFFSETS}
        | {"related": quotes.get(row["related"], "")}
        for row in figures
    ]
