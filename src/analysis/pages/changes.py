"""What is different between two states of the study, the gravest first.

No file is read here: a state is rows by kind and id, wherever they come from.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from math import nan

from analysis.files import Row
from analysis.table.verdicts import OFF
from analysis.wording import count, number

COLUMNS = ("what", "id", "is", "before", "after")
ANSWER = "answer"
_SHOWN: Mapping[str, tuple[str, ...]] = {
    ANSWER: ("answer",),
    "verdict": ("verdict", "material", "stated", "recomputed"),
    "result": ("value", "unit"),
    "report": ("title", "publisher", "published", "place"),
    "figure": ("quote", "measure", "value", "unit", "place", "period_end", "status"),
    "statement": ("kind", "theme", "place", "due", "status"),
}
"""What is told of a row that is new or gone; and, of what pages say, what counts as a change."""
_COMPARED = (ANSWER, "verdict", "result")
KINDS = tuple(_SHOWN)

NOW_MATERIAL, NOW_OFF, NO_LONGER_OFF = "now materially off", "now off", "no longer off"
FLIPPED, RECOMPUTED, MOVED, CHANGED, GONE, NEW = "flipped", "recomputed", "moved", "changed", "gone", "new"
WITHIN = "moved within its interval"


@dataclass(frozen=True)
class Sort:
    """Changes of one kind that are told together: their name, and what a sentence says of one or several."""

    kind: str
    name: str
    one: str
    several: str

    @property
    def weighs(self) -> bool:
        """Whether such changes are told one by one."""
        return (self.kind, self.name) in _TOLD

    def counted(self, changed: int, *, noun: bool = True) -> str:
        """So many changes of this sort, in words; a second clause goes without the noun."""
        subject = count(changed, _NOUNS[self.kind]) if noun else number(changed)
        return f"{subject} {self.one if changed == 1 else self.several}"


_NOUNS = {kind: kind for kind in KINDS} | {"verdict": "claim", ANSWER: "bottom line"}
SORTS = (
    Sort(ANSWER, CHANGED, "changed", "changed"),
    Sort("verdict", NOW_MATERIAL, "is now materially off", "are now materially off"),
    Sort("verdict", NOW_OFF, "is now off, not materially", "are now off, not materially"),
    Sort("verdict", NO_LONGER_OFF, "is no longer off", "are no longer off"),
    Sort("verdict", FLIPPED, "has another verdict", "have another verdict"),
    Sort("verdict", RECOMPUTED, "keeps its verdict on other values", "keep their verdict on other values"),
    *(Sort("verdict", name, f"is {name}", f"are {name}") for name in (GONE, NEW)),
    Sort("result", MOVED, "moved", "moved"),
    Sort("result", WITHIN, WITHIN, "moved within their intervals"),
    *(Sort("result", name, f"is {name}", f"are {name}") for name in (GONE, NEW)),
    *(Sort(ANSWER, name, f"is {name}", f"are {name}") for name in (GONE, NEW)),
    *(
        Sort(kind, name, *words)
        for kind, moved in (
            ("report", CHANGED),
            ("figure", CHANGED),
            ("statement", CHANGED),
        )
        for name, words in (
            (moved, (moved, moved)),
            (GONE, ("is gone", "are gone")),
            (NEW, ("is new", "are new")),
        )
    ),
)
"""The gravest first: this is the order of every list of changes."""
_TOLD = {
    (ANSWER, CHANGED),
    ("result", MOVED),
    *(("verdict", name) for name in (NOW_MATERIAL, NOW_OFF, NO_LONGER_OFF, FLIPPED)),
}
"""What is told at once: the rest is counted."""

_RANKS = {(sort.kind, sort.name): rank for rank, sort in enumerate(SORTS)}


@dataclass(frozen=True)
class State:
    """The rows of one state by kind and id; where they are many, with a digest of each."""

    rows: Mapping[str, Mapping[str, Row]]
    digests: Mapping[str, Mapping[str, Hashable]] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """One row that is new, gone or changed: what it was and what it is, empty where it is not there."""

    kind: str
    identity: str
    old: Row
    new: Row

    @property
    def home(self) -> str:
        """The report that it belongs to; of a result the page."""
        return (self.new or self.old)["page" if self.kind in ("result", ANSWER) else "report_id"]

    @cached_property
    def sort(self) -> Sort:
        """What has become of the row."""
        return SORTS[_RANKS[self.kind, _sort_name(self)]]

    @cached_property
    def differing(self) -> tuple[str, ...]:
        """The columns in which a changed row differs; none where it is new or gone."""
        columns = _SHOWN[self.kind] if self.kind in _COMPARED else tuple(self.new)
        there = self.old and self.new
        return tuple(name for name in columns if there and self.old.get(name, "") != self.new.get(name, ""))

    @property
    def before(self) -> str:
        """What the row said, in one line."""
        return self._told(self.old)

    @property
    def after(self) -> str:
        """What the row says, in one line."""
        return self._told(self.new)

    @property
    def cells(self) -> tuple[str, ...]:
        """The change under COLUMNS, as text without line ends."""
        return (self.kind, one_line(self.identity), self.sort.name, self.before, self.after)

    def _told(self, row: Row) -> str:
        if self.kind == ANSWER:
            return one_line(row.get("answer", ""))
        if self.differing:
            return one_line(", ".join(f"{name} {row.get(name) or '(empty)'}" for name in self.differing))
        named = self.kind in _COMPARED  # bare numbers would not say which is which
        told = ((name, row.get(name)) for name in _SHOWN[self.kind])
        return one_line(", ".join(f"{name} {value}" if named else value for name, value in told if value))


def changes(old: State, new: State) -> list[Change]:
    """What is new, gone or changed, the gravest first, then in the order of the ids.

    >>> row = {"value": "1", "unit": "files"}
    >>> one, two = State({"result": {"a": row}}), State({"result": {"a": row | {"value": "2"}}})
    >>> [(each.identity, each.sort.name, each.before, each.after) for each in changes(one, two)]
    [('a', 'moved', 'value 1', 'value 2')]
    """
    found = (each for kind in KINDS for each in _of_kind(kind, old, new))
    return sorted(found, key=lambda each: (_rank(each), _natural(each.identity)))


def _rank(change: Change) -> int:
    return _RANKS[change.kind, change.sort.name]


def _of_kind(kind: str, old: State, new: State) -> Iterator[Change]:
    was, now = old.rows.get(kind, {}), new.rows.get(kind, {})
    if kind == ANSWER and not (was and now):
        return  # an older build kept none: that all pages are new would be no news
    for identity in _differing(kind, old, new):
        change = Change(kind, identity, was.get(identity, {}), now.get(identity, {}))
        if change.differing or not (change.old and change.new):
            yield change


def _differing(kind: str, old: State, new: State) -> set[str]:
    """The ids of the rows that differ; where nothing is known of rows as a whole, of all."""
    first, second = old.digests.get(kind, {}), new.digests.get(kind, {})
    if not first and not second:
        return {*old.rows.get(kind, {}), *new.rows.get(kind, {})}
    return {identity for identity, _ in first.items() ^ second.items()}


def _sort_name(change: Change) -> str:
    if change.kind == "verdict":
        return _sort_of_verdict(change.old, change.new)
    if change.old and change.new:
        return _sort_of_result(change.old, change.new) if change.kind == "result" else CHANGED
    return NEW if change.new else GONE


def _sort_of_verdict(old: Row, new: Row) -> str:
    """A new claim that is off is as grave as one that has become so; one that is gone is off no longer."""
    was, now = _gravity(old), _gravity(new)
    if now > was:
        return NOW_MATERIAL if now == 2 else NOW_OFF
    if was and not now:
        return NO_LONGER_OFF
    if old and new:
        return FLIPPED if (was, old["verdict"]) != (now, new["verdict"]) else RECOMPUTED
    return NEW if new else GONE


_BETWEEN = re.compile(r"between (\S+) and (\S+)$")


def _sort_of_result(old: Row, new: Row) -> str:
    """Whether the value moved further than print and hedges leave open on both sides."""
    (low, high), (bottom, top) = _interval(old), _interval(new)
    meet = low <= top and bottom <= high
    return WITHIN if meet and old.get("unit") == new.get("unit") else MOVED


def _interval(result: Row) -> tuple[float, float]:
    """The ends that a result's note names, or its value twice; NaN, which meets nothing, for what is none."""
    found = _BETWEEN.search(result.get("note", ""))
    low, high = found.groups() if found else (result["value"], result["value"])
    try:
        return float(low.replace("any", "-inf")), float(high.replace("any", "inf"))
    except ValueError:
        return nan, nan


