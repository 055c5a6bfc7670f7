"""A report's text into figures, and into the numbers that are no figures.

>>> reading = read("Le pays a 34 provinces.", language="fr", published="2025-09")
>>> [(row["quote"], row["measure"], row["place"]) for row in reading.figures]
[('34', 'province_units', 'VN')]
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from analysis.reading.dates import Dates, Found
from analysis.reading.language import Language, Style, codes, read_language
from analysis.reading.lexicon import any_of
from analysis.reading.locating import PlaceFinder
from analysis.reading.measures import find_measures
from analysis.reading.memory import Memory
from analysis.reading.numerals import Numeral, Numerals, infer_style, whole, word_numerals
from analysis.reading.others import Others
from analysis.reading.periods import carried_dates, find_periods
from analysis.reading.places import Places
from analysis.reading.relations import find_changes, find_relations, find_superlatives, pairs_of
from analysis.reading.roles import find_hedges, find_roles, find_source
from analysis.reading.sentences import Draft, Sentence, sentence_of, spans_of_sentences
from analysis.reading.units import find_units, share_nouns
from analysis.reading.windows import lowered
from analysis.table.catalogue import read_measures
from analysis.table.register import day_or_month
from analysis.table.vocabulary import MONIES, SHARES, UNCLASSIFIED

Row = dict[str, str]
_LETTERS = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000
_ACCENTED = re.compile(r"[^\W\d_a-zA-Z]")
_FEW_LETTERS, _FEW_ACCENTS = 250, 0.003
MOST_FIGURES, LONGEST = 60, 4_000
"""Beyond so many figures or code points a sentence is cut."""


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
    words = Counter(_LETTERS.findall(text[:_SAMPLE].lower()))
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


class Reader:
    """Reads texts of one language and publication date."""

    def __init__(self, language: Language, published: str = "") -> None:
        self.language, self.published = language, published
        window = day_or_month(published) if published else None
        self.dates, self.others = Dates(language, window), Others(language)
        self.number_words = _number_words(language)

    @cached_property
    def _bare(self) -> Reader:
        return Reader(self.language.without_accents, self.published)

    def read(self, text: str, report_id: str, place: str = "") -> Reading:
        """The reading of one text."""
        if _lost_accents(text) and self.language.without_accents is not self.language:
            return self._bare.read(text, report_id, place)
        style = infer_style(text, self.language)
        dates, others = self._no_figures(text)
        taken = sorted((each.start, each.end) for each in (*dates, *others))
        numerals = Numerals(self.language, style)
        sentences = list(self._sentences(text, numerals, taken))
        home = place or Places(text, self.language).main()
        drafts = self._understood(text, sentences, dates, home)
        figures = [row for draft in drafts for row in _rows(draft, text, report_id)]
        spans = {(draft.start, draft.end) for draft in drafts}
        numbers = [_number_row(each, text) for each in (*dates, *others)
                   if (each.start, each.end) not in spans and _has_digit(text, each)]  # fmt: skip
        numbers.sort(key=lambda row: int(row["start"]))
        return Reading(figures, numbers, self.language.language, style, dates, home)

    def _no_figures(self, text: str) -> tuple[list[Found], list[Found]]:
        """Dates and other tokens, none overlapping: the longer of two wins, a date on a tie."""
        dates = self.dates.find(text)
        others = [Found(each.start, each.end, each.kind, None) for each in self.others.find(text)]
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

    def _sentences(self, text: str, finder: Numerals, taken: Sequence[tuple[int, int]]) -> Iterator[Sentence]:
        numerals = finder.find(text, taken)
        at, dated = 0, 0
        for span in spans_of_sentences(text, taken):
            first = at
            while at < len(numerals) and numerals[at].start < span[1]:
                at += 1
            while dated < len(taken) and taken[dated][1] <= span[0]:
                dated += 1
            has_date = dated < len(taken) and taken[dated][0] < span[1]
            worded = self.number_words.search(lowered(text), span[0], span[1]) is not None
            if at > first or worded or has_date:
                for piece, inside in _pieces(span, numerals[first:at]):
                    sentence = sentence_of(text, piece, self.language, inside)
                    if worded:
                        self._add_words(sentence, text, finder, taken)
                    yield sentence

    def _add_words(
        self, sentence: Sentence, text: str, finder: Numerals, taken: Sequence[tuple[int, int]]
    ) -> None:
        """Number words that count something, as drafts among the others."""
        covered = {at for draft in sentence.drafts for at in range(draft.first, draft.last + 1)}
        for first, last, bare in word_numerals(sentence.words, self.language):
            dated = any(a < bare.end and bare.start < b for a, b in taken)
            ordinal = first and sentence.words[first - 1].letters in self.language.ordinals.before
            if dated or ordinal or covered & set(range(first, last + 1)):
                continue
            numeral = finder.with_marks(text, bare, sentence.end)
            last = max(last, sentence.word_at(numeral.end - 1))
            if numeral.suffix or _counts(sentence, last, self.language):
                sentence.drafts.append(Draft(numeral, first, last, numeral.start, numeral.end))
        sentence.drafts.sort(key=lambda draft: draft.start)

    def _understood(
        self, text: str, sentences: Iterable[Sentence], dates: Sequence[Found], home: str
    ) -> list[Draft]:
        finder, memory = PlaceFinder(text, self.language, home), Memory(home)
        starts = [found.start for found in dates]
        drafts: list[Draft] = []
        totals: dict[str, Draft] = {}
        for sentence in sentences:
            memory.enter(sentence.paragraph)
            inside = dates[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
            self._understand(text, sentence, inside, finder, memory, totals)
            drafts += sentence.drafts
            for draft in sentence.drafts:
                if draft.place == home and not draft.locality:
                    totals[draft.measure] = draft
        for draft in carried_dates(drafts):
            assert draft.related is not None
            draft.period = (draft.related.period[0], draft.related.period[1], "carried")
        return drafts

    def _understand(
        self, text: str, sentence: Sentence, dates: Sequence[Found], finder: PlaceFinder, memory: Memory,
        totals: dict[str, Draft],
    ) -> None:  # fmt: skip
        memory.noun = find_units(sentence, self.language, text, memory.noun)
        share_nouns(sentence, pairs_of(sentence, text, self.language))
        sentence.drafts = [draft for draft in sentence.drafts if not _idle(draft)]
        for draft in sentence.drafts:
            if draft.unit not in (*SHARES, *MONIES):
                draft.numeral = whole(draft.numeral)
        find_measures(sentence, memory.topic)
        find_hedges(sentence)
        find_roles(sentence)
        finder.fill(sentence, memory)
        find_relations(sentence, text, self.language, memory)
        find_changes(sentence)
        find_superlatives(sentence, totals)
        find_periods(sentence, dates, memory, self.dates.latest)
        find_source(sentence, text, memory)


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
    return draft.numeral.worded and (draft.unit == "other" or draft.inherited)


def _counts(sentence: Sentence, last: int, language: Language) -> bool:
    """Whether a counted noun follows a number word, directly or as in "two of the four units"."""
    behind = [word.letters for word in sentence.words[last + 1 : last + 5]]
    of = next((n for n in (2, 1) if " ".join(behind[:n]) in language.of), 0)
    reach = range(last + 1, last + 3 + of)
    if any(mention.first in reach and mention.value != "other" for mention in sentence.of("units")):
        return True
    return bool(of) and any(word in language.number_words or word.isdigit() for word in behind[1:])


@cache
def _number_words(language: Language) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of(language.number_words)})(?!\w)")


def _has_digit(text: str, found: Found) -> bool:
    return any(letter.isdigit() for letter in text[found.start : found.end])


def _number_row(found: Found, text: str) -> Row:
    return {
        "start": str(found.start),
        "end": str(found.end),
        "quote": text[found.start : found.end],
        "kind": found.kind,
        "reason": "",
    }


def _rows(draft: Draft, text: str, report_id: str) -> Iterator[Row]:
    """The figure's row, and one more for a second fact on the same numeral."""
    row = _row(draft, text, report_id)
    yield row
    if draft.second:
        yield row | {
            "figure_id": f"{row['figure_id']}.2",
            "measure": draft.second,
            "relation": "",
            "related": "",
        }


