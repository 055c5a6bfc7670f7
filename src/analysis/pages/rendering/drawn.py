"""Small charts as SVG, written by hand: bars across places and lines over time, legible on a phone.

One unit of the drawing is about a pixel of a phone, so that letters keep their size. What no person has
reviewed is hollow. Ground is transparent; a dark page turns the ink around (theme/static/places.css).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from itertools import pairwise

from analysis.wording import short_day

WIDTH = 420
INK, QUIET, LINE = "#1f2a30", "#56646c", "#d5dce0"
COLOURS = ("#0b5c7a", "#a8481a", "#3f7030", "#7d4492", "#7a6200", "#56646c")
"""Apart for those who see few colours, and dark enough for letters; each line is named at its end as well."""
_FONT = "font-family:system-ui,-apple-system,Segoe UI,Roboto,Noto Sans,Liberation Sans,Arial,sans-serif"
_SIZE, _ROW, _LETTER = 12, 21, 7.1
_LONGEST = 22


@dataclass(frozen=True)
class Dot:
    """One value of a chart: whose, how much, how it is said, of which day, and whether it was reviewed."""

    name: str
    value: float
    words: str
    day: date | None = None
    solid: bool = True


def bars(dots: Sequence[Dot], *, days: bool = False) -> str:
    """A bar for each value, in the order given, said at its end; `days` writes the day of each at the edge.

    >>> drawing = bars([Dot("Hanoi", 97.39, "97.39%"), Dot("Hue", 90.0, "90%", solid=False)])
    >>> drawing.count("<rect"), drawing.count('fill="none"')
    (2, 1)
    """
    left = min(max(_wide(_short(dot.name)) for dot in dots), 140) + 8
    said = max(_wide(dot.words) for dot in dots) + 6
    right = WIDTH - said - (82 if days else 0)
    low, high = min(0.0, *(dot.value for dot in dots)), max(0.0, *(dot.value for dot in dots))
    scale = max(right - left, 40) / ((high - low) or 1)
    zero = left - low * scale
    drawn = []
    for at, dot in enumerate(dots):
        top, size = at * _ROW + 3, abs(dot.value) * scale
        x = zero - (size if dot.value < 0 else 0)
        middle = top + 12
        drawn += [
            _text(left - 8, middle, _short(dot.name), "end"),
            f'<rect x="{x:.1f}" y="{top + 1}" width="{max(size, 1):.1f}" height="13" '
            f"{_look(COLOURS[0], dot.solid)}/>",
            _text(max(x + size, zero) + 6, middle, dot.words),
        ]
        if days and dot.day:
            drawn.append(_text(WIDTH, middle, short_day(dot.day), "end", QUIET, 11))
    foot = len(dots) * _ROW
    axis = f'<path d="M{zero:.1f} 0V{foot}" stroke="{QUIET}" stroke-width="1"/>'
    return _svg(foot + 4, [*drawn, axis])


def lines(series: Sequence[Sequence[Dot]], *, from_zero: bool, named: int = len(COLOURS)) -> str:
    """A line for each series of dated values; the first `named` have a colour and their name at the end.

    >>> days = {date(2025, 7, 31): 48.0, date(2025, 9, 30): 68.0}
    >>> line = [Dot("Hai Phong", much, f"{much}%", day) for day, much in days.items()]
    >>> drawing = lines([line], from_zero=True)
    >>> drawing.count("<circle"), "Hai Phong" in drawing
    (2, True)
    """
    dots = [dot for line in series for dot in line]
    days = [dot.day for dot in dots if dot.day]
    first, last = min(days), max(days)
    values = [dot.value for dot in dots] + ([0.0] if from_zero else [])
    ticks = _ticks(min(values), max(values))
    labels = [f"{_short(line[-1].name)} {line[-1].words}" for line in series[:named]]
    left = max(_wide(f"{tick:,g}") for tick in ticks) + 8
    right = WIDTH - min(max(map(_wide, labels)), 170) - 12
    top, foot = 12.0, 12.0 + max(170, 17 * len(labels))

    def x(day: date) -> float:
        return left + (right - left) * ((day - first).days / ((last - first).days or 1))

    def y(value: float) -> float:
        return foot - (foot - top) * (value - ticks[0]) / ((ticks[-1] - ticks[0]) or 1)

    drawn = [
        f'<path d="M{left:.1f} {y(tick):.1f}H{right:.1f}" stroke="{LINE}" stroke-width="1"/>'
        + _text(left - 6, y(tick) + 4, f"{tick:,g}", "end", QUIET, 11)
        for tick in ticks
    ]
    drawn += [
        _text(x(day), foot + 18, short_day(day), anchor, QUIET, 11)
        for day, anchor in _days(first, last, right - left)
    ]
    for at, line in reversed([*enumerate(series)]):
        colour = COLOURS[at % len(COLOURS)] if at < named else "#9aa5ab"
        drawn += _line([(x(dot.day), y(dot.value), dot.solid) for dot in line if dot.day], colour, at < named)
    heights = _apart([y(line[-1].value) + 4 for line in series[:named]], 15, foot + 4)
    for at, (words, height) in enumerate(zip(labels, heights, strict=True)):
        drawn.append(_text(right + 10, height, words, "start", COLOURS[at % len(COLOURS)]))
    return _svg(foot + 26, drawn)


def _line(places: Sequence[tuple[float, float, bool]], colour: str, bold: bool) -> Iterator[str]:
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y, _ in places)
    yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="{2 if bold else 1}"/>'
    for x, y, solid in places:
        look = _look(colour, solid).replace('"none"', '"#fff"')
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{3.5 if bold else 2}" {look}/>'


def _look(colour: str, solid: bool) -> str:
    fill = colour if solid else "none"
    return f'fill="{fill}" stroke="{colour}" stroke-width="1.5"'


def _text(x: float, y: float, words: str, anchor: str = "start", fill: str = INK, size: int = _SIZE) -> str:
    where = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}" font-size="{size}"'
    return f"<text {where}>{escape(words)}</text>"


def _svg(height: float, drawn: Iterable[str]) -> str:
    size = f'viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} style="{_FONT}">{"".join(drawn)}</svg>\n'


def _wide(words: str) -> float:
    return len(words) * _LETTER


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip() + "…"


def _ticks(low: float, high: float) -> list[float]:
    """Three to six round numbers around these.

    >>> _ticks(0, 97.39), _ticks(48, 68)
    ([0.0, 20.0, 40.0, 60.0, 80.0, 100.0], [45.0, 50.0, 55.0, 60.0, 65.0, 70.0])
    """
    span = (high - low) or abs(high) or 1.0
    size = 10.0 ** (len(f"{span / 4:.0f}") - 1) if span >= 4 else 10.0**-3
    while span / size > 5:
        size *= 2.5 if f"{size:e}".startswith("2") else 2.0
    start = low // size
    found = [start * size]
    while found[-1] < high:
        found.append((start + len(found)) * size)
    return [round(tick, 6) + 0 for tick in found]


def _days(first: date, last: date, room: float) -> list[tuple[date, str]]:
    """The days written under the axis: its ends, and the middle where there is room."""
    span = (last - first).days
    middle = [(first + timedelta(days=span // 2), "middle")] if span > 90 and room > 260 else []
    return [(first, "start"), *middle, (last, "end")] if span else [(first, "middle")]


def _apart(heights: Sequence[float], gap: float, most: float) -> list[float]:
    """The heights moved so that no two are nearer than the gap, and none is below the most."""
    order = sorted(range(len(heights)), key=lambda at: heights[at])
    moved = [heights[at] for at in order]
    for at in range(1, len(moved)):
        moved[at] = max(moved[at], moved[at - 1] + gap)
    if moved and moved[-1] > most:
        moved[-1] = most
        for lower, at in pairwise(range(len(moved) - 1, -1, -1)):
            moved[at] = min(moved[at], moved[lower] - gap)
    found = dict(zip(order, moved, strict=True))
    return [found[at] for at in range(len(heights))]
