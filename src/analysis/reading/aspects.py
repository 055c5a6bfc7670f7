"""Whose figure it is where that is no place, of which class, and per what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from analysis.reading.evidence import Around
from analysis.reading.language import Language
from analysis.reading.lexicon import any_of
from analysis.reading.scoring import Features, Options
from analysis.reading.sentences import Draft, Sentence
from analysis.reading.windows import UPPER
from analysis.table.catalogue import read_measures
from analysis.table.vocabulary import PER

CLASSES = {
    "online": "online", "in_person": "in_person", "post_channel": "post", "commune_level": "commune",
    "province_level": "province", "central_level": "central",
    **{f"class_{name}": name for name in (
        "health", "education", "culture", "offices", "agriculture", "land", "justice", "finance",
        "construction", "home_affairs",
    )},
}  # fmt: skip
"""The class of a total that a concept names."""
Holder = tuple[int, int, str]


def holders_of(text: str, language: Language) -> list[Holder]:
    """Ministries, banks and companies that the text names, and where."""
    return [(*found.span(), " ".join(found[0].split())) for found in _holders(language).finditer(text)]


@cache
def _holders(language: Language) -> re.Pattern[str]:
    heads = any_of(language.holders)
    name = rf"[{UPPER}][\w'’-]*"
    joint = any_of(language.name_joints)
    small = r"(?:[ ][^\W\d_]{1,6})?" if language.syllables else ""
    more = rf"(?:[ ](?:(?:{joint}|of|for|the|du|des|de|del|la|l'|d')[ ]?){{0,2}}{name}{small}){{1,7}}"
    return re.compile(rf"(?<!\w)(?:{heads})(?:{more})")


def holder_options(
    sentence: Sentence, draft: Draft, holders: Sequence[Holder], previous: Draft | None, features: Features
) -> Options:
    """Whose figure it may be: nobody's but the place's, or one of the bodies that the sentence names."""
    if not holders and (previous is None or not previous.holder):
        return Options([""], [features.nothing])
    facts: dict[str, list[str]] = {"": []}
    for start, end, name in holders:
        first, last = sentence.word_at(start), sentence.word_at(end - 1)
        at = sentence.position(draft, first, max(first, last))
        source = any(0 <= first - m.last <= 3 for m in sentence.of("sources"))
        facts.setdefault(name, []).extend(
            (f"named {at}", f"among {min(3, len(holders))}", f"source {source}", f"opens {first <= 1}",
             f"{draft.measure if draft.unit in ('percent', 'VND') else draft.unit}")
        )  # fmt: skip
    if previous is not None and previous.holder:
        here = "here" if previous in sentence.drafts else "before"
        facts.setdefault(previous.holder, []).append(f"of the one {here}")
    facts[""] = [f"none among {min(3, len(holders))}", f"none {draft.unit}", f"none {draft.measure}"]
    if previous is not None:
        facts[""].append(f"none after {bool(previous.holder)}")
    return Options([*facts], [*map(features.tally, facts.values())])


def breakdown_options(draft: Draft, seen: Around, previous: Draft | None, features: Features) -> Options:
    """The class that a figure may count: none, or one that the words around name."""
    if CLASSES.keys().isdisjoint(seen.places):
        return Options([""], [features.nothing])
    facts: dict[str, list[str]] = {"": []}
    measure = read_measures().get(draft.measure)
    signature = measure.signature if measure else None
    own = {concept for each in signature.alternatives for concept in each} if signature else set()
    name = draft.measure if measure else f"none of {draft.unit}"
    for concept, value in CLASSES.items():
        at = seen.places.get(concept, "")
        if at and at[0] in "RLIWT" and concept not in own:
            facts.setdefault(value, []).extend(
                (f"class {at}", f"{value} of {name}", f"{value} {at[:2]}", f"part {bool(draft.relation)}")
            )
    facts[""] = ["none", f"none of {name}", f"none {draft.relation}", f"none among {len(facts) - 1}"]
    if previous is not None:
        facts[""].append(f"none after {bool(previous.breakdown)} {previous.measure == draft.measure}")
    return Options([*facts], [*map(features.tally, facts.values())])


def per_options(sentence: Sentence, draft: Draft, previous: Draft | None, features: Features) -> Options:
    """What a figure may be an average per: nothing, or what words near it say."""
    if not sentence.of("per"):
        return Options([""], [features.nothing])
    facts: dict[str, list[str]] = {"": []}
    for mention in sentence.of("per"):
        at = sentence.position(draft, mention.first, mention.last)
        facts.setdefault(mention.value, []).extend(
            (f"says {at}", f"says {at[:2]}: {draft.unit}", f"{mention.value} {draft.unit}")
        )
    facts[""] = ["none", f"none {draft.unit}", f"none among {len(facts) - 1}"]
    facts[""] += _averaged(sentence, draft, previous)
    known = [value for value in facts if value in PER or not value]
    return Options(known, [features.tally(facts[value]) for value in known])


def _averaged(sentence: Sentence, draft: Draft, previous: Draft | None) -> Iterator[str]:
    for mention in sentence.of("concepts"):
        if mention.value == "average":
            yield f"none, average {sentence.position(draft, mention.first, mention.last)[:2]}"
    if previous is not None:
        yield f"none after {bool(previous.per)}"
