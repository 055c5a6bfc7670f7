"""Files received on one scale: per commune-level unit and day, each count over its own window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from analysis.charts import Mark, Words, bars
from analysis.findings.common import slug, units_of
from analysis.findings.finding import Finding, Table, named, silent, sources
from analysis.table.figures import Figure
from analysis.table.results import Result, result
from analysis.table.study import Selection
from analysis.table.vocabulary import COUNTRY
from analysis.wording import Code, between, count, day, listing, number, period, sentence, stated

PER_DAY = "files per unit and day"
SAME_COUNT = ": same count, other window"
_FRIDAY = 4


@dataclass(frozen=True)
class Reading:
    """One count of files over one window: as stated, or up to a later day that its words allow."""

    figure: Figure
    units: int
    start: date
    end: date
    per_day: Result
    per_working_day: Result | None

    @property
    def days(self) -> int:
        """The days of the window, both ends counted."""
        return (self.end - self.start).days + 1


def intake(seen: Selection) -> Finding:
    """Files per unit and day for every place with a count and a window, and what the window decides."""
    found = (_reading(seen, figure, slug, figure.period_end) for figure, slug in _counts(seen))
    readings = [each for each in found if each]
    own = [each for each in readings if seen.place.code in (COUNTRY, each.figure.place)]
    if not own:
        return silent("Files on one scale", ("files_received",), seen)
    longer = [each for each in (_longer(seen, reading) for reading in readings) if each]
    heading, first = _heading(seen, readings, own, longer)
    rises = _rises(readings)
    text = sentence(
        _average(seen, readings) if seen.place.code == COUNTRY and len(own) > 1 else "",
        _windows(readings),
        *(_other_window(seen, each, readings) for each in longer),
        _working_days(readings, rises),
        "A hedged or rounded count gives a bound, not a value." if any(map(_is_hedged, readings)) else "",
    )
    per_working_day = [each.per_working_day for each in (*readings, *longer) if each.per_working_day]
    results = (*first, *(each.per_day for each in (*readings, *longer)), *per_working_day, *rises)
    return Finding(
        heading, text, tuple(dict.fromkeys(results)), _table(seen, readings, longer),
        bars(_marks(seen, readings, longer), _words(seen, heading, readings, longer)),
    )  # fmt: skip


def working_days(first: date | None, last: date | None) -> int:
    """The Mondays to Fridays from the first to the last day; none without a window.

    Public holidays are not taken out.

    >>> working_days(date(2025, 7, 1), date(2025, 8, 19))
    36
    """
    if first is None or last is None:
        return 0
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sum(each.weekday() <= _FRIDAY for each in days)


def later_end(figure: Figure, seen: Selection) -> date | None:
    """The day to which words such as "last month" may also reach; None for any other window.

    It is the next day on which the same report observes something of the same units.
    """
    if figure.period_basis != "completed" or not _is_one_month(figure):
        return None
    ends = [
        other.period_end
        for other in seen.study.figures
        if (other.report_id, other.place, other.locality) == (figure.report_id, figure.place, figure.locality)
        and other.role == "observed"
        and other.period_end and figure.period_end and other.period_end > figure.period_end
    ]  # fmt: skip
    return min(ends, default=None)


def _is_one_month(figure: Figure) -> bool:
    """Whether it is one whole month: a longer window that is completed lacked its start alone."""
    start, end = figure.period_start, figure.period_end
    if start is None or end is None or start.replace(day=1) != end.replace(day=1):
        return False
    return start.day == 1 and (end + timedelta(days=1)).day == 1


def _counts(seen: Selection) -> list[tuple[Figure, str]]:
    """The latest count of each place, and of each part of one, with the slug of its results."""
    latest: dict[tuple[str, str, int | None], Figure] = {}
    for figure in seen.all("files_received"):
        if figure.days:
            latest[figure.place, figure.locality, figure.units_covered] = figure
    parts: dict[str, int] = {}
    names = []
    for figure in latest.values():
        name = slug(figure.place)
        if not figure.covers_whole_place:
            parts[name] = parts.get(name, 0) + 1
            name += "_part" if parts[name] == 1 else f"_part_{parts[name]}"
        names.append((figure, name))
    return names


def _units(seen: Selection, figure: Figure) -> int:
    if figure.covers_whole_place:
        return units_of(seen, figure.place)
    return figure.units_covered or len(figure.localities)


def _reading(seen: Selection, figure: Figure, slug: str, last: date | None) -> Reading | None:
    """The count over the window up to `last`; None without a window."""
    first = figure.period_start
    if first is None or last is None:
        return None
    units, days, working = _units(seen, figure), (last - first).days + 1, working_days(first, last)
    per_day = result(f"intake_{slug}", "files / units / days", PER_DAY,
                     files=figure, units=units, days=days, note=period(first, last))  # fmt: skip
    per_working_day = result(
        f"intake_working_{slug}", "files / units / working_days", PER_DAY, files=figure, units=units,
        working_days=working, note=f"{period(first, last)}, Mondays to Fridays",
    ) if working else None  # fmt: skip
    return Reading(figure, units, first, last, per_day, per_working_day)


def _longer(seen: Selection, reading: Reading) -> Reading | None:
    end = later_end(reading.figure, seen)
    slug = reading.per_day.result_id.replace("intake_", "longer_", 1)
    return _reading(seen, reading.figure, slug, end) if end else None


def _heading(
    seen: Selection, readings: Sequence[Reading], own: Sequence[Reading], longer: Sequence[Reading]
) -> tuple[str, tuple[Result, ...]]:
    """The heading and the results that stand in it."""
    provinces = sorted((each for each in own if _is_exact_province(each)), key=lambda r: r.per_day.value)
    if seen.place.code == COUNTRY and len(provinces) > 1:
        least, most = provinces[0], provinces[-1]
        return (
            f"A unit in {_name(seen, most)} takes in {_all_said(most, longer)} files a day, "
            f"one in {_name(seen, least)} {_all_said(least, longer)}"
        ), (most.per_day, least.per_day)
    first = own[0]
    subject = f"A unit in {_name(seen, first)} takes in" if first.figure.covers_whole_place else (
        f"{count(first.units, 'unit')} of {_name(seen, first)} take in")  # fmt: skip
    each = "on average" if first.figure.covers_whole_place else "each"
    heading, results = f"{subject} {_all_said(first, longer)} files a day {each}", (first.per_day,)
    country = next((r for r in readings if r.figure.place == COUNTRY and r is not first), None)
    if country is None or country.figure.low <= 0:
        return heading, results
    windows = {"times_the_country": first}
    if other := _other(first, longer):
        windows["times_the_country_longer"] = other
    times = [
        result(name, "own / country", "times", own=each.per_day, country=country.per_day)
        for name, each in windows.items()
    ]
    return f"{heading}, {_either(times)} times the country's {_said(country)}", (*results, *times)


def _is_exact_province(reading: Reading) -> bool:
    whole = reading.figure.covers_whole_place and reading.figure.place != COUNTRY
    return whole and not _is_hedged(reading)


def _is_hedged(reading: Reading) -> bool:
    return not reading.per_day.interval.is_exact


def _name(seen: Selection, reading: Reading) -> str:
    return named(seen, reading.figure.place)


def _said(reading: Reading) -> str:
    return _either([reading.per_day])


def _all_said(reading: Reading, longer: Sequence[Reading]) -> str:
    """The files per unit and day over every window that the count's words allow."""
    other = _other(reading, longer)
    return _either([reading.per_day, other.per_day] if other else [reading.per_day])


