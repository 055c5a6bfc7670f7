"""What waits for a person: figures that no sentence of the page rests on yet, and what they would change."""

from __future__ import annotations

from analysis.showing.sentences import Finding, finding
from analysis.showing.tables import Table, marks_of
from analysis.table.figures import Figure
from analysis.table.latest import latest_first
from analysis.table.placing import label
from analysis.table.quantities import exact
from analysis.table.study import Selection
from analysis.wording import PAGE_ROWS, Code, stated, valued, window

COLUMNS = ("what", "place", "waits", "period", "stands now", "figure")


def waiting(seen: Selection, theme: str = "") -> tuple[Finding, Table]:
    """The figures of the theme that wait for a review, marked, beside what the page says in their place.

    The table has the first PAGE_ROWS of them.

    >>> from analysis.table.study import load
    >>> waiting(load().select(), "procedures")[0].markdown
    '*No figure on this page waits for a review.*'
    """
    chosen = seen.about(theme) if theme else seen
    left = chosen.own().waiting
    if not left:
        return Finding("*No figure on this page waits for a review.*"), Table((), ())
    many = exact(len(left), "figures", left.texts("figure_id"))
    more = len(left) - PAGE_ROWS
    said = finding(
        "{waiting} of {where} " + ("wait for a review" if len(left) > 1 else "waits for a review"),
        "The program read them and no person has looked at them, so that no sentence or chart above rests on "
        "them; the table says what stands in their place.",
        "It has the first of them; “study review”, report by report, lists {more} more." if more > 0 else "",
        waiting=many, where=seen.place.name_en, more=more,
    )  # fmt: skip
    return said, Table(COLUMNS, tuple(_row(each, seen) for each in left[:PAGE_ROWS]))


def _row(figure: Figure, seen: Selection) -> tuple[str, ...]:
    now = _now(figure, seen)
    return (
        seen.study.measure_of(figure).label, label(seen, figure), valued(stated(figure) + marks_of(figure)),
        window(figure), f"{stated(now)}, {window(now)}" if now else "nothing",
        Code(" ".join(each.figure_id for each in (figure, now) if each)),
    )  # fmt: skip


def _now(figure: Figure, seen: Selection) -> Figure | None:
    """The latest reviewed figure of the same thing; nothing for what fits no measure."""
    if figure.measure not in seen.study.measures:
        return None
    known = [
        each
        for each in seen.all(figure.measure, place=figure.place, role=figure.role, aspect=figure.aspect)
        if each.locality == figure.locality
    ]
    return next(iter(latest_first(known)), None)
