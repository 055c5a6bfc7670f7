"""PDFs made for the tests, sign by sign: what stands where, in which size, seen or not."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import matplotlib
from fontTools.ttLib import TTFont

_FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
_NAMES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")


@cache
def _font(name: str) -> tuple[dict[int, int], list[int], bytes]:
    """Glyphs of code points, widths of glyphs in thousandths, and the file."""
    font = TTFont(_FONTS / name)
    scale = 1000 / font["head"].unitsPerEm
    glyphs = {code: font.getGlyphID(glyph) for code, glyph in font.getBestCmap().items()}
    widths = [round(font["hmtx"][glyph][0] * scale) for glyph in font.getGlyphOrder()]
    return glyphs, widths, (_FONTS / name).read_bytes()


def width_of(text: str, size: float = 10, bold: bool = False) -> float:
    """How wide the text is in points."""
    glyphs, widths, _ = _font(_NAMES[bold])
    return sum(widths[glyphs[ord(sign)]] for sign in text) * size / 1000


@dataclass
class Drawing:
    """A page; y is counted from its top."""

    width: float = 595
    height: float = 842
    turned: int = 0
    signs: list[str] = field(default_factory=list)

    def text(
        self, x: float, y: float, text: str, size: float = 10, *, bold: bool = False, how: str = "",
        matrix: str = "1 0 0 1",
    ) -> Drawing:  # fmt: skip
        """Writes a text; `how` are operators before it, such as "3 Tr" for unseen letters."""
        glyphs = _font(_NAMES[bold])[0]
        codes = "".join(f"{glyphs[ord(sign)]:04x}" for sign in text)
        self.signs.append(
            f"q BT /F{int(bold)} {size} Tf {how} {matrix} {x:.2f} {self.height - y:.2f} Tm <{codes}> Tj ET Q"
        )
        return self

    def lines(self, x: float, y: float, texts: list[str], size: float = 10, step: float = 12) -> float:
        """Writes lines under each other, and says where the next one would stand."""
        for index, text in enumerate(texts):
            self.text(x, y + index * step, text, size)
        return y + len(texts) * step

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> Drawing:
        """Draws a straight line."""
        self.signs.append(f"0.5 w {x0} {self.height - y0} m {x1} {self.height - y1} l S")
        return self

    def area(self, x0: float, y0: float, x1: float, y1: float, colour: str = "0 0 0.5 rg") -> Drawing:
        """Fills a rectangle."""
        self.signs.append(f"q {colour} {x0} {self.height - y1} {x1 - x0} {y1 - y0} re f Q")
        return self

    def picture(self, x0: float, y0: float, x1: float, y1: float) -> Drawing:
        """Puts a picture of one grey point there."""
        self.signs.append(f"q {x1 - x0} 0 0 {y1 - y0} {x0} {self.height - y1} cm /P Do Q")
        return self

    def grid(self, xs: list[float], ys: list[float]) -> Drawing:
        """Draws the rules of a table."""
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)
        return self


def pdf(*pages: Drawing, unmapped: bool = False, name: str = "") -> bytes:
    """The file of the pages.

    With `unmapped` nothing says which letters the glyphs are; `name` is another name of the font.
    """
    objects: list[bytes] = [b"", b""]

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    fonts = [_added(add, each, unmapped, name) for each in _NAMES]
    picture = add(_stream(b"\x80", "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"
                                   "/BitsPerComponent 8"))  # fmt: skip
    kids = []
    for page in pages:
        content = add(_stream("\n".join(page.signs).encode("latin-1")))
        used = f"/Font<</F0 {fonts[0]} 0 R/F1 {fonts[1]} 0 R>>/XObject<</P {picture} 0 R>>"
        box = f"/MediaBox[0 0 {page.width} {page.height}]/Rotate {page.turned}"
        said = f"<</Type/Page/Parent 2 0 R{box}/Contents {content} 0 R/Resources<<{used}>>>>"
        kids.append(add(said.encode()))
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{listed}]>>".encode()
    return file_of(objects)


def file_of(objects: list[bytes], trailer: str = "") -> bytes:
    """The file of objects, numbered from 1; the first is the catalogue."""
    made, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(made)


@cache
def _stream(data: bytes, entries: str = "") -> bytes:
    packed = zlib.compress(data, 1)
    return f"<<{entries}/Length {len(packed)}/Filter/FlateDecode>>stream\n".encode() + packed + b"\nendstream"


def _added(add, file: str, unmapped: bool, name: str) -> int:  # type: ignore[no-untyped-def]
    """Adds a font, and gives the number of its object."""
    glyphs, widths, raw = _font(file)
    called = name or Path(file).stem
    data = add(_stream(raw, f"/Length1 {len(raw)}"))
    descriptor = add(f"<</Type/FontDescriptor/FontName/{called}/Flags 4/FontBBox[-1000 -300 1500 1000]"
                     f"/ItalicAngle 0/Ascent 760/Descent -240/CapHeight 730/StemV 80/FontFile2 {data} 0 R>>"
                     .encode())  # fmt: skip
    listed = " ".join(map(str, widths))
    inner = add(f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{called}/FontDescriptor {descriptor} 0 R"
                f"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/W[0[{listed}]]"
                f"/CIDToGIDMap/Identity>>".encode())  # fmt: skip
    said = "" if unmapped else f"/ToUnicode {add(_stream(_letters_of(glyphs)))} 0 R"
    return int(add(f"<</Type/Font/Subtype/Type0/BaseFont/{called}/Encoding/Identity-H"
                   f"/DescendantFonts[{inner} 0 R]{said}>>".encode()))  # fmt: skip


def _letters_of(glyphs: dict[int, int]) -> bytes:
    """The map from glyphs to letters; of two letters with one glyph the first counts."""
    letters: dict[int, int] = {}
    for code, glyph in sorted(glyphs.items()):
        if code < 0x10000:
            letters.setdefault(glyph, code)
    rows = [f"<{glyph:04x}><{code:04x}>" for glyph, code in letters.items()]
    parts = [rows[at : at + 100] for at in range(0, len(rows), 100)]
    body = "\n".join(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar" for part in parts)
    head = "/CIDInit/ProcSet findresource begin 12 dict begin begincmap /CMapName/X def /CMapType 2 def\n"
    ranges = "1 begincodespacerange\n<0000><ffff>\nendcodespacerange\n"
    return f"{head}{ranges}{body}\nendcmap end end".encode()
