"""What a sentence states of two figures: parts, shares, "x of y", changes, the most and the least."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.reading.families import makes_up, numerators_of, wholes_of
from analysis.reading.language import Language
from analysis.reading.lexicon import Mention
from analysis.reading.sentences import CLAUSE, STRONG, Draft, Sentence
from analysis.table.catalogue import read_measures
from analysis.table.vocabulary import COUNTRY, SHARES

_TO_PART = 6
"""So many words may stand before the part in "Of our 69 communes, by now some 22 have no accountant"."""
_OPENING = 2
"""A phrase that begins with one of the first three words of a sentence opens it."""


def pairs_of(sentence: Sentence, text: str, language: Language) -> dict[int, int]:
    """Numerals that stand as "x of y", x/y or "x % of the y": the place of x and that of y."""
    found = {}
    of = frozenset(language.of)
    for at, (left, right) in enumerate(zip(sentence.drafts, sentence.drafts[1:], strict=False)):
        between = " ".join(text[left.end : right.start].lower().split())
        share, counts = left.numeral.suffix == "percent", right.numeral.suffix not in SHARES
        if not counts or (left.numeral.suffix and not share):
            continue
        if (share and _is_of(between, of)) or (
            not share and left.numeral.value <= right.numeral.value and _is_of(between, of)
        ):
            found[at] = at + 1
        elif (
            not share
            and right.numeral.value <= left.numeral.value
            and _opens_with_of(sentence, left, right, of)
        ):
            found[at + 1] = at
    return found


def is_of_a_fraction(sentence: Sentence, draft: Draft, language: Language) -> bool:
    """Whether the figure is what a share or fraction right before it is of: "3/4 of the 1,200 files"."""
    first = sentence.begins(draft)
    for length in (3, 2, 1):
        opening = sentence.words[max(0, first - length) : first]
        if " ".join(word.letters for word in opening) in language.of and first - length > 0:
            before = sentence.words[first - length - 1].letters
            return before == "%" or before[0].isdigit() or before in language.fractions
    return False


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


def find_relations(
    sentence: Sentence, pairs: dict[int, int], counted: dict[str, Draft], totals: dict[str, Draft]
) -> None:
    """Parts, shares, "x of y", changes and ranks, as far as the sentence states them.

    `counted` holds what the sentences before counted, by unit, for "of them"; `totals` what the place had.
    """
    parts = sentence.of("parts")
    rates = {mention.last for mention in sentence.of("rates")}
    for at, draft in enumerate(sentence.drafts):
        before = sentence.drafts[:at]
        if at in pairs and draft.unit not in SHARES:
            _relate(draft, "out_of", sentence.drafts[pairs[at]])
        elif draft.unit == "percent":
            _share(sentence, draft, before, rates, parts)
        elif draft.unit not in SHARES and before:
            _part(sentence, draft, before, parts)
    _parts_of_before(sentence, parts, counted)
    _find_changes(sentence)
    _find_superlatives(sentence, totals)


def relate_in_row(row: Sequence[Draft], of_which: bool) -> None:
    """What the last figure of a table's row is to those before: the share that one makes; a part of the one
    before, where its head says "of which".
    """
    draft, before = row[-1], row[:-1]
    alike = [other for other in before if other.place == draft.place and other.locality == draft.locality]
    if draft.unit in SHARES:
        made = [other for other in alike if other.measure in numerators_of(draft.measure)]
        if made and not draft.relation:
            _relate(draft, "rate_of", made[-1])
    elif (
        of_which and alike and alike[-1].unit == draft.unit and alike[-1].numeral.value >= draft.numeral.value
    ):
        _relate(draft, "part_of", alike[-1])


def _parts_of_before(sentence: Sentence, parts: Sequence[Mention], counted: dict[str, Draft]) -> None:
    """What opens with "of them" is a part of what the sentence before counted; keeps what this one counts."""
    opens = any(mention.first <= _OPENING for mention in parts)
    counts = [draft for draft in sentence.drafts
              if draft.unit not in (*SHARES, "other") and draft.role == "observed"]  # fmt: skip
    for at, draft in enumerate(counts):
        whole = counted.get(draft.unit)
        if draft.relation or whole is None or draft.numeral.value > whole.numeral.value:
            continue
        if draft.place == whole.place and (opens or (at == 0 and _says_of_them(draft, parts))):
            _relate(draft, "part_of", whole)
    for draft in reversed(counts):
        if draft.relation != "part_of":
            counted[draft.unit] = draft


def _relate(draft: Draft, relation: str, other: Draft) -> None:
    draft.relation, draft.related = relation, other


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
    if count.place != draft.place or draft.move in ("up", "down") or _is_held_against(sentence, count, draft):
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


def _is_label(sentence: Sentence, draft: Draft) -> bool:
    """Whether the numeral is the value of a label: "people who left: 81 995"."""
    return any(word.letters == ":" for word in sentence.words[max(0, draft.first - 2) : draft.first])


def _whole_of(
    sentence: Sentence, draft: Draft, larger: Sequence[Draft], parts: Sequence[Mention]
) -> Draft | None:
    nearest, mark = larger[-1], sentence.words[draft.first - 1].letters
    said = mark == "(" or (mark == ":" and not _is_label(sentence, nearest)) or any(
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


def _find_changes(sentence: Sentence) -> None:
    """The change, and the earlier rate in brackets that it is a change from: "2.6 points lower (56.6 %)"."""
    for at, draft in enumerate(sentence.drafts[:-1]):
        earlier = sentence.drafts[at + 1]
        if draft.move not in ("up", "down") or earlier.unit not in SHARES or draft.relation:
            continue
        between = range(draft.last + 1, earlier.first)
        compared = any(m.first in between for kind in ("same_period", "ago") for m in sentence.of(kind))
        if compared and (sentence.behind_bracket(earlier) or len(between) <= 8) and earlier.move == "":
            _relate(draft, "change_from", earlier)
            if earlier.relation == "rate_of":
                earlier.relation, earlier.related = "", None


def _find_superlatives(sentence: Sentence, total: dict[str, Draft]) -> None:
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
