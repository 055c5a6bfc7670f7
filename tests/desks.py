"""Studies with a report to review, and files as a person finds them afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from analysis.desk.server import Server
from analysis.desk.session import Session, reviewing
from analysis.files import ROOT, write_rows
from analysis.intake import Registration
from analysis.pages.layout import Layout
from analysis.registering import add, tables_of
from analysis.table.schema import read_figure_rows, read_number_rows, read_statement_rows
from analysis.table.vocabulary import FIGURE_COLUMNS
from made import Row, write_data

RIVERSIDE = (ROOT / "tests" / "specimens" / "en-riverside.txt").read_bytes()
REPORT = "vinhlong-en"


def study(root: Path, text: bytes = RIVERSIDE, title: str = "Four riverside units") -> Layout:
    """A study with a report that the program has read; $STUDY_TEXTS is set to its texts."""
    (root / "data").mkdir(parents=True)
    (root / "texts").mkdir()
    os.environ["STUDY_TEXTS"] = str(root / "texts")
    write_data(root / "data")
    came = root / f"{REPORT}.txt"
    came.write_bytes(text)
    add(came, Registration(REPORT, "https://example.org/v", "2025-08", title, language="en"), root / "data")
    came.unlink()
    return Layout(root)


def many(root: Path, times: int = 30) -> Layout:
    """A study with a report of some 500 figures."""
    return study(root, RIVERSIDE * times)


def figures(layout: Layout) -> dict[str, Row]:
    """The report's figures as they stand in the file."""
    rows = read_figure_rows(tables_of(REPORT, layout.data)[0])
    return {row["figure_id"]: row for row in rows}


def quoted(layout: Layout, quote: str) -> Row:
    """The first figure with this quote."""
    return next(row for row in figures(layout).values() if row["quote"] == quote)


def statements(layout: Layout) -> list[Row]:
    return read_statement_rows(tables_of(REPORT, layout.data)[2])


def numbers(layout: Layout) -> list[Row]:
    (rows,) = read_number_rows({REPORT: tables_of(REPORT, layout.data)[1]})
    return rows


def unaccounted(layout: Layout) -> list[str]:
    """Digits of the text that stand in no table."""
    text = (layout.root / "texts" / f"{REPORT}.txt").read_text(encoding="utf-8")
    rows = (*figures(layout).values(), *numbers(layout))
    covered = {at for row in rows for at in range(int(row["start"]), int(row["end"]))}
    return [text[at - 9 : at + 9] for at, sign in enumerate(text) if sign.isdigit() and at not in covered]


def snapshot(layout: Layout) -> Mapping[str, str]:
    """The content of every data file."""
    files = sorted(layout.data.rglob("*.csv"))
    return {path.relative_to(layout.data).as_posix(): path.read_text(encoding="utf-8") for path in files}


def edit(layout: Layout, figure_id: str, **columns: str) -> None:
    """Change a figure in its file, as somebody with an editor does."""
    rows = [row | columns if row["figure_id"] == figure_id else row for row in figures(layout).values()]
    write_rows(tables_of(REPORT, layout.data)[0], FIGURE_COLUMNS, rows)


@contextmanager
def session(layout: Layout) -> Iterator[Session]:
    with reviewing(REPORT, layout, 5) as opened:
        opened.answer({"do": "open"})
        yield opened


@contextmanager
def served(layout: Layout) -> Iterator[Server]:
    """The page of the report's review, in a thread."""
    with session(layout) as opened:
        server = Server(opened)
        thread = Thread(target=server.serve)
        thread.start()
        try:
            yield server
        finally:
            server.seen(leaving=True)
            server._end = 0
            thread.join()
