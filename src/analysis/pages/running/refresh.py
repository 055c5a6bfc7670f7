"""The committed notebooks' own outputs: renewed in place, and whether they are fresh.

`python -m analysis.pages.running.refresh` executes every notebook with the parameters it stands with.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from nbformat import NotebookNode

from analysis.console import say
from analysis.errors import StudyError
from analysis.files import read_text, write_text
from analysis.pages.inputs import common_inputs
from analysis.pages.layout import HERE, METADATA, Layout
from analysis.pages.notebook import template_of, text_of
from analysis.pages.running.execute import begin, perform, settled

_WITHOUT_EFFECT = (
    "requirements.lock", "src/analysis/pages/", "src/analysis/cli.py", "src/analysis/inbox.py",
    "src/analysis/checking.py", "src/analysis/tracing.py",
)  # fmt: skip


def freshness(notebook: Path, layout: Layout) -> str:
    """One SHA-256 over all that the notebook's outputs follow from: tables, package, own sources.

    The lock is left out, so that renewing it does not touch notebooks whose outputs stay the same;
    nbval still compares them. So is what happens to a notebook once it is executed.
    """
    inputs = {
        name: digest for name, digest in common_inputs(layout).items() if not name.startswith(_WITHOUT_EFFECT)
    }
    cells = json.loads(read_text(notebook))["cells"]
    sources = [[cell["cell_type"], "".join(cell["source"])] for cell in cells]
    content = json.dumps([inputs, sources], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8")).hexdigest()


def stale(layout: Layout) -> list[str]:
    """The committed notebooks whose outputs are older than the tables, the package or themselves."""
    return [
        path.name
        for path in sorted(layout.notebooks.glob("*.ipynb"))
        if _recorded(path) != freshness(path, layout)
    ]


def refresh(notebook: Path, layout: Layout) -> str:
    """Renew the outputs of one notebook in place, or leave it as it was and return the problem."""
    try:
        executed, problem, traceback = perform(template_of(notebook), {}, layout.notebooks)
    except StudyError as error:
        return str(error)
    if problem:
        return f"{problem}\n{traceback}".strip()
    made = {"inputs": freshness(notebook, layout)}
    write_text(notebook, text_of(settled(_counted(executed), made)))
    return ""


def main(layout: Layout = HERE, arguments: Sequence[str] = ()) -> int:
    """Refresh the named notebooks, or all; 1 when one failed."""
    begin()
    names = {Path(name).name.removesuffix(".ipynb") for name in arguments}
    paths = [each for each in sorted(layout.notebooks.glob("*.ipynb")) if not names or each.stem in names]
    with ThreadPoolExecutor(2) as pool:
        problems = list(pool.map(lambda path: refresh(path, layout), paths))
    for path, problem in zip(paths, problems, strict=True):
        say(f"{path.name}: {problem or 'refreshed'}", aside=bool(problem))
    return 1 if any(problems) else 0


def _recorded(notebook: Path) -> str:
    metadata = json.loads(read_text(notebook)).get("metadata", {})
    return str(metadata.get(METADATA, {}).get("inputs", ""))


def _counted(notebook: NotebookNode) -> NotebookNode:
    """The notebook with its code cells counted from 1, whether or not one is empty."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for count, cell in enumerate(code, start=1):
        cell.execution_count = count
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = count
    return notebook


if __name__ == "__main__":
    sys.exit(main(arguments=sys.argv[1:]))
