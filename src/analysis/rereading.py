"""What waits for a review is read again when the reader has changed; what was reviewed stays.

A report's tables are written one after the other, the figures last, and then its row of the register, which
says which reader has read it: a call that was cut short leaves tables that load, and the next one goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import StudyError
from analysis.files import Row, settle, shown, write_rows
from analysis.intake import Entry, doubt_of, read_entry, refuse_broken, sound
from analysis.opening.form import Opened
from analysis.reading.report import read_text, texts_folder
from analysis.reading.version import reader_stamp
from analysis.registering import mend, tables_of
from analysis.reviewing import read_as
from analysis.table.figures import read_corrections
from analysis.table.paragraphs import add_missing, path_of, write_paragraphs
from analysis.table.register import read_register_rows
from analysis.table.schema import read_figure_rows, read_number_rows, read_statement_rows
from analysis.table.vocabulary import FIGURE_COLUMNS, NUMBER_COLUMNS, REPORT_COLUMNS, STATEMENT_COLUMNS

ADDED, GONE, CHANGED = "added", "gone", "changed"
COLUMNS = ("figure", "what", "column", "was", "is")


@dataclass(frozen=True)
class Difference:
    """What a second reading makes of one figure; of a changed one, of one of its columns."""

    figure_id: str
    what: str
    column: str = ""
    was: str = ""
    becomes: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The difference as a row of a table with `COLUMNS`."""
        return self.figure_id, self.what, self.column, self.was, self.becomes


@dataclass(frozen=True)
class Again:
    """What became of a report that was to be read again: what is different, or what went wrong."""

    report_id: str
    differences: tuple[Difference, ...] = ()
    problem: str = ""

    @property
    def figures(self) -> int:
        """How many figures are different."""
        return len({each.figure_id for each in self.differences})


def reread(data: Path, tell: Callable[[Again, int, int], None] = lambda done, at, of: None) -> list[Again]:
    """Read again what waits for a review and was read by another reader, and write it.

    One that fails stops no other. Where the paragraphs of a report are not known yet and its text is at hand,
    they are written too, whoever has read it.

    Raises:
        StudyError: the register or the corrections are broken.
        OSError: a file cannot be written; what was written before stays.
    """
    mend(data)
    corrected = {each.figure_id for each in read_corrections(data / "corrections.csv")}
    waiting = waiting_reports(data)
    done: list[Again] = []
    for row in waiting:
        done.append(_one(row, data, corrected))
        tell(done[-1], len(done), len(waiting))
    register = read_register_rows(data / "reports.csv")
    add_missing(data, {row["report_id"]: row["sha256"] for row in register})
    return done


def summary(done: Sequence[Again]) -> str:
    """One line on what was read again, and what came of it."""
    if not done:
        return f"nothing to read again: reader {reader_stamp()} has read every report that waits for a review"
    counts = {
        what: len({each.figure_id for one in done for each in one.differences if each.what == what})
        for what in (ADDED, GONE, CHANGED)
    }
    told = ", ".join(f"{number} {what}" for what, number in counts.items())
    again = sum(not one.problem for one in done)
    return f"{again} of {len(done)} reports read again by reader {reader_stamp()}; figures: {told}"


def waiting_reports(data: Path) -> list[Row]:
    """The register's rows of reports that another reader has read and nobody has reviewed, or not all of."""
    rows = read_register_rows(data / "reports.csv")
    return [row for row in rows if row["reader"] != reader_stamp() and _waits(row["report_id"], data)]


def _waits(report_id: str, data: Path) -> bool:
    """Whether a row of it has the status `read`, or it has none; a broken table waits, to be named."""
    try:
        old = _tables(report_id, data)
    except StudyError:
        return True
    statuses = {row["status"] for row in (*old.figures, *old.statements)}
    return "read" in statuses or not statuses


def _one(row: Row, data: Path, corrected: Collection[str]) -> Again:
    report_id = row["report_id"]
    try:
        old = _tables(report_id, data)
        new = sound(_merged(old, _read_again(row), corrected), data)
        refuse_broken(new, data)
    except StudyError as error:
        return Again(report_id, problem=str(error))
    except (OSError, MemoryError):
        raise
    except Exception as error:
        return Again(report_id, problem=f"{report_id}: cannot be read ({type(error).__name__}: {error})")
    _write(new, data)
    return Again(report_id, tuple(differences(old.figures, new.figures)))


def _tables(report_id: str, data: Path) -> Entry:
    """What stands in the report's tables."""
    figures, numbers, statements = tables_of(report_id, data)
    (found,) = read_number_rows({report_id: numbers})
    return Entry({}, read_figure_rows(figures), found, read_statement_rows(statements))


def _read_again(row: Row) -> Entry:
    """What today's reader makes of the registered text.

    Raises:
        StudyError: the text is not at hand, or is another one.
    """
    kept = texts_folder() / f"{row['report_id']}.txt"
    text = read_text(row["report_id"])
    if text is None:
        raise StudyError("the text is not at hand", file=row["report_id"],
                         way_out=f"put it into {shown(kept.parent)}")  # fmt: skip
    if text.sha256 != row["sha256"]:
        raise StudyError("is not the registered text", file=shown(kept), way_out="put back the one that is")
    opened = Opened(text.content, row["format"], doubtful=doubt_of(row["format"]))
    found = read_entry(opened, row, row["place"])
    style = row["number_style"] if row["review"] else found.row["number_style"]
    return Entry(row | {"number_style": style, "reader": reader_stamp()},
                 found.figures, found.numbers, found.statements, paragraphs=found.paragraphs)  # fmt: skip


