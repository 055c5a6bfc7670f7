"""What the catalogue says measures are to each other: shares, populations that hold others, sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from analysis.table.catalogue import read_measures
from analysis.table.formula import names_in


@cache
def measures_by_unit() -> Mapping[str, tuple[str, ...]]:
    """The measures of each unit, in the order of the catalogue."""
    found: dict[str, list[str]] = defaultdict(list)
    for measure in read_measures().values():
        found[measure.unit].append(measure.id)
    return {unit: tuple(ids) for unit, ids in found.items()}


@cache
def rates_of() -> Mapping[str, tuple[str, ...]]:
    """For each counted measure the rates whose formula begins with it."""
    found: dict[str, list[str]] = defaultdict(list)
    for measure in read_measures().values():
        for formula in measure.formulas:
            if measure.kind == "rate":
                found[formula.split()[0]].append(measure.id)
    return {name: tuple(ids) for name, ids in found.items()}


@cache
def shares_of() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """For each counted measure the rates that are shares of it, each with what makes the share."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for measure in read_measures().values():
        for formula in measure.formulas if measure.kind == "rate" else ():
            numerator, _, denominator = formula.split()[:3]
            found[denominator].append((measure.id, numerator))
    return {name: tuple(rates) for name, rates in found.items()}


def wholes_of(measure: str) -> list[str]:
    """The populations that hold the measure, the nearest first."""
    found: list[str] = []
    within = read_measures()[measure].within if measure in read_measures() else ""
    while within:
        found.append(within)
        within = read_measures()[within].within
    return found


def numerators_of(rate: str) -> list[str]:
    """The counted measures of which the rate is a share.

    >>> numerators_of("on_time_rate")
    ['files_on_time']
    """
    formulas = read_measures()[rate].formulas if rate in read_measures() else ()
    return [formula.split()[0] for formula in formulas]


def makes_up(part: str, whole: str) -> bool:
    """Whether the whole is by definition the sum of this part and others."""
    return any(part in names_in(formula) for formula in read_measures()[whole].formulas)
