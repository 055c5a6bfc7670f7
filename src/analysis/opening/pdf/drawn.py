"""A page of a PDF as what is drawn on it: letters, rules, coloured areas and pictures, upright, from the top.

PDFium interprets the file; here its answers become numbers that other modules can reckon with. Nothing is
executed and nothing that the file refers to is opened.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import atan2, hypot, pi
from typing import Any

import pypdfium2.raw as pdfium

from analysis.errors import StudyError

MOST_OBJECTS, MOST_LETTERS = 100_000, 100_000
"""What one page may hold; a page of a report has some thousands."""
_THIN = 2.5
_DEEPEST = 4
_BOLD = 1 << 18
_ASKEW = -1
_NAMED_BOLD = ("bold", "black", "heavy", "demi")
_NOT_SHOWN = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_WHITE, _PALE, _SEEN = 250, 180, 13


@dataclass(slots=True)
class Box:
    """A rectangle in points, y growing downwards."""

    x0: float
    y0: float
    x1: float
    y1: float

    def holds(self, x: float, y: float) -> bool:
        """Whether the point is inside."""
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1


@dataclass(frozen=True, slots=True)
class Ink:
    """How letters of one kind are drawn; `turn` in quarters of a circle, -1 askew."""

    size: float
    bold: bool
    font: str
    turn: int
    shown: bool
    light: int
    mapped: bool = True


@dataclass(slots=True)
class Letter:
    """A letter: where it begins and ends, and its baseline."""

    text: str
    x0: float
    x1: float
    y: float
    ink: Ink


@dataclass
class Sheet:
    """A page: its size, what is drawn on it, whether a picture comes after letters, which way these stand."""

    width: float
    height: float
    letters: list[Letter] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    areas: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    is_covered: bool = False
    turn: int = 0

    @property
    def pictured(self) -> float:
        """How much of the page pictures take, 0 to 1."""
        area = sum((box.x1 - box.x0) * (box.y1 - box.y0) for box in self.pictures)
        return min(1.0, area / (self.width * self.height or 1))


@contextmanager
def document(raw: bytes) -> Iterator[Any]:
    """The document of the bytes, closed at the end.

    Raises:
        StudyError: it is locked or damaged.
    """
    opened = pdfium.FPDF_LoadMemDocument64(raw, len(raw), None)
    if not opened:
        raise _refused(pdfium.FPDF_GetLastError())
    try:
        yield opened
    finally:
        pdfium.FPDF_CloseDocument(opened)


def _refused(code: int) -> StudyError:
    if code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return StudyError("is locked by a password", way_out="save it without one")
    return StudyError("is a damaged PDF", way_out="fetch it once more")


def sheet(opened: Any, number: int) -> Sheet | None:
    """Page `number`, from 0; nothing where the page is damaged.

    Raises:
        StudyError: more is drawn on it than on a page of a report.
    """
    page = pdfium.FPDF_LoadPage(opened, number)
    if not page:
        return None
    try:
        return _Reader(page, f"page {number + 1}").sheet()
    finally:
        pdfium.FPDF_ClosePage(page)


class _Reader:
    """Asks PDFium about one page."""

    def __init__(self, page: Any, place: str) -> None:
        self.page, self.place = page, place
        frame = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, frame)
        self.frame = frame
        self.inks: dict[tuple[object, ...], Ink] = {}
        self.matrix, self.rect = pdfium.FS_MATRIX(), pdfium.FS_RECTF()
        self.has_text = False
        self.matrix_there = ctypes.byref(self.matrix)
        self.channels = [ctypes.c_uint() for _ in range(4)]
        self.channels_there = [ctypes.byref(channel) for channel in self.channels]

    def sheet(self) -> Sheet:
        letters = list(self._letters())
        turn = _most(letter.ink.turn for letter in letters)
        upright = _Upright(self.frame, turn)
        made = Sheet(*upright.size, turn=turn)
        made.letters = [upright.letter(letter) for letter in letters]
        for kind, box, dark in self._drawn(
            self.page, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject
        ):
            _sort_in(made, kind, upright.box(box), dark)
        return made

    def _letters(self) -> Iterator[Letter]:
        """The letters in the page's own coordinates, the baseline's two ends in x0, x1 and y for now."""
        text = pdfium.FPDFText_LoadPage(self.page)
        if not text:
            return
        try:
            yield from self._letters_of(text)
        finally:
            pdfium.FPDFText_ClosePage(text)

    def _letters_of(self, text: Any) -> Iterator[Letter]:
        count = pdfium.FPDFText_CountChars(text)
        if count > MOST_LETTERS:
            raise StudyError(f"holds more than {MOST_LETTERS:,} letters", place=self.place)
        rect, last, ink = self.rect, 0, None
        x, y = ctypes.c_double(), ctypes.c_double()
        rect_there, x_there, y_there = ctypes.byref(rect), ctypes.byref(x), ctypes.byref(y)
        for index in range(count):
            drawn = pdfium.FPDFText_GetTextObject(text, index)
            if not drawn:
                continue  # a blank or line end that PDFium made up
            address = ctypes.addressof(drawn.contents)
            if address != last or ink is None:
                last, ink = address, self._ink(text, index, drawn)
            pdfium.FPDFText_GetLooseCharBox(text, index, rect_there)
            pdfium.FPDFText_GetCharOrigin(text, index, x_there, y_there)
            code = pdfium.FPDFText_GetUnicode(text, index)
            if ink.turn % 2 and ink.turn != _ASKEW:
                yield Letter(_letter(code), rect.bottom, rect.top, x.value, ink)
            else:
                yield Letter(_letter(code), rect.left, rect.right, y.value, ink)

    def _ink(self, text: Any, index: int, drawn: Any) -> Ink:
        matrix = self.matrix
        pdfium.FPDFText_GetMatrix(text, index, self.matrix_there)
        font = pdfium.FPDFTextObj_GetFont(drawn)
        key = (pdfium.FPDFText_GetFontSize(text, index), matrix.a, matrix.b, matrix.c, matrix.d,
               ctypes.addressof(font.contents) if font else 0, pdfium.FPDFTextObj_GetTextRenderMode(drawn),
               self._light(drawn), pdfium.FPDFText_HasUnicodeMapError(text, index) != 1)  # fmt: skip
        known = self.inks.get(key)
        if known is None:
            known = self.inks[key] = self._new_ink(font, *key)
        return known

    def _new_ink(
        self, font: Any, size: float, a: float, b: float, c: float, d: float, _: int, mode: int, light: int,
        mapped: bool,
    ) -> Ink:  # fmt: skip
        name, bold = self._font(font)
        bold = bold or mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE
        return Ink(size * hypot(c, d), bold, name, _turn(a, b), mode not in _NOT_SHOWN, light, mapped)

    def _font(self, font: Any) -> tuple[str, bool]:
        """Its name, and whether it is bold."""
        if not font:
            return "", False
        name = ctypes.create_string_buffer(200)
        pdfium.FPDFFont_GetBaseFontName(font, name, 200)
        said = name.value.decode("latin-1").split("+")[-1]
        forced = pdfium.FPDFFont_GetFlags(font) & _BOLD or pdfium.FPDFFont_GetWeight(font) >= 600
        return said, bool(forced) or any(each in said.lower() for each in _NAMED_BOLD)

    def _light(self, drawn: Any) -> int:
        """How light the fill is, 0 to 255; above that where nothing of it is seen."""
        if not pdfium.FPDFPageObj_GetFillColor(drawn, *self.channels_there):
            return 0
        red, green, blue, alpha = self.channels
        return int(min(red.value, green.value, blue.value)) if alpha.value >= _SEEN else 256

    def _drawn(
        self, holder: Any, count: Any, get: Any, base: tuple[float, ...] = (1, 0, 0, 1, 0, 0), depth: int = 0
    ) -> Iterator[tuple[str, tuple[float, float, float, float], bool]]:
        """What is drawn besides letters: rule, area or picture, its box, whether it hides or grounds them."""
        objects = count(holder)
        if objects > MOST_OBJECTS:
            raise StudyError(f"holds more than {MOST_OBJECTS:,} drawings", place=self.place)
        for index in range(objects):
            each = get(holder, index)
            kind = pdfium.FPDFPageObj_GetType(each)
            self.has_text = self.has_text or kind == pdfium.FPDF_PAGEOBJ_TEXT
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                yield "picture", _moved(self._bounds(each), base), self.has_text
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                yield from self._path(each, base)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                pdfium.FPDFPageObj_GetMatrix(each, self.matrix)
                inner = _after(_numbers(self.matrix), base)
                yield from self._drawn(
                    each, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, inner, depth + 1
                )

    def _bounds(self, each: Any) -> tuple[float, float, float, float]:
        sides = [ctypes.c_float() for _ in range(4)]
        pdfium.FPDFPageObj_GetBounds(each, *sides)
        return (sides[0].value, sides[1].value, sides[2].value, sides[3].value)

    def _path(
        self, path: Any, base: tuple[float, ...]
    ) -> Iterator[tuple[str, tuple[float, float, float, float], bool]]:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
        x0, y0, x1, y1 = bounds = _moved(self._bounds(path), base)
        if (fill.value or stroke.value) and min(x1 - x0, y1 - y0) <= _THIN:
            yield "rule", bounds, True
            return
        if fill.value:
            yield "area", bounds, self._light(path) < _WHITE
        if stroke.value:
            yield from (("rule", side, True) for side in self._sides(path, base))

    def _sides(self, path: Any, base: tuple[float, ...]) -> Iterator[tuple[float, float, float, float]]:
        """The straight lines of a path, those that are level or upright."""
        pdfium.FPDFPageObj_GetMatrix(path, self.matrix)
        whole = _after(_numbers(self.matrix), base)
        x, y = ctypes.c_float(), ctypes.c_float()
        at = start = (0.0, 0.0)
        for index in range(min(pdfium.FPDFPath_CountSegments(path), 2_000)):
            segment = pdfium.FPDFPath_GetPathSegment(path, index)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            to = _point(x.value, y.value, whole)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                start = to
            elif kind == pdfium.FPDF_SEGMENT_LINETO:
                yield from _level(at, to)
            if pdfium.FPDFPathSegment_GetClose(segment):
                yield from _level(to, start)
            at = to


def _level(a: tuple[float, float], b: tuple[float, float]) -> Iterator[tuple[float, float, float, float]]:
    x0, x1, y0, y1 = min(a[0], b[0]), max(a[0], b[0]), min(a[1], b[1]), max(a[1], b[1])
    if min(x1 - x0, y1 - y0) < 1 < max(x1 - x0, y1 - y0):
        yield x0, y0, x1, y1


def _sort_in(made: Sheet, kind: str, box: Box, dark: bool) -> None:
    if kind == "picture":
        made.pictures.append(box)
        made.is_covered = made.is_covered or dark
    elif kind == "rule":
        made.rules.append(box)
    elif dark:
        made.areas.append(box)


def _letter(code: int) -> str:
    if code in (2, 0xFFFE):
        return "\u00ad"  # so PDFium marks the hyphen at the end of a line
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _turn(a: float, b: float) -> int:
    quarters = atan2(b, a) / (pi / 2)
    return round(quarters) % 4 if abs(quarters - round(quarters)) < 0.05 else _ASKEW


def _most(turns: Iterator[int]) -> int:
    counted = Counter(turn for turn in turns if turn != _ASKEW)
    return counted.most_common(1)[0][0] if counted else 0


def _numbers(matrix: Any) -> tuple[float, ...]:
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _after(inner: tuple[float, ...], outer: tuple[float, ...]) -> tuple[float, ...]:
    """One matrix that does what the inner and then the outer do."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _point(x: float, y: float, matrix: tuple[float, ...]) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _moved(
    box: tuple[float, float, float, float], matrix: tuple[float, ...]
) -> tuple[float, float, float, float]:
    (a, b), (c, d) = _point(box[0], box[1], matrix), _point(box[2], box[3], matrix)
    return min(a, c), min(b, d), max(a, c), max(b, d)


