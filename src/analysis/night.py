"""A whole night: inbox, check, run; and, where a page has changed, the site and what is different."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import NamedTuple

from analysis.console import say, warn
from analysis.errors import printable
from analysis.files import read_text, write_text
from analysis.inbox import rejected
from analysis.pages.layout import Layout
from analysis.wording import listing

FAILED, OFF, REJECTED, BUSY, WAITING = 1, 3, 4, 5, 6
"""What a night may end with: something failed, a claim is off, a drop was rejected, another call is at work,
figures wait for a review."""
_NAMED = 4
"""So many changed files are named; more are counted."""
_GRAVEST_FIRST = (FAILED, BUSY, REJECTED, OFF, WAITING)


class Steps(NamedTuple):
    """What a night does; each step says its exit status, `waiting` how many figures wait for a review."""

    inbox: Callable[[], int]
    check: Callable[[], int]
    run: Callable[[], int]
    site: Callable[[], int]
    diff: Callable[[], int]
    waiting: Callable[[], int]


def night(steps: Steps, layout: Layout) -> int:
    """Do what is to be done and return the gravest status, 0 where there is none.

    What the check prints goes into build/check.txt. As long as the record of the run is the one that the site
    was made from, nothing is rendered and nothing is told; a night that was cut short is caught up. A drop
    that an earlier night rejected is named until somebody has mended or removed it.
    """
    lying = rejected(layout.data)
    found = [REJECTED if steps.inbox() else 0]
    left = [each for each in lying if each in rejected(layout.data)]
    for each in left:
        warn(each)
    found.append(REJECTED if left else 0)
    layout.build.mkdir(parents=True, exist_ok=True)
    with (layout.build / "check.txt").open("w", encoding="utf-8") as told, redirect_stdout(told):
        found.append(steps.check())
    found.append(steps.run())
    made, shown = _digest(layout), layout.build / "nightly"
    if not shown.is_file() or made != read_text(shown).strip():
        found.append(steps.site())
        if (layout.build / "runs" / "before").is_dir():
            found.append(steps.diff())
        write_text(shown, f"{made}\n")
    if many := steps.waiting():
        say(f"{many:,} {'figure waits' if many == 1 else 'figures wait'} for a review: study review ID")
        found.append(WAITING)
    if changed := to_commit(layout):
        say(changed)
    return gravest(found)


def to_commit(layout: Layout) -> str:
    """One line that names the changed files of data/ and the command that commits them; empty without any.

    Where git or a repository is missing there is nothing to commit either.
    """
    command = [
        "git",
        "-C",
        str(layout.root),
        "status",
        "--porcelain",
        "-z",
        "-uall",
        "--no-renames",
        "--",
        "data",
    ]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        return ""
    entries = done.stdout.decode(errors="replace").split("\0") if not done.returncode else []
    names = [printable(entry[3:]) for entry in entries if entry]
    if not names:
        return ""
    more = [f"{len(names) - _NAMED:,} more"] if len(names) > _NAMED else []
    return f'to commit: {listing([*names[:_NAMED], *more])}: git add data && git commit -m "New reports"'


def gravest(found: list[int]) -> int:
    """The gravest of the statuses; a signal before all.

    >>> gravest([0, 6, 3]), gravest([4, 1]), gravest([0])
    (3, 1, 0)
    """
    strange = [status for status in found if status and status not in _GRAVEST_FIRST]
    return next((status for status in (*strange, *_GRAVEST_FIRST) if status in found), 0)


def _digest(layout: Layout) -> str:
    record = layout.record.read_bytes() if layout.record.is_file() else b""
    return hashlib.sha256(record).hexdigest()
