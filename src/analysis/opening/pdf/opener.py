"""A PDF becomes blocks: its letters by place, size and repetition.

A PDF says where letters stand and not what they are: lines, paragraphs, columns, tables, notes and running
heads are found again from their places. `drawn` asks PDFium what is drawn, `pieces` makes words of letters,
`margins` takes running lines out, `grids` finds tables, `layout` the order of reading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from analysis.errors import StudyError
from analysis.opening.encodings import of_a_font, refuse_fonts
from analysis.opening.form import Block, Content, Heading, IllegibleError, Item, Paragraph, Table
from analysis.opening.pdf.drawn import Sheet, document, sheet
from analysis.opening.pdf.grids import is_amount, ruled
from analysis.opening.pdf.guard import refuse_unbounded
from analysis.opening.pdf.hyphens import VIETNAMESE, Hyphens
from analysis.opening.pdf.layout import BULLET, Frame, Lines, read_page, usual_step
from analysis.opening.pdf.margins import take_margins
from analysis.opening.pdf.pieces import Page, Piece, page_of, pieces_of

MOST_PAGES, MOST_LETTERS = 2_000, 1_500_000
_PICTURED = 0.6
"""A page of which pictures take so much is a picture."""
_FEW = 20
_SMALL, _LARGE = 0.92, 1.1
"""Shares of the size that most letters have: notes are below the first, headings above the second."""
_NOTE = re.compile(r"(?:[⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾]+|[*†]+|\(\d{1,3}\)|\[\d{1,3}\]|\d{1,3}[.)]?\s)")
_ENDS = re.compile(r"[.!?:;…][»”\")]?[⁰¹²³⁴⁵⁶⁷⁸⁹]*$")
_OWN_BULLET = re.compile("^[\ue000-\uf8ff]\\s*")
_OWN_FONTS = ((re.compile(r"\.vn", re.I), "TCVN3 (ABC)"), (re.compile(r"vni[-\s]", re.I), "VNI"))


def content_of_pdf(raw: bytes) -> Content:
    """The blocks of a PDF in reading order.

    Raises:
        StudyError: it is locked, damaged, a scan without text or too large, or its fonts do not say which
            letters they draw; says the way out.
    """
    refuse_unbounded(raw)
    seen = _Seen()
    with document(raw) as opened:
        pages = [page_of(each, number) for number, each in _sheets(opened, seen)]
    seen.refuse()
    body = _body_size(pages)
    running = take_margins(pages, body)
    parts, notes = _without_notes(list(_lines(pages)), body)
    hyphens = Hyphens.of([line.text for line in part.lines] for part in parts)
    blocks = [
        *_blocks(parts, body, hyphens),
        *(Paragraph(hyphens.mended(line.text for line in note.lines)) for note in notes),
    ]
    refuse_fonts("\n".join(each.text for each in blocks if isinstance(each, Paragraph)))
    return Content(blocks, (*running, *_aside(pages)), tuple(seen.remarks()), seen.doubtful())


def _sheets(opened: Any, seen: _Seen) -> Iterator[tuple[int, Sheet]]:
    """The pages that can be read, each with its number from 0."""
    count = pdfium.FPDF_GetPageCount(opened)
    if count > MOST_PAGES:
        raise StudyError(f"has more than {MOST_PAGES:,} pages", way_out="drop the part that is a report")
    seen.pages = count
    for number in range(count):
        if drawn := sheet(opened, number):
            seen.add(number, drawn)
            yield number, drawn
            drawn.letters = []
        else:
            seen.damaged.append(number + 1)


@dataclass
class _Seen:
    """What the letters and pictures of all pages say of the file."""

    pages: int = 0
    letters: int = 0
    unmapped: int = 0
    layered: int = 0
    damaged: list[int] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    own: dict[str, str] = field(default_factory=dict)

    def add(self, number: int, drawn: Sheet) -> None:
        """Takes a page in."""
        letters = [letter for letter in drawn.letters if not letter.text.isspace()]
        self.letters += len(letters)
        if self.letters > MOST_LETTERS:
            raise StudyError(
                f"holds more than {MOST_LETTERS:,} letters", way_out="drop the part that is a report"
            )
        self.unmapped += sum(not letter.ink.mapped or _means_nothing(letter.text) for letter in letters)
        if drawn.pictured > _PICTURED:
            if len(letters) < _FEW:
                self.pictures.append(number + 1)
            self.layered += sum(drawn.is_covered or not letter.ink.shown for letter in letters)
        for font in {letter.ink.font for letter in letters}:
            for pattern, name in _OWN_FONTS:
                if pattern.match(font) and len(self.own.get(name, "")) < 20_000:
                    drawn_so = "".join(letter.text for letter in letters if letter.ink.font == font)
                    self.own[name] = self.own.get(name, "") + drawn_so

    def refuse(self) -> None:
        """Raises StudyError where no text can be had."""
        if not self.pages or len(self.damaged) == self.pages:
            raise StudyError("is a damaged PDF", way_out="fetch it once more")
        if self.pictures and self.letters < 2 * _FEW * self.pages:
            way_out = "drop its text beside it as .txt, under the same name"
            raise IllegibleError("is a scan without text", way_out=way_out)
        if not self.letters:
            raise IllegibleError(
                "holds no text", way_out="drop its text beside it as .txt, under the same name"
            )
        if self.unmapped > max(_FEW, self.letters / 20):
            raise IllegibleError("does not say which letters its fonts draw",
                             way_out="save it anew as .docx or .pdf, or drop its text as .txt")  # fmt: skip
        for name, text in self.own.items():
            if sum(not sign.isascii() for sign in text) > 3 and not VIETNAMESE.search(text):
                raise of_a_font(name)

    def remarks(self) -> Iterator[str]:
        """Which pages could not be read."""
        for pages, what in ((self.damaged, "damaged"), (self.pictures, "a picture without text")):
            if pages:
                listed = ", ".join(map(str, pages[:5])) + (
                    f" and {len(pages) - 5:,} more" if pages[5:] else ""
                )
                yield f"page {listed}: {what}, not read"

    def doubtful(self) -> str:
        """Why its figures cannot be trusted unseen."""
        return "text layer of a scan" if 2 * self.layered > self.letters else ""


def _means_nothing(sign: str) -> bool:
    return sign == "\ufffd" or ("\ue000" <= sign <= "\uf8ff" and not BULLET.match(sign))


def _body_size(pages: Iterable[Page]) -> float:
    """The size that most letters have."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for word in page.words:
            sizes[round(word.size, 1)] += len(word.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _aside(pages: Iterable[Page]) -> list[str]:
    """What was left aside on pages, said once with the first page."""
    first: dict[str, int] = {}
    for page in pages:
        for line in page.aside:
            first.setdefault(line, page.number + 1)
    return [f"{line} (page {number})" for line, number in first.items()]


def _lines(pages: Iterable[Page]) -> Iterator[Lines]:
    """Paragraphs and tables of all pages in reading order, not yet joined over columns and pages."""
    frames: dict[tuple[int, int], Frame] = {}
    held: list[tuple[int, Frame, list[Piece]]] = []
    for page in pages:
        tables, words = ruled(page.words, page.sheet.rules)
        pieces = [*pieces_of(words), *tables]
        page.words = []
        size = round(page.sheet.width), round(page.sheet.height)
        for piece in pieces:
            frames.setdefault(size, Frame(piece.x0, piece.x1)).widen(piece)
        if pieces:
            held.append((page.number, frames[size], pieces))
    step = usual_step(pieces for _, _, pieces in held)
    for number, frame, pieces in held:
        for lines in read_page(pieces, frame, step):
            lines.page = number
            yield lines


def _without_notes(parts: list[Lines], body: float) -> tuple[list[Lines], list[Lines]]:
    """The parts without footnotes, and those: small print below all else on its page, a mark first."""
    floors: dict[int, float] = {}
    for part in parts:
        if part.first.size > _SMALL * body or part.first.table:
            floors[part.page] = max(floors.get(part.page, 0.0), _floor(part))
    kept: list[Lines] = []
    notes: list[Lines] = []
    for part in parts:
        small = not part.first.table and part.first.size <= _SMALL * body
        low = small and part.first.y > floors.get(part.page, 0.0)
        goes_on = low and bool(notes) and notes[-1].page == part.page
        (notes if low and (goes_on or _NOTE.match(part.first.text)) else kept).append(part)
    return kept, notes


def _floor(part: Lines) -> float:
    return part.last.y


def _blocks(parts: Sequence[Lines], body: float, hyphens: Hyphens) -> Iterator[Block]:
    """The parts as blocks, those joined that go on in the next column or on the next page."""
    for part in _joined(parts):
        if part.first.table:
            yield part.first.table
            continue
        text = hyphens.mended(line.text for line in part.lines)
        if part.is_item:
            yield Item(_OWN_BULLET.sub("• ", text))
        elif _is_heading(part, text, body):
            yield Heading(text)
        else:
            yield Paragraph(text)


def _is_heading(part: Lines, text: str, body: float) -> bool:
    short = len(part.lines) <= 3 and len(text) <= 200 and not text.endswith((".", ";", ","))
    return short and (part.first.size > _LARGE * body or part.first.bold)


def _joined(parts: Sequence[Lines]) -> Iterator[Lines]:
    last: Lines | None = None
    for part in parts:
        if last and (whole := _as_one(last, part)):
            last = whole
            continue
        if last:
            yield last
        last = part
    if last:
        yield last


def _as_one(last: Lines, part: Lines) -> Lines | None:
    """Both as one where the second only goes on in another column or on another page; else nothing."""
    if last.first.table or part.first.table:
        return _as_one_table(last, part)
    elsewhere = part.page != last.page or part.left != last.left or part.first.y < last.last.y
    if not elsewhere or part.is_item or not _is_alike(last.last, part.first):
        return None
    if not _goes_on(last, part):
        return None
    return Lines([*last.lines, *part.lines], part.left, part.right, part.page, last.is_item)


def _goes_on(last: Lines, part: Lines) -> bool:
    """Whether the text of one part goes on in the other, which stands elsewhere."""
    ended = _ENDS.search(last.last.text) is not None
    if part.first.text[0].islower() and not ended:
        return True
    indented = part.first.x0 - part.left > 0.8 * part.first.size and len(part.lines) > 1
    stretched = len(last.lines) > 1 and last.right - last.last.x1 < 0.1 * last.last.size
    return not indented and not last.has_room_for(part.first) and (stretched or not ended)


def _is_alike(one: Piece, other: Piece) -> bool:
    return abs(one.size - other.size) < 0.08 * one.size and one.bold == other.bold


def _as_one_table(last: Lines, part: Lines) -> Lines | None:
    one, other = last.last.table, part.first.table
    if not one or not other or part.page == last.page or len(one.rows[0]) != len(other.rows[0]):
        return None
    heads = [list(row) for row in one.rows[: one.heads]]
    rows = [list(row) for row in other.rows]
    if rows[: len(heads)] == heads:
        rows = rows[len(heads) :]
    elif not any(is_amount(cell) and cell for cell in rows[0][1:]):
        return None
    piece = part.first
    piece.table = Table([*one.rows, *rows], one.heads)
    return Lines([piece], part.left, part.right, part.page)
