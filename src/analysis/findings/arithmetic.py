"""Arithmetic: which figures should follow from others, whether they do, and what follows unsaid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from analysis.charts import Mark, Words, bars
from analysis.findings.budget import rest_of_revenue
from analysis.findings.common import bottom_line
from analysis.findings.counts import counted
from analysis.findings.finding import Finding, Table, figure_table, named, sources
from analysis.findings.growth import earlier_growth
from analysis.table.claims import OPERATIONS, Claim
from analysis.table.figures import Figure
from analysis.table.formula import Interval
from analysis.table.marks import WORDS, Check
from analysis.table.results import Result, result
from analysis.table.study import Selection
from analysis.table.verdicts import CUT, EXACT, OFF, ROUNDED, UNCHECKED, VERDICTS, Verdict, tally
from analysis.table.vocabulary import COUNTRY
from analysis.wording import Code, amount, count, listing, number, sentence, stated, wide

_ASKS = {
    "sum": "do the parts give the whole",
    "difference": "does the difference follow",
    "ratio": "does the share follow from its parts",
    "change": "does the change follow from before and after",
    "order": "is no part above its whole, and the most the largest",
    "count": "are as many named as are counted",
}
_SAID_AS = {EXACT: "exact", ROUNDED: "within rounding", CUT: "cut", OFF: "off"}
_GROUPS = {OFF: 1, CUT: 2}
_SHARES = ("percent", "percentage_points", "points")
_MISSING, _READINGS, _BESIDE, _ZERO = "missing", "readings", "side_by_side", "divisor"
_UNDATED = "undated"
_WHY = {
    _MISSING: "for want of a part",
    _READINGS: "for a wording with several readings",
    _BESIDE: "because only a definition could decide",
    _ZERO: "because a divisor may be zero",
    _UNDATED: "for want of a date",
}
_MEANING = {
    _MISSING: "A part is missing where the report gives a share or a change and not the counts behind it.",
    _READINGS: "Where the wording allows several readings, the table gives what each would mean.",
    _BESIDE: "Where two statements stand side by side, both can be true, and numbers alone do not tell.",
    _ZERO: "Where a divisor may be zero, no share can be computed.",
    _UNDATED: "A count without a date may be one of before the places were what they are now.",
}


@dataclass(frozen=True)
class Page:
    """The findings of the arithmetic notebook, in its order."""

    bottom_line: Finding
    coverage: Finding
    verdicts: Finding
    doubtful: Finding
    unchecked: Finding
    growth: Finding
    revenue: Finding
    figures: Table


def page(seen: Selection, *, show_sentences: bool = False) -> Page:
    """The claims about the selection's place and their verdicts; `show_sentences` needs the texts."""
    held = held_or_not(seen)
    figures = figure_table(_taking_part(seen), seen, show_sentences=show_sentences)
    return Page(
        bottom_line((held,), seen), coverage(seen), held, doubtful(seen), unchecked(seen),
        earlier_growth(seen), rest_of_revenue(seen), figures,
    )  # fmt: skip


def claims_seen(seen: Selection) -> list[Verdict]:
    """The judged claims whose stated figure is of the page's place, translations collapsed."""
    return _claims_of(seen.own().witnesses, seen)


def _claims_of(figures: Iterable[Figure], seen: Selection) -> list[Verdict]:
    """The judged claims that state one of the figures, if the page admits all figures they rest on."""
    ids = {figure.figure_id for figure in figures}
    return [
        each for each in seen.study.verdicts
        if each.claim.stated.figure_id in ids and all(map(seen.admits, each.claim.everyone))
    ]  # fmt: skip


def _taking_part(seen: Selection) -> list[Figure]:
    """Every figure that a claim of the page speaks of, once, in the order of the table."""
    ids = {figure.figure_id for each in claims_seen(seen) for figure in each.claim.everyone}
    return [figure for figure in seen.study.figures if figure.figure_id in ids]


