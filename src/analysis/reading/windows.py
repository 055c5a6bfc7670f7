"""Short stretches of a text around what a pattern cannot do without, so that slow patterns run only there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

REACH = 48
"""No match of a pattern looked for in windows is longer than this."""

UPPER = "".join(c for c in map(chr, range(0x1F00)) if c.isupper() and unicodedata.name(c).startswith("LATIN"))
"""The capitals of Latin scripts: in Unicode those with Vietnamese accents stand among the small letters."""

Window = tuple[int, int]

_DIGITS = re.compile(r"\d+")


def windows(spans: Iterable[Window], length: int, reach: int = REACH) -> list[Window]:
    """The spans, which are in order, with what stands around them; those that touch are one.

    >>> windows([(5, 6), (9, 10), (80, 81)], length=82, reach=2)
    [(3, 12), (78, 82)]
    """
    found: list[Window] = []
    for start, end in spans:
        if found and start - reach <= found[-1][1]:
            found[-1] = (found[-1][0], min(length, end + reach))
        else:
            found.append((max(0, start - reach), min(length, end + reach)))
    return found


# Dates, other tokens and the style ask for the same text one after the other: only the last one is kept.
@lru_cache(maxsize=1)
def around_digits(text: str) -> Sequence[Window]:
    """The windows around the digits of a text."""
    return windows((found.span() for found in _DIGITS.finditer(text)), len(text))


@lru_cache(maxsize=1)
def lowered(text: str) -> str:
    """The text in lower case with straight apostrophes, every letter at its place.

    >>> lowered("L’İzmir")
    "l'izmir"
    """
    lower = text.lower() if "İ" not in text else "".join(letter.lower()[0] for letter in text)
    return lower.replace("’", "'")


def matches(pattern: re.Pattern[str], text: str, stretches: Iterable[Window]) -> Iterator[re.Match[str]]:
    """The matches of the pattern inside the stretches of the text."""
    for start, end in stretches:
        yield from pattern.finditer(text, start, end)
