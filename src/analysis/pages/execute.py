"""Pages executed: a clean copy of a notebook and its parameters in, an executed notebook out.

The same inputs give the same bytes: what differs between two runs (timings, ids, paths, order of
streams) is taken off the notebook and, where it is evidence, kept in build/run.json.
"""

from __future__ import annotations

import copy
import fcntl
import json
import logging
import platform
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from analysis.errors import StudyError
from analysis.files import sha256_of, shown, write_text
from analysis.pages.kernels import KERNEL_NAME, LIMITS, Limits, stopped
from analysis.pages.layout import Layout
from analysis.pages.notebook import METADATA, node, read_notebook, text_of
from analysis.pages.runs import Page

_VERSIONS_OF = ("two-tier-study", "papermill", "nbclient", "ipykernel", "pandas", "matplotlib", "seaborn")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Outcome:
    """How one page ended; `problem` is empty when it is done."""

    page: Page
    seconds: float
    problem: str = ""
    traceback: str = ""


Execute = Callable[[Page, Layout], Outcome]
Tell = Callable[[Outcome, int, int], None]


def run(
    pages: Sequence[Page],
    layout: Layout,
    jobs: int = 1,
    *,
    execute: Execute | None = None,
    tell: Tell = lambda outcome, done, total: None,
) -> list[Outcome]:
    """Execute the pages, `jobs` at a time, and record how each ended; a failed one stops no other.

    Raises:
        StudyError: another run is under way in the same folder.
    """
    from analysis.pages import kernels  # before the threads, which would import papermill all at once

    kernels.begin()
    outcomes: list[Outcome] = []
    with _alone(layout), ThreadPoolExecutor(max(1, jobs)) as pool:
        started = [pool.submit(execute or execute_page, page, layout) for page in pages]
        try:
            for future in as_completed(started):
                outcomes.append(future.result())
                record(outcomes[-1], layout)
                tell(outcomes[-1], len(outcomes), len(pages))
        except BaseException:
            for future in started:
                future.cancel()
            kernels.stop()
            raise
    order = {page.name: place for place, page in enumerate(pages)}
    return sorted(outcomes, key=lambda outcome: order[outcome.page.name])


def execute_page(page: Page, layout: Layout) -> Outcome:
    """Execute one page and put its notebook, done or failed, at its name in one step."""
    start = time.monotonic()
    template = template_of(layout.notebooks / f"{page.notebook}.ipynb")
    notebook, problem, traceback = perform(template, page.parameters, layout.notebooks)
    made = {"page": page.name, "notebook": page.notebook, "parameters": dict(page.parameters)}
    if problem:
        made["failed"] = problem
    target = layout.pages / f"{page.name}.ipynb"
    write_text(target, text_of(settled(notebook, made)))
    trace = target.with_suffix(".failed")
    if problem:
        write_text(trace, f"{problem}\n\n{traceback}\n")
    else:
        trace.unlink(missing_ok=True)
    return Outcome(page, time.monotonic() - start, problem, traceback)


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


def perform(
    template: NotebookNode, parameters: Mapping[str, Any], folder: Path, limits: Limits = LIMITS
) -> tuple[NotebookNode, str, str]:
    """The notebook executed by papermill in `folder`, what went wrong in one line, and the traceback.

    A page of a run that was stopped did not go wrong: it raises, and nothing is written for it.
    """
    import papermill
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillExecutionError

    from analysis.pages.engine import Execution, StudyEngine

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
        if stopped():
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


def inputs_of(page: Page, layout: Layout) -> dict[str, str]:
    """The SHA-256 of every file that the page is made of, by its name in the repository."""
    return {**common_inputs(layout), **_hashes(layout, [layout.notebooks / f"{page.notebook}.ipynb"])}


def common_inputs(layout: Layout) -> dict[str, str]:
    """The SHA-256 of every file that all pages are made of: tables, package, lock."""
    tables = [path for kind in ("*.csv", "*.yml") for path in layout.data.rglob(kind)]
    package = [path for kind in ("*.py", "*.yml") for path in (layout.root / "src" / "analysis").rglob(kind)]
    lock = [path for path in [layout.root / "requirements.lock"] if path.is_file()]
    return _hashes(layout, [*tables, *package, *lock])


def record(outcome: Outcome, layout: Layout) -> None:
    """Put the outcome into build/run.json, beside those of pages that did not run this time."""
    kept = read_record(layout).get("pages", {})
    common = common_inputs(layout)
    own = {name: digest for name, digest in inputs_of(outcome.page, layout).items() if name not in common}
    kept[outcome.page.name] = {
        "notebook": outcome.page.notebook,
        "parameters": dict(outcome.page.parameters),
        "inputs": own,
        "outcome": "failed" if outcome.problem else "done",
        "problem": outcome.problem,
        "seconds": round(outcome.seconds, 2),
    }
    content = {"versions": versions(), "inputs": common, "pages": dict(sorted(kept.items()))}
    write_text(layout.record, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def read_record(layout: Layout) -> dict[str, Any]:
    """The record of the last run; empty when there is none."""
    try:
        content = json.loads(layout.record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def versions() -> dict[str, str]:
    """The versions that a page's bytes depend on."""
    found = {"python": platform.python_version()}
    for name in _VERSIONS_OF:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def forget_others(pages: Sequence[Page], layout: Layout) -> None:
    """Remove the executed pages that are none of these: a full run leaves what runs.yml lists."""
    names = {page.name for page in pages}
    for path in [*layout.pages.glob("*.ipynb"), *layout.pages.glob("*.failed")]:
        if path.stem not in names:
            path.unlink()
    content = read_record(layout)
    if content:
        content["pages"] = {name: page for name, page in content["pages"].items() if name in names}
        write_text(layout.record, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


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


def _hashes(layout: Layout, paths: Sequence[Path]) -> dict[str, str]:
    return {layout.relative(path): sha256_of(path) for path in sorted(paths)}


@contextmanager
def _alone(layout: Layout) -> Iterator[None]:
    layout.build.mkdir(parents=True, exist_ok=True)
    with (layout.build / ".run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StudyError(
                "another run is under way", file=shown(layout.build), way_out="wait until it has ended"
            ) from None
        yield
