"""What a sentence leaves for the sentences after it in the same paragraph."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from analysis.reading.dates import Period
from analysis.reading.sentences import Draft


class Noun(NamedTuple):
    """A counted noun: its unit, all units it may have, the words; whether a scale word stood before it."""

    unit: str = ""
    units: tuple[str, ...] = ()
    words: str = ""
    scaled: bool = False


NO_NOUN = Noun()


@dataclass
class Memory:
    """What later sentences of the same paragraph may rest on; `home` is the report's own place.

    `latest` alone outlives its paragraph: "at the same date" may mean the date of the one before.
    """

    home: str
    paragraph: int = -1
    place: str = ""
    source: str = ""
    topic: dict[str, str] = field(default_factory=dict)
    noun: Noun = NO_NOUN
    counts: dict[str, Draft] = field(default_factory=dict)
    period: Period | None = None
    theme: str = ""
    period_place: str = ""
    period_locality: tuple[str, ...] = ()
    measures: frozenset[str] = frozenset()
    latest: Period | None = None
    day: Period | None = None

    def enter(self, paragraph: int) -> None:
        """A new paragraph begins: what the last one carried is forgotten."""
        if paragraph != self.paragraph:
            self.paragraph, self.place, self.source = paragraph, "", ""
            self.topic, self.noun, self.counts = {}, NO_NOUN, {}
            self.forget_period()
            self.day = None

    def keep_period(self, period: Period, theme: str, draft: Draft | None) -> None:
        """A date that the next sentences may carry on."""
        self.period, self.latest, self.theme = period, period, theme
        self.period_place = draft.place if draft else self.home
        self.period_locality = draft.locality if draft else ()

    def forget_period(self) -> None:
        """Nothing is dated any more by what was said before."""
        self.period, self.theme, self.period_place, self.period_locality = None, "", "", ()
        self.measures = frozenset()
