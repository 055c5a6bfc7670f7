"""Past one machine: a real scheduler and real workers, which give the same bytes whatever becomes of them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from analysis import cli, cluster
from analysis.errors import StudyError
from analysis.files import DATA, ROOT
from analysis.pages.layout import HERE, Layout
from analysis.tasks import Lost
from clusters import Cluster
from clusters import cluster as started
from drivers import Driver, made
from drivers import until as until_within
from studies import notebook, shows, write_study
from stunts import KILL, WAIT, at_work, holders, task

pytestmark = pytest.mark.slow

SPECIMENS = ROOT / "tests" / "specimens"
until = partial(until_within, seconds=120)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler and two workers, which their nannies start again when they die."""
    with started(tmp_path_factory.mktemp("dask")) as made:
        yield made


@pytest.fixture
def both(two: Cluster) -> Cluster:
    """The same, when both workers are there."""
    with two.client(2):
        return two


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


# Reading


def test_the_specimens_are_read_to_the_same_bytes(
    both: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = []
    for folder, more in (("here", []), ("there", ["--scheduler", both.address])):
        assert cli.main(["read", str(SPECIMENS), "--to", str(tmp_path / folder), *more]) == 0
        said.append(capsys.readouterr())
    here, there = said
    assert contents(tmp_path / "there") == contents(tmp_path / "here")
    assert there.out.replace("there", "here") == here.out
    assert progress(there.err) == progress(here.err)


def progress(said: str) -> list[str]:
    """What was said of each text, whatever its turn."""
    lines = said.splitlines()
    numbers = [line.split("/")[0] for line in lines]
    assert numbers == [str(n + 1) for n in range(len(lines))]
    return sorted(line.split(" ", 1)[1] for line in lines)


TEXT = "Le 30 août 2025, la ville a reçu {} dossiers."


def texts(folder: Path, first: str) -> Path:
    """Twenty texts; the first begins with a word to the worker."""
    folder.mkdir()
    for number in range(20):
        words = TEXT.format(100 + number)
        (folder / f"{number:02}.txt").write_text(f"{'' if number else first}\n\n{words}\n", encoding="utf-8")
    return folder


def read_by(both: Cluster, folder: Path, to: Path) -> Driver:
    return Driver(HERE, ["read", str(folder), "--to", str(to), "--scheduler", both.address])


def read_here(folder: Path, to: Path) -> dict[str, bytes]:
    assert cli.main(["read", str(folder), "--to", str(to)]) == 0
    return contents(to)


def test_a_worker_that_is_killed_while_it_reads_costs_nothing(both: Cluster, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    folder = texts(tmp_path / "in", f"{WAIT}{gate}")
    process = read_by(both, folder, tmp_path / "out").start()
    assert until(lambda: holders(gate))
    (victim,) = holders(gate)
    os.kill(victim, signal.SIGKILL)
    assert until(lambda: len(holders(gate)) == 2), "done once more elsewhere"
    gate.touch()
    out, said = process.communicate(timeout=120)
    assert (process.returncode, out) == (0, f"20 of 20 texts read into {tmp_path / 'out'}\n"), said
    assert contents(tmp_path / "out") == read_here(folder, tmp_path / "here")


def test_a_text_that_kills_every_worker_is_named_and_left(both: Cluster, tmp_path: Path) -> None:
    folder = texts(tmp_path / "in", KILL)
    status, lines = read_by(both, folder, tmp_path / "out").ended()
    assert status == 1
    assert lines[-1] == (f"study: {folder}/00.txt: killed 2 workers, one after the other, and was left")
    assert [line for line in lines if line.startswith("study: ")] == lines[-1:]
    wanted = read_here(folder, tmp_path / "here")
    left = {name for name in wanted if name.startswith("00.")}
    assert contents(tmp_path / "out") == {name: raw for name, raw in wanted.items() if name not in left}


def test_when_the_scheduler_goes_what_was_read_is_kept(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    folder = texts(tmp_path / "in", f"{WAIT}{gate}")
    with started(tmp_path / "dask") as mine:
        process = read_by(mine, folder, tmp_path / "out").start()
        assert until(lambda: len(contents(tmp_path / "out")) == 12 * 3), "all but the piece that waits"
        mine.end(mine.processes[0])
        out, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert out == f"12 of 20 texts read into {tmp_path / 'out'}\n"
    assert [line for line in said.splitlines() if line.startswith("study")] == [
        f"study: {mine.address}: the scheduler is gone: 8 of 20 texts are not read; "
        "the same command reads them"
    ]
    assert "Traceback" not in said
    wanted = read_here(folder, tmp_path / "here")
    assert contents(tmp_path / "out").items() <= wanted.items()


@pytest.mark.parametrize("greeting", [None, b"SSH-2.0-x\r\n"], ids=["nobody", "another"])
def test_no_scheduler_is_told_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    greeting: bytes | None,
) -> None:
    monkeypatch.setattr(cluster, "_SECONDS_TO_ANSWER", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        if greeting is not None:
            taken.listen()
            threading.Thread(target=greet, args=(taken, greeting), daemon=True).start()
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        call = [
            "read",
            str(SPECIMENS / "en-brief.txt"),
            "--to",
            str(tmp_path / "out"),
            "--scheduler",
            address,
        ]
        assert cli.main(call) == 1
    way_out = "start one (CONTRIBUTING.md), or name another"
    assert capsys.readouterr().err == f"study: {address}: no scheduler answers; {way_out}\n"
    assert not (tmp_path / "out").exists()


def greet(there: socket.socket, greeting: bytes) -> None:
    caller, _ = there.accept()
    with caller, suppress(ConnectionError):
        caller.sendall(greeting)
        caller.recv(1)  # until the other side has gone


def test_a_scheduler_without_workers_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_SECONDS_TO_ANSWER", 1)
    with started(tmp_path, workers=0) as alone, pytest.raises(StudyError, match="has no worker; start"):
        list(cluster.Cluster(alone.address).run(["a"], task))


# Pages

CALL = ["run", "02-procedures-VN-HN", "08-difficulties-VN-HN"]


def test_two_pages_are_executed_to_the_same_bytes(both: Cluster, tmp_path: Path) -> None:
    layouts = []
    for name, more in (("here", []), ("there", ["--scheduler", both.address])):
        layout = Layout(tmp_path / name)
        shutil.copytree(DATA, layout.data, ignore=shutil.ignore_patterns("texts", "inbox"))
        shutil.copytree(HERE.notebooks, layout.notebooks)
        status, lines = Driver(layout, [*CALL, *more]).ended()
        assert status == 0, lines
        assert sorted(line.split("/")[0] for line in lines if line.endswith(" done")) == ["1", "2"]
        layouts.append(layout)
    here, there = layouts
    assert made(there) == made(here)
    assert {path.name for path in there.build.iterdir()} == {path.name for path in here.build.iterdir()}


PAGES = [f"page-{n}" for n in range(4)]
HELD = """\
import os
import time
from pathlib import Path
(Path("..") / f"gate.{os.getpid()}").touch()
while not Path("../gate").exists():
    time.sleep(0.01)"""


def held(root: Path, *, free: int = 0) -> Layout:
    """Pages that wait for a gate, the `free` first apart."""
    found = shows("## Found\n\nIt is 12.", total="12")
    pages = {
        name: notebook(["# P?", *([] if n < free else [HELD]), found, f"print({name!r})"])
        for n, name in enumerate(PAGES)
    }
    return write_study(root, pages)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    layout = held(tmp_path_factory.mktemp("undisturbed") / "s")
    (layout.root / "gate").touch()
    assert Driver(layout, ["run", "--jobs", "2"]).ended()[0] == 0
    return made(layout)


def test_a_worker_that_is_killed_in_mid_run_costs_nothing(
    both: Cluster, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    layout = held(tmp_path / "s")
    gate = layout.root / "gate"
    process = Driver(layout, ["run", "--scheduler", both.address]).start()
    assert until(lambda: len(holders(gate)) == 2), "a page in each worker"
    os.kill(min(both.pids()), signal.SIGKILL)
    assert until(lambda: len(holders(gate)) == 3), "its page is executed again"
    gate.touch()
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert made(layout) == undisturbed


def test_when_the_scheduler_goes_the_pages_made_are_kept_and_the_others_named(tmp_path: Path) -> None:
    layout = held(tmp_path / "s", free=1)
    gate = layout.root / "gate"
    with started(tmp_path / "dask") as mine:
        process = Driver(layout, ["run", "--scheduler", mine.address]).start()
        assert until(lambda: list(layout.pages.glob("*.ipynb")) and len(holders(gate)) == 2)
        before = made(layout)
        mine.end(mine.processes[0])
        _, said = process.communicate(timeout=120)
        gate.touch()
    assert process.returncode == 1
    assert said.splitlines()[-1] == (
        f"study: {mine.address}: the scheduler is gone: 3 of 4 pages are not made: page-1, page-2, page-3; "
        "the same command goes on"
    )
    assert [line for line in said.splitlines() if line.startswith("study: ")] == said.splitlines()[-1:]
    assert made(layout) == before
    assert not (layout.build / ".shared").exists()
    status, lines = Driver(layout, ["run"]).ended()
    assert (status, lines[0]) == (0, "3 of 4 pages to execute")


def test_ctrl_c_cancels_what_is_pending_and_nothing_comes_later(both: Cluster, tmp_path: Path) -> None:
    layout = held(tmp_path / "s")
    gate = layout.root / "gate"
    process = Driver(layout, ["run", "--scheduler", both.address]).start()
    assert until(lambda: len(holders(gate)) == 2)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.splitlines()[-1].startswith("study: stopped; nothing is half-written")
    with both.client() as client:
        assert until(lambda: not any(client.processing().values()))
        gate.touch()
        assert until(lambda: not any(client.run(at_work).values())), "what was begun ends"
    assert len(holders(gate)) == 2
    assert not layout.pages.exists() or not list(layout.pages.iterdir())


# Any tasks


def ended(found: Cluster, tasks: list[str], **settings: object) -> dict[str, str | None]:
    all_ended = cluster.Cluster(found.address, **settings).run(tasks, task)
    return {each.task: each.problem or each.result for each in all_ended}


def test_what_a_task_raises_is_raised_here(both: Cluster) -> None:
    with pytest.raises(ValueError, match="odd"):
        ended(both, ["a", "raise"])


@pytest.mark.parametrize("together", [1, 5])
def test_only_what_kills_is_left_not_what_waited_beside_it(both: Cluster, together: int) -> None:
    others = [f"task {n}" for n in range(12)]
    found = ended(both, ["die", *others], together=together)
    assert found.pop("die") == "killed 2 workers, one after the other, and was left"
    assert found == {each: each.upper() for each in others}


def test_tasks_are_taken_as_they_can_be_done(both: Cluster) -> None:
    taken, done, most = 0, 0, 0

    def tasks() -> Iterator[str]:
        nonlocal taken
        for number in range(300):
            taken += 1
            yield str(number)

    for _ in cluster.Cluster(both.address, together=3).run(tasks(), task):
        done += 1
        most = max(most, taken - done)
    assert done == 300
    assert most <= 3 * 2 * cluster._PIECES_PER_THREAD + 3


# Workers that cannot take part


@pytest.fixture(scope="module")
def other_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as somebody has changed it: the folder to import it from."""
    root = tmp_path_factory.mktemp("other") / "study"
    shutil.copytree(ROOT / "src", root / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    (root / "data").mkdir()
    for name in ("measures.yml", "places.csv"):
        shutil.copy(DATA / name, root / "data")
    with (root / "src" / "analysis" / "errors.py").open("a") as file:
        file.write("# changed\n")
    return root / "src"


def test_a_cluster_of_another_state_of_the_package_is_refused(tmp_path: Path, other_study: Path) -> None:
    told: list[str] = []
    with started(tmp_path, workers=0) as found:
        found.workers(1, other_study)
        with found.client(1), pytest.raises(StudyError) as refused:
            ended(found, ["a"], say=told.append)
    assert str(refused.value).startswith(f"{found.address}: no worker can take part: the study's code is ")
    assert len(told) == 1


def test_a_worker_of_another_state_is_named_and_given_nothing(tmp_path: Path, other_study: Path) -> None:
    told: list[str] = []
    gates = [str(tmp_path / "one"), str(tmp_path / "two")]
    with started(tmp_path / "dask") as found:
        results: dict[str, str | None] = {}
        tasks = [*gates, *(f"task {n}" for n in range(30))]
        run = threading.Thread(target=lambda: results.update(ended(found, tasks, say=told.append)))
        run.start()
        assert until(lambda: all(holders(Path(gate)) for gate in gates)), "both workers are held"
        found.workers(1, other_study)
        assert until(lambda: told)
        for gate in gates:
            Path(gate).touch()
        run.join(120)
    assert results == {each: each.upper() for each in tasks}
    (line,) = told
    assert "is given nothing: the study's code is " in line


def test_workers_that_do_not_see_the_folder_are_refused(
    both: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "write_text", lambda *_: None)
    told: list[str] = []
    with pytest.raises(StudyError, match=r"no worker can take part: it does not see .* as it stands here"):
        ended(both, ["a"], shared=tmp_path, say=told.append)
    assert len(told) == 2


def test_when_no_worker_is_left_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_SECONDS_WITHOUT_WORKERS", 1)
    gate = tmp_path / "gate"
    with started(tmp_path / "dask") as found:
        run = cluster.Cluster(found.address).run(["a", str(gate)], task)
        assert next(run).result == "A"
        found.end(found.processes[1])
        with pytest.raises(Lost, match="no worker is left"):
            next(run)
