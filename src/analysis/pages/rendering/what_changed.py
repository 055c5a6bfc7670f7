"""The page that says what changed since the run before: bottom lines, verdicts, results, then reports.

All that comes from data stands in it escaped; a long list is folded under its count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from html import escape
from urllib.parse import quote

from analysis.files import Row, csv_of_cells
from analysis.pages.changes import (
    ANSWER,
    COLUMNS,
    GONE,
    NEW,
    NOW_MATERIAL,
    NOW_OFF,
    RECOMPUTED,
    Change,
    Sort,
    bottom_line,
    by_sort,
    one_line,
)
from analysis.pages.rendering.document import Document, boxed, part
from analysis.pages.rendering.source import Made, Pages, figure_link
from analysis.pages.rendering.whole import file_link
from analysis.table.marks import Check
from analysis.table.verdicts import OFF
from analysis.wording import PAGE_ROWS, amount, more_rows

PAGE = "what-changed"
TITLE = "What changed since the run before?"
WHOLE = f"{PAGE}.csv"
"""Where every change stands, if the page shows the first of many."""
FEW_ROWS = 12
"""A longer list is folded, unless it says what is now off."""

_LONG = 30
_NEVER_FOLDED = (NOW_MATERIAL, NOW_OFF)
_WEIGHED = (ANSWER, "verdict", "result")
"""Kinds of which some changes weigh; the others stand folded beneath them."""
_ALL = {
    "figure": ("Figure", "Printed", "Measure", "Value", "Place", "Date"),
    "statement": ("Statement", "Kind", "Theme", "Place", "Due"),
}


@dataclass(frozen=True)
class News:
    """What a site says of the run before: HTML for its first page, and a page of its own.

    There is neither where there was no such run; where it cannot be read, `problem` tells who runs this why.
    """

    summary: str = ""
    page: Document | None = None
    problem: str = ""


def news_of(found: Sequence[Change], pages: Pages) -> News:
    """The news of these changes."""
    grave = any(each.sort.name == NOW_MATERIAL for each in found)
    link = f'<a href="{PAGE}.html">{TITLE}</a>'
    look = ' class="study-banner"' if grave else ""
    body = _body(found, pages)
    whole = {WHOLE: csv_of_cells(COLUMNS, [each.cells for each in found])} if file_link(WHOLE) in body else {}
    page = Document(PAGE, TITLE, body, room="changes", searched=False, files=whole)
    return News(f"<p{look}>{sentence_of(found)} {link}</p>", page)


def no_news(problem: str) -> News:
    """The news where a state cannot be read; the problem may name a path, so that no page shows it."""
    words = "What is different cannot be told: the tables of one of the two are not valid."
    return News(f"<p>{words}</p>", problem=problem)


def _body(found: Sequence[Change], pages: Pages) -> str:
    """The page; the search leaves it out: who searches for a figure means the page where it stands."""
    answers, verdicts, results = (_of(found, kind) for kind in (ANSWER, "verdict", "result"))
    reports = _of(found, "report", "figure", "statement")
    parts = {
        "Bottom lines": (_answers(*each, pages) for each in by_sort(answers)),
        "Verdicts": (_verdicts(*each, pages) for each in by_sort(verdicts)),
        "Results": _first(_homes(results), lambda page, each: _results(page, each, pages), "page"),
        "Reports": _first(_homes(reports), lambda name, each: _report(name, each, pages), "report"),
    }
    told = ((heading, "".join(blocks)) for heading, blocks in parts.items())
    lead = f'<p class="study-lead">{sentence_of(found)}</p>\n'
    return lead + "\n".join(part(heading.split()[0].lower(), heading, html) for heading, html in told)


def sentence_of(found: Sequence[Change]) -> str:
    """What is different in one sentence; what is now materially off stands out."""
    grave = [each for each in found if each.sort.name == NOW_MATERIAL]
    words, all_words = bottom_line(grave), bottom_line(found)
    shown = all_words.replace(words, f"<strong>{words}</strong>", 1) if grave else all_words
    return f"{shown[:1].upper()}{shown[1:]}."


def _of(found: Iterable[Change], *kinds: str) -> list[Change]:
    return [each for each in found if each.kind in kinds]


def _homes(found: Iterable[Change]) -> list[tuple[str, list[Change]]]:
    """The changes of each report or page together, in the order of the first: the gravest."""
    homes: dict[str, list[Change]] = {}
    for each in found:
        homes.setdefault(each.home, []).append(each)
    return list(homes.items())


def _first(
    homes: Sequence[tuple[str, list[Change]]], told: Callable[[str, Sequence[Change]], str], noun: str
) -> Iterator[str]:
    """The first homes as they are told, and how many more there are."""
    yield from (told(*each) for each in homes[:PAGE_ROWS])
    yield more_rows(len(homes) - PAGE_ROWS, file_link(WHOLE), noun)


def _answers(sort: Sort, found: Sequence[Change], pages: Pages) -> str:
    """The bottom lines of pages, before and after."""
    rows = []
    for each in found:
        made = next((page for page in pages.made if page.name == each.identity), None)
        sides = (_text(_answer(row)) for row in (each.old, each.new) if row)
        rows.append((_named(pages.name_of(made) if made else each.identity, made), *sides))
    return _list(sort, len(found), _table(("Page", *_sides(sort)), rows))


def _answer(row: Row) -> str:
    return row["answer"] or "nothing"


def _verdicts(sort: Sort, found: Sequence[Change], pages: Pages) -> str:
    columns = ("Claim", *_sides(sort), "Why")
    return _list(sort, len(found), _table(columns, [_verdict_row(each, pages) for each in found]))


def _sides(sort: Sort) -> tuple[str, ...]:
    """The columns of what was and is, of which there is one where all are new or gone."""
    return {NEW: ("Is",), GONE: ("Was",)}.get(sort.name, ("Was", "Is"))


def _verdict_row(change: Change, pages: Pages) -> tuple[str, ...]:
    row = change.new or change.old
    stated, operation, against = (*change.identity.split("/", 2), "", "")[:3]
    link = _pointer(stated, bool(change.new), pages)
    claim = f'{link} <span class="quiet">{_text(operation)}, {_text(against)}</span>'
    if change.sort.name == RECOMPUTED:
        return (claim, _text(change.before), _text(change.after), _text(row["reason"]))
    if change.sort.name in (NEW, GONE):
        return (claim, _mark(row), _text(row["reason"]))
    was, now = _mark(change.old) or "no such claim", _mark(change.new) or "the claim is gone"
    return (claim, was, now, _text(row["reason"]))


def _mark(verdict: Row) -> str:
    """The verdict's sign and word; materially off in words, since the sign does not tell."""
    if not verdict:
        return ""
    shown = str(Check.of(verdict["operation"], verdict["verdict"]).mark.markup)
    return f"{shown} materially" if verdict["verdict"] == OFF and verdict["material"] == "yes" else shown


