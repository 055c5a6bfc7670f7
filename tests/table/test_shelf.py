"""What was read and judged stays by its content: nothing stale, damaged or foreign is ever believed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.files import write_rows
from analysis.table import scan, sheets, study
from analysis.table.shelf import LIST, Shelf
from analysis.table.study import load
from analysis.table.vocabulary import FIGURE_COLUMNS
from made import Row, figure, statement, write_data

OF_NOTHING: dict[str, str] = {}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A study of two reports, of which the second repeats the first's count and is larger by one."""
    (tmp_path / "data").mkdir()
    figures = {
        "first": [figure(10), figure(20, measure="files_processed", value="119", quote="119")],
        "second": [figure(10, "second", value="121", quote="121")],
    }
    return write_data(tmp_path / "data", figures, statements={"first": [statement(40)]})


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are parsed."""
    names: list[str] = []
    parse = sheets.rows_in

    def noted(text: str, path: Path, *more: object) -> list[Row]:
        names.append(f"{path.parent.name}/{path.stem}")
        return parse(text, path, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(sheets, "rows_in", noted)
    return names


def again(data: Path) -> study.Study:
    """The study as a new process would load it."""
    study._HELD.clear()
    return load(data)


def told(loaded: study.Study) -> list[object]:
    """All that a study says, as values that can be compared."""
    return [
        list(loaded.figures),
        list(loaded.statements),
        list(loaded.verdict_rows),
        list(loaded.judged.pairs),
    ]


def folder(data: Path) -> Path:
    return data.parent / "build" / "table"


def change(data: Path, report: str, **columns: str) -> None:
    path = data / "figures" / f"{report}.csv"
    write_rows(path, FIGURE_COLUMNS, [figure(10, report, **columns)])


def test_files_are_parsed_once(data: Path, parsed: list[str]) -> None:
    first = told(load(data))
    assert sorted(parsed) == ["figures/first", "figures/second", "numbers/first", "numbers/second",
                              "statements/first"]  # fmt: skip
    parsed.clear()
    assert told(again(data)) == first
    assert parsed == []


def test_only_what_changed_is_parsed_again(data: Path, parsed: list[str]) -> None:
    load(data)
    parsed.clear()
    change(data, "second", value="122", quote="122")
    assert [f"{each.value}" for each in again(data).figures] == ["120", "119", "122"]
    assert sorted(parsed) == ["figures/second", "numbers/second"]


def test_a_file_of_the_same_size_and_time_that_says_something_else_is_read(data: Path) -> None:
    load(data)
    path = data / "figures" / "second.csv"
    before = path.stat()
    path.write_text(path.read_text(encoding="utf-8").replace("121", "125"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert [f"{each.value}" for each in again(data).figures] == ["120", "119", "125"]


def test_the_same_study_is_given_while_nothing_changes(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "_TICK", 0)
    first = load(data)
    assert load(data) is first
    change(data, "second", value="122", quote="122")
    assert load(data) is not first


def test_a_file_that_has_only_just_changed_is_looked_at_again(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "_TICK", 3600 * scan._SECOND)
    assert load(data) is not load(data)


def test_a_folder_of_another_name_is_still_known(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "_TICK", 0)
    first = told(load(data))
    renamed = data.rename(tmp_path / "renamed")
    monkeypatch.setattr(sheets, "_hash", None)
    assert told(load(renamed)) == first


@pytest.mark.parametrize(
    "harm", ["cut", "empty", "foreign", "list", "other build", "no list", "other columns"]
)
def test_a_cache_that_is_not_whole_is_made_anew(data: Path, parsed: list[str], harm: str) -> None:
    first = told(load(data))
    for shelf in ("sheets", "verdicts", "agreement"):
        damage(folder(data) / shelf, harm)
    parsed.clear()
    assert told(again(data)) == first
    assert "figures/first" in parsed


def damage(shelf: Path, harm: str) -> None:
    """Harm a shelf in one of the ways in which it may be found."""
    content = json.loads((shelf / LIST).read_text(encoding="utf-8"))
    files = [shelf / name for name in content["segments"][0].values()]
    if harm == "cut":
        files[0].write_bytes(files[0].read_bytes()[:-40])
    elif harm == "empty":
        files[0].write_bytes(b"")
    elif harm == "foreign":
        files[0].write_bytes(files[1].read_bytes())
    elif harm == "list":
        (shelf / LIST).write_text(
            '{"made_of": 1, "segments": [{"keys": "../../x.parquet"}]}', encoding="utf-8"
        )
    elif harm == "other build":
        (shelf / LIST).write_text(json.dumps(content | {"made_of": "another"}), encoding="utf-8")
    elif harm == "no list":
        (shelf / LIST).unlink()
    else:
        names = content["segments"][0]
        swapped = dict(zip(names, reversed(names.values()), strict=True))
        (shelf / LIST).write_text(json.dumps(content | {"segments": [swapped]}), encoding="utf-8")


def test_a_folder_that_cannot_be_written_does_no_harm(data: Path) -> None:
    folder(data).parent.mkdir()
    folder(data).write_text("a file stands where the folder should", encoding="utf-8")
    assert len(load(data).figures) == len(again(data).figures) == 3


def test_two_processes_that_write_at_once_leave_a_whole_cache(data: Path) -> None:
    code = (
        "from pathlib import Path; from analysis.table.study import load; "
        f"load(Path({str(data)!r})).judged.ties"
    )
    several = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(4)]
    assert [each.wait() for each in several] == [0, 0, 0, 0]
    assert told(again(data)) == told(load(data))
    assert Shelf(folder(data) / "sheets", OF_NOTHING, "another build").missing({"first": "x"}) == ["first"]


def test_many_changes_do_not_leave_many_files(data: Path) -> None:
    for number in range(200, 230):
        change(data, "second", value=f"{number}", quote=f"{number}")
        assert f"{again(data).by_id['second:10'].value}" == f"{number}"
    content = json.loads((folder(data) / "sheets" / LIST).read_text(encoding="utf-8"))
    assert len(content["segments"]) <= 12


def test_an_order_of_the_register_is_the_order_of_the_rows(data: Path) -> None:
    load(data)
    rows = (data / "reports.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (data / "reports.csv").write_text("".join([rows[0], rows[2], rows[1]]), encoding="utf-8")
    assert [each.report_id for each in again(data).figures] == ["second", "first", "first"]


def test_a_correction_makes_its_report_new_and_no_other(data: Path, parsed: list[str]) -> None:
    load(data)
    parsed.clear()
    (data / "corrections.csv").write_text(
        "correction_id,figure_id,column,was,becomes,reason,who,date\n"
        "c1,second:10,value,121,131,misread,editor,2025-10-02\n", encoding="utf-8",
    )  # fmt: skip
    found = again(data).by_id["second:10"]
    assert (f"{found.value}", found.corrected) == ("131", True)
    assert sorted(parsed) == ["figures/second", "numbers/second"]


def test_claims_are_judged_again_only_for_what_changed(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from analysis.table import judged

    asked: list[list[str]] = []
    find = judged.find_claims

    def noted(table: object, reports: list[str], *more: object) -> object:
        asked.append(list(reports))
        return find(table, reports, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(judged, "find_claims", noted)
    _ = load(data).verdict_rows
    change(data, "second", value="122", quote="122")
    _ = again(data).verdict_rows
    _ = again(data).verdict_rows
    assert asked == [["first", "second"], ["second"]]


def test_rows_taken_in_another_order_stay_in_it(data: Path) -> None:
    figures = load(data).figures
    turned = figures.take([2, 1, 0])
    assert (
        turned.texts("figure_id") == [each.figure_id for each in turned] == figures.texts("figure_id")[::-1]
    )


def test_all_broken_files_are_told_and_the_rest_can_be_read(data: Path) -> None:
    change(data, "second", value="1,5")
    path = data / "statements" / "first.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("difficulty", "worry"), encoding="utf-8")
    study._HELD.clear()
    rest = load(data, whole=False)
    assert {name: str(error).partition(";")[0] for name, error in rest.broken.items()} == {
        "first": f"{path}: line 2, column kind: value is 'worry'",
        "second": f"{data}/figures/second.csv: line 2, column value: value is '1,5'",
    }
    assert len(rest.figures) == 0
    with pytest.raises(sheets.StudyError, match="one more file is broken: study check lists them"):
        load(data)


def test_kernels_forked_from_the_table_group_and_write_parquet(data: Path, tmp_path: Path) -> None:
    script = tmp_path / "forks.py"
    script.write_text(FORKS, encoding="utf-8")
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1",
                                "JE_ARROW_MALLOC_CONF": "background_thread:false"}  # fmt: skip
    done = subprocess.run([sys.executable, str(script), str(data), str(tmp_path)], env=environment,
                          capture_output=True, text=True, timeout=120, check=False)  # fmt: skip
    assert done.stdout.split() == ["threads", "1", "well", "100"], done.stderr
    written = {path.read_bytes() for path in tmp_path.glob("*.parquet")}
    assert len(written) == 1


FORKS = """
import os, sys
from pathlib import Path
import pandas, pyarrow.parquet
from analysis.table.study import load

data, folder = map(Path, sys.argv[1:])
load(data).judged.ties
print("threads", len(os.listdir("/proc/self/task")), flush=True)
children = []
for number in range(100):
    pid = os.fork()
    if pid == 0:
        frame = load(data).frame()
        sums = frame.groupby("measure", observed=True)["value"].sum().reset_index()
        sums.to_parquet(folder / f"{number}.parquet")
        pandas.read_parquet(folder / f"{number}.parquet")
        os._exit(0)
    children.append(pid)
print("well", sum(os.waitpid(pid, 0)[1] == 0 for pid in children))
"""
