"""What a chart draws, to take along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.showing.drawing import CHART_MIME


def data_of(output: Mapping[str, Any]) -> str:
    """What the chart of an output draws, as CSV: a row for each mark; empty where it does not say.

    >>> data_of({"data": {CHART_MIME: "label,value\\n"}}), data_of({"output_type": "stream"})
    ('label,value\\n', '')
    """
    return _text(output.get("data", {}).get(CHART_MIME, ""))


def _text(content: Any) -> str:
    """A text of a notebook's file, which may stand there line by line."""
    return "".join(content) if isinstance(content, list) else str(content)
