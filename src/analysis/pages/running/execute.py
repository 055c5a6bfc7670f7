"""Pages executed: a clean copy of a notebook and its parameters in, an executed notebook out.

The same inputs give the same bytes: what differs between two runs (timings, ids, paths, order of
streams) is taken off the notebook. What is left says what it was made of, and is sealed.
"""

from __future__ import annotations

import copy
import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode

from analysis.files import write_text
from analysis.pages.inputs import digest_of, inputs
from analysis.pages.layout import METADATA, Layout
from analysis.pages.notebook import node, sealed, template_of
from analysis.pages.page import Page
from analysis.pages.running import kernels
from analysis.pages.running.kernels import KERNEL_NAME, LIMITS, Limits

if TYPE_CHECKING:
    from analysis.pages.running.keys import Key

DONE, UNSURE = "done", "made while its inputs changed"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Outcome:
    """How one page ended; `problem` is empty when it is done."""

    page: Page
    seconds: float
    problem: str = ""
    traceback: str = ""
    sure: bool = True

    @property
    def word(self) -> str:
        """The outcome in a word or two."""
        return "failed" if self.problem else DONE if self.sure else UNSURE


def begin() -> None:
    """Let this process execute pages (again), and remove what one that was killed left."""
    kernels.begin()
    # While the preloaded process imports; and before the threads, which would import papermill all at once.
    import analysis.pages.running.engine  # noqa: F401
    from analysis.pages.running import provisioner

    provisioner.sweep()


@dataclass(frozen=True)
class Work:
    """A page to execute: all that whoever executes it needs.

    `made_of` is the digest of the inputs that the key was made from.
    """

    page: Page
    layout: Layout
    key: Key
    made_of: str


@dataclass(frozen=True)
class Made:
    """An executed page before it is written: how it ended, and its notebook."""

    outcome: Outcome
    text: str


def execute_page(work: Work) -> Made:
    """Execute one page. Nothing is written: who asked for it keeps it.

    A page during which the inputs changed carries no key: it may show some of both.
    """
    start = time.monotonic()
    page, layout = work.page, work.layout
    template = template_of(layout.notebooks / f"{page.notebook}.ipynb")
    notebook, problem, traceback = perform(template, page.parameters, layout.notebooks)
    sure = digest_of(inputs(layout)) == work.made_of
    return _made(work, notebook, Outcome(page, time.monotonic() - start, problem, traceback, sure))


def left_page(work: Work, problem: str) -> Made:
    """The page of which nothing was executed, with the reason."""
    template = template_of(work.layout.notebooks / f"{work.page.notebook}.ipynb")
    return _made(work, template, Outcome(work.page, 0.0, problem))


def _made(work: Work, notebook: NotebookNode, outcome: Outcome) -> Made:
    page, key = work.page, work.key
    made: dict[str, Any] = {"page": page.name, "notebook": page.notebook, "parameters": dict(page.parameters)}
    if outcome.problem:
        made["failed"] = outcome.problem
    elif outcome.sure:
        made |= {"key": key.digest, "made_of": dict(key.parts)}
    return Made(outcome, sealed(settled(notebook, made)))


def keep(made: Made, layout: Layout) -> Outcome:
    """Put the page's notebook, done or failed, at its name in one step."""
    outcome = made.outcome
    target = layout.pages / f"{outcome.page.name}.ipynb"
    write_text(target, made.text)
    trace = target.with_suffix(".failed")
    if outcome.problem:
        write_text(trace, f"{outcome.problem}\n\n{outcome.traceback}\n")
    else:
        trace.unlink(missing_ok=True)
    return outcome


def perform(
    template: NotebookNode, parameters: Mapping[str, Any], folder: Path, limits: Limits = LIMITS
) -> tuple[NotebookNode, str, str]:
    """The notebook executed by papermill in `folder`, what went wrong in one line, and the traceback.

    A page of a run that was stopped did not go wrong: it raises, and nothing is written for it.
    """
    import papermill
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillExecutionError

    from analysis.pages.running.engine import Execution, StudyEngine

    papermill_engines.register("study", StudyEngine)
    for name in ("papermill", "traitlets"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    execution = Execution(limits)
    problem, traceback = "", ""
    try:
        papermill.execute_notebook(
            copy.deepcopy(template), None, dict(parameters), engine_name="study", kernel_name=KERNEL_NAME,
            progress_bar=False, execution=execution, folder=str(folder),
        )  # fmt: skip
    except PapermillExecutionError as error:
        problem = _one_line(execution.problem(error))
        traceback = _COLOUR.sub("", "\n".join(error.traceback))
    except Exception as error:  # a kernel that died, did not start, or took too long
        if kernels.stopped():
            raise
        if execution.kernel and execution.kernel.lost:  # not the page's fault, and not twice
            return perform(template, parameters, folder, limits)
        problem = _one_line(execution.problem(error))
    return execution.notebook or template, problem, traceback


def settled(notebook: NotebookNode, made: Mapping[str, Any]) -> NotebookNode:
    """The executed notebook without what differs between two runs of the same inputs."""
    notebook.cells = [
        cell for cell in notebook.cells if "papermill-error-cell-tag" not in cell.metadata.get("tags", [])
    ]
    for cell in notebook.cells:
        _settle_cell(cell)
    language = notebook.metadata.get("language_info", {})
    notebook.metadata = node(
        {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {name: value for name, value in language.items() if name != "version"},
            METADATA: made,
        }
    )
    return notebook


def _settle_cell(cell: NotebookNode) -> None:
    tags = cell.metadata.pop("tags", [])
    for noise in ("papermill", "execution"):
        cell.metadata.pop(noise, None)
    if tags:
        cell.metadata["tags"] = tags
    if "injected-parameters" in tags:
        cell.id = "injected-parameters"
    for output in cell.get("outputs", []):
        output.pop("transient", None)
        if output.output_type == "error":
            output.traceback = [f"{output.ename}: {output.evalue}"]


def _one_line(text: str) -> str:
    return " ".join(_COLOUR.sub("", text).split())[:300]
