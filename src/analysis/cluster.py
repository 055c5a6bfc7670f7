"""A dask.distributed cluster as `Hands`: the same functions, called in the processes of its workers.

Tasks go out in pieces, a bounded number at a time, and carry all that they need; what they give comes back
to whoever handed them out, who alone writes. So the tasks of a lost worker can be done once more elsewhere,
and nothing is written by a worker for which nobody waits any more.
"""

from __future__ import annotations

import pickle
import re
import sys
import uuid
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any, Generic

from analysis.console import warn
from analysis.errors import StudyError
from analysis.files import DATA, ROOT, digest_of_files, files_under, write_text
from analysis.tasks import Ended, Lost, Result, Task

_SECONDS_TO_ANSWER, _SECONDS_BETWEEN_LOOKS, _SECONDS_WITHOUT_WORKERS = 10, 2, 60
_TIMES_STRANDED = 3
_PIECES_PER_THREAD = 2  # one that is being done, and one that waits for its end
_FOLDER = "the study's folder"


def _say(line: str) -> None:
    warn(line)


@dataclass(frozen=True)
class Cluster:
    """The workers of a scheduler; `together` tasks make a piece, and they must see the folder `shared`."""

    scheduler: str
    together: int = 1
    shared: Path | None = None
    say: Callable[[str], None] = _say

    def run(
        self, tasks: Iterable[Task], function: Callable[[Task], Result]
    ) -> Generator[Ended[Task, Result], None, None]:
        """Each task as it ends; one that kills the workers that take it ends with a problem.

        Raises:
            StudyError: dask.distributed is not installed, nobody answers, or no worker can take part.
            Lost: the scheduler or all workers are gone.
        """
        with _connected(self.scheduler) as client, _shown_to_workers(self.shared) as token:
            wanted = Wanted(tuple(made_of(self.shared).items()), token)
            yield from _Run(self, client, wanted, function).ended(tasks)


# What a worker must have in common with whoever hands out


@dataclass(frozen=True)
class Wanted:
    """What results depend on, by name; and a file with what it says, which a worker must see."""

    made_of: tuple[tuple[str, str], ...]
    token: tuple[str, str] | None = None


class UnfitError(Exception):
    """A worker was given something that it would not do as it is done here."""


def made_of(shared: Path | None) -> Mapping[str, str]:
    """What results depend on: the code, Python, packages; with a shared folder, where the study stands."""
    return {**_versions(), _FOLDER: str(ROOT)} if shared else _versions()


@cache
def _versions() -> Mapping[str, str]:
    """Looked up once in a process, as its modules are."""
    from importlib.metadata import PackageNotFoundError, requires, version

    found = {"the study's code": _digest_of_package(), "Python": ".".join(map(str, sys.version_info[:3]))}
    with suppress(PackageNotFoundError):
        needs = [need for need in requires("two-tier-study") or () if "extra ==" not in need]
        for name in sorted(re.split(r"[^\w.-]", need, maxsplit=1)[0] for need in needs):
            found[name] = version(name)
    return found


def _digest_of_package() -> str:
    catalogue = {name: DATA / name for name in ("measures.yml", "places.csv")}
    return digest_of_files({**files_under(Path(__file__).parent), **catalogue})[:8]


def unfit(wanted: Wanted) -> str:
    """Why this process cannot take part; empty when it can.

    >>> unfit(Wanted((("Python", "2.7.18"),))).split(",")[0]
    'Python is 2.7.18 here'
    """
    return _unfit(wanted)


@lru_cache(maxsize=8)
def _unfit(wanted: Wanted) -> str:
    own = {**_versions(), _FOLDER: str(ROOT)}
    for name, value in wanted.made_of:
        if own.get(name) != value:
            return f"{name} is {value} here, and {own.get(name, 'missing')} there"
    if wanted.token:
        path, content = Path(wanted.token[0]), wanted.token[1]
        with suppress(OSError):
            if path.read_text(encoding="utf-8") == content:
                return ""
        return f"it does not see {path.parent} as it stands here"
    return ""


def _do(wanted: bytes, work: bytes) -> list[Any]:
    """In a worker: what the tasks of a piece give.

    The scheduler unpacks what it passes on. So it is given bytes: it need not know the function, and a
    worker unpacks nothing before it knows that it is fit.
    """
    reason = unfit(pickle.loads(wanted))
    if reason:  # it came after the others were asked
        raise UnfitError(reason)
    function, tasks = pickle.loads(work)
    return [function(task) for task in tasks]


@contextmanager
def _shown_to_workers(folder: Path | None) -> Iterator[tuple[str, str] | None]:
    """The name of a new file in the folder, and what it says."""
    if folder is None:
        yield None
        return
    path, content = folder.resolve() / ".shared", uuid.uuid4().hex
    write_text(path, content)
    try:
        yield str(path), content
    finally:
        path.unlink(missing_ok=True)


