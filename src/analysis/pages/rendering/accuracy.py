"""How well the program reads texts that it has not learned from, as `make evaluate` measured it.

The table stands beside this module; nothing on a page about accuracy is typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from analysis.errors import StudyError
from analysis.files import Row, read_rows, shown

ACCURACY = Path(__file__).with_name("accuracy.csv")
ACCURACY_COLUMNS = ("texts", "many", "reader", "language", "question", "field", "of", "right", "said")
QUESTIONS = ("found", "stated", "all", "field", "doubted", "undoubted", "probability")
"""What was asked of a set of texts: how many of the expected figures were found; how many of those that the
program gave are there; how many are right in all fields; in one field; how many are marked as doubtful in it;
how many of those that are not are right; and by tenths of its probability, how many measures are."""
ALL = "all"
"""All languages together."""
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_SAID = re.compile(r"(\d{1,9}\.\d\d)?", re.ASCII)


@dataclass(frozen=True)
class Measured:
    """Of how many of a set's figures something holds; `said` is how many the program expected to be right."""

    texts: str
    many: int
    reader: str
    language: str
    question: str
    field: str
    of: int
    right: int
    said: Decimal | None

    @property
    def share(self) -> Decimal | None:
        """The share in per cent; None of nothing.

        >>> Measured("sealed", 2, "3 1a2b3c4d", "all", "found", "", 40, 39, None).share
        Decimal('97.5')
        """
        return None if not self.of else Decimal(self.right * 100) / self.of

    @property
    def expected(self) -> Decimal | None:
        """The share that the program expected, in per cent."""
        return None if self.said is None or not self.of else self.said * 100 / self.of


@dataclass(frozen=True)
class Accuracy:
    """All that was measured, asked by what it is about."""

    rows: Sequence[Measured]

    @property
    def texts(self) -> Sequence[str]:
        """The sets of texts, in the order of the table."""
        return [*dict.fromkeys(row.texts for row in self.rows)]

    def about(self, question: str, field: str = "", language: str = ALL) -> dict[str, Measured]:
        """The answers to one question, by the set of texts."""
        asked = (question, field, language)
        return {row.texts: row for row in self.rows if (row.question, row.field, row.language) == asked}

    def fields(self, question: str) -> Sequence[str]:
        """The fields that a question was asked of, in the order of the table."""
        return [*dict.fromkeys(row.field for row in self.rows if row.question == question)]

    def languages(self) -> Sequence[str]:
        """The languages of the texts, without `ALL`."""
        return [*dict.fromkeys(row.language for row in self.rows if row.language != ALL)]

    def of_texts(self, texts: str) -> Measured:
        """Any row of a set: how many texts it has, and which reader was measured."""
        return next(row for row in self.rows if row.texts == texts)


def read_accuracy(path: Path = ACCURACY) -> Accuracy:
    """What was measured; nothing where nobody has measured yet.

    Raises:
        StudyError: a cell is not what it should be; names file, line and column.
    """
    rows = read_rows(path, ACCURACY_COLUMNS) if path.is_file() else []
    for line, row in enumerate(rows, start=2):
        for column, is_fine in _problems(row):
            if not is_fine:
                raise StudyError(
                    f"value is {row[column]!r}", file=shown(path), place=f"line {line}, column {column}",
                    way_out="make it anew: make evaluate EVALUATE_FLAGS=--write",
                )  # fmt: skip
    return Accuracy([_measured(row) for row in rows])


def _problems(row: Row) -> Iterable[tuple[str, bool]]:
    for name in ("many", "of", "right"):
        yield name, bool(_WHOLE.fullmatch(row[name]))
    yield (
        "said",
        bool(_SAID.fullmatch(row["said"])) and bool(row["said"]) == (row["question"] == "probability"),
    )
    yield "question", row["question"] in QUESTIONS
    yield "right", row["right"].isdigit() and row["of"].isdigit() and int(row["right"]) <= int(row["of"])


def _measured(row: Row) -> Measured:
    said = Decimal(row["said"]) if row["said"] else None
    return Measured(
        row["texts"], int(row["many"]), row["reader"], row["language"], row["question"], row["field"],
        int(row["of"]), int(row["right"]), said,
    )  # fmt: skip
