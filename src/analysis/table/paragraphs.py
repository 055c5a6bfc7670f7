"""The paragraphs of the reports' texts: where each begins, so that a figure is found without its text.

A paragraph is a line with something in it; the rows of a table, which have tabs between their cells, are one
together. Titles, captions and the items of a list count as paragraphs, as they do for an eye that counts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from analysis.errors import StudyError
from analysis.files import read_rows, shown, write_rows
from analysis.reading.report import read_text
from analysis.table.vocabulary import PARAGRAPH_COLUMNS

KIND = "paragraphs"
"""The folder of these files among the data."""
_WHOLE = re.compile(r"0|[1-9]\d{0,11}", re.ASCII)


def starts_of(text: str) -> list[int]:
    r"""Where the paragraphs of a text begin, in code points.

    >>> starts_of("Hanoi\n\n  120 files.\nWard\tfiles\nDong Da\t12\nIn all, 132.\n")
    [0, 9, 20, 42]
    """
    starts, in_table, at = list[int](), False, 0
    for line in text.split("\n"):
        words = line.strip()
        row = "\t" in words
        if words and not (row and in_table):
            starts.append(at + line.index(words[0]))
        in_table = row
        at += len(line) + 1
    return starts


def paragraph_at(starts: Sequence[int], start: int) -> int:
    """The number of the paragraph, from 1, in which a figure begins; 0 where nothing is known.

    >>> paragraph_at([0, 9, 20], 12), paragraph_at([], 12)
    (2, 0)
    """
    return bisect_right(starts, start)


def path_of(report_id: str, data: Path) -> Path:
    """Where the starts of a report's paragraphs stand."""
    return data / KIND / f"{report_id}.csv"


def read_paragraphs(data: Path, report_id: str) -> Sequence[int]:
    """Where the report's paragraphs begin; none where the report was registered by an older build.

    Raises:
        StudyError: the file is none of the study's, or the starts do not rise.
    """
    path = path_of(report_id, data)
    if not path.is_file():
        return ()
    starts = list[int]()
    for line, row in enumerate(read_rows(path, PARAGRAPH_COLUMNS), start=2):
        said = row["start"]
        if not _WHOLE.fullmatch(said) or (starts and int(said) <= starts[-1]):
            raise StudyError(
                f"value is {said!r}", file=shown(path), place=f"line {line}, column start",
                way_out="expected a whole number, larger than the one before; or remove the file and call "
                "study reread where the text is at hand",
            )  # fmt: skip
        starts.append(int(said))
    return starts


def write_paragraphs(path: Path, starts: Iterable[int]) -> None:
    """Write where the paragraphs of a report begin."""
    write_rows(path, PARAGRAPH_COLUMNS, ({"start": start} for start in starts))


def add_missing(data: Path, hashes: Mapping[str, str]) -> list[str]:
    """Write the file of each report that has none and whose registered text is at hand; their ids.

    `hashes` are the SHA-256 of the registered texts by report_id.
    """
    added = []
    for report_id, sha256 in hashes.items():
        path = path_of(report_id, data)
        text = None if path.exists() else read_text(report_id)
        if text and text.sha256 == sha256:
            write_paragraphs(path, starts_of(text.content))
            added.append(report_id)
    return added


def fit(starts: Sequence[int], text: str) -> bool:
    r"""Whether each start is where a line of the text begins to say something.

    >>> fit([0, 9], "Hanoi\n\n  120 files."), fit([0, 10], "Hanoi\n\n  120 files."), fit([40], "Hanoi")
    (True, False, False)
    """
    return all(
        start < len(text)
        and not text[start].isspace()
        and not text[text.rfind("\n", 0, start) + 1 : start].strip()
        for start in starts
    )
