"""Does it hold? Each claim recomputed from the printed values, with what rounding and hedges leave open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from math import ceil, floor
from pathlib import Path

from analysis.errors import StudyError
from analysis.files import Row, read_rows, shown
from analysis.table.claims import Claim, Reading
from analysis.table.figures import Figure, open_end
from analysis.table.formula import INFINITY, Interval, evaluate
from analysis.table.precision import printed_step
from analysis.table.vocabulary import ACCEPTED_COLUMNS
from analysis.wording import amount, number

EXACT, ROUNDED, CUT, OFF, UNCHECKED = "exact", "within_rounding", "truncated", "off", "cannot_check"
VERDICTS = (EXACT, ROUNDED, CUT, OFF, UNCHECKED)
FEW_UNITS = 1000
"""Below so many units a printed share is also held against the whole numbers that could give it."""
_NAME = re.compile(r"[a-z_]+")
_SHARE = re.compile(r"([a-z_]+) / ([a-z_]+) \* 100")
_WIDE = Context(prec=1000)
_ANY = Interval(Decimal(0), -INFINITY, INFINITY)
_PERCENT = ("percent", "percentage_points", "points")


@dataclass(frozen=True, slots=True, repr=False)
class Verdict:
    """What became of a claim: the word, and the recomputed value with its interval."""

    claim: Claim
    verdict: str
    recomputed: Interval | None
    material: bool
    note: str = ""

    def __repr__(self) -> str:
        return f"<Verdict {self.claim.claim_id}: {self.verdict}>"

    @property
    def reason(self) -> str:
        """Why, in words: the note, or else the arithmetic."""
        if self.note or self.recomputed is None:
            return self.note
        say = _say_equality if self.claim.sign == "=" else _say_order
        return say(self.claim, self.verdict, self.recomputed)

    @property
    def row(self) -> dict[str, str]:
        """The verdict as a row of build/verdicts.csv."""
        stated, again = self.claim.stated, self.recomputed
        return {
            "claim_id": self.claim.claim_id,
            "report_id": stated.report_id,
            "place": stated.place,
            "period_end": str(stated.period_end or ""),
            "operation": self.claim.operation,
            "figures": "; ".join(figure.figure_id for figure in self.claim.everyone),
            "stated": f"{stated.value:f}",
            "recomputed": f"{_shown(again.value):f}" if again else "",
            "low": open_end(_shown(again.low)) if again else "",
            "high": open_end(_shown(again.high)) if again else "",
            "verdict": self.verdict,
            "material": "yes" if self.material else "no",
            "reason": self.reason,
        }


def judge(claim: Claim) -> Verdict:
    """The claim's verdict.

    >>> from analysis.table.claims import find_claims
    >>> from analysis.table.study import load
    >>> by_id = {claim.claim_id: judge(claim) for claim in find_claims(load())}
    >>> print(by_id["hanoi-fr:2991/ratio/2922+2961"].verdict)
    truncated
    """
    if claim.missing:
        return _missing(claim)
    if claim.readings:
        return _either(claim) if claim.either else _ambiguous(claim)
    if not claim.inputs:
        return Verdict(claim, UNCHECKED, None, False, claim.reason)
    try:
        recomputed = evaluate(claim.formula, dict(claim.inputs))
    except ZeroDivisionError:
        return Verdict(claim, UNCHECKED, None, False, "a divisor may be zero")
    return _order(claim, recomputed) if claim.sign != "=" else _equality(claim, recomputed)


def _missing(claim: Claim) -> Verdict:
    names = " and ".join(name.replace("_", " ") for name in claim.missing)
    reason = f"not stated: {names}"
    fitting = _whole_numbers(claim)
    if fitting is None:
        return Verdict(claim, UNCHECKED, None, False, reason)
    whole = number(dict(claim.inputs)[_names_of_share(claim)[1]].value)
    if fitting:
        return Verdict(claim, UNCHECKED, None, False, f"{reason}; {_some(fitting)} of {whole} would give it")
    return Verdict(claim, OFF, None, True, f"no whole number of {whole} gives {_said(claim)}")


def _whole_numbers(claim: Claim) -> list[int] | None:
    """The counts out of a small whole that print as the stated share; None where the whole is not small."""
    part, whole = (dict(claim.inputs).get(name, _ANY) for name in _names_of_share(claim))
    if not (whole.is_exact and 0 < whole.value < FEW_UNITS and whole.value == int(whole.value)):
        return None
    stated, of = claim.stated, whole.value
    least = max(Decimal(0), part.low, stated.low * of / 100)
    most = min(of, part.high, max(stated.high, stated.value + _step(claim)) * of / 100)
    return [k for k in range(ceil(least), floor(most) + 1) if _prints_as(Interval.of(k * 100 / of), claim)]


def _names_of_share(claim: Claim) -> tuple[str, str]:
    """What the formula calls part and whole; nothing where it is no share."""
    found = _SHARE.fullmatch(claim.formula)
    return (found[1], found[2]) if found else ("", "")


def _prints_as(value: Interval, claim: Claim) -> bool:
    return value.meets(claim.stated.interval) or _cut_to(value, claim)


def _some(counts: Sequence[int]) -> str:
    return number(counts[0]) if len(counts) == 1 else f"{number(counts[0])} to {number(counts[-1])}"


def _ambiguous(claim: Claim) -> Verdict:
    said = "; ".join(f"{each.words}: {_meaning(each)}" for each in claim.readings)
    return Verdict(claim, UNCHECKED, None, False, f"several readings: {said}")


def _either(claim: Claim) -> Verdict:
    """The verdict by the formula that comes nearest; none is off while another one has no parts."""
    tried = [
        judge(replace(claim, formula=each.formula, inputs=each.inputs, readings=(), either=False))
        for each in claim.readings
    ]
    best = min(tried, key=_how_near)
    if best.verdict == OFF and claim.reason:
        return Verdict(claim, UNCHECKED, None, False, f"{claim.reason}; as stated, {best.reason}")
    return best


def _how_near(verdict: Verdict) -> tuple[int, Decimal]:
    again = verdict.recomputed
    gap = abs(again.value - verdict.claim.stated.value) if again else INFINITY
    return VERDICTS.index(verdict.verdict), gap


def _meaning(reading: Reading) -> str:
    try:
        return amount(evaluate(reading.formula, dict(reading.inputs)).value, reading.unit, 1)
    except ZeroDivisionError:
        return "a divisor may be zero"


def _equality(claim: Claim, recomputed: Interval) -> Verdict:
    if recomputed.value == claim.stated.value:
        return Verdict(claim, EXACT, recomputed, False)
    if not _prints_as(recomputed, claim):
        return Verdict(claim, OFF, recomputed, _is_material(claim, recomputed))
    if not recomputed.is_exact and _whole_numbers(claim) == []:
        whole = number(dict(claim.inputs)[_names_of_share(claim)[1]].value)
        note = f"no whole number of {whole} that the part allows gives {_said(claim)}"
        return Verdict(claim, OFF, recomputed, _is_material(claim, recomputed), note)
    rounded = recomputed.meets(claim.stated.interval)
    return Verdict(claim, ROUNDED if rounded else CUT, recomputed, False)


def _say_equality(claim: Claim, verdict: str, recomputed: Interval) -> str:
    equation = _equation(claim, recomputed)
    if verdict == EXACT:
        return equation
    if verdict == ROUNDED:
        return f"{equation}; print and hedges leave room for the difference"
    words = "cut and not rounded" if verdict == CUT else f"{_said(claim)} stated"
    return f"{equation}, {words}; {_gap(claim, recomputed)}"


def _equation(claim: Claim, recomputed: Interval) -> str:
    """The formula with the printed values in it.

    A count of names needs no formula.
    """
    if claim.operation == "count":
        return f"{number(recomputed.value)} names are listed"
    values = {name: number(_shown(quantity.value, 3)) for name, quantity in claim.inputs}
    left = _NAME.sub(lambda found: values.get(found[0], found[0]), claim.formula)
    return f"{left.replace('*', '×').replace(' / ', ' ÷ ')} = {number(_shown(recomputed.value, 3))}"


def _order(claim: Claim, bound: Interval) -> Verdict:
    less, more = _in_order(claim, bound)
    if less.value <= more.value:
        return Verdict(claim, EXACT, bound, False)
    if less.low <= more.high:
        return Verdict(claim, ROUNDED, bound, False)
    if _only_by_pace(claim):
        return Verdict(claim, UNCHECKED, bound, False)
    return Verdict(claim, OFF, bound, True)


def _in_order(claim: Claim, bound: Interval) -> tuple[Interval, Interval]:
    """What should be the less, and what the more."""
    stated = claim.stated.interval
    return (stated, bound) if claim.sign == "<=" else (bound, stated)


def _only_by_pace(claim: Claim) -> bool:
    """Whether two windows that differ decide nothing: a pace may change within them.

    They do decide where the less should be what lies within the window of the more, and is not less.
    """
    inputs = dict(claim.inputs)
    if "other_days" not in inputs:
        return False
    less, more = _in_order(claim, inputs["other"])
    sides = (claim.stated, claim.figures[0])
    within, around = sides if claim.sign == "<=" else sides[::-1]
    return less.low <= more.high or not _lies_within(within, around)


def _lies_within(figure: Figure, around: Figure) -> bool:
    match (around.period_start, figure.period_start, figure.period_end, around.period_end):
        case (date() as start, date() as first, date() as last, date() as end):
            return start <= first and last <= end
    return False


def _say_order(claim: Claim, verdict: str, bound: Interval) -> str:
    against = amount(_shown(bound.value, 0), _unit_of_bound(claim))
    sentence = f"{_said(claim)} {'≤' if claim.sign == '<=' else '≥'} {against}{_whose(claim)}"
    if verdict == EXACT:
        less, more = _in_order(claim, bound)
        return f"{sentence}; {_room(more.value - less.value)}"
    if verdict == ROUNDED:
        return f"{sentence} only within print and hedges"
    if verdict == UNCHECKED:
        return f"{sentence} does not hold, but the windows differ, and a pace may change"
    return f"{sentence} does not hold; {_gap(claim, bound)}"


def _unit_of_bound(claim: Claim) -> str:
    if claim.figures:
        return claim.figures[0].unit
    return "provinces" if claim.formula == "provinces" else "communes"


def _whose(claim: Claim) -> str:
    """What the bound is, where it is no figure of the same report as it stands."""
    if not claim.figures:
        return " in the list of places" + (" outside those set aside" if "aside" in claim.formula else "")
    return " at the other's daily pace" if "days" in claim.formula else ""


def _room(between: Decimal) -> str:
    return "equal" if between == 0 else f"{number(_shown(between, 0))} between them"


def _gap(claim: Claim, recomputed: Interval) -> str:
    """The distance in the figure's own unit, and for a share also in what it is a share of."""
    gap = abs(recomputed.value - claim.stated.value)
    if claim.stated.unit not in _PERCENT:
        return f"{amount(_shown(gap, 3), claim.stated.unit)} apart"
    words = f"{number(_shown(gap, 3))} points apart"
    whole = dict(claim.inputs).get(_names_of_share(claim)[1])
    unit = next((figure.unit for figure in claim.figures), "")
    if whole is not None and whole.is_exact and unit not in _PERCENT and gap <= 100:
        words += f", about {amount(_rounded(gap * whole.value / 100), unit)}"
    return words


