"""Figures that one report states together: of one place, up to one day."""

from __future__ import annotations

from analysis.table.figures import Figure
from analysis.table.study import Selection
from analysis.table.vocabulary import COUNTRY


def together(seen: Selection, code: str, *measures: str) -> tuple[Figure, ...]:
    """The latest figures of the measures that one report states for the whole place and window.

    A stock belongs to the window that it closes. Empty when no report has all of them.
    """
    for base in reversed(_whole(seen, measures[0], code)):
        parts = [next((f for f in _whole(seen, m, code) if _fits(f, base)), None) for m in measures[1:]]
        found = (base, *(part for part in parts if part is not None))
        if len(found) == len(measures):
            return found
    return ()


def places_stating(seen: Selection, measure: str) -> list[str]:
    """The places to look at for the measure: on the country's page all, else the page's own."""
    codes = [place.code for place in seen.having(measure)]
    return codes if seen.place.code == COUNTRY else [code for code in codes if code == seen.place.code]


def _whole(seen: Selection, measure: str, code: str) -> list[Figure]:
    return [figure for figure in seen.all(measure, place=code) if figure.covers_whole_place]


def _fits(figure: Figure, base: Figure) -> bool:
    starts = {figure.period_start, base.period_start} - {None}
    return (figure.report_id, figure.period_end) == (base.report_id, base.period_end) and len(starts) <= 1