def _merged(old: Entry, new: Entry, corrected: Collection[str]) -> Entry:
    """The new reading, with what stays of the old one in its place."""
    figures = merged_figures(old.figures, new.figures, corrected)
    numbers = merged_numbers(old.numbers, new.numbers, figures)
    reviewed = [row for row in old.statements if row["status"] == "reviewed"]
    fresh = _beside(reviewed, new.statements)
    statements = sorted([*reviewed, *fresh], key=lambda row: (int(row["start"]), row["statement_id"]))
    return Entry(new.row, figures, numbers, statements, paragraphs=new.paragraphs)


def merged_figures(old: Sequence[Row], new: Sequence[Row], corrected: Collection[str]) -> list[Row]:
    """The new figures beside the old ones that stay: those reviewed or corrected, and those they relate to.

    Of a numeral that stays, the new reading tells only a further fact. What it no longer sees because
    something there stays, stays too.
    """
    stay = _staying(old, corrected)
    ids, spans = {row["figure_id"] for row in stay}, {_span(row) for row in stay}
    further = [row for row in new if row["figure_id"] not in ids and _span(row) in spans]
    fresh = [*further, *_beside(stay, new)]
    kept = {row["figure_id"] for row in fresh}
    hidden = _covered(row for row in new if row["figure_id"] not in kept)
    unseen = [row for row in _beside([*stay, *fresh], old) if not hidden.isdisjoint(_points(row))]
    found = sorted([*stay, *fresh, *unseen], key=lambda row: (int(row["start"]), row["figure_id"]))
    known = {row["figure_id"] for row in found}
    return [row if row["related"] in known else row | {"relation": "", "related": ""} for row in found]


def _staying(old: Sequence[Row], corrected: Collection[str]) -> list[Row]:
    by_id = {row["figure_id"]: row for row in old}
    to_look_at = [row["figure_id"] for row in old if row["status"] == "reviewed"]
    to_look_at += [figure_id for figure_id in by_id if figure_id in corrected]
    stay: set[str] = set()
    while to_look_at:
        figure_id = to_look_at.pop()
        if figure_id in by_id and figure_id not in stay:
            stay.add(figure_id)
            to_look_at.append(by_id[figure_id]["related"])
    return [row for row in old if row["figure_id"] in stay]


def merged_numbers(old: Sequence[Row], new: Sequence[Row], figures: Sequence[Row]) -> list[Row]:
    """The other tokens: those with a reason, which a person wrote; the new ones; else the old.

    So no digit is left out where a figure stays that the new reading sees otherwise.
    """
    found, covered = list[Row](), _covered(figures)
    for row in (*(each for each in old if each["reason"]), *new, *old):
        if covered.isdisjoint(_points(row)):
            found.append(row)
            covered.update(_points(row))
    return sorted(found, key=lambda row: int(row["start"]))


def _span(row: Row) -> tuple[int, int]:
    return int(row["start"]), int(row["end"])


def _points(row: Row) -> range:
    return range(*_span(row))


def _covered(rows: Iterable[Row]) -> set[int]:
    return {at for row in rows for at in _points(row)}


def _beside(stay: Iterable[Row], rows: Iterable[Row]) -> list[Row]:
    """The rows that have no code point in common with what stays."""
    covered = _covered(stay)
    return [row for row in rows if covered.isdisjoint(_points(row))]


def differences(old: Sequence[Row], new: Sequence[Row]) -> list[Difference]:
    """What is different, by figure, in the order of the text: added, gone, and each column that changed."""
    before, after = ({row["figure_id"]: row for row in rows} for rows in (old, new))
    order = sorted({**before, **after}.values(), key=lambda row: (int(row["start"]), row["figure_id"]))
    return [each for row in order for each in _differences(row["figure_id"], before, after)]


def _differences(figure_id: str, before: dict[str, Row], after: dict[str, Row]) -> list[Difference]:
    was, becomes = before.get(figure_id), after.get(figure_id)
    if was is None or becomes is None:
        told = [read_as(row) if row else "" for row in (was, becomes)]
        return [Difference(figure_id, GONE if becomes is None else ADDED, "", *told)]
    return [
        Difference(figure_id, CHANGED, name, was[name], becomes[name])
        for name in FIGURE_COLUMNS if was[name] != becomes[name]
    ]  # fmt: skip


def _write(new: Entry, data: Path) -> None:
    report_id, register = new.row["report_id"], data / "reports.csv"
    figures, numbers, statements = tables_of(report_id, data)
    paragraphs = path_of(report_id, data)
    write_paragraphs(paragraphs, new.paragraphs)
    write_rows(numbers, NUMBER_COLUMNS, new.numbers)
    write_rows(statements, STATEMENT_COLUMNS, new.statements)
    write_rows(figures, FIGURE_COLUMNS, new.figures)
    settle({figures.parent, numbers.parent, statements.parent, paragraphs.parent})
    rows = [new.row if row["report_id"] == report_id else row for row in read_register_rows(register)]
    write_rows(register, REPORT_COLUMNS, rows)
    settle([data])
