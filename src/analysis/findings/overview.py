"""Overview: what the reports cover (places, dates, themes), how firm it is, and the new units in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.charts import Chart, Words, matrix
from analysis.findings.common import bottom_line, slug, units_of
from analysis.findings.counts import counted, counting, doubts, examples, share_of
from analysis.findings.finding import (
    ELSEWHERE,
    NO_CHART,
    Finding,
    Nothing,
    Table,
    figure_table,
    named,
    silent,
    sources,
)
from analysis.table.catalogue import Place
from analysis.table.figures import Figure
from analysis.table.results import Result, result
from analysis.table.study import Selection
from analysis.table.vocabulary import COUNTRY, THEMES
from analysis.wording import Code, amount, count, day, listing, number, period, published, sentence, stated

REFORM = date(2025, 7, 1)
"""The first day of the two-tier model: the day from which places.csv holds."""

_UNNAMED_THEME = "none"


@dataclass(frozen=True)
class Page:
    """The findings of the overview notebook, in its order."""

    bottom_line: Finding
    coverage: Finding
    places: Finding
    dates: Finding
    doubts: Finding
    organisation: Finding
    figures: Table


def page(seen: Selection, *, show_sentences: bool = False) -> Page:
    """What the study covers for the selection's place; `show_sentences` needs the reports' texts."""
    spoken_of = places(seen)
    listed = [*seen.about("organisation").witnesses, *seen.about(_UNNAMED_THEME).witnesses]
    return Page(
        bottom_line((spoken_of,), seen),
        coverage(seen),
        spoken_of,
        dates(seen),
        certainty(seen),
        organisation(seen),
        figure_table(listed, seen, show_sentences=show_sentences),
    )


def coverage(seen: Selection) -> Finding:
    """How many reports and figures there are, translations apart; the country's where there are none."""
    stated_here = _scope(seen)
    if not stated_here.figures:
        return Finding("No report of this selection states a figure", _registered(seen))
    figures, reports = stated_here.witnesses, _reports(stated_here.witnesses)
    repeated = len(stated_here.figures) - len(figures)
    each = (
        counted("figures", "stated - repeated", "figures", stated=len(stated_here.figures), repeated=repeated,
                note="translations apart"),
        counted("reports", "reports", "reports", reports=len(reports), note="translations apart"),
    )  # fmt: skip
    reports_state = count(len(reports), "report states", "reports state")
    heading = f"{reports_state} {count(len(figures), 'figure')} of {_subject(seen)}"
    text = sentence(
        f"No report of this selection speaks of {named(seen, seen.place.code)} itself, so these are the "
        "country's."
        if _is_silent(seen)
        else "",
        f"A further {count(repeated, 'figure')} stand in a translation, which is no second witness and "
        "is not counted."
        if repeated
        else "No translation is among them.",
        _registered(seen),
    )
    return Finding(heading, text, each, _report_table(stated_here))


def _scope(seen: Selection) -> Selection:
    """The place's own figures, or the country's where it has none."""
    return seen if _is_silent(seen) else seen.own()


def _subject(seen: Selection) -> str:
    """Whose figures the page counts, in words."""
    if seen.place.code == COUNTRY:
        return f"{named(seen, COUNTRY)} and its provinces"
    return named(seen, COUNTRY if _is_silent(seen) else seen.place.code)


def _is_silent(seen: Selection) -> bool:
    return not seen.own().figures


def _reports(figures: Iterable[Figure]) -> list[str]:
    return list(dict.fromkeys(figure.report_id for figure in figures))


def _registered(seen: Selection) -> str:
    if seen.place.code != COUNTRY:
        return ELSEWHERE
    originals = [report for report in seen.study.reports.values() if not report.translation_of]
    return f"The register holds {count(len(originals), 'report')}, translations apart."


def _said(report_id: str, stated_here: Selection) -> str:
    """How many statements without a number the page's report makes; nothing where there are none."""
    return str(sum(each.report_id == report_id for each in stated_here.statements) or "")


def _report_table(stated_here: Selection) -> Table:
    columns = (
        "report",
        "publisher",
        "published",
        "language",
        "figures",
        "dated",
        "statements",
        "first figure",
    )
    rows = []
    for report_id, report in stated_here.study.reports.items():
        figures = [figure for figure in stated_here.figures if figure.report_id == report_id]
        if not figures:
            continue
        counts = figures[0] in stated_here.witnesses
        dated = sum(figure.period_end is not None for figure in figures)
        number_of = str(len(figures)) if counts else f"{len(figures)}, not counted"
        rows.append(
            (report.title, report.publisher, published(report.published), report.language, number_of,
             str(dated), _said(report_id, stated_here), Code(figures[0].figure_id))
        )  # fmt: skip
    return Table(columns, tuple(rows))


