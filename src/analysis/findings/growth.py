"""Growth: what the stated rates imply for the part in between, and what the targets compound to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from babel.dates import format_date

from analysis.charts import Mark, Words, bars
from analysis.findings.common import firm, places_on, reach, slug
from analysis.findings.finding import Finding, Table, figure_table, named, silent, sources
from analysis.table.figures import Figure
from analysis.table.results import Result, result
from analysis.table.study import Selection
from analysis.wording import Code, amount, listing, number, period, sentence, stated, window

LATER_MONTHS = {"light": Decimal(75), "even": Decimal(100), "heavy": Decimal(125)}
"""What a month of the later part weighs in percent of an earlier one, in the product of a year before."""

_ROLES = ("observed", "target")
_MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True)
class _Stretch:
    """Growth of a whole window and of its last part, and what they leave for the part before."""

    whole: Figure
    later: Figure
    earlier: tuple[tuple[Decimal, Result], ...]

    @property
    def span(self) -> str:
        assert self.later.period_start is not None
        return period(self.whole.period_start, self.later.period_start - timedelta(days=1))

    @property
    def low(self) -> Decimal:
        return min(each.interval.low for _, each in self.earlier)

    @property
    def high(self) -> Decimal:
        return max(each.interval.high for _, each in self.earlier)


def earlier_growth(seen: Selection) -> Finding:
    """What growth of a period and of its last part implies for the part before."""
    cases = [
        case
        for role in _ROLES
        for place in places_on(seen, "grdp_growth", role=role)
        if (case := _stretch(seen, place.code, role))
    ]
    if not cases:
        return silent("Growth in the earlier part of a period", ("grdp_growth",), seen)
    text = sentence(*(_stretch_words(seen, case) for case in cases), _weights_words())
    results = [each for case in cases for _, each in case.earlier]
    return Finding(_stretch_heading(seen, cases[0]), text, tuple(results), _stretch_table(seen, cases))


def _stretch(seen: Selection, code: str, role: str) -> _Stretch | None:
    rates = [rate for rate in seen.all("grdp_growth", place=code, role=role)
             if rate.covers_whole_place and _months(rate)]  # fmt: skip
    pairs = [(whole, later) for whole in rates for later in rates if _ends_with(whole, later)]
    if not pairs:
        return None
    whole, later = max(pairs, key=lambda pair: (pair[0].period_end, pair[0].days, pair[1].days))
    name = "growth_before" if role == "observed" else "growth_needed_before"
    months, late = _months(whole), _months(later)
    earlier = []
    for kind, relative in LATER_MONTHS.items():
        weight = relative * late / (relative * late + LATER_MONTHS["even"] * (months - late))
        earlier.append((weight, result(
            f"{name}_{slug(code)}_{kind}", "(whole - weight * later) / (1 - weight)", "percent",
            whole=whole, later=later, weight=weight,
            note=f"the later part weighs {number(weight * 100, 1)} percent",
        )))  # fmt: skip
    return _Stretch(whole, later, tuple(earlier))


def _ends_with(whole: Figure, later: Figure) -> bool:
    same_end = whole.period_end == later.period_end
    return same_end and (whole.days or 0) > (later.days or 0)


def _stretch_heading(seen: Selection, case: _Stretch) -> str:
    place = named(seen, case.whole.place)
    span = f"{number(case.low, 1)}% to {number(case.high, 1)}% from {case.span}"
    if case.whole.role == "target":
        return f"{place}'s targets hold together only if growth was {span}"
    return f"{place} grew by {span}, against {stated(case.later)} after that"


def _stretch_words(seen: Selection, case: _Stretch) -> str:
    even = case.earlier[list(LATER_MONTHS).index("even")][1]
    verb = "aims at" if case.whole.role == "target" else "reports"
    return (
        f"{named(seen, case.whole.place)} {verb} {stated(case.whole)} for {window(case.whole)} and "
        f"{stated(case.later)} for {window(case.later)}; if every month weighs the same, the part before "
        f"comes to {reach(even, 1)}."
    )


def _weights_words() -> str:
    light, heavy = (amount(LATER_MONTHS[kind], "percent") for kind in ("light", "heavy"))
    return (
        "Growth of the whole is the average of its parts, weighted with the product of a year before, which "
        f"is not stated. Assumed here: a later month weighs {light} to {heavy} of an earlier one."
    )


def _stretch_table(seen: Selection, cases: Sequence[_Stretch]) -> Table:
    columns = ("place", "part", "growth", "weight of the later part", "figures")
    rows: list[tuple[str, ...]] = []
    for case in cases:
        place = seen.study.places[case.whole.place].name_en
        role = " (target)" if case.whole.role == "target" else ""
        for each in (case.whole, case.later):
            rows.append((place, window(each) + role, stated(each), "", Code(each.figure_id)))
        both = Code(f"{case.whole.figure_id} {case.later.figure_id}")
        for weight, each_part in case.earlier:
            rows.append(
                (place, case.span + role, reach(each_part, 2), amount(weight * 100, "percent", 1), both)
            )
    return Table(columns, tuple(rows))


def growth_targets(seen: Selection) -> Finding:
    """The growth that places aim at, side by side, and what a target of several years compounds to."""
    targets = [each for place in places_on(seen, "grdp_growth", role="target")
               for each in _targets(seen, place.code)]  # fmt: skip
    if not targets:
        return silent("Growth targets", ("grdp_growth",), seen)
    compounded = {each.figure_id: _compounded(each) for each in targets if _years(each) > 1}
    reached = [each for place in places_on(seen, "grdp_growth") if (each := _reached(seen, place.code))]
    steps = [step for each in reached if (step := _step(each, targets))]
    first = next((each for each in targets if each.figure_id in compounded), targets[0])
    title = _targets_title(seen, first, compounded.get(first.figure_id))
    heading = f"{title} in {_years(first)} years" if compounded else title
    text = sentence(
        _side_by_side(seen, targets),
        _compounded_words(targets, compounded),
        *(_step_words(seen, target, each, step) for target, each, step in steps),
        "A target is an intention, not a result.",
    )
    figures = [*reached, *targets]
    unit = "Growth of the regional product in percent; orange: targets"
    words = Words(title, unit, sources(figures, seen))
    chart = bars([_mark(seen, each, compounded) for each in figures], words)
    results = (*compounded.values(), *(step for _, _, step in steps))
    return Finding(heading, text, results, figure_table(figures, seen), chart)


def _targets(seen: Selection, code: str) -> list[Figure]:
    """The place's targets, without an undated mention of one that the same report also dates."""
    whole = [each for each in seen.all("grdp_growth", place=code, role="target") if each.covers_whole_place]
    whole.sort(key=lambda each: (each.period_end or date.max, -(each.days or 0)))
    dated = {(each.report_id, each.value, each.value_max) for each in whole if each.period_end}
    return [
        each for each in whole if each.period_end or (each.report_id, each.value, each.value_max) not in dated
    ]