def _results(page: str, found: Sequence[Change], pages: Pages) -> str:
    made = next((each for each in pages.made if each.name == page), None)
    lists = (_result_list(*each, made is not None) for each in by_sort(found))
    return _heading(pages.name_of(made) if made else page, made) + "".join(lists)


def _heading(words: str, page: Made | None) -> str:
    """The words as a heading, linked to the page where there is one."""
    return f"<h3>{_named(words, page)}</h3>"


def _named(words: str, page: Made | None) -> str:
    return f'<a href="{quote(page.name)}.html">{_text(words)}</a>' if page else _text(words)


def _result_list(sort: Sort, found: Sequence[Change], linked: bool) -> str:
    rows = [_result_row(each, linked) for each in found]
    return _list(sort, len(found), _table(("Result", *_sides(sort)), rows))


def _result_row(change: Change, linked: bool) -> tuple[str, ...]:
    name = change.identity.removeprefix(f"{change.home}.")
    words = f"<code>{_text(name)}</code>"
    address = f"{quote(change.home)}.html#result-{quote(name)}"
    claim = f'<a href="{address}">{words}</a>' if linked and change.new else words
    return (claim, *(_amount(row) for row in (change.old, change.new) if row))


def _amount(row: Row) -> str:
    """The value with its unit as a reader expects it, a range from end to end."""
    ends = (row.get("value", ""), row.get("value_max", ""))
    return _text(" to ".join(_with_unit(end, row.get("unit", "")) for end in ends if end))


