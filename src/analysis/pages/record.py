"""What the last run was made of and how it ended, in build/run.json: for people, and for the next run.

This module is all that a run with nothing to do needs, so it imports nothing heavy.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from analysis.files import sha256_of, write_text
from analysis.pages.layout import Layout

_VERSIONS_OF = ("two-tier-study", "papermill", "nbclient", "ipykernel", "pandas", "matplotlib", "seaborn")
_PYTHON = ".".join(map(str, sys.version_info[:3]))
_NOT_READ = ("data/inbox/", "data/texts/")


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


def common_inputs(layout: Layout) -> dict[str, str]:
    """The SHA-256 of every file that all pages are made of: tables, package, lock."""
    tables = [path for kind in ("*.csv", "*.yml") for path in layout.data.rglob(kind)]
    package = [path for kind in ("*.py", "*.yml") for path in (layout.root / "src" / "analysis").rglob(kind)]
    lock = [path for path in [layout.root / "requirements.lock"] if path.is_file()]
    return _hashes(layout, [*tables, *package, *lock])


def inputs(layout: Layout) -> dict[str, str]:
    """The SHA-256 of every file that any page is made of, by its name in the repository; and the Python."""
    own = [path for path in (*layout.notebooks.glob("*.ipynb"), layout.runs) if path.is_file()]
    return {"python": _PYTHON, **common_inputs(layout), **_hashes(layout, own)}


def _hashes(layout: Layout, paths: Iterable[Any]) -> dict[str, str]:
    named = {layout.relative(path): path for path in paths}
    return {name: sha256_of(named[name]) for name in sorted(named) if not name.startswith(_NOT_READ)}


def digest_of(content: Any) -> str:
    """The SHA-256 of a JSON value; what JSON does not know counts as its text."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def current_pages(call: Call, layout: Layout) -> int | None:
    """How many pages the same call made, if neither they nor what they are made of changed; else None.

    Pages that show sentences are made of texts too, which are not looked at here: for them it is None.
    """
    record = read_record(layout)
    made = record.get("calls", {}).get(call.signature)
    if not isinstance(made, dict) or record.get("inputs") != digest_of(inputs(layout)):
        return None
    there = {path.stem for path in layout.pages.glob("*.ipynb")}
    if call.everything and there != made.keys():
        return None
    files = {layout.pages / f"{name}.ipynb": digest for name, digest in made.items()}
    files[layout.results] = record.get("results", "")
    whole = all(path.is_file() and sha256_of(path) == digest for path, digest in files.items())
    return len(made) if whole else None


def write_record(
    call: Call, pages: Mapping[str, Mapping[str, Any]], made_of: Mapping[str, str], layout: Layout
) -> None:
    """Put into build/run.json how the pages of a call stand, beside what stood there of other calls.

    `made_of` are the inputs at the start of the run. Pages are remembered as current only where none
    of them failed, and none shows sentences.
    """
    before, digest = read_record(layout), digest_of(made_of)
    calls = dict(before.get("calls", {})) if before.get("inputs") == digest else {}
    calls.pop(call.signature, None)
    if all(
        page["outcome"] == "done" and not page["parameters"].get("show_sentences") for page in pages.values()
    ):
        calls[call.signature] = {name: _digest_of_page(name, layout) for name in sorted(pages)}
    kept = {} if call.everything else dict(before.get("pages", {}))
    content = {
        "versions": versions(),
        "inputs": digest,
        "results": sha256_of(layout.results) if layout.results.is_file() else "",
        "calls": dict(sorted(calls.items())),
        "pages": dict(sorted({**kept, **pages}.items())),
    }
    write_text(layout.record, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def _digest_of_page(name: str, layout: Layout) -> str:
    path = layout.pages / f"{name}.ipynb"
    return sha256_of(path) if path.is_file() else ""


def read_record(layout: Layout) -> dict[str, Any]:
    """The record of the last run; empty when there is none."""
    try:
        content = json.loads(layout.record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def versions() -> dict[str, str]:
    """The versions that a page's bytes depend on."""
    from importlib.metadata import PackageNotFoundError, version

    found = {"python": _PYTHON}
    for name in _VERSIONS_OF:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
