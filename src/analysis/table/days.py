"""The days that an ISO date stands for: of a day itself, of a month its first and last."""

from __future__ import annotations

import calendar
from datetime import date


def day_or_month(text: str) -> tuple[date, date]:
    """The days that an ISO day or month covers.

    >>> day_or_month("2025-09")
    (datetime.date(2025, 9, 1), datetime.date(2025, 9, 30))
    """
    if len(text) == len("2025-09"):
        year, month = int(text[:4]), int(text[5:])
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date.fromisoformat(text), date.fromisoformat(text)
