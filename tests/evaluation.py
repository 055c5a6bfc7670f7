"""How well the reader reads: its figures against expected ones, by language and by field.

`make evaluate` prints the table for the specimens and, where the texts are at hand, for the
transcribed reports. Sealed specimens are only read with `--sealed`.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import suggestions
from analysis.console import show
from analysis.files import DATA
from analysis.reading.reader import Row, read
from analysis.reading.report import read_text
from analysis.table.catalogue import read_places
from analysis.table.register import read_register
from analysis.table.vocabulary import FIGURE_COLUMNS

SPECIMENS = Path(__file__).parent / "specimens"
FIELDS = ("span", "unit", "qualifier", "role", "place", "period", "measure", "relation")


@dataclass(frozen=True)
class Case:
    """A text with what it states: expected figures with offsets, and expected other numbers."""

    case_id: str
    language: str
    place: str
    published: str
    text: str
    figures: tuple[Row, ...]
    numbers: tuple[Row, ...]


def specimens(folder: Path = SPECIMENS) -> Iterator[Case]:
    """The specimens of a folder."""
    for row in _rows(folder / "specimens.csv"):
        name = row["id"]
        text = (folder / f"{name}.txt").read_text(encoding="utf-8")
        figures = tuple(_located(text, _rows(folder / f"{name}.figures.csv"), name))
        numbers = tuple(_located(text, _rows(folder / f"{name}.numbers.csv"), name))
        yield Case(name, row["language"], row["place"], row["published"], text, figures, numbers)


def transcribed() -> Iterator[Case]:
    """The registered reports whose texts are at hand."""
    for report in read_register(DATA / "reports.csv", read_places()).values():
        text = read_text(report.report_id)
        if text is not None:
            name = report.report_id
            figures, numbers = (tuple(_rows(DATA / kind / f"{name}.csv")) for kind in ("figures", "numbers"))
            yield Case(name, report.language, report.place, report.published, text.content, figures, numbers)


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _located(text: str, rows: list[Row], name: str) -> Iterator[Row]:
    """Rows that name a quote and its occurrence, with offsets instead."""
    for row in rows:
        start = _nth(text, row["quote"], int(row["nth"]))
        related = row.get("related", "")
        if related:
            quote, _, nth = related.rpartition("#")
            related = f"{name}:{_nth(text, quote, int(nth))}"
        yield row | {"start": str(start), "end": str(start + len(row["quote"])), "related": related}


def _nth(text: str, quote: str, nth: int) -> int:
    start = -len(quote)
    for _ in range(nth):
        start = text.find(quote, start + len(quote))
        assert start >= 0, f"{quote!r} does not stand {nth} times in the text"
    return start


@dataclass
class Score:
    """Counts of one or several cases, added up."""

    expected: int = 0
    found: int = 0
    matched: int = 0
    right: Counter[str] = None  # type: ignore[assignment]
    filled_in: int = 0

    def __post_init__(self) -> None:
        self.right = self.right or Counter()

    def add(self, other: Score) -> None:
        self.expected += other.expected
        self.found += other.found
        self.matched += other.matched
        self.filled_in += other.filled_in
        self.right += other.right

    def share(self, name: str) -> float:
        """Recall, precision, or the share of matched figures with the field right."""
        if name == "recall":
            return self.matched / self.expected if self.expected else 1.0
        if name == "precision":
            return self.matched / self.found if self.found else 1.0
        return self.right[name] / self.matched if self.matched else 1.0


def score(case: Case, problems: list[str] | None = None) -> Score:
    """The reader's figures of the case against the expected ones."""
    told = read(case.text, report_id=case.case_id, published=case.published, place=case.place)
    pairs, missed, extra = _paired(case.figures, told.figures)
    result = Score(len(case.figures), len(told.figures), len(pairs))
    for gold, mine in pairs:
        wrong = [name for name in FIELDS if not _right(name, gold, mine)]
        result.right.update(name for name in FIELDS if name not in wrong)
        result.filled_in += bool(mine["period_end"]) and not gold["period_end"]
        if problems is not None:
            said = f"{case.case_id} {gold['quote']!r}"
            problems += [f"{said} {n}: want {_shown(n, gold)}, got {_shown(n, mine)}" for n in wrong]
    if problems is not None:
        problems += [
            f"{case.case_id} MISSED {row['quote']!r} ({row['measure']} {row['value']})" for row in missed
        ]
        problems += [
            f"{case.case_id} EXTRA {row['quote']!r} ({row['measure']} {row['value']})" for row in extra
        ]
    return result


