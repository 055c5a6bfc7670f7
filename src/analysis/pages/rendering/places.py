"""A page for each place: its figures by theme, what is said of it without a number, and what is not known.

And the page of all places: a map of tiles shaded by how much is known of each, and the same as a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.files import csv_of_cells, read_rows
from analysis.pages.rendering.cells import (
    Row,
    by,
    check_of,
    figures_file,
    folded,
    in_country,
    legend,
    link,
    measure_page,
    name_of,
    place_link,
    place_page,
    pointer,
    shortly,
    signs,
    table,
    value,
    when,
    whose,
    without_empty,
    words,
)
from analysis.pages.rendering.document import Document
from analysis.pages.rendering.source import Pages, figure_link, report_page
from analysis.pages.rendering.whole import file_link
from analysis.table.catalogue import Place
from analysis.table.figures import Figure
from analysis.table.known import Known
from analysis.table.tidy import statement_frame
from analysis.table.vocabulary import COUNTRY, THEMES
from analysis.wording import amount, count, listing, more_rows, number, period, published, short_day

if TYPE_CHECKING:
    import pandas as pd

PLACES = "places"
TILES = Path(__file__).parent / "theme" / "tiles.csv"
"""Where each place stands on the map of tiles: row and column, north to south and west to east."""
_COLUMNS = ("Measure", "Stated", "Date", "Beside others", "Check", "Figure")
_PARTS = ("Measure", "Stated", "Of", "Date", "Check", "Figure")
_SERIES = ("Measure", "First", "Latest", "Dates#")
_REPORTS = ("Report", "Publisher", "Published", "Figures#", "Reviewed#")
_SAID = ("Kind", "Theme", "Part", "Who says it", "Who is asked", "Due", "Where")
_LIST = ("Place", "Figures#", "Reviewed#", "Measures#", "Reports#", "Latest day")
_FEW, _SOME = 25, 100
"""So many rows stand in a folded table, and in a table of reports; all of them are in a file."""
_CLASSES = ("nothing", "up to a quarter", "up to half", "up to three quarters", "more")
_PER_CENT = 100


@dataclass(frozen=True)
class Gazetteer:
    """All that the pages of places are made of: what is known, the other pages, and who reported what."""

    known: Known
    pages: Pages

    @cached_property
    def said(self) -> Mapping[str, pd.DataFrame]:
        """The statements of witnesses by place."""
        frame = statement_frame(self.known.study.statements, self.known.study)
        return by(frame, "place")

    @cached_property
    def rows(self) -> Mapping[str, pd.DataFrame]:
        """The observations by place."""
        return by(self.known.rows, "place")

    @cached_property
    def latest(self) -> Mapping[str, pd.DataFrame]:
        """The figures that stand for their measures, by place."""
        return by(self.known.latest, "place")

    @cached_property
    def spans(self) -> Mapping[str, pd.DataFrame]:
        """What is known on two days or more, by place, in the order of the catalogue."""
        order = {name: at for at, name in enumerate(self.known.study.measures)}
        spans = self.known.spans.sort_values("measure", key=lambda names: names.map(order), kind="stable")
        return by(spans, "place")

    @cached_property
    def reports(self) -> Mapping[str, Mapping[str, tuple[int, int]]]:
        """By place the reports that state figures of it, or are its own: how many, and how many reviewed."""
        import numpy as np

        study = self.known.study
        figures = study.figures
        of_place, codes = figures.codes("place")
        of_report, names = figures.codes("report_id")
        reviewed = figures.where("status", "reviewed")
        found: dict[str, dict[str, tuple[int, int]]] = {code: {} for code in study.places}
        for name, report in study.reports.items():
            found[report.place][name] = (0, 0)
        pairs = np.stack([of_place, of_report]) if len(figures) else np.zeros((2, 0), dtype=int)
        both, at, many = np.unique(pairs, axis=1, return_inverse=True, return_counts=True)
        sure = np.bincount(at.reshape(-1), weights=reviewed, minlength=both.shape[1])
        for place, report_id, all_, solid in zip(*both.tolist(), many.tolist(), sure.tolist(), strict=True):
            found[codes[place]][names[report_id]] = (all_, int(solid))
        order = {name: at for at, name in enumerate(study.reports)}
        return {
            code: dict(sorted(each.items(), key=lambda pair: order.get(pair[0], -1)))
            for code, each in found.items()
        }

    @cached_property
    def witnesses(self) -> Mapping[str, int]:
        """By place how many reports state figures of it; a translation or a copy is no report more."""
        speaking = self.known.study.witnesses.spans()
        return {
            code: sum(1 for name, (figures, _) in each.items() if figures and name in speaking)
            for code, each in self.reports.items()
        }

    @cached_property
    def measures(self) -> Mapping[str, int]:
        """How many measures are stated of each place, or of parts of it."""
        counted = self.known.rows.groupby("place", sort=False)["measure"].nunique()
        return {str(code): int(many) for code, many in counted.items()}

    @cached_property
    def measures_of_provinces(self) -> int:
        """How many measures are stated of any province."""
        rows = self.known.rows
        return int(rows.loc[rows["place"] != COUNTRY, "measure"].nunique())

    def of(self, frames: Mapping[str, pd.DataFrame], code: str) -> pd.DataFrame:
        """The rows of a place, none where it has none."""
        return frames.get(code, self.known.latest.iloc[:0])

    def coverage(self, code: str) -> int:
        """The class of its shade: 0 where nothing is known of it, 4 where most is that is known of any."""
        many = self.measures.get(code, 0)
        return 0 if not many else min(4, 1 + (4 * many - 1) // max(self.measures_of_provinces, 1))


def place_documents(known: Known, pages: Pages) -> Iterator[Document]:
    """A page for the country and for each place of the list, also where nothing is known of it.

    >>> from analysis.table.study import load
    >>> made = {each.name: each for each in place_documents(Known(load()), Pages((), {}))}
    >>> len(made), made["place-VN-71"].title
    (35, 'Dien Bien')
    """
    gazetteer = Gazetteer(known, pages)
    for place in known.study.places.values():
        yield _document(place, gazetteer)


def places_document(known: Known, pages: Pages) -> Document:
    """The page of all places.

    >>> from analysis.table.study import load
    >>> page = places_document(Known(load()), Pages((), {}))
    >>> page.body.count('class="tile '), page.lead
    (34, 'Reports state figures of 5 of the 34 provinces and cities.')
    """
    gazetteer = Gazetteer(known, pages)
    provinces = _provinces(known)
    told = [place for place in provinces if len(gazetteer.of(gazetteer.rows, place.code))]
    lead = (
        f"Reports state figures of {number(len(told))} of the {count(len(provinces), 'province')} and cities."
    )
    body = (
        f'<p class="study-lead">{lead}</p>\n<div class="known-map"><div>{_map(gazetteer)}</div>'
        f"<div>{_list(gazetteer)}</div></div>"
    )
    return Document(PLACES, "Places", body, "places", lead, scripts=("nearest.js",))


def tile_map(known: Known, pages: Pages) -> str:
    """The map of all provinces and cities, each a link to its page."""
    return _map(Gazetteer(known, pages))


def _provinces(known: Known) -> list[Place]:
    return [place for code, place in known.study.places.items() if in_country(code)]


def _document(place: Place, gazetteer: Gazetteer) -> Document:
    rows = gazetteer.of(gazetteer.rows, place.code)
    lead = _lead(place, rows, gazetteer)
    files = {}
    name = place_page(place.code)
    if len(rows):
        files[f"{name}.csv"] = figures_file(gazetteer.known, rows, gazetteer.pages.address_of)
    themes = [_theme(theme, place, gazetteer) for theme in THEMES]
    said, of_said = _statements(place, gazetteer)
    reports, of_reports = _reports(place, gazetteer)
    body = "\n".join(
        part
        for part in (
            _facts(place), f'<p class="study-lead">{words(lead)}</p>', _other_pages(place, gazetteer.pages),
            _not_known(place, gazetteer), *themes, legend(_signs_in(rows, place, gazetteer)),
            _series(place, gazetteer), said, reports,
            f"<p>All figures of {words(name_of(place))} in one file: {_file(place)}</p>" if files else "",
        )
        if part
    )  # fmt: skip
    return Document(name, name_of(place), body, "places", lead, files={**files, **of_said, **of_reports})


def _signs_in(rows: pd.DataFrame, place: Place, gazetteer: Gazetteer) -> Iterator[str]:
    measures = gazetteer.known.study.measures
    for figure in gazetteer.known.figures(rows):
        yield signs(figure, gazetteer.pages, measures[figure.measure].role)
    yield "+" if (gazetteer.of(gazetteer.latest, place.code)["later"] >= 0).any() else ""


def _facts(place: Place) -> str:
    """What the list of places itself says."""
    said = [place.name if place.name != name_of(place) else "", place.code]
    said += [count(place.commune_units, "commune, ward or special zone", "communes, wards and special zones")]
    said += [f"{number(place.population)} people"] if place.population is not None else []
    said += [amount(place.area, "km2")] if place.area is not None else []
    said += (
        [f"joined with {listing(place.absorbed)} on 1 July 2025"]
        if place.absorbed and not place.valid_from
        else []
    )
    if place.absorbed and place.valid_from:
        said += [f"with {listing(place.absorbed)} since {period(place.valid_from, place.valid_from)}"]
    return f'<p class="known-facts">{" · ".join(words(each) for each in said if each)}</p>'


def _lead(place: Place, rows: pd.DataFrame, gazetteer: Gazetteer) -> str:
    """How much is known of the place, and up to which day."""
    name = name_of(place)
    if not len(rows):
        return f"No report that was read states a figure of {name}."
    reports = gazetteer.witnesses[place.code]
    solid = int(rows["solid"].sum())
    state = (
        "all reviewed"
        if solid == len(rows)
        else f"{number(solid)} of them reviewed"
        if solid
        else "none reviewed"
    )
    observed = rows.loc[(rows["role"] == "observed"), "end"].dropna()
    until = f", up to {period(observed.max().date(), observed.max().date())}" if len(observed) else ""
    states = "states" if reports == 1 else "state"
    return f"{count(reports, 'report')} {states} {count(len(rows), 'figure')} of {name}{until}; {state}."


def _other_pages(place: Place, pages: Pages) -> str:
    """The pages that compute with the place's figures."""
    found = [
        f'<a href="{words(page.name)}.html">{words(pages.name_of(page))}</a>'
        for page in pages.made
        if page.parameters.get("place") == place.code
    ]
    return f'<p class="known-pages">Computed from them: {", ".join(found)}</p>' if found else ""


