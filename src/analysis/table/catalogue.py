"""What a measure is and which places there are: measures.yml and places.csv."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from analysis.errors import StudyError, close, meant
from analysis.files import DATA, Row, read_rows, read_yaml, shown
from analysis.table.formula import names_in
from analysis.table.vocabulary import COUNTRY, LATER_PLACE_COLUMNS, PLACE_COLUMNS, UNCLASSIFIED, UNITS


class Meaning(BaseModel):
    """One way to read a figure whose wording allows several, and what it would then give."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: str
    formula: str
    unit: str = "percent"


class Doubt(BaseModel):
    """A measure that puts this one in question where this one is at least `above`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    measure: str
    above: Decimal
    reason: str


class Signature(BaseModel):
    """What the words around a figure must name to make it one of a measure: concepts of the languages' files.

    `of` are the things that may be counted, none for a share or an amount; each of `that` is a concept, or
    several with `|` between of which one is enough.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    of: tuple[str, ...] = ()
    that: tuple[str, ...] = ()

    @cached_property
    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """For each part of `that` the concepts of which one is enough."""
        return tuple(tuple(each.split("|")) for each in self.that)

    @cached_property
    def concepts(self) -> frozenset[str]:
        """All concepts that it names, things included."""
        return frozenset((*self.of, *(concept for each in self.alternatives for concept in each)))


class Measure(BaseModel):
    """One thing that reports count: its unit, its kind, and the arithmetic it obeys.

    The fields are explained at the head of measures.yml.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    theme: Literal["organisation", "staffing", "procedures", "budget", "assets", "none"]
    unit: str
    kind: Literal["stock", "flow", "rate", "level", "change"]
    label: str
    signature: Signature | None = None
    subject: str = ""
    counts: str = ""
    of: str = ""
    formulas: tuple[str, ...] = ()
    either: bool = False
    within: str = ""
    standing: bool = False
    limit: Literal["", "provinces", "commune_units"] = ""
    scope: str = ""
    role: Literal["observed", "plan"] = "observed"
    compares: bool = False
    annual: bool = False
    ambiguous: bool = False
    readings: tuple[Meaning, ...] = ()
    doubted_by: Doubt | None = None

    def __repr__(self) -> str:
        return f"<Measure {self.id}: {self.label}, {self.unit}, {self.kind}>"


BUILT_IN = frozenset({"days_before", "days_after"})
"""Names that a reading's formula may use beside measures: the days before and after `against_end`."""


class _Catalogue(BaseModel):
    model_config = ConfigDict(extra="forbid")

    things: dict[str, str]
    measures: list[Measure]
    breakdowns: Mapping[str, tuple[str, ...]] = {}


@dataclass(frozen=True)
class Place:
    """A province or centrally run city, or the country, with how many commune-level units it has.

    It is as the list says from `valid_from` to `valid_to`; None leaves a side open. `absorbed` are the names
    of the provinces that became part of it. `population` and `area`, in km2, are those of the merger; None
    where the list does not say them.
    """

    code: str
    name: str
    name_en: str
    variants: tuple[str, ...]
    commune_units: int
    absorbed: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    population: int | None = None
    area: Decimal | None = None

    def is_valid(self, day: date | None) -> bool:
        """Whether the list speaks of the place on the day; without a day, whether it does so still."""
        if day is None:
            return self.valid_to is None
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@cache
def read_measures(path: Path = DATA / "measures.yml") -> Mapping[str, Measure]:
    """The catalogue of measures by id.

    Raises:
        StudyError: an id stands twice, or a unit or formula names what does not exist.

    >>> read_measures()["on_time_rate"].unit
    'percent'
    """
    measures: dict[str, Measure] = {}
    for measure in read_yaml(path, _Catalogue).measures:
        if measure.id in measures:
            raise StudyError("stands twice", file=shown(path), place=measure.id)
        if measure.unit not in UNITS:
            raise StudyError(
                f"unit {measure.unit!r} is unknown", file=shown(path), place=measure.id,
                way_out=f"expected one of {', '.join(UNITS)}",
            )  # fmt: skip
        measures[measure.id] = measure
    for measure in measures.values():
        used = {name for formula in measure.formulas for name in names_in(formula)}
        used |= {name for reading in measure.readings for name in names_in(reading.formula)} - BUILT_IN
        used |= {measure.within, measure.scope, measure.doubted_by.measure if measure.doubted_by else ""}
        unknown = sorted(used - {""} - set(measures))
        if unknown:
            raise StudyError(f"names {unknown[0]!r}, which is no measure", file=shown(path), place=measure.id)
    return measures


