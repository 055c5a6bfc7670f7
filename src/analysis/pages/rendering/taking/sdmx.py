"""The figures as SDMX: SDMX-CSV 2.0, and its structure as SDMX-JSON 2.0.

An observation has one value. Two reports may state one each, so the figure is a dimension too: it tells
them apart. The value is declared a text of digits, for 97.390 has said more than 97.39; what makes numbers of
all the same finds the digits in DECIMALS, and the value whole in STATED.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.files import csv_lines
from analysis.table import vocabulary as words
from analysis.table.catalogue import UNCLASSIFIED_MEASURE, Measure, Place
from analysis.table.frames import Figures
from analysis.table.register import Report

AGENCY, NAME, VERSION = "TWO_TIER_STUDY", "FIGURES", "1.0.0"
DATAFLOW = f"{AGENCY}:{NAME}({VERSION})"
_URN = "urn:sdmx:org.sdmx.infomodel"
_NONE, _ALL, _SOME = "_Z", "_T", "_X"
"""SDMX's own words: not applicable, the total, not specified."""
_PUBLISHED = "published"
_NUMBER = {"dataType": "String", "pattern": r"-?[0-9]+(\.[0-9]+)?"}
_TEXT, _COUNT, _TIME = (
    {"dataType": "String"},
    {"dataType": "Integer"},
    {"dataType": "ObservationalTimePeriod"},
)

Codes = Mapping[str, str]


@dataclass(frozen=True)
class _Part:
    """A component of the structure: its name, what it is, and its list of codes or its format."""

    name: str
    title: str
    means: str
    codes: Codes | None = None
    format: Mapping[str, str] | None = None
    mandatory: bool = True


def data_of(figures: Figures, reports: Mapping[str, Report]) -> str:
    """All figures as SDMX-CSV 2.0, a row each."""
    columns: dict[str, Any] = {name: figures.texts(name) for name in (
        "figure_id", "report_id", "measure", "value", "value_max", "alternative", "unit", "qualifier", "role",
        "place", "locality", "units_covered", "period_start", "period_end", "period_basis", "source",
        "holder", "breakdown", "per", "status",
    )}  # fmt: skip
    many = len(columns["figure_id"])
    appeared = {name: report.published for name, report in reports.items()}
    times, windows = list[str](), dict[tuple[date | None, date], str]()
    for start, end, report in zip(
        columns["period_start"], columns["period_end"], columns["report_id"], strict=True
    ):
        times.append(_time(start, end, windows) if end else appeared[report])
    made: dict[str, Iterable[object]] = {
        "STRUCTURE": ["dataflow"] * many, "STRUCTURE_ID": [DATAFLOW] * many, "ACTION": ["I"] * many,
        "MEASURE": columns["measure"], "REF_AREA": columns["place"],
        "LOCALITY": [
            named or (_ALL if units is None else _SOME)
            for named, units in zip(columns["locality"], columns["units_covered"], strict=True)
        ],
        "HOLDER": _or(columns["holder"], _NONE), "BREAKDOWN": _or(columns["breakdown"], _ALL),
        "PER": _or(columns["per"], _NONE), "ROLE": columns["role"], "FIGURE": columns["figure_id"],
        "TIME_PERIOD": times, "OBS_VALUE": columns["value"], "UNIT_MEASURE": columns["unit"],
        "DECIMALS": map(decimals, columns["value"]),
        "STATED": map(" ".join, zip(columns["value"], columns["unit"], strict=True)),
        "UPPER": columns["value_max"], "ALTERNATIVE": columns["alternative"],
        "QUALIFIER": columns["qualifier"], "STATUS": columns["status"],
        "TIME_BASIS": _or(columns["period_basis"], _PUBLISHED), "UNITS_COVERED": columns["units_covered"],
        "REPORT": columns["report_id"], "SOURCE": columns["source"],
    }  # fmt: skip
    return csv_lines([tuple(made), *zip(*made.values(), strict=True)])


