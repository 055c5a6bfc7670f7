"""Copies of what a state of the study is read from, brought up to date by writing only what differs."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from analysis.files import write_text
from analysis.pages.layout import Layout
from analysis.table.scan import Scan


@dataclass(frozen=True)
class Copy:
    """The tables and results of a study in a folder of their own.

    What was once found to be the same byte for byte is noted there, with how both sides looked: as long as
    they look so, neither is read again. Links would be quicker, but data files are edited in place.
    """

    folder: Path

    def differing(self, layout: Layout) -> list[str]:
        """The files that are not the same here as there: changed, new or gone."""
        there, here, noted = _looks(layout), _looks(Layout(self.folder)), self._noted()
        looks = {name: f"{there[name]}; {here[name]}" for name in there.keys() & here.keys()}
        same = {
            name for name, both in looks.items()
            if noted.get(name) == both or _bytes(layout, name) == _bytes(Layout(self.folder), name)
        }  # fmt: skip
        settled = {name: looks[name] for name in same if there[name] and here[name]}
        if settled != noted:
            write_text(self._notes, json.dumps(settled, sort_keys=True))
        return sorted({*there, *here} - same)

    def bring_up(self, layout: Layout) -> None:
        """Write what differs, remove what is gone."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in self.differing(layout):
            source, copy = _path(layout, name), _path(Layout(self.folder), name)
            if source.is_file():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, copy)
            else:
                copy.unlink()

    @property
    def _notes(self) -> Path:
        return self.folder / "same.json"

    def _noted(self) -> dict[str, str]:
        with suppress(OSError, ValueError):
            noted = json.loads(self._notes.read_text(encoding="utf-8"))
            if isinstance(noted, dict):
                return noted
        return {}


_MADE = ("results.csv", "answers.csv")
"""What a run made of the data, by the names that the files have in its folder."""


def _looks(layout: Layout) -> dict[str, str]:
    """How each file looks; empty where it has to be read, as the results of a run have, which hardly stay."""
    made = {name: "" for name in _MADE if (layout.build / name).is_file()}
    return {**{f"data/{name}": look for name, look in Scan(layout.data).files().items()}, **made}


def _path(layout: Layout, name: str) -> Path:
    return layout.build / name if name in _MADE else layout.root / name


def _bytes(layout: Layout, name: str) -> bytes:
    return _path(layout, name).read_bytes()
