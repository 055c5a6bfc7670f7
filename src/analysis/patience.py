"""Work that may take a while, watched: in JupyterLab a bar says how far it is once it has taken a second.

A notebook that a run executes shows none, so that nothing on a page depends on the clock.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeVar

IN_JUPYTERLAB = "JPY_SESSION_NAME"
"""The environment variable that JupyterLab gives to the kernel of an open notebook, and no run does."""
_PATIENCE = 1.0
"""Seconds before a bar is shown."""

_MANY = 1000
"""Of so many things the first batch alone takes longer."""

Some = TypeVar("Some", bound=Sequence[Any])


def watched(batches: Iterable[Some], total: int, what: str) -> Iterator[Some]:
    """The batches one after the other; `total` is how much they hold together, `what` it is, in words.

    >>> list(watched([["a", "b"], ["c"]], 3, "reports read"))
    [['a', 'b'], ['c']]
    """
    bar = Bar(total, what) if os.environ.get(IN_JUPYTERLAB) else None
    done = 0
    try:
        if bar and total > _MANY:
            bar.show(done)
        for some in batches:
            yield some
            done += len(some)
            if bar:
                bar.at(done)
    finally:
        if bar:
            bar.close()


def by_itself() -> None:
    """This process works for itself, whatever notebook it was called from: nobody looks at its bars."""
    os.environ.pop(IN_JUPYTERLAB, None)


class Bar:
    """A bar in the output of a cell, from the first step after a second until the work is done."""

    def __init__(self, total: int, what: str) -> None:
        self._total, self._what, self._began = total, what, time.monotonic()
        self._shown: Any = None

    def at(self, done: int) -> None:
        """So much is done: say so, once a second has gone by."""
        if self._shown is not None or time.monotonic() - self._began >= _PATIENCE:
            self.show(done)

    def show(self, done: int) -> None:
        """Say how much is done."""
        bar = f'<progress max="{self._total}" value="{done}"></progress>'
        self._show(f"{bar} {done:,} of {self._total:,} {self._what}")

    def close(self) -> None:
        """The work is done: nothing stays."""
        if self._shown is not None:
            self._show("")

    def _show(self, html: str) -> None:
        with suppress(ImportError):  # who imports the package elsewhere need not have Jupyter
            from IPython.display import HTML, display

            shown: Any = HTML(html)  # type: ignore[no-untyped-call]
            if self._shown is None:
                self._shown = display(shown, display_id=True)  # type: ignore[no-untyped-call]
            else:
                self._shown.update(shown)