def _gravity(verdict: Row) -> int:
    """2 for materially off, 1 for off, 0 for the rest."""
    return (1 + (verdict["material"] == "yes")) if verdict.get("verdict") == OFF else 0


def _natural(identity: str) -> tuple[tuple[int, str], ...]:
    """Numbers inside an id by their size."""
    parts = re.findall(r"\d+|\D+", identity)
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)


def one_line(text: str) -> str:
    r"""The text without line ends and signs that steer a terminal.

    >>> one_line("a\nb\u2028c\x1b[2J")
    'a b c [2J'
    """
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def by_sort(found: Iterable[Change]) -> list[tuple[Sort, list[Change]]]:
    """The changes of each sort together, the gravest first."""
    inorder = sorted(found, key=_rank)
    return [(sort, list(group)) for sort, group in groupby(inorder, key=lambda each: each.sort)]


def bottom_line(found: Iterable[Change]) -> str:
    """How many changes of each sort there are, in words without a full stop.

    >>> new = [Change("figure", f"a:{n}", {}, {"report_id": "a"}) for n in range(2)]
    >>> bottom_line([*new, Change("figure", "a:9", {"report_id": "a"}, {})])
    '1 figure is gone, 2 are new'
    >>> bottom_line([])
    'nothing is different'
    """
    clauses = [
        ", ".join(sort.counted(len(group), noun=not place) for place, (sort, group) in enumerate(same))
        for _, same in groupby(by_sort(found), key=lambda told: told[0].kind)
    ]
    return "; ".join(clauses) or "nothing is different"


def told_at_once(found: Iterable[Change]) -> tuple[list[Change], list[Change]]:
    """The changes that are told one by one, bottom lines, verdicts, results, and those that are counted.

    >>> new = Change("figure", "a:1", {}, {"report_id": "a"})
    >>> told_at_once([new]) == ([], [new])
    True
    """
    parts: tuple[list[Change], list[Change]] = ([], [])
    for each in found:
        parts[not each.sort.weighs].append(each)
    return parts
