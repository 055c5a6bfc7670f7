"""What a figure measures: the measure of its unit for which the words around it speak most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from analysis.reading.families import measures_by_unit, numerators_of, rates_of, shares_of, wholes_of
from analysis.reading.lexicon import Mention
from analysis.reading.numerals import negative
from analysis.reading.sentences import BRACKETS, CLAUSE, STOPS, STRONG, Draft, Sentence
from analysis.reading.units import is_labelled
from analysis.table.catalogue import read_measures
from analysis.table.vocabulary import GROUPS, MONIES, SHARES, STAFF, UNCLASSIFIED

_FAINT = 0.06
"""Below this a cue is too far off to count for more than the paragraph's topic."""
_CLEAR = 0.35
"""From here on a share's own words count, and not the count that it follows."""
_LOUD = 0.2
"""From here on a count's own words count, and not what the sentence holds it against."""
_TRACE = 0.006
"""Below this it does not even count for more than the unit's usual measure."""
_PART_OF_NOUN = 0.8
"""What belongs to the noun says what it is, not what became of it: "300 surplus buildings were sold"."""
_COMMA = frozenset(",")
_GROUP_REACH = 4
"""Further from a count of places a share is no share of them: "9 provinces had disbursed over 75 %"."""
_OPENING_REACH = 14
_TO_BASE = 8


def find_measures(sentence: Sentence, topic: dict[str, str]) -> None:
    """Give every draft its measure: the one whose words stand nearest, else the paragraph's topic.

    `topic` holds the paragraph's last measure of each unit and is brought up to date.
    """
    cues = sorted(sentence.of("measures"), key=lambda mention: mention.first)
    for at, draft in enumerate(sentence.drafts):
        before = sentence.drafts[at - 1] if at else None
        # In "41 of the 52 files" what follows is said of both.
        follows = at + 2 if at + 1 < len(sentence.drafts) and sentence.drafts[at + 1].is_whole else at + 1
        after = sentence.drafts[follows] if follows < len(sentence.drafts) else None
        draft.measure = _best(sentence, draft, before, after, cues, topic)
        if draft.measure != UNCLASSIFIED:
            draft.unit = read_measures()[draft.measure].unit
        _sign(sentence, draft)
        if draft.measure != UNCLASSIFIED and not draft.is_whole:
            _second_fact(draft, cues)
            if not sentence.behind_bracket(draft):
                topic[draft.unit] = draft.measure
    _tell_shares(sentence)


def _tell_shares(sentence: Sentence) -> None:
    """In "455 trillion, or 50.4 % of the plan of 903" the plan tells the share, and what makes it."""
    for part, rate, whole in zip(sentence.drafts, sentence.drafts[1:], sentence.drafts[2:], strict=False):
        shares = shares_of(whole.measure)
        if rate.unit != "percent" or len(shares) != 1 or whole.first - rate.last > _TO_BASE:
            continue
        (share,) = shares
        unlike = part.measure in (UNCLASSIFIED, whole.measure) and part.unit == whole.unit
        fits = unlike and rate.measure in (UNCLASSIFIED, share.rate)
        if fits and not sentence.barrier(part.last + 1, whole.first - 1, STRONG | BRACKETS):
            part.measure, rate.measure = share.part, share.rate


def _second_fact(draft: Draft, cues: Sequence[Mention]) -> None:
    """Two verbs before one numeral, "received and handled 2 511": the whole first, then its part."""
    left = [cue for cue in cues if 0 < draft.first - cue.last <= 4 or 0 < draft.first - cue.first <= 6]
    for part in left:
        wholes = wholes_of(part.value)
        if part.last >= draft.first or read_measures()[part.value].unit != draft.unit:
            continue
        for whole in left:
            if whole.value in wholes[:1] and whole.last < part.first <= whole.last + 2:
                draft.measure, draft.second = whole.value, part.value


