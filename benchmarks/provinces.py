"""A throw-away copy of the study in which every province has figures, made of the tests' specimens."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from analysis.files import ROOT, Row, read_rows, write_rows, write_text
from analysis.pages.layout import HERE, Layout
from analysis.pages.running.runs import defaults_of, read_pages
from analysis.reading.sentences import segments_of
from analysis.table import vocabulary as v
from analysis.table.study import load

TESTS = ROOT / "tests"
NOT_COPIED = shutil.ignore_patterns("__pycache__", "texts", ".ipynb_checkpoints")


@dataclass(frozen=True)
class Arrived:
    """A report as it stands in the data files: its line of the register, and its three tables."""

    register: Row
    figures: Sequence[Row]
    numbers: Sequence[Row]
    statements: Sequence[Row]

    @property
    def report_id(self) -> str:
        return self.register["report_id"]


def copied(folder: Path) -> Layout:
    """What pages are made of, copied as it stands, with nothing made."""
    for name in ("data", "notebooks", "src"):
        shutil.copytree(ROOT / name, folder / name, ignore=NOT_COPIED)
    for name in ("requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    return Layout(folder)


def of_every_province(folder: Path) -> Layout:
    """A copy with a report of each province, and the national specimens; none of the study's reports."""
    layout = copied(folder)
    for name in ("figures", "numbers", "statements", "paragraphs"):
        shutil.rmtree(layout.data / name, ignore_errors=True)
    write_rows(layout.data / "corrections.csv", v.CORRECTION_COLUMNS, [])
    write_rows(layout.data / "accepted.csv", v.ACCEPTED_COLUMNS, [])
    register(layout, [*national(), *provincial(layout, range(len(places_of(layout))))])
    load(layout.data)
    return layout


def places_of(layout: Layout) -> list[str]:
    """The codes of the provinces and cities, in the order of their table."""
    return [row["code"] for row in read_rows(layout.data / "places.csv", v.PLACE_COLUMNS)]


def national() -> Iterator[Arrived]:
    """The specimens that are about the country, as they are."""
    for case in specimens(of_country=True):
        yield arrived(case, case.name, v.COUNTRY)


def provincial(layout: Layout, numbers: Sequence[int]) -> Iterator[Arrived]:
    """The reports of these numbers: provinces and specimens in turn, so that each number differs."""
    codes, cases = places_of(layout), specimens(of_country=False)
    for number in numbers:
        code = codes[number % len(codes)]
        yield arrived(cases[number % len(cases)], f"r{number}-{code[3:].lower()}", code)


def register(layout: Layout, reports: Sequence[Arrived]) -> None:
    """Make these the study's reports, each with a page of its own; files of others are removed."""
    write_rows(layout.data / "reports.csv", v.REPORT_COLUMNS, [each.register for each in reports])
    for kind, columns in (
        ("figures", v.FIGURE_COLUMNS), ("numbers", v.NUMBER_COLUMNS), ("statements", v.STATEMENT_COLUMNS),
    ):  # fmt: skip
        names = {f"{each.report_id}.csv": getattr(each, kind) for each in reports}
        for path in (layout.data / kind).glob("*.csv"):
            if path.name not in names:
                path.unlink()
        for name, rows in names.items():
            if not (layout.data / kind / name).is_file():
                write_rows(layout.data / kind / name, columns, rows)
    write_text(layout.runs, runs_of(layout, [each.report_id for each in reports]))


def runs_of(layout: Layout, report_ids: Sequence[str]) -> str:
    """The list of pages: every notebook that has a place for the country, the other for each report."""
    lines, listed = ["pages:"], {page.notebook for page in read_pages(HERE)}
    for path in sorted(layout.notebooks.glob("*.ipynb")):
        if path.stem not in listed:
            continue
        if "report_id" not in defaults_of(path):
            lines.append(f"  - {{page: {path.stem}, notebook: {path.stem}}}")
            continue
        lines += [
            f"  - {{page: {path.stem}-{each}, notebook: {path.stem}, parameters: {{report_id: {each}}}}}"
            for each in report_ids
        ]
    return "\n".join(lines) + "\n"


@cache
def specimens(of_country: bool) -> tuple[Any, ...]:
    """The tests' specimens with their offsets, of the country or of a province."""
    if str(TESTS) not in sys.path:
        sys.path.insert(0, str(TESTS))
    import corpus  # type: ignore[import-not-found]

    return tuple(each for each in corpus.specimens() if (each.place == v.COUNTRY) == of_country)


def arrived(case: Any, report_id: str, place: str) -> Arrived:
    """The specimen as a report of the place: what it says of its own place, it says of this one."""
    own = {case.place: place}
    line = dict.fromkeys(v.REPORT_COLUMNS, "") | {
        "report_id": report_id, "title": f"Specimen {case.name}", "publisher": "The tests' own",
        "language": case.language, "place": place, "published": case.published,
        "address": f"https://example.org/{report_id}",
        "sha256": hashlib.sha256(case.text.encode()).hexdigest(),
    }  # fmt: skip
    from corpus import numbers_of

    numbers = [{name: row[name] for name in v.NUMBER_COLUMNS} for row in numbers_of(case)]
    figures, statements = figures_of(case, report_id, own), statements_of(case, report_id, own)
    return Arrived(line, list(figures), numbers, list(statements))


def figures_of(case: Any, report_id: str, own: Mapping[str, str]) -> Iterator[Row]:
    """The rows of data/figures; a second fact on the same numeral has an id of its own."""
    taken: set[str] = set()
    for row in case.figures:
        related = row["related"].replace(f"{case.name}:", f"{report_id}:")
        changed = row | {"related": related, "place": own.get(row["place"], row["place"])}
        found = dict.fromkeys(v.FIGURE_COLUMNS, "") | {k: x for k, x in changed.items() if k != "nth"}
        figure_id = new_id(f"{report_id}:{row['start']}", taken)
        yield found | {"figure_id": figure_id, "report_id": report_id, "status": "read"}


def statements_of(case: Any, report_id: str, own: Mapping[str, str]) -> Iterator[Row]:
    """The rows of data/statements, where the specimen is coded."""
    import suggestions  # type: ignore[import-not-found]

    path = TESTS / "specimens" / f"{case.name}.statements.csv"
    segments = list(segments_of(case.text))
    taken: set[str] = set()
    for row in suggestions.rows_of(path) if path.is_file() else ():
        segment = segments[int(row["segment"]) - 1]
        changed = row | {"start": f"{segment.start}", "end": f"{segment.end}"}
        changed["place"] = own.get(row["place"], row["place"])
        found = dict.fromkeys(v.STATEMENT_COLUMNS, "") | {k: x for k, x in changed.items() if k != "segment"}
        statement_id = new_id(f"{report_id}:s{segment.start}", taken)
        yield found | {"statement_id": statement_id, "report_id": report_id, "status": "read"}


def new_id(wanted: str, taken: set[str]) -> str:
    """The id, with .2 and so on where it is taken; it is taken afterwards."""
    names = (wanted if number == 1 else f"{wanted}.{number}" for number in count(1))
    found = next(name for name in names if name not in taken)
    taken.add(found)
    return found
