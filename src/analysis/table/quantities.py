"""Quantities that remember: a value with its interval, its unit, its formula and the figures behind it.

Python's operators compute with them. Units multiply and cancel, a sum of unlike things is refused, and what
no report states stays unknown through any formula, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from functools import partial, reduce
from html import escape
from operator import le, lt
from typing import Any

from analysis.errors import StudyError
from analysis.table.figures import Figure
from analysis.table.formula import INFINITY, Interval
from analysis.table.precision import bounds
from analysis.table.saying import said
from analysis.table.units import PERCENT, POINTS, RATIO, Unit
from analysis.table.vocabulary import COUNTRY
from analysis.wording import listing, period

Window = tuple[date | None, date | None]
"""The first and the last day of what is counted; a stock has the last alone."""
_ATOM, _PRODUCT, _SUM = range(3)
"""How tightly the last step of a formula binds."""
_FRIDAY = 4


@dataclass(frozen=True, eq=False)
class Quantity:
    """A value with what it follows from.

    `windows` are those of the figures behind it, undated ones left out; `unreviewed` says whether one of them
    was looked at by no person; `fairness` why it may join figures of several dates; `waits` whether rows were
    counted that wait for a review; `passed` why figures were passed over in whose place it stands.

    >>> received, on_time = exact(523292, "files"), exact(402282, "files")
    >>> share = on_time / received
    >>> f"{share:.1%}", share.formula, f"{received / exact(126, 'communes') / exact(61, 'days'):.1}"
    ('76.9%', '402282 files / 523292 files', '68.1 files per unit and day')
    """

    interval: Interval
    unit: Unit
    formula: str
    figures: tuple[Figure, ...] = ()
    ids: tuple[str, ...] = ()
    fairness: str = ""
    binding: int = _ATOM
    waits: bool = False
    passed: tuple[str, ...] = ()

    @property
    def value(self) -> Decimal:
        """The value computed from the printed values."""
        return self.interval.value

    @property
    def low(self) -> Decimal:
        """The lower end of its interval; infinite where it is open."""
        return self.interval.low

    @property
    def high(self) -> Decimal:
        """The upper end of its interval; infinite where it is open."""
        return self.interval.high

    @property
    def figure(self) -> Figure | None:
        """The figure that it is, before anything was computed with it."""
        return self.figures[0] if self.binding == _ATOM and len(self.figures) == 1 else None

    @property
    def is_derived(self) -> bool:
        """Whether something was computed or counted: it is neither a figure nor a plain number."""
        return self.binding != _ATOM or bool(self.ids)

    @property
    def figure_ids(self) -> tuple[str, ...]:
        """The ids of the figures, or statements, behind it, each once."""
        return tuple(dict.fromkeys((*(each.figure_id for each in self.figures), *self.ids)))

    @property
    def windows(self) -> tuple[Window, ...]:
        """The windows of the dated figures behind it, each once, the earliest end first."""
        found = {(each.period_start, each.period_end) for each in self.figures if each.period_end}
        return tuple(sorted(found, key=lambda each: (each[1] or date.min, each[0] or date.min)))

    @property
    def dates(self) -> tuple[str, ...]:
        """The windows of the figures behind it, in words; that one has none, last."""
        return (*(period(*window) for window in self.windows), *["undated"] * self.undated)

    @property
    def when(self) -> str | Unknown:
        """Its dates in words."""
        return listing(self.dates)

    @property
    def joins_dates(self) -> bool:
        """Whether figures of several dates, or of windows with several starts, are behind it.

        What has no date is of its report's date alone.
        """
        starts = {start for start, _ in self.windows if start}
        reports = {each.report_id for each in self.figures}
        unlike = len({end for _, end in self.windows}) > 1 or len(starts) > 1
        return unlike or (self.undated and len(reports) > 1)

    @property
    def end(self) -> date | Unknown:
        """The last day of the windows behind it."""
        if self.windows and (last := self.windows[-1][1]):
            return last
        return Unknown((f"{self.formula} has no date",))

    @property
    def places(self) -> tuple[str, ...]:
        """The places of the figures behind it, each once."""
        return tuple(dict.fromkeys(each.place for each in self.figures))

    @property
    def unreviewed(self) -> bool:
        """Whether a figure behind it was looked at by no person."""
        return self.waits or any(each.status != "reviewed" for each in self.figures)

    @property
    def undated(self) -> bool:
        """Whether a figure behind it has no date."""
        return any(each.period_end is None for each in self.figures)

    @property
    def bracketed(self) -> str:
        """Its formula as part of a product."""
        return _bracketed(self, _PRODUCT)

    @property
    def days(self) -> Known:
        """The days of its window, both ends counted."""
        return self._over(lambda first, last: (last - first).days + 1, "days")

    @property
    def working_days(self) -> Known:
        """The Mondays to Fridays of its window; public holidays are not taken out."""
        return self._over(_mondays_to_fridays, "working_days")

    @property
    def days_before(self) -> Known:
        """The days of its window up to the day against which it is stated."""
        figure = self.figures[0]
        return _days(figure.period_start, figure.against_end)

    @property
    def days_after(self) -> Known:
        """The days of its window after the day against which it is stated."""
        figure = self.figures[0]
        after = figure.against_end + timedelta(days=1) if figure.against_end else None
        return _days(after, figure.period_end)

    @property
    def against(self) -> date | Unknown:
        """The day against which it is stated."""
        day = self.figures[0].against_end
        return day or Unknown((f"{self.formula} is stated against no day",))

    @property
    def ratio(self) -> Quantity:
        """A share as the ratio that it is: 5% as 0.05."""
        return _as_ratio(self)

    def fair(self, reason: str) -> Quantity:
        """The same quantity, with the reason why it may join figures of several dates."""
        return replace(self, fairness=reason)

    def of(self, name: str) -> Quantity:
        """The same quantity in a unit of its own name: people as `voices`, say."""
        return replace(self, unit=Unit.of(name))

    def __add__(self, other: Any) -> Any:
        return _with(self, other, _plus)

    def __radd__(self, other: Any) -> Any:
        # Python's own sum() begins with 0.
        return self if isinstance(other, int) and other == 0 else _with(other, self, _plus)

    def __sub__(self, other: Any) -> Any:
        return _with(self, other, _minus)

    def __rsub__(self, other: Any) -> Any:
        return _with(other, self, _minus)

    def __mul__(self, other: Any) -> Any:
        return _with(self, other, _times)

    def __rmul__(self, other: Any) -> Any:
        return _with(other, self, _times)

    def __truediv__(self, other: Any) -> Any:
        return _with(self, other, _over)

    def __rtruediv__(self, other: Any) -> Any:
        return _with(other, self, _over)

    def __or__(self, other: Known) -> Quantity:
        """Itself: what is known needs no other."""
        return self

    def __lt__(self, other: Any) -> Any:
        # What is unknown is sorted behind all that is known.
        return isinstance(other, Unknown) or _with(self, other, _before)

    def __gt__(self, other: Any) -> Any:
        return _with(other, self, _before)

    def __le__(self, other: Any) -> Any:
        return _with(self, other, _not_behind)

    def __ge__(self, other: Any) -> Any:
        return _with(other, self, _not_behind)

    def __bool__(self) -> bool:
        return True

    def __float__(self) -> float:
        return float(self.value)

    def __format__(self, how: str) -> str:
        return said(self.interval, self.unit, how, self.figure)

    def __str__(self) -> str:
        return format(self, "")

    def __repr__(self) -> str:
        return f"<Quantity {self}: {self.formula}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: its words, and under them formula, dates and ids of figures."""
        behind = (self.formula, *self.dates, *self.figure_ids) if self.is_derived else self.figure_ids
        return _shown(str(self), behind)

    def _over(self, count: Callable[[date, date], int], unit: str) -> Known:
        # The window of counts with one start and one end: its days are exact.
        (start, end), *others = self.windows or ((None, None),)
        if others or start is None or end is None:
            return Unknown((f"{self.formula} has no window of days",))
        return exact(count(start, end), unit)


