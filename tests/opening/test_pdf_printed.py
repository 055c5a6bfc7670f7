"""What a browser and an office print of a text gives the figures of the text, in one column and in two."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from html import escape
from itertools import groupby
from pathlib import Path

import pytest

from analysis.opening.form import Table
from analysis.opening.opener import opened
from analysis.opening.pdf.opener import content_of_pdf
from analysis.reading.reader import Row, read
from analysis.reading.training import Lesson
from corpus import specimens, transcribed

EACH = 6
"""So many specimens of each language are printed, and those that hold a table."""
APART = ("figure_id", "report_id", "start", "end", "related", "quote")
COLUMNS = 10
"""Paragraphs of a page in two columns."""


def chosen() -> Iterator[Lesson]:
    """The first specimens of each language, and those with a table."""
    ordered = sorted(specimens(), key=lambda each: each.name)
    for code in ("en", "es", "fr", "vi"):
        yield from [each for each in ordered if each.name.startswith(f"{code}-")][:EACH]
    yield from (each for each in ordered if "\t" in each.text)


def as_page(text: str, columns: int) -> str:
    """The text as HTML: a paragraph a line, a table where cells are apart by tab, never inside columns."""
    parts = []
    lines = [line for line in text.split("\n") if line.strip()]
    for is_table, group in groupby(lines, key=lambda line: "\t" in line):
        rows = [[escape(cell) for cell in line.split("\t")] for line in group]
        if is_table:
            cells = ("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
            parts.append(f"<table>{''.join(cells)}</table>")
            continue
        parts += [f"<p>{row[0]}</p>" for row in rows]
    if "\t" not in text:
        some = (parts[at : at + COLUMNS] for at in range(0, len(parts), COLUMNS))
        parts = [f"<div>{''.join(each)}</div>" for each in some]
    return f'<html><meta charset="utf-8"><style>{STYLES[columns]}</style><body>{"".join(parts)}</body></html>'


STYLES = {
    1: 'body {font: 11pt "Liberation Serif"} table {border-collapse: collapse} td {border: 1px solid}',
    2: 'div {columns: 2; break-after: page; text-align: justify; overflow-wrap: anywhere}'
       'body {font: 10pt "DejaVu Sans"} td {padding: 0 0.7em}',
}  # fmt: skip

_SPACES = " ".join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for short, name in (
    ("office", "office"), ("style", "style"), ("text", "text"), ("fo", "xsl-fo-compatible"),
    ("svg", "svg-compatible")))  # fmt: skip


def as_document(text: str, columns: int) -> str:
    """The text as a document with a running head and a foot with the page's number."""
    shape = ('fo:text-align="justify" fo:text-indent="0.5cm"' if columns == 2 else
             'fo:text-align="left" fo:margin-bottom="0.2cm"')  # fmt: skip
    lines = (escape(line) for line in text.split("\n") if line.strip())
    paragraphs = "".join(f'<text:p text:style-name="B">{line}</text:p>' for line in lines)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {_SPACES} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls><style:font-face style:name="F" svg:font-family="'Liberation Serif'"/>
