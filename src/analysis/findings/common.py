"""What every notebook says first: its bottom line, and what could be said at all."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.findings.finding import ELSEWHERE, Finding, Table
from analysis.table.catalogue import Place
from analysis.table.figures import Figure
from analysis.table.results import Result
from analysis.table.study import Selection
from analysis.table.vocabulary import COUNTRY
from analysis.wording import amount, between, count, listing, number, period, safe, sentence


def bottom_line(findings: Iterable[Finding], seen: Selection) -> Finding:
    """The page's first finding that says something, in one sentence."""
    for finding in findings:
        if finding.results:
            return Finding("", f"**{finding.heading}.**")
    return Finding(
        "",
        f"**No report in this selection lets this page say anything of {seen.place.name_en} itself.** What "
        "stands below is the country's, where it says so.",
    )


def coverage(seen: Selection, theme: str) -> Finding:
    """How many figures of the theme the page rests on, and what is uncertain about them."""
    own = seen.about(theme).own()
    figures, reports = own.witnesses, {figure.report_id for figure in own.witnesses}
    heading = (
        f"{count(len(figures), 'figure')} in {count(len(reports), 'report')} "
        f"{'speaks' if len(figures) == 1 else 'speak'} of {theme} "
        f"in {seen.place.name_en}"
    )
    if not figures:
        return Finding(f"No figure speaks of {theme} in {seen.place.name_en}", _elsewhere(seen, theme))
    places = [place for place in seen.study.places if any(f.place == place for f in figures)]
    names = listing(seen.study.places[code].name_en for code in places)
    text = sentence(f"Places: {names}.", _doubts(figures), _translations(own))
    return Finding(heading, text, table=_by_report(figures, seen))


def _elsewhere(seen: Selection, theme: str) -> str:
    if seen.place.code != COUNTRY:
        return f"{ELSEWHERE} A finding below that cannot be made says so."
    everywhere = seen.study.select(theme=theme).witnesses
    codes = [code for code in seen.study.places if any(f.place == code for f in everywhere)]
    names = listing(seen.study.places[code].name_en for code in codes)
    return f"In the whole study such figures exist for {names}. A finding below that cannot be made says so."


def _doubts(figures: Iterable[Figure]) -> str:
    each = list(figures)
    doubts = {
        "without a date": sum(figure.period_end is None for figure in each),
        "hedged": sum(figure.qualifier != "exact" for figure in each),
        "planned, aimed at or a threshold": sum(figure.role != "observed" for figure in each),
        "not reviewed": sum(figure.status != "reviewed" for figure in each),
    }
    said = [f"{number} {what}" for what, number in doubts.items() if number]
    return f"Among them: {listing(said)}." if said else ""


def _translations(seen: Selection) -> str:
    repeated = len(seen.figures) - len(seen.witnesses)
    return f"A further {repeated} repeat them in a translation and are not counted." if repeated else ""


def _by_report(figures: Iterable[Figure], seen: Selection) -> Table:
    reports = seen.study.reports
    numbers: dict[str, list[Figure]] = {}
    for figure in figures:
        numbers.setdefault(figure.report_id, []).append(figure)
    rows = []
    for report_id, stated in numbers.items():
        ends = [figure.period_end for figure in stated if figure.period_end]
        latest = period(None, max(ends)) if ends else "undated"
        rows.append((reports[report_id].title, reports[report_id].publisher, str(len(stated)), latest))
    return Table(("report", "publisher", "figures", "latest date"), tuple(rows))


def places_on(seen: Selection, measure: str, *, role: str = "observed") -> list[Place]:
    """The places that the page speaks of: for the country all that have the measure, else its own."""
    return [place for place in seen.having(measure, role=role) if seen.place.code in (COUNTRY, place.code)]


def each_place(seen: Selection, measure: str, *, role: str = "observed") -> list[Figure]:
    """The latest figure of the measure for the whole of each place that the page speaks of."""
    found = (seen.one(measure, place=place.code, role=role) for place in places_on(seen, measure, role=role))
    return [figure for figure in found if figure is not None]


def units_of(seen: Selection, code: str) -> int:
    """The commune-level units of the place, from places.csv."""
    return seen.study.places[code].commune_units


def title_of(report_id: str, seen: Selection) -> str:
    """The report's title, safe in Markdown."""
    return safe(seen.study.reports[report_id].title)


def slug(code: str) -> str:
    """The place's code as it ends a result's id.

    >>> slug("VN-HN")
    'vn_hn'
    """
    return code.lower().replace("-", "_")


def firm(figure: Figure) -> bool:
    """Whether the figure is drawn filled: dated, and looked at by a person."""
    return figure.period_end is not None and figure.status == "reviewed"


def reach(each: Result, decimals: int | None = None) -> str:
    """The result's interval in words, or its value where both ends round to the same.

    >>> from decimal import Decimal
    >>> from analysis.table.results import result
    >>> reach(result("a", "b / 3", "percent", b=Decimal(10)), 1)
    '3.3%'
    """
    low, high = each.interval.low, each.interval.high
    closed = decimals is not None and low.is_finite() and high.is_finite()
    if closed and number(low, decimals) == number(high, decimals):
        return amount(each.value, each.unit, decimals)
    return between(low, high, each.unit, decimals)
