"""What features are called that speak for a period, or for none; they know no language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from analysis.table.catalogue import read_measures


@cache
def sort_of(measure: str) -> str:
    """What sort of number a measure is, as far as its date goes: a stock, one that stands, one of a year."""
    known = read_measures().get(measure)
    return f"{known.kind}{' standing' * known.standing}{' annual' * known.annual}" if known else "none"


def stated(where: str, name: str) -> Iterator[str]:
    """Where a date of the sentence stands, and what it is."""
    yield from (f"date {where}", f"date {where[:1]}{where[2:]}: {name}")


def among(dates: int, nearest: bool) -> Iterator[str]:
    """How many dates the sentence has, and whether this is the nearest."""
    yield f"among {dates}"
    if nearest:
        yield "nearest"


def again(gap: str, _: object) -> Iterator[str]:
    """That the figure before has the date, and how near that figure is."""
    yield f"the one before has it {gap}"


def earlier(where: tuple[str, str], what: tuple[str, str]) -> Iterator[str]:
    """How far back a date stands, whether the sentence gives one, what it is, for what sort of measure."""
    (place, given), (name, sort) = where, what
    yield from (f"earlier {place}", f"earlier {place}, {given}")
    yield from (f"earlier {place}: {name}", f"earlier {place}, {given}: {sort}")


def heading(given: str, _: object) -> Iterator[str]:
    """A date of the heading, and whether the sentence gives one."""
    yield f"heading, {given}"


def opening(given: str, what: tuple[str, str]) -> Iterator[str]:
    """The date with which the text opens, and whether the sentence gives one."""
    kind, sort = what
    yield from (f"opening, {given}", f"opening {kind}", f"opening, {given}: {sort}")


def usual(year: str, given: str) -> Iterator[str]:
    """The year of the publication, and whether the sentence gives a date."""
    yield from (year, f"{year}, {given}")


def dated(name: str, sort: str) -> Iterator[str]:
    """What a date is, for what sort of measure."""
    yield f"{name}: {sort}"


def as_kind(told: tuple[str, str], reading: str) -> Iterator[str]:
    """How a kind of date is read, for what sort of measure."""
    kind, sort = told
    yield from (f"{kind} as {reading}", f"{kind} as {reading}: {sort}")


def role(name: str, reading: str) -> Iterator[str]:
    """How the date of a role is read."""
    yield f"{reading}: {name}"


def counts(thing: str, reading: str) -> Iterator[str]:
    """How the date of things is read."""
    yield f"{reading}: counts {thing}"


def measure(name: str, reading: str) -> Iterator[str]:
    """How the date of a measure is read."""
    yield f"{reading}: {name}"


def per(told: tuple[bool, str], reading: str) -> Iterator[str]:
    """How the date of an average is read."""
    yield f"{reading}: per {'some' if told[0] else 'none'}, {told[1]}"


def year(of_the_launch: bool, reading: str) -> Iterator[str]:
    """That a date lies in another year than the launch."""
    if not of_the_launch:
        yield f"{reading} of another year"


def shape(told: tuple[str, str], window: str) -> Iterator[str]:
    """Whether a window, an end or none goes with a sort of measure and a role."""
    yield from (f"{window}: kind {told[0]}", f"{window}: role {told[1]}")


def as_before(where: tuple[str, str], how: tuple[str, str]) -> Iterator[str]:
    """The date of the figure before: where that stands, how near, whether of the same measure."""
    (here, relation), (gap, alike) = where, how
    yield from (f"as the one before, {here}", f"as the one before, {here}, {gap}, {alike} measure")
    if relation:
        yield f"as the one before: {relation}"


def year_before(near: str, alike: str) -> Iterator[str]:
    """A year before the figure before, and where the words stand that compare."""
    yield from ("a year before", f"a year before {near}", f"a year before {alike}")


def before(former: str, _: object) -> Iterator[str]:
    """No date, though it may be the time before the reform."""
    yield from ("undated, though before the reform", f"undated, though before: {former}")


def undated(name: str, item: bool) -> Iterator[str]:
    """No date for a measure, in a list or not."""
    sort = sort_of(name)
    yield from ("undated", f"undated {sort}", f"undated: {name}")
    if item:
        yield from ("undated in a list", f"undated in a list {sort}")


def undated_among(dates: tuple[int, bool], sort: str) -> Iterator[str]:
    """No date, though the sentence has so many and earlier ones some."""
    free, some = dates
    yield from (f"undated, {free} dates", f"undated, {free} dates, {sort}")
    yield f"undated, {'some' if some else 'no'} earlier: {sort}"


def undated_as(name: str, told: tuple[bool, bool, bool]) -> Iterator[str]:
    """No date for a role, a whole, in a heading, beside a word for now."""
    yield f"undated {name}"
    for holds, what in zip(told, ("undated whole", "undated head", "undated, now"), strict=True):
        if holds:
            yield what


def undated_after(here: str, told: tuple[bool, bool]) -> Iterator[str]:
    """No date after a figure with one or without, of the same measure or not."""
    dated, same = told
    yield f"undated after {'a dated' if dated else 'an undated'} one {here}"
    if same:
        yield f"undated after the same measure {here}"
