"""The reports' data files, read and checked once; what was read is kept by their content."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import StudyError
from analysis.files import Row, decoded, rows_in, shown
from analysis.patience import watched
from analysis.table import vocabulary as v
from analysis.table.catalogue import Measure, Place
from analysis.table.figures import Correction, apply_corrections
from analysis.table.frames import (
    figure_schema,
    number_schema,
    schema_of,
    statement_schema,
    table_of,
    table_of_figures,
    table_of_numbers,
    table_of_statements,
    values_of,
)
from analysis.table.scan import KINDS, Scan
from analysis.table.schema import FigureRules, Sheet, number_problems, statement_problems
from analysis.table.shelf import OWNER, Shelf, key_of, working_out

if TYPE_CHECKING:
    import pyarrow as pa

DEADLINE = "deadline "
"""What the reason of a number begins with that is a deadline of a measure."""
_TOGETHER = 2000
"""So many reports are read and checked together."""


@dataclass(frozen=True)
class Rules:
    """What the files are held against: the catalogue, the places and the corrections."""

    measures: Mapping[str, Measure]
    places: Mapping[str, Place]
    corrections: Sequence[Correction]
    corrections_path: Path

    def of(self, report_id: str) -> list[Correction]:
        """The corrections of one report."""
        return self._by_report.get(report_id, [])

    def refuse_strangers(self, reports: Collection[str]) -> None:
        """Refuse a correction of a report that is not there.

        Raises:
            StudyError: names the correction.
        """
        for each in self.corrections:
            if each.figure_id.partition(":")[0] not in reports:
                raise StudyError(
                    "matches no figure", file=shown(self.corrections_path), place=each.correction_id,
                    way_out=f"expected {each.figure_id} with {each.was!r}",
                )  # fmt: skip

    _by_report: dict[str, list[Correction]] = field(default_factory=lambda: defaultdict(list), init=False)

    def __post_init__(self) -> None:
        for each in self.corrections:
            self._by_report[each.figure_id.partition(":")[0]].append(each)


@dataclass(frozen=True)
class Sheets:
    """What the files of all reports say, by column; and what is wrong with those that are broken."""

    figures: pa.Table
    statements: pa.Table
    deadlines: pa.Table
    """Of the numbers those whose reason speaks of a deadline."""
    keys: Mapping[str, str]
    """For each report a hash of all that its rows were made of."""
    broken: Mapping[str, StudyError]
    numbers: Callable[[], pa.Table]
    """The numbers, which few ask for."""


def read_sheets(scan: Scan, reports: Sequence[str], rules: Rules, folder: Path, made_of: str) -> Sheets:
    """The rows of the reports, in the order of the register; of those that are new, read and checked.

    `folder` is where what was read stays, `made_of` says by which build.
    """
    files = _Files(scan.data)
    keys = {each: _key(content, rules.of(each)) for each, content in _contents(scan, reports, folder).items()}
    schemas = {"figures": figure_schema(), "statements": statement_schema(), "deadlines": number_schema()}
    shelf = Shelf(folder / "sheets", schemas, made_of)
    numbers = Shelf(folder / "numbers", {"numbers": number_schema()}, made_of)
    broken: dict[str, StudyError] = {}

    def take_in(shelf: Shelf) -> None:
        missing = shelf.missing(keys)
        for some in watched(_some(missing), len(missing), "reports read"):
            with working_out():
                tables, wrong = _Batch(files, some, rules).read()
            broken.update(wrong)
            shelf.add(tables, {each: keys[each] for each in some if each not in wrong})

    def all_numbers() -> pa.Table:
        take_in(numbers)
        return numbers.rows(sound)["numbers"]

    take_in(shelf)
    sound = {each: key for each, key in keys.items() if each not in broken}
    return Sheets(**shelf.rows(sound), keys=sound, broken=broken, numbers=all_numbers)


def _some(reports: Sequence[str]) -> Iterator[Sequence[str]]:
    return (reports[first : first + _TOGETHER] for first in range(0, len(reports), _TOGETHER))


def _key(content: str, corrections: Sequence[Correction]) -> str:
    if not corrections:
        return content
    return key_of(content, repr([tuple(asdict(each).values()) for each in corrections]))


@dataclass(frozen=True)
class _Files:
    """The three files of each report."""

    data: Path

    @cached_property
    def _folders(self) -> Mapping[str, Path]:
        return {kind: self.data / kind for kind in KINDS}

    def paths(self, report_id: str) -> dict[str, Path]:
        """Where its figures, numbers and statements stand."""
        return {kind: folder / f"{report_id}.csv" for kind, folder in self._folders.items()}

    def raw(self, report_id: str) -> dict[str, bytes]:
        """The bytes of its files; what is not there is left out."""
        found = {}
        for kind, path in self.paths(report_id).items():
            with suppress(OSError):
                found[kind] = path.read_bytes()
        return found


def _contents(scan: Scan, reports: Sequence[str], folder: Path) -> dict[str, str]:
    """For each report a hash of the content of its files; those that look as before need not be read."""
    files, looks = _Files(scan.data), scan.reports()
    settled = {each: looks[each] for each in reports if each in looks}
    schema = schema_of(["content"], texts=["content"])
    # Several folders of data share a memory: today's, and those of earlier runs, whose names change.
    shelf = Shelf(folder / f"files-{scan.data.stat().st_ino}", {"files": schema}, "content")
    if missing := shelf.missing(settled):
        hashes = [_hash(files.raw(each)) for each in missing]
        table = table_of((), schema, owner=missing, content=hashes)
        shelf.add({"files": table}, {each: settled[each] for each in missing})
    rows = shelf.rows(settled)["files"]
    known = dict(zip(values_of(rows, OWNER), values_of(rows, "content"), strict=True))
    return {each: known.get(each) or _hash(files.raw(each)) for each in reports}


def _hash(raw: Mapping[str, bytes]) -> str:
    found = hashlib.blake2b(digest_size=16)
    for kind, content in raw.items():
        found.update(f"{kind} {len(content)} ".encode())
        found.update(content)
    return found.hexdigest()


class _Batch:
    """Reports that are read and checked together."""

    def __init__(self, files: _Files, reports: Sequence[str], rules: Rules) -> None:
        self.files, self.reports, self.rules = files, reports, rules
        self.broken: dict[str, StudyError] = {}
        self.sheets: dict[str, dict[str, Sheet]] = {kind: {} for kind in KINDS}

    def read(self) -> tuple[dict[str, pa.Table], dict[str, StudyError]]:
        """The rows by kind, and what is wrong with the reports that are left out."""
        import pyarrow.compute as pc

        for report_id in self.reports:
            try:
                self._parse(report_id)
            except StudyError as error:
                self.broken[report_id] = error
        self._check()
        self._correct()
        sound = [each for each in self.reports if each not in self.broken]
        rows = {kind: [row for each in sound for row in self._rows(kind, each)] for kind in KINDS}
        owners = [each for each in sound for _ in self._rows("numbers", each)]
        # A note says more of a figure, and corrects nothing that it states.
        corrected = {each.figure_id for each in self.rules.corrections if each.column != "note"}
        numbers = table_of_numbers(rows["numbers"], owners)
        return {
            "figures": table_of_figures(rows["figures"], self.rules.measures, corrected),
            "numbers": numbers,
            "deadlines": numbers.filter(pc.match_substring(numbers["reason"].cast("string"), DEADLINE)),
            "statements": table_of_statements(rows["statements"]),
        }, self.broken

    def _rows(self, kind: str, report_id: str) -> list[Row]:
        sheet = self.sheets[kind].get(report_id)
        return sheet.rows if sheet else []

    def _parse(self, report_id: str) -> None:
        raw = self.files.raw(report_id)
        for kind, path in self.files.paths(report_id).items():
            if kind in raw:
                rows = rows_in(decoded(raw[kind], path), path, *_COLUMNS[kind])
                where = [f"line {line}" for line in range(2, len(rows) + 2)]
                self.sheets[kind][report_id] = Sheet(report_id, path, rows, where)
            elif kind != "statements":
                raise StudyError("no such file", file=shown(path))

    def _check(self) -> None:
        rules = FigureRules.of(self.rules.measures, self.rules.places)
        for kind, problems in (
            ("figures", rules.problems),
            ("numbers", number_problems),
            ("statements", lambda sheets: statement_problems(sheets, rules)),
        ):
            for path, problem in problems(list(self.sheets[kind].values())).items():
                self.broken.setdefault(path.stem, problem)

    def _correct(self) -> None:
        """Apply the corrections; what a correction breaks is refused too."""
        rules, path = FigureRules.of(self.rules.measures, self.rules.places), self.rules.corrections_path
        for report_id in self.reports:
            corrections = self.rules.of(report_id)
            if not corrections or report_id in self.broken:
                continue
            try:
                rows = apply_corrections(self._rows("figures", report_id), corrections, path)
                where = [f"the corrected {row['figure_id']}" for row in rows]
                rules.checked([sheet := Sheet(report_id, path, rows, where)])
                self.sheets["figures"][report_id] = sheet
            except StudyError as error:
                self.broken[report_id] = error


_COLUMNS: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "figures": (v.FIGURE_COLUMNS, v.LATER_FIGURE_COLUMNS),
    "numbers": (v.NUMBER_COLUMNS, ()),
    "statements": (v.STATEMENT_COLUMNS, v.LATER_STATEMENT_COLUMNS),
}
