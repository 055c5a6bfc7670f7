"""Tables of figures: each cell with its value, unit, measure and place; and the shapes that tables have."""

from __future__ import annotations

import pytest

import tabled
from analysis.reading.reader import Row, read
from tabled import ASKED, FIELDS, Table, tables

WARDS = "Ward\tFiles received\tFiles overdue\nTan An ward\t2140\t\nLong Son ward\t2015\t4\n"


def rows(text: str, language: str = "en", place: str = "") -> list[Row]:
    return list(read(text, language=language, published="2026-01-10", place=place).figures)


def told(text: str, *names: str, language: str = "en", place: str = "") -> list[tuple[str, ...]]:
    return [tuple(row[name] for name in ("quote", *names)) for row in rows(text, language, place)]


def right(half: str) -> dict[str, float]:
    """Of a half the share of cells with each field right, and with all that is asked."""
    said = [tabled.wrong(table, cell) for table in tables(half) for cell in table.cells]
    shares = {name: sum(name not in each for each in said) / len(said) for name in FIELDS}
    return shares | {"all": sum(not set(each) & set(ASKED) for each in said) / len(said)}


@pytest.mark.parametrize("half", ["developing", "sealed"])
def test_cells_are_read_as_their_table_says(half: str) -> None:
    shares = right(half)
    assert {name: share for name, share in shares.items() if share < 0.95} == {}


def test_there_are_enough_cells_in_every_language() -> None:
    every = [table for half in ("developing", "sealed") for table in tables(half)]
    assert len(every) >= 24
    assert sum(len(table.cells) for table in every) >= 400
    assert {table.about["language"] for table in every} == {"en", "es", "fr", "vi"}


def test_every_digit_of_a_table_is_accounted_for() -> None:
    for half in ("developing", "sealed"):
        for table in tables(half):
            assert not unaccounted(table), table.about["table"]


def unaccounted(table: Table) -> set[str]:
    """The digits that are neither in a figure nor among the numbers."""
    reading = read(table.text, language=table.about["language"], published=table.about["published"])
    covered = {
        at for row in (*reading.figures, *reading.numbers) for at in range(int(row["start"]), int(row["end"]))
    }
    return {
        f"{at}: {letter}" for at, letter in enumerate(table.text) if letter.isdigit() and at not in covered
    }


def test_an_empty_cell_moves_no_other_one() -> None:
    heads = "Ward\tFiles received\tFiles processed\tFiles overdue"
    text = f"{heads}\nTan An ward\t2,140\t\t9\nLong Son ward\t\t-\t4\n"
    assert told(text, "measure") == [
        ("2,140", "files_received"),
        ("9", "files_overdue"),
        ("4", "files_overdue"),
    ]


def test_a_count_that_looks_like_a_year_is_no_date() -> None:
    assert ("2015", "files_received", "2015") in told(WARDS, "measure", "value")


def test_rows_that_begin_with_a_digit_stay_rows() -> None:
    text = "Year\tFiles received\tFiles processed\n2024\t3100\t3000\n2025\t4200\t4100\n"
    assert told(text, "measure", "period_end") == [
        ("3100", "files_received", "2024-12-31"), ("3000", "files_processed", "2024-12-31"),
        ("4200", "files_received", "2025-12-31"), ("4100", "files_processed", "2025-12-31"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "line", "head", "value"),
    [
        ("en", "Unit: million VND", "Public investment disbursed", "12000000"),
        ("vi", "ĐVT: tỷ đồng", "Vốn đầu tư công đã giải ngân", "12000000000"),
        ("vi", "", "Vốn đầu tư công đã giải ngân (triệu đồng)", "12000000"),
        ("fr", "Unité : millions de dongs", "Investissement public décaissé", "12000000"),
        ("es", "Unidad: millones de dongs", "Inversión pública desembolsada", "12000000"),
    ],
)
def test_a_unit_above_or_in_the_head_multiplies(language: str, line: str, head: str, value: str) -> None:
    text = f"{line}\n\nProvince\t{head}\nHue\t12\nCa Mau\t7\n"
    assert ("12", value, "VND", "disbursement_amount") in told(
        text, "value", "unit", "measure", language=language
    )


def test_a_unit_of_its_own_wins_over_the_one_above() -> None:
    text = "Unit: million VND\n\nProvince\tPublic investment disbursed\nHue\tVND 3 billion\nCa Mau\t7\n"
    assert told(text, "value") == [("VND 3 billion", "3000000000"), ("7", "7000000")]


def test_a_name_between_rows_does_not_end_the_table() -> None:
    text = "Place\tFiles received\tFiles overdue\nHighest\nHue\t310\t12\nLowest\nCa Mau\t120\t4\n"
    assert told(text, "measure", "place") == [
        ("310", "files_received", "VN-26"), ("12", "files_overdue", "VN-26"),
        ("120", "files_received", "VN-59"), ("4", "files_overdue", "VN-59"),
    ]  # fmt: skip


def test_a_row_that_counts_the_columns_has_no_figures() -> None:
    text = "Place\tFiles received\tFiles overdue\nA\t(1)\t(2)\nHue\t310\t12\nCa Mau\t120\t4\n"
    assert [quote for (quote,) in told(text)] == ["310", "12", "120", "4"]


def test_the_whole_has_the_place_that_the_title_names() -> None:
    text = (
        "Hai Phong: files by ward\n\nWard\tFiles received\nLe Chan ward\t310\nAn Bien ward\t200\nTotal\t510\n"
    )
    assert told(text, "place", "locality") == [
        ("310", "VN-HP", "Le Chan"), ("200", "VN-HP", "An Bien"), ("510", "VN-HP", "")
    ]  # fmt: skip


def test_what_stands_below_a_table_is_read_as_before() -> None:
    text = f"{WARDS}\nThe province of Hue received 512 files in December 2025.\n"
    assert rows(text)[-1]["place"] == "VN-26"
    assert rows(text)[-1]["period_end"] == "2025-12-31"
