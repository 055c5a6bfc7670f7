"""Many files read, one after the other or by many hands: files and folders in, three tables a file out.

Whoever reads is given the bytes and gives back the tables: files are touched here alone. As many of them
are in memory as are being read. Where each table goes is settled, and refused, before work starts.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from analysis.errors import StudyError
from analysis.files import csv_text, read_bounded, shown, write_text
from analysis.opening.opener import ENDINGS
from analysis.reading.language import codes, read_language
from analysis.reading.reader import Reader, Reading, Row, find_language, read
from analysis.reading.statements import suggest
from analysis.reading.whole import Hints, careful, open_file
from analysis.table.days import day_or_month
from analysis.table.vocabulary import FIGURE_COLUMNS, NUMBER_COLUMNS, STATEMENT_COLUMNS
from analysis.tasks import Hands, Here

KINDS = ("figures", "numbers", "statements")
_TEXT = ".text.txt"
"""How the name of the text ends that a file of another format became: offsets refer to it."""
TOGETHER = 8
"""How many texts go to a cluster as one piece: less would be more talk than reading."""


@dataclass(frozen=True)
class Job:
    """One text and the stem of its tables."""

    path: Path
    target: Path

    @property
    def report_id(self) -> str:
        """An id made of the file's name."""
        return re.sub(r"[^a-z0-9]+", "-", self.path.stem.lower()).strip("-") or "text"


@dataclass(frozen=True)
class Done:
    """What became of a text: how many figures, what to know about it, what went wrong."""

    job: Job
    figures: int = 0
    remark: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Folder:
    """Texts that stand in one folder, by name, and the folder of their tables."""

    source: Path
    target: Path
    names: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """The texts to read, in order: a name each, so that a hundred thousand of them take little memory."""

    folders: tuple[Folder, ...]

    def __len__(self) -> int:
        return sum(len(folder.names) for folder in self.folders)

    def __iter__(self) -> Iterator[Job]:
        for folder in self.folders:
            for name in folder.names:
                yield Job(folder.source / name, folder.target / Path(name).stem)


def plan(paths: Sequence[Path], to: Path) -> Plan:
    """The texts of the paths in order, each with its place under `to`; folders keep their shape.

    Raises:
        StudyError: a path is missing or no text, or two texts would have the same tables.
    """
    folders = tuple(folder for path in paths for folder in _folders(path, to))
    _refuse_collisions(folders)
    return Plan(folders)


def _folders(path: Path, to: Path) -> Iterator[Folder]:
    if path.is_dir():
        inside = list(_walked(path, to))
        if not inside:
            raise StudyError(
                "holds no report", file=shown(path), way_out=f"reports end in {', '.join(ENDINGS)}"
            )
        yield from inside
    elif not path.exists():
        raise StudyError("no such file or folder", file=shown(path))
    else:
        yield Folder(path.parent, to, (path.name,))


def _walked(path: Path, to: Path) -> Iterator[Folder]:
    """The folders under a path that hold reports, told by their endings: a folder holds other things too."""
    for source, below, names in os.walk(path):
        below.sort()
        texts = tuple(sorted(name for name in names if _is_report(Path(source, name))))
        if texts:
            yield Folder(Path(source), to / Path(source).relative_to(path), texts)


def _refuse_collisions(folders: Sequence[Folder]) -> None:
    taken: dict[Path, dict[str, tuple[Path, str]]] = defaultdict(dict)
    for folder in folders:
        for name in folder.names:
            stem = Path(name).stem
            first = taken[folder.target].get(stem)
            if first is not None:
                both = f"{shown(Path(*first))} and {shown(folder.source / name)}"
                raise StudyError(
                    f"{both} would be written to one place", file=shown(folder.target / stem),
                    way_out="rename one",
                )  # fmt: skip
            taken[folder.target][stem] = folder.source, name


def _is_report(path: Path) -> bool:
    made = path.name.endswith((*(f".{kind}.csv" for kind in KINDS), _TEXT))
    return path.suffix.lower() in ENDINGS and not made and path.is_file()


@dataclass(frozen=True)
class Taken:
    """A file to read: all that its reader needs."""

    job: Job
    raw: bytes


