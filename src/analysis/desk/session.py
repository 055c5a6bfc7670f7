"""A review under way: what a page asks is done, written at once, and answered with what is different."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from threading import Lock

from analysis.desk import telling
from analysis.desk.kept import Kept, Tables
from analysis.desk.steps import Refused, Rules, Step, done, refuse_figure, rows_of
from analysis.desk.telling import Told
from analysis.errors import Busy, StudyError
from analysis.lock import alone
from analysis.pages.layout import Layout
from analysis.reading.report import read_text
from analysis.reviewing import odd_of, refuse_unknown
from analysis.table.catalogue import read_measures, read_places
from analysis.table.schema import FigureRules

Locked = Callable[[], AbstractContextManager[None]]

_ELSEWHERE = "the files have changed on disk meanwhile; the page shows them as they are now"


class Session:
    """One report's review: its tables, what can be undone, and the lock under which it writes."""

    def __init__(self, report_id: str, layout: Layout, lock: Locked) -> None:
        text = read_text(report_id)
        self.report_id, self._data, self._lock = report_id, layout.data, lock
        self._kept, self._turn = Kept(report_id, layout.data), Lock()
        with lock():
            self._kept.sweep()
        self.tables = self._kept.read()
        self._before: list[Tables] = []
        measures = read_measures(layout.data / "measures.yml")
        self._places = read_places(layout.data / "places.csv")
        self._rules = Rules(
            measures, FigureRules.of(measures, self._places), text.content if text else "",
            self.tables.register["language"], self.tables.register["place"],
        )  # fmt: skip
        self._looked: Told = {}

    def answer(self, step: Step) -> Told:
        """What a page is told when it asks for something; a refusal is an answer too."""
        with self._turn:
            try:
                return self._answers.get(step.get("do", ""), self._do)(step)
            except Refused as error:
                return {"problem": str(error), "column": error.column}
            except Busy as error:
                return {"problem": f"not done: {error.problem}", "again": True}
            except StudyError as error:
                return {"problem": str(error)}
            except OSError as error:
                return {"problem": f"not written ({error.strerror}); what stood there stays", "again": True}

    @property
    def summary(self) -> str:
        """How far the review has come, in one line."""
        if self.tables.accepted:
            return f"accepted, {len(self.tables.corrections)} corrections"
        rows = (*self.tables.figures, *self.tables.statements)
        waiting = sum(row["status"] == "read" for row in rows)
        return f"{waiting} of {len(rows)} figures and statements wait for a review"

    @property
    def _answers(self) -> Mapping[str, Callable[[Step], Told]]:
        return {"open": self._open, "look": self._look, "ping": self._ping, "check": self._check,
                "undo": self._undo}  # fmt: skip

    def _open(self, step: Step) -> Told:
        self._follow()
        told = telling.whole(self.tables, self._rules, self._places)
        return told | {"undo": len(self._before)}

    def _look(self, step: Step) -> Told:
        """What the reader considered, and which figures are odd: asked for once the page is there."""
        if not self._looked:
            self._looked = {
                "options": telling.options(self.tables, self._rules),
                "odd": dict(odd_of(self.report_id, self._data)),
            }
            with suppress(Refused, StopIteration):  # the first check takes a second, later ones none
                refuse_figure(next(iter(self.tables.shown.values())), self.tables, self._rules)
        return self._looked

    def _ping(self, step: Step) -> Told:
        before = self.tables
        return self._told(before, _ELSEWHERE) if self._follow() else {}

    def _check(self, step: Step) -> Told:
        """Whether a step could be done; nothing is."""
        unsaid = {"reason": "-", "who": "-", "day": "2025-01-01"}
        done(self.tables, {**unsaid, **step, "do": step["of"]}, self._rules)
        return {}

    def _do(self, step: Step) -> Told:
        after = done(self.tables, step, self._rules)
        with self._lock():
            known = self.tables
            if moved := self._follow():
                if rows_of(known, step) != rows_of(self.tables, step):
                    return self._told(known, f"{_ELSEWHERE}; this step is not done") | {"again": True}
                after = done(self.tables, step, self._rules)
            return self._write(known, after, f"{_ELSEWHERE}; this step is done" if moved else "")

    def _undo(self, step: Step) -> Told:
        with self._lock():
            known = self.tables
            if self._follow():
                return self._told(known, f"{_ELSEWHERE}; nothing is undone")
            if not self._before:
                raise Refused("there is nothing to undo")
            after = self._before.pop()
            try:
                self._kept.write(self.tables, after)
            except OSError:
                self._before.append(after)
                raise
            self.tables = after
            return self._told(known)

    def _write(self, known: Tables, after: Tables, notice: str) -> Told:
        if after != self.tables:
            self._kept.write(self.tables, after)
            self._before.append(self.tables)
            self.tables = after
        return self._told(known, notice)

    def _follow(self) -> bool:
        """Take over what somebody else has written; whether there was anything."""
        if not self._kept.has_changed():
            return False
        before, self.tables = self.tables, self._kept.read()
        if before == self.tables:  # another report's row of a file that all share
            return False
        self._before, self._looked = [], {}
        return True

    def _told(self, known: Tables, notice: str = "") -> Told:
        told = telling.changed(known, self.tables, self._rules) | {"undo": len(self._before)}
        return told | {"notice": notice} if notice else told


@contextmanager
def reviewing(report_id: str, layout: Layout, wait: float = 60) -> Iterator[Session]:
    """A review of a report, which nobody else can open until the block ends.

    Raises:
        Busy: it is under review elsewhere.
        StudyError: the report is not registered, or its tables are broken.
    """

    def lock() -> AbstractContextManager[None]:
        return alone(layout.lock, "study review", wait)

    refuse_unknown(report_id, layout.data)
    try:
        with alone(layout.review_lock(report_id), f"a review of {report_id}"):
            yield Session(report_id, layout, lock)
    except Busy as error:
        if error.file.endswith(layout.review_lock(report_id).name):
            raise Busy(error.problem, way_out="go on there, or close that page first") from None
        raise
