"""The README's numbers: each marked place shows a result or a figure, and none is typed.

A result that a committed notebook carries: `<!-- result: 02-procedures.some_id -->**97.4%**<!-- /result -->`.
A figure as its report states it: `<!-- figure: hanoi-fr:1904 -->9,622 posts<!-- /figure -->`.
`python -m analysis.pages.rendering.readme` fills them all in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from analysis.console import say
from analysis.errors import StudyError
from analysis.files import ROOT, read_text, write_text
from analysis.pages.layout import HERE
from analysis.pages.results import committed_results
from analysis.table.formula import INFINITY, Interval

README = ROOT / "README.md"

_OPENING = re.compile(r"<!-- (?:result|figure):")
_PLACE = re.compile(
    r"(?P<open><!-- (?P<kind>result|figure): (?P<id>\S+) -->)(?:(?!<!--).)*(?P<close><!-- /(?P=kind) -->)",
    re.DOTALL,
)
_LARGE = 10_000
_BETWEEN = re.compile(r"between (any|-?[\d.]+) and (any|-?[\d.]+)")

Shown = Mapping[str, Mapping[str, str]]
"""What stands in a place: by kind (result, figure), then by id."""


def marked(text: str, kind: str) -> list[str]:
    """The ids of the results, or of the figures, that the text has places for, in order.

    >>> marked("<!-- result: p.a -->**1**<!-- /result --> of <!-- figure: r:5 --><!-- /figure -->", "result")
    ['p.a']

    Raises:
        StudyError: a place is opened and not closed; the line is named.
    """
    places = {place.start(): place for place in _PLACE.finditer(text)}
    for opening in _OPENING.finditer(text):
        if opening.start() not in places:
            raise StudyError(
                "a marked place is not closed",
                file="README.md",
                place=f"line {text.count(chr(10), 0, opening.start()) + 1}",
                way_out="write <!-- result: page.id --><!-- /result -->, or the same with figure",
            )
    return [place["id"] for place in places.values() if place["kind"] == kind]


def in_words(value: str, unit: str, note: str = "") -> str:
    """A result as a reader expects it: as many digits as the pages show, a bound rounded outwards.

    >>> in_words("94402", "people"), in_words("97.396125", "percent"), in_words("135265.38", "days")
    ('94,402 people', '97.4%', '135,265 days')
    >>> in_words("76.875244", "percent", "between 76.875244 and 97.944933")
    'between 76.8% and 98.0%'

    Money for each of something is rounded to its scale:

    >>> in_words("946343735.444807", "VND per case")
    '946 million VND per case'

    What is not a number stands as it is:

    >>> in_words("2025-08-31", "")
    '2025-08-31'
    """
    from analysis.table.saying import said
    from analysis.table.units import Unit

    try:
        number = Decimal(value)
    except InvalidOperation:
        return f"{value} {unit}".rstrip()
    whole = number == number.to_integral_value() or abs(number) >= _LARGE
    low, high = _interval(note, number)
    return said(Interval(number, low, high), Unit.read(unit), "" if whole else ".1")


def _interval(note: str, value: Decimal) -> tuple[Decimal, Decimal]:
    """The ends that a result's note says; the value twice where it says none."""
    found = _BETWEEN.search(note)
    if not found:
        return value, value
    low, high = found.groups()
    return (-INFINITY if low == "any" else Decimal(low)), (INFINITY if high == "any" else Decimal(high))


def filled(text: str, shown: Shown) -> str:
    """The text with every marked place showing what its result or figure says.

    >>> filled("<!-- result: p.a -->?<!-- /result -->.", {"result": {"p.a": "**12 posts**"}})
    '<!-- result: p.a -->**12 posts**<!-- /result -->.'

    Raises:
        StudyError: no committed notebook carries the result, or no report states the figure.
    """
    wanted = {kind: {each: _said(kind, each, shown) for each in marked(text, kind)} for kind in shown}
    return _PLACE.sub(lambda place: place["open"] + wanted[place["kind"]][place["id"]] + place["close"], text)


def shown_today() -> Shown:
    """What the committed notebooks and the table of figures say, in words."""
    from analysis.table.study import load
    from analysis.wording import stated

    return {
        "result": {
            row["result_id"]: f"**{in_words(row['value'], row['unit'], row['note'])}**"
            for row in committed_results(HERE)
        },
        "figure": {figure_id: stated(figure) for figure_id, figure in load().by_id.items()},
    }


def main() -> None:
    """Fill in the README and say how many places it has."""
    before = read_text(README)
    after = filled(before, shown_today())
    if after != before:
        write_text(README, after)
    places = len(marked(after, "result")) + len(marked(after, "figure"))
    say(f"README.md: {places} places, {'renewed' if after != before else 'as they were'}")


def _said(kind: str, place_id: str, shown: Shown) -> str:
    known = shown[kind]
    if place_id not in known:
        nearest = get_close_matches(place_id, known, n=1, cutoff=0.0)
        raise StudyError(
            f"there is no {kind} {place_id}",
            file="README.md",
            way_out=f"did you mean {nearest[0]}?" if nearest else "run make notebooks first",
        )
    return known[place_id]


if __name__ == "__main__":
    main()
