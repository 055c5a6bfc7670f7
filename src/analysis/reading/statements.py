"""What a text says without a number: suggestions for a person to decide on.

The code book in data/README.md says what the kinds and themes are. For every segment the learned weights
pick a kind or none, then for each theme whether it is named, then who says it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from analysis.reading.addressed import asked, claimed_measure, lies_ahead
from analysis.reading.bodies import Bodies, Body
from analysis.reading.dates import Dates, Found
from analysis.reading.language import Language, read_language
from analysis.reading.lexicon import Mention, Word, any_of, words_of
from analysis.reading.places import Localities, Places
from analysis.reading.saying import (
    KIND,
    SOURCE,
    THEME,
    Before,
    Day,
    Saying,
    Topic,
    kind_options,
    source_options,
    theme_options,
)  # fmt: skip
from analysis.reading.scoring import LINE, Decider, learned
from analysis.reading.sentences import Segment, segments_of
from analysis.table.days import day_or_month
from analysis.table.vocabulary import STATEMENT_THEMES

Row = dict[str, str]
_MOST_THEMES = 3
_LIMIT_REACH = 4
_LONGEST = 366
_ASKING = ("request", "deadline")
"""Kinds that may address somebody."""
_FEW_WORDS = 3
"""A shorter segment is a remnant."""


def suggest(
    text: str, language: str, *, report_id: str = "text", published: str = "", place: str = "",
    dates: Sequence[Found] | None = None, decider: Decider | None = None,
) -> list[Row]:  # fmt: skip
    """The statements that a text seems to make, as rows of data/statements; none without cue words.

    Args:
        text: the decoded text; offsets are its code points.
        language: the code of a language file.
        report_id: the first half of every statement_id.
        published: a day or a month, which completes the days of deadlines.
        place: the code of the report's own place; found from the text when empty.
        dates: those of the text, if they have been found already.
        decider: what picks among the options; the learned weights when None.

    >>> [(row["kind"], row["theme"]) for row in suggest("Les communes manquent de comptables.", "fr")]
    [('difficulty', 'staffing')]
    """
    spoken = read_language(language)
    if not spoken.statements.cues:
        return []
    window = day_or_month(published) if published else None
    found = Dates(spoken, window).find(text) if dates is None else dates
    known = _Known(text, spoken, found, window, report_id, place)
    return list(_Suggesting(known, decider or learned()).rows())


@dataclass(frozen=True)
class _Known:
    """A text with what is known of it: its dates, the days on which it can have been published, its place."""

    text: str
    language: Language
    dates: Sequence[Found]
    window: tuple[date, date] | None
    report_id: str
    place: str


def _main_themes(seen: Sequence[Saying]) -> list[str]:
    """The themes that most segments of a text name, the most frequent first."""
    counts = Counter(theme for said in seen for theme in said.topics)
    return [theme for theme, _ in counts.most_common()]


@dataclass
class _Context:
    """What the segments before leave, and the group that reports."""

    sentence: int = -1
    paragraph: int = -1
    kind: str = ""
    themes: Sequence[str] = ()
    source: str = ""
    asked: str = ""
    bodies: Sequence[Body] = ()
    topics: Collection[str] = ()
    main: Sequence[str] = ()
    named: set[tuple[str, str]] = field(default_factory=set)
    group: str = ""
    localities: str = ""

    def before(self, segment: Segment) -> Before:
        """What a segment inherits; in a new sentence nothing is named yet."""
        same = segment.sentence == self.sentence
        if not same:
            self.named, self.asked = set(), ""
        near = segment.paragraph - self.paragraph <= 1 if self.paragraph >= 0 else False
        return Before(self.kind, self.themes, same, near, self.source, self.bodies, self.topics, self.main)

    def leave(self, said: Saying, themes: Sequence[str], source: str) -> None:
        """Keep what was found in a segment."""
        self.sentence, self.paragraph = said.segment.sentence, said.segment.paragraph
        self.kind, self.bodies = said.kind, said.bodies
        self.themes = themes or self.themes
        self.topics = said.topics.keys() or self.topics
        self.source = source or self.source


class _Suggesting:
    """One text in which statements are looked for."""

    def __init__(self, known: _Known, decider: Decider) -> None:
        self.known, self.decider = known, decider
        self.text, self.language = known.text, known.language
        self.places, self.localities = Places(self.text, self.language), Localities(self.language)
        self.home = known.place or self.places.main()
        self.bodies = Bodies(self.text, self.language, self.home, self.places, self.localities)
        self.context = _Context()
        self._dates = [found.start for found in known.dates]

    def rows(self) -> Iterator[Row]:
        """The rows of all segments in order."""
        seen = [said for said in self._all() if len(said.words) >= _FEW_WORDS]
        self.context.main = _main_themes(seen)
        for said in seen:
            said.before = self.context.before(said.segment)
            self._note_group(said.segment)
            yield from self._rows_of(said)

    def _all(self) -> Iterator[Saying]:
        segments = list(segments_of(self.text))
        for place, segment in enumerate(segments):
            yield self._seen(segment, segments[max(0, place - 1) : place + 2])

    def _seen(self, segment: Segment, around: Sequence[Segment]) -> Saying:
        words = words_of(self.text, segment.start, segment.end)
        mentions: dict[str, list[Mention]] = {}
        for mention in self.language.statement_lexicon.find(words):
            mentions.setdefault(mention.kind, []).append(mention)
        bodies = self.bodies.within(segment.start, segment.end, words, mentions.get("bodies", ()))
        shape = list(_shape(self.text, segment, words, around))
        days = self._days(segment, words, mentions.get("limits", ()))
        return Saying(segment, words, mentions, shape, days, bodies)

    def _rows_of(self, said: Saying) -> Iterator[Row]:
        options = kind_options(said, self.decider.features(KIND))
        said.kind = options.values[self.decider.pick(KIND, options, said)]
        themes = self._themes(said) if said.kind else []
        source = self._source(said) if said.kind else ""
        if said.kind in _ASKING:
            # A list goes on to ask whom its sentence began with.
            self.context.asked = asked(said, source) or self.context.asked
        fresh = [theme for theme in themes if (said.kind, theme) not in self.context.named]
        self.context.named.update((said.kind, theme) for theme in fresh)
        self.context.leave(said, themes, source)
        for number, theme in enumerate(fresh, start=1):
            yield self._row(said, number, theme, source)

    def _themes(self, said: Saying) -> list[str]:
        """The themes that the statement names, in the order of the text: one at least, at most three."""
        topics, before = said.topics, said.before
        asked = {*topics, *before.themes, *before.named, *before.main[:2], "other"}
        likely = {each: self._likely(said, each, topics) for each in STATEMENT_THEMES if each in asked}
        said.sureness.update((f"theme {theme}", share) for theme, share in likely.items())
        best = sorted(likely, key=lambda theme: -likely[theme])
        chosen = [theme for theme in best if likely[theme] >= 0.5][:_MOST_THEMES] or best[:1]
        return sorted(chosen, key=lambda theme: min((at for at, *_ in topics.get(theme, ())), default=0))

    def _likely(self, said: Saying, theme: str, topics: Mapping[str, Sequence[Topic]]) -> float:
        """How likely the statement is about a theme."""
        said.theme = theme
        options = theme_options(said, theme, topics, self.decider.features(THEME))
        chosen = options.values[self.decider.pick(THEME, options, said)]
        sure = said.sureness.pop(THEME)
        return sure if chosen else 1 - sure

    def _source(self, said: Saying) -> str:
        options = source_options(said, self.decider.features(SOURCE))
        return str(options.values[self.decider.pick(SOURCE, options, said)])

    def _row(self, said: Saying, number: int, theme: str, source: str) -> Row:
        start, end = said.segment.start, said.segment.end
        named = self.places.within(start, end)
        due = max(day.last for day in said.days).isoformat() if said.kind == "deadline" else ""
        return {
            "statement_id": f"{self.known.report_id}:s{start}" + (f".{number}" if number > 1 else ""),
            "report_id": self.known.report_id, "start": str(start), "end": str(end),
            "kind": said.kind, "theme": theme, "place": named[0].code if named else self.home,
            "locality": self._named_in(said.segment) or self.context.localities, "group": self.context.group,
            "source": source, "asked": self.context.asked if said.kind in _ASKING else "", "due": due,
            "ahead": lies_ahead(said) if said.kind == "decision" else "",
            "measure": claimed_measure(said, theme) if said.kind == "claim_without_figure" else "",
            "status": "read", "note": _note(said, theme, self.decider),
        }  # fmt: skip

    def _named_in(self, segment: Segment) -> str:
        """The localities that a segment names, sorted."""
        lists = self.localities.find(self.text, segment.start, segment.end)
        return "; ".join(sorted({name for _, _, names in lists for name in names}))

    def _note_group(self, segment: Segment) -> None:
        """A working group that begins to report, and the communes that it visited."""
        found = _groups_of(self.language).search(self.text, segment.start, segment.end)
        if found:
            self.context.group, self.context.localities = found["group"], self._named_in(segment)

    def _days(self, segment: Segment, words: Sequence[Word], limits: Sequence[Mention]) -> list[Day]:
        """The days that the segment may set: behind "by" or "before", or not before the publication."""
        lasts = [mention.last for mention in limits]
        inside = slice(bisect_left(self._dates, segment.start), bisect_left(self._dates, segment.end))
        days = []
        for found in self.known.dates[inside]:
            period = found.period
            if period is None or (period.last - period.first).days > _LONGEST:
                continue
            at = bisect_left(words, found.start + 1, key=lambda word: word.end)
            place = bisect_left(lasts, at) - 1
            limited = place >= 0 and at - lasts[place] <= _LIMIT_REACH
            ahead = self._ahead(period.last)
            if ahead in ("ahead", "about now") or (limited and ahead == "unknown"):
                days.append(Day(period.last, limited, ahead))
        return days

    def _ahead(self, day: date) -> str:
        """How a day lies to the publication."""
        if self.known.window is None:
            return "unknown"
        first, last = self.known.window
        if day.year > last.year + 1:
            return "far"
        return "ahead" if day > last else "about now" if day >= first else "past"


def _note(said: Saying, theme: str, decider: Decider) -> str:
    """What is doubtful: the kind or the theme, with the probability, if that lies below the line."""
    table = getattr(decider, "table", {})
    doubts = []
    for name, key, label in ((KIND, KIND, "kind"), (THEME, f"theme {theme}", "theme")):
        sure = said.sureness.get(key, 0.0)
        if sure * 1000 < table.get(name, {}).get(LINE, 0):
            doubts.append(f"{label} {sure:.2f}")
    return f"doubtful: {'; '.join(doubts)}" if doubts else ""


_ITEM = re.compile(r"[ \t*]*(?:[-+•–*]|\(?[a-zđ\d]{1,2}[.)])\s", re.IGNORECASE)
_FIGURE = re.compile(r"\d[\d.,\u00a0\u202f ]*")


def _shape(text: str, segment: Segment, words: Sequence[Word], around: Sequence[Segment]) -> Iterator[str]:
    """How the segment looks: a heading, an item, how long, whether it gives shares or figures."""
    last = words[-1].letters
    alone = sum(each.paragraph == segment.paragraph for each in around) == 1
    if alone and last not in {".", "!", "?", ";"}:
        yield "heading"
    if _ITEM.match(text, segment.start, segment.end):
        yield "item"
    if last in {":", "?"}:
        yield f"ends {last}"
    yield f"length {min(4, len(words) // 10)}"
    digits = sum(word.letters[0].isdigit() for word in words)
    yield f"figures {min(3, digits)}"
    if any(word.letters == "%" for word in words):
        yield "share"
    if around[0].paragraph != segment.paragraph or around[0] is segment:
        yield "opens paragraph"
    if around[0] is segment and len(around) > 1:
        yield "title"


@cache
def _groups_of(language: Language) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{any_of(language.statements.groups)})\s*(?P<group>\d{{1,2}})", re.IGNORECASE
    )
