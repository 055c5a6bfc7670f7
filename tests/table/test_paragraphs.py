"""Paragraphs: how they are counted, kept and shown, and what of them is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.checking import PRESENT, UNFIT, check
from analysis.errors import StudyError
from analysis.files import DATA, read_rows, write_text
from analysis.intake import Registration, digest_of
from analysis.pages.layout import Layout
from analysis.pages.running.keys import Keys
from analysis.pages.running.runs import Page
from analysis.reading.report import read_text
from analysis.registering import add
from analysis.rereading import reread
from analysis.showing.reading import in_reading_order, pointing_at
from analysis.table.paragraphs import fit, path_of, read_paragraphs, starts_of
from analysis.table.study import load
from analysis.table.vocabulary import PARAGRAPH_COLUMNS
from corpus import SPECIMENS
from made import REPORT, figure, write_data

TEXT = "Hanoi in August\n\nIn all,\n120 files came in.\n"


def study(tmp_path: Path, starts: str | None = "start\n0\n17\n25\n", text: str = TEXT) -> Layout:
    (tmp_path / "data").mkdir(parents=True)
    row = REPORT | {"sha256": digest_of(text.encode())}
    write_data(tmp_path / "data", {"first": [figure(25)]}, [row])
    write_text(tmp_path / "texts" / "first.txt", text)
    if starts is not None:
        write_text(path_of("first", tmp_path / "data"), starts)
    return Layout(tmp_path)


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("", []),
        ("\n \n\t\n", []),
        ("a\nb\n\nc", [0, 2, 5]),
        ("  a\n\u00a0b", [2, 5]),
        ("a\tb\nc\td\n\ne\tf\ng", [0, 9, 13]),
    ],
)
def test_a_paragraph_is_a_line_and_a_table_is_one(text: str, starts: list[int]) -> None:
    assert starts_of(text) == starts
    assert fit(starts, text)


def test_a_figure_names_its_paragraph_and_the_language_with_a_link_to_the_original(tmp_path: Path) -> None:
    table = in_reading_order(load(study(tmp_path).data).select())
    row = dict(zip(table.columns, table.rows[0], strict=True))
    assert (row["paragraph"], row["paragraph"].markup) == (
        "3 (English)", '<a href="https://example.org/a">3 (English)</a>',
    )  # fmt: skip


def test_a_report_of_an_older_build_names_none(tmp_path: Path) -> None:
    assert "paragraph" not in in_reading_order(load(study(tmp_path, None).data).select()).columns


def test_a_long_numeral_is_looked_for_in_the_original() -> None:
    assert pointing_at("1-234", "https://example.org/#a") == "https://example.org/#a:~:text=1%2D234"
    assert pointing_at("1234", "") == ""


@pytest.mark.parametrize(
    "starts", ["start\n0\n0\n", "start\n5\n3\n", "start\n-1\n", "start\n01\n", "start\n٣\n"]
)
def test_starts_that_do_not_rise_are_named_and_cost_the_column_alone(tmp_path: Path, starts: str) -> None:
    layout = study(tmp_path, starts)
    with pytest.raises(StudyError, match=r"first\.csv: line \d, column start: value is .*; expected a whole"):
        read_paragraphs(layout.data, "first")
    (problem,) = check(layout, tmp_path / "texts").broken
    assert "paragraphs/first.csv" in problem
    load(layout.data)


def test_paragraphs_that_are_not_those_of_the_text_fail_the_check(tmp_path: Path) -> None:
    assert check(study(tmp_path / "a"), tmp_path / "a" / "texts").reports[0].text == PRESENT
    other = check(study(tmp_path / "b", "start\n0\n20\n"), tmp_path / "b" / "texts").reports[0]
    assert (other.text, other.failed) == (UNFIT, True)


def test_a_file_of_no_report_is_named_by_the_check_and_breaks_nothing_else(tmp_path: Path) -> None:
    layout = study(tmp_path)
    write_text(path_of("second", layout.data), "start\n0\n")
    load(layout.data)
    (problem,) = check(layout, tmp_path / "texts").broken
    assert problem.endswith("paragraphs/second.csv: belongs to no registered report; remove it")


def test_registering_writes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = study(tmp_path)
    monkeypatch.setenv("STUDY_TEXTS", str(tmp_path / "texts"))
    specimen = SPECIMENS / "en-riverside.txt"
    add(specimen, Registration("river", "https://example.org/river", "2025-08"), layout.data)
    assert read_paragraphs(layout.data, "river") == starts_of(specimen.read_text(encoding="utf-8"))
    assert check(layout, tmp_path / "texts").reports[1].text == PRESENT


def test_reading_again_writes_them_where_none_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = study(tmp_path, None)
    monkeypatch.setenv("STUDY_TEXTS", str(tmp_path / "texts"))
    reread(layout.data)
    assert list(read_paragraphs(layout.data, "first")) == [0, 17, 25]


def test_the_page_of_a_report_is_made_again_when_they_change(tmp_path: Path) -> None:
    layout = study(tmp_path)
    write_text(
        layout.notebooks / "07-one-report.ipynb", (DATA.parent / "notebooks/07-one-report.ipynb").read_text()
    )
    page = Page("07-one-report-first", "07-one-report", {"report_id": "first"})
    before = Keys(layout).key(page)
    write_text(path_of("first", layout.data), "start\n0\n17\n")
    assert Keys(layout).key(page).unlike(before.parts) == ("figures",)


def test_the_registered_texts_have_the_paragraphs_that_the_study_keeps(texts: Path) -> None:
    for report_id in load().reports:
        text = read_text(report_id, texts)
        if text:
            kept = [int(row["start"]) for row in read_rows(path_of(report_id, DATA), PARAGRAPH_COLUMNS)]
            assert kept == starts_of(text.content)
