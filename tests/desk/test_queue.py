"""What waits for a review: in which order, what each would move, and how it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import cli
from analysis.desk.queue import COLUMNS, Queue, queue_of
from analysis.files import csv_of_cells
from analysis.pages import layout as layouts
from analysis.pages.layout import Layout
from analysis.table.study import load
from made import REPORT, Row, figure, write_data

AUGUST = {"period_start": "2025-07-01", "period_end": "2025-08-31", "period_basis": "stated"}
SEPTEMBER = AUGUST | {"period_end": "2025-09-30"}
STANDS = figure(10, **AUGUST)


def waiting(start: int, value: str = "120", **columns: str) -> Row:
    """A figure of a second report that waits."""
    return figure(start, "second", value=value, status="read", **columns)


def made(folder: Path, *waits: Row, stands: tuple[Row, ...] = (STANDS,), reports: list[Row] | None = None
         ) -> Queue:  # fmt: skip
    """The queue of a study of two reports, where one result rests on the first figure."""
    write_data(folder, {"first": list(stands), "second": list(waits)}, reports)
    return queue_of(load(folder), [("02-procedures.a_day", ["first:10"])])


def moves(found: Queue) -> list[tuple[str, str]]:
    return [(name, words) for name, _, words, *_ in found.rows()]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (waiting(5, **SEPTEMBER), "moves 02-procedures.a_day; newest of its series, after 31 August 2025"),
        (waiting(5, "900", **AUGUST),
         "moves 02-procedures.a_day; says otherwise than what stands of 31 August 2025"),
        (waiting(5, "120", **AUGUST), ""),
        (waiting(5, "90", **(AUGUST | {"period_end": "2025-07-31"})), ""),
        (waiting(5, **(SEPTEMBER | {"period_start": "2025-09-01"})), ""),
        (waiting(5), ""),
        (waiting(5, place="VN-HP", **SEPTEMBER), ""),
        (waiting(5, holder="a bank", **SEPTEMBER), ""),
        (waiting(5, role="plan", **SEPTEMBER), ""),
        (waiting(5, measure="unclassified", **SEPTEMBER), ""),
    ],
    ids=["newer", "another value", "the same again", "older", "a month by itself", "undated", "elsewhere",
         "another's", "a plan", "fits nothing"],
)  # fmt: skip
def test_what_one_figure_would_move(tmp_path: Path, row: Row, words: str) -> None:
    assert moves(made(tmp_path, row)) == [("second:5", words)]


def test_results_come_before_broken_claims_these_before_series_and_closed_claims(tmp_path: Path) -> None:
    parts = [
        waiting(20, "100", measure="files_processed", **AUGUST),
        waiting(30, "30", measure="files_pending", **AUGUST),
    ]  # fmt: skip
    whole = [
        waiting(40, "70", place="VN-HP", **AUGUST),
        waiting(50, "40", measure="files_processed", place="VN-HP", **AUGUST),
        waiting(60, "30", measure="files_pending", place="VN-HP", **AUGUST),
    ]
    newest = waiting(70, "8", measure="files_overdue", **SEPTEMBER)
    stands = (STANDS, figure(20, measure="files_overdue", value="7", **AUGUST))
    found = made(tmp_path, waiting(5, "125", **AUGUST), *parts, *whole, newest, waiting(80), stands=stands)
    assert [name for name, _ in moves(found)] == [
        "second:5", "second:20", "second:30", "second:70", "second:40", "second:50", "second:60", "second:80",
    ]  # fmt: skip
    said = dict(moves(found))
    assert said["second:20"] == "breaks a claim: 100 + 30 = 130, 125 files stated; 5 files apart"
    assert said["second:40"] == "closes a claim: sum"
    assert said["second:80"] == ""
    assert found.moving == 7


def test_the_newest_of_those_that_nobody_reviewed_begins_their_series(tmp_path: Path) -> None:
    found = made(tmp_path, waiting(5, "90", **AUGUST), waiting(6, "95", **SEPTEMBER), stands=(figure(10),))
    assert moves(found) == [("second:6", "begins a series of 2 days"), ("second:5", "")]


def test_what_another_report_speaks_for_moves_nothing(tmp_path: Path) -> None:
    reports = [REPORT, REPORT | {"report_id": "second", "translation_of": "first", "language": "fr"}]
    assert moves(made(tmp_path, waiting(5, **SEPTEMBER), reports=reports)) == [("second:5", "")]


def test_a_row_says_words_doubt_and_the_command_that_opens_it(tmp_path: Path) -> None:
    found = made(tmp_path, waiting(5, doubt="place 0.61", **SEPTEMBER))
    (row,) = found.rows()
    assert dict(zip(COLUMNS, row, strict=True)) == {
        "figure": "second:5", "printed": "120", "doubt": "place 0.61", "open": "study review second --open",
        "would move": "moves 02-procedures.a_day; newest of its series, after 31 August 2025",
    }  # fmt: skip


def test_the_terminal_shows_the_first_and_a_file_has_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    layout = Layout(tmp_path / "study")
    layout.data.mkdir(parents=True)
    found = made(layout.data, *(waiting(start) for start in range(500, 1600, 5)))
    monkeypatch.setattr(layouts, "HERE", layout)
    assert cli.main(["review", "--queue"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[-2:] == [
        "and 20 more: study review --queue --to queue.csv writes all",
        "220 figures wait for a review; 0 would move a headline, a series or a claim",
    ]
    assert len(out) == 1 + 200 + 2
    file = tmp_path / "queue.csv"
    assert cli.main(["review", "--queue", "--to", str(file)]) == 0
    assert file.read_text() == csv_of_cells(COLUMNS, found.rows())
    assert cli.main(["review"]) == 2
