"""A page for each measure that reports state: what it is, the arithmetic it obeys, all places and dates.

And the page of all measures by theme, those that nobody states folded below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from analysis.files import csv_of_cells
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
from analysis.pages.rendering.drawn import COLOURS, Dot, bars, lines
from analysis.pages.rendering.source import Pages, figure_link
from analysis.pages.rendering.whole import file_link
from analysis.table.catalogue import Measure
from analysis.table.figures import Figure
from analysis.table.judged import of_witnesses
from analysis.table.known import Known
from analysis.table.marks import WORDS, Check
from analysis.table.verdicts import OFF
from analysis.table.vocabulary import THEMES
from analysis.wording import PAGE_ROWS, count, day, more_rows, number, scale_of, stated, unit_words

if TYPE_CHECKING:
    import pandas as pd

MEASURES = "measures"
KINDS = {
    "stock": "a state on a day", "flow": "a count over days", "rate": "a share of something",
    "level": "a level beside a base of 100", "change": "a change",
}  # fmt: skip
_COLUMNS = ("Place", "Stated", "Date", "Check", "Figure")
_PARTS = ("Place", "Of", "Stated", "Date", "Check", "Figure")
_CLAIMS = ("Place", "Stated", "Check", "How", "Figure")
_LIST = ("Measure", "Unit", "Figures#", "Reviewed#", "Places#", "Latest day")
_FEW = 60
_NAME = re.compile(r"[a-z][a-z_]+")
_BESIDE_COUNTRY = ("rate", "level", "change")
"""Kinds of measures in which a province and the country can be drawn on one scale."""


@dataclass(frozen=True)
class Index:
    """All that the pages of measures are made of: what is known, the other pages, what became of claims."""

    known: Known
    pages: Pages

    @cached_property
    def rows(self) -> Mapping[str, pd.DataFrame]:
        """The observations by measure."""
        return by(self.known.rows, "measure")

    @cached_property
    def latest(self) -> Mapping[str, pd.DataFrame]:
        """The figures that stand for places, by measure."""
        return by(self.known.latest, "measure")

    @cached_property
    def claims(self) -> Mapping[str, list[tuple[str, Check]]]:
        """By measure what became of the claims about its figures: the stated one's id, and the check."""
        study = self.known.study
        figures, verdicts = study.figures, of_witnesses(study.verdict_rows, study)
        measure = dict(zip(figures.texts("figure_id"), figures.texts("measure"), strict=True))
        found: dict[str, list[tuple[str, Check]]] = {}
        columns = (verdicts.texts(name) for name in ("claim_id", "operation", "verdict", "reason"))
        for claim_id, *said in zip(*columns, strict=True):
            stated_id = claim_id.partition("/")[0]
            found.setdefault(measure.get(stated_id, ""), []).append((stated_id, Check.of(*said)))
        return found

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """The measures that have a page, in the order of the catalogue."""
        return {name: each for name, each in self.known.study.measures.items() if name in self.rows}

    def link(self, measure: Measure) -> str:
        """The link to the measure's page, its label alone where it has none."""
        if measure.id not in self.rows:
            return words(measure.label)
        return link(measure_page(measure.id), measure.label)


def measure_documents(known: Known, pages: Pages) -> Iterator[Document]:
    """A page for each measure of which there is any figure.

    >>> from analysis.table.study import load
    >>> made = {each.name: each for each in measure_documents(Known(load()), Pages((), {}))}
    >>> made["measure-files_on_time"].title
    'Files processed on time'
    """
    index = Index(known, pages)
    for measure in index.measures.values():
        yield _document(measure, index)


def measures_document(known: Known, pages: Pages) -> Document:
    """The page of all measures.

    >>> from analysis.table.study import load
    >>> measures_document(Known(load()), Pages((), {})).lead.split(";")[0]
    'Reports state figures of 51 of the 106 measures of the catalogue'
    """
    index = Index(known, pages)
    every = known.study.measures
    lead = (
        f"Reports state figures of {number(len(index.measures))} of the {count(len(every), 'measure')} "
        "of the catalogue; each has a page with all places and dates."
    )
    parts = [
        f'<p class="study-lead">{lead}</p>',
        f"<p>{link('table', 'The table of places and measures')}</p>",
    ]
    for theme in THEMES:
        there = [each for each in index.measures.values() if each.theme == theme]
        lacking = [each for each in every.values() if each.theme == theme and each.id not in index.rows]
        parts.append(f'<h2 id="{theme}">{theme.capitalize()}</h2>')
        if there:
            ids = [measure_page(each.id) for each in there]
            parts.append(table(_LIST, (_listed(each, index) for each in there), ids, "known heads"))
        said = "".join(f"<li>{words(each.label)}: {words(_counts(each))}</li>" for each in lacking)
        parts.append(folded(f"Stated by nobody: {number(len(lacking))}", f"<ul>{said}</ul>" if said else ""))
    return Document(
        MEASURES,
        "Measures",
        "\n".join(part for part in parts if part),
        "measures",
        lead,
        scripts=("nearest.js",),
    )


