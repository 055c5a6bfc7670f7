"""On what terms reports state a measure: what it counts, out of what, over which days, for how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.table.figures import Figure
from analysis.table.study import Selection
from analysis.table.tidy import refuse_unknown
from analysis.wording import day, wide, window

if TYPE_CHECKING:
    import pandas as pd

TERMS = ("what", "counts", "out of", "since", "window", "dated", "of its place", "whose", "note")
_WITHIN = ("part_of", "out_of", "rate_of")


def terms(seen: Selection, *measures: str) -> pd.DataFrame:
    """The terms on which each witness states these measures: a row for each thing said, in their order.

    Raises:
        StudyError: no such measure.

    >>> from analysis.table.study import load
    >>> found = terms(load().select(), "files_received").set_index("figure")
    >>> found.loc["langson-fr:1845", ["window", "dated", "of its place"]].tolist()
    ['1 July to 31 July 2025', 'completed', '4 units']
    """
    import pandas as pd

    for measure in measures:
        refuse_unknown("measure", measure, seen.study.measures)
    asked = seen.witnesses
    rows = {
        (figure.report_id, *said.values()): {
            "report": seen.study.reports[figure.report_id].title, "report_id": figure.report_id,
            "measure": figure.measure, **said, "figure": figure.figure_id,
        }
        for figure in reversed(asked.take(asked.where("measure", *measures)))
        if (said := _terms(figure, seen))
    }  # fmt: skip
    columns = ["report", "report_id", "measure", *TERMS, "figure"]
    return pd.DataFrame([*rows.values()][::-1], columns=columns)


def _terms(figure: Figure, seen: Selection) -> dict[str, str]:
    measure = seen.study.measure_of(figure)
    units = figure.units_covered or len(figure.localities)
    return {
        "what": measure.label,
        "counts": measure.counts,
        "out of": measure.of or _related(figure, seen),
        "since": day(figure.period_start) if figure.period_start else "",
        "window": window(figure),
        "dated": figure.period_basis or "not at all",
        "of its place": "all" if figure.covers_whole_place else f"{units} unit{'s' if units > 1 else ''}",
        "whose": ", ".join(part.replace("_", " ") for part in figure.aspect if part),
        "note": wide(figure.note),
    }


def _related(figure: Figure, seen: Selection) -> str:
    """What its sentence tells it out of."""
    other = seen.study.by_id.get(figure.related) if figure.relation in _WITHIN else None
    return f"{figure.relation.replace('_', ' ')} {seen.study.measure_of(other).label}" if other else ""