def _not_known(place: Place, gazetteer: Gazetteer) -> str:
    missing = gazetteer.known.missing(place.code)
    if not missing:
        return ""
    links = ", ".join(link(measure_page(each.id), each.label) for each in missing)
    return (
        f'<p class="known-gap"><strong>Not known</strong> of {words(name_of(place))}, though stated of '
        f"other places: {links}.</p>"
    )


def _theme(theme: str, place: Place, gazetteer: Gazetteer) -> str:
    """The figures of one theme: what stands for each measure, then parts and classes, then what waits."""
    rows = gazetteer.of(gazetteer.rows, place.code)
    rows = rows[rows["theme"] == theme]
    if not len(rows):
        return ""
    latest = gazetteer.of(gazetteer.latest, place.code)
    heads = latest[(latest["theme"] == theme) & latest["solid"]]
    shown = set(heads["at"])
    parts = rows[rows["solid"] & ~rows["own"]]
    waiting = rows[~rows["solid"]]
    first = gazetteer.known.standing_first(waiting)
    table_ = _heads(heads, place, gazetteer)
    older = int((rows["solid"] & rows["own"] & ~rows["at"].isin(shown)).sum())
    if older:
        more = f"{count(older, 'more figure')} of other days or roles"
        table_ += f'<p class="more-rows">{more}: on the pages of the measures, and in {_file(place)}</p>'
    what = "Parts, classes and averages"
    of_parts = folded(f"{what}: {number(len(parts))}", _part_table(parts, place, gazetteer))
    of_waiting = folded(
        f"Not reviewed, or doubtful: {number(len(waiting))}",
        _part_table(first, place, gazetteer),
        opened=not table_,
    )
    return f'<h2 id="{theme}">{theme.capitalize()}</h2>{table_}{of_parts}{of_waiting}'


