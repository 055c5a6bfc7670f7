"""What the last run was made of and how it ended, in build/run.json: for people, and for the next run.

This module, with `inputs`, is all that a run with nothing to do needs: they import nothing heavy.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from analysis.files import write_text
from analysis.pages.inputs import stamp_of, stamps, versions
from analysis.pages.layout import Layout


class Call(NamedTuple):
    """What a call of `study run` asked for, and whether that is all there is."""

    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    all_places: bool = False
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def everything(self) -> bool:
        """Whether pages that the call does not make are to go."""
        return not (self.names or self.places or self.settings)

    @property
    def signature(self) -> str:
        """The call in one line; two calls that ask for the same have the same.

        >>> Call(("02-procedures",), ("VN-HN",)).signature
        '02-procedures --place VN-HN'
        """
        parts = [*self.names]
        parts += ["--place", *self.places] if self.places else []
        parts += ["--all-places"] if self.all_places else []
        parts += [f"--set {name}={value}" for name, value in self.settings]
        return " ".join(parts)


def current_pages(call: Call, layout: Layout) -> int | None:
    """How many pages the same call left, if neither they nor what they are made of were touched; else None.

    None only means that keys have to be looked at. It is None for pages that show sentences: they are
    made of texts too, which are not looked at here.
    """
    record = read_record(layout)
    left = record.get("calls", {}).get(call.signature)
    if left is None or record.get("inputs") != stamps(layout):
        return None
    pages = left["pages"]
    if call.everything and {path.stem for path in layout.pages.glob("*.ipynb")} != pages.keys():
        return None
    return len(pages) if left == _left_by(pages, layout) else None


def _left_by(pages: Iterable[str], layout: Layout) -> dict[str, Any]:
    """The stamps of the pages, of the results and of their sets."""
    made = {name: stamp_of(layout.pages / f"{name}.ipynb") for name in sorted(pages)}
    return {"pages": made, "results": stamp_of(layout.results), "sets": stamp_of(layout.figure_sets)}


def write_record(
    call: Call, pages: Mapping[str, Mapping[str, Any]], before: Mapping[str, Any], layout: Layout
) -> None:
    """Put into build/run.json how the pages of a call stand, beside what stood there of other calls.

    `before` are the stamps of the inputs at the start of the run. Pages are remembered as current only
    where none of them failed, and none shows sentences.
    """
    last = read_record(layout)
    calls = dict(last.get("calls", {})) if last.get("inputs") == before else {}
    calls.pop(call.signature, None)
    if all(
        page["outcome"] == "done" and not page["parameters"].get("show_sentences") for page in pages.values()
    ):
        calls[call.signature] = _left_by(pages, layout)
    kept = {} if call.everything else dict(last.get("pages", {}))
    content = {
        "versions": versions(),
        "pages": dict(sorted({**kept, **pages}.items())),
        "calls": dict(sorted(calls.items())),
        "inputs": before,
    }
    write_text(layout.record, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def read_record(layout: Layout) -> dict[str, Any]:
    """The record of the last run; empty when there is none."""
    try:
        content = json.loads(layout.record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
