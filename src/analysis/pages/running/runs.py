"""Which notebook with which parameters makes which page: notebooks/runs.yml, typed and checked.

Everything is refused here, before a kernel starts. A parameter has a name that the notebook's own
`parameters` cell gives a value to, and a type and a vocabulary that `Parameters` knows.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, field_validator

from analysis.errors import StudyError, nearest
from analysis.files import read_text, read_yaml, shown, stamp
from analysis.pages.layout import Layout
from analysis.pages.page import Known, Page, known_codes
from analysis.table.catalogue import place_meant
from analysis.table.vocabulary import COUNTRY

_PAGE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


class Parameters(BaseModel):
    """Every parameter a notebook of the study may have, with its type and vocabulary."""

    model_config = ConfigDict(extra="forbid")

    place: str = COUNTRY
    period_start: str = ""
    period_end: str = ""
    reports: list[str] = []
    reviewed_only: bool = False
    show_sentences: bool = False
    report_id: str = ""

    @field_validator("place")
    @classmethod
    def _a_place(cls, code: str, info: ValidationInfo) -> str:
        if info.context and code and code not in info.context.listed:
            raise ValueError(place_meant(code, info.context.listed))
        return code

    @field_validator("report_id")
    @classmethod
    def _a_report(cls, report_id: str, info: ValidationInfo) -> str:
        return _one_of(report_id, info.context.reports) if info.context else report_id

    @field_validator("reports")
    @classmethod
    def _reports(cls, ids: list[str], info: ValidationInfo) -> list[str]:
        return [_one_of(each, info.context.reports) for each in ids] if info.context else ids

    @field_validator("period_start", "period_end")
    @classmethod
    def _a_day(cls, text: str) -> str:
        if text and (len(text) != len("2025-07-01") or not _is_day(text)):
            raise ValueError("expected a day (2025-07-01) or nothing")
        return text


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    page: str
    notebook: str
    parameters: dict[str, Any] = {}
    each: Literal["", "report_id"] = ""

    def pages(self, known: Known) -> Iterator[Page]:
        """The entry's page; with `each`, one for every registered report, which its name ends with."""
        if not self.each:
            yield Page(self.page, self.notebook, self.parameters)
        for report_id in known.reports if self.each else ():
            yield Page(f"{self.page}-{report_id}", self.notebook, {**self.parameters, self.each: report_id})


class _Runs(BaseModel):
    model_config = ConfigDict(extra="forbid")

    pages: list[_Entry]


def read_pages(layout: Layout) -> tuple[Page, ...]:
    """The pages of runs.yml in their order, every parameter checked.

    Raises:
        StudyError: names the page, the parameter, what was found and what was meant.
    """
    known = known_codes(layout)
    pages: dict[str, Page] = {}
    entries = read_yaml(layout.runs, _Runs).pages
    for page in (page for entry in entries for page in entry.pages(known)):
        if not _PAGE_NAME.fullmatch(page.name) or page.name in pages:
            problem = (
                "stands twice" if page.name in pages else "is not a file name of letters, digits, - and _"
            )
            raise StudyError(problem, file=shown(layout.runs), place=f"page {page.name}")
        pages[page.name] = checked(page, layout, known, source=shown(layout.runs))
    return tuple(pages.values())


def checked(page: Page, layout: Layout, known: Known, source: str = "") -> Page:
    """The page with its parameters typed.

    Raises:
        StudyError: the notebook is missing, or a parameter is not one of its own, or not of its type.
    """
    refuse = _Refusal(source, f"page {page.name}")
    path = layout.notebooks / f"{page.notebook}.ipynb"
    if not path.is_file():
        notebooks = sorted(each.stem for each in layout.notebooks.glob("*.ipynb"))
        raise refuse(f"there is no notebook {page.notebook!r}", nearest(page.notebook, notebooks))
    accepted = defaults_of(path)
    for name in page.parameters:
        if name not in accepted:
            raise refuse(f"{page.notebook} has no parameter {name!r}", nearest(name, accepted))
    values = _typed({**accepted, **page.parameters}, known, refuse)
    if (
        values.get("period_start")
        and values.get("period_end")
        and values["period_start"] > values["period_end"]
    ):
        raise refuse("the period ends before it starts", "exchange period_start and period_end")
    return Page(page.name, page.notebook, {name: values[name] for name in page.parameters})


def defaults_of(notebook: Path) -> dict[str, Any]:
    """The names and values of the notebook's `parameters` cell; empty when it has none.

    A notebook that has not changed is read once: thousands of pages may be made of it.

    Raises:
        StudyError: the cell holds more than names with plain values.
    """
    seen = stamp(notebook.stat()) if notebook.is_file() else ""
    return dict(_defaults_of(notebook, seen))


@lru_cache(maxsize=256)
def _defaults_of(notebook: Path, seen: str) -> Mapping[str, Any]:
    try:
        cells = json.loads(read_text(notebook))["cells"]
    except (ValueError, KeyError, TypeError):
        raise StudyError("is not a notebook", file=shown(notebook)) from None
    for cell in cells:
        if "parameters" in cell.get("metadata", {}).get("tags", []):
            try:
                return dict(_assigned("".join(cell["source"])))
            except (SyntaxError, ValueError):
                raise StudyError(
                    "holds more than names with plain values", file=shown(notebook),
                    place="cell tagged parameters", way_out='write name = value, as in place = "VN"',
                ) from None  # fmt: skip
    return {}


@dataclass(frozen=True)
class _Refusal:
    """Makes the error that names one page's place in a file."""

    file: str
    place: str

    def __call__(self, problem: str, way_out: str) -> StudyError:
        return StudyError(problem, file=self.file, place=self.place, way_out=way_out)


def _typed(values: Mapping[str, Any], known: Known, refuse: _Refusal) -> dict[str, Any]:
    try:
        model = Parameters.model_validate(dict(values), context=known)
    except ValidationError as error:
        first = error.errors()[0]
        name, *inside = (str(part) for part in first["loc"])
        where = f"{name}[{inside[0]}]" if inside else name
        message = first["msg"].removeprefix("Value error, ")
        raise refuse(f"{where} is {first['input']!r}", message[0].lower() + message[1:]) from None
    return model.model_dump()


def _one_of(code: str, known: Sequence[str]) -> str:
    if code and code not in known:
        raise ValueError(nearest(code, known))
    return code


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _assigned(source: str) -> Iterable[tuple[str, Any]]:
    for statement in ast.parse(source).body:
        if (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and statement.value
        ):
            yield statement.target.id, ast.literal_eval(statement.value)
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            yield statement.targets[0].id, ast.literal_eval(statement.value)
        else:
            raise ValueError("not a plain assignment")