def places(seen: Selection) -> Finding:
    """Which provinces the figures speak of, on which themes, and which are silent."""
    if seen.place.code == COUNTRY:
        return _all_places(seen)
    return _one_place(seen)


def _all_places(seen: Selection) -> Finding:
    provinces = [place for code, place in seen.study.places.items() if code != COUNTRY]
    spoken = [place for place in provinces if _of(seen, place)]
    silent_ones = [place for place in provinces if place not in spoken]
    if not spoken:
        return Finding(
            "The figures speak of the country and of no province",
            f"No report of this selection states a figure of any of the {len(provinces)} provinces.",
            chart=_grid(seen, "The figures speak of the country and of no province"),
        )
    units = counted("units_spoken_of", " + ".join(slug(place.code) for place in spoken), "communes",
                    note="all units of the provinces that figures speak of", about=(),
                    **{slug(place.code): place.commune_units for place in spoken})  # fmt: skip
    share = result("share_of_units", "spoken / units * 100", "percent",
                   spoken=units, units=units_of(seen, COUNTRY))  # fmt: skip
    provinces_spoken = counted("provinces_spoken_of", "spoken", "provinces", spoken=len(spoken))
    provinces_silent = counted("provinces_silent", "provinces - spoken", "provinces",
                               provinces=len(provinces), spoken=len(spoken))  # fmt: skip
    partly, named_units = _partly(seen, spoken)
    heading = (
        f"The reports speak of {len(spoken)} of {len(provinces)} provinces and cities, which hold "
        f"{amount(share.value, 'percent', 1)} of all communes and wards"
    )
    text = sentence(
        f"Together they have {number(units.value)} of the {number(units_of(seen, COUNTRY))} units.",
        partly,
        _silent_names(seen, silent_ones),
    )
    results = (share, provinces_spoken, provinces_silent, units, *named_units)
    return Finding(heading, text, results, chart=_grid(seen, heading))


def _silent_names(seen: Selection, places_without: Sequence[Place]) -> str:
    if not places_without:
        return "No province is left out."
    names = listing(named(seen, place.code) for place in places_without)
    return f"No figure is about the other {len(places_without)}: {names}."


def _of(seen: Selection, place: Place) -> list[Figure]:
    return [figure for figure in seen.witnesses if figure.place == place.code]


def _partly(seen: Selection, spoken: Sequence[Place]) -> tuple[str, list[Result]]:
    """The places of which every figure covers a part only: how many of their units are named."""
    words, results = [], []
    for place in spoken:
        figures = _of(seen, place)
        if any(figure.covers_whole_place for figure in figures):
            continue
        each = _named_units(place, figures)
        results.append(each)
        words.append(
            f"{named(seen, place.code)} ({number(each.value)} of {number(place.commune_units)} units)"
        )
    return (f"Only a part is spoken of in the case of {listing(words)}." if words else ""), results


def _named_units(place: Place, figures: Sequence[Figure]) -> Result:
    names = {name for figure in figures for name in figure.localities}
    numbered = max((figure.units_covered or 0 for figure in figures), default=0)
    return counted(f"units_named_{slug(place.code)}", "max(named, numbered)", "communes", named=len(names),
                   numbered=numbered, note="units named one by one, or their stated number")  # fmt: skip


def _one_place(seen: Selection) -> Finding:
    place, figures = seen.place, _of(seen, seen.place)
    share = result("share_of_units", "own / units * 100", "percent",
                   own=place.commune_units, units=units_of(seen, COUNTRY))  # fmt: skip
    themes = [theme for theme in THEMES if any(figure.theme == theme for figure in figures)]
    missing = [theme for theme in THEMES if theme not in themes]
    extent = (
        f"{named(seen, place.code)} has {number(place.commune_units)} of the country's "
        f"{number(units_of(seen, COUNTRY))} communes and wards ({amount(share.value, 'percent', 1)})."
    )
    if not figures:
        heading = f"No report of this selection speaks of {named(seen, place.code)}"
        why = (
            "That is a gap in the reports read so far, not a finding about the place. What the country's "
            "figures give is shown instead; it says nothing of how far the place differs from it."
        )
        return Finding(heading, sentence(extent, why, ELSEWHERE), (share,), chart=_grid(seen, heading))
    partly, named_units = _partly(seen, [place])
    own = counted("figures_of_place", "figures", "figures", figures=len(figures))
    heading = (
        f"{named(seen, place.code)} has {count(len(figures), 'figure')} "
        f"on {len(themes)} of {len(THEMES)} themes"
    )
    said = f"Its figures are about {listing(themes)}." if themes else "None of its figures has a theme."
    unsaid = f"No figure is about {listing(missing)} here." if missing else "No theme is left out."
    return Finding(
        heading,
        sentence(extent, partly, said, unsaid),
        (own, share, *named_units),
        chart=_grid(seen, heading),
    )


