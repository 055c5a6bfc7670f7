"""Tables in a text: what a cell's column and row say of it."""

from __future__ import annotations

import pytest

from analysis.reading.language import read_language
from analysis.reading.reader import read
from analysis.reading.tables import cells_of
from analysis.table.catalogue import read_things

RULED = "Ward\tReceived\tOverdue\nTan An\t2,140\t9\nLong Son\t1,870\t4\n\nIn all 13 wards took part."


def around(text: str, quote: str, language: str = "en") -> tuple[list[str], list[str]]:
    """The concepts of the column and of the row of a quoted cell."""
    column, row = cells_of(text, read_language(language)).around(text.index(quote))
    return list(column), list(row)


@pytest.mark.parametrize("rule", ["\t", " | ", "    "])
def test_a_cell_knows_the_head_of_its_column(rule: str) -> None:
    text = RULED.replace("\t", rule)
    assert "received" in around(text, "1,870")[0]
    assert "overdue" in around(text, "4\n")[0]


def test_a_cell_knows_the_label_of_its_row() -> None:
    text = "What\t2024\t2025\nFiles received\t310\t420\nFiles overdue\t12\t9"
    assert {"file", "received"} <= set(around(text, "420")[1])
    assert "overdue" in around(text, "12\t")[1]


def test_what_stands_below_a_table_is_no_cell() -> None:
    assert around(RULED, "13 wards") == ([], [])


def test_new_heads_begin_a_new_table() -> None:
    text = "Ward\tReceived\nTan An\t140\n\nWard\tOverdue\nTan An\t9"
    assert "overdue" in around(text, "9")[0]
    assert "received" not in around(text, "9")[0]


def test_a_table_that_lost_its_rules_has_columns_where_heads_and_numbers_are_as_many() -> None:
    text = "Hồ sơ tiếp nhận Đã giải quyết Quá hạn\n1280 1190 10\n"
    assert "received" in around(text, "1280", "vi")[0]
    assert "overdue" in around(text, "10\n", "vi")[0]
    assert around(text.replace("1190 10", "1190"), "1280", "vi")[0] == ["processed", "file"]


def test_the_figures_of_a_table_are_what_its_heads_say() -> None:
    text = "Commune\tFiles received\tFiles overdue\nTan Loc\t1,280\t10\n"
    figures = {row["quote"]: row["measure"] for row in read(text, language="en").figures}
    assert figures == {"1,280": "files_received", "10": "files_overdue"}


def test_columns_whose_heads_name_no_thing_count_what_most_heads_can_be_said_of() -> None:
    text = "Ward\tReceived\tProcessed\tOverdue\nTan An\t2,140\t1,987\t9"
    assert "file" in around(text, "1,987")[0]


def test_a_thing_that_one_head_names_is_counted_in_the_other_columns_too() -> None:
    text = "Ward\tPremises in surplus\tProcessed\nTan An\t41\t19"
    assert "premises" in around(text, "19")[0]
    assert "file" not in around(text, "19")[0]


def test_heads_that_fit_several_things_alike_name_none() -> None:
    text = "Ward\tProcessed\nTan An\t41"
    assert not set(read_things()) & set(around(text, "41")[0])
