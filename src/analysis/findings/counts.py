"""Counts of figures as results, and what is uncertain about the figures that are counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from analysis.findings.finding import Finding, Table
from analysis.table.figures import Figure
from analysis.table.results import Result, result
from analysis.wording import Code, amount, number, sentence

_EXAMPLES = 3


def counted(
    result_id: str, formula: str, unit: str, *, note: str = "", about: Sequence[Figure] = (), **inputs: int
) -> Result:
    """What the formula gives for counts of figures, reports or places.

    >>> counted("figures", "stated - repeated", "figures", stated=106, repeated=26).value
    Decimal('80')
    """
    exact = {name: Decimal(each) for name, each in inputs.items()}
    return result(result_id, formula, unit, note=note, about=about, **exact)


def counting(result_id: str, figures: Sequence[Figure], note: str = "") -> Result:
    """How many figures these are, with a pointer to each."""
    return counted(result_id, "figures", "figures", figures=len(figures), note=note, about=figures)


def share_of(result_id: str, part: Sequence[Figure], whole: Sequence[Figure], note: str = "") -> Result:
    """What share of the figures these are, in percent, with a pointer to each of the part."""
    formula = "part / figures * 100"
    return counted(result_id, formula, "percent", part=len(part), figures=len(whole), note=note, about=part)


def examples(figures: Sequence[Figure]) -> Code:
    """Pointers to the first few of the figures."""
    return Code(" ".join(figure.figure_id for figure in figures[:_EXAMPLES]))


_Holds = Callable[[Figure], bool]
_DOUBTS: tuple[tuple[str, str, _Holds], ...] = (
    ("undated", "no date", lambda figure: figure.period_end is None),
    ("not_observed", "estimate, plan, target or threshold", lambda figure: figure.role != "observed"),
    ("partial", "about a part of its place", lambda figure: not figure.covers_whole_place),
    ("no_total", "another holder's, of a class, or an average", lambda figure: any(figure.aspect)),
    ("hedged", "hedged (more than, nearly ...)", lambda figure: figure.qualifier != "exact"),
    ("unclassified", "fits no measure", lambda figure: figure.theme == "none"),
    ("two_readings", "may be read in two ways", lambda figure: figure.alternative is not None),
    ("unreviewed", "not reviewed", lambda figure: figure.status != "reviewed"),
    (
        "inferred_date",
        "date not stated in full",
        lambda figure: figure.period_basis not in ("", "stated"),
    ),
    ("corrected", "corrected after review", lambda figure: figure.corrected),
)
_LEAVE_FIRM = frozenset({"inferred_date", "corrected"})
"""What is said of a figure without making it less comparable."""


def is_firm(figure: Figure) -> bool:
    """Whether it is dated, observed, exact, reviewed, of one reading and the total of a whole place."""
    return not any(holds(figure) for name, _, holds in _DOUBTS if name not in _LEAVE_FIRM)


def doubts(figures: Sequence[Figure], subject: str) -> Finding:
    """How many of the figures (at least one) are undated, planned, partial, hedged, corrected ..."""
    held = {name: [figure for figure in figures if holds(figure)] for name, _, holds in _DOUBTS}
    firm = [figure for figure in figures if is_firm(figure)]
    share = share_of("share_firm", firm, figures, "dated, observed, exact, reviewed, about a whole place")
    firm_ones = counting("firm", firm)
    of_them = f"{amount(share.value, 'percent', 0)} of the figures" if firm else "No figure"
    heading = (
        f"{of_them} of {subject} {'are' if firm else 'is'} dated, observed, unhedged and about a whole place"
    )
    text = sentence(
        f"{number(firm_ones.value)} of {number(len(figures))} can be compared as they stand." if firm else "",
        "What the others say can be cited with the caveat that the table names.",
        "One figure may stand in several rows.",
        "An undated figure is not a wrong one: a count of units or offices holds until it is changed."
        if held["undated"]
        else "",
    )
    results = (share, firm_ones, *(counting(name, each) for name, each in held.items()))
    return Finding(heading, text, results, _table(held, len(figures)))


def _table(held: dict[str, list[Figure]], of: int) -> Table:
    rows = tuple((label, str(len(held[name])), str(of), examples(held[name])) for name, label, _ in _DOUBTS)
    return Table(("what is uncertain", "figures", "of", "for example"), rows)