def schema_of(measures: Mapping[str, Measure], places: Mapping[str, Place]) -> dict[str, Any]:
    """The columns of the data as a Table Schema, for who reads them as any other CSV file."""
    fixed = ("STRUCTURE", "STRUCTURE_ID", "ACTION")
    fields = [{"name": name, "type": "string", "description": "As SDMX-CSV 2.0 demands it"} for name in fixed]
    for part in _parts(measures, places):
        kind = "number" if part.format == _NUMBER else "integer" if part.format == _COUNT else "string"
        fields.append({"name": part.name, "type": kind, "description": part.means})
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json", "fields": fields,
        "missingValues": [""], "primaryKey": ["FIGURE"],
    }  # fmt: skip


def decimals(value: str) -> int:
    """How many digits are printed behind the point.

    >>> decimals("97.390"), decimals("402282")
    (3, 0)
    """
    return len(value.partition(".")[2])


def _or(column: Iterable[str], otherwise: str) -> list[str]:
    return [each or otherwise for each in column]


def _time(start: date | None, end: date, known: dict[tuple[date | None, date], str]) -> str:
    """A day, or the days from the first on."""
    found = known.get((start, end))
    if found is None:
        is_window = start is not None and start != end
        found = f"{start}/P{(end - start).days + 1}D" if start is not None and is_window else str(end)
        known[start, end] = found
    return found


def structure_of(
    measures: Mapping[str, Measure], places: Mapping[str, Place], prepared: date, licence: str
) -> str:
    """The structure message: what the columns of the data are and which codes stand in them.

    A message says when it was prepared; `prepared` is a day that follows from the data.
    """
    dimensions, value, attributes = _dimensions(measures, places), _VALUE, _attributes()
    every = _parts(measures, places)
    message = {
        "meta": {
            "schema": "https://json.sdmx.org/2.0.0/sdmx-json-structure-schema.json",
            "id": f"{AGENCY}_{NAME}", "prepared": f"{prepared}T00:00:00Z", "sender": {"id": AGENCY},
            "contentLanguages": ["en"],
        },
        "data": {
            "codelists": [_codelist(part) for part in every if part.codes is not None],
            "conceptSchemes": [
                _maintained("CONCEPTS", "Concepts of the figures", concepts=[
                    {"id": part.name, "name": part.title, "description": part.means} for part in every
                ])
            ],
            "dataStructures": [_maintained(NAME, "Figures that reports state", dataStructureComponents={
                "dimensionList": {
                    "id": "DimensionDescriptor",
                    "dimensions": [
                        {"id": part.name, "position": at, **_component(part)}
                        for at, part in enumerate(dimensions[:-1], start=1)
                    ],
                    "timeDimension": {"id": dimensions[-1].name, **_component(dimensions[-1])},
                },
                "measureList": {
                    "id": "MeasureDescriptor",
                    "measures": [{"id": value.name, "usage": "mandatory", **_component(value)}],
                },
                "attributeList": {
                    "id": "AttributeDescriptor",
                    "attributes": [
                        {"id": part.name, "usage": "mandatory" if part.mandatory else "optional",
                         "attributeRelationship": {"observation": {}}, **_component(part)}
                        for part in attributes
                    ],
                },
            })],
            "dataflows": [_maintained(
                NAME, "Figures that reports state about two-tier local government in Viet Nam",
                description=f"Each points at the words that state it. Licence: {licence}.",
                structure=f"{_URN}.datastructure.DataStructure={AGENCY}:{NAME}({VERSION})",
            )],
        },
    }  # fmt: skip
    return json.dumps(message, ensure_ascii=False, indent=1) + "\n"


def _maintained(name: str, title: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "agencyID": AGENCY, "version": VERSION, "name": title, **more}


