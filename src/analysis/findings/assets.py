"""Assets: surplus premises and their origin, units that lack something, offices and missing rooms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts import Mark, Words, bars
from analysis.findings.common import bottom_line, coverage, each_place, firm, places_on, reach, slug, units_of
from analysis.findings.finding import Finding, Table, figure_table, named, silent, sources
from analysis.table.figures import Figure
from analysis.table.formula import names_in
from analysis.table.results import Result, result
from analysis.table.study import Selection
from analysis.table.vocabulary import COUNTRY
from analysis.wording import amount, count, listing, number, safe, sentence, stated, window

LACKS = {
    "communes_without_vehicles": "without a vehicle",
    "communes_short_of_equipment": "without adequate equipment",
}
"""Measures that count units lacking something, with the words for it."""

_PREMISES = {
    "done": "surplus_premises_processed",
    "left": "surplus_premises_pending",
    "total": "surplus_premises",
}
_DEALT_WITH = ("done / total * 100", "(1 - left / total) * 100", "done / (done + left) * 100")
"""What was dealt with, from whichever two of the three counts are stated; the first that can be used."""

_ALL_UNITS = 100
_NAMED_AT_MOST = 3


@dataclass(frozen=True)
class Page:
    """The findings of the assets notebook, in its order."""

    bottom_line: Finding
    coverage: Finding
    surplus: Finding
    dealt_with: Finding
    lacks: Finding
    offices: Finding
    headquarters: Finding
    figures: Table


def page(seen: Selection, *, show_sentences: bool = False) -> Page:
    """The assets findings for the selection's place; `show_sentences` needs the reports' texts."""
    premises, done, lacking = surplus(seen), dealt_with(seen), lacks(seen)
    rooms, headquarters = offices(seen), surplus_headquarters(seen)
    first = bottom_line((premises, done, lacking, rooms, headquarters), seen)
    figures = figure_table(seen.about("assets").witnesses, seen, show_sentences=show_sentences)
    return Page(first, coverage(seen, "assets"), premises, done, lacking, rooms, headquarters, figures)


@dataclass(frozen=True)
class _Surplus:
    """One place's surplus premises and those that the reorganisation left."""

    total: Figure
    part: Figure
    share: Result
    rest: Result
    per_unit: Result

    @property
    def results(self) -> tuple[Result, ...]:
        return self.share, self.rest, self.per_unit


def surplus(seen: Selection) -> Finding:
    """How many of the surplus premises come from the reorganisation."""
    found = [_surplus(seen, place.code) for place in places_on(seen, "surplus_premises")]
    cases = [case for case in found if case is not None]
    if not cases:
        return silent("Surplus premises", ("surplus_premises", "surplus_premises_restructuring"), seen)
    first = cases[0]
    share, place = amount(first.share.value, "percent", 1), named(seen, first.total.place)
    heading = f"{share} of {place}'s surplus premises come from the reorganisation"
    text = sentence(
        *(_surplus_words(seen, case) for case in cases),
        "A count gives a house and a plot the same weight: size, worth and state are not told.",
    )
    figures = [figure for case in cases for figure in (case.total, case.part)]
    words = Words(heading, f"Surplus premises, {window(first.total)}", sources(figures, seen))
    results = tuple(each for case in cases for each in case.results)
    return Finding(heading, text, results, figure_table(figures, seen), bars(_surplus_marks(first), words))


def _surplus(seen: Selection, code: str) -> _Surplus | None:
    total = seen.one("surplus_premises", place=code)
    part = seen.one("surplus_premises_restructuring", place=code)
    if total is None or part is None or total.low <= 0 or total.period_end != part.period_end:
        return None
    at = slug(code)
    return _Surplus(
        total,
        part,
        result(f"share_from_reorganisation_{at}", "part / total * 100", "percent", part=part, total=total),
        result(f"surplus_otherwise_{at}", "total - part", "premises", total=total, part=part),
        result(f"reorganisation_premises_per_unit_{at}", "part / units", "premises per unit",
               part=part, units=units_of(seen, code)),
    )  # fmt: skip