def _listed(measure: Measure, index: Index) -> Row:
    rows = index.rows[measure.id]
    observed = rows.loc[rows["role"] == "observed", "end"].dropna()
    latest = day(observed.max().date()) if len(observed) else ""
    return (
        link(measure_page(measure.id), measure.label, [measure.id]), words(unit_words(measure.unit)),
        number(len(rows)), number(int(rows["solid"].sum())), number(rows["place"].nunique()), latest,
    )  # fmt: skip


def _document(measure: Measure, index: Index) -> Document:
    known, pages, name = index.known, index.pages, measure_page(measure.id)
    rows = index.rows[measure.id]
    lead = _lead(measure, rows)
    chart, of_chart = _chart(measure, index)
    claims, of_claims = _claims(measure, index)
    solid = rows[rows["solid"]]
    waiting = rows[~rows["solid"]]
    own = solid[solid["own"]]
    file = f"{name}.csv"
    main = (
        table(_COLUMNS, _rows(own.iloc[:PAGE_ROWS], index), _ids(own.iloc[:PAGE_ROWS]), "known heads")
        if len(own)
        else ""
    )
    parts = _parts(solid[~solid["own"]], index)
    behind = known.standing_first(waiting)
    waits = _parts(behind, index, () if len(own) else _ids(behind))
    found = (signs(each, pages, measure.role) for each in known.figures(rows))
    body = "\n".join(
        part
        for part in (
            f'<p class="study-lead">{words(lead)}</p>', _terms(measure, index), chart,
            '<h2 id="places">All places and dates</h2>', main,
            more_rows(len(own) - PAGE_ROWS, file_link(file), "figure"),
            folded(f"Parts, classes and averages: {number(len(solid) - len(own))}", parts),
            folded(f"Not reviewed, or doubtful: {number(len(waiting))}", waits, opened=not main),
            legend(found),
            f'<p class="more-rows">All of them in one file: {file_link(file)}</p>', claims,
        )
        if part
    )  # fmt: skip
    files = {file: figures_file(known, rows, pages.address_of), **of_chart, **of_claims}
    return Document(name, measure.label, body, "measures", lead, files=files)


def _lead(measure: Measure, rows: pd.DataFrame) -> str:
    solid = int(rows["solid"].sum())
    state = (
        "all reviewed"
        if solid == len(rows)
        else f"{number(solid)} of them reviewed"
        if solid
        else "none reviewed"
    )
    return (
        f"“{measure.label}” is stated of {count(rows['place'].nunique(), 'place')}: "
        f"{count(len(rows), 'figure')}, {state}."
    )


def _counts(measure: Measure) -> str:
    return measure.counts or measure.of or f"in {unit_words(measure.unit)}"


def _terms(measure: Measure, index: Index) -> str:
    """What the catalogue says of the measure."""
    every = index.known.study.measures
    used = [each for each in every.values() if any(measure.id in _NAME.findall(one) for one in each.formulas)]
    held = [each for each in every.values() if each.within == measure.id]
    limits = {
        "provinces": "the number of provinces and cities",
        "commune_units": "the number of units of its place",
    }
    said = {
        "Counts": words(measure.counts), "A percentage of": words(measure.of),
        "Unit": words(unit_words(measure.unit)), "Kind": KINDS[measure.kind],
        "Equals": ", or ".join(_formula(each, index) for each in measure.formulas),
        "Part of": index.link(every[measure.within]) if measure.within else "",
        "At most": limits.get(measure.limit, ""),
        "Needed for": ", ".join(map(index.link, used)), "Holds": ", ".join(map(index.link, held)),
        "Named in data": f"<code>{words(measure.id)}</code>",
    }  # fmt: skip
    terms = "".join(f"<dt>{name}</dt><dd>{html}</dd>" for name, html in said.items() if html)
    return f'<dl class="known-terms">{terms}</dl>'


