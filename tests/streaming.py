"""Six reports of a year that arrive one after the other: the places are real, the numbers invented."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from analysis.table.catalogue import read_measures
from analysis.table.study import Study, load
from made import REPORT, Row, figure, write_data

HERE = Path(__file__).parent / "stream"


def read(name: str) -> list[Row]:
    """The rows of a table of the stream."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def names() -> tuple[str, ...]:
    """The ids of the reports, as they come in."""
    return tuple(row["report_id"] for row in read("reports.csv"))


def stages(folder: Path) -> Iterator[tuple[str, Study]]:
    """The study after each report, loaded from the folder, into which one more has been written."""
    for many, name in enumerate(names(), start=1):
        arrived = names()[:many]
        write_data(folder, {each: figures(each) for each in arrived}, [registered(each) for each in arrived])
        yield name, load(folder)


def registered(report: str) -> Row:
    """The report's row of the register."""
    (row,) = [each for each in read("reports.csv") if each["report_id"] == report]
    own = {name: value for name, value in row.items() if name in REPORT}
    return REPORT | own | {"title": f"Report {report}", "address": f"https://example.org/{report}"}


def figures(report: str) -> list[Row]:
    """The rows of its figures."""
    mine = [each for each in read("figures.csv") if each["report_id"] == report]
    return [_figure(at, row) for at, row in enumerate(mine, start=1)]


def _figure(at: int, row: Row) -> Row:
    start, value = 20 * at, row["value"]
    own = {"unit": read_measures()[row["measure"]].unit, "quote": value, "end": str(start + len(value)),
           "period_basis": "stated", **row}  # fmt: skip
    return figure(start, row["report_id"], **own)
