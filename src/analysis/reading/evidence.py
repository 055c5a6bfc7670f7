"""What stands around a figure: which concepts the words name, and where as seen from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from analysis.reading.lexicon import Mention
from analysis.reading.sentences import Draft, Sentence
from analysis.reading.tables import Cell

Places = Mapping[str, str]
"""For each concept where its nearest word stands (`Sentence.position`), or in which part around."""

ELSEWHERE = ("T", "W", "P", "H")
"""A column's head, a row's first cells, the sentence before, the heading above."""


@cache
def cost(position: str) -> int:
    """How far a position is, for choosing the nearest of several words of one concept.

    >>> cost("R0") < cost("L0") < cost("R2") < cost("R2,x")
    True
    """
    if position == "I":
        return 0
    if position in ELSEWHERE:
        return 60 + ELSEWHERE.index(position)
    side, distance, rest = position[0], int(position[1]), position[2:]
    marks = {"": 0, ",": 6, ":": 2, "(": 6, ";": 30}[rest.rstrip("x")]
    return 4 * distance + marks + 16 * rest.endswith("x") + (side == "L")


@dataclass
class Around:
    """The concepts around one figure, their words, those named earlier in the text and by a cell's column.

    `cell` is the cell of a table that it stands in, `told` are the measures that the table leaves to it;
    empty where it leaves all.
    """

    places: dict[str, str] = field(default_factory=dict)
    words: dict[str, Mention] = field(default_factory=dict)
    topic: frozenset[str] = frozenset()
    column: frozenset[str] = frozenset()
    cell: Cell | None = None
    told: frozenset[str] = frozenset()

    def near(self, reach: str = "012") -> list[str]:
        """The concepts that stand close by in the sentence, before or behind, with no numeral between."""
        return [
            concept for concept, at in self.places.items()
            if at[0] in "RLI" and (at == "I" or at[1] in reach) and not at.endswith("x") and ";" not in at
        ]  # fmt: skip


def around(sentence: Sentence, draft: Draft, elsewhere: Sequence[tuple[str, Iterable[str]]]) -> Around:
    """The concepts around a figure: those of its sentence, nearest first, then those named elsewhere."""
    found = Around()
    best: dict[str, int] = {}
    beyond = _own_end(sentence, draft) if draft.is_whole else len(sentence.words)
    for mention in sentence.of("concepts"):
        if mention.first > beyond:
            continue
        position = sentence.position(draft, mention.first, mention.last)
        price = cost(position)
        concept = mention.value
        if price < best.get(concept, 1000):
            best[concept], found.places[concept], found.words[concept] = price, position, mention
    for part, concepts in elsewhere:
        if part == "T":
            found.column = frozenset(concepts)
        for concept in concepts:
            found.places.setdefault(concept, part)
    return found


def _own_end(sentence: Sentence, draft: Draft) -> int:
    """The last word that is said of a whole itself: its noun, and what stands right behind that.

    In "60 % of the 1,200 files were submitted online" the verb is said of the 60 %.
    """
    last = draft.last
    for mention in sentence.of("concepts"):
        if last < mention.first <= last + 1:
            last = mention.last
    return last + 1
