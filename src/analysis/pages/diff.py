"""What is different: figures, statements, verdicts and results of two states of the study.

A state is the working tree, a git revision, or what a run left behind. Tables are compared as the code
of today reads them, so that a change of the reading alone shows nothing.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.errors import StudyError
from analysis.files import Row, read_rows, shown
from analysis.pages.collect import committed_results
from analysis.pages.layout import Layout
from analysis.table.figures import row_of
from analysis.table.register import ADDING
from analysis.table.study import load
from analysis.table.vocabulary import RESULT_COLUMNS, STATEMENT_COLUMNS

_SHOWN: Mapping[str, tuple[str, ...]] = {
    "figure": ("quote", "measure", "value", "unit", "place", "period_end", "status"),
    "statement": ("kind", "theme", "place", "due", "status"),
    "verdict": ("verdict", "material", "stated", "recomputed"),
    "result": ("value", "unit"),
}
"""What is told of a row that is new or gone; and, of verdicts and results, what counts as a change."""
_COMPARED = ("verdict", "result")
_DATA = ("*.csv", "*.yml", ADDING, "figures/*.csv", "numbers/*.csv", "statements/*.csv")


@dataclass(frozen=True)
class State:
    """The rows of one state by kind and id."""

    rows: Mapping[str, Mapping[str, Row]]


@dataclass(frozen=True)
class Change:
    """One row that is new, gone or changed, and what it said before and after."""

    kind: str
    identity: str
    what: str
    before: str
    after: str


def state_of(layout: Layout, results: Sequence[Row] | None = None) -> State:
    """The state of the study laid out there; its results are those of the committed notebooks, if not given.

    Raises:
        StudyError: its tables are not valid.
    """
    study = load(layout.data)
    said = committed_results(layout) if results is None else results
    return State({
        "figure": {each.figure_id: row_of(each) for each in study.figures},
        "statement": {
            each.statement_id: {name: str(getattr(each, name) or "") for name in STATEMENT_COLUMNS}
            for each in study.statements
        },
        "verdict": {each.claim.claim_id: each.row for each in study.verdicts},
        "result": {row["result_id"]: row for row in said},
    })  # fmt: skip


def changes(old: State, new: State) -> list[Change]:
    """What is new, gone or changed, by kind and in the order of the ids.

    >>> row = {"value": "1", "unit": "files"}
    >>> kinds = {"figure": {}, "statement": {}, "verdict": {}}
    >>> one = State({**kinds, "result": {"a": row}})
    >>> two = State({**kinds, "result": {"a": row | {"value": "2"}}})
    >>> [(each.identity, each.what, each.before, each.after) for each in changes(one, two)]
    [('a', 'changed', 'value 1', 'value 2')]
    """
    return [change for kind in _SHOWN for change in _of_kind(kind, old.rows[kind], new.rows[kind])]


def _of_kind(kind: str, old: Mapping[str, Row], new: Mapping[str, Row]) -> Iterator[Change]:
    columns = _SHOWN[kind]
    for identity in sorted(old.keys() | new.keys(), key=_natural):
        before, after = old.get(identity), new.get(identity)
        if before is None or after is None:
            what = "new" if before is None else "gone"
            yield Change(kind, identity, what, _told(before, columns), _told(after, columns))
        else:
            compared = columns if kind in _COMPARED else tuple(after)
            differing = [name for name in compared if before.get(name, "") != after.get(name, "")]
            if differing:
                sides = (", ".join(f"{name} {row.get(name) or '(empty)'}" for name in differing)
                         for row in (before, after))  # fmt: skip
                yield Change(kind, identity, "changed", *sides)


def _told(row: Row | None, columns: Sequence[str]) -> str:
    return ", ".join(row[name] for name in columns if row.get(name)) if row else ""


def _natural(identity: str) -> tuple[tuple[int, str], ...]:
    """Numbers inside an id by their size."""
    parts = re.findall(r"\d+|\D+", identity)
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)


def markdown(found: Sequence[Change], title: str) -> str:
    """The changes as Markdown for a message."""
    counts = {kind: sum(change.kind == kind for change in found) for kind in _SHOWN}
    many = ", ".join(f"{number} {kind}{'s' if number != 1 else ''}" for kind, number in counts.items())
    lines = [f"**{title}**: {many if found else 'nothing is different'}"]
    if found:
        lines += ["", "| what | id | is | before | after |", "|---|---|---|---|---|"]
        lines += [
            f"| {each.kind} | `{each.identity}` | {each.what} | {_cell(each.before)} | {_cell(each.after)} |"
            for each in found
        ]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("<", "&lt;")


@contextmanager
def revision(reference: str, layout: Layout) -> Iterator[Layout]:
    """The study as a git revision has it, in a folder of its own for as long as it is looked at.

    Raises:
        StudyError: git is missing, this is no repository, or it has no such revision.
    """
    if reference.startswith("-"):
        raise StudyError(f"{reference!r} is no revision", way_out="name a commit, a tag or a branch")
    command = ["git", "-C", str(layout.root), "archive", "--format=tar", reference, "data", "notebooks"]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        raise StudyError("git is not installed", way_out="call study diff without a revision") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise StudyError(f"no revision {reference!r}: {said[-1] if said else 'git failed'}",
                         way_out="name a commit, a tag or a branch")  # fmt: skip
    with TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
            archive.extractall(folder, filter="data")
        yield Layout(Path(folder))


def remember(layout: Layout) -> None:
    """Keep what a run was made of and gave, and what the run before it was: for the next `study diff`."""
    last, before = _kept(layout, "last"), _kept(layout, "before")
    if last.root.exists():
        shutil.rmtree(before.root, ignore_errors=True)
        last.root.rename(before.root)
    for pattern in _DATA:
        for path in sorted(layout.data.glob(pattern)):
            into = last.data / path.relative_to(layout.data)
            into.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, into)
    if layout.results.is_file():
        last.build.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(layout.results, last.results)


def run_before(layout: Layout) -> State:
    """The state that the run before the last one left.

    Raises:
        StudyError: there was no such run.
    """
    before = _kept(layout, "before")
    if not before.data.is_dir():
        raise StudyError(
            "there is no earlier run to compare with", file=shown(layout.build / "runs"),
            way_out="name a revision, as in study diff HEAD",
        )  # fmt: skip
    return state_of(before, made_results(before))


def made_results(layout: Layout) -> list[Row]:
    """The results that the last run collected."""
    return read_rows(layout.results, RESULT_COLUMNS) if layout.results.is_file() else []


def _kept(layout: Layout, name: str) -> Layout:
    return Layout(layout.build / "runs" / name)