def coverage(seen: Selection) -> Finding:
    """How many claims the reports state, and how many of them could be recomputed at all."""
    judged = claims_seen(seen)
    if not judged:
        return _nothing("Claims", seen)
    about = _stated_by(judged)
    checked = [each for each in judged if each.verdict != UNCHECKED]
    results = (
        counted("claims_stated", "claims", "claims", claims=len(judged), about=about),
        counted("claims_recomputed", "claims - unchecked", "claims", claims=len(judged),
                unchecked=len(judged) - len(checked), about=_stated_by(checked)),
        counted("share_recomputed", "recomputed / claims * 100", "percent", recomputed=len(checked),
                claims=len(judged)),
    )  # fmt: skip
    heading = (
        f"{number(len(checked))} of {count(len(judged), 'claim')} that the reports make of {_subject(seen)} "
        "could be recomputed"
    )
    text = sentence(
        "A claim is a figure that others of the same report, place and period should give, or that they "
        f"bound. {amount(results[2].value, 'percent', 0)} of the claims could be recomputed from what is "
        "printed.",
        _repeated(seen),
        "A figure that no claim speaks of is not wrong; nothing stated beside it could contradict it.",
    )
    words = Words(heading, "Claims by what became of them", sources(about, seen))
    return Finding(heading, text, results, _operations(judged), bars(_bars(judged), words))


def _subject(seen: Selection) -> str:
    name = named(seen, seen.place.code)
    return f"{name} and its provinces" if seen.place.code == COUNTRY else name


def _stated_by(judged: Iterable[Verdict]) -> list[Figure]:
    return list(dict.fromkeys(each.claim.stated for each in judged))


def _repeated(seen: Selection) -> str:
    """How many claims stand in a translation only, and whether one of them is off."""
    counted_here = {each.claim.claim_id for each in claims_seen(seen)}
    again = [each for each in _claims_of(seen.own().figures, seen) if each.claim.claim_id not in counted_here]
    off = [each for each in again if each.verdict == OFF]
    if not again:
        return ""
    repeat = "repeats one" if len(again) == 1 else "repeat them"
    return sentence(
        f"A further {count(len(again), 'claim')} {repeat} in a translation and {_be(len(again))} not "
        "counted.",
        f"Of these {number(len(off))} {_be(len(off))} off: {_pointed(_stated_by(off))}." if off else "",
    )


def _pointed(figures: Iterable[Figure]) -> str:
    return listing(f"`{figure.figure_id}`" for figure in figures)


def _be(many: int) -> str:
    return "is" if many == 1 else "are"


def _bars(judged: Sequence[Verdict]) -> list[Mark]:
    return [
        Mark(WORDS[word], Decimal(many), number(many), solid=word != UNCHECKED, group=_GROUPS.get(word, 0))
        for word, many in tally(judged).items()
    ]


def _operations(judged: Sequence[Verdict]) -> Table:
    """How many claims of each operation came to each verdict."""
    rows = []
    for operation in OPERATIONS:
        mine = [each for each in judged if each.claim.operation == operation]
        if mine:
            cells = [str(many) if many else "" for many in tally(mine).values()]
            rows.append((operation, _ASKS[operation], *cells, str(len(mine))))
    return Table(("operation", "what it asks", *(WORDS[word] for word in VERDICTS), "claims"), tuple(rows))


def held_or_not(seen: Selection) -> Finding:
    """What came of the claims that could be recomputed, each with its arithmetic."""
    judged = claims_seen(seen)
    checked = [each for each in judged if each.verdict != UNCHECKED]
    if not checked:
        return _nothing("Recomputed claims", seen)
    told = {word: many for word, many in tally(checked).items() if word != UNCHECKED}
    counts = [
        counted(f"claims_{word}", "claims", "claims", claims=many,
                about=_stated_by(each for each in checked if each.verdict == word))
        for word, many in told.items()
    ]  # fmt: skip
    said = listing(f"{number(many)} {_be(many)} {_SAID_AS[word]}" for word, many in told.items() if many)
    text = sentence(
        f"Of {count(len(checked), 'recomputed claim')}, {said}.",
        "A claim is recomputed from the printed values alone; it holds when what rounding and hedges leave "
        "open has room for what is stated.",
        "That it holds says that the report agrees with itself, not that its figures are right.",
    )
    results = (*counts, *(again for each in checked if (again := _recomputed(each))))
    return Finding(_held_heading(told, len(checked)), text, results, _verdict_table(checked, seen))


