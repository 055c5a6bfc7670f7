"""Letters of a page become pieces: runs of words on one baseline, with what is not to be read left aside."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice
from statistics import median
from unicodedata import normalize

from analysis.opening.form import Table
from analysis.opening.pdf.drawn import Box, Ink, Letter, Sheet

_RAISED = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")
_MARKS = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")
_BLANKS = frozenset(" \u00a0\u202f\u2009\u2007\t\u3000")
_KEPT_BLANKS = frozenset("\u00a0\u202f")
_TINY, _WHITE, _PALE = 1.0, 250, 170
_GLUED, _WORD_GAP, _PIECE_GAP = 0.05, 0.17, 0.9
"""In letter heights: below the first gap it is one word, from the others on another word, another piece."""
_LONGEST_ASIDE, _MOST_ASIDE = 120, 20
_UNBROKEN = re.compile(r"(?:[«“(] )?(?:\d{1,3}(?: \d{3})+|\S+)(?: [%:;!?»]+)*")
"""A word with the signs behind a blank and the groups of digits that no line's end parts from it."""


@dataclass(slots=True)
class Piece:
    """Words side by side, or a table in their stead: baseline, letter height, width of the first word."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    first: float = 0.0
    table: Table | None = None

    @property
    def middle(self) -> float:
        """Its middle from left to right."""
        return (self.x0 + self.x1) / 2


@dataclass
class Page:
    """A page's words in the order of drawing; what was left aside; and what else is drawn."""

    number: int
    sheet: Sheet
    words: list[Piece] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)


def page_of(sheet: Sheet, number: int) -> Page:
    """The page's words, its hidden, turned and watermarking letters aside."""
    page = Page(number, sheet)
    seen: list[Letter] = []
    others: list[tuple[str, Letter]] = []
    body = _body_size(sheet.letters)
    grounds = [*sheet.areas, *sheet.pictures]
    verdicts: dict[int, str] = {}
    for letter in _once(sheet.letters):
        ink = letter.ink
        why = verdicts.get(id(ink))
        if why is None:
            why = verdicts[id(ink)] = _why_aside(ink, body, sheet.turn)
        if why == "hidden" and _shows_after_all(letter, sheet, grounds):
            why = ""
        if not why and not (
            letter.x1 >= 0 and letter.x0 <= sheet.width and 0 <= letter.y <= sheet.height + 2
        ):
            why = "hidden"
        (seen.append(letter) if not why else others.append((why, letter)))
    page.aside = list(islice(_told(others, sheet.turn), _MOST_ASIDE))
    page.words = _words(seen)
    return page


def _body_size(letters: Iterable[Letter]) -> float:
    sizes = Counter(round(letter.ink.size, 1) for letter in letters)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _why_aside(ink: Ink, body: float, upright: int) -> str:
    if ink.turn != upright:
        return "watermark" if ink.turn < 0 else "turned"
    if ink.size < _TINY or not ink.shown or ink.light >= _WHITE:
        return "hidden"
    return "watermark" if ink.light >= _PALE and ink.size > 2 * body else ""


def _shows_after_all(letter: Letter, sheet: Sheet, grounds: list[Box]) -> bool:
    """White letters on a coloured ground are seen; unseen ones on a picture are the text of that picture."""
    if letter.ink.size < _TINY:
        return False
    under = sheet.pictures if not letter.ink.shown else grounds if letter.ink.light <= 255 else []
    x, y = (letter.x0 + letter.x1) / 2, letter.y - letter.ink.size / 4
    return any(ground.holds(x, y) for ground in under)


def _told(others: list[tuple[str, Letter]], upright: int) -> Iterator[str]:
    """A line for each kind of what was left aside on the page."""
    for (why, _), group in groupby(others, key=lambda each: (each[0], id(each[1].ink))):
        letters = [letter for _, letter in group]
        text = " ".join(" ".join(_spelled(letters, upright)).split())
        if text:
            yield f"{why}: {text[:_LONGEST_ASIDE]}{'...' if len(text) > _LONGEST_ASIDE else ''}"


def _spelled(letters: list[Letter], upright: int) -> Iterator[str]:
    if letters[0].ink.turn == upright:
        yield from (word.text for word in _words(letters))
    else:
        yield "".join(letter.text for letter in letters)


def _once(letters: list[Letter]) -> Iterator[Letter]:
    """The letters without those drawn once more in nearly the same place, which looks bold."""
    drawn: dict[tuple[str, int, int], float] = {}
    for letter in letters:
        text, x = letter.text, letter.x0
        step = letter.ink.size / 5 or 1
        column, row = int(x / step), round(letter.y / step)
        for near in (column, column - 1, column + 1):
            if abs(drawn.get((text, near, row), -1e9) - x) < step:
                break
        else:
            drawn[text, column, row] = x
            yield letter


def _words(letters: list[Letter]) -> list[Piece]:
    """The words in the order in which they were drawn."""
    words: list[Piece] = []
    run: list[Letter] = []
    blank = ""
    for letter in letters:
        if letter.text in _BLANKS:
            blank = letter.text if letter.text in _KEPT_BLANKS and run else " "
            if blank == " ":
                words.extend(_word(run))
                run = []
            elif run and _goes_on(run[-1], letter):
                run.append(letter)
            continue
        if run and not _goes_on(run[-1], letter):
            words.extend(_word(run))
            run = []
        run.append(letter)
        blank = ""
    words.extend(_word(run))
    return words


