"""One thing at several dates: what was counted between two counts, how a stock changed, how a rate moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from analysis.table.asking import together
from analysis.table.figures import Figure
from analysis.table.frames import Figures, of_words
from analysis.table.placing import code_of, label
from analysis.table.points import CHANGE, REVISION, RISING, SAME, Points, Step
from analysis.table.quantities import Known, Quantity, Unknown, exact, largest, stated_in
from analysis.table.study import Selection
from analysis.table.tidy import refuse_unknown
from analysis.wording import day, listing, period

if TYPE_CHECKING:
    import pandas as pd

_OF_SERIES = ("day", "quantity", "change", "days", "per day", "what")
_MOST_NAMES = 3
"""So many communes are named in a row; more are counted."""


def series(
    seen: Selection, measure: str | Known, *, place: str = "", role: str = "observed", locality: str = "",
    holder: str = "", breakdown: str = "", per: str = "",
) -> pd.DataFrame:  # fmt: skip
    """A row for each date at which the measure of one place is known (default: the page's own place).

    The columns: `day`; `quantity`, as stated; `change` since the point before, which of counts from one start
    is the count of the window between; `days` between; `per day`; and `what` the row is: a `count` with none
    before it, the count of a `window`, a `stock`, a `rate`, or a `revision` of what was stated before. What
    no person has looked at is nobody's point before, unless there is nothing else. Without any date there is
    one row, in which all is unknown.

    Args:
        measure: its id; or a figure, such as a point of `moved`, for the series that it is of.

    Raises:
        StudyError: no such measure or place; says which may have been meant.

    >>> from analysis.table.study import load
    >>> rates = series(load().select(place="VN-HP"), "disbursement_rate")
    >>> rates["quantity"].map(str).tolist(), f"{rates['change'].iloc[-1]:.0t}"
    (['48%', '68%'], '19 to 21 percentage points')
    """
    if isinstance(measure, Unknown):
        return _frame([(seen.place.name_en, *(measure,) * 5, "")], *_OF_SERIES)
    units: int | None = None if locality else 0
    if isinstance(measure, Quantity):
        figure = measure.figures[0]
        wanted, units = {name: getattr(figure, name) for name in SAME}, figure.units_covered or 0
    else:
        refuse_unknown("measure", measure, seen.study.measures)
        code = code_of(seen, place) if place else seen.place.code
        said = (measure, code, locality, holder, breakdown, per, role)
        wanted = dict(zip(SAME, said, strict=True))
    points = Points.of(seen.witnesses, seen.study, wanted)
    steps = (points if units is None else points.of_units(units)).steps()
    rows: list[tuple[Any, ...]] = [
        (_window(each.after), each.after.period_end, dated(each.after), *_pace(each), each.what)
        for each in steps
    ]
    if not rows:
        rows = [(seen.study.places[wanted["place"]].name_en, *(Unknown((_no_date(seen, wanted),)),) * 5, "")]
    return _frame(rows, *_OF_SERIES)


def moved(seen: Selection, theme: str = "", most: int | None = None) -> pd.DataFrame:
    """A row for each series of the page's own place (of VN: of all) with two dates, by relative change.

    The columns: `measure`, its `label`, `place`; the `first` and the `last` point that can be held together;
    `change`, `days` between them and `per day`; their days `since` and `until`; the change as a share of the
    first (`relative`); and `what`, as in `series`. Counts from one start are held together, else windows that
    are as long. Without any there is one row, in which all is unknown.

    Args:
        theme: of one theme; "" for all.
        most: so many rows; None for all.

    >>> from analysis.table.study import load
    >>> moved(load().select())[["place", "first", "last"]].map(str).values.tolist()
    [['Hai Phong', '48%', '68%']]
    """
    own = _own(seen, theme)
    rows: list[tuple[Any, ...]] = [
        (*_named(seen, step.after), dated(step.before), dated(step.after), *_speed(step),
         step.before.period_end, step.after.period_end, _relative(step), step.what)
        for step in Points.of(own.take(~own.where("role", "threshold")), seen.study).spanned(most)
        if step.before
    ]  # fmt: skip
    if not rows:
        unknown = Unknown((_no_second_date(seen, theme),))
        rows = [(seen.place.name_en, "", "", seen.place.name_en, *(unknown,) * 8, "")]
    return _frame(rows, "measure", "label", "place", "first", "last", "change", "days", "per day", "since",
                  "until", "relative", "what")  # fmt: skip


def paces(seen: Selection, theme: str = "", most: int | None = None) -> pd.DataFrame:
    """A row for each count of the page's own place of which two stretches are known, one after the other.

    The columns: `measure`, its `label`, `place`; how much came a day `before` and `lately`, `since` and
    `until` which day that is; the `last` figure. Those whose pace differs most come first. Without any there
    is one row, in which all is unknown.

    >>> from analysis.table.study import load
    >>> bool(paces(load().select())["lately"].iloc[0])
    False
    """
    rows: list[tuple[Any, ...]] = [
        (*_named(seen, late.after), _pace(early)[2], _pace(late)[2], _day_before(early, late),
         late.after.period_end, dated(late.after))
        for early, late in Points.of(_own(seen, theme), seen.study).paced(most)
    ]  # fmt: skip
    if not rows:
        unknown = Unknown((_no_second_date(seen, theme, "count"),))
        rows = [(seen.place.name_en, "", "", seen.place.name_en, *(unknown,) * 5)]
    return _frame(rows, "measure", "label", "place", "before", "lately", "since", "until", "last")


def revised(seen: Selection, theme: str = "", most: int | None = None) -> pd.DataFrame:
    """A row for each figure of the page's own place that revises another, the latest first.

    It states another value of the same window, or less than an earlier count from the same start. The
    columns: `measure`, its `label`, `place`; what stood `before`, what stands `now`, their `difference`, and
    the `day` of what stands now. Without any the frame is empty; `most` limits its rows.
    """
    rows = [
        (*_named(seen, step.after), dated(step.before), dated(step.after),
         (dated(step.after) - dated(step.before)).fair(_why(step)), step.after.period_end)
        for step in Points.of(_own(seen, theme), seen.study).revisions(most)
        if step.before
    ]  # fmt: skip
    return _frame(rows, "measure", "label", "place", "before", "now", "difference", "day")


def followed(seen: Selection, theme: str = "") -> pd.DataFrame:
    """A row for each series of the page's own place, found by column: of what it is, and its dates.

    The columns: `label`, `place`, what else its figures have in common, how many `dates` it has, `since` and
    `until`, and how many of its points are `revised` ones.

    >>> from analysis.table.study import load
    >>> found = followed(load().select(place="VN-HP"))
    >>> found[found["dates"] > 1][["label", "place", "dates"]].values.tolist()
    [['Disbursement rate', 'Hai Phong', 2]]
    """
    import pandas as pd

    points = Points.of(_own(seen, theme), seen.study)
    by = points.rows.assign(revised=points.rows["what"] == REVISION).groupby("series")
    found = by.agg(at=("at", "last"), dates=("end", "nunique"), since=("end", "min"), until=("end", "max"),
                   revised=("revised", "sum"))  # fmt: skip
    of = points.figures.take(found["at"].to_numpy())
    words = {name: of_words(of, name, str) for name in SAME}
    label = {name: measure.label for name, measure in seen.study.measures.items()}
    place = {code: place.name_en for code, place in seen.study.places.items()}
    rows = pd.DataFrame({name: words[name] for name in SAME[2:]})
    rows.insert(0, "label", pd.Series(words["measure"]).map(label))
    rows.insert(1, "place", pd.Series(words["place"]).map(place))
    rows["dates"] = found["dates"].to_numpy()
    for name in ("since", "until"):
        rows[name] = pd.to_datetime(found[name].to_numpy(), unit="D").date
    return rows.assign(revised=found["revised"].to_numpy())


def dated(figure: Figure) -> Quantity:
    """The figure as a quantity whose name in formulas has its last day."""
    name = f"{figure.measure}[{figure.place}, {figure.period_end or 'undated'}]"
    return replace(stated_in(figure), formula=name)


def _own(seen: Selection, theme: str) -> Figures:
    return (seen.about(theme) if theme else seen).own().witnesses


def _speed(step: Step) -> tuple[Known, Known, Known]:
    """The change between two points, the days between their ends, and the change by day."""
    change = _change(step)
    if step.before is None or step.before.period_end is None or step.after.period_end is None:
        return change, change, change
    days = exact((step.after.period_end - step.before.period_end).days, "days")
    apart = Unknown(("two windows that stand apart have no pace between them",))
    return change, days, apart if step.alike else change / days


def _pace(step: Step) -> tuple[Known, Known, Known]:
    """The change since the point before, the days behind it, and both by day; a first count's own days."""
    if not step.stands_alone:
        return _speed(step)
    now = dated(step.after)
    return _change(step), now.days, now / now.days


def _day_before(early: Step, late: Step) -> date | None:
    """The last day before the later of two stretches: one that stands alone begins with its own window."""
    start = late.after.period_start
    return start - timedelta(days=1) if late.stands_alone and start else early.after.period_end


def _change(step: Step) -> Known:
    """How much more it is than at the point before: no count falls, which its print and hedges may hide."""
    now = dated(step.after)
    if step.before is None:
        return Unknown((f"nothing of it is known before {_window(step.after)}",))
    before = dated(step.before)
    if step.falls:
        return Unknown((f"no count falls from {before} to {now}: it was revised",))
    change = now - before
    if step.kind == RISING and not step.alike and change.low < 0:
        change = largest(exact(0, now.unit.name), change)
    return change.fair(_why(step))  # type: ignore[no-any-return]


def _relative(step: Step) -> Known:
    """How much more it is than at the point before, as a share of that."""
    if step.before is None or step.falls:
        return _change(step)
    if step.kind == CHANGE:
        return Unknown(("a change has no size to which its own change could be held",))
    return (dated(step.after) / dated(step.before) - exact(1)).fair(_why(step))  # type: ignore[no-any-return]


def _why(step: Step) -> str:
    """Why the two points may be held against each other."""
    if step.alike:
        return "both windows are as long"
    start = step.after.period_start
    return f"both begin on {day(start)}" if start else "the change is from the one to the other"


def _named(seen: Selection, figure: Figure) -> tuple[str, str, str, str]:
    """Its name in a frame, its measure, what that is called, and the place that it speaks of."""
    own = [word.replace("_", " ") for word in (figure.holder, figure.breakdown) if word]
    own += [f"per {figure.per.replace('_', ' ')}"] if figure.per else []
    own += [figure.role] if figure.role != "observed" else []
    words = seen.study.measure_of(figure).label + (f" ({', '.join(own)})" if own else "")
    where = label(seen, figure)
    if 0 < len(figure.localities) <= _MOST_NAMES:
        where = f"{seen.study.places[figure.place].name_en}: {listing(figure.localities)}"
    return f"{words}, {where}", figure.measure, words, where


def _window(figure: Figure) -> str:
    return period(figure.period_start, figure.period_end)


def _no_date(seen: Selection, wanted: Mapping[str, str]) -> str:
    """Why the series has no point: what nobody states, or only without a date, or of a part of the place."""
    measure, code = wanted["measure"], wanted["place"]
    own = [wanted[name] for name in ("locality", "holder", "breakdown", "per") if wanted[name]]
    (known,) = together(seen, measure, place=code, role=wanted["role"])
    if isinstance(known, Unknown) and not own:
        return known.reasons[0]
    words = ", ".join((seen.study.measures[measure].label, *own))
    return f"no figure here states “{words}” of {seen.study.places[code].name_en} with a date"


def _no_second_date(seen: Selection, theme: str, what: str = "figure") -> str:
    what = f"{what} on {theme}" if theme else what
    said = f"no {'reviewed ' * seen.reviewed_only}{what} of {seen.place.name_en} has a second date"
    return f"{said}; a report that states one of them of another day would make a series"


def _frame(rows: Sequence[tuple[Any, ...]], *columns: str) -> pd.DataFrame:
    """The rows by their names, which come first; a name that stands already is numbered."""
    import pandas as pd

    names: dict[str, int] = {}
    index = []
    for name, *_ in rows:
        names[name] = names.get(name, 0) + 1
        index.append(f"{name} #{names[name]}" if names[name] > 1 else name)
    return pd.DataFrame([row[1:] for row in rows], index, list(columns), dtype=object)
