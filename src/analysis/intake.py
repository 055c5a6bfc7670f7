"""A file that comes in becomes an entry: its text, its row of the register, its tables; nothing is written.

This is what a child process does with a drop. It needs the file's bytes and what a person says of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from unicodedata import normalize

from analysis.errors import StudyError
from analysis.files import Row, csv_text, rows_in, shown
from analysis.opening.form import IllegibleError, Opened
from analysis.reading.batch import refuse_no_day
from analysis.reading.language import Style, read_language
from analysis.reading.reader import find_language, read
from analysis.reading.statements import suggest
from analysis.reading.version import reader_stamp
from analysis.reading.whole import careful, open_file, unread
from analysis.table.catalogue import read_measures, read_places
from analysis.table.paragraphs import starts_of
from analysis.table.schema import FigureRules, Sheet, checked_statements, number_problems, refusal
from analysis.table.vocabulary import (
    COUNTRY,
    FIGURE_COLUMNS,
    NUMBER_COLUMNS,
    REPORT_COLUMNS,
    STATEMENT_COLUMNS,
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
class Incoming:
    """A file that comes in: where it stood, its bytes, read once, and what is said of it.

    `scan` holds the bytes of the pictures that the text was typed from, where it was dropped beside them.
    """

    path: Path
    raw: bytes
    said: Registration
    scan: bytes = b""

    @cached_property
    def original(self) -> bytes:
        """What the report was before it was opened."""
        return self.scan or self.raw

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the original, in hexadecimal."""
        return digest_of(self.original)


def digest_of(raw: bytes) -> str:
    """The SHA-256 of the bytes, in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


@dataclass(frozen=True)
class Entry:
    """A report as it is written: its row of the register, its tables, the bytes of its text, what to know.

    `paragraphs` says where those of its text begin.
    """

    row: Row
    figures: list[Row]
    numbers: list[Row]
    statements: list[Row]
    text: bytes = b""
    aside: Sequence[str] = ()
    remarks: Sequence[str] = ()
    paragraphs: Sequence[int] = ()


def entry_of(data: Path, coming: Incoming) -> Entry | StudyError:
    """The entry of a file that comes in, or why it has none: then too a child has done its work."""
    try:
        return _entry(data, coming)
    except StudyError as error:
        return error
    except MemoryError:
        raise
    except Exception as error:
        return StudyError(f"cannot be read ({type(error).__name__}: {error})", file=shown(coming.path))


def _entry(data: Path, coming: Incoming) -> Entry:
    refuse_no_day(coming.said.published)
    found = open_file(coming.raw, shown(coming.path))
    if coming.scan:
        _refuse_legible(coming)
        found = replace(found, doubtful="typed from a scan")
    if not found.text.strip():
        raise StudyError("holds no text", file=shown(coming.path), way_out="save the report's words in it")
    text = _kept(coming, found)
    row = _row(coming, found, text)
    entry = read_entry(found, row, coming.said.place)
    return sound(replace(entry, text=text, aside=found.aside), data)


def _refuse_legible(coming: Incoming) -> None:
    """Refuse a typed text beside pictures that hold a text of their own, which may be another one."""
    try:
        legible = not open_file(coming.scan, shown(coming.path)).doubtful
    except IllegibleError:
        return
    if legible:
        raise StudyError(
            "stands there twice, and each has a text", file=shown(coming.path), way_out="keep one"
        )


def read_entry(found: Opened, row: Row, place: str) -> Entry:
    """What is read of a text of this row; the row has its place and number style from it.

    Args:
        found: the text, and why its figures are doubtful.
        row: the register's row; language and day of publication count.
        place: the report's own place, if somebody says it.
    """
    report_id, language, published = row["report_id"], row["language"], row["published"]
    once = partial(read, report_id=report_id, language=language, published=published)
    reading, remarks = careful(found, partial(once, place=place))
    home = place or (reading.figures[0]["place"] if reading.figures else COUNTRY)
    if reading.figures and home != reading.home:
        reading, remarks = careful(found, partial(once, place=home))
    told = suggest(
        found.text, language, report_id=report_id, published=published, place=home, dates=reading.dates
    )
    whole = row | {"place": home, "number_style": _printed(reading.style)}
    starts = starts_of(found.text)
    return Entry(whole, reading.figures, reading.numbers, told, remarks=remarks, paragraphs=starts)


def _kept(coming: Incoming, found: Opened) -> bytes:
    """The bytes that are kept as the report's text: those that came, where they are that text."""
    text = found.text.encode("utf-8")
    same = found.format == "text" and coming.raw.replace(b"\r\n", b"\n") == text
    return coming.raw if same else text