def _heads(heads: pd.DataFrame, place: Place, gazetteer: Gazetteer) -> str:
    """The table of what stands; the column of what it is among others where the place has any such."""
    if not len(heads):
        return ""
    rows = list(_head_rows(heads, gazetteer))
    if any(code == place.code for code, _ in gazetteer.known.beside):
        return table(_COLUMNS, rows, look="known heads")
    return table(*without_empty(_COLUMNS, rows, "Beside others"), look="known heads")


def _head_rows(heads: pd.DataFrame, gazetteer: Gazetteer) -> Iterator[Row]:
    known, pages = gazetteer.known, gazetteer.pages
    told = zip(known.figures(heads), heads["reports"].tolist(), heads["later"].tolist(), strict=True)
    for figure, reports, later in told:
        measure = known.study.measures[figure.measure]
        yield (
            link(measure_page(measure.id), measure.label),
            value(figure, pages, measure, "+" if later >= 0 else ""), words(when(figure)),
            _beside(figure, gazetteer), check_of(figure, pages), pointer(figure, pages, reports),
        )  # fmt: skip


def _beside(figure: Figure, gazetteer: Gazetteer) -> str:
    """The figure's share of the country's, or its rank among places, of the same window."""
    kind, others = gazetteer.known.beside.get((figure.place, figure.measure), ("", ()))
    if kind == "share":
        whole = others[1]
        share = amount(figure.value / whole.value * _PER_CENT, "percent", 1)
        link_ = figure_link(whole.figure_id, gazetteer.pages)
        return f"{share} of the country’s {words(amount(whole.value, whole.unit))} {link_}"
    if kind == "rank":
        higher = sum(1 for each in others[1:] if each.value > figure.value)
        return f"rank {higher + 1} of {len(others) - 1} places, the highest first"
    return ""


