"""How files look, without reading them: who remembers what they said learns here whether it still holds."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import time_ns

from analysis.files import stamp
from analysis.table.shelf import key_of

KINDS = ("figures", "numbers", "statements")
"""The folders of the data files of which each report has one."""
ADDING = ".adding"
"""The file beside the register that names the report whose files are being written."""
_FOLDERS = ("", *KINDS, "paragraphs")
_OF_DATA = (".csv", ".yml", ADDING)
_TICK, _SECOND = 100_000_000, 1_000_000_000
"""In nanoseconds. Within a tick of the clock a file may change again without looking any different; the first
is longer than any tick, but where times are whole seconds it takes two of these."""

Names = tuple[str, ...]


class Scan:
    """How the data files look, by folder; none of them is read.

    Other `folders` may be looked at, and files whose names have other `endings`.
    """

    def __init__(self, data: Path, folders: Names = _FOLDERS, endings: Names = _OF_DATA) -> None:
        self.data, now = data, time_ns()
        self._looks = {
            folder: [(name, _look(seen, now)) for name, seen in sorted(_entries(data / folder, endings))]
            for folder in folders
        }

    @property
    def look(self) -> str:
        """How all of them look: one hash, empty where one has only just been changed."""
        looks = self.files()
        return key_of(*(f"{name} {look}" for name, look in looks.items())) if all(looks.values()) else ""

    def files(self) -> dict[str, str]:
        """How each looks, by its name from the data's folder; empty where it has only just been changed."""
        return {
            f"{folder}/{name}".lstrip("/"): look
            for folder, looks in self._looks.items()
            for name, look in looks
        }

    def names(self, kind: str) -> list[str]:
        """The names of the tables of a kind, sorted."""
        return [name for name, _ in self._looks[kind] if name.endswith(".csv")]

    def reports(self) -> dict[str, str]:
        """How the files of each report look, without the reports of which one has only just been changed."""
        looks: dict[str, str] = defaultdict(str)
        young = set()
        for kind in KINDS:
            for name, look in self._looks[kind]:
                report_id = name.removesuffix(".csv")
                looks[report_id] += f"{kind} {look};"
                if not look:
                    young.add(report_id)
        return {each: look for each, look in looks.items() if each not in young}


def _look(seen: os.stat_result, now: int) -> str:
    soon = _TICK if seen.st_ctime_ns % _SECOND else 2 * _SECOND
    return stamp(seen) if now - max(seen.st_mtime_ns, seen.st_ctime_ns) >= soon else ""


def _entries(folder: Path, endings: Names) -> Iterator[tuple[str, os.stat_result]]:
    """The files by name; a link that leads nowhere is none, and hides no other."""
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
        for each in entries:
            if each.name.endswith(endings):
                try:
                    yield each.name, each.stat()
                except FileNotFoundError:
                    continue
