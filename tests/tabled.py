"""How well the cells of tables are read: those of tests/reading/tables against what is keyed of each.

`python tests/tabled.py` prints, for each half, of how many cells each field is right; `--problems` lists the
others. The sealed half is only read with `--sealed`: nobody looks at what is wrong there.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from analysis.reading.reader import Row, read

TABLES = Path(__file__).parent / "reading" / "tables"
ASKED = ("value", "unit", "measure", "place")
FIELDS = (*ASKED, "locality", "role", "period")


@dataclass(frozen=True)
class Table:
    """A table as its text, what is known of its report, and what is keyed of its cells with digits."""

    text: str
    about: Row
    cells: Sequence[Row]

    @cached_property
    def figures(self) -> Sequence[Row]:
        """What the reader says."""
        return read(
            self.text, language=self.about["language"], published=self.about["published"],
            place=self.about["place"],
        ).figures  # fmt: skip

    def span(self, cell: Row) -> tuple[int, int]:
        """Where a cell stands in the text; the columns are counted from 1, empty ones too."""
        lines = self.text.split("\n")
        before = lines[int(cell["line"]) - 1].split("\t")
        start = sum(len(line) + 1 for line in lines[: int(cell["line"]) - 1])
        start += sum(len(each) + 1 for each in before[: int(cell["cell"]) - 1])
        return start, start + len(before[int(cell["cell"]) - 1])


def tables(half: str) -> Iterator[Table]:
    """The tables of a half."""
    keyed = _rows(TABLES / half / "cells.csv")
    for about in _rows(TABLES / half / "tables.csv"):
        text = (TABLES / half / f"{about['table']}.txt").read_text(encoding="utf-8")
        yield Table(text, about, [cell for cell in keyed if cell["table"] == about["table"]])


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def wrong(table: Table, cell: Row) -> dict[str, str]:
    """The fields of a cell that are read wrongly, each with what is read."""
    start, end = table.span(cell)
    hits = [hit for hit in table.figures if int(hit["start"]) < end and start < int(hit["end"])]
    if not cell["value"]:
        return {"value": f"read as {hits[0]['quote']!r}"} if hits else {}
    if len(hits) != 1:
        return dict.fromkeys(FIELDS, f"{len(hits)} figures")
    read_as = {**hits[0], "period": _period(hits[0])}
    found = {
        name: read_as[name] for name in FIELDS if read_as[name] != {**cell, "period": _period(cell)}[name]
    }
    if hits[0]["quote"] == cell["quote"] and Decimal(hits[0]["value"]) == Decimal(cell["value"]):
        found.pop("value", None)
    else:
        found["value"] = f"{hits[0]['quote']} = {hits[0]['value']}"
    return found


def _period(row: Row) -> str:
    return f"{row['period_start']}..{row['period_end']}"


def main() -> int:
    """Print how many cells are right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sealed", action="store_true", help="the sealed half too")
    parser.add_argument("--problems", action="store_true", help="what is wrong in the developing half")
    options = parser.parse_args()
    for half in ("developing", *["sealed"] * options.sealed):
        amiss: Counter[str] = Counter()
        cells = 0
        for table in tables(half):
            for cell in table.cells:
                said = wrong(table, cell)
                cells += 1
                amiss.update([*said, *["asked"] * bool(set(said) & set(ASKED))])
                if said and options.problems and half == "developing":
                    print(cell["table"], cell["line"], cell["cell"], cell["quote"], cell["measure"], said)
        shares = (f"{name} {cells - amiss[name]} ({(cells - amiss[name]) / cells:.1%})" for name in FIELDS)
        both = f"all four {cells - amiss['asked']} ({(cells - amiss['asked']) / cells:.1%})"
        print(f"{half}: {cells} cells; {'; '.join(shares)}; {both}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
