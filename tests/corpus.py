"""The texts that the reader learns from and is judged by, with what they state.

Specimens are reports written for the tests and stand here whole. Of real reports the repository has address,
hash, offsets and fields; their texts are looked up in $STUDY_REAL_TEXTS (default data/texts/real), and what
was asked of the learned fields while reading the training ones stands in tests/real/examples.csv.gz.
"""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from analysis.files import DATA
from analysis.reading.reader import Row
from analysis.reading.report import read_text
from analysis.reading.sentences import segments_of
from analysis.reading.statement_training import CodedText
from analysis.reading.training import Lesson
from analysis.table.catalogue import read_measures, read_places
from analysis.table.register import read_register
from analysis.table.vocabulary import FIGURE_COLUMNS

SPECIMENS = Path(__file__).parent / "specimens"
REAL = Path(__file__).parent / "real"
LESSONS = Path(__file__).parent / "lessons" / "lessons.csv"
"""Short texts that show statements."""
PARTS = ("train", "half", "final")


def rows_of(path: Path) -> list[Row]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def specimens(folder: Path = SPECIMENS) -> Iterator[Lesson]:
    """The specimens of a folder, their figures with offsets."""
    for row in rows_of(folder / "specimens.csv"):
        name = row["id"]
        text = (folder / f"{name}.txt").read_text(encoding="utf-8")
        figures = tuple(located(text, rows_of(folder / f"{name}.figures.csv"), name))
        yield Lesson(name, row["language"], row["published"], row["place"], text, figures)


def transcribed() -> Iterator[Lesson]:
    """The registered reports whose texts are at hand."""
    for report in read_register(DATA / "reports.csv", read_places()).values():
        text = read_text(report.report_id)
        if text is not None:
            name = report.report_id
            figures = tuple(rows_of(DATA / "figures" / f"{name}.csv"))
            yield Lesson(name, report.language, report.published, report.place, text.content, figures)


def numbers_of(lesson: Lesson) -> tuple[Row, ...]:
    """The expected other numbers of a specimen or of a transcribed report, with offsets."""
    path = SPECIMENS / f"{lesson.name}.numbers.csv"
    if path.is_file():
        return tuple(located(lesson.text, rows_of(path), lesson.name))
    return tuple(rows_of(DATA / "numbers" / f"{lesson.name}.csv"))


def located(text: str, rows: list[Row], name: str) -> Iterator[Row]:
    """Rows that name a quote and its occurrence, with offsets instead."""
    for row in rows:
        start = _nth(text, row["quote"], int(row["nth"]))
        related = row.get("related", "")
        if related:
            quote, _, nth = related.rpartition("#")
            related = f"{name}:{_nth(text, quote, int(nth))}"
        yield row | {"start": str(start), "end": str(start + len(row["quote"])), "related": related}


def _nth(text: str, quote: str, nth: int) -> int:
    start = -len(quote)
    for _ in range(nth):
        start = text.find(quote, start + len(quote))
        assert start >= 0, f"{quote!r} does not stand {nth} times in the text"
    return start


def real_texts() -> Path:
    """The folder of the real reports' texts."""
    return Path(os.environ.get("STUDY_REAL_TEXTS") or DATA / "texts" / "real")


def real(part: str, keyed: str = "figures") -> Iterator[Lesson]:
    """The real reports of a part whose registered texts are at hand; `keyed` names the keying."""
    figures: dict[str, list[Row]] = {}
    for row in rows_of(REAL / f"{keyed}.csv"):
        figures.setdefault(row["report_id"], []).append({**dict.fromkeys(FIGURE_COLUMNS, ""), **row})
    for row in rows_of(REAL / "reports.csv"):
        path = real_texts() / f"{row['id']}.txt"
        if row["part"] != part or row["id"] not in figures or not path.is_file():
            continue
        raw = path.read_bytes()
        if hashlib.sha256(raw).hexdigest() == row["sha256"]:
            yield Lesson(row["id"], row["language"], row["published"], row["place"], raw.decode("utf-8"),
                         tuple(figures[row["id"]]))  # fmt: skip


def real_coded(part: str) -> Iterator[CodedText]:
    """The real reports of a part whose statements were coded and whose texts are at hand."""
    coded: dict[str, list[Row]] = {}
    for row in rows_of(REAL / "statements.csv"):
        coded.setdefault(row["report_id"], []).extend([row] if row["start"] else [])
    for each in real(part):
        if each.name in coded:
            yield CodedText(each.name, each.language, each.published, each.place, each.text, coded[each.name])


def coded_texts(register: Path) -> Iterator[CodedText]:
    """The texts of a register (id, language, place, published) that have a table of statements beside them.

    The tables give the number of each segment, from 1.
    """
    for row in rows_of(register):
        table = register.with_name(f"{row['id']}.statements.csv")
        if table.is_file():
            text = register.with_name(f"{row['id']}.txt").read_text(encoding="utf-8")
            starts = [str(segment.start) for segment in segments_of(text)]
            coded = [{**each, "start": starts[int(each["segment"]) - 1]} for each in rows_of(table)]
            yield CodedText(row["id"], row["language"], row["published"], row["place"], text, coded)


def unit_of(row: Row) -> str:
    """The unit of a keyed row: that of its measure, or its own."""
    measure = read_measures().get(row["measure"])
    return measure.unit if measure else row["unit"]