def _is_material(claim: Claim, recomputed: Interval) -> bool:
    """A sign or a rank changes, or the gap is at least a point or one per cent of the stated value."""
    stated = claim.stated.value
    gap = abs(recomputed.value - stated)
    if (stated < 0) != (recomputed.value < 0) and stated != 0:
        return True
    if claim.operation == "count":
        return True
    return gap * 100 >= abs(stated) or (claim.stated.unit in _PERCENT and gap >= 1)


def _cut_to(value: Interval, claim: Claim) -> bool:
    """Whether the stated value is what is left when the further digits of some such value are cut."""
    stated, step = claim.stated.value, _step(claim)
    if claim.stated.qualifier != "exact":
        return False
    if stated < 0:
        return value.high > stated - step and value.low <= stated
    return value.low < stated + step and value.high >= stated


def _step(claim: Claim) -> Decimal:
    return printed_step(claim.stated.value, claim.stated.quote)


def _said(claim: Claim) -> str:
    return amount(claim.stated.value, claim.stated.unit)


def _shown(value: Decimal, decimals: int = 6) -> Decimal:
    """The value with at most so many decimals, and none that is zero at the end."""
    if value.is_infinite():
        return value
    exponent = int(value.as_tuple().exponent)
    if exponent == 0 and value:  # most are whole numbers
        return value
    longer = exponent < -decimals
    short = value.quantize(Decimal((0, (1,), -decimals)), None, _WIDE) if longer else value
    return _WIDE.add(_WIDE.normalize(short), Decimal(0))


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1), ROUND_HALF_UP, _WIDE)


