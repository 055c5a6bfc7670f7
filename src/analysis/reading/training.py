"""Weights learned from texts whose figures are known: `make train`.

A teacher reads along and picks what is right; what it was asked, with the features of every option, are the
examples. For each field the weights make the right options most likely (a conditional logit with a small
penalty).
"""

from __future__ import annotations

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.files import Row
from analysis.reading.fold import View, fold
from analysis.reading.language import read_language
from analysis.reading.reader import Reader
from analysis.reading.scoring import CALIBRATION, COLUMNS, LINE, Features, Options, Weights, odds
from analysis.reading.sentences import Draft
from analysis.table.catalogue import read_measures

FIELDS = ("measure", "role", "place", "locality", "holder", "breakdown", "per", "period")
PENALTY = {"measure": 0.5, "period": 1.0}
RARE = 3
"""A feature that stands in fewer examples is left out."""


@dataclass(frozen=True)
class Lesson:
    """A text with the figures that it states: rows of figures with start and end."""

    name: str
    language: str
    published: str
    place: str
    text: str
    figures: Sequence[Row]


@dataclass(frozen=True)
class Example:
    """What was asked of a field: the features of each option, and which options are right."""

    options: Sequence[Sequence[str]]
    right: frozenset[int]


@dataclass
class Asked:
    """What a teacher was asked by field, and how often no option was right."""

    fallback: Weights
    examples: dict[str, list[Example]] = field(default_factory=lambda: defaultdict(list))
    unreachable: Counter[str] = field(default_factory=Counter)
    names: Features = field(default_factory=lambda: Features(tuple, ()))

    def features(self, name: str) -> Features:
        """A teacher wants to know the features by their names."""
        return self.names

    def guess(self, name: str, options: Options, draft: Any) -> int:
        """What the weights would pick."""
        sums = [*map(self.fallback.features(name).tally, options.tallies)]
        return self.fallback.pick(name, Options(options.values, sums), draft)

    def answer(self, name: str, options: Options, right: Sequence[int], guess: int) -> int:
        """The guess if it is right or nothing is, else the first right option; the question is kept."""
        if not right:
            self.unreachable[name] += 1
            return guess
        if len(options.values) > 1:
            self.examples[name].append(Example(options.tallies, frozenset(right)))
        return guess if guess in right else right[0]


@dataclass
class Teacher(Asked):
    """Picks what the known figures say, and keeps what it was asked; elsewhere it asks the weights."""

    view: View = field(default_factory=lambda: View(""))
    figures: Sequence[Row] = ()

    def pick(self, name: str, options: Options, draft: Draft) -> int:
        """The place of a right option."""
        row = self._row(draft)
        guess = self.guess(name, options, draft)
        if row is None:
            return guess
        right = [at for at, value in enumerate(options.values) if is_right(name, value, row)]
        return self.answer(name, options, right, guess)

    def _row(self, draft: Draft) -> Row | None:
        start, end = self.view.span(draft.start, draft.end)
        inside = [row for row in self.figures if int(row["start"]) < end and start < int(row["end"])]
        return inside[0] if inside else None


def is_right(name: str, value: Any, row: Row) -> bool:
    """Whether a field's value is what the row says."""
    if name == "measure":
        unit = row["unit"] or read_measures()[row["measure"]].unit
        return (value.measure, value.unit) == (row["measure"], unit)
    if name == "period":
        return tuple(value.window) == (row["period_start"], row["period_end"])
    if name == "locality":
        return "; ".join(value) == row["locality"]
    if name == "holder":
        return str(value).casefold() == row.get("holder", "").casefold()
    return bool(value == (row.get(name, "") or ("observed" if name == "role" else "")))


def taught(lessons: Iterable[Lesson], weights: Weights) -> Teacher:
    """The teacher after all lessons."""
    teacher = Teacher(weights)
    for lesson in lessons:
        teacher.view, teacher.figures = fold(lesson.text), lesson.figures
        reader = Reader(read_language(lesson.language), lesson.published, teacher)
        reader.read(lesson.text, lesson.name, lesson.place)
    return teacher


