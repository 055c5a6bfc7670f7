"""What features are called that speak for a measure, or for none; they know no language.

Each function names those that hold for something seen at a figure together with something else, mostly the
candidate: the name of a measure, or "none files" for what is counted in files and is of no measure.
"""

from __future__ import annotations

from collections.abc import Iterator

from analysis.reading.families import kinship
from analysis.table.catalogue import read_measures
from analysis.table.vocabulary import UNCLASSIFIED


def is_none(name: str) -> bool:
    """Whether a candidate is no measure."""
    return name not in read_measures()


def sized(size: str, name: str) -> Iterator[str]:
    """The candidate as such, and how large the number is."""
    yield from (f"= {name}", f"{name} size {size}", f"{_kind(name)} size {size}")
    if is_none(name):
        yield from ("= none", f"none size {size}")


def flagged(flag: str, name: str) -> Iterator[str]:
    """What the words between, the marks and the number's form say of a kind of measure."""
    yield f"{flag}: {_kind(name)}"


def beside(concept: str, name: str) -> Iterator[str]:
    """What is said close by, which belongs to the measure or does not."""
    yield f"{name} {'says' if _asks(name, concept) else 'beside'} {concept}"
    if is_none(name):
        yield f"none beside {concept}"


def alone(_: object, name: str) -> Iterator[str]:
    """That nothing is said close by."""
    if is_none(name):
        yield "none beside nothing"


def subject(concept: str, name: str) -> Iterator[str]:
    """What the clause begins with, which belongs to the measure or does not."""
    if is_none(name):
        yield f"none subject {concept}"
    elif _asks(name, concept):
        yield from ("subject says it", f"{name} subject {concept}")
    else:
        yield f"{name} subject beside {concept}"


def after(previous: tuple[str, str, str], name: str) -> Iterator[str]:
    """The measure and unit of the figure before, and how near that is."""
    measure, unit, joint = previous
    if not is_none(name):
        kin = kinship(name, measure)
        yield from (f"{name} after {measure}", f"kin {kin}", f"kin {kin} {joint}")
        return
    yield f"none after {'none' if measure == UNCLASSIFIED else 'one'}"
    yield f"{name} after {measure} {joint}"
    if (measure, name) == (UNCLASSIFIED, f"none {unit}"):
        yield f"none after none of its unit, {joint}"


def joined(previous: tuple[str, str], name: str) -> Iterator[str]:
    """The measure of the figure before, and a flag that tells how the two go together."""
    measure, flag = previous
    if not is_none(name):
        yield f"kin {kinship(name, measure)}, {flag}"


def after_count(measure: str, name: str) -> Iterator[str]:
    """The measure of the last figure that is no share."""
    if not is_none(name):
        yield f"kin of the count {kinship(name, measure)}"


def missing(told: tuple[str, frozenset[str]], name: str) -> Iterator[str]:
    """What the signature asks for that nothing around names, and how much of how much that is."""
    whole, given = told
    measure = read_measures().get(name)
    if measure is not None and measure.signature is not None:
        lacking = [sign for sign in measure.signature.that if sign not in given]
        yield from (f"without {sign}" for sign in lacking)
        yield f"{whole}missing {len(lacking)}/{len(measure.signature.that)}"


def says(told: tuple[str, str, str], name: str) -> Iterator[str]:
    """Where a concept is named that the signature asks for."""
    sign, position, concept = told
    measure = read_measures().get(name)
    if measure is not None and measure.signature is not None and sign in measure.signature.that:
        yield from (position, f"says {concept}")


def named(thing: str, told: tuple[str, bool, int, str]) -> Iterator[str]:
    """Where the thing is named, whether the figure before counted it, how many are nearer."""
    at, again, rank, joint = told
    yield from (f"of {at}", f"counts {thing}", f"of {at[:2]} {'as before' * again}")
    yield from (f"thing {rank}", f"thing {rank} {joint}")


def unnamed(behind: str, nearest: str) -> Iterator[str]:
    """That no thing is counted, what stands behind, and where the nearest thing is named."""
    yield from ("of nothing", f"of nothing behind {behind}", f"of nothing, nearest {nearest}")


def unmarked(unit: str, told: tuple[str, str, bool, str]) -> Iterator[str]:
    """Why a unit may be meant that no noun and no mark names."""
    own, joint, scaled, nearest = told
    yield from (f"unmarked {unit}", f"unmarked {unit} after {own}, {joint}")
    yield from (f"unmarked {unit} scaled {scaled}", f"unmarked {unit}, nearest {nearest}")


def _kind(name: str) -> str:
    return "none" if is_none(name) else read_measures()[name].kind


def _asks(name: str, concept: str) -> bool:
    """Whether a measure's signature has a concept."""
    measure = read_measures().get(name)
    return measure is not None and measure.signature is not None and concept in measure.signature.concepts
