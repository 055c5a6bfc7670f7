"""Hedges, movements and roles: what the words right around a figure make of it; and who says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.reading.language import Language
from analysis.reading.lexicon import Mention
from analysis.reading.numerals import negative
from analysis.reading.scoring import Features, Keys, Options
from analysis.reading.sentences import BRACKETS, CLAUSE, STRONG, Draft, Sentence
from analysis.table.catalogue import read_measures, read_things
from analysis.table.vocabulary import GROUPS, ROLES, SHARES, UNCLASSIFIED

_HEDGE_GAP = 2
_MOVE_GAP = 3


def find_hedges(sentence: Sentence, language: Language) -> None:
    """The hedge right before each numeral, or right behind it; whether a comparison names it as its base."""
    own = (mention for mention in sentence.of("hedges") if not sentence.is_inside(mention, "changes", "now"))
    before = {mention.last: mention for mention in own}
    after = {mention.first: mention for mention in sentence.of("hedges_after")}
    for draft in sentence.drafts:
        # A number word may be a hedge itself: "une trentaine".
        first = draft.last if draft.numeral.worded else draft.first - 1
        near = range(first, draft.first - 2 - _HEDGE_GAP, -1)
        reached = (before[at] for at in near if at in before and not _cut(sentence, at, draft))
        found = next(reached, None)
        if found is not None and found.value in _COMPARED:
            draft.named = not _reaches(sentence, found, draft, language)
        if found is not None and not draft.named and not _numeral_between(sentence, found, draft):
            draft.qualifier = found.value
        else:
            behind = (draft.last + 1, draft.last + 2)
            draft.qualifier = next((after[at].value for at in behind if at in after), "exact")


_COMPARED = frozenset({"more_than", "less_than"})
_BASES = ("roles", "same_period", "ago")
_BASE_REACH = 4


def _reaches(sentence: Sentence, hedge: Mention, draft: Draft, language: Language) -> bool:
    """Whether "more than" is said of the number itself, and not of what it is the number of.

    In "exceeding the 5.2 % target" and "beyond the average of 57 %" something else is more than that.
    """
    between = sentence.words[hedge.last + 1 : draft.first]
    inside = {at for each in sentence.of("hedges") for at in range(each.first, each.last + 1)}
    free = [at for at in range(hedge.last + 1, draft.first) if at not in inside]
    if any(sentence.words[at].letters not in language.articles for at in free):
        return False
    opening = between[0] if between else sentence.words[hedge.last]
    return opening.letters not in language.articles or not _has_name(sentence, draft, language)


def _has_name(sentence: Sentence, draft: Draft, language: Language) -> bool:
    """Whether a word behind the figure says which one it is: a target, a rate, that of the year before."""
    reach = range(draft.last + 1, min(draft.last + 1 + _BASE_REACH, len(sentence.words)))
    if any(m.first in reach and not sentence.barrier(draft.last + 1, m.first, CLAUSE)
           for kind in _BASES for m in sentence.of(kind) if m.value != "threshold"):  # fmt: skip
        return True
    behind = sentence.words[reach.start].letters if reach else "."
    counted = any(m.first == reach.start and m.value in read_things() for m in sentence.of("concepts"))
    return behind[0].isalpha() and behind not in language.function_words and not counted


def _cut(sentence: Sentence, at: int, draft: Draft) -> bool:
    return sentence.barrier(at, draft.first - 1, STRONG | BRACKETS)


def _numeral_between(sentence: Sentence, mention: Mention, draft: Draft) -> bool:
    return any(mention.last < other.first < draft.first for other in sentence.drafts)


def find_moves(sentence: Sentence, language: Language) -> None:
    """Whether each figure is that by which something rose or fell, or the level to which it did."""
    for draft in sentence.drafts:
        draft.move = _move(sentence, draft)
        if draft.numeral.suffix not in SHARES:
            draft.differs = _difference(sentence, draft, language)


def _difference(sentence: Sentence, draft: Draft, language: Language) -> tuple[int, int] | None:
    """The words of rise and fall that make a count or an amount a difference: with "of" or "by" ("an increase
    of 300 files"), or with what it compares with ("300 files more than a week before").
    """
    begins, compared = sentence.begins(draft), _is_compared(sentence, draft)
    words = [*sentence.of("changes"), *(m for m in sentence.of("hedges") if m.value in _COMPARED)]
    for mention in words:
        if mention.value == "to" or sentence.is_inside(mention, "hedges", "rates", "same_period"):
            continue
        if compared and 0 < mention.first - draft.last <= _MOVE_GAP:
            return mention[:2]
        first = begins if mention.last < begins else draft.first
        between = " ".join(word.letters for word in sentence.words[mention.last + 1 : first])
        ahead = mention.last < first and (between in language.by or (compared and not between))
        if ahead and mention.kind == "changes" and not _goes_on_to(sentence, draft, language):
            return mention[:2]
    return None


def _is_compared(sentence: Sentence, draft: Draft) -> bool:
    """Whether what the figure compares with follows in its clause."""
    marks = (m for kind in ("same_period", "ago") for m in sentence.of(kind))
    return any(
        0 < m.first - draft.last <= _COMPARED_REACH
        and not sentence.barrier(draft.last + 1, m.first - 1, CLAUSE | BRACKETS)
        and not any(draft.last < other.first < m.first for other in sentence.drafts)
        for m in marks
    )


_COMPARED_REACH = 8


def _goes_on_to(sentence: Sentence, draft: Draft, language: Language) -> bool:
    """Whether the figure is the level from which something moved to the next one."""
    following = next((other for other in sentence.drafts if other.first > draft.last), None)
    if following is None or following.first - draft.last > _MOVE_GAP + 1:
        return False
    words = {word.letters for word in sentence.words[draft.last + 1 : following.first]}
    return not words.isdisjoint((*language.ranges.between, *language.changes["to"]))


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
    roles = _TARGET if draft.named and _is_target(sentence, draft) else _EVERY
    return Options([*roles], features.each(columns, roles))


_EVERY, _TARGET = Keys(ROLES), Keys(("target",))


def _as_such(_: object, role: str) -> Sequence[str]:
    return (f"= {role}",)


def _told(fact: str, role: str) -> Sequence[str]:
    return (f"{role}: {fact}",)


def _is_target(sentence: Sentence, draft: Draft) -> bool:
    """Whether the base of a comparison is called a target right before or behind the figure."""
    at = (sentence.position(draft, m.first, m.last) for m in sentence.of("roles") if m.value == "target")
    return any(each[1:] in ("0", "1") for each in at)


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
