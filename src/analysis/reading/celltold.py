"""What a table tells of a cell's figure outright: its measure, role, place, communes and period.

Each function gives what is told, or None (nothing) where head, label and the lines above leave it open, and
the figure is read as any other.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from analysis.reading import periods
from analysis.reading.dates import Found
from analysis.reading.grids import Span
from analysis.reading.language import Language
from analysis.reading.locating import Whereabouts
from analysis.reading.numerals import Numeral
from analysis.reading.periods import Calendar, Choice, Dated
from analysis.reading.sentences import Draft, sentence_of
from analysis.reading.signatures import Sides, asks_for, filled
from analysis.reading.tables import Cell
from analysis.table.catalogue import read_measures, read_things
from analysis.table.vocabulary import COUNTRY, MONIES, SHARES


def measures_told(cell: Cell, numeral: Numeral) -> frozenset[str]:
    """The measures that head and label name (`signatures.filled`); what both leave out, the lines above say.

    A share of the plan is one whose measure says so. What is counted has no decimals.
    """
    chief, beside = (cell.row, cell.column) if cell.by_rows else (cell.column, cell.row)
    above = () if chief or beside else cell.title
    found = filled(numeral.suffix, Sides(chief or beside or above, beside, cell.title, cell.around))
    if cell.by_head and not cell.planned and not _BASES.isdisjoint(cell.column):
        found = frozenset(name for name in found if asks_for(name, _BASES))
    if numeral.value != numeral.value.to_integral_value():
        found = frozenset(name for name in found if read_measures()[name].unit not in read_things().values())
    first = next((each for each in chief if each in read_things()), "")
    if read_things().get(first) == "other":
        found = frozenset(name for name in found if _asks_more(name))
    return frozenset(_as_planned(found, cell.planned))


_BASES = frozenset({"plan_c", "estimate_c"})
"""What a plan is called, and what a share of it is held against."""


def _asks_more(measure: str) -> bool:
    """Whether a measure asks for more than the thing that it counts."""
    signature = read_measures()[measure].signature
    return signature is not None and bool(signature.that)


def _as_planned(found: Collection[str], planned: bool) -> Collection[str]:
    """Of the measures those that are plans by their nature, or those that are none; all if none are left."""
    kept = [name for name in found if (read_measures()[name].role == "plan") == planned]
    return kept or found


def role_told(cell: Cell | None, draft: Draft) -> str | None:
    """The role: a plan where head or label say so, an estimate or a target likewise."""
    measure = read_measures().get(draft.measure)
    if cell is None or cell.head is None:
        return None
    if not cell.by_head:
        for role in ("estimate", "target"):
            if role in cell.said and not (role == "target" and not cell.planned):
                return role
    change = measure is not None and measure.kind == "change"
    if (cell.planned and not change) or (measure is not None and measure.role == "plan"):
        return "plan"
    return "observed" if not cell.said & {"estimate", "target"} else None


def place_told(cell: Cell | None, where: Whereabouts, language: Language) -> str | None:
    """The place that label, head or the lines above name; that of the whole where a table names places."""
    if cell is None:
        return None
    labels = [] if cell.commune else cell.labels
    for spans in (labels, [cell.head] if cell.head else []):
        named = {code for span in spans for code in _provinces(span, where)}
        if len(named) == 1:
            return named.pop()
        if named:
            return None
        if any(_says_country(where.text, span, language) for span in spans):
            return COUNTRY
    for span in cell.above:
        above = {*_provinces(span, where)}
        if above:
            return above.pop() if len(above) == 1 else None
    return where.home if cell.head else None


def _provinces(span: Span, where: Whereabouts) -> Iterator[str]:
    """The provinces that a stretch names; no commune that is called like one."""
    lists = where.within(*span)
    for each in where.places.within(*span):
        if not any(start <= each.start < end for start, end, _ in lists):
            yield each.code


def _says_country(text: str, span: Span, language: Language) -> bool:
    sentence = sentence_of(text, (*span, 0), language, ())
    return bool(sentence.of("country"))


def locality_told(cell: Cell | None, where: Whereabouts) -> tuple[str, ...] | None:
    """The commune that label or head name; none where other rows name theirs."""
    if cell is None:
        return None
    for span in (*cell.labels, *([cell.head] if cell.head else [])):
        lists = where.within(*span)
        if len(lists) == 1 and len(lists[0][2]) == 1:
            return (_whole_name(where.text, span, lists[0][2][0]),)
        if lists:
            return None
    if cell.commune is not None:
        return (_ABBREVIATED.sub("", where.text[slice(*cell.commune)]),)
    return () if cell.communes else None


_ABBREVIATED = re.compile(r"^[^\W\d_]{1,3}\.[ ]*")
"""What stands for "ward" or "commune" before a name: "P. Tân An"."""


def _whole_name(text: str, span: Span, name: str) -> str:
    """The name with what goes on from it in its cell: "Bảo Lộc 1", "Xuân Hương - Đà Lạt"."""
    cell = text[slice(*span)]
    at = cell.find(name)
    rest = cell[at + len(name) :].split("(")[0].split(",")[0].rstrip() if at > 0 else ""
    joined = rest.startswith(" - ") or rest.strip().isdecimal()
    return name + rest if joined else name


_OTHERS = (" document", " event")
"""Marks of days that are those of something else."""


@dataclass
class Dating:
    """Finds the date that a table tells of its cells."""

    text: str
    language: Language
    dates: Sequence[Found]
    calendar: Calendar

    def __post_init__(self) -> None:
        self._starts = [found.start for found in self.dates]
        self._kept: dict[Span, Sequence[Dated]] = {}

    def told(self, cell: Cell | None, draft: Draft) -> Choice | None:
        """The period of head, label or the lines above, whichever names one first."""
        if cell is None:
            return None
        heads = [span for span in (cell.head, cell.beside) if span is not None]
        near = [*heads[:1], *reversed(cell.labels), *heads[1:]]
        for span in near:
            if dated := self._of(span):
                return _before_the_reform(cell, draft) or self._choice(dated[0], draft, "stated")
        above = [each for span in cell.above for each in reversed(self._of(span))]
        usable = [each for each in above if each.kind != "day" and not self._is_base(each)]
        if not usable:
            return _before_the_reform(cell, draft)
        return self._choice(usable[0], draft, "carried", "ago" in cell.said and draft.unit not in SHARES)

    def _is_base(self, each: Dated) -> bool:
        """Whether a date is what something is compared with: "up on the first half of 2025"."""
        return each.marks == " compared" and not self.text[: each.period.start].endswith(", ")

    def _of(self, span: Span) -> Sequence[Dated]:
        """The dates of a stretch that date what stands there: no day of a document or an event."""
        if span not in self._kept:
            inside = self.dates[bisect_left(self._starts, span[0]) : bisect_left(self._starts, span[1])]
            sentence = sentence_of(self.text, (*span, 9), self.language, ())
            found = periods.sorted_out(sentence, inside, self.calendar) if inside else ()
            self._kept[span] = [each for each in found if each.kind == "until" or each.marks not in _OTHERS]
        return self._kept[span]

    def _choice(self, dated: Dated, draft: Draft, basis: str, year_before: bool = False) -> Choice | None:
        """The reading of the date that goes with the figure's measure and role."""
        found = periods.readings_of(dated, draft.role, self.calendar.published)
        name = next((each for each in _wanted(draft, basis) if each in found), None)
        if name is None:
            return None
        start, end = found[name]
        if year_before:
            start, end = periods.year_before(start), periods.year_before(end)
        weak = dated.period.completed or name not in "WED" or year_before
        return Choice((start, end), "completed" if weak and basis == "stated" else basis, dated)


def _before_the_reform(cell: Cell, draft: Draft) -> Choice | None:
    """The eve of the reform, where head or label call what is counted former and it is a stock of units."""
    former = "former" in cell.column or "former" in cell.row
    counted = draft.unit not in (*SHARES, *MONIES) and draft.role == "observed" and _is_stock(draft)
    return periods.BEFORE_IT if former and counted else None


def _is_stock(draft: Draft) -> bool:
    measure = read_measures().get(draft.measure)
    return measure is None or measure.kind == "stock"


def _wanted(draft: Draft, basis: str) -> Sequence[str]:
    """The readings of a date (`periods`) that may be meant, the likeliest first."""
    measure = read_measures().get(draft.measure)
    stock = measure is not None and (measure.kind == "stock" or measure.standing or measure.annual)
    if draft.role in ("plan", "target"):
        yearly = ("AE", "E") if stock else ("A", "W", "Y")
        return yearly if basis == "carried" else ("E",) if stock else ("W", "Y", "A")
    return ("E",) if stock else ("W", "Y", "D")
