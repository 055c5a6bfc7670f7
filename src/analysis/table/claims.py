"""What reports claim: every figure that others of the same report, place and period should give.

Claims come from three sources: the formulas and populations of measures.yml, the relations that
figures carry, and lists (names against their count, places against the register). Nothing is judged
here; `verdicts` does that.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property

from analysis.table.catalogue import UNCLASSIFIED_MEASURE, Measure
from analysis.table.figures import Figure, names_listed, provinces_without
from analysis.table.formula import Interval, evaluate, names_in, operation_of
from analysis.table.ranks import RANKED, Ranks
from analysis.table.tables import Table
from analysis.table.vocabulary import COUNTRY, UNCLASSIFIED

ORDER = "order"
OPERATIONS = ("sum", "difference", "ratio", "change", ORDER, "count")
NEAR = 600
"""How many characters apart two undated figures of a report may stand and still speak together."""
BESIDE = 100
"""How many characters apart the counts of before and of now may stand: "from 63 to 34 provinces"."""
_USUAL = "usual"
_BOUNDS = ("part_of", "out_of", "largest_of", "smallest_of")
Inputs = tuple[tuple[str, Interval], ...]
_names_in, _operation_of = cache(names_in), cache(operation_of)


@dataclass(frozen=True, slots=True, repr=False)
class Claim:
    """A stated figure and what should give it (`=`) or bound it (`<=`, `>=`).

    `inputs` are the quantities that the formula names, `figures` those of them that are figures;
    `missing` names what nobody states, and then nothing can be recomputed. `readings` are what an ambiguous
    figure would mean, or, for `either`, formulas of which one should give it; `reason` says what else could.
    """

    operation: str
    stated: Figure
    sign: str
    formula: str
    inputs: tuple[tuple[str, Interval], ...] = ()
    figures: tuple[Figure, ...] = ()
    missing: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    reason: str = ""
    either: bool = False

    def __repr__(self) -> str:
        return f"<Claim {self.claim_id}: {self.sign} {self.formula}>"

    @property
    def everyone(self) -> tuple[Figure, ...]:
        """The stated figure, then the others that it is held against."""
        return (self.stated, *self.figures)

    @property
    def claim_id(self) -> str:
        """`<figure_id>/<operation>/<what it is held against>`; the same in every run."""
        here = f"{self.stated.report_id}:"
        against = "+".join(figure.figure_id.removeprefix(here) for figure in self.figures)
        return f"{self.stated.figure_id}/{self.operation}/{against or '+'.join(self.missing) or 'list'}"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an ambiguous figure, and what it would mean."""

    words: str
    formula: str
    inputs: tuple[tuple[str, Interval], ...]
    unit: str = "percent"


def find_claims(
    table: Table, reports: Iterable[str] | None = None, ranks: Ranks | None = None
) -> list[Claim]:
    """Every claim of every report, or of these, each once, in the order of the stated figures.

    A number repeated in a report is one statement: its first mention makes the claim. Whoever has the
    table's `ranks` gives them.

    >>> from analysis.table.study import load
    >>> claims = {claim.claim_id: claim for claim in find_claims(load())}
    >>> claims["hanoi-fr:1904/sum/1923+1997"].formula
    'staff_from_districts + staff_from_communes'
    """
    ranks = ranks or Ranks(table)
    named = table.figures.spans() if reports is None else reports
    stated = list(table.figures.of_reports(named))
    ranks.make(each for figures in stated for each in figures if each.relation in RANKED)
    return [claim for figures in stated for claim in _Report(table, figures, ranks).claims()]