def _row(draft: Draft, text: str, report_id: str) -> Row:
    numeral, related = draft.numeral, draft.related
    measure = read_measures().get(draft.measure)
    return {
        "figure_id": f"{report_id}:{draft.start}",
        "report_id": report_id,
        "start": str(draft.start),
        "end": str(draft.end),
        "quote": text[draft.start : draft.end],
        "measure": draft.measure or UNCLASSIFIED,
        "value": f"{numeral.value:f}",
        "value_max": f"{numeral.value_max:f}" if numeral.value_max is not None else "",
        "alternative": f"{numeral.alternative:f}" if numeral.alternative is not None else "",
        "unit": measure.unit if measure else draft.unit or "other",
        "qualifier": draft.qualifier,
        "role": draft.role,
        "place": draft.place,
        "locality": "; ".join(draft.locality),
        "units_covered": str(draft.units_covered) if draft.units_covered else "",
        "period_start": draft.period[0],
        "period_end": draft.period[1],
        "period_basis": draft.period[2],
        "against_start": draft.against[0],
        "against_end": draft.against[1],
        "relation": draft.relation if related else "",
        "related": f"{report_id}:{related.start}" if related else "",
        "source": draft.source,
        "holder": "",
        "breakdown": "",
        "per": "",
        "doubt": "",
        "status": "read",
        "note": "; ".join([*([numeral.rule] if numeral.rule else []), *_counted(draft), *draft.notes]),
    }


def _counted(draft: Draft) -> list[str]:
    return [f"counts {draft.noun}"] if draft.measure == UNCLASSIFIED and draft.noun else []


def _without_language(text: str, report_id: str, place: str) -> Reading:
    """Numerals without measures, for a text of no known language."""
    plain = read_language("en")
    style = infer_style(text, plain)
    others = [Found(each.start, each.end, each.kind, None) for each in Others(plain).find(text)]
    taken = [(each.start, each.end) for each in others]
    drafts = [
        Draft(n, 0, 0, n.start, n.end, unit=n.suffix or "other", measure=UNCLASSIFIED, place=place or "VN")
        for n in Numerals(plain, style).find(text, taken)
    ]
    figures = [_row(draft, text, report_id) for draft in drafts]
    return Reading(figures, [_number_row(each, text) for each in others if _has_digit(text, each)], "", style)
