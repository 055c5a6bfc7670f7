"""Which reader this is: what a register says of the figures that it read."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from analysis.files import DATA

VERSION = "2"
"""Raised by hand when the reader is another one; what else changes its readings shows in the hash."""


@cache
def reader_stamp(folder: Path = Path(__file__).parent, catalogue: Path = DATA / "measures.yml") -> str:
    """The reader's version and eight digits of one hash over its code, languages, weights and measures.yml.

    >>> version, digest = reader_stamp().split()
    >>> version == VERSION, len(digest)
    (True, 8)
    """
    files = sorted(
        (path.relative_to(folder).as_posix(), path)
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    )
    whole = hashlib.sha256()
    for name, path in [*files, (catalogue.name, catalogue)]:
        whole.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return f"{VERSION} {whole.hexdigest()[:8]}"
