"""How well the reader reads: its figures against expected ones, by language and by field.

`make evaluate` prints the tables for the specimens and, where the texts are at hand, for the transcribed
reports and for the parts of the real ones (see tests/corpus.py). Sealed specimens are only read with
`--sealed`. `--write` measures the texts that training does not see, and writes what the page on method shows.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import suggestions
from analysis.console import show
from analysis.files import read_rows, write_rows
from analysis.pages.rendering.accuracy import ACCURACY, ACCURACY_COLUMNS
from analysis.reading.fold import fold
from analysis.reading.language import read_language
from analysis.reading.reader import Reader, Row, find_language, read
from analysis.reading.scoring import Options, Weights
from analysis.reading.training import UNMARKED, Lesson
from analysis.reading.version import reader_stamp
from analysis.table.vocabulary import FIGURE_COLUMNS
from corpus import PARTS, SPECIMENS, real, specimens, transcribed, unit_of

FIELDS = (
    "span", "unit", "qualifier", "role", "place", "period", "measure", "relation", "locality", "holder",
    "breakdown", "per",
)  # fmt: skip
SCORES = ("recall", "precision", *FIELDS, "all")
WHOLE = ("unit", "measure", "qualifier", "role", "place", "locality", "period")
"""With the value and its upper end, what must be right for a figure to be right in all."""
TRUSTED = ("unit", "measure", "place", "period")
"""With the value, what must be right of a figure that no mark of doubt is on."""
USUAL = {"qualifier": "exact", "role": "observed"}
"""What an empty cell of an expected row stands for."""
BINS = 10


class Recorder(Weights):
    """The learned weights, which keep the figures that they were asked about, with how sure they were."""

    def __init__(self) -> None:
        super().__init__()
        self.drafts: dict[int, Any] = {}

    def pick(self, name: str, options: Options, draft: Any) -> int:
        """The place of the best option."""
        self.drafts[id(draft)] = draft
        return super().pick(name, options, draft)


@dataclass(frozen=True)
class Told:
    """What the reader says of a text: its figures, and how probable each figure's measure is, by start."""

    figures: Sequence[Row]
    sureness: Mapping[int, float]


def told(lesson: Lesson) -> Told:
    """The reading of a text, whose language the reader finds."""
    code = find_language(lesson.text)
    if not code:
        return Told(read(lesson.text, report_id=lesson.name, place=lesson.place).figures, {})
    recorder, view = Recorder(), fold(lesson.text)
    reader = Reader(read_language(code), lesson.published, recorder)
    figures = reader.read(lesson.text, lesson.name, lesson.place).figures
    sureness = {
        view.span(draft.start, draft.end)[0]: draft.sureness["measure"] for draft in recorder.drafts.values()
    }
    return Told(figures, sureness)


@dataclass(frozen=True)
class Answer:
    """An expected figure that was found, what the reader says of it, and the fields that are wrong."""

    expected: Row
    found: Row
    wrong: frozenset[str]
    sureness: float


@dataclass
class Score:
    """What one or several texts came to, added up."""

    answers: list[Answer] = field(default_factory=list)
    missed: list[Row] = field(default_factory=list)
    extra: list[Row] = field(default_factory=list)

    def add(self, other: Score) -> None:
        self.answers += other.answers
        self.missed += other.missed
        self.extra += other.extra

    @property
    def expected(self) -> int:
        return len(self.answers) + len(self.missed)

    @property
    def found(self) -> int:
        return len(self.answers) + len(self.extra)

    def share(self, name: str) -> float:
        """Recall, precision, `all` of the expected figures; else the share of matched ones with the field."""
        if name == "recall":
            return _share(len(self.answers), self.expected)
        if name == "precision":
            return _share(len(self.answers), self.found)
        if name == "all":
            return _share(self.right(WHOLE), self.expected)
        return _share(self.right((name,)), len(self.answers))

    def right(self, names: Sequence[str]) -> int:
        """How many matched figures have all these fields right."""
        return sum(not each.wrong.intersection(names) for each in self.answers)

    def filled_in(self) -> int:
        """How many figures have a date that they should not have."""
        return sum(bool(a.found["period_end"]) and not a.expected["period_end"] for a in self.answers)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def score(lesson: Lesson) -> Score:
    """The reader's figures of the text against the expected ones."""
    reading = told(lesson)
    pairs, missed, extra = _paired(lesson.figures, reading.figures)
    answers = [
        Answer(gold, mine, wrong(gold, mine), reading.sureness.get(int(mine["start"]), 0.0))
        for gold, mine in pairs
    ]
    return Score(answers, missed, extra)


