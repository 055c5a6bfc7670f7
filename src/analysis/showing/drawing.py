"""How the study's charts look: marks with their labels on them, drawn as SVG, the same everywhere.

A chart is made from `Mark`s, so that a test reads what is drawn without looking at a picture. `float` stands
only in this module. Colours mean one thing on every page: see `Meaning`.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from analysis.files import csv_lines
from analysis.table.results import MOST_IDS, set_name
from analysis.wording import scale_of, short_day

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure as Canvas

# Okabe and Ito's colours: told apart with any colour vision, and in grey print by their lightness.
BLUE, ORANGE, GREY, INK = "#0072B2", "#E69F00", "#8C959F", "#22272E"


class Meaning(Enum):
    """What a colour says, on every page of the site."""

    OBSERVED = BLUE
    INTENDED = ORANGE
    """A plan, a target or a threshold."""
    SCALE = GREY
    """What the others are held against, such as the country."""


CHART_MIME = "application/vnd.two-tier-study.chart+csv"
"""The kind of output in which a chart carries what it draws, as CSV."""
_DATA = ("label", "day", "shown", "value", "low", "high", "drawn", "meaning", "figures")

WIDTH_INCHES = 4.8
"""As wide as a phone shows without making letters smaller than it prints the text."""

_STYLE: dict[str, Any] = {
    "font.family": ["DejaVu Sans", "sans-serif"], "font.size": 10, "text.color": INK, "axes.labelcolor": INK,
    "xtick.color": INK, "ytick.color": INK, "axes.edgecolor": "#B4B9BF", "svg.hashsalt": "two-tier-study",
    "svg.fonttype": "none", "text.parse_math": False,
}  # fmt: skip
_NOT_SAID = re.compile(r"<\?xml.*?\?>\s*|<!DOCTYPE.*?>\s*|\s*<metadata>.*?</metadata>", re.DOTALL)
"""What Matplotlib writes around a picture, and a page does not need."""


@dataclass(frozen=True)
class Mark:
    """One labelled value of a chart; `text` is printed at it, `solid` False draws it hollow.

    `low` and `high` draw an interval; `day` is where a chart over time has it. `figure_ids` are what is
    behind it.
    """

    label: str
    value: Decimal
    text: str
    low: Decimal | None = None
    high: Decimal | None = None
    solid: bool = True
    meaning: Meaning = Meaning.OBSERVED
    day: date | None = None
    figure_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A drawn chart with its alternative text and the marks behind it."""

    svg: str
    alt: str
    marks: tuple[Mark, ...]

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        shown = {"image/svg+xml": self.svg, "text/plain": self.alt, CHART_MIME: self.data}
        return shown, {"image/svg+xml": {"alt": self.alt}}

    @property
    def data(self) -> str:
        """What is drawn, as CSV: a row for each mark, in the order of the chart.

        `shown` is what is printed at the mark, `value` the number that it is drawn at: a share is a ratio.
        A mark with many figures behind it names their set, as a row of results does.
        """
        return csv_lines([_DATA, *map(_data_row, self.marks)])


def _data_row(mark: Mark) -> tuple[str, ...]:
    numbers = ("" if each is None else f"{each:f}" for each in (mark.value, mark.low, mark.high))
    ids = dict.fromkeys(mark.figure_ids)
    return (
        mark.label, str(mark.day or ""), mark.text, *numbers, "filled" if mark.solid else "hollow",
        mark.meaning.name.lower(), "; ".join(ids) if len(ids) <= MOST_IDS else set_name(ids),
    )  # fmt: skip


@dataclass(frozen=True)
class Words:
    """What is written around the marks: the unit and dates above, the source below."""

    subtitle: str
    source: str


def bars(marks: Sequence[Mark], words: Words) -> Chart:
    """Horizontal bars from zero, one per mark, the value at each bar's end."""
    with _drawing(len(marks)) as (canvas, axes):
        for row, mark in enumerate(marks):
            colour = mark.meaning.value
            axes.barh(
                row, float(mark.value), height=0.62, edgecolor=colour, linewidth=1.4,
                color=colour if mark.solid else "white",
            )  # fmt: skip
            _interval(axes, row, mark)
        _label(axes, marks)
        axes.set_xticks([])
        return _finished(canvas, axes, marks, words)


def ranges(marks: Sequence[Mark], words: Words) -> Chart:
    """A dot for each mark, or a bar over its interval, above a scale; one of shares may leave out zero."""
    with _drawing(len(marks) + 1) as (canvas, axes):
        for row, mark in enumerate(marks):
            colour = mark.meaning.value
            face = colour if mark.solid else "white"
            if mark.low is not None and mark.high is not None:
                width = float(mark.high - mark.low)
                axes.barh(row, width, 0.26, float(mark.low), color=face, edgecolor=colour, linewidth=1.4)
            else:
                axes.plot(float(mark.value), row, "o", markersize=8, color=colour, markerfacecolor=face)
        axes.use_sticky_edges = False  # the scale need not start where the lowest bar does
        _label(axes, marks)
        axes.margins(x=0.12)
        axes.spines["left"].set_visible(False)
        shares = all("%" in mark.text for mark in marks)
        if not shares and axes.get_xlim()[0] > 0:
            axes.set_xlim(left=0)
        _scale(axes.xaxis, _short_share if shares else _short)
        return _finished(canvas, axes, marks, _saying_where_it_starts(words, axes.get_xlim()[0]))


