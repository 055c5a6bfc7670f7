"""Notebooks as documents: read, their cells and outputs made, written as text."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import nbformat
from nbformat import NotebookNode, v4

from analysis.errors import StudyError
from analysis.files import read_text, shown
from analysis.pages.layout import METADATA

_WITH_IDS = 5
_SEAL = '"sha256": "'
_NO_SEAL = f'{_SEAL}"'


def read_notebook(path: Path) -> NotebookNode:
    """The notebook of a file; cells of older notebooks get ids that follow from their place.

    Raises:
        StudyError: there is no such file, or it is not a notebook.
    """
    _reads: Any = nbformat.reads
    try:
        notebook = _reads(read_text(path), as_version=4)
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, KeyError, ValueError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise StudyError(f"is not a notebook ({reason:.80})", file=shown(path)) from None
    if notebook.nbformat_minor < _WITH_IDS:
        notebook.nbformat_minor = _WITH_IDS
        for place, cell in enumerate(notebook.cells):
            cell.id = f"cell-{place}"
    return cast(NotebookNode, notebook)


def template_of(path: Path) -> NotebookNode:
    """The notebook without anything an earlier execution left: outputs, counts, injected cells."""
    notebook = read_notebook(path)
    notebook.cells = [
        cell for cell in notebook.cells if "injected-parameters" not in cell.metadata.get("tags", [])
    ]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebook.metadata.pop("papermill", None)
    return notebook


def text_of(notebook: NotebookNode) -> str:
    """The notebook as its file's text."""
    _writes: Any = nbformat.writes
    return str(_writes(notebook)).rstrip("\n") + "\n"


def sealed(notebook: NotebookNode) -> str:
    """The notebook as its file's text, with the text's own SHA-256 among what made it.

    >>> text = sealed(new_notebook([], {METADATA: {"page": "a"}}))
    >>> is_whole(text), is_whole(text.replace('"a"', '"b"')), is_whole(text[:-3])
    (True, False, False)
    """
    notebook.metadata[METADATA]["sha256"] = ""
    before, empty, after = text_of(notebook).rpartition(_NO_SEAL)
    return f'{before}{_SEAL}{_digest(before + empty + after)}"{after}'


def is_whole(text: str) -> bool:
    """Whether the text is one that `sealed` made, to the last character."""
    before, seal, after = text.rpartition(_SEAL)
    digest, quote, rest = after.partition('"')
    return bool(seal and quote) and _digest(f"{before}{_NO_SEAL}{rest}") == digest


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def node(content: Mapping[str, Any]) -> NotebookNode:
    """The mapping as a part of a notebook."""
    _from_dict: Any = nbformat.from_dict
    return cast(NotebookNode, _from_dict(dict(content)))


def new_notebook(cells: Sequence[NotebookNode], metadata: Mapping[str, Any]) -> NotebookNode:
    """A notebook whose cells' ids follow from their place."""
    for count, cell in enumerate(cells):
        cell.id = f"cell-{count}"
    _new: Any = v4.new_notebook
    return cast(NotebookNode, _new(cells=list(cells), metadata=dict(metadata)))


def text_cell(markdown: str) -> NotebookNode:
    """A cell of Markdown."""
    _new: Any = v4.new_markdown_cell
    return cast(NotebookNode, _new(markdown))


def code_cell(source: str, outputs: Sequence[NotebookNode], metadata: Mapping[str, Any]) -> NotebookNode:
    """A cell of code with what it displayed."""
    _new: Any = v4.new_code_cell
    return cast(NotebookNode, _new(source, outputs=list(outputs), metadata=dict(metadata)))


def display(data: Mapping[str, Any], metadata: Mapping[str, Any] | None = None) -> NotebookNode:
    """Something displayed, by its kinds."""
    _new: Any = v4.new_output
    return cast(NotebookNode, _new("display_data", data=dict(data), metadata=dict(metadata or {})))
