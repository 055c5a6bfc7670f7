"""A report that comes in: added, reviewed, accepted; and what is refused, with nothing written."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from analysis import cli
from analysis.errors import StudyError
from analysis.files import read_rows, write_rows
from analysis.intake import Registration
from analysis.pages import layout as layouts
from analysis.pages.layout import Layout
from analysis.reading.version import reader_stamp
from analysis.registering import add
from analysis.reviewing import accept, review
from analysis.table.study import load
from analysis.table.vocabulary import FIGURE_COLUMNS, NUMBER_COLUMNS, REPORT_COLUMNS, STATEMENT_COLUMNS
from made import write_data

TEXT = (
    "Hanoi, le 30 août 2025. Au 30 août 2025, Hanoi a reçu 12 345 dossiers, dont 57,5 % en ligne.\n"
    "La ville de Hanoi compte 45 machines.\n"
    "Les communes manquent de comptables.\n"
)
SAID = Registration("new-fr", "https://www.example.org/a/1", "2025-09", place="VN-HN")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small data folder, and a folder of texts beside it."""
    monkeypatch.setenv("STUDY_TEXTS", str(tmp_path / "texts"))
    (tmp_path / "study" / "data").mkdir(parents=True)
    monkeypatch.setattr(layouts, "HERE", Layout(tmp_path / "study"))
    return write_data(tmp_path / "study" / "data")


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "incoming.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file around the study with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_add_suggests_statements_and_accept_marks_them(data: Path, text: Path) -> None:
    add(text, SAID, data)
    path = data / "statements" / "new-fr.csv"
    (row,) = read_rows(path, STATEMENT_COLUMNS)
    assert (row["kind"], row["theme"], row["place"], row["status"]) == (
        "difficulty", "staffing", "VN-HN", "read",
    )  # fmt: skip
    (look,) = review("new-fr", data).statements
    assert look.reading == "difficulty, staffing, VN-HN"
    accept("new-fr", "2025-10-01", "looked at", data)
    assert [row["status"] for row in read_rows(path, STATEMENT_COLUMNS)] == ["reviewed"]


def test_add_registers_the_report(data: Path, text: Path) -> None:
    add(text, SAID, data)
    first, new = read_rows(data / "reports.csv", REPORT_COLUMNS)
    assert first["report_id"] == "first"
    assert {name: value for name, value in new.items() if value} == {
        "report_id": "new-fr", "title": "incoming", "publisher": "example.org", "language": "fr",
        "number_style": "thousands by space, decimal comma", "place": "VN-HN", "published": "2025-09",
        "address": "https://www.example.org/a/1", "sha256": hashlib.sha256(text.read_bytes()).hexdigest(),
        "format": "text", "encoding": "utf-8", "reader": reader_stamp(),
    }  # fmt: skip


def test_add_writes_figures_and_numbers_with_status_read(data: Path, text: Path) -> None:
    told = add(text, SAID, data)
    rows = read_rows(data / "figures" / "new-fr.csv", FIGURE_COLUMNS)
    assert rows == told.figures
    assert {row["status"] for row in rows} == {"read"}
    assert [(row["quote"], row["figure_id"]) for row in rows] == [
        (quote, f"new-fr:{TEXT.rindex(quote)}") for quote in ("12 345", "57,5 %", "45")
    ]
    others = read_rows(data / "numbers" / "new-fr.csv", NUMBER_COLUMNS)
    assert [row["quote"] for row in others] == ["30 août 2025", "30 août 2025"]


def test_add_keeps_the_text(data: Path, text: Path, tmp_path: Path) -> None:
    add(text, SAID, data)
    assert (tmp_path / "texts" / "new-fr.txt").read_bytes() == text.read_bytes()


def test_add_takes_a_text_that_is_kept_already(data: Path, text: Path, tmp_path: Path) -> None:
    kept = tmp_path / "texts" / "new-fr.txt"
    kept.parent.mkdir()
    text.rename(kept)
    add(kept, SAID, data)
    assert kept.read_text(encoding="utf-8") == TEXT


