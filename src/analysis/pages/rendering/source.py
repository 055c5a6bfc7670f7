"""An executed notebook made into the notebook that Sphinx renders as a page.

Findings become text with real headings; each shows on request how its numbers were computed; a
figure's id links to the page of its report; code is folded away; nothing that could run is left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from analysis.pages.answers import answer_of, plain
from analysis.pages.notebook import METADATA, code_cell, display, new_notebook, read_notebook, text_cell
from analysis.pages.rendering.sanitise import safe_html, safe_svg
from analysis.pages.rendering.whole import figure_files, file_link, first_of, whole_tables, with_file
from analysis.pages.results import whole_results
from analysis.showing.tables import NOTEBOOK_ONLY, WHOLE_MIME
from analysis.table.marks import Check, mark, worst
from analysis.table.results import RESULTS_MIME
from analysis.table.verdicts import OFF
from analysis.wording import PAGE_ROWS, anchor, more_rows, safe

_FIGURE = re.compile(r'<code class="figure"(?: title="[^"]*")?>([a-z0-9-]+:s?\d+(?:\.\d+)?)</code>')
_INTO_DATA = re.compile(r'<a href="[^"]*">(<code class="figure"[^>]*>[^<]*</code>)</a>')
"""An id as a notebook shows it: a link to the table in which it stands."""
_LINK = re.compile(r"\[(?P<words>[^\]]*)\]\((?P<name>[\w-]+)\.(?:ipynb|html)(?P<anchor>#[\w.-]*)?\)")
_TITLE = re.compile(r"\A\s*#\s+(.+?)\s*$", re.MULTILINE)
_CODE_SWITCH = (
    '<label class="study-code"><input type="checkbox" autocomplete="off"/> Show the code on this page</label>'
)
"""What shows and hides a page's code, by the style sheet alone."""

_WITHOUT_CODE: Mapping[str, Any] = {"tags": ["remove-input"]}
_PICTURES: Mapping[str, Callable[[str], str]] = {"image/svg+xml": safe_svg, "image/png": str}
"""The kinds of pictures that a page shows, and what makes each harmless."""
_REPORT_PAGE = "07-one-report"
_COUNTS_OF_STATEMENTS = frozenset({"figures", "claims", "pairs", "reports"})
"""Units of results that count what was stated; whether it holds does not change how much it is."""


@dataclass(frozen=True)
class Made:
    """One executed page as the site shows it."""

    name: str
    notebook: str
    parameters: Mapping[str, Any]
    failed: str
    cells: tuple[NotebookNode, ...]

    @property
    def question(self) -> str:
        """The notebook's own title."""
        for cell in self.cells:
            found = _TITLE.search(cell.source) if cell.cell_type == "markdown" else None
            if found:
                return plain(found[1])
        return self.name

    @property
    def bottom_line(self) -> str:
        """The first paragraph of the page's first finding, without its markup; empty without one."""
        return answer_of(self.cells)

    @property
    def findings(self) -> Iterator[Mapping[str, Any]]:
        """What each finding on the page shows, by kind."""
        yield from (data for data in self.recorded if "text/markdown" in data)

    @property
    def recorded(self) -> Iterator[Mapping[str, Any]]:
        """What carries results on the page, by kind."""
        for cell in self.cells:
            for output in cell.get("outputs", []):
                if RESULTS_MIME in output.get("data", {}):
                    yield output.data

    @cached_property
    def tables(self) -> Mapping[str, str]:
        """The files of tables of which the page shows the first rows: names by content."""
        return whole_tables(self.name, self.cells)


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
        page = f"{_REPORT_PAGE}-{figure_id.partition(':')[0]}"
        return f"{page}.html#{anchor(figure_id)}" if page in self.names else ""

    def page_named(self, name: str) -> str:
        """The page that a link to a page or notebook of this name means; empty when there is none."""
        if name in self.names:
            return name
        return next((page.name for page in self.made if page.notebook == name), "")


def theme_of(notebook: str) -> str:
    """The theme that a notebook's name carries.

    >>> theme_of("07-one-report")
    'One report'
    """
    words = notebook.lstrip("0123456789").strip("-").replace("-", " ")
    return words[:1].upper() + words[1:]


