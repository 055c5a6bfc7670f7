"""The cross table: a row for each place, a column for each measure, in a cell the latest value with its day.

The page `table` has for each theme the measures that are stated of most places; where a theme has more, a
page of its own has all of them. A script sorts and filters; without it the tables stand as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.files import csv_of_cells
from analysis.pages.rendering.cells import (
    legend,
    link,
    measure_page,
    name_of,
    place_link,
    shortly,
    signs,
    words,
)
from analysis.pages.rendering.document import Document
from analysis.pages.rendering.source import Pages
from analysis.pages.rendering.whole import file_link
from analysis.table.catalogue import Measure
from analysis.table.figures import Figure
from analysis.table.known import Known
from analysis.table.vocabulary import MONIES, THEMES
from analysis.wording import amount, count, listing, number, stated

TABLE = "table"
WHOLE = f"{TABLE}.csv"
MOST = 7
"""So many columns of a theme stand beside each other on the first page."""
FEW = 5
"""So many places are named of which nothing is stated; more are counted."""
_FILE_COLUMNS = (
    "place", "measure", "stated", "value", "unit", "period_start", "period_end", "role", "marks",
    "figure_id", "page",
)  # fmt: skip


@dataclass(frozen=True)
class _Cells:
    """The figures of the table by measure and place, with the signs of each."""

    known: Known
    pages: Pages

    @cached_property
    def figures(self) -> Mapping[str, Mapping[str, tuple[Figure, str]]]:
        """By measure and place the figure that stands, and its signs."""
        latest, measures = self.known.latest, self.known.study.measures
        found: dict[str, dict[str, tuple[Figure, str]]] = {}
        for figure, later in zip(self.known.figures(latest), latest["later"].tolist(), strict=True):
            marks = signs(figure, self.pages, measures[figure.measure].role) + ("+" if later >= 0 else "")
            found.setdefault(figure.measure, {})[figure.place] = (figure, marks)
        return found

    def measures(self, theme: str) -> list[Measure]:
        """The measures of the theme that are stated of a whole place, those of most places first."""
        own = [
            each
            for each in self.known.study.measures.values()
            if each.theme == theme and each.id in self.figures
        ]
        return sorted(own, key=lambda each: -len(self.figures[each.id]))


_SCRIPTS = ("nearest.js", "crosstable.js")


def table_documents(known: Known, pages: Pages) -> Iterator[Document]:
    """The page of the table, and one for each theme with more measures than stand there.

    >>> from analysis.table.study import load
    >>> [each.name for each in table_documents(Known(load()), Pages((), {}))][:2]
    ['table', 'table-organisation']
    """
    cells = _Cells(known, pages)
    themes = {theme: found for theme in THEMES if (found := cells.measures(theme))}
    longer = [theme for theme, measures in themes.items() if len(measures) > MOST]
    lead = _lead(cells)
    parts = [f'<p class="study-lead">{lead}</p>']
    for theme, measures in themes.items():
        more = len(measures) - MOST
        all_of = f'<a href="{TABLE}-{theme}.html">all of {theme}</a>'
        wider = f'<p class="more-rows">… and {count(more, "more measure")}: {all_of}</p>' if more > 0 else ""
        parts.append(
            f'<h2 id="{theme}">{theme.capitalize()}</h2>{_table(theme, measures[:MOST], cells)}{wider}'
        )
    parts += (
        [_foot(cells, themes), f"<p>The whole table in one file: {file_link(WHOLE)}</p>"] if themes else []
    )
    files = {WHOLE: _whole(cells)} if themes else {}
    yield Document(
        TABLE, "Places and measures", "\n".join(parts), "measures", lead, searched=False, scripts=_SCRIPTS,
        files=files,
    )  # fmt: skip
    for theme in longer:
        yield _of_theme(theme, themes[theme], cells)


def _lead(cells: _Cells) -> str:
    pairs = [figure for places in cells.figures.values() for figure, _ in places.values()]
    if not pairs:
        return "No report that was read states a figure of a whole place."
    places = len({figure.place for figure in pairs})
    return (
        f"The latest value of {count(len(cells.figures), 'measure')} in {count(places, 'place')}, "
        "each with its day; a value leads to the words that state it."
    )


def _of_theme(theme: str, measures: Sequence[Measure], cells: _Cells) -> Document:
    title = f"Places and measures: {theme}"
    lead = (
        f"The latest value of all {count(len(measures), 'measure')} of {theme} that reports state of a place."
    )
    body = (
        f'<p class="study-lead">{lead} <a href="{TABLE}.html">All themes</a></p>'
        f'<h2 id="{theme}">{theme.capitalize()}</h2>{_table(theme, measures, cells)}'
        f"{_foot(cells, {theme: measures})}"
    )
    return Document(f"{TABLE}-{theme}", title, body, "measures", lead, searched=False, scripts=_SCRIPTS)


def _foot(cells: _Cells, themes: Mapping[str, Sequence[Measure]]) -> str:
    shown = {each.id for measures in themes.values() for each in measures}
    return legend(marks for name in shown for _, marks in cells.figures[name].values())


def _table(theme: str, measures: Sequence[Measure], cells: _Cells) -> str:
    """The places of which any of the measures is stated, the country first; then those of which none is."""
    places = cells.known.study.places
    told = [code for code in places if any(code in cells.figures[each.id] for each in measures)]
    silent = [name_of(places[code]) for code in places if code not in told]
    heads = "".join(
        f'<th class="number" title="{words(each.counts or each.label)}">'
        f"{link(measure_page(each.id), each.label)}</th>"
        for each in measures
    )
    # The labels of the cells are what a phone shows beside each value.
    labels = {each.id: f'<td data-label="{words(each.label)}"' for each in measures}
    rows = "\n".join(
        f'<tr><td data-label="Place">{place_link(places[code])}</td>'
        + "".join(
            f"{labels[each.id]}{_cell(cells.figures[each.id].get(code), cells.pages)}</td>"
            for each in measures
        )
        + "</tr>"
        for code in told
    )
    others = listing(silent) if len(silent) <= FEW else f"{number(len(silent))} other places"
    nothing = f'<p class="more-rows">None of these is stated of {words(others)}.</p>' if silent else ""
    return (
        f'<div class="table-box crossing" tabindex="0"><table class="crossing-{theme}">\n'
        f"<thead><tr><th>Place</th>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></div>{nothing}"
    )


def _cell(found: tuple[Figure, str] | None, pages: Pages) -> str:
    """What stands in the cell behind its label: the value as a link, its marks, its day."""
    if found is None:
        return ">"
    figure, marks = found
    shown, address = words(_said(figure)), pages.address_of(figure.figure_id)
    linked = f'<a href="{words(address)}">{shown}</a>' if address else shown
    waits = " data-waits" if {"○", "?"} & set(marks) else ""
    behind = f"<sup>{marks}</sup>" if marks else ""
    return f' data-sort="{figure.value:f}"{waits}>{linked}{behind}<i>{shortly(figure)}</i>'


def _said(figure: Figure) -> str:
    """The value in little room: hedges stay, the unit stands in the column's head but where it scales."""
    if figure.unit == "percent" or figure.value_max is not None:
        return stated(figure)
    if figure.unit in MONIES:
        return amount(figure.value, figure.unit).removesuffix(f" {figure.unit}")
    return stated(figure, bare=True)


def _whole(cells: _Cells) -> str:
    rows = (
        (place, name, stated(figure), f"{figure.value:f}", figure.unit, str(figure.period_start or ""),
         str(figure.period_end or ""), figure.role, marks, figure.figure_id,
         cells.pages.address_of(figure.figure_id))
        for name, places in cells.figures.items()
        for place, (figure, marks) in places.items()
    )  # fmt: skip
    return csv_of_cells(_FILE_COLUMNS, rows)
