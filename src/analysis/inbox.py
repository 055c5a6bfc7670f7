"""The inbox: files dropped into data/inbox are read, registered and put away; a bad one says why.

Drops are opened and read by whoever has hands for that, child processes as a rule, before the data are
locked. A drop leaves the inbox only when its tables, its text and its row of the register are safely written.
What was cut short, however that happened, the next call ends. Names of files are not trusted: no message and
no path is made of them unseen.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from dataclasses import asdict, dataclass
from enum import Enum
from functools import partial
from itertools import count
from pathlib import Path

from analysis.errors import StudyError, nearest, printable
from analysis.files import Row, plain_yaml, read_bounded, shown, sweep, write_text
from analysis.intake import Entry, Incoming, Registration, digest_of, entry_of
from analysis.opening.kinds import kind_of_bytes
from analysis.reading.language import bare
from analysis.reading.report import texts_folder
from analysis.registering import entry_given, known_as, mend, restore, take_in, told_of
from analysis.table.catalogue import read_measures, read_places
from analysis.table.register import NOT_NAMED, read_register, read_register_rows
from analysis.tasks import Ended, Hands, Here

DESCRIPTIONS = (".yml", ".yaml")
REJECTED, REASON = "rejected", ".reason.txt"
UNFINISHED = (".part", ".tmp", ".crdownload", "~")
_KEYS = {
    "id": "report_id", "url": "address", "published": "published", "title": "title",
    "publisher": "publisher", "language": "language", "place": "place",
    "translation_of": "translation_of", "replaces": "replaces",
}  # fmt: skip
"""What a description may say, and the column of the register where it goes."""
_DATED = re.compile(r"(\d{4}-\d\d-\d\d(?!\d)|\d{4}-\d\d(?!-?\d))[\W_]*", re.ASCII)
_SAME = ("published", "language", "place", "translation_of", "replaces")
"""What a description must not say otherwise of words that are registered already."""
_LARGEST_DESCRIPTION = 10_000
_TRIES = 2
"""A drop that was being read when so many calls were killed is not read by another."""
_LONGEST_NAME = 150
_BESIDE_A_PAGE = "_files"
"""How the folder is called that a browser saves beside a page."""


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
    """What was dropped under one name: a report, perhaps a scan it was typed from, a description."""

    reports: tuple[str, ...]
    descriptions: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All its files."""
        return (*self.reports, *self.descriptions)


@dataclass(frozen=True)
class _Turn:
    """A drop whose turn it is: the file that comes in, else why it waits or what is wrong with it."""

    drop: Drop
    coming: Incoming | None = None
    waits: str = ""
    problem: str = ""
    known: str = ""


@dataclass(frozen=True)
class _Rejection:
    """Files on their way out: their names in the inbox, those they get among the rejected, and why."""

    names: list[str]
    targets: list[str]
    reason: str
    reason_file: str


