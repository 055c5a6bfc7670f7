"""What pages are made of: the files that they follow from, by hash and by stamp, and the versions at work.

A run with nothing to do needs this, so nothing heavy is imported.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from analysis.files import sha256_of, stamp
from analysis.pages.layout import Layout

_VERSIONS_OF = ("two-tier-study", "papermill", "nbclient", "ipykernel", "pandas", "matplotlib", "seaborn")
_PYTHON = ".".join(map(str, sys.version_info[:3]))
_NOT_READ = ("data/inbox/", "data/texts/")


def common_inputs(layout: Layout) -> dict[str, str]:
    """The SHA-256 of every file that all pages are made of: tables, package, lock."""
    return _hashes(_common_files(layout))


def data_digest(layout: Layout) -> str:
    """Which data a page or a file was made of: the first 12 digits of a SHA-256 over all tables."""
    import hashlib

    tables = [f"{name} {digest}" for name, digest in _hashes(_tables(layout)).items()]
    return hashlib.sha256("\n".join(tables).encode()).hexdigest()[:12]


def inputs(layout: Layout) -> dict[str, str]:
    """The SHA-256 of every file that any page is made of, by its name in the repository; and the Python."""
    return {"python": _PYTHON, **_hashes(_files(layout))}


def stamps(layout: Layout) -> dict[str, str]:
    """The stamps of the same files: to compare them takes a tenth of the time of hashing."""
    return {"python": _PYTHON, **{name: stamp_of(path) for name, path in _files(layout).items()}}


def stamp_of(path: Path) -> str:
    """The stamp of a file; empty where there is none."""
    try:
        return stamp(path.stat())
    except OSError:
        return ""


def digest_of(content: Any) -> str:
    """The SHA-256 of a JSON value; what JSON does not know counts as its text."""
    import hashlib  # late: a run with nothing to do compares no hashes

    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


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


def _files(layout: Layout) -> dict[str, Path]:
    own = [path for path in (*layout.notebooks.glob("*.ipynb"), layout.runs) if path.is_file()]
    return _common_files(layout) | {layout.relative(path): path for path in own}


def _common_files(layout: Layout) -> dict[str, Path]:
    package = [path for kind in ("*.py", "*.yml") for path in (layout.root / "src" / "analysis").rglob(kind)]
    lock = [path for path in [layout.root / "requirements.lock"] if path.is_file()]
    return _tables(layout) | _named(layout, [*lock, *package])


def _tables(layout: Layout) -> dict[str, Path]:
    return _named(layout, [path for kind in ("*.csv", "*.yml") for path in layout.data.rglob(kind)])


def _named(layout: Layout, paths: Iterable[Path]) -> dict[str, Path]:
    named = {layout.relative(path): path for path in paths}
    return {name: named[name] for name in sorted(named) if not name.startswith(_NOT_READ)}


def _hashes(paths: Mapping[str, Path]) -> dict[str, str]:
    return {name: sha256_of(path) for name, path in paths.items()}
