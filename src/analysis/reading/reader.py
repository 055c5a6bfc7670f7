"""A report's text into figures, and into the numbers that are no figures.

>>> reading = read("Le pays a 34 provinces.", language="fr", published="2025-09")
>>> [(row["quote"], row["measure"], row["place"]) for row in reading.figures]
[('34', 'province_units', 'VN')]
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

from analysis.reading import aspects, celltold, locating, measures, periods
from analysis.reading.dates import Dates, Found
from analysis.reading.evidence import Around, around
from analysis.reading.fold import View, fold
from analysis.reading.language import Language, Style, codes, read_language
from analysis.reading.locating import Whereabouts
from analysis.reading.numerals import Numeral, Numerals, first_words, infer_style, whole
from analysis.reading.others import Others
from analysis.reading.places import Places
from analysis.reading.relations import find_relations, is_of_a_fraction, pairs_of, relate_in_row
from analysis.reading.roles import find_hedges, find_moves, find_sign, find_source, role_options
from analysis.reading.scoring import Decider, Options, learned
from analysis.reading.sentences import Draft, Sentence, sentence_of, spans_of_sentences
from analysis.reading.tables import Cell, Cells, cells_of
from analysis.reading.windows import lowered
from analysis.table.catalogue import read_things
from analysis.table.days import day_or_month
from analysis.table.vocabulary import MONIES, SHARES, UNCLASSIFIED

Row = dict[str, str]
_LETTERS = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000
_ACCENTED = re.compile(r"[^\W\d_a-zA-Z]")
_FEW_LETTERS, _FEW_ACCENTS = 250, 0.003
MOST_FIGURES, LONGEST = 60, 4_000
"""Beyond so many figures or code points a sentence is cut."""
_HEAD_LENGTH = 120


@dataclass(frozen=True)
class Reading:
    """What was read of one text: rows of both tables, how it prints its numbers, its dates, its own place."""

    figures: list[Row]
    numbers: list[Row]
    language: str
    style: Style | None
    dates: Sequence[Found] = ()
    home: str = ""


def find_language(text: str) -> str:
    """The language whose function words the text uses most; empty when none is clear.

    >>> find_language("Les communes ont reçu des dossiers et les ont traités dans les délais.")
    'fr'
    """
    words = Counter(_LETTERS.findall(fold(text[:_SAMPLE]).text.lower()))
    counts = {code: sum(words[word] for word in known) for code, known in _function_words().items()}
    best = max(counts, key=lambda code: counts[code], default="")
    return best if best and counts[best] >= max(2, sum(words.values()) * 0.04) else ""


@cache
def _function_words() -> Mapping[str, frozenset[str]]:
    return {code: frozenset(read_language(code).function_words) for code in codes()}


def read(
    text: str, *, report_id: str = "text", language: str = "", published: str = "", place: str = ""
) -> Reading:
    """The figures and the other numbers of a text.

    Args:
        text: the decoded text; offsets are its code points.
        report_id: the first half of every figure_id.
        language: a code with a language file; found from the text when empty.
        published: a day or a month, which completes dates without a year.
        place: the code of the report's own place; found from the text when empty.
    """
    code = language or find_language(text)
    if not code:
        return _without_language(text, report_id, place)
    return Reader(read_language(code), published).read(text, report_id, place)


@dataclass
class Trail:
    """What the reader keeps while it goes through a text: where it is, and what was said before."""

    view: View
    where: Whereabouts
    calendar: periods.Calendar
    cells: Cells
    holders: Sequence[aspects.Holder]
    dating: celltold.Dating
    paragraph: int = -1
    said: list[Draft] = field(default_factory=list)
    row: list[Draft] = field(default_factory=list)
    before: Sequence[str] = ()
    topic: frozenset[str] = frozenset()
    cues: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    tone: list[str] = field(default_factory=list)
    heading: Sequence[str] = ()
    counted: dict[str, Draft] = field(default_factory=dict)
    totals: dict[str, Draft] = field(default_factory=dict)
    source: str = ""

    def enter(self, sentence: Sentence) -> None:
        """A sentence begins."""
        if sentence.paragraph != self.paragraph:
            self.paragraph = sentence.paragraph
            self.said, self.counted, self.source, self.before = self.said[-1:], {}, "", ()
            self.row = []
        self.where.enter(sentence)
        self.calendar.enter(sentence)

    def previous(self, sentence: Sentence, at: int) -> Draft | None:
        """The figure before one of the sentence's, in it or before it."""
        said = sentence.drafts[:at] or ([] if self.cells.holds(sentence.start) else self.said)
        return said[-1] if said else None

    def leave(self, sentence: Sentence, dates: Sequence[periods.Dated]) -> None:
        """A sentence ends; what a cell of a table says holds for its table alone."""
        self.where.leave(sentence)
        if self.cells.holds(sentence.start):
            return
        self.calendar.leave(sentence, dates)
        said = {mention.value for mention in sentence.of("roles")} - {"threshold"}
        self.cues = [f"before: {role}" for role in sorted(said)]
        if sentence.head:
            self.topics = [f"heading: {role}" for role in sorted(said)]
        self.cues += self.topics
        self.before = tuple({mention.value for mention in sentence.of("concepts")})
        self.topic = self.topic.union(self.before)
        if sentence.head:
            self.heading = self.before
        for draft in sentence.drafts:
            if draft.place == self.where.home and not draft.locality:
                self.totals[draft.measure] = draft


