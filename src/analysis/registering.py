"""A report is registered: text, tables and its row of the register are written, or nothing is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from analysis.errors import StudyError
from analysis.files import (
    DATA,
    Row,
    csv_text,
    read_bounded,
    rows_in,
    settle,
    shown,
    sweep,
    write_bytes,
    write_rows,
    write_text,
)
from analysis.intake import Entry, Incoming, Registration, entry_of, refuse_broken, words_digest
from analysis.reading.report import texts_folder
from analysis.table.catalogue import read_places
from analysis.table.paragraphs import KIND, path_of, write_paragraphs
from analysis.table.register import ID, being_added, read_register_rows, reports_of
from analysis.table.scan import ADDING
from analysis.table.vocabulary import FIGURE_COLUMNS, NUMBER_COLUMNS, REPORT_COLUMNS, STATEMENT_COLUMNS
from analysis.tasks import Hands, Here

_KINDS = ("figures", "numbers", "statements")
_LONGEST_ID = 100
"""An id is part of file names, which end somewhere."""
_NEAR = 10
"""Copies of one text differ by less than this part of their bytes."""


@dataclass(frozen=True)
class Added:
    """What was read of a file that came in, or that a report with its words is registered already."""

    report_id: str
    figures: Sequence[Row] = ()
    numbers: Sequence[Row] = ()
    statements: int = 0
    remarks: Sequence[str] = ()
    known: bool = False


def add(path: Path, said: Registration, data: Path = DATA, hands: Hands = Here(),  # noqa: B008
        lock: Callable[[], AbstractContextManager[None]] = nullcontext) -> Added:  # fmt: skip
    """Register a file and write what is read of it with status `read`; its text is kept for reading.

    The file is read by `hands` before the `lock` is taken. Nothing is registered when something is wrong; a
    file that is registered already is no error, and nothing is written.

    Raises:
        StudyError: the id is taken or malformed, or the register or a table would be broken.
    """
    coming = Incoming(path, read_bounded(path), said)
    with lock():
        mend(data)
        rows = read_register_rows(data / "reports.csv")
        known = known_as(coming.sha256, rows)
        if known:
            restore(coming, known, rows)
            return Added(known, known=True)
    _refuse_taken(said.report_id, rows, data)
    (ended,) = hands.run([coming], partial(entry_of, data))
    with lock():
        return take_in(coming, entry_given(ended.result, ended.problem, coming), data)


def entry_given(made: Entry | StudyError | None, problem: str, coming: Incoming) -> Entry:
    """What a child made of the file.

    Raises:
        StudyError: it could not be read, or ended the child that read it.
    """
    if made is None:
        raise StudyError(problem, file=shown(coming.path), way_out="give its text as .txt, or split it")
    if isinstance(made, StudyError):
        raise made
    return made


def take_in(coming: Incoming, entry: Entry, data: Path) -> Added:
    """Write a report that has been read; what an earlier call left unfinished has been mended.

    The register's row is written last: a report is registered when all of it is there. The words of a
    registered report make no second one.

    Raises:
        StudyError: as `add`.
        OSError: a file cannot be written; then the report is not registered.
    """
    register, report_id = data / "reports.csv", entry.row["report_id"]
    rows = read_register_rows(register)
    copied = known_as(coming.sha256, rows) or copy_of(entry, rows)
    if copied:
        return Added(copied, known=True)
    _refuse_taken(report_id, rows, data)
    written = csv_text(REPORT_COLUMNS, [*rows, entry.row])
    reports_of(
        rows_in(written, register, REPORT_COLUMNS), Path("the new report"), read_places(data / "places.csv")
    )
    refuse_broken(entry, data)
    keep = kept_files(coming, entry)
    for path, raw in keep.items():
        _refuse_other(path, raw)
    with _adding(report_id, data, keep):
        figures, numbers, statements = tables_of(report_id, data)
        write_rows(figures, FIGURE_COLUMNS, entry.figures)
        write_rows(numbers, NUMBER_COLUMNS, entry.numbers)
        write_rows(statements, STATEMENT_COLUMNS, entry.statements)
        paragraphs = path_of(report_id, data)
        write_paragraphs(paragraphs, entry.paragraphs)
        for path, raw in keep.items():
            write_bytes(path, raw)
        settle({figures.parent, numbers.parent, statements.parent, paragraphs.parent, texts_folder()})
        write_text(register, written)
        settle([data])
    return Added(report_id, entry.figures, entry.numbers, len(entry.statements), tuple(entry.remarks))


def known_as(sha256: str, rows: Sequence[Row]) -> str:
    """The id of the registered report whose text or original has this hash; else nothing."""
    return next((row["report_id"] for row in rows if sha256 in (row["sha256"], row["original"])), "")


def copy_of(entry: Entry, rows: Sequence[Row]) -> str:
    """The id of a registered report with the same words, whose text is at hand; else nothing."""
    size, words = len(entry.text), words_digest(entry.text.decode("utf-8"))
    for row in rows:
        path = texts_folder() / f"{row['report_id']}.txt"
        if _is_near(path, size) and words_digest(path.read_text(encoding="utf-8", errors="replace")) == words:
            return row["report_id"]
    return ""


def _is_near(path: Path, size: int) -> bool:
    """Whether a text has about so many bytes: only such ones are read."""
    try:
        return abs(path.stat().st_size - size) <= size // _NEAR + _NEAR
    except OSError:
        return False


def kept_files(coming: Incoming, entry: Entry) -> dict[Path, bytes]:
    """The files that are kept beside the texts: the text, and of another format the original and what was
    left aside of it."""
    stem = texts_folder() / entry.row["report_id"]
    files = {stem.with_name(f"{stem.name}.txt"): entry.text}
    if entry.row["original"]:
        files[stem.with_name(f"{stem.name}.original")] = coming.original
    if entry.aside:
        files[stem.with_name(f"{stem.name}.aside")] = ("\n".join(entry.aside) + "\n").encode("utf-8")
    return files


def restore(coming: Incoming, report_id: str, rows: Sequence[Row]) -> None:
    """Put the text of a registered report back among the texts, where it is missing and this file is it."""
    path = texts_folder() / f"{report_id}.txt"
    (row,) = (row for row in rows if row["report_id"] == report_id)
    if not path.exists() and coming.sha256 == row["sha256"]:
        write_bytes(path, coming.raw)


def told_of(added: Added) -> str:
    """One line on what was read of a report, what to know of it, and what to do next."""
    if added.known:
        return f"{added.report_id}: is registered already, with the same words; nothing is written"
    counts = (
        f"{len(added.figures)} figures, {len(added.numbers)} other numbers, {added.statements} statements"
    )
    remarks = "".join(f"; {remark}" for remark in added.remarks)
    return f"{added.report_id}: {counts}{remarks}; next: study review {added.report_id}"


def _refuse_other(path: Path, raw: bytes) -> None:
    if path.exists() and path.read_bytes() != raw:
        raise StudyError("another text is kept there", file=shown(path), way_out="choose another id")


def mend(data: Path) -> None:
    """Take away what an addition left that was cut short: files without a row, files half written."""
    report_id, *new = being_added(data)
    registered = {row["report_id"] for row in read_register_rows(data / "reports.csv")}
    if report_id and report_id not in registered:
        for path in (*files_of(report_id, data), *(texts_folder() / name for name in new)):
            path.unlink(missing_ok=True)
    (data / ADDING).unlink(missing_ok=True)
    written = [(data, ADDING), (data, "reports.csv"), (texts_folder(), "*")]
    written += [(data / kind, "*.csv") for kind in (*_KINDS, KIND)]
    for folder, name in written:
        sweep(folder, name)


@contextmanager
def _adding(report_id: str, data: Path, kept: Iterable[Path]) -> Iterator[None]:
    """While its files are written the report stands in a file of its own, so that they are no strays.

    The files that are new among the texts stand there too: what is there already is nobody's to remove.
    """
    new = [path.name for path in kept if not path.exists()]
    write_text(data / ADDING, "".join(f"{line}\n" for line in (report_id, *new)))
    try:
        yield
    except BaseException:
        with suppress(OSError):  # a disk that refuses this too: the next addition mends it
            mend(data)
        raise
    (data / ADDING).unlink()


def tables_of(report_id: str, data: Path) -> tuple[Path, Path, Path]:
    """The paths of its figures, numbers and statements."""
    figures, numbers, statements = (data / kind / f"{report_id}.csv" for kind in _KINDS)
    return figures, numbers, statements


def files_of(report_id: str, data: Path) -> tuple[Path, ...]:
    """The paths of all that stands of it among the data beside the register."""
    return (*tables_of(report_id, data), path_of(report_id, data))


def _refuse_taken(report_id: str, rows: Sequence[Row], data: Path) -> None:
    if not ID.fullmatch(report_id) or len(report_id) > _LONGEST_ID:
        way_out = f"use small letters, digits and hyphens, at most {_LONGEST_ID}"
        raise StudyError(f"the id {report_id!r}", way_out=way_out)
    if any(row["report_id"] == report_id for row in rows):
        raise StudyError(
            f"{report_id!r} is registered already",
            file=shown(data / "reports.csv"), way_out="choose another id",
        )  # fmt: skip
    for path in files_of(report_id, data):
        if path.exists():
            raise StudyError(
                "belongs to no registered report", file=shown(path),
                way_out="move it away, or choose another id",
            )  # fmt: skip
