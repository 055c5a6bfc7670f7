"""A page of the study as data: its notebook, its parameters, and the codes that these may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.files import read_rows
from analysis.pages.layout import Layout
from analysis.table.register import read_register_rows
from analysis.table.vocabulary import COUNTRY, PLACE_COLUMNS

COUNTRY_NAME = "Viet Nam"


@dataclass(frozen=True)
class Page:
    """One page of the study: a notebook with the parameters that make it."""

    name: str
    notebook: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Known:
    """The codes that parameters may name: places with their names, and reports."""

    places: Mapping[str, str]
    reports: tuple[str, ...]


def known_codes(layout: Layout) -> Known:
    """The places and reports that parameters may name."""
    places = read_rows(layout.data / "places.csv", PLACE_COLUMNS)
    reports = read_register_rows(layout.data / "reports.csv")
    names = {row["code"]: row["name_en"] or row["name"] for row in places}
    return Known({COUNTRY: COUNTRY_NAME, **names}, tuple(row["report_id"] for row in reports))
