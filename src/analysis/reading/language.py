"""What the reader knows of a language: one YAML file each, one schema."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from analysis.errors import StudyError
from analysis.files import read_yaml, shown
from analysis.reading.lexicon import Lexicon
from analysis.table.catalogue import read_things

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
    """How number words are put together: words between them, what only ends them, what multiplies.

    `ones` are articles and the like that are numbers only before a scale word, a decimal mark or a share;
    `points` are decimal marks in words.
    """

    joints: Phrases = []
    tails: dict[str, int] = {}
    times: dict[str, int] = {}
    ones: dict[str, int] = {}
    points: Phrases = []


class Sides(_Part):
    """Words before and after a numeral."""

    before: Phrases
    after: Phrases


class Around(_Part):
    """Words before a numeral and words after it, where there are any."""

    before: Phrases = []
    after: Phrases = []


class Names(_Part):
    """Words that introduce the name of one locality, or of several."""

    one: Phrases
    many: Phrases
    behind: Phrases = []


class Said(_Part):
    """What tells a statement without a number.

    `cues` are words by what they say (asking, deciding, lacking ...), `subjects` words of a theme that no
    concept names, `limits` words before a day that must be kept, `groups` what a working group is called.
    """

    cues: dict[str, Phrases] = {}
    subjects: dict[str, Phrases] = {}
    limits: Phrases = []
    groups: Phrases = []


class Tabled(_Part):
    """Words of tables: what the unit stands behind, what heads a column of row numbers, a row of totals."""

    units: Phrases = []
    numbers: Phrases = []
    totals: Phrases = []


class Language(_Part):
    """All that the reader knows of one language (CONTRIBUTING.md, "A new language")."""

    language: str
    name: str
    function_words: Phrases
    style: Style
    number_words: dict[str, int]
    compounds: Compounds = Compounds()
    scales: dict[str, int]
    short_scales: dict[str, int] = {}
    money_scales: dict[str, int] = {}
    halves: Around = Around()
    fractions: Phrases = []
    fraction_of: Phrases = []
    minus: Phrases = []
    currencies: dict[str, Phrases]
    percent: Phrases
    points: Phrases
    scores: Phrases
    score_words: Phrases = []
    areas: Phrases = []
    densities: Phrases = []
    hedges: dict[str, Phrases]
    hedges_after: dict[str, Phrases]
    ranges: Between
    moves: Between = Between(open=[], between=[])
    lists: Phrases = []
    of: Phrases
    parts: Phrases
    rates: Phrases
    changes: dict[str, Phrases]
    by: Phrases = []
    same_period: Phrases
    ago: Phrases
    superlatives: dict[str, Phrases]
    roles: dict[str, Phrases]
    country: Phrases
    locality_words: Names
    province_words: Phrases = []
    name_joints: Phrases
    months: dict[str, int]
    ordinal_words: dict[str, int]
    year_tail: str = "(?: {y})?"
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
    grades: Phrases = []
    streets: Around = Around()
    seats: Around = Around()
    clock: Around = Around()
    day_words: Phrases = []
    articles: Phrases = []
    not_scales: Phrases = []
    events: Phrases = []
    same_date: Phrases = []
    since: Phrases = []
    since_then: Phrases = []
    reform: dict[str, Phrases] = {}
    now: Phrases = []
    tiers: Phrases
    per: dict[str, Phrases]
    concepts: dict[str, Phrases]
    holders: Phrases = []
    syllables: bool = False
    no_names: Phrases = []
    sources: Phrases
    boilerplate: Phrases
    statements: Said = Said()
    bodies: dict[str, Phrases] = {}
    tables: Tabled = Tabled()

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
        """The words that tell statements, the concepts and the bodies, ready to be found in a segment."""
        return Lexicon(self._said(), _said_group)

    def _said(self) -> Iterator[tuple[str, str, str]]:
        tables = {
            "cues": self.statements.cues, "subjects": self.statements.subjects, "concepts": self.concepts,
            "bodies": self.bodies, "limits": {"": self.statements.limits}, "sources": {"": self.sources},
        }  # fmt: skip
        for kind, table in tables.items():
            yield from ((phrase, kind, value) for value, phrases in table.items() for phrase in phrases)

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
    """A longer phrase hides a shorter one of its kind; things counted and what is said of them are two."""
    return "things" if kind == "concepts" and value in read_things() else kind


def _said_group(kind: str, value: str) -> str:
    """Words of one theme hide only words of the same theme."""
    return f"{kind} {value}" if kind == "subjects" else _group(kind, value)


_LISTS = (
    "parts", "rates", "same_period", "ago", "country", "until", "durations", "ranks",
    "references", "labels", "tiers", "respectively", "events", "same_date", "since",
    "since_then", "now", "sources", "boilerplate", "scores",
)  # fmt: skip
_TABLES = ("hedges", "hedges_after", "superlatives", "roles", "changes", "per", "concepts", "reform")


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
