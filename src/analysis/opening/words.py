r"""Words that come in pieces become paragraphs: blanks between, raised marks, line ends inside.

>>> words = Words()
>>> words.add("12"), words.raise_("1"), words.add(" of\n3,324 km"), words.raise_("2")
(None, None, None, None)
>>> words.taken()
['12¹ of 3,324 km²']
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from analysis.opening.form import one_line

_RAISED = str.maketrans("0123456789+-−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾")
_MARK = re.compile(r"[\[(]?([\d,\s]+)[\])]?")
_NO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_ENDED = re.compile(r"[.!?:;…»”\"][\])]?$")
_BEGINS = re.compile(r"[-–—•+*·▪‣○●►✓]|\d{1,2}[.)]\s|[a-zđ]\)\s")


def raised(mark: str) -> str:
    """A raised mark as it stands in a line: digits stay apart from those of a number, letters do not.

    >>> raised("[1]"), raised("2"), raised("er"), raised("1, 2")
    ('¹', '²', 'er', '¹ ²')
    """
    digits = _MARK.fullmatch(mark.strip())
    return " ".join(re.split(r"[,\s]+", digits[1].strip(", "))).translate(_RAISED) if digits else mark


class Words:
    """What is said since the last paragraph ended, in pieces."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._linked = 0

    def __bool__(self) -> bool:
        return bool(self._pieces)

    def add(self, text: str, *, linked: bool = False) -> None:
        """More words; blanks and line ends between them are one blank."""
        self._pieces.append(text.replace("\n", " "))
        if linked:
            self._linked += sum(map(len, text.split()))

    def raise_(self, mark: str) -> None:
        """A raised mark, such as that of a footnote."""
        self._pieces.append(raised(mark) if mark.strip() else mark)

    def end_line(self) -> None:
        """The line ends: so does the paragraph where a sentence ended or a new item begins."""
        self._pieces.append("\n")

    def taken(self) -> list[str]:
        """The paragraphs that were said, and nothing is left."""
        lines = _NO_WIDTH.sub("", "".join(self._pieces)).split("\n")
        self._pieces.clear()
        self._linked = 0
        return _paragraphs(map(one_line, lines))

    @property
    def linked(self) -> int:
        """How many letters of them are words of links."""
        return self._linked


def _paragraphs(lines: Iterable[str]) -> list[str]:
    made: list[list[str]] = []
    apart = True
    for line in lines:
        if line and (apart or _ENDED.search(made[-1][-1][-2:]) or _BEGINS.match(line)):
            made.append([line])
        elif line:
            made[-1].append(line)
        apart = not line
    return list(map(" ".join, made))