class _Report:
    """One report's figures, found by what they state."""

    def __init__(self, table: Table, figures: Sequence[Figure], ranks: Ranks) -> None:
        self.table, self.ranks = table, ranks
        self.first = first_mentions(figures)
        self.figures = list({figure.figure_id: figure for figure in self.first.values()}.values())

    @cached_property
    def named(self) -> Mapping[str, Figure]:
        """The first count of communes that each list of names goes with."""
        counts = (figure for figure in self.figures if figure.unit == "communes")
        first: dict[str, Figure] = {}
        for figure in counts:
            first.setdefault(figure.locality, figure)
        return first

    @cached_property
    def by_context(self) -> Mapping[tuple[object, ...], list[Figure]]:
        """Figures by measure and by what they are about, in the order of the text.

        What only bounds a group, or is not classified, says nothing of other figures.
        """
        index: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
        for figure in sorted(self.figures, key=_start):
            if figure.role != "threshold" and figure.measure != UNCLASSIFIED:
                kind = _kind_of_role(figure.role, self.table.measure_of(figure))
                index[_context(figure, figure.measure, kind)].append(figure)
        return index

    @cached_property
    def by_measure(self) -> Mapping[str, list[Figure]]:
        """Figures by measure alone."""
        index: dict[str, list[Figure]] = defaultdict(list)
        for figure in self.figures:
            index[figure.measure].append(figure)
        return index

    def claims(self) -> Iterator[Claim]:
        """All claims of the report, by stated figure."""
        for figure in self.figures:
            if figure.role != "threshold":
                yield from _once(self._about(figure))

    def _about(self, figure: Figure) -> Iterator[Claim]:
        """What the sentence states of the figure, then what follows from the catalogue."""
        measure = self.table.measure_of(figure)
        yield from self._stated_relation(figure)
        yield from self._formulas(figure, measure)
        yield from self._population(figure, measure)
        yield from self._lists(figure, measure)
        yield from self._readings(figure, measure)

    def same(self, figure: Figure, measure: str, apart: Figure | None = None) -> Figure | None:
        """The figure of another measure about the same, in all but the measure, the nearest in the text."""
        for other in _nearest_first(self._about_the_same(figure, measure), figure):
            if not (figure.period_end or _near(figure, other)):
                return None
            if other is not apart and _windows_agree(figure, other):
                return other
        return None

    def _about_the_same(self, figure: Figure, measure: str) -> Sequence[Figure]:
        """The measure's figures of the same place, holder, class, day and role, in the order of the text.

        What is expected of a year is held against its plan, as what was observed is.
        """
        sought = self.table.measures.get(measure, UNCLASSIFIED_MEASURE)
        kind = _kind_of_role(figure.role, self.table.measure_of(figure))
        if kind == "estimate" and sought.role == "plan":
            kind = _USUAL
        return self.by_context.get(_context(figure, measure, kind), ())

    def related(self, figure: Figure) -> Figure | None:
        """The figure that the sentence relates it to."""
        return self.first.get(figure.related)

    def _stated_relation(self, figure: Figure) -> Iterator[Claim]:
        other = self.related(figure)
        if other is None or other is figure:
            return
        if figure.relation in _BOUNDS and figure.per != other.per:
            return  # an average is no part of a total
        if figure.relation in ("part_of", "out_of"):
            yield _bounded(figure, "<=", other)
        elif figure.relation == "rate_of":
            yield from self._rate(figure, other)
        elif figure.relation == "change_from":
            yield from self._change(figure, other)
        elif figure.relation in ("largest_of", "smallest_of"):
            yield _bounded(figure, "<=", other)
            sign = ">=" if figure.relation == "largest_of" else "<="
            flow = self.table.measure_of(figure).kind == "flow"
            yield from (_ranked(figure, sign, rival, flow) for rival in self.ranks.rivals(figure))

    def _rate(self, rate: Figure, part: Figure) -> Iterator[Claim]:
        whole = self._whole_of(rate, part)
        if whole is not None and whole.per == part.per:
            yield _equal("ratio", rate, "part / whole * 100", part=part, whole=whole)
        else:
            yield Claim("ratio", rate, "=", "part / whole * 100", figures=(part,), missing=("whole",))

    def _whole_of(self, rate: Figure, part: Figure) -> Figure | None:
        """What the part is a share of: the whole that its sentence names, unless the rate is one of another.

        A share on time is one of the files processed, also where its part is told out of those received.
        """
        named = self.related(part) if part.relation in ("part_of", "out_of") else None
        shares = [_names_in(formula) for formula in self.table.measure_of(rate).formulas]
        wholes = {name for names in shares if part.measure in names for name in names} - {part.measure}
        if not wholes or (named is not None and named.measure in wholes):
            return named
        found = (self.same(part, name) for name in sorted(wholes))
        return next((whole for whole in found if whole is not None), None)

    def _change(self, change: Figure, before: Figure) -> Iterator[Claim]:
        now = self.same(change, before.measure, apart=before)
        if now is None or _subject(now) != _subject(before):
            yield Claim("change", change, "=", "now - before", figures=(before,), missing=("now",))
        elif change.unit == "percent":
            yield _equal("change", change, "(now - before) / before * 100", now=now, before=before)
        else:
            yield _equal("difference", change, "now - before", now=now, before=before)

    def _formulas(self, figure: Figure, measure: Measure) -> Iterator[Claim]:
        if measure.either and (claim := self._either(figure, measure)):
            yield claim
            return
        for formula in measure.formulas:
            parts = {name: self.same(figure, name) for name in _names_in(formula)}
            found = {name: part for name, part in parts.items() if part is not None}
            missing = tuple(name for name in parts if name not in found)
            operation = _operation_of(formula)
            if not missing:
                yield _equal(operation, figure, formula, **found)
            elif measure.kind == "rate" and figure.relation != "rate_of" and figure.role == "observed":
                inputs = tuple((name, part.interval) for name, part in found.items())
                yield Claim(operation, figure, "=", formula, inputs, tuple(found.values()), missing)

    def _either(self, figure: Figure, measure: Measure) -> Claim | None:
        """That one of the formulas gives the figure; None where no formula has all its parts."""
        names = {name for formula in measure.formulas for name in _names_in(formula)}
        parts = {name: part for name in names if (part := self.same(figure, name)) is not None}
        whole = [formula for formula in measure.formulas if parts.keys() >= set(_names_in(formula))]
        if not whole:
            return None
        readings = tuple(
            Reading(formula, formula, tuple((name, parts[name].interval) for name in _names_in(formula)))
            for formula in whole
        )
        left = " and ".join(sorted(name.replace("_", " ") for name in names - parts.keys()))
        used = {name for formula in whole for name in _names_in(formula)}
        figures = tuple(sorted((parts[name] for name in used), key=_start))
        return Claim(
            _operation_of(whole[0]), figure, "=", measure.id, (), figures, readings=readings,
            reason=f"not stated: {left}" if left else "", either=True,
        )  # fmt: skip

    def _population(self, figure: Figure, measure: Measure) -> Iterator[Claim]:
        """The nearest population around the figure that the report states too."""
        around = measure.within
        while around:
            whole = self.same(figure, around)
            if whole is not None:
                yield _bounded(figure, "<=", whole)
                return
            around = self.table.measures[around].within

    def _lists(self, figure: Figure, measure: Measure) -> Iterator[Claim]:
        names = len(names_listed(figure))
        listed = self.named.get(figure.locality) is figure if figure.locality else True
        if names > 1 and listed and not figure.per:
            yield Claim("count", figure, "=", "names", (("names", Interval.of(names)),))
        if measure.limit and figure.speaks_for_place and figure.role == "observed":
            yield from self._register(figure, measure)

    def _register(self, figure: Figure, measure: Measure) -> Iterator[Claim]:
        """No more than the register of places has; nothing of a day on which the places were others."""
        if not self.table.places[figure.place].is_valid(figure.period_end):
            return
        formula, inputs = self._limit(figure, measure)
        claim = Claim(ORDER, figure, "<=", formula, inputs)
        if figure.period_end is None and (today := self._beside(figure, evaluate(formula, dict(inputs)))):
            since = self.table.places[figure.place].valid_from
            reason = f"has no date, and beside {today.value:f} may be the count of before {since}"
            claim = replace(claim, inputs=(), reason=reason)
        yield claim

    def _limit(self, figure: Figure, measure: Measure) -> tuple[str, Inputs]:
        """The formula of the bound and its inputs; places that the report sets aside are left out."""
        places = self.table.places
        if measure.limit == "provinces":
            valid = sum(each.is_valid(figure.period_end) for each in places.values()) - 1
            return "provinces", (("provinces", Interval.of(valid)),)
        scope = self.by_measure.get(measure.scope, ())
        aside = sum(
            places[code].commune_units for other in scope for code in provinces_without(other, places)
        )
        units = ("units", Interval.of(places[figure.place].commune_units))
        if aside and figure.place == COUNTRY:
            return "units - aside", (units, ("aside", Interval.of(aside)))
        return "units", (units,)

    def _beside(self, figure: Figure, bound: Interval) -> Figure | None:
        """Beside a count above the bound, one within it: "from 63 to 34 provinces"."""
        if figure.low <= bound.high:
            return None
        beside = (
            other for other in self._about_the_same(figure, figure.measure)
            if abs(other.start - figure.start) <= BESIDE and other.high <= bound.high
        )  # fmt: skip
        return next(beside, None)

    def _readings(self, figure: Figure, measure: Measure) -> Iterator[Claim]:
        doubted = self.same(figure, measure.doubted_by.measure) if measure.doubted_by else None
        if doubted is None and measure.doubted_by:
            doubted = self._inside(figure, measure.doubted_by.measure)
        if measure.doubted_by and doubted is not None and figure.value >= measure.doubted_by.above:
            yield Claim(ORDER, figure, "=", measure.doubted_by.measure, figures=(doubted,),
                        reason=measure.doubted_by.reason)  # fmt: skip
        if measure.readings and (measure.ambiguous or figure.alternative is not None):
            readings, parts = self._meanings(figure, measure)
            if readings:
                operation = "change" if measure.kind == "change" else "ratio"
                yield Claim(operation, figure, "=", measure.id, figures=parts, readings=readings)

    def _inside(self, figure: Figure, measure: str) -> Figure | None:
        """A figure of the measure about a part of the same place, wherever the report states it."""
        alike = figure.place, figure.role, figure.aspect
        of_place = (o for o in self.by_measure.get(measure, ()) if (o.place, o.role, o.aspect) == alike)
        return next(of_place, None)

    def _meanings(self, figure: Figure, measure: Measure) -> tuple[tuple[Reading, ...], tuple[Figure, ...]]:
        known, parts = _days(figure), {}
        for name in {name for reading in measure.readings for name in _names_in(reading.formula)}:
            other = figure if name == measure.id else self.same(figure, name)
            if other is not None:
                known[name] = other.interval
                parts[name] = other
        readings = tuple(
            Reading(
                each.words, each.formula, tuple((n, known[n]) for n in _names_in(each.formula)), each.unit
            )
            for each in measure.readings
            if all(name in known for name in _names_in(each.formula))
        )
        others = sorted((p for p in parts.values() if p is not figure), key=lambda part: part.start)
        return readings, tuple(others)


