"""Documents in a plain frame, so that they can be looked at before and beside the frame of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from analysis.pages.rendering.allowed import LIST, allowed
from analysis.pages.rendering.crosstable import table_documents
from analysis.pages.rendering.document import Document
from analysis.pages.rendering.lost import lost_document
from analysis.pages.rendering.measures import measure_documents, measures_document
from analysis.pages.rendering.places import place_documents, places_document
from analysis.pages.rendering.source import Made, Pages
from analysis.table.known import Known
from analysis.table.study import Study

STATIC = LIST.parent / "static"
_COLOURS = """
:root { --study-paper: #fff; --study-ink: #1f2a30; --study-quiet: #5a6870; --study-line: #dde3e6;
  --study-tint: #f4f7f8; --study-link: #0b5c7a; --study-warn: #8a2c0d; --study-warn-tint: #fdf1ec;
  --study-mark: #fff0a8; }
html[data-theme="dark"] { --study-paper: #14191c; --study-ink: #e2e8eb; --study-quiet: #9fadb5;
  --study-line: #2f3a40; --study-tint: #1c2327; --study-link: #7cc0dd; --study-warn: #f0a184;
  --study-warn-tint: #33201a; --study-mark: #5a4d14; }
body { margin: 0; background: var(--study-paper); color: var(--study-ink); font: 16px/1.5 sans-serif;
  overflow-wrap: break-word; }
a { color: var(--study-link); }
main { max-width: 60rem; margin: auto; padding: 1rem; min-width: 0; }
table { border-collapse: collapse; } td, th { text-align: left; padding: 0.2rem 0.6rem 0.2rem 0; }
.table-box { overflow-x: auto; } .quiet { color: var(--study-quiet); } code { overflow-wrap: anywhere; }
.figures-table td { overflow-wrap: break-word; }
"""


def pages_of(study: Study, reports: Iterable[str] | None = None) -> Pages:
    """What a page must know to point at the pages of these reports, of all unless given."""
    names = study.reports if reports is None else reports
    kind = "07-one-report"
    made = tuple(Made(f"{kind}-{name}", kind, {"report_id": name}, "", ()) for name in names)
    places = {code: place.name_en or place.name for code, place in study.places.items()}
    return Pages(made, places, study.checks, {name: each.title for name, each in study.reports.items()})


def documents(study: Study) -> dict[str, Document]:
    """All pages of places and measures, by name."""
    known, pages = Known(study), pages_of(study)
    made: Sequence[Document] = [
        *place_documents(known, pages), places_document(known, pages), *measure_documents(known, pages),
        measures_document(known, pages), *table_documents(known, pages), lost_document(known, pages),
    ]  # fmt: skip
    assert len({each.name for each in made}) == len(made)
    return {each.name: each for each in made}


def write(made: Iterable[Document], folder: Path) -> None:
    """Write the pages with their files, styles and scripts, and an empty page for each that they lead to."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "frame.css").write_text(_COLOURS, encoding="utf-8")
    for name in ("places.css", "nearest.js", "crosstable.js"):
        (folder / name).write_bytes((STATIC / name).read_bytes())
    for each in made:
        (folder / each.address).write_text(framed(each), encoding="utf-8")
        for name, content in each.files.items():
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


def framed(page: Document) -> str:
    """The page as a whole document."""
    scripts = ["nearest.js"] + (["crosstable.js"] if re.match(r"table(-|$)", page.name) else [])
    head = "".join(
        [f'<meta http-equiv="Content-Security-Policy" content="{escape(allowed().policy)}">',
         '<meta name="viewport" content="width=device-width, initial-scale=1">',
         *(f'<link rel="stylesheet" href="{name}">' for name in ("frame.css", "places.css"))]
    )  # fmt: skip
    # At the end, as the body must be there; `defer` would do as well.
    foot = "".join(f'<script src="{name}"></script>' for name in scripts)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(page.title)}</title>'
        f"{head}</head><body><main><h1>{escape(page.title)}</h1>{page.body}</main>{foot}</body></html>"
    )
