"""Small studies laid out in a folder of the tests: tables, notebooks of a few cells, runs.yml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis.files import write_text
from analysis.pages.layout import Layout
from analysis.pages.notebook import code_cell, new_notebook, text_cell, text_of
from analysis.pages.rendering.site import Site
from made import write_data

PLACE = 'place = "VN"  # VN or a code of places.csv\nreviewed_only = False\nreports = []'
MIME = "application/vnd.two-tier-study.results+json"

RUNS = """\
pages:
  - page: 02-files
    notebook: 02-files
    parameters: {place: VN}
  - page: 02-files-hanoi
    notebook: 02-files
    parameters: {place: VN-HN}
  - page: 09-other
    notebook: 09-other
"""

Cells = Sequence[str]


def shows(markdown: str, **values: str) -> str:
    """The code of a cell that displays a finding with these results, each behind one figure."""
    results = [
        {
            "result_id": name, "value": value, "unit": "files", "formula": "a - b",
            "figure_ids": ["first:10"], "note": "",
        }
        for name, value in values.items()
    ]  # fmt: skip
    bundle = {"text/markdown": markdown, "text/plain": markdown, MIME: results}
    return f"from IPython.display import display\ndisplay({bundle!r}, raw=True)"


def notebook(cells: Cells, parameters: str = PLACE) -> str:
    """A notebook's text: cells that start with # are text, the others code."""
    made = [text_cell(cell) if cell.startswith("#") else code_cell(cell, [], {}) for cell in cells]
    if parameters:
        made.insert(1, code_cell(parameters, [], {"tags": ["parameters"]}))
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return text_of(new_notebook(made, kernel))


def write_study(root: Path, notebooks: Mapping[str, str], runs: str = "") -> Layout:
    """Write a study with these notebooks; without `runs`, each makes one page of its name."""
    (root / "data").mkdir(parents=True)
    write_data(root / "data")
    write_text(root / "src" / "analysis" / "__init__.py", "")
    for name, text in notebooks.items():
        write_text(root / "notebooks" / f"{name}.ipynb", text)
    listed = "".join(f"  - page: {name}\n    notebook: {name}\n" for name in notebooks)
    write_text(root / "notebooks" / "runs.yml", runs or f"pages:\n{listed}")
    return Layout(root)


def files_and_other(root: Path) -> Layout:
    """Write the study of RUNS: a notebook with a place and one without, which can show sentences."""
    other = notebook(["# Other"], parameters="show_sentences = False")
    return write_study(root, {"02-files": notebook(["# Files"]), "09-other": other}, RUNS)


def page(site: Site, name: str) -> str:
    """A page of a site, as HTML."""
    return (site.first_page.parent / f"{name}.html").read_text(encoding="utf-8")