def read_made(path: Path) -> Made:
    """The executed page of a file of build/pages."""
    notebook = read_notebook(path)
    about = notebook.metadata.get(METADATA, {})
    return Made(
        about.get("page", path.stem), about.get("notebook", path.stem), dict(about.get("parameters", {})),
        about.get("failed", ""), tuple(notebook.cells),
    )  # fmt: skip


def source_of(page: Made, pages: Pages) -> NotebookNode:
    """The notebook that Sphinx renders for the page."""
    cells = _merged(_said_once(cell for original in page.cells for cell in _cells(original, page, pages)))
    opening = next((place for place, cell in enumerate(cells) if _TITLE.search(cell.source)), None)
    title = f"# {safe(pages.title_of(page))}"
    if opening is None:
        cells.insert(0, text_cell(title))
        opening = 0
    else:
        cells[opening].source = _TITLE.sub(lambda found: title, cells[opening].source, count=1)
    if any(cell.cell_type == "code" and cell.source.strip() for cell in cells):
        cells.insert(opening + 1, _html_cell(_CODE_SWITCH))
    if page.failed:
        cells.insert(opening + 1, _html_cell(_banner(page.failed)))
    language = {"language_info": {"name": "python", "pygments_lexer": "ipython3"}}
    return new_notebook(cells, language)


def files_beside(page: Made, pages: Pages) -> Iterator[tuple[str, str]]:
    """The files in which stands whole what the page shows the beginning of: name and content."""
    yield from ((name, text) for text, name in page.tables.items())
    for data in page.recorded:
        yield from figure_files(whole_results(data), pages.address_of)


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


def _said_once(cells: Iterable[NotebookNode]) -> list[NotebookNode]:
    """The cells without words that stand on the page already, such as why nothing can be said."""
    said: set[str] = set()
    kept = []
    for cell in cells:
        if cell.cell_type != "markdown" or cell.source not in said:
            kept.append(cell)
        said.add(cell.source)
    return kept


def _merged(cells: list[NotebookNode]) -> list[NotebookNode]:
    """The cells; code that shows nothing is folded together with the code after it."""
    merged: list[NotebookNode] = []
    for cell in cells:
        before = merged[-1] if merged else None
        if cell.cell_type == "code" and before and before.cell_type == "code" and not before.outputs:
            cell.source = f"{before.source}\n\n{cell.source}"
            merged.pop()
        merged.append(cell)
    return merged


def _cells(cell: NotebookNode, page: Made, pages: Pages) -> Iterator[NotebookNode]:
    if cell.cell_type == "markdown":
        yield text_cell(_relinked(cell.source, pages))
    if cell.cell_type != "code":
        return
    source, results = cell.source, []
    for output in cell.outputs:
        if output.get("metadata", {}).get(NOTEBOOK_ONLY):
            continue
        if RESULTS_MIME in output.get("data", {}):
            results += whole_results(output.data)
        if _is_finding(output):
            yield text_cell(_relinked(output.data["text/markdown"], pages))
        else:
            for shown in _harmless(output, page, pages):
                # One picture a cell, for its words stand with the cell. The code goes before the first.
                yield code_cell(source or "0", [shown], _about(shown, source))
                source = ""
    if source.strip() or results:
        numbers = _numbers(results, pages)
        yield code_cell(source or "0", numbers, {} if source.strip() else dict(_WITHOUT_CODE))


def _about(shown: NotebookNode, source: str) -> dict[str, Any]:
    """What the cell of an output says besides: the words of its picture, and that it has no code."""
    alt = next((about["alt"] for about in shown.get("metadata", {}).values() if "alt" in about), "")
    words = {"mystnb": {"image": {"alt": alt}}} if alt else {}
    return words if source.strip() else {**words, **_WITHOUT_CODE}


