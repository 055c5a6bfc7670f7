"""The mark that a figure carries: a sign and a word for the worst of the claims in which it takes part.

What was recomputed and came out has a tick. That a part is not above its whole can hardly fail, so that it
has another mark, and the last rank: whatever else became of the figure says more.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from analysis.table.agreement import AGREE, APART, DIFFER, DRIFT
from analysis.table.agreement import ROUNDED as CLOSE
from analysis.table.claims import ORDER
from analysis.table.verdicts import CUT, EXACT, OFF, ROUNDED, UNCHECKED
from analysis.wording import Markup

FITS = "fits"
"""The look of an order that holds; its verdict is exact, or within rounding."""

WORDS: Mapping[str, str] = {
    OFF: "✗ off",
    UNCHECKED: "? cannot check",
    CUT: "≈ cut",
    ROUNDED: "≈ rounded",
    EXACT: "✓ exact",
    FITS: "≤ fits",
}
"""What the mark of each verdict says, the worst first; a sign and a word, so that it needs no colour."""

_RANKS = {verdict: rank for rank, verdict in enumerate(WORDS)}


@dataclass(frozen=True, slots=True)
class Check:
    """What became of a claim, and why."""

    verdict: str
    reason: str

    @classmethod
    def of(cls, operation: str, verdict: str, reason: str = "") -> Check:
        """What became of a claim that asks this.

        >>> Check.of("order", "exact").words, Check.of("sum", "exact").words
        ('≤ fits', '✓ exact')
        """
        return cls(FITS if operation == ORDER and verdict in (EXACT, ROUNDED) else verdict, reason)

    @property
    def words(self) -> str:
        """The sign and the word."""
        return WORDS[self.verdict]

    @property
    def mark(self) -> Markup:
        """The sign and the word as a cell of a table, the reason behind them."""
        return mark(self.words, self.verdict, self.reason)


def mark(words: str, verdict: str, reason: str = "") -> Markup:
    """The words with the look of the verdict, and a reason that a reader may point at.

    >>> mark("✗ differ", OFF).markup
    '<span class="check check-off"><strong>✗ differ</strong></span>'
    """
    look, title = verdict.replace("_", "-"), f' title="{html.escape(reason)}"' if reason else ""
    shown = f"<strong>{html.escape(words)}</strong>" if verdict == OFF else html.escape(words)
    return Markup(words, f'<span class="check check-{look}"{title}>{shown}</span>')


PAIR_WORDS: Mapping[str, str] = {
    DIFFER: "✗ differ",
    DRIFT: "✗ drift",
    CLOSE: "≈ within rounding",
    AGREE: "✓ agree",
    FITS: WORDS[FITS],
    APART: "? not comparable",
}
"""What is said of two figures side by side, the worst first."""

_LOOKS = {DIFFER: OFF, DRIFT: OFF, CLOSE: ROUNDED, AGREE: EXACT, FITS: FITS, APART: UNCHECKED}


@cache
def mark_of_pair(verdict: str, of_one_thing: bool) -> Markup:
    """The mark of two figures side by side; that a part is not larger than its whole only fits.

    >>> str(mark_of_pair("agree", True)), str(mark_of_pair("agree", False))
    ('✓ agree', '≤ fits')
    """
    look = FITS if not of_one_thing and verdict in (AGREE, CLOSE) else verdict
    return mark(PAIR_WORDS[look], _LOOKS[look])


def worst(checks: Iterable[Check]) -> Check | None:
    """The worst of the checks, the first of several; None of none.

    >>> worst([Check("exact", "2 = 2"), Check("off", "2 is not 3")]).words
    '✗ off'
    """
    return min(checks, key=lambda check: _RANKS[check.verdict], default=None)


def checks_by_figure(said: Iterable[tuple[Check, Sequence[str]]]) -> dict[str, Check]:
    """The worst check of each figure, from checks and the ids that each speaks of, the stated one first.

    >>> found = checks_by_figure([(Check("off", "2 is not 3"), ["a:1", "a:2"])])
    >>> found["a:1"].reason, found["a:2"].reason
    ('2 is not 3', 'with a:1: 2 is not 3')
    """
    found: dict[str, Check] = {}
    for check, (stated, *parts) in said:
        # What cannot be checked says nothing of the parts that are there.
        parts = [] if check.verdict == UNCHECKED else parts
        shared = Check(check.verdict, f"with {stated}: {check.reason}")
        for figure_id, mine in ((stated, check), *((part, shared) for part in parts)):
            if figure_id not in found or _RANKS[mine.verdict] < _RANKS[found[figure_id].verdict]:
                found[figure_id] = mine
    return found