def _held_heading(told: Mapping[str, int], checked: int) -> str:
    claims = count(checked, "recomputed claim")
    if told[OFF]:
        return f"{number(told[OFF])} of {claims} {_be(told[OFF])} off"
    return f"None of {claims} is off" if checked > 1 else "The one recomputed claim holds"


def _recomputed(judged: Verdict) -> Result | None:
    """What the claim's formula gives, where it takes more than to look at another figure."""
    claim = judged.claim
    looked_at = claim.operation == "order" and len(claim.inputs) == 1
    return None if judged.recomputed is None or looked_at else _evaluated(claim)


def _evaluated(claim: Claim) -> Result:
    return result(
        f"recomputed_{_slug(claim)}", claim.formula, claim.stated.unit, about=claim.everyone,
        note=f"{stated(claim.stated)} is stated", **_inputs(claim.inputs, claim),
    )  # fmt: skip


def _slug(claim: Claim) -> str:
    """The claim's id as it ends a result's id."""
    return re.sub(r"\W+", "_", claim.claim_id).lower()


def _inputs(inputs: Iterable[tuple[str, Interval]], claim: Claim) -> dict[str, Figure | Decimal]:
    """The inputs of a formula as figures; what is no figure (days, a number of places) is exact."""
    figures = {figure.interval: figure for figure in claim.everyone}
    return {name: figures.get(quantity, quantity.value) for name, quantity in inputs}


def _verdict_table(judged: Sequence[Verdict], seen: Selection) -> Table:
    """The claims with their verdicts, the worst first."""
    order = list(WORDS)
    ranked = sorted(judged, key=lambda v: (order.index(v.verdict), OPERATIONS.index(v.claim.operation)))
    columns = ("check", "operation", "what", "stated", "recomputed", "why", "figures")
    return Table(columns, tuple(_verdict_row(each, seen) for each in ranked))


def _verdict_row(judged: Verdict, seen: Selection) -> tuple[str, ...]:
    claim = judged.claim
    return (
        Check(judged.verdict, judged.reason).mark, claim.operation, _what(claim, seen),
        stated(claim.stated), _again(judged), wide(judged.reason),
        Code(" ".join(figure.figure_id for figure in claim.everyone)),
    )  # fmt: skip


def _what(claim: Claim, seen: Selection) -> str:
    figure = claim.stated
    return f"{seen.study.measure_of(figure).label}, {seen.study.places[figure.place].name_en}"


def _again(judged: Verdict) -> str:
    """The recomputed value, or the bound that it is held against; nothing where there is none."""
    if judged.recomputed is None:
        return ""
    bound = {"<=": "at most ", ">=": "at least "}.get(judged.claim.sign, "")
    decimals = 3 if judged.claim.stated.unit in _SHARES or not bound else 0
    return bound + number(round(judged.recomputed.value, decimals).normalize() + 0)


def doubtful(seen: Selection) -> Finding:
    """The claims that are off or cut, each with its gap."""
    judged = claims_seen(seen)
    found = [each for word in (OFF, CUT) for each in judged if each.verdict == word]
    if not any(each.verdict != UNCHECKED for each in judged):
        return _nothing("What does not come out", seen)
    if not found:
        return Finding(
            "No claim is off or cut",
            "Whatever could be recomputed is printed as it should be, rounding and hedges allowed for.",
        )
    off = [each for each in found if each.verdict == OFF]
    text = sentence(
        "An off claim has no true values that could give what is printed: a figure is misprinted, misread or "
        "about something else than it seems. The gap says how much is at stake; a reader settles it at the "
        "words."
        if off
        else "",
        "A cut value has lost its further digits where rounding would have raised the last one. It is a "
        "habit of printing, and it always errs downwards."
        if len(off) < len(found)
        else "",
    )
    gaps = tuple(gap for each in found if (gap := _gap(each)))
    return Finding(_doubtful_heading(found, seen), text, gaps, _verdict_table(found, seen))


