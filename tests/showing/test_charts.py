"""Charts: what is drawn of quantities, and what is said of it to those who do not see it."""

from __future__ import annotations

from xml.etree import ElementTree

import pandas as pd
import pytest

from analysis.showing.charts import NO_CHART, bars, grid, ranges, source_of
from analysis.showing.drawing import Meaning
from analysis.showing.tables import NOTEBOOK_ONLY
from analysis.table.asking import each
from analysis.table.quantities import Unknown, between, exact
from made import figure
from told import study_of

DATED = {"period_start": "2025-07-01", "period_end": "2025-07-31", "period_basis": "stated"}
SEEN = study_of(
    [
        figure(10, value="310", **DATED),
        figure(20, place="VN-HP", value="62", status="read", **DATED),
        figure(30, place="VN", value="4000", **DATED),
        figure(40, measure="posts_assigned", unit="posts", role="plan", value="9", **DATED),
    ]
).select(reviewed_only=False)
RECEIVED = each(SEEN, "files_received")["files_received"]


def test_the_words_for_a_chart_tell_every_bar_its_unit_dates_and_source() -> None:
    assert bars(SEEN, RECEIVED, "n").alt == (
        "Files received, 1 July to 31 July 2025; hollow: hedged, undated or not reviewed. Viet Nam: 4,000; "
        "Hanoi: 310; Hai Phong: 62. Source: A paper."
    )


def test_a_colour_means_one_thing_and_what_nobody_reviewed_is_hollow() -> None:
    marks = {mark.label: mark for mark in bars(SEEN, RECEIVED).marks}
    assert {name: (mark.meaning, mark.solid) for name, mark in marks.items()} == {
        "Viet Nam": (Meaning.SCALE, True), "Hanoi": (Meaning.OBSERVED, True),
        "Hai Phong": (Meaning.OBSERVED, False),
    }  # fmt: skip
    planned = ranges(SEEN, each(SEEN, "posts_assigned", role="plan")["posts_assigned"])
    assert [mark.meaning for mark in planned.marks] == [Meaning.INTENDED]


def test_there_are_no_bars_of_nothing() -> None:
    known = {"none": exact(0, "files"), "lost": Unknown(("no",)), "some": exact(3, "files"),
             "more": exact(4, "files")}  # fmt: skip
    assert [mark.label for mark in bars(SEEN, known).marks] == ["some", "more"]
    assert bars(SEEN, {"none": exact(0, "files")}) is NO_CHART


def test_the_scale_of_a_range_of_amounts_starts_at_zero_and_one_of_shares_says_where_it_does_not() -> None:
    low, high = exact(60, "files"), exact(80, "files")
    assert "zero" not in ranges(SEEN, {"a": between(low, high)}, "tn").alt
    share = between(low / exact(100, "files"), high / exact(100, "files"))
    assert "; scale not from zero." in ranges(SEEN, {"a": share}, ".0%t").alt


def test_a_bar_alone_says_nothing_and_is_not_drawn() -> None:
    assert bars(SEEN, {"one": exact(3, "files")}) is NO_CHART


def test_an_interval_is_drawn_from_end_to_end() -> None:
    bound = between(exact(3, "files") / exact(4, "files"), exact(1))
    (mark,) = ranges(SEEN, {"a": bound}, ".0%t").marks
    assert (mark.text, mark.low, mark.high) == ("75% to 100%", bound.low, bound.high)


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "$x_1$", "a & b", "Đắk Lắk"])
def test_a_label_is_text_whatever_stands_in_it(words: str) -> None:
    root = ElementTree.fromstring(bars(SEEN, {words: exact(3, "files"), "other": exact(4, "files")}).svg)
    drawn = "".join(root.itertext())
    assert "".join(words.split()) in "".join(drawn.split())
    assert not [each for each in root.iter() if each.tag.endswith("script")]


def test_the_same_chart_is_the_same_text() -> None:
    assert bars(SEEN, RECEIVED).svg == bars(SEEN, RECEIVED).svg
    assert "<!DOCTYPE" not in bars(SEEN, RECEIVED).svg


def test_a_grid_leaves_out_its_blank_cells() -> None:
    counts = pd.DataFrame({"x": [2], "y": [0]}, index=["a"])
    assert grid(SEEN, counts, about="Figures").alt == "Figures. a, x: 2. Source: ."


def test_long_names_of_columns_stand_slanted() -> None:
    long, short = (pd.DataFrame([[1, 2, 3, 4, 5, 6]], columns=list(names)) for names in (
        ["assets", "budget", "no measure", "organisation", "procedures", "staffing"], "abcdef"))  # fmt: skip
    assert "rotate(-50 " in grid(SEEN, long, about="Figures").svg
    assert "rotate(-50 " not in grid(SEEN, short, about="Figures").svg


def test_a_chart_names_the_first_of_many_publishers() -> None:
    reports = {f"r{n}": {"publisher": f"P{n}"} for n in range(9)}
    seen = study_of([figure(10, name) for name in reports], **reports).select()
    assert source_of(reports, seen) == "Source: P0; P1; P2; P3; 5 more"


def test_a_chart_that_does_not_exist_is_one_line_of_the_notebook() -> None:
    data, metadata = NO_CHART._repr_mimebundle_()
    assert (list(data), data["text/plain"].startswith("no chart: ")) == (["text/plain"], True)
    assert metadata == {NOTEBOOK_ONLY: True}
