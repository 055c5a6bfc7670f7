"""Runs of many pages: which of them are current, why the others are not, and those executed again.

A page is current when its notebook is whole and carries the key that the page has now.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from analysis.files import sweep
from analysis.lock import alone
from analysis.pages.diff import remember
from analysis.pages.inputs import digest_of
from analysis.pages.layout import METADATA, Layout
from analysis.pages.notebook import is_whole
from analysis.pages.page import Page
from analysis.pages.results import collect
from analysis.pages.running import kernels
from analysis.pages.running.execute import DONE, UNSURE, Outcome, Work, begin, execute_page, keep, left_page
from analysis.pages.running.keys import Key, Keys
from analysis.pages.running.record import Call, read_record, write_record
from analysis.tasks import Hands, Lost, Threads

ASKED, NEW, BROKEN = "asked for again", "new", "not as it was written"

Tell = Callable[[Outcome, int, int], None]


@dataclass(frozen=True)
class Asked:
    """A page that was asked for, its key, and why it is executed again; empty when it is current."""

    page: Page
    key: Key
    why: str


@dataclass(frozen=True)
class Plan:
    """What a run will do with the pages asked for, and the inputs that their keys are made from.

    `made_of` is one hash over the inputs, `stamps` what the file system said of them before they were read.
    """

    pages: tuple[Asked, ...]
    made_of: str
    stamps: Mapping[str, Any]
    gone: tuple[str, ...] = ()
    """The pages that are removed, because a call for everything does not ask for them."""

    @property
    def due(self) -> tuple[Asked, ...]:
        """The pages that are not current."""
        return tuple(each for each in self.pages if each.why)

    @property
    def reasons(self) -> Mapping[str, list[str]]:
        """The names of the due pages by why they are."""
        found: dict[str, list[str]] = {}
        for each in self.due:
            found.setdefault(each.why, []).append(each.page.name)
        return found


def plan(pages: Sequence[Page], layout: Layout, *, again: bool = False, everything: bool = False,
         wait: float = 0) -> Plan:  # fmt: skip
    """Which of the pages are due, and why; all of them, if they are asked for `again`.

    Raises:
        StudyError: the tables are not valid, or are being written: then no page is touched.
    """
    with alone(layout.lock, "study run", wait):
        keys = Keys(layout)
        asked = [(page, keys.key(page)) for page in pages]
    return Plan(
        tuple(Asked(page, key, ASKED if again else why(page, key, layout)) for page, key in asked),
        digest_of(keys.inputs),
        keys.stamps,
        tuple(_others(pages, layout)) if everything else (),
    )


def _others(pages: Sequence[Page], layout: Layout) -> list[str]:
    names = {page.name for page in pages}
    return [path.stem for path in sorted(layout.pages.glob("*.ipynb")) if path.stem not in names]


def why(page: Page, key: Key, layout: Layout) -> str:
    """Why the page is to be executed; empty when it is current."""
    path = layout.pages / f"{page.name}.ipynb"
    if not path.is_file():
        return NEW
    made = _what_made(path.read_bytes())
    if made is None:
        return BROKEN
    if "failed" in made:
        return "failed last time"
    if "key" not in made:
        return UNSURE
    if made["key"] == key.digest:
        return ""
    unlike = key.unlike(made.get("made_of", {}))
    return f"{' and '.join(unlike)} changed" if unlike else BROKEN


def _what_made(content: bytes) -> Mapping[str, Any] | None:
    """What the page's notebook says that it was made of; None unless it is just as a run wrote it."""
    text = content.decode("utf-8", errors="replace")
    if not is_whole(text):
        return None
    made = json.loads(text)["metadata"][METADATA]
    return made if isinstance(made, dict) else None


def rerun(
    pages: Sequence[Page],
    layout: Layout,
    call: Call,
    *,
    listed: Sequence[str] = (),
    hands: Hands | None = None,
    again: bool = False,
    say: Callable[[Plan], None] = lambda plan: None,
    tell: Tell = lambda outcome, done, total: None,
    wait: float = 0,
) -> list[Outcome]:
    """Execute the pages that are not current, collect the results of all, and record how each stands.

    `listed` is the order of pages in the results; others follow by name.

    Raises:
        StudyError: another run is under way in the same folder, or the tables are not valid.
        Lost: those who executed pages are gone; what was made until then stays, and is current.
    """
    hands = hands or threads()
    with alone(layout.run_lock, "study run", wait):
        for folder in (layout.pages, layout.build):
            sweep(folder)
        if isinstance(hands, Threads):
            begin()  # their process imports while this one reads the tables
        planned = plan(pages, layout, again=again, everything=call.everything, wait=wait)
        say(planned)
        outcomes = run(planned, layout, hands, tell)
        if call.everything:
            _forget(planned, layout)
        collect(layout, listed)
        if call.everything:
            remember(layout)  # also with nothing due: a call before this one may have ended here
        write_record(call, standing(planned, outcomes, layout), planned.stamps, layout)
    return outcomes


def threads(jobs: int = 1) -> Threads:
    """Hands on this machine: so many pages at a time."""
    return Threads(jobs, kernels.stop)


def run(
    planned: Plan, layout: Layout, hands: Hands, tell: Tell = lambda outcome, done, total: None
) -> list[Outcome]:
    """Have the pages that are due executed, and say how each ended; a failed one stops no other."""
    if not planned.due:
        return []
    works = [Work(each.page, layout, each.key, planned.made_of) for each in planned.due]
    outcomes: list[Outcome] = []
    try:
        with closing(hands.run(works, execute_page)) as all_ended:
            for ended in all_ended:
                outcomes.append(keep(ended.result or left_page(ended.task, ended.problem), layout))
                tell(outcomes[-1], len(outcomes), len(works))
    except Lost as lost:
        raise _missing(lost, planned, outcomes) from None
    order = {each.page.name: place for place, each in enumerate(planned.due)}
    return sorted(outcomes, key=lambda outcome: order[outcome.page.name])


def _missing(lost: Lost, planned: Plan, outcomes: Sequence[Outcome]) -> Lost:
    made = {outcome.page.name for outcome in outcomes}
    missing = [each.page.name for each in planned.due if each.page.name not in made]
    problem = f"{lost.problem}: {len(missing)} of {len(planned.due)} pages are not made: {', '.join(missing)}"
    return Lost(problem, file=lost.file, way_out="the same command goes on")


def _forget(planned: Plan, layout: Layout) -> None:
    """Remove the pages that are gone, and what was said of failed ones that are."""
    names = {each.page.name for each in planned.pages}
    for name in planned.gone:
        (layout.pages / f"{name}.ipynb").unlink(missing_ok=True)
    for path in layout.pages.glob("*.failed"):
        if path.stem not in names:
            path.unlink()


def standing(planned: Plan, outcomes: Sequence[Outcome], layout: Layout) -> dict[str, dict[str, Any]]:
    """How each page stands after a run, for the record: by name, with its key, outcome and seconds."""
    before = read_record(layout).get("pages", {})
    ended = {outcome.page.name: outcome for outcome in outcomes}
    return {
        each.page.name: _standing(each, ended.get(each.page.name), before.get(each.page.name, {}))
        for each in planned.pages
    }


def _standing(asked: Asked, outcome: Outcome | None, before: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "notebook": asked.page.notebook,
        "parameters": dict(asked.page.parameters),
        "key": asked.key.digest,
        "outcome": outcome.word if outcome else DONE,
        "problem": outcome.problem if outcome else "",
        "seconds": round(outcome.seconds, 2) if outcome else before.get("seconds", 0),
    }
