"""Tables of a page as files: what was downloaded opens, and says what the page says, digit for digit."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from analysis.pages.rendering.document import Document
from analysis.pages.rendering.sanitise import safe_html
from analysis.pages.rendering.taking.tables import Taken, take_tables, with_tables
from analysis.showing.tables import Table, figures
from analysis.wording import html_table, valued
from made import figure
from told import study_of

PRINTED = ["402,282", "97.390", "0.10", "-3", "4,063.65"]
HOSTILE = ["=1+1", "@SUM(A1)", "+49", "-a", '<b>"x"</b> & y', "<table>", "a\tb", "”\u202e"]


def body_of(*rows: tuple[str, ...], columns: tuple[str, ...] = ("what", "number")) -> str:
    return f'<div class="table-box" tabindex="0">{html_table(columns, rows)}</div>'


def csv_rows(taken: Taken, name: str) -> list[list[str]]:
    text = taken.files[name]
    assert isinstance(text, str)
    return [*csv.reader(io.StringIO(text, newline=""))]


def sheet_of(taken: Taken, name: str) -> Any:
    raw = taken.files[name]
    assert isinstance(raw, bytes)
    return openpyxl.load_workbook(io.BytesIO(raw)).active


def records(taken: Taken, name: str) -> list[dict[str, Any]]:
    text = taken.files[name]
    assert isinstance(text, str)
    found: list[dict[str, Any]] = json.loads(text, parse_float=Decimal)["records"]
    return found


def printed(cell: Any) -> str:
    """What a sheet prints of a number, by its format."""
    decimals = len(cell.number_format.partition(".")[2])
    return f"{cell.value:{',' if ',' in cell.number_format else ''}.{decimals}f}"


def test_a_column_of_numbers_keeps_the_digits_printed_in_every_format() -> None:
    taken = take_tables("p", body_of(*(("a", valued(each)) for each in PRINTED)))
    plain = [each.replace(",", "") for each in PRINTED]
    assert csv_rows(taken, "p-table-1.csv") == [["what", "number"], *(["a", each] for each in plain)]
    cells = [row[1] for row in sheet_of(taken, "p-table-1.xlsx").iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"n"}
    assert [printed(cell) for cell in cells] == PRINTED
    assert [str(each["number"]) for each in records(taken, "p-table-1.json")] == plain


def test_numbers_in_words_keep_their_words_and_stand_in_a_column_besides() -> None:
    said = ("97.390%", "at least 946 million VND", "15 to 20 rooms", "not stated")
    taken = take_tables("p", body_of(*((each, valued(each)) for each in said)))
    assert csv_rows(taken, "p-table-1.csv")[0] == ["what", "number", "number (number)"]
    assert [row[1:] for row in csv_rows(taken, "p-table-1.csv")[1:]] == [
        ["97.390%", "97.390"], ["at least 946 million VND", "946000000"], ["15 to 20 rooms", ""],
        ["not stated", ""],
    ]  # fmt: skip
    assert [each["number (number)"] for each in records(taken, "p-table-1.json")] == [
        Decimal("97.390"), 946000000, None, None,
    ]  # fmt: skip


def test_a_numeral_as_a_report_prints_it_is_a_text() -> None:
    # 523.292 are half a million files in Spanish; only who wrote the page knows.
    taken = take_tables("p", body_of(("523.292", "1"), ("97,39", "2"), columns=("printed", "n")))
    assert [cell.data_type for cell in sheet_of(taken, "p-table-1.xlsx")["A"]] == ["s", "s", "s"]
    assert [each["printed"] for each in records(taken, "p-table-1.json")] == ["523.292", "97,39"]


def test_what_begins_as_a_formula_or_a_tag_stays_a_text_and_breaks_no_page() -> None:
    body = (
        f"<p>before</p>{body_of(*((each, each) for each in HOSTILE), columns=('=head', '<th>'))}<p>after</p>"
    )
    taken = take_tables("p", body)
    shown = [" ".join(each.split()) for each in HOSTILE]
    sheet = sheet_of(taken, "p-table-1.xlsx")
    assert [cell.value for cell in sheet["A"]] == ["=head", *shown]
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
    assert [row[0] for row in csv_rows(taken, "p-table-1.csv")] == ["=head", *shown]
    assert taken.body.replace(re.findall(r'<p class="take-along">.*?</p>', taken.body)[0], "") == body


def test_an_attribute_that_looks_like_a_table_is_none() -> None:
    trap = '<p title="<table><tr>">x</p>' + body_of(("a", "1"), ("b", "2"))
    assert sorted(take_tables("p", trap).files) == ["p-table-1.csv", "p-table-1.json", "p-table-1.xlsx"]


def test_the_links_stand_under_the_box_of_the_table() -> None:
    taken = take_tables("p", body_of(("a", "1"), ("b", "2")) + "<p>after</p>")
    links = ", ".join(f'<a href="p-table-1.{kind}">{kind.upper()}</a>' for kind in ("csv", "xlsx", "json"))
    assert taken.body.endswith(f'</table></div><p class="take-along">Download: {links}</p><p>after</p>')


@pytest.mark.parametrize(
    "body",
    [
        "<p>none</p>",
        body_of(("a", "1")),
        "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>",
        "<table><thead><tr><th></th></tr></thead><tr><td>a</td></tr><tr><td>b</td></tr></table>",
    ],
)
def test_a_table_without_heads_or_rows_is_left_out(body: str) -> None:
    assert take_tables("p", body) == Taken(body, {})


def test_headings_within_a_table_become_a_column_and_spans_are_filled() -> None:
    body = (
        "<table><thead><tr><th rowspan=2>place</th><th colspan=2>files</th></tr>"
        "<tr><th>in</th><th>out</th></tr>"
        '</thead><tbody><tr class="theme"><th colspan="3" scope="colgroup">North</th></tr>'
        "<tr><td rowspan=2>Hanoi</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr>"
        '<tr><td colspan="3">… and 7 more</td></tr></tbody></table>'
    )
    assert csv_rows(take_tables("p", body), "p-table-1.csv") == [
        ["group", "place", "files: in", "files: out"], ["North", "Hanoi", "1", "2"],
        ["North", "Hanoi", "3", "4"],
    ]  # fmt: skip


def test_a_table_that_is_cut_is_taken_whole_and_the_next_has_another_name() -> None:
    whole = "what,value\n" + "".join(f"a,{at}.50\n" for at in range(300))
    cut = body_of(("a", "0.50"), ("a", "1.50")).replace(
        "</div>",
        '<p class="more-rows">… and 298 more: all of them in <a href="p-table-1.csv">x</a></p></div>',
    )
    document = Document("p", "P", cut + body_of(("b", "1"), ("c", "2")), files={"p-table-1.csv": whole})
    taken = with_tables(document)
    assert sorted(taken.files) == [
        *(f"p-table-1.{kind}" for kind in ("csv", "json", "xlsx")),
        *(f"p-table-2.{kind}" for kind in ("csv", "json", "xlsx")),
    ]
    assert taken.files["p-table-1.csv"] == whole
    sheet = sheet_of(Taken("", taken.files), "p-table-1.xlsx")
    assert (sheet.max_row, printed(sheet["B301"])) == (301, "299.50")


def test_the_study_s_own_table_of_figures_carries_its_values() -> None:
    seen = study_of(
        [figure(10, value="97.390", unit="percent", measure="on_time_rate"), figure(20, value="1200")]
    )
    shown: Table = figures(seen.select(), "first:10", "first:20")
    taken = take_tables("p", safe_html(shown._repr_mimebundle_()["text/html"]))
    heads, *rows = csv_rows(taken, "p-table-1.csv")
    at = heads.index("stated (number)")
    assert [(row[at - 1], row[at]) for row in rows] == [("97.390%", "97.390"), ("1,200 files", "1200")]


def test_a_number_with_more_digits_than_excel_keeps_is_a_text_there() -> None:
    long = "1234567890123456789"
    taken = take_tables("p", body_of(("a", valued(long)), ("b", valued("2"))))
    assert sheet_of(taken, "p-table-1.xlsx")["B2"].value == long
    assert records(taken, "p-table-1.json")[0]["number"] == int(long)


def test_the_same_page_gives_the_same_bytes() -> None:
    body = body_of(("a", valued("97.390")), ("b", valued("2")))
    assert take_tables("p", body) == take_tables("p", body)
    raw = take_tables("p", body).files["p-table-1.xlsx"]
    assert isinstance(raw, bytes)
    assert {each.date_time for each in zipfile.ZipFile(io.BytesIO(raw)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
