"""What the pages of places and measures show alike: a figure in a table, its marks, its day, its file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from itertools import chain, repeat
from typing import TYPE_CHECKING

from analysis.errors import printable
from analysis.files import csv_of_cells
from analysis.pages.rendering.document import boxed
from analysis.pages.rendering.source import Pages, figure_link
from analysis.table.catalogue import Measure, Place
from analysis.table.figures import Figure
from analysis.table.known import Known
from analysis.table.verdicts import OFF
from analysis.table.vocabulary import COUNTRY
from analysis.wording import count, listing, period, short_day, stated

if TYPE_CHECKING:
    import pandas as pd

SIGNS = {
    "○": "not reviewed by a person",
    "?": "doubtful",
    "✗": "does not add up with the figures beside it",
    "e": "an estimate",
    "p": "a plan",
    "t": "a target",
    "b": "the bound of a group",
    "+": "a later figure waits for a review",
}
"""What stands behind a value, and what it says."""
_ROLES = {"estimate": "e", "plan": "p", "target": "t", "threshold": "b"}
_FILE_COLUMNS = (
    "figure_id", "measure", "value", "value_max", "unit", "qualifier", "role", "place", "locality",
    "units_covered", "period_start", "period_end", "holder", "breakdown", "per", "status", "doubt",
    "report_id",
)  # fmt: skip

Row = tuple[str, ...]


def words(text: object) -> str:
    r"""Text of a data file as HTML: escaped, and without what moves a cursor or turns letters.

    >>> words("a < b\x1b")
    'a &lt; b\\x1b'
    """
    return escape(printable(str(text)))


def name_of(place: Place) -> str:
    """What the place is called in English, else as the list has it."""
    return place.name_en or place.name


def place_page(code: str) -> str:
    """The stem of the file of a place's page."""
    return f"place-{code}"


def measure_page(measure: str) -> str:
    """The stem of the file of a measure's page."""
    return f"measure-{measure}"


def link(page: str, text: str, names: Iterable[str] = ()) -> str:
    """A link to a page of the site; `names` are what else its subject is called, for who misspells it.

    >>> link("place-VN-HN", "Hanoi")
    '<a href="place-VN-HN.html">Hanoi</a>'
    """
    called = printable("; ".join(names))
    more = f' data-names="{escape(called)}"' if called else ""
    return f'<a href="{escape(page)}.html"{more}>{words(text)}</a>'


def place_link(place: Place) -> str:
    """The link to the page of a place, which knows its other names."""
    others = dict.fromkeys(each for each in (place.name, *place.variants) if each != name_of(place))
    return link(place_page(place.code), name_of(place), others)


def table(columns: Sequence[str], rows: Iterable[Row], ids: Iterable[str] = (), look: str = "") -> str:
    """A table of cells that are HTML already, in its box; a column whose name ends with # holds numbers.

    >>> table(("a", "b#"), [("1", "2")]).count('class="number"')
    2
    """
    names = [column.removesuffix("#") for column in columns]
    kinds = [' class="number"' if column.endswith("#") else "" for column in columns]
    head = "".join(f"<th{kind}>{escape(name)}</th>" for name, kind in zip(names, kinds, strict=True))
    labels = [f'<td data-label="{escape(name)}"{kind}>' for name, kind in zip(names, kinds, strict=True)]
    starts = chain((f'<tr id="{escape(each)}">' if each else "<tr>" for each in ids), repeat("<tr>"))
    body = "\n".join(
        start + "".join(f"{label}{cell}</td>" for label, cell in zip(labels, row, strict=True)) + "</tr>"
        for start, row in zip(starts, rows, strict=False)
    )
    return boxed(
        f'<table class="figures-table {look or "known"}">\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>"
    )


def without_empty(
    columns: Sequence[str], rows: Sequence[Row], column: str
) -> tuple[Sequence[str], Sequence[Row]]:
    """The columns and rows without a column in which no row has anything.

    >>> without_empty(("a", "b"), [("1", ""), ("2", "")], "b")
    (('a',), [('1',), ('2',)])
    """
    at = columns.index(column)
    if any(row[at] for row in rows):
        return columns, rows
    return (*columns[:at], *columns[at + 1 :]), [(*row[:at], *row[at + 1 :]) for row in rows]


