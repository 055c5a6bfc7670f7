"""What a sentence states of two figures: parts, shares, "x of y", changes, the most and the least."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.reading.families import makes_up, numerators_of, wholes_of
from analysis.reading.language import Language
from analysis.reading.lexicon import Mention
from analysis.reading.measures import is_moved
from analysis.reading.memory import Memory
from analysis.reading.sentences import CLAUSE, STRONG, Draft, Sentence
from analysis.reading.units import is_labelled
from analysis.table.catalogue import read_measures
from analysis.table.vocabulary import COUNTRY, SHARES

_TO_PART = 6
"""So many words may stand before the part in "Of our 69 communes, by now some 22 have no accountant"."""
_OPENING = 2
"""A phrase that begins with one of the first three words of a sentence opens it."""


def find_relations(sentence: Sentence, text: str, language: Language, memory: Memory) -> None:
    """Parts, shares and "x of y", as far as the sentence states them, or says "of them" of the one before."""
    parts = sentence.of("parts")
    rates = {mention.last for mention in sentence.of("rates")}
    pairs = pairs_of(sentence, text, language)
    for at, draft in enumerate(sentence.drafts):
        before = sentence.drafts[:at]
        if at in pairs:
            _relate(draft, "out_of", sentence.drafts[pairs[at]])
        elif draft.unit == "percent":
            _share(sentence, draft, before, rates, parts)
        elif draft.unit not in SHARES and before:
            _part(sentence, draft, before, parts)
    _parts_of_before(sentence, parts, memory)
    for draft in sentence.drafts:
        _tell_part(draft)


def _tell_part(rate: Draft) -> None:
    """A part that is called like its whole is what its share says: "of which 11, or 92 %, on time"."""
    part = rate.related
    if rate.relation != "rate_of" or part is None or part.related is None:
        return
    for name in numerators_of(rate.measure):
        if part.related.measure == part.measure in wholes_of(name):
            part.measure = name


def _parts_of_before(sentence: Sentence, parts: Sequence[Mention], memory: Memory) -> None:
    """What opens with "of them" is a part of what the sentence before counted; keeps what this one counts."""
    opens = any(mention.first <= _OPENING for mention in parts)
    counts = [draft for draft in sentence.drafts
              if draft.unit not in (*SHARES, "other") and draft.role == "observed"]  # fmt: skip
    for at, draft in enumerate(counts):
        whole = memory.counts.get(draft.unit)
        if draft.relation or whole is None or draft.numeral.value > whole.numeral.value:
            continue
        if draft.place == whole.place and (opens or (at == 0 and _says_of_them(draft, parts))):
            _relate(draft, "part_of", whole)
    for draft in reversed(counts):
        if draft.relation != "part_of":
            memory.counts[draft.unit] = draft


def _relate(draft: Draft, relation: str, other: Draft) -> None:
    draft.relation, draft.related = relation, other


def pairs_of(sentence: Sentence, text: str, language: Language) -> dict[int, int]:
    """Numerals that stand as "x of y" or x/y: the place of x and that of y."""
    found = {}
    of = frozenset(language.of)
    for at, (left, right) in enumerate(zip(sentence.drafts, sentence.drafts[1:], strict=False)):
        between = " ".join(text[left.end : right.start].lower().split())
        counts = left.unit not in SHARES and right.unit not in SHARES and not left.numeral.suffix
        if counts and left.numeral.value <= right.numeral.value and _is_of(between, of):
            found[at] = at + 1
        elif (
            counts and right.numeral.value <= left.numeral.value and _opens_with_of(sentence, left, right, of)
        ):
            found[at + 1] = at
    return found


def _opens_with_of(sentence: Sentence, whole: Draft, part: Draft, of: frozenset[str]) -> bool:
    """Whether a clause says the whole first: "Of our 69 communes, 22 have no accountant"."""
    opening = sentence.words[_clause(sentence, whole.first) : sentence.begins(whole)]
    says_of = " ".join(word.letters for word in opening).strip("\"'«“ ") in of
    begins = _clause(sentence, part.first)
    behind_comma = whole.last < begins <= part.first <= begins + _TO_PART
    cut = sentence.barrier(whole.last + 1, part.first - 1, STRONG)
    return says_of and behind_comma and not cut and whole.numeral.value >= part.numeral.value


def _clause(sentence: Sentence, at: int) -> int:
    """The first word of the clause in which a word stands."""
    return next((i + 1 for i in range(at - 1, -1, -1) if sentence.words[i].letters in CLAUSE), 0)


def _is_of(between: str, of: frozenset[str]) -> bool:
    """Whether the words between two numerals say "of": alone, or behind at most three words."""
    if between == "/" or between in of:
        return True
    words = between.split()
    if len(words) > 6 or any(mark in between for mark in ",;:.()"):
        return False
    return any(" ".join(words[at:]) in of for at in range(1, min(4, len(words))) if len(words[at]) > 2)


def _share(
    sentence: Sentence, draft: Draft, before: Sequence[Draft], rates: set[int], parts: Sequence[Mention]
) -> None:
    """A percentage that follows a count: the share that this count is."""
    counts = [other for other in before if other.unit not in SHARES]
    if not counts:
        return
    count = counts[-1]
    between = range(count.last + 1, draft.first)
    if sentence.barrier(count.last + 1, draft.first - 1, frozenset(".;")) or len(between) > 14:
        return
    measure = read_measures().get(draft.measure)
    if draft.role == "threshold" or (measure is not None and measure.kind == "change"):
        return
    if count.place != draft.place or is_moved(sentence, draft) or _is_held_against(sentence, count, draft):
        return
    marks = {word.letters for word in sentence.words[count.last + 1 : draft.first]}
    introduced = any(at in rates for at in between) or "(" in marks or ("," in marks and len(between) <= 4)
    own = [other for other in counts if other.measure in numerators_of(draft.measure)]
    if introduced or count in own[-1:] or _says_of_them(draft, parts):
        _relate(draft, "rate_of", own[-1] if own else count)


def _is_held_against(sentence: Sentence, count: Draft, draft: Draft) -> bool:
    """Whether a share before stands against this one: "300 online, or 84 %, against 61 % in July"."""
    between = (other for other in sentence.drafts if count.last < other.first < draft.first)
    shares = [other for other in between if other.unit in SHARES]
    against = [m for m in sentence.of("same_period") if shares and shares[-1].last < m.first < draft.first]
    return any(draft.first - mention.last <= _TO_PART for mention in against)


def _part(sentence: Sentence, draft: Draft, before: Sequence[Draft], parts: Sequence[Mention]) -> None:
    """A count behind "of which", or one whose measure the catalogue puts inside an earlier one."""
    larger = [other for other in before if _could_hold(sentence, draft, other)]
    said = [m for m in parts if not _is_aside(sentence, sentence.words[m.first].start, draft)]
    whole = _whole_of(sentence, draft, larger, said) if larger else None
    if whole is not None:
        _relate(draft, "part_of", whole)


def _could_hold(sentence: Sentence, draft: Draft, other: Draft) -> bool:
    """Whether the other figure counts the same, is no smaller, and is no aside in brackets."""
    alike = (other.unit, other.role, other.place) == (draft.unit, draft.role, draft.place)
    aside = _is_aside(sentence, other.start, draft)
    return alike and not aside and other.numeral.value >= draft.numeral.value


def _is_aside(sentence: Sentence, start: int, draft: Draft) -> bool:
    """Whether what begins there stands in brackets that are closed before the figure."""
    return any(opens < start < closes < draft.start for opens, closes in sentence.brackets)


def _whole_of(
    sentence: Sentence, draft: Draft, larger: Sequence[Draft], parts: Sequence[Mention]
) -> Draft | None:
    nearest, mark = larger[-1], sentence.words[draft.first - 1].letters
    said = mark == "(" or (mark == ":" and not is_labelled(sentence, nearest)) or any(
        nearest.last < mention.last < draft.first
        and not sentence.barrier(mention.last, draft.first - 1, STRONG)
        for mention in parts
    ) or _says_of_them(draft, parts)  # fmt: skip
    held = ([other for other in larger if other.measure == name] for name in wholes_of(draft.measure))
    inside = next((others for others in held if others), [])
    if mark == ":" and said:
        return nearest
    if said and inside:
        return inside[-1]
    if said and not sentence.barrier(nearest.last + 1, draft.first - 1, frozenset(".")):
        return nearest
    if _goes_on(sentence, draft, nearest):
        return nearest.related
    return inside[-1] if inside and makes_up(draft.measure, inside[-1].measure) else None


def _goes_on(sentence: Sentence, draft: Draft, nearest: Draft) -> bool:
    """Whether it is one more part of the same: "of whom 2,815 had left and 2,633 had been paid"."""
    next_to_it = sentence.drafts[sentence.drafts.index(draft) - 1] is nearest
    cut = sentence.barrier(nearest.last + 1, draft.first - 1, STRONG)
    return nearest.relation == "part_of" and next_to_it and not cut


def _says_of_them(draft: Draft, parts: Sequence[Mention]) -> bool:
    """Whether "of them" stands right behind the figure, or behind its noun."""
    ends = {draft.last, draft.noun_word if draft.noun_word > draft.last else draft.last}
    return any(mention.first - 1 in ends for mention in parts)


def find_changes(sentence: Sentence) -> None:
    """The earlier rate in brackets behind "than in the same period", and the change from it."""
    for at, draft in enumerate(sentence.drafts):
        earlier = sentence.drafts[:at]
        rates = [o for o in earlier if o.unit == draft.unit and _kind(o) in ("rate", "level")]
        between = range(earlier[-1].last + 1, draft.first) if earlier else range(0)
        compared = any(m.first in between for kind in ("same_period", "ago") for m in sentence.of(kind))
        behind = any(
            0 < m.first - draft.last <= 5 for kind in ("same_period", "ago") for m in sentence.of(kind)
        ) and bool(earlier) and _kind(earlier[-1]) == "change"  # fmt: skip
        held = behind or (compared and (sentence.behind_bracket(draft) or _said_of(sentence, draft)))
        if draft.unit != "percent" or not rates or not held or _kind(draft) == "change":
            continue
        draft.measure, draft.earlier = rates[-1].measure, True
        change = earlier[-1]
        if change is not rates[-1] and change.unit in SHARES:
            _relate(change, "change_from", draft)


def _said_of(sentence: Sentence, draft: Draft) -> bool:
    """Whether the words "a year earlier" stand before the figure with no mark between."""
    marks = [m for kind in ("same_period", "ago") for m in sentence.of(kind) if 0 < draft.first - m.last <= 7]
    return any(not sentence.barrier(m.last + 1, draft.first - 1, frozenset(",;(.")) for m in marks)


def _kind(draft: Draft) -> str:
    measure = read_measures().get(draft.measure)
    return measure.kind if measure else ""


def find_superlatives(sentence: Sentence, total: dict[str, Draft]) -> None:
    """The most and the least of their kind, related to the whole that was stated before."""
    marks = list(sentence.of("superlatives"))
    for at, draft in enumerate(sentence.drafts):
        if draft.place == COUNTRY or draft.unit in SHARES or draft.relation:
            continue
        before = sentence.drafts[at - 1] if at else None
        near = [
            m for m in marks
            if (before is None or m.first > before.last) and abs(m.first - draft.first) <= 12
        ]  # fmt: skip
        whole = total.get(draft.measure)
        if near and whole is not None and whole.numeral.value > draft.numeral.value:
            _relate(draft, near[0].value, whole)
