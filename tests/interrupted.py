"""A command that is killed at every step on the disk or at random, or whose disk refuses, as JSON.

`python tests/interrupted.py KIND FOLDER [COMMAND [TRIALS]]`. A program of its own: it forks, which a process
with threads should not. Each trial starts from the same study; afterwards the study must load, and one more
call must leave the very bytes of an undisturbed run.
"""

from __future__ import annotations

import errno
import io
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from itertools import count
from pathlib import Path

from analysis import children, cli
from analysis.errors import StudyError
from analysis.files import ROOT, write_rows
from analysis.intake import Registration
from analysis.pages import layout as layouts
from analysis.pages.layout import Layout
from analysis.reading.reader import read
from analysis.registering import add
from analysis.table.register import read_register_rows
from analysis.table.schema import read_figure_rows
from analysis.table.study import load
from analysis.table.vocabulary import FIGURE_COLUMNS, NUMBER_COLUMNS, REPORT_COLUMNS
from analysis.tasks import Here
from made import write_data
from studies import files_and_other

SPECIMENS = ROOT / "tests" / "specimens"
DROPS = {
    "bad.txt": b"Le pays.",
    "bad.yml": b"publishd: 2025-08\n",
    "market.txt": (SPECIMENS / "fr-market.txt").read_bytes(),
    "market.yml": b"id: market\npublished: 2025-09\n",
    "z.txt": (SPECIMENS / "fr-market.txt").read_bytes(),
}
STEPS = {"open", "os.rename", "os.remove", "os.mkdir", "os.chmod"}
SMALL = 2_000
"""Bytes a file may have where files are limited: less than a table, more than the message of a lock."""


def prepared(root: Path) -> Layout:
    """A study with drops in its inbox."""
    shutil.rmtree(root, ignore_errors=True)
    layout = Layout(root)
    (layout.data / "inbox").mkdir(parents=True)
    write_data(layout.data)
    for name, raw in DROPS.items():
        (layout.data / "inbox" / name).write_bytes(raw)
    (root / "texts").mkdir()
    return layout


def to_reread(root: Path) -> Layout:
    """A study with two reports that another reader has read, otherwise, one of them reviewed in part."""
    template = root.parent / "template"
    if not template.exists():
        layout = prepared(template)
        shutil.rmtree(layout.data / "inbox")
        os.environ["STUDY_TEXTS"] = str(template / "texts")
        for name in ("market", "second"):
            text = DROPS["market.txt"] + f"Fin de {name}.\n".encode()
            (template / "in.txt").write_bytes(text)
            add(template / "in.txt", Registration(name, "", "2025-09"), layout.data)
            (template / "in.txt").unlink()
            _read_otherwise(name, layout.data)
        rows = [row | {"reader": "1 00000000"} for row in read_register_rows(layout.data / "reports.csv")]
        write_rows(layout.data / "reports.csv", REPORT_COLUMNS, rows)
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(template, root)
    return Layout(root)


def with_notebooks(root: Path) -> Layout:
    """A study with drops in its inbox and notebooks that make three pages."""
    shutil.rmtree(root, ignore_errors=True)
    layout = files_and_other(root)
    (layout.data / "inbox").mkdir()
    (root / "texts").mkdir()
    for name, raw in DROPS.items():
        (layout.data / "inbox" / name).write_bytes(raw)
    return layout


def with_pages(root: Path) -> Layout:
    """The same study when its pages are executed."""
    template = root.parent / "executed"
    if not template.exists():
        called(with_notebooks(root), "run")
        root.rename(template)
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(template, root)
    return Layout(root)


def _read_otherwise(name: str, data: Path) -> None:
    path = data / "figures" / f"{name}.csv"
    first, second, *others = read_figure_rows(path)
    changed = [first | {"value": "1", "status": "reviewed"}, second | {"value": "2"}, *others[:-1]]
    write_rows(path, FIGURE_COLUMNS, changed)
    write_rows(data / "numbers" / f"{name}.csv", NUMBER_COLUMNS, [])


def words_of(layout: Layout, command: str) -> Sequence[str]:
    """The words of the command line."""
    path = layout.data / "inbox" / "market.txt"
    hints = ["--id", "added", "--url", "", "--published", "2025-09"]
    told = {"add": [str(path), *hints], "run": ["--jobs", "1"], "nightly": ["--jobs", "1"]}
    return [command, *told.get(command, ())]


def ended(child: int) -> int:
    """How a process ended, when it has."""
    return os.waitpid(child, 0)[1]


def called(
    layout: Layout, command: str, before: Callable[[], None] = lambda: None,
    until: Callable[[int], int] = ended,
) -> tuple[int, str]:  # fmt: skip
    """How the command ended in a process of its own, and what it said on stderr; -9 when it was killed."""
    said = layout.root.parent / f"{layout.root.name}.err"
    said.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        status, told = 99, io.StringIO()
        os.environ["STUDY_TEXTS"] = str(layout.root / "texts")
        layouts.HERE = layout
        before()
        with redirect_stdout(io.StringIO()), redirect_stderr(told):
            status = cli.main([*words_of(layout, command)])
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        said.write_text(told.getvalue(), encoding="utf-8")
        os._exit(status)
    return os.waitstatus_to_exitcode(until(child)), said.read_text(encoding="utf-8") if said.exists() else ""


