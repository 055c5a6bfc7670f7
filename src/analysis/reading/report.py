"""The reports' own texts: where they are kept, and their code points.

Texts are not part of the repository. They are looked up in the folder that `STUDY_TEXTS` names
(default: data/texts), one file per report, `<report_id>.txt`.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from analysis.files import DATA, decoded


@dataclass(frozen=True)
class Text:
    """The decoded text of a report; offsets everywhere are code points of `content`."""

    report_id: str
    content: str
    sha256: str


def texts_folder() -> Path:
    """The folder of the reports' texts: $STUDY_TEXTS, or data/texts."""
    return Path(os.environ.get("STUDY_TEXTS") or DATA / "texts")


def read_text(report_id: str, folder: Path | None = None) -> Text | None:
    """The report's text, or None when it is not at hand.

    Raises:
        StudyError: the file is there and is not UTF-8.
    """
    path = (folder or texts_folder()) / f"{report_id}.txt"
    if not path.is_file():
        return None
    raw = path.read_bytes()
    content = decoded(raw, path).replace("\r\n", "\n")
    return Text(report_id, content, hashlib.sha256(raw).hexdigest())


def sentence_at(content: str, start: int, end: int) -> tuple[int, int]:
    """The span of the sentence, or at most the line, that holds content[start:end].

    >>> text = "On y va. Le pays a 34 provinces. Fin."
    >>> text[slice(*sentence_at(text, 19, 21))]
    'Le pays a 34 provinces.'
    """
    first = content.rfind("\n", 0, start) + 1
    last = content.find("\n", end)
    last = len(content) if last < 0 else last
    for mark in (". ", "! ", "? "):
        before = content.rfind(mark, first, start)
        first = max(first, before + 2) if before >= 0 else first
        after = content.find(mark, end, last)
        last = min(last, after + 1) if after >= 0 else last
    return first, last
