"""The figures of a report in the order of its words: what each row says, and where links land."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from analysis.showing import reading
from analysis.showing.reading import in_reading_order
from analysis.showing.tables import Table
from analysis.table.study import Study, load
from analysis.wording import anchor
from made import REPORT, figure, write_data

AGAIN = {"figure_id": "first:200", "start": "200", "end": "203"}
HOSTILE = "<script>alert(1)</script> & "


@pytest.fixture(scope="module")
def study() -> Study:
    return load()


def of(study: Study, report_id: str, *, sentences: bool = False) -> Table:
    narrow = study.around(report_id)
    return in_reading_order(narrow.select(reports=[report_id], reviewed_only=False), sentences=sentences)


def cells(table: Table, column: str) -> list[str]:
    return [row[table.columns.index(column)] for row in table.rows]


def html(table: Table) -> str:
    return str(table._repr_mimebundle_()["text/html"])


@pytest.mark.parametrize("report_id", ["hanoi-fr", "hanoi-es", "national-fr", "langson-fr", "haiphong-fr"])
def test_every_figure_has_a_row_that_links_can_lead_to(study: Study, report_id: str) -> None:
    table = of(study, report_id)
    own = [each.figure_id for each in study.figures if each.report_id == report_id]
    assert cells(table, "figure") == own
    assert re.findall(r'<tr id="([^"]*)">', html(table)) == [anchor(each) for each in own]
    assert [name for name in table.columns if not any(cells(table, name))] == [], "no column is empty"


def test_a_row_says_what_the_figure_is_where_it_stands_and_what_it_belongs_to(study: Study) -> None:
    table = of(study, "national-fr")
    row = dict(zip(table.columns, table.rows[cells(table, "figure").index("national-fr:12587")], strict=True))
    assert row == {
        "what": "Units without a vehicle", "place": "Viet Nam", "as stated": "354 units",
        "check": "≤ fits", "printed": "354",
        "role": "observed", "period": "at 15 August 2025 (carried over from before)",
        "relation": "out of 3,321 units national-fr:12595", "source": "Ministry of Finance",
        "note": "Date and source carried from the sentence before, same paragraph on public assets",
        "holder": "",
        "characters": "12587-12590", "paragraph": "18 (French)", "figure": "national-fr:12587",
    }  # fmt: skip
    pointer = '<code class="figure" title="study trace national-fr:12595">national-fr:12595</code>'
    cell = re.search(r'<td data-label="relation"[^>]*>out of 3,321 units (.*?)</td>', html(table))
    assert cell
    assert re.fullmatch(rf'<a href="[./]*data/figures/national-fr\.csv">{re.escape(pointer)}</a>', cell[1])


def test_a_figure_that_is_no_place_s_own_names_its_holder(study: Study) -> None:
    table = of(study, "national-fr")
    held = {
        name for name, held in zip(cells(table, "figure"), cells(table, "holder"), strict=True) if held
    }  # fmt: skip
    assert held == {"national-fr:6515", "national-fr:9779", "national-fr:9779.2"}


def test_hedges_windows_and_comparisons_are_in_words(study: Study) -> None:
    table = of(study, "haiphong-fr")
    at = cells(table, "figure").index
    assert cells(table, "role")[at("haiphong-fr:5030")] == "target, at least"
    assert cells(table, "period")[at("haiphong-fr:3300")] == (
        "1 January to 30 September 2025 (year or start completed), against 1 January to 30 September 2024"
    )


def test_without_being_asked_no_text_is_read(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "read_text", lambda report_id: pytest.fail("was read"))
    assert "sentence" not in of(study, "hanoi-fr").columns


def test_a_text_that_is_not_at_hand_is_said_in_every_row(
    study: Study, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STUDY_TEXTS", str(tmp_path))
    assert set(cells(of(study, "hanoi-fr", sentences=True), "sentence")) == {reading.NOT_AT_HAND}


def test_the_sentence_of_every_figure_of_the_reports_is_marked(
    study: Study, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDY_TEXTS", str(texts))
    marks = re.findall(r"<mark>(.*?)</mark>", html(of(study, "national-fr", sentences=True)))
    assert marks == [each.quote for each in study.figures if each.report_id == "national-fr"]


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """A report of two sentences with something hostile in it, another one, and their texts."""
    words = f"Title\nIt rained. {HOSTILE}we had 120\n of 130 files. It was dry."
    start, whole = words.index("120"), words.index("130")
    reports = [
        REPORT | {"sha256": hashlib.sha256(words.encode()).hexdigest()}, REPORT | {"report_id": "second"},
    ]  # fmt: skip
    part = figure(start, relation="part_of", related=f"first:{whole}", note="<b>", status="read")
    figures = {
        "first": [part, figure(whole, quote="130", value="130"), part | AGAIN],
        "second": [figure(10, "second")],
    }
    (tmp_path / "data").mkdir()
    (tmp_path / "first.txt").write_bytes(words.encode())
    (tmp_path / "second.txt").write_bytes(b"another text than the registered one")
    monkeypatch.setenv("STUDY_TEXTS", str(tmp_path))
    return load(write_data(tmp_path / "data", figures, reports))


def test_a_hostile_text_is_escaped_around_the_mark(made: Study) -> None:
    shown = html(of(made, "first", sentences=True))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; we had <mark>120</mark>" in shown
    assert "<script" not in shown
    assert "It rained" not in shown
    assert "&lt;b&gt;" in shown


def test_a_text_that_changed_since_it_was_registered_is_not_shown(made: Study) -> None:
    assert cells(of(made, "second", sentences=True), "sentence") == [reading.NOT_AT_HAND]


def test_what_no_person_has_looked_at_is_marked(made: Study) -> None:
    assert cells(of(made, "first"), "as stated") == [
        "120 files [unreviewed]", "130 files", "120 files [unreviewed]",
    ]  # fmt: skip
