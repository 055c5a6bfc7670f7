"""Makes src/analysis/reading/weights.csv: `make train`.

It learns from the specimens, and from what was asked while reading real reports (tests/real/examples.csv.gz);
with `--examples` that file is made again first, from the texts that are at hand. `--check` changes nothing
and ends 1 where the weights that stand differ.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from analysis.reading.saying import KIND, THEME
from analysis.reading.scoring import WEIGHTS, Table, Weights, read_weights
from analysis.reading.statement_training import (
    PENALTIES,
    CodedText,
    statement_examples,
    statement_line,
    statement_weights,
)  # fmt: skip
from analysis.reading.training import FIELDS, Example, Lesson, calibrated, taught, weigh, write_weights
from corpus import LESSONS, REAL, SPECIMENS, coded_texts, real, real_coded, specimens

EXAMPLES, FEATURES = REAL / "examples.csv.gz", REAL / "features.txt"
EVERY = (*FIELDS, *PENALTIES)
Examples = dict[str, list[Example]]


def place_told(lesson: Lesson) -> Lesson:
    """Every other text is read without its place being told, as a drop in the inbox may be."""
    return replace(lesson, place="") if _digit(lesson.name) % 2 else lesson


def is_kept(name: str) -> bool:
    """Whether a text calibrates: one in four, chosen by its name."""
    return _digit(name) % 4 == 2


def _digit(name: str) -> int:
    return int(hashlib.sha256(name.encode()).hexdigest()[-1], 16)


def asked(lessons: Iterable[Lesson], coded: Iterable[CodedText]) -> dict[str, Examples]:
    """What is asked of each field while the lessons are read and the coded texts gone through, by text."""
    every = {each.name: dict(taught([place_told(each)], Weights({})).examples) for each in lessons}
    for text in coded:
        every.setdefault(text.name, {}).update(statement_examples([text]))
    return every


def write_examples(every: Mapping[str, Examples]) -> None:
    """The examples as numbers: field, report, the right options, and the features of each option."""
    names = sorted(
        {n for found in every.values() for each in found.values() for e in each for o in e.options for n in o}
    )
    at = {name: str(place) for place, name in enumerate(names)}
    FEATURES.write_text("\n".join(names) + "\n", encoding="utf-8")
    lines = [
        f"{field},{report},{_right(each)},{'|'.join(' '.join(at[n] for n in o) for o in each.options)}"
        for report, found in sorted(every.items()) for field in EVERY for each in found.get(field, ())
    ]  # fmt: skip
    with EXAMPLES.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as file:
        file.write(("\n".join(lines) + "\n").encode())


def _right(example: Example) -> str:
    return " ".join(map(str, sorted(example.right)))


def read_examples() -> dict[str, Examples]:
    """The examples of the real reports, by report."""
    names = FEATURES.read_text(encoding="utf-8").splitlines()
    every: dict[str, Examples] = defaultdict(lambda: defaultdict(list))
    with gzip.open(EXAMPLES, "rt", encoding="utf-8") as file:
        for line in file:
            field, report, right, options = line.rstrip("\n").split(",")
            features = [[names[int(at)] for at in option.split()] for option in options.split("|")]
            every[report][field].append(Example(features, frozenset(map(int, right.split()))))
    return every


def together(every: Mapping[str, Examples], names: Sequence[str]) -> Examples:
    """The examples of some texts, by field."""
    return {field: [each for name in names for each in every[name].get(field, ())] for field in EVERY}


def learned() -> dict[str, dict[str, int]]:
    """The table of weights."""
    found = asked(specimens(), [*coded_texts(SPECIMENS / "specimens.csv"), *coded_texts(LESSONS)])
    reports = read_examples()
    every = {**found, **reports}
    names = sorted(every)
    whole = together(every, names)
    blind = together(every, [name for name in names if not is_kept(name)])
    kept = together(every, [name for name in sorted(reports) if is_kept(name)])
    table = calibrated(blind, kept, weigh(whole))
    unseen = statement_weights(blind)
    for name, weights in statement_weights(whole).items():
        table[name] = weights | (statement_line(unseen[name], kept[name]) if name in (KIND, THEME) else {})
    return table


def differing(table: Table, known: Table) -> list[tuple[str, str]]:
    """Field and feature of the weights that differ by more than their last digit."""
    return [
        (field, name)
        for field in sorted({*table, *known})
        for name in sorted({*table.get(field, {}), *known.get(field, {})})
        if abs(table.get(field, {}).get(name, 0) - known.get(field, {}).get(name, 0)) > 1
    ]


def main() -> int:
    """Learn and write, or compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", action="store_true", help="read the real training texts again")
    parser.add_argument("--check", action="store_true", help="only say whether the weights are those")
    options = parser.parse_args()
    if options.examples:
        write_examples(asked(real("train"), real_coded("train")))
    table = learned()
    if options.check:
        worst = len(differing(table, read_weights()))
        print(f"{worst} weights differ by more than their last digit" if worst else "the weights are those")
        return 1 if worst else 0
    write_weights(table, Path(WEIGHTS))
    print(f"{sum(map(len, table.values()))} weights of {len(table)} fields")
    return 0


if __name__ == "__main__":
    sys.exit(main())
