"""The one kind of error that a user of the study is shown, and the way out of a misspelling."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from unicodedata import category


class StudyError(Exception):
    """A problem that a person can mend: where it stands, what it is and the way out, in one line.

    >>> print(StudyError("value is 'abc'", file="figures.csv", place="line 3, column value",
    ...                  way_out="expected a decimal number"))
    figures.csv: line 3, column value: value is 'abc'; expected a decimal number
    """

    def __init__(self, problem: str, *, file: object = "", place: str = "", way_out: str = "") -> None:
        self.problem, self.file, self.place, self.way_out = problem, str(file), place, way_out
        super().__init__(problem)

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows instead of a traceback."""
        return [f"{type(self).__name__}: {self}"]

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.file, self.place, self.problem) if part)
        line = f"{where}; {self.way_out}" if self.way_out else where
        return printable(" ".join(line.split()))


class Busy(StudyError):
    """Another call is at work where this one would write."""


def printable(text: str) -> str:
    r"""The text in one line, with what moves the cursor, turns or hides letters, or is none, written out.

    Blanks of any width stay: numbers hold them.

    >>> print(printable("a\nb\x1b[2J\udcff\u202e, 4\u00a0063"))
    a\nb\x1b[2J\udcff\u202e, 4 063
    """
    return "".join(
        sign if sign.isprintable() or category(sign) == "Zs" else sign.encode("unicode_escape").decode()
        for sign in text
    )


def nearest(word: str, known: Iterable[str]) -> str:
    """The way out of a misspelling: the nearest known words, else the first of them.

    >>> nearest("revewed_only", ["place", "reviewed_only"])
    'did you mean reviewed_only?'
    >>> nearest("x", ["place", "reports"])
    'known are place, reports'
    """
    words = list(known)
    if near := close(word, words):
        return meant(near)
    listed = ", ".join(words[:12]) + (" ..." if len(words) > 12 else "")
    return f"known are {listed}" if words else "there are none"


def close(word: str, known: Iterable[str]) -> list[str]:
    """The known words that are spelled much like the word, the nearest first; three at most.

    >>> close("hano-fr", ["hanoi-fr", "haiphong"])
    ['hanoi-fr']
    """
    return get_close_matches(word, list(known), n=3, cutoff=0.6)


def meant(words: Iterable[str]) -> str:
    """The question whether one of these words was meant.

    >>> meant(["a", "b"])
    'did you mean a or b?'
    """
    return f"did you mean {' or '.join(words)}?"
