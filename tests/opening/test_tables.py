"""Tables of figures in every format: 95 of 100 cells keep value, unit, measure and place."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from openpyxl import Workbook

from analysis.opening.opener import opened
from analysis.reading.reader import Row, read
from opening.test_pdf_printed import as_page
from opening.wrapping import as_docx, as_html, as_rtf
from tabled import ASKED, Table, tables

LEAST = 0.95
Wrap = Callable[[str, str], bytes]


def as_sheet(text: str, language: str) -> bytes:
    """The text as a sheet: a line a row, what looks like a number as a number with its decimals."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in text.split("\n"):
        sheet.append([_number(cell, language) if "\t" in line else cell for cell in line.split("\t")])
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, float | int):
                cell.number_format = _format(line.split("\t")[cell.column - 1], language)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _number(cell: str, language: str) -> float | int | str:
    plain = re.sub("[\u00a0 ]", "", cell)
    plain = plain.replace(",", "") if language == "en" else plain.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"\d+(\.\d+)?", plain) or (
        cell.startswith("0") and len(plain) > 1 and "." not in plain
    ):
        return cell
    return float(plain) if "." in plain else int(plain)


def _format(cell: str, language: str) -> str:
    decimals = re.search(r"\.(\d+)$" if language == "en" else r",(\d+)$", cell)
    return "#,##0" + (f".{'0' * len(decimals[1])}" if decimals else "")


WRAPS: dict[str, Wrap] = {
    "html": lambda text, language: as_html(text).encode(),
    "docx": lambda text, language: as_docx(text),
    "rtf": lambda text, language: as_rtf(text),
    "xlsx": as_sheet,
}


def share_right(wrap: Wrap, half: str) -> tuple[float, list[str]]:
    """Which share of a half's cells has all fields that are asked, and the cells that have not."""
    right, amiss = 0, []
    for table in tables(half):
        raw = wrap(table.text, table.about["language"])
        keyed = [cell for cell in table.cells if cell["value"]]
        said = [tuple(row[name] for name in ASKED) for row in figures_of(raw, table)]
        wanted = [(f"{float(cell['value']):g}", *(cell[name] for name in ASKED[1:])) for cell in keyed]
        got = [(f"{float(value):g}", *rest) for value, *rest in said]
        matched = {
            at for block in SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
            for at in range(block.a, block.a + block.size)
        }  # fmt: skip
        right += len(matched)
        amiss += [
            f"{table.about['table']} {keyed[at]['quote']}" for at in range(len(keyed)) if at not in matched
        ]
    return right / (right + len(amiss)), amiss


def figures_of(raw: bytes, table: Table) -> Sequence[Row]:
    """The figures in the tables of an opened file."""
    text = opened(raw, "a").text
    about = table.about
    found = read(text, language=about["language"], published=about["published"], place=about["place"]).figures
    inside = set()
    at = 0
    for line in text.split("\n"):
        inside |= {*range(at, at + len(line))} if "\t" in line else set()
        at += len(line) + 1
    return [row for row in found if int(row["start"]) in inside]


@pytest.mark.slow
@pytest.mark.parametrize("half", ["developing", "sealed"])
@pytest.mark.parametrize("kind", WRAPS)
def test_cells_keep_what_they_say(kind: str, half: str) -> None:
    share, amiss = share_right(WRAPS[kind], half)
    assert share >= LEAST, amiss if half == "developing" else len(amiss)


@pytest.mark.slow
@pytest.mark.parametrize("half", ["developing", "sealed"])
def test_printed_cells_keep_what_they_say(half: str, chromium: str, tmp_path: Path) -> None:
    def printed(text: str, language: str) -> bytes:
        page, made = tmp_path / "a.html", tmp_path / "a.pdf"
        page.write_text(as_page(text, 1), encoding="utf-8")
        command = [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={tmp_path / 'own'}",
        ]
        subprocess.run(
            [*command, f"--print-to-pdf={made}", str(page)], check=True, capture_output=True, timeout=120
        )
        return made.read_bytes()

    share, amiss = share_right(printed, half)
    assert share >= LEAST, amiss if half == "developing" else len(amiss)