class Reader:
    """Reads texts of one language and publication date."""

    def __init__(self, language: Language, published: str = "", decider: Decider | None = None) -> None:
        self.language, self.published = language, published
        self.decider = decider or learned()
        window = day_or_month(published) if published else None
        self.dates, self.others = Dates(language, window), Others(language)
        self.number_words = first_words(language)

    @cached_property
    def _bare(self) -> Reader:
        return Reader(self.language.without_accents, self.published, self.decider)

    def read(self, text: str, report_id: str, place: str = "") -> Reading:
        """The reading of one text."""
        view = fold(text)
        if _lost_accents(view.text) and self.language.without_accents is not self.language:
            return self._bare.read_view(view, text, report_id, place)
        return self.read_view(view, text, report_id, place)

    def read_view(self, view: View, text: str, report_id: str, place: str) -> Reading:
        """The reading of one text, seen through its view."""
        seen = view.text
        style, cells = infer_style(seen, self.language), cells_of(seen, self.language)
        dates, others = self._no_figures(seen, cells)
        taken = sorted((each.start, each.end) for each in (*dates, *others))
        numerals = Numerals(self.language, style)
        sentences = list(self._sentences(seen, numerals, taken, cells))
        home = place or Places(seen, self.language).main()
        drafts = self._understood(view, sentences, dates, home, cells)
        figures = [row for draft in drafts for row in _rows(draft, view, text, report_id)]
        spans = {(draft.start, draft.end) for draft in drafts}
        numbers = [_number_row(each, view, text) for each in (*dates, *others)
                   if (each.start, each.end) not in spans and _has_digit(seen, each)]  # fmt: skip
        numbers.sort(key=lambda row: int(row["start"]))
        return Reading(figures, numbers, self.language.language, style, dates, home)

    def _no_figures(self, text: str, cells: Cells) -> tuple[list[Found], list[Found]]:
        """Dates and other tokens, none overlapping: the longer of two wins, a date on a tie.

        What a table numbers its rows and columns by is no date, and neither is a number among numbers.
        """
        ordinals = [Found(*each, None) for each in cells.ordinals]
        closed = sorted([*cells.numbers, *((each.start, each.end) for each in ordinals)])
        dates = _outside(closed, self.dates.find(text))
        others = [Found(each.start, each.end, each.kind, None) for each in self.others.find(text)]
        others = sorted([*_outside(closed, others), *ordinals], key=lambda each: each.start)
        starts = [found.start for found in dates]
        dropped: set[int] = set()
        kept = []
        for other in others:
            at = max(0, bisect_left(starts, other.start) - 1)
            touching = [i for i in range(at, min(at + 4, len(dates)))
                        if dates[i].start < other.end and other.start < dates[i].end]  # fmt: skip
            longer = [i for i in touching if dates[i].end - dates[i].start >= other.end - other.start]
            if not longer:
                dropped.update(touching)
                kept.append(other)
        return [found for at, found in enumerate(dates) if at not in dropped], kept

    def _sentences(
        self, text: str, finder: Numerals, taken: Sequence[tuple[int, int]], cells: Cells
    ) -> Iterator[Sentence]:
        numerals = [_in_its_unit(each, cells.at(each.start)) for each in finder.find(text, taken)]
        at, dated, line, before = 0, 0, 0, 0
        solid = sorted([*taken, *((each.start, each.end) for each in numerals)])
        for span in cells.cut(spans_of_sentences(text, solid)):
            first = at
            line, before = text.rfind("\n", before, span[0]) + 1 or line, span[0]
            while at < len(numerals) and numerals[at].start < span[1]:
                at += 1
            while dated < len(taken) and taken[dated][1] <= span[0]:
                dated += 1
            has_date = dated < len(taken) and taken[dated][0] < span[1]
            worded = self.number_words.search(lowered(text), span[0], span[1]) is not None
            head = _is_head(text, span) and not cells.holds(span[0])
            if at > first or worded or has_date or head:
                for piece, inside in _pieces(span, numerals[first:at]):
                    sentence = sentence_of(text, piece, self.language, inside)
                    sentence.head, sentence.item = head, _is_item(text, line)
                    if worded:
                        self._add_words(sentence, text, finder, taken)
                    yield sentence

    def _add_words(
        self, sentence: Sentence, text: str, finder: Numerals, taken: Sequence[tuple[int, int]]
    ) -> None:
        """Number words that count something, as drafts among the others."""
        covered = {at for draft in sentence.drafts for at in range(draft.first, draft.last + 1)}
        for numeral in finder.worded(text, sentence.words, taken):
            first, last = sentence.word_at(numeral.start), sentence.word_at(numeral.end - 1)
            if covered & set(range(first, last + 1)):
                continue
            if _of_them(sentence, last):
                numeral = replace(numeral, worded=False)
            if numeral.suffix or not numeral.worded or _counts(sentence, last, self.language):
                sentence.drafts.append(Draft(numeral, first, last, numeral.start, numeral.end))
        sentence.drafts.sort(key=lambda draft: draft.start)

    def _understood(
        self, view: View, sentences: Sequence[Sentence], dates: Sequence[Found], home: str, cells: Cells
    ) -> list[Draft]:
        text, calendar = view.text, periods.Calendar(self.dates.latest)
        trail = Trail(
            view, Whereabouts(text, self.language, home), calendar, cells,
            aspects.holders_of(text, self.language), celltold.Dating(text, self.language, dates, calendar),
        )  # fmt: skip
        trail.tone = _tone(sentences)
        starts = [found.start for found in dates]
        for sentence in sentences:
            trail.enter(sentence)
            inside = dates[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
            dated = periods.sorted_out(sentence, inside, trail.calendar)
            if sentence.drafts:
                self._understand(sentence, dated, trail)
            trail.leave(sentence, dated)
        return [draft for sentence in sentences for draft in sentence.drafts]

    def _understand(self, sentence: Sentence, dated: Sequence[periods.Dated], trail: Trail) -> None:
        text = trail.view.text
        pairs = pairs_of(sentence, text, self.language)
        for part, base in pairs.items():
            _pair(sentence.drafts[part], sentence.drafts[base])
        for draft in sentence.drafts:
            draft.is_whole = draft.is_whole or is_of_a_fraction(sentence, draft, self.language)
        find_hedges(sentence, self.language)
        find_moves(sentence, self.language)
        seen = [self._around(sentence, draft, trail) for draft in sentence.drafts]
        ahead = list(trail.calendar.ahead(dated))
        for at, draft in enumerate(sentence.drafts):
            before = [] if seen[at].cell else [*trail.said, *sentence.drafts[:at]]
            self._count(sentence, draft, seen[at], before, [*ahead, *trail.cues, *trail.tone])
        self._drop_idle(sentence, seen)
        holders = _within(trail.holders, sentence)
        for at, draft in enumerate(sentence.drafts):
            self._place(sentence, draft, seen[at], holders, trail, trail.previous(sentence, at))
        find_relations(sentence, pairs_of(sentence, text, self.language), trail.counted, trail.totals)
        for draft, each in zip(sentence.drafts, seen, strict=True):
            if each.cell is not None:
                trail.row.append(draft)
                relate_in_row(trail.row, "parts" in each.cell.said)
        for at, draft in enumerate(sentence.drafts):
            self._date(sentence, draft, seen[at], dated, trail, trail.previous(sentence, at))
        trail.source = find_source(sentence, text, sentence.drafts, trail.source)
        if not trail.row:
            trail.said = [*trail.said, *sentence.drafts][-4:]

    def _around(self, sentence: Sentence, draft: Draft, trail: Trail) -> Around:
        """The concepts around a figure: those of its sentence, and those of the sentence before and of the
        heading; for a cell of a table those of its column and its row instead.
        """
        cell = trail.cells.at(draft.start)
        if cell is None or not cell.tabled:
            column = cell.column if cell else ()
            seen = around(sentence, draft, [("T", column), ("P", trail.before), ("H", trail.heading)])
        else:
            told = celltold.measures_told(cell, draft.numeral) if cell.plain else frozenset()
            others = cell.around if told or not cell.plain else ()
            seen = around(sentence, draft, [("T", cell.column), ("W", cell.row), ("H", others)])
            seen.cell, seen.told = cell, told
        seen.topic = trail.topic
        return seen

    def _pick(self, name: str, options: Options, draft: Draft, told: Any = None) -> Any:
        """The value that is picked; what a table tells outright is the only option."""
        if told is not None:
            options = Options([told], options.tallies[:1])
        return options.values[self.decider.pick(name, options, draft)]

    def _count(
        self, sentence: Sentence, draft: Draft, seen: Around, before: Sequence[Draft], ahead: Sequence[str]
    ) -> None:  # fmt: skip
        """What the figure counts, its role, and its sign."""
        of, previous = self.decider.features, before[-1] if before else None
        options = measures.options(sentence, draft, seen, before, of("measure"))
        measures.settle(draft, self._pick("measure", options, draft), previous)
        noun = seen.words.get(draft.thing)
        if noun is not None:
            draft.noun_word = noun.first
            draft.noun = " ".join(word.letters for word in sentence.words[noun.first : noun.last + 1])
        if draft.unit not in (*SHARES, *MONIES):
            draft.numeral = whole(draft.numeral)
        measures.find_second(sentence, draft, self.language.lists)
        roles = role_options(sentence, draft, previous, ahead, of("role"))
        draft.role = self._pick("role", roles, draft, celltold.role_told(seen.cell, draft))
        find_sign(draft)

    def _drop_idle(self, sentence: Sentence, seen: list[Around]) -> None:
        """Number words that count nothing of the catalogue are no figures."""
        kept = [at for at, draft in enumerate(sentence.drafts) if not _idle(draft)]
        seen[:] = [seen[at] for at in kept]
        sentence.drafts = [sentence.drafts[at] for at in kept]

    def _place(
        self, sentence: Sentence, draft: Draft, seen: Around, holders: Sequence[aspects.Holder], trail: Trail,
        previous: Draft | None,
    ) -> None:  # fmt: skip
        of, where = self.decider.features, trail.where
        places = locating.place_options(sentence, draft, where, previous, of("place"))
        told = celltold.place_told(seen.cell, where, self.language)
        draft.place = self._pick("place", places, draft, told)
        localities = locating.locality_options(sentence, draft, where, seen, previous, of("locality"))
        named = celltold.locality_told(seen.cell, where)
        draft.locality = self._pick("locality", localities, draft, named)
        locating.find_covered(sentence, draft)
        bodies = aspects.holder_options(sentence, draft, holders, previous, of("holder"))
        draft.holder = self._pick("holder", bodies, draft)
        draft.per = self._pick("per", aspects.per_options(sentence, draft, previous, of("per")), draft)

    def _date(
        self, sentence: Sentence, draft: Draft, seen: Around, dated: Sequence[periods.Dated], trail: Trail,
        previous: Draft | None,
    ) -> None:  # fmt: skip
        of = self.decider.features
        classes = aspects.breakdown_options(draft, seen, previous, of("breakdown"))
        draft.breakdown = self._pick("breakdown", classes, draft)
        dates = periods.options(sentence, draft, seen, dated, trail.calendar, previous, of("period"))
        choice = self._pick("period", dates, draft, trail.dating.told(seen.cell, draft))
        draft.period = (*choice.window, choice.basis if choice.window[1] else "")
        draft.dated = choice.of
        periods.compare(sentence, draft, dated)


def _in_its_unit(numeral: Numeral, cell: Cell | None) -> Numeral:
    """The numeral of a cell in the unit that its table states."""
    return cell.unit.applied(numeral) if cell is not None and cell.unit is not None else numeral


def _outside(closed: Sequence[tuple[int, int]], found: Sequence[Found]) -> list[Found]:
    """What is found outside of spans, which are in order."""
    ends = [end for _, end in closed]
    at = (bisect_right(ends, each.start) for each in found)
    return [
        each
        for each, place in zip(found, at, strict=True)
        if place == len(closed) or closed[place][0] >= each.end
    ]


def _within(holders: Sequence[aspects.Holder], sentence: Sentence) -> Sequence[aspects.Holder]:
    """Those that begin in the sentence; all of them stand in the order of the text."""
    return holders[bisect_left(holders, (sentence.start,)) : bisect_left(holders, (sentence.end,))]


def _tone(sentences: Sequence[Sentence]) -> list[str]:
    """How much the whole text speaks of plans, targets and estimates, for each figure that it has."""
    figures = max(1, sum(len(sentence.drafts) for sentence in sentences))
    said = Counter(m.value for sentence in sentences for m in sentence.of("roles"))
    return [f"text {role} {min(3, 2 * said[role] // figures)}" for role in ("plan", "target", "estimate")]


def _pair(part: Draft, base: Draft) -> None:
    """In "x of y" the noun of one is that of the other; y itself is the plain count."""
    base.is_whole = True
    if part.numeral.suffix not in SHARES:
        span = min(part.first, base.first), max(part.last, base.last)
        part.pair = base.pair = span


def _is_head(text: str, span: tuple[int, int, int]) -> bool:
    """Whether a line is a title or heading: short, alone, without a full stop."""
    start, end, _ = span
    if not 0 < end - start <= _HEAD_LENGTH or text[end - 1] in ".;,!?" or text.find("\n", start, end + 2) < 0:
        return False
    while start and text[start - 1] != "\n" and text[start - 1].isspace():
        start -= 1
    return not start or text[start - 1] == "\n"


_ITEM = re.compile(r"[ \t]*(?:[-–•+*▪■►○◦·]|\d{1,2}[.)/]|[a-zđ]\))[ \t]?\S|[^\n]{0,80}[|\t]")


def _is_item(text: str, line: int) -> bool:
    """Whether the line that begins there is an item of a list, or a row of a table."""
    return _ITEM.match(text, line) is not None


def _lost_accents(text: str) -> bool:
    """Whether a text of some length has hardly a letter with an accent: a page that lost them."""
    sample = text[:_SAMPLE]
    return len(sample) >= _FEW_LETTERS and len(_ACCENTED.findall(sample)) <= _FEW_ACCENTS * len(sample)


def _pieces(
    span: tuple[int, int, int], numerals: Sequence[Numeral]
) -> Iterator[tuple[tuple[int, int, int], Sequence[Numeral]]]:
    """The sentence, or what a page without sentences is cut into: its figures are held against each other,
    so that a piece has few of them and is short.
    """
    start, end, paragraph = span
    while len(numerals) > MOST_FIGURES or end - start > LONGEST:
        most = numerals[MOST_FIGURES].start if len(numerals) > MOST_FIGURES else end
        cut = min(most, start + LONGEST)
        inside = [numeral for numeral in numerals[:MOST_FIGURES] if numeral.start < cut]
        cut = max([cut, *(numeral.end for numeral in inside)])
        yield (start, cut, paragraph), inside
        start, numerals = cut, numerals[len(inside) :]
    yield (start, end, paragraph), numerals


def _idle(draft: Draft) -> bool:
    """A number word that counts nothing of the catalogue."""
    return draft.numeral.worded and not draft.numeral.suffix and draft.unit == "other"


def _of_them(sentence: Sentence, last: int) -> bool:
    """Whether a number word counts a part of what stands before: "27 officials, two of whom"."""
    return any(mention.first == last + 1 for mention in sentence.of("parts"))


def _counts(sentence: Sentence, last: int, language: Language) -> bool:
    """Whether a counted noun follows a number word, directly or as in "two of the four units"."""
    behind = [word.letters for word in sentence.words[last + 1 : last + 5]]
    of = next((n for n in (2, 1) if " ".join(behind[:n]) in language.of), 0)
    reach, things = range(last + 1, last + 3 + of), read_things()
    if any(m.first in reach and things.get(m.value, "other") != "other" for m in sentence.of("concepts")):
        return True
    return bool(of) and any(word in language.number_words or word.isdigit() for word in behind[1:])


def _has_digit(text: str, found: Found) -> bool:
    return any(letter.isdigit() for letter in text[found.start : found.end])


def _number_row(found: Found, view: View, text: str) -> Row:
    start, end = view.span(found.start, found.end)
    return {"start": str(start), "end": str(end), "quote": text[start:end], "kind": found.kind, "reason": ""}


def _rows(draft: Draft, view: View, text: str, report_id: str) -> Iterator[Row]:
    """The figure's row, and one more for a second fact on the same numeral."""
    row = _row(draft, view, text, report_id)
    yield row
    if draft.second:
        yield row | {
            "figure_id": f"{row['figure_id']}.2",
            "measure": draft.second,
            "relation": "",
            "related": "",
        }


def _row(draft: Draft, view: View, text: str, report_id: str) -> Row:
    numeral, related = draft.numeral, draft.related
    start, end = view.span(draft.start, draft.end)
    return {
        "figure_id": f"{report_id}:{start}",
        "report_id": report_id,
        "start": str(start),
        "end": str(end),
        "quote": text[start:end],
        "measure": draft.measure or UNCLASSIFIED,
        "value": f"{numeral.value:f}",
        "value_max": f"{numeral.value_max:f}" if numeral.value_max is not None else "",
        "alternative": f"{numeral.alternative:f}" if numeral.alternative is not None else "",
        "unit": draft.unit or "other",
        "qualifier": draft.qualifier,
        "role": draft.role,
        "place": draft.place,
        "locality": "; ".join(filter(None, map(_name, draft.locality))),
        "units_covered": str(draft.units_covered) if draft.units_covered else "",
        "period_start": draft.period[0],
        "period_end": draft.period[1],
        "period_basis": draft.period[2],
        "against_start": draft.against[0],
        "against_end": draft.against[1],
        "relation": draft.relation if related else "",
        "related": f"{report_id}:{view.span(related.start, related.end)[0]}" if related else "",
        "source": _name(draft.source),
        "holder": _name(draft.holder),
        "breakdown": draft.breakdown,
        "per": draft.per,
        "doubt": "; ".join(f"{name} {sure:.2f}" for name, sure in draft.doubts),
        "status": "read",
        "note": "; ".join([*([numeral.rule] if numeral.rule else []), *_counted(draft), *draft.notes]),
    }


def _name(words: str) -> str:
    """The name without what a sheet would take for the beginning of a formula."""
    return words.lstrip("=+-@ ")


def _counted(draft: Draft) -> list[str]:
    return [f"counts {draft.noun}"] if draft.measure == UNCLASSIFIED and draft.noun else []


def _without_language(text: str, report_id: str, place: str) -> Reading:
    """Numerals without measures, for a text of no known language."""
    plain, view = read_language("en"), View(text)
    style = infer_style(text, plain)
    others = [Found(each.start, each.end, each.kind, None) for each in Others(plain).find(text)]
    taken = [(each.start, each.end) for each in others]
    drafts = [
        Draft(n, 0, 0, n.start, n.end, unit=n.suffix or "other", measure=UNCLASSIFIED, place=place or "VN")
        for n in Numerals(plain, style).find(text, taken)
    ]
    figures = [row for draft in drafts for row in _rows(draft, view, text, report_id)]
    return Reading(figures, [_number_row(each, view, text) for each in others], "", style, (), place or "VN")
