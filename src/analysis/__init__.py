"""A study of Viet Nam's two-tier local government reform, figure by figure.

What a notebook needs stands here; it is imported on first use, so that the command line stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "table.study": ("load",),
    "table.spoken": ("mentions",),
    "table.tidy": ("facts",),
    "table.asking": (
        "each", "laid_out", "later", "newest", "ordered", "ranked", "stated", "together", "value",
    ),
    "table.placing": (
        "area", "names_of", "place_of", "provinces_aside", "residents", "units", "units_aside",
    ),
    "table.lasting": ("days", "days_if_longer", "working_days"),
    "table.counting": ("count", "foremost", "tally"),
    "table.beside": (
        "base_of", "days_until", "limit_of", "with_country", "with_last_part", "with_plan",
        "with_year_before", "working_days_until",
    ),
    "table.checked": ("behind", "claims", "pairs", "registered"),
    "table.terms": ("terms",),
    "table.voices": ("voice_of",),
    "table.quantities": (
        "at_most", "between", "exact", "largest", "other_reading", "rest_of", "rounded_up",
        "share_of", "smallest", "total",
    ),
    "table.series": ("followed", "moved", "paces", "revised", "series"),
    "showing.sentences": ("answer", "finding"),
    "showing.tables": ("figures", "tabulate"),
    "showing.charts": ("bars", "grid", "over_time", "ranges"),
    "showing.reading": ("in_reading_order",),
    "showing.standing": ("waiting",),
    "desk.rehearsal": ("rehearsal",),
    "desk.widget": ("review",),
}  # fmt: skip

__all__ = sorted(name for names in _HOMES.values() for name in names)


def __getattr__(name: str) -> Any:
    home = next((home for home, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"analysis.{home}"), name)
    return found


def __dir__() -> list[str]:
    return __all__
