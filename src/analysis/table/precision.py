"""What a printed numeral leaves open: the interval in which the true value lies."""

from __future__ import annotations

import re
from decimal import Decimal

from analysis.table.formula import INFINITY, Interval

_NUMERAL = re.compile(r"\d(?:[\d.,\s'\u2019]{0,40}\d)?")
_NO_DIGITS = re.compile(r"\D+")
_ROUNDED_UNITS = frozenset({"percent", "percentage_points", "points", "km2", "people_per_km2"})
"""Units that measure: also a whole number of them is rounded."""
_SCALED = 1000
"""From so many on a number in words has a scale word, and its zeros say nothing: "two million"."""
_OPEN_ABOVE = frozenset({"more_than", "at_least"})
_OPEN_BELOW = frozenset({"nearly", "less_than", "at_most", "up_to"})


def printed_step(value: Decimal, quote: str) -> Decimal:
    """What one unit of the last printed digit, or of the last that is not zero in words, is worth.

    >>> printed_step(Decimal("4063600000000"), "4 063,6 milliards de dongs")
    Decimal('100000000')
    >>> printed_step(Decimal("97.39"), "97,39 %")
    Decimal('0.01')
    >>> int(printed_step(Decimal(2000000), "two million")), int(printed_step(Decimal(20), "twenty"))
    (1000000, 1)
    """
    numerals = _NUMERAL.findall(quote)
    digits = [int(_NO_DIGITS.sub("", numeral)) for numeral in numerals]
    for whole in digits:
        if whole and whole == abs(value):
            return Decimal(1)
        step = abs(value) / whole if whole else Decimal(0)
        if step > 0 and _is_power_of_ten(step):
            return step.quantize(Decimal(1)) if step >= 1 else step.normalize()
    if not numerals and abs(value) >= _SCALED:
        return _last_nonzero(value)
    return Decimal((0, (1,), int(value.as_tuple().exponent)))


def _is_power_of_ten(number: Decimal) -> bool:
    return number.normalize().as_tuple().digits == (1,)


def bounds(value: Decimal, value_max: Decimal | None, quote: str, unit: str, qualifier: str) -> Interval:
    """The figure as an interval: its value, and the interval that print and hedge leave open.

    >>> bounds(Decimal(3200000), None, "3,2 millions", "files", "exact").low
    Decimal('3150000')
    >>> bounds(Decimal(6600), None, "6 600", "files", "nearly")
    Interval(value=Decimal('6600'), low=Decimal('-Infinity'), high=Decimal('6600'))
    """
    last = value if value_max is None else value_max
    if qualifier in _OPEN_ABOVE:
        return Interval(value, value, INFINITY)
    if qualifier in _OPEN_BELOW:
        return Interval(value, -INFINITY, last)
    if qualifier == "about":
        return Interval(value, value - _last_nonzero(value), last + _last_nonzero(last))
    slack = _half_step(value, quote, unit)
    slack_above = slack if value_max is None else _half_step(last, quote, unit)
    return Interval(value, value - slack, last + slack_above)


def _half_step(value: Decimal, quote: str, unit: str) -> Decimal:
    step = printed_step(value, quote)
    counted = step == 1 and unit not in _ROUNDED_UNITS
    return Decimal(0) if counted else step / 2


def _last_nonzero(value: Decimal) -> Decimal:
    exponent = value.normalize().as_tuple().exponent
    return Decimal((0, (1,), int(exponent)))
