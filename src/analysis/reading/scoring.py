"""Choosing among candidates by learned weights, and how sure the choice is.

A candidate is a value with the names of the features that hold for it. The weights of all features stand in
weights.csv, made by `make train`; they are thousandths, so that sums are the same on every machine.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

WEIGHTS = Path(__file__).parent / "weights.csv"
COLUMNS = ("field", "feature", "weight")
CALIBRATION = "(calibration)"
"""The row of a field that says by how much its scores are multiplied before they are made probabilities."""
LINE = "(line)"
"""The row of a field that says below which probability its values are doubtful."""


@dataclass(slots=True)
class Option:
    """A value that a field may have, and the features that speak for or against it.

    `shared` are lists of features that several options of one field have: the same list is added up once.
    """

    value: Any
    own: Sequence[str]
    shared: Sequence[Sequence[str]] = ()

    @property
    def features(self) -> list[str]:
        """All features, its own and the shared ones."""
        return [*self.own, *(name for names in self.shared for name in names)]


class Decider(Protocol):
    """What picks one of a field's options: the learned weights, or a teacher who knows what is right."""

    def pick(self, field: str, options: Sequence[Option], draft: Any) -> int:
        """The place of the chosen option."""
        ...


Table = Mapping[str, Mapping[str, int]]


@cache
def read_weights(path: Path = WEIGHTS) -> Table:
    """The weights by field and feature, in thousandths."""
    table: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            table.setdefault(row["field"], {})[row["feature"]] = round(float(row["weight"]) * 1000)
    return table


class Weights:
    """Picks the option with the largest sum of weights, the first of several."""

    def __init__(self, table: Table | None = None) -> None:
        self.table = read_weights() if table is None else table

    def pick(self, field: str, options: Sequence[Option], draft: Any) -> int:
        """The place of the best option; how sure that is, and whether doubtful, is noted in the draft."""
        weights = self.table.get(field, {})
        sums = _sums(options, weights)
        best = max(sums)
        place = sums.index(best)
        line, sure = weights.get(LINE, 0), 1.0
        draft.doubtful.discard(field)
        if line:
            sure = _probability(sums, options, place, weights.get(CALIBRATION, 1000))
            if sure * 1000 < line:
                draft.doubtful.add(field)
        draft.sureness[field] = sure
        return place


def _sums(options: Sequence[Option], weights: Mapping[str, int]) -> list[int]:
    get, known, sums = weights.get, dict[int, int](), []
    for option in options:
        # A feature without a weight gives None, which filter leaves out: three times as fast as a loop.
        total = sum(filter(None, map(get, option.own)))
        for names in option.shared:
            number = id(names)
            if number not in known:
                known[number] = sum(filter(None, map(get, names)))
            total += known[number]
        sums.append(total)
    return sums


def odds(sums: Sequence[int], scale: int) -> list[float]:
    """How likely each option is beside the best one, whose odds are 1: sums and scale in thousandths.

    >>> odds([0, 1000, 1000], 0)
    [1.0, 1.0, 1.0]
    """
    best = max(sums)
    return [math.exp((each - best) * scale * 1e-6) for each in sums]


def _probability(sums: Sequence[int], options: Sequence[Option], place: int, scale: int) -> float:
    """The share of the chosen value among all; options of one value count together."""
    value, every = options[place].value, odds(sums, scale)
    chosen = sum(each for each, option in zip(every, options, strict=True) if option.value == value)
    return chosen / sum(every)
