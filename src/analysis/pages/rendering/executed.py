"""An executed notebook as a page of the site.

Findings are text with headings; each shows on request how its numbers were computed; a figure's id links
to the page of its report; code is folded away; nothing that could run is left.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import Any

from analysis.pages.cells import Cell
from analysis.pages.rendering.document import Document, boxed
from analysis.pages.rendering.prose import Prose
from analysis.pages.rendering.sanitise import safe_html, safe_svg
from analysis.pages.rendering.source import Asked, Made, Pages, figure_link
from analysis.pages.rendering.taking.charts import data_of
from analysis.pages.rendering.taking.tables import IN_RESULTS, links
from analysis.pages.rendering.whole import figure_files, file_link, first_of, with_file
from analysis.pages.results import whole_results
from analysis.showing.tables import NOTEBOOK_ONLY, WHOLE_MIME
from analysis.table.marks import Check, mark, worst
from analysis.table.results import RESULTS_MIME
from analysis.table.verdicts import OFF
from analysis.wording import PAGE_ROWS, more_rows

_FIGURE = re.compile(r'<code class="figure"(?: title="[^"]*")?>([a-z0-9-]+:s?\d+(?:\.\d+)?)</code>')
_INTO_DATA = re.compile(r'<a href="[^"]*">(<code class="figure"[^>]*>[^<]*</code>)</a>')
"""An id as a notebook shows it: a link to the table in which it stands."""
_LINK = re.compile(r"\[(?P<words>[^\]]*)\]\((?P<name>[\w-]+)\.(?:ipynb|html)(?P<anchor>#[\w.-]*)?\)")
_TITLE = re.compile(r"\A\s*#\s+.+?\s*$", re.MULTILINE)
_CODE_SWITCH = (
    '<label class="study-code"><input type="checkbox" autocomplete="off"/> Show the code on this page</label>'
)
"""What shows and hides a page's code, by the style sheet alone."""
_COUNTS_OF_STATEMENTS = frozenset({"figures", "claims", "pairs", "reports"})
"""Units of results that count what was stated; whether it holds does not change how much it is."""
_PICTURES: Mapping[str, tuple[str, Callable[[str], str | bytes]]] = {
    "image/svg+xml": ("svg", safe_svg),
    "image/png": ("png", base64.b64decode),
}
"""The kinds of pictures that a page shows: how their files end, and what makes each harmless."""
_COLUMNS = ("Result", "Value", "Unit", "Formula", "Figures", "Worst check of its figures", "Note")

_CODE_COLOURS = ("xcode", "github-dark")

Bundle = Mapping[str, Any]


def document_of(page: Made, pages: Pages, asked: Asked | None = None) -> Document:
    """The page as it stands on the site, with the files that it links to and its pictures.

    What it needs to know of others is noted in `asked`.
    """
    writer = _Writer(page, pages, asked or Asked())
    body = "\n".join(writer.parts())
    switch = _CODE_SWITCH if 'class="cell_input"' in body else ""
    banner = _banner(page.failed) if page.failed else ""
    return Document(
        page.name, pages.title_of(page), f"{banner}{switch}{body}",
        room="reports" if "report_id" in page.parameters else "themes", lead=page.bottom_line,
        files={**writer.pictures, **dict(_files_beside(page, pages))},
    )  # fmt: skip


def _files_beside(page: Made, pages: Pages) -> Iterator[tuple[str, str]]:
    """The files in which stands whole what the page shows the beginning of: name and content."""
    yield from ((name, text) for text, name in page.tables.items())
    for data in page.recorded:
        yield from figure_files(whole_results(data), pages.address_of)