def is_average(sentence: Sentence, draft: Draft) -> bool:
    """Whether words beside the numeral make it an amount per day, per unit or on average."""
    end = max(draft.last, draft.noun_word)
    return any(
        _opens(sentence, draft, mention)
        or ((0 < mention.first - end <= 3 or 0 < draft.first - mention.last <= 3)
            and not _cut_off(sentence, draft, end, mention))
        for mention in sentence.of("not_counted")
    )  # fmt: skip


def _opens(sentence: Sentence, draft: Draft, mention: Mention) -> bool:
    """Whether the words open the sentence of which this is the first figure: "On average each day ... 40"."""
    first = sentence.drafts[0] is draft
    return first and mention.first <= 1 and draft.first - mention.last <= _OPENING_REACH


def _cut_off(sentence: Sentence, draft: Draft, end: int, mention: Mention) -> bool:
    """Whether a mark stands between the numeral with its noun and the phrase."""
    first, last = (end, mention.first) if mention.first > end else (mention.last, draft.first)
    return sentence.barrier(first + 1, last - 1, CLAUSE)


def _best(
    sentence: Sentence, draft: Draft, before: Draft | None, after: Draft | None, cues: Sequence[Mention],
    topic: Mapping[str, str],
) -> str:  # fmt: skip
    if is_average(sentence, draft) and draft.unit not in SHARES:
        return UNCLASSIFIED
    if draft.is_whole and draft.unit in GROUPS and _default(draft):
        return _default(draft)
    candidates = [*_candidates(draft), *_parts_of(sentence, draft, before)]
    weights: dict[str, float] = dict.fromkeys(candidates, 0.0)
    for cue in cues:
        if cue.value in weights:
            weights[cue.value] += _weight(sentence, draft, before, after, cue)
    count = _count_before(sentence, draft)
    if is_moved(sentence, draft):
        return _change_of(weights, topic.get(draft.unit, "") or (count.measure if count else ""))
    _weigh_shares(weights, _compared(sentence, draft, after), count)
    implied = "" if draft.inherited or draft.unit in topic else _implied(candidates, cues)
    return _choice(sentence, draft, weights, implied, topic)


def _weigh_shares(weights: dict[str, float], compared: Sequence[str], count: Draft | None) -> None:
    """What the words compare counts for more, and what the count before can have no share in for nothing."""
    for measure in compared:
        if weights.get(measure):
            weights[measure] += 0.5
    if count is not None and max(weights.values(), default=0.0) < _CLEAR:
        for measure in rates_of(count.measure):
            if measure in weights:
                weights[measure] += 0.5
    for measure in weights:
        if count is not None and not _could_be_of(measure, count):
            weights[measure] = 0.0


def _choice(
    sentence: Sentence, draft: Draft, weights: Mapping[str, float], implied: str, topic: Mapping[str, str]
) -> str:
    """The measure whose words are loud enough, else what the sentence or the paragraph is about."""
    best = max(weights, key=lambda measure: weights[measure], default="")
    if draft.unit not in MONIES and not draft.is_whole:
        best = _most_special(best, weights, 0.0 if draft.unit == "percent" else _CLEAR)
    usual = _default(draft)
    if implied and weights[best] < _LOUD:
        return implied
    if best and weights[best] > _FAINT:
        return best
    if draft.unit == "percentage_points":
        return _change_of(weights, topic.get("percent", ""))
    if draft.unit in topic and (draft.unit in SHARES or draft.inherited or not usual):
        new = _is_first_or_last(sentence, draft) or (_is_named(draft) and not weights.get(best))
        return _whole_of(topic[draft.unit]) if new else topic[draft.unit]
    if best and weights[best] > _TRACE:
        return best
    return usual or (best if best and weights[best] > 0 else UNCLASSIFIED)


def _most_special(best: str, weights: Mapping[str, float], least: float) -> str:
    """What lies inside the best, if words for it stand nearly as close: "settled within the time"."""
    if not best:
        return best
    inside = [
        measure
        for measure, weight in weights.items()
        if weight >= max(0.6 * weights[best], least) > 0
        and _counted_by(best) in wholes_of(_counted_by(measure))
    ]
    return max(inside, key=lambda measure: weights[measure], default=best)


