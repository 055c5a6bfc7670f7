"""Examples of statements for the learned weights: a teacher who knows the coded segments reads along."""

from __future__ import annotations

import csv
import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis.files import Row
from analysis.reading.saying import KIND, SOURCE, THEME, Saying
from analysis.reading.scoring import CALIBRATION, LINE, Option, Weights
from analysis.reading.sentences import segments_of
from analysis.reading.statements import suggest
from analysis.reading.training import Example, learn

PENALTIES = {KIND: 3.0, THEME: 1.0, SOURCE: 0.5}


_SCALES = range(200, 1501, 50)
_LINES = range(300, 951, 25)


@dataclass(frozen=True)
class CodedText:
    """A text with the statements that a person finds in it: rows of statements with `start`."""

    name: str
    language: str
    published: str
    place: str
    text: str
    statements: Sequence[Row]


def coded_texts(register: Path) -> Iterator[CodedText]:
    """The texts of a register (id, language, place, published) that have a table of statements beside them.

    The tables give the number of each segment, from 1.
    """
    for row in _rows(register):
        table = register.with_name(f"{row['id']}.statements.csv")
        if table.is_file():
            text = register.with_name(f"{row['id']}.txt").read_text(encoding="utf-8")
            starts = [str(segment.start) for segment in segments_of(text)]
            coded = [{**each, "start": starts[int(each["segment"]) - 1]} for each in _rows(table)]
            yield CodedText(row["id"], row["language"], row["published"], row["place"], text, coded)


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class StatementTeacher:
    """Picks what the coded segments say, and keeps what it was asked; else it asks the weights."""

    fallback: Weights
    coded: Mapping[int, Sequence[Row]] = field(default_factory=dict)
    examples: dict[str, list[Example]] = field(default_factory=lambda: defaultdict(list))
    unreachable: Counter[str] = field(default_factory=Counter)

    def pick(self, name: str, options: Sequence[Option], draft: Saying) -> int:
        """The place of a right option."""
        guess = self.fallback.pick(name, options, draft)
        rows = self.coded.get(draft.segment.start, ())
        right = [at for at, option in enumerate(options) if _is_right(name, option.value, rows, draft)]
        if not right:
            self.unreachable[name] += 1
            return guess
        if len(options) > 1:
            self.examples[name].append(Example([option.features for option in options], frozenset(right)))
        if guess not in right:
            draft.sureness[name] = 1.0
        return guess if guess in right else right[0]


def _is_right(name: str, value: object, rows: Sequence[Row], said: Saying) -> bool:
    if name == KIND:
        return value == (rows[0]["kind"] if rows else "")
    if name == THEME:
        return value == any(row["theme"] == said.theme for row in rows)
    return bool(rows) and str(value).casefold() == rows[0]["source"].casefold()


def statement_examples(
    lessons: Iterable[CodedText], weights: Weights | None = None
) -> dict[str, list[Example]]:
    """What the coded texts teach, by field of weights.csv; a segment with a statement counts twice."""
    examples = _asked(lessons, weights or Weights({})).examples
    said = [each for each in examples[KIND] if 0 not in each.right]
    return {**examples, KIND: examples[KIND] + said}


def _asked(lessons: Iterable[CodedText], weights: Weights) -> StatementTeacher:
    """The teacher after all lessons."""
    teacher = StatementTeacher(weights)
    for lesson in lessons:
        coded: dict[int, list[Row]] = {}
        for row in lesson.statements:
            coded.setdefault(int(row["start"]), []).append(row)
        teacher.coded = coded
        suggest(lesson.text, lesson.language, published=lesson.published, place=lesson.place, decider=teacher)
    return teacher


def statement_weights(examples: Mapping[str, Sequence[Example]]) -> dict[str, dict[str, int]]:
    """The weights of kind, theme and source, in thousandths."""
    return {name: learn(examples[name], penalty) for name, penalty in PENALTIES.items() if examples.get(name)}


def statement_line(weights: Mapping[str, int], examples: Sequence[Example]) -> dict[str, int]:
    """The rows `(calibration)` and `(line)` of kind or theme, chosen on texts that taught nothing.

    The scale makes the right options likeliest, the line best parts wrong from right.
    """
    scale = max(_SCALES, key=lambda each: sum(_log_right(weights, example, each) for example in examples))
    told = [_picked(weights, example, scale) for example in examples]
    wrong = sorted(share for place, share, is_right in told if place and not is_right)
    right = sorted(share for place, share, is_right in told if place and is_right)
    return {CALIBRATION: scale, LINE: max(_LINES, key=lambda line: _below(wrong, line) - _below(right, line))}


def _below(shares: Sequence[float], line: int) -> float:
    """The part of the shares that lies below a line in thousandths."""
    return bisect_left(shares, line / 1000) / max(1, len(shares))


def _shares(weights: Mapping[str, int], example: Example, scale: int) -> list[float]:
    sums = [sum(weights.get(name, 0) for name in option) for option in example.options]
    every = [math.exp((each - max(sums)) * scale * 1e-6) for each in sums]
    return [each / sum(every) for each in every]


def _log_right(weights: Mapping[str, int], example: Example, scale: int) -> float:
    shares = _shares(weights, example, scale)
    return math.log(max(1e-9, sum(shares[at] for at in example.right)))


def _picked(weights: Mapping[str, int], example: Example, scale: int) -> tuple[int, float, bool]:
    """The place of the best option, its share, and whether it is right; the first option tells nothing."""
    shares = _shares(weights, example, scale)
    best = shares.index(max(shares))
    return best, shares[best], best in example.right