@dataclass(frozen=True, eq=False)
class Unknown:
    """What no report of the selection states: it stays unknown through any formula, with the reasons.

    >>> (exact(3, "files") / Unknown(("no report states it",))).reasons
    ('no report states it',)
    """

    reasons: tuple[str, ...]

    def _stays(self, other: Any) -> Any:
        if isinstance(other, Unknown):
            return Unknown(tuple(dict.fromkeys((*self.reasons, *other.reasons))))
        return NotImplemented if _is_foreign(other) else self

    def __or__(self, other: Known) -> Known:
        """The other one, where that is known; else unknown for both reasons.

        >>> (Unknown(("no count",)) | Unknown(("no share",))).reasons
        ('no count', 'no share')
        """
        return other if isinstance(other, Quantity) else Unknown((*self.reasons, *other.reasons))

    __add__ = __radd__ = __sub__ = __rsub__ = _stays
    __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _stays

    @property
    def days(self) -> Unknown:
        """As unknown as what it would be counted for."""
        return self

    working_days = days_before = days_after = against = end = when = ratio = days
    figures: tuple[Figure, ...] = ()
    windows: tuple[Window, ...] = ()

    def fair(self, reason: str) -> Unknown:
        """Unknown still."""
        return self

    def of(self, name: str) -> Unknown:
        """Unknown still."""
        return self

    def __bool__(self) -> bool:
        return False

    def __lt__(self, other: Any) -> bool:
        return False

    def __gt__(self, other: Any) -> bool:
        raise StudyError(
            f"what is unknown has no order: {self.reasons[0]}",
            way_out="take ordered(column), or column[column.map(bool)], which leave it out",
        )

    __ge__ = __le__ = __gt__

    def __float__(self) -> float:
        return float("nan")

    def __format__(self, how: str) -> str:
        return "not stated"

    def __str__(self) -> str:
        return "not stated"

    def __repr__(self) -> str:
        return f"<Unknown: {'; '.join(self.reasons)}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: that it is not stated, and under that the reasons."""
        return _shown(str(self), self.reasons)


