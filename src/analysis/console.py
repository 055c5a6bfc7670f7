"""Tables on a terminal, drawn by rich; in a pipe, plain columns that a script can read."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def show(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str = "") -> None:
    """Print the table; nothing for no rows."""
    if not rows:
        return
    if sys.stdout.isatty():
        _drawn(columns, rows, title)
    else:
        print("\n".join(([f"{title}:"] if title else []) + plain(columns, rows)))


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

    table = Table(title=title or None, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))  # as Text: brackets in a report are no markup
    Console().print(table)
