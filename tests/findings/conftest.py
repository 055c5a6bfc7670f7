"""Selections: of the real study, and of studies made up for one test."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analysis.table.catalogue import read_measures, read_places
from analysis.table.figures import figure_of
from analysis.table.register import Report
from analysis.table.study import Selection, Study, load
from made import REPORT, Row


@pytest.fixture(scope="session")
def study() -> Study:
    """The study as it stands in data/."""
    return load()


@pytest.fixture
def make_selection() -> Callable[..., Selection]:
    """A selection of made-up figures: rows of `made.figure`, then the arguments of `select`."""

    def make(rows: list[Row], **chosen: object) -> Selection:
        measures = read_measures()
        figures = tuple(figure_of(row, measures) for row in rows)
        reports = {
            name: Report(**(REPORT | {"report_id": name}))
            for name in dict.fromkeys(each.report_id for each in figures)
        }
        return Study(reports, figures, (), measures, read_places(), {}).select(**chosen)

    return make
