"""Procedures: files that come in, how far they are dealt with, how they come in, and where."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from analysis.charts import Mark, Words, bars
from analysis.findings.centres import centres
from analysis.findings.common import bottom_line, coverage, slug, units_of
from analysis.findings.finding import Finding, Table, figure_table, named, silent, sources
from analysis.findings.intake import intake, working_days
from analysis.findings.online import online
from analysis.findings.together import places_stating, together
from analysis.table.figures import Figure
from analysis.table.results import Result, result
from analysis.table.study import Selection
from analysis.table.vocabulary import COUNTRY
from analysis.wording import amount, between, number, sentence, stated, window


@dataclass(frozen=True)
class Page:
    """The findings of the procedures notebook, in its order."""

    bottom_line: Finding
    coverage: Finding
    intake: Finding
    timeliness: Finding
    pending: Finding
    online: Finding
    centres: Finding
    index: Finding
    figures: Table


def page(seen: Selection, *, show_sentences: bool = False) -> Page:
    """The procedures findings for the selection's place; `show_sentences` needs the reports' texts."""
    findings = (intake(seen), timeliness(seen), pending(seen), online(seen), centres(seen), index(seen))
    first = bottom_line([each for each in findings if _is_own(each, seen)], seen)
    figures = figure_table(seen.about("procedures").witnesses, seen, show_sentences=show_sentences)
    return Page(first, coverage(seen, "procedures"), *findings, figures)


def _is_own(finding: Finding, seen: Selection) -> bool:
    """Whether the finding's first number is the page's place's own, not the country's."""
    places = {seen.study.by_id[each].place for each in _first(finding.results)}
    return seen.place.code == COUNTRY or seen.place.code in places


def _first(results: tuple[Result, ...]) -> tuple[str, ...]:
    return results[0].figure_ids if results else ()


def timeliness(seen: Selection) -> Finding:
    """On time, of all files received: the least and the most that the open files leave possible."""
    needed = ("files_received", "files_on_time", "files_pending")
    found = [each for code in places_stating(seen, needed[0]) if (each := together(seen, code, *needed))]
    bounded = [(figures, _on_time(figures)) for figures in found if figures[0].low > 0]
    if not bounded:
        return silent("Files on time", needed[1:], seen)
    (received, on_time, still_open), bound = bounded[0]
    name = named(seen, received.place)
    heading = f"Of the files {name} received, {_bound(bound)} were or can still be on time"
    rate = together(seen, received.place, "files_on_time", "on_time_rate")
    text = sentence(
        f"{_bare(on_time).capitalize()} of {stated(received)} were closed on time by the end of the window "
        f"({window(received)}) and {_bare(still_open)} were still open: the least if all of those are late, "
        "the most if none is.",
        _printed(rate, bound),
    )
    results = tuple(each for _, pair in bounded for each in pair)
    figures = [figure for each, _ in bounded for figure in each] + list(rate[1:])
    marks = [_bound_mark(seen, each, pair) for each, pair in bounded]
    marks += [_rate_mark(seen, each) for each in rate[1:]]
    subtitle = f"Percent of files, {window(received)}; line: what open files leave possible"
    words = Words(heading, subtitle, sources(figures, seen))
    return Finding(heading, text, results, figure_table(figures, seen), bars(marks, words))


def _on_time(figures: tuple[Figure, ...]) -> tuple[Result, Result]:
    received, on_time, still_open = figures
    place = slug(received.place)
    least = result(f"on_time_least_{place}", "on_time / received * 100", "percent",
                   on_time=on_time, received=received, note="if every open file ends late")  # fmt: skip
    most = result(f"on_time_most_{place}", "(on_time + pending) / received * 100", "percent", on_time=on_time,
                  pending=still_open, received=received, note="if no open file ends late")  # fmt: skip
    return least, most


def _bound(bound: tuple[Result, Result]) -> str:
    return between(bound[0].interval.low, min(bound[1].interval.high, Decimal(100)), "percent", 1)


def _printed(rate: tuple[Figure, ...], bound: tuple[Result, Result]) -> str:
    if not rate:
        return "The report prints no rate of its own."
    inside = bound[0].value <= rate[1].value <= bound[1].value
    lies = "lies within that bound" if inside else "lies outside that bound"
    return (
        f"The printed {stated(rate[1])} {lies}, but it is a share of the closed files alone: the open "
        "ones, be they new or slow, are not in it."
    )


def _bound_mark(seen: Selection, figures: tuple[Figure, ...], bound: tuple[Result, Result]) -> Mark:
    low, high = bound[0].interval.low, min(bound[1].interval.high, Decimal(100))
    return Mark(
        f"{seen.study.places[figures[0].place].name_en}, all files received", bound[0].value,
        _bound(bound).removeprefix("between ").replace(" and ", " to "),
        low=max(low, Decimal(0)), high=high, solid=all(each.status == "reviewed" for each in figures),
    )  # fmt: skip


def _rate_mark(seen: Selection, rate: Figure) -> Mark:
    label = f"{seen.study.places[rate.place].name_en}, closed files, as stated"
    return Mark(label, rate.value, stated(rate), solid=rate.status == "reviewed", group=1)


def pending(seen: Selection) -> Finding:
    """How many days the open files are, at the pace at which files were closed."""
    needed = ("files_processed", "files_pending", "files_received")
    found = [each for code in places_stating(seen, needed[0]) if (each := together(seen, code, *needed[:2]))]
    timed = [each for each in found if each[0].days and each[0].low > 0]
    if not timed:
        return silent("Open files", needed[:2], seen)
    closed, still_open = timed[0]
    waits = [_wait(*each) for each in timed]
    heading = (
        f"{named(seen, closed.place)}'s {_bare(still_open)} open files are {_about(waits[0])} days of "
        "work at the pace of closing"
    )
    received = together(seen, closed.place, *needed)[2:]
    pace, working = _pace(closed), _working_wait(closed, still_open)
    arrived, arrival = _arrival(still_open, received)
    text = sentence(
        f"{stated(closed).capitalize()} were closed in {closed.days} days ({window(closed)}), "
        f"{number(pace.value, 0)} a day.",
        f"In days from Monday to Friday it is {_about(working[0])}." if working else "",
        arrived,
        _accounted(closed, still_open, received),
    )
    results = (*waits, pace, *working, *arrival)
    return Finding(heading, text, results, figure_table([f for each in timed for f in each], seen))


def _wait(closed: Figure, still_open: Figure) -> Result:
    return result(f"pending_days_{slug(closed.place)}", "pending / (processed / days)", "days",
                  pending=still_open, processed=closed, days=closed.days or 1)  # fmt: skip


def _pace(closed: Figure) -> Result:
    return result("closing_pace", "processed / days", "files per day",
                  processed=closed, days=closed.days or 1)  # fmt: skip


def _working_wait(closed: Figure, still_open: Figure) -> tuple[Result, ...]:
    days = working_days(closed.period_start, closed.period_end)
    if not days:
        return ()
    return (
        result("pending_working_days", "pending / (processed / working_days)", "days", pending=still_open,
               processed=closed, working_days=days, note="Mondays to Fridays"),
    )  # fmt: skip


def _arrival(still_open: Figure, received: tuple[Figure, ...]) -> tuple[str, tuple[Result, ...]]:
    """The open files as days of arrivals, where the report says how many arrived."""
    if not received or not received[0].days or received[0].low <= 0:
        return "", ()
    arrival = result("pending_days_of_arrivals", "pending / (received / days)", "days",
                     pending=still_open, received=received[0], days=received[0].days)  # fmt: skip
    said = "If files come in evenly and are closed in order, the open ones are those of the last"
    return f"{said} {_about(arrival)} days.", (arrival,)


def _accounted(closed: Figure, still_open: Figure, received: tuple[Figure, ...]) -> str:
    if not received or not all(each.interval.is_exact for each in (closed, still_open, received[0])):
        return ""
    rest = received[0].value - closed.value - still_open.value
    if rest == 0:
        return (
            "Closed and open files add up to those received, so what was open before the window is either "
            "counted as received or not at all."
        )
    return (
        f"Closed and open files miss those received by {amount(abs(rest), 'files')}, which is not explained."
    )


def _about(days: Result) -> str:
    return between(days.interval.low, days.interval.high, "other", 1)


def _bare(figure: Figure) -> str:
    """The figure as stated, without its unit."""
    return stated(figure).removesuffix(f" {figure.unit}")


def index(seen: Selection) -> Finding:
    """Units above a threshold of the service index, as a share of the place's units."""
    needed = ("communes_high_index",)
    found = [figure for code in places_stating(seen, needed[0]) if (figure := _high(seen, code))]
    if not found:
        return silent("Service index", needed, seen)
    first = found[0]
    shares = [
        result(f"high_index_{slug(each.place)}", "high / units * 100", "percent",
               high=each, units=units_of(seen, each.place))
        for each in found
    ]  # fmt: skip
    threshold = seen.one("service_index", place=first.place, role="threshold")
    bar = stated(threshold) if threshold and threshold.report_id == first.report_id else "a high value"
    name, units = named(seen, first.place), number(units_of(seen, first.place))
    heading = (
        f"{number(first.value)} of {name}'s {units} units ({amount(shares[0].value, 'percent', 1)}) "
        f"are named with {bar} of the service index"
    )
    text = sentence(
        f"The count is {window(first)}.",
        "A count above a threshold does not say how far the others fall short, nor whether the list is "
        "complete.",
    )
    return Finding(
        heading, text, tuple(shares), figure_table([*found, *([threshold] if threshold else [])], seen)
    )


def _high(seen: Selection, code: str) -> Figure | None:
    """The latest count of units above the threshold; the units it names are the count, not its scope."""
    found = seen.all("communes_high_index", place=code)
    return found[-1] if found else None
