"""A report comes in: registered, read, looked at by a person, accepted."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.errors import StudyError
from analysis.files import DATA, Row, read_rows, shown, write_rows
from analysis.reading.batch import refuse_no_day
from analysis.reading.reader import find_language, read
from analysis.reading.report import read_file, read_text, sentence_at, texts_folder
from analysis.reading.statements import suggest
from analysis.table.catalogue import read_measures, read_places
from analysis.table.register import read_register
from analysis.table.schema import FigureRules, Sheet, checked_statements, read_number_rows
from analysis.table.vocabulary import (
    FIGURE_COLUMNS,
    NUMBER_COLUMNS,
    REPORT_COLUMNS,
    STATEMENT_COLUMNS,
    UNCLASSIFIED,
)


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


def add(path: Path, said: Registration, data: Path = DATA) -> Added:
    """Register a text and write what is read of it with status `read`; the text is kept for reading.

    Nothing is written when something is wrong.

    Raises:
        StudyError: the id is taken or malformed, or the register or a table would be broken.
    """
    register = data / "reports.csv"
    rows = read_rows(register, REPORT_COLUMNS)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", said.report_id):
        raise StudyError(f"the id {said.report_id!r}", way_out="use small letters, digits and hyphens")
    if any(row["report_id"] == said.report_id for row in rows):
        raise StudyError(
            f"{said.report_id!r} is registered already", file=shown(register), way_out="choose another id"
        )
    refuse_no_day(said.published)
    text, kept = read_file(path), _kept(path, said.report_id)
    language = said.language or find_language(text)
    if not language:
        raise StudyError("the language is not clear", file=shown(path), way_out="name it with --language")
    row = _register_row(path, said, text, language)
    _refuse_bad_row(row, rows, data)
    reading = read(
        text, report_id=said.report_id, language=language, published=said.published, place=row["place"]
    )
    told = suggest(
        text, language, report_id=said.report_id, published=said.published, place=row["place"],
        dates=reading.dates,
    )  # fmt: skip
    places = read_places(data / "places.csv")
    rules = FigureRules.of(read_measures(data / "measures.yml"), places)
    statements = data / "statements" / f"{said.report_id}.csv"
    ids = [each["statement_id"] for each in told]
    checked_statements([Sheet(said.report_id, statements, told, ids)], tuple(places))
    figures = data / "figures" / f"{said.report_id}.csv"
    ids = [each["figure_id"] for each in reading.figures]
    rules.checked([Sheet(said.report_id, figures, reading.figures, ids)])
    write_rows(figures, FIGURE_COLUMNS, reading.figures)
    write_rows(data / "numbers" / f"{said.report_id}.csv", NUMBER_COLUMNS, reading.numbers)
    write_rows(statements, STATEMENT_COLUMNS, told)
    _keep_text(path, kept)
    write_rows(register, REPORT_COLUMNS, [*rows, row])
    return Added(reading.figures, reading.numbers, len(told))


def _register_row(path: Path, said: Registration, text: str, language: str) -> Row:
    told = read(text, language=language, published=said.published, place=said.place)
    style = told.style
    printed = f"thousands by {_mark(style.group)}, decimal {_mark(style.decimal)}" if style else ""
    home = said.place or (told.figures[0]["place"] if told.figures else "VN")
    return dict.fromkeys(REPORT_COLUMNS, "") | {
        "report_id": said.report_id,
        "title": said.title or path.stem,
        "publisher": said.publisher or re.sub(r"^https?://(?:www\.)?([^/]+).*", r"\1", said.address),
        "language": language,
        "number_style": printed,
        "place": home,
        "published": said.published,
        "address": said.address,
        "translation_of": said.translation_of,
        "replaces": said.replaces,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }


def _mark(mark: str) -> str:
    return {" ": "space", ".": "dot", ",": "comma"}.get(mark, mark)


def _refuse_bad_row(row: Row, rows: Sequence[Row], data: Path) -> None:
    """Hold the register with the new row against its own rules, in a file of its own."""
    with TemporaryDirectory() as folder:
        trial = Path(folder) / "reports.csv"
        write_rows(trial, REPORT_COLUMNS, [*rows, row])
        try:
            read_register(trial, read_places(data / "places.csv"))
        except StudyError as error:
            said = str(error).replace(str(trial), "the new report")
            raise StudyError(said) from None


def _kept(path: Path, report_id: str) -> Path:
    """Where the text will be kept.

    Raises:
        StudyError: another text is kept there.
    """
    kept = texts_folder() / f"{report_id}.txt"
    if kept.exists() and kept.read_bytes() != path.read_bytes():
        raise StudyError("another text is kept there", file=shown(kept), way_out="choose another id")
    return kept


def _keep_text(path: Path, kept: Path) -> None:
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, kept)


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
    """What was read of a report, the doubtful first, and what was not read.

    Raises:
        StudyError: the report is not registered.
    """
    _refuse_unknown(report_id, data)
    figures = read_rows(data / "figures" / f"{report_id}.csv", FIGURE_COLUMNS)
    (numbers,) = read_number_rows({report_id: data / "numbers" / f"{report_id}.csv"})
    text = read_text(report_id)
    content = text.content if text else ""
    looks = [_look(row, content) for row in figures]
    looks.sort(key=lambda look: (-len(look.doubts), look.start))
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
    said = [_statement_look(row, content) for row in _statement_rows(report_id, data)]
    said.sort(key=lambda look: (-len(look.doubts), look.start))
    return Review(
        report_id, looks, others, _left(content, [*figures, *numbers]), said, has_text=text is not None
    )


def _statement_rows(report_id: str, data: Path) -> list[Row]:
    path = data / "statements" / f"{report_id}.csv"
    return read_rows(path, STATEMENT_COLUMNS) if path.is_file() else []


def _statement_look(row: Mapping[str, str], content: str) -> Look:
    start, end = int(row["start"]), int(row["end"])
    said = ", ".join(row[name] for name in ("kind", "theme", "place", "locality", "due") if row[name])
    doubts = (row["note"],) if row["note"] else ()
    return Look(start, " ".join(content[start:end].split())[:60], said, doubts)


def _look(row: Mapping[str, str], content: str) -> Look:
    start, end = int(row["start"]), int(row["end"])
    said = [row["measure"], f"{row['value']} {row['unit']}", row["place"]]
    said += [row[name] for name in ("qualifier", "role") if row[name] not in ("exact", "observed")]
    said += (
        [f"{row['period_start']}..{row['period_end']} ({row['period_basis']})"] if row["period_end"] else []
    )
    said += [f"{row['relation']} {row['related']}"] if row["relation"] else []
    return Look(start, row["quote"], ", ".join(said), tuple(_doubts(row)), *_around(content, start, end))


def _doubts(row: Mapping[str, str]) -> list[str]:
    doubts = {
        "fits no measure": row["measure"] == UNCLASSIFIED,
        "can be read two ways": bool(row["alternative"]),
        "has no date": not row["period_end"],
        "its date is carried from other words": row["period_basis"] == "carried",
        "its year is completed": row["period_basis"] == "completed",
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
    figures = [row | {"status": "reviewed"} for row in read_rows(path, FIGURE_COLUMNS)]
    write_rows(path, FIGURE_COLUMNS, figures)
    statements = [row | {"status": "reviewed"} for row in _statement_rows(report_id, data)]
    if statements:
        write_rows(data / "statements" / f"{report_id}.csv", STATEMENT_COLUMNS, statements)
    register = data / "reports.csv"
    rows = [
        row | {"review": how, "reviewed_on": day} if row["report_id"] == report_id else row
        for row in read_rows(register, REPORT_COLUMNS)
    ]
    write_rows(register, REPORT_COLUMNS, rows)
    return len(figures), len(statements)


def _refuse_unknown(report_id: str, data: Path) -> None:
    rows = read_rows(data / "reports.csv", REPORT_COLUMNS)
    if all(row["report_id"] != report_id for row in rows):
        known = ", ".join(row["report_id"] for row in rows)
        raise StudyError(f"{report_id!r} is not registered", way_out=f"known are {known}")