Known = Quantity | Unknown
"""A quantity, or that it is unknown."""


def stated_in(figure: Figure) -> Quantity:
    """The figure as a quantity."""
    unit = Unit.of(figure.unit)
    return Quantity(figure.interval, unit, f"{figure.measure}[{figure.place}]", (figure,))


def exact(value: Decimal | int, unit: str = "", ids: Iterable[str] = ()) -> Quantity:
    """A number that no report needs to state: days of a window, units of a place, rows of a table.

    `ids` are the figures or statements that were counted.

    >>> exact(126, "communes")
    <Quantity 126 units: 126 communes>
    """
    interval = Interval.of(value)
    return Quantity(interval, Unit.of(unit), f"{interval.value:f} {unit}".rstrip(), ids=tuple(ids))


def between(least: Known, most: Known) -> Known:
    """The bound from the smallest value that one may have to the largest of the other.

    >>> f"{between(exact(601, 'communes'), exact(955, 'communes')):t}"
    '601 to 955 units'
    """
    return _computed(_bound, least, most)


def largest(*quantities: Known) -> Known:
    """The largest of them; its interval follows from all of theirs.

    >>> largest(exact(0), exact(3, "files"), exact(5, "files"))
    <Quantity 5 files: max(max(0, 3 files), 5 files)>
    """
    return reduce(partial(_computed, _larger), quantities)


def smallest(*quantities: Known) -> Known:
    """The smallest of them; its interval follows from all of theirs."""
    return reduce(partial(_computed, _smaller), quantities)


def at_most(of: Known) -> Known:
    """The bound that it is no more than the upper end of its interval.

    >>> f"{at_most(exact(3, 'files') / exact(4, 'files')):.0%}"
    'at most 75%'
    """
    return _alone(of, lambda each: Interval(each.high, -INFINITY, each.high), "at most {}", _SUM)


def rounded_up(of: Known) -> Known:
    """The next whole number: as many people, files or days as are needed.

    >>> rounded_up(exact(12407, "people") / exact(13, "days"))
    <Quantity 955 people per day: ceil(12407 people / 13 days)>
    """
    return _alone(of, lambda each: Interval(*(_up(end) for end in astuple(each))), "ceil({})", _PRODUCT)


def other_reading(of: Known) -> Known:
    """The second reading of a figure whose words allow two; unknown where they do not.

    >>> other_reading(exact(120, "percent"))
    <Unknown: 120 percent can be read one way only>
    """
    figure = of.figures[0] if of.figures else None
    if isinstance(of, Unknown) or figure is None or figure.alternative is None:
        return of if isinstance(of, Unknown) else Unknown((f"{of.formula} can be read one way only",))
    other = bounds(figure.alternative, None, figure.quote, figure.unit, figure.qualifier)
    return _alone(of, lambda _: other, "other reading of {}", _PRODUCT)


def days_between(after: date, last: date, unit: str = "days") -> Quantity:
    """The days after one day up to and including another, or the `working_days` among them.

    >>> days_between(date(2025, 8, 19), date(2025, 9, 1))
    <Quantity 13 days: 13 days>
    """
    first = after + timedelta(days=1)
    many = _mondays_to_fridays(first, last) if unit == "working_days" else (last - after).days
    return exact(many, unit)


def _alone(of: Known, interval: Callable[[Interval], Interval], formula: str, binding: int) -> Known:
    if isinstance(of, Unknown):
        return of
    return replace(of, interval=interval(of.interval), formula=formula.format(of.formula), binding=binding)


def _up(end: Decimal) -> Decimal:
    return end.to_integral_value(ROUND_CEILING)


