"""Tables on a page: frames with quantities in their cells, and figures with their pointers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from analysis.files import csv_lines
from analysis.reading.report import read_text, sentence_at
from analysis.showing.record import result_row, slug
from analysis.table.figures import Figure
from analysis.table.placing import label
from analysis.table.quantities import Quantity, Unknown
from analysis.table.results import carried
from analysis.table.study import Selection
from analysis.table.tidy import refuse_unknown
from analysis.wording import (
    PAGE_ROWS,
    Code,
    anchor,
    count,
    day,
    html_table,
    linked,
    more_rows,
    number,
    stated,
    valued,
    window,
)

if TYPE_CHECKING:
    import pandas as pd

WHOLE_MIME = "application/vnd.two-tier-study.table+csv"
"""The kind of output in which a table that shows its first rows carries all of them, as CSV."""
IN_NOTEBOOK = "<code>.rows</code>"
"""Where all rows of a table stand for somebody who has the notebook open; a page has a file instead."""
NOTEBOOK_ONLY = "two_tier_study_notebook_only"
"""The output metadata of what helps in a notebook and does not stand on its page."""
_POINTERS = frozenset({"figure", "figures", "where", "for example", "figure_id", "statement_id"})
"""Columns of ids, in which each id is a link to its words."""
_PLAIN = (
    "figure_id", "measure", "place", "locality", "value", "unit", "qualifier", "role", "period_start",
    "period_end", "status",
)  # fmt: skip
"""What the file of a long table of figures says of each."""
_HEADS = {"place_name": "place"}
"""Columns of frames that a page calls otherwise."""
_MOST = 3
"""A row points at so many of the figures behind it; its results name all."""

Bundle = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """A table of text cells; `Code` cells point at figures, `row_ids` name the rows for links.

    It shows `most` rows. One whose rows links lead to is as long as its report, and shows them all.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    row_ids: tuple[str, ...] = ()
    results: tuple[Mapping[str, Any], ...] = ()
    whole: tuple[tuple[str, ...], ...] = ()
    """All rows, a head first, where `rows` are the first of so many that the others are not put in words."""
    most: int = PAGE_ROWS

    def _repr_mimebundle_(self, **_: object) -> Bundle:
        if not self.rows:
            return {"text/plain": ""}
        everything = self.whole or (self.columns, *self.rows)
        more = len(everything) - 1 - len(self._shown)
        shown: Bundle = {
            "text/html": html_table(self.columns, self._shown, self.row_ids) + more_rows(more, IN_NOTEBOOK),
            "text/plain": self._plain() + (f"\n… and {count(more, 'more row')}: .rows" if more else ""),
        }
        whole = {WHOLE_MIME: csv_lines(everything)} if more else {}
        return {**shown, **whole, **(carried(self.results) if self.results else {})}

    @property
    def _shown(self) -> tuple[tuple[str, ...], ...]:
        return self.rows if self.row_ids else self.rows[: self.most]

    def _plain(self) -> str:
        lines = [self.columns, *self._shown]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )


def tabulate(
    seen: Selection, frame: pd.DataFrame | pd.Series[Any], how: str | Mapping[str, str] = "", *,
    index: str = "place", reached_by: str = "", most: int = PAGE_ROWS,
) -> Table:  # fmt: skip
    """A frame, or one column, as a table: quantities in words, the figures behind each row in a last column.

    A row in which all is unknown is left out. What was computed becomes a result, named by column and row.
    Of a long frame the first rows are put in words; the whole has the frame's own columns.

    Args:
        how: the format of quantities, for all columns or by column (`table/saying.py`).
        index: the head of the column of row names; "" leaves them away.
        reached_by: the column of the figure's or statement's id by which links lead to a row.
        most: so many rows stand on the page, the rest in a file beside it.

    Raises:
        StudyError: a result joins figures of several dates without saying why that is fair.
    """
    import pandas as pd

    frame = frame.to_frame(frame.name or "value") if isinstance(frame, pd.Series) else frame
    most = max(most, len(frame)) if reached_by else most  # links lead to any row
    whole = _whole(frame, index) if len(frame) > most else ()
    columns = [str(name) for name in frame.columns]
    formats = {name: how if isinstance(how, str) else how.get(name, "") for name in columns}
    rows, row_ids, results, pointers = (
        list[tuple[str, ...]](),
        list[str](),
        list[Mapping[str, Any]](),
        list[Code](),
    )
    for name, *values in frame.head(most).itertuples(name=None):
        cells = dict(zip(columns, values, strict=True))
        found = {column: each for column, each in cells.items() if isinstance(each, Quantity)}
        if not found and any(isinstance(each, Unknown) for each in values):
            continue
        results += [
            result_row(f"{slug(column)}_{slug(str(name))}", each, formats[column])
            for column, each in found.items() if each.is_derived
        ]  # fmt: skip
        ids = dict.fromkeys(each for one in found.values() for each in one.figure_ids)
        pointers.append(Code(" ".join([*ids][:_MOST])))
        row = (cell_of(each, column, formats[column]) for column, each in cells.items())
        rows.append((str(name), *row) if index else tuple(row))
        row_ids += [anchor(str(cells[reached_by]))] if reached_by else []
    heads = (*([index] if index else []), *(_head(name, seen) for name in columns))
    if any(pointers):
        heads, rows = (*heads, "figures"), [(*row, ids) for row, ids in zip(rows, pointers, strict=True)]
    return Table(heads, tuple(rows), tuple(row_ids), tuple(results), whole, most)