def _surplus_words(seen: Selection, case: _Surplus) -> str:
    return (
        f"Of {stated(case.total)} in {named(seen, case.total.place)} ({window(case.total)}), "
        f"{number(case.part.value)} were left by the reorganisation, {number(case.per_unit.value, 1)} for "
        f"each of {number(units_of(seen, case.total.place))} commune-level units. The origin of the other "
        f"{number(case.rest.value)} is not stated; they are no part of what this reform left."
    )


def _surplus_marks(case: _Surplus) -> list[Mark]:
    firmly = firm(case.total) and firm(case.part)
    share = amount(case.share.value, "percent", 1)
    return [
        Mark("all surplus premises", case.total.value, number(case.total.value),
             solid=firm(case.total), group=2),
        Mark("from the reorganisation", case.part.value, f"{number(case.part.value)} ({share})",
             solid=firm(case.part)),
        Mark("the others", case.rest.value, number(case.rest.value), solid=firmly, group=1),
    ]  # fmt: skip


def dealt_with(seen: Selection) -> Finding:
    """What part of the surplus premises has been dealt with."""
    codes = dict.fromkeys(place.code for name in _PREMISES.values() for place in places_on(seen, name))
    cases = [case for code in codes if (case := _dealt_with(seen, code))]
    if not cases:
        return silent("Surplus premises dealt with", tuple(_PREMISES.values())[:2], seen)
    share, behind = cases[0]
    place = named(seen, behind[0].place)
    heading = f"{amount(share.value, 'percent', 1)} of {place}'s surplus premises have been dealt with"
    text = sentence(
        *(_dealt_words(seen, each, figures) for each, figures in cases),
        "Dealt with can mean sold, handed over or put to another use: a count does not tell which.",
    )
    figures = [figure for _, each in cases for figure in each]
    return Finding(heading, text, tuple(each for each, _ in cases), figure_table(figures, seen))


def _dealt_with(seen: Selection, code: str) -> tuple[Result, list[Figure]] | None:
    found = {name: seen.one(measure, place=code) for name, measure in _PREMISES.items()}
    for formula in _DEALT_WITH:
        inputs = {name: figure for name in names_in(formula) if (figure := found[name])}
        dates = {figure.period_end for figure in inputs.values()}
        usable = len(inputs) == len(names_in(formula)) and len(dates) == 1
        if usable and all(figure.low > 0 for figure in inputs.values()):
            return result(f"dealt_with_{slug(code)}", formula, "percent", note="", about=(), **inputs), [
                *inputs.values()
            ]
    return None


def _dealt_words(seen: Selection, share: Result, figures: Sequence[Figure]) -> str:
    said = listing(f"{stated(each)} ({seen.study.measure_of(each).label.lower()})" for each in figures)
    return f"{named(seen, figures[0].place)} states {said}: {reach(share, 1)}."


@dataclass(frozen=True)
class _Lacks:
    """The units of one place that lack something, and how many lack at least one of the things."""

    figures: tuple[Figure, ...]
    shares: tuple[Result, ...]
    least: Result | None
    most: Result | None

    @property
    def results(self) -> tuple[Result, ...]:
        return (*(each for each in (self.least, self.most) if each), *self.shares)


def lacks(seen: Selection) -> Finding:
    """Units without a vehicle or short of equipment, and how many lack at least one of both."""
    codes = dict.fromkeys(place.code for name in LACKS for place in places_on(seen, name))
    cases = [case for code in codes if (case := _lacking(seen, code))]
    if not cases:
        return silent("Units that lack something", tuple(LACKS), seen)
    first = cases[0]
    heading = _lacks_heading(seen, first)
    text = sentence(
        *(_lacks_words(seen, case) for case in cases),
        "What counts as enough is not said: the reports give no standard of equipment.",
    )
    figures = [figure for case in cases for figure in case.figures]
    unit = f"Commune-level units of {named(seen, first.figures[0].place)}"
    words = Words(heading, unit, sources(figures, seen))
    results = tuple(each for case in cases for each in case.results)
    return Finding(heading, text, results, figure_table(figures, seen), bars(_lacks_marks(first), words))


