"""Pages that are as they were: their words are taken from the site that stands, and not made anew.

Beside the site lies a record of its pages: which file each was made of, and what it asked of the others. One
whose file and answers are the same, by the same build, is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from analysis.files import stamp, write_text
from analysis.pages.rendering.document import Document, body_of
from analysis.pages.rendering.source import Asked, Made, Pages, Summary

_PACKAGE = Path(__file__).parents[2]
_KINDS = ("*.py", "*.yml", "*.html", "*.csv")

_PAGE = ("name", "notebook", "parameters", "failed")
_DOCUMENT = ("name", "title", "room", "lead", "searched")


@dataclass(frozen=True)
class Entry:
    """What is known of a page: whose it is, what it asked, a hash of the answers, its document's parts."""

    stamp: str
    page: Mapping[str, Any]
    summary: Mapping[str, Any]
    asked: Mapping[str, Any]
    answered: str
    document: Mapping[str, Any]
    files: tuple[str, ...]


@dataclass
class Record:
    """The pages of the site that stands, by name; empty where there is none, or another build made it."""

    site: Path
    path: Path
    entries: dict[str, Entry] = field(default_factory=dict)

    @staticmethod
    def of(site: Path, path: Path) -> Record:
        """The record of a site; a file that is damaged or of another build is as good as none."""
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            entries = {name: Entry(**each) for name, each in found["entries"].items()}
            same = found["build"] == _build()
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return Record(site, path)
        return Record(site, path, entries if same else {})

    def made(self, path: Path) -> Made | None:
        """The executed page of the file, without cells, if the site was made of this file."""
        entry = self.entries.get(path.stem)
        if entry is None or entry.stamp != stamp(path.stat()):
            return None
        return Made(**entry.page, cells=(), stamp=entry.stamp, summary=Summary(**entry.summary))

    def document(self, page: Made, pages: Pages) -> Document | None:
        """The page as it stands, if it would be the same made anew."""
        entry = self.entries.get(page.name)
        if entry is None or not page.summary or entry.answered != _answers(Asked(**entry.asked), page, pages):
            return None
        try:
            body = body_of((self.site / f"{page.name}.html").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        files = {name: self.site / name for name in entry.files}
        if not all(path.is_file() for path in files.values()):
            return None
        return Document(body=body, files=files, **entry.document)

    def keep(self, page: Made, document: Document, asked: Asked, pages: Pages) -> None:
        """Remember what the page was made of."""
        self.entries[page.name] = Entry(
            page.stamp, _of(page, _PAGE), asdict(Summary(page.question, page.bottom_line)), asdict(asked),
            _answers(asked, page, pages), _of(document, _DOCUMENT), tuple(document.files),
        )  # fmt: skip

    def kept_of(self, before: Record) -> set[str]:
        """The files of pages that stand here as they stood before."""
        kept = ((name, each) for name, each in self.entries.items() if each is before.entries.get(name))
        return {file for name, each in kept for file in (f"{name}.html", *each.files)}

    def write(self) -> None:
        """Write the record beside the site."""
        entries = {name: asdict(each) for name, each in sorted(self.entries.items())}
        write_text(self.path, json.dumps({"build": _build(), "entries": entries}, ensure_ascii=False))


def _of(whole: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(whole, name) for name in names}


def _answers(asked: Asked, page: Made, pages: Pages) -> str:
    """A hash of all that the page wants to know of others."""
    figures = [(each, pages.address_of(each), repr(pages.checks.get(each))) for each in asked.figures]
    names = [(each, pages.page_named(each)) for each in asked.pages]
    said = json.dumps([pages.title_of(page), figures, names], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


@cache
def _build() -> str:
    """A hash of the package: its code, and the theme of the site."""
    digest = hashlib.sha256()
    for path in sorted(path for kind in _KINDS for path in _PACKAGE.rglob(kind)):
        digest.update(f"{path.relative_to(_PACKAGE).as_posix()} {path.stat().st_size}".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
