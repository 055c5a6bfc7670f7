"""Whether the study holds together: tables valid, texts at hand, and every claim recomputed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import analysis
from analysis.console import MOST, say, show
from analysis.errors import StudyError
from analysis.files import Row, digest_of_files, files_under, shown, write_text
from analysis.pages.inputs import stamp_of
from analysis.pages.layout import Layout
from analysis.reading.report import read_text, texts_folder
from analysis.table.paragraphs import KIND, fit, read_paragraphs
from analysis.table.register import being_added
from analysis.table.scan import Scan
from analysis.table.shelf import key_of

if TYPE_CHECKING:
    from analysis.table.judged import Rows
    from analysis.table.register import Report
    from analysis.table.study import Study

PRESENT, ABSENT, CHANGED, MISPLACED = "as registered", "not at hand", "differs", "quotes differ"
UNFIT = "paragraphs differ"


class Checked(NamedTuple):
    """One report as checked: how many figures it states, and the state of its text."""

    report_id: str
    figures: int
    reviewed: int
    text: str
    failed: bool


class Waiting(NamedTuple):
    """A claim that is off and waits for a person: why it is, and in which file it can be corrected."""

    claim_id: str
    reason: str
    file: str


class Listed(NamedTuple):
    """The first rows of a list, as many as a terminal shows, and how many there are."""

    rows: Sequence[Sequence[str]]
    many: int


class Check(NamedTuple):
    """What a check tells: reports, claims and pairs of figures by verdict, and what a person should see."""

    reports: Sequence[Checked]
    claims: Mapping[str, int]
    doubtful: Listed
    pairs: Mapping[str, int]
    differing: Listed
    odd: Listed
    waiting: Sequence[Waiting]
    broken: Sequence[str]


def check(layout: Layout, folder: Path | None = None) -> Check:
    """Load and check everything; the verdicts and the agreement are written to build/.

    A text that is not at hand fails only where $STUDY_REQUIRE_TEXTS is 1. Reports whose files are broken are
    left out: `broken` says why. Where all looks as it did, the last check is told once more.

    Raises:
        StudyError: a table that all rest on is not valid, or an acceptance or a reply matches nothing.
    """
    look = _look(layout, folder or texts_folder())
    last = _remembered(layout, look)
    if last is None:
        last = _checked(layout, folder or texts_folder())
        _remember(last, layout, look)
    return last


def _look(layout: Layout, folder: Path) -> str:
    """How all looks that a check is made of, and the code that makes it; empty where it may still change."""
    looks = (Scan(layout.data).look, Scan(folder, ("",), (".txt",)).look)
    code = digest_of_files(files_under(Path(analysis.__file__).parent))
    return key_of(code, *looks, os.environ.get("STUDY_REQUIRE_TEXTS", "")) if all(looks) else ""


def _remembered(layout: Layout, look: str) -> Check | None:
    """What was told when all looked like this, if what was written then still stands."""
    with suppress(OSError, ValueError):
        key, _, said = _memory(layout).read_text(encoding="utf-8").partition("\n")
        if key and key == _key(layout, look, said):
            reports, claims, doubtful, pairs, differing, odd, waiting, broken = json.loads(said)
            return Check(
                [Checked(*each) for each in reports], claims, Listed(*doubtful), pairs, Listed(*differing),
                Listed(*odd), [Waiting(*each) for each in waiting], broken,
            )  # fmt: skip
    return None


def _remember(done: Check, layout: Layout, look: str) -> None:
    said = json.dumps(done)
    with suppress(OSError):
        write_text(_memory(layout), f"{_key(layout, look, said)}\n{said}")


def _memory(layout: Layout) -> Path:
    return layout.table / "check.json"


def _key(layout: Layout, look: str, said: str) -> str:
    """A hash of how all looked, of what was written, and of what is told; empty where that cannot last."""
    made = [stamp_of(layout.build / name) for name in ("verdicts.csv", "agreement.csv")]
    return key_of(look, *made, said) if look and all(made) else ""


def _checked(layout: Layout, folder: Path) -> Check:
    """All loaded, judged, written and looked up."""
    from analysis.table import verdicts
    from analysis.table.agreement import DIFFER, DRIFT
    from analysis.table.judged import of_witnesses, that_stand
    from analysis.table.replies import refuse_unknown_claims
    from analysis.table.study import load

    study = load(layout.data, whole=False)
    claims, pairs = study.judged.verdicts, study.judged.pairs
    path = layout.data / "accepted.csv"
    accepted = verdicts.read_accepted(path)
    said_of = claims.texts("claim_id") if study.replies else ()
    refuse_unknown_claims(study.replies, said_of, layout.data / "replies.csv", study.broken)
    study.judged.write(layout.build)
    waiting = verdicts.waiting(claims.take(claims.where("verdict", verdicts.OFF)), accepted, path)
    standing = that_stand(claims, study)
    known = {*standing.spans()}
    starts, unreadable = _paragraphs(study, layout.data)
    return Check(
        _reports(study, starts, folder),
        of_witnesses(claims, study).tally("verdict"),
        _doubtful(standing),
        pairs.tally("verdict"),
        _listed(pairs.take(pairs.where("verdict", DIFFER, DRIFT)), "verdict", "left", "right", "reason"),
        _odd(study),
        _waiting((row for row in waiting if row["report_id"] in known), study),
        [*(str(problem) for problem in study.broken.values()), *unreadable],
    )


def _doubtful(claims: Rows) -> Listed:
    """What is not simply right: what is off first, and of it what is material."""
    import numpy as np

    from analysis.table.verdicts import EXACT, OFF

    rows = claims.take(~claims.where("verdict", EXACT))
    rank = 2 * ~rows.where("verdict", OFF) + rows.where("material", "no")
    return _listed(rows.take(np.argsort(rank, kind="stable")), "verdict", "material", "claim_id", "reason")


def _listed(rows: Rows, *names: str) -> Listed:
    first = rows[:MOST]
    return Listed([list(row) for row in zip(*map(first.texts, names), strict=True)], len(rows))


def _odd(study: Study) -> Listed:
    """The values that do not fit beside others, and why."""
    from analysis.table.odd import odd
    from analysis.wording import stated

    found = odd(study)
    rows = [[each.figure.figure_id, stated(each.figure), each.why] for each in found[:MOST]]
    return Listed(rows, len(found))


def _waiting(rows: Iterable[Row], study: Study) -> list[Waiting]:
    """The claims with where the figure can be corrected that each states."""
    figures = study.figures
    reviewed = set(figures.take(figures.where("status", "reviewed")).texts("figure_id"))
    return [
        Waiting(
            row["claim_id"], row["reason"],
            "corrections.csv" if row["claim_id"].partition("/")[0] in reviewed
            else f"figures/{row['report_id']}.csv",
        )
        for row in rows
    ]  # fmt: skip


def show_check(done: Check) -> None:
    """Print the check: texts, then how much could be checked at all, then what is not simply right."""
    from analysis.table import agreement, verdicts
    from analysis.wording import count

    rows = [(each.report_id, str(each.figures), str(each.reviewed), each.text) for each in done.reports]
    show(("report", "figures", "reviewed", "text"), rows, whole="all stand in data/reports.csv")
    told, many = done.claims, sum(done.claims.values())
    words = ", ".join(f"{told[word]} {word}" for word in verdicts.VERDICTS if word in told)
    say(f"\n{many - told.get(verdicts.UNCHECKED, 0)} of {count(many, 'claim')} could be checked: {words}")
    show(
        ("verdict", "material", "claim", "reason"),
        [(verdict, material.replace("no", ""), *rest) for verdict, material, *rest in done.doubtful.rows],
        "What is not simply right",
        whole="all stand in build/verdicts.csv", many=done.doubtful.many,
    )  # fmt: skip
    pairs = done.pairs
    compared = ", ".join(f"{pairs[word]} {word}" for word in agreement.AGREEMENTS if word in pairs)
    say(f"\n{count(sum(pairs.values()), 'pair')} of figures side by side: {compared or 'none'}")
    show(
        ("verdict", "left", "right", "reason"), done.differing.rows, "Where reports differ",
        whole="all stand in build/agreement.csv", many=done.differing.many,
    )  # fmt: skip
    show(
        ("figure", "stated", "look because"), done.odd.rows, "Odd values",
        whole="study review names those of a report", many=done.odd.many,
    )  # fmt: skip


def _paragraphs(study: Study, data: Path) -> tuple[dict[str, Sequence[int]], list[str]]:
    """Where the paragraphs of the reports begin, and what is wrong with the files that do not say it.

    A file of no report at all breaks nothing, and is named.
    """
    starts = dict[str, Sequence[int]]()
    known = {*study.reports, *study.broken, *being_added(data)}
    broken = [
        str(
            StudyError("belongs to no registered report", file=shown(data / KIND / name), way_out="remove it")
        )
        for name in Scan(data, (KIND,)).names(KIND)
        if name.removesuffix(".csv") not in known
    ]
    for report_id in study.reports:
        try:
            starts[report_id] = read_paragraphs(data, report_id)
        except StudyError as error:
            broken.append(str(error))
    return starts, broken


def _reports(study: Study, paragraphs: Mapping[str, Sequence[int]], folder: Path) -> list[Checked]:
    spans, figures = study.figures.spans(), study.figures
    reviewed = figures.where("status", "reviewed")
    starts, ends = (figures.numbers(name).tolist() for name in ("start", "end"))
    quotes, ids = figures.texts("quote"), figures.texts("figure_id")
    rows = []
    for report in study.reports.values():
        span = spans.get(report.report_id, slice(0, 0))
        pointers = zip(starts[span], ends[span], quotes[span], ids[span], strict=True)
        state = _state(report, pointers, paragraphs.get(report.report_id, ()), folder)
        rows.append(Checked(
            report.report_id, span.stop - span.start, int(reviewed[span].sum()), state, _fails(state)
        ))  # fmt: skip
    return rows


def _state(
    report: Report, pointers: Iterable[tuple[int, int, str, str]], starts: Sequence[int], folder: Path
) -> str:
    text = read_text(report.report_id, folder)
    if text is None:
        return ABSENT
    if text.sha256 != report.sha256:
        return CHANGED
    misplaced = [name for start, end, quote, name in pointers if text.content[start:end] != quote]
    if misplaced:
        return f"{MISPLACED} ({misplaced[0]})"
    return PRESENT if fit(starts, text.content) else UNFIT


def _fails(state: str) -> bool:
    return state != PRESENT and (state != ABSENT or os.environ.get("STUDY_REQUIRE_TEXTS") == "1")
