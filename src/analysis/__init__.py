"""A study of Viet Nam's two-tier local government reform, figure by figure.

What a notebook needs stands here; it is imported on first use, so that the command line stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import analysis.findings.agreeing as agreeing
    import analysis.findings.arithmetic as arithmetic
    import analysis.findings.assets as assets
    import analysis.findings.budget as budget
    import analysis.findings.difficulties as difficulties
    import analysis.findings.one_report as one_report
    import analysis.findings.overview as overview
    import analysis.findings.procedures as procedures
    import analysis.findings.staffing as staffing
    from analysis.table.study import load

_HOMES = {
    "load": "analysis.table.study:load",
    "overview": "analysis.findings.overview",
    "staffing": "analysis.findings.staffing",
    "procedures": "analysis.findings.procedures",
    "budget": "analysis.findings.budget",
    "assets": "analysis.findings.assets",
    "difficulties": "analysis.findings.difficulties",
    "arithmetic": "analysis.findings.arithmetic",
    "agreeing": "analysis.findings.agreeing",
    "one_report": "analysis.findings.one_report",
}

__all__ = [
    "agreeing", "arithmetic", "assets", "budget", "difficulties", "load", "one_report", "overview",
    "procedures", "staffing",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    module, _, attribute = _HOMES[name].partition(":")
    found = import_module(module)
    return getattr(found, attribute) if attribute else found