def folded(summary: str, html: str, *, opened: bool = False) -> str:
    """A part that is folded under its summary; nothing where there is nothing in it."""
    if not html:
        return ""
    return (
        f'<details class="known-more"{" open" if opened else ""}><summary>{summary}</summary>{html}</details>'
    )


def signs(figure: Figure, pages: Pages, usual: str = "observed") -> str:
    """The signs behind a figure: what it is where it is not what one would think, or not sure.

    >>> from dataclasses import replace
    >>> from analysis.table.study import load
    >>> one = load().by_id["hanoi-fr:2888"]
    >>> signs(one, Pages((), {})), signs(replace(one, status="read", role="plan"), Pages((), {}))
    ('', '○p')
    """
    check = pages.checks.get(figure.figure_id)
    return (
        ("○" if figure.status != "reviewed" else "")
        + ("?" if figure.doubt else "")
        + ("✗" if check and check.verdict == OFF else "")
        + (_ROLES.get(figure.role, "") if figure.role != usual else "")
    )


def signs_shown(found: str) -> str:
    """The signs as HTML, each with what it says."""
    each = "".join(f'<abbr title="{SIGNS[sign]}">{sign}</abbr>' for sign in found)
    return f'<sup class="signs">{each}</sup>' if each else ""


def legend(found: Iterable[str]) -> str:
    """What the signs that stand on the page say; nothing without any."""
    there = set("".join(found))
    said = [f"<b>{sign}</b> {means}" for sign, means in SIGNS.items() if sign in there]
    return f'<p class="known-legend">{" · ".join(said)}</p>' if said else ""


def value(figure: Figure, pages: Pages, measure: Measure, more: str = "") -> str:
    """The figure as its report states it, with its signs, and with `more` of them."""
    found = signs(figure, pages, measure.role) + more
    look = ' class="waits"' if {"○", "?"} & set(found) else ""
    return f"<span{look}>{words(stated(figure))}</span>{signs_shown(found)}"


def when(figure: Figure) -> str:
    """The window of the figure in words."""
    return period(figure.period_start, figure.period_end)


def shortly(figure: Figure) -> str:
    """The last day of the figure's window in little room."""
    return short_day(figure.period_end) if figure.period_end else "undated"


def whose(figure: Figure) -> str:
    """What sets it apart from a total of its place: part, holder, class, average, role.

    >>> from analysis.table.study import load
    >>> whose(load().by_id["langson-fr:1845"])
    '4 units'
    """
    named = figure.localities
    units = figure.units_covered or len(named)
    part = listing(named) if 0 < len(named) <= 3 else count(units, "unit") if units else ""
    said = (part, figure.holder, figure.breakdown, f"per {figure.per}" if figure.per else "")
    return ", ".join(each.replace("_", " ") for each in said if each)


def check_of(figure: Figure, pages: Pages) -> str:
    """The mark of the worst claim about the figure; nothing where there is none."""
    check = pages.checks.get(figure.figure_id)
    return check.mark.markup if check else ""


def pointer(figure: Figure, pages: Pages, reports: int = 1) -> str:
    """The figure's id with the link to its words, and how many reports state the same."""
    more = f' <span class="quiet">and {count(reports - 1, "more report")}</span>' if reports > 1 else ""
    return figure_link(figure.figure_id, pages) + more


def figures_file(known: Known, rows: object, address_of: Callable[[str], str]) -> str:
    """The observations of these rows as a CSV file, each with its address on the site."""
    figures = known.study.figures.take(rows["at"].to_numpy(dtype=int))  # type: ignore[index]
    columns = [figures.texts(name) for name in _FILE_COLUMNS]
    reports = [str(many) for many in rows["reports"]]  # type: ignore[index]
    where = map(address_of, columns[0])
    cells = (
        tuple("" if cell is None else str(cell) for cell in row)
        for row in zip(*columns, reports, where, strict=True)
    )
    return csv_of_cells((*_FILE_COLUMNS, "reports", "page"), cells)


def by(rows: pd.DataFrame, column: str) -> Mapping[str, pd.DataFrame]:
    """The rows of each value of the column, in the order in which the values come first."""
    return {str(name): part for name, part in rows.groupby(column, observed=True, sort=False)}


def in_country(code: str) -> bool:
    """Whether the code is that of a part of the country."""
    return code != COUNTRY
