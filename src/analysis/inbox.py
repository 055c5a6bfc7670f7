"""The inbox: files dropped into data/inbox are read, registered and put away; a bad one says why.

A text leaves the inbox only when its tables, its copy among the texts and its row of the register are
safely written. What was cut short, however that happened, the next call ends. Names of files are not
trusted: no message and no path is made of them unseen.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from enum import Enum
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import StudyError, nearest
from analysis.files import read_yaml, shown, sweep, write_text
from analysis.reading.language import bare
from analysis.reading.reader import find_language
from analysis.reading.report import texts_folder
from analysis.reports import Added, Incoming, Registration, keep, mend, take_in
from analysis.table.catalogue import read_measures, read_places
from analysis.table.register import read_register, read_register_rows

if TYPE_CHECKING:
    from pydantic import RootModel

TEXT, DESCRIPTIONS = ".txt", (".yml", ".yaml")
REJECTED, REASON = "rejected", ".reason.txt"
UNFINISHED = (".part", ".tmp", ".crdownload", "~")
_KEYS = {
    "id": "report_id", "url": "address", "published": "published", "title": "title",
    "publisher": "publisher", "language": "language", "place": "place",
    "translation_of": "translation_of", "replaces": "replaces",
}  # fmt: skip
"""What a description may say, and the column of the register where it goes."""
_DATED = re.compile(r"(\d{4}-\d\d-\d\d(?!\d)|\d{4}-\d\d(?!-?\d))[\W_]*")
_LARGEST = 10_000_000
"""Bytes; a report of a thousand pages has three million."""
_LONGEST_NAME = 150


class Fate(Enum):
    """What can become of a drop."""

    TAKEN, KNOWN, REJECTED, WAITS = "taken", "known", "rejected", "waits"


@dataclass(frozen=True)
class Answer:
    """What became of one drop, and one line that says so."""

    fate: Fate
    told: str


@dataclass(frozen=True)
class Drop:
    """What was dropped under one name: a text and its description, or what is neither."""

    texts: tuple[str, ...]
    descriptions: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All its files."""
        return (*self.texts, *self.descriptions, *self.others)


@dataclass(frozen=True)
class _Rejection:
    """Files on their way out: their names in the inbox, those they get among the rejected, and why."""

    names: list[str]
    targets: list[str]
    reason: str
    reason_file: str


