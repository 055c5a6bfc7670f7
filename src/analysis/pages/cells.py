"""The cells of an executed notebook, read as the JSON that its file is.

nbformat would check each against its schema, and takes seconds to import where JupyterLab stands beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.errors import StudyError
from analysis.files import read_text, shown

Cell = Mapping[str, Any]


def read_executed(path: Path) -> tuple[list[Cell], Mapping[str, Any]]:
    """The notebook's cells, the lines of each text joined, and its metadata.

    Raises:
        StudyError: the file is not a notebook.
    """
    try:
        notebook = json.loads(read_text(path))
        return [_cell(each) for each in notebook["cells"]], notebook.get("metadata", {})
    except (ValueError, KeyError, TypeError, AttributeError):
        raise StudyError("is not a notebook", file=shown(path)) from None


def _cell(cell: dict[str, Any]) -> Cell:
    outputs = [_output(each) for each in cell.get("outputs", [])]
    return {**cell, "source": _joined(cell["source"]), "outputs": outputs}


def _output(output: dict[str, Any]) -> dict[str, Any]:
    data = {kind: each if "json" in kind else _joined(each) for kind, each in output.get("data", {}).items()}
    return {**output, "data": data, "text": _joined(output.get("text", ""))}


def _joined(text: Any) -> str:
    return text if isinstance(text, str) else "".join(text)
