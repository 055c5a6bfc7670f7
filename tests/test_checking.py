"""Whether the inputs are whole."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from analysis import cli
from analysis.checking import check, show_check
from analysis.files import DATA, ROOT, read_rows
from analysis.pages import layout as places_of_files
from analysis.pages.layout import Layout
from analysis.table import judged
from analysis.table.vocabulary import AGREEMENT_COLUMNS, VERDICT_COLUMNS
from made import REPORT, figure, write_data

TEXT = "We had 120 files here."


def study(tmp_path: Path, text: str | None = TEXT, start: int = 7) -> Layout:
    (tmp_path / "data").mkdir()
    (tmp_path / "texts").mkdir()
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    write_data(tmp_path / "data", {"first": [figure(start)]}, [REPORT | {"sha256": sha256}])
    if text is not None:
        (tmp_path / "texts" / "first.txt").write_text(text, encoding="utf-8")
    return Layout(tmp_path)


@pytest.mark.parametrize(
    ("text", "start", "required", "state", "failed"),
    [
        (TEXT, 7, "1", "as registered", False),
        (None, 7, "", "not at hand", False),
        (None, 7, "1", "not at hand", True),
        (TEXT + " ", 7, "", "differs", True),
        (TEXT, 8, "", "quotes differ (first:8)", True),
    ],
)
def test_the_state_of_a_text(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str | None,
    start: int,
    required: str,
    state: str,
    failed: bool,
) -> None:
    monkeypatch.setenv("STUDY_REQUIRE_TEXTS", required)
    (row,) = check(study(tmp_path, text, start), tmp_path / "texts").reports
    assert (row.report_id, row.figures, row.reviewed, row.text, row.failed) == ("first", 1, 1, state, failed)


WRONG = {"first": [figure(7), figure(30, value="130", measure="files_processed")]}
CLAIM = "first:30/order/7"


def wrong_study(tmp_path: Path, **files: list[dict[str, str]]) -> Layout:
    (tmp_path / "data").mkdir()
    write_data(tmp_path / "data", WRONG, **files)
    return Layout(tmp_path)


def test_the_table_in_a_pipe(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    show_check(check(wrong_study(tmp_path)))
    assert capsys.readouterr().out.splitlines() == [
        "report  figures  reviewed  text",
        "first         2         2  not at hand",
        "",
        "1 of 1 claim could be checked: 1 off",
        "What is not simply right:",
        "verdict  material  claim             reason",
        f"off      yes       {CLAIM}  130 files ≤ 120 files does not hold; 10 files apart",
        "",
        "0 pairs of figures side by side: none",
    ]


def test_a_translation_is_not_counted_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").mkdir()
    rows = {name: [figure(7, name), figure(30, name, value="13", measure="files_processed")]
            for name in ("first", "second")}  # fmt: skip
    reports = [REPORT, REPORT | {"report_id": "second", "translation_of": "first"}]
    write_data(tmp_path / "data", rows, reports)
    show_check(check(Layout(tmp_path)))
    assert "1 of 1 claim could be checked: 1 exact" in capsys.readouterr().out


def test_the_verdicts_are_written(tmp_path: Path) -> None:
    layout = wrong_study(tmp_path)
    check(layout)
    (row,) = read_rows(layout.build / "verdicts.csv", VERDICT_COLUMNS)
    assert (row["claim_id"], row["verdict"], row["material"], row["recomputed"]) == (
        CLAIM,
        "off",
        "yes",
        "120",
    )
    assert read_rows(layout.build / "agreement.csv", AGREEMENT_COLUMNS) == []


def test_what_is_worked_out_piece_by_piece_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("verdicts.csv", "agreement.csv")

    def made(folder: Path) -> list[bytes]:
        shutil.copytree(DATA, folder / "data", ignore=shutil.ignore_patterns("texts"))
        check(Layout(folder))
        return [(folder / "build" / name).read_bytes() for name in names]

    whole = made(tmp_path / "whole")
    monkeypatch.setattr(judged, "_TOGETHER", 7)
    assert made(tmp_path / "pieces") == whole


def test_a_material_off_waits_for_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(places_of_files, "HERE", wrong_study(tmp_path))
    monkeypatch.setenv("STUDY_REQUIRE_TEXTS", "")
    assert cli.main(["check"]) == 3
    assert f"study: {CLAIM} is off: 130 files ≤ 120 files does not hold" in capsys.readouterr().err


def test_an_accepted_off_waits_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    accepted = {"claim_id": CLAIM, "reason": "the report says so", "who": "editor", "date": "2025-10-01"}
    monkeypatch.setattr(places_of_files, "HERE", wrong_study(tmp_path, accepted=[accepted]))
    monkeypatch.setenv("STUDY_REQUIRE_TEXTS", "")
    assert cli.main(["check"]) == 0


def test_the_study_itself_is_whole(texts: Path, tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data")
    done = check(Layout(tmp_path), texts)
    assert {row.report_id: row.text for row in done.reports if row.text != "as registered"} == {}
    assert list(done.waiting) == []
