"""A text cut into sentences, and each sentence with its words, concepts, phrases and numerals."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from analysis.reading.language import Language
from analysis.reading.lexicon import Mention, Word, words_of
from analysis.reading.numerals import Numeral
from analysis.reading.windows import UPPER

# Lines, or a full stop with the space before a capital or a digit; what is searched first is one character.
_END = re.compile(rf"[\n.!?…](?:(?<=\n)\n*|(?<!\n)(?!\n)[\"»”']?\s+(?=[\"«“'(]?[{UPPER}\d]))")
STRONG = frozenset(";.!?")
BRACKETS = frozenset("()[]")
CLAUSE = STRONG | frozenset(",")


@dataclass(eq=False, slots=True)
class Draft:
    """A figure in the making: its numeral, the words it covers, and what has been found out so far.

    `named` tells that a comparison holds something against it: exceeding the target of 5 %. `differs` are
    the words that make it a difference of two counts or amounts: an increase of 300 files.
    `sureness` holds the probability of each learned field's value, `doubtful` the fields below their line.
    """

    numeral: Numeral
    first: int
    last: int
    start: int
    end: int
    unit: str = ""
    thing: str = ""
    noun: str = ""
    noun_word: int = -1
    is_whole: bool = False
    move: str = ""
    named: bool = False
    differs: tuple[int, int] | None = None
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
    holder: str = ""
    breakdown: str = ""
    per: str = ""
    notes: list[str] = field(default_factory=list)
    sureness: dict[str, float] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    dated: object = None
    pair: tuple[int, int] | None = None

    @property
    def doubts(self) -> list[tuple[str, float]]:
        """The columns that the reader is not sure of, with their probabilities, the most doubtful first."""
        told = ((_COLUMNS.get(name, name), self.sureness[name]) for name in self.doubtful)
        return sorted(told, key=lambda each: (each[1], each[0]))

    @property
    def reach(self) -> tuple[int, int]:
        """The first and last word of the figure; of "x of y" those of both."""
        return self.pair or (self.first, self.last)


_COLUMNS = {"period": "period_end"}
_Sums = tuple[list[int], list[int], list[int], list[int]]


@dataclass
class Sentence:
    """A sentence with digits or number words; `head` tells a title, `item` a list or table from text."""

    start: int
    end: int
    paragraph: int
    words: list[Word]
    mentions: list[Mention]
    drafts: list[Draft] = field(default_factory=list)
    head: bool = False
    item: bool = False

    def word_at(self, position: int) -> int:
        """The index of the first word that ends after the position."""
        return bisect_right(self._ends, position)

    @cached_property
    def _ends(self) -> Sequence[int]:
        return [word.end for word in self.words]

    @cached_property
    def _kinds(self) -> Mapping[str, Sequence[Mention]]:
        kinds: dict[str, list[Mention]] = {}
        for mention in self.mentions:
            kinds.setdefault(mention.kind, []).append(mention)
        return kinds

    @cached_property
    def _sums(self) -> tuple[list[int], list[int], list[int], list[int]]:
        """For each word how many commas, brackets, colons and stops stand before it."""
        kinds = [_MARKS.get(word.letters, -1) for word in self.words]
        sums = (list(accumulate([kind == at for kind in kinds], initial=0)) for at in range(len(_KNOWN)))
        return tuple(sums)  # type: ignore[return-value]

    @cached_property
    def _numerals(self) -> list[int]:
        """For each word how many numerals begin before it."""
        begins = {draft.first for draft in self.drafts}
        return list(accumulate([at in begins for at in range(len(self.words))], initial=0))

    def position(self, draft: Draft, first: int, last: int) -> str:
        """Where words stand as seen from a figure: the side, how far, what mark and numerals lie between.

        "R0" is right behind it; "L2," three to five words before with a comma between; "R3;x" behind a stop
        and another numeral; "I" inside the numeral. What stands in brackets between two words outside of them
        does not count; "x of y" is seen from both ends.
        """
        left, right = draft.reach
        if first > right:
            side, a, b = "R", right + 1, first
        elif last < left:
            side, a, b = "L", last + 1, left
        else:
            return "I"
        outer = self._outer if not (self._inside[min(a, b)] or self._inside[max(a, b)]) else None
        commas, brackets, colons, stops = outer[0] if outer else self._sums
        numerals, gap = (outer[1], outer[2][b] - outer[2][a]) if outer else (self._numerals, b - a)
        mark = (
            ";" if stops[b] > stops[a] else "(" if brackets[b] > brackets[a]
            else ":" if colons[b] > colons[a] else "," if commas[b] > commas[a] else ""
        )  # fmt: skip
        crossed = "x" if numerals[b] > numerals[a] else ""
        return f"{side}{_DISTANCE[gap] if gap < 12 else 4}{mark}{crossed}"

    @cached_property
    def _inside(self) -> list[bool]:
        """For each word, and behind the last one, whether it stands in round brackets."""
        inside, found = False, []
        for word in self.words:
            if word.letters == "(":
                inside = True
            found.append(inside)
            if word.letters == ")":
                inside = False
        return [*found, False]

    @cached_property
    def _outer(self) -> tuple[_Sums, list[int], list[int]] | None:
        """Marks, numerals and words before each word outside of brackets; none without brackets."""
        if not any(self._inside):
            return None
        begins = {draft.first for draft in self.drafts}
        sums: _Sums = ([0], [0], [0], [0])
        numerals, words = [0], [0]
        for at, word in enumerate(self.words):
            out = not self._inside[at]
            kind = _MARKS.get(word.letters, -1) if out else -1
            for place, each in enumerate(sums):
                each.append(each[-1] + (place == kind))
            numerals.append(numerals[-1] + (out and at in begins))
            words.append(words[-1] + out)
        return sums, numerals, words

    @cached_property
    def brackets(self) -> Sequence[tuple[int, int]]:
        """Where round brackets open and close, in the text's code points."""
        found: list[tuple[int, int]] = []
        opened: list[int] = []
        for word in self.words:
            if word.letters == "(":
                opened.append(word.start)
            elif word.letters == ")" and opened:
                found.append((opened.pop(), word.start))
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

    def clause(self, at: int, marks: frozenset[str]) -> tuple[int, int]:
        """The first and last word of the stretch between two of the marks in which a word stands."""
        ends = [each for each, word in enumerate(self.words) if word.letters in marks]
        first = max((each + 1 for each in ends if each < at), default=0)
        return first, min((each - 1 for each in ends if each > at), default=len(self.words) - 1)

    def barrier(self, first: int, last: int, marks: frozenset[str]) -> bool:
        """Whether one of the marks of punctuation stands among the words from first to last."""
        if last < first:
            return False
        sums = self._sums
        return any(
            marks & known and sums[at][last + 1] > sums[at][max(0, first)] and (
                known <= marks or any(word.letters in marks for word in self.words[max(0, first) : last + 1])
            )
            for at, known in enumerate(_KNOWN)
        )  # fmt: skip


_KNOWN = (frozenset(","), BRACKETS, frozenset(":"), STRONG)
_MARKS = {mark: at for at, marks in enumerate(_KNOWN) for mark in marks}
_DISTANCE = (0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 4)


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
