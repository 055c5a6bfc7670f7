"""A printed numeral and what it is worth: settling two readings, signs, and scales that are left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Numeral:
    """A printed numeral: its span, its value in base units, and what its own marks say of the unit.

    `suffix` is percent, percentage_points, points, VND, USD, km2, people_per_km2 or empty; `scaled` tells of
    scale words; `alternative` is the second reading where the marks allow one, `rule` what settled a doubt.
    """

    start: int
    end: int
    value: Decimal
    value_max: Decimal | None = None
    alternative: Decimal | None = None
    suffix: str = ""
    scaled: bool = False
    factor: Decimal = Decimal(1)
    worded: bool = False
    rule: str = ""


def settled(numeral: Numeral) -> Numeral:
    """Two readings settled by what follows: a share or a scaled amount has decimals, a count has none."""
    if numeral.alternative is None:
        return numeral
    if numeral.suffix in ("percent", "percentage_points") or numeral.scaled:
        return replace(numeral, alternative=None, rule="a share or a scaled amount has decimals")
    return numeral


def whole(numeral: Numeral) -> Numeral:
    """The numeral of something that is counted: of two readings the one without decimals."""
    if numeral.alternative is None or numeral.value == numeral.value.to_integral_value():
        return numeral
    return replace(
        numeral, value=numeral.alternative, alternative=None, rule="what is counted has no decimals"
    )


def negative(numeral: Numeral) -> Numeral:
    """The numeral of a fall: below zero, the lower end of a range first; one below zero stays as it is.

    >>> negative(Numeral(0, 5, Decimal(3), value_max=Decimal(6))).value
    Decimal('-6')
    """
    low, high = numeral.value, numeral.value_max
    if low < 0:
        return numeral
    return replace(
        numeral, value=-low if high is None else -high, value_max=None if high is None else -low,
        alternative=None if numeral.alternative is None else -numeral.alternative,
    )  # fmt: skip


def rescaled(numeral: Numeral, like: Numeral) -> Numeral:
    """The numeral with the scale words of an earlier one, which it leaves out: "8.036 billion and 1.200"."""
    factor = like.factor
    value = numeral.alternative if numeral.alternative is not None else numeral.value
    return replace(numeral, value=plain(value * factor, True), alternative=None, scaled=True, factor=factor,
                   rule="scale and currency as in the figure before")  # fmt: skip


def plain(value: Decimal, scaled: bool = False) -> Decimal:
    """The value without an exponent; a scaled one without the zeros that scaling added.

    >>> plain(Decimal("2.50") * 10**9, scaled=True)
    Decimal('2500000000')
    >>> plain(Decimal(10) ** 28, scaled=True) == 10**28
    True
    """
    if value == value.to_integral_value() and (scaled or int(value.as_tuple().exponent) > 0):
        return Decimal(int(value))
    return Decimal(f"{value.normalize():f}") if scaled else value
