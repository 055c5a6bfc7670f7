"""A text cut into sentences, and each sentence with its words, phrases, numerals and dates."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from analysis.reading.language import Language
from analysis.reading.lexicon import Mention, Word, words_of
from analysis.reading.numerals import Numeral
from analysis.reading.windows import UPPER

# Lines, or a full stop with the space before a capital or a digit; what is searched first is one character.
_END = re.compile(rf"[\n.!?…](?:(?<=\n)\n*|(?<!\n)(?!\n)[\"»”']?\s+(?=[\"«“'(]?[{UPPER}\d]))")
STRONG = frozenset(";.!?")
BRACKETS = frozenset("()[]")
CLAUSE = STRONG | frozenset(",")
STOPS = CLAUSE | BRACKETS | frozenset(":")


@dataclass(eq=False)
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
    is_listed: bool = False
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

    @cached_property
    def _kinds(self) -> Mapping[str, Sequence[Mention]]:
        kinds: dict[str, list[Mention]] = {}
        for mention in self.mentions:
            kinds.setdefault(mention.kind, []).append(mention)
        return kinds

    @cached_property
    def _marks(self) -> Sequence[tuple[int, str]]:
        return [(at, word.letters) for at, word in enumerate(self.words) if not word.letters[0].isalnum()]

    @cached_property
    def brackets(self) -> Sequence[tuple[int, int]]:
        """Where round brackets open and close, in the text's code points."""
        found: list[tuple[int, int]] = []
        opened: list[int] = []
        for at, mark in self._marks:
            if mark == "(":
                opened.append(self.words[at].start)
            elif mark == ")" and opened:
                found.append((opened.pop(), self.words[at].start))
        return found

    def of(self, kind: str) -> Sequence[Mention]:
        """The mentions of one kind."""
        return self._kinds.get(kind, ())

    def is_inside(self, mention: Mention, *kinds: str) -> bool:
        """Whether the mention is part of a longer one of these kinds: the "up" of "making up"."""
        return any(
            other.first <= mention.first and mention.last <= other.last and other[:2] != mention[:2]
            for kind in kinds
            for other in self.of(kind)
        )

    def begins(self, draft: Draft) -> int:
        """The first word of the figure with the hedge right before it."""
        hedges = (hedge.first for hedge in self.of("hedges") if hedge.last == draft.first - 1)
        return next(hedges, draft.first)

    def behind_bracket(self, draft: Draft, reach: int = 1) -> bool:
        """Whether a bracket opens right before the figure, or so many words before."""
        return any(word.letters == "(" for word in self.words[max(0, draft.first - reach) : draft.first])

    def barrier(self, first: int, last: int, marks: frozenset[str]) -> bool:
        """Whether one of the marks of punctuation stands among the words from first to last."""
        for at, mark in self._marks:
            if at > last:
                return False
            if at >= first and mark in marks:
                return True
        return False


def spans_of_sentences(text: str, taken: Sequence[tuple[int, int]] = ()) -> Iterator[tuple[int, int, int]]:
    """Start, end and number of paragraph of every sentence; none ends inside a span that is taken.

    >>> list(spans_of_sentences("A b. C d."))
    [(0, 4, 0), (5, 9, 0)]
    """
    start, paragraph, at = 0, 0, 0
    for found in _END.finditer(text):
        while at < len(taken) and taken[at][1] <= found.start():
            at += 1
        if at < len(taken) and taken[at][0] < found.start() and "\n" not in found[0]:
            continue
        end = found.start() + (found[0][0] != "\n")
        if end > start:
            yield start, end, paragraph
        paragraph += "\n" in found[0]
        start = found.end()
    if start < len(text):
        yield start, len(text), paragraph


_SEGMENT_END = re.compile(r";\s*")


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, or what stands between two semicolons of one; `sentence` counts the sentences."""

    start: int
    end: int
    sentence: int
    paragraph: int


def segments_of(text: str) -> Iterator[Segment]:
    """The segments of the text that have letters, without the spaces around them.

    >>> text = "They lack rooms; cars too. All is well."
    >>> [text[s.start : s.end] for s in segments_of(text)]
    ['They lack rooms', 'cars too.', 'All is well.']
    """
    for number, (start, end, paragraph) in enumerate(spans_of_sentences(text)):
        first = start
        for stop in [*(found.span() for found in _SEGMENT_END.finditer(text, start, end)), (end, end)]:
            piece = text[first : stop[0]]
            if any(letter.isalpha() for letter in piece):
                left = first + len(piece) - len(piece.lstrip())
                yield Segment(left, left + len(piece.strip()), number, paragraph)
            first = stop[1]


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
