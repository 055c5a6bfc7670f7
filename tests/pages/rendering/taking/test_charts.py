"""Charts to take along: the drawing, and what it draws."""

from __future__ import annotations

import csv
from typing import Any

from analysis.pages.notebook import display
from analysis.pages.rendering.taking.charts import data_of
from analysis.showing.charts import bars
from analysis.showing.drawing import Chart, Mark, Words, ranges
from analysis.table.asking import each
from analysis.table.results import set_name
from made import figure
from told import study_of

SEEN = study_of(
    [
        figure(10, value="310", period_end="2025-07-31", period_basis="stated"),
        figure(20, place="VN-HP", value="62", status="read"),
    ]
).select(reviewed_only=False)


def output_of(chart: Any) -> Any:
    return display(*chart._repr_mimebundle_())


def test_a_chart_carries_what_it_draws_with_the_figures_behind_each_mark() -> None:
    output = output_of(bars(SEEN, each(SEEN, "files_received")["files_received"]))
    rows = [*csv.DictReader(data_of(output).splitlines())]
    told = [(row["label"], row["shown"], row["value"], row["drawn"], row["figures"]) for row in rows]
    assert told == [
        ("Hanoi", "310 files", "310", "filled", "first:10"),
        ("Hai Phong", "62 files", "62", "hollow", "first:20"),
    ]  # fmt: skip


def test_a_mark_with_many_figures_names_their_set() -> None:
    from decimal import Decimal

    ids = tuple(f"first:{at}" for at in range(60))
    chart: Chart = ranges([Mark("a, b", Decimal("0.97390"), "97.39%", figure_ids=ids)], Words("x", "y"))
    (row,) = csv.DictReader(chart.data.splitlines())
    assert (row["label"], row["value"], row["figures"]) == ("a, b", "0.97390", set_name(ids))
