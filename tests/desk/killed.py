"""A review that is killed before each of its changes on the disk, as JSON: how often, and what was wrong.

After each kill the study must load, no digit of the text may be lost, temporary files must be swept by the
next review, and the review must go on from where it was.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

import desks
from analysis.errors import StudyError
from analysis.pages.layout import Layout
from analysis.table.study import load
from interrupted import kill_at


def steps(layout: Layout) -> list[dict[str, str]]:
    ids = [desks.quoted(layout, quote)["figure_id"] for quote in ("5,240", "4,873", "96.5%")]
    number = next(row for row in desks.numbers(layout) if row["quote"].isdigit())
    why = {"reason": "r", "who": "w", "day": "2025-10-02"}
    return [
        {"do": "correct", "id": ids[0], "column": "measure", "value": "files_processed"},
        {"do": "no_figure", "id": ids[1], "reason": "an example"},
        {"do": "add", "start": number["start"], "end": number["end"]},
        {"do": "undo"},
        {"do": "remove", "id": desks.statements(layout)[0]["statement_id"]},
        {"do": "accept_report", "day": "2025-10-01", "how": "looked at"},
        {"do": "correct", "id": ids[2], "column": "role", "value": "plan", **why},
        {"do": "undo"},
    ]


def forked(act: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        act()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def reviewed(layout: Layout, at: int) -> None:
    """All steps, until the process dies before its nth change on the disk."""
    planned = steps(layout)
    with desks.session(layout) as desk:
        kill_at(at, layout.root)()
        for step in planned:
            answer = desk.answer(step)
            assert "problem" not in answer, answer


def wrong(layout: Layout) -> list[str]:
    problems = desks.unaccounted(layout)
    try:
        load(layout.data)
    except StudyError as error:
        problems.append(str(error))
    with desks.session(layout) as desk:
        answer = desk.answer({"do": "accept", "id": desks.quoted(layout, "85")["figure_id"]})
    problems += [str(answer["problem"])] if "problem" in answer else []
    return problems + [path.name for path in layout.data.rglob(".*.part")]


def trials(folder: Path) -> dict[str, object]:
    template, found = desks.study(folder / "template"), dict[int, list[str]]()
    for at in count(1):
        layout = Layout(folder / "study")
        shutil.rmtree(layout.root, ignore_errors=True)
        shutil.copytree(template.root, layout.root)
        os.environ["STUDY_TEXTS"] = str(layout.root / "texts")
        ended = forked(lambda layout=layout, at=at: reviewed(layout, at))  # type: ignore[misc]
        if ended != -signal.SIGKILL:
            return {"kills": at - 1, "wrong": found, "ended": ended}
        if problems := wrong(layout):
            found[at] = problems
    raise AssertionError


if __name__ == "__main__":
    print(json.dumps(trials(Path(sys.argv[1]))))
