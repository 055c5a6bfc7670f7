"""The executed pages, and what one must know to point at another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from analysis.files import stamp
from analysis.pages.answers import answer_of, plain
from analysis.pages.cells import Cell, read_executed
from analysis.pages.layout import METADATA
from analysis.pages.rendering.whole import whole_tables
from analysis.table.marks import Check
from analysis.table.results import RESULTS_MIME
from analysis.table.verdicts import OFF
from analysis.wording import anchor

_TITLE = re.compile(r"\A\s*#\s+(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Summary:
    """What lists of pages say of an executed page, for one whose cells are not read."""

    question: str
    bottom_line: str


@dataclass(frozen=True)
class Made:
    """One executed page as the site shows it; one that is as it was has a summary instead of cells."""

    name: str
    notebook: str
    parameters: Mapping[str, Any]
    failed: str
    cells: tuple[Cell, ...]
    stamp: str = ""
    summary: Summary | None = None

    @property
    def question(self) -> str:
        """The notebook's own title."""
        if self.summary:
            return self.summary.question
        for cell in self.cells:
            found = _TITLE.search(cell["source"]) if cell["cell_type"] == "markdown" else None
            if found:
                return plain(found[1])
        return self.name

    @property
    def bottom_line(self) -> str:
        """The first paragraph of the page's first finding, without its markup; empty without one."""
        return self.summary.bottom_line if self.summary else answer_of(self.cells)

    @property
    def recorded(self) -> Iterator[Mapping[str, Any]]:
        """What carries results on the page, by kind."""
        for cell in self.cells:
            for output in cell.get("outputs", []):
                if RESULTS_MIME in output.get("data", {}):
                    yield output["data"]

    @cached_property
    def tables(self) -> Mapping[str, str]:
        """The files of tables of which the page shows the first rows: names by content."""
        return whole_tables(self.name, self.cells)


@dataclass
class Asked:
    """What a page asked of others: the figures of which it shows marks and links, the pages it points at."""

    figures: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Pages:
    """All pages of a site, the names of places, and what became of the claims about each figure.

    That is what one page must know to point at another; `checks` holds the worst claim by figure_id,
    `titles` the titles of reports by report_id.
    """

    made: tuple[Made, ...]
    places: Mapping[str, str]
    checks: Mapping[str, Check] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def names(self) -> frozenset[str]:
        """The pages' names."""
        return frozenset(page.name for page in self.made)

    def subject_of(self, page: Made) -> str:
        """What tells the page from others of its notebook: a place, a report, another setting.

        >>> page = Made("p", "02-x", {"place": "VN-HN", "reviewed_only": True}, "", ())
        >>> Pages((page,), {"VN-HN": "Hanoi"}).subject_of(page)
        'Hanoi, reviewed only: yes'
        """
        words = []
        for name, value in page.parameters.items():
            if name == "place":
                words += [self.places.get(value, value)] if value != "VN" else []
            elif name in ("report_id", "reports"):
                words.append(", ".join(value) if isinstance(value, list) else value)
            elif value not in ("", False) and name != "show_sentences":
                words.append(f"{name.replace('_', ' ')}: {'yes' if value is True else value}")
        return ", ".join(word for word in words if word)

    def title_of(self, page: Made) -> str:
        """The question, and its subject where the notebook makes several pages; a report's own title."""
        if title := self._report_of(page):
            return f"{title}, figure by figure"
        subject = self.subject_of(page)
        return f"{page.question} ({subject})" if subject else page.question

    def name_of(self, page: Made) -> str:
        """The page in a few words that no other page has: its theme and subject, or its report.

        >>> pages = Pages((), {"VN-HN": "Hanoi"}, titles={"a": "One week"})
        >>> pages.name_of(Made("p", "02-procedures", {"place": "VN-HN"}, "", ()))
        'Procedures: Hanoi'
        >>> pages.name_of(Made("q", "07-one-report", {"report_id": "a"}, "", ()))
        'One week'
        """
        parts = (theme_of(page.notebook), self.subject_of(page))
        return self._report_of(page) or ": ".join(part for part in parts if part)

    def _report_of(self, page: Made) -> str:
        return self.titles.get(page.parameters.get("report_id", ""), "")

    def address_of(self, figure_id: str) -> str:
        """Where on the site the figure's row stands; empty where its report has no page.

        >>> page = Made("07-one-report-a", "07-one-report", {"report_id": "a"}, "", ())
        >>> Pages((page,), {}).address_of("a:12"), Pages((), {}).address_of("a:12")
        ('07-one-report-a.html#fig-a-12', '')
        """
        page = report_page(figure_id.partition(":")[0])
        return f"{page}.html#{anchor(figure_id)}" if page in self.names else ""

    def page_named(self, name: str) -> str:
        """The page that a link to a page or notebook of this name means; empty when there is none."""
        if name in self.names:
            return name
        return next((page.name for page in self.made if page.notebook == name), "")


def report_page(report_id: str) -> str:
    """The stem of the file of a report's page.

    >>> report_page("hanoi-fr")
    '07-one-report-hanoi-fr'
    """
    return f"07-one-report-{report_id}"


def theme_of(notebook: str) -> str:
    """The theme that a notebook's name carries.

    >>> theme_of("07-one-report")
    'One report'
    """
    words = notebook.lstrip("0123456789").strip("-").replace("-", " ")
    return words[:1].upper() + words[1:]


def read_made(path: Path) -> Made:
    """The executed page of a file of build/pages."""
    seen = stamp(path.stat())
    cells, metadata = read_executed(path)
    about = metadata.get(METADATA, {})
    return Made(
        about.get("page", path.stem), about.get("notebook", path.stem), dict(about.get("parameters", {})),
        about.get("failed", ""), tuple(cells), seen,
    )  # fmt: skip


def figure_link(figure_id: str, pages: Pages) -> str:
    """The figure's id, linked to its row on the page of its report where there is one.

    The link's title says what became of the claims about the figure; an off one shows it.
    """
    code = f'<code class="figure">{escape(figure_id)}</code>'
    address, check = pages.address_of(figure_id), pages.checks.get(figure_id)
    if not address:
        return code
    look = " figure-off" if check and check.verdict == OFF else ""
    title = f' title="{escape(f"{check.words}: {check.reason}")}"' if check else ""
    return f'<a class="figure{look}" href="{escape(address)}"{title}>{code}</a>'
