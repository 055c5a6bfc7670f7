"""Signs of fonts that draw signs where others have letters."""

from __future__ import annotations

_SYMBOL = dict(zip(
    "\xa3\xa5\xb0\xb1\xb2\xb3\xb4\xb7\xb8\xb9\xba\xbb\xbc\xbe\xce\xd6\xd7\xde\xe5-",
    "≤∞°±″≥×•÷≠≡≈…—∈√⋅⇒∑−", strict=True,
))  # fmt: skip
_GREEK = dict(zip(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "αβχδεφγηιϕκλμνοπθρστυϖωξψζΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True,
))  # fmt: skip
_ASCII = frozenset("0123456789%+<=>()[]{}.,:;/|!&_ \xa0")
_WINGDINGS = dict(zip("\xa7\xa8\xfc\xfe\xfb\xfd\xd8\xe0\x6c\x6e\x71\x76\x77", "▪□✓☑✗☒➢→●■❑❖•", strict=True))


def sign(font: str, code: int) -> str:
    """The sign that a font draws for a code; U+FFFD where nobody can tell.

    >>> sign("Symbol", 0xF0B3), sign("Symbol", 0xF035), sign("Arial", 0x2022)
    ('≥', '5', '•')
    """
    named = font.lower()
    letter = chr(code & 0xFF) if 0xF000 <= code <= 0xF0FF or code < 0x100 else ""
    if named.startswith("symbol") and letter:
        return letter if letter in _ASCII else (_SYMBOL | _GREEK).get(letter, "\ufffd")
    if "dings" in named and letter:
        return _WINGDINGS.get(letter, "•")
    return letter if letter else chr(code) if 0x20 <= code < 0xD800 or 0xF900 <= code < 0x110000 else "\ufffd"
