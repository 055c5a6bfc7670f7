"""Budget: money disbursed, revenue and what it implies, growth, targets, and the base of each rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from analysis.charts import Mark, Words, bars
from analysis.findings.common import bottom_line, coverage, firm, places_on, reach, slug
from analysis.findings.finding import Finding, Table, figure_table, named, silent, sources
from analysis.findings.growth import earlier_growth, growth_targets, span
from analysis.table.figures import Figure
from analysis.table.results import Result, result
from analysis.table.study import Selection
from analysis.wording import Code, amount, count, day, listing, number, sentence, stated, window

DOMESTIC_SHARES = tuple(Decimal(share) for share in (50, 60, 70, 80, 90))
"""Shares of domestic revenue in the estimate for which the rest is worked out, in percent."""

_PERCENTAGES = ("percent", "percentage_points")
_KINDS = {"rate": "share of it", "level": "level, it is 100", "change": "change from it"}
_WHOLE = Decimal(100)


@dataclass(frozen=True)
class Page:
    """The findings of the budget notebook, in its order."""

    bottom_line: Finding
    coverage: Finding
    disbursement: Finding
    revenue: Finding
    last_year: Finding
    growth: Finding
    targets: Finding
    bases: Finding
    figures: Table


def page(seen: Selection, *, show_sentences: bool = False) -> Page:
    """The budget findings for the selection's place; `show_sentences` needs the reports' texts."""
    spent, revenue, before = disbursement(seen), rest_of_revenue(seen), last_year(seen)
    growth, targets = earlier_growth(seen), growth_targets(seen)
    first = bottom_line((spent, revenue, before, growth, targets), seen)
    figures = figure_table(seen.about("budget").witnesses, seen, show_sentences=show_sentences)
    return Page(
        first, coverage(seen, "budget"), spent, revenue, before, growth, targets, bases(seen), figures
    )  # fmt: skip


@dataclass(frozen=True)
class _Spending:
    """One place's disbursement rate beside that of the same period of the year before."""

    now: Figure
    before: Figure | None
    change: Figure | None
    gain: Result | None
    pace: Result | None

    @property
    def results(self) -> tuple[Result, ...]:
        return tuple(each for each in (self.gain, self.pace) if each)

    @property
    def figures(self) -> list[Figure]:
        return [each for each in (self.now, self.before, self.change) if each]


def disbursement(seen: Selection) -> Finding:
    """The share of the plan paid out, against the same period of the year before."""
    found = [_spending(seen, place.code) for place in places_on(seen, "disbursement_rate")]
    cases = [case for case in found if case is not None and case.results]
    if not cases:
        return silent("Disbursement", ("disbursement_rate",), seen)
    first = cases[0]
    short = f"{named(seen, first.now.place)} had disbursed {stated(first.now)} by {_end(first.now)}"
    heading = short + _gain_words(first.gain)
    figures = [figure for case in cases for figure in case.figures]
    text = sentence(
        f"Each rate is a share of {seen.study.measure_of(first.now).of}.",
        *(_gain_checked(case) for case in cases),
        *(_pace_words(seen, case) for case in cases),
        _money_behind(seen, first.now),
    )
    words = Words(heading, f"Percent of {seen.study.measure_of(first.now).of}", sources(figures, seen))
    chart = bars([mark for case in cases for mark in _spending_marks(seen, case)], words)
    results = tuple(each for case in cases for each in case.results)
    return Finding(heading, text, results, figure_table(figures, seen), chart)


def _spending(seen: Selection, code: str) -> _Spending | None:
    now = seen.one("disbursement_rate", place=code)
    if now is None:
        return None
    rates = seen.all("disbursement_rate", place=code)
    before = next((rate for rate in rates if rate.covers_whole_place and _year_before(rate, now)), None)
    changes = seen.all("disbursement_rate_change", place=code)
    change = next((each for each in changes if _same_window(each, now) and each.covers_whole_place), None)
    return _Spending(now, before, change, _gain(now, before, change), _pace(now))


def _gain(now: Figure, before: Figure | None, change: Figure | None) -> Result | None:
    if before is not None:
        name, formula = f"disbursement_gain_{slug(now.place)}", "now - before"
        return result(name, formula, "percentage_points", now=now, before=before)
    if change is not None:
        name = f"disbursement_before_{slug(now.place)}"
        return result(name, "now - change", "percent", now=now, change=change)
    return None


def _pace(now: Figure) -> Result | None:
    """How many times as fast the rest of the year must pay out to reach the whole plan at its end."""
    if now.days is None or now.period_end is None or not 0 < now.low <= now.high < _WHOLE:
        return None
    left = (date(now.period_end.year, 12, 31) - now.period_end).days
    if now.period_start != date(now.period_end.year, 1, 1) or left == 0:
        return None
    return result(
        f"pace_needed_{slug(now.place)}", "(100 / rate - 1) * days / left", "times",
        rate=now, days=now.days, left=left, note=f"{now.days} days gone, {left} left in the year",
    )  # fmt: skip