def test_an_added_report_is_part_of_the_study(data: Path, text: Path) -> None:
    add(text, SAID, data)
    assert [row.report_id for row in load(data).reports.values()] == ["first", "new-fr"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"report_id": "first"}, "'first' is registered already"),
        ({"report_id": "../first"}, "use small letters, digits and hyphens"),
        ({"report_id": "New"}, "use small letters, digits and hyphens"),
        ({"place": "VN-XX"}, "value is 'VN-XX'; expected VN or a code of places.csv"),
        ({"language": "xx"}, "the language 'xx' is unknown"),
        ({"published": "2025"}, "published: '2025' is no day (2025-10-01) and no month (2025-10)"),
        ({"translation_of": "none"}, "value is 'none'; expected a registered report"),
        ({"replaces": "none"}, "value is 'none'; expected a registered report"),
    ],
)
def test_add_refuses_and_writes_nothing(
    data: Path, text: Path, tmp_path: Path, change: dict[str, str], message: str
) -> None:
    before = snapshot(tmp_path)
    with pytest.raises(StudyError) as refused:
        add(text, replace(SAID, **change), data)
    assert message in str(refused.value)
    assert ".trial" not in str(refused.value)
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "holds no text"),
        (b"Kaupunki 12.", "the language is not clear"),
        (b"\0\1\2\3", "is no text"),
    ],
)
def test_add_refuses_a_text_that_it_cannot_place(
    data: Path, text: Path, tmp_path: Path, raw: bytes, message: str
) -> None:
    text.write_bytes(raw)
    before = snapshot(tmp_path)
    with pytest.raises(StudyError, match=message):
        add(text, SAID, data)
    assert snapshot(tmp_path) == before


def test_add_never_overwrites_another_text(data: Path, text: Path, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "new-fr.txt").write_text("Another one.", encoding="utf-8")
    before = snapshot(tmp_path)
    with pytest.raises(StudyError, match="another text is kept there"):
        add(text, SAID, data)
    assert snapshot(tmp_path) == before


def test_a_review_shows_the_doubtful_first(data: Path, text: Path) -> None:
    add(text, SAID, data)
    found = review("new-fr", data)
    doubts = [len(look.doubts) for look in found.figures]
    assert doubts == sorted(doubts, reverse=True)
    first = found.figures[0]
    assert first.quote == "45"
    assert "fits no measure" in first.doubts
    assert "[45] machines" in first.words
    # Since when they were counted no report says: the start of the two others is completed.
    assert {look.quote: look.doubts for look in found.figures[1:]} == dict.fromkeys(
        ("12 345", "57,5 %"), ("its year or its start is completed",)
    )
    assert [look.quote for look in found.numbers] == ["30 août 2025", "30 août 2025"]
    assert (found.left, found.has_text) == ((), True)


@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        ({"alternative": "12.345"}, "can be read two ways"),
        ({"period_basis": "completed"}, "its year or its start is completed"),
        ({"period_basis": "carried"}, "its date is carried from other words"),
        ({"period_start": "", "period_end": "", "period_basis": ""}, "has no date"),
        ({"note": "odd"}, "has a note"),
        ({"doubt": "measure 0.62"}, "the reader is not sure: measure 0.62"),
        ({"measure": "unclassified"}, "fits no measure"),
    ],
)
def test_each_doubt_is_named(data: Path, text: Path, change: dict[str, str], doubt: str) -> None:
    add(text, SAID, data)
    path = data / "figures" / "new-fr.csv"
    clear, *others = read_rows(path, FIGURE_COLUMNS)
    clear |= {"period_basis": "stated", "doubt": ""}
    write_rows(path, FIGURE_COLUMNS, [clear | change, *others])
    (look,) = [look for look in review("new-fr", data).figures if look.quote == "12 345"]
    assert look.doubts == (doubt,)


def test_a_review_lists_what_was_not_read(data: Path, text: Path) -> None:
    add(text, SAID, data)
    path = data / "figures" / "new-fr.csv"
    write_rows(path, FIGURE_COLUMNS, read_rows(path, FIGURE_COLUMNS)[:-1])
    (left,) = review("new-fr", data).left
    assert (left.quote, left.reading, left.start) == ("45", "not read", TEXT.rindex("45"))


