"""What a numeral counts: its unit, from its own marks, the counted noun, or the figure before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.reading.language import Language
from analysis.reading.lexicon import Mention
from analysis.reading.memory import Noun
from analysis.reading.numerals import rescaled
from analysis.reading.sentences import CLAUSE, STOPS, STRONG, Draft, Sentence
from analysis.table.vocabulary import MONIES, SHARES, STAFF

NOUN_REACH, LEFT_REACH = 5, 14
_MONEY = 10**6
_ACTORS = frozenset(
    {"communes", "provinces", "agencies", "divisions", "centres", "service_points", "people", "other"}
)
"""What may as well be who counts as what is counted."""
_GOVERNMENT = frozenset({"communes", "provinces", "agencies"})
_LOOSE = frozenset({"other", "service_points", "vehicles", *STAFF})
"""What stands behind a numeral with words between is often not what it counts."""
_NO_COUNTS = (*SHARES, "decrees", "circulars", "")


def find_units(sentence: Sentence, language: Language, text: str, last: Noun) -> Noun:
    """Give every draft its unit: from its own marks, the noun after it, before it, or the figure before.

    `last` is the noun counted last in the paragraph, for a sentence that counts on without one; the
    noun for the next sentence comes back.
    """
    nouns = sorted(sentence.of("units"), key=lambda mention: (mention.first, -mention.last))
    scores = {word.rstrip("*") for word in language.scores}
    for at, draft in enumerate(sentence.drafts):
        before = sentence.drafts[at - 1] if at else None
        after = sentence.drafts[at + 1] if at + 1 < len(sentence.drafts) else None
        found = _noun_after(sentence, draft, after, nouns)
        if draft.numeral.suffix:
            draft.unit = draft.numeral.suffix
        elif _score(sentence, draft, scores) and not (found and found[0].last > draft.last + 1):
            index = any(mention.value == "service_index" for mention in sentence.of("measures"))
            draft.unit = "points" if index else "percentage_points"
            draft.last += 1
            draft.end = sentence.words[draft.last].end
        elif found and not _is_money(draft, found) and not _goes_on(before, draft, found) and not (
            _is_far(draft, found) and (last.unit or _counted_before(sentence, at))
        ) and not (before and _is_part(sentence, draft, before, found)):  # fmt: skip
            _take(draft, found, sentence, text)
        elif draft.numeral.scaled and draft.numeral.value >= _MONEY and not _scaled_count(sentence, at, last):
            draft.unit = _money_before(sentence, at) or "VND"
        else:
            _look_back(sentence, draft, before, nouns, text, last)
        if draft.unit not in (*_NO_COUNTS, "other", *MONIES):
            last = Noun(draft.unit, draft.nouns, draft.noun, draft.numeral.scaled)
    return last


def _is_far(draft: Draft, nouns: Sequence[Mention]) -> bool:
    """Whether the noun is not what is counted: "62 became schools" goes on with what was said before."""
    return nouns[0].first - draft.last > 2 and nouns[0].value in _LOOSE


def _is_part(sentence: Sentence, draft: Draft, before: Draft, nouns: Sequence[Mention]) -> bool:
    """Whether "of which" stands right before: "2,151 procedures, of which 472 are left to communes"."""
    told = any(0 < draft.first - mention.last <= 2 for mention in sentence.of("parts"))
    return told and nouns[0].first - draft.last > 2 and before.unit not in _NO_COUNTS


def _counted_before(sentence: Sentence, at: int) -> bool:
    return any(other.unit not in (*_NO_COUNTS, "other") for other in sentence.drafts[:at])


def _goes_on(before: Draft | None, draft: Draft, nouns: Sequence[Mention]) -> bool:
    """Whether an amount goes on from the one before, and the noun says what it is for."""
    money = before is not None and before.unit in MONIES and before.numeral.scaled
    return money and nouns[0].value == "other" and nouns[0].first - draft.last > 1


def _is_money(draft: Draft, nouns: Sequence[Mention]) -> bool:
    """A large scaled amount whose currency is left out; the noun behind it says what it is spent on."""
    adjacent = nouns[0].first - draft.last <= 2 and nouns[0].value != "other"
    return draft.numeral.scaled and draft.numeral.value >= _MONEY and not adjacent


def _score(sentence: Sentence, draft: Draft, scores: set[str]) -> bool:
    after = draft.last + 1
    return after < len(sentence.words) and sentence.words[after].letters in scores


def _noun_after(
    sentence: Sentence, draft: Draft, after: Draft | None, nouns: Sequence[Mention]
) -> list[Mention]:
    """The counted nouns that begin nearest behind the numeral, with no stop between."""
    limit = min(draft.last + NOUN_REACH, after.first - 1 if after else len(sentence.words))
    for noun in nouns:
        if draft.last < noun.first <= limit:
            if sentence.barrier(draft.last + 1, noun.first - 1, STOPS):
                return []
            return [other for other in nouns if other.first == noun.first and other.last == noun.last]
    return []


def _take(draft: Draft, nouns: Sequence[Mention], sentence: Sentence, text: str) -> None:
    units = tuple(dict.fromkeys(noun.value for noun in nouns))
    draft.nouns, draft.unit, draft.noun_word = units, units[0], nouns[0].first
    draft.noun = text[sentence.words[nouns[0].first].start : sentence.words[nouns[0].last].end]


def _scaled_count(sentence: Sentence, at: int, last: Noun) -> bool:
    """Whether the last amount with a scale word before it was a count: "13.9 million files"."""
    scaled = [other for other in sentence.drafts[:at] if other.numeral.scaled]
    return scaled[-1].unit not in (*_NO_COUNTS, "other", *MONIES) if scaled else last.scaled


def _money_before(sentence: Sentence, at: int) -> str:
    for other in reversed(sentence.drafts[:at]):
        if other.unit in MONIES:
            return other.unit
    return ""


def _look_back(
    sentence: Sentence, draft: Draft, before: Draft | None, nouns: Sequence[Mention], text: str, last: Noun
) -> None:
    """No noun follows: "number of files: 94 402", "of which 402 282 on time", "it reused 139"."""
    first = max(draft.first - LEFT_REACH, before.last + 1 if before else 0)
    own = before.noun_word if before else -1
    left = [n for n in nouns if first <= n.first and n.last < draft.first and n.first != own]
    left = [n for n in left if not sentence.barrier(n.last + 1, draft.first - 1, STRONG)]
    draft.is_listed = _is_listed_part(sentence, draft, before)
    listed = is_labelled(sentence, draft)
    # "The province had reused 139": a unit of government before its verb acts and is not counted.
    left = left if listed else [n for n in left if n.value not in _GOVERNMENT]
    counted = bool(left)
    earlier = [o for o in sentence.drafts if o.start < draft.start and o.unit not in _NO_COUNTS]
    near = counted and draft.first - left[-1].last <= 3
    own = counted and (near or not last.unit or left[-1].value not in _ACTORS)
    if counted and (listed or (own and not earlier)):
        at = left[0].first if listed else left[-1].first
        _take(draft, [noun for noun in left if noun.first == at], sentence, text)
    elif earlier:
        other = earlier[-1]
        if other.numeral.scaled and other.unit in MONIES and draft.numeral.value >= 1:
            draft.numeral = rescaled(draft.numeral, other.numeral)
        draft.unit, draft.nouns, draft.noun, draft.inherited = other.unit, other.nouns, other.noun, True
    elif last.unit and not draft.numeral.worded:
        draft.unit, draft.nouns, draft.noun, draft.inherited = *last[:3], True
    else:
        draft.unit = "other"


def _is_listed_part(sentence: Sentence, draft: Draft, before: Draft | None) -> bool:
    """Whether the colon ends what is said of the count before: "300 houses that nobody used: 90 became"."""
    if before is None or before.noun_word <= before.last or draft.numeral.value > before.numeral.value:
        return False
    return not sentence.barrier(before.last + 1, draft.first - 2, CLAUSE)


def is_labelled(sentence: Sentence, draft: Draft) -> bool:
    """Whether the numeral is the value of a label: "people who left: 81 995"."""
    if draft.noun_word > draft.last or draft.is_listed:
        return False
    return any(w.letters == ":" for w in sentence.words[max(0, draft.first - 2) : draft.first])


def share_nouns(sentence: Sentence, pairs: Mapping[int, int]) -> None:
    """In "x of y communes" the noun of y is that of x too; y itself is the plain count of them."""
    for x, y in pairs.items():
        part, whole = sentence.drafts[x], sentence.drafts[y]
        if part.noun_word < part.first or part.noun_word > whole.first:
            part.unit, part.nouns, part.noun = whole.unit, whole.nouns, whole.noun
            part.inherited = whole.inherited
        elif whole.noun_word < 0 or whole.inherited:
            whole.unit, whole.nouns, whole.noun = part.unit, part.nouns, part.noun
        whole.is_whole = True
