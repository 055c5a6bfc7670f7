"""A report comes in: registered, read, looked at by a person, accepted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from analysis.errors import StudyError, nearest
from analysis.files import (
    DATA,
    Row,
    decoded,
    settle,
    shown,
    sweep,
    write_bytes,
    write_rows,
    write_text,
)
from analysis.reading.batch import refuse_no_day
from analysis.reading.language import Style, read_language
from analysis.reading.reader import Reading, find_language, read
from analysis.reading.report import read_text, sentence_at, texts_folder
from analysis.reading.statements import suggest
from analysis.reading.version import reader_stamp
from analysis.table.catalogue import read_measures, read_places
from analysis.table.register import ID, being_added, read_register_rows, reports_of
from analysis.table.scan import ADDING
from analysis.table.schema import (
    FigureRules,
    Sheet,
    checked_statements,
    read_figure_rows,
    read_number_rows,
    read_statement_rows,
)
from analysis.table.vocabulary import (
    COUNTRY,
    FIGURE_COLUMNS,
    NUMBER_COLUMNS,
    REPORT_COLUMNS,
    STATEMENT_COLUMNS,
    UNCLASSIFIED,
)

_KINDS = ("figures", "numbers", "statements")
_LOOKED_AT = ("kind", "theme", "place", "locality", "source", "asked", "due", "ahead", "measure")
"""What a review shows of a statement."""
_LONGEST_ID = 100
"""An id is part of file names, which end somewhere."""


@dataclass(frozen=True)
class Registration:
    """What a person says of a report that comes in; the text tells what is left empty."""

    report_id: str
    address: str
    published: str
    title: str = ""
    publisher: str = ""
    language: str = ""
    place: str = ""
    translation_of: str = ""
    replaces: str = ""


@dataclass(frozen=True)
class Added:
    """What was read of a text that came in."""

    figures: Sequence[Row]
    numbers: Sequence[Row]
    statements: int


@dataclass(frozen=True)
class Incoming:
    """A text that comes in: the file, and its bytes, read once."""

    path: Path
    raw: bytes

    @cached_property
    def text(self) -> str:
        """The bytes decoded: UTF-8, CRLF made LF.

        Raises:
            StudyError: they are not UTF-8.
        """
        return decoded(self.raw, self.path).replace("\r\n", "\n")

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.raw).hexdigest()


@dataclass(frozen=True)
class Entry:
    """A report as it is written: its row of the register, and its tables."""

    row: Row
    figures: list[Row]
    numbers: list[Row]
    statements: list[Row]


def add(path: Path, said: Registration, data: Path = DATA) -> Added:
    """Register a text and write what is read of it with status `read`; the text is kept for reading.

    Nothing is registered when something is wrong.

    Raises:
        StudyError: the id is taken or malformed, or the register or a table would be broken.
    """
    mend(data)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise StudyError(f"cannot be read ({error.strerror})", file=shown(path)) from None
    return take_in(Incoming(path, raw), said, data)


def take_in(incoming: Incoming, said: Registration, data: Path) -> Added:
    """As `add`, with the bytes at hand; what an earlier call left unfinished has been mended.

    The register's row is written last: a report is registered when all of it is there.

    Raises:
        StudyError: as `add`.
        OSError: a file cannot be written; then the report is not registered.
    """
    register = data / "reports.csv"
    rows = read_register_rows(register)
    _refuse_taken(said.report_id, rows, data)
    refuse_no_day(said.published)
    _kept(incoming, said.report_id)
    row = _row(incoming, said)
    reports_of([*rows, row], Path("the new report"), read_places(data / "places.csv"))
    entry = entry_of(incoming, said, row)
    refuse_broken(entry, data)
    with _adding(said.report_id, data):
        figures, numbers, statements = tables_of(said.report_id, data)
        write_rows(figures, FIGURE_COLUMNS, entry.figures)
        write_rows(numbers, NUMBER_COLUMNS, entry.numbers)
        write_rows(statements, STATEMENT_COLUMNS, entry.statements)
        keep(incoming, said.report_id)
        settle({figures.parent, numbers.parent, statements.parent, texts_folder()})
        write_rows(register, REPORT_COLUMNS, [*rows, entry.row])
        settle([data])
    return Added(entry.figures, entry.numbers, len(entry.statements))


def mend(data: Path) -> None:
    """Take away what an addition left that was cut short: files without a row, files half written."""
    report_id = being_added(data)
    registered = {row["report_id"] for row in read_register_rows(data / "reports.csv")}
    if report_id and report_id not in registered:
        for path in tables_of(report_id, data):
            path.unlink(missing_ok=True)
    (data / ADDING).unlink(missing_ok=True)
    written = [(data, ADDING), (data, "reports.csv"), (texts_folder(), "*.txt")]
    written += [(data / kind, "*.csv") for kind in _KINDS]
    for folder, name in written:
        sweep(folder, name)


@contextmanager
def _adding(report_id: str, data: Path) -> Iterator[None]:
    """While its files are written the report stands in a file of its own, so that they are no strays."""
    write_text(data / ADDING, f"{report_id}\n")
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


def _refuse_taken(report_id: str, rows: Sequence[Row], data: Path) -> None:
    if not ID.fullmatch(report_id) or len(report_id) > _LONGEST_ID:
        way_out = f"use small letters, digits and hyphens, at most {_LONGEST_ID}"
        raise StudyError(f"the id {report_id!r}", way_out=way_out)
    if any(row["report_id"] == report_id for row in rows):
        raise StudyError(
            f"{report_id!r} is registered already",
            file=shown(data / "reports.csv"), way_out="choose another id",
        )  # fmt: skip
    for path in tables_of(report_id, data):
        if path.exists():
            raise StudyError(
                "belongs to no registered report", file=shown(path),
                way_out="move it away, or choose another id",
            )  # fmt: skip


def _language(incoming: Incoming, said: Registration) -> str:
    language = said.language or find_language(incoming.text)
    if not language:
        raise StudyError(
            "the language is not clear", file=shown(incoming.path), way_out="name it with --language"
        )
    return read_language(language).language


def _row(incoming: Incoming, said: Registration) -> Row:
    """The register's row, as far as it can be known before the text is read.

    Raises:
        StudyError: the text does not tell its language and nobody does, or it is none that can be read.
    """
    return dict.fromkeys(REPORT_COLUMNS, "") | {
        "report_id": said.report_id,
        "title": said.title or incoming.path.stem,
        "publisher": said.publisher or re.sub(r"^https?://(?:www\.)?([^/]+).*", r"\1", said.address),
        "language": _language(incoming, said),
        "place": said.place or COUNTRY,
        "published": said.published,
        "address": said.address,
        "translation_of": said.translation_of,
        "replaces": said.replaces,
        "sha256": incoming.sha256,
        "reader": reader_stamp(),
    }


def entry_of(incoming: Incoming, said: Registration, row: Row) -> Entry:
    """What is read of the text; the row has its place and number style from it."""
    text, language = incoming.text, row["language"]
    reading, home = _reading(text, said, language)
    told = suggest(
        text, language, report_id=said.report_id, published=said.published, place=home, dates=reading.dates
    )
    whole = row | {"place": home, "number_style": _printed(reading.style)}
    return Entry(whole, reading.figures, reading.numbers, told)


def _reading(text: str, said: Registration, language: str) -> tuple[Reading, str]:
    """The reading, and the report's place: as said, or that of its first figure, on which it then rests."""
    once = partial(read, text, report_id=said.report_id, language=language, published=said.published)
    reading = once(place=said.place)
    home = said.place or (reading.figures[0]["place"] if reading.figures else COUNTRY)
    return reading if home == reading.home or not reading.figures else once(place=home), home


