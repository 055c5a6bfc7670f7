"""The bottom line of each page: the first paragraph of the first finding that it shows, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from typing import Any

from analysis.files import Row, csv_text, read_rows, write_text
from analysis.pages.layout import Layout
from analysis.table.results import RESULTS_MIME

COLUMNS = ("page", "answer")


def answer_of(cells: Iterable[Mapping[str, Any]]) -> str:
    """The bottom line of an executed notebook's cells; empty where nothing was found.

    >>> said = {"text/markdown": ["**Of 5, 3 are `paid`.**\\n", "\\n", "More."], RESULTS_MIME: []}
    >>> answer_of([{"outputs": [{"data": {"text/plain": "5"}}, {"data": said}]}])
    'Of 5, 3 are paid.'
    """
    shown = (output.get("data", {}) for cell in cells for output in cell.get("outputs", []))
    found = next((data for data in shown if RESULTS_MIME in data and "text/markdown" in data), None)
    return first_paragraph("".join(found["text/markdown"])) if found else ""


def write_answers(layout: Layout, answers: Sequence[Row]) -> None:
    """Write the bottom lines of the last run; a file that says the same already stays untouched."""
    text = csv_text(COLUMNS, answers)
    if not layout.answers.is_file() or layout.answers.read_bytes() != text.encode("utf-8"):
        write_text(layout.answers, text)


def made_answers(layout: Layout) -> list[Row]:
    """The bottom lines that the last run collected; none where an older build ran."""
    return read_rows(layout.answers, COLUMNS) if layout.answers.is_file() else []


def first_paragraph(markdown: str) -> str:
    """The first paragraph that is no heading, else the first heading, in plain words."""
    paragraphs = [part.strip() for part in markdown.split("\n\n")]
    words = [part for part in paragraphs if part and not part.startswith("#")]
    headings = [part.lstrip("# ") for part in paragraphs if part.startswith("#")]
    return " ".join(plain((words or headings or [""])[0]).split())


def plain(markdown: str) -> str:
    """The words without emphasis, links, escapes and entities."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    bare = re.sub(r"(?<!\\)(\*\*|__|[*`])", "", words)
    return unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", bare))