def _gain_words(gain: Result | None) -> str:
    if gain is None or gain.unit != "percentage_points":
        return ""
    if gain.value == 0:
        return ", the same as a year before"
    return f", {number(abs(gain.value))} points {'more' if gain.value > 0 else 'less'} than a year before"


def _gain_checked(case: _Spending) -> str:
    gain, change = case.gain, case.change
    if gain is None:
        return ""
    if case.before is None:
        return f"A year before it was {reach(gain)}."
    open_to = f"as both rates are rounded, the true difference is {_points(gain)}"
    if change is None:
        return f"{stated(case.now)} beside {stated(case.before)}; {open_to}."
    return f"{stated(case.now)} beside {stated(case.before)}: {_agreement(gain, change)}; {open_to}."


def _points(gain: Result) -> str:
    low, high = gain.interval.low, gain.interval.high
    if low.is_finite() and high.is_finite():
        return f"{number(low, 1)} to {number(high, 1)} points"
    return reach(gain)


def _agreement(gain: Result, change: Figure) -> str:
    if gain.value == change.value:
        return f"the stated {stated(change)} are exactly their difference"
    if gain.interval.meets(change.interval):
        return f"the stated {stated(change)} agree with them within rounding"
    return f"the stated {stated(change)} are not their difference"


def _pace_words(seen: Selection, case: _Spending) -> str:
    if case.pace is None or case.now.period_end is None:
        return ""
    end = day(date(case.now.period_end.year, 12, 31))
    return (
        f"To pay out the whole by {end}, {named(seen, case.now.place)} needs "
        f"{number(case.pace.value, 1)} times its pace so far."
    )


def _money_behind(seen: Selection, now: Figure) -> str:
    amounts = [seen.one(name, place=now.place) or seen.one(name, place=now.place, role="plan")
               for name in ("disbursement_plan", "disbursement_amount")]  # fmt: skip
    return "" if any(amounts) else "A higher rate need not be more money: neither plan nor amount is stated."


def _spending_marks(seen: Selection, case: _Spending) -> list[Mark]:
    rates = [(figure, group) for figure, group in ((case.now, 0), (case.before, 2)) if figure]
    return [
        Mark(f"{named(seen, figure.place)}, {span(figure)}", figure.value, stated(figure),
             solid=firm(figure), group=group)
        for figure, group in rates
    ]  # fmt: skip


@dataclass(frozen=True)
class _Revenue:
    """One place's revenue and domestic revenue against their estimates, and what is left for the rest."""

    total: Figure
    domestic: Figure
    ceiling: Result
    rest: tuple[tuple[Decimal, Result], ...]

    @property
    def below(self) -> bool:
        return self.domestic.low > self.total.high

    @property
    def above(self) -> bool:
        return self.domestic.high < self.total.low


def rest_of_revenue(seen: Selection) -> Finding:
    """What total and domestic revenue leave for the rest, as a function of the domestic share."""
    found = [_revenue(seen, place.code) for place in places_on(seen, "revenue_vs_estimate")]
    cases = [case for case in found if case is not None]
    if not cases:
        return silent("Revenue", ("revenue_vs_estimate", "domestic_revenue_vs_estimate"), seen)
    first = cases[0]
    heading = _revenue_heading(seen, first)
    text = sentence(*(_revenue_words(seen, case) for case in cases))
    figures = [figure for case in cases for figure in (case.total, case.domestic)]
    unit = f"Percent of each one's estimate, {window(first.total)}; if: domestic share of the whole estimate"
    words = Words(heading, unit, sources(figures, seen))
    results = [each for case in cases for each in (case.ceiling, *(rest for _, rest in case.rest))]
    return Finding(heading, text, tuple(results), _rest_table(seen, cases), bars(_rest_marks(first), words))


def _revenue(seen: Selection, code: str) -> _Revenue | None:
    total = seen.one("revenue_vs_estimate", place=code)
    domestic = seen.one("domestic_revenue_vs_estimate", place=code)
    if total is None or domestic is None or not _same_window(total, domestic) or domestic.low <= 0:
        return None
    ceiling = result(
        f"largest_domestic_share_{slug(code)}", "total / domestic * 100", "percent",
        total=total, domestic=domestic, note="a larger share would leave a negative rest",
    )  # fmt: skip
    rest = ((share, _rest(code, total, domestic, share)) for share in DOMESTIC_SHARES)
    return _Revenue(total, domestic, ceiling, tuple((share, each) for share, each in rest if each.value >= 0))