# The connection


def _library() -> Any:
    """dask.distributed, told to report nothing by itself.

    Raises:
        StudyError: it is not installed.
    """
    import logging
    from importlib import import_module

    try:
        library = import_module("distributed")
    except ImportError:
        way_out = "install it: .venv/bin/python -m pip install --editable '.[cluster]'"
        raise StudyError("--scheduler needs dask.distributed", way_out=way_out) from None
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return library


def _is_scheduler(address: str) -> bool:
    """Whether somebody there greets as dask does: with the length of a short message.

    The library's own time-out is for the connection alone: for a greeting it would wait for ever.
    """
    import socket

    host, port = address.removeprefix("tcp://").rsplit(":", 1)
    try:
        with socket.create_connection((host.strip("[]"), int(port)), _SECONDS_TO_ANSWER) as there:
            said = there.recv(8, socket.MSG_WAITALL)
    except (OSError, OverflowError):
        return False
    return 0 < int.from_bytes(said, "little") < 1 << 20


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    library = _library()
    quiet = {"distributed.admin.large-graph-warning-threshold": "1 TiB"}  # a text may be long
    with library.client.dask.config.set(quiet):
        try:
            if address.startswith("tcp://") and not _is_scheduler(address):
                raise ConnectionError
            with warnings.catch_warnings():  # about packages of which none may be ours: workers are asked
                warnings.simplefilter("ignore", library.versions.VersionMismatchWarning)
                client = library.Client(address, timeout=_SECONDS_TO_ANSWER, set_as_default=False)
        except (OSError, ValueError):
            way_out = "start one (CONTRIBUTING.md), or name another"
            raise StudyError("no scheduler answers", file=address, way_out=way_out) from None
        try:
            yield client
        finally:
            with suppress(Exception):
                client.close(timeout=_SECONDS_TO_ANSWER)


# One run


@dataclass(frozen=True)
class _Piece(Generic[Task]):
    """Tasks that go out together; `alone` is one suspect while nothing else is out.

    `stranded` counts how often all workers that could have done them have left.
    """

    tasks: tuple[Task, ...]
    alone: bool = False
    stranded: int = 0


@dataclass(frozen=True)
class _Out(Generic[Task]):
    """A piece that is out, its future, and to which workers alone it may go; none: to any."""

    piece: _Piece[Task]
    future: Any
    only: frozenset[str]