def first_mentions(figures: Iterable[Figure]) -> dict[str, Figure]:
    """For each figure_id the first figure of its report that states the same."""
    said: dict[tuple[object, ...], Figure] = {}
    first: dict[str, Figure] = {}
    for figure in figures:
        if figure.measure == UNCLASSIFIED:
            first[figure.figure_id] = figure
            continue
        key = (
            figure.report_id, *_context(figure, figure.measure, figure.role), figure.value,
            figure.value_max, figure.period_start, figure.against_end, figure.relation and figure.related,
        )  # fmt: skip
        first[figure.figure_id] = said.setdefault(key, figure)
    return first


def _once(claims: Iterable[Claim]) -> list[Claim]:
    """Each claim once; an equality that lacks a part only where none of its operation is whole."""
    found: dict[str, Claim] = {}
    for claim in claims:
        claim_id = claim.claim_id
        if claim_id not in found or found[claim_id].missing:
            found[claim_id] = claim
    whole = {each.operation for each in found.values() if each.sign == "=" and not each.missing}
    return [
        each for each in found.values() if not (each.missing and each.sign == "=" and each.operation in whole)
    ]


def _context(figure: Figure, measure: str, role: str) -> tuple[object, ...]:
    return measure, *_subject(figure), figure.period_end, role


