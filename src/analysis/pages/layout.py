"""Where the parts of a study stand, so that a test can lay one out in a folder of its own."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from analysis.files import ROOT

METADATA = "two_tier_study"
"""The key under which a notebook's metadata say what made it."""


class Layout(NamedTuple):
    """A study's folders: its root, and where under it things are made.

    >>> Layout(Path("/study")).pages.as_posix()
    '/study/build/pages'
    """

    root: Path = ROOT
    made: str = "build"

    @property
    def data(self) -> Path:
        """The tables."""
        return self.root / "data"

    @property
    def notebooks(self) -> Path:
        """The committed notebooks and runs.yml."""
        return self.root / "notebooks"

    @property
    def runs(self) -> Path:
        """Which notebook with which parameters makes which page."""
        return self.notebooks / "runs.yml"

    @property
    def build(self) -> Path:
        """Everything made."""
        return self.root / self.made

    @property
    def pages(self) -> Path:
        """The executed notebooks."""
        return self.build / "pages"

    @property
    def results(self) -> Path:
        """The derived numbers, collected from the executed notebooks."""
        return self.build / "results.csv"

    @property
    def answers(self) -> Path:
        """The bottom line of each page, collected with them."""
        return self.build / "answers.csv"

    @property
    def figure_sets(self) -> Path:
        """The figures behind results that have many."""
        return self.build / "figure_sets.parquet"

    @property
    def verdicts(self) -> Path:
        """What `study check` found of each claim; pages with sentences are no reason to check again."""
        return self.root / "build" / "verdicts.csv"

    @property
    def table(self) -> Path:
        """What was read, checked and judged of the data files."""
        return self.root / "build" / "table"

    @property
    def record(self) -> Path:
        """What the last run was made of and how it ended."""
        return self.build / "run.json"

    @property
    def lock(self) -> Path:
        """Held by whoever writes tables of `data`."""
        return self.root / "build" / ".data.lock"

    @property
    def inbox_lock(self) -> Path:
        """Held by the call that empties the inbox; others may write tables while it reads."""
        return self.root / "build" / ".inbox.lock"

    def review_lock(self, report_id: str) -> Path:
        """Held by whoever has the report's page of review open."""
        return self.root / "build" / ".reviews" / f"{report_id}.lock"

    @property
    def run_lock(self) -> Path:
        """Held by the run that writes the pages."""
        return self.build / ".run.lock"

    @property
    def site_lock(self) -> Path:
        """Held by the call that renders the pages."""
        return self.build / ".site.lock"

    @property
    def site(self) -> Path:
        """The rendered pages."""
        return self.build / "site"

    @property
    def site_record(self) -> Path:
        """What the rendered pages were made of."""
        return self.build / "site.json"

    def private(self) -> Layout:
        """The same study, made in a folder that may hold sentences and is never published."""
        return Layout(self.root, f"{self.made}/private")

    def relative(self, path: Path) -> str:
        """The path as the study's own files name it: from the root, with forward slashes."""
        return path.relative_to(self.root).as_posix()


HERE = Layout()
