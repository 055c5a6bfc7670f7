"""What the words around a figure make of it: hedged, aimed at, planned, a threshold; and who says it."""

from __future__ import annotations

from analysis.reading.lexicon import Mention
from analysis.reading.memory import Memory
from analysis.reading.sentences import BRACKETS, STRONG, Draft, Sentence
from analysis.table.catalogue import read_measures
from analysis.table.vocabulary import GROUPS, SHARES

_HEDGE_GAP = 2
_TARGET_REACH, _LIST_REACH = 16, 40


def find_hedges(sentence: Sentence) -> None:
    """The hedge right before each numeral, or right behind it."""
    own = (mention for mention in sentence.of("hedges") if not sentence.is_inside(mention, "changes"))
    before = {mention.last: mention for mention in own}
    after = {mention.first: mention for mention in sentence.of("hedges_after")}
    for draft in sentence.drafts:
        # A number word may be a hedge itself: "une trentaine".
        first = draft.last if draft.numeral.worded else draft.first - 1
        near = range(first, draft.first - 2 - _HEDGE_GAP, -1)
        reached = (before[at] for at in near if at in before and not _cut(sentence, at, draft))
        found = next(reached, None)
        if found is not None and not _numeral_between(sentence, found, draft):
            draft.qualifier = found.value
        else:
            behind = (
                draft.last + 1,
                draft.last + 2,
                draft.noun_word + 1 if draft.noun_word > draft.last else -1,
            )
            draft.qualifier = next((after[at].value for at in behind if at in after), "exact")


def _cut(sentence: Sentence, at: int, draft: Draft) -> bool:
    return sentence.barrier(at, draft.first - 1, STRONG | BRACKETS)


def _numeral_between(sentence: Sentence, mention: Mention, draft: Draft) -> bool:
    return any(mention.last < other.first < draft.first for other in sentence.drafts)


def find_roles(sentence: Sentence) -> None:
    """Targets, plans and thresholds; everything else is observed."""
    shares = [draft.last for draft in sentence.drafts if draft.unit == "percent"]
    # In "68 % of the targets set" the target is the base of a share that was reached.
    targets = [m for m in sentence.of("roles")
               if m.value == "target" and not any(0 < m.first - last <= 3 for last in shares)]  # fmt: skip
    plans = [m for m in sentence.of("roles") if m.value == "plan"]
    for at, draft in enumerate(sentence.drafts):
        measure = read_measures().get(draft.measure)
        usual = measure.role if measure else "observed"
        if _is_threshold(sentence, draft, at):
            draft.role = "threshold"
        elif any(_governs(sentence, mention, draft, _TARGET_REACH) for mention in targets):
            draft.role = "target"
        elif usual != "observed" or (
            draft.unit in ("VND", "posts") and any(_governs(sentence, m, draft, 5) for m in plans)
            and (measure is None or measure.kind == "stock")
        ):  # fmt: skip
            draft.role = usual if usual != "observed" else "plan"


def _governs(sentence: Sentence, mention: Mention, draft: Draft, reach: int) -> bool:
    """Whether a word stands before the figure with no end of clause, and not too many words, between."""
    gap = draft.first - mention.last - 1
    listed = sentence.barrier(mention.last + 1, mention.last + 4, frozenset(":"))
    if not 0 <= gap <= (_LIST_REACH if listed else reach):
        return False
    return not sentence.barrier(mention.last + 1, draft.first - 1, STRONG | BRACKETS)


def _is_threshold(sentence: Sentence, draft: Draft, at: int) -> bool:
    """A hedged share that tells which units a count before or after it is of."""
    if draft.qualifier not in ("more_than", "at_least", "less_than", "at_most"):
        return False
    each = any(0 < m.first - draft.last <= 5 or 0 < draft.first - m.last <= 6 for m in sentence.of("each"))
    if draft.unit not in SHARES and not (each or draft.unit == "people"):
        return False
    near = [*sentence.drafts[max(0, at - 1) : at], *sentence.drafts[at + 1 : at + 2]]
    groups = [other for other in near if other.unit in GROUPS and not other.is_whole]
    return any(
        abs(other.first - draft.first) <= 14
        and not _is_base(sentence, draft, other)
        and not sentence.barrier(min(other.last, draft.last) + 1, max(other.first, draft.first) - 1, STRONG)
        for other in groups
    )


def _is_base(sentence: Sentence, draft: Draft, group: Draft) -> bool:
    """Whether the group is what the share is of: "over 92 % of the 3,321 communes"."""
    return draft.unit == "percent" and 0 < group.first - draft.last <= 4


def find_source(sentence: Sentence, text: str, memory: Memory) -> None:
    """Who says it: the words behind "according to", up to the next comma."""
    mention = next(iter(sentence.of("sources")), None)
    if mention is not None and mention.last + 1 < len(sentence.words):
        first = sentence.words[mention.last + 1].start
        stop = next(
            (w.start for w in sentence.words[mention.last + 1 :] if w.letters in {",", ";", ":", "."}),
            sentence.end,
        )
        memory.source = " ".join(text[first:stop].split()[:7])
        for draft in sentence.drafts:
            draft.source = memory.source