def _subject(figure: Figure) -> tuple[object, ...]:
    """Whom and what a figure is about, whatever its measure, its day and its role."""
    return figure.place, figure.locality, figure.units_covered, figure.aspect


def _kind_of_role(role: str, measure: Measure) -> str:
    """The role, or that it is the one in which the measure is usually stated: posts are planned."""
    return _USUAL if role in ("observed", measure.role) else role


def _windows_agree(figure: Figure, other: Figure) -> bool:
    """Whether the windows are the same; a stock has no start and fits any window that ends with it."""
    return other is not figure and (
        figure.period_start is None or other.period_start is None or figure.period_start == other.period_start
    )


def _start(figure: Figure) -> int:
    return figure.start


def _nearest_first(figures: Sequence[Figure], figure: Figure) -> Iterator[Figure]:
    """The figures, which stand in the order of the text, by their distance from another one."""
    right = bisect_left(figures, figure.start, key=_start)
    left = right - 1
    while left >= 0 or right < len(figures):
        if right == len(figures) or (
            left >= 0 and figure.start - figures[left].start <= figures[right].start - figure.start
        ):
            yield figures[left]
            left -= 1
        else:
            yield figures[right]
            right += 1


def _near(figure: Figure, other: Figure) -> bool:
    return abs(figure.start - other.start) <= NEAR