@dataclass(frozen=True)
class Line:
    """The marks of one thing over time, by day; `joined` are the pairs between which a line is drawn.

    `name` stands at the last mark, before its text.
    """

    name: str
    marks: tuple[Mark, ...]
    joined: tuple[tuple[Mark, Mark], ...] = ()


_ROOM, _ROOM_BESIDE_NAMES = 0.2, 0.4
"""The part of a chart's time that the name of a day takes; more where lines have names at the side."""
_TALL, _LABEL_HEIGHT = 5, 13
"""How high a chart over time is, in rows of a bar chart; and a label, in points."""


def lines(drawn: Sequence[Line], words: Words, sign: str = "") -> Chart:
    """Marks over time, joined where they may be; each line's last mark has its name and its value.

    `sign` stands behind the numbers of the scale. Amounts have a scale from zero; one of percentages starts
    where they do, and the subtitle says so.
    """
    with _drawing(max(_TALL, len(drawn))) as (canvas, axes):
        for line in drawn:
            _draw_line(axes, line)
        axes.margins(x=0.05, y=0.1)
        room = _ROOM_BESIDE_NAMES if any(line.name for line in drawn) else _ROOM
        _name_days(axes, sorted({_number(mark) for line in drawn for mark in line.marks}), room)
        if not sign and axes.get_ylim()[0] > 0:
            axes.set_ylim(bottom=0)
        _scale(axes.yaxis, lambda value: _short(value) + sign)
        axes.tick_params(length=0)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        _name_lines(axes, [line for line in drawn if line.marks], canvas.get_figheight())
        marks = [mark for line in drawn for mark in line.marks]
        return _finished(canvas, axes, marks, _saying_where_it_starts(words, axes.get_ylim()[0]))


def _scale(axis: Axis, said: Callable[[float], str]) -> None:
    """Name a few values of the axis, with a pale line at each."""
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(lambda value, _: said(value))
    axis.grid(color="#E7EAED")
    axis.axes.set_axisbelow(True)


def _saying_where_it_starts(words: Words, start: float) -> Words:
    """The words with a warning where the scale leaves zero out."""
    return replace(words, subtitle=f"{words.subtitle}; scale not from zero") if start > 0 else words


def _draw_line(axes: Axes, line: Line) -> None:
    for before, after in line.joined:
        axes.plot(
            [_number(before), _number(after)], [float(before.value), float(after.value)],
            color=after.meaning.value, linewidth=1.8, zorder=2,
        )  # fmt: skip
    for mark in line.marks:
        colour = mark.meaning.value
        axes.plot(
            _number(mark), float(mark.value), "o", markersize=6.5, color=colour, zorder=3,
            markerfacecolor=colour if mark.solid else "white",
        )  # fmt: skip


def _number(mark: Mark) -> int:
    """Its day as a chart counts days."""
    assert mark.day is not None
    return mark.day.toordinal()


def _name_days(axes: Axes, days: Sequence[int], room: float) -> None:
    """Name days that have marks: the first, the last, and of the others those that have room."""
    named, apart = [days[0]], room * (days[-1] - days[0])
    for each in days[1:-1]:
        if min(each - named[-1], days[-1] - each) >= apart:
            named.append(each)
    named += days[-1:]
    axes.set_xticks(named, [short_day(date.fromordinal(each)).replace(" 20", "\n20") for each in named])


def _name_lines(axes: Axes, drawn: Sequence[Line], inches: float) -> None:
    """Name each line at its last mark; names that would cover each other move apart."""
    low, high = axes.get_ylim()
    points = inches * 72 * 0.6 / ((high - low) or 1)
    at = float("-inf")
    for line in sorted(drawn, key=lambda each: each.marks[-1].value):
        last = line.marks[-1]
        wanted = (float(last.value) - low) * points
        at = max(wanted, at + _LABEL_HEIGHT)
        axes.annotate(
            f"{line.name} {last.text}".strip(), (_number(last), float(last.value)),
            xytext=(8, at - wanted), textcoords="offset points", va="center", fontsize=9.5,
        )  # fmt: skip


def _short(value: float) -> str:
    """A number at an axis, in thousands, millions or more where it is large."""
    size, word = scale_of(Decimal(value))
    return f"{value / float(size):,.10g} {word}".strip()


def _short_share(ratio: float) -> str:
    """A ratio at an axis, in percent."""
    return f"{100 * ratio:,.10g}%"


_PALER = 1.8
"""The scale of colours goes on beyond the largest count, so that the darkest cell lets its count be read."""
_MOST_LETTERS = 60
"""Names of columns stand slanted where, all as long as the longest, they would run into each other."""


