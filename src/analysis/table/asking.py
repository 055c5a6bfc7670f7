"""What a selection states, as quantities: one number, several of one date, or a row for each place.

The latest date at which all that is asked for exists is the one that counts, so that a later report adds to
what is known and takes nothing away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from analysis.table.catalogue import Place
from analysis.table.figures import Figure, provinces_without
from analysis.table.quantities import Known, Quantity, Unknown, between, exact, stated_in
from analysis.table.study import Selection
from analysis.table.tidy import refuse_unknown, refuse_unknown_place
from analysis.table.vocabulary import COUNTRY
from analysis.wording import listing

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
    last = max(_stated(seen, measure, role, code), key=lambda one: one.period_end or date.min, default=None)
    return stated_in(last) if last else found


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
) -> tuple[Known, ...]:
    """The measures of one place at the latest date at which all of them exist, in the order asked for.

    `until` is the last date that counts, for how things stood then.
    A stock belongs to the window that it closes. An undated figure joins those of its own report alone. If
    there is no such date, all are unknown.

    Raises:
        StudyError: no such measure.
    """
    if isinstance(until, Unknown):
        return (until,) * len(measures)
    code = code_of(seen, place) if place else seen.place.code
    stated = _figures(seen, measures, code, role)
    in_time = [each for each in stated if not until or (each.period_end and each.period_end <= until)]
    found = _latest(in_time, measures)
    if found:
        return tuple(map(stated_in, found))
    missing = Unknown((_reason(seen, measures, seen.study.places[code].name_en, {code}, role),))
    return (missing,) * len(measures)


def each(
    seen: Selection, *measures: str, role: str = "observed", parts: bool = False, country: bool = False
) -> pd.DataFrame:
    """A row for each place of the page that has all the measures at one date, a column for each measure.

    Without any of its own the page's place has a row in which all is unknown.

    Args:
        parts: also rows of a part of a place, such as four of its wards.
        country: also the country's row on a province's page, for scale.

    Raises:
        StudyError: no such measure.

    >>> from analysis.table.study import load
    >>> each(load().select(), "files_received").index.tolist()
    ['Viet Nam', 'Hanoi', 'Dien Bien', 'Ho Chi Minh City']
    """
    import pandas as pd

    codes = {COUNTRY: list(seen.study.places)}.get(seen.place.code, [seen.place.code])
    wanted = [COUNTRY, *codes] if country and COUNTRY not in codes else codes
    groups: dict[tuple[str, str, int | None], list[Figure]] = {}
    for figure in (one for name in measures for one in _stated(seen, name, role)):
        if figure.place in wanted and (parts or figure.covers_whole_place):
            groups.setdefault((figure.place, figure.locality, figure.units_covered), []).append(figure)
    order = sorted(groups, key=lambda group: (wanted.index(group[0]), group[1], group[2] or 0))
    rows: dict[str, list[Known]] = {}
    for group in order:
        if found := _latest(groups[group], measures):
            rows[_free(label(seen, found[0]), rows)] = [stated_in(figure) for figure in found]
    if not any(group[0] in codes for group in order if _latest(groups[group], measures)):
        missing = Unknown((_reason(seen, measures, seen.place.name_en, set(codes), role),))
        rows = {seen.place.name_en: [missing for _ in measures], **rows}
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(measures), dtype=object)


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


def days(of: Any) -> Any:
    """The days of a quantity's window, both ends counted; of a column, a column.

    >>> from analysis.table.study import load
    >>> days(value(load().select(place="VN-HN"), "files_received"))
    <Quantity 61 days: 61 days>
    """
    return of.days if isinstance(of, Quantity | Unknown) else of.map(days)


def working_days(of: Any) -> Any:
    """The Mondays to Fridays of a quantity's window, public holidays included; of a column, a column."""
    return of.working_days if isinstance(of, Quantity | Unknown) else of.map(working_days)


def days_if_longer(seen: Selection, of: Any) -> Any:
    """The days to which words such as "last month" may reach as well; unknown for any other window.

    They end on the next day on which the same report observes something of the same units.
    """
    if not isinstance(of, Quantity | Unknown):
        return of.map(lambda one: days_if_longer(seen, one))
    figure = of.figures[0] if of.figures else None
    end = _later_end(figure, seen) if figure else None
    if not figure or not figure.period_start or not end:
        return Unknown(("its window has one reading",))
    return exact((end - figure.period_start).days + 1, "days")


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


def count(
    rows: pd.DataFrame, unit: str = "figures", *, once: str = "", nothing: str = "", marked: bool = True
) -> Known:
    """How many rows there are, with a pointer to each: `unit` says of what.

    Args:
        once: a column of which each word counts once, such as the segments of statements.
        nothing: why nothing can be said where there are none; without it the count is zero.
        marked: whether it is marked where it holds rows that no person has looked at.

    >>> from analysis.table.study import load
    >>> count(load().select(place="VN-HN").frame(measure="files_received")).figure_ids
    ('hanoi-fr:2888', 'national-fr:10497')
    """
    many = int(rows[once].nunique()) if once else len(rows)
    if nothing and not many:
        return Unknown((nothing,))
    waits = marked and "status" in rows and bool((rows["status"] != "reviewed").any())
    return replace(
        exact(many, unit, ids=rows[_pointer(rows)].tolist() if _pointer(rows) else ()), waits=waits
    )


def _pointer(rows: pd.DataFrame) -> str:
    """The column that points at what each row is."""
    return next((name for name in ("figure_id", "statement_id", "id") if name in rows), "")