class _Run(Generic[Task, Result]):
    """One function over many tasks: what is out, who can take part, what is suspected of killing workers."""

    def __init__(
        self, cluster: Cluster, client: Any, wanted: Wanted, function: Callable[[Task], Result]
    ) -> None:
        self._cluster, self._client, self._wanted, self._function = cluster, client, wanted, function
        self._name, self._number = f"study-{uuid.uuid4().hex}", 0
        self._out: dict[Any, _Out[Task]] = {}
        self._arrived: SimpleQueue[Any] = SimpleQueue()
        self._suspects: deque[Task] = deque()
        self._threads: dict[str, int] = {}
        self._unfit: dict[str, str] = {}
        self._looked = self._seen = monotonic()

    def ended(self, tasks: Iterable[Task]) -> Generator[Ended[Task, Result], None, None]:
        """Each task as it ends."""
        self._begin()
        pieces = iter(self._pieces(iter(tasks)))
        try:
            while self._hand_out(pieces):
                yield from self._taken(self._next())
        finally:
            with suppress(Exception):
                self._client.cancel([out.future for out in self._out.values()], force=True)

    def _pieces(self, tasks: Iterator[Task]) -> Iterator[_Piece[Task]]:
        while together := tuple(islice(tasks, self._cluster.together)):
            yield _Piece(together)

    def _hand_out(self, pieces: Iterator[_Piece[Task]]) -> bool:
        """Hand out what there is room for; whether anything is out.

        The scheduler suspects all that a worker held when it died, what it had not begun too. So a suspect
        is tried once more alone, when all else has ended.
        """
        room = _PIECES_PER_THREAD * sum(self._threads.values()) - len(self._out)
        for piece in islice(pieces, max(room, 0 if self._out else 1)):
            self._submit(piece)
        if not self._out and self._suspects:
            self._submit(_Piece((self._suspects.popleft(),), alone=True))
        return bool(self._out)

    def _submit(self, piece: _Piece[Task]) -> None:
        self._number += 1
        only = frozenset(self._threads) if self._unfit else frozenset()
        key = (self._name, self._number)
        wanted, work = pickle.dumps(self._wanted), pickle.dumps((self._function, piece.tasks))
        with self._talking():
            future = self._client.submit(_do, wanted, work, key=key, pure=False, workers=list(only) or None)
            self._out[future.key] = _Out(piece, future, only)
            future.add_done_callback(self._arrived.put)

    def _next(self) -> _Out[Task]:
        """The next piece that has ended in one way or another."""
        while True:
            if monotonic() - self._looked > _SECONDS_BETWEEN_LOOKS:
                self._look_again()
            with suppress(Empty):
                out = self._out.pop(self._arrived.get(timeout=_SECONDS_BETWEEN_LOOKS).key, None)
                if out:
                    return out

    def _taken(self, out: _Out[Task]) -> Iterator[Ended[Task, Result]]:
        found = self._result(out.future)
        if found is None:
            self._out[out.future.key] = out
            self._arrived.put(out.future)
        elif isinstance(found, list):
            out.future.release()
            for task, result in zip(out.piece.tasks, found, strict=True):
                yield Ended(task, result)
        elif type(found).__name__ != "KilledWorker":
            if not self._look() and (out.only or not self._unfit):
                raise found
            self._submit(out.piece)  # what failed was a worker that is unfit
        elif out.piece.alone:
            many = getattr(found, "allowed_failures", 0) + 1
            yield Ended(out.piece.tasks[0], None, f"killed {many} workers, one after the other, and was left")
        else:
            self._suspects.extend(out.piece.tasks)

    def _result(self, future: Any) -> list[Result] | Exception | None:
        """What a piece gave, or the error that it ended with; None while a lost result is made again."""
        if future.status not in ("error", "cancelled"):
            try:
                results: list[Result] = future.result(timeout=_SECONDS_BETWEEN_LOOKS)
                return results
            except Exception as error:
                if future.status == "finished" and not isinstance(error, OSError | CancelledError):
                    raise
        if future.status == "error":
            failed: Exception = future.exception()
            return failed
        if future.status == "cancelled" or self._client.status != "running":
            raise self._lost("the scheduler is gone")
        return None

    # Who takes part

    def _begin(self) -> None:
        try:
            with self._talking():
                self._client.run_on_scheduler(unfit, self._wanted)
        except ImportError:
            way_out = "start it from the study's environment (CONTRIBUTING.md)"
            raise StudyError(
                "the scheduler does not know the study", file=self._cluster.scheduler, way_out=way_out
            ) from None
        with suppress(TimeoutError), self._talking():
            self._client.wait_for_workers(1, timeout=_SECONDS_TO_ANSWER)
        self._look()
        if self._threads:
            return
        reason = next(iter(self._unfit.values()), "")
        raise StudyError(
            f"no worker can take part: {reason}" if reason else "has no worker", file=self._cluster.scheduler,
            way_out="start workers from the same state of the study (CONTRIBUTING.md)",
        )  # fmt: skip

    def _look(self) -> bool:
        """See who is there; whether somebody new cannot take part, which is said."""
        self._looked = monotonic()
        with self._talking():
            there = self._client.scheduler_info(n_workers=-1)["workers"]
            new = [address for address in there if address not in self._threads.keys() | self._unfit]
            said = self._client.run(unfit, self._wanted, workers=new, on_error="return") if new else {}
        found = {address: _reason(answer) for address, answer in said.items() if _is_answer(answer)}
        for address, reason in found.items():
            if reason:
                self._unfit[address] = reason
                self._cluster.say(f"{address} is given nothing: {reason}")
        fit = self._threads.keys() | {address for address, reason in found.items() if not reason}
        self._threads = {address: each["nthreads"] for address, each in there.items() if address in fit}
        if self._threads:
            self._seen = monotonic()
        return any(found.values())

    def _look_again(self) -> None:
        """See who is there; what waits for workers that have left may go to others."""
        self._look()
        if monotonic() - self._seen > _SECONDS_WITHOUT_WORKERS:
            raise self._lost("no worker is left")
        for key, out in list(self._out.items()):
            if out.only and not out.only & self._threads.keys() and self._threads:
                if out.piece.stranded == _TIMES_STRANDED:
                    raise self._lost("workers leave before they have done anything")
                del self._out[key]
                with self._talking():
                    out.future.cancel()
                self._submit(replace(out.piece, stranded=out.piece.stranded + 1))

    @contextmanager
    def _talking(self) -> Iterator[None]:
        """What goes wrong inside because the scheduler is gone, is told as that."""
        try:
            yield
        except Exception as error:
            if isinstance(error, TimeoutError) and self._client.status == "running":
                raise
            if isinstance(error, OSError | CancelledError) or self._client.status != "running":
                raise self._lost("the scheduler is gone") from None
            raise

    def _lost(self, what: str) -> Lost:
        return Lost(what, file=self._cluster.scheduler)


def _is_answer(answer: object) -> bool:
    """Whether a worker has answered, and did not die over the question."""
    return not isinstance(answer, OSError)


def _reason(answer: object) -> str:
    """Why a worker is unfit, by its answer; one without this package cannot even be asked."""
    if isinstance(answer, Exception):
        return f"the study's code is another one there ({answer})"
    return str(answer)
