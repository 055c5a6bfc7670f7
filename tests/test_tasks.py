"""Who does tasks: what is done here and by threads, and what is refused before a cluster is asked."""

from __future__ import annotations

import pickle
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path

import pytest

from analysis import cli
from analysis.cluster import Wanted, made_of, unfit
from analysis.errors import StudyError
from analysis.tasks import Here, Threads


def test_here_a_task_is_taken_when_the_one_before_is_dealt_with() -> None:
    order: list[str] = []

    def tasks() -> Iterator[int]:
        for number in (1, 2):
            order.append(f"taken {number}")
            yield number

    for ended in Here().run(tasks(), str):
        order.append(f"dealt with {ended.result}")
    assert order == ["taken 1", "dealt with 1", "taken 2", "dealt with 2"]


def test_threads_that_are_closed_stop_what_they_are_at_and_begin_nothing_more() -> None:
    begun, stop = [], threading.Event()

    def work(number: int) -> int:
        begun.append(number)
        assert number == 0 or stop.wait(30)
        return number

    with closing(Threads(1, stop.set).run(range(5), work)) as ended:
        assert next(ended).result == 0
    assert stop.is_set()
    assert begun in ([0], [0, 1])


def test_what_a_thread_raises_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        list(Threads(2).run([1, 0], lambda number: 1 // number))


def test_without_the_extra_a_line_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    (tmp_path / "a.txt").write_text("34 provinces")
    call = ["read", str(tmp_path / "a.txt"), "--to", str(tmp_path / "out")]
    assert cli.main(call) == 0
    capsys.readouterr()
    assert cli.main([*call, "--scheduler", "tcp://x:1"]) == 1
    assert capsys.readouterr().err == (
        "study: --scheduler needs dask.distributed; "
        "install it: .venv/bin/python -m pip install --editable '.[cluster]'\n"
    )


@pytest.mark.parametrize("address", ["x:1", "tcp://x", "http://x:1", "tcp://x:y", ""])
def test_what_is_no_address_is_wrong_use(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["run", "--scheduler", address])
    assert ended.value.code == 2
    assert f"{address!r} is not tcp://HOST:PORT" in capsys.readouterr().err


def test_pages_with_sentences_do_not_leave_the_machine(capsys: pytest.CaptureFixture[str]) -> None:
    call = ["run", "07-one-report-hanoi-fr", "--set", "show_sentences=true", "--again"]
    assert cli.main([*call, "--scheduler", "tcp://x:1"]) == 1
    assert "pages with sentences are made on this machine alone" in capsys.readouterr().err


def test_a_worker_is_fit_when_it_is_made_of_the_same(tmp_path: Path) -> None:
    same = tuple(made_of(tmp_path).items())
    assert {"the study's code", "Python", "pandas", "the study's folder"} <= dict(same).keys()
    assert unfit(Wanted(same)) == ""
    assert unfit(Wanted((*same, ("pandas", "0.1")))).startswith("pandas is 0.1 here, and ")
    assert unfit(Wanted((*same, ("spam", "1")))) == "spam is 1 here, and missing there"


def test_a_worker_must_see_the_file_as_it_stands_here(tmp_path: Path) -> None:
    path = tmp_path / "token"
    wrong = f"it does not see {tmp_path} as it stands here"
    assert unfit(Wanted((), (str(path), "a"))) == wrong
    path.write_text("b")
    assert unfit(Wanted((), (str(path), "b"))) == ""
    assert unfit(Wanted((), (str(path), "c"))) == wrong


def test_every_refusal_comes_back_from_another_process() -> None:
    import_module("analysis.opening.sheets.opener")
    kinds = [StudyError, *StudyError.__subclasses__()]
    errors = [kind("is odd", file="a", place="b", way_out="c") for kind in kinds]
    assert [str(pickle.loads(pickle.dumps(each))) for each in errors] == ["a: b: is odd; c"] * len(kinds)
