"""Staffing: posts assigned, people leaving, what a departure costs, and what must not be added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from analysis.charts import Mark, Words, bars
from analysis.findings.common import bottom_line, coverage, each_place, places_on, slug, units_of
from analysis.findings.finding import Finding, Table, figure_table, named, silent, sources
from analysis.table.catalogue import Place
from analysis.table.figures import Figure
from analysis.table.results import Result, result
from analysis.table.study import Selection
from analysis.table.vocabulary import COUNTRY
from analysis.wording import amount, between, day, listing, number, sentence, stated, window

STEPS = (
    "resignations_decided",
    "resignations_effective",
    "resignations_funded",
    "resignations_paid",
)
_ADDABLE_TRAPS = (
    "staff_mobilised",
    "posts_assigned",
    "officials_seconded",
    "policy_cases",
    "resignations_effective",
)


@dataclass(frozen=True)
class Page:
    """The findings of the staffing notebook, in its order."""

    bottom_line: Finding
    coverage: Finding
    posts: Finding
    leavers: Finding
    cost: Finding
    apart: Finding
    figures: Table


def page(seen: Selection, *, show_sentences: bool = False) -> Page:
    """The staffing findings for the selection's place; `show_sentences` needs the reports' texts."""
    posts, leavers = assigned_posts(seen), leaving(seen)
    cost, apart = cost_per_case(seen), not_to_be_added(seen)
    first = bottom_line((leavers, posts, cost), seen)
    figures = figure_table(seen.about("staffing").witnesses, seen, show_sentences=show_sentences)
    return Page(first, coverage(seen, "staffing"), posts, leavers, cost, apart, figures)


def assigned_posts(seen: Selection) -> Finding:
    """Posts assigned per commune-level unit, and where the people in them come from."""
    posts = each_place(seen, "posts_assigned", role="plan")
    if not posts:
        return silent("Posts", ("posts_assigned",), seen)
    results = [
        result(f"posts_per_unit_{slug(each.place)}", "posts / units", "posts per unit",
               posts=each, units=units_of(seen, each.place))
        for each in posts
    ]  # fmt: skip
    first, per_unit = posts[0], results[0]
    split, share = _origins(seen, first)
    heading = f"{named(seen, first.place)} assigns {number(per_unit.value, 1)} posts to a unit on average"
    text = sentence(
        f"{stated(first).capitalize()} ({window(first)}) for {number(units_of(seen, first.place))} communes "
        f"and wards give {number(per_unit.value, 1)} each.",
        split,
        "Posts are an allotment, not people at work: no report here says how many of them are filled.",
    )
    marks = [
        Mark(
            named(seen, each.place),
            per.value,
            f"{number(per.value, 1)} ({amount(each.value, 'posts')})",
        )
        for each, per in zip(posts, results, strict=True)
    ]
    marks += _origin_marks(seen, first)
    words = Words(heading, f"Posts per commune-level unit, {window(first)}", sources(posts, seen))
    return Finding(
        heading,
        text,
        (*results, *share),
        figure_table(_with_parts(seen, posts), seen),
        bars(marks, words),
    )


def _origins(seen: Selection, posts: Figure) -> tuple[str, tuple[Result, ...]]:
    districts = seen.one("staff_from_districts", place=posts.place, role="plan")
    communes = seen.one("staff_from_communes", place=posts.place, role="plan")
    if districts is None or communes is None:
        return "The report does not split them by origin.", ()
    share = result(
        "share_from_districts",
        "districts / posts * 100",
        "percent",
        districts=districts,
        posts=posts,
    )
    rest = result("posts_unexplained", "posts - districts - communes", "posts",
                  posts=posts, districts=districts, communes=communes)  # fmt: skip
    explained = (
        "the two parts add up to the total exactly"
        if rest.value == 0
        else f"the two parts leave {amount(rest.value, 'posts')} unexplained"
    )
    return (
        f"{stated(districts)} ({amount(share.value, 'percent', 1)}) are filled from the former districts and "
        f"{stated(communes)} from the former communes; {explained}."
    ), (share, rest)


def _with_parts(seen: Selection, posts: list[Figure]) -> list[Figure]:
    parts = [
        part
        for each in posts
        for measure in ("staff_from_districts", "staff_from_communes")
        if (part := seen.one(measure, place=each.place, role="plan"))
    ]
    return posts + parts


def _origin_marks(seen: Selection, posts: Figure) -> list[Mark]:
    units = Decimal(units_of(seen, posts.place))
    labels = {
        "staff_from_districts": "of these, from districts",
        "staff_from_communes": "of these, from communes",
    }
    parts = [(label, seen.one(measure, place=posts.place, role="plan")) for measure, label in labels.items()]
    return [
        Mark(
            label,
            part.value / units,
            f"{number(part.value / units, 1)} ({amount(part.value, 'posts')})",
            group=2,
        )
        for label, part in parts
        if part is not None
    ]


def leaving(seen: Selection) -> Finding:
    """From the decision to leave to the payment: how many stand at each step, and who waits."""
    code = seen.place.code
    steps = [figure for measure in STEPS if (figure := seen.one(measure, place=code))]
    if len(steps) < 2:
        return silent("Leaving", STEPS, seen)
    first, last = steps[0], steps[-1]
    reached = [
        result(f"share_{step.measure.removeprefix('resignations_')}", "step / first * 100", "percent",
               step=step, first=first, note=f"of those at the step {_label(seen, first)}")
        for step in steps[1:]
    ]  # fmt: skip
    waiting = result("waiting_for_payment", "before - last", "people", before=steps[-2], last=last)
    heading = (
        f"{amount(reached[-1].value, 'percent', 1)} of those who {_verb(first)} {_verb(last)} by "
        f"{day(last.period_end) if last.period_end else 'an unstated date'}"
    )
    pace, needed = _pace(seen, steps)
    text = sentence(
        f"{listing([f'{number(step.value)} {_verb(step)}' for step in steps])}.",
        f"Those behind are waiting, not lost: {amount(waiting.value, 'people')} stand between the last two.",
        pace,
        "Each step is a total since the start, so the steps are nested and must not be added.",
    )
    marks = [
        Mark(
            _label(seen, step),
            step.value,
            _share_text(step, first),
            solid=step.status == "reviewed",
        )
        for step in steps
    ]
    words = Words(heading, f"People, {window(first)}", sources(steps, seen))
    return Finding(
        heading,
        text,
        (reached[-1], *reached[:-1], waiting, *needed),
        figure_table(steps, seen),
        bars(marks, words),
    )


def _label(seen: Selection, figure: Figure) -> str:
    return seen.study.measure_of(figure).label


def _verb(figure: Figure) -> str:
    return {
        "resignations_decided": "had decided to leave",
        "resignations_effective": "had left",
        "resignations_funded": "had their funding approved",
        "resignations_paid": "had been paid",
    }[figure.measure]


def _share_text(step: Figure, first: Figure) -> str:
    if step is first:
        return number(step.value)
    return f"{number(step.value)} ({amount(step.value / first.value * 100, 'percent', 1)})"


def _pace(seen: Selection, steps: list[Figure]) -> tuple[str, tuple[Result, ...]]:
    """Departures needed per day until the limit that the reports state, if one lies ahead."""
    by_measure = {step.measure: step for step in steps}
    decided, left = by_measure.get("resignations_decided"), by_measure.get("resignations_effective")
    limit = seen.study.deadlines.get(("resignations_effective", left.report_id)) if left else None
    if (
        decided is None
        or left is None
        or limit is None
        or left.period_end is None
        or limit <= left.period_end
    ):
        return "", ()
    days = _days_between(left.period_end, limit)
    needed = result("departures_needed_per_day", "(decided - left) / days", "people per day",
                    decided=decided, left=left, days=days, note=f"until {limit.isoformat()}")  # fmt: skip
    return (
        f"To meet the stated limit of {day(limit)}, the {number(decided.value - left.value)} who had "
        f"decided and not yet left would have to go at {number(needed.value, 0)} a day over {days} days."
    ), (needed,)


def _days_between(first: date, last: date) -> int:
    return (last - first).days


def cost_per_case(seen: Selection) -> Finding:
    """What one settled case costs, as far as the hedges let it be said."""
    places = places_on(seen, "policy_cost")
    pairs = [(seen.one("policy_cost", place=p.code), seen.one("policy_cases", place=p.code)) for p in places]
    both = [(cost, cases) for cost, cases in pairs if cost and cases and cost.report_id == cases.report_id]
    if not both:
        return silent("Cost of a case", ("policy_cost", "policy_cases"), seen)
    results = [
        result(f"cost_per_case_{slug(cost.place)}", "cost / cases", "VND per case", cost=cost, cases=cases)
        for cost, cases in both
    ]
    (cost, cases), each = both[0], results[0]
    heading = f"A settled case costs {_bound(each)} in {named(seen, cost.place)}"
    text = sentence(
        f"The report gives {stated(cost)} for {stated(cases)}.",
        "The total is a bound, so the average is one too: it cannot be lower; how much higher is not said."
        if each.interval.high.is_infinite()
        else "The interval is what the printed precision leaves open.",
        "It is an average of settled cases, not what a person receives: how amounts vary is not said.",
    )
    table = figure_table([figure for pair in both for figure in pair], seen)
    return Finding(heading, text, tuple(results), table)


def _bound(each: Result) -> str:
    million = Decimal(10) ** 6
    if each.interval.high.is_infinite():
        return f"at least {number(each.interval.low / million, 1)} million VND"
    return between(each.interval.low / million, each.interval.high / million, "other", 1) + " million VND"


def not_to_be_added(seen: Selection) -> Finding:
    """Totals of one place that look alike and count different things."""
    totals = max((_totals(seen, place.code) for place in _places(seen)), key=len)
    if len(totals) < 2:
        return silent("Totals side by side", _ADDABLE_TRAPS, seen)
    place = named(seen, totals[0].place)
    heading = f"{place}'s {listing([stated(figure) for figure in totals])} are not one total"
    rows = tuple(
        (_label(seen, figure), stated(figure), seen.study.measure_of(figure).counts, _nature(seen, figure))
        for figure in totals
    )
    text = (
        "They count different things: people, posts or cases, some at a date and some over a time, some "
        "allotted and some observed. One person can stand in several of them, and a post can be empty. The "
        "table says what each counts; no sum of them means anything."
    )
    return Finding(heading, text, table=Table(("total", "stated", "what it counts", "nature"), rows))


def _places(seen: Selection) -> list[Place]:
    return list(seen.study.places.values()) if seen.place.code == COUNTRY else [seen.place]


def _totals(seen: Selection, code: str) -> list[Figure]:
    found = [seen.one(m, place=code, role=role) for m in _ADDABLE_TRAPS for role in ("observed", "plan")]
    return [figure for figure in found if figure is not None]


def _nature(seen: Selection, figure: Figure) -> str:
    kind = {"stock": "at a date", "flow": "over a time"}.get(seen.study.measure_of(figure).kind, "")
    return f"{'allotted' if figure.role == 'plan' else 'observed'}, {kind}"
