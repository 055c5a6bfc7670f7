"""What the last run was made of and how it ended, in build/run.json: for people, and for the next run.

This module is all that a run with nothing to do needs, so it imports nothing heavy.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
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
    return _hashes(_common_files(layout))


def inputs(layout: Layout) -> dict[str, str]:
    """The SHA-256 of every file that any page is made of, by its name in the repository; and the Python."""
    return {"python": _PYTHON, **_hashes(_files(layout))}


def stamps(layout: Layout) -> dict[str, str]:
    """What the file system says of the same files: it says something else as soon as one is written.

    A stamp is size, inode, and the times of the last change of content and of anything at all, which
    nobody can set back. To compare them takes a tenth of the time of hashing.
    """
    return {"python": _PYTHON, **{name: _stamp(path) for name, path in _files(layout).items()}}


def _files(layout: Layout) -> dict[str, Path]:
    own = [path for path in (*layout.notebooks.glob("*.ipynb"), layout.runs) if path.is_file()]
    return _common_files(layout) | {layout.relative(path): path for path in own}


def _common_files(layout: Layout) -> dict[str, Path]:
    tables = [path for kind in ("*.csv", "*.yml") for path in layout.data.rglob(kind)]
    package = [path for kind in ("*.py", "*.yml") for path in (layout.root / "src" / "analysis").rglob(kind)]
    lock = [path for path in [layout.root / "requirements.lock"] if path.is_file()]
    named = {layout.relative(path): path for path in (*tables, *package, *lock)}
    return {name: named[name] for name in sorted(named) if not name.startswith(_NOT_READ)}


def _hashes(paths: Mapping[str, Path]) -> dict[str, str]:
    return {name: sha256_of(path) for name, path in paths.items()}


def _stamp(path: Path) -> str:
    """The stamp of a file; empty where there is none."""
    try:
        said = path.stat()
    except OSError:
        return ""
    return f"{said.st_size} {said.st_ino} {said.st_mtime_ns} {said.st_ctime_ns}"


def digest_of(content: Any) -> str:
    """The SHA-256 of a JSON value; what JSON does not know counts as its text."""
    import hashlib  # late: a run with nothing to do compares no hashes

    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


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
    """The stamps of the pages and of the results."""
    made = {name: _stamp(layout.pages / f"{name}.ipynb") for name in sorted(pages)}
    return {"pages": made, "results": _stamp(layout.results)}


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
