"""Quantities in words: rounded values, bounds rounded outwards, and as many digits as they can bear.

How one is said follows Python's formats: `.1` sets the decimals, `%` says a ratio as a share, `n` leaves the
unit away, `t` says an interval as "a to b".
"""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from analysis.errors import StudyError
from analysis.table.figures import Figure
from analysis.table.formula import Interval
from analysis.table.units import PERCENT, POINTS, Unit, singular
from analysis.wording import scale_of, stated

_HOW = re.compile(r"(?:\.(?P<digits>\d))?(?P<share>%)?(?P<flags>[nt]*)")
_WAYS = (
    "use .1 (decimals), .1% (a share in percent), n (no unit), t (an interval as “a to b”) or .1%t and such"
)
_BELOW_ZERO = ("%", str(POINTS))
"""Changes may be below zero: of these “at most so much” says less than “from zero on”."""
_SIGNIFICANT = 3
"""So many digits a derived number has where nobody says how many decimals; whole numbers keep all."""


def said(interval: Interval, unit: Unit, how: str = "", figure: Figure | None = None) -> str:
    """The quantity in words; a figure as its report states it.

    Args:
        how: as the module's head says.

    Raises:
        StudyError: no such format.

    >>> said(Interval(Decimal("68.0775"), Decimal("68.0775"), Decimal("68.0775")), Unit.of("files"), ".1")
    '68.1 files'
    >>> bound = Interval(Decimal("0.77"), Decimal("0.76875"), Decimal("0.97941"))
    >>> said(bound, Unit(), ".1%"), said(bound, Unit(), ".1%t")
    ('between 76.8% and 98.0%', '76.8% to 98.0%')
    >>> said(Interval(Decimal(946343735), Decimal(946343735), Decimal("Infinity")), Unit.of("VND"))
    'at least 946 million VND'
    >>> said(Interval(Decimal(2), Decimal(0), Decimal("2.01")), Unit())
    'at most 2.01 times'
    >>> said(Interval(Decimal(70), Decimal(70), Decimal(124)), Unit.of("communes"), "t")
    '70 to 124 units'
    """
    found = _HOW.fullmatch(how)
    if not found:
        raise StudyError(f"{how!r} is no format of a quantity", way_out=_WAYS)
    digits, flags = found["digits"], found["flags"]
    if figure is not None and digits is None:
        return stated(figure, bare="n" in flags)
    if found["share"] and unit.is_ratio:
        interval, unit = interval * Interval.of(100), PERCENT
    scale, word = scale_of(interval.value) if unit.is_money else (Decimal(1), "")
    interval = Interval(*(end / scale for end in (interval.value, interval.low, interval.high)))
    decimals = _decimals(interval) if digits is None else int(digits)
    return _in_words(interval, decimals, "" if "n" in flags else _after(unit, word), " to " * ("t" in flags))


def _in_words(interval: Interval, decimals: int, after: str, joint: str) -> str:
    low, high = interval.low, interval.high
    if low.is_infinite() and high.is_infinite():
        return f"any number{after}"
    if high.is_infinite():
        return f"at least {_rounded(low, decimals, ROUND_FLOOR)}{after}"
    if low.is_infinite() or (low == 0 < high and not joint and after.lstrip() not in _BELOW_ZERO):
        return f"at most {_rounded(high, decimals, ROUND_CEILING)}{after}"
    if _rounded(low, decimals) == _rounded(high, decimals):
        value = _rounded(interval.value, decimals)
        return f"{value}{_for_one(after) if value == '1' else after}"
    first, last = _rounded(low, decimals, ROUND_FLOOR), _rounded(high, decimals, ROUND_CEILING)
    if joint:
        return f"{first}{'%' if after == '%' else ''}{joint}{last}{after}"
    return f"between {first}{after} and {last}{after}"


def _after(unit: Unit, scale: str) -> str:
    """What stands behind the number: its scale and its unit."""
    if unit == PERCENT:
        return "%"
    words = "" if unit.name == "other" else str(unit)
    return "".join(f" {word}" for word in (scale, words) if word)


def _for_one(after: str) -> str:
    word, _, rest = after.strip().partition(" ")
    return f" {singular(word)}{' ' * bool(rest)}{rest}" if word else after


def _decimals(interval: Interval) -> int:
    """The decimals that make SIGNIFICANT digits of a number that is not whole."""
    value, *others = [each for each in (interval.value, interval.low, interval.high) if each.is_finite()]
    if all(each == each.to_integral_value() for each in (value, *others)):
        return 0
    return max(0, _SIGNIFICANT - 1 - (value.adjusted() if value else 0))


def _rounded(value: Decimal, decimals: int, rounding: str = ROUND_HALF_EVEN) -> str:
    return f"{value.quantize(Decimal(1).scaleb(-decimals), rounding=rounding):,f}"
