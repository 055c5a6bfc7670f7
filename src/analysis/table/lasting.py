"""How many days a quantity's window has."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from analysis.table.figures import Figure
from analysis.table.quantities import Quantity, Unknown, each_of, exact
from analysis.table.study import Selection


def days(of: Any) -> Any:
    """The days of a quantity's window, both ends counted; of a column, a column.

    >>> from analysis.table.asking import value
    >>> from analysis.table.study import load
    >>> days(value(load().select(place="VN-HN"), "files_received"))
    <Quantity 61 days: 61 days>
    """
    return of.days if isinstance(of, Quantity | Unknown) else each_of(of, days)


def working_days(of: Any) -> Any:
    """The Mondays to Fridays of a quantity's window, public holidays included; of a column, a column."""
    return of.working_days if isinstance(of, Quantity | Unknown) else each_of(of, working_days)


def days_if_longer(seen: Selection, of: Any) -> Any:
    """The days to which words such as "last month" may reach as well; unknown for any other window.

    They end on the next day on which the same report observes something of the same units.
    """
    if not isinstance(of, Quantity | Unknown):
        return each_of(of, lambda one: days_if_longer(seen, one))
    figure = of.figures[0] if of.figures else None
    end = _later_end(figure, seen) if figure else None
    if not figure or not figure.period_start or not end:
        return Unknown(("its window has one reading",))
    return exact((end - figure.period_start).days + 1, "days")


def _later_end(figure: Figure, seen: Selection) -> date | None:
    if figure.period_basis != "completed" or not _is_one_month(figure):
        return None
    ends = [
        other.period_end
        for other in seen.study.figures.of_report(figure.report_id)
        if (other.place, other.locality, other.role) == (figure.place, figure.locality, "observed")
        and other.period_end and figure.period_end and other.period_end > figure.period_end
    ]  # fmt: skip
    return min(ends, default=None)


def _is_one_month(figure: Figure) -> bool:
    """Whether it is one whole month: a longer window that is completed lacked its start alone."""
    start, end = figure.period_start, figure.period_end
    if start is None or end is None or start.replace(day=1) != end.replace(day=1):
        return False
    return start.day == 1 and (end + timedelta(days=1)).day == 1