def _lacking(seen: Selection, code: str) -> _Lacks | None:
    figures = tuple(figure for name in LACKS if (figure := seen.one(name, place=code)))
    if not figures:
        return None
    shares = tuple(
        result(f"share_{each.measure.removeprefix('communes_')}_{slug(code)}", "lacking / units * 100",
               "percent", lacking=each, units=_all_units(seen, each))
        for each in figures
    )  # fmt: skip
    if len(figures) < len(LACKS):
        return _Lacks(figures, shares, None, None)
    vehicles, equipment = figures
    least = result(
        f"lack_at_least_one_least_{slug(code)}", "max(vehicles, equipment)", "communes",
        vehicles=vehicles, equipment=equipment, note="if one group lies within the other",
    )  # fmt: skip
    most = result(
        f"lack_at_least_one_most_{slug(code)}", "min(vehicles + equipment, units)", "communes",
        vehicles=vehicles, equipment=equipment, units=_all_units(seen, equipment),
        note="if no unit lacks both",
    )  # fmt: skip
    return _Lacks(figures, shares, least, most)


def _all_units(seen: Selection, lacking: Figure) -> Figure | int:
    """All units that the figure is out of: as its sentence states them, or else as places.csv does."""
    stated_units = seen.study.by_id.get(lacking.related) if lacking.relation == "out_of" else None
    return stated_units if stated_units and stated_units.low > 0 else units_of(seen, lacking.place)


def _lacks_heading(seen: Selection, case: _Lacks) -> str:
    place = named(seen, case.figures[0].place)
    if case.least is None or case.most is None:
        return f"{_lack_words(case, 0)} of {place}'s commune-level units are {_words_for(case.figures[0])}"
    low, high = number(case.least.value), number(case.most.value)
    return f"{low} to {high} commune-level units of {place} lack a vehicle, adequate equipment or both"


def _lack_words(case: _Lacks, at: int) -> str:
    return f"{number(case.figures[at].value)} ({amount(case.shares[at].value, 'percent', 1)})"


def _words_for(figure: Figure) -> str:
    return LACKS[figure.measure]


def _lacks_words(seen: Selection, case: _Lacks) -> str:
    units = _all_units(seen, case.figures[0])
    of = number(units.value if isinstance(units, Figure) else units)
    said = [f"{_lack_words(case, at)} are {_words_for(each)}" for at, each in enumerate(case.figures)]
    opening = f"Of {of} commune-level units in {named(seen, case.figures[0].place)}, {listing(said)}."
    if case.least is None or case.most is None:
        return opening
    return (
        f"{opening} The groups may overlap, so their sum is only a bound: at least "
        f"{number(case.least.value)} lack one of the two, if the smaller group lies within the larger, and "
        f"at most {number(case.most.value)}, if no unit lacks both. {_dates(case.figures)}"
    )


def _dates(figures: Sequence[Figure]) -> str:
    dates = {figure.period_end for figure in figures}
    if len(dates) == 1:
        return ""
    said = listing(f"{_words_for(each)}: {window(each)}" for each in figures)
    return f"The counts are not known to be of one day ({said})."


def _lacks_marks(case: _Lacks) -> list[Mark]:
    marks = [Mark(_words_for(each), each.value, _lack_words(case, at), solid=firm(each), group=1)
             for at, each in enumerate(case.figures)]  # fmt: skip
    if case.least is None or case.most is None:
        return marks
    low, high = case.least.value, case.most.value
    return [*marks, Mark("at least one of the two", low, f"{number(low)} to {number(high)}", low, high,
                         solid=all(firm(each) for each in case.figures))]  # fmt: skip


@dataclass(frozen=True)
class _Offices:
    """A place where all units are said to have offices, and the rooms that are missing there."""

    rate: Figure
    rooms: tuple[Figure, ...]
    short: int
    most: Result


