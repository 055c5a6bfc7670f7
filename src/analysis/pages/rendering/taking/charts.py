"""The charts of a page to take along: each as an SVG file, and what it draws as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.pages.rendering.sanitise import safe_svg
from analysis.pages.rendering.taking.tables import links
from analysis.showing.drawing import CHART_MIME

_SVG = "image/svg+xml"


@dataclass(frozen=True)
class TakenChart:
    """A chart of a page: the stem of its files, the drawing made harmless, its words, what it draws."""

    stem: str
    svg: str
    alt: str
    data: str

    @property
    def files(self) -> Mapping[str, str]:
        """The files by name."""
        return {f"{self.stem}.svg": self.svg} | ({f"{self.stem}.csv": self.data} if self.data else {})

    @property
    def links(self) -> str:
        """The line of links under the chart."""
        return links(self.stem, ("svg", "csv") if self.data else ("svg",))


def take_charts(page: str, outputs: Iterable[Mapping[str, Any]]) -> Iterator[TakenChart]:
    """The charts among the outputs of a page's notebook, in their order."""
    number = 0
    for output in outputs:
        drawing = output.get("data", {}).get(_SVG)
        if drawing:
            number += 1
            yield TakenChart(
                f"{page}-chart-{number}", safe_svg(_text(drawing)), _alt(output), data_of(output)
            )


def data_of(output: Mapping[str, Any]) -> str:
    """What the chart of an output draws, as CSV: a row for each mark; empty where it does not say.

    >>> data_of({"data": {CHART_MIME: "label,value\\n"}}), data_of({"output_type": "stream"})
    ('label,value\\n', '')
    """
    return _text(output.get("data", {}).get(CHART_MIME, ""))


def _alt(output: Mapping[str, Any]) -> str:
    about = output.get("metadata", {}).get(_SVG, {})
    return str(about.get("alt") or _text(output["data"].get("text/plain", "")))


def _text(content: Any) -> str:
    """A text of a notebook's file, which may stand there line by line."""
    return "".join(content) if isinstance(content, list) else str(content)
