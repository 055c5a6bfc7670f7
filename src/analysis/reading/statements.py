"""What a text says without a number, as far as cue words tell it: suggestions for a person to decide on.

The code book in data/README.md says what the kinds and themes are. A segment gets the first kind of
the code book's order whose words it has, and a row for each theme that it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from analysis.reading.dates import Dates, Found, Period
from analysis.reading.language import Language, read_language
from analysis.reading.lexicon import Mention, Word, any_of, words_of
from analysis.reading.places import Localities, Places
from analysis.reading.sentences import Segment, segments_of
from analysis.table.register import day_or_month
from analysis.table.vocabulary import STATEMENT_KINDS

Row = dict[str, str]
_MOST_THEMES = 3
_LIMIT_REACH = 4
_ORDER = ("request", "decision", "difficulty", "claim_without_figure")
_WEAKER = ("difficulty", "claim_without_figure", "")
"""What an item of a list of requests does not become by a word of it: "to replace the missing machines"."""
_SHARE = re.compile(r"\d\s?%")
_OFTEN_OTHER = ("request", "deadline")
_FEW_WORDS = 4
"""A shorter segment is a heading or a remnant."""


@dataclass
class _Context:
    """What the segments before leave: the sentence's kind and what it has named, the group that reports."""

    home: str
    sentence: int = -1
    kind: str = ""
    named: set[tuple[str, str]] = field(default_factory=set)
    paragraph: int = -1
    themes: list[str] = field(default_factory=list)
    group: str = ""
    localities: str = ""

    def enter(self, segment: Segment) -> None:
        """A new sentence begins: what the last one listed is over; a new paragraph has themes of its own."""
        if segment.paragraph != self.paragraph:
            self.paragraph, self.themes = segment.paragraph, []
        if segment.sentence != self.sentence:
            self.sentence, self.kind, self.named = segment.sentence, "", set()


def suggest(
    text: str, language: str, *, report_id: str = "text", published: str = "", place: str = "",
    dates: Sequence[Found] | None = None,
) -> list[Row]:  # fmt: skip
    """The statements that a text seems to make, as rows of data/statements; none without cue words.

    Args:
        text: the decoded text; offsets are its code points.
        language: the code of a language file.
        report_id: the first half of every statement_id.
        published: a day or a month, which completes the days of deadlines.
        place: the code of the report's own place; found from the text when empty.
        dates: those of the text, if they have been found already.

    >>> [(row["kind"], row["theme"]) for row in suggest("Les communes manquent de comptables.", "fr")]
    [('difficulty', 'staffing')]
    """
    spoken = read_language(language)
    if not spoken.statements.kinds:
        return []
    window = day_or_month(published) if published else None
    found = Dates(spoken, window).find(text) if dates is None else dates
    latest = window[1] if window else None
    return list(_Suggesting(text, spoken, _Known(found, latest), report_id, place).rows())


@dataclass(frozen=True)
class _Known:
    """The dates of a text, and the last day on which it can have been published."""

    dates: Sequence[Found]
    latest: date | None