@dataclass
class _Writer:
    """The parts of one page in order, and the pictures that they show, by file."""

    page: Made
    pages: Pages
    asked: Asked
    prose: Prose = field(default_factory=Prose)
    pictures: dict[str, str | bytes] = field(default_factory=dict)
    charts: int = 0
    said: set[str] = field(default_factory=set)

    def parts(self) -> Iterator[str]:
        """HTML; code that shows nothing stands together with the code after it."""
        waiting, titled = "", False
        for cell in self.page.cells:
            if cell["cell_type"] == "markdown":
                source = cell["source"] if titled else _TITLE.sub("", cell["source"], count=1)
                titled = titled or source != cell["source"]
                yield _code(waiting) + self._words(source)
                waiting = ""
            elif cell["cell_type"] == "code":
                code = f"{waiting}\n\n{cell['source']}" if waiting else cell["source"]
                shown = list(self._outputs(cell, code))
                waiting = "" if shown else code
                yield from shown
        yield _code(waiting)

    def _words(self, markdown: str) -> str:
        """The Markdown as HTML; nothing where the page says the same already, such as what cannot be said."""
        if markdown in self.said:
            return ""
        self.said.add(markdown)
        self.asked.pages += [found["name"] for found in _LINK.finditer(markdown)]
        return self.prose.html(_relinked(markdown, self.pages))

    def _outputs(self, cell: Cell, code: str) -> Iterator[str]:
        """What the cell shows: findings as text, then the code before whatever else."""
        results: list[Bundle] = []
        for output in cell["outputs"]:
            if output.get("metadata", {}).get(NOTEBOOK_ONLY):
                continue
            data = output.get("data", {})
            results += whole_results(data) if RESULTS_MIME in data else []
            if RESULTS_MIME in data and "text/markdown" in data:
                yield self._words(data["text/markdown"])
            elif html := self._harmless(output):
                yield f'{_code(code)}<div class="cell_output">{html}</div>'
                code = ""
        self.asked.figures += [each for result in results for each in result["figure_ids"]]
        if results:
            yield _code(code) + _numbers(results, self.pages)

    def _harmless(self, output: Bundle) -> str:
        """The output as the page may show it: one picture, one sanitised table, or plain text."""
        if output["output_type"] == "stream":
            return f"<pre>{escape(output['text'])}</pre>" if output["name"] == "stdout" else ""
        if output["output_type"] == "error":
            return _plain(f"{output['ename']}: {output['evalue']}")
        data = output["data"]
        if picture := self._picture(output):
            return picture
        if "text/html" in data:
            html = safe_html(data["text/html"])
            self.asked.figures += _FIGURE.findall(html)
            html = _linked(html, self.pages)
            file = self.page.tables.get(data.get(WHOLE_MIME, ""))
            return boxed(with_file(html, file) if file else html)
        text = data.get("text/markdown") or data.get("text/plain") or ""
        return _plain(text)

    def _picture(self, output: Bundle) -> str:
        """The picture with its words, put beside the page; empty when there is none."""
        data = output["data"]
        kind = next((each for each in _PICTURES if each in data), "")
        if not kind:
            return ""
        ending, content_of = _PICTURES[kind]
        about = output.get("metadata", {}).get(kind, {})
        self.charts += 1
        stem = f"{self.page.name}-chart-{self.charts}"
        name = f"{stem}.{ending}"
        self.pictures[name] = content_of(data[kind])
        if drawn := data_of(output):
            self.pictures[f"{stem}.csv"] = drawn
        words = about.get("alt") or data.get("text/plain", "")
        taken = links(stem, (ending, "csv") if drawn else (ending,))
        return f'<img class="chart" src="{escape(name)}" alt="{escape(words)}"/>{taken}'


def _plain(text: str) -> str:
    return f"<pre>{escape(text)}</pre>" if text else ""


def code_style() -> str:
    """The colours of code, by day and by night."""
    from pygments.formatters import HtmlFormatter

    light, dark = (HtmlFormatter(style=name).get_style_defs(".highlight") for name in _CODE_COLOURS)
    return (
        f"{_scoped(light, 'html')}\n@media (prefers-color-scheme: dark) {{\n"
        f"{_scoped(dark, 'html:not([data-theme=light])')}\n}}\n{_scoped(dark, 'html[data-theme=dark]')}\n"
    )


