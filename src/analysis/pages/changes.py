"""What is different between two states of the study, the gravest first; and that in words, for a message.

No file is read here: a state is rows by kind and id, wherever they come from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from analysis.files import Row
from analysis.table.verdicts import OFF
from analysis.wording import count, number

COLUMNS = ("what", "id", "is", "before", "after")
MOST_ROWS = 40
"""Of one kind, more rows than this are told in a message by their number."""

_SHOWN: Mapping[str, tuple[str, ...]] = {
    "verdict": ("verdict", "material", "stated", "recomputed"),
    "result": ("value", "unit"),
    "report": ("title", "publisher", "published", "place"),
    "figure": ("quote", "measure", "value", "unit", "place", "period_end", "status"),
    "statement": ("kind", "theme", "place", "due", "status"),
}
"""What is told of a row that is new or gone; and, of verdicts and results, what counts as a change."""
_COMPARED = ("verdict", "result")
KINDS = tuple(_SHOWN)

NOW_MATERIAL, NOW_OFF, NO_LONGER_OFF = "now materially off", "now off", "no longer off"
FLIPPED, RECOMPUTED, MOVED, CHANGED, GONE, NEW = "flipped", "recomputed", "moved", "changed", "gone", "new"


@dataclass(frozen=True)
class Sort:
    """Changes of one kind that are told together: their name, and what a sentence says of one or several."""

    kind: str
    name: str
    one: str
    several: str

    def counted(self, changed: int, *, noun: bool = True) -> str:
        """So many changes of this sort, in words; a second clause goes without the noun."""
        subject = count(changed, _NOUNS[self.kind]) if noun else number(changed)
        return f"{subject} {self.one if changed == 1 else self.several}"


_NOUNS = {kind: kind for kind in KINDS} | {"verdict": "claim"}
SORTS = (
    Sort("verdict", NOW_MATERIAL, "is now materially off", "are now materially off"),
    Sort("verdict", NOW_OFF, "is now off, not materially", "are now off, not materially"),
    Sort("verdict", NO_LONGER_OFF, "is no longer off", "are no longer off"),
    Sort("verdict", FLIPPED, "has another verdict", "have another verdict"),
    Sort("verdict", RECOMPUTED, "keeps its verdict on other values", "keep their verdict on other values"),
    *(Sort("verdict", name, f"is {name}", f"are {name}") for name in (GONE, NEW)),
    *(
        Sort(kind, name, *words)
        for kind, moved in (
            ("result", MOVED),
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
        return (self.new or self.old)["page" if self.kind == "result" else "report_id"]

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
        return MOVED if change.kind == "result" else CHANGED
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


@dataclass(frozen=True)
class _Line:
    """A row of a message, and how many changes it tells by their number only."""

    cells: Sequence[str]
    left_out: int = 0


def markdown(found: Sequence[Change], title: str) -> str:
    """The changes as Markdown for a message; where there are many, the quiet ones by their number.

    How many are told so stands at the end, with the way to see each.
    """
    told = [line for kind in KINDS for line in _lines([each for each in found if each.kind == kind])]
    lines = [f"**{title}**: {bottom_line(found)}"]
    if told:
        lines += ["", f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|"]
        lines += [f"| {' | '.join(line.cells)} |" for line in told]
    left_out = sum(line.left_out for line in told)
    if left_out:
        rows = "1 row is" if left_out == 1 else f"{number(left_out)} rows are"
        lines += ["", f"{rows} told by number only; the same call without `--markdown` shows each."]
    return "\n".join(lines)


def _lines(found: Sequence[Change]) -> list[_Line]:
    """The lines of one kind: each change, or, of too many, what is new and gone together by its home."""
    if len(found) <= MOST_ROWS:
        return [_line(each) for each in found]
    lines = []
    for sort, group in by_sort(found):
        if sort.name in (NEW, GONE):
            lines += [_folded(list(same)) for _, same in groupby(group, key=lambda each: each.home)]
        else:
            lines += [_line(each) for each in group]
    return _cut(lines, found[0].kind)


def _line(change: Change) -> _Line:
    kind, identity, *rest = change.cells
    return _Line((kind, _code(identity), *map(_cell, rest)))


def _folded(group: Sequence[Change]) -> _Line:
    """Changes of one sort and home in one line; claims with what became of them."""
    if len(group) == 1:
        return _line(group[0])
    first = group[0]
    verdicts = Counter((each.new or each.old).get("verdict", "") for each in group)
    tally = ", ".join(f"{many} {word}" for word, many in sorted(verdicts.items()) if word)
    sides = ("", tally) if first.new else (tally, "")
    which = f"{number(len(group))} {first.sort.name}"
    return _Line((first.kind, _code(f"{first.home} …"), which, *sides), len(group))


def _cut(lines: Sequence[_Line], kind: str) -> list[_Line]:
    """At most MOST_ROWS lines, and one that says how many more changes there are."""
    kept, rest = list(lines[:MOST_ROWS]), lines[MOST_ROWS:]
    if rest:
        more = sum(line.left_out or 1 for line in rest)
        kept.append(_Line((kind, "", f"{number(more)} more", "", ""), more))
    return kept


def _code(identity: str) -> str:
    """The id as code: in it, only a backtick and the end of a cell mean anything."""
    return "`" + identity.replace("`", "'").replace("|", r"\|") + "`"


def _cell(text: str) -> str:
    r"""The text as it reads in a cell, whatever signs of Markdown it holds.

    >>> _cell("a|b `c` <d>")
    'a\\|b \\`c\\` &lt;d>'
    """
    return re.sub(r"([\\`*\[\]|~&])", r"\\\1", text).replace("<", "&lt;")
