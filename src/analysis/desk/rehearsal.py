"""A copy of the study under build/, to try a correction, a measure or a rerun on, with the real commands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass

from analysis.errors import StudyError, nearest
from analysis.files import read_rows, read_text, shown, write_rows, write_text
from analysis.pages.layout import HERE, Layout
from analysis.table.figures import row_of
from analysis.table.study import Study, load
from analysis.table.vocabulary import CORRECTION_COLUMNS, FIGURE_COLUMNS

_LEFT_OUT = shutil.ignore_patterns("texts", "inbox", "codings", "own", ".*")


class Printed(str):
    """What a command printed; a notebook shows it line by line."""

    __slots__ = ()

    def __repr__(self) -> str:
        return self.rstrip("\n")


@dataclass(frozen=True)
class Rehearsal:
    """A study of its own in a folder: nothing that is done to it touches the real one."""

    layout: Layout

    def load(self) -> Study:
        """The table of the copy, as it is now."""
        return load(self.layout.data)

    def correct(self, figure_id: str, column: str, becomes: str, reason: str) -> Study:
        """Correct one column of one figure by a row of corrections.csv; the table that follows comes back.

        Raises:
            StudyError: there is no such figure or column, or the value cannot stand there.
        """
        study, path = self.load(), self.layout.data / "corrections.csv"
        if figure_id not in study.by_id:
            raise StudyError(f"no figure is called {figure_id!r}", way_out=nearest(figure_id, study.by_id))
        if column not in FIGURE_COLUMNS:
            raise StudyError(f"no column is called {column!r}", way_out=nearest(column, FIGURE_COLUMNS))
        rows, was = read_rows(path, CORRECTION_COLUMNS), row_of(study.by_id[figure_id])[column]
        values = (f"try-{len(rows) + 1}", figure_id, column, was, becomes, reason, "somebody", "2025-11-01")
        write_rows(path, CORRECTION_COLUMNS, [*rows, dict(zip(CORRECTION_COLUMNS, values, strict=True))])
        return self.load()

    def add_measure(self, measure: str, **said: str | list[str]) -> Study:
        """Add a measure to the catalogue of the copy: theme, unit, kind and label, perhaps formulas.

        Raises:
            StudyError: the catalogue refuses it.
        """
        path = self.layout.data / "measures.yml"
        entry = [f"  - id: {measure}", *(f"    {key}: {json.dumps(value)}" for key, value in said.items())]
        head, cut, tail = read_text(path).partition("\nmeasures:\n")
        write_text(path, "\n".join([f"{head}{cut}{entry[0]}", *entry[1:], tail]))
        return self.load()

    def study(self, *words: str) -> Printed:
        """Call `study` on the copy, and give what it prints; a claim that is off is no failure.

        Raises:
            StudyError: it ended with 1 or 2; says why.
        """
        own = {**os.environ, "PYTHONPATH": str(self.layout.root / "src")}
        command = [sys.executable, "-m", "analysis.cli", *words]
        done = subprocess.run(
            command, cwd=self.layout.root, env=own, capture_output=True, text=True, check=False
        )
        if done.returncode in (1, 2):
            raise StudyError(done.stderr.strip() or f"study {words[0]} failed", file=shown(self.layout.root))
        return Printed(done.stdout or done.stderr)


def rehearsal(notebook: str, name: str = "rehearsal", **parameters: str) -> Rehearsal:
    """A fresh copy of the study in build/<name>; its one page is the notebook with these parameters.

    The texts of reports are not copied.

    Raises:
        StudyError: there is no such notebook.
    """
    source, copy = HERE.notebooks / f"{notebook}.ipynb", Layout(HERE.build / name)
    if not source.is_file():
        known = [path.stem for path in sorted(HERE.notebooks.glob("*.ipynb"))]
        raise StudyError(f"there is no notebook {notebook!r}", way_out=nearest(notebook, known))
    shutil.rmtree(copy.root, ignore_errors=True)
    for folder in ("data", "src"):
        shutil.copytree(HERE.root / folder, copy.root / folder, ignore=_LEFT_OUT)
    write_text(copy.notebooks / source.name, read_text(source))
    page = {"page": notebook, "notebook": notebook, "parameters": parameters}
    write_text(copy.runs, f"pages: [{json.dumps(page)}]\n")
    return Rehearsal(copy)