def no_children(*_: int) -> Here:
    """Whoever reads in this process: what is tried here is writing, and a child writes nothing."""
    return Here()


def by_itself() -> None:
    """Let the process read by itself."""
    children.Children = no_children  # type: ignore[assignment, misc]


def inbox(layout: Layout, before: Callable[[], None] = lambda: None) -> tuple[int, str]:
    """How `study inbox` ended."""

    def alone() -> None:
        by_itself()
        before()

    return called(layout, "inbox", alone)


def snapshot(layout: Layout) -> dict[str, str]:
    """Every file of the study; the locks apart, what can be made again, how long things took, and which inode
    a page has."""
    files = (path for path in sorted(layout.root.rglob("*")) if path.is_file())
    timed = (
        layout.record,
        layout.build / "site.json",
        layout.build / "nightly",
        layout.build / "runs" / "last" / "same.json",
    )
    return {
        path.relative_to(layout.root).as_posix(): path.read_bytes().hex()
        for path in files
        if path.suffix != ".lock" and not path.is_relative_to(layout.table) and path not in timed
    }


def difference(layout: Layout, wanted: dict[str, str]) -> list[str]:
    """The files that are not as they should be."""
    found = snapshot(layout)
    return sorted(name for name in found.keys() | wanted if found.get(name) != wanted.get(name))


def unloadable(layout: Layout) -> list[str]:
    try:
        load(layout.data)
    except StudyError as error:
        return [str(error)]
    return []


def at_steps(root: Path, then: Callable[[int, str], None]) -> Callable[[], None]:
    """Makes this process do something before each of its changes on the disk: their number, their path."""

    def hooked() -> None:
        by_itself()
        steps, main = count(1), os.getpid()

        def watch(event: str, arguments: tuple[object, ...]) -> None:
            if event not in STEPS or os.getpid() != main or not str(arguments[0]).startswith(f"{root}/"):
                return
            if event == "open" and not int(arguments[2]) & (os.O_WRONLY | os.O_RDWR):  # type: ignore[call-overload]
                return
            then(next(steps), str(arguments[0]))

        sys.addaudithook(watch)

    return hooked


def kill_at(step: int, root: Path) -> Callable[[], None]:
    """Makes this process die before its nth change on the disk."""
    return at_steps(root, lambda at, _: os.kill(os.getpid(), signal.SIGKILL) if at == step else None)


def refuse_at(step: int, root: Path) -> Callable[[], None]:
    """Makes the disk refuse the nth change of this process: it is full, or broken."""
    code = (errno.ENOSPC, errno.EIO)[step % 2]

    def refuse(at: int, path: str) -> None:
        if at == step:
            (root.parent / "refused").write_text(path, encoding="utf-8")
            raise OSError(code, os.strerror(code), path)

    return at_steps(root, refuse)


def killed(folder: Path, wanted: dict[str, str], command: str = "inbox") -> dict[str, object]:
    wrong: dict[int, list[str]] = {}
    for step in count(1):
        layout = PREPARED[command](folder / "study")
        status, _ = called(layout, command, kill_at(step, layout.root))
        if status != -signal.SIGKILL:
            return {"kills": step - 1, "wrong": wrong}
        problems = unloadable(layout)
        called(layout, command, by_itself)
        problems += difference(layout, wanted)
        if problems:
            wrong[step] = problems
    raise AssertionError


def refused(layout: Layout, wanted: dict[str, str], free: Callable[[], None], *,
            before: Callable[[], None] = lambda: None) -> tuple[bool, list[str]]:  # fmt: skip
    """Whether the disk refused, and what was wrong with that; `free` makes room again."""
    status, told = inbox(layout, before)
    stuck = [line for line in told.splitlines() if "it cannot be moved away, " in line]
    lines = [line for line in told.splitlines() if "rejected" not in line and line not in stuck]
    problems = unloadable(layout)
    if lines and not (status == 1 and len(lines) == 1 and "cannot be written (" in lines[0]):
        problems.append(f"{status}: {told}")
    kept = [path.read_bytes() for path in layout.root.rglob("*.txt")]
    problems += [
        f"{name} is lost" for name, raw in DROPS.items() if name.endswith(".txt") and raw not in kept
    ]
    free()
    inbox(layout)
    return bool(lines or stuck), problems + difference(layout, wanted)


def full(folder: Path, wanted: dict[str, str]) -> dict[str, object]:
    """A disk with room for ever more pages."""
    wrong, times = {}, 0
    for pages in range(24):
        layout = prepared(folder / "study")
        space = os.statvfs(folder)
        filler = folder / "filler"
        filler.write_bytes(bytes((space.f_bavail - pages) * space.f_bsize))
        no, problems = refused(layout, wanted, filler.unlink)
        times += no
        if problems:
            wrong[pages] = problems
        (folder / "study.err").unlink(missing_ok=True)
    return {"refused": times, "wrong": wrong}


