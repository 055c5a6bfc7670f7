"""What the reader knows of a language: one YAML file each, one schema, and matching its phrases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from analysis.errors import StudyError
from analysis.files import read_yaml, shown
from analysis.reading.windows import lowered
from analysis.table.catalogue import read_measures

FOLDER = Path(__file__).parent / "languages"
Phrases = list[str]


class _Part(BaseModel):
    """A part of a language's file: a key that it does not know is refused, and it stays as it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Style(_Part):
    """How a text prints numbers: what separates thousands, and what stands before decimals."""

    group: str
    decimal: str


class DateForm(_Part):
    """What one kind of date looks like; the letters in braces are explained in CONTRIBUTING.md."""

    form: str
    means: str


class Between(_Part):
    """Words that open a span, and those between its two ends; `plain` ones need no opening word."""

    open: Phrases
    between: Phrases
    plain: Phrases = []


class Compounds(_Part):
    """How number words are put together: words between them, what only ends them, what multiplies."""

    joints: Phrases = []
    tails: dict[str, int] = {}
    times: dict[str, int] = {}


class Sides(_Part):
    """Words before and after a numeral."""

    before: Phrases
    after: Phrases


class Names(_Part):
    """Words that introduce the name of one locality, or of several."""

    one: Phrases
    many: Phrases


class Said(_Part):
    """What tells a statement without a number: words of its kind, of its theme, and of a working group."""

    kinds: dict[str, Phrases] = {}
    themes: dict[str, Phrases] = {}
    groups: Phrases = []


class Language(_Part):
    """All that the reader knows of one language (CONTRIBUTING.md, "A new language")."""

    language: str
    name: str
    function_words: Phrases
    style: Style
    number_words: dict[str, int]
    compounds: Compounds = Compounds()
    scales: dict[str, int]
    currencies: dict[str, Phrases]
    percent: Phrases
    points: Phrases
    scores: Phrases
    hedges: dict[str, Phrases]
    hedges_after: dict[str, Phrases]
    ranges: Between
    of: Phrases
    parts: Phrases
    rates: Phrases
    changes: dict[str, Phrases]
    same_period: Phrases
    ago: Phrases
    superlatives: dict[str, Phrases]
    roles: dict[str, Phrases]
    units: dict[str, Phrases]
    measures: dict[str, Phrases]
    country: Phrases
    locality_words: Names
    name_joints: Phrases
    months: dict[str, int]
    ordinal_words: dict[str, int]
    dates: list[DateForm]
    until: Phrases
    spans: Between
    durations: Phrases
    distances: Phrases = []
    respectively: Phrases = []
    ordinals: Sides
    ranks: Phrases
    references: Phrases
    labels: Phrases
    articles: Phrases = []
    not_scales: Phrases = []
    events: Phrases = []
    same_date: Phrases = []
    since: Phrases = []
    since_then: Phrases = []
    now: Phrases = []
    tiers: Phrases
    not_counted: Phrases
    each: Phrases = []
    sources: Phrases
    boilerplate: Phrases
    statements: Said = Said()

    def __hash__(self) -> int:
        """What is compiled from a language is kept for it."""
        return hash(self.language)

    def __eq__(self, other: object) -> bool:
        """Two languages are the same only if they are one: nothing compares thousands of phrases."""
        return self is other

    @cached_property
    def without_accents(self) -> Language:
        """The language as texts have it that lost their accents; itself, if it has none.

        >>> read_language("fr").without_accents.months["aout"]
        8
        """
        content = self.model_dump()
        bare = _without_accents(content)
        return self if bare == content else Language.model_validate(bare)

    @cached_property
    def lexicon(self) -> Lexicon:
        """Every phrase of the file, ready to be found in a sentence."""
        return Lexicon(self._entries(), _group)

    @cached_property
    def statement_lexicon(self) -> Lexicon:
        """The phrases that tell statements, ready to be found in a segment."""
        said = {"kind": self.statements.kinds, "theme": self.statements.themes}
        return Lexicon(
            (phrase, name, value)
            for name, table in said.items()
            for value, phrases in table.items()
            for phrase in phrases
        )

    def _entries(self) -> Iterator[tuple[str, str, str]]:
        for kind in _LISTS:
            yield from ((phrase, kind, "") for phrase in getattr(self, kind))
        for kind in _TABLES:
            for value, phrases in getattr(self, kind).items():
                yield from ((phrase, kind, value) for phrase in phrases)


def bare(text: str) -> str:
    """The text without accents.

    >>> bare("Đà Nẵng, sœur")
    'Da Nang, soeur'
    """
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D").replace("œ", "oe"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _without_accents(content: Any) -> Any:
    if isinstance(content, str):
        return bare(content)
    if isinstance(content, dict):
        return {_without_accents(key): _without_accents(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_without_accents(each) for each in content]
    return content


def _group(kind: str, value: str) -> str:
    """A longer phrase hides a shorter one of its kind; of the measures, one of those with the same unit."""
    measure = read_measures().get(value) if kind == "measures" else None
    return f"{kind} {measure.unit}" if measure else kind


_LISTS = (
    "parts", "rates", "same_period", "ago", "country", "until", "durations", "ranks",
    "references", "labels", "tiers", "not_counted", "each", "respectively", "events", "same_date", "since",
    "since_then", "now", "sources", "boilerplate",
)  # fmt: skip
_TABLES = ("hedges", "hedges_after", "superlatives", "roles", "units", "measures", "changes")


@cache
def read_language(code: str, folder: Path = FOLDER) -> Language:
    """The language of a code.

    Raises:
        StudyError: there is no file for it, or the file breaks the schema.

    >>> read_language("fr").months["août"]
    8
    """
    path = folder / f"{code}.yml"
    if not path.is_file():
        raise StudyError(f"the language {code!r} is unknown", way_out=f"known are {', '.join(codes(folder))}")
    language = read_yaml(path, Language)
    if language.language != code:
        raise StudyError(f"says it is {language.language!r}", file=shown(path), place="language")
    return language


def codes(folder: Path = FOLDER) -> list[str]:
    """The codes of the languages that have a file."""
    return sorted(path.stem for path in folder.glob("*.yml"))


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