def _other(reading: Reading, longer: Sequence[Reading]) -> Reading | None:
    """The same count over its other window."""
    return next((each for each in longer if each.figure is reading.figure), None)


def _either(results: Sequence[Result]) -> str:
    """The results in words, the smallest first; bounds of one kind name it once.

    >>> from decimal import Decimal
    >>> _either([result("a", "b", "files", b=Decimal(2)), result("a", "b", "files", b=Decimal("1.26"))])
    '1.3 or 2.0'
    """
    ordered = sorted(results, key=lambda each: each.value)
    said = [between(each.interval.low, each.interval.high, "other", 1) for each in ordered]
    kind = next((hedge for hedge in ("at least ", "at most ") if all(s.startswith(hedge) for s in said)), "")
    return kind + " or ".join(dict.fromkeys(words.removeprefix(kind) for words in said))


def _average(seen: Selection, readings: Sequence[Reading]) -> str:
    country = next((each for each in readings if each.figure.place == COUNTRY), None)
    return f"The average unit of {_name(seen, country)} takes in {_said(country)}." if country else ""


def _windows(readings: Sequence[Reading]) -> str:
    days = sorted({each.days for each in readings})
    if len(readings) == 1:
        return f"The count runs over {days[0]} days and is divided by them and by the units it speaks of."
    if len(days) == 1:
        return f"All counts run over {days[0]} days and are divided by the units they speak of."
    return (
        f"The counts run over {listing(str(each) for each in days)} days, so each is divided by its own days "
        "and by the units it speaks of."
    )


