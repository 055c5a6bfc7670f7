"""Hedges, movements and roles: what the words right around a figure make of it; and who says it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from analysis.reading.lexicon import Mention
from analysis.reading.numerals import negative
from analysis.reading.scoring import Features, Keys, Options
from analysis.reading.sentences import BRACKETS, CLAUSE, STRONG, Draft, Sentence
from analysis.table.catalogue import read_measures
from analysis.table.vocabulary import GROUPS, ROLES, SHARES, UNCLASSIFIED

_HEDGE_GAP = 2
_MOVE_GAP = 3


def find_hedges(sentence: Sentence, articles: Container[str]) -> None:
    """The hedge right before each numeral, or right behind it."""
    own = (mention for mention in sentence.of("hedges") if not sentence.is_inside(mention, "changes", "now"))
    before = {mention.last: mention for mention in own}
    after = {mention.first: mention for mention in sentence.of("hedges_after")}
    for draft in sentence.drafts:
        # A number word may be a hedge itself: "une trentaine".
        first = draft.last if draft.numeral.worded else draft.first - 1
        near = range(first, draft.first - 2 - _HEDGE_GAP, -1)
        reached = (before[at] for at in near if at in before and not _cut(sentence, at, draft))
        found = next(reached, None)
        if found is not None and found.value == "more_than" and _names(sentence, found, draft, articles):
            found = None
        if found is not None and not _numeral_between(sentence, found, draft):
            draft.qualifier = found.value
        else:
            behind = (draft.last + 1, draft.last + 2)
            draft.qualifier = next((after[at].value for at in behind if at in after), "exact")


def _names(sentence: Sentence, hedge: Mention, draft: Draft, articles: Container[str]) -> bool:
    """Whether an article makes the figure one that is named: "exceeding the 5.2 % target" is no bound."""
    return any(word.letters in articles for word in sentence.words[hedge.last + 1 : draft.first])


def _cut(sentence: Sentence, at: int, draft: Draft) -> bool:
    return sentence.barrier(at, draft.first - 1, STRONG | BRACKETS)


def _numeral_between(sentence: Sentence, mention: Mention, draft: Draft) -> bool:
    return any(mention.last < other.first < draft.first for other in sentence.drafts)


def find_moves(sentence: Sentence) -> None:
    """Whether each figure is that by which something rose or fell, or the level to which it did."""
    for draft in sentence.drafts:
        draft.move = _move(sentence, draft)


def _move(sentence: Sentence, draft: Draft) -> str:
    begins = sentence.begins(draft)
    for mention in sentence.of("changes"):
        if mention.value == "to":
            if mention.last == begins - 1:
                return "to"
            continue
        if _is_hedge(sentence, mention) and draft.unit not in SHARES and not draft.numeral.suffix:
            continue
        gap = (begins if begins > mention.last else draft.first) - mention.last - 1
        cut = sentence.barrier(mention.last + 1, draft.first - 1, CLAUSE | BRACKETS)
        ahead = 0 <= gap < _MOVE_GAP and not cut and not _numeral_between(sentence, mention, draft)
        inside = mention.first <= draft.last < mention.last
        behind = mention.first == draft.last + 1 and draft.numeral.suffix in SHARES
        if (ahead or inside or behind) and not sentence.is_inside(mention, "rates"):
            return mention.value
    return ""


def _is_hedge(sentence: Sentence, mention: Mention) -> bool:
    """Whether the same words are a hedge: "lower than 20 %" is no fall."""
    return any(hedge[:2] == mention[:2] for hedge in sentence.of("hedges"))


def find_sign(draft: Draft) -> None:
    """A share by which something fell is below zero; of what is called a cut the name says it."""
    measure = read_measures().get(draft.measure)
    change = measure.kind == "change" if measure else draft.measure == UNCLASSIFIED
    named = draft.measure.removesuffix("_rate").endswith("_cut")
    if draft.move == "down" and draft.unit in SHARES and change and not named and draft.numeral.value > 0:
        draft.numeral = negative(draft.numeral)


def role_options(
    sentence: Sentence, draft: Draft, previous: Draft | None, ahead: Sequence[str], features: Features
) -> Options:
    """The roles that a figure may have, each with what speaks for it.

    `ahead` tells what the dates and the sentence before say: that something lies in the future, is a plan.
    """
    measure = read_measures().get(draft.measure)
    facts = [
        f"kind {measure.kind if measure else 'none'}", f"unit {draft.unit}", f"hedge {draft.qualifier}",
        f"usually {measure.role if measure else 'observed'}", f"move {draft.move}",
        *_cues(sentence, draft), *_groups(sentence, draft), *ahead,
    ]  # fmt: skip
    if previous is not None:
        facts.append(f"after {previous.role}")
        if draft.first - previous.last <= 4:
            facts.append(f"right after {previous.role} {'of its unit' * (previous.unit == draft.unit)}")
    columns = [features.columns[_as_such][""], *map(features.columns[_told].__getitem__, facts)]
    return Options([*ROLES], features.each(columns, _KEYS))


_KEYS = Keys(ROLES)


def _as_such(_: object, role: str) -> Sequence[str]:
    return (f"= {role}",)


def _told(fact: str, role: str) -> Sequence[str]:
    return (f"{role}: {fact}",)


def _cues(sentence: Sentence, draft: Draft) -> Iterator[str]:
    nearest: dict[str, str] = {}
    for mention in sentence.of("roles"):
        at = sentence.position(draft, mention.first, mention.last)
        if at[0] != "I" and (mention.value not in nearest or at[1:] < nearest[mention.value][1:]):
            nearest[mention.value] = at
    for role, at in nearest.items():
        yield f"{role} {at}"
        yield f"{role} {'cut' if at[2:] else 'same clause'}"


def _groups(sentence: Sentence, draft: Draft) -> Iterator[str]:
    """What a bound may divide: a count of communes or provinces close before or behind."""
    at = sentence.drafts.index(draft)
    before, behind = sentence.drafts[max(0, at - 1) : at], sentence.drafts[at + 1 : at + 2]
    for side, others in (("before", before), ("behind", behind)):
        for other in others:
            if (other.unit in GROUPS and abs(other.first - draft.first) <= 14) or (
                not other.unit and _names_group(sentence, other)
            ):
                yield f"group {side}"
    if any(abs(m.first - draft.last) <= 5 for m in sentence.of("per")):
        yield "each"


def _names_group(sentence: Sentence, other: Draft) -> bool:
    reach = range(other.last + 1, other.last + 4)
    return any(
        m.first in reach and m.value in ("commune", "province", "agency", "ministry")
        for m in sentence.of("concepts")
    )


def find_source(sentence: Sentence, text: str, drafts: Sequence[Draft], said: str) -> str:
    """Who says it: the words behind "according to", up to the next comma; what the next sentences carry."""
    mention = next(iter(sentence.of("sources")), None)
    if mention is None or mention.last + 1 >= len(sentence.words):
        return said
    first = sentence.words[mention.last + 1].start
    stop = next(
        (w.start for w in sentence.words[mention.last + 1 :] if w.letters in {",", ";", ":", "."}),
        sentence.end,
    )
    source = " ".join(text[first:stop].split()[:7])
    for draft in drafts:
        draft.source = source
    return source