class _Suggesting:
    """One text in which statements are looked for."""

    def __init__(self, text: str, language: Language, known: _Known, report_id: str, place: str) -> None:
        self.text, self.language, self.report_id = text, language, report_id
        self.found, self.latest = known.dates, known.latest
        self.places, self.localities = Places(text, language), Localities(language)
        self.context = _Context(place or self.places.main())

    def rows(self) -> Iterator[Row]:
        """The rows of all segments in order."""
        for segment in segments_of(self.text):
            self.context.enter(segment)
            self._note_group(segment)
            yield from self._rows_of(segment)

    def _rows_of(self, segment: Segment) -> Iterator[Row]:
        words = words_of(self.text, segment.start, segment.end)
        if len(words) < _FEW_WORDS:
            return
        mentions = self.language.statement_lexicon.find(words)
        due = self._due(segment, words, mentions)
        own = _kind_of(mentions, self._gives_share(segment), due)
        kind = (
            self.context.kind
            if self.context.kind == "request" and own in _WEAKER
            else own or self.context.kind
        )
        if own:
            self.context.kind = own if own != "deadline" else "request"
        themes = list(dict.fromkeys(mention.value for mention in mentions if mention.kind == "theme"))
        doubts = ["kind as in the segment before"] if kind != own else []
        if kind and own and not themes:
            doubts.append("theme as in the segment before")
            themes = self.context.themes[:1] or (["other"] if kind in _OFTEN_OTHER else [])
        self.context.themes = themes or self.context.themes
        if not kind:
            return
        fresh = [theme for theme in themes if (kind, theme) not in self.context.named][:_MOST_THEMES]
        self.context.named.update((kind, theme) for theme in fresh)
        for number, theme in enumerate(fresh, start=1):
            yield self._row(segment, number, kind, theme, due if kind == "deadline" else None, doubts)

    def _row(
        self, segment: Segment, number: int, kind: str, theme: str, due: date | None, doubts: Sequence[str]
    ) -> Row:
        named = self.places.within(segment.start, segment.end)
        lists = self.localities.find(self.text, segment.start, segment.end)
        own = "; ".join(sorted(name for _, _, names in lists for name in names))
        return {
            "statement_id": f"{self.report_id}:s{segment.start}" + (f".{number}" if number > 1 else ""),
            "report_id": self.report_id, "start": str(segment.start), "end": str(segment.end),
            "kind": kind, "theme": theme, "place": named[0].code if named else self.context.home,
            "locality": own or self.context.localities, "group": self.context.group, "source": "",
            "due": due.isoformat() if due else "", "status": "read",
            "note": f"doubtful: {'; '.join(doubts)}" if doubts else "",
        }  # fmt: skip

    def _note_group(self, segment: Segment) -> None:
        """A working group that begins to report, and the communes that it visited."""
        found = _groups_of(self.language).search(self.text, segment.start, segment.end)
        if found:
            lists = self.localities.find(self.text, segment.start, segment.end)
            self.context.group = found["group"]
            self.context.localities = "; ".join(sorted(name for _, _, names in lists for name in names))

    def _gives_share(self, segment: Segment) -> bool:
        """Whether the segment prints a percentage: then nothing is asserted without a figure."""
        return _SHARE.search(self.text, segment.start, segment.end) is not None

    def _due(self, segment: Segment, words: Sequence[Word], mentions: Sequence[Mention]) -> date | None:
        """The day that the segment sets: one behind "by" or "before", or one after the publication."""
        limits = [words[mention.last].end for mention in mentions if (mention.kind, mention.value) == _LIMIT]
        for each in self._periods(segment):
            at = sum(word.end <= each.start for word in words)
            behind = any(end <= each.start and at - sum(w.end <= end for w in words) <= _LIMIT_REACH
                         for end in limits)  # fmt: skip
            ahead = self.latest is not None and self.latest < each.last <= date(self.latest.year + 1, 12, 31)
            if (behind or ahead) and (each.last - each.first).days <= 366:
                return each.last
        return None

    def _periods(self, segment: Segment) -> list[Period]:
        inside: list[Found] = [f for f in self.found if segment.start <= f.start and f.end <= segment.end]
        return [found.period for found in inside if found.period is not None]


_LIMIT = ("kind", "limit")


def _kind_of(mentions: Sequence[Mention], gives_share: bool, due: date | None) -> str:
    """The first kind, in the code book's order, whose words the segment has."""
    told = {mention.value for mention in mentions if mention.kind == "kind"}
    if due is not None and told & {"request", "decision", "limit"}:
        return "deadline"
    for kind in _ORDER:
        if kind in told and not (kind == "claim_without_figure" and gives_share):
            return kind
    return ""


@cache
def _groups_of(language: Language) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{any_of(language.statements.groups)})\s*(?P<group>\d{{1,2}})", re.IGNORECASE
    )


assert set(_ORDER) < set(STATEMENT_KINDS)