def _compounded(target: Figure) -> Result:
    """How many times as large the product is after the target's years."""
    years, start = _years(target), target.period_start
    assert start is not None
    name = f"compounded_{slug(target.place)}_{str(target.value).replace('.', '_')}_{start.year}"
    formula = " * ".join(["(1 + target / 100)"] * years)
    return result(name, formula, "times", target=target, note=f"over {years} years")


def _reached(seen: Selection, code: str) -> Figure | None:
    """The latest observed growth of the place, over the longest window that ends then."""
    rates = [each for each in seen.all("grdp_growth", place=code)
             if each.covers_whole_place and each.period_end]  # fmt: skip
    return max(rates, key=lambda each: (each.period_end or date.min, each.days or 0), default=None)


def _step(reached: Figure, targets: Sequence[Figure]) -> tuple[Figure, Figure, Result] | None:
    """The place's first target for a time after the observed growth, and how far it lies above it."""
    end = reached.period_end or date.max
    later = [each for each in targets
             if each.place == reached.place and each.period_start and each.period_start > end]  # fmt: skip
    if not later:
        return None
    name = f"target_above_reached_{slug(reached.place)}"
    gap = result(name, "target - reached", "percentage_points", target=later[0], reached=reached)
    return later[0], reached, gap


def _targets_title(seen: Selection, first: Figure, compounded: Result | None) -> str:
    place = named(seen, first.place)
    if compounded is None:
        when = f"for {span(first)}" if first.period_end else "without saying for when"
        return f"{place} aims at growth of {stated(first)} {when}"
    return f"Growth of {stated(first)} a year would make {place}'s product {_times(compounded)}"