def offices(seen: Selection) -> Finding:
    """Rates of all units with stable offices beside rooms missing in the same place."""
    places = places_on(seen, "communes_with_offices")
    cases = [case for place in places if (case := _offices(seen, place.code))]
    if not cases:
        return silent("Offices beside missing rooms", ("communes_with_offices", "rooms_missing"), seen)
    first, rooms = cases[0], cases[0].rooms[0]
    heading = (
        f"{named(seen, first.rate.place)} has stable offices in {stated(first.rate)} of its units, "
        f"while {_who(seen, rooms)} lacks {stated(rooms)}"
    )
    text = sentence(*(_offices_words(seen, case) for case in cases))
    figures = [figure for case in cases for figure in (case.rate, *case.rooms)]
    return Finding(heading, text, tuple(case.most for case in cases), figure_table(figures, seen))


def _offices(seen: Selection, code: str) -> _Offices | None:
    rate, rooms = seen.one("communes_with_offices", place=code), seen.all("rooms_missing", place=code)
    if rate is None or not rooms or rate.value < _ALL_UNITS:
        return None
    short = _units_named(rooms)
    most = result(f"offices_with_rooms_most_{slug(code)}", "(units - short) / units * 100", "percent",
                  units=units_of(seen, code), short=short, about=(rate, *rooms),
                  note="if a unit with rooms missing does not count")  # fmt: skip
    return _Offices(rate, tuple(rooms), short, most)


def _units_named(rooms: Sequence[Figure]) -> int:
    """The least number of units that the figures speak of."""
    names = {name for each in rooms for name in each.localities}
    return max(len(names), *(each.units_covered or 1 for each in rooms))


def _who(seen: Selection, rooms: Figure) -> str:
    if 0 < len(rooms.localities) <= _NAMED_AT_MOST:
        return listing(safe(name) for name in rooms.localities)
    return count(rooms.units_covered, "unit") if rooms.units_covered else named(seen, rooms.place)


def _offices_words(seen: Selection, case: _Offices) -> str:
    place, units = named(seen, case.rate.place), number(units_of(seen, case.rate.place))
    lacking = listing(f"{stated(each)} in {_who(seen, each)}" for each in case.rooms)
    rounds = "still rounds" if case.rate.low <= case.most.value else "does not round"
    return sentence(
        f"Of {place} it is stated that {stated(case.rate)} of the commune-level units have stable offices, "
        f"and that {lacking} are missing.",
        "Both can hold only if a stable office does not mean enough rooms.",
        f"If it did, {count(case.short, 'unit')} of {units} would fall short and the rate would be at most "
        f"{amount(case.most.value, 'percent', 1)}, which {rounds} to the stated rate.",
        "Neither statement carries a date." if _undated(case.rate, *case.rooms) else "",
    )


def _undated(*figures: Figure) -> bool:
    return all(figure.period_end is None for figure in figures)


def surplus_headquarters(seen: Selection) -> Finding:
    """Surplus headquarters per commune-level unit."""
    figures = each_place(seen, "surplus_headquarters")
    if not figures:
        return silent("Surplus headquarters", ("surplus_headquarters",), seen)
    results = [
        result(f"headquarters_per_unit_{slug(each.place)}", "headquarters / units", "premises per unit",
               headquarters=each, units=units_of(seen, each.place))
        for each in figures
    ]  # fmt: skip
    first = figures[0]
    heading = f"{named(seen, first.place)} has {number(results[0].value, 1)} surplus headquarters per unit"
    text = sentence(
        *(_headquarters_words(seen, each, per) for each, per in zip(figures, results, strict=True)),
        _not_of(seen, first),
        "What becomes of them is not in the count.",
    )
    return Finding(heading, text, tuple(results), figure_table(figures, seen))


def _headquarters_words(seen: Selection, figure: Figure, per_unit: Result) -> str:
    return (
        f"{named(seen, figure.place)} counts {number(figure.value)} headquarters no longer needed "
        f"({window(figure)}), {number(per_unit.value, 1)} for each of its "
        f"{number(units_of(seen, figure.place))} commune-level units."
    )


def _not_of(seen: Selection, headquarters: Figure) -> str:
    country = seen.one("surplus_premises", place=COUNTRY)
    if country is None or headquarters.place == COUNTRY:
        return ""
    return (
        f"They are no share of the country's {stated(country)}, which count "
        f"{seen.study.measure_of(country).counts}."
    )
