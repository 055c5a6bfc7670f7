"""The view of a text that reading looks at; the text itself is never changed.

In the view letters are composed, signs without width and raised marks of notes are gone, one wrong round of
encoding is undone, and lines that only a page's width broke are joined; every place leads back to where it
lies in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from analysis.reading.windows import UPPER


@dataclass(frozen=True)
class View:
    """The letters to read, and for each where it begins and ends in the text; nothing if it is the text."""

    text: str
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the view, not empty, lies in the text: code points, end exclusive."""
        return (self.starts[start], self.ends[end - 1]) if self.starts else (start, end)


Edit = tuple[int, int, str]
"""A stretch of the view, and what stands there instead."""


def fold(text: str) -> View:
    """The view of a text.

    >>> view = fold("re\u0301gle\u0301s le 5\\n(cinq)")
    >>> view.text, view.span(0, 6)
    ('réglés le 5\\n(cinq)', (0, 8))
    """
    view = View(text)
    for needs, edits in _PASSES:
        if needs(view.text):
            view = _edited(view, list(edits(view.text)))
    return view


def _edited(view: View, edits: Sequence[Edit]) -> View:
    if not edits:
        return view
    starts = view.starts or range(len(view.text))
    ends = view.ends or range(1, len(view.text) + 1)
    pieces: list[str] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    at = 0
    for start, end, letters in edits:
        pieces += (view.text[at:start], letters)
        new_starts += (*starts[at:start], *([starts[start]] * len(letters)))
        new_ends += (*ends[at:start], *([ends[end - 1]] * len(letters)))
        at = end
    pieces.append(view.text[at:])
    return View("".join(pieces), [*new_starts, *starts[at:]], [*new_ends, *ends[at:]])


_NO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
# Behind a word, a number or a mark, but not behind a metre: "m²" and "km³" are units.
_NOTE_MARK = re.compile(
    r"(?<=[^\W_]|[%)»”])(?<!\bm)(?<!\b[kcdm]m)[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+(?!\w)"
)
_APART = re.compile("[^\\W\\d_][\u0300-\u036f]+")
_LATIN = [*map(chr, range(0xA1, 0x180)), *map(chr, range(0x1EA0, 0x1EFA)), *"‘’“”–—…ơƠưƯ"]
_ENCODINGS = ("cp1252", "cp1250", "cp1258", "latin-1", "iso8859-15", "iso8859-16")


_OURS = frozenset([*"àâæçèéêëîïôœùûüÿáíóúñìòãõýăđĩũơư¿¡«»°²‘’“”–—…", *map(chr, range(0x1EA0, 0x1EFA))])
"""Small letters and signs of the four languages."""


@cache
def _misread() -> tuple[re.Pattern[str], dict[str, dict[str, str]]]:
    """What UTF-8 looks like when decoded as an encoding of one byte a letter, and what each means by it."""
    meant: dict[str, dict[str, str]] = {}
    for encoding in _ENCODINGS:
        for letter in _LATIN:
            wrong = letter.encode("utf-8").decode(encoding, "ignore")
            if len(wrong) == len(letter.encode("utf-8")):
                meant.setdefault(wrong, {})[encoding] = letter
    # A no-break space behind the first byte is often printed as a plain one.
    meant |= {
        wrong.replace("\u00a0", " "): letters for wrong, letters in meant.items() if wrong[1:] == "\u00a0"
    }
    return re.compile("|".join(map(re.escape, sorted(meant, key=len, reverse=True)))), meant


def _undo_encoding(text: str) -> Iterable[Edit]:
    pattern, meant = _misread()
    found = list(pattern.finditer(text))
    # "XÃ HỘI" alone is no misread "à": what ends with a blank only counts beside other misread letters.
    if not any(each[0][-1] != " " for each in found):
        return ()
    sense = {encoding: sum(_fits(text, each, meant[each[0]].get(encoding, "")) for each in found)
             for encoding in _ENCODINGS}  # fmt: skip
    order = sorted(_ENCODINGS, key=lambda encoding: -sense[encoding])
    letters = (next(meant[each[0]][name] for name in order if name in meant[each[0]]) for each in found)
    return [(each.start(), each.end(), letter + " " * each[0].endswith(" "))
            for each, letter in zip(found, letters, strict=True)]  # fmt: skip


def _fits(text: str, found: re.Match[str], letter: str) -> bool:
    """Whether the letter is one of ours, and no capital inside a word of small letters."""
    return letter.lower() in _OURS and not (
        letter.isupper() and text[found.start() - 1 : found.start()].islower()
    )


_LINE_END = re.compile(
    rf"(?<![.!?:;…»”\")\]|\t \n])[ ]?\n(?=[^\W\d_{UPPER}]|\d)|(?<=\d[.,])\n(?=\d)"
    r"|(?<=[^\W\d_] \d)\n(?=[^\W\d_])|(?<=[^\W\d_] \d\d)\n(?=[^\W\d_])"
)
_TABBED, _ROW = re.compile(r"[^\n\t]{0,200}\t"), re.compile(r"[^\n\t|]{0,200}(?:\t| \| )")
_BEGINS_LINE = re.compile(r"\d{1,3}(?:[.)]\s|\t|\s*\n|\s*$)")


def _joined_lines(text: str) -> Iterable[Edit]:
    """Line ends inside a sentence: what follows goes on in small letters, or with the rest of a number.

    A row of a table is a line of its own.
    """
    for found in _LINE_END.finditer(text):
        line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
        row = "\t" in line or (_ROW if "|" in line else _TABBED).match(text, found.end())
        if len(line.split()) >= 3 and not row and not _BEGINS_LINE.match(text, found.end()):
            yield found.start(), found.end(), " "


def _has(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: not text.isascii() and pattern.search(text) is not None


_LEAD = re.compile("[ÂÃÄÅĂĹĆâă][\u0080-\u00bf\u0160-\u017f\u2000-\u2200 ˘ˇ€]|á[º»]|Æ[°¡]|Ä[ƒ‘‚ăő]")
_PASSES: Sequence[tuple[Callable[[str], bool], Callable[[str], Iterable[Edit]]]] = (
    (_has(_LEAD), _undo_encoding),
    (_has(_NOTE_MARK), lambda text: ((*each.span(), "") for each in _NOTE_MARK.finditer(text))),
    (_has(_NO_WIDTH), lambda text: ((*each.span(), "") for each in _NO_WIDTH.finditer(text))),
    (
        _has(_APART),
        lambda text: (
            (*each.span(), unicodedata.normalize("NFC", each[0])) for each in _APART.finditer(text)
        ),
    ),
    (lambda text: "\n" in text, _joined_lines),
)
