"""Two pages: how to cite the study, and what can be downloaded and how it is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from pathlib import PurePosixPath

from analysis.pages.rendering.document import Document, boxed
from analysis.pages.rendering.taking.citation import Citation, Reference
from analysis.pages.rendering.taking.package import (
    ARCHIVE,
    DESCRIPTOR,
    PARQUET,
    SDMX_DATA,
    SDMX_STRUCTURE,
    UNPACKED,
    Package,
    PackageFile,
)
from analysis.table.figures import Figure
from analysis.table.study import Study

FOLDER = "package"
"""The folder of the site in which the package lies."""
CITE, DOWNLOADS = "cite", "downloads"

_PYTHON = f"""\
from decimal import Decimal

import pandas as pd

figures = pd.read_csv("{UNPACKED}/figures.csv", dtype=str, keep_default_na=False)
figures["value"] = figures["value"].map(Decimal)  # exact: 97.390 stays 97.390
reviewed = figures[figures["status"] == "reviewed"]
print(len(figures), "figures,", len(reviewed), "of them reviewed")

same = pd.read_parquet("{UNPACKED}/{PARQUET}")  # days are days here, values text
print(same.groupby("measure", observed=True).size().sort_values(ascending=False).head())
"""
_SDMX = f"""\
from pysdmx.io import get_datasets

data, structure = "{UNPACKED}/{SDMX_DATA}", "{UNPACKED}/{SDMX_STRUCTURE}"
(figures,) = get_datasets(data, structure)
value = figures.data["STATED"].str.partition(" ")[0]  # OBS_VALUE with every digit printed
"""
_FRICTIONLESS = f"""\
from frictionless import validate