@cache
def read_breakdowns(path: Path = DATA / "measures.yml") -> Mapping[str, str]:
    """The catalogue's words for classes of a total, each with its list.

    Raises:
        StudyError: a word stands twice.

    >>> read_breakdowns()["in_person"], read_breakdowns()["health"]
    ('channel', 'sector')
    """
    lists = read_yaml(path, _Catalogue).breakdowns
    found: dict[str, str] = {}
    for name, words in lists.items():
        for word in words:
            if word in found:
                raise StudyError("stands twice", file=shown(path), place=f"breakdowns, {word}")
            found[word] = name
    return found


@cache
def read_things(path: Path = DATA / "measures.yml") -> Mapping[str, str]:
    """The things that reports count, each with its unit.

    >>> read_things()["file"]
    'files'
    """
    return read_yaml(path, _Catalogue).things


UNCLASSIFIED_MEASURE = Measure(
    id=UNCLASSIFIED, theme="none", unit="other", kind="stock", label="not classified"
)


@cache
def read_places(path: Path = DATA / "places.csv") -> Mapping[str, Place]:
    """The places of the study by code, the country first.

    >>> places = read_places()
    >>> places["VN"].commune_units, places["VN-HN"].name, places["VN"].population
    (3321, 'Hà Nội', 113571926)
    """
    provinces = {row["code"]: _place(row) for row in read_rows(path, PLACE_COLUMNS, LATER_PLACE_COLUMNS)}
    return {COUNTRY: _country(list(provinces.values())), **provinces}


def _country(provinces: Sequence[Place]) -> Place:
    """All provinces together; how many people it has, and how large it is, where all of them say so."""
    people = [each.population for each in provinces if each.population is not None]
    areas = [each.area for each in provinces if each.area is not None]
    return Place(
        COUNTRY, "Việt Nam", "Viet Nam", (), sum(each.commune_units for each in provinces),
        valid_from=min((each.valid_from for each in provinces if each.valid_from), default=None),
        population=sum(people) if len(people) == len(provinces) else None,
        area=sum(areas, Decimal(0)) if len(areas) == len(provinces) else None,
    )  # fmt: skip


def places_meant(word: str, places: Mapping[str, Place]) -> list[str]:
    """The places that somebody may mean who wrote this: each its code, with its name.

    >>> places_meant("Da Nang", read_places()), places_meant("dien", read_places())
    (['VN-DN (Da Nang)'], ['VN-71 (Dien Bien)'])
    """
    spelled = {
        name.casefold(): place
        for place in places.values()
        for name in (place.code, place.code.removeprefix("VN-"), place.name, place.name_en, *place.variants)
    }
    said = word.casefold()
    begun = [name for name in spelled if name.startswith(f"{said} ")]
    near = [said] if said in spelled else begun or close(said, spelled)
    return list(dict.fromkeys(f"{place.code} ({place.name_en})" for place in map(spelled.get, near) if place))


def place_meant(word: str, places: Mapping[str, Place]) -> str:
    """The way out for somebody who wrote a name, or another one's code, where a code belongs."""
    near = places_meant(word, places)
    return meant(near) if near else "use VN or a code of data/places.csv such as VN-HN (Hanoi)"


def _place(row: Row) -> Place:
    variants = tuple(variant for variant in row["variants"].split("; ") if variant)
    first, last = (
        date.fromisoformat(row[name]) if row[name] else None for name in ("valid_from", "valid_to")
    )
    absorbed = tuple(name for name in row["absorbed_names"].split("; ") if name)
    return Place(
        row["code"], row["name"], row["name_en"], variants, int(row["commune_units"]), absorbed, first, last,
        int(row["population"]) if row["population"] else None,
        Decimal(row["area_km2"]) if row["area_km2"] else None,
    )  # fmt: skip
