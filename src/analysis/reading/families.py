"""What the catalogue says measures are to each other: shares, populations that hold others, sums."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from analysis.table.catalogue import read_measures
from analysis.table.formula import names_in


class Share(NamedTuple):
    """A rate, the counted measure that makes the share, and the one that it is a share of."""

    rate: str
    part: str
    whole: str


@cache
def _shares() -> tuple[Share, ...]:
    rates = (measure for measure in read_measures().values() if measure.kind == "rate")
    return tuple(_share(measure.id, formula) for measure in rates for formula in measure.formulas)


def _share(rate: str, formula: str) -> Share:
    part, _, whole = formula.partition(" / ")
    return Share(rate, part.split()[0], whole.split()[0] if whole else "")


def rates_of(part: str) -> list[str]:
    """The rates that are shares which the counted measure makes.

    >>> rates_of("files_on_time")
    ['on_time_rate']
    """
    return [share.rate for share in _shares() if share.part == part]


def numerators_of(rate: str) -> list[str]:
    """The counted measures that make the share that the rate is.

    >>> numerators_of("on_time_rate")
    ['files_on_time']
    """
    return [share.part for share in _shares() if share.rate == rate]


def shares_of(whole: str) -> list[Share]:
    """The shares of a counted measure.

    >>> shares_of("disbursement_plan")
    [Share(rate='disbursement_rate', part='disbursement_amount', whole='disbursement_plan')]
    """
    return [share for share in _shares() if share.whole == whole]


def wholes_of(measure: str) -> list[str]:
    """The populations that hold the measure, the nearest first."""
    found: list[str] = []
    within = read_measures()[measure].within if measure in read_measures() else ""
    while within:
        found.append(within)
        within = read_measures()[within].within
    return found


def makes_up(part: str, whole: str) -> bool:
    """Whether the whole is by definition the sum of this part and others."""
    return any(part in names_in(formula) for formula in read_measures()[whole].formulas)


Kin = str
"""What a measure is to another: same, part, whole, share by, share of, of share, subject, theme ..."""


@cache
def kinship(measure: str, other: str) -> Kin:
    """What a measure is to another one, in a word.

    >>> kinship("files_on_time", "files_received"), kinship("on_time_rate", "files_on_time")
    ('part', 'share by')
    """
    if measure == other:
        return "same"
    catalogue = read_measures()
    if measure not in catalogue or other not in catalogue:
        return "none"
    if other in wholes_of(measure):
        return "part"
    if measure in wholes_of(other):
        return "whole"
    if measure in rates_of(other):
        return "share by"
    if any(share.rate == measure for share in shares_of(other)):
        return "share of"
    if other in rates_of(measure) or any(share.rate == other for share in shares_of(measure)):
        return "of share"
    one, two = catalogue[measure], catalogue[other]
    if one.subject and one.subject == two.subject:
        return "subject"
    return "theme" if one.theme == two.theme else "stranger"