def _whole(frame: pd.DataFrame, index: str) -> tuple[tuple[str, ...], ...]:
    """The columns and all rows of a frame as text."""
    told = frame.reset_index(names=index) if index else frame
    cells = told.astype(object).where(told.notna(), "").astype(str)
    return tuple(map(str, told.columns)), *cells.itertuples(index=False, name=None)


def cell_of(value: object, column: str = "", how: str = "") -> str:
    """A cell's words."""
    if isinstance(value, Quantity):
        # The head of a column says what is counted, or what by what.
        bare = "n" if column == str(value.unit) or not (value.figure or value.unit.name) else ""
        return valued(format(value, how or bare) + (" [unreviewed]" if value.unreviewed else ""))
    if isinstance(value, Unknown) or value is None or value != value or str(value) == "NaT":
        return ""
    if column in _POINTERS and isinstance(value, str | list):
        ids = value.split() if isinstance(value, str) else value
        return Code(" ".join(ids[:_MOST]))
    if isinstance(value, date):
        return day(value)
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, int | Decimal) or hasattr(value, "dtype"):
        return valued(number(Decimal(str(value))))
    words = value if isinstance(value, str) else str(value)
    return linked(words, words) if words.startswith(("https://", "http://")) else words


def figures(seen: Selection, *behind: Any, notes: bool = False, sentences: bool = False) -> Table:
    """The figures behind quantities, columns of them, a frame's rows or ids, with place, window and check.

    `notes` adds what to know of each, such as the rule that settled a doubt, where one of them has a note.
    `sentences` adds the sentence of each, read from the texts folder; where a text is not at hand its cell is
    empty. Of a long frame the first rows are put in words; the whole has the frame's own columns.

    >>> from analysis.table.asking import value
    >>> from analysis.table.study import load
    >>> hanoi = load().select(place="VN-HN")
    >>> figures(hanoi, value(hanoi, "files_received")).rows[0][:3]
    ('Files received', 'Hanoi', '523,292 files')
    """
    columns: tuple[str, ...] = ("what", "place", "stated", "period", "check", "figure")
    whole: tuple[tuple[str, ...], ...] = ()
    is_frame = len(behind) == 1 and "figure_id" in getattr(behind[0], "columns", ())
    if is_frame and len(behind[0]) > PAGE_ROWS:
        whole = (_PLAIN, *behind[0][list(_PLAIN)].astype(str).itertuples(index=False, name=None))
        behind = (behind[0].head(PAGE_ROWS),)
    found = list(dict.fromkeys(each for one in behind for each in _figures_of(one, seen)))
    rows = [_row(figure, seen) for figure in found]
    if notes and any(each.note for each in found):
        columns = (*columns, "note")
        rows = [(*row, figure.note) for row, figure in zip(rows, found, strict=True)]
    if sentences:
        columns = (*columns, "sentence")
        rows = [(*row, sentence_of(figure)) for row, figure in zip(rows, found, strict=True)]
    return Table(columns, tuple(rows), whole=whole)


def sentence_of(figure: Figure) -> str:
    """The sentence that states the figure, or nothing when its report's text is not at hand."""
    text = read_text(figure.report_id)
    if text is None:
        return ""
    first, last = sentence_at(text.content, figure.start, figure.end)
    return " ".join(text.content[first:last].split())


def marks_of(figure: Figure) -> str:
    """What a reader must know of the figure: that it is no observation, not reviewed, or corrected."""
    role = "" if figure.role == "observed" else f" ({figure.role})"
    words = [word for word, holds in (("unreviewed", figure.status != "reviewed"),
                                      ("corrected", figure.corrected)) if holds]  # fmt: skip
    return f"{role} [{', '.join(words)}]" if words else role


def _row(figure: Figure, seen: Selection) -> tuple[str, ...]:
    check = seen.study.checks.get(figure.figure_id)
    whose = "".join(f", {words.replace('_', ' ')}" for words in (figure.holder, figure.breakdown) if words)
    return (
        seen.study.measure_of(figure).label, label(seen, figure) + whose,
        valued(stated(figure) + marks_of(figure)), _window(figure),
        check.mark if check else "", Code(figure.figure_id),
    )  # fmt: skip


def _window(figure: Figure) -> str:
    """Its window in words, marked where its start or its year stands in no report."""
    return window(figure) + (" (completed here)" if figure.period_basis == "completed" else "")


def _figures_of(behind: Any, seen: Selection) -> Iterable[Figure]:
    """The figures behind a quantity, a column or frame of quantities, or the rows of a frame of figures."""
    if isinstance(behind, Quantity):
        known = {each.figure_id: each for each in behind.figures}
        return [known[each] if each in known else seen.study.by_id[each] for each in behind.figure_ids]
    if isinstance(behind, Unknown):
        return []
    if isinstance(behind, str):
        refuse_unknown("figure", behind, seen.study.by_id)
        return [seen.study.by_id[behind]]
    if isinstance(behind, Figure):
        return [behind]
    if hasattr(behind, "columns"):
        if "figure_id" in behind:
            return [seen.study.by_id[each] for each in behind["figure_id"]]
        return [each for column in behind for one in behind[column] for each in _figures_of(one, seen)]
    if not isinstance(behind, Iterable):
        return []  # a plain number, or a missing one
    return [each for one in behind for each in _figures_of(one, seen)]


def named(name: str, seen: Selection) -> str:
    """What a column, or a mark of a chart, is called: a measure by its label, else as it is."""
    measure = seen.study.measures.get(name)
    return measure.label if measure else name


def _head(column: str, seen: Selection) -> str:
    return (
        named(column, seen) if column in seen.study.measures else _HEADS.get(column, column).replace("_", " ")
    )