def _formula(formula: str, index: Index) -> str:
    """The formula with the measures by their labels."""
    every = index.known.study.measures
    plain = words(formula).replace("*", "×").replace(" / ", " ÷ ")
    return _NAME.sub(lambda found: index.link(every[found[0]]) if found[0] in every else found[0], plain)


def _ids(rows: pd.DataFrame) -> list[str]:
    """The place's code as the name of the first row of each place."""
    again = rows["place"].duplicated().tolist()
    return ["" if seen else place for place, seen in zip(rows["place"], again, strict=True)]


def _rows(rows: pd.DataFrame, index: Index) -> Iterator[Row]:
    study, pages = index.known.study, index.pages
    for figure, reports in zip(index.known.figures(rows), rows["reports"].tolist(), strict=True):
        measure = study.measures[figure.measure]
        yield (
            place_link(study.places[figure.place]), value(figure, pages, measure), words(when(figure)),
            check_of(figure, pages), pointer(figure, pages, reports),
        )  # fmt: skip


def _parts(rows: pd.DataFrame, index: Index, ids: Sequence[str] = ()) -> str:
    if not len(rows):
        return ""
    shown = rows.iloc[:_FEW]
    of = [words(whose(figure)) for figure in index.known.figures(shown)]
    cells = [(place, part, *rest) for part, (place, *rest) in zip(of, _rows(shown, index), strict=True)]
    file = file_link(f"{measure_page(str(rows['measure'].iloc[0]))}.csv")
    return table(*without_empty(_PARTS, cells, "Of"), ids[:_FEW]) + more_rows(
        len(rows) - _FEW, file, "figure"
    )


def _claims(measure: Measure, index: Index) -> tuple[str, dict[str, str]]:
    """What came of recomputing the measure's figures: how many of each verdict, then each claim."""
    claims = index.claims.get(measure.id, [])
    if not claims:
        return "", {}
    study, pages = index.known.study, index.pages
    order = {verdict: at for at, verdict in enumerate(WORDS)}
    claims = sorted(claims, key=lambda each: order[each[1].verdict])
    counts = {verdict: sum(1 for _, check in claims if check.verdict == verdict) for verdict in WORDS}
    said = " · ".join(f"{WORDS[verdict]} {number(many)}" for verdict, many in counts.items() if many)
    checked = len(claims) - counts["cannot_check"]
    shown = claims[:_FEW]
    known = {each: study.by_id[each] for each, _ in shown}
    cells = [
        (place_link(study.places[known[one].place]), value(known[one], pages, measure), check.mark.markup,
         words(check.reason), figure_link(one, pages))
        for one, check in shown
    ]  # fmt: skip
    file = f"{measure_page(measure.id)}-claims.csv"
    more = more_rows(len(claims) - _FEW, file_link(file), "claim")
    files = {
        file: csv_of_cells(
            ("figure_id", "verdict", "reason"), ((one, c.verdict, c.reason) for one, c in claims)
        )
    }
    return (
        f'<h2 id="claims">How its arithmetic came out</h2><p>{number(checked)} of '
        f"{count(len(claims), 'claim')} about it could be recomputed: {said}</p>"
        + folded("Each of them", table(_CLAIMS, cells) + more, opened=bool(counts[OFF]))
    ), (files if more else {})


def _chart(measure: Measure, index: Index) -> tuple[str, dict[str, str]]:
    """The measure drawn over time where a place has two dates, else across places, else not at all."""
    series = [line for line in index.known.lines(measure.id) if len({each.period_end for each in line}) > 1]
    provinces = [line for line in series if in_country(line[0].place)]
    if provinces and measure.kind not in _BESIDE_COUNTRY:
        series = provinces  # beside the country's count those of provinces would lie flat on the ground
    if series:
        return _over_time(measure, series, index)
    rows = index.latest.get(measure.id)
    if rows is None:
        return "", {}
    rows = rows[(rows["grade"] < 2) & rows["role"].isin(["observed", measure.role])]
    figures = [
        each
        for each in index.known.figures(rows)
        if in_country(each.place) or measure.kind in _BESIDE_COUNTRY
    ]
    return _across(measure, figures, index) if len(figures) > 1 else ("", {})