def _part_table(rows: pd.DataFrame, place: Place, gazetteer: Gazetteer) -> str:
    if not len(rows):
        return ""
    known, pages, shown = gazetteer.known, gazetteer.pages, rows.iloc[:_FEW]
    cells = []
    for figure, reports in zip(known.figures(shown), shown["reports"].tolist(), strict=True):
        measure = known.study.measures[figure.measure]
        cells.append((
            link(measure_page(measure.id), measure.label), value(figure, pages, measure),
            words(whose(figure)), words(when(figure)), check_of(figure, pages),
            pointer(figure, pages, reports),
        ))  # fmt: skip
    return table(*without_empty(_PARTS, cells, "Of")) + more_rows(len(rows) - _FEW, _file(place), "figure")


def _file(place: Place) -> str:
    return file_link(f"{place_page(place.code)}.csv")


def _series(place: Place, gazetteer: Gazetteer) -> str:
    """The measures that the place has of two dates or more."""
    known, pages = gazetteer.known, gazetteer.pages
    rows = gazetteer.spans.get(place.code)
    if rows is None:
        return ""
    cells = []
    ends = zip(known.figures(rows, "first"), known.figures(rows, "last"), rows["dates"].tolist(), strict=True)
    for first, last, dates in ends:
        measure = known.study.measures[first.measure]
        cells.append((
            f'<a href="{measure_page(measure.id)}.html#{words(place.code)}">{words(measure.label)}</a>',
            *(
                f'{value(each, pages, measure)} <span class="quiet">{shortly(each)}</span>'
                for each in (first, last)
            ),
            number(dates),
        ))  # fmt: skip
    return f'<h2 id="over-time">Over time</h2>{table(_SERIES, cells)}'


def _statements(place: Place, gazetteer: Gazetteer) -> tuple[str, dict[str, str]]:
    """What is said of the place without a number: kinds, themes and pointers, no words."""
    rows = gazetteer.said.get(place.code)
    if rows is None or not len(rows):
        return "", {}
    counts = (
        rows.groupby("kind", observed=True)["segment"].nunique().sort_values(ascending=False, kind="stable")
    )
    said = listing([f"{number(int(many))} {_plural(str(kind), int(many))}" for kind, many in counts.items()])
    ordered = rows.sort_values(["status", "published"], ascending=False, kind="stable")
    columns = ("kind", "theme", "locality", "source", "asked", "due", "statement_id", "status")
    every = [tuple("" if cell != cell or cell is None else str(cell) for cell in row)
             for row in zip(*(ordered[name].tolist() for name in columns), strict=True)]  # fmt: skip
    cells = [_statement(row, gazetteer.pages) for row in every[:_FEW]]
    file = f"{place_page(place.code)}-statements.csv"
    more = more_rows(len(every) - _FEW, file_link(file), "statement")
    files = {file: csv_of_cells(columns, every)} if more else {}
    folded_ = folded(f"Each of them: {number(len(every))}", table(_SAID, cells) + more)
    return f'<h2 id="statements">Said without a number</h2><p>{words(said)}.</p>{folded_}', files


def _statement(row: Sequence[str], pages: Pages) -> Row:
    kind, theme, locality, source, asked, due, statement_id, status = row
    waits = (
        ""
        if status == "reviewed"
        else '<sup class="signs"><abbr title="not reviewed by a person">○</abbr></sup>'
    )
    return (
        words(_plural(kind, 1)) + waits, words(theme.replace("_", " ")), words(locality), words(source),
        words(asked), words(due[:10]), figure_link(statement_id, pages),
    )  # fmt: skip


