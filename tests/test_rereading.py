"""What waits for a review is read again by another reader; what was reviewed or corrected stays."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from analysis import cli
from analysis.files import ROOT, read_rows, write_rows
from analysis.intake import Registration
from analysis.pages import layout as layouts
from analysis.pages.layout import Layout
from analysis.reading import version
from analysis.reading.version import reader_stamp
from analysis.registering import add
from analysis.rereading import COLUMNS, differences, merged_figures, merged_numbers, reread, waiting_reports
from analysis.reviewing import accept
from analysis.table.register import read_register_rows
from analysis.table.study import load
from analysis.table.vocabulary import (
    CORRECTION_COLUMNS,
    FIGURE_COLUMNS,
    NUMBER_COLUMNS,
    REPORT_COLUMNS,
    STATEMENT_COLUMNS,
)
from made import Row, figure, write_data

TEXT = (
    "Hanoi, le 30 août 2025. Au 30 août 2025, Hanoi a reçu 12 345 dossiers, dont 57,5 % en ligne.\n"
    "La ville de Hanoi compte 45 machines.\n"
    "Les communes manquent de comptables.\n"
)
OTHER = "1 00000000"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study with two reports that another reader has read, and their texts."""
    monkeypatch.setenv("STUDY_TEXTS", str(tmp_path / "texts"))
    (tmp_path / "study" / "data").mkdir(parents=True)
    monkeypatch.setattr(layouts, "HERE", Layout(tmp_path / "study"))
    data = write_data(tmp_path / "study" / "data")
    for name, ending in (("new-fr", ""), ("other-fr", "Fin.\n")):
        (tmp_path / "in.txt").write_text(TEXT + ending, encoding="utf-8")
        add(tmp_path / "in.txt", Registration(name, "https://example.org", "2025-09", place="VN-HN"), data)
    read_by(OTHER, data)
    return data


def read_by(reader: str, data: Path, *names: str) -> None:
    rows = read_register_rows(data / "reports.csv")
    rows = [row | ({"reader": reader} if row["report_id"] in names or not names else {}) for row in rows]
    write_rows(data / "reports.csv", REPORT_COLUMNS, rows)


def figures(data: Path, name: str = "new-fr") -> list[Row]:
    return read_rows(data / "figures" / f"{name}.csv", FIGURE_COLUMNS)


def change(data: Path, at: int, **columns: str) -> Row:
    """Change a row of new-fr; it comes back as it was."""
    rows = figures(data)
    write_rows(
        data / "figures" / "new-fr.csv", FIGURE_COLUMNS,
        [row | (columns if place == at else {}) for place, row in enumerate(rows)],
    )  # fmt: skip
    return rows[at]


def registered(data: Path) -> dict[str, str]:
    return {row["report_id"]: row["reader"] for row in read_register_rows(data / "reports.csv")}


def told(data: Path) -> list[tuple[str, ...]]:
    return [each.cells for one in reread(data) for each in one.differences]


def test_the_difference_is_told_and_the_register_says_by_which_reader(data: Path) -> None:
    whole = figures(data)
    assert [row["quote"] for row in whole] == ["12 345", "57,5 %", "45"]
    change(data, 0, measure="files_processed", period_end="2025-08-29")
    rows = figures(data)
    invented = rows[2] | {"figure_id": "new-fr:0", "start": "0", "end": "5", "quote": "Hanoi"}
    write_rows(data / "figures" / "new-fr.csv", FIGURE_COLUMNS, [invented, *rows[:2]])
    assert told(data) == [
        ("new-fr:0", "gone", "", "unclassified, 45 other, VN-HN", ""),
        (whole[0]["figure_id"], "changed", "measure", "files_processed", "files_received"),
        (whole[0]["figure_id"], "changed", "period_end", "2025-08-29", "2025-08-30"),
        (whole[2]["figure_id"], "added", "", "", "unclassified, 45 other, VN-HN"),
    ]
    assert figures(data) == whole
    assert registered(data) == {"first": OTHER, "new-fr": reader_stamp(), "other-fr": reader_stamp()}
    assert reread(data) == []
    load(data)


def test_only_what_waits_and_was_read_by_another_reader_is_read(data: Path) -> None:
    names = [row["report_id"] for row in waiting_reports(data)]
    assert names == ["new-fr", "other-fr"], "what is in `first` is reviewed"
    read_by(reader_stamp(), data, "new-fr")
    assert [row["report_id"] for row in waiting_reports(data)] == ["other-fr"]
    read_by("", data)
    assert len(waiting_reports(data)) == 2, "a register of an older build"
    accept("other-fr", "2025-10-01", "looked at", data)
    assert [row["report_id"] for row in waiting_reports(data)] == ["new-fr"]
    write_rows(data / "figures" / "first.csv", FIGURE_COLUMNS, [])
    assert next(row["report_id"] for row in waiting_reports(data)) == "first", "nothing was read of it"


def test_reviewed_rows_stay_and_so_does_what_they_relate_to(data: Path) -> None:
    change(data, 0, value="12346")
    change(data, 1, status="reviewed", measure="processing_rate")
    change(data, 2, value="46")
    before = figures(data)
    assert before[1]["related"] == before[0]["figure_id"]
    assert told(data) == [(before[2]["figure_id"], "changed", "value", "46", "45")]
    assert figures(data)[:2] == before[:2]


def test_a_corrected_figure_stays(data: Path) -> None:
    before = change(data, 2, value="46")
    correction = {
        "correction_id": "c1", "figure_id": before["figure_id"], "column": "value", "was": "46",
        "becomes": "45", "reason": "misread", "who": "editor", "date": "2025-10-02",
    }  # fmt: skip
    write_rows(data / "corrections.csv", CORRECTION_COLUMNS, [correction])
    assert told(data) == []
    assert load(data).by_id[before["figure_id"]].value == 45


