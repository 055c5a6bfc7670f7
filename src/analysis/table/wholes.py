"""What cannot be: a count above the list that holds it, a share above its whole, a part above a whole.

Nothing is computed from such figures, and where they are newer than what is, they are named.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from analysis.table.catalogue import UNCLASSIFIED_MEASURE, Measure
from analysis.table.figures import Figure
from analysis.table.frames import Figures, of_words
from analysis.table.tables import Table
from analysis.wording import amount, stated, window

if TYPE_CHECKING:
    import numpy as np

_ALL = Decimal(100)
_COUNTED = {"commune_units": "communes", "provinces": "provinces"}
"""Of what each list of places has so many."""


def exceeded(figure: Figure, table: Table) -> str:
    """The list or the whole that holds the figure and that it surely exceeds; "" where it does not.

    >>> from dataclasses import replace
    >>> from analysis.table.study import load
    >>> study = load()
    >>> lacking = next(each for each in study.figures if each.measure == "communes_without_vehicles")
    >>> exceeded(lacking, study), exceeded(replace(lacking, low=Decimal(4000)), study)
    ('', 'the 3,321 units of Viet Nam')
    """
    most = _most(figure, table)
    if most is None or figure.low <= most:
        return ""
    if _is_share(figure.measure, table):
        return "its whole"
    of = table.places[figure.place].name_en if figure.covers_whole_place else "which it speaks"
    return f"the {amount(most, _COUNTED[_limit(figure.measure, table)])} of {of}"


def exceeding(figures: Figures, table: Table) -> np.ndarray[Any, Any]:
    """For each of the figures, which are looked at by column, whether it surely exceeds what holds it."""
    import numpy as np

    low = np.array(figures.texts("low"), dtype=float)
    shares = of_words(figures, "measure", lambda word: _is_share(word, table))
    limits = of_words(figures, "measure", lambda word: _limit(word, table))
    part = ~np.isnan(figures.numbers("units_covered").astype(float))
    above = shares & (low > float(_ALL))
    for limit in _COUNTED:
        listed = of_words(figures, "place", partial(_listed, limit=limit, table=table))
        above |= (limits == limit) & (part | (low > listed))
    likely = np.flatnonzero(above)
    found = np.zeros(len(figures), dtype=bool)
    found[likely] = [bool(exceeded(each, table)) for each in figures.take(likely)]
    return found


def contradiction(figures: Sequence[Figure], table: Table) -> str:
    """Why figures of one place and date cannot all be, in words that name them; "" where they can.

    One exceeds what holds it, be it a list or another one of them. A stock is no part of what came in over
    a window: it may be left from before.
    """
    by_measure = {each.measure: each for each in figures}
    for part in figures:
        if whole_of_it := exceeded(part, table):
            return f"{named(part, table)}, would exceed {whole_of_it} ({window(part)})"
        for name in _wholes(part.measure, table):
            whole = by_measure.get(name)
            if whole and not _may_be_left(part, whole, table) and part.low > whole.high:
                return f"{named(part, table)}, would exceed {named(whole, table)} ({window(whole)})"
    return ""


def named(figure: Figure, table: Table) -> str:
    """The figure by its measure and as its report states it.

    >>> from analysis.table.study import load
    >>> named(load().by_id["hanoi-fr:2888"], load())
    '“Files received”, 523,292 files'
    """
    return f"“{table.measure_of(figure).label}”, {stated(figure)}"


def _most(figure: Figure, table: Table) -> Decimal | None:
    """The most that the figure can be; None where nothing says.

    An undated count of all units may be the one of before the reform.
    """
    measure, limit = _measure(figure.measure, table), _limit(figure.measure, table)
    if figure.per or figure.locality:
        return None
    if measure.kind == "rate":
        return _ALL
    is_past = not table.places[figure.place].is_valid(figure.period_end)
    if not limit or is_past or (measure.limit and figure.period_end is None):
        return None
    part = None if measure.limit else figure.units_covered
    return Decimal(_listed(figure.place, limit, table) if part is None else part)


def _listed(place: str, limit: str, table: Table) -> int:
    """How many units, or provinces, the list has of a place; none of a place that it lacks."""
    if place not in table.places:
        return 0
    return table.places[place].commune_units if limit == "commune_units" else len(table.places) - 1


def _limit(measure: str, table: Table) -> str:
    """The list that holds what a measure counts, or what holds that; "" where there is none."""
    known = (_measure(each, table).limit for each in (measure, *_wholes(measure, table)))
    return next((each for each in known if each), "")


def _wholes(measure: str, table: Table) -> list[str]:
    """The measure that holds this one, the one that holds that, and so on."""
    found, around = [], _measure(measure, table).within
    while around:
        found.append(around)
        around = _measure(around, table).within
    return found


def _may_be_left(part: Figure, whole: Figure, table: Table) -> bool:
    return _measure(part.measure, table).kind == "stock" and _measure(whole.measure, table).kind == "flow"


def _is_share(measure: str, table: Table) -> bool:
    return _measure(measure, table).kind == "rate"


def _measure(name: str, table: Table) -> Measure:
    return table.measures.get(name, UNCLASSIFIED_MEASURE)
