"""The key of a page: one hash over its notebook, parameters, package, environment and the rows it can see.

A notebook that takes the table only by `load().select(place=place, ...)` or `load().around(report_id)` sees
what these show; any other may see everything under data/.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from typing import Any

from nbformat import NotebookNode

from analysis.files import sha256_of
from analysis.pages.inputs import digest_of, inputs, stamps
from analysis.pages.layout import Layout
from analysis.pages.notebook import template_of
from analysis.pages.page import Page
from analysis.pages.running.runs import defaults_of
from analysis.reading.report import texts_folder
from analysis.table.study import Study, load

PLACE, REPORT, EVERYTHING = "place", "report_id", "everything"


@dataclass(frozen=True)
class Key:
    """What a page is made of, by part: a digest each."""

    parts: Mapping[str, str]

    @cached_property
    def digest(self) -> str:
        """The key itself."""
        return digest_of(dict(self.parts))

    def unlike(self, parts: Mapping[str, str]) -> tuple[str, ...]:
        """The parts that another page of this name was not made of.

        >>> Key({"notebook": "a", "figures": "b"}).unlike({"notebook": "a", "figures": "c"})
        ('figures',)
        """
        return tuple(name for name, digest in self.parts.items() if parts.get(name) != digest)


@dataclass(frozen=True)
class _Notebook:
    """What a notebook gives to the keys of all its pages."""

    digest: str
    scope: str
    defaults: Mapping[str, Any]


class Keys:
    """Makes the keys of a study's pages, as its files stand now; what pages share is looked at once."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self.stamps = stamps(layout)  # before the files are read: what changes later shows
        self.inputs = inputs(layout)
        self._notebook, self._view = cache(self._read), cache(self._rows)

    def key(self, page: Page) -> Key:
        """The key of the page.

        Raises:
            StudyError: the tables are not valid, or the notebook is none.
        """
        notebook = self._notebook(page.notebook)
        values = {**notebook.defaults, **page.parameters}
        figures, reports = self._view(notebook.scope, str(values.get(notebook.scope, "")))
        parts = {
            "notebook": notebook.digest,
            "parameters": digest_of([page.name, values]),
            "package": self._digest_of("src/"),
            "environment": self._digest_of("python", "requirements.lock"),
            "catalogue": self._digest_of("data/measures.yml", "data/places.csv"),
            "figures": figures,
        }
        return Key({**parts, "texts": _texts(reports)} if values.get("show_sentences") else parts)

    def _digest_of(self, *names: str) -> str:
        return digest_of({name: digest for name, digest in self.inputs.items() if name.startswith(names)})

    def _read(self, name: str) -> _Notebook:
        path = self._layout.notebooks / f"{name}.ipynb"
        template = template_of(path)
        cells = [[cell.cell_type, cell.source, cell.metadata] for cell in template.cells]
        return _Notebook(digest_of(cells), scope_of(template), defaults_of(path))

    def _rows(self, scope: str, which: str) -> tuple[str, Sequence[str]]:
        """One hash over the rows that a page of the scope can see, and the reports they are of."""
        if scope == PLACE:
            study = self._study.seen_from(which)
            return digest_of(rows_of(study)), list(study.reports)
        if scope == REPORT:
            study = self._study.around(which)
            beside = [self.inputs.get(f"data/{kind}/{which}.csv", "") for kind in ("numbers", "paragraphs")]
            return digest_of([rows_of(study), *beside]), list(study.reports)
        return self._digest_of("data/"), list(self._study.reports)

    @cached_property
    def _study(self) -> Study:
        return load(self._layout.data)


def rows_of(study: Study) -> dict[str, Any]:
    """All that the study's table says: small tables as plain rows, large ones as a digest of theirs."""
    return {
        "reports": [asdict(each) for each in study.reports.values()],
        "aside": [[name, *aside] for name, aside in study.aside.items()],
        "figures": study.figures.digest,
        "corrections": [asdict(each) for each in study.corrections],
        "statements": study.statements.digest,
        "verdicts": study.verdict_rows.digest,
        "replies": [asdict(each) for said in study.replies.values() for each in said],
        "deadlines": [[*measure_and_report, day] for measure_and_report, day in study.deadlines.items()],
    }


def scope_of(notebook: NotebookNode) -> str:
    """The parameter by which the notebook narrows the table that it loads; else `everything`.

    >>> from analysis.pages.notebook import code_cell, new_notebook
    >>> cells = ['place = "VN"', "from analysis import load", "seen = load().select(place=place)"]
    >>> scope_of(new_notebook([code_cell(cell, [], {}) for cell in cells], {}))
    'place'
    >>> scope_of(new_notebook([code_cell(cell, [], {}) for cell in [*cells, "load().figures"]], {}))
    'everything'
    """
    try:
        tree = ast.parse("\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code"))
    except SyntaxError:
        return EVERYTHING
    if not all(_brings_nothing_in(node) for node in ast.walk(tree)):
        return EVERYTHING
    loads = sum(isinstance(node, ast.Name) and node.id == "load" for node in ast.walk(tree))
    scopes = [scope for node in ast.walk(tree) for scope in _narrowed_by(node)]
    if loads != len(scopes) or len(set(scopes)) != 1 or _times_set(tree, scopes[0]) != 1:
        return EVERYTHING
    return scopes[0]


def _brings_nothing_in(node: ast.AST) -> bool:
    """Whether it is no import but of what `analysis` itself offers, under its own name, or of pandas.

    Of pandas what reads files is left out.
    """
    if isinstance(node, ast.ImportFrom):
        return node.module == "analysis" and all(name.asname is None for name in node.names)
    if isinstance(node, ast.Import):
        return [(name.name, name.asname) for name in node.names] == [("pandas", "pd")]
    return not (isinstance(node, ast.Attribute) and (node.attr.startswith("read_") or node.attr == "io"))


def _narrowed_by(node: ast.AST) -> Iterator[str]:
    """The parameter that narrows, for a call which loads the table and narrows it at once."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _loads(node.func.value)):
        return
    if node.func.attr == "select":
        asked = (word.value for word in node.keywords if word.arg == PLACE)
        yield from (each.id for each in asked if isinstance(each, ast.Name))
    elif node.func.attr == "around":
        yield from (each.id for each in node.args[:1] if isinstance(each, ast.Name))


def _loads(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "load"
        and not node.args
    )


def _times_set(tree: ast.AST, name: str) -> int:
    stored = (
        node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )
    return sum(node.id == name for node in stored)


def _texts(reports: Sequence[str]) -> str:
    """One hash over the texts from which the page takes sentences."""
    paths = {report: texts_folder() / f"{report}.txt" for report in reports}
    return digest_of({report: sha256_of(path) if path.is_file() else "" for report, path in paths.items()})