class Inbox:
    """A study's inbox; `data` is its folder of tables."""

    def __init__(self, data: Path) -> None:
        self.data, self.folder = data, data / "inbox"
        self.rejected = self.folder / REJECTED
        self.registered: dict[str, str] = {}

    def empty(self, tell: Callable[[Answer], None]) -> list[Answer]:
        """Take in every drop, in the order of the names; what became of each is told at once and comes back.

        Raises:
            StudyError: the study itself is broken, or a disk does not let it be written; drops stay.
        """
        answers = []
        try:
            self._begin()
            for drop in drops_of(self.folder):
                answers.append(self._one(drop))
                tell(answers[-1])
        except OSError as error:
            raise StudyError(
                f"cannot be written ({error.strerror})", file=shown(Path(error.filename or self.data)),
                way_out=f"what was not taken in stays in {shown(self.folder)}",
            ) from None  # fmt: skip
        return answers

    def _begin(self) -> None:
        """End what was cut short, and see to it that the study is sound: a drop is not to blame for it."""
        if texts_folder().resolve().is_relative_to(self.folder.resolve()):
            raise StudyError("is the folder of the texts too", file=shown(self.folder),
                             way_out="name another one in STUDY_TEXTS")  # fmt: skip
        mend(self.data)
        self._finish_rejection()
        read_measures(self.data / "measures.yml")
        reports = read_register(self.data / "reports.csv", read_places(self.data / "places.csv"))
        self.registered = {report.sha256: report.report_id for report in reports.values()}

    def _one(self, drop: Drop) -> Answer:
        """What became of the drop; whatever is wrong with it stops no other."""
        waits = _waits(self.folder, drop)
        if waits:
            return Answer(Fate.WAITS, self._named(drop, waits))
        try:
            return self._taken(drop)
        except StudyError as error:
            return self._reject(drop, str(error))
        except (OSError, MemoryError):
            raise
        except Exception as error:
            return self._reject(drop, self._named(drop, f"cannot be read ({type(error).__name__}: {error})"))

    def _taken(self, drop: Drop) -> Answer:
        _refuse_odd(self.folder, drop)
        incoming = Incoming(self.folder / drop.texts[0], _bytes_of(self.folder, drop.texts[0]))
        said = _said_of(self.folder, drop)
        known = self.registered.get(incoming.sha256)
        if known:
            self._refuse_otherwise(known, said)
            keep(incoming, known)
            told = f"is registered already as {known}; this copy is removed"
            return self._put_away(drop, incoming, Answer(Fate.KNOWN, self._named(drop, told)))
        registration = _registration(Path(drop.texts[0]).stem, said, incoming)
        added = take_in(incoming, registration, self.data)
        self.registered[incoming.sha256] = registration.report_id
        return self._put_away(drop, incoming, Answer(Fate.TAKEN, told_of(registration.report_id, added)))

    def _refuse_otherwise(self, report_id: str, said: Mapping[str, str]) -> None:
        """Refuse a description that says of a registered text what the register does not."""
        register = self.data / "reports.csv"
        rows = read_register_rows(register)
        (row,) = (row for row in rows if row["report_id"] == report_id)
        for key, value in said.items():
            if value and row[_KEYS[key]] != value:
                problem = f"the text is registered as {report_id}, with another {key} than {value!r}"
                raise StudyError(problem, way_out=f"correct {shown(register)}")

    def _put_away(self, drop: Drop, incoming: Incoming, answer: Answer) -> Answer:
        """Remove the drop, the text last: as long as it is there, a call that was cut short goes on."""
        if _bytes_of(self.folder, drop.texts[0]) != incoming.raw:
            changed = (
                "changed while it was read, and stays; drop a text under a name that ends in .part first"
            )
            return Answer(Fate.WAITS, self._named(drop, changed))
        for name in (*drop.descriptions, *drop.texts):
            (self.folder / name).unlink()
        return answer

    def _named(self, drop: Drop, problem: str) -> str:
        return printable(f"{shown(self.folder)}/{drop.names[0]}: {problem}")

    def _reject(self, drop: Drop, reason: str) -> Answer:
        """Move the drop out of the way, with the reason beside it."""
        own = tuple(" ".join(f"{shown(self.folder)}/{name}".split()) for name in drop.names)
        told = printable(reason) if reason.startswith(own) else self._named(drop, reason)
        self.rejected.mkdir(exist_ok=True)
        rejection = _rejection(drop, told, {path.name for path in self.rejected.iterdir()})
        write_text(self._unfinished, json.dumps(asdict(rejection)))
        self._finish_rejection()
        return Answer(Fate.REJECTED, f"{told} (now in {shown(self.rejected)})")

    @property
    def _unfinished(self) -> Path:
        """The file that says which rejection is under way, so that all of it happens."""
        return self.rejected / ".rejecting"

    def _finish_rejection(self) -> None:
        if self.rejected.is_dir():
            sweep(self.rejected)
        if not self._unfinished.exists():
            return
        rejection = _Rejection(**json.loads(self._unfinished.read_text(encoding="utf-8")))
        write_text(self.rejected / rejection.reason_file, f"{rejection.reason}\n")
        for name, target in zip(rejection.names, rejection.targets, strict=True):
            source, into = self.folder / name, self.rejected / target
            if os.path.lexists(source) and not os.path.lexists(into):
                source.rename(into)
        self._unfinished.unlink()


def drops_of(folder: Path) -> list[Drop]:
    """What lies in the inbox, in the order of the names; a file that is still being written does not."""
    groups: dict[tuple[str, str], list[str]] = {}
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    for name in names:
        if not (name in ("README.md", REJECTED) or name.startswith(".") or name.lower().endswith(UNFINISHED)):
            other = "" if _suffix(name) in (TEXT, *DESCRIPTIONS) else name
            groups.setdefault((Path(name).stem, other), []).append(name)
    return [
        Drop(
            tuple(name for name in group if not other and _suffix(name) == TEXT),
            tuple(name for name in group if not other and _suffix(name) != TEXT),
            tuple(group if other else ()),
        )
        for (_, other), group in groups.items()
    ]


def _suffix(name: str) -> str:
    return Path(name).suffix.lower()


def _waits(folder: Path, drop: Drop) -> str:
    """What the drop waits for, if it does."""
    if any(stat.S_ISDIR((folder / name).lstat().st_mode) for name in drop.names):
        return f"is a folder; put its files into {shown(folder)} itself"
    if drop.descriptions and not drop.texts:
        return f"waits for its text, {Path(drop.descriptions[0]).stem}{TEXT}"
    return ""


def _refuse_odd(folder: Path, drop: Drop) -> None:
    """Refuse what is no text, or not one text with one description, or no file."""
    where = f"{shown(folder)}/{drop.names[0]}"
    for name in drop.names:
        if not stat.S_ISREG((folder / name).lstat().st_mode):
            raise StudyError(
                "is a link or a device", file=f"{shown(folder)}/{name}", way_out="drop the file itself"
            )
    if drop.others:
        raise StudyError("is no plain text", file=where, way_out=f"save it as {TEXT}, UTF-8")
    if len(drop.texts) > 1 or len(drop.descriptions) > 1:
        raise StudyError("stands there twice, under endings that mean the same", file=where,
                         way_out="keep one")  # fmt: skip