def _printed(style: Style | None) -> str:
    return f"thousands by {_mark(style.group)}, decimal {_mark(style.decimal)}" if style else ""


def _mark(mark: str) -> str:
    return {" ": "space", ".": "dot", ",": "comma"}.get(mark, mark)


def refuse_broken(entry: Entry, data: Path) -> None:
    """Hold the new tables against their rules."""
    report_id, places = entry.row["report_id"], read_places(data / "places.csv")
    rules = FigureRules.of(read_measures(data / "measures.yml"), places)
    figures, _, statements = tables_of(report_id, data)
    ids = [row["figure_id"] for row in entry.figures]
    rules.checked([Sheet(report_id, figures, entry.figures, ids)])
    ids = [row["statement_id"] for row in entry.statements]
    checked_statements([Sheet(report_id, statements, entry.statements, ids)], rules)


def keep(incoming: Incoming, report_id: str) -> None:
    """Put the text with the others, unless it is there.

    Raises:
        StudyError: another text is kept under its name.
        OSError: it cannot be written.
    """
    kept = _kept(incoming, report_id)
    if not kept.exists():
        write_bytes(kept, incoming.raw)


def _kept(incoming: Incoming, report_id: str) -> Path:
    """Where the text will be kept.

    Raises:
        StudyError: another text is kept there.
    """
    kept = texts_folder() / f"{report_id}.txt"
    if kept.exists() and kept.read_bytes() != incoming.raw:
        raise StudyError("another text is kept there", file=shown(kept), way_out="choose another id")
    return kept


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
    _refuse_unknown(report_id, data)
    figures = read_figure_rows(data / "figures" / f"{report_id}.csv")
    (numbers,) = read_number_rows({report_id: data / "numbers" / f"{report_id}.csv"})
    text = read_text(report_id)
    content = text.content if text else ""
    odd = _odd(report_id, data)
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
        report_id, looks, others, _left(content, [*figures, *numbers]), said, has_text=text is not None
    )


def _statement_look(row: Mapping[str, str], content: str) -> Look:
    start, end = int(row["start"]), int(row["end"])
    said = ", ".join(row[name] for name in _LOOKED_AT if row[name])
    doubts = (row["note"],) if row["note"] else ()
    return Look(start, " ".join(content[start:end].split())[:60], said, doubts)


def _odd(report_id: str, data: Path) -> Mapping[str, Sequence[str]]:
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
    return Look(start, row["quote"], read_as(row), (*odd, *_doubts(row)), *_around(content, start, end))


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


def _doubts(row: Mapping[str, str]) -> list[str]:
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


def _left(content: str, rows: Sequence[Mapping[str, str]]) -> tuple[Look, ...]:
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
    _refuse_unknown(report_id, data)
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


def _refuse_unknown(report_id: str, data: Path) -> None:
    rows = read_register_rows(data / "reports.csv")
    if all(row["report_id"] != report_id for row in rows):
        way_out = nearest(report_id, [row["report_id"] for row in rows])
        raise StudyError(f"{report_id!r} is not registered", way_out=way_out)
