"""Examples of statements for the learned weights: a teacher who knows the coded segments reads along."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.files import Row
from analysis.reading.saying import KIND, SOURCE, THEME, Saying
from analysis.reading.scoring import CALIBRATION, LINE, Options, Weights, odds
from analysis.reading.statements import suggest
from analysis.reading.training import Asked, Example, learn

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


@dataclass
class StatementTeacher(Asked):
    """Picks what the coded segments say, and keeps what it was asked; else it asks the weights."""

    coded: Mapping[int, Sequence[Row]] = field(default_factory=dict)

    def pick(self, name: str, options: Options, draft: Saying) -> int:
        """The place of a right option."""
        guess = self.guess(name, options, draft)
        rows = self.coded.get(draft.segment.start, ())
        right = [at for at, value in enumerate(options.values) if _is_right(name, value, rows, draft)]
        place = self.answer(name, options, right, guess)
        if place != guess:
            draft.sureness[name] = 1.0
        return place


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
    every = odds(sums, scale)
    return [each / sum(every) for each in every]


def _log_right(weights: Mapping[str, int], example: Example, scale: int) -> float:
    shares = _shares(weights, example, scale)
    return math.log(max(1e-9, sum(shares[at] for at in example.right)))


def _picked(weights: Mapping[str, int], example: Example, scale: int) -> tuple[int, float, bool]:
    """The place of the best option, its share, and whether it is right; the first option tells nothing."""
    shares = _shares(weights, example, scale)
    best = shares.index(max(shares))
    return best, shares[best], best in example.right