def _grid(seen: Selection, heading: str) -> Chart | Nothing:
    rows = [place for place in seen.study.places.values() if _of(seen, place)]
    if not rows:
        return NO_CHART
    themes = [*THEMES, *([_UNNAMED_THEME] if seen.about(_UNNAMED_THEME).witnesses else [])]
    counts = [[sum(f.theme == theme for f in _of(seen, place)) for theme in themes] for place in rows]
    columns = ["no theme" if theme == _UNNAMED_THEME else theme for theme in themes]
    figures = [figure for place in rows for figure in _of(seen, place)]
    words = Words(heading, "Number of figures by place and theme, translations apart", sources(figures, seen))
    return matrix([place.name_en for place in rows], columns, counts, words)


def dates(seen: Selection) -> Finding:
    """From when to when the observed figures run, and how many look back before the reform."""
    figures = _scope(seen).witnesses
    dated = [figure for figure in figures if figure.period_end is not None]
    observed = [figure for figure in dated if figure.role == "observed"]
    if not observed:
        return _nothing("Dates", "an observed figure with a date", seen)
    first = min(_window(figure)[0] for figure in observed)
    last = max(_window(figure)[1] for figure in observed)
    share = share_of("share_dated", dated, figures, "figures that carry a date")
    dated_ones = counting("dated", dated)
    stated_in_all = counted("figures_in_all", "figures", "figures", figures=len(figures))
    on_record = counting("observed_and_dated", observed)
    back = counting("reach_back_before_reform", [f for f in observed if _window(f)[0] < REFORM])
    heading = (
        f"{amount(share.value, 'percent', 0)} of the figures are dated; the observed ones of "
        f"{_subject(seen)} run from {day(first)} to {day(last)}"
    )
    text = sentence(
        f"Figures with a date: {number(dated_ones.value)} of {number(stated_in_all.value)}; among them "
        f"observed, neither plan nor target: {number(on_record.value)}.",
        f"{count(int(back.value), 'of these begins', 'of these begin')} before {day(REFORM)}, so the old "
        "administration counts in them too."
        if back.value
        else f"None of these begins before {day(REFORM)}, the first day of the two-tier model.",
        "Totals over windows of different length cannot be compared, only their daily averages can.",
    )
    return Finding(
        heading, text, (share, dated_ones, stated_in_all, on_record, back), _windows(observed, seen)
    )


def _window(figure: Figure) -> tuple[date, date]:
    assert figure.period_end is not None, figure.figure_id
    return figure.period_start or figure.period_end, figure.period_end


def _windows(observed: Sequence[Figure], seen: Selection) -> Table:
    """One row per distinct window, the earliest first."""
    windows: dict[tuple[date, date], list[Figure]] = {}
    for figure in sorted(observed, key=_window):
        windows.setdefault(_window(figure), []).append(figure)
    rows = []
    for (start, end), figures in windows.items():
        shown = period(start if figures[0].period_start else None, end)
        places_meant = [p.name_en for c, p in seen.study.places.items() if any(f.place == c for f in figures)]
        days = str((end - start).days + 1)
        rows.append((shown, days, listing(places_meant), str(len(figures)), examples(figures)))
    return Table(("window", "days", "places", "figures", "for example"), tuple(rows))


def certainty(seen: Selection) -> Finding:
    """How many figures are undated, planned, partial, hedged, unreviewed or corrected."""
    figures = _scope(seen).witnesses
    return doubts(figures, _subject(seen)) if figures else _nothing("Doubts", "a figure", seen)


@dataclass(frozen=True)
class _Average:
    """How many of one thing fall to one of another, both as the reports count them."""

    result_id: str
    top: str
    bottom: str
    unit: str
    words: str
    decimals: int


_AVERAGES = (
    _Average("divisions_per_unit", "commune_divisions", "commune_units", "divisions per unit",
             "specialised divisions to a commune or ward", 2),
    _Average("agencies_per_province", "provincial_agencies", "province_units", "agencies per province",
             "specialised agencies to a province", 1),
    _Average("units_per_province", "commune_units", "province_units", "units per province",
             "communes and wards to a province", 1),
)  # fmt: skip
_BUILT = ("province_units", "commune_units", "provincial_agencies", "commune_divisions")


