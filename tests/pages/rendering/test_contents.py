"""The pages that the tables make, where a part of the tables is broken."""

from __future__ import annotations

from pathlib import Path

from analysis.files import write_text
from analysis.pages.layout import METADATA
from analysis.pages.notebook import new_notebook, text_cell, text_of
from analysis.pages.rendering.site import build_site
from analysis.pages.running.runs import read_pages
from studies import notebook, page, write_study


def test_a_report_whose_files_are_broken_is_left_out_and_the_site_is_made(tmp_path: Path) -> None:
    layout = write_study(tmp_path / "s", {"02-files": notebook(["# Q?"])})
    made = new_notebook([text_cell("# Q?")], {METADATA: {"page": "02-files", "notebook": "02-files"}})
    write_text(layout.pages / "02-files.ipynb", text_of(made))
    write_text(layout.data / "figures" / "first.csv", "no table\n")
    site = build_site(layout, read_pages(layout))
    assert "Left out because a table of theirs is broken: 1 report" in page(site, "reports")