def _rest(code: str, total: Figure, domestic: Figure, share: Decimal) -> Result:
    return result(
        f"rest_if_domestic_{share}_{slug(code)}",
        "(total - domestic * share / 100) / (1 - share / 100)",
        "percent",
        total=total,
        domestic=domestic,
        share=share,
        note=f"if domestic revenue is {share} percent of the estimate",
    )


def _revenue_heading(seen: Selection, case: _Revenue) -> str:
    place, total = named(seen, case.total.place), amount(case.total.value, "percent")
    if case.below or case.above:
        side = "below" if case.below else "above"
        return f"{place}'s revenue other than domestic stayed {side} {total} of its estimate"
    return f"{place}'s total and domestic revenue stand alike against their estimates, at {total}"


def _revenue_words(seen: Selection, case: _Revenue) -> str:
    opening = (
        f"{named(seen, case.total.place)} collected {stated(case.total)} of "
        f"{seen.study.measure_of(case.total).of}, and {stated(case.domestic)} of "
        f"{seen.study.measure_of(case.domestic).of} ({window(case.total)})."
    )
    if not (case.below or case.above):
        return f"{opening} The two are too close to say on which side the rest lies."
    why = (
        "The total is the average of domestic revenue and the rest, each weighted with its estimate, so the "
        f"rest lies {'below' if case.below else 'above'} it."
    )
    return sentence(opening, why, _rest_examples(case), _ceiling_words(case) if case.below else "")


def _rest_examples(case: _Revenue) -> str:
    if not case.rest:
        return ""
    said = [f"at {amount(share, 'percent')} it reached {amount(rest.value, 'percent', 1)}"
            for share, rest in dict.fromkeys((case.rest[0], case.rest[-1]))]  # fmt: skip
    return f"How far depends on the domestic share of the estimate, which is not stated: {listing(said)}."


def _ceiling_words(case: _Revenue) -> str:
    return (
        f"The share cannot exceed {amount(case.ceiling.value, 'percent', 1)} "
        f"({reach(case.ceiling, 1)}), or the rest would be negative."
    )


def _rest_table(seen: Selection, cases: Sequence[_Revenue]) -> Table:
    columns = ("place", "if domestic is this share", "the rest reached", "with rounding", "figures")
    return Table(
        columns,
        tuple(
            (_name(seen, case.total), amount(share, "percent"), amount(rest.value, "percent", 1),
             reach(rest, 1),
             Code(f"{case.total.figure_id} {case.domestic.figure_id}"))
            for case in cases
            for share, rest in case.rest
        ),
    )  # fmt: skip


def _rest_marks(case: _Revenue) -> list[Mark]:
    stated_marks = [
        Mark("domestic, stated", case.domestic.value, stated(case.domestic),
             solid=firm(case.domestic), group=1),
        Mark("total, stated", case.total.value, stated(case.total), solid=firm(case.total), group=2),
    ]  # fmt: skip
    return stated_marks + [
        Mark(f"rest, if domestic is {amount(share, 'percent')}", rest.value, amount(rest.value, "percent", 0),
             rest.interval.low, rest.interval.high, solid=firm(case.total) and firm(case.domestic))
        for share, rest in case.rest
    ]  # fmt: skip


@dataclass(frozen=True)
class _Readings:
    """The two readings of a rate against last year: as a level, and literally as an increase."""

    ratio: Figure
    change: Result
    times: tuple[Result, Result]
    shares: tuple[Result, Result] | None

    @property
    def results(self) -> tuple[Result, ...]:
        return (*(self.shares or ()), *self.times, self.change)


def last_year(seen: Selection) -> Finding:
    """What revenue against last year means, read as a level and read as an increase."""
    found = [_readings(seen, place.code) for place in places_on(seen, "revenue_vs_last_year")]
    cases = [case for case in found if case is not None]
    if not cases:
        return silent("Revenue of last year", ("revenue_vs_last_year",), seen)
    text = sentence(*(_readings_words(seen, case) for case in cases), _undecided(seen, cases[0].ratio.place))
    results = tuple(each for case in cases for each in case.results)
    return Finding(_readings_heading(seen, cases[0]), text, results, _readings_table(seen, cases))


def _readings(seen: Selection, code: str) -> _Readings | None:
    ratio, total = (seen.one(name, place=code) for name in ("revenue_vs_last_year", "revenue_vs_estimate"))
    if ratio is None or ratio.low <= 0:
        return None
    at = slug(code)
    change = result(f"change_if_level_{at}", "ratio - 100", "percent", ratio=ratio)
    times = (
        result(f"times_if_level_{at}", "ratio / 100", "times", ratio=ratio),
        result(f"times_if_increase_{at}", "1 + ratio / 100", "times", ratio=ratio),
    )
    if total is None or not _same_window(ratio, total):
        return _Readings(ratio, change, times, None)
    shares = (
        result(f"last_year_if_level_{at}", "total / ratio * 100", "percent", total=total, ratio=ratio),
        result(f"last_year_if_increase_{at}", "total / (100 + ratio) * 100", "percent",
               total=total, ratio=ratio),
    )  # fmt: skip
    return _Readings(ratio, change, times, shares)