def matrix(
    rows: Sequence[str], columns: Sequence[str], counts: Sequence[Sequence[int]], words: Words
) -> Chart:
    """A grid of counts; a cell without any stays blank."""
    import seaborn as sns

    slanted = len(columns) * max(map(len, columns)) > _MOST_LETTERS
    with _drawing(len(rows) + (3 if slanted else 1)) as (canvas, axes):
        blank = [[count == 0 for count in row] for row in counts]
        shown = [[str(count) if count else "" for count in row] for row in counts]
        sns.heatmap(
            [list(row) for row in counts], mask=_array(blank), annot=_array(shown), fmt="", cbar=False,
            ax=axes, cmap=sns.light_palette(BLUE, as_cmap=True), linewidths=1.5, linecolor="white",
            xticklabels=list(columns), yticklabels=list(rows), annot_kws={"color": INK},
            vmin=0, vmax=_PALER * max(max(row) for row in counts),
        )  # fmt: skip
        axes.tick_params(length=0, labeltop=True, labelbottom=False)
        axes.tick_params(axis="x", labelsize=9 if slanted else 7.5)
        if slanted:
            axes.set_xticklabels(list(columns), rotation=50, ha="left", rotation_mode="anchor")
        axes.set_yticklabels([_folded(row) for row in rows], rotation=0)
        marks = [
            Mark(f"{row}, {column}", Decimal(count), str(count) if count else "")
            for row, line in zip(rows, counts, strict=True)
            for column, count in zip(columns, line, strict=True)
        ]
        return _finished(canvas, axes, marks, words)


def _array(cells: list[list[Any]]) -> Any:
    import numpy as np

    return np.array(cells)


class _drawing:
    """A canvas in the study's style, closed when done."""

    def __init__(self, rows: int) -> None:
        self.rows = rows

    def __enter__(self) -> tuple[Canvas, Axes]:
        import matplotlib as mpl
        import seaborn as sns
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        style: Any = {**sns.axes_style("white"), **_STYLE}
        self.context = mpl.rc_context(style)
        self.context.__enter__()
        canvas = Figure(figsize=(WIDTH_INCHES, 1.0 + 0.46 * self.rows))
        FigureCanvasAgg(canvas)
        return canvas, canvas.subplots()

    def __exit__(self, *exception: object) -> None:
        self.context.__exit__(None, None, None)


def _interval(axes: Axes, row: int, mark: Mark) -> None:
    if mark.low is not None and mark.high is not None and mark.low != mark.high:
        axes.plot(
            [float(mark.low), float(mark.high)],
            [row, row],
            color=INK,
            linewidth=2.2,
            solid_capstyle="butt",
        )


def _label(axes: Axes, marks: Sequence[Mark]) -> None:
    axes.set_yticks(range(len(marks)), [_folded(mark.label) for mark in marks])
    axes.set_ylim(len(marks) - 0.45, -0.55)
    axes.tick_params(length=0)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    for row, mark in enumerate(marks):
        end = max(float(mark.value), float(mark.high) if mark.high is not None else float(mark.value))
        axes.annotate(
            mark.text,
            (end, row),
            xytext=(9, 0),
            textcoords="offset points",
            va="center",
            fontsize=9.5,
        )


def _folded(label: str) -> str:
    """The label on lines that leave room for what is drawn; a printed number stays on one."""
    return textwrap.fill(re.sub(r"(?<=\d) (?=\d)", "\N{NO-BREAK SPACE}", label), 22)


def _finished(canvas: Canvas, axes: Axes, marks: Sequence[Mark], words: Words) -> Chart:
    subtitle = textwrap.fill(words.subtitle, 58)
    source = textwrap.fill(words.source, 66)
    canvas.text(0.01, 0.985, subtitle, fontsize=9.5, va="top", color="#57606A")
    canvas.text(0.01, 0.0, source, fontsize=8.5, va="bottom", color="#57606A")
    line = 0.17 / canvas.get_figheight()
    canvas.tight_layout(rect=(0, line * (source.count("\n") + 1), 1, 1 - line * (subtitle.count("\n") + 1.4)))
    _make_room_for_labels(canvas, axes)
    out = io.StringIO()
    canvas.savefig(out, format="svg", metadata={"Date": None}, facecolor="white")
    said = "; ".join(f"{mark.label}: {mark.text}" for mark in marks if mark.text)
    return Chart(
        _NOT_SAID.sub("", out.getvalue()), f"{words.subtitle}. {said}. {words.source}.", tuple(marks)
    )


def _make_room_for_labels(canvas: Canvas, axes: Axes) -> None:
    """Widen the scale until no value's label runs out of the picture."""
    from matplotlib.text import Annotation

    labels = [child for child in axes.texts if child.get_text() and isinstance(child, Annotation)]
    if not labels:
        return
    edge = canvas.bbox.x1 - 4
    for _ in range(6):
        renderer = canvas.canvas.get_renderer()  # type: ignore[attr-defined]
        over = max(label.get_window_extent(renderer).x1 for label in labels) - edge
        if over <= 0:
            return
        low, high = axes.get_xlim()
        axes.set_xlim(low, high + (high - low) * (over / axes.bbox.width + 0.02) * 1.1)