def _times(each: Result) -> str:
    bound = "at least " if each.interval.high.is_infinite() else ""
    return f"{bound}{number(each.value, 2)} times as large"


def _side_by_side(seen: Selection, targets: Sequence[Figure]) -> str:
    places = dict.fromkeys(each.place for each in targets)
    said = [
        f"{named(seen, code)} "
        + listing([f"{stated(each)} ({span(each)})" for each in targets if each.place == code])
        for code in places
    ]
    return f"Targets of growth: {'; '.join(said)}."


def _compounded_words(targets: Sequence[Figure], compounded: Mapping[str, Result]) -> str:
    if not compounded:
        return ""
    said = [f"{stated(each)} makes the product {_times(compounded[each.figure_id])}"
            for each in targets if each.figure_id in compounded]  # fmt: skip
    return f"Taken as the rate of every year of its period, {listing(said)}."


def _step_words(seen: Selection, target: Figure, reached: Figure, step: Result) -> str:
    open_above = step.interval.high.is_infinite() and step.value > 0
    gap = ("at least " if open_above else "") + amount(abs(step.value), "percentage_points")
    return (
        f"{named(seen, target.place)}'s target of {stated(target)} lies {gap} "
        f"{'below' if step.value < 0 else 'above'} the {stated(reached)} reported for {span(reached)}."
    )


def _mark(seen: Selection, figure: Figure, compounded: Mapping[str, Result]) -> Mark:
    times = compounded.get(figure.figure_id)
    text = stated(figure) + (f" (×{number(times.value, 2)})" if times else "")
    ranged = figure.value_max is not None
    return Mark(
        f"{named(seen, figure.place)}, {span(figure)}", figure.value, text,
        figure.low if ranged else None, figure.high if ranged else None,
        solid=firm(figure), group=1 if figure.role == "target" else 0,
    )  # fmt: skip


def span(figure: Figure) -> str:
    """The figure's window as short as it can be said: years, months, or days.

    >>> from analysis.table.study import load
    >>> by_id = load().by_id
    >>> [span(by_id[each]) for each in ("haiphong-fr:5030", "haiphong-fr:3088", "hanoi-fr:2888")]
    ['2026 to 2030', 'Jul to Sept 2025', '1 July to 30 August 2025']
    """
    first, last, years = figure.period_start, figure.period_end, _years(figure)
    if first is None or last is None or not _months(figure):
        return window(figure)
    if years:
        return str(last.year) if years == 1 else f"{first.year} to {last.year}"
    pattern = "MMM" if first.year == last.year else "MMM y"
    names = [format_date(first, pattern, locale="en_GB"), format_date(last, "MMM y", locale="en_GB")]
    return names[1] if _months(figure) == 1 else " to ".join(names)


def _months(figure: Figure) -> int:
    """The whole months of the window within one or more years; 0 when it is none of whole months."""
    first, last = figure.period_start, figure.period_end
    if first is None or last is None or first.day != 1 or (last + timedelta(days=1)).day != 1:
        return 0
    return (last.year - first.year) * _MONTHS_OF_A_YEAR + last.month - first.month + 1


def _years(figure: Figure) -> int:
    """The whole calendar years of the window; 0 when it is none of whole years."""
    first, months = figure.period_start, _months(figure)
    whole = first is not None and first.month == 1 and months % _MONTHS_OF_A_YEAR == 0
    return months // _MONTHS_OF_A_YEAR if whole else 0
