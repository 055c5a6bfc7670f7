"""A text cut into sentences, and each sentence with its words, phrases, numerals and dates."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from analysis.reading.language import Language, Mention, Word, words_of
from analysis.reading.numerals import Numeral

_END = re.compile(r"\n+|(?<=[.!?…])[\"»”']?\s+(?=[\"«“'(]?[^\W\d_a-zà-ỹ])|(?<=[.!?…])[\"»”']?\s+(?=\d)")
STRONG = frozenset(";.!?")
BRACKETS = frozenset("()[]")


@dataclass
class Draft:
    """A figure in the making: its numeral, the words it covers, and what has been found out so far."""

    numeral: Numeral
    first: int
    last: int
    start: int
    end: int
    unit: str = ""
    noun: str = ""
    nouns: tuple[str, ...] = ()
    noun_word: int = -1
    inherited: bool = False
    is_whole: bool = False
    earlier: bool = False
    second: str = ""
    measure: str = ""
    qualifier: str = "exact"
    role: str = "observed"
    place: str = ""
    locality: tuple[str, ...] = ()
    units_covered: int | None = None
    period: tuple[str, str, str] = ("", "", "")
    against: tuple[str, str] = ("", "")
    relation: str = ""
    related: Draft | None = None
    source: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass
class Sentence:
    """A sentence with digits or number words in it."""

    start: int
    end: int
    paragraph: int
    words: list[Word]
    mentions: list[Mention]
    drafts: list[Draft] = field(default_factory=list)

    def word_at(self, position: int) -> int:
        """The index of the first word that ends after the position."""
        return bisect_left(self.words, position + 1, key=lambda word: word.end)

    def of(self, kind: str) -> Iterator[Mention]:
        """The mentions of one kind."""
        return (mention for mention in self.mentions if mention.kind == kind)

    def barrier(self, first: int, last: int, marks: frozenset[str]) -> bool:
        """Whether one of the marks stands among the words from first to last."""
        return any(word.letters in marks for word in self.words[first : last + 1])


def spans_of_sentences(text: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and number of paragraph of every sentence.

    >>> list(spans_of_sentences("A b. C d."))
    [(0, 4, 0), (5, 9, 0)]
    """
    start, paragraph = 0, 0
    for found in _END.finditer(text):
        if found.start() > start:
            yield start, found.start(), paragraph
        paragraph += "\n" in found[0]
        start = found.end()
    if start < len(text):
        yield start, len(text), paragraph


def sentence_of(
    text: str, span: tuple[int, int, int], language: Language, numerals: Sequence[Numeral]
) -> Sentence:
    """The sentence of a span, with its numerals as drafts."""
    start, end, paragraph = span
    words = words_of(text, start, end)
    sentence = Sentence(start, end, paragraph, words, language.lexicon.find(words))
    for numeral in numerals:
        first = sentence.word_at(numeral.start)
        last = max(first, sentence.word_at(numeral.end - 1))
        sentence.drafts.append(Draft(numeral, first, last, numeral.start, numeral.end))
    return sentence
