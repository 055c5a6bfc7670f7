"""The places that figures speak of: their names, and how many units, people and how much land they have."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from analysis.errors import StudyError
from analysis.table.catalogue import Place
from analysis.table.figures import Figure, provinces_without
from analysis.table.quantities import Known, Quantity, Unknown, between, each_of, exact
from analysis.table.study import Selection
from analysis.table.tidy import refuse_unknown_place
from analysis.table.vocabulary import COUNTRY


def code_of(seen: Selection, place: str) -> str:
    """The code of a place that is given by its code or its English name.

    Raises:
        StudyError: there is no such place; says which may have been meant.

    >>> from analysis.table.study import load
    >>> code_of(load().select(), "Hanoi"), code_of(load().select(), "VN-71")
    ('VN-HN', 'VN-71')
    """
    places = seen.study.places
    named = next((code for code, known in places.items() if known.name_en == place), place)
    refuse_unknown_place(named, places)
    return named


def place_of(seen: Selection, of: Known) -> str:
    """The English name of the place whose figure it is; "" where it is unknown."""
    return seen.study.places[of.figures[0].place].name_en if of.figures else ""


def names_of(seen: Selection, of: Known) -> list[str]:
    """The communes that a quantity speaks of by name, or else its place; none where it is unknown."""
    named = [name for figure in of.figures for name in figure.localities]
    return list(dict.fromkeys(named)) or [place for place in [place_of(seen, of)] if place]


def label(seen: Selection, figure: Figure) -> str:
    """The place that the figure speaks of, with how many units where it is a part of one."""
    name = seen.study.places[figure.place].name_en
    if figure.covers_whole_place:
        return name
    part = figure.units_covered or len(figure.localities)
    return f"{name}, {part} unit{'s' if part != 1 else ''}"


def units(seen: Selection, of: Any = "", *, whole: bool = False) -> Any:
    """The commune-level units of a place (default: the page's own), or of what a quantity speaks of.

    A column of quantities gives a column; `whole` asks for all units of its place, also of a part of one.

    >>> from analysis.table.study import load
    >>> units(load().select(place="VN-HN"))
    <Quantity 126 units: 126 communes>
    """

    def of_place(place: Place, part: Figure | None) -> Known:
        if part is None or whole:
            return exact(place.commune_units, "communes")
        return exact(part.units_covered or len(part.localities), "communes")

    return _of_place(seen, of, of_place)


def residents(seen: Selection, of: Any = "") -> Any:
    """The people of a place (default: the page's own) at the merger, or of the place a quantity speaks of.

    Unknown for a part of a place.

    >>> from analysis.table.study import load
    >>> residents(load().select(place="VN-HN"))
    <Quantity 8,807,523 people: 8807523 people>
    """
    return _of_place(seen, of, lambda place, part: _listed(place, part, place.population, "people"))


def area(seen: Selection, of: Any = "") -> Any:
    """The area of a place (default: the page's own) at the merger, or of the place a quantity speaks of.

    Unknown for a part of a place.

    >>> from analysis.table.study import load
    >>> f"{area(load().select(place='VN-HN')):.0}"
    '3,360 km²'
    """
    return _of_place(seen, of, lambda place, part: _listed(place, part, place.area, "km2"))


def provinces_aside(seen: Selection, having: Known) -> list[str]:
    """The names of the provinces that a count of provinces leaves out, where its report names them."""
    figures = [each for each in having.figures if each.unit == "provinces"]
    return [
        seen.study.places[code].name_en
        for each in figures
        for code in provinces_without(each, seen.study.places)
    ]


def units_aside(seen: Selection, having: Known) -> Known:
    """The commune-level units of the provinces that a count of provinces leaves out.

    Where its report does not name them all: from those of the smallest provinces to those of the largest.
    """
    if isinstance(having, Unknown):
        return having
    sizes = {p.name_en: p.commune_units for code, p in seen.study.places.items() if code != COUNTRY}
    named, many = provinces_aside(seen, having), max(0, len(sizes) - int(having.value))
    if len(named) == many:
        return exact(sum(sizes[name] for name in named), "communes")
    ranked_sizes = sorted(sizes.values())
    least, most = (
        exact(sum(each), "communes") for each in (ranked_sizes[:many], ranked_sizes[len(sizes) - many :])
    )
    return between(least, most)


def _of_place(seen: Selection, of: Any, known: Callable[[Place, Figure | None], Known]) -> Any:
    """What is known of a place, or of that of a quantity, with the figure where it is of a part alone."""
    if isinstance(of, str):
        return known(seen.study.places[code_of(seen, of) if of else seen.place.code], None)
    if isinstance(of, Unknown):
        return of
    if not isinstance(of, Quantity):
        return each_of(of, lambda one: _of_place(seen, one, known))
    if len(of.places) != 1:
        told = " and ".join(of.places) or "no place"
        raise StudyError(f"{of.formula} is of {told}", way_out="name one place, or give one of its figures")
    first = of.figures[0]
    return known(seen.study.places[first.place], None if first.covers_whole_place else first)


def _listed(place: Place, part: Figure | None, many: Decimal | int | None, unit: str) -> Known:
    if part is not None:
        return Unknown((f"the list of places knows no {unit} of a part of {place.name_en}",))
    if many is None:
        return Unknown((f"the list of places, an older one, lacks the {unit} of {place.name_en}",))
    return exact(many, unit)
