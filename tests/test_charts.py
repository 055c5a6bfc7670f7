"""What a chart says in words to those who do not see it."""

from __future__ import annotations

from decimal import Decimal

from analysis.charts import Mark, Words, bars, matrix
from analysis.findings.finding import NO_CHART, NOTEBOOK_ONLY

WORDS = Words("Half of them", "People", "Source: a report")


def test_the_words_for_a_chart_tell_every_bar_also_one_of_nothing() -> None:
    marks = [Mark("paid", Decimal(5), "5"), Mark("waiting", Decimal(0), "0")]
    assert bars(marks, WORDS).alt == "Half of them. People. paid: 5; waiting: 0. Source: a report."


def test_the_words_for_a_grid_leave_out_its_blank_cells() -> None:
    assert (
        matrix(["a"], ["x", "y"], [[2, 0]], WORDS).alt == "Half of them. People. a, x: 2. Source: a report."
    )


def test_a_chart_that_does_not_exist_is_one_line_of_the_notebook() -> None:
    data, metadata = NO_CHART._repr_mimebundle_()
    assert (list(data), data["text/plain"].startswith("no chart: ")) == (["text/plain"], True)
    assert metadata == {NOTEBOOK_ONLY: True}