class _Upright:
    """Turns a page's coordinates so that most of its letters stand upright, and y grows downwards."""

    def __init__(self, frame: Any, turn: int) -> None:
        self.frame, self.turn = frame, turn

    @property
    def size(self) -> tuple[float, float]:
        width, height = self.frame.right - self.frame.left, self.frame.top - self.frame.bottom
        return (height, width) if self.turn % 2 else (width, height)

    def along(self, x: float, y: float) -> tuple[float, float]:
        frame = self.frame
        if self.turn == 0:
            return x - frame.left, frame.top - y
        if self.turn == 1:
            return y - frame.bottom, x - frame.left
        if self.turn == 2:
            return frame.right - x, y - frame.bottom
        return frame.top - y, frame.right - x

    def box(self, sides: tuple[float, float, float, float]) -> Box:
        (a, b), (c, d) = self.along(sides[0], sides[1]), self.along(sides[2], sides[3])
        return Box(min(a, c), min(b, d), max(a, c), max(b, d))

    def letter(self, letter: Letter) -> Letter:
        if letter.ink.turn % 2 and letter.ink.turn != _ASKEW:
            ends = [self.along(letter.y, letter.x0), self.along(letter.y, letter.x1)]
        else:
            ends = [self.along(letter.x0, letter.y), self.along(letter.x1, letter.y)]
        (a, y), (b, _) = ends
        letter.x0, letter.x1, letter.y = min(a, b), max(a, b), y
        return letter