def learn(examples: Sequence[Example], penalty: float) -> dict[str, int]:
    """The weights, in thousandths, that make the right options of the examples most likely."""
    import numpy as np
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    counts = Counter(name for each in examples for name in {n for option in each.options for n in option})
    names = sorted(name for name, count in counts.items() if count >= RARE)
    at = {name: place for place, name in enumerate(names)}
    columns: list[int] = []
    ends, groups, right = [0], [], []
    for number, each in enumerate(examples):
        for place, option in enumerate(each.options):
            columns += (at[name] for name in option if name in at)
            ends.append(len(columns))
            groups.append(number)
            right.append(place in each.right)
    table = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(groups), len(names)))
    group, good = np.array(groups), np.array(right)
    first = np.searchsorted(group, np.arange(len(examples)))

    def shares(scores: Any) -> tuple[Any, Any]:
        top = np.maximum.reduceat(scores, first)
        each = np.exp(scores - top[group])
        total = np.add.reduceat(each, first)
        return each / total[group], np.log(total) + top

    def loss(weights: Any) -> tuple[float, Any]:
        scores = table @ weights
        every, all_of = shares(scores)
        chosen, right_of = shares(np.where(good, scores, -1e9))
        value = float((all_of - right_of).sum()) + penalty * float(weights @ weights)
        return value, table.T @ (every - chosen) + 2 * penalty * weights

    # So close that the rounded weights do not depend on the order in which another machine adds.
    found = minimize(
        loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 1000, "ftol": 1e-13}
    )
    rounded = {name: round(float(value) * 1000) for name, value in zip(names, found.x, strict=True)}
    return {name: value for name, value in rounded.items() if value}


def weigh(examples: Mapping[str, Sequence[Example]]) -> dict[str, dict[str, int]]:
    """The weights of all fields."""
    return {name: learn(examples[name], PENALTY.get(name, 0.3)) for name in FIELDS if examples.get(name)}


@dataclass(frozen=True)
class Answer:
    """How a field was answered on a text that training did not see: all options' sums, which are right."""

    sums: Sequence[int]
    right: frozenset[int]

    def sureness(self, scale: int) -> tuple[float, bool]:
        """How probable the best option is when sums are multiplied by a scale, and whether it is right."""
        every = odds(self.sums, scale)
        chosen = self.sums.index(max(self.sums))
        # Options that are right together count together, as for the reader where their value is the same.
        share = sum(every[at] for at in self.right) if chosen in self.right else every[chosen]
        return share / sum(every), chosen in self.right


def answers(examples: Sequence[Example], weights: Mapping[str, int]) -> list[Answer]:
    """What the weights answer to examples."""
    return [
        Answer([sum(weights.get(name, 0) for name in option) for option in each.options], each.right)
        for each in examples
    ]


SCALES = range(300, 1301, 50)
UNMARKED = {"measure": 0.94, "place": 0.97, "period": 0.95, "role": 0.97, "locality": 0.96}
"""Of figures whose field is not marked as doubtful, so many are to be right."""
MOST_MARKED = 0.2
"""No field may mark more of the figures than this."""


def calibrate(told: Sequence[Answer], wanted: float) -> tuple[int, float]:
    """The scale that makes probabilities honest, and the line below which a field is doubtful."""
    scale = min(SCALES, key=lambda each: _surprise(told, each))
    sure = sorted((each.sureness(scale) for each in told), reverse=True)
    fewest = math.ceil(len(sure) * (1 - MOST_MARKED))
    right = sum(good for _, good in sure[:fewest])
    kept = fewest
    for number in range(fewest, len(sure)):
        right += sure[number][1]
        if right / (number + 1) >= wanted:
            kept = number + 1
    return scale, round(sure[kept - 1][0], 2) if sure else 0.0


def _surprise(told: Sequence[Answer], scale: int) -> float:
    every = (each.sureness(scale) for each in told)
    return -sum(math.log(max(1e-6, sure if good else 1 - sure)) for sure, good in every)


def calibrated(
    examples: Mapping[str, Sequence[Example]],
    kept: Mapping[str, Sequence[Example]],
    table: dict[str, dict[str, int]],
) -> dict[str, dict[str, int]]:
    """The table with scale and line of each field, found with weights that did not see `kept`."""
    blind = weigh(examples)
    for name, wanted in UNMARKED.items():
        if kept.get(name) and name in table:
            scale, line = calibrate(answers(kept[name], blind[name]), wanted)
            table[name] |= {CALIBRATION: scale, LINE: round(line * 1000)}
    return table


def write_weights(table: Mapping[str, Mapping[str, int]], path: Path) -> None:
    """The table of weights, in thousandths with three digits behind the point, sorted."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for name in sorted(table):
            writer.writerows((name, each, f"{table[name][each] / 1000:.3f}") for each in sorted(table[name]))
