"""The mark that a figure carries: a sign and a word for the worst of the claims in which it takes part."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.table.verdicts import CUT, EXACT, OFF, ROUNDED, UNCHECKED
from analysis.wording import Markup

WORDS: Mapping[str, str] = {
    OFF: "✗ off",
    UNCHECKED: "? cannot check",
    CUT: "≈ cut",
    ROUNDED: "≈ rounded",
    EXACT: "✓ exact",
}
"""What the mark of each verdict says, the worst first; a sign and a word, so that it needs no colour."""

_RANKS = {verdict: rank for rank, verdict in enumerate(WORDS)}


@dataclass(frozen=True, slots=True)
class Check:
    """What became of a claim, and why."""

    verdict: str
    reason: str

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
