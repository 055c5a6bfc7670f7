"""Many texts: folders keep their shape, nothing is overwritten, one bad file stops no other."""

from __future__ import annotations

import gc
import tracemalloc
from pathlib import Path

import pytest

from analysis import cli
from analysis.errors import StudyError
from analysis.files import read_rows
from analysis.reading.batch import Done, Job, plan, run
from analysis.reading.whole import Hints
from analysis.table.vocabulary import FIGURE_COLUMNS, NUMBER_COLUMNS

FRENCH = "Le 30 août 2025, la ville a reçu 12 345 dossiers et les a traités dans les délais."
UNKNOWN = "Kaupunki sai 120 hakemusta."


def write(path: Path, text: str = FRENCH) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def files(folder: Path) -> list[str]:
    """What lies under a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def told() -> list[Done]:
    return []


def test_relative_folders_are_kept(tmp_path: Path) -> None:
    for name in ("a.txt", "north/a.txt", "north/far/b.v2.txt", "south/note.md"):
        write(tmp_path / "in" / name)
    assert run(plan([tmp_path / "in"], tmp_path / "out"), Hints()) == []
    stems = ["a", "north/a", "north/far/b.v2"]
    assert files(tmp_path / "out") == sorted(
        f"{s}.{kind}.csv" for s in stems for kind in ("figures", "numbers", "statements")
    )


def test_a_file_goes_to_the_top_of_the_folder(tmp_path: Path) -> None:
    (job,) = plan([write(tmp_path / "in" / "deep" / "a.txt")], tmp_path / "out")
    assert job.target == tmp_path / "out" / "a"


def test_the_tables_are_those_of_the_study(tmp_path: Path) -> None:
    run(plan([write(tmp_path / "My Report_1.txt")], tmp_path / "out"), Hints(published="2025-09"))
    (figure,) = read_rows(tmp_path / "out" / "My Report_1.figures.csv", FIGURE_COLUMNS)
    (number,) = read_rows(tmp_path / "out" / "My Report_1.numbers.csv", NUMBER_COLUMNS)
    assert (figure["figure_id"], figure["value"], figure["status"]) == ("my-report-1:33", "12345", "read")
    assert number["quote"] == "30 août 2025"


def test_two_texts_for_one_place_are_refused_before_work(tmp_path: Path) -> None:
    one, other = write(tmp_path / "x" / "a.txt"), write(tmp_path / "y" / "a.txt")
    with pytest.raises(StudyError, match="would be written to one place") as refused:
        plan([one, other], tmp_path / "out")
    assert str(one) in str(refused.value)
    assert str(other) in str(refused.value)
    assert not (tmp_path / "out").exists()


def test_a_folder_and_a_file_in_it_are_refused_too(tmp_path: Path) -> None:
    one = write(tmp_path / "x" / "a.txt")
    with pytest.raises(StudyError, match="would be written to one place"):
        plan([tmp_path / "x", tmp_path / "x"], tmp_path / "out")
    with pytest.raises(StudyError, match="would be written to one place"):
        plan([one, tmp_path / "x"], tmp_path / "out")


def test_endings_in_capitals_are_texts_in_folders_as_on_their_own(tmp_path: Path) -> None:
    write(tmp_path / "in" / "A.TXT")
    assert len(plan([tmp_path / "in"], tmp_path)) == len(plan([tmp_path / "in" / "A.TXT"], tmp_path)) == 1


def test_two_names_that_differ_in_the_ending_alone_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.txt")
    write(tmp_path / "in" / "a.TXT")
    with pytest.raises(StudyError, match="would be written to one place"):
        plan([tmp_path / "in"], tmp_path / "out")


def test_what_is_not_there_and_a_folder_without_reports_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="no such file or folder"):
        plan([tmp_path / "none.txt"], tmp_path / "out")
    write(tmp_path / "in" / "a.figures.csv")
    with pytest.raises(StudyError, match=r"holds no report; reports end in \.txt, "):
        plan([tmp_path / "in"], tmp_path / "out")


def test_a_bad_file_stops_no_other(tmp_path: Path, told: list[Done]) -> None:
    write(tmp_path / "in" / "a.txt")
    (tmp_path / "in" / "b.txt").write_bytes(b"\0\1\2\3")
    write(tmp_path / "in" / "c.txt")
    failed = run(plan([tmp_path / "in"], tmp_path / "out"), Hints(), told.append)
    assert [done.job.path.name for done in told] == ["a.txt", "b.txt", "c.txt"]
    (one,) = failed
    assert "b.txt: is no text; save it as text, UTF-8" in one.problem
    assert files(tmp_path / "out") == [
        f"{stem}.{kind}.csv" for stem in "ac" for kind in ("figures", "numbers", "statements")
    ]


def test_a_text_that_the_reader_trips_over_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from analysis.reading import batch

    reading = batch._reading

    def trips(text: str, job: Job, hints: Hints) -> object:
        if job.path.name == "a.txt":
            raise ValueError("odd")
        return reading(text, job, hints)

    monkeypatch.setattr(batch, "_reading", trips)
    write(tmp_path / "in" / "a.txt")
    write(tmp_path / "in" / "b.txt")
    (one,) = run(plan([tmp_path / "in"], tmp_path / "out"), Hints())
    assert one.problem.endswith("a.txt: cannot be read (ValueError: odd)")
    assert files(tmp_path / "out") == ["b.figures.csv", "b.numbers.csv", "b.statements.csv"]


def test_an_empty_text_has_no_figures_and_says_so(tmp_path: Path, told: list[Done]) -> None:
    for name, text in (("a.txt", ""), ("b.txt", " \n\n")):
        write(tmp_path / "in" / name, text)
    assert run(plan([tmp_path / "in"], tmp_path / "out"), Hints(), told.append) == []
    assert [(done.figures, done.remark) for done in told] == [(0, "no text")] * 2
    assert read_rows(tmp_path / "out" / "a.figures.csv", FIGURE_COLUMNS) == []


def test_an_unknown_language_gives_numerals_and_says_so(tmp_path: Path, told: list[Done]) -> None:
    run(plan([write(tmp_path / "a.txt", UNKNOWN)], tmp_path / "out"), Hints(), told.append)
    (done,) = told
    assert (done.figures, done.remark) == (1, "unknown language: numerals without measures")
    (row,) = read_rows(tmp_path / "out" / "a.figures.csv", FIGURE_COLUMNS)
    assert (row["value"], row["measure"]) == ("120", "unclassified")


def test_a_language_that_has_no_file_is_refused_before_work(tmp_path: Path) -> None:
    jobs = plan([write(tmp_path / "a.txt")], tmp_path / "out")
    with pytest.raises(StudyError, match="'xx' is unknown"):
        run(jobs, Hints(language="xx"))
    assert not (tmp_path / "out").exists()


def test_what_is_no_day_is_refused_before_work(tmp_path: Path) -> None:
    jobs = plan([write(tmp_path / "a.txt")], tmp_path / "out")
    with pytest.raises(StudyError, match="'2025-13' is no day"):
        run(jobs, Hints(published="2025-13"))
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_texts(tmp_path: Path) -> None:
    for number in range(100):
        write(tmp_path / "in" / f"{number:03}.txt", "\n".join(f"{FRENCH} {number}." for _ in range(20)))
    sizes: list[int] = []

    def note(done: Done) -> None:
        if len(sizes) in (20, 99):
            gc.collect()
        sizes.append(tracemalloc.get_traced_memory()[0])

    jobs = plan([tmp_path / "in"], tmp_path / "out")
    tracemalloc.start()
    try:
        run(jobs, Hints(published="2025-09"), note)
    finally:
        tracemalloc.stop()
    left = (sizes[99] - sizes[20]) / 79
    assert left < 500, "of a text nothing stays but its path's own notes"


# The command


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")


def test_read_ends_0_and_says_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "in" / "a.txt")
    assert cli.main(["read", str(tmp_path / "in"), "--to", str(tmp_path / "out")]) == 0
    out, err = capsys.readouterr()
    assert out == f"1 of 1 texts read into {tmp_path / 'out'}\n"
    assert err == "1/1 a.txt 1 figures\n"


def test_read_goes_on_past_a_bad_file_names_it_and_ends_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "in" / "a.txt")
    (tmp_path / "in" / "b.txt").write_bytes(b"\0\1")
    write(tmp_path / "in" / "c.txt", "")
    assert cli.main(["read", str(tmp_path / "in"), "--to", str(tmp_path / "out")]) == 1
    out, err = capsys.readouterr()
    assert out == f"2 of 3 texts read into {tmp_path / 'out'}\n"
    assert f"study: {tmp_path / 'in' / 'c.txt'}: no text" in err.splitlines()
    assert err.splitlines()[-1].startswith(f"study: {tmp_path / 'in' / 'b.txt'}: is no text")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--language", "xx"], "the language 'xx' is unknown; known are en, es, fr, vi"),
        (["--place", "XX"], "place 'XX' is unknown; use VN or a code of data/places.csv"),
        (["--place", "Da Nang"], "place 'Da Nang' is unknown; did you mean VN-DN (Da Nang)?"),
    ],
)
def test_read_refuses_what_it_does_not_know_before_work(
    tmp_path: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "a.txt")
    assert cli.main(["read", str(tmp_path / "a.txt"), "--to", str(tmp_path / "out"), *arguments]) == 1
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_read_refuses_what_is_no_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["read", "a.txt", "--to", str(tmp_path), "--published", "yesterday"])
    assert ended.value.code == 2
    assert "'yesterday' is no day (2025-10-01) and no month (2025-10)" in capsys.readouterr().err


def test_read_with_a_language_overrides_what_the_text_looks_like(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", UNKNOWN + " 1.234,5 hồ sơ")
    assert cli.main(["read", str(tmp_path / "a.txt"), "--to", str(tmp_path), "--language", "vi"]) == 0
    rows = read_rows(tmp_path / "a.figures.csv", FIGURE_COLUMNS)
    assert [row["unit"] for row in rows] == ["other", "files"]


def test_read_twice_writes_the_same_bytes(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    for folder in ("one", "two"):
        assert cli.main(["read", str(tmp_path / "a.txt"), "--to", str(tmp_path / folder)]) == 0
    for name in files(tmp_path / "one"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