def _paired(
    expected: Sequence[Row], found: Sequence[Row]
) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Expected and found rows that overlap and have the same value; each row once."""
    left = list(found)
    pairs, missed = [], []
    for gold in expected:
        same = [mine for mine in left if _overlap(gold, mine) and _number(gold) == _number(mine)]
        if same:
            best = min(same, key=lambda mine: len(wrong(gold, mine)))
            left.remove(best)
            pairs.append((gold, best))
        else:
            missed.append(gold)
    return pairs, missed, left


def _overlap(gold: Row, mine: Row) -> bool:
    return int(gold["start"]) < int(mine["end"]) and int(mine["start"]) < int(gold["end"])


def _number(row: Row) -> tuple[float, float]:
    return float(row["value"]), float(row["value_max"] or 0)


def wrong(gold: Row, mine: Row) -> frozenset[str]:
    """The fields in which a found row is not as expected."""
    return frozenset(name for name in FIELDS if _shown(name, gold) != _shown(name, mine))


def _shown(name: str, row: Row) -> str:
    if name == "span":
        return f"{row['start']}-{row['end']}"
    if name == "period":
        return f"{row['period_start']}..{row['period_end']}"
    if name == "relation":
        return f"{row['relation']} {row['related'].partition(':')[2].partition('.')[0]}".strip()
    if name == "unit":
        return unit_of(row)
    if name == "holder":
        return row.get("holder", "").casefold()
    return row.get(name, "") or USUAL.get(name, "")


def problems(lesson: Lesson) -> list[str]:
    """What is wrong in the reading of a text, a line for each."""
    result = score(lesson)
    lines = [
        f"{lesson.name} {each.expected.get('quote') or each.found['quote']!r} {name}: "
        f"want {_shown(name, each.expected)}, got {_shown(name, each.found)}"
        for each in result.answers for name in FIELDS if name in each.wrong
    ]  # fmt: skip
    for word, rows in (("MISSED", result.missed), ("EXTRA", result.extra)):
        lines += [
            f"{lesson.name} {word} {lesson.text[int(row['start']) : int(row['end'])]!r} "
            f"({row['measure']} {row['value']})"
            for row in rows
        ]
    return lines


def by_language(lessons: Iterable[Lesson]) -> dict[str, Score]:
    """The scores of the texts, by language and for all."""
    scores: dict[str, Score] = defaultdict(Score)
    for lesson in lessons:
        one = score(lesson)
        scores[lesson.language].add(one)
        scores["all"].add(one)
    return scores


def doubt_rows(whole: Score) -> list[tuple[str, str, str]]:
    """For each doubted field how many figures are marked, and how many of the others are right."""
    rows = []
    for name in UNMARKED:
        column = "period_end" if name == "period" else name
        unmarked = [each for each in whole.answers if column not in marked(each.found)]
        right = sum(name not in each.wrong for each in unmarked)
        share = 1 - _share(len(unmarked), len(whole.answers))
        rows.append((name, percent(share), percent(_share(right, len(unmarked)))))
    clean = [each for each in whole.answers if not each.found["doubt"]]
    others = sum(not row["doubt"] for row in whole.extra)
    right = sum(not each.wrong.intersection(TRUSTED) for each in clean)
    share = 1 - _share(len(clean) + others, whole.found)
    told = percent(share), percent(_share(right, len(clean) + others))
    return [*rows, ("any; value, " + ", ".join(TRUSTED), *told)]


def marked(row: Row) -> set[str]:
    """The columns of a figure that the reader is not sure of."""
    return {each.split()[0] for each in row["doubt"].split("; ") if each}


def bins(whole: Score) -> list[tuple[str, str, str, str]]:
    """By tenths of the measure's probability: how many figures, its mean, the share that is right."""
    found: dict[int, list[Answer]] = defaultdict(list)
    for each in whole.answers:
        found[min(BINS - 1, int(each.sureness * BINS))].append(each)
    return [
        (
            f"{at / BINS:.1f} to {(at + 1) / BINS:.1f}",
            str(len(found[at])),
            percent(_share_of(each.sureness for each in found[at])),
            percent(_share_of("measure" not in each.wrong for each in found[at])),
        )
        for at in range(BINS)
        if found[at]
    ]


def _share_of(values: Iterable[float]) -> float:
    every = list(values)
    return sum(every) / len(every)


def percent(share: float) -> str:
    """A share in per cent, with one decimal."""
    return f"{share * 100:.1f}"


def show_scores(title: str, scores: Mapping[str, Score]) -> None:
    """Print the tables of one set of texts."""
    rows = [
        (language, str(one.expected), *(percent(one.share(name)) for name in SCORES), str(one.filled_in()))
        for language, one in scores.items()
    ]
    show(("language", "figures", *SCORES, "dates filled in"), rows, title)
    print()
    whole = scores["all"]
    show(("doubt", "marked", "right unmarked"), doubt_rows(whole), f"{title}, doubt")
    print()
    show(("probability", "figures", "mean", "right"), bins(whole), f"{title}, measure")


