"""The columns of the package's tables: what each means, of which type it is, which words it may hold.

What a column means is said once, in the tables of data/README.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from analysis.files import DATA, read_text
from analysis.table import vocabulary as words

COMPUTED = ("decimals", "low", "high", "theme", "corrected")
"""What the package says of a figure besides its own columns."""
MEASURE_COLUMNS = (
    "id", "theme", "unit", "kind", "label", "counts", "of", "formulas", "either", "within", "subject",
    "standing", "limit", "scope", "role", "compares", "annual", "ambiguous",
)  # fmt: skip
_SECTION = re.compile(r"^#{2,4} (?P<head>.+)$", re.MULTILINE)
_LINE = re.compile(r"^\| (?P<names>[a-z][a-z0-9_, ]*) \| (?P<meaning>.+) \|$", re.MULTILINE)
_KINDS: Mapping[str, str] = {
    "integer": "start end units_covered decimals commune_units communes wards special_zones population",
    "number": "value value_max alternative low high stated recomputed area_km2",
    "date": "period_start period_end against_start against_end due valid_from valid_to date reviewed_on",
    "boolean": "corrected material either standing compares annual ambiguous",
}
_TYPES = {name: kind for kind, names in _KINDS.items() for name in names.split()}
_OF_FIGURES: Mapping[str, Sequence[str]] = {
    "unit": words.UNITS, "qualifier": words.QUALIFIERS, "role": words.ROLES, "status": words.STATUSES,
    "period_basis": words.PERIOD_BASES, "relation": words.RELATIONS, "per": words.PER,
    "theme": (*words.THEMES, "none"),
}  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A table of the package: its name, what it has, its columns, and which of them name a row.

    `words` are the columns that hold one of a few words, `refers` those that name a row of another table.
    """

    name: str
    title: str
    section: str
    columns: tuple[str, ...]
    key: str = ""
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    refers: tuple[tuple[str, str, str], ...] = ()

    def schema(self, data: Path) -> dict[str, Any]:
        """Its schema as a Table Schema of version 2."""
        said = meanings(_readme(data))
        known = {**said.get("figures", {}), **said.get("What is computed", {}), **said.get(self.section, {})}
        found: dict[str, Any] = {
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            "fields": [self._field(column, known.get(column, "")) for column in self.columns],
            "missingValues": [""],
        }
        if self.key:
            found["primaryKey"] = [self.key]
        if self.refers:
            found["foreignKeys"] = [
                {"fields": [column], "reference": {"resource": resource, "fields": [field]}}
                for column, resource, field in self.refers
            ]
        return found

    def _field(self, column: str, meaning: str) -> dict[str, Any]:
        kind = "string" if self.name == "results" else _TYPES.get(column, "string")
        told: dict[str, Any] = {"name": column, "type": kind}
        if kind == "boolean":
            told |= {"trueValues": ["yes"], "falseValues": ["no"]}
        if meaning:
            told["description"] = meaning
        rules: dict[str, Any] = {"required": True, "unique": True} if column == self.key else {}
        if column in self.words:
            rules["enum"] = [word for word in self.words[column] if word]
        return told | ({"constraints": rules} if rules else {})


SHEETS = (
    Sheet("reports", "The reports that were read", "reports.csv", words.REPORT_COLUMNS, "report_id"),
    Sheet(
        "figures", "Every figure that a report states, with the pointer to its words", "figures",
        (*words.FIGURE_COLUMNS, *COMPUTED), "figure_id", _OF_FIGURES,
        (("report_id", "reports", "report_id"), ("measure", "measures", "id")),
    ),
    Sheet(
        "numbers", "The other tokens with digits: dates, references, ordinals", "numbers",
        ("report_id", *words.NUMBER_COLUMNS), "", {"kind": words.NUMBER_KINDS},
        (("report_id", "reports", "report_id"),),
    ),
    Sheet(
        "statements", "What the reports say without a number", "statements", words.STATEMENT_COLUMNS,
        "statement_id",
        {"kind": words.STATEMENT_KINDS, "theme": words.STATEMENT_THEMES, "status": words.STATUSES},
        (("report_id", "reports", "report_id"),),
    ),
    Sheet("measures", "What is counted, and what it obeys", "measures.yml", MEASURE_COLUMNS, "id"),
    Sheet("places", "The 34 provinces and cities", "places.csv", words.PLACE_COLUMNS, "code"),
    Sheet("corrections", "What changed after review", "corrections.csv", words.CORRECTION_COLUMNS),
    Sheet("accepted", "Claims that are off and may stay", "accepted.csv", words.ACCEPTED_COLUMNS),
    Sheet(
        "verdicts", "Every claim, recomputed", "verdicts.csv", words.VERDICT_COLUMNS, "claim_id", {},
        (("report_id", "reports", "report_id"),),
    ),
    Sheet("results", "Every derived number on a page", "results.csv", words.RESULT_COLUMNS, "result_id"),
)  # fmt: skip


def meanings(readme: str) -> Mapping[str, Mapping[str, str]]:
    r"""For each section of the dictionary the meaning of each column, as Markdown.

    >>> meanings("## figures/&lt;id&gt;.csv: facts\n\n| column | meaning |\n| start, end | code points |")
    {'figures': {'start': 'code points', 'end': 'code points'}}
    """
    heads = [*_SECTION.finditer(readme)]
    ends = [*(each.start() for each in heads[1:]), len(readme)]
    sections = ((each["head"], readme[each.end() : end]) for each, end in zip(heads, ends, strict=True))
    found = {_named(head): dict(_columns(text)) for head, text in sections}
    return {name: columns for name, columns in found.items() if columns}


def _named(head: str) -> str:
    return re.split(r"[:/]", head)[0]


def _columns(text: str) -> Iterator[tuple[str, str]]:
    for line in _LINE.finditer(text):
        names = line["names"].split(", ")
        if line["meaning"] == "meaning":
            continue
        each = line["meaning"].split("; ")
        same = len(each) != len(names) or len(names) == 1
        yield from zip(names, [line["meaning"]] * len(names) if same else each, strict=True)


@cache
def _text(path: Path) -> str:
    return read_text(path)


def _readme(data: Path) -> str:
    own = data / "README.md"
    return _text(own if own.is_file() else DATA / "README.md")
