"""Which notebook with which parameters makes which page: notebooks/runs.yml, typed and checked.

Everything is refused here, before a kernel starts. A parameter has a name that the notebook's own
`parameters` cell gives a value to, and a type and a vocabulary that `Parameters` knows.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, field_validator

from analysis.errors import StudyError
from analysis.files import read_rows, read_text, read_yaml, shown
from analysis.pages.layout import Layout
from analysis.pages.running.record import Call
from analysis.table.register import read_register_rows
from analysis.table.vocabulary import COUNTRY, PLACE_COLUMNS

COUNTRY_NAME = "Viet Nam"
_PAGE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_LONGEST_VARIANT = 60


@dataclass(frozen=True)
class Page:
    """One page of the study: a notebook with the parameters that make it."""

    name: str
    notebook: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Known:
    """The codes that parameters may name: places with their names, and reports."""

    places: Mapping[str, str]
    reports: tuple[str, ...]


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
        return _one_of(code, tuple(info.context.places)) if info.context else code

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

    Raises:
        StudyError: the cell holds more than names with plain values.
    """
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


def known_codes(layout: Layout) -> Known:
    """The places and reports that parameters may name."""
    places = read_rows(layout.data / "places.csv", PLACE_COLUMNS)
    reports = read_register_rows(layout.data / "reports.csv")
    names = {row["code"]: row["name_en"] or row["name"] for row in places}
    return Known({COUNTRY: COUNTRY_NAME, **names}, tuple(row["report_id"] for row in reports))


def places_spoken_of(layout: Layout) -> tuple[str, ...]:
    """The codes of the country and of every province that a report speaks of, in the order of places.csv."""
    from analysis.table.study import load

    study = load(layout.data)
    spoken = {each.place for each in study.figures} | {each.place for each in study.statements} | {COUNTRY}
    return tuple(code for code in study.places if code in spoken)


def choose(layout: Layout, call: Call) -> tuple[Page, ...]:
    """The pages that a call of `study run` means.

    A name is a page of runs.yml or a notebook (then all its pages). Places put each chosen notebook
    that has a place to these places, all places keep the other pages too; settings change parameters.
    A page that runs.yml does not know gets a name of its own, so that no page stands under another
    one's name.
    """
    listed, names = read_pages(layout), call.names
    pages = [page for page in listed if not names or any(_means(name, page) for name in names)]
    for name in names:
        if not any(_means(name, page) for page in listed):
            known = [*dict.fromkeys(each for page in listed for each in (page.name, page.notebook))]
            raise StudyError(
                f"there is no page or notebook {name!r}",
                file=shown(layout.runs),
                way_out=nearest(name, known),
            )
    if call.all_places:
        pages += _at_places(pages, places_spoken_of(layout), layout, must=False)
    elif call.places:
        pages = _at_places(pages, call.places, layout, must=bool(names))
    complete = [(each, _complete(each, layout)) for each in listed]
    codes = known_codes(layout)
    varied = [_varied(page, dict(call.settings), complete, layout, codes) for page in pages]
    return tuple({page.name: page for page in varied}.values())


def showing_sentences(pages: Sequence[Page], layout: Layout) -> tuple[Page, ...]:
    """The pages with their sentences shown, for a private site; one that has none stays as it is."""
    return tuple(
        Page(page.name, page.notebook, {**page.parameters, "show_sentences": True})
        if "show_sentences" in defaults_of(layout.notebooks / f"{page.notebook}.ipynb")
        else page
        for page in pages
    )


def nearest(word: str, known: Iterable[str]) -> str:
    """The way out of a misspelling: the nearest known words, else all of them.

    >>> nearest("revewed_only", ["place", "reviewed_only"])
    'did you mean reviewed_only?'
    >>> nearest("x", ["place", "reports"])
    'known are place, reports'
    """
    words = list(known)
    near = difflib.get_close_matches(word, words, n=3, cutoff=0.6)
    if near:
        return f"did you mean {' or '.join(near)}?"
    listed = ", ".join(words[:12]) + (" ..." if len(words) > 12 else "")
    return f"known are {listed}" if words else "there are none"


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


def _means(name: str, page: Page) -> bool:
    stem = Path(name).name.removesuffix(".ipynb")
    return stem in (page.notebook, page.name)


def _at_places(pages: Sequence[Page], places: Sequence[str], layout: Layout, *, must: bool) -> list[Page]:
    """Each notebook that has a place, at each of these; one that has none is refused where it must have."""
    moved = []
    for notebook in dict.fromkeys(page.notebook for page in pages):
        if "place" in defaults_of(layout.notebooks / f"{notebook}.ipynb"):
            moved += [Page(notebook, notebook, {"place": code}) for code in places]
        elif must:
            raise StudyError(
                f"{notebook} has no parameter 'place'", way_out="leave it out, or leave out --place"
            )
    return moved


def _varied(
    page: Page,
    settings: dict[str, str],
    listed: Sequence[tuple[Page, Mapping[str, Any]]],
    layout: Layout,
    known: Known,
) -> Page:
    """The page with the settings; under the name of the listed page that is the same, else its own."""
    wanted: dict[str, Any] = {**page.parameters, **_split_lists(settings)}
    found = checked(Page(page.name, page.notebook, wanted), layout, known)
    complete = _complete(found, layout)
    for each, values in listed:
        if each.notebook == found.notebook and values == complete:
            return each
    name, taken = _variant_name(found, layout), {each.name for each, _ in listed}
    return Page(f"{name}-variant" if name in taken else name, found.notebook, found.parameters)


def _complete(page: Page, layout: Layout) -> dict[str, Any]:
    return {**defaults_of(layout.notebooks / f"{page.notebook}.ipynb"), **page.parameters}


def _split_lists(settings: Mapping[str, str]) -> dict[str, Any]:
    return {
        name: [part.strip() for part in value.split(",") if part.strip()] if name == "reports" else value
        for name, value in settings.items()
    }


def _variant_name(page: Page, layout: Layout) -> str:
    defaults = defaults_of(layout.notebooks / f"{page.notebook}.ipynb")
    parts = []
    for name, value in sorted(page.parameters.items()):
        if value != defaults[name]:
            words = "-".join(value) if isinstance(value, list) else str(value)
            slug = re.sub(r"[^A-Za-z0-9]+", "-", words).strip("-") or "none"
            parts.append(slug if name in ("place", "report_id") else f"{name}-{slug}")
    variant = "-".join(parts)
    if len(variant) > _LONGEST_VARIANT:
        digest = hashlib.sha256(variant.encode()).hexdigest()[:8]
        variant = f"{variant[:_LONGEST_VARIANT]}-{digest}"
    return f"{page.notebook}-{variant}" if variant else page.notebook