def each_of(column: Any, ask: Callable[[Any], Any]) -> Any:
    """What is asked of a column's quantities, as a column; what is missing stays so.

    Raises:
        StudyError: it is no column.
    """
    if not hasattr(column, "map"):
        raise StudyError(f"{column!r} is no quantity and no column of them")
    return column.map(ask, na_action="ignore")


def total(quantities: Iterable[Known]) -> Known:
    """The sum of the quantities; unknown where there are none.

    >>> total([exact(3, "files"), exact(4, "files")])
    <Quantity 7 files: 3 files + 4 files>
    """
    each = list(quantities)
    return reduce(partial(_computed, _plus), each) if each else Unknown(("there are none to add up",))


def rest_of(whole: Known, *parts: Known) -> Known:
    """What a whole leaves after its parts, which is never below zero; unknown where they are more than it.

    >>> rest_of(exact(5, "files"), exact(3, "files"))
    <Quantity 2 files: 5 files - 3 files>
    >>> rest_of(exact(5, "files"), exact(7, "files"))
    <Unknown: 5 files - 7 files is below zero: the parts are more than the whole>
    """
    rest = reduce(lambda one, part: one - part, parts, whole)
    if isinstance(rest, Quantity) and rest.value < 0:
        return Unknown((f"{rest.formula} is below zero: the parts are more than the whole",))
    zero = Decimal(0)
    return _alone(rest, lambda each: Interval(each.value, max(zero, each.low), each.high), "{}", _SUM)


def share_of(part: Known, whole: Known) -> Known:
    """The share that a part is of its whole; unknown where it is surely more than that.

    >>> share_of(exact(3, "files"), exact(4, "files")).value
    Decimal('0.75')
    >>> share_of(exact(5, "files"), exact(4, "files"))
    <Unknown: 5 files of 4 files would be more than the whole>
    """
    return _computed(_share, part, whole)


def _share(part: Quantity, whole: Quantity) -> Known:
    if part.low > whole.high:
        return Unknown((f"{part} of {whole} would be more than the whole",))
    return _over(part, whole)


def _bound(least: Quantity, most: Quantity) -> Quantity:
    unit = _same_unit(least, most, "bound")
    interval = Interval(least.value, least.low, most.high)
    return _joined(least, most, interval, unit, f"{least.formula} to {most.formula}", _SUM)


def _larger(one: Quantity, other: Quantity) -> Quantity:
    return _extreme(one, other, max)


def _smaller(one: Quantity, other: Quantity) -> Quantity:
    return _extreme(one, other, min)


def _extreme(one: Quantity, other: Quantity, choose: Callable[..., Decimal]) -> Quantity:
    # Zero is zero of anything.
    unit = one.unit if other.value == 0 else other.unit if one.value == 0 else _same_unit(one, other, "order")
    ends = (choose(getattr(one, end), getattr(other, end)) for end in ("value", "low", "high"))
    formula = f"{choose.__name__}({one.formula}, {other.formula})"
    return replace(_joined(one, other, Interval(*ends), unit, formula, _ATOM), binding=_PRODUCT)


def _plus(left: Quantity, right: Quantity) -> Quantity:
    unit = _same_unit(left, right, "sum")
    _refuse_whole_with_part(left, right)
    formula = f"{left.formula} + {right.formula}"
    return _joined(left, right, left.interval + right.interval, unit, formula, _SUM)


def _minus(left: Quantity, right: Quantity) -> Quantity:
    unit = _same_unit(left, right, "difference")
    unit = POINTS if unit == PERCENT else unit
    formula = f"{left.formula} - {_bracketed(right, _PRODUCT)}"
    return _joined(left, right, left.interval - right.interval, unit, formula, _SUM)


def _times(left: Quantity, right: Quantity) -> Quantity:
    left, right = _as_ratios(left, right)
    formula = f"{_bracketed(left, _PRODUCT)} * {_bracketed(right, _PRODUCT)}"
    return _joined(left, right, left.interval * right.interval, left.unit * right.unit, formula, _PRODUCT)


def _over(left: Quantity, right: Quantity) -> Known:
    if left.unit != right.unit:
        left, right = _as_ratios(left, right)
    formula = f"{_bracketed(left, _PRODUCT)} / {_bracketed(right, _ATOM)}"
    if right.low <= 0 <= right.high:
        none = f"there are no {right.unit}" if right.low == right.high and right.unit.name else ""
        return Unknown((none or f"{right.formula} may be zero, and nothing is divided by it",))
    interval = left.interval / right.interval
    return _joined(left, right, interval, left.unit / right.unit, formula, _PRODUCT)