UNSEEN = {"sealed": "Sealed specimens", "transcribed": "Transcribed reports"} | {
    part: f"Real reports, {part}" for part in PARTS if part != "train"
}
"""The sets of texts that training does not see, by the name that the written table gives them."""


def accuracy_rows(texts: str, lessons: Sequence[Lesson]) -> list[Row]:
    """What the reader makes of one set of texts, as rows of the table that the page on method shows."""
    about = {"texts": texts, "many": str(len(lessons)), "reader": reader_stamp()}
    rows = []
    for language, one in sorted(by_language(lessons).items()):
        found = {"language": language, "said": ""}
        rows += [
            about | found | {"question": question, "field": name, "of": str(of), "right": str(right)}
            for question, name, of, right in _counts(one)
        ]
        rows += [
            about | {"language": language, "question": "probability", "field": bin_, "of": of, "right": right,
                     "said": said}
            for bin_, of, right, said in _told_and_right(one)
        ]  # fmt: skip
    return rows


def _counts(one: Score) -> Iterator[tuple[str, str, int, int]]:
    """Question, field, how many there are to ask, and of how many it holds."""
    yield "found", "", one.expected, len(one.answers)
    yield "stated", "", one.found, len(one.answers)
    yield "all", "", one.expected, one.right(WHOLE)
    for name in FIELDS:
        yield "field", name, len(one.answers), one.right((name,))
    for name in UNMARKED:
        column = "period_end" if name == "period" else name
        unmarked = [each for each in one.answers if column not in marked(each.found)]
        yield "doubted", name, len(one.answers), len(one.answers) - len(unmarked)
        yield "undoubted", name, len(unmarked), sum(name not in each.wrong for each in unmarked)


def _told_and_right(one: Score) -> Iterator[tuple[str, str, str, str]]:
    """By tenths of the measure's probability: how many figures, how many are right, how many should be."""
    for at in range(BINS):
        here = [each for each in one.answers if min(BINS - 1, int(each.sureness * BINS)) == at]
        if here:
            right, said = (
                sum("measure" not in each.wrong for each in here),
                sum(each.sureness for each in here),
            )
            yield f"{at / BINS:.1f}", str(len(here)), str(right), f"{said:.2f}"


def write_accuracy(sets: Mapping[str, Sequence[Lesson]]) -> None:
    """Write what was measured; of texts that are not at hand the rows of the last time stay."""
    kept = read_rows(ACCURACY, ACCURACY_COLUMNS) if ACCURACY.is_file() else []
    rows = {texts: [row for row in kept if row["texts"] == texts] for texts in UNSEEN}
    rows |= {texts: accuracy_rows(texts, sets[name]) for texts, name in UNSEEN.items() if sets.get(name)}
    write_rows(ACCURACY, ACCURACY_COLUMNS, [row for each in rows.values() for row in each])


def main() -> int:
    """Print the evaluation; `--problems` lists what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sealed", action="store_true", help="also the sealed specimens")
    parser.add_argument("--problems", nargs="?", const="", metavar="TEXT", help="list what is wrong")
    parser.add_argument("--write", action="store_true", help=f"write {ACCURACY.name}, nothing else")
    options = parser.parse_args()
    sets = {"Specimens": list(specimens()), "Transcribed reports": list(transcribed())}
    sets |= {f"Real reports, {part}": list(real(part)) for part in PARTS}
    if options.sealed or options.write:
        sets["Sealed specimens"] = list(specimens(SPECIMENS / "sealed"))
    if options.write:
        write_accuracy(sets)
        return 0
    for title, lessons in sets.items():
        if lessons:
            show_scores(title, by_language(lessons))
            print()
    _show_statements(options.sealed)
    if options.problems is not None:
        chosen = [each for lessons in sets.values() for each in lessons if options.problems in each.name]
        print("\n".join(line for each in chosen for line in problems(each)))
    return 0


def _show_statements(sealed: bool) -> None:
    coded = {
        "Statements suggested, specimens": list(suggestions.specimens(SPECIMENS)),
        "Statements suggested, reports": list(suggestions.reports()),
    }
    if sealed:
        coded["Statements suggested, sealed"] = list(suggestions.specimens(SPECIMENS / "sealed"))
    for title, codings in coded.items():
        if codings:
            suggestions.show_suggestions(title, codings)
            print()
    suggestions.show_agreement()
    print()


assert set(FIELDS) - {"span", "period"} <= set(FIGURE_COLUMNS)

if __name__ == "__main__":
    sys.exit(main())
