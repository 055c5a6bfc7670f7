"""A finding: what a notebook shows, with the results that stand in its sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analysis.files import csv_of_cells
from analysis.reading.report import read_text, sentence_at
from analysis.table.figures import Figure
from analysis.table.results import Result, carried
from analysis.table.study import Selection, Study
from analysis.table.vocabulary import COUNTRY
from analysis.wording import (
    PAGE_ROWS,
    Code,
    count,
    html_table,
    listing,
    more_rows,
    safe,
    stated,
    window,
)

if TYPE_CHECKING:
    from analysis.charts import Chart

NOTEBOOK_ONLY = "two_tier_study_notebook_only"
"""The output metadata of what helps in a notebook and does not stand on its page."""

WHOLE_MIME = "application/vnd.two-tier-study.table+csv"
"""The kind of output in which a table that shows its first rows carries all of them, as CSV."""
IN_NOTEBOOK = "<code>.rows</code>"
"""Where all rows of a table stand for somebody who has the notebook open; a page has a file instead."""

Bundle = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """A table of text cells; `Code` cells point at figures, `row_ids` name the rows for links.

    It shows PAGE_ROWS rows. One whose rows links lead to is as long as its report, and shows them all.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    row_ids: tuple[str, ...] = ()

    def _repr_mimebundle_(self, **_: object) -> Bundle:
        if not self.rows:
            return {"text/plain": ""}
        more = len(self.rows) - len(self._shown)
        shown = {
            "text/html": html_table(self.columns, self._shown, self.row_ids) + more_rows(more, IN_NOTEBOOK),
            "text/plain": self._plain() + (f"\n… and {count(more, 'more row')}: .rows" if more else ""),
        }
        return {**shown, WHOLE_MIME: csv_of_cells(self.columns, self.rows)} if more else shown

    @property
    def _shown(self) -> tuple[tuple[str, ...], ...]:
        return self.rows if self.row_ids else self.rows[:PAGE_ROWS]

    def _plain(self) -> str:
        lines = [self.columns, *self._shown]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )


class Nothing:
    """What stands in place of a chart where there is nothing to draw: a line that the site leaves out."""

    def _repr_mimebundle_(self, **_: object) -> tuple[Bundle, Bundle]:
        return {"text/plain": "no chart: this selection has nothing to draw"}, {NOTEBOOK_ONLY: True}


ELSEWHERE = "Whether other places have such figures, the page of Viet Nam tells."
"""What the page of a province says of the rest of the study: it sees its own figures and the country's."""

NO_TABLE = Table((), ())
NO_CHART = Nothing()


@dataclass(frozen=True)
class Finding:
    """A heading that says what was found, the sentences that explain it, and what they rest on."""

    heading: str
    text: str
    results: tuple[Result, ...] = ()
    table: Table = NO_TABLE
    chart: Chart | Nothing = field(default=NO_CHART)

    def _repr_mimebundle_(self, **_: object) -> Bundle:
        words = f"## {self.heading}\n\n{self.text}" if self.heading else self.text
        return {"text/markdown": words, "text/plain": words, **carried(self.results)}


def silent(subject: str, measures: Sequence[str], seen: Selection) -> Finding:
    """The finding that cannot be made for this page, and why."""
    labels = listing([f"“{seen.study.measures[measure].label}”" for measure in measures])
    return Finding(
        f"{subject}: nothing can be said here",
        f"No report in this selection states {labels} in the form needed for "
        f"{seen.place.name_en}. {_stated_for(measures, seen)}",
    )


def _stated_for(measures: Sequence[str], seen: Selection) -> str:
    """Where the study has such figures, told by the country's page; a province's sees its own alone."""
    if seen.place.code != COUNTRY:
        return ELSEWHERE
    places = {figure.place for figure in seen.study.figures if figure.measure in measures}
    where = listing(sorted(seen.study.places[code].name_en for code in places))
    return f"In the whole study it is stated for {where}." if where else "No report of the study does."


def figure_table(figures: Sequence[Figure], seen: Selection, *, show_sentences: bool = False) -> Table:
    """The figures with their place, window, check and pointers, one row each; their sentences if asked.

    Sentences are read from the texts folder; a report whose text is not at hand leaves its cell empty.
    """
    study = seen.study
    columns = ("what", "place", "stated", "period", "check", "figure")
    rows = [
        (
            study.measure_of(figure).label,
            study.places[figure.place].name_en + _part(figure) + _whose(figure),
            stated(figure) + _role(figure) + _mark(figure),
            window(figure),
            check_of(figure, study),
            Code(figure.figure_id),
        )
        for figure in figures
    ]
    if show_sentences:
        said = [sentence_of(figure) for figure in figures]
        return Table(
            (*columns, "sentence"), tuple((*row, words) for row, words in zip(rows, said, strict=True))
        )
    return Table(columns, tuple(rows))


def check_of(figure: Figure, study: Study) -> str:
    """The mark of the worst claim in which the figure takes part; blank when no claim speaks of it."""
    check = study.checks.get(figure.figure_id)
    return check.mark if check else ""


def sentence_of(figure: Figure) -> str:
    """The sentence that states the figure, or nothing when its report's text is not at hand."""
    text = read_text(figure.report_id)
    if text is None:
        return ""
    first, last = sentence_at(text.content, figure.start, figure.end)
    return " ".join(text.content[first:last].split())


def _part(figure: Figure) -> str:
    if figure.covers_whole_place:
        return ""
    names = figure.localities
    covered = figure.units_covered or len(names)
    return f", {covered} unit{'s' if covered != 1 else ''}"


def _whose(figure: Figure) -> str:
    """Whose it is, where that is no place, and of which class."""
    return "".join(f", {words.replace('_', ' ')}" for words in (figure.holder, figure.breakdown) if words)


def _role(figure: Figure) -> str:
    return "" if figure.role == "observed" else f" ({figure.role})"


def _mark(figure: Figure) -> str:
    marks = [word for word, holds in (("unreviewed", figure.status != "reviewed"),
                                      ("corrected", figure.corrected)) if holds]  # fmt: skip
    return f" [{', '.join(marks)}]" if marks else ""


def sources(figures: Iterable[Figure], seen: Selection) -> str:
    """The publishers behind the figures, for a chart's last line."""
    reports = dict.fromkeys(figure.report_id for figure in figures)
    publishers = dict.fromkeys(seen.study.reports[report].publisher for report in reports)
    return "Source: " + "; ".join(publishers)


def named(seen: Selection, code: str) -> str:
    """The place's English name, safe in Markdown."""
    return safe(seen.study.places[code].name_en)
