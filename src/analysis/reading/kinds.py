"""Kinds of tokens that are no figures: what each looks like, and around what it is looked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from analysis.reading.lexicon import any_of
from analysis.reading.windows import UPPER, Window, around_digits, lowered, matches, windows

Around = Callable[[str], Sequence[Window]]

NAME = rf"[{UPPER}][\w'’-]{{0,20}}"
"""A word of a name."""


class Kind(NamedTuple):
    """What a token is, why it is no figure, what it looks like, and around what it is looked for."""

    kind: str
    reason: str
    pattern: re.Pattern[str]
    around: Around = around_digits


def near(sign: str) -> Around:
    """What finds the windows around a sign among those around the digits of a text; it keeps the last ones.

    >>> near(r"\\[\\d")("A line that has more than forty-eight letters and 12 digits.")
    []
    """
    pattern = re.compile(sign)

    @lru_cache(maxsize=1)
    def around(text: str) -> Sequence[Window]:
        return windows((found.span() for found in matches(pattern, text, around_digits(text))), len(text))

    return around


def any_small(words: Iterable[str]) -> str:
    """A pattern of any of the words in small letters."""
    return any_of(lowered(word) for word in words)