def _with_unit(value: str, unit: str) -> str:
    """The value as it stands where it is no number, or one too long to be read with its thousands apart."""
    try:
        exact = Decimal(value)
    except InvalidOperation:
        return f"{value} {unit}"
    short = exact.is_finite() and len(value) < _LONG and abs(exact.adjusted()) < _LONG
    return amount(exact, unit) if short else f"{value} {unit}"


def _report(report_id: str, found: Sequence[Change], pages: Pages) -> str:
    """A report's heading, what became of it as a whole, and its figures and statements."""
    page = next((each for each in pages.made if each.parameters.get("report_id") == report_id), None)
    entry = _of(found, "report")
    title = pages.titles.get(report_id) or next((each.old["title"] for each in entry if each.old), "")
    said = "".join(f"<p>{_of_the_report(each)}</p>" for each in entry)
    lists = (_rows_of_report(*each, pages) for each in by_sort(_of(found, "figure", "statement")))
    return _heading(title or report_id, page) + said + "".join(lists)


def _of_the_report(entry: Change) -> str:
    if entry.sort.name in (NEW, GONE):
        return f"This report is {entry.sort.name}."
    changed = "; ".join(
        f"{name.replace('_', ' ')} was {entry.old.get(name) or '(empty)'}, is {entry.new[name] or '(empty)'}"
        for name in entry.differing
    )
    return f"Its entry in the register: {_text(changed)}."


def _rows_of_report(sort: Sort, found: Sequence[Change], pages: Pages) -> str:
    if sort.name in (NEW, GONE):
        return _list(sort, len(found), _table(_ALL[sort.kind], [_whole_row(each, pages) for each in found]))
    rows = [row for each in found for row in _changed_rows(each, pages)]
    return _list(sort, len(found), _table((sort.kind.capitalize(), "Column", "Was", "Is"), rows))


def _whole_row(change: Change, pages: Pages) -> tuple[str, ...]:
    row = change.new or change.old
    link = _pointer(change.identity, bool(change.new), pages)
    place = _text(pages.places.get(row["place"], row["place"]))
    if change.kind == "statement":
        return (link, _words(row["kind"]), _words(row["theme"]), place, _text(row["due"]))
    quoted, measure = _text(row["quote"]), _words(row["measure"])
    return (link, quoted, measure, _amount(row), place, _text(row["period_end"]))


def _changed_rows(change: Change, pages: Pages) -> Iterator[tuple[str, ...]]:
    """One row for each column that differs; the figure itself stands in the first."""
    link = _pointer(change.identity, True, pages)
    for name in change.differing:
        sides = (_text(row.get(name) or "(empty)") for row in (change.old, change.new))
        yield (link, _words(name), *sides)


def _pointer(identity: str, there: bool, pages: Pages) -> str:
    """The id, linked to its row where it has one."""
    return figure_link(identity, pages) if there else f'<code class="figure">{_text(identity)}</code>'


def _text(words: str) -> str:
    return escape(one_line(words))


def _words(name: str) -> str:
    return _text(name.replace("_", " "))


def _list(sort: Sort, changed: int, table: str) -> str:
    """The table under the count of what it lists, folded when it is long, or quiet beside what weighs."""
    words = escape(sort.counted(changed))
    quiet = sort.kind in _WEIGHED and not sort.weighs
    if (changed <= FEW_ROWS and not quiet) or sort.name in _NEVER_FOLDED:
        return f'<p class="changes-count">{words}</p>{table}'
    return f'<details class="changes"><summary>{words}</summary>{table}</details>'


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The first rows of cells that are HTML already; each names its column, for a narrow screen."""
    everyone = list(rows)
    more = more_rows(len(everyone) - PAGE_ROWS, file_link(WHOLE))
    head = "".join(f"<th>{column}</th>" for column in columns)
    lines = (
        "".join(f'<td data-label="{column}">{cell}</td>' for column, cell in zip(columns, row, strict=True))
        for row in everyone[:PAGE_ROWS]
    )
    body = "\n".join(f"<tr>{line}</tr>" for line in lines)
    table = f'<table class="changes"><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>'
    return boxed(table + more)
