"""What was read of a report is looked at by a person, the odd and the doubtful first, and accepted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from analysis.errors import StudyError, nearest
from analysis.files import DATA, write_rows
from analysis.reading.report import read_text, sentence_at
from analysis.registering import tables_of
from analysis.table.register import read_register_rows
from analysis.table.schema import read_figure_rows, read_number_rows, read_statement_rows
from analysis.table.vocabulary import FIGURE_COLUMNS, REPORT_COLUMNS, STATEMENT_COLUMNS, UNCLASSIFIED

_LOOKED_AT = ("kind", "theme", "place", "locality", "source", "asked", "due", "ahead", "measure")
"""What a review shows of a statement."""


@dataclass(frozen=True)
class Look:
    """One thing to look at in a review: where it stands, what was made of it, and why to look."""

    start: int
    quote: str
    reading: str
    doubts: tuple[str, ...]
    before: str = ""
    after: str = ""

    @property
    def words(self) -> str:
        """The quote in a few words of its sentence, in one line."""
        return " ".join(f"{self.before[-40:]}[{self.quote}]{self.after[:30]}".split())


@dataclass(frozen=True)
class Review:
    """A report's figures and other numbers in the order in which a person should look at them."""

    report_id: str
    figures: Sequence[Look]
    numbers: Sequence[Look]
    left: Sequence[Look] = field(default_factory=tuple)
    statements: Sequence[Look] = field(default_factory=tuple)
    has_text: bool = True


def review(report_id: str, data: Path = DATA) -> Review:
    """What was read of a report, the odd first, then the doubtful, and what was not read.

    Raises:
        StudyError: the report is not registered.
    """
    refuse_unknown(report_id, data)
    figures = read_figure_rows(data / "figures" / f"{report_id}.csv")
    (numbers,) = read_number_rows({report_id: data / "numbers" / f"{report_id}.csv"})
    text = read_text(report_id)
    content = text.content if text else ""
    odd = odd_of(report_id, data)
    looks = [_look(row, content, odd.get(row["figure_id"], ())) for row in figures]
    strange = {int(row["start"]) for row in figures if row["figure_id"] in odd}
    looks.sort(key=lambda look: (look.start not in strange, -len(look.doubts), look.start))
    others = [
        Look(
            int(row["start"]),
            row["quote"],
            row["kind"],
            (),
            *_around(content, int(row["start"]), int(row["end"])),
        )
        for row in numbers
    ]
    said = [_statement_look(row, content) for row in read_statement_rows(tables_of(report_id, data)[2])]
    said.sort(key=lambda look: (-len(look.doubts), look.start))
    return Review(
        report_id, looks, others, left_over(content, [*figures, *numbers]), said, has_text=text is not None
    )


def _statement_look(row: Mapping[str, str], content: str) -> Look:
    start, end = int(row["start"]), int(row["end"])
    said = ", ".join(row[name] for name in _LOOKED_AT if row[name])
    doubts = (row["note"],) if row["note"] else ()
    return Look(start, " ".join(content[start:end].split())[:60], said, doubts)


def odd_of(report_id: str, data: Path) -> Mapping[str, Sequence[str]]:
    """Why figures of the report do not fit beside others, by figure_id; nothing while a table is broken."""
    from analysis.table.odd import odd
    from analysis.table.study import load

    found: dict[str, list[str]] = {}
    with suppress(StudyError):  # a review goes on, and study check names what is broken
        for each in odd(load(data, whole=False), report_id):
            found.setdefault(each.figure.figure_id, []).append(each.why)
    return found


def _look(row: Mapping[str, str], content: str, odd: Sequence[str] = ()) -> Look:
    start, end = int(row["start"]), int(row["end"])
    return Look(start, row["quote"], read_as(row), (*odd, *doubts_of(row)), *_around(content, start, end))


def read_as(row: Mapping[str, str]) -> str:
    """What was made of a figure, in a few words."""
    said = [row["measure"], f"{row['value']} {row['unit']}", row["place"]]
    said += [row[name] for name in ("qualifier", "role") if row[name] not in ("exact", "observed")]
    said += [f"{name} {row[name]}" for name in ("holder", "breakdown", "per") if row[name]]
    said += (
        [f"{row['period_start']}..{row['period_end']} ({row['period_basis']})"] if row["period_end"] else []
    )
    said += [f"{row['relation']} {row['related']}"] if row["relation"] else []
    return ", ".join(said)


def doubts_of(row: Mapping[str, str]) -> list[str]:
    """Why a person should look at a row of figures, in words; nothing where the program is sure."""
    doubts = {
        "fits no measure": row["measure"] == UNCLASSIFIED,
        "can be read two ways": bool(row["alternative"]),
        f"the reader is not sure: {row['doubt']}": bool(row["doubt"]),
        "has no date": not row["period_end"],
        "its date is carried from other words": row["period_basis"] == "carried",
        "its year or its start is completed": row["period_basis"] == "completed",
        "has a note": bool(row["note"]),
    }
    return [words for words, holds in doubts.items() if holds]


def _around(content: str, start: int, end: int) -> tuple[str, str]:
    if not content:
        return "", ""
    first, last = sentence_at(content, start, end)
    return content[first:start], content[end:last]


def left_over(content: str, rows: Sequence[Mapping[str, str]]) -> tuple[Look, ...]:
    """Digits of the text that stand in neither table."""
    covered = {at for row in rows for at in range(int(row["start"]), int(row["end"]))}
    return tuple(
        Look(found.start(), found[0], "not read", ("stands in no table",), *_around(content, *found.span()))
        for found in re.finditer(r"\d+", content)
        if not covered.issuperset(range(*found.span()))
    )


def accept(report_id: str, day: str, how: str, data: Path = DATA) -> tuple[int, int]:
    """Mark what was read of a report as reviewed, and say in the register when and how.

    How many figures and how many statements these are comes back.

    Raises:
        StudyError: the report is not registered.
    """
    refuse_unknown(report_id, data)
    path = data / "figures" / f"{report_id}.csv"
    figures = [row | {"doubt": "", "status": "reviewed"} for row in read_figure_rows(path)]
    write_rows(path, FIGURE_COLUMNS, figures)
    said = tables_of(report_id, data)[2]
    statements = [row | {"status": "reviewed"} for row in read_statement_rows(said)]
    if statements:
        write_rows(said, STATEMENT_COLUMNS, statements)
    register = data / "reports.csv"
    rows = [
        row | {"review": how, "reviewed_on": day} if row["report_id"] == report_id else row
        for row in read_register_rows(register)
    ]
    write_rows(register, REPORT_COLUMNS, rows)
    return len(figures), len(statements)


def refuse_unknown(report_id: str, data: Path) -> None:
    """Refuse an id that no registered report has, and name the nearest."""
    rows = read_register_rows(data / "reports.csv")
    if all(row["report_id"] != report_id for row in rows):
        way_out = nearest(report_id, [row["report_id"] for row in rows])
        raise StudyError(f"{report_id!r} is not registered", way_out=way_out)
