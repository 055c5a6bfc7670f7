"""The whole study to take along: a Frictionless data package, Parquet, SDMX, and all of it in one archive."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.files import csv_lines, csv_text, read_rows, write_bytes
from analysis.pages.layout import Layout
from analysis.pages.rendering.taking import sdmx
from analysis.pages.rendering.taking.citation import Citation, citation_of
from analysis.pages.rendering.taking.dictionary import COMPUTED, MEASURE_COLUMNS, SHEETS
from analysis.pages.rendering.taking.sheets import zipped
from analysis.table.catalogue import UNCLASSIFIED_MEASURE, Measure
from analysis.table.figures import open_end
from analysis.table.frames import Figures
from analysis.table.judged import Rows
from analysis.table.parquet import packed
from analysis.table.register import read_register_rows
from analysis.table.shelf import OWNER
from analysis.table.study import Study, load
from analysis.table.vocabulary import (
    ACCEPTED_COLUMNS,
    CORRECTION_COLUMNS,
    FIGURE_COLUMNS,
    LATER_PLACE_COLUMNS,
    NUMBER_COLUMNS,
    PLACE_COLUMNS,
    REPORT_COLUMNS,
    RESULT_COLUMNS,
    STATEMENT_COLUMNS,
    VERDICT_COLUMNS,
)

if TYPE_CHECKING:
    import pyarrow as pa

FigureColumns = dict[str, Sequence[object]]
"""The figures by column, with what is computed of each."""
DESCRIPTOR, UNPACKED = "datapackage.json", "two-tier-study"
ARCHIVE = f"{UNPACKED}.zip"
PARQUET, SDMX_DATA, SDMX_STRUCTURE = "figures.parquet", "figures-sdmx.csv", "figures-sdmx-structure.json"
LICENCE, CITATION = "LICENSE.txt", "CITATION.bib"
_MEDIA = {
    ".csv": ("csv", "text/csv"), ".parquet": ("parquet", "application/vnd.apache.parquet"),
    ".json": ("json", "application/json"),
}  # fmt: skip
_TITLES: Mapping[str, str] = {
    DESCRIPTOR: "What the files are: columns, types, sources, licence, hashes",
    **{f"{sheet.name}.csv": sheet.title for sheet in SHEETS},
    PARQUET: "Every figure as Parquet: by column, days as days, values as text with the digits printed",
    SDMX_DATA: "Every figure as SDMX-CSV 2.0",
    SDMX_STRUCTURE: "The structure of the SDMX data: dimensions, attributes, codes, as SDMX-JSON 2.0",
    LICENCE: "The licence of the data",
    CITATION: "How to cite the data, as BibTeX",
    ARCHIVE: "All files of the package in one archive",
}


@dataclass(frozen=True)
class PackageFile:
    """A file of the package: its name, what it has, how many bytes, and their SHA-256."""

    name: str
    title: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Package:
    """A written package: its files, the descriptor first and the archive of all last."""

    files: tuple[PackageFile, ...]
    citation: Citation

    def named(self, name: str) -> PackageFile:
        """The file of this name."""
        return next(each for each in self.files if each.name == name)


def write_package(layout: Layout, folder: Path, citation: Citation | None = None) -> Package:
    """Write the package into the folder, and say what it holds; the same data give the same bytes.

    Reports whose files are broken are left out, as on the site. `citation` may be given where it is known.
    """
    cited = citation or citation_of(layout)
    study = load(layout.data, whole=False, kept=layout.table)
    figures = figure_columns(study.figures)
    tables = _tables(layout, study, figures)
    files: dict[str, bytes] = {f"{name}.csv": text.encode() for name, text in tables.items()}
    files[PARQUET] = packed(parquet_of(figures))
    files[SDMX_DATA] = sdmx.data_of(study.figures, study.reports).encode()
    files[SDMX_STRUCTURE] = sdmx.structure_of(
        study.measures, study.places, _newest(study), cited.licence.short
    ).encode()
    descriptor = json.dumps(_descriptor(layout, study, cited, files), ensure_ascii=False, indent=1) + "\n"
    beside = {
        DESCRIPTOR: descriptor.encode(), **files, LICENCE: _licence(cited).encode(),
        CITATION: cited.whole.bibtex.encode(),
    }  # fmt: skip
    beside[ARCHIVE] = zipped({f"{UNPACKED}/{name}": raw for name, raw in beside.items()})
    for name, raw in beside.items():
        write_bytes(folder / name, raw)
    return Package(tuple(_listed(beside)), cited)


def _listed(files: Mapping[str, bytes]) -> Iterator[PackageFile]:
    for name, raw in files.items():
        yield PackageFile(name, _TITLES[name], len(raw), hashlib.sha256(raw).hexdigest())


def _tables(layout: Layout, study: Study, figures: FigureColumns) -> dict[str, str]:
    """The tables by name, as CSV in the order of `SHEETS`."""
    data = layout.data
    results = read_rows(layout.results, RESULT_COLUMNS) if layout.results.is_file() else []
    places = read_rows(data / "places.csv", PLACE_COLUMNS, LATER_PLACE_COLUMNS)
    measures = [*study.measures.values(), UNCLASSIFIED_MEASURE]
    return {
        "reports": csv_text(REPORT_COLUMNS, _registered(layout, study)),
        "figures": _by_column(figures),
        "numbers": _by_column(_numbers(study)),
        "statements": _by_column({name: study.statements.texts(name) for name in STATEMENT_COLUMNS}),
        "measures": csv_text(MEASURE_COLUMNS, map(_measure_row, measures)),
        "places": csv_text(PLACE_COLUMNS, places),
        "corrections": csv_text(CORRECTION_COLUMNS, read_rows(data / "corrections.csv", CORRECTION_COLUMNS)),
        "accepted": csv_text(ACCEPTED_COLUMNS, read_rows(data / "accepted.csv", ACCEPTED_COLUMNS)),
        "verdicts": _by_column({name: study.verdict_rows.texts(name) for name in VERDICT_COLUMNS}),
        "results": csv_text(RESULT_COLUMNS, results),
    }


def _by_column(columns: Mapping[str, Sequence[object]]) -> str:
    return csv_lines([tuple(columns), *zip(*columns.values(), strict=True)])


def _registered(layout: Layout, study: Study) -> list[Mapping[str, object]]:
    rows = read_register_rows(layout.data / "reports.csv")
    return [row for row in rows if row["report_id"] in study.reports]


def _numbers(study: Study) -> dict[str, list[str]]:
    if study.kept is None:
        return {name: [] for name in ("report_id", *NUMBER_COLUMNS)}
    every = Rows(study.kept.numbers())
    own = every.take(every.where(OWNER, *study.reports))
    return {"report_id": own.texts(OWNER), **{name: own.texts(name) for name in NUMBER_COLUMNS}}


def figure_columns(figures: Figures) -> FigureColumns:
    """The figures by column, with what is computed of each; values as printed."""
    columns: dict[str, Sequence[object]] = {name: figures.texts(name) for name in FIGURE_COLUMNS}
    columns["decimals"] = [sdmx.decimals(value) for value in figures.texts("value")]
    columns |= {end: [open_end(Decimal(each)) for each in figures.texts(end)] for end in ("low", "high")}
    columns["theme"] = figures.texts("theme")
    columns["corrected"] = ["yes" if each else "no" for each in figures.numbers("corrected").tolist()]
    return {name: columns[name] for name in (*FIGURE_COLUMNS, *COMPUTED)}


def parquet_of(figures: FigureColumns) -> pa.Table:
    """The figures as an Arrow table: offsets whole numbers, days days, and every value a text.

    Arrow's decimals have one scale for a whole column: 97.390 and 402282 would both be printed anew.
    """
    import pyarrow as pa

    kinds = {
        **dict.fromkeys(("start", "end", "units_covered", "decimals"), pa.int32()), "corrected": pa.bool_(),
        **dict.fromkeys(("period_start", "period_end", "against_start", "against_end"), pa.date32()),
    }  # fmt: skip
    columns = {**figures, "corrected": [each == "yes" for each in figures["corrected"]]}
    arrays = {
        name: pa.array(values, kinds[name]) if name in kinds else _words(values)
        for name, values in columns.items()
    }
    return pa.table(arrays)


def _words(values: Sequence[object]) -> Any:
    """Texts, where an empty one is none."""
    import pyarrow as pa

    return pa.array([each or None for each in values], pa.string())


def _measure_row(measure: Measure) -> dict[str, str]:
    def told(value: object) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "; ".join(value) if isinstance(value, tuple) else str(value)

    return {name: told(getattr(measure, name)) for name in MEASURE_COLUMNS}


def _newest(study: Study) -> date:
    """The last day on which a report may have appeared; a day that follows from the data alone."""
    return max((report.published_window[1] for report in study.reports.values()), default=date(2025, 7, 1))


def _licence(cited: Citation) -> str:
    licence = cited.licence
    return (
        f"Licence of the data: {licence.title} ({licence.short})\n{licence.address}\n\n"
        "Facts with pointers: what a report states, and where in its text it states it. The texts of the\n"
        "reports belong to their publishers and are not part of this package; reports.csv gives the address\n"
        "of each. To give credit, cite the study, and name the report that a figure comes from:\n\n"
        f"{cited.whole.text}\n"
    )


def _descriptor(layout: Layout, study: Study, cited: Citation, files: Mapping[str, bytes]) -> dict[str, Any]:
    """The package's own description, by version 2 of the Data Package standard."""
    version = f"{cited.version or '0.0.0'}+{cited.data}"
    schemas = {f"{sheet.name}.csv": sheet.schema(layout.data) for sheet in SHEETS}
    schemas[SDMX_DATA] = sdmx.schema_of(study.measures, study.places)
    found: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "two-tier-study",
        "title": cited.title,
        "description": f"{cited.abstract} Cite as: {cited.whole.text}".strip(),
        "version": version,
        "keywords": list(cited.keywords),
        "contributors": [{"title": name, "roles": ["author"]} for name in cited.authors],
        "licenses": [{
            "name": cited.licence.identifier, "title": cited.licence.title, "path": cited.licence.address,
        }],
        "sources": _sources(study),
        "resources": [_tabled(name, files[name], schema) for name, schema in schemas.items()],
        # The standard knows tables alone; these say the same once more for other programs.
        "otherFiles": [_file(name, raw) for name, raw in files.items() if name not in schemas],
    }  # fmt: skip
    if cited.site_url:
        found["homepage"] = cited.site_url
    return {name: value for name, value in found.items() if value}


def _sources(study: Study) -> list[dict[str, str]]:
    """Who published the reports, each once, with the site of the first that has an address."""
    sites: dict[str, str] = {}
    for report in study.reports.values():
        sites[report.publisher] = sites.get(report.publisher) or "/".join(report.address.split("/")[:3])
    named = ((name, site) for name, site in sorted(sites.items()) if name)
    return [{"title": name, **({"path": site} if site else {})} for name, site in named]


def _tabled(name: str, raw: bytes, schema: Mapping[str, Any]) -> dict[str, Any]:
    """A table of the package, described."""
    stem = name.removesuffix(".csv")
    return {"name": stem, "type": "table", **_file(name, raw), "encoding": "utf-8", "schema": schema}


def _file(name: str, raw: bytes) -> dict[str, Any]:
    kind, media = _MEDIA[Path(name).suffix]
    return {"title": _TITLES[name], "format": kind, "mediatype": media, "path": name, "bytes": len(raw),
            "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}"}  # fmt: skip