def test_a_review_without_the_text_says_so(data: Path, text: Path, tmp_path: Path) -> None:
    add(text, SAID, data)
    (tmp_path / "texts" / "new-fr.txt").unlink()
    found = review("new-fr", data)
    assert (found.has_text, found.left, len(found.figures)) == (False, (), 3)


def test_accepted_figures_are_reviewed_and_the_register_says_when_and_how(data: Path, text: Path) -> None:
    add(text, SAID, data)
    before = read_rows(data / "figures" / "new-fr.csv", FIGURE_COLUMNS)
    doubtful = [row | {"doubt": "measure 0.62", "per": "day"} for row in before]
    write_rows(data / "figures" / "new-fr.csv", FIGURE_COLUMNS, doubtful)
    assert "per day" in review("new-fr", data).figures[0].reading
    assert accept("new-fr", "2025-10-01", "looked at by a person", data) == (3, 1)
    after = read_rows(data / "figures" / "new-fr.csv", FIGURE_COLUMNS)
    assert after == [row | {"per": "day", "status": "reviewed"} for row in before]
    first, new = read_rows(data / "reports.csv", REPORT_COLUMNS)
    assert (new["review"], new["reviewed_on"]) == ("looked at by a person", "2025-10-01")
    assert (first["review"], first["reviewed_on"]) == ("", "")


def test_what_is_not_registered_is_not_reviewed(data: Path) -> None:
    for action in (lambda: review("none", data), lambda: accept("none", "2025-10-01", "so", data)):
        with pytest.raises(StudyError, match="'none' is not registered; known are first"):
            action()


# The commands


ADD = ("--id", "new-fr", "--url", "https://example.org/a", "--published", "2025-09", "--place", "VN-HN")


def test_add_review_and_accept_end_0(data: Path, text: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["add", str(text), *ADD]) == 0
    assert (
        capsys.readouterr().out
        == "new-fr: 3 figures, 2 other numbers, 1 statements; next: study review new-fr\n"
    )
    assert cli.main(["review", "new-fr"]) == 0
    out, err = capsys.readouterr()
    assert out.index("Figures, doubtful first") < out.index("Other numbers")
    assert "Not read" not in out, "nothing was left"
    assert err == ""
    assert cli.main(["review", "new-fr", "--accept", "--on", "2025-10-01"]) == 0
    assert capsys.readouterr().out == "new-fr: 3 figures and 1 statements reviewed\n"
    assert {row["status"] for row in read_rows(data / "figures" / "new-fr.csv", FIGURE_COLUMNS)} == {
        "reviewed"
    }


def test_a_review_says_on_the_terminal_that_the_text_is_missing(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["review", "first"]) == 0
    assert "the text of first is not at hand" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["add", "{text}", *ADD[:1], "first", *ADD[2:]], "'first' is registered already"),
        (["add", "{text}", *ADD[:-1], "XX"], "place 'XX' is unknown"),
        (["add", "{text}", *ADD, "--language", "xx"], "the language 'xx' is unknown"),
        (["add", "{text}.none", *ADD], "cannot be read (No such file or directory)"),
        (["add", "{text}", *ADD[:-1], "Danang"], "place 'Danang' is unknown; did you mean VN-DN (Da Nang)?"),
        (["add", "{text}", *ADD, "--replaces", "frst"], "a registered report: did you mean first?"),
        (["review", "none"], "'none' is not registered; known are first"),
        (["review", "frist"], "'frist' is not registered; did you mean first?"),
    ],
)
def test_what_fails_ends_1_in_one_line(
    data: Path, text: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([each.replace("{text}", str(text)) for each in arguments]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "a.txt"],
        ["add", "a.txt", *ADD[:4], "--published", "last week"],
        ["review", "first", "--accept", "--on", "soon"],
    ],
)
def test_wrong_use_ends_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err


def test_a_review_of_nothing_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["review"]) == 2
    assert capsys.readouterr().err == "study: study review needs the ID of a report, or --queue\n"


def test_accepting_without_a_day_is_wrong_use(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["review", "first", "--accept"]) == 2
    assert capsys.readouterr().err == "study: --accept needs the day of the review; add --on 2025-10-01\n"
