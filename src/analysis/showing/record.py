"""Results: the row that a derived number leaves behind when it is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from analysis.errors import StudyError
from analysis.table.figures import open_end
from analysis.table.formula import Interval
from analysis.table.quantities import Quantity

_DECIMALS = 6


def result_row(name: str, quantity: Quantity, how: str = "") -> Mapping[str, Any]:
    """The quantity as a row of build/results.csv: all text, `figure_ids` a list.

    `how` is the format in which it is said: a ratio that is said as a share is one in percent.

    Raises:
        StudyError: it joins figures of several dates and does not say why that is fair.

    >>> from analysis.table.quantities import exact
    >>> row = result_row("share", exact(1, "files") / exact(8, "files"), ".1%")
    >>> row["value"], row["unit"], row["formula"]
    ('12.5', 'percent', '1 files / 8 files * 100')
    """
    if quantity.joins_dates and not quantity.fairness:
        raise StudyError(
            f"{name!r} joins figures of {quantity.when}",
            way_out="take figures of one date with together(...), or say why it is fair: .fair('...'), "
            "of a column .map(lambda one: one.fair('...'))",
        )
    interval, unit, formula = quantity.interval, str(quantity.unit), quantity.formula
    if "%" in how and quantity.unit.is_ratio:
        interval, unit, formula = interval * Interval.of(100), "percent", f"{quantity.bracketed} * 100"
    low, high = (open_end(_rounded(end)) for end in (interval.low, interval.high))
    notes = [quantity.fairness, "" if interval.is_exact else f"between {low or 'any'} and {high or 'any'}"]
    return {
        "result_id": name,
        "value": f"{_rounded(interval.value):f}",
        "unit": "" if unit == "other" else unit,
        "formula": formula,
        "figure_ids": list(quantity.figure_ids),
        "note": "; ".join(each for each in notes if each),
    }


def slug(words: str) -> str:
    """The words as part of a result's id.

    >>> slug("Files per unit and day"), slug("Lang Son, 4 units")
    ('files_per_unit_and_day', 'lang_son_4_units')
    """
    return re.sub(r"\W+", "_", words.lower()).strip("_")


def _rounded(value: Decimal) -> Decimal:
    """The value with at most six decimals."""
    if value.is_infinite():
        return value
    exponent = int(value.as_tuple().exponent)
    rounded = value.quantize(Decimal((0, (1,), min(max(exponent, -_DECIMALS), 0))))
    return rounded.normalize() if rounded != rounded.to_integral_value() else rounded.to_integral_value()
