"""The days that an ISO date stands for: of a day itself, of a month its first and last."""

from __future__ import annotations

import calendar
import re
from datetime import date

_WRITTEN = re.compile(r"\d{4}-\d\d(?:-\d\d)?", re.ASCII)


def day_or_month(text: str) -> tuple[date, date]:
    """The days that an ISO day or month covers.

    >>> day_or_month("2025-09")
    (datetime.date(2025, 9, 1), datetime.date(2025, 9, 30))

    Raises:
        ValueError: it is neither, or is written otherwise: "20250901", or in digits of another script.
    """
    if not _WRITTEN.fullmatch(text):
        raise ValueError(text)
    if len(text) == len("2025-09"):
        year, month = int(text[:4]), int(text[5:])
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date.fromisoformat(text), date.fromisoformat(text)
