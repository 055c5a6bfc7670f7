"""All that `study` prints: lines, tables and progress, drawn by rich on a terminal, plain in a pipe.

Words of a report and names of files come this way too: nothing in them reaches a terminal as a command.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from analysis.errors import printable

_LINES = 200
"""In a pipe no more lines of progress than about this many."""


MOST = 200
"""A table has at most so many rows on the terminal."""


def say(text: object, *, aside: bool = False) -> None:
    """Print the lines of the text: what was asked for, or `aside`, on the stream of errors."""
    lines = "\n".join(map(printable, str(text).split("\n")))
    print(lines, file=sys.stderr if aside else sys.stdout, flush=True)


def warn(problem: object) -> None:
    """Print what is wrong, in one line."""
    say(f"study: {' '.join(str(problem).split())}", aside=True)


def show(
    columns: Sequence[str], rows: Sequence[Sequence[str]], title: str = "", *, whole: str = "", many: int = 0
) -> None:
    """Print the table, nothing for no rows; of a long one the first rows, and where the `whole` stands.

    `many` says how many rows there are, where only the first are given.
    """
    if not rows:
        return
    more = max(many, len(rows)) - MOST
    if whole and more > 0:
        show(columns, rows[:MOST], title)
        say(f"and {more:,} more: {whole}")
        return
    heads, *cells = [list(map(printable, row)) for row in (columns, *rows)]
    if sys.stdout.isatty():
        _drawn(heads, cells, printable(title))
    else:
        say("\n".join(([f"{printable(title)}:"] if title else []) + plain(heads, cells)))


def plain(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The table's lines, columns two spaces apart, numbers to the right.

    >>> plain(("report", "figures"), [("hanoi-fr", "26"), ("langson-fr", "9")])
    ['report      figures', 'hanoi-fr         26', 'langson-fr        9']
    """
    right = [all(row[at].replace(",", "").isdigit() for row in rows) for at in range(len(columns))]
    widths = [max(len(row[at]) for row in [columns, *rows]) for at in range(len(columns))]
    return [
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in [columns, *rows]
    ]


def _drawn(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title) if title else None, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(Text(column), overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))  # as Text: brackets in a report are no markup
    Console().print(table)


class Progress:
    """Says how far a piece of work is: a bar on a terminal, a line for each step in a pipe."""

    def __init__(self, total: int = 0) -> None:
        self._total, self._bar = total, _bar() if sys.stderr.isatty() else None
        self._task = self._bar.add_task("", total=total) if self._bar else None

    def __enter__(self) -> Progress:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *problem: object) -> None:
        if self._bar:
            self._bar.stop()

    def expect(self, total: int) -> None:
        """Say how many steps there will be, once that is known."""
        self._total = total
        if self._bar:
            self._bar.update(self._task, total=total)

    def step(self, name: str, done: int, end: str) -> None:
        """Say that a step has ended; on a terminal the bar says it."""
        every = max(1, self._total // _LINES)
        if self._bar:
            self._bar.update(self._task, completed=done, description=printable(name))
        elif done % every == 0 or done == self._total:
            say(f"{done}/{self._total} {printable(f'{name} {end}')}", aside=True)


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False), console=Console(stderr=True), transient=True,
    )  # fmt: skip