def test_reviewed_statements_stay_and_others_are_suggested_again(data: Path) -> None:
    path = data / "statements" / "new-fr.csv"
    (row,) = read_rows(path, STATEMENT_COLUMNS)
    write_rows(path, STATEMENT_COLUMNS, [row | {"theme": "finance"}])
    reread(data)
    assert read_rows(path, STATEMENT_COLUMNS) == [row]
    write_rows(path, STATEMENT_COLUMNS, [row | {"theme": "finance", "status": "reviewed"}])
    read_by(OTHER, data)
    reread(data)
    assert [each["theme"] for each in read_rows(path, STATEMENT_COLUMNS)] == ["finance"]


def test_a_missing_and_a_changed_text_are_named_and_the_rest_goes_on(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(data, 0, value="1")
    (tmp_path / "texts" / "other-fr.txt").unlink()
    assert cli.main(["reread"]) == 1
    out, err = capsys.readouterr()
    assert f"1 of 2 reports read again by reader {reader_stamp()}; figures: 0 added, 0 gone, 1 changed" in out
    assert out.splitlines()[0].split() == list(COLUMNS)
    assert "study: other-fr: the text is not at hand; put it into " in err
    assert registered(data)["other-fr"] == OTHER
    (tmp_path / "texts" / "other-fr.txt").write_text("Un autre texte.")
    assert cli.main(["reread"]) == 1
    assert "is not the registered text" in capsys.readouterr().err
    (tmp_path / "texts" / "other-fr.txt").write_text(TEXT + "Fin.\n", encoding="utf-8")
    assert cli.main(["reread"]) == 0
    assert cli.main(["reread"]) == 0
    assert f"nothing to read again: reader {reader_stamp()} has read" in capsys.readouterr().out


def test_a_broken_table_is_named_and_the_rest_goes_on(data: Path) -> None:
    (data / "figures" / "new-fr.csv").write_text("a,b\n")
    one, other = reread(data)
    assert "new-fr.csv: line 1: has the columns a, b" in one.problem
    assert (other.report_id, other.problem, other.differences) == ("other-fr", "", ())


def test_a_table_of_an_older_build_gets_today_s_columns(data: Path) -> None:
    older = [column for column in FIGURE_COLUMNS if column not in ("holder", "breakdown", "per", "doubt")]
    whole = figures(data)
    rows = [{column: row[column] for column in older} for row in whole]
    write_rows(data / "figures" / "new-fr.csv", older, rows)
    assert told(data) == []
    assert figures(data) == whole


def test_a_further_fact_of_a_numeral_that_stays_is_new() -> None:
    first, second = (
        figure(10, status="reviewed"),
        figure(10, figure_id="first:10.2", measure="files_processed"),
    )
    assert merged_figures([first], [first | {"value": "7"}, second], ()) == [first, second]


def test_what_overlaps_a_figure_that_stays_is_dropped_and_no_digit_is_lost() -> None:
    stays = figure(10, status="reviewed", end="12")
    beside = figure(15, end="17", status="read")
    whole, tied = figure(10, end="17"), figure(30, relation="part_of", related="first:10.2")
    found = merged_figures([stays, beside], [whole, tied], ())
    assert found == [stays, beside, tied | {"relation": "", "related": ""}]


def number(start: int, reason: str = "", length: int = 2) -> Row:
    span = {"start": str(start), "end": str(start + length)}
    return dict.fromkeys(NUMBER_COLUMNS, "") | span | {"quote": "10", "kind": "date", "reason": reason}


def test_numbers_keep_a_reason_and_cover_what_the_new_reading_leaves() -> None:
    deadline = number(20, "deadline 2025-09-01 for resignations_effective")
    old = [number(10), deadline, number(30), number(40)]
    new = [number(10, length=3), number(20), number(50)]
    found = merged_numbers(old, new, [figure(39)])
    assert found == [new[0], deadline, old[2], new[2]]


def test_differences_stand_in_the_order_of_the_text() -> None:
    old, new = [figure(100), figure(9)], [figure(20), figure(9, value="7")]
    assert [(each.figure_id, each.what) for each in differences(old, new)] == [
        ("first:9", "changed"), ("first:20", "added"), ("first:100", "gone"),
    ]  # fmt: skip


def test_the_stamp_follows_code_languages_weights_and_catalogue(tmp_path: Path) -> None:
    reader, catalogue = tmp_path / "reading", tmp_path / "measures.yml"
    (reader / "languages").mkdir(parents=True)
    catalogue.write_text("measures: []\n")
    stamps = set()
    for name in ("a.py", "languages/fr.yml", "weights.csv", "../measures.yml"):
        (reader / name).write_text("other\n")
        reader_stamp.cache_clear()
        stamps.add(reader_stamp(reader, catalogue))
    assert len(stamps) == 4
    assert all(stamp.startswith(f"{version.VERSION} ") for stamp in stamps)
    (reader / "__pycache__").mkdir()
    (reader / "__pycache__" / "a.pyc").write_bytes(b"x")
    reader_stamp.cache_clear()
    assert reader_stamp(reader, catalogue) in stamps
    reader_stamp.cache_clear()


@pytest.mark.slow
def test_killed_at_any_write_it_loads_and_the_next_call_ends_it(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "tests" / "interrupted.py"), "killed", str(tmp_path), "reread"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["wrong"] == {}
    assert found["kills"] >= 20, "every step on the disk was tried"
