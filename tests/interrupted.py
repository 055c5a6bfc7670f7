"""An inbox, or a second reading, that is killed at every step on the disk, or whose disk refuses, as JSON.

A program of its own: it forks, which a process with threads should not. Each trial starts from the same
study; afterwards the study must load, and one more call must leave the very bytes of an undisturbed run.
"""

from __future__ import annotations

import io
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
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


def _read_otherwise(name: str, data: Path) -> None:
    path = data / "figures" / f"{name}.csv"
    first, second, *others = read_figure_rows(path)
    changed = [first | {"value": "1", "status": "reviewed"}, second | {"value": "2"}, *others[:-1]]
    write_rows(path, FIGURE_COLUMNS, changed)
    write_rows(data / "numbers" / f"{name}.csv", NUMBER_COLUMNS, [])


def called(layout: Layout, command: str, before: Callable[[], None] = lambda: None) -> tuple[int, str]:
    """How the command ended in a process of its own, and what it said on stderr; -9 when it was killed."""
    said = layout.root.parent / f"{layout.root.name}.err"
    child = os.fork()
    if child == 0:
        status, told = 99, io.StringIO()
        os.environ["STUDY_TEXTS"] = str(layout.root / "texts")
        layouts.HERE = layout
        children.Children = no_children  # type: ignore[assignment, misc]
        before()
        with redirect_stdout(io.StringIO()), redirect_stderr(told):
            status = cli.main([command])
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        said.write_text(told.getvalue(), encoding="utf-8")
        os._exit(status)
    _, ended = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(ended), said.read_text(encoding="utf-8") if said.exists() else ""


def no_children(*_: int) -> Here:
    """Whoever reads in this process: what is tried here is writing, and a child writes nothing."""
    return Here()


def inbox(layout: Layout, before: Callable[[], None] = lambda: None) -> tuple[int, str]:
    """How `study inbox` ended."""
    return called(layout, "inbox", before)


def snapshot(layout: Layout) -> dict[str, str]:
    """Every file of the study; the lock apart, and what was read of it, which can be made again."""
    files = (path for path in sorted(layout.root.rglob("*")) if path.is_file())
    return {
        path.relative_to(layout.root).as_posix(): path.read_bytes().hex()
        for path in files
        if path != layout.lock and not path.is_relative_to(layout.table)
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


def kill_at(step: int, root: Path) -> Callable[[], None]:
    """Makes this process die before its nth change on the disk."""

    def hooked() -> None:
        steps = count(1)

        def watch(event: str, arguments: tuple[object, ...]) -> None:
            if event not in STEPS or not str(arguments[0]).startswith(str(root)):
                return
            if event == "open" and not int(arguments[2]) & (os.O_WRONLY | os.O_RDWR):  # type: ignore[call-overload]
                return
            if next(steps) == step:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)

    return hooked


def killed(folder: Path, wanted: dict[str, str], command: str = "inbox") -> dict[str, object]:
    wrong: dict[int, list[str]] = {}
    for step in count(1):
        layout = PREPARED[command](folder / "study")
        status, _ = called(layout, command, kill_at(step, layout.root))
        if status != -signal.SIGKILL:
            return {"kills": step - 1, "wrong": wrong}
        problems = unloadable(layout)
        called(layout, command)
        problems += difference(layout, wanted)
        if problems:
            wrong[step] = problems
    raise AssertionError


def refused(layout: Layout, wanted: dict[str, str], free: Callable[[], None], *,
            before: Callable[[], None] = lambda: None) -> tuple[bool, list[str]]:  # fmt: skip
    """Whether the disk refused, and what was wrong with that; `free` makes room again."""
    status, told = inbox(layout, before)
    lines = [line for line in told.splitlines() if "rejected" not in line]
    problems = unloadable(layout)
    if lines and not (status == 1 and len(lines) == 1 and "cannot be written (" in lines[0]):
        problems.append(f"{status}: {told}")
    kept = [path.read_bytes() for path in layout.root.rglob("*.txt")]
    problems += [
        f"{name} is lost" for name, raw in DROPS.items() if name.endswith(".txt") and raw not in kept
    ]
    free()
    inbox(layout)
    return bool(lines), problems + difference(layout, wanted)


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


PREPARED = {"inbox": prepared, "reread": to_reread}

if __name__ == "__main__":
    kind, place = sys.argv[1], Path(sys.argv[2])
    if kind == "full":
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(place)], check=True)
    read(DROPS["market.txt"].decode())  # once here, so that no fork has to load the languages
    command = "reread" if kind == "killed-reread" else "inbox"
    undisturbed = PREPARED[command](place / "study")
    load(undisturbed.data)
    ended, said = called(undisturbed, command)
    assert ended == (1 if command == "inbox" else 0), f"only one of the drops is bad: {said}"
    trials = {"killed": killed, "full": full, "readonly": readonly, "limit": limit,
              "killed-reread": partial(killed, command="reread")}  # fmt: skip
    print(json.dumps(trials[kind](place, snapshot(undisturbed))))