def _goes_on(last: Letter, letter: Letter) -> bool:
    size = max(last.ink.size, letter.ink.size)
    gap = letter.x0 - last.x1
    rise = abs(letter.y - last.y)
    if not -0.5 * size < gap < _WORD_GAP * size:
        return False
    return rise < 0.1 * size or (rise < 0.75 * size and letter.ink.size != last.ink.size)


def _word(run: list[Letter]) -> Iterator[Piece]:
    """The run as one word; its raised digits are written as such, so that they join no number before them."""
    if not run:
        return
    while run and run[-1].text in _KEPT_BLANKS:
        run = run[:-1]
    if not run:
        return
    base = max(run, key=lambda each: each.ink.size)
    size, y = base.ink.size, base.y
    said = []
    for each in run:
        raised = each.ink.size < 0.85 * size and y - each.y > 0.12 * size
        said.append(each.text.translate(_RAISED) if raised else each.text)
    if said[0] in _MARKS and said[-1] not in _MARKS:
        last = max(index for index, sign in enumerate(said) if sign in _MARKS)
        said.insert(last + 1, " ")  # a note's own mark
    text = _composed("".join(said))
    x1 = max(each.x1 for each in run)
    if text.strip():
        yield Piece(text, run[0].x0, x1, y, size, base.ink.bold, x1 - run[0].x0)


def _composed(text: str) -> str:
    """Letters and their tones as one sign; ligatures as the letters that they join."""
    if text.isascii():
        return text
    if any("\ufb00" <= sign <= "\ufb06" for sign in text):
        text = "".join(normalize("NFKC", sign) if "\ufb00" <= sign <= "\ufb06" else sign for sign in text)
    text = normalize("NFC", text)
    return text[:-1].replace("\u00ad", "") + text[-1] if text else text


def pieces_of(words: list[Piece]) -> list[Piece]:
    """The words joined to pieces, row by row: a wide gap stays one."""
    return [piece for row in rows_of(words) for piece in _joined(row)]


def rows_of(pieces: Iterable[Piece], reach: float = 0.35) -> list[list[Piece]]:
    """The pieces by rows from the top, each from the left; baselines may differ by `reach` letter heights."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda each: (each.y, each.x0)):
        if rows and piece.y - rows[-1][0].y < reach * max(piece.size, rows[-1][0].size * 0.7):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda each: each.x0) for row in rows]


def _joined(row: list[Piece]) -> Iterator[Piece]:
    parts: list[Piece] = []
    for word in _without_spacing(list(_whole(row))):
        if parts and word.x0 - parts[-1].x1 >= _PIECE_GAP * max(parts[-1].size, word.size):
            yield joined(parts)
            parts = []
        parts.append(word)
    if parts:
        yield joined(parts)


def _whole(row: list[Piece]) -> Iterator[Piece]:
    """Words of which some letters were drawn later than the rest, as they are where fonts change inside."""
    parts: list[Piece] = []
    for word in row:
        if parts and not (-0.3 * word.size < word.x0 - parts[-1].x1 < _GLUED * word.size):
            yield joined(parts)
            parts = []
        parts.append(word)
    yield joined(parts)


def joined(parts: list[Piece]) -> Piece:
    """Pieces of one row as one, a blank between them where there is room for one."""
    if len(parts) == 1:
        return parts[0]
    text, first, is_one = parts[0].text, parts[0].first, True
    for before, after in itertools.pairwise(parts):
        glued = after.x0 - before.x1 < _GLUED * max(before.size, after.size)
        is_one = is_one and bool(glued or _UNBROKEN.fullmatch(f"{text} {after.text}"))
        if is_one:
            first = after.x0 + after.first - parts[0].x0
        text += (after.text.translate(_RAISED) if _is_mark(after, before) else
                 after.text if glued else f" {after.text}")  # fmt: skip
    big = max(parts, key=lambda each: each.x1 - each.x0)
    size = max(each.size for each in parts if not _is_raised(each, big))
    bold = all(each.bold for each in parts)
    return Piece(text, parts[0].x0, max(each.x1 for each in parts), big.y, size, bold, first)


def _is_raised(piece: Piece, base: Piece) -> bool:
    return piece.size < 0.85 * base.size and base.y - piece.y > 0.12 * base.size


def _is_mark(piece: Piece, before: Piece) -> bool:
    return _is_raised(piece, before) and piece.text.strip("()").isdigit()


def _without_spacing(row: list[Piece]) -> list[Piece]:
    """Words whose letters stand apart, made whole; the rest as it is."""
    made: list[Piece] = []
    run: list[Piece] = []
    for word in [*row, None]:
        if word is not None and len(word.text) == 1 and word.text.isalpha():
            run.append(word)
            continue
        made.extend(_closed(run) if len(run) > 3 else run)
        run = []
        if word is not None:
            made.append(word)
    return made


def _closed(run: list[Piece]) -> Iterator[Piece]:
    """Single letters as words: the gap between words is clearly wider than the one between letters."""
    gaps = [after.x0 - before.x1 for before, after in itertools.pairwise(run)]
    wide = 1.6 * median(gaps) + 0.05 * run[0].size
    parts = [run[0]]
    for gap, letter in zip(gaps, run[1:], strict=True):
        if gap > wide:
            yield _glued(parts)
            parts = []
        parts.append(letter)
    yield _glued(parts)


def _glued(parts: list[Piece]) -> Piece:
    first, last = parts[0], parts[-1]
    text = "".join(each.text for each in parts)
    return Piece(text, first.x0, last.x1, first.y, first.size, first.bold, last.x1 - first.x0)
