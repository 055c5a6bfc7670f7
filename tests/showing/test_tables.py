"""Tables of quantities: what was computed becomes a result, and each row points at its figures."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from analysis.showing.tables import WHOLE_MIME, figures, tabulate
from analysis.table.asking import each
from analysis.table.quantities import Unknown, exact
from made import figure
from told import study_of

DATED = {"period_start": "2025-07-01", "period_end": "2025-07-31", "period_basis": "stated"}
SEEN = study_of([figure(10, value="310", **DATED), figure(20, place="VN-HP", value="62", **DATED)]).select()


def test_a_row_has_its_quantities_in_words_and_points_at_their_figures() -> None:
    received = each(SEEN, "files_received")["files_received"]
    table = tabulate(SEEN, pd.DataFrame({"files_received": received, "a day": received / exact(31, "days")}))
    assert table.columns == ("place", "Files received", "a day", "figures")
    assert table.rows == (
        ("Hanoi", "310 files", "10", "first:10"),
        ("Hai Phong", "62 files", "2", "first:20"),
    )
    assert [row["result_id"] for row in table.results] == ["a_day_hanoi", "a_day_hai_phong"]


def test_a_row_in_which_all_is_unknown_is_left_out() -> None:
    frame = pd.DataFrame({"a": [Unknown(("no",)), exact(Decimal("0.5"))], "b": ["x", "y"]}, index=["r", "s"])
    assert tabulate(SEEN, frame).rows == (("s", "0.500", "y"),)


def test_plain_frames_are_tables_too() -> None:
    rows = SEEN.frame()
    by_place = rows.groupby("place", observed=True).agg(
        figures=("figure_id", "count"), last=("period_end", "max")
    )
    assert tabulate(SEEN, by_place).rows == (("VN-HN", "1", "31 July 2025"), ("VN-HP", "1", "31 July 2025"))


def test_figures_are_marked() -> None:
    read = study_of([figure(10, status="read", role="plan")]).select(reviewed_only=False)
    (row,) = figures(read, read.frame()).rows
    assert row[2] == "120 files (plan) [unreviewed]"


def test_a_window_that_was_completed_says_so() -> None:
    seen = study_of([figure(10, **(DATED | {"period_basis": "completed"}))]).select()
    assert figures(seen, seen.frame()).rows[0][3] == "1 July to 31 July 2025 (completed here)"


def test_notes_stand_beside_figures_where_there_are_any() -> None:
    seen = study_of([figure(10, note="Of the plan as assigned"), figure(20, value="7")]).select()
    assert [row[-1] for row in figures(seen, seen.frame(), notes=True).rows] == [
        "Of the plan as assigned",
        "",
    ]
    assert figures(SEEN, SEEN.frame(), notes=True).columns[-1] == "figure"


def test_one_quantity_is_as_good_as_a_frame() -> None:
    received = each(SEEN, "files_received")["files_received"].iloc[0]
    assert [row[-1] for row in figures(SEEN, received).rows] == ["first:10"]
    assert figures(SEEN, Unknown(("no",))).rows == ()


def test_links_reach_the_rows_of_a_table_and_its_web_addresses_are_links() -> None:
    frame = pd.DataFrame({"figure_id": ["first:10"], "at": ["https://example.org/a?b&c"]})
    table = tabulate(SEEN, frame, index="", reached_by="figure_id")
    html = table._repr_mimebundle_()["text/html"]
    assert '<tr id="fig-first-10">' in html
    assert '<a href="https://example.org/a?b&amp;c">https://example.org/a?b&amp;c</a>' in html


def test_a_table_shows_its_first_rows_and_carries_all() -> None:
    frame = pd.DataFrame({"name": [f"n{at}" for at in range(9)]})
    table = tabulate(SEEN, frame, index="", most=3)
    bundle = table._repr_mimebundle_()
    assert ("n2" in bundle["text/html"], "n3" in bundle["text/html"]) == (True, False)
    assert bundle[WHOLE_MIME].count("\n") == 10


def test_the_name_of_a_place_stands_under_place() -> None:
    rows = pd.DataFrame({"place_name": ["Hanoi"], "period_end": ["2025"]})
    assert tabulate(SEEN, rows, index="").columns == ("place", "period end")