def _bytes_of(folder: Path, name: str) -> bytes:
    """The bytes of a regular file of the inbox, whatever was put in its place since it was listed.

    Raises:
        StudyError: it is no such file, cannot be read, or is too large for a report.
    """
    where = f"{shown(folder)}/{name}"
    try:
        handle = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as error:
        raise StudyError(f"cannot be read ({error.strerror})", file=where) from None
    if len(raw) > _LARGEST:
        raise StudyError(f"is larger than {_LARGEST:,} bytes", file=where, way_out="split it")
    return raw


def _said_of(folder: Path, drop: Drop) -> Mapping[str, str]:
    """What the description beside the text says; nothing without one.

    Raises:
        StudyError: it is not strict YAML, or has a key that means nothing.
    """
    if not drop.descriptions:
        return {}
    path = folder / drop.descriptions[0]
    said = read_yaml(path, _description()).root
    for key in said:
        if key not in _KEYS:
            raise StudyError(f"the key {key!r} means nothing", file=shown(path), way_out=nearest(key, _KEYS))
    return {key: " ".join(value.split()) for key, value in said.items()}


def _description() -> type[RootModel[dict[str, str]]]:
    from pydantic import RootModel

    return RootModel[dict[str, str]]


def _registration(stem: str, said: Mapping[str, str], incoming: Incoming) -> Registration:
    """What the description says of the text; of what it does not, what the file's name does.

    Raises:
        StudyError: neither gives a day of publication or an id, or no language is found.
    """
    published, words = dated(stem)
    named = {"report_id": id_of(words), "published": published, "title": printable(" ".join(words.split()))}
    told = named | {_KEYS[key]: value for key, value in said.items() if value}
    told.setdefault("publisher", "" if told.get("address") else "(not named)")
    where, aside = shown(incoming.path), f"{stem}{DESCRIPTIONS[0]}"
    if not told["published"]:
        raise StudyError(
            "nobody says when it was published", file=where,
            way_out=f"begin its name with a day or a month (2025-10-01-{told['report_id'] or 'name'}{TEXT}), "
            f"or put {aside} beside it, with published: 2025-10-01",
        )  # fmt: skip
    if not told["report_id"]:
        raise StudyError(
            "its name gives no id", file=where,
            way_out=f"use Latin letters, or put {aside} beside it, with id: some-name",
        )  # fmt: skip
    if not incoming.text.strip():
        raise StudyError("holds no text", file=where, way_out="save the report's words in it")
    told.setdefault("language", find_language(incoming.text))
    if not told["language"]:
        raise StudyError("the language is not clear", file=where,
                         way_out=f"put {aside} beside it, with language: fr")  # fmt: skip
    return Registration(**{"address": "", **told})


def dated(stem: str) -> tuple[str, str]:
    """The day or month with which a name begins, if it does, and the rest of the name.

    >>> dated("2025-10-01-hai-phong"), dated("2025-10 hai phong"), dated("hai phong")
    (('2025-10-01', 'hai-phong'), ('2025-10', 'hai phong'), ('', 'hai phong'))
    """
    found = _DATED.match(stem)
    return (found[1], stem[found.end() :]) if found else ("", stem)


def id_of(words: str) -> str:
    """The id that a name gives: small letters and digits without accents, hyphens for all else.

    >>> id_of("Đà Nẵng (tháng 9)")
    'da-nang-thang-9'
    """
    return re.sub(r"[^a-z0-9]+", "-", bare(words).lower()).strip("-")


def told_of(report_id: str, added: Added) -> str:
    """One line on what was read of a report, and what to do next."""
    counts = (
        f"{len(added.figures)} figures, {len(added.numbers)} other numbers, {added.statements} statements"
    )
    return f"{report_id}: {counts}; next: study review {report_id}"


def printable(text: str) -> str:
    r"""The text in one line, with what moves the cursor, hides or is no character written out.

    >>> print(printable("a\nb\x1b[2J\udcff"))
    a\nb\x1b[2J\udcff
    """
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text
    )


def _rejection(drop: Drop, reason: str, taken: set[str]) -> _Rejection:
    """Where the drop goes: names that can be printed and are free, the same number behind each stem."""
    for number in count(1):
        tail = f"-{number}" if number > 1 else ""
        targets = [f"{_safe(Path(name).stem)}{tail}{_safe(Path(name).suffix)}" for name in drop.names]
        reason_file = f"{_safe(Path(drop.names[0]).stem)}{tail}{REASON}"
        if not taken & {*targets, reason_file}:
            break
    return _Rejection(list(drop.names), targets, reason, reason_file)


def _safe(part: str) -> str:
    letters = "".join(letter if letter.isprintable() else "_" for letter in part)
    return letters.encode("utf-8")[:_LONGEST_NAME].decode("utf-8", errors="ignore")
