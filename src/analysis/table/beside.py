"""What stands beside a quantity: the year before, the end of its window, the days up to a limit, its base.

What no report of the selection states is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from analysis.table.figures import Figure
from analysis.table.lasting import days
from analysis.table.latest import latest_first
from analysis.table.placing import label, units
from analysis.table.quantities import Known, Quantity, Unknown, days_between, each_of, stated_in
from analysis.table.study import Selection
from analysis.table.vocabulary import COUNTRY
from analysis.table.wholes import exceeded
from analysis.wording import day as in_words

if TYPE_CHECKING:
    import pandas as pd


def with_year_before(seen: Selection, measure: str) -> pd.DataFrame:
    """A row for each place of the page: the measure, and that of the `year before` over the same days.

    It is of the latest date for which both are stated, of any place that has them.

    >>> from analysis.table.study import load
    >>> with_year_before(load().select(), "disbursement_rate").astype(str).values.tolist()
    [['68%', '48%']]
    """
    return _paired(seen, measure, _is_year_before, "year before")


def with_last_part(seen: Selection, measure: str) -> pd.DataFrame:
    """A row for each place of the page: the measure over a window, and over the `last part` of it.

    It is of the latest window for which both are stated, of any place that has them.

    >>> from analysis.table.study import load
    >>> with_last_part(load().select(), "grdp_growth").astype(str).values.tolist()
    [['11.59%', '12.38%']]
    """
    return _paired(seen, measure, _is_last_part, "last part")


def with_plan(seen: Selection, measure: str, plan: str) -> pd.DataFrame:
    """A row for each place of the page: the measure, and what is planned for the year in which it ends.

    It is of the latest date for which both are stated, of any place that has them. The plan may be joined
    with the measure although it is of another date.

    >>> from analysis.table.study import load
    >>> with_plan(load().select(), "files_received", "posts_assigned").astype(str).values.tolist()
    [['523,292 files', '9,622 posts']]
    """
    found = _paired(seen, measure, _is_of_year, plan, seen.own().all(plan, role="plan"))
    found[plan] = [
        each.fair("the plan is for the year in which the other was counted") for each in found[plan]
    ]
    return found


def with_country(seen: Selection, measure: str) -> pd.DataFrame:
    """A row for each province of the page: the count, and that of the `country`, of which it is a part.

    It is of the latest window beside which the country's count is surely more by the day; of several, the
    country's is the one of the same window, else the latest. `a unit` is the count by unit and day, and
    `elsewhere` that of the rest of the country.

    >>> from analysis.table.study import load
    >>> with_country(load().select(place="VN-HN"), "files_received").iloc[0, :2].astype(str).tolist()
    ['523,292 files', '4,386,106 files']
    """
    found = _paired(seen, measure, _is_part_of, "country", seen.all(measure, place=COUNTRY), COUNTRY)
    own, country = found[measure], found["country"]
    rest = (country / days(country) - own / days(own)) / (units(seen, COUNTRY) - units(seen, own))
    found["a unit"] = own / units(seen, own) / days(own)
    found["elsewhere"] = [one.fair("each is a count a day") for one in rest]
    return found


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
    return one(of) if isinstance(of, Quantity) else each_of(of, lambda cell: _each(cell, one))


def _paired(
    seen: Selection,
    measure: str,
    fits: Callable[[Figure, Figure], bool],
    name: str,
    others: Sequence[Figure] | None = None,
    where: str = "",
) -> pd.DataFrame:
    """For each place the latest figure beside which one of the others fits, and that one.

    The others are of the same place, or of the one given.
    """
    import pandas as pd

    own = _by_place(seen.own().all(measure), seen)
    beside = own if others is None else _by_place(others, seen)
    rows: dict[str, tuple[Known, ...]] = {
        label(seen, pair[0]): tuple(map(stated_in, pair))
        for place, figures in own.items()
        if place != where and (pair := _pair(figures, beside.get(where or place, ()), fits))
    }
    if not rows:
        who = "no reviewed figure here" if seen.reviewed_only else "no figure here"
        known = seen.study.measures
        named = [known[each].label if each in known else each for each in (measure, name)]
        missing = Unknown((f"{who} states “{named[0]}” of {seen.place.name_en} beside “{named[1]}”",))
        rows = {seen.place.name_en: (missing, missing)}
    return pd.DataFrame.from_dict(rows, orient="index", columns=[measure, name], dtype=object)


def _by_place(figures: Sequence[Figure], seen: Selection) -> Mapping[str, list[Figure]]:
    """Those of each whole place that can be, in the order of the figures."""
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.covers_whole_place and not exceeded(figure, seen.study):
            found.setdefault(figure.place, []).append(figure)
    return found


def _pair(
    figures: Sequence[Figure], others: Sequence[Figure], fits: Callable[[Figure, Figure], bool]
) -> tuple[Figure, Figure] | None:
    for figure in latest_first(figures):
        beside = [each for each in others if fits(each, figure)]
        if beside:
            same = [each for each in beside if _window(each) == _window(figure)]
            return figure, latest_first(same or beside)[0]
    return None


def _is_of_year(plan: Figure, figure: Figure) -> bool:
    return bool(plan.period_end and figure.period_end and plan.period_end.year == figure.period_end.year)


def _window(figure: Figure) -> tuple[date | None, date | None]:
    return figure.period_start, figure.period_end


def _is_part_of(whole: Figure, part: Figure) -> bool:
    return bool(whole.days and part.days and part.high / part.days < whole.low / whole.days)


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