def tally(
    rows: pd.DataFrame, by: str, unit: str = "figures", *, once: str = "", nothing: str = "there are none"
) -> pd.Series[Any]:
    """How many rows there are of each word of a column, the most first; otherwise as `count`.

    Rows in which the word, or what counts once, is missing are left out. Without any, one count is unknown.

    >>> from analysis.table.study import load
    >>> tally(load().select(place="VN-HP").statement_frame(), "kind", "segments", once="segment").tolist()[0]
    <Quantity 3 segments: 3 segments>
    """
    import pandas as pd

    told = rows.dropna(subset=[by, *([once] if once else [])])
    if told.empty:
        return pd.Series({"": Unknown((nothing,))}, dtype=object)
    words = told[by].astype(str)
    groups = told.groupby(words)
    many = groups[once].nunique() if once else groups.size()
    ids, waits = groups[_pointer(told)].agg(list), (told["status"] != "reviewed").groupby(words).any()
    found = [
        replace(exact(int(n), unit, ids=each), waits=bool(left))
        for n, each, left in zip(many, ids, waits, strict=True)
    ]
    return pd.Series(found, many.index, dtype=object)[many.sort_values(ascending=False, kind="stable").index]


def foremost(column: pd.Series[Any]) -> tuple[list[str], Known]:
    """The names that share the largest quantity of a column, and that quantity; "" where it is unknown.

    >>> import pandas as pd
    >>> foremost(pd.Series({"a": exact(2), "b": exact(1), "c": exact(2)}))
    (['a', 'c'], <Quantity 2 times: 2>)
    """
    known = {str(name): one for name, one in column.items() if isinstance(one, Quantity)}
    if not known:
        return [""], column.iloc[0]
    most = max(known.values(), key=lambda one: one.value)
    return [name for name, one in known.items() if one.value == most.value], most


def label(seen: Selection, figure: Figure) -> str:
    """The place that the figure speaks of, with how many units where it is a part of one."""
    name = seen.study.places[figure.place].name_en
    if figure.covers_whole_place:
        return name
    part = figure.units_covered or len(figure.localities)
    return f"{name}, {part} unit{'s' if part != 1 else ''}"


def _of_place(seen: Selection, of: Any, known: Callable[[Place, Figure | None], Known]) -> Any:
    """What is known of a place, or of that of a quantity, with the figure where it is of a part alone."""
    if isinstance(of, str):
        return known(seen.study.places[code_of(seen, of) if of else seen.place.code], None)
    if isinstance(of, Unknown):
        return of
    if not isinstance(of, Quantity):
        return of.map(lambda one: _of_place(seen, one, known))
    first = of.figures[0]
    return known(seen.study.places[first.place], None if first.covers_whole_place else first)


def _listed(place: Place, part: Figure | None, many: Decimal | int | None, unit: str) -> Known:
    if part is not None:
        return Unknown((f"the list of places knows no {unit} of a part of {place.name_en}",))
    if many is None:
        return Unknown((f"the list of places, an older one, lacks the {unit} of {place.name_en}",))
    return exact(many, unit)


def _last_day(of: Known) -> date:
    return of.end if isinstance(of.end, date) else date.min


def _has_rank(quantity: Quantity) -> bool:
    first = quantity.figures[0]
    return quantity.interval.is_exact and first.covers_whole_place and first.place != COUNTRY


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


def _latest(figures: Iterable[Figure], measures: Sequence[str]) -> tuple[Figure, ...]:
    """A figure of each measure, all of the latest date at which all exist; none where there is no such date.

    What one report states together goes before what several state, a window before a part of it.
    """
    known: dict[str, list[Figure]] = {name: [] for name in measures}
    for figure in figures:
        known[figure.measure].append(figure)
    first = known[measures[0]]
    for base in sorted(first, key=latest_and_longest, reverse=True):
        found = [_beside(base, known[name]) for name in measures]
        if all(found):
            return tuple(one for one in found if one)
    return ()


def latest_and_longest(figure: Figure) -> tuple[date, int]:
    """By this the latest figures come last, and of those of one date the longest windows."""
    return figure.period_end or date.min, figure.days or 0


def _beside(base: Figure, candidates: Sequence[Figure]) -> Figure | None:
    """The one of the candidates that is of the base's date; its own report's first."""
    fitting = [each for each in candidates if _is_of_one_date(each, base)]
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


def _reason(seen: Selection, measures: Sequence[str], place: str, codes: set[str], role: str) -> str:
    """Why nothing can be said: what nobody states, or that it is not of one date; and what waits."""
    for measure in measures:
        refuse_unknown("measure", measure, seen.study.measures)
    lacking = [name for name in measures if not any(f.place in codes for f in seen.all(name, role=role))]
    labels = listing(f"“{seen.study.measures[name].label}”" for name in lacking or measures)
    who = "no reviewed figure here" if seen.reviewed_only else "no report here"
    said = f"{who} states {labels} of {place}" if lacking else (
        f"{who} states {labels} of {place} for one date")  # fmt: skip
    waiting = seen.waiting.take(seen.waiting.where("measure", *(lacking or measures)))
    many = sum(code in codes for code in waiting.texts("place"))
    return f"{said}; {many} that {'waits' if many == 1 else 'wait'} for a review would" if many else said


def _free(name: str, taken: dict[str, Any]) -> str:
    """The name, numbered where another row has it already."""
    number = 2
    while name in taken:
        name, number = f"{name.rpartition(' #')[0] or name} #{number}", number + 1
    return name