def readonly(folder: Path, wanted: dict[str, str]) -> dict[str, object]:
    """A folder of tables that cannot be written."""
    layout = prepared(folder / "study")
    data = str(layout.data)
    subprocess.run(["mount", "--bind", data, data], check=True)
    subprocess.run(["mount", "-o", "remount,ro,bind", data], check=True)
    no, problems = refused(layout, wanted, lambda: subprocess.run(["umount", data], check=True) and None)
    return {"refused": int(no), "wrong": {"readonly": problems} if problems else {}}


def limit(folder: Path, wanted: dict[str, str]) -> dict[str, object]:
    """Files that may not grow."""
    layout = prepared(folder / "study")
    before = (SMALL, resource.RLIM_INFINITY)
    no, problems = refused(layout, wanted, lambda: None,
                           before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, before))  # fmt: skip
    return {"refused": int(no), "wrong": {"limit": problems} if problems else {}}


def spread(steps: int, trials: int) -> list[int]:
    """So many of the steps, from the first to the last."""
    return sorted({1 + round(at * (steps - 1) / max(trials - 1, 1)) for at in range(min(trials, steps))})


def failing(folder: Path, wanted: dict[str, str], command: str, trials: int) -> dict[str, object]:
    """The disk refuses the nth change: one line says so, and the next call does all of it."""
    wrong, times = {}, 0
    for step in spread(_steps(folder, command), trials):
        layout = PREPARED[command](folder / "study")
        (folder / "refused").unlink(missing_ok=True)
        status, told = called(layout, command, refuse_at(step, layout.root))
        times += (folder / "refused").exists()
        problems = unloadable(layout)
        lines = [line for line in told.splitlines() if line.startswith("study: ") and "/rejected" not in line]
        if "unexpected" in told or (status != ENDS.get(command, 0) and len(lines) != 1):
            problems.append(f"{status}: {told}")
        called(layout, command, by_itself)
        problems += difference(layout, wanted)
        if problems:
            wrong[step] = problems
    return {"refused": times, "wrong": wrong}


def _steps(folder: Path, command: str) -> int:
    """How many changes on the disk the command makes."""
    layout, counted = PREPARED[command](folder / "study"), folder / "steps"
    called(layout, command, at_steps(layout.root, lambda at, _: counted.write_text(str(at)) and None))
    return int(counted.read_text())


def at_random(folder: Path, wanted: dict[str, str], command: str, trials: int) -> dict[str, object]:
    """Killed at moments that a fixed seed names: all of its processes, or itself alone."""
    chance, wrong, times = random.Random(2025), {}, 0
    began = time.monotonic()
    called(PREPARED[command](folder / "study"), command)
    lasts = time.monotonic() - began
    for trial in range(trials):
        layout = PREPARED[command](folder / "study")
        after, whole = chance.uniform(0, lasts), chance.random() < 0.5
        status, _ = called(layout, command, os.setpgrp, partial(_killed_after, after, whole))
        times += status == -signal.SIGKILL
        problems = unloadable(layout)
        called(layout, command)
        problems += difference(layout, wanted)
        if problems:
            wrong[trial] = [f"after {after:.2f} s, {'all' if whole else 'alone'}", *problems]
    return {"kills": times, "wrong": wrong}


def _killed_after(seconds: float, whole: bool, child: int) -> int:
    """How the process ended that is killed after so many seconds, with all of its processes or alone."""
    os.setpgid(child, child)  # here too: it may not have come to do it itself
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return status
        time.sleep(0.005)
    (os.killpg if whole else os.kill)(child, signal.SIGKILL)
    return ended(child)


PREPARED = {"inbox": prepared, "add": prepared, "reread": to_reread, "run": with_notebooks,
            "site": with_pages, "nightly": with_notebooks}  # fmt: skip
ENDS = {"inbox": 1, "nightly": 4}
"""How an undisturbed call ends: one of the drops is bad."""

if __name__ == "__main__":
    kind, place = sys.argv[1], Path(sys.argv[2])
    command, trials = [*sys.argv[3:], "inbox"][0], int([*sys.argv[4:], "1000"][0])
    if kind == "full":
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(place)], check=True)
    read(DROPS["market.txt"].decode())  # once here, so that no fork has to load the languages
    undisturbed = PREPARED[command](place / "study")
    load(undisturbed.data)
    status, said = called(undisturbed, command, by_itself)
    assert status == ENDS.get(command, 0), f"only one of the drops is bad: {said}"
    wanted = snapshot(undisturbed)
    if kind in ("failing", "random"):
        print(json.dumps((failing if kind == "failing" else at_random)(place, wanted, command, trials)))
    elif kind == "killed":
        print(json.dumps(killed(place, wanted, command)))
    else:
        print(json.dumps({"full": full, "readonly": readonly, "limit": limit}[kind](place, wanted)))
