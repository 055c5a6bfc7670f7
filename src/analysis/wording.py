"""Numbers, dates and lists as an English reader expects them; and report text made harmless."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from itertools import chain, repeat
from pathlib import Path

from babel.dates import format_date

from analysis.files import ROOT
from analysis.table.days import day_or_month
from analysis.table.figures import Figure
from analysis.table.formula import INFINITY
from analysis.table.units import singular

_LOCALE = "en_GB"
_SCALES = (
    (Decimal(10) ** 12, "trillion"),
    (Decimal(10) ** 9, "billion"),
    (Decimal(10) ** 6, "million"),
)
_UNIT_WORDS = {
    "percentage_points": "percentage points",
    "service_points": "service points",
    "communes": "units",
    "km2": "km²",
    "people_per_km2": "people per km²",
    "other": "",
}
_HEDGES = {
    "exact": "",
    "about": "about ",
    "nearly": "nearly ",
    "more_than": "more than ",
    "at_least": "at least ",
    "less_than": "less than ",
    "at_most": "at most ",
    "up_to": "up to ",
}
_LEFT = ' style="text-align: left"'
"""JupyterLab sets every cell to the right; the site has its own style and drops this one."""

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|$~])")


def number(value: Decimal | int, decimals: int | None = None) -> str:
    """The number with thousands separated; `decimals` rounds it, None keeps what it has.

    >>> number(523292), number(Decimal("97.39")), number(Decimal("68.0775"), 1)
    ('523,292', '97.39', '68.1')
    """
    exact = Decimal(value)
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
    return f"{exact:,f}"


def unit_words(unit: str) -> str:
    """What a unit is called.

    >>> unit_words("communes"), unit_words("service_points"), unit_words("other")
    ('units', 'service points', 'other')
    """
    return _UNIT_WORDS.get(unit) or unit.replace("_", " ")


def amount(value: Decimal | int, unit: str, decimals: int | None = None) -> str:
    """The number with its unit; money in billions as the reports give it.

    >>> amount(Decimal("97.39"), "percent"), amount(Decimal(4063600000000), "VND")
    ('97.39%', '4,063.6 billion VND')
    >>> amount(126, "communes"), amount(1, "people"), amount(2517, "people_per_km2")
    ('126 units', '1 person', '2,517 people per km²')
    """
    if unit == "percent":
        return f"{number(value, decimals)}%"
    if unit in ("VND", "USD"):
        return f"{_scaled(Decimal(value), decimals)} {unit}"
    words = _UNIT_WORDS.get(unit, unit)
    if words and value == 1:
        words = singular(unit).replace("_", " ")
    return f"{number(value, decimals)} {words}".rstrip()


def _scaled(value: Decimal, decimals: int | None) -> str:
    size, word = scale_of(value)
    if not word:
        return number(value, decimals)
    scaled = value / size
    shown = number(scaled, decimals) if decimals is not None else number(scaled.normalize() + 0)
    return f"{shown} {word}"


def scale_of(value: Decimal) -> tuple[Decimal, str]:
    """The scale on which an amount of money is said, and its word; one and none where it is small.

    >>> scale_of(Decimal(946343735))
    (Decimal('1000000'), 'million')
    """
    return next(((size, word) for size, word in _SCALES[1:] if abs(value) >= size), (Decimal(1), ""))


def stated(figure: Figure, *, bare: bool = False) -> str:
    """The figure as its report states it: hedge, value or range, unit, and what it is per.

    `bare` leaves the unit away, and what it is per.

    >>> from analysis.table.study import load
    >>> stated(load().by_id["hanoi-fr:2175"])
    'more than 4,063.6 billion VND'
    >>> from dataclasses import replace
    >>> stated(replace(load().by_id["hanoi-es:7764"], per="unit"))
    '15 to 20 rooms per unit'
    """
    per = f" per {unit_words(figure.per)}" if figure.per else ""
    hedge, last = _HEDGES[figure.qualifier], figure.value if figure.value_max is None else figure.value_max
    lower = "" if figure.value_max is None else f"{number(figure.value)} to "
    return f"{hedge}{lower}{number(last) if bare else amount(last, figure.unit) + per}"


def between(low: Decimal, high: Decimal, unit: str, decimals: int | None = None) -> str:
    """An interval in words; an open side gives "at least" or "at most".

    >>> between(Decimal("76.9"), Decimal("97.9"), "percent")
    'between 76.9% and 97.9%'
    >>> between(Decimal(946), INFINITY, "cases")
    'at least 946 cases'
    """
    if low == high:
        return amount(low, unit, decimals)
    if high == INFINITY:
        return f"at least {amount(low, unit, decimals)}"
    if low == -INFINITY:
        return f"at most {amount(high, unit, decimals)}"
    return f"between {amount(low, unit, decimals)} and {amount(high, unit, decimals)}"


def day(when: date) -> str:
    """A date as in running text.

    >>> day(date(2025, 8, 30))
    '30 August 2025'
    """
    return _in_words(when, "d MMMM y")


def short_day(when: date) -> str:
    """A date in little room.

    >>> short_day(date(2025, 8, 30))
    '30 Aug 2025'
    """
    return _in_words(when, "d MMM y")


@cache
def _in_words(when: date, pattern: str) -> str:
    # Reports speak of few days, and Babel looks up the whole language for each.
    return format_date(when, pattern, locale=_LOCALE)


def window(figure: Figure) -> str:
    """The figure's period in words.

    >>> from analysis.table.study import load
    >>> window(load().by_id["hanoi-fr:2888"])
    '1 July to 30 August 2025'
    """
    return period(figure.period_start, figure.period_end)


def period(start: date | None, end: date | None) -> str:
    """A period in words; the year once where both ends share it.

    >>> period(None, date(2025, 8, 15)), period(None, None)
    ('at 15 August 2025', 'undated')
    """
    if end is None:
        return "undated"
    if start is None:
        return f"at {day(end)}"
    if start == end:
        return day(end)
    first = _in_words(start, "d MMMM" if start.year == end.year else "d MMMM y")
    return f"{first} to {day(end)}"


def listing(words: Iterable[str]) -> str:
    """The words as a list in a sentence.

    >>> listing(["a", "b", "c"]), listing([])
    ('a, b and c', '')
    """
    each = list(words)
    return each[0] if len(each) == 1 else f"{', '.join(each[:-1])} and {each[-1]}" if each else ""


def count(number_of: int, singular: str, plural: str = "") -> str:
    """A count with its noun.

    >>> count(1, "report"), count(3, "report")
    ('1 report', '3 reports')
    """
    return f"{number(number_of)} {singular if number_of == 1 else plural or singular + 's'}"


def sentence(*parts: str) -> str:
    """The parts joined by spaces, empty ones left out."""
    return " ".join(part for part in parts if part)


def safe(text: str) -> str:
    r"""Text of a report or a data file, harmless inside Markdown.

    >>> safe("<b>5*3</b>")
    '&lt;b&gt;5\\*3&lt;/b&gt;'
    """
    return html.escape(_MARKDOWN.sub(r"\\\1", text).replace(r"\<", "<").replace(r"\>", ">"), quote=False)


def published(text: str) -> str:
    """The day or month of publication in words.

    >>> published("2025-09"), published("2025-10-01")
    ('September 2025', '1 October 2025')
    """
    first, last = day_or_month(text)
    return day(first) if first == last else _in_words(first, "MMMM y")


def anchor(figure_id: str) -> str:
    """The name under which the figure's row stands on the page of its report.

    >>> anchor("national-fr:9779.2")
    'fig-national-fr-9779-2'
    """
    return "fig-" + re.sub("[:.]", "-", figure_id)


PAGE_ROWS = 200
"""A table on a page shows at most so many rows; one with more stands whole in a file beside the page."""


def more_rows(more: int, where: str, noun: str = "row") -> str:
    """The line under a table that shows its first rows only; nothing under one that shows all.

    `where` says in HTML where all of them stand.

    >>> more_rows(3812, '<a href="all.csv">all.csv</a>')
    '<p class="more-rows">… and 3,812 more rows: all of them in <a href="all.csv">all.csv</a></p>'
    >>> more_rows(12 - PAGE_ROWS, "all.csv")
    ''
    """
    if more <= 0:
        return ""
    return f'<p class="more-rows">… and {count(more, f"more {noun}")}: all of them in {where}</p>'


def html_table(columns: Sequence[str], rows: Iterable[Sequence[str]], row_ids: Sequence[str] = ()) -> str:
    """A table as HTML with its cells escaped; a `Code` cell stands as the pointer to a figure.

    `row_ids` gives the rows names that a link can lead to; such a table is read row by row. Where a narrow
    screen folds the rows, each cell names its column.
    """
    head = "".join(f"<th{_LEFT}>{html.escape(column)}</th>" for column in columns)
    folds = bool(row_ids) or len(columns) >= _FOLDED
    labels = [f' data-label="{html.escape(column)}"' if folds else "" for column in columns]
    starts = chain((f'<tr id="{html.escape(row_id)}">' for row_id in row_ids), repeat("<tr>"))
    body = "\n".join(
        start + "".join(_cell(cell, label) for cell, label in zip(row, labels, strict=True)) + "</tr>"
        for start, row in zip(starts, rows, strict=False)
    )
    kind = "figures-table row-by-row" if row_ids else "figures-table"
    return f'<table class="{kind}">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>'


_FOLDED = 5
"""A row of so many cells is wider than a phone: the style sheet folds it there."""


class Code(str):
    """A figure_id, or several joined by spaces, in a table."""

    __slots__ = ()


class Markup(str):
    """A cell whose HTML says more than its words: `markup` is that HTML, escaped already."""

    markup: str

    def __new__(cls, words: str, markup: str) -> Markup:
        """The cell of these words and this HTML."""
        cell = super().__new__(cls, words)
        cell.markup = markup
        return cell


class Valued(str):
    """A cell that states one number in words; `value` is that number in plain digits, as printed."""

    value: str

    def __new__(cls, words: str, value: str) -> Valued:
        """The cell of these words with this number."""
        cell = super().__new__(cls, words)
        cell.value = value
        return cell


def valued(words: str) -> str:
    """Words that this module made of a number, with it in plain digits where it is one and no range.

    >>> valued("97.390%").value, valued("more than 4,063.6 billion VND").value
    ('97.390', '4063600000000')
    >>> [hasattr(valued(words), "value") for words in ("15 to 20 rooms", "not stated")]
    [False, False]
    """
    found = _NUMBERS.findall(words)
    if len(found) != 1:
        return words
    sign, digits, word = found[0]
    number = Decimal(digits.replace(",", ""))
    size = next((size for size, name in _SCALES if name == word), Decimal(1))
    return Valued(words, f"{'-' if sign else ''}{number.scaleb(size.adjusted()):f}")


_NUMBERS = re.compile(
    r"([-−]?)(?<![\w.,])(\d[\d,]*(?:\.\d+)?)(?![\d.,]*\d)(?: (million|billion|trillion)\b)?", re.ASCII
)


def linked(words: str, address: str) -> Markup:
    """The words as a link to a web address; words alone where the address is none.

    >>> linked("a & b", "https://example.org").markup
    '<a href="https://example.org">a &amp; b</a>'
    >>> linked("a", "javascript:alert(1)").markup
    'a'
    """
    text = html.escape(words)
    web = re.match(r"https?://", address)
    return Markup(words, f'<a href="{html.escape(address)}">{text}</a>' if web else text)


def web_link(words: str, address: str) -> str:
    r"""The words as a Markdown link to a web address; words alone where the address is none.

    >>> web_link("a", "https://example.org/b_c"), web_link("<a>", "javascript:alert(1)")
    ('[a](https://example.org/b\\_c)', '&lt;a&gt;')
    """
    return f"[{safe(words)}]({safe(address)})" if re.fullmatch(r"https?://\S+", address) else safe(words)


def wide(words: str) -> Markup:
    """The words in a cell that does not grow narrow beside others."""
    return Markup(words, f'<span class="wide">{html.escape(words)}</span>')


def pointing(words: str, figure_id: str) -> Markup:
    """The words with the pointer to a figure behind them."""
    return Markup(f"{words} {figure_id}", f"{html.escape(words)} {_pointer(figure_id)}")


def marked(before: str, quote: str, after: str) -> Markup:
    """A sentence with the quote in it highlighted.

    >>> marked("On 4 < 5: ", "34", " provinces").markup
    'On 4 &lt; 5: <mark>34</mark> provinces'
    """
    return Markup(
        before + quote + after,
        f"{html.escape(before)}<mark>{html.escape(quote)}</mark>{html.escape(after)}",
    )


def _pointer(figure_id: str) -> str:
    """The id as code, in a notebook a link to the table in which it stands; a site puts its own there."""
    shown, found = html.escape(figure_id), _ID.fullmatch(figure_id)
    code = f'<code class="figure" title="study trace {shown}">{shown}</code>'
    if not found:
        return code
    kind = "statements" if found["statement"] else "figures"
    return f'<a href="{_way_to_data()}/{kind}/{found["report"]}.csv">{code}</a>'


_ID = re.compile(r"(?P<report>[a-z0-9-]+):(?P<statement>s?)\d+(\.\d+)?")


def _way_to_data() -> str:
    """The tables' folder as a notebook names it that lies where this process works, or else in notebooks/."""
    here = Path.cwd()
    return "../" * (len(here.relative_to(ROOT).parts) if here.is_relative_to(ROOT) else 1) + "data"


_LONGEST_WORD = 200
"""A word of more letters is broken: it would draw its column across the page."""


def _cell(cell: str, label: str) -> str:
    if not isinstance(cell, Code) and any(len(word) > _LONGEST_WORD for word in cell.split()):
        label += ' class="long"'
    if isinstance(cell, Code):
        return f"<td{label}{_LEFT}>{' '.join(_pointer(each) for each in cell.split())}</td>"
    if isinstance(cell, Markup):
        return f"<td{label}{_LEFT}>{cell.markup}</td>"
    if isinstance(cell, Valued):
        label += f' data-value="{cell.value}"'
    look = (
        ' class="number"' if " class=" not in label and re.fullmatch(r"[-−]?[\d,.]+( ?%)?", cell) else _LEFT
    )
    return f"<td{label}{look}>{html.escape(cell)}</td>"
