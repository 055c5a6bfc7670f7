"""Choosing among candidates by learned weights, and how sure the choice is.

A candidate is a value with a tally of the features that hold for it: to the reader the sum of their weights,
to a teacher, from whom weights are learned, their names. The weights of all features stand in weights.csv,
made by `make train`; they are thousandths, so that sums are the same on every machine.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import compress
from pathlib import Path
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

WEIGHTS = Path(__file__).parent / "weights.csv"
COLUMNS = ("field", "feature", "weight")
CALIBRATION = "(calibration)"
"""The row of a field that says by how much its scores are multiplied before they are made probabilities."""
LINE = "(line)"
"""The row of a field that says below which probability its values are doubtful."""

Tally = Any
"""What features add up to: a sum of weights, or a tuple of names."""
Name = Callable[[Any, Any], Iterable[str]]
"""How features are called that hold for two things together, such as a word beside a figure and a measure."""
Key = TypeVar("Key")
Made = TypeVar("Made")


class Kept(dict[Key, Made], Generic[Key, Made]):
    """What is worked out when it is asked for the first time, and kept.

    >>> squares = Kept(lambda number: number**2)
    >>> squares[3], squares
    (9, {3: 9})
    """

    def __init__(self, make: Callable[[Key], Made]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: Key) -> Made:
        made = self[key] = self._make(key)
        return made


class Keys(tuple[str, ...]):
    """The things that a field's options are told apart by; one that is made once is looked up at once."""

    __hash__ = object.__hash__
    __eq__ = object.__eq__
    __ne__ = object.__ne__


Column = Kept[Keys, tuple[Tally, ...]]
"""What a feature adds up to for each of some keys."""


class Features:
    """What the features of one field add up to: their weights to the reader, their names to a teacher.

    A feature that holds for two things together is named and weighed once: `pairs[name][one][other]` is its
    tally from then on, `columns[name][one][keys]` those of all keys. All things come out of tables (measures,
    units, concepts, positions), never out of a text, so that there is an end to them.

    >>> named, keys = Features(tuple, ()), Keys(["rooms", "files"])
    >>> column = named.columns[lambda word, measure: [f"{measure} beside {word}"]]
    >>> named.each([column["roof"], column["online"]], keys)
    [('rooms beside roof', 'rooms beside online'), ('files beside roof', 'files beside online')]
    """

    def __init__(self, tally: Callable[[Iterable[str]], Tally], nothing: Tally) -> None:
        self.tally, self.nothing = tally, nothing
        self.pairs: Kept[Name, Kept[Any, Kept[Any, Tally]]] = Kept(
            lambda name: Kept(lambda one: Kept(lambda other: tally(name(one, other))))
        )
        self.columns: Kept[Name, Kept[Any, Column]] = Kept(
            lambda name: Kept(lambda one: Kept(lambda keys: tuple(tally(name(one, key)) for key in keys)))
        )

    def each(self, columns: Iterable[Column], keys: Keys) -> list[Tally]:
        """For each of the keys the sum over all columns."""
        rows = zip(*[column[keys] for column in columns], strict=True)
        return [sum(row, self.nothing) for row in rows]


class Options(NamedTuple):
    """The values that a field may have, and of each the tally of what speaks for or against it."""

    values: list[Any]
    tallies: list[Tally]


class Decider(Protocol):
    """What picks one of a field's options: the learned weights, or a teacher who knows what is right."""

    def features(self, field: str) -> Features:
        """How the features of a field are tallied for it."""
        ...

    def pick(self, field: str, options: Options, draft: Any) -> int:
        """The place of the chosen option."""
        ...


Table = Mapping[str, Mapping[str, int]]


@cache
def read_weights(path: Path = WEIGHTS) -> Table:
    """The weights by field and feature, in thousandths."""
    table: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for field, feature, weight in rows:
            table.setdefault(field, {})[feature] = round(float(weight) * 1000)
    return table


class Weights:
    """Picks the option with the largest sum of weights, the first of several."""

    def __init__(self, table: Table | None = None) -> None:
        self.table = read_weights() if table is None else table
        self._features = Kept(self._weighed)
        self._lines = Kept(self._line)

    def _weighed(self, field: str) -> Features:
        get = self.table.get(field, {}).get
        # A feature without a weight gives None, which filter leaves out: three times as fast as a loop.
        return Features(lambda names: sum(filter(None, map(get, names))), 0)

    def _line(self, field: str) -> tuple[int, int]:
        """Below which probability values are doubtful, and the scale of the sums."""
        weights = self.table.get(field, {})
        return weights.get(LINE, 0), weights.get(CALIBRATION, 1000)

    def features(self, field: str) -> Features:
        """The features of a field, tallied by their weights."""
        return self._features[field]

    def pick(self, field: str, options: Options, draft: Any) -> int:
        """The place of the best option; how sure that is, and whether doubtful, is noted in the draft."""
        place, sure = options.tallies.index(max(options.tallies)), 1.0
        line, scale = self._lines[field]
        draft.doubtful.discard(field)
        if line and len(options.values) > 1:
            sure = _probability(options, place, scale)
            if sure * 1000 < line:
                draft.doubtful.add(field)
        draft.sureness[field] = sure
        return place


@cache
def learned() -> Weights:
    """The weights that stand; what they were asked once they know in every text."""
    return Weights()


def odds(sums: Sequence[int], scale: int) -> list[float]:
    """How likely each option is beside the best one, whose odds are 1: sums and scale in thousandths.

    >>> odds([0, 1000, 1000], 0)
    [1.0, 1.0, 1.0]
    """
    best = max(sums)
    return [math.exp((each - best) * scale * 1e-6) for each in sums]


def _probability(options: Options, place: int, scale: int) -> float:
    """The share of the chosen value among all; options of one value count together."""
    best, every = options.values[place], odds(options.tallies, scale)
    return sum(compress(every, [value == best for value in options.values])) / sum(every)