def _plural(kind: str, many: int) -> str:
    one = kind.replace("_", " ")
    if many == 1:
        return one
    return (
        one.replace("claim", "claims", 1)
        if one.startswith("claim ")
        else one[:-1] + "ies"
        if one.endswith("y")
        else f"{one}s"
    )


def _reports(place: Place, gazetteer: Gazetteer) -> tuple[str, dict[str, str]]:
    """The reports that state figures of the place, or are its own, the latest first."""
    study, pages = gazetteer.known.study, gazetteer.pages
    found = [
        (study.reports[name], many)
        for name, many in gazetteer.reports[place.code].items()
        if name in study.reports
    ]
    if not found:
        return "", {}
    found.sort(key=lambda pair: pair[0].published_window[1], reverse=True)
    aside = {name: each.why for name, each in study.aside.items()}
    cells = []
    for report, (figures, solid) in found[:_SOME]:
        page = report_page(report.report_id)
        title = link(page, report.title) if page in pages.names else words(report.title)
        note = (
            f' <span class="quiet">({words(aside[report.report_id])})</span>'
            if report.report_id in aside
            else ""
        )
        cells.append(
            (
                title + note,
                words(report.publisher),
                words(published(report.published)),
                number(figures),
                number(solid),
            )
        )
    file = f"{place_page(place.code)}-reports.csv"
    more = more_rows(len(found) - _SOME, file_link(file), "report")
    whole = [
        (each.report_id, each.title, each.publisher, each.published, str(figures), str(solid))
        for each, (figures, solid) in found
    ]
    files = (
        {file: csv_of_cells(("report_id", "title", "publisher", "published", "figures", "reviewed"), whole)}
        if more
        else {}
    )
    return f'<h2 id="reports">Reports about it</h2>{table(_REPORTS, cells)}{more}', files


def _map(gazetteer: Gazetteer) -> str:
    """The tiles, each a link; a place that the map does not know stands in a row below."""
    spots = {
        row["code"]: (int(row["row"]), int(row["column"]))
        for row in read_rows(TILES, ("code", "row", "column"))
    }
    below = max((row for row, _ in spots.values()), default=0) + 1
    tiles = []
    strangers = 0
    for place in _provinces(gazetteer.known):
        row, column = spots.get(place.code, (below, 1 + strangers % 6))
        strangers += place.code not in spots
        tiles.append((row, column, _tile(place, row, column, gazetteer)))
    grid = "".join(tile for _, _, tile in sorted(tiles))
    keys = "".join(f'<li><span class="shade-{at}"></span>{each}</li>' for at, each in enumerate(_CLASSES))
    many = count(gazetteer.measures_of_provinces, "measure")
    said = f"Of the {many} that reports state of any province, how many they state of this one:"
    return f'<ul class="tiles">{grid}</ul><p class="known-legend">{said}</p><ul class="tile-keys">{keys}</ul>'


def _tile(place: Place, row: int, column: int, gazetteer: Gazetteer) -> str:
    many = gazetteer.measures.get(place.code, 0)
    title = f"{name_of(place)}: {count(many, 'measure')}"
    return (
        f'<li class="tile row-{row} col-{column} shade-{gazetteer.coverage(place.code)}">'
        f'<a href="{words(place_page(place.code))}.html" title="{words(title)}">'
        f"<span>{words(name_of(place))}</span> "
        f"<b>{number(many)}</b></a></li>"
    )


def _list(gazetteer: Gazetteer) -> str:
    """The places as a table, those of which most is known first."""
    rows: list[tuple[Any, str, Row]] = []
    for at, (code, place) in enumerate(gazetteer.known.study.places.items()):
        own = gazetteer.of(gazetteer.rows, code)
        observed = own.loc[own["role"] == "observed", "end"].dropna()
        latest = short_day(observed.max().date()) if len(observed) else ""
        counts = (
            len(own),
            int(own["solid"].sum()),
            gazetteer.measures.get(code, 0),
            gazetteer.witnesses[code],
        )
        cells = (place_link(place), *(number(many) if len(own) else "" for many in counts), latest)
        rows.append(((in_country(code), -len(own), at), place_page(code), cells))
    rows.sort(key=lambda each: each[0])
    return table(_LIST, (cells for *_, cells in rows), (name for _, name, _ in rows), "known known-list")
