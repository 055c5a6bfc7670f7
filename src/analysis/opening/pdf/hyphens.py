"""Hyphens at the ends of lines: of a word that the line breaks, or of a compound that keeps its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
"""Letters of Vietnamese alone, whose words are too short to be broken."""
_ENDS = ("-", "\u00ad", "\u2010")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST, _FIRST = re.compile(r"[\w/-]*$"), re.compile(r"[^\W\d_]+")
_MANY = 0.05
"""A document that breaks words has hyphens at the ends of more than this share of its lines."""


@dataclass(frozen=True)
class Hyphens:
    """Which words a document has, whole and with a hyphen, and whether its lines break words.

    >>> known = Hyphens.of([["administration of a two-tier", "model"]])
    >>> known.mended(["the adminis-", "tration of two-", "tier"])
    'the administration of two-tier'
    """

    words: frozenset[str]
    compounds: frozenset[str]
    breaks: bool
    breaks_most: bool

    @classmethod
    def of(cls, paragraphs: Iterable[Sequence[str]]) -> Hyphens:
        """What the lines of all paragraphs show."""
        said: list[str] = []
        lines = broken = 0
        for paragraph in paragraphs:
            was_broken = False
            for line in paragraph:
                found = _WORD.findall(line.lower())
                is_broken = _ends_in_hyphen(line) and line[-2].isalpha()
                said += found[was_broken : len(found) - is_broken]
                lines, broken, was_broken = lines + 1, broken + is_broken, is_broken
        compounds = [word for word in said if "-" in word]
        often = broken > _MANY * lines
        most = often and broken > max(3, 2 * len(compounds))
        return cls(frozenset(said) - frozenset(compounds), frozenset(compounds), often, most)

    def mended(self, lines: Iterable[str]) -> str:
        """The lines as one text: a word that a line's end breaks is whole again, a compound is as it was."""
        parts: list[str] = []
        for line in lines:
            if parts:
                parts[-1] = self._before(parts[-1], line)
            parts.append(line)
        text = "".join(parts)
        return text[:-1].replace("\u00ad", "") + text[-1:].replace("\u00ad", "-")

    def _before(self, text: str, after: str) -> str:
        """A line as it stands before the next one."""
        if _ends_in_hyphen(text) and after[:1].isalnum():
            return text[:-1] if self._is_broken(text[:-1], after) else f"{text[:-1]}-"
        is_range = text.endswith(("–", "/")) and text[-2:-1].isdigit()
        return text if is_range else f"{text} "

    def _is_broken(self, text: str, after: str) -> bool:
        """Whether a hyphen between the two is only there because the line ends."""
        before, behind = _LAST.search(text), _FIRST.match(after)
        if not before or not before[0].isalpha() or not behind or not after[0].islower():
            return False
        one, two = before[0].lower(), behind[0].lower()
        if f"{one}-{two}" in self.compounds or VIETNAMESE.search(one + two):
            return False
        known = (one in self.words) + (two in self.words)
        return one + two in self.words or (self.breaks if known == 0 else known == 1 and self.breaks_most)


def _ends_in_hyphen(text: str) -> bool:
    return text.endswith(_ENDS) and text[-2:-1].isalnum()
