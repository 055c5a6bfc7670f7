"""What waits for a person: all of it is counted, the first of it is shown."""

from __future__ import annotations

from analysis.showing.standing import waiting
from analysis.wording import PAGE_ROWS
from made import figure
from told import study_of


def test_what_stands_in_place_of_a_figure_that_waits_is_beside_it() -> None:
    seen = study_of([figure(10), figure(20, value="130", quote="130", status="read")]).select(place="VN-HN")
    _, table = waiting(seen)
    assert [row[2:] for row in table.rows] == [
        ("130 files [unreviewed]", "undated", "120 files, undated", "first:20 first:10")
    ]


def test_of_many_that_wait_the_first_are_shown_and_all_are_counted() -> None:
    rows = [figure(10 * n, status="read") for n in range(PAGE_ROWS + 5)]
    said, table = waiting(study_of(rows).select(place="VN-HN"))
    assert said.markdown.startswith("## 205 figures of Hanoi wait for a review")
    assert said.markdown.endswith("lists 5 more.")
    assert len(table.rows) == PAGE_ROWS