def _implied(candidates: Sequence[str], cues: Sequence[Mention]) -> str:
    """What a count is because of what the sentence holds it against: staff, beside the posts there are."""
    said = {cue.value for cue in cues}
    return next((each for each in candidates if said.intersection(read_measures()[each].beside)), "")


def _counted_by(measure: str) -> str:
    """The counted measure that makes the share that a rate is; a count itself."""
    return next(iter(numerators_of(measure)), measure)


def _change_of(weights: Mapping[str, float], topic: str) -> str:
    """The change that "up 4.5 %" is: one that the words name, else that of the paragraph's topic."""
    changes = [m for m in weights if read_measures()[m].kind == "change"]
    named = max((m for m in changes if weights[m] > _FAINT), key=lambda m: weights[m], default="")
    named = named or (topic if topic in changes else "")
    subject = read_measures()[topic].subject if topic in read_measures() else ""
    alike = [m for m in changes if subject and read_measures()[m].subject == subject]
    return named or (alike[0] if alike else UNCLASSIFIED)


def _is_first_or_last(sentence: Sentence, draft: Draft) -> bool:
    """Whether the words make the figure the most or the least of its kind."""
    return any(abs(mention.first - draft.first) <= 12 for mention in sentence.of("superlatives"))


def _is_named(draft: Draft) -> bool:
    """Whether the figure has a counted noun of its own behind it."""
    return not draft.inherited and draft.noun_word > draft.last


def _whole_of(measure: str) -> str:
    """The outermost population: who has the most is said of all files, not of those online."""
    return ([measure, *wholes_of(measure)])[-1] if measure in read_measures() else measure


def _parts_of(sentence: Sentence, draft: Draft, before: Draft | None) -> list[str]:
    """Measures that are parts of the figure before, where "of which" stands between or stood before it."""
    if before is None or draft.unit in SHARES or sentence.barrier(before.last + 1, draft.first - 1, STRONG):
        return []
    of_which = [m for m in sentence.of("parts") if m.last < draft.first and m.first > before.first]
    whole = before.measure if of_which and of_which[-1].first > before.last else ""
    if any(word.letters == ":" for word in sentence.words[before.last + 1 : draft.first]):
        whole = whole or before.measure
    if not whole and before.measure in read_measures():
        whole = read_measures()[before.measure].within
    return [
        m.id
        for m in read_measures().values()
        if whole
        and m.within == whole
        and m.unit != draft.unit
        and not {m.unit, draft.unit}.intersection(MONIES)
    ]


def _candidates(draft: Draft) -> Iterator[str]:
    units = draft.nouns if draft.nouns and draft.unit in draft.nouns else (draft.unit,)
    if draft.inherited and draft.unit in STAFF:
        units = (*units, *(unit for unit in STAFF if unit not in units))
    for unit in units:
        yield from measures_by_unit().get(unit, ())


def is_moved(sentence: Sentence, draft: Draft) -> bool:
    """Whether a share stands right behind a word of rise or fall: "up 11.8 %" is no level."""
    if draft.unit != "percent":
        return False
    return _change_near(sentence, draft) is not None


def _change_near(sentence: Sentence, draft: Draft) -> Mention | None:
    """The word of rise or fall right before the figure, or the one that its own sign is part of: "% more"."""
    if _is_level(sentence, draft):
        return None
    for mention in sentence.of("changes"):
        if mention.value == "to" or (draft.unit == "percent" and _is_hedge(sentence, mention)):
            continue
        before = 0 < draft.first - mention.last <= 3
        points = draft.unit == "percentage_points" and mention.first == draft.last + 1
        if mention.first <= draft.last < mention.last or points:
            return mention
        cut = sentence.barrier(mention.last + 1, draft.first - 1, STOPS)
        if before and not cut and not sentence.is_inside(mention, "hedges", "rates"):
            return mention
    return None


def _is_level(sentence: Sentence, draft: Draft) -> bool:
    """Whether it moved to the figure, and not by it: "rose thus to 60.6 %"."""
    begins = sentence.begins(draft)
    return any(mention.value == "to" and mention.last == begins - 1 for mention in sentence.of("changes"))


