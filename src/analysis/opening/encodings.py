r"""Bytes become letters: a file's encoding, what decided it, and which bytes it does not know.

>>> decode("Đã giải quyết 12 hồ sơ".encode("utf-16")).encoding
'utf-16 (byte order mark)'
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from unicodedata import normalize

from analysis.errors import StudyError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([\w-]{3,20})""", re.I
)
_TONES = re.compile(
    rb"[AEIOUYaeiouy\xc2\xc3\xca\xd4\xd5\xdd\xe2\xe3\xea\xf4\xf5\xfd][\xcc\xd2\xde\xec\xf2]|[\xd0\xf0]"
)
"""Of Windows-1258: a vowel with a tone behind it, or a D with a stroke."""
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_WORDS_OF = {
    "TCVN3 (ABC)": "vµ cña c¸c ®­îc ®Õn x· tØnh n¨m thµnh phè ng­êi hå s¬ gi¶i quyÕt kh«ng",
    "VNI": "vaø cuûa caùc ñöôïc ñeán xaõ tænh naêm thaønh phoá ngöôøi hoà sô giaûi quyeát khoâng",
}
"""Commonest words of Vietnamese as they look when letters of these fonts are taken for Latin ones."""
_FONTS = {".vn": "TCVN3 (ABC)", "vni-": "VNI"}
_LATIN_1, _OF_VIETNAMESE = (
    re.compile("[\u00a1-\u00ff]"),
    re.compile("[\u0110\u0111\u01a0-\u01b0\u1e00-\u1eff]"),
)
_LISTED = 5
"""So many bytes without a meaning are named, each with its place; the others are counted."""


@dataclass(frozen=True)
class Decoded:
    """A text with LF line ends and no byte order mark, its encoding with what decided, and what is odd."""

    text: str
    encoding: str
    remarks: tuple[str, ...] = ()


def decode(raw: bytes) -> Decoded:
    """The text of the bytes.

    A byte order mark decides, or zeros between the letters, or whether all of it is UTF-8, or what
    a page declares, or whether nearly all of it is UTF-8; then the letters: Windows-1258 or Windows-1252.

    Raises:
        StudyError: it is no text, or of a font's encoding (TCVN3, VNI) that no program can be sure of.
    """
    name, why = _encoding(raw)
    text, lost = _decoded(raw, name)
    if 100 * len(_CONTROLS.findall(text)) > len(text):
        raise _no_text()
    refuse_fonts(text)
    encoding = f"{name} ({why})" if why else name
    return Decoded(text.removeprefix("\ufeff").replace("\r\n", "\n"), encoding, _told(text, lost, name))


def _encoding(raw: bytes) -> tuple[str, str]:
    """The encoding's name, and what decided; nothing where that is that all of it is UTF-8."""
    marked = next((name for mark, name in _MARKS if raw.startswith(mark)), "")
    if marked:
        return marked, "byte order mark"
    if b"\0" in raw:
        return _with_zeros(raw), "zeros between the letters"
    if _is(raw, "utf-8"):
        return "utf-8", ""
    declared = _DECLARED.search(raw[:4096])
    if declared and _knows(declared[1].decode("ascii")) and _is(raw, declared[1].decode("ascii")):
        return codecs.lookup(declared[1].decode("ascii")).name, "declared"
    if _is_nearly_utf8(raw):
        return "utf-8", "nearly all of it"
    tones = len(_TONES.findall(raw))
    return ("cp1258", "its tones") if tones > 2 else ("cp1252", "its letters")


def _with_zeros(raw: bytes) -> str:
    """UTF-16 in the order that the zeros show."""
    even, odd = raw[0:4000:2].count(0), raw[1:4000:2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be"
    if max(even, odd) < 4 * min(even, odd) + 1 or max(even, odd) < len(raw[:4000]) / 8 or not _is(raw, name):
        raise _no_text()
    return name


def _no_text() -> StudyError:
    return StudyError("is no text", way_out="save it as text, UTF-8")


def _is(raw: bytes, name: str) -> bool:
    try:
        raw.decode(name)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _knows(name: str) -> bool:
    try:
        return bool(codecs.lookup(name)._is_text_encoding)
    except LookupError:
        return False


def _is_nearly_utf8(raw: bytes) -> bool:
    """Whether letters of several bytes are more than bytes that belong to none: by chance they are rare."""
    text = raw.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    return sum(letter > "\x7f" for letter in text) - lost > lost


def _decoded(raw: bytes, name: str) -> tuple[str, list[int]]:
    """The text, each byte that has no meaning as U+FFFD, and where those stand in the text."""
    text = raw.decode(name, "replace")
    if name == "cp1258":
        text = normalize("NFC", text)  # its letters and tones are one sign each everywhere else
    return text, [found.start() for found in re.finditer("\ufffd", text)] if "\ufffd" in text else []


def refuse_fonts(text: str) -> None:
    """Looks whether the letters of a font's encoding were taken for Latin ones; nothing where they were not.

    >>> refuse_fonts("12 hồ sơ của các xã đã được giải quyết")

    Raises:
        StudyError: its commonest words are those of such a text; says the way out.
    """
    for name, words in _WORDS_OF.items():
        seen = set(re.findall(r"\S+", text[:100_000])) & set(words.split())
        if len([each for each in seen if not each.isascii()]) > 3:
            raise of_a_font(name)


def of_a_font(name: str) -> StudyError:
    """The refusal of a text whose letters only a font of this name shows.

    >>> print(of_a_font("VNI"))
    is written in VNI, which is a font's encoding; convert it to Unicode (UniKey Toolkit does) and drop that
    """
    return StudyError(f"is written in {name}, which is a font's encoding",
                      way_out="convert it to Unicode (UniKey Toolkit does) and drop that")  # fmt: skip


def refuse_font(font: str, text: str) -> None:
    """Refuses words that are set in a font of TCVN3 or VNI and are not Unicode.

    Raises:
        StudyError: they are such words.
    """
    name = next((name for start, name in _FONTS.items() if font.lower().startswith(start)), "")
    if name and _LATIN_1.search(text) and not _OF_VIETNAMESE.search(normalize("NFC", text)):
        raise of_a_font(name)


def _told(text: str, lost: list[int], name: str) -> tuple[str, ...]:
    if not lost:
        return ()
    places = [
        f"line {text.count(chr(10), 0, at) + 1} column {at - text.rfind(chr(10), 0, at)}"
        for at in lost[:_LISTED]
    ]
    more = f" and {len(lost) - _LISTED:,} more" if len(lost) > _LISTED else ""
    what = "a byte is no" if len(lost) == 1 else f"{len(lost):,} bytes are no"
    return (f"{what} {name}, and U+FFFD stands there: {'; '.join(places)}{more}",)