def _row(coming: Incoming, found: Opened, text: bytes) -> Row:
    """The register's row, as far as it can be known before the text is read.

    Raises:
        StudyError: the text does not tell its language and nobody does, or it is none that can be read.
    """
    said = coming.said
    kind = f"{found.format} ({found.doubtful})" if found.doubtful else found.format
    return dict.fromkeys(REPORT_COLUMNS, "") | {
        "report_id": said.report_id,
        "title": said.title or coming.path.stem,
        "publisher": said.publisher or re.sub(r"^https?://(?:www\.)?([^/]+).*", r"\1", said.address),
        "language": _language(coming, found),
        "place": said.place or COUNTRY,
        "published": said.published,
        "address": said.address,
        "translation_of": said.translation_of,
        "replaces": said.replaces,
        "sha256": digest_of(text),
        "format": kind,
        "encoding": found.encoding,
        "original": coming.sha256 if coming.original != text else "",
        "reader": reader_stamp(),
    }


def _language(coming: Incoming, found: Opened) -> str:
    language = coming.said.language or find_language(found.text)
    if not language:
        raise StudyError(
            "the language is not clear", file=shown(coming.path),
            way_out="name it: --language fr, or language: fr in its description",
        )  # fmt: skip
    return read_language(language).language


def _printed(style: Style | None) -> str:
    return f"thousands by {_mark(style.group)}, decimal {_mark(style.decimal)}" if style else ""


def _mark(mark: str) -> str:
    return {" ": "space", ".": "dot", ",": "comma"}.get(mark, mark)


def doubt_of(kind: str) -> str:
    """Why all figures of a registered report are doubtful, by its format; else nothing.

    >>> doubt_of("pdf (text layer of a scan)"), doubt_of("pdf")
    ('text layer of a scan', '')
    """
    return kind.partition(" (")[2].removesuffix(")")


def words_digest(text: str) -> str:
    """One hash of the words alone: the same for copies with other line ends, marks or composed letters.

    >>> words_digest("a  b\\r\\n") == words_digest("\\ufeffa b")
    True
    """
    words = " ".join(normalize("NFC", text).replace("\ufeff", "").split())
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


# Held against the rules


def sound(entry: Entry, data: Path) -> Entry:
    """The entry without the figures that break a rule of their table: each costs itself alone, named."""
    broken = _broken(entry.figures, _rules(data))
    if not broken:
        return entry
    kept = [_unrelated(row, broken) for row in entry.figures if row["figure_id"] not in broken]
    lost = [unread(int(row["start"]), row["quote"]) for row in entry.figures if row["figure_id"] in broken]
    numbers = sorted([*entry.numbers, *lost], key=lambda row: int(row["start"]))
    told = (f"{name} is no figure that the table takes ({why})" for name, why in broken.items())
    return replace(entry, figures=kept, numbers=numbers, remarks=(*entry.remarks, *told))


def refuse_broken(entry: Entry, data: Path) -> None:
    """Hold the tables, written out and read back, against their rules.

    Raises:
        StudyError: one could not be read again as it would stand there.
    """
    report_id, rules = entry.row["report_id"], _rules(data)
    rules.checked([_sheet(report_id, "figures", FIGURE_COLUMNS, entry.figures)])
    checked_statements([_sheet(report_id, "statements", STATEMENT_COLUMNS, entry.statements)], rules)
    for problem in number_problems([_sheet(report_id, "numbers", NUMBER_COLUMNS, entry.numbers)]).values():
        raise problem


def _rules(data: Path) -> FigureRules:
    return FigureRules.of(read_measures(data / "measures.yml"), read_places(data / "places.csv"))


def _broken(rows: Sequence[Row], rules: FigureRules) -> Mapping[str, str]:
    """Why a figure breaks a rule, by its id, where it does so by itself."""
    alone = [row | {"relation": "", "related": ""} for row in rows]
    if not rows or refusal("figures", alone, rules) is None:
        return {}
    sheets = [Sheet(row["report_id"], Path(row["figure_id"]), [row], [""]) for row in alone]
    return {path.name: problem.problem for path, problem in rules.problems(sheets).items()}


def _unrelated(row: Row, broken: Mapping[str, str]) -> Row:
    return row | {"relation": "", "related": ""} if row["related"] in broken else row


def _sheet(report_id: str, kind: str, columns: Sequence[str], rows: Sequence[Row]) -> Sheet:
    """The rows as they come back from a file."""
    path = Path(kind) / f"{report_id}.csv"
    back = rows_in(csv_text(columns, rows), path, columns)
    return Sheet(report_id, path, back, [f"line {line}" for line in range(2, len(back) + 2)])
