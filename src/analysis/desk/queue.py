"""What waits for a review over all reports, first the figures that would move something.

A figure is held against what stands reviewed of the same thing: same measure, place, holder, class, role and
kind of window. Columns are reckoned with, and no figure is made, so that thousands of reports take a second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.console import MOST, show
from analysis.files import Row, csv_of_cells, shown, write_text
from analysis.pages.layout import Layout
from analysis.pages.results import known_results, known_sets
from analysis.table.claims import ORDER
from analysis.table.latest import runs_on
from analysis.table.points import SAME
from analysis.table.results import followed
from analysis.table.study import Study, load
from analysis.table.verdicts import OFF, UNCHECKED
from analysis.table.vocabulary import UNCLASSIFIED
from analysis.wording import count, day, listing, number

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("figure", "printed", "would move", "doubt", "open")
HEADLINE, BREAKS, SERIES, CLOSES, BEGINS, NOTHING = range(6)
"""What a figure would move; the order of the queue."""
_MEASURED = "["
"""A formula that holds it computes with a measure of a place, and not with how many figures there are."""
_MOST = 2
"""So many results are named; more are counted."""


@dataclass(frozen=True)
class Move:
    """What the acceptance of one figure would do, and how much that matters."""

    rank: int
    words: str
    many: int = 1


@dataclass(frozen=True)
class Queue:
    """The waiting figures of a study by position, those first that would move most, with what they move."""

    study: Study
    order: Sequence[int]
    moves: Mapping[int, Sequence[Move]]

    def rows(self, most: int | None = None) -> list[tuple[str, ...]]:
        """The first of them, or all, as text under `COLUMNS`."""
        first = self.study.figures.take(list(self.order[:most]))
        names = ("figure_id", "quote", "doubt", "report_id")
        said = zip(self.order, *map(first.texts, names), strict=False) if len(first) else ()
        return [
            (figure_id, quote, "; ".join(move.words for move in self.moves.get(at, ())), doubt,
             f"study review {report} --open")
            for at, figure_id, quote, doubt, report in said
        ]  # fmt: skip

    @property
    def moving(self) -> int:
        """How many of them would move something."""
        return sum(at in self.moves for at in self.order)


def queue(layout: Layout) -> Queue:
    """What waits in the study, held against the results of its last run.

    Raises:
        StudyError: a table that all rest on is not valid.

    >>> from analysis.pages.layout import HERE
    >>> queue(HERE).rows()
    []
    """
    study, sets = load(layout.data, whole=False), known_sets(layout)
    behind = [
        (row["result_id"], followed(row["figure_ids"].split("; "), sets))
        for row in known_results(layout)
        if _MEASURED in row["formula"]
    ]
    return queue_of(study, behind)


def queue_of(study: Study, results: Iterable[tuple[str, Sequence[str]]]) -> Queue:
    """What waits in a study, where results rest on these figures."""
    waiting = study.figures.where("status", "read").nonzero()[0].tolist()
    if not waiting:
        return Queue(study, (), {})
    moves: dict[int, list[Move]] = defaultdict(list)
    rows = _held(study)
    for at, move in (*_headlines(rows, study, results), *_claims(study), *_series(rows)):
        moves[at].append(move)
    for found in moves.values():
        found.sort(key=lambda move: move.rank)

    def place(at: int) -> tuple[int, int, int]:
        first = moves[at][0] if at in moves else Move(NOTHING, "", 0)
        return first.rank, -first.many, at

    return Queue(study, sorted(waiting, key=place), dict(moves))


def _held(study: Study) -> pd.DataFrame:
    """The dated figures that count, by what they are of (`key`): position, days, bounds, whether they wait.

    What another report speaks for, or fits no measure, moves nothing.
    """
    import numpy as np
    import pandas as pd

    figures = study.figures
    start, end = figures.days("period_start"), figures.days("period_end")
    rows = pd.DataFrame({name: figures.codes(name)[0] for name in SAME})
    rows["units"] = np.nan_to_num(figures.numbers("units_covered").astype(float))
    rows["runs"] = [*map(runs_on, start.tolist(), end.tolist())]
    ends = {name: np.array(figures.texts(name), dtype=float) for name in ("low", "high")}
    waits = figures.where("status", "read")
    held = rows.assign(
        key=rows.groupby([*rows]).ngroup(), at=rows.index, start=start, end=end, waits=waits, **ends
    )
    counts = figures.where("report_id", *study.witnesses.spans()) & ~np.isnat(end)
    counts &= ~figures.where("measure", UNCLASSIFIED) & ~figures.where("role", "threshold")
    found: pd.DataFrame = held.loc[counts, ["key", "at", "start", "end", "low", "high", "waits"]]
    return found


def _headlines(
    rows: pd.DataFrame, study: Study, results: Iterable[tuple[str, Sequence[str]]]
) -> Iterator[tuple[int, Move]]:
    """For each waiting figure the results that rest on it, or on one in whose place it would come."""
    import pandas as pd

    known = {name: at for at, name in enumerate(study.figures.texts("figure_id"))}
    pairs = [(name, known[each]) for name, ids in results for each in ids if each in known]
    behind = pd.DataFrame(pairs, columns=["result", "at"]).merge(rows, on="at")
    both = rows[rows["waits"]].merge(behind, on="key", suffixes=("", "_stands"))
    moved = both[(both["at"] == both["at_stands"]) | _replaces(both)]
    names: dict[int, list[str]] = defaultdict(list)
    for at, name in moved[["at", "result"]].drop_duplicates().itertuples(index=False):
        names[at].append(name)
    for at, each in names.items():
        yield at, Move(HEADLINE, f"moves {_named(each)}", len(each))


def _named(results: Sequence[str]) -> str:
    more = len(results) - _MOST
    return listing([*results[:_MOST], *([f"{number(more)} more"] if more > 0 else [])])


def _replaces(both: pd.DataFrame) -> pd.Series[bool]:
    """Whether each is newer than what stands, or says something else of the same days."""
    same = (both["end"] == both["end_stands"]) & (
        (both["start"] == both["start_stands"]) | (both["start"].isna() & both["start_stands"].isna())
    )
    apart = (both["low"] > both["high_stands"]) | (both["high"] < both["low_stands"])
    return (both["end"] > both["end_stands"]) | (same & apart)


def _series(rows: pd.DataFrame) -> Iterator[tuple[int, Move]]:
    """Each waiting figure that is the newest of its series, or says otherwise than what stands newest.

    Where nothing is reviewed, the newest of those with several days begins the series.
    """
    reviewed, waiting = rows[~rows["waits"]], rows[rows["waits"]]
    newest = reviewed.sort_values("end", kind="stable").drop_duplicates("key", keep="last")
    both = waiting.merge(newest, on="key", suffixes=("", "_stands"))
    for at, end, stands in both.loc[_replaces(both), ["at", "end", "end_stands"]].itertuples(index=False):
        yield at, Move(SERIES, _of_series(end.date(), stands.date()))
    new = waiting[~waiting["key"].isin(reviewed["key"])]
    new = new.assign(days=new.groupby("key")["end"].transform("nunique")).sort_values("end", kind="stable")
    for at, days in (
        new[new["days"] > 1].drop_duplicates("key", keep="last")[["at", "days"]].itertuples(index=False)
    ):
        yield at, Move(BEGINS, f"begins a series of {days} days", days)


def _of_series(end: date, stands: date) -> str:
    if end > stands:
        return f"newest of its series, after {day(stands)}"
    return f"says otherwise than what stands of {day(stands)}"


def _claims(study: Study) -> Iterator[tuple[int, Move]]:
    """For each waiting figure the claims that it breaks, and whether it closes any that can fail."""
    known = {name: at for at, name in enumerate(study.figures.texts("figure_id"))}
    waits = study.figures.where("status", "read").tolist()
    verdicts = study.verdict_rows
    told = verdicts.take(~verdicts.where("verdict", UNCHECKED))
    closes: dict[int, list[str]] = defaultdict(list)
    for row in _claims_of(told):
        for at in (known[name] for name in row["figures"].split("; ")):
            if not waits[at]:
                continue
            if row["verdict"] == OFF:
                yield at, Move(BREAKS, f"breaks a claim: {row['reason']}", 1 + (row["material"] == "yes"))
            elif row["operation"] != ORDER:
                closes[at].append(row["operation"])
    for at, kinds in closes.items():
        yield at, Move(CLOSES, f"closes a claim: {listing(dict.fromkeys(kinds))}", len(kinds))


def _claims_of(verdicts: Any) -> Iterator[Row]:
    names = ("figures", "operation", "verdict", "material", "reason")
    for values in zip(*map(verdicts.texts, names), strict=True):
        yield dict(zip(names, values, strict=True))


def told(found: Queue, to: Path | None = None) -> str:
    """One line on the queue; the first of it is printed before, or all of it written into a file."""
    waits = count(len(found.order), "figure")
    verb = "waits" if len(found.order) == 1 else "wait"
    moving = f"{number(found.moving)} would move a headline, a series or a claim"
    said = f"{waits} {verb} for a review; {moving}"
    if to:
        write_text(to, csv_of_cells(COLUMNS, found.rows()))
        return f"{said}; all in {shown(to)}"
    whole = "study review --queue --to queue.csv writes all"
    show(COLUMNS, found.rows(MOST), whole=whole, many=len(found.order))
    return said