def _readings_heading(seen: Selection, case: _Readings) -> str:
    place = named(seen, case.ratio.place)
    if case.shares is None:
        level, increase = (number(each.value, 2) for each in case.times)
        return f"{place}'s revenue is {level} or {increase} times the year before's: one rate, two readings"
    level, increase = (amount(each.value, "percent", 1) for each in case.shares)
    return (
        f"A year before, {place}'s revenue was {level} of this year's estimate, or {increase}: "
        "one rate, two readings"
    )


def _readings_words(seen: Selection, case: _Readings) -> str:
    rate, level, increase = stated(case.ratio), *(number(each.value, 2) for each in case.times)
    return (
        f"{named(seen, case.ratio.place)}'s rate against a year before is {rate} ({window(case.ratio)}). As "
        f"a level, revenue is {level} times what it was, a change of "
        f"{amount(case.change.value, 'percent')}. As an increase of {rate}, it is {increase} times that."
    )


def _undecided(seen: Selection, code: str) -> str:
    if seen.one("budget_revenue", place=code):
        return ""
    return "The study files it as a level; only the amounts, which no report here states, could decide."


def _readings_table(seen: Selection, cases: Sequence[_Readings]) -> Table:
    columns = ("place", "reading", "times a year before", "a year before, of this year's estimate", "figure")
    rows = []
    for case in cases:
        for at, reading in enumerate(("as a level", "as an increase")):
            share = amount(case.shares[at].value, "percent", 1) if case.shares else "no estimate stated"
            times = number(case.times[at].value, 2)
            rows.append(
                (_name(seen, case.ratio), reading, times, share, Code(case.ratio.figure_id))
            )  # fmt: skip
    return Table(columns, tuple(rows))


@dataclass(frozen=True)
class _Base:
    """What some of the page's percentages are percentages of, and which they are."""

    of: str
    counts: str
    kind: str
    figures: tuple[Figure, ...]


def bases(seen: Selection) -> Finding:
    """For each percentage of the page, what it is a percentage of."""
    bases_found = _bases(seen)
    if not bases_found:
        return silent("Percentages", ("disbursement_rate", "revenue_vs_estimate", "grdp_growth"), seen)
    percentages = sum(len(base.figures) for base in bases_found)
    different = len({base.of for base in bases_found})
    heading = (
        f"The {count(percentages, 'percentage')} here are of {count(different, 'different thing')}"
        if different > 1
        else "Every percentage here is of the same thing"
    )
    text = (
        "A share, a level and a change look alike in print and mean different things. Two may be "
        "held against each other only where base and length of time are the same: not a rate of the plan "
        "against one of the estimate, and not growth of some months against growth of a year."
    )
    rows = tuple(
        (base.of, base.counts, base.kind, listing(_where(seen, each) for each in base.figures),
         Code(" ".join(each.figure_id for each in base.figures)))
        for base in bases_found
    )  # fmt: skip
    columns = ("percentage of", "what is set against it", "kind", "stated", "figures")
    return Finding(heading, text, table=Table(columns, rows))


def _bases(seen: Selection) -> list[_Base]:
    own = seen.about("budget").own()
    found: dict[str, list[Figure]] = {}
    for figure in own.witnesses:
        if figure.unit in _PERCENTAGES:
            found.setdefault(figure.measure, []).append(figure)
    measures = seen.study.measures
    return [
        _Base(measures[name].of or "not known", measures[name].counts, _KINDS.get(measures[name].kind, ""),
              tuple(figures))
        for name, figures in found.items()
    ]  # fmt: skip


def _where(seen: Selection, figure: Figure) -> str:
    return f"{stated(figure)} ({_name(seen, figure)}, {span(figure)})"


def _name(seen: Selection, figure: Figure) -> str:
    return seen.study.places[figure.place].name_en


def _same_window(one: Figure, other: Figure) -> bool:
    return (one.period_start, one.period_end) == (other.period_start, other.period_end)


def _year_before(earlier: Figure, later: Figure) -> bool:
    """Whether the earlier figure is of the same days one year before."""
    ends = ((earlier.period_start, later.period_start), (earlier.period_end, later.period_end))
    return later.period_end is not None and all(_one_year(first, last) for first, last in ends)


def _one_year(first: date | None, last: date | None) -> bool:
    if first is None or last is None:
        return first is last
    return (first.year + 1, first.month, first.day) == (last.year, last.month, last.day)


def _end(figure: Figure) -> str:
    return day(figure.period_end) if figure.period_end else "an unstated date"
