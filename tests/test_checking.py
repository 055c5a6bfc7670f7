"""Whether the inputs are whole."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis import checking, cli
from analysis.checking import Check, Listed, check, show_check
from analysis.files import DATA, ROOT, read_rows, write_rows
from analysis.pages import layout as places_of_files
from analysis.pages.layout import Layout
from analysis.table import frames, judged, scan
from analysis.table import study as studies
from analysis.table.vocabulary import AGREEMENT_COLUMNS, CORRECTION_COLUMNS, VERDICT_COLUMNS
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


# A check that is told once more

TWICE = "We had 120 files here and 130 files."
OTHER = TWICE.replace("We", "He")


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """A study of two reports with a claim that is off and waits, and both texts; its files have settled."""
    monkeypatch.setattr(scan, "_TICK", 0)
    monkeypatch.setenv("STUDY_REQUIRE_TEXTS", "")
    (tmp_path / "data").mkdir()
    (tmp_path / "texts").mkdir()
    reports = []
    for name, text in (("first", TWICE), ("second", OTHER)):
        (tmp_path / "texts" / f"{name}.txt").write_text(text, encoding="utf-8")
        reports.append(REPORT | {"report_id": name, "sha256": hashlib.sha256(text.encode()).hexdigest()})
    rows = {"first": [figure(7), figure(26, value="130", quote="130", measure="files_processed")],
            "second": [figure(7, "second")]}  # fmt: skip
    write_data(tmp_path / "data", rows, reports)
    return Layout(tmp_path)


def checked(layout: Layout) -> tuple[Check, list[bytes]]:
    """What a check tells and writes."""
    studies._HELD.clear()
    done = check(layout, layout.root / "texts")
    return done, [(layout.build / name).read_bytes() for name in ("verdicts.csv", "agreement.csv")]


def edited(path: Path, was: str, becomes: str) -> None:
    """Edit a file in place and set back its time."""
    before = path.stat()
    path.write_text(path.read_text(encoding="utf-8").replace(was, becomes), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def swapped(layout: Layout) -> None:
    """The two texts, of the same size, change places."""
    one, two = (layout.root / "texts" / f"{name}.txt" for name in ("first", "second"))
    one.rename(one.with_suffix(".tmp"))
    two.rename(one)
    one.with_suffix(".tmp").rename(two)


def corrected(layout: Layout) -> None:
    row = ("c1", "first:26", "value", "130", "110", "misread", "editor", "2025-10-02")
    write_rows(layout.data / "corrections.csv", CORRECTION_COLUMNS,
               [dict(zip(CORRECTION_COLUMNS, row, strict=True))])  # fmt: skip


def accepted(layout: Layout) -> None:
    with (layout.data / "accepted.csv").open("a", encoding="utf-8") as file:
        file.write("first:26/order/7,the report says so,editor,2025-10-01\n")


def test_where_nothing_has_changed_nothing_is_loaded(whole: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    first = checked(whole)
    assert [each.text for each in first[0].reports] == ["as registered"] * 2
    assert [each.claim_id for each in first[0].waiting] == ["first:26/order/7"]
    monkeypatch.setattr(checking, "_checked", None)
    assert checked(whole) == first


@pytest.mark.parametrize(
    "change",
    [
        lambda study: edited(study.root / "texts" / "first.txt", "We", "Me"),
        lambda study: (study.root / "texts" / "first.txt").unlink(),
        swapped,
        lambda study: edited(study.data / "figures" / "first.csv", "130", "140"),
        corrected,
        accepted,
    ],
    ids=["text edited", "text removed", "texts swapped", "figure edited", "figure corrected", "accepted"],
)
def test_what_has_changed_is_checked_again(whole: Layout, change: Callable[[Layout], object]) -> None:
    first = checked(whole)
    change(whole)
    again = checked(whole)
    assert again != first
    shutil.rmtree(whole.build)
    assert again == checked(whole)


def test_whether_texts_are_required_is_asked_each_time(
    whole: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    (whole.root / "texts" / "first.txt").unlink()
    for required in ("", "1", ""):
        monkeypatch.setenv("STUDY_REQUIRE_TEXTS", required)
        assert checked(whole)[0].reports[0].failed == bool(required)


@pytest.mark.parametrize("name", ["verdicts.csv", "agreement.csv"])
def test_a_table_that_was_touched_is_written_again(whole: Layout, name: str) -> None:
    first = checked(whole)
    (whole.build / name).unlink()
    assert checked(whole) == first
    (whole.build / name).write_text("touched", encoding="utf-8")
    assert checked(whole) == first


@pytest.mark.parametrize("said", ["", "x", "x\n[]", "x\n{"])
def test_a_memory_that_is_damaged_is_none(whole: Layout, said: str) -> None:
    first = checked(whole)
    memory = whole.table / "check.json"
    edited(memory, "as registered", "not at hand!!")
    assert checked(whole) == first
    memory.write_text(said, encoding="utf-8")
    assert checked(whole) == first


def test_another_code_checks_again(whole: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    checked(whole)
    monkeypatch.setattr(checking, "digest_of_files", lambda files: "another")
    monkeypatch.setattr(checking, "PRESENT", "there")
    assert [each.text for each in checked(whole)[0].reports] == ["there"] * 2


def test_what_has_only_just_changed_is_not_believed(whole: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "_TICK", 3600 * scan._SECOND)
    checked(whole)
    monkeypatch.setattr(checking, "PRESENT", "there")
    assert [each.text for each in checked(whole)[0].reports] == ["there"] * 2


def test_what_is_off_is_listed_first_and_a_long_list_by_its_first_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = [("exact", "no"), ("cannot_check", "no"), ("off", "no"), ("truncated", "no"), ("off", "yes")]
    rows = [
        dict.fromkeys(VERDICT_COLUMNS, "") | {"claim_id": str(at), "verdict": verdict, "material": material}
        for at, (verdict, material) in enumerate(found)
    ]
    claims = judged.Rows(frames.table_of(rows, frames.schema_of(VERDICT_COLUMNS), owner=["first"] * 5))
    listed = [["off", "yes", "4", ""], ["off", "no", "2", ""], ["cannot_check", "no", "1", ""],
              ["truncated", "no", "3", ""]]  # fmt: skip
    assert checking._doubtful(claims) == (listed, 4)
    monkeypatch.setattr(checking, "MOST", 3)
    assert checking._doubtful(claims) == (listed[:3], 4)


def test_a_long_list_says_how_many_more_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    first = Listed([["off", "yes", f"first:{n}/order/7", "apart"] for n in range(200)], 1234)
    show_check(Check([], {"off": 1234}, first, {}, Listed([], 0), Listed([], 0), [], []))
    assert "and 1,034 more: all stand in build/verdicts.csv" in capsys.readouterr().out.splitlines()
