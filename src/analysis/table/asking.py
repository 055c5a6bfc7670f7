"""What a selection states, as quantities: one number, several of one date, or a row for each place.

The latest date at which all that is asked for exists is the one that counts, so that a later report adds to
what is known and takes nothing away. A month by itself takes no place from what is counted since a start, and
what cannot be is passed over; a quantity that stands in its place names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from analysis.errors import StudyError
from analysis.table.figures import Figure
from analysis.table.latest import latest_first
from analysis.table.placing import code_of, label
from analysis.table.quantities import Known, Quantity, Unknown, stated_in
from analysis.table.study import Selection, Study
from analysis.table.tidy import refuse_unknown
from analysis.table.vocabulary import COUNTRY, ROLES
from analysis.table.wholes import contradiction, exceeded, named
from analysis.wording import listing, window
from analysis.wording import stated as stated_as

if TYPE_CHECKING:
    import pandas as pd


def value(
    seen: Selection, measure: str, *, place: str = "", role: str = "observed", parts: bool = False
) -> Known:
    """The latest figure of the measure for the whole of one place (default: the page's own).

    A place is given by its code or its English name. `parts`: where there is none, that of a part of it.

    Raises:
        StudyError: no such measure; says which may have been meant.

    >>> from analysis.table.study import load
    >>> hanoi = load().select(place="VN-HN")
    >>> value(hanoi, "files_received") / value(hanoi, "files_received").days
    <Quantity 8,579 files per day: files_received[VN-HN] / 61 days>
    """
    found = together(seen, measure, place=place, role=role)[0]
    if found or not parts:
        return found
    code = code_of(seen, place) if place else seen.place.code
    of_parts = latest_first(_stated(seen, measure, role, code))
    return next((stated_in(each) for each in of_parts if not exceeded(each, seen.study)), found)


def later(seen: Selection, of: Known) -> Known:
    """The latest figure of what a figure is of, where its date is later; else unknown.

    What takes several measures takes them of one date; a newer figure of one of them stands beside it.

    >>> from analysis.table.study import load
    >>> hanoi = load().select(place="VN-HN")
    >>> later(hanoi, value(hanoi, "files_received"))
    <Unknown: no later one is stated>
    """
    if isinstance(of, Unknown):
        return of
    found = value(seen, of.figures[0].measure, place=of.figures[0].place, role=of.figures[0].role)
    return found if _last_day(found) > _last_day(of) else Unknown(("no later one is stated",))


def together(
    seen: Selection,
    *measures: str,
    place: str = "",
    role: str = "observed",
    until: date | Unknown | None = None,
    above_zero: str = "",
) -> tuple[Known, ...]:
    """The measures of one place at the latest date at which all of them exist, in the order asked for.

    `until` is the last date that counts, for how things stood then; `above_zero` is one of the measures that
    must surely be more than nothing, since something is divided by it.
    A stock belongs to the window that it closes. An undated figure joins those of its own report alone. If
    there is no such date, all are unknown.

    Raises:
        StudyError: no such measure.
    """
    _refuse_none(measures)
    if isinstance(until, Unknown):
        return (until,) * len(measures)
    code = code_of(seen, place) if place else seen.place.code
    stated = _figures(seen, measures, code, role)
    stated = [each for each in stated if each.measure != above_zero or each.low > 0]
    in_time = [each for each in stated if not until or (each.period_end and each.period_end <= until)]
    found, passed = _latest(in_time, measures, seen.study)
    if found:
        return found
    name = seen.study.places[code].name_en
    missing = Unknown((_reason(seen, measures, name, {code}, role, passed),))
    return (missing,) * len(measures)


def each(
    seen: Selection, *measures: str, role: str = "observed", parts: bool = False, country: bool = False,
    above_zero: str = "",
) -> pd.DataFrame:  # fmt: skip
    """A row for each place of the page that has all the measures at one date, a column for each measure.

    Without any of its own the page's place has a row in which all is unknown.

    Args:
        parts: also rows of a part of a place, such as four of its wards.
        country: also the country's row on a province's page, for scale.
        above_zero: one of the measures that must surely be more than nothing, as in `together`.

    Raises:
        StudyError: no such measure.

    >>> from analysis.table.study import load
    >>> each(load().select(), "files_received").index.tolist()
    ['Viet Nam', 'Hanoi', 'Dien Bien', 'Ho Chi Minh City']
    """
    import pandas as pd

    _refuse_none(measures)
    codes = {COUNTRY: list(seen.study.places)}.get(seen.place.code, [seen.place.code])
    wanted = [COUNTRY, *codes] if country and COUNTRY not in codes else codes
    groups: dict[tuple[str, str, int | None], list[Figure]] = {}
    for figure in (one for name in measures for one in _stated(seen, name, role)):
        counts = figure.measure != above_zero or figure.low > 0
        if counts and figure.place in wanted and (parts or figure.covers_whole_place):
            groups.setdefault((figure.place, figure.locality, figure.units_covered), []).append(figure)
    order = sorted(groups, key=lambda group: (wanted.index(group[0]), group[1], group[2] or 0))
    rows: dict[str, list[Known]] = {}
    every: list[str] = []
    for group in order:
        found, passed = _latest(groups[group], measures, seen.study)
        every += passed
        if found:
            rows[_free(label(seen, found[0].figures[0]), rows)] = [*found]
    if not any(one.figures[0].place in codes for one, *_ in rows.values()):
        missing = Unknown((_reason(seen, measures, seen.place.name_en, set(codes), role, every[:1]),))
        rows = {seen.place.name_en: [missing for _ in measures], **rows}
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(measures), dtype=object)


def stated(seen: Selection, ids: pd.Series[Any]) -> pd.Series[Any]:
    """The figures of a column of ids as quantities; where there is no id it is unknown.

    >>> from analysis.table.study import load
    >>> rows = load().select(place="VN-HN").frame(measure="files_on_time")
    >>> (stated(load().select(), rows["figure_id"]) / stated(load().select(), rows["related"])).tolist()
    [<Quantity 0.974 times: files_on_time[VN-HN] / files_processed[VN-HN]>]
    """
    nothing = Unknown(("no figure is named",))
    return ids.astype(object).map(lambda one: stated_in(seen.study.by_id[one]) if one else nothing)


def newest(*columns: pd.Series[Any]) -> pd.Series[Any]:
    """For each place the known quantity with the latest date among the columns, the first of several.

    Places of which nothing is known are left out, unless there are no others.
    """
    import pandas as pd

    found: dict[Any, Known] = {}
    for name, one in (pair for column in columns for pair in column.items()):
        held = found.setdefault(name, one)
        if one and (not held or _last_day(one) > _last_day(held)):
            found[name] = one
    known = {name: one for name, one in found.items() if one}
    return pd.Series(known or dict([*found.items()][:1]), dtype=object)


def ranked(column: pd.Series[Any]) -> pd.Series[Any]:
    """The quantities of whole provinces in a column, the smallest first; a bound has no rank.

    Without any there is one that is unknown, of the column's first row.
    """
    found = column[[isinstance(one, Quantity) and _has_rank(one) for one in column]].sort_values()
    if len(found):
        return found
    hedged = Unknown(("no whole province has a count without a hedge",))
    return column.iloc[:1].map(lambda one: one if isinstance(one, Unknown) else hedged)


def ordered(column: pd.Series[Any]) -> pd.Series[Any]:
    """The quantities of a column that are known, the smallest first; without any its first row."""
    known = column[[isinstance(one, Quantity) for one in column]].sort_values()
    return known if len(known) else column.iloc[:1]


def laid_out(column: pd.Series[Any]) -> pd.DataFrame:
    """The quantities of a column with value, bounds, unit, formula, dates and figures in columns, to export.

    Numbers are exact decimals; what is unknown, and an open end of a bound, is missing.

    >>> from analysis.table.study import load
    >>> laid_out(each(load().select(place="VN-HN"), "files_received")["files_received"]).iloc[0].tolist()[3:]
    ['files', 'files_received[VN-HN]', '1 July to 30 August 2025', 'hanoi-fr:2888']
    """
    import pandas as pd

    heads = ("value", "low", "high", "unit", "formula", "dates", "figures")
    rows = {name: _parts(one) if isinstance(one, Quantity) else (None,) * 7 for name, one in column.items()}
    return pd.DataFrame([*rows.values()], pd.Index([*rows], name=column.index.name), heads, dtype=object)


def _parts(one: Quantity) -> tuple[object, ...]:
    numbers = (number if number.is_finite() else None for number in (one.value, one.low, one.high))
    return (*numbers, str(one.unit), one.formula, "; ".join(one.dates), " ".join(one.figure_ids))


def _last_day(of: Known) -> date:
    return of.end if isinstance(of.end, date) else date.min


def _has_rank(quantity: Quantity) -> bool:
    first = quantity.figures[0]
    return quantity.interval.is_exact and first.covers_whole_place and first.place != COUNTRY


def _figures(seen: Selection, measures: Sequence[str], code: str, role: str) -> list[Figure]:
    return [
        figure
        for measure in measures
        for figure in _stated(seen, measure, role, code)
        if figure.covers_whole_place
    ]


def _stated(seen: Selection, measure: str, role: str, code: str = "") -> Iterator[Figure]:
    """The figures of the measure that a place, or a part of one, calls its own.

    How many units there were before the place was what it is now, is no count of its units.
    """
    study = seen.study
    for figure in seen.all(measure, place=code, role=role):
        limited = study.measure_of(figure).limit
        if not limited or study.places[figure.place].is_valid(figure.period_end):
            yield figure


def _latest(
    figures: Iterable[Figure], measures: Sequence[str], study: Study
) -> tuple[tuple[Quantity, ...], tuple[str, ...]]:
    """A quantity for each measure, all of the latest date at which all exist; none without such a date.

    What one report states together goes before what several state, a window before a part of it. Figures
    that cannot all be are not taken together; beside the quantities stands why the first were passed over,
    and what else was told of what stands.
    """
    stated: dict[str, list[Figure]] = {name: [] for name in measures}
    for figure in figures:
        stated[figure.measure].append(figure)
    passed: tuple[str, ...] = ()
    for base in latest_first(stated[measures[0]]):
        together = [_beside(base, stated[name]) for name in measures]
        found = tuple(one for one in together if one)
        if len(found) == len(measures):
            why = contradiction(found, study)
            if not why:
                passed += tuple(told for one in found for told in _otherwise(one, stated[one.measure], study))
                return tuple(replace(stated_in(one), passed=passed) for one in found), passed
            passed = passed or (why,)
    return (), passed


def _otherwise(figure: Figure, others: Sequence[Figure], study: Study) -> list[str]:
    """What was told last of the same window that leaves no room for the figure."""
    told = [
        each for each in others
        if (each.period_start, each.period_end) == (figure.period_start, figure.period_end)
        and (each.high < figure.low or figure.high < each.low)
    ]  # fmt: skip
    return [f"{named(each, study)}, told last as {stated_as(figure)} ({window(each)})" for each in told[-1:]]


def _beside(base: Figure, candidates: Sequence[Figure]) -> Figure | None:
    """The one of the candidates that is of the base's date; its own report's first, then what runs on."""
    fitting = [each for each in latest_first(candidates) if _is_of_one_date(each, base)]
    return min(
        fitting,
        key=lambda each: (each is not base, each.report_id != base.report_id, each.period_end is None),
        default=None,
    )


def _is_of_one_date(figure: Figure, base: Figure) -> bool:
    if None in (figure.period_end, base.period_end):
        return figure.report_id == base.report_id
    starts = {figure.period_start, base.period_start} - {None}
    return figure.period_end == base.period_end and len(starts) <= 1


def _reason(
    seen: Selection, measures: Sequence[str], place: str, codes: set[str], role: str, passed: Sequence[str]
) -> str:
    """Why nothing can be said: what nobody states, what cannot be, or that no date is one; and what waits."""
    for measure in measures:
        refuse_unknown("measure", measure, seen.study.measures)
    lacking = [name for name in measures if not any(f.place in codes for f in seen.all(name, role=role))]
    labels = listing(f"“{seen.study.measures[name].label}”" for name in lacking or measures)
    others = _other_roles(seen, lacking, codes, role)
    who = "no reviewed figure here" if seen.reviewed_only else "no report here"
    as_what = f" as {role}, only as {listing(others)}" if others else ""
    for_one_date = "; ".join((" for one date so that they fit", *passed))
    said = f"{who} states {labels} of {place}{as_what if lacking else for_one_date}"
    waiting = seen.waiting.take(seen.waiting.where("measure", *(lacking or measures)))
    many = sum(code in codes for code in waiting.texts("place"))
    return f"{said}; {many} that {'waits' if many == 1 else 'wait'} for a review would" if many else said


def _refuse_none(measures: Sequence[str]) -> None:
    if not measures:
        raise StudyError("no measure is named", way_out='say each(seen, "files_received"), for example')


def _other_roles(seen: Selection, measures: Sequence[str], codes: set[str], role: str) -> list[str]:
    """The roles in which one of these measures is stated of these places, other than this one."""
    asked = [other for other in ROLES if other != role]
    return [
        other for other in asked
        if any(figure.place in codes for name in measures for figure in seen.all(name, role=other))
    ]  # fmt: skip


def _free(name: str, taken: dict[str, Any]) -> str:
    """The name, numbered where another row has it already."""
    number = 2
    while name in taken:
        name, number = f"{name.rpartition(' #')[0] or name} #{number}", number + 1
    return name