def organisation(seen: Selection) -> Finding:
    """The new two tiers as the reports count them: units, agencies and divisions, and their averages."""
    own = seen.place.code
    code = own if any(seen.one(measure, place=own) for measure in _BUILT) else COUNTRY
    found = [figure for measure in _BUILT if (figure := seen.one(measure, place=code))]
    if not found:
        return silent("The new units", _BUILT, seen)
    averages, checks = _averages(seen, COUNTRY), _against_list(seen, code)
    text = sentence(
        ""
        if code == own
        else f"No report of this selection counts the units of {named(seen, own)}; these are the country's.",
        f"For {named(seen, code)} the reports count {listing(_counted_things(found, seen))}.",
        checks.words,
        _beside(averages, code),
        "An average says nothing of how units differ." if averages else "",
    )
    results = (*(each for each, _ in averages.values()), *checks.results)
    scale = [seen.one(measure, place=COUNTRY) for measure in _BUILT] if averages else []
    figures = list(dict.fromkeys([*found, *(figure for figure in scale if figure)]))
    return Finding(_built_heading(averages, found[0], seen), text, results, _mentions(figures, seen))


def _averages(seen: Selection, code: str) -> dict[str, tuple[Result, str]]:
    """Each average that the place's figures allow, with its words."""
    averages = {}
    for each in _AVERAGES:
        top, bottom = seen.one(each.top, place=code), seen.one(each.bottom, place=code)
        if top and bottom and bottom.low > 0:
            value = result(each.result_id, "top / bottom", each.unit, top=top, bottom=bottom)
            averages[each.result_id] = value, f"{number(value.value, each.decimals)} {each.words}"
    return averages


def _beside(averages: dict[str, tuple[Result, str]], code: str) -> str:
    """The averages that the heading does not say."""
    words = [each for _, each in averages.values()]
    rest = words[2:] if code == COUNTRY else words[:2]
    return f"In the country there are also {listing(rest)}." if rest else ""


def _built_heading(averages: dict[str, tuple[Result, str]], first: Figure, seen: Selection) -> str:
    if first.place == COUNTRY and averages:
        return f"The country has {listing([words for _, words in averages.values()][:2])} on average"
    counted_here = f"{named(seen, first.place)} counts {stated(first)}"
    beside = averages.get("units_per_province")
    if first.measure != "commune_units" or beside is None:
        return counted_here
    return f"{counted_here}; the country has {beside[1]} on average"


def _counted_things(figures: Sequence[Figure], seen: Selection) -> list[str]:
    return [f"{stated(figure)} ({seen.study.measure_of(figure).label.lower()})" for figure in figures]


@dataclass(frozen=True)
class _Checks:
    """What the reports' counts of units give beside the study's list of places."""

    words: str = ""
    results: tuple[Result, ...] = ()


def _against_list(seen: Selection, code: str) -> _Checks:
    units = seen.one("commune_units", place=code)
    if units is None:
        return _Checks()
    listed = units_of(seen, code)
    gap = result("units_against_list", "stated - listed", "communes", stated=units, listed=listed)
    mentions = [figure for figure in seen.witnesses if _says(figure) == _says(units)]
    others = [
        figure
        for figure in seen.witnesses
        if _says(figure)[:3] == _says(units)[:3] and figure not in mentions
    ]
    often = counting("unit_count_mentions", mentions)
    agrees = (
        "the official list agrees"
        if not gap.value
        else f"the official list differs by {amount(gap.value, 'communes')}"
    )
    steady = "and other counts too" if others else "always the same"
    words = f"This number of units is stated {count(int(often.value), 'time')}, {steady}, and {agrees}."
    return _Checks(words, (gap, often))


def _says(figure: Figure) -> tuple[object, ...]:
    """What makes two figures the same statement, whenever and wherever it is made."""
    return figure.measure, figure.place, figure.locality, figure.value, figure.value_max


def _mentions(figures: Sequence[Figure], seen: Selection) -> Table:
    """Each stated count with all the places where it is stated."""
    rows = []
    for figure in figures:
        same = [other for other in seen.witnesses if _says(other) == _says(figure)]
        row = (
            seen.study.measure_of(figure).label,
            seen.study.places[figure.place].name_en,
            stated(figure),
            str(len(same)),
            Code(" ".join(other.figure_id for other in same)),
        )
        if row not in rows:
            rows.append(row)
    return Table(("what", "place", "stated", "times", "figures"), tuple(rows))


def _nothing(subject: str, what: str, seen: Selection) -> Finding:
    return Finding(
        f"{subject}: nothing can be said here",
        f"No report of this selection states {what} for {named(seen, seen.place.code)} or the country.",
    )