@dataclass(frozen=True)
class Tables:
    """What was read of a text: the content of its files by their endings; else what went wrong."""

    files: Mapping[str, str]
    figures: int = 0
    remark: str = ""
    problem: str = ""


def run(
    jobs: Iterable[Job],
    hints: Hints,
    tell: Callable[[Done], None] = lambda done: None,
    hands: Hands = Here(),  # noqa: B008
) -> list[Done]:
    """Read every text and write its tables; one that fails stops no other. The failed ones come back.

    Raises:
        StudyError: the language is unknown, or the date is no date.
        Lost: those who read are gone; what was read until then is written and told.
    """
    refuse_no_day(hints.published)
    if hints.language and hints.language not in codes():
        read_language(hints.language)
    failed: list[Done] = []

    def note(done: Done) -> None:
        tell(done)
        if done.problem:
            failed.append(done)

    with closing(hands.run(_taken(jobs, note), partial(tables_of, hints))) as all_ended:
        for ended in all_ended:
            note(_kept(ended.task.job, ended.result or Tables({}, problem=ended.problem)))
    return failed


def _taken(jobs: Iterable[Job], note: Callable[[Done], None]) -> Iterator[Taken]:
    """The files, each taken when it is asked for."""
    for job in jobs:
        try:
            taken = Taken(job, read_bounded(job.path))
        except StudyError as error:
            note(Done(job, problem=str(error)))
        else:
            yield taken


def _kept(job: Job, tables: Tables) -> Done:
    """What has become of a text, when its tables are written."""
    if tables.problem:
        return Done(job, problem=f"{shown(job.path)}: {tables.problem}")
    try:
        for kind, content in tables.files.items():
            ending = f".{kind}.csv" if kind in KINDS else _TEXT
            write_text(job.target.with_name(f"{job.target.name}{ending}"), content)
    except OSError as error:
        return Done(job, problem=f"{shown(job.path)}: its tables cannot be written ({error.strerror})")
    return Done(job, tables.figures, tables.remark)


def refuse_no_day(published: str) -> None:
    """Refuse a publication date that is none; an empty one is unknown.

    Raises:
        StudyError: it is neither a day nor a month.
    """
    try:
        if published:
            day_or_month(published)
    except ValueError:
        problem = f"{published!r} is no day (2025-10-01) and no month (2025-10)"
        raise StudyError(problem, place="published") from None


def tables_of(hints: Hints, taken: Taken) -> Tables:
    """The tables of one file; one that cannot be opened, or that the reader trips over, has none."""
    job = taken.job
    try:
        found = open_file(taken.raw, job.path.name)
        reading, remarks = careful(found, lambda text: _reading(text, job, hints))
        said = _statements(found.text, reading, job, hints)
    except StudyError as error:
        error.file = ""  # who asked knows it, and names it with its folder
        return Tables({}, problem=str(error))
    except MemoryError:
        raise
    except Exception as error:
        return Tables({}, problem=f"cannot be read ({type(error).__name__}: {error})")
    files = {
        "figures": csv_text(FIGURE_COLUMNS, reading.figures),
        "numbers": csv_text(NUMBER_COLUMNS, reading.numbers),
        "statements": csv_text(STATEMENT_COLUMNS, said),
    }
    if found.format != "text":
        files |= {"text": found.text}
    return Tables(files, len(reading.figures), "; ".join([*_remark(found.text, reading), *remarks]))


def _reading(text: str, job: Job, hints: Hints) -> Reading:
    code = hints.language or find_language(text)
    if not code:
        return read(text, report_id=job.report_id, place=hints.place)
    return _reader(code, hints.published).read(text, job.report_id, hints.place)


@lru_cache(maxsize=8)
def _reader(code: str, published: str) -> Reader:
    return Reader(read_language(code), published)


def _statements(text: str, reading: Reading, job: Job, hints: Hints) -> list[Row]:
    if not reading.language:
        return []
    return suggest(
        text, reading.language, report_id=job.report_id, published=hints.published, place=hints.place,
        dates=reading.dates,
    )  # fmt: skip


def _remark(text: str, reading: Reading) -> list[str]:
    if not text.strip():
        return ["no text"]
    return [] if reading.language else ["unknown language: numerals without measures"]
