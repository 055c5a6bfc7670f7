"""The page of a review in a cell of JupyterLab: the kernel answers instead of a server."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from anywidget import AnyWidget

from analysis.desk.session import Session, reviewing
from analysis.pages.layout import HERE, Layout

_PAGE = Path(__file__).parent / "page"


class Desk(AnyWidget):
    """One report's review in a cell; it holds the report's lock until it is closed or the kernel ends."""

    _esm = (_PAGE / "desk.js").read_text(encoding="utf-8")
    _css = (_PAGE / "desk.css").read_text(encoding="utf-8")

    def __init__(self, report_id: str, layout: Layout = HERE) -> None:
        self._held = ExitStack()
        self._session: Session = self._held.enter_context(reviewing(report_id, layout))
        super().__init__()
        self.on_msg(self._asked)

    def _asked(self, _: object, message: Any, __: object) -> None:
        """A page in this cell wants something: steps are words, and nothing else is listened to."""
        number, step = message.get("number"), message.get("step")
        if isinstance(step, dict) and all(isinstance(word, str) for word in step.values()):
            self.send({"number": number, "answer": self._session.answer(step)})

    def close(self) -> None:
        """End the review; what was done is written."""
        self._held.close()
        super().close()


_OPEN: dict[tuple[Layout, str], Desk] = {}


def review(report_id: str, layout: Layout = HERE) -> Desk:
    """The review of a report, to be shown in a cell; one that this notebook has open already ends.

    Raises:
        StudyError: the report is not registered, or is under review elsewhere.
    """
    before = _OPEN.pop((layout, report_id), None)
    if before is not None:
        before.close()
    _OPEN[layout, report_id] = Desk(report_id, layout)
    return _OPEN[layout, report_id]
