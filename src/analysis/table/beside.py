"""What stands beside a quantity: the year before, the end of its window, the days up to a limit, its base.

Each takes one quantity or a column of them; what no report of the selection states is unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from analysis.table.figures import Figure
from analysis.table.quantities import Known, Quantity, Unknown, days_between, stated_in
from analysis.table.study import Selection
from analysis.table.vocabulary import COUNTRY
from analysis.wording import day as in_words


def a_year_before(seen: Selection, of: Any) -> Any:
    """The same measure of the same place over the same days of the year before.

    >>> from analysis.table.asking import value
    >>> from analysis.table.study import load
    >>> haiphong = load().select(place="VN-HP")
    >>> str(a_year_before(haiphong, value(haiphong, "disbursement_rate")))
    '48%'
    """
    return _each(of, lambda one: _other(seen, one, _is_year_before, "a year before"))


def last_part(seen: Selection, of: Any) -> Any:
    """The same measure of the same place over the last part of its window: the longest that is stated.

    >>> from analysis.table.asking import value
    >>> from analysis.table.study import load
    >>> haiphong = load().select(place="VN-HP")
    >>> str(last_part(haiphong, value(haiphong, "grdp_growth")))
    '12.38%'
    """
    return _each(of, lambda one: _other(seen, one, _is_last_part, "of the last part of its window"))


def of_one_year(of: Any, beside: Any) -> Any:
    """What is planned for the year in which another window ends, fair to set beside it; else unknown.

    Two columns give a column, row by row.
    """
    if not isinstance(of, Quantity | Unknown):
        return of.combine(beside, of_one_year)
    one, other = of.end, beside.end
    if isinstance(one, Unknown) or isinstance(other, Unknown) or isinstance(of, Unknown):
        return one if isinstance(one, Unknown) else other
    if one.year != other.year:
        return Unknown((f"{of.formula} is of {one.year}, what stands beside it of {other.year}",))
    return of.fair("what is planned is planned for the year in which the other was counted")


def limit_of(seen: Selection, of: Known) -> date | Unknown:
    """The day that a report sets as the limit for what is counted: its own report, else the latest one.

    >>> from analysis.table.asking import value
    >>> from analysis.table.study import load
    >>> seen = load().select()
    >>> limit_of(seen, value(seen, "resignations_effective"))
    datetime.date(2025, 9, 1)
    """
    if isinstance(of, Unknown):
        return of
    figure, reports = of.figures[0], seen.study.reports
    known = [
        (report_id == figure.report_id, reports[report_id].published_window, day)
        for (measure, report_id), day in seen.study.deadlines.items()
        if measure == figure.measure and report_id in reports and _may_limit(report_id, figure, seen)
    ]
    label = seen.study.measure_of(figure).label
    return max(known)[2] if known else Unknown((f"no report here sets a limit for “{label}”",))


def days_until(of: Any, last: date | Unknown | None = None) -> Any:
    """The days after its window up to and including a day: the last of its year, unless given.

    >>> from analysis.table.asking import value
    >>> from analysis.table.study import load
    >>> days_until(value(load().select(place="VN-HP"), "disbursement_rate"))
    <Quantity 92 days: 92 days>
    """
    return _each(of, lambda one: _until(one, last, "days"))


def working_days_until(of: Any, last: date | Unknown | None = None) -> Any:
    """The Mondays to Fridays among `days_until`; public holidays are not taken out.

    >>> from analysis.table.asking import value
    >>> from analysis.table.study import load
    >>> left = value(load().select(), "resignations_effective")
    >>> working_days_until(left, date(2025, 9, 1))
    <Quantity 9 working days: 9 working_days>
    """
    return _each(of, lambda one: _until(one, last, "working_days"))


def base_of(seen: Selection, of: Any) -> Any:
    """What a percentage is a percentage of, in the catalogue's words; of a column of measures, a column.

    >>> from analysis.table.asking import value
    >>> from analysis.table.study import load
    >>> haiphong = load().select(place="VN-HP")
    >>> base_of(haiphong, value(haiphong, "revenue_vs_estimate"))
    "the year's revenue estimate"
    """
    if isinstance(of, Unknown):
        return of
    if isinstance(of, Quantity):
        return seen.study.measure_of(of.figures[0]).of
    bases = {name: measure.of for name, measure in seen.study.measures.items()}
    return of.astype("str").map(bases).fillna("").replace("", "not known")


def _each(of: Any, one: Callable[[Known], Known]) -> Any:
    """Of one quantity, or of each of a column; what is unknown stays so."""
    if isinstance(of, Unknown):
        return of
    return one(of) if isinstance(of, Quantity) else of.map(lambda cell: _each(cell, one))


def _other(seen: Selection, of: Known, fits: Callable[[Figure, Figure], bool], which: str) -> Known:
    figure = of.figures[0]
    known = seen.all(figure.measure, place=figure.place, role=figure.role, aspect=figure.aspect)
    found = [each for each in known if _is_as_wide(each, figure) and fits(each, figure)]
    label = seen.study.measure_of(figure).label
    if not found:
        return Unknown((f"no report here states “{label}” {which}",))
    return stated_in(max(found, key=lambda each: each.days or 0))


def _is_as_wide(one: Figure, other: Figure) -> bool:
    return (one.locality, one.units_covered) == (other.locality, other.units_covered)


def _is_last_part(part: Figure, whole: Figure) -> bool:
    return bool(
        part.period_start and whole.period_start
        and part.period_start > whole.period_start and part.period_end == whole.period_end
    )  # fmt: skip


def _is_year_before(earlier: Figure, later: Figure) -> bool:
    ends = ((earlier.period_start, later.period_start), (earlier.period_end, later.period_end))
    return later.period_end is not None and all(first == _back(last) for first, last in ends)


def _back(day: date | None) -> date | None:
    if day is None:
        return None
    before = (day.year - 1, day.month, day.day)
    return date(*before) if (day.month, day.day) != (2, 29) else date(day.year - 1, 2, 28)


def _may_limit(report_id: str, figure: Figure, seen: Selection) -> bool:
    report = seen.study.reports[report_id]
    chosen = not seen.reports or report_id in seen.reports
    looked_at = bool(report.reviewed_on) or not seen.reviewed_only
    own = report_id == figure.report_id
    return own or (chosen and looked_at and report.place in (COUNTRY, figure.place))


def _until(of: Known, last: date | Unknown | None, unit: str) -> Known:
    end = of.end
    if isinstance(end, Unknown):
        return end
    if isinstance(last, Unknown):
        return last
    last = last or date(end.year, 12, 31)
    if last <= end:
        return Unknown((f"no day is left until {in_words(last)}",))
    return days_between(end, last, unit)