def _joined(
    left: Quantity, right: Quantity, interval: Interval, unit: Unit, formula: str, binding: int
) -> Quantity:
    figures = {each.figure_id: each for each in (*left.figures, *right.figures)}
    ids = tuple(dict.fromkeys((*left.ids, *right.ids)))
    reasons = dict.fromkeys(each for each in (left.fairness, right.fairness) if each)
    passed = tuple(dict.fromkeys((*left.passed, *right.passed)))
    return Quantity(
        interval, unit, formula, tuple(figures.values()), ids, "; ".join(reasons), binding,
        left.waits or right.waits, passed,
    )  # fmt: skip


def _as_ratios(left: Quantity, right: Quantity) -> tuple[Quantity, Quantity]:
    """A share of something is multiplied as a ratio; by a plain number it stays a share."""
    if RATIO in (left.unit, right.unit):
        return left, right
    return _as_ratio(left), _as_ratio(right)


def _as_ratio(quantity: Quantity) -> Quantity:
    if quantity.unit != PERCENT:
        return quantity
    formula = f"{_bracketed(quantity, _PRODUCT)} / 100"
    interval = quantity.interval / Interval.of(100)
    return replace(quantity, interval=interval, unit=RATIO, formula=formula, binding=_PRODUCT)


def _same_unit(left: Quantity, right: Quantity, what: str) -> Unit:
    if left.unit == right.unit or (left.unit, right.unit) == (PERCENT, POINTS):
        return left.unit
    units = (f"{each.formula} is {_unit_of(each)}" for each in (left, right))
    raise StudyError(
        f"{', '.join(units)}: they have no {what}",
        way_out='add, subtract and rank like things only, with numbers of the unit: exact(30, "files")',
    )


def _refuse_whole_with_part(left: Quantity, right: Quantity) -> None:
    """The country's count holds a province's already."""
    measures = {each.measure for each in left.figures} & {each.measure for each in right.figures}
    where = [{each.place for each in side.figures if each.measure in measures} for side in (left, right)]
    if any(one == {COUNTRY} and other and COUNTRY not in other for one, other in (where, where[::-1])):
        raise StudyError(
            f"a sum of {left.formula} and {right.formula} counts what is of both twice",
            way_out='leave the country out: column.drop("Viet Nam")',
        )


def _unit_of(quantity: Quantity) -> str:
    return "a plain number" if quantity.unit.is_ratio else str(quantity.unit)


def _ordered(compare: Callable[[Any, Any], bool], one: Quantity, other: Quantity) -> Any:
    _same_unit(one, other, "order")
    return compare((one.value, one.formula), (other.value, other.formula))


_before, _not_behind = partial(_ordered, lt), partial(_ordered, le)


def _shown(words: str, behind: Iterable[str]) -> str:
    lines = "<br>".join(map(escape, behind))
    return f"<div>{escape(words)}<br><small>{lines}</small></div>"


def _with(left: Any, right: Any, apply: Callable[[Quantity, Quantity], Known]) -> Any:
    """The operation on two quantities; a plain number counts as one, and another type answers itself."""
    return NotImplemented if _is_foreign(left) or _is_foreign(right) else _computed(apply, left, right)


def _computed(
    apply: Callable[[Quantity, Quantity], Known], left: Known | Decimal | int, right: Known | Decimal | int
) -> Known:
    pair = [each if isinstance(each, Quantity | Unknown) else exact(each) for each in (left, right)]
    unknown = [each for each in pair if isinstance(each, Unknown)]
    if unknown:
        return Unknown(tuple(dict.fromkeys(reason for each in unknown for reason in each.reasons)))
    return apply(*(each for each in pair if isinstance(each, Quantity)))


def _days(first: date | None, last: date | None) -> Known:
    if first is None or last is None or last < first:
        return Unknown(("there are no such days",))
    return exact((last - first).days + 1, "days")


def _is_foreign(value: Any) -> bool:
    if isinstance(value, float) and value == value:  # a missing number answers for itself
        raise StudyError(
            f"{value} is a float, and what is computed here is exact", way_out=f'say Decimal("{value}")'
        )
    return isinstance(value, bool) or not isinstance(value, Quantity | Unknown | int | Decimal)


def _bracketed(quantity: Quantity, most: int) -> str:
    return f"({quantity.formula})" if quantity.binding > most else quantity.formula


def _mondays_to_fridays(first: date, last: date) -> int:
    """The Mondays to Fridays from the first to the last day.

    >>> _mondays_to_fridays(date(2025, 7, 1), date(2025, 8, 19))
    36
    """
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sum(each.weekday() <= _FRIDAY for each in days)
