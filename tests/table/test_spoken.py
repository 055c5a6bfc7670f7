"""Who is spoken of: by figures, by statements, and as a place that a count leaves out."""

from __future__ import annotations

from analysis.table.spoken import mentions
from analysis.table.statements import statement_of
from made import figure, statement
from told import study_of

LEFT_OUT = {"measure": "provinces_with_service_centres", "unit": "provinces", "place": "VN", "value": "33"}
STUDY = study_of(
    [figure(10, locality="A; B"), figure(20, **LEFT_OUT, note="without: VN-13")],
    statements=[statement_of(statement(50, place="VN-HP", locality="C")), statement_of(statement(70))],
)


def test_each_way_of_speaking_of_a_place_is_a_row_that_points_at_the_words() -> None:
    rows = mentions(STUDY.select())[["place_name", "unit", "how", "id"]]
    assert [tuple(row) for row in rows.to_numpy()] == [
        ("Hanoi", "A", "figure", "first:10"), ("Hanoi", "B", "figure", "first:10"),
        ("Viet Nam", "", "figure", "first:20"), ("Hai Phong", "C", "statement", "first:s50"),
        ("Hanoi", "", "statement", "first:s70"), ("Quang Ninh", "", "set aside", "first:20"),
    ]  # fmt: skip


def test_the_page_of_a_place_has_its_own_alone() -> None:
    rows = mentions(STUDY.select(place="VN-13"))
    assert rows[["place", "how"]].to_numpy().tolist() == [["VN-13", "set aside"]]
    assert mentions(STUDY.select(place="VN-44")).empty
