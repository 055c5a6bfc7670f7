"""Commune-level service centres against the units of the provinces that have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analysis.findings.common import slug, units_of
from analysis.findings.finding import Finding, figure_table, named, silent
from analysis.findings.together import places_stating, together
from analysis.table.catalogue import Place
from analysis.table.figures import Figure, provinces_without
from analysis.table.results import Result, result
from analysis.table.study import Selection
from analysis.table.vocabulary import COUNTRY
from analysis.wording import amount, between, count, listing, number, sentence, stated

Said = tuple[str, str, tuple[Result, ...]]
"""A heading, its sentences, and the results in them."""


def centres(seen: Selection) -> Finding:
    """Commune-level centres against the units of the provinces that have them."""
    needed = ("service_centres", "provinces_with_service_centres")
    together_found = together(seen, COUNTRY, *needed)
    if not together_found:
        return silent("Centres and units", needed, seen)
    built, having = together_found
    scope = _scope(having, seen.study.places)
    points = _points(seen)
    heading, text, results = (
        _exactly(seen, built, having, scope) if scope.names else _bounded(built, having, scope)
    )
    rows = figure_table([built, having, *(figure for figure, _ in points)], seen)
    return Finding(
        heading,
        sentence(text, _points_said(seen, points)),
        (*results, *(share for _, share in points)),
        rows,
    )


@dataclass(frozen=True)
class Scope:
    """The provinces set aside: their names when known, and the least and most units they can have."""

    names: tuple[str, ...]
    number: int
    least: int
    most: int
    all_units: int


def _scope(having: Figure, places: Mapping[str, Place]) -> Scope:
    provinces = {code: place.commune_units for code, place in places.items() if code != COUNTRY}
    aside = max(0, len(provinces) - int(having.value))
    names = provinces_without(having, places)
    everything = sum(provinces.values())
    if len(names) == aside and names:
        units = sum(provinces[code] for code in names)
        return Scope(names, aside, units, units, everything)
    sizes = sorted(provinces.values())
    return Scope((), aside, sum(sizes[:aside]), sum(sizes[len(sizes) - aside :]), everything)


def _exactly(seen: Selection, built: Figure, having: Figure, scope: Scope) -> Said:
    names = listing(named(seen, code) for code in scope.names)
    in_scope = result("units_in_scope", "units - set_aside", "communes", units=scope.all_units,
                      set_aside=scope.least, about=(having,),
                      note=f"set aside: {', '.join(scope.names)}")  # fmt: skip
    share = result("centres_of_units", "centres / units * 100", "percent", centres=built, units=in_scope)
    missing = result("units_without_centre", "units - centres", "communes", units=in_scope, centres=built)
    plain, said = _against_all(built, scope)
    heading = (
        f"Outside {names}, there are {stated(built)} for {amount(in_scope.value, 'communes')}: "
        f"{amount(share.value, 'percent', 1)}"
    )
    text = sentence(
        f"{names} are without commune-level centres and set aside; that leaves {_difference(missing)}.",
        said,
        "Totals do not show which units have a centre: one with two would hide one with none.",
        _standing(seen, scope),
    )
    return heading, text, (share, in_scope, missing, plain)


def _difference(missing: Result) -> str:
    if missing.value == 0:
        return "as many centres as units"
    return f"{amount(abs(missing.value), 'communes')} {'more' if missing.value > 0 else 'fewer'} than centres"


def _standing(seen: Selection, scope: Scope) -> str:
    if seen.place.code == COUNTRY:
        return ""
    side = (
        "one of those set aside" if seen.place.code in scope.names else "among the provinces that have them"
    )
    return f"{named(seen, seen.place.code)} is {side}."


def _bounded(built: Figure, having: Figure, scope: Scope) -> Said:
    least, most = (
        result(f"centres_of_units_{end}", "centres / (units - set_aside) * 100", "percent", centres=built,
               units=scope.all_units, set_aside=aside, about=(having,))
        for end, aside in (("least", scope.least), ("most", scope.most))
    )  # fmt: skip
    plain, said = _against_all(built, scope)
    ends = between(least.interval.low, most.interval.high, "percent", 1)
    heading = f"{stated(built).capitalize()} are {ends} of the units in provinces that have them"
    text = sentence(
        f"{stated(having).capitalize()} have commune-level centres.",
        f"The report does not name the {count(scope.number, 'other')}, so the bound takes the smallest "
        "and the largest."
        if scope.number
        else "",
        said,
    )
    return heading, text, (least, most, plain)


def _against_all(built: Figure, scope: Scope) -> tuple[Result, str]:
    plain = result("centres_of_all_units", "centres / units * 100", "percent",
                   centres=built, units=scope.all_units)  # fmt: skip
    return plain, (
        f"Set against all {number(scope.all_units)} units of the country they would seem to be "
        f"{amount(plain.value, 'percent', 1)}."
    )


def _points(seen: Selection) -> list[tuple[Figure, Result]]:
    """Service points of one-centre places, with their share of the place's units."""
    codes = places_stating(seen, "service_points")
    found = [figure for code in codes if (figure := seen.one("service_points", place=code))]
    return [
        (figure, result(f"points_of_units_{slug(figure.place)}", "points / units * 100", "percent",
                        points=figure, units=units_of(seen, figure.place)))
        for figure in found
    ]  # fmt: skip


def _points_said(seen: Selection, points: Iterable[tuple[Figure, Result]]) -> str:
    said = [
        f"{named(seen, each.place)} states {stated(each)} for its {number(units_of(seen, each.place))} units"
        for each, _ in points
    ]
    return f"{listing(said)}." if said else ""
