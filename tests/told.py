"""What a committed notebook tells: its cells run here, with parameters and a study that are given."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import analysis
from analysis.files import ROOT
from analysis.table.catalogue import read_measures, read_places
from analysis.table.figures import figure_of
from analysis.table.register import Report
from analysis.table.results import RESULTS_MIME
from analysis.table.study import Study, load
from made import REPORT, Row


@dataclass
class Told:
    """What a notebook showed, in its order: Markdown of findings, words of charts, tables, results by id."""

    shown: list[object] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    charts: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    results: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All findings in one."""
        return "\n\n".join(self.findings)

    def about(self, words: str) -> str:
        """The one finding in which these words stand."""
        found = [each for each in self.findings if words in each]
        assert len(found) == 1, f"{words!r} stands in {len(found)} findings of:\n{self.text}"
        return found[0]

    def add(self, shown: object) -> None:
        """What one object shows in a notebook."""
        if shown is None or not hasattr(shown, "_repr_mimebundle_"):
            return
        self.shown.append(shown)
        bundle = shown._repr_mimebundle_()
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        for row in data.get(RESULTS_MIME, ()):
            assert row["result_id"] not in self.results, f"{row['result_id']} stands twice"
            self.results[row["result_id"]] = row
        kinds = {"text/markdown": self.findings, "image/svg+xml": self.charts}
        kept = next((kept for kind, kept in kinds.items() if kind in data), self.tables)
        kept.append(data.get("text/markdown") or data["text/plain"])


def tell(
    name: str, study: Study | None = None, *, edits: Mapping[str, str] | None = None, **parameters: object
) -> Told:
    """What the notebook whose name begins so tells with these parameters, of a study given or the real.

    `edits` gives lines of one of its cells, and what an analyst writes in their place.
    """
    path = next((ROOT / "notebooks").glob(f"{name}*.ipynb"))
    told = Told()
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    _edit(cells, edits or {})
    known: dict[str, Any] = {"display": lambda *shown: [told.add(each) for each in shown] and None}
    before = analysis.load
    analysis.load = (lambda: study) if study else load
    try:
        for cell in cells:
            if cell["cell_type"] == "code":
                told.add(_run("".join(cell["source"]), known))
            if "parameters" in cell["metadata"].get("tags", ()):
                unknown = set(parameters) - set(known)
                assert not unknown, f"{path.name} has no parameter {unknown}"
                known |= parameters
    finally:
        analysis.load = before
    return told


def study_of(rows: Sequence[Row], *, statements: Sequence[Any] = (), **reports: Mapping[str, str]) -> Study:
    """A study of rows of `made.figure`; `reports` gives columns of the register by report (`_` for `-`)."""
    measures = read_measures()
    figures = tuple(figure_of(row, measures) for row in rows)
    given = {name.replace("_", "-"): dict(columns) for name, columns in reports.items()}
    names = dict.fromkeys((*(each.report_id for each in figures), *given))
    registered = {name: Report(**(REPORT | {"report_id": name} | given.get(name, {}))) for name in names}
    return Study(registered, figures, (), measures, read_places(), {}, tuple(statements))


def _edit(cells: Sequence[dict[str, Any]], edits: Mapping[str, str]) -> None:
    """Write the edits into the one cell that has all of these lines."""
    if not edits:
        return
    (cell,) = [each for each in cells if all(line + "\n" in each["source"] for line in edits)]
    cell["source"] = [edits.get(line.rstrip("\n"), line.rstrip("\n")) + "\n" for line in cell["source"]]


def _run(source: str, known: dict[str, Any]) -> object:
    """Run a cell; what its last line gives comes back."""
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), known)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), known) if last else None
