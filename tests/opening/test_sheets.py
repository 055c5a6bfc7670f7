"""Sheets become blocks: what a person sees in Excel, LibreOffice or an exported text of rows."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from analysis.errors import StudyError
from analysis.opening.form import Content, Heading, Paragraph, Table, written
from analysis.opening.kinds import kind_of_bytes, kind_of_text
from analysis.opening.opener import opened
from analysis.opening.sheets import packed
from analysis.opening.sheets.opener import content_of_csv, content_of_ods, content_of_xlsx
from analysis.reading.reader import read

ODS = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def book_of(*rows: list[object], name: str = "Sheet") -> Workbook:
    book = Workbook()
    assert book.active is not None
    book.active.title = name
    for row in rows:
        book.active.append(row)
    return book


def text_of(content: Content) -> str:
    return written(content.blocks).replace("\t", " | ")


def shown(value: object, form: str = "General", beside: str = "Files") -> str:
    """A cell as it stands in the text form."""
    book = book_of([beside, "Number"], ["Hue", value])
    book.active["B2"].number_format = form  # type: ignore[index]
    table = content_of_xlsx(saved(book)).blocks[0]
    assert isinstance(table, Table)
    return table.rows[1][1]


def ods_of(*sheets: str, styles: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", ODS)
        archive.writestr("content.xml", (
            f"<office:document-content {NAMES}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{''.join(sheets)}</office:spreadsheet></office:body></office:document-content>"
        ))  # fmt: skip
    return file.getvalue()


def words(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def number(value: str, text: str, kind: str = "float", more: str = "") -> str:
    told = f'office:value-type="{kind}" office:value="{value}" {more}'
    return f"<table:table-cell {told}><text:p>{text}</text:p></table:table-cell>"


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def sheet(*rows: str, name: str = "A", more: str = "") -> str:
    return f'<table:table table:name="{name}" {more}>{"".join(rows)}</table:table>'


# Layout


def test_lines_above_heads_of_two_rows_and_notes_below() -> None:
    book = book_of(
        ["Giải ngân năm 2025", None, None],
        ["Đơn vị tính: triệu đồng", None, None],
        ["Địa phương", "Vốn", None],
        [None, "Kế hoạch", "Giải ngân"],
        ["Huế", 1200, 800],
        ["Cà Mau", 900, None],
        ["Nguồn: Kho bạc", None, None],
    )
    for span in ("A1:C1", "A3:A4", "B3:C3"):
        book.active.merge_cells(span)  # type: ignore[union-attr]
    assert text_of(content_of_xlsx(saved(book))) == (
        "Giải ngân năm 2025\n\nĐơn vị tính: triệu đồng\n\n"
        "Địa phương | Vốn Kế hoạch | Vốn Giải ngân\nHuế | 1200 | 800\nCà Mau | 900 | \n\nNguồn: Kho bạc\n"
    )


def test_tables_apart_by_empty_rows_and_columns() -> None:
    book = book_of(
        ["Ward", "Received", None, "Ward", "Overdue"],
        ["Tan An", 12, None, "Tan An", 1],
        [],
        ["Ward", "Staff"],
        ["An Hoi", 4],
    )
    tables = [block.rows for block in content_of_xlsx(saved(book)).blocks if isinstance(block, Table)]
    assert tables == [
        [["Ward", "Received"], ["Tan An", "12"]], [["Ward", "Overdue"], ["Tan An", "1"]],
        [["Ward", "Staff"], ["An Hoi", "4"]],
    ]  # fmt: skip


def test_years_that_follow_each_other_are_heads_and_a_count_that_looks_like_a_year_is_none() -> None:
    content = content_of_xlsx(saved(book_of(["Files", 2024, 2025], ["Received", 2015, 2031])))
    assert content.blocks == [Table([["Files", "2024", "2025"], ["Received", "2015", "2031"]], 1)]


def test_the_names_of_sheets_are_headings_where_there_are_several() -> None:
    book = book_of(["Ward", "Files"], ["Tan An", 3], name="North")
    book.create_sheet("South").append(["Words alone"])
    blocks = content_of_xlsx(saved(book)).blocks
    assert [block for block in blocks if not isinstance(block, Table)] == [
        Heading("North"), Heading("South"), Paragraph("Words alone")
    ]  # fmt: skip


# Numbers as they are shown


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.5763, "0.00%", "57.63%"), (0.5, "0%", "50%"), (31004000, "#,##0", "31004000"),
        (1234.5, "#,##0.00", "1234.50"), (-5, "0;[Red](0)", "-5"), (12.5, '0.0" tỷ"', "12.5 tỷ"),
        (1_234_500_000, '#,##0.0,,', "1234.5"), (7, "00", "07"), (1.25, "0.##", "1.25"), (1.2, "0.##", "1.2"),
        (1 / 3, "General", "0.333333333"), (1e21, "General", "1000000000000000000000"),
        (0.1 + 0.2, "General", "0.3"), (2.5, "[$₫-42A] 0.0", "₫ 2.5"),
        (date(2025, 9, 30), "dd/mm/yyyy", "30/09/2025"), (date(2025, 9, 30), "mm-dd-yy", "2025-09-30"),
        (date(2025, 9, 30), "mmm-yy", "Sep-25"), (5, '"n/a"', "n/a"), (5, "@", "5"),
        (True, "General", "TRUE"), ("0012", "General", "0012"), ("=1+2 is typed", "@", "=1+2 is typed"),
    ],
)  # fmt: skip
def test_a_number_is_what_a_person_sees(value: object, form: str, text: str) -> None:
    book = book_of(["Files", "Number"], ["Hue", value])
    cell = book.active["B2"]  # type: ignore[index]
    cell.number_format = form
    if isinstance(value, str):
        cell.data_type = "s"
    table = content_of_xlsx(saved(book)).blocks[0]
    assert isinstance(table, Table)
    assert table.rows[1][1] == text


@pytest.mark.parametrize(
    ("language", "words", "head"),
    [
        ("vi", "Số hồ sơ đã tiếp nhận tại các xã", "Tỷ lệ hồ sơ trực tuyến (%)"),
        ("fr", "Dossiers reçus en ligne à la préfecture", "Dossiers déposés en ligne (%)"),
        ("es", "Expedientes recibidos en línea, según la provincia", "Expedientes en línea (%)"),
        ("en", "Files received online by the province", "Files submitted online (%)"),
    ],
)
@pytest.mark.parametrize("value", [4063.6, 4.063, 63.25, 0.125, 12.5, 2015, 1.06, 412350, 88])
def test_a_number_is_read_as_what_it_is_in_every_language(
    language: str, words: str, head: str, value: float
) -> None:
    book = book_of([words, None], ["Province", head], ["Lai Chau", value], ["Dien Bien", 71.5])
    text = opened(saved(book), "a.xlsx").text
    figures = read(text, language=language, published="2026-01-10").figures
    assert {float(row["value"]) for row in figures} == {value, 71.5}, text


def test_marks_that_were_typed_decide_over_letters() -> None:
    assert shown(4063.6, beside="Hồ sơ đã tiếp nhận") == "4063,6"
    assert shown(4063.6, beside="Hồ sơ 12.5") == "4063.6"


# What is left aside


def test_what_is_hidden_is_told_and_not_read() -> None:
    book = book_of(["Ward", "Files", "Secret"], ["Tan An", 3, 9], ["An Hoi", 4, 9], name="Seen")
    seen = book.active
    assert seen is not None
    seen.row_dimensions[3].hidden = True  # type: ignore[attr-defined]
    seen.column_dimensions["C"].hidden = True  # type: ignore[attr-defined]
    seen["A1"].comment = Comment("ask again", "who")  # type: ignore[index]
    book.create_sheet("Drafts").sheet_state = "hidden"
    content = content_of_xlsx(saved(book))
    assert content.blocks == [Table([["Ward", "Files"], ["Tan An", "3"]], 1)]
    assert content.aside == [
        "hidden: 1 row of sheet 'Seen'", "hidden: 1 column of sheet 'Seen'", "comments: 1 in sheet 'Seen'",
        "hidden: sheet 'Drafts'",
    ]  # fmt: skip


def test_errors_and_formulas_without_a_value_are_remarked() -> None:
    book = book_of(["Ward", "Files"], ["Tan An", "#REF!"], ["An Hoi", "=1+2"])
    book.active["B2"].data_type = "e"  # type: ignore[index]
    content = content_of_xlsx(saved(book))
    assert content.remarks == [
        "sheet 'Sheet': errors, not read: #REF! in B2",
        "sheet 'Sheet': formulas without a stored value, not read: B3",
    ]  # fmt: skip


def test_the_stored_value_of_a_formula_is_read() -> None:
    raw = changed(saved(book_of(["Ward", "Files"], ["Tan An", "=1+2"])), "xl/worksheets/sheet1.xml",
                  lambda xml: xml.replace("<v />", "<v>3</v>").replace("<v></v>", "<v>3</v>"))  # fmt: skip
    assert content_of_xlsx(raw).blocks == [Table([["Ward", "Files"], ["Tan An", "3"]], 1)]


def changed(raw: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The archive with a part that is otherwise."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode("utf-8")
            new.writestr(name, change(content) if name == part else content)
    return file.getvalue()


# Limits


def test_entities_are_not_expanded() -> None:
    raw = changed(saved(book_of(["Ward", "Files"])), "xl/worksheets/sheet1.xml",
                  lambda xml: '<!DOCTYPE x [<!ENTITY a "b">]>' + xml.partition("?>")[2])  # fmt: skip
    with pytest.raises(StudyError, match="entities"):
        content_of_xlsx(raw)


@pytest.mark.parametrize("content_of", [content_of_xlsx, content_of_ods])
def test_a_damaged_file_is_refused_in_a_line(content_of: Callable[[bytes], Content]) -> None:
    for raw in (b"PK\x03\x04 nothing", saved(book_of(["a"]))[:-300], ods_of()[:-40]):
        with pytest.raises(StudyError) as error:
            content_of(raw)
        assert "damaged" in str(error.value)
        assert error.value.way_out


def test_a_part_that_is_missing_is_damage() -> None:
    with pytest.raises(StudyError, match="damaged"):
        content_of_xlsx(ods_of(sheet()))


def test_too_many_cells_are_refused_before_they_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    book = book_of(["Title"])
    book.active.merge_cells("A1:CV100")  # type: ignore[union-attr]
    raw = changed(
        saved(book), "xl/worksheets/sheet1.xml", lambda xml: xml.replace("A1:CV100", "A1:XFD1048576")
    )
    with pytest.raises(StudyError, match="more than 1,000,000 cells"):
        content_of_xlsx(raw)
    repeated = row(
        words("x", 'table:number-columns-repeated="1000"'), more='table:number-rows-repeated="2000"'
    )
    with pytest.raises(StudyError, match="more than 1,000,000 cells"):
        content_of_ods(ods_of(sheet(repeated)))
    monkeypatch.setattr(packed, "MOST_BYTES", 100)
    with pytest.raises(StudyError, match="unpacked"):
        content_of_xlsx(raw)


def test_a_cell_at_the_far_end_costs_nothing() -> None:
    book = book_of(["Ward", "Files"], ["Tan An", 3])
    book.active["XFD1048576"] = "stray"  # type: ignore[index]
    assert text_of(content_of_xlsx(saved(book))) == "Ward | Files\nTan An | 3\n\nstray\n"


def test_the_values_are_those_that_another_reader_finds() -> None:
    raw = saved(book_of(*([f"Ward {n}", n * 7, n / 8] for n in range(1, 40))))
    other = load_workbook(io.BytesIO(raw), data_only=True).active
    assert other is not None
    table = content_of_xlsx(raw).blocks[0]
    assert isinstance(table, Table)
    assert [[row[0], int(row[1]), float(row[2])] for row in table.rows] == [[*line] for line in other.values]


# OpenDocument


def test_an_open_document_shows_the_same() -> None:
    raw = ods_of(
        sheet(
            '<table:table-column table:number-columns-repeated="2"/>',
            '<table:table-column table:visibility="collapse"/>',
            row(
                words("Đơn vị tính: tỷ đồng", 'table:number-columns-spanned="2"'),
                "<table:covered-table-cell/>",
            ),
            row(words("Địa phương"), words("Tỷ lệ"), words("Ẩn")),
            row(words("Huế"), number("0.5763", "57,63%", "percentage"), number("1", "1")),
            row(words("Cà Mau"), number("4063.6", "4.063,6"), number("1", "1")),
            row(words("x"), more='table:visibility="collapse"'),
            row("<table:table-cell/>", more='table:number-rows-repeated="1048000"'),
        ),
        sheet(name="Ẩn", more='table:style-name="ta2"'),
        styles='<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>',
    )
    content = content_of_ods(raw)
    assert kind_of_bytes(raw) == "ods"
    assert text_of(content) == "Đơn vị tính: tỷ đồng\n\nĐịa phương | Tỷ lệ\nHuế | 57,63%\nCà Mau | 4063,6\n"
    assert content.aside == [
        "hidden: 1 row of sheet 'A'", "hidden: 1 column of sheet 'A'", "hidden: sheet 'Ẩn'"
    ]  # fmt: skip


def test_what_a_number_shows_has_as_many_decimals_in_both_formats() -> None:
    cells = row(
        words("Ward"), number("0.125", "0,125"), number("-5", "(5)"), number("31004000", "31.004.000")
    )
    table = content_of_ods(
        ods_of(sheet(row(words("Tên xã"), words("a"), words("b"), words("c")), cells))
    ).blocks[0]
    assert isinstance(table, Table)
    assert table.rows[1] == ["Ward", "0,125", "-5", "31004000"]


# Rows of text


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("a;b\n1,5;2\n", "a | b\n1,5 | 2\n"),
        ("a,b\n\"1,5\",2\n", "a | b\n1,5 | 2\n"),
        ("Ward\tFiles\nTan An\t3\nAn Hoi\t4\t*\n", "Ward | Files | \nTan An | 3 | \nAn Hoi | 4 | *\n"),
        ("Budget, 2025\nUnit: VND;;\n\nPlace;Plan;Paid\nHue;12;7\nHanoi;8;\nSource, treasury;;\n",
         "Budget, 2025\n\nUnit: VND\n\nPlace | Plan | Paid\nHue | 12 | 7\nHanoi | 8 | \n\n"
         "Source, treasury\n"),
    ],
)  # fmt: skip
def test_rows_of_text(text: str, form: str) -> None:
    assert kind_of_text(text, "a.csv") == "csv"
    assert text_of(content_of_csv(text)) == form


@pytest.mark.parametrize(
    "text",
    ["Yes, twelve.\nNo, eleven.\n", "One line\n", "", "Dear all,\nten files came, two went.\nBye, Hoa\n"],
)
def test_prose_is_no_table(text: str) -> None:
    assert kind_of_text(text, "a.txt") == "text"
    assert kind_of_text(text, "a.csv") == "text"