def _paired(
    expected: Sequence[Row], found: Sequence[Row]
) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Expected and found rows that overlap and have the same value; each row once."""
    left = list(found)
    pairs, missed = [], []
    for gold in expected:
        same = [mine for mine in left if _overlap(gold, mine) and _number(gold) == _number(mine)]
        if same:
            best = max(same, key=lambda mine: sum(_right(name, gold, mine) for name in FIELDS))
            left.remove(best)
            pairs.append((gold, best))
        else:
            missed.append(gold)
    return pairs, missed, left


def _overlap(gold: Row, mine: Row) -> bool:
    return int(gold["start"]) < int(mine["end"]) and int(mine["start"]) < int(gold["end"])


def _number(row: Row) -> tuple[float, float]:
    return float(row["value"]), float(row["value_max"] or 0)


def _right(name: str, gold: Row, mine: Row) -> bool:
    return _shown(name, gold) == _shown(name, mine)


def _shown(name: str, row: Row) -> str:
    if name == "span":
        return f"{row['start']}-{row['end']}"
    if name == "period":
        return f"{row['period_start']}..{row['period_end']}"
    if name == "relation":
        return f"{row['relation']} {row['related'].partition(':')[2].partition('.')[0]}".strip()
    return row[name]


def digits_left(case: Case) -> list[str]:
    """Digits of the text that stand in neither table."""
    told = read(case.text, report_id=case.case_id, published=case.published, place=case.place)
    covered = {
        at for row in (*told.figures, *told.numbers) for at in range(int(row["start"]), int(row["end"]))
    }
    return [case.text[max(0, at - 15) : at + 5] for at, letter in enumerate(case.text)
            if letter.isdigit() and at not in covered]  # fmt: skip


def by_language(cases: Sequence[Case]) -> dict[str, Score]:
    """The scores of the cases, by language and for all."""
    scores: dict[str, Score] = defaultdict(Score)
    for case in cases:
        one = score(case)
        scores[case.language].add(one)
        scores["all"].add(one)
    return scores


def show_scores(title: str, cases: Sequence[Case]) -> None:
    """Print the table of one set of cases."""
    names = ("recall", "precision", *FIELDS)
    rows = [
        (language, str(one.expected), *(f"{one.share(name) * 100:.1f}" for name in names), str(one.filled_in))
        for language, one in by_language(cases).items()
    ]
    show(("language", "figures", *names, "dates filled in"), rows, title)


def main() -> int:
    """Print the evaluation; `--problems` lists what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sealed", action="store_true", help="also the sealed specimens")
    parser.add_argument("--problems", nargs="?", const="", metavar="CASE", help="list what is wrong")
    options = parser.parse_args()
    sets = {"Specimens": list(specimens()), "Transcribed reports": list(transcribed())}
    if options.sealed:
        sets["Sealed specimens"] = list(specimens(SPECIMENS / "sealed"))
    for title, cases in sets.items():
        if cases:
            show_scores(title, cases)
            print()
    _show_statements(options.sealed)
    if options.problems is not None:
        problems: list[str] = []
        for case in [case for cases in sets.values() for case in cases if options.problems in case.case_id]:
            score(case, problems)
        print("\n".join(problems))
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
