"""States of the study that can be compared: the working tree, a git revision, what a run left behind.

Tables are compared as the code of today reads them, so that a change of the reading alone shows nothing.
What is different between two states is told by `changes`.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from analysis.errors import StudyError
from analysis.files import Row, read_rows, shown
from analysis.pages.answers import made_answers
from analysis.pages.changes import Change, State, changes
from analysis.pages.copies import Copy
from analysis.pages.layout import Layout
from analysis.pages.results import committed_answers, committed_results
from analysis.table.figures import row_of
from analysis.table.register import Report
from analysis.table.statements import row_of_statement
from analysis.table.study import load
from analysis.table.vocabulary import REPORT_COLUMNS, RESULT_COLUMNS


class Said(NamedTuple):
    """What the pages of a state say: their results, and the bottom line of each."""

    results: Sequence[Row]
    answers: Sequence[Row]


def state_of(layout: Layout, said: Said | None = None, kept: Path | None = None) -> State:
    """The state of the study laid out there; its pages are the committed notebooks, if not given.

    `kept` is the folder in which what was read of a like state stands.

    Raises:
        StudyError: its tables are not valid.
    """
    study = load(layout.data, kept=kept)
    said = said or Said(committed_results(layout), committed_answers(layout))
    rows: dict[str, Mapping[str, Row]] = {
        "report": _Told(study.reports, _row_of_report),
        "figure": _Told(study.by_id, row_of),
        "statement": _Told(study.statement_by_id, row_of_statement),
        "verdict": study.verdict_row_by_id,
        "result": {row["result_id"]: row for row in said.results},
        "answer": {row["page"]: row for row in said.answers},
    }
    return State(rows, {
        "report": study.reports,
        "figure": study.figures.digests("figure_id"),
        "statement": study.statements.digests("statement_id"),
        "verdict": study.verdict_rows.digests("claim_id"),
    })  # fmt: skip


def _row_of_report(report: Report) -> Row:
    return {name: getattr(report, name) for name in REPORT_COLUMNS}


class _Told(Mapping[str, Row]):
    """Objects by id, told as rows when they are asked for."""

    def __init__(self, things: Mapping[str, Any], tell: Callable[[Any], Row]) -> None:
        self._things, self._tell = things, tell

    def __getitem__(self, identity: str) -> Row:
        return self._tell(self._things[identity])

    def __iter__(self) -> Iterator[str]:
        return iter(self._things)

    def __len__(self) -> int:
        return len(self._things)


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
    """Keep what a run was made of and gave, and what the run before it was: for the next `study diff`.

    A run that was made of the same and gave the same leaves both as they are: it is no news.
    """
    last, before, spare = (_kept(layout, name).root for name in ("last", "before", "spare"))
    if last.exists():
        if not Copy(last).differing(layout):
            return
        # The oldest copy becomes the newest: hardly a file in it has to be written again.
        if before.exists() and not spare.exists():
            before.rename(spare)
    Copy(spare).bring_up(layout)
    if last.exists():
        shutil.rmtree(before, ignore_errors=True)
        last.rename(before)
    spare.rename(last)


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
    return state_of(before, made_said(before), layout.table)


def since_the_run_before(layout: Layout) -> list[Change] | None:
    """What is different from the run before the last one; None when there was no such run.

    Raises:
        StudyError: the tables of today, or those of that run, are not valid.
    """
    if not _kept(layout, "before").data.is_dir():
        return None
    return changes(run_before(layout), state_of(layout, made_said(layout)))


def made_said(layout: Layout) -> Said:
    """What the pages of the last run say."""
    results = read_rows(layout.results, RESULT_COLUMNS) if layout.results.is_file() else []
    return Said(results, made_answers(layout))


def _kept(layout: Layout, name: str) -> Layout:
    return Layout(layout.build / "runs" / name)