def _is_hedge(sentence: Sentence, mention: Mention) -> bool:
    """Whether the same words are a hedge: "lower than 20 %" is no fall."""
    return any(hedge[:2] == mention[:2] for hedge in sentence.of("hedges"))


def _sign(sentence: Sentence, draft: Draft) -> None:
    """A change by which something fell is below zero; the words say so, the numeral does not."""
    measure = read_measures().get(draft.measure)
    change = measure.kind == "change" if measure else is_moved(sentence, draft)
    near = _change_near(sentence, draft) if change else None
    if near is not None and near.value == "down":
        draft.numeral = negative(draft.numeral)


def _compared(sentence: Sentence, draft: Draft, after: Draft | None) -> list[str]:
    """Measures that hold a period against an earlier one, where the words behind the figure do so."""
    limit = after.first if after else len(sentence.words)
    if not any(draft.last < mention.first < limit for mention in sentence.of("same_period")):
        return []
    return [m.id for m in read_measures().values() if m.compares or m.kind == "change"]


def _count_before(sentence: Sentence, draft: Draft) -> Draft | None:
    """The count that a share follows in the same clause: "2.350 files online, 79,3 %"."""
    if draft.unit != "percent":
        return None
    earlier = [other for other in sentence.drafts if other.last < draft.first and other.unit not in SHARES]
    count = earlier[-1] if earlier else None
    if count is None or draft.first - count.last > (_GROUP_REACH if count.unit in GROUPS else 14):
        return None
    return None if sentence.barrier(count.last + 1, draft.first - 1, STRONG) else count


def _could_be_of(rate: str, count: Draft) -> bool:
    """Whether a rate can be a share that the count makes: no rate of files of a count of houses."""
    numerators = numerators_of(rate)
    return not numerators or any(read_measures()[each].unit == count.unit for each in numerators)


def _default(draft: Draft) -> str:
    for unit in draft.nouns or (draft.unit,):
        for measure in measures_by_unit().get(unit, ()):
            if read_measures()[measure].default:
                return measure
    return ""


def _weight(
    sentence: Sentence, draft: Draft, before: Draft | None, after: Draft | None, cue: Mention
) -> float:
    """How strongly a cue speaks for its measure: less with every word, mark and numeral between."""
    if cue.first > draft.last:
        gap = range(draft.last + 1, cue.first)
        crossed = after is not None and cue.first > after.first
    elif cue.last < draft.first:
        gap = range(cue.last + 1, draft.first)
        crossed = before is not None and cue.first < before.first
    else:
        return 0.0
    labelled = is_labelled(sentence, draft)
    weight = 1.0 / (1.0 + (0.1 if labelled else 0.5) * len(gap))
    for word in sentence.words[gap.start : gap.stop]:
        if word.letters in STRONG:
            weight *= 0.15
        elif word.letters in BRACKETS and not labelled:
            weight *= 0.35
        elif word.letters == ",":
            weight *= 0.7 if cue.last < draft.first else 0.5
    behind_label = labelled and cue.first > draft.last
    if crossed or behind_label or _belongs_to(sentence, after, cue, draft):
        weight *= 0.3
    if draft.last < cue.first and cue.last <= draft.noun_word:
        weight *= _PART_OF_NOUN
    return weight * (1.0 + 0.3 * (cue.last - cue.first))


def _belongs_to(sentence: Sentence, after: Draft | None, cue: Mention, draft: Draft) -> bool:
    """Whether a cue stands nearer at the figure behind: "6,712 staff, against a need of 7,350"."""
    if after is None or cue.last >= after.first:
        return False
    here, there = cue.first - draft.last, after.first - cue.last
    if there > 2 or here <= 1:
        return False
    return here > there + 1 or (
        sentence.barrier(draft.last + 1, cue.first - 1, _COMMA)
        and not sentence.barrier(cue.last + 1, after.first - 1, _COMMA)
    )