def _equal(operation: str, stated: Figure, formula: str, **parts: Figure) -> Claim:
    inputs = tuple((name, part.interval) for name, part in parts.items())
    ordered = tuple(sorted(parts.values(), key=lambda part: part.start))
    return Claim(operation, stated, "=", formula, inputs, ordered)


def _bounded(figure: Figure, sign: str, other: Figure) -> Claim:
    return Claim(ORDER, figure, sign, "other", (("other", other.interval),), (other,))


def _ranked(figure: Figure, sign: str, rival: Figure, flow: bool) -> Claim:
    """The figure against a rival; a flow of another window by the rival's pace over the figure's own days."""
    same = (figure.period_start, figure.period_end) == (rival.period_start, rival.period_end)
    if (same and figure.days is not None) or (not flow and figure.days == rival.days):
        return _bounded(figure, sign, rival)
    if not flow or figure.days is None or rival.days is None:
        return Claim(ORDER, figure, sign, "other", figures=(rival,), missing=("comparable_window",))
    inputs = (
        ("other", rival.interval),
        ("days", Interval.of(figure.days)),
        ("other_days", Interval.of(rival.days)),
    )
    return Claim(ORDER, figure, sign, "other / other_days * days", inputs, (rival,))


def _days(figure: Figure) -> dict[str, Interval]:
    """The days of a change's window before and after the date that it compares with."""
    if figure.period_start is None or figure.period_end is None or figure.against_end is None:
        return {}
    before = (figure.against_end - figure.period_start).days + 1
    after = (figure.period_end - figure.against_end).days
    if before <= 0 or after <= 0:
        return {}
    return {"days_before": Interval.of(before), "days_after": Interval.of(Decimal(after))}