class Inbox:
    """A study's inbox; `data` is its folder of tables, `hands` read, the `lock` is held to write."""

    def __init__(
        self, data: Path, hands: Hands = Here(),  # noqa: B008
        lock: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:  # fmt: skip
        self.data, self.folder = data, data / "inbox"
        self.rejected = self.folder / REJECTED
        self.hands, self.lock = hands, lock
        self.cut_short: Mapping[str, int] = {}
        self.under_way: dict[str, int] = {}

    def empty(self, tell: Callable[[Answer], None]) -> list[Answer]:
        """Take in every drop, in the order of the names; what became of each is told at once and comes back.

        Raises:
            StudyError: the study itself is broken, or a disk does not let it be written; drops stay.
        """
        answers = []
        try:
            with self.lock():
                self._begin()
            with closing(self.hands.run(self._turns(), partial(_read, self.data))) as all_ended:
                for ended in all_ended:
                    answers.append(self._one(ended))
                    tell(answers[-1])
        except OSError as error:
            raise StudyError(
                f"cannot be written ({error.strerror})", file=shown(Path(error.filename or self.data)),
                way_out=f"what was not taken in stays in {shown(self.folder)}",
            ) from None  # fmt: skip
        finally:
            with suppress(OSError):  # a disk that refuses this too has been told of
                self._journal.unlink(missing_ok=True)
        return answers

    def _begin(self) -> None:
        """End what was cut short, and see to it that the study is sound: a drop is not to blame for it."""
        if texts_folder().resolve().is_relative_to(self.folder.resolve()):
            raise StudyError("is the folder of the texts too", file=shown(self.folder),
                             way_out="name another one in STUDY_TEXTS")  # fmt: skip
        mend(self.data)
        sweep(self.folder)
        self._finish_rejection()
        self.cut_short = self._read_journal()
        read_measures(self.data / "measures.yml")
        read_register(self._register, read_places(self.data / "places.csv"))

    def _turns(self) -> Iterator[_Turn]:
        """The drops in order, each looked at when somebody is free to read it."""
        for drop in drops_of(self.folder):
            try:
                turn = self._turn(drop)
            except StudyError as error:
                turn = _Turn(drop, problem=str(error))
            if turn.coming and not turn.known:
                self._begun(drop)
            yield turn

    def _turn(self, drop: Drop) -> _Turn:
        waits = _waits(self.folder, drop)
        if waits:
            return _Turn(drop, waits=waits)
        _refuse_odd(self.folder, drop)
        if self.cut_short.get(drop.names[0], 0) >= _TRIES:
            problem = f"{_TRIES} calls were killed while they read it"
            raise StudyError(
                problem, file=_place(self.folder, drop.names[0]), way_out="drop its text as .txt"
            )
        name, scan = _parts(self.folder, drop)
        said = _said_of(self.folder, drop)
        path = self.folder / name
        raw, pictures = _bytes_of(self.folder, name), _bytes_of(self.folder, scan) if scan else b""
        rows = read_register_rows(self._register)
        known = known_as(digest_of(pictures or raw), rows)
        if known:
            self._refuse_otherwise(known, said, rows)
            return _Turn(drop, Incoming(path, raw, Registration(known, "", "")), known=known)
        return _Turn(drop, Incoming(path, raw, _registration(path, said), pictures))

    def _one(self, ended: Ended[_Turn, Entry | StudyError | None]) -> Answer:
        """What became of the drop; whatever is wrong with it stops no other."""
        turn = self._seen_again(ended.task) if ended.task.problem else ended.task
        if turn.waits:
            return Answer(Fate.WAITS, self._named(turn.drop, turn.waits))
        try:
            if turn.problem or turn.coming is None:
                return self._reject(turn.drop, turn.problem)
            with self.lock():  # that it cannot be taken is no fault of the drop
                return self._taken(turn, turn.coming, ended)
        finally:
            self._done(turn.drop)

    def _seen_again(self, turn: _Turn) -> _Turn:
        """A drop with which something was wrong: by now another one with its words may be registered."""
        with suppress(StudyError):
            again = self._turn(turn.drop)
            return again if again.known else turn
        return turn

    def _taken(self, turn: _Turn, coming: Incoming, ended: Ended[_Turn, Entry | StudyError | None]) -> Answer:
        try:
            if changed := self._changed(coming):
                return Answer(Fate.WAITS, self._named(turn.drop, changed))
            return self._put_away(turn.drop, coming, self._registered(turn, coming, ended))
        except StudyError as error:
            return self._reject(turn.drop, str(error))

    def _registered(
        self, turn: _Turn, coming: Incoming, ended: Ended[_Turn, Entry | StudyError | None]
    ) -> Answer:
        known = turn.known
        if not known:
            added = take_in(coming, entry_given(ended.result, ended.problem, coming), self.data)
            if not added.known:
                return Answer(Fate.TAKEN, told_of(added))
            known = added.report_id
        rows = read_register_rows(self._register)
        if not turn.known:
            self._refuse_otherwise(known, _said_of(self.folder, turn.drop), rows)
        restore(coming, known, rows)
        told = f"is registered already as {known}; this copy is removed"
        return Answer(Fate.KNOWN, self._named(turn.drop, told))

    def _refuse_otherwise(self, report_id: str, said: Mapping[str, str], rows: Sequence[Row]) -> None:
        """Refuse a description that says of registered words what the register's rows do not."""
        (row,) = (row for row in rows if row["report_id"] == report_id)
        for key in _SAME:
            if said.get(key) and row[_KEYS[key]] != said[key]:
                problem = f"the text is registered as {report_id}, with another {key} than {said[key]!r}"
                raise StudyError(problem, way_out=f"correct {shown(self._register)}")

    @property
    def _register(self) -> Path:
        return self.data / "reports.csv"

    @property
    def _journal(self) -> Path:
        """The file that says what is being read, and how many killed calls had been at it."""
        return self.folder / ".reading"

    def _read_journal(self) -> Mapping[str, int]:
        try:
            said = json.loads(self._journal.read_text(encoding="utf-8"))
            return {str(name): int(times) for name, times in said.items()}
        except (OSError, ValueError, AttributeError, TypeError):  # none, or torn by what killed the call
            return {}

    def _begun(self, drop: Drop) -> None:
        self.under_way[drop.names[0]] = self.cut_short.get(drop.names[0], 0) + 1
        self._write_journal()

    def _done(self, drop: Drop) -> None:
        if self.under_way.pop(drop.names[0], None):
            self._write_journal()

    def _write_journal(self) -> None:
        self._journal.write_text(json.dumps(self.under_way), encoding="utf-8")

    def _put_away(self, drop: Drop, coming: Incoming, answer: Answer) -> Answer:
        """Remove the drop, the report last: as long as it is there, a call that was cut short goes on."""
        if changed := self._changed(coming):
            return Answer(Fate.WAITS, self._named(drop, changed))
        for name in sorted(drop.names, key=lambda name: name == coming.path.name):
            (self.folder / name).unlink()
        return answer

    def _changed(self, coming: Incoming) -> str:
        """What has happened to the file since its bytes were taken; nothing where it is the same."""
        if not os.path.lexists(self.folder / coming.path.name):
            return "disappeared while it was read"
        with suppress(StudyError):
            if _bytes_of(self.folder, coming.path.name) == coming.raw:
                return ""
        return "changed while it was read, and stays; give it a name that ends in .part as long as it grows"

    def _named(self, drop: Drop, problem: str) -> str:
        return printable(f"{_place(self.folder, drop.names[0])}: {problem}")

    def _reject(self, drop: Drop, reason: str) -> Answer:
        """Move the drop out of the way, with the reason beside it."""
        own = tuple(" ".join(_place(self.folder, name).split()) for name in drop.names)
        told = printable(reason) if reason.startswith(own) else self._named(drop, reason)
        try:
            self.rejected.mkdir(exist_ok=True)
            rejection = _rejection(drop, told, {path.name for path in self.rejected.iterdir()})
            write_text(self._unfinished, json.dumps(asdict(rejection)))
            self._finish_rejection()
        except OSError as error:
            return Answer(
                Fate.REJECTED, f"{told} (it cannot be moved away, {error.strerror}: the next call does it)"
            )
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


def rejected(data: Path) -> list[str]:
    """A line for each drop that lies among the rejected: its reason, and where it is."""
    folder = data / "inbox" / REJECTED
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    reasons = {name.removesuffix(REASON): name for name in names if name.endswith(REASON)}
    stray = [name for name in names if Path(name).stem not in reasons and name not in reasons.values()]
    told = [f"{_first_line(folder / name)} (still in {shown(folder)})" for name in reasons.values()]
    return [*told, *(printable(f"{shown(folder)}/{name}: lies there without a reason; drop it again, or "
                               "remove it") for name in stray if not name.startswith("."))]  # fmt: skip


def _first_line(path: Path) -> str:
    try:
        said = read_bounded(path, _LARGEST_DESCRIPTION, os.O_NOFOLLOW).decode(errors="replace").splitlines()
    except StudyError as error:
        return printable(str(error))
    return printable(said[0]) if said else f"{printable(path.name)}: says nothing"


def drops_of(folder: Path) -> list[Drop]:
    """What lies in the inbox, in the order of the names; a file that is still being written does not."""
    groups: dict[str, list[str]] = {}
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    for name in names:
        if not (name in ("README.md", REJECTED) or name.startswith(".") or name.lower().endswith(UNFINISHED)):
            groups.setdefault(Path(name).stem, []).append(name)
    return [
        Drop(
            tuple(name for name in group if _suffix(name) not in DESCRIPTIONS),
            tuple(name for name in group if _suffix(name) in DESCRIPTIONS),
        )
        for group in groups.values()
    ]


def _place(folder: Path, name: str) -> str:
    """A file of the folder as a message names it, wherever it may lead as a link."""
    return f"{shown(folder)}/{printable(name)}"


def _suffix(name: str) -> str:
    return Path(name).suffix.lower()


def _waits(folder: Path, drop: Drop) -> str:
    """What the drop waits for, if it does."""
    for name in drop.names:
        if stat.S_ISDIR((folder / name).lstat().st_mode):
            saved = name.endswith(_BESIDE_A_PAGE)
            return ("holds what a browser saves beside a page, and is not read; remove it" if saved
                    else f"is a folder; put its files into {shown(folder)} itself")  # fmt: skip
    if drop.descriptions and not drop.reports:
        return f"waits for its report, as {Path(drop.descriptions[0]).stem}.txt"
    return ""


def _refuse_odd(folder: Path, drop: Drop) -> None:
    """Refuse what is no file, and more than one description."""
    for name in drop.names:
        if not stat.S_ISREG((folder / name).lstat().st_mode):
            raise StudyError(
                "is a link or a device", file=_place(folder, name), way_out="drop the file itself"
            )
    if len(drop.descriptions) > 1:
        _refuse_twice(folder, drop)


def _refuse_twice(folder: Path, drop: Drop) -> None:
    raise StudyError("stands there twice, under endings that mean the same", way_out="keep one",
                     file=_place(folder, drop.names[0]))  # fmt: skip


def _parts(folder: Path, drop: Drop) -> tuple[str, str]:
    """The name of the report's file, and of the scan that it was typed from, if that lies beside it."""
    if len(drop.reports) == 1:
        return drop.reports[0], ""
    scans = [name for name in drop.reports if kind_of_bytes(_bytes_of(folder, name)) in ("pdf", "picture")]
    typed = [name for name in drop.reports if name not in scans]
    if len(scans) != 1 or len(typed) != 1 or _suffix(typed[0]) != ".txt":
        _refuse_twice(folder, drop)
    return typed[0], scans[0]


def _bytes_of(folder: Path, name: str) -> bytes:
    """The bytes of a regular file of the inbox, whatever was put in its place since it was listed.

    Raises:
        StudyError: it is no such file, cannot be read, or is too large for a report.
    """
    return read_bounded(folder / name, flags=os.O_NOFOLLOW)


def _read(data: Path, turn: _Turn) -> Entry | StudyError | None:
    """What a child does when a drop's turn has come."""
    return entry_of(data, turn.coming) if turn.coming and not turn.known else None


def _said_of(folder: Path, drop: Drop) -> Mapping[str, str]:
    """What the description beside the text says; nothing without one.

    Raises:
        StudyError: it is not strict YAML, or has a key that means nothing.
    """
    if not drop.descriptions:
        return {}
    path = folder / drop.descriptions[0]
    read_bounded(path, _LARGEST_DESCRIPTION, os.O_NOFOLLOW)
    said = plain_yaml(path) or {}
    if not isinstance(said, dict):
        raise StudyError(
            "says nothing", file=shown(path), way_out="expected lines such as published: 2025-10-01"
        )
    for key, value in said.items():
        if key not in _KEYS:
            raise StudyError(f"the key {key!r} means nothing", file=shown(path), way_out=nearest(key, _KEYS))
        if not isinstance(value, str):
            raise StudyError("is no text", file=shown(path), place=key, way_out="expected words in a line")
    return {key: " ".join(value.split()) for key, value in said.items()}


def _registration(path: Path, said: Mapping[str, str]) -> Registration:
    """What the description says of the report; of what it does not, what the file's name does.

    Raises:
        StudyError: neither gives a day of publication or an id.
    """
    published, words = dated(path.stem)
    named = {"report_id": id_of(words), "published": published, "title": printable(" ".join(words.split()))}
    told = named | {_KEYS[key]: value for key, value in said.items() if value}
    told.setdefault("publisher", "" if told.get("address") else NOT_NAMED)
    where, aside = shown(path), f"{path.stem}{DESCRIPTIONS[0]}"
    if not told["published"]:
        raise StudyError(
            "nobody says when it was published", file=where,
            way_out="begin its name with a day or a month "
            f"(2025-10-01-{told['report_id'] or 'name'}{path.suffix}), or put {aside} beside it, "
            "with published: 2025-10-01",
        )  # fmt: skip
    if not told["report_id"]:
        raise StudyError(
            "its name gives no id", file=where,
            way_out=f"use Latin letters, or put {aside} beside it, with id: some-name",
        )  # fmt: skip
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
