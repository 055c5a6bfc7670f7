"""Phrases of a language: patterns of them, and finding them among the words of a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from analysis.reading.windows import lowered

SPACES = " \u00a0\u202f\u2009"
"""A space, and the narrow and unbreaking ones that stand between digits."""


def any_of(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first; a space is any space, `*` any ending.

    What words begin with alike is looked at once, however many there are.

    >>> any_of(["mai", "mars", "juin"])
    'juin|ma(?:i|rs)'
    >>> bool(re.fullmatch(any_of(["mil*", "mil millones"]), "mil\\u00a0millones"))
    True
    """
    tree: _Tree = {}
    for word in sorted(set(words)):
        node = tree
        for letter in word:
            node = node.setdefault(_ATOMS.get(letter) or re.escape(letter), {})
        node[""] = {}
    return "|".join(_paths(tree)) or r"(?!)"


_ATOMS = {" ": f"[{SPACES}]+", "*": r"\w*"}
_Tree = dict[str, "_Tree"]


def _paths(tree: _Tree) -> list[str]:
    """The patterns of a tree's branches; what takes any ending comes after what goes on with a letter."""
    return [atom + _rest(tree[atom]) for atom in sorted(tree, key=lambda atom: atom == _ATOMS["*"]) if atom]


def _rest(tree: _Tree) -> str:
    paths = _paths(tree)
    if len(paths) <= 1 and ("" in tree) == (not paths):
        return "".join(paths)
    return f"(?:{'|'.join(paths)}){'?' if '' in tree else ''}"


class Word(NamedTuple):
    """A word of a sentence: its place in the text and its letters in lower case."""

    start: int
    end: int
    letters: str


class Mention(NamedTuple):
    """A phrase of the language found in a sentence: which words, what kind, what it stands for."""

    first: int
    last: int
    kind: str
    value: str


# A report has thousands of words: the tuple's own constructor takes two thirds of the time of Word().
_new = tuple.__new__
_WORD = re.compile(r"[^\W\d_]+'?|\d+(?:[.,]\d+)*|[^\w\s]")


def words_of(text: str, start: int, end: int) -> list[Word]:
    """The words of a stretch of text, marks apart; an elided article is a word with its apostrophe.

    >>> [word.letters for word in words_of("L'an 2025, soit 5 %", 0, 19)]
    ["l'", 'an', '2025', ',', 'soit', '5', '%']
    """
    return [
        _new(Word, (found.start(), found.end(), found[0]))
        for found in _WORD.finditer(lowered(text), start, end)
    ]


@dataclass
class _Node:
    """A step in a phrase: the words that may follow, whole or by their beginning, and what ends here."""

    exact: dict[str, _Node] = field(default_factory=dict)
    beginnings: dict[str, _Node] = field(default_factory=dict)
    lengths: tuple[int, ...] = ()
    payloads: list[tuple[str, str, str]] = field(default_factory=list)

    def after(self, word: str) -> Iterator[_Node]:
        """The steps that the word leads to."""
        found = self.exact.get(word)
        if found is not None:
            yield found
        for length in self.lengths:
            found = self.beginnings.get(word[:length]) if len(word) >= length else None
            if found is not None:
                yield found


_KNOWN_WORDS = 1 << 15


class _Step(dict[str, "_Step | None"]):
    """All nodes that some words lead to at once; where a word leads from here is worked out once."""

    def __init__(self, nodes: Sequence[_Node]) -> None:
        super().__init__()
        self.nodes = nodes
        groups: dict[str, list[tuple[str, str, str]]] = {}
        for payload in dict.fromkeys(payload for node in nodes for payload in node.payloads):
            groups.setdefault(payload[2], []).append(payload)
        self.groups = list(groups.items())

    def __missing__(self, word: str) -> _Step | None:
        nodes = [after for node in self.nodes for after in node.after(word)]
        if len(self) >= _KNOWN_WORDS:
            self.clear()
        return self.setdefault(word, _Step(nodes) if nodes else None)


class Lexicon:
    """Phrases with what they stand for, found in one pass over a sentence's words.

    >>> lexicon = Lexicon([("dossier*", "units", "files"), ("en cours", "measures", "files_pending")])
    >>> lexicon.find(words_of("12 dossiers en cours", 0, 20))  # doctest: +NORMALIZE_WHITESPACE
    [Mention(first=1, last=1, kind='units', value='files'),
     Mention(first=2, last=3, kind='measures', value='files_pending')]
    """

    def __init__(
        self, entries: Iterable[tuple[str, str, str]], group: Callable[[str, str], str] = lambda kind, _: kind
    ) -> None:
        """A longer phrase hides the shorter ones of its group, which is its kind unless `group` says else."""
        self._root = _Node()
        for phrase, kind, value in entries:
            self._add(phrase, (kind, value, group(kind, value)))
        self._start = _Step([self._root])

    def _add(self, phrase: str, payload: tuple[str, str, str]) -> None:
        node = self._root
        for part in phrase.split():
            prefix = part.endswith("*") and len(part) > 1
            words = [word.letters for word in words_of(part.rstrip("*") if prefix else part, 0, len(part))]
            for at, word in enumerate(words):
                into = node.beginnings if prefix and at == len(words) - 1 else node.exact
                node = into.setdefault(word, _Node()) if into is node.exact else self._beginning(node, word)
        node.payloads.append(payload)

    def _beginning(self, node: _Node, word: str) -> _Node:
        found = node.beginnings.setdefault(word, _Node())
        node.lengths = tuple(sorted({len(each) for each in node.beginnings}, reverse=True))
        return found

    def find(self, words: Sequence[Word]) -> list[Mention]:
        """Every phrase in the words; of one kind, none that stands inside a longer one."""
        found: list[Mention] = []
        reach: dict[str, int] = {}
        letters = [word.letters for word in words]
        behind = [*letters[1:], ""]
        start = self._start
        for at, word in enumerate(letters):
            step = start[word]
            # Many words only begin phrases that the next word breaks off.
            if step is not None and (step.groups or step[behind[at]] is not None):
                found += _longest(letters, at, step, reach)
        return found


def _longest(letters: Sequence[str], at: int, step: _Step | None, reach: dict[str, int]) -> list[Mention]:
    """The longest mentions of every group that begin with the word at a place, from its step on.

    `reach` is how far the mentions of a group go so far; one that goes no further is left out.
    """
    ends: list[tuple[int, _Step]] = []
    last = at
    while step is not None:
        if step.groups:
            ends.append((last, step))
        last += 1
        step = step[letters[last]] if last < len(letters) else None
    found: list[Mention] = []
    for last, step in reversed(ends):
        for group, payloads in step.groups:
            if last > reach.get(group, -1):
                reach[group] = last
                found += [_new(Mention, (at, last, kind, value)) for kind, value, _ in payloads]
    return found
