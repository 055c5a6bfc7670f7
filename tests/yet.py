"""Brings the column `yet` of the tests' tables up to what the reader does: `python tests/yet.py`.

A learned reader changes in small things whenever it has learned again. What it reads as expected loses its
mark, what it does not gets one that names what is wrong. Read the difference before you commit it: a row
that was right and is wrong now needs a reason.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

HERE = Path(__file__).parent / "reading"
sys.path.insert(0, str(HERE))

import test_cases  # noqa: E402
import test_phrases  # noqa: E402
import test_said  # noqa: E402

Row = dict[str, str]


def rewritten(path: Path, wrong: Callable[[Row], str]) -> Iterable[str]:
    """Write the table with its marks as they should be; a line for each mark that changes."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, columns = list(reader), reader.fieldnames or []
    for line, row in enumerate(rows, start=2):
        now = wrong(row)
        if now != row["yet"]:
            yield f"{path.name}:{line}: {row['yet'] or 'right'} -> {now or 'right'}"
        row["yet"] = now
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def wrong_in_phrase(language: str) -> Callable[[Row], str]:
    def wrong(row: Row) -> str:
        told: Mapping[str, str] = test_phrases.told(language, row)
        return ", ".join(name for name in test_phrases.FIELDS if told[name] != row[name])

    return wrong


def wrong_in_cell(row: Row) -> str:
    found = test_said.cell(row)
    return "" if found == row["value"] else f"says {found or 'nothing'}"


def main() -> None:
    """Write all tables, print what changes."""
    for language in test_phrases.LANGUAGES:
        for line in rewritten(test_phrases.PHRASES / f"{language}.csv", wrong_in_phrase(language)):
            print(line)
    for line in rewritten(HERE / "said.csv", wrong_in_cell):
        print(line)
    for line in rewritten(HERE / "cases.csv", test_cases.wrong):
        print(line)


if __name__ == "__main__":
    main()