def _other_window(seen: Selection, longer: Reading, readings: Sequence[Reading]) -> str:
    stated_one = next(each for each in readings if each.figure is longer.figure)
    return (
        f"The window of {_name(seen, longer)} completes words that state no dates: read up to "
        f"{day(longer.end)}, it gives {_said(longer)} instead of {_said(stated_one)}."
    )


def _rises(readings: Sequence[Reading]) -> tuple[Result, ...]:
    """The least and the most by which leaving out weekends raises a figure; empty without working days."""
    rises = sorted(
        (
            replace(
                result("working_days_raise", "days / working_days * 100 - 100", "percent",
                       days=each.days, working_days=working_days(each.start, each.end)),
                figure_ids=(each.figure.figure_id,),
            )
            for each in readings if each.per_working_day
        ),
        key=lambda rise: rise.value,
    )  # fmt: skip
    if not rises:
        return ()
    least, most = rises[0], rises[-1]
    if least.value == most.value:
        return (least,)
    ends = ((least, "working_days_raise_least"), (most, "working_days_raise_most"))
    return tuple(replace(rise, result_id=name) for rise, name in ends)


def _working_days(readings: Sequence[Reading], rises: Sequence[Result]) -> str:
    if not rises:
        return ""
    by = listing(dict.fromkeys(f"{number(rise.value, 1)}%" for rise in rises)).replace(" and ", " to ")
    said = f"Over Mondays to Fridays only, the same counts give {by} more"
    both = [(each.per_day.value, each.per_working_day.value) for each in readings if each.per_working_day]
    if len(both) == 1:
        return f"{said}."
    kept = [b for _, b in sorted(both)] == sorted(b for _, b in both)
    return f"{said}; the order of the places {'stays' if kept else 'does not stay'} the same."


def _table(seen: Selection, readings: Sequence[Reading], longer: Sequence[Reading]) -> Table:
    """A row for each count, that of its other window below it."""
    columns = ("place", "files", "units", "window", "days", "files per unit and day", "Mondays to Fridays",
               "files per unit and such day", "figure")  # fmt: skip
    rows = []
    for each in (window for one in readings for window in (one, _other(one, longer)) if window):
        working = each.per_working_day.interval if each.per_working_day else None
        place = _label(seen, each) + (SAME_COUNT if each in longer else "")
        rows.append((
            place, stated(each.figure), number(each.units), period(each.start, each.end),
            number(each.days), _said(each), number(working_days(each.start, each.end)),
            between(working.low, working.high, "other", 1) if working else "",
            Code(each.figure.figure_id),
        ))  # fmt: skip
    return Table(columns, tuple(rows))


def _label(seen: Selection, reading: Reading) -> str:
    name = seen.study.places[reading.figure.place].name_en
    return name if reading.figure.covers_whole_place else f"{name}, {count(reading.units, 'unit')}"


def _marks(seen: Selection, readings: Sequence[Reading], longer: Sequence[Reading]) -> list[Mark]:
    return [_mark(seen, each, longer) for each in sorted(readings, key=lambda each: -each.per_day.value)]


def _mark(seen: Selection, reading: Reading, longer: Sequence[Reading]) -> Mark:
    quantity, other = reading.per_day.interval, _other(reading, longer)
    ends = [end for end in (quantity.low, quantity.high) if end.is_finite()]
    ends += [other.per_day.value] if other else []
    days = f"{reading.days} or {other.days} days" if other else f"{reading.days} days"
    return Mark(
        f"{_label(seen, reading)}, {days}", reading.per_day.value, _all_said(reading, longer),
        low=min(ends), high=max(ends),
        solid=reading.figure.status == "reviewed" and not _is_hedged(reading),
        group=1 if reading.figure.place == COUNTRY else 0,
    )  # fmt: skip


def _words(seen: Selection, heading: str, readings: Sequence[Reading], longer: Sequence[Reading]) -> Words:
    first, last = min(each.start for each in readings), max(each.end for each in readings)
    is_hollow = any(_is_hedged(each) or each.figure.status != "reviewed" for each in readings)
    notes = (
        f"Files per commune-level unit and calendar day, windows within {period(first, last)}",
        "hollow: hedged, rounded or not reviewed" if is_hollow else "",
        "line: another window that its words allow" if longer else "",
    )
    subtitle = "; ".join(note for note in notes if note)
    return Words(heading, subtitle, sources([each.figure for each in readings], seen))
