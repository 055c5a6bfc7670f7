"""A second reading: what agrees, what is to be settled, what is refused, and what settling changes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from sklearn.metrics import cohen_kappa_score  # type: ignore[import-untyped]

from analysis import cli
from analysis.desk.second import COLUMNS, Comparison, compare, kappa
from analysis.desk.settling import Signed, settle_from
from analysis.errors import StudyError
from analysis.files import csv_of_cells, read_rows
from analysis.pages import layout as layouts
from analysis.pages.layout import Layout
from analysis.table.schema import read_figure_rows, read_number_rows
from analysis.table.study import load
from analysis.table.vocabulary import CORRECTION_COLUMNS
from made import REPORT, Row, figure, write_data

MINE = [
    figure(10, status="read", doubt="place 0.61; role 0.70"),
    figure(30, status="read", value="100", quote="100", measure="files_processed", relation="part_of",
           related="first:10"),
    figure(50, status="read", value="20", quote="020", measure="files_pending", relation="part_of",
           related="first:30"),
]  # fmt: skip
OPEN = REPORT | {"reviewed_on": ""}
ACCEPTED = REPORT | {"reviewed_on": "2025-10-01", "review": "looked at"}
SIGNED = Signed("a reader", "2025-11-01", "two readings")


def study(folder: Path, report: Row = OPEN, rows: list[Row] = MINE) -> Path:
    reviewed = {"status": "reviewed", "doubt": ""} if report["reviewed_on"] else {}
    return write_data(folder, {"first": [row | reviewed for row in rows]}, [report])


def other(folder: Path, text: str) -> Path:
    path = folder / "other.csv"
    path.write_text(text, encoding="utf-8")
    return path


def differences(found: Comparison) -> list[tuple[str, str, str, str]]:
    return [(each.figure_id, each.column, each.mine, each.theirs) for each in found.differences]


def filled(folder: Path, found: Comparison, *settled: str) -> Path:
    """The file of the differences, with what a person wrote into its last column."""
    rows = [(*each.cells[:-1], word) for each, word in zip(found.differences, settled, strict=True)]
    path = folder / "settled.csv"
    path.write_text(csv_of_cells(COLUMNS, rows), encoding="utf-8")
    return path


def columns_of(data: Path, figure_id: str) -> Row:
    return next(
        row for row in read_figure_rows(data / "figures" / "first.csv") if row["figure_id"] == figure_id
    )


# What agrees, and what does not


def test_differences_come_in_the_order_of_the_text_and_nothing_else_is_shown(tmp_path: Path) -> None:
    data = study(tmp_path)
    text = (
        "figure_id,measure,value,place\n"
        "first:50,files_pending,20.0,VN-HN\nfirst:10,files_received,125,VN-HP\nfirst:70,files_overdue,9,VN-HN\n"
    )
    found = compare("first", other(tmp_path, text), data)
    assert [each[:2] for each in differences(found)] == [
        ("first:10", "value"), ("first:10", "place"), ("first:30", "row"), ("first:70", "row"),
    ]  # fmt: skip
    assert differences(found)[1] == ("first:10", "place", "VN-HN", "VN-HP")
    assert found.summary == (
        "2 figures in both readings, 1 in the first alone, 1 in the second alone; 4 differences to settle"
    )
    assert [each.cells for each in found.agreement] == [
        ("measure", "2", "2", "100%", "1.00"), ("value", "2", "1", "50%", ""),
        ("place", "2", "1", "50%", "0.00"),
    ]  # fmt: skip


def test_a_reading_without_ids_is_found_by_where_it_stands(tmp_path: Path) -> None:
    second = figure(10, status="read", figure_id="first:10.2", measure="files_processed")
    data = study(tmp_path, rows=[MINE[0], second])
    text = "\ufeffstart,end,quote,measure\r\n10,13,120,files_received\r\n10,13,120,files_pending\r\n"
    found = compare("first", other(tmp_path, text), data)
    assert differences(found) == [("first:10.2", "measure", "files_processed", "files_pending")]


@pytest.mark.parametrize("words", ["ab", "abc", "aaab"])
def test_kappa_is_that_of_scikit_learn(words: str) -> None:
    chance = random.Random(words)
    for _ in range(20):
        one, two = ([chance.choice(words) for _ in range(30)] for _ in range(2))
        assert kappa(one, two) == pytest.approx(cohen_kappa_score(one, two))
    assert kappa(["a"] * 3, ["a"] * 3) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("figure_id,messure\nfirst:10,x\n",
         "line 1: no column of figures is called 'messure'; did you mean measure or source?"),
        ("measure\nfiles_received\n",
         "line 1: says of no row where it stands; give figure_id, or start, end and quote"),
        ("figure_id,value,value\n", "line 1: the column value stands twice"),
        ("figure_id,value\nfirst:10\n", "line 2: has 1 values; expected 2, one for each column"),
        ("figure_id,value\nfirst:10,12\nfirst:30,many\n",
         "line 3, column value: value is 'many'; expected a decimal number such as 97.39"),
        ("figure_id,role\nfirst:10,seen\n",
         "line 2, column role: value is 'seen'; expected one of observed, "),
        ("figure_id,value\nfirst:10,1\n\nfirst:10,2\n", "line 4, column figure_id: first:10 stands twice"),
        ("figure_id,value\nsecond:10,1\n", "line 2, column figure_id: second:10 is no figure of first"),
        ("start,end,quote\nten,13,120\n", "line 2, column start: value is 'ten'; expected a whole number"),
        ("start,end,quote\n40,43,120\n", "line 2, column quote: value is '120'; the text has '555' there"),
        ('figure_id,value\nfirst:10,"1\n', "is no CSV"),
    ],
)  # fmt: skip
def test_a_bad_reading_is_refused_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, words: str
) -> None:
    monkeypatch.setenv("STUDY_TEXTS", str(tmp_path))
    (tmp_path / "first.txt").write_text("5" * 60)
    with pytest.raises(StudyError) as refused:
        compare("first", other(tmp_path, text), study(tmp_path))
    assert words in str(refused.value)
    assert "other.csv" in str(refused.value)


# What settling changes


def test_what_is_settled_changes_the_rows_and_makes_them_reviewed(tmp_path: Path) -> None:
    data = study(tmp_path)
    text = "figure_id,value,place,role\nfirst:10,125,VN-HP,plan\n"
    text += "first:30,90,VN-HP,observed\nfirst:50,20,VN-HN,plan\n"
    found = compare("first", other(tmp_path, text), data)
    file = filled(tmp_path, found, "theirs", "plan", "mine", "95.5", "", "mine")
    assert settle_from(file, "first", data).told == (
        "3 cells changed, 0 figures added, 0 taken away; 1 differences are not settled yet"
    )
    one, two, three = (columns_of(data, f"first:{start}") for start in (10, 30, 50))
    assert (one["value"], one["place"], one["role"]) == ("125", "VN-HN", "plan")
    assert (one["status"], one["doubt"]) == ("reviewed", "")
    assert (two["value"], two["place"], two["status"]) == ("95.5", "VN-HN", "read"), "a line is open"
    assert (three["role"], three["status"]) == ("observed", "reviewed")
    load(data)


def test_a_figure_comes_and_another_goes_and_no_digit_is_lost(tmp_path: Path) -> None:
    data = study(tmp_path)
    number = {"start": "70", "end": "73", "quote": "9.5", "kind": "other", "reason": ""}
    (data / "numbers" / "first.csv").write_text(csv_of_cells([*number], [tuple(number.values())]))
    text = "figure_id,end,quote,measure,value\nfirst:10,13,120,files_received,120\n"
    text += "first:50,53,020,files_pending,20\nfirst:70,73,9.5,online_rate,9.5\n"
    found = compare("first", other(tmp_path, text), data)
    assert [each.shown[2:] for each in found.differences] == [
        ("row", "files_processed, 100 files, VN-HN, part_of first:10", ""),
        ("row", "", "online_rate, 9.5"),
    ]  # fmt: skip
    done = settle_from(filled(tmp_path, found, "theirs", "theirs"), "first", data)
    assert (done.added, done.removed, done.left) == (1, 1, 0)
    rows = read_figure_rows(data / "figures" / "first.csv")
    assert [row["figure_id"] for row in rows] == ["first:10", "first:50", "first:70"]
    assert (rows[1]["relation"], rows[1]["related"]) == ("", ""), "what it was a part of is gone"
    assert (rows[2]["unit"], rows[2]["place"], rows[2]["status"]) == ("percent", "VN-HN", "reviewed")
    (numbers,) = read_number_rows({"first": data / "numbers" / "first.csv"})
    assert [(row["start"], row["quote"], row["reason"]) for row in numbers] == [
        ("30", "100", "no figure: settled between two readings")
    ]
    load(data)


def test_an_accepted_report_changes_by_corrections(tmp_path: Path) -> None:
    data = study(tmp_path, ACCEPTED)
    found = compare(
        "first", other(tmp_path, "figure_id,value\nfirst:10,125\nfirst:30,100\nfirst:50,20\n"), data
    )
    file = filled(tmp_path, found, "theirs")
    with pytest.raises(StudyError, match="first is accepted, and changes by corrections; add --who"):
        settle_from(file, "first", data)
    assert settle_from(file, "first", data, SIGNED).corrections == 1
    (row,) = read_rows(data / "corrections.csv", CORRECTION_COLUMNS)
    assert tuple(row.values()) == (
        "second-reading-first-10-value", "first:10", "value", "120", "125", "two readings", "a reader",
        "2025-11-01",
    )  # fmt: skip
    assert str(load(data).by_id["first:10"].value) == "125"
    with pytest.raises(StudyError, match="value is '120', and the table has '125' now; compare again"):
        settle_from(file, "first", data, SIGNED)


@pytest.mark.parametrize(
    ("report", "settled", "words"),
    [
        (OPEN, ("cases", "", ""), "line 2, column unit: value is 'cases'; expected the unit of the measure"),
        (OPEN, ("", "VN-XX", ""),
         "line 3, column place: value is 'VN-XX'; expected VN or a code of places.csv"),
        (OPEN, ("", "", "9"),
         "line 4, column settled: value is '9'; expected mine or theirs: it is about a whole row"),
        (ACCEPTED, ("", "", "theirs"),
         "line 4, column column: first:50 is a whole row; of an accepted report"),
    ],
)  # fmt: skip
def test_what_cannot_stand_is_refused_and_changes_nothing(
    tmp_path: Path, report: Row, settled: tuple[str, ...], words: str
) -> None:
    data = study(tmp_path, report)
    found = compare(
        "first", other(tmp_path, "figure_id,unit,place\nfirst:10,people,VN\nfirst:30,files,VN-HN\n"), data
    )
    file = filled(tmp_path, found, *settled)
    before = {path: path.read_bytes() for path in data.rglob("*.csv")}
    with pytest.raises(StudyError) as refused:
        settle_from(file, "first", data, SIGNED)
    assert words in str(refused.value)
    assert {path: path.read_bytes() for path in data.rglob("*.csv")} == before


def test_the_command_compares_writes_and_settles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    layout = Layout(tmp_path / "study")
    layout.data.mkdir(parents=True)
    monkeypatch.setattr(layouts, "HERE", layout)
    study(layout.data)
    reading = str(other(tmp_path, "figure_id,value\nfirst:10,125\nfirst:30,100\nfirst:50,20\n"))
    assert cli.main(["review", "first", "--against", reading]) == 0
    out = capsys.readouterr().out
    assert ["first:10", "120", "value", "120", "125"] in [line.split() for line in out.splitlines()]
    file = tmp_path / "differences.csv"
    assert cli.main(["review", "first", "--against", reading, "--to", str(file)]) == 0
    assert file.read_text() == "figure_id,quote,column,mine,theirs,settled\nfirst:10,120,value,120,125,\n"
    file.write_text(file.read_text().replace("125,\n", "125,theirs\n"))
    assert cli.main(["review", "first", "--settle", str(file)]) == 0
    assert "1 cells changed" in capsys.readouterr().out.splitlines()[-1]
    assert cli.main(["review", "frist", "--against", reading]) == 1
    assert "did you mean first?" in capsys.readouterr().err