def _doubtful_heading(found: Sequence[Verdict], seen: Selection) -> str:
    first = found[0]
    figure = first.claim.stated
    subject = f"{named(seen, figure.place)}'s {stated(figure)}"
    if first.recomputed is None:
        said = f"{subject} cannot come from whole numbers"
    elif first.claim.sign != "=":
        said = f"{subject} should be {_again(first)}"
    elif first.verdict == CUT:
        said = f"{subject} is cut from {_again(first)}, not rounded"
    else:
        said = f"{subject} comes out at {_again(first)}"
    others = len(found) - 1
    return f"{said}, and {count(others, 'more claim')} {_be(others)} off or cut" if others else said


def _gap(judged: Verdict) -> Result | None:
    """How far the recomputed value, or the bound, lies above the stated one."""
    claim = judged.claim
    if judged.recomputed is None:
        return None
    unit = "percentage_points" if claim.stated.unit in _SHARES else claim.stated.unit
    return result(f"gap_{_slug(claim)}", "recomputed - stated", unit, recomputed=_evaluated(claim),
                  stated=claim.stated, about=claim.figures)  # fmt: skip


def unchecked(seen: Selection) -> Finding:
    """The claims that cannot be recomputed, and for which reason."""
    judged = claims_seen(seen)
    left = [each for each in judged if each.verdict == UNCHECKED]
    if not judged:
        return _nothing("What cannot be recomputed", seen)
    if not left:
        return Finding(
            "Every claim could be recomputed", "No part is missing, and no wording is read in two ways."
        )
    kinds = {kind: [each for each in left if _kind(each.claim) == kind] for kind in _WHY}
    kinds = {kind: each for kind, each in kinds.items() if each}
    counts = [
        counted(f"unchecked_{kind}", "claims", "claims", claims=len(each), about=_stated_by(each))
        for kind, each in kinds.items()
    ]
    whys = listing(f"{number(len(each))} {_WHY[kind]}" for kind, each in kinds.items())
    whys = f": {whys}" if len(kinds) > 1 else f", {_WHY[_kind(left[0].claim)]}"
    heading = f"{count(len(left), 'claim')} cannot be recomputed{whys}"
    text = sentence(
        *(_MEANING[kind] for kind in kinds),
        "A claim that cannot be recomputed is no finding against the report.",
    )
    readings = (reading for each in left for reading in _readings(each.claim))
    rows = tuple(
        (_what(each.claim, seen), stated(each.claim.stated), wide(each.reason),
         Code(" ".join(figure.figure_id for figure in each.claim.everyone)))
        for each in left
    )  # fmt: skip
    return Finding(heading, text, (*counts, *readings), Table(("what", "stated", "why", "figures"), rows))


def _kind(claim: Claim) -> str:
    """What stands in the way of recomputing the claim."""
    if claim.missing or claim.either:
        return _MISSING
    if claim.readings:
        return _READINGS
    if claim.inputs:
        return _ZERO
    return _BESIDE if claim.figures else _UNDATED


def _readings(claim: Claim) -> list[Result]:
    """What each reading of an ambiguous claim would give, where it gives anything."""
    found: list[Result] = []
    if claim.either:
        return found
    for at, reading in enumerate(claim.readings, start=1):
        with suppress(ZeroDivisionError):
            found.append(
                result(f"reading_{at}_{_slug(claim)}", reading.formula, "percent", note=reading.words,
                       about=claim.everyone, **_inputs(reading.inputs, claim))
            )  # fmt: skip
    return found


def _nothing(subject: str, seen: Selection) -> Finding:
    """The finding of a page without claims."""
    return Finding(
        f"{subject}: nothing can be said here",
        f"No report in this selection states figures of {named(seen, seen.place.code)} that should give or "
        "bound one another.",
    )