print(validate("{UNPACKED}/{DESCRIPTOR}").valid)
"""
_R = f"""\
figures <- read.csv("{UNPACKED}/figures.csv", colClasses = "character", encoding = "UTF-8")
figures$number <- as.numeric(figures$value)
table(figures$status)
"""
PROGRAMS = {"python": _PYTHON, "sdmx": _SDMX, "frictionless": _FRICTIONLESS}
"""The programs in Python that the page shows, by the id of their part."""

_OPENS = {
    ".csv": "pandas read_csv, R read.csv, Excel import as UTF-8",
    ".parquet": "pandas read_parquet, R arrow::read_parquet, DuckDB",
    ".json": "any reader of JSON",
    ".txt": "any editor",
    ".bib": "BibTeX, Zotero, JabRef",
    ".zip": "unpack it: a folder of the files below",
}
_OPENS_BETTER = {
    DESCRIPTOR: "frictionless (Python, R) reads and checks all tables by it",
    SDMX_DATA: "pysdmx or sdmx1 (Python); as any other CSV file too",
    SDMX_STRUCTURE: "pysdmx (Python), and registries that take SDMX-JSON 2.0",
}
_FORMATS = {
    ".csv": "CSV", ".parquet": "Parquet", ".json": "JSON", ".txt": "text", ".bib": "BibTeX", ".zip": "zip",
}  # fmt: skip


def downloads_page(package: Package) -> Document:
    """What lies in the package of the site, and how each file is opened."""
    first = package.named(ARCHIVE)
    rest = [each for each in package.files if each.name != ARCHIVE]
    figures = package.named("figures.csv")
    body = "".join(
        [
            f"<p>Every figure, every claim and every derived number can be taken along: as "
            f'<a href="{FOLDER}/{ARCHIVE}">one archive</a> ({size(first.size)}), or file by file. Under each '
            "table of each page stand its own files (CSV, XLSX, JSON), under each chart its drawing and what "
            "it draws.</p>",
            f"<p>The tables are a data package by version 2 of the Data Package standard. Values stand with "
            f"the digits that the reports print. {_licence(package.citation)}</p>",
            '<h2 id="files">Files</h2>', _table([first, *rest]),
            f"<p>The archive has the SHA-256 <code>{first.sha256}</code>; those of the files in it "
            f"stand in <code>{DESCRIPTOR}</code>.</p>",
            '<h2 id="python">In Python</h2>',
            f"<p>pandas makes numbers of all that looks like one; read as text, {escape(figures.name)} keeps "
            "its digits. Beside the unpacked archive:</p>", _code(_PYTHON),
            '<h2 id="r">In R</h2>', "<p>No package is needed:</p>", _code(_R),
            '<h2 id="excel">In Excel and LibreOffice</h2>',
            "<p>The XLSX file under a table of a page opens with a double click, its numbers with the digits "
            f"printed. For {escape(figures.name)}: Data, From Text/CSV, file origin 65001 (Unicode, UTF-8), "
            "and the column <code>value</code> as text if trailing zeros matter. Opened by a double click, "
            "a CSV file loses its accents in some versions.</p>",
            '<h2 id="sdmx">As SDMX</h2>',
            "<p>SDMX-CSV 2.0 with its structure. An observation is a measure of a place (and locality, "
            "holder, class, average and role) at a time; two reports may state one each, so the figure is a "
            "dimension too. Where the report gives no date, the time is that of its publication and "
            "<code>TIME_BASIS</code> is <code>published</code>. "
            "After <code>pip install 'pysdmx[json]' pandas</code>:</p>",
            _code(_SDMX),
            '<h2 id="frictionless">Checking it</h2>',
            "<p>After <code>pip install frictionless</code>, this says whether every file is as it was "
            "published, and every cell of the type that is promised:</p>", _code(_FRICTIONLESS),
        ]
    )  # fmt: skip
    lead = f"All figures and what was computed of them, as files: {size(first.size)} in one archive."
    return Document(DOWNLOADS, "Downloads", body, "method", lead)


def cite_page(citation: Citation, study: Study, address_of: Callable[[str], str]) -> Document:
    """How to cite the study, a page and a figure; `address_of` says where on the site a figure stands."""
    example = _example(study, address_of)
    figure = [
        '<h2 id="figure">A figure</h2>',
        "<p>Name the report that states the figure: the study only points at it. For example:</p>",
        _reference(_cited(citation, study, example, address_of)),
    ] if example else []  # fmt: skip
    body = "".join(
        [
            f"<p>{_licence(citation)} The software is under the {escape(citation.software_licence)} licence. "
            "The texts of the reports belong to their publishers and are not part of either.</p>",
            '<h2 id="study">The study</h2>', _reference(citation.whole),
            '<h2 id="page">A page</h2>', "<p>At the foot of each page stands how to cite it. This page, for "
            "example:</p>", _reference(citation.page(CITE, "How to cite")),
            *figure,
            '<h2 id="edition">Which edition</h2>',
            f"<p>A number may change when a report arrives or is corrected. The version names the program, "
            f"<code>{escape(citation.version)}</code>. The data are named by the first 12 digits of the "
            f"SHA-256 over all their tables, <code>{escape(citation.data)}</code>: the same digits, the same "
            "numbers.</p>",
            '<h2 id="addresses">Permanent addresses</h2>', _addresses(citation),
        ]
    )  # fmt: skip
    return Document(CITE, "How to cite", body, "method", citation.whole.text)


def _cited(citation: Citation, study: Study, figure: Figure, address_of: Callable[[str], str]) -> Reference:
    label = study.measure_of(figure).label
    return citation.figure(figure, study.reports[figure.report_id], address_of(figure.figure_id), label)


def _example(study: Study, address_of: Callable[[str], str]) -> Figure | None:
    """The first reviewed figure of a measure that has a row on the site."""
    figures = study.figures
    reviewed = figures.take(figures.where("status", "reviewed"))
    ids, measures = reviewed.texts("figure_id"), reviewed.texts("measure")
    known = (
        at for at, (each, measure) in enumerate(zip(ids, measures, strict=True))
        if measure in study.measures and address_of(each)
    )  # fmt: skip
    at = next(known, None)
    return None if at is None else reviewed[at]


def _addresses(citation: Citation) -> str:
    row = "<code>07-one-report-&lt;report&gt;.html#fig-&lt;report&gt;-&lt;start&gt;</code>"
    where = f"They begin with <code>{escape(citation.site_url)}</code>." if citation.site_url else (
        "This site does not know where it is published: the addresses are relative to its first page."
    )  # fmt: skip
    return (
        "<p>Pages keep their names, and a figure keeps its id, because it is its report and the place of its "
        f"first sign there: its row is {row}. {where}</p>"
    )


def _licence(citation: Citation) -> str:
    licence = citation.licence
    return f'The data are under <a href="{escape(licence.address)}">{escape(licence.title)}</a>.'


def _reference(reference: Reference) -> str:
    return (
        f'<p class="cite-text">{escape(reference.text)}</p>'
        f'<pre class="cite-bibtex"><code>{escape(reference.bibtex)}</code></pre>'
    )


def _code(program: str) -> str:
    return f'<pre class="take-program"><code>{escape(program)}</code></pre>'


def _table(files: Iterable[PackageFile]) -> str:
    columns = ("File", "What it has", "Format", "Size", "Opens with")
    head = "".join(f"<th>{column}</th>" for column in columns)
    body = "".join(map(_row, files))
    return boxed(
        '<table class="figures-table package-files"><thead>'
        f"<tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row(file: PackageFile) -> str:
    ending = PurePosixPath(file.name).suffix
    opens = _OPENS_BETTER.get(file.name, _OPENS[ending])
    return (
        f'<tr><td data-label="File"><a href="{FOLDER}/{escape(file.name)}">{escape(file.name)}</a></td>'
        f'<td data-label="What it has">{escape(file.title)}</td>'
        f'<td data-label="Format">{_FORMATS[ending]}</td>'
        f'<td data-label="Size" class="number">{size(file.size)}</td>'
        f'<td data-label="Opens with">{escape(opens)}</td></tr>'
    )


def size(many: int) -> str:
    """So many bytes in words.

    >>> size(251), size(20969), size(16_710_797)
    ('251 bytes', '21.0 kB', '16.7 MB')
    """
    if many < 1000:
        return f"{many} bytes"
    return f"{many / 1e3:.1f} kB" if many < 1e6 else f"{many / 1e6:.1f} MB"