def _over_time(
    measure: Measure, series: Sequence[Sequence[Figure]], index: Index
) -> tuple[str, dict[str, str]]:
    scale, unit = _scale([each for line in series for each in line], measure)
    drawing = lines([[_dot(each, scale, index) for each in line] for line in series],
                    from_zero=measure.kind in ("stock", "flow"))  # fmt: skip
    names = list(dict.fromkeys(_name(line[0], index) for line in series))
    first, days = series[0], sorted(each.period_end for line in series for each in line if each.period_end)
    span = f"{day(days[0])} to {day(days[-1])}"
    since, until = (f"{stated(each)} ({shortly(each)})" for each in (first[0], first[-1]))
    moved = f"{_name(first[0], index)} from {since} to {until}"
    more = f", and {count(len(names) - 1, 'more place')}" if len(names) > 1 else ""
    span += f". Grey: {count(len(series) - len(COLOURS), 'more line')}" if len(series) > len(COLOURS) else ""
    figures = [each for line in series for each in line]
    return _framed(measure, f"{unit}, {span}", f"{moved}{more}", drawing, figures, index)


def _across(measure: Measure, figures: Sequence[Figure], index: Index) -> tuple[str, dict[str, str]]:
    order = sorted(figures, key=lambda each: -each.value)
    scale, unit = _scale(order, measure)
    days = {each.period_end for each in order}
    drawing = bars([_dot(each, scale, index) for each in order], days=len(days) > 1)
    only = (
        f" at {day(each)}" if len(days) == 1 and (each := next(iter(days))) else ", the latest of each place"
    )
    top, low = order[0], order[-1]
    most, least = (f"{_name(each, index)} {stated(each)}" for each in (top, low))
    said = f"{most} is the most of {count(len(order), 'place')}, {least} the least"
    return _framed(measure, f"{unit}{only}", said, drawing, order, index)


def _framed(
    measure: Measure, subtitle: str, said: str, drawing: str, figures: Sequence[Figure], index: Index
) -> tuple[str, dict[str, str]]:
    """The chart with its words, and its files: the drawing, and what is drawn as a table."""
    name = f"{measure_page(measure.id)}-chart"
    waits = sum(1 for each in figures if not _solid(each))
    hollow = "Hollow: not reviewed by a person." if waits else ""
    alt = f"{measure.label}, {subtitle}: {said}." + (
        f" {number(waits)} of {number(len(figures))} are not reviewed." if waits else ""
    )
    rows = [
        (each.place, _name(each, index), str(each.period_start or ""), str(each.period_end or ""),
         f"{each.value:f}", each.unit, each.qualifier, each.status, each.figure_id)
        for each in figures
    ]  # fmt: skip
    data = csv_of_cells(
        ("place", "name", "start", "end", "value", "unit", "qualifier", "status", "figure_id"), rows
    )
    caption = f"{words(subtitle[:1].upper() + subtitle[1:])}. {hollow}"
    files = f"{file_link(f'{name}.svg')}, {file_link(f'{name}.csv')}"
    html = (
        f'<figure class="known-chart"><figcaption>{caption}</figcaption>'
        f'<img src="{words(name)}.svg" alt="{words(alt)}">'
        f'<figcaption class="source">Source: the reports linked below. {files}</figcaption></figure>'
    )
    return html, {f"{name}.svg": drawing, f"{name}.csv": data}


def _solid(figure: Figure) -> bool:
    return figure.status == "reviewed" and not figure.doubt


def _name(figure: Figure, index: Index) -> str:
    return name_of(index.known.study.places[figure.place])


def _scale(figures: Sequence[Figure], measure: Measure) -> tuple[Decimal, str]:
    """On which scale the values are drawn, and what one of it is."""
    scale, word = scale_of(max((abs(each.value) for each in figures), default=Decimal(0)))
    return scale, f"{word} {unit_words(measure.unit)}".strip()


def _dot(figure: Figure, scale: Decimal, index: Index) -> Dot:
    said = stated(figure) if figure.unit == "percent" else stated(figure, bare=True)
    if scale != 1:
        said = number((figure.value / scale).quantize(Decimal("0.01")).normalize() + 0)
    return Dot(_name(figure, index), float(figure.value / scale), said, figure.period_end, _solid(figure))