def _harmless(output: NotebookNode, page: Made, pages: Pages) -> list[NotebookNode]:
    """The output as the page may show it: one picture, one sanitised table, or plain text."""
    if output.output_type == "stream":
        return [output] if output.name == "stdout" else []
    if output.output_type == "error":
        return [display({"text/plain": f"{output.ename}: {output.evalue}"})]
    data = output.data
    for kind, clean in _PICTURES.items():
        if kind in data:
            alt = output.get("metadata", {}).get(kind, {}).get("alt") or data.get("text/plain", "")
            return [display({kind: clean(data[kind])}, {kind: {"alt": alt}})]
    if "text/html" in data:
        html = _linked(safe_html(data["text/html"]), pages)
        file = page.tables.get(data.get(WHOLE_MIME, ""))
        return [_html(with_file(html, file) if file else html)]
    text = data.get("text/markdown") or data.get("text/plain") or ""
    return [display({"text/plain": text})] if text else []


def _numbers(results: Sequence[Mapping[str, Any]], pages: Pages) -> list[NotebookNode]:
    """The finding's results as a folded table, each with its formula and figures."""
    if not results:
        return []
    rows = "".join(_number_row(result, pages) for result in results[:PAGE_ROWS])
    more = more_rows(len(results) - PAGE_ROWS, file_link("results.csv"), "number")
    counted = "number was" if len(results) == 1 else f"{len(results)} numbers were"
    doubted = sum(1 for each in results if (check := _check_of(each, pages)) and check.verdict == OFF)
    return [
        _html(
            f'<details class="numbers"><summary>How the {counted} computed{_warning(doubted)}</summary>'
            "<table><thead><tr><th>Result</th><th>Value</th><th>Unit</th><th>Formula</th><th>Figures</th>"
            "<th>Worst check of its figures</th><th>Note</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>{more}</details>"
        )
    ]


def _warning(doubted: int) -> str:
    """A mark for results that rest on a figure that is off; nothing when there are none."""
    if not doubted:
        return ""
    rest = "1 rests" if doubted == 1 else f"{doubted} rest"
    return f" {mark(f'✗ {rest} on a figure that is off', OFF).markup}"


def _check_of(result: Mapping[str, Any], pages: Pages) -> Check | None:
    """The worst check of the figures behind the result."""
    if result.get("unit") in _COUNTS_OF_STATEMENTS:
        return None
    ids = result.get("figure_ids", [])
    return worst(pages.checks[each] for each in ids if each in pages.checks)


def _number_row(result: Mapping[str, Any], pages: Pages) -> str:
    ids = result.get("figure_ids", [])
    figures = first_of([figure_link(each, pages) for each in ids[:PAGE_ROWS]], ids)
    check = _check_of(result, pages)
    keys = ("result_id", "value", "unit", "formula", "note")
    name, value, unit, formula, note = (escape(str(result.get(key, ""))) for key in keys)
    return (
        f'<tr id="result-{name}"><td><code>{name}</code></td><td class="number">{value}</td><td>{unit}</td>'
        f"<td><code>{formula}</code></td><td>{figures}</td>"
        f"<td>{check.mark.markup if check else ''}</td><td>{note}</td></tr>"
    )


def _linked(html: str, pages: Pages) -> str:
    return _FIGURE.sub(lambda found: figure_link(found[1], pages), _INTO_DATA.sub(r"\1", html))


def _relinked(markdown: str, pages: Pages) -> str:
    """Links to notebooks made links to their pages; where there is no such page, words only."""

    def replace(found: re.Match[str]) -> str:
        target = pages.page_named(found["name"])
        return f"[{found['words']}]({target}.ipynb)" if target else found["words"]

    return _LINK.sub(replace, markdown)


def _banner(problem: str) -> str:
    return (
        '<div class="study-banner" role="alert"><strong>This page failed.</strong> It stops where the '
        f"failure happened, and what it shows may be incomplete: <code>{escape(problem)}</code></div>"
    )


def _is_finding(output: NotebookNode) -> bool:
    data = output.get("data", {})
    return RESULTS_MIME in data and "text/markdown" in data


def _html(html: str) -> NotebookNode:
    boxed = f'<div class="table-box" tabindex="0">{html}</div>' if "<table" in html else html
    return display({"text/html": boxed})


def _html_cell(html: str) -> NotebookNode:
    return code_cell("0", [display({"text/html": html})], dict(_WITHOUT_CODE))
