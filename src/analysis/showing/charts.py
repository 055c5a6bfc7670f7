"""Charts of quantities: what is known is drawn, with its interval, and what is not firm is drawn hollow.

A blue mark is observed, an orange one intended (a plan, a target, a threshold), a grey one gives the scale.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from analysis.showing import drawing
from analysis.showing.drawing import Chart, Mark, Meaning, Words
from analysis.showing.tables import NOTEBOOK_ONLY, Bundle, named
from analysis.table.quantities import Quantity, Window
from analysis.table.study import Selection
from analysis.table.units import PERCENT
from analysis.table.vocabulary import COUNTRY
from analysis.wording import day, listing, period

if TYPE_CHECKING:
    import pandas as pd


MOST_MARKS = 36
"""The country and its provinces, and one more: a chart shows the largest of more marks."""
_MOST_SOURCES = 4
_INTENDED = frozenset({"plan", "target", "threshold"})


class Nothing:
    """What stands in place of a chart where there is nothing to draw: a line that the site leaves out."""

    def _repr_mimebundle_(self, **_: object) -> tuple[Bundle, Bundle]:
        return {"text/plain": "no chart: this selection has nothing to set side by side"}, {
            NOTEBOOK_ONLY: True
        }


NO_CHART = Nothing()


def bars(seen: Selection, labelled: Any, how: str = "", *, about: str = "") -> Chart | Nothing:
    """A bar from zero for each labelled quantity that is known and not zero; of one alone, nothing.

    Args:
        labelled: a column of quantities, or a mapping from labels to them.
        how: the format of the numbers at the bars.
        about: what is counted; the measure or the unit, unless given. The dates follow.
    """
    return _drawn(drawing.bars, seen, labelled, how, about)


def ranges(seen: Selection, labelled: Any, how: str = "", *, about: str = "") -> Chart | Nothing:
    """A dot with its interval for each labelled quantity that is known; the scale need not start at zero."""
    return _drawn(drawing.ranges, seen, labelled, how, about, scaled=True)


def grid(
    seen: Selection, counts: pd.DataFrame, *, about: str, behind: pd.DataFrame | None = None
) -> Chart | Nothing:
    """The frame of counts as a grid; a cell without any stays blank.

    `behind` are the rows that were counted: the reports in them are named as the source.
    """
    if not counts.size or not int(counts.to_numpy().sum()):
        return NO_CHART
    reports = behind["report_id"].unique() if behind is not None else ()
    words = Words(about, source_of(reports, seen))
    rows, columns = ([str(each) for each in names] for names in (counts.index, counts.columns))
    return drawing.matrix(rows, columns, counts.astype(int).to_numpy().tolist(), words)


def over_time(seen: Selection, followed: Any, how: str = "", *, about: str = "") -> Chart | Nothing:
    """The points of a series on their days, joined where one is held against the other.

    What no person has looked at is drawn hollow, and no line leads to it. Nothing is drawn unless there are
    two dates.

    Args:
        followed: a frame of `series`, or a mapping from the names of several to theirs.
        how: the format of the numbers at the last points.
        about: what is counted; the measure or the unit, unless given. The dates follow.
    """
    frames = {"": followed} if hasattr(followed, "columns") else dict(followed)
    known = {name: [each for each in frame["quantity"] if isinstance(each, Quantity) and not each.undated]
             for name, frame in frames.items()}  # fmt: skip
    everywhere = {place for some in known.values() for each in some for place in each.places}
    drawn = [
        _line(str(name), known[name], frames[name]["change"], how, everywhere)
        for name in frames
        if known[name]
    ]
    if all(len({mark.day for mark in line.marks}) == 1 for line in drawn):
        return NO_CHART
    marks = [mark for line in drawn for mark in line.marks]
    quantities = [each for some in known.values() for each in some]
    sign = "%" if {each.unit for each in quantities} == {PERCENT} else ""
    return drawing.lines(drawn, _words(quantities, marks, about, seen), sign)


def _line(
    name: str, points: Sequence[Quantity], changes: Iterable[Any], how: str, everywhere: set[str]
) -> drawing.Line:
    """The line of one series: its marks, and which of them the reviewed changes join."""
    marks = {}
    for each in points:
        figure = each.figures[0]
        when = day(figure.period_end) if figure.period_end else ""
        mark = _mark(", ".join(part for part in (name, when) if part), each, how, everywhere)
        marks[figure.figure_id] = replace(mark, value=each.value, day=figure.period_end)
    pairs = [
        [marks[each.figure_id] for each in change.figures if each.figure_id in marks]
        for change in changes
        if isinstance(change, Quantity) and not change.unreviewed
    ]
    joined = [(max(pair, key=_day), min(pair, key=_day))[::-1] for pair in pairs if len(pair) == 2]
    return drawing.Line(name, tuple(sorted(marks.values(), key=_day)), tuple(joined))


def _day(mark: Mark) -> date:
    return mark.day or date.min


def source_of(reports: Iterable[str], seen: Selection) -> str:
    """The publishers of the reports, as a chart's last line; of many, the first."""
    publishers = [*dict.fromkeys(seen.study.reports[each].publisher for each in dict.fromkeys(reports))]
    more = len(publishers) - _MOST_SOURCES
    others = [f"{more} more"] if more > 0 else []
    return "Source: " + "; ".join([*publishers[:_MOST_SOURCES], *others])


