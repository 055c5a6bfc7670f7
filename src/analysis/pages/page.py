"""A page of the study as data: its notebook, its parameters, and the codes that these may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.pages.layout import Layout
from analysis.table.catalogue import Place, read_places
from analysis.table.register import read_register_rows


@dataclass(frozen=True)
class Page:
    """One page of the study: a notebook with the parameters that make it."""

    name: str
    notebook: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Known:
    """The codes that parameters may name: places, and reports."""

    listed: Mapping[str, Place]
    reports: tuple[str, ...]

    @property
    def places(self) -> dict[str, str]:
        """The places' names by their codes."""
        return {code: place.name_en or place.name for code, place in self.listed.items()}


def known_codes(layout: Layout) -> Known:
    """The places and reports that parameters may name."""
    reports = read_register_rows(layout.data / "reports.csv")
    return Known(read_places(layout.data / "places.csv"), tuple(row["report_id"] for row in reports))