def _scoped(rules: str, where: str) -> str:
    """The rules for tokens, where that holds; those for backgrounds and numbers of lines are left out."""
    lines = (line.split("/*")[0].strip() for line in rules.splitlines() if line.startswith(".highlight ."))
    return "\n".join(f"{where} {line}" for line in lines)


@cache
def _code(source: str) -> str:
    """The code of a cell in colours; nothing where there is none. Pages of one notebook share it."""
    if not source.strip():
        return ""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    lines = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip("\n")
    return f'<div class="cell_input"><pre class="highlight">{lines}</pre></div>'


def _numbers(results: Sequence[Bundle], pages: Pages) -> str:
    """The finding's results as a folded table, each with its formula and figures."""
    rows = "".join(_number_row(result, pages) for result in results[:PAGE_ROWS])
    more = more_rows(len(results) - PAGE_ROWS, file_link("results.csv"), "number")
    counted = "number was" if len(results) == 1 else f"{len(results)} numbers were"
    doubted = sum(1 for each in results if (check := _check_of(each, pages)) and check.verdict == OFF)
    head = "".join(f"<th>{column}</th>" for column in _COLUMNS)
    look = f"figures-table {IN_RESULTS}"
    table = f'<table class="{look}"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    said = f"How the {counted} computed{_warning(doubted)}"
    summary = f'<summary class="unsearched">{said}</summary>'
    return f'<details class="numbers">{summary}{boxed(table + more)}</details>'


def _warning(doubted: int) -> str:
    """A mark for results that rest on a figure that is off; nothing when there are none."""
    if not doubted:
        return ""
    rest = "1 rests" if doubted == 1 else f"{doubted} rest"
    return f" {mark(f'✗ {rest} on a figure that is off', OFF).markup}"


def _check_of(result: Bundle, pages: Pages) -> Check | None:
    """The worst check of the figures behind the result."""
    if result.get("unit") in _COUNTS_OF_STATEMENTS:
        return None
    ids = result.get("figure_ids", [])
    return worst(pages.checks[each] for each in ids if each in pages.checks)


def _number_row(result: Bundle, pages: Pages) -> str:
    ids = result.get("figure_ids", [])
    figures = first_of([figure_link(each, pages) for each in ids[:PAGE_ROWS]], ids)
    check = _check_of(result, pages)
    keys = ("result_id", "value", "unit", "formula", "note")
    name, value, unit, formula, note = (escape(str(result.get(key, ""))) for key in keys)
    cells = (
        f"<code>{name}</code>", value, unit, f"<code>{formula}</code>", figures,
        str(check.mark.markup) if check else "", note,
    )  # fmt: skip
    return f'<tr id="result-{name}">{"".join(map(_cell, _COLUMNS, cells))}</tr>'


def _cell(column: str, html: str) -> str:
    look = ' class="number"' if column == "Value" else ""
    return f'<td data-label="{column}"{look}>{html}</td>'


def _linked(html: str, pages: Pages) -> str:
    return _FIGURE.sub(lambda found: figure_link(found[1], pages), _INTO_DATA.sub(r"\1", html))


def _relinked(markdown: str, pages: Pages) -> str:
    """Links to notebooks made links to pages; where there is no such page, words only."""

    def replace(found: re.Match[str]) -> str:
        target = pages.page_named(found["name"])
        return f"[{found['words']}]({target}.html)" if target else found["words"]

    return _LINK.sub(replace, markdown)


def _banner(problem: str) -> str:
    return (
        '<div class="study-banner" role="alert"><strong>This page failed.</strong> It stops where the '
        f"failure happened, and what it shows may be incomplete: <code>{escape(problem)}</code></div>"
    )