def _drawn(
    draw: Any, seen: Selection, labelled: Any, how: str, about: str, scaled: bool = False
) -> Chart | Nothing:
    known = {
        named(str(name), seen): each for name, each in labelled.items()
        if isinstance(each, Quantity) and (scaled or each.value or each.low != each.high)
    }  # fmt: skip
    if len(known) < (1 if scaled else 2):  # beside nothing and without a scale, a length says nothing
        return NO_CHART
    all_of_them = len(known)
    known = _largest(known)
    everywhere = {place for each in known.values() for place in each.places}
    marks = [_mark(name, each, how, everywhere) for name, each in known.items()]
    words = _words(list(known.values()), marks, about, seen)
    if len(known) < all_of_them:
        words = replace(words, subtitle=f"{words.subtitle}; the {len(known)} largest of {all_of_them}")
    chart: Chart = draw(marks, words)
    return chart


def _largest(known: dict[str, Quantity]) -> dict[str, Quantity]:
    """The largest of the quantities, as many as a chart shows legibly, in their own order."""
    if len(known) <= MOST_MARKS:
        return known
    chosen = set(heapq.nlargest(MOST_MARKS, known, key=lambda name: (known[name].value, name)))
    return {name: each for name, each in known.items() if name in chosen}


def _mark(name: str, quantity: Quantity, how: str, everywhere: set[str]) -> Mark:
    text, drawn = format(quantity, how), quantity.ratio  # a share in percent and a ratio stand on one scale
    ends = [end for end in (drawn.low, drawn.high) if end.is_finite()]
    is_interval = " to " in text or text.startswith("between")
    return Mark(
        name, drawn.value, text,
        low=min(ends) if is_interval else None, high=max(ends) if is_interval else None,
        solid=is_firm(quantity), meaning=_meaning(quantity, everywhere),
        figure_ids=quantity.figure_ids,
    )  # fmt: skip


def is_firm(quantity: Quantity) -> bool:
    """Whether it is drawn filled: dated, reviewed, and open to no side."""
    closed = quantity.low.is_finite() and quantity.high.is_finite()
    return closed and not quantity.unreviewed and not quantity.undated


def _meaning(quantity: Quantity, everywhere: set[str]) -> Meaning:
    if any(each.role in _INTENDED for each in quantity.figures):
        return Meaning.INTENDED
    others = everywhere - {COUNTRY}
    return Meaning.SCALE if quantity.places == (COUNTRY,) and others else Meaning.OBSERVED


def _words(quantities: Sequence[Quantity], marks: Sequence[Mark], about: str, seen: Selection) -> Words:
    what = about or _what(quantities, seen)
    windows = {window for each in quantities for window in each.windows}
    hollow = "hollow: hedged, undated or not reviewed" if any(not each.solid for each in marks) else ""
    reports = [name.partition(":")[0] for each in quantities for name in each.figure_ids]
    # What is counted has no window of its own.
    dates = _dates(windows) if any(each.figures for each in quantities) else ""
    subtitle = ", ".join(part for part in (f"{what[:1].upper()}{what[1:]}", dates) if part)
    return Words("; ".join(part for part in (subtitle, hollow) if part), source_of(reports, seen))


def _what(quantities: Sequence[Quantity], seen: Selection) -> str:
    """The one measure of all of them, where they are figures; else their units."""
    measures = {each.figure.measure if each.figure else "" for each in quantities}
    units = dict.fromkeys(str(each.unit) for each in quantities)
    only = measures.pop() if len(measures) == 1 else ""
    return named(only, seen) if only in seen.study.measures else listing(units)


def _dates(windows: Iterable[Window]) -> str:
    """The window that all share, a stock's with that which it closes; else that which holds them all."""
    starts = sorted({start for start, _ in windows if start})
    ends = sorted({end for _, end in windows if end})
    if not ends:
        return "undated"
    whole = period(starts[0] if starts else None if len(ends) == 1 else ends[0], ends[-1])
    return whole if len(ends) == 1 and len(starts) <= 1 else f"within {whole}"