def _component(part: _Part) -> dict[str, Any]:
    listed = f"{_URN}.codelist.Codelist={AGENCY}:{part.name}({VERSION})"
    return {
        "conceptIdentity": f"{_URN}.conceptscheme.Concept={AGENCY}:CONCEPTS({VERSION}).{part.name}",
        "localRepresentation": {"enumeration": listed} if part.codes is not None else {"format": part.format},
    }


def _codelist(part: _Part) -> dict[str, Any]:
    codes = part.codes or {}
    return _maintained(
        part.name, part.title, codes=[{"id": code, "name": name or code} for code, name in codes.items()]
    )


_VALUE = _Part(
    "OBS_VALUE", "Value", "The value in base units, with the digits that were printed", None, _NUMBER
)


def _parts(measures: Mapping[str, Measure], places: Mapping[str, Place]) -> tuple[_Part, ...]:
    """All components, in the order of the columns."""
    return (*_dimensions(measures, places), _VALUE, *_attributes())


def _dimensions(measures: Mapping[str, Measure], places: Mapping[str, Place]) -> tuple[_Part, ...]:
    known = {**measures, UNCLASSIFIED_MEASURE.id: UNCLASSIFIED_MEASURE}
    return (
        _Part("MEASURE", "Measure", "What is counted", {each.id: each.label for each in known.values()}),
        _Part(
            "REF_AREA",
            "Reference area",
            "The country, or a province by its code of ISO 3166-2",
            {each.code: each.name_en or each.name for each in places.values()},
        ),
        _Part(
            "LOCALITY",
            "Locality",
            f"The communes or wards it names; {_ALL} the whole area, {_SOME} a part without names",
            None,
            _TEXT,
        ),
        _Part(
            "HOLDER",
            "Holder",
            f"Whose figure it is where that is no place; {_NONE} the area's own",
            None,
            _TEXT,
        ),
        _Part(
            "BREAKDOWN", "Breakdown", f"The class of a total that it counts; {_ALL} the total", None, _TEXT
        ),
        _Part(
            "PER", "Per", f"What an average is per; {_NONE} a total", _said(words.PER, _NONE, "no average")
        ),
        _Part("ROLE", "Role", "Whether it was observed, estimated, planned or a target", _said(words.ROLES)),
        _Part("FIGURE", "Figure", "The id of the figure: its report, and where it stands there", None, _TEXT),
        _Part(
            "TIME_PERIOD",
            "Time period",
            "The day of a stock; the first day and the number of days of a flow",
            None,
            _TIME,
        ),
    )


def _attributes() -> tuple[_Part, ...]:
    basis = _said(words.PERIOD_BASES, _PUBLISHED, "the report gives no date: this is when it was published")
    return (
        _Part("UNIT_MEASURE", "Unit", "The unit of the value", _said(words.UNITS)),
        _Part("DECIMALS", "Decimals", "How many digits are printed behind the point", None, _COUNT),
        _Part("STATED", "Value and unit", "The value with all its digits and its unit, as text", None, _TEXT),
        _Part("UPPER", "Upper value", "The end of a stated range", None, _NUMBER, False),
        _Part(
            "ALTERNATIVE", "Second reading", "Of a numeral that can be read two ways", None, _NUMBER, False
        ),
        _Part("QUALIFIER", "Hedge", "What is said before the numeral", _said(words.QUALIFIERS)),
        _Part("STATUS", "Status", "Read by the program, or reviewed by a person", _said(words.STATUSES)),
        _Part("TIME_BASIS", "Basis of the time period", "Where the time period comes from", basis),
        _Part("UNITS_COVERED", "Units covered", "Of how many units it speaks", None, _COUNT, False),
        _Part("REPORT", "Report", "The id of the report that states it", None, _TEXT),
        _Part("SOURCE", "Source", "Who says it, when the report names somebody", None, _TEXT, False),
    )


def _said(codes: Sequence[str], empty: str = "", means: str = "") -> Codes:
    """The words as codes, with one for the empty word."""
    return {code or empty: re.sub("_", " ", code) or means for code in codes}