@dataclass(frozen=True)
class Acceptance:
    """A doubtful verdict that a person has looked at."""

    claim_id: str
    reason: str
    who: str
    date: str


def read_accepted(path: Path) -> tuple[Acceptance, ...]:
    """The accepted verdicts.

    Raises:
        StudyError: one has no reason.
    """
    accepted = tuple(Acceptance(**row) for row in read_rows(path, ACCEPTED_COLUMNS))
    for line, each in enumerate(accepted, start=2):
        if not each.reason:
            raise StudyError("has no reason", file=shown(path), place=f"line {line}")
    return accepted


def waiting(rows: Iterable[Row], accepted: Iterable[Acceptance], path: Path) -> list[Row]:
    """Of rows of build/verdicts.csv the material `off` ones that nobody has accepted yet.

    Raises:
        StudyError: an acceptance matches no claim that is off.
    """
    off = {row["claim_id"]: row for row in rows if row["verdict"] == OFF}
    known = {each.claim_id for each in accepted}
    strangers = sorted(known - set(off))
    if strangers:
        raise StudyError(
            f"{strangers[0]!r} is no claim that is off", file=shown(path), way_out="remove the row"
        )
    return [row for claim_id, row in off.items() if row["material"] == "yes" and claim_id not in known]


def tally(verdicts: Iterable[Verdict]) -> Mapping[str, int]:
    """How many verdicts there are of each word, in the order of `VERDICTS`."""
    counts = Counter(each.verdict for each in verdicts)
    return {word: counts[word] for word in VERDICTS}