</office:font-face-decls><office:styles><style:style style:name="B" style:family="paragraph">
<style:paragraph-properties {shape}/><style:text-properties style:font-name="F" fo:font-size="12pt"/>
</style:style></office:styles><office:automatic-styles><style:page-layout style:name="L">
<style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2cm">
<style:columns fo:column-count="{columns}" fo:column-gap="0.5cm"/></style:page-layout-properties>
<style:header-style><style:header-footer-properties fo:margin-bottom="0.5cm"/></style:header-style>
<style:footer-style><style:header-footer-properties fo:margin-top="0.5cm"/></style:footer-style>
</style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="Standard"
style:page-layout-name="L"><style:header><text:p>Bulletin of the office</text:p></style:header><style:footer>
<text:p>Page <text:page-number/></text:p></style:footer></style:master-page></office:master-styles>
<office:body><office:text>{paragraphs}</office:text></office:body></office:document>"""


def by_browser(program: str, lessons: list[Lesson], columns: int, folder: Path) -> dict[str, bytes]:
    """What the browser prints, with its own head and foot."""
    for lesson in lessons:
        page = folder / f"{lesson.name}.html"
        page.write_text(as_page(lesson.text, columns), encoding="utf-8")
        own = f"--user-data-dir={folder}/own"
        subprocess.run([program, "--headless", "--no-sandbox", "--disable-gpu", own,
                        f"--print-to-pdf={page.with_suffix('.pdf')}", str(page)],
                       capture_output=True, timeout=120, check=True)  # fmt: skip
    return {lesson.name: (folder / f"{lesson.name}.pdf").read_bytes() for lesson in lessons}


def by_office(program: str, lessons: list[Lesson], columns: int, folder: Path) -> dict[str, bytes]:
    """What the office prints."""
    pages = []
    for lesson in lessons:
        pages.append(folder / f"{lesson.name}.fodt")
        pages[-1].write_text(as_document(lesson.text, columns), encoding="utf-8")
    own = f"-env:UserInstallation={(folder / 'own').as_uri()}"
    subprocess.run([program, own, "--headless", "--convert-to",
                    "pdf", "--outdir", str(folder), *map(str, pages)],
                   capture_output=True, timeout=600, check=True)  # fmt: skip
    return {lesson.name: (folder / f"{lesson.name}.pdf").read_bytes() for lesson in lessons}


def figures(text: str, lesson: Lesson) -> Counter[tuple[str, ...]]:
    """The figures of a text, without where they stand; blanks of all kinds are one."""
    said = read(text, language=lesson.language, published=lesson.published, place=lesson.place).figures
    return Counter((" ".join(row["quote"].split()), *_fields(row)) for row in said)


def _fields(row: Row) -> list[str]:
    return [" ".join(value.split()) for column, value in row.items() if column not in APART]


def differences(printed: dict[str, bytes], lessons: list[Lesson]) -> dict[str, list[tuple[str, ...]]]:
    """Of each text the figures that only one of the two has."""
    found = {}
    for lesson in lessons:
        one, other = figures(lesson.text, lesson), figures(opened(printed[lesson.name], "a.pdf").text, lesson)
        if one != other:
            found[lesson.name] = [*(one - other), *(other - one)]
    return found


Printer = Callable[[str, list[Lesson], int, Path], dict[str, bytes]]


def _printed(printer: Printer, program: str, lessons: list[Lesson], columns: int, folder: Path) -> None:
    assert differences(printer(program, lessons, columns, folder), lessons) == {}


@pytest.mark.parametrize("columns", [1, 2])
def test_specimens_printed_by_a_browser(columns: int, chromium: str, tmp_path: Path) -> None:
    _printed(by_browser, chromium, list(chosen()), columns, tmp_path)


@pytest.mark.parametrize("columns", [1, 2])
def test_reports_printed_by_a_browser(columns: int, chromium: str, texts: Path, tmp_path: Path) -> None:
    _printed(by_browser, chromium, list(transcribed()), columns, tmp_path)


@pytest.mark.xfail(strict=True, reason="a running head that stands once is read as a paragraph: "
                   "one figure of en-islands is doubted by 0.41, not by 0.42")  # fmt: skip
@pytest.mark.parametrize("columns", [1, 2])
def test_specimens_printed_by_an_office(columns: int, soffice: str, tmp_path: Path) -> None:
    _printed(by_office, soffice, [each for each in chosen() if "\t" not in each.text], columns, tmp_path)


@pytest.mark.parametrize("columns", [1, 2])
def test_reports_printed_by_an_office(columns: int, soffice: str, texts: Path, tmp_path: Path) -> None:
    _printed(by_office, soffice, list(transcribed()), columns, tmp_path)


@pytest.mark.parametrize("columns", [1, 2])
def test_cells_printed_by_a_browser_stand_in_their_rows(columns: int, chromium: str, tmp_path: Path) -> None:
    lessons = [each for each in chosen() if "\t" in each.text]
    printed = by_browser(chromium, lessons, columns, tmp_path)
    for lesson in lessons:
        rows = [line.split("\t") for line in lesson.text.split("\n") if "\t" in line]
        found = [each for each in content_of_pdf(printed[lesson.name]).blocks if isinstance(each, Table)]
        assert [row for table in found for row in table.rows] == rows
