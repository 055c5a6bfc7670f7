"""Files that came in online: their share, and what a stated rise of "online" can mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from analysis.charts import Chart, Mark, Words, bars
from analysis.findings.common import slug
from analysis.findings.finding import NO_CHART, NO_TABLE, Finding, Table, named, silent, sources
from analysis.findings.together import together
from analysis.table.figures import Figure
from analysis.table.formula import names_in
from analysis.table.results import Result, result
from analysis.table.study import Selection
from analysis.table.vocabulary import COUNTRY
from analysis.wording import amount, count, day, listing, number, period, sentence, stated, window

WAYS = (
    ("relative", "the share rose by {rise} of itself", "share / (1 + rise / 100)"),
    ("points", "the share rose by {rise} points", "share - rise"),
    ("count", "the count rose by {rise}", "share / (1 + rise / 100) * days / days_before"),
)
"""Each way to read a rise: its slug, its words, and the share before that it gives.

The last is the share before if all files, online or not, came in evenly over the window.
"""
_COLLAPSE, _JUMP = Decimal(50), Decimal(200)
"""A daily online pace after, in percent of the pace before, beyond which a reading is not plausible."""


@dataclass(frozen=True)
class Share:
    """The share online of one place, and the figures behind it."""

    share: Figure | Result
    counts: tuple[Figure, ...]
    place: str
    report_id: str
    start: date | None
    end: date | None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures behind the share."""
        return (self.share,) if isinstance(self.share, Figure) else self.counts

    @property
    def value(self) -> Decimal:
        """The share as printed, or as the counts give it, in percent."""
        return self.share.value


@dataclass(frozen=True)
class Split:
    """A window cut in two by the day against which a rise is stated."""

    day: date
    before: int
    after: int


@dataclass(frozen=True)
class Way:
    """One reading of the rise: the share it gives before, and what it asks of the days after."""

    slug: str
    words: str
    before: Result
    after: Result | None
    pace: Result | None

    @property
    def verdict(self) -> str:
        """Whether the reading can stand, by arithmetic alone."""
        if self.slug != "count" and _is_no_share(self.before):
            return "impossible"
        if self.pace and self.pace.interval.high < 0:
            return "impossible"
        if self.pace and not _COLLAPSE <= self.pace.value <= _JUMP:
            return "needs a collapse" if self.pace.value < _COLLAPSE else "needs a jump"
        return "only if intake was uneven" if self.after and _is_no_share(self.after) else "possible"


def _is_no_share(percent: Result) -> bool:
    return percent.interval.low > 100 or percent.interval.high < 0


def online(seen: Selection) -> Finding:
    """The share of files that came in online, and which readings of its rise arithmetic allows."""
    shares = [found for code in _places(seen) if (found := _share(seen, code))]
    if not shares:
        return silent("Online files", ("online_rate", "files_online"), seen)
    first, printed = shares[0], _recomputed(shares[0])
    name = named(seen, first.place)
    heading = f"{amount(first.value, 'percent', 1)} of the files in {name} came in online"
    text = _counted(first, printed)
    elsewhere = _elsewhere(seen, shares[1:])
    rise = _rise(seen, first)
    if rise is None:
        return Finding(heading, sentence(text, elsewhere), printed)
    split = _split(first, rise)
    ways = _ways(first, rise, split)
    heading += _from(ways, split)
    results = [each for way in ways for each in (way.before, way.after, way.pace) if each]
    return Finding(
        heading,
        sentence(text, _against(rise, split), _weighed(ways, split), elsewhere),
        (*printed, *results),
        _table(ways, split),
        _chart(seen, heading, first, ways, split) if split else NO_CHART,
    )


def _places(seen: Selection) -> list[str]:
    """On the country's page all places that state it; else the page's own place, or the country."""
    codes = [place.code for measure in ("online_rate", "files_online") for place in seen.having(measure)]
    if seen.place.code == COUNTRY:
        return sorted(dict.fromkeys(codes), key=list(seen.study.places).index)
    return [code for code in (seen.place.code, COUNTRY) if code in codes][:1]


def _share(seen: Selection, code: str) -> Share | None:
    counts = together(seen, code, "files_online", "files_received")
    rate = seen.one("online_rate", place=code)
    if rate:
        same = counts if counts and _same_end(counts[0], rate) else ()
        return Share(rate, same, code, rate.report_id, rate.period_start, rate.period_end)
    if counts and counts[1].low > 0:
        base = counts[0]
        return Share(_of(counts), counts, code, base.report_id, base.period_start, base.period_end)
    return None


def _same_end(first: Figure, second: Figure) -> bool:
    return (first.report_id, first.period_end) == (second.report_id, second.period_end)


def _of(counts: tuple[Figure, ...]) -> Result:
    online_files, received = counts
    return result(f"online_share_{slug(received.place)}", "online / received * 100", "percent",
                  online=online_files, received=received)  # fmt: skip


def _recomputed(share: Share) -> tuple[Result, ...]:
    if isinstance(share.share, Result):
        return (share.share,)
    return (_of(share.counts),) if share.counts and share.counts[1].low > 0 else ()


def _counted(share: Share, recomputed: tuple[Result, ...]) -> str:
    if not share.counts or not recomputed:
        return "The report states the share alone, without the counts behind it."
    online_files, received = share.counts
    bare = stated(online_files).removesuffix(" files")
    gives = amount(recomputed[0].value, "percent", 2)
    return f"They are {bare} of {stated(received)} ({window(received)}), which gives {gives}."


def _elsewhere(seen: Selection, others: list[Share]) -> str:
    said = [f"{amount(each.value, 'percent', 1)} in {named(seen, each.place)}" for each in others]
    return f"Elsewhere it is {listing(said)}." if said else ""


def _rise(seen: Selection, share: Share) -> Figure | None:
    rise = seen.one("online_increase", place=share.place)
    fits = rise and rise.report_id == share.report_id and rise.period_end == share.end and rise.low > -100
    return rise if fits else None


def _split(share: Share, rise: Figure) -> Split | None:
    """The window's days up to the day of comparison, and after; None when it does not cut the window."""
    start, cut, end = share.start, rise.against_end, share.end
    if start is None or cut is None or end is None or not start <= cut < end:
        return None
    return Split(cut, (cut - start).days + 1, (end - cut).days)


def _ways(share: Share, rise: Figure, split: Split | None) -> list[Way]:
    chosen = WAYS if split else [way for way in WAYS if "days" not in way[2]]
    return [_way(share, rise, split, *way) for way in chosen]


def _way(share: Share, rise: Figure, split: Split | None, slug: str, words: str, formula: str) -> Way:
    inputs: dict[str, Any] = {"share": share.share, "rise": rise}
    said = words.format(rise=number(rise.value) if slug == "points" else amount(rise.value, "percent"))
    if split is None:
        return Way(slug, said, result(f"share_before_{slug}", formula, "percent", **inputs), None, None)
    days = {"days": split.before + split.after, "days_before": split.before, "days_after": split.after}
    used = inputs | {name: value for name, value in days.items() if name in names_in(formula)}
    before = result(f"share_before_{slug}", formula, "percent", **used)
    after = result(f"share_after_{slug}", "(share * days - before * days_before) / days_after", "percent",
                   share=share.share, before=before, note="if files came in evenly",
                   about=(), **days)  # fmt: skip
    return Way(slug, said, before, after, _pace(slug, rise, before, after, split))


def _pace(slug: str, rise: Figure, before: Result, after: Result, split: Split) -> Result | None:
    """Online files per day after, in percent of those before; None where the pace before may be nil.

    For a rise of the count it follows from the rise alone, without any assumption.
    """
    if slug == "count":
        return result("online_pace_count", "rise * days_before / days_after", "percent", rise=rise,
                      days_before=split.before, days_after=split.after)  # fmt: skip
    if before.interval.low <= 0:
        return None
    return result(f"online_pace_{slug}", "after / before * 100", "percent", after=after, before=before,
                  note="if files came in evenly")  # fmt: skip


def _from(ways: list[Way], split: Split | None) -> str:
    shares = [amount(way.before.value, "percent", 1) for way in ways if way.verdict == "possible"]
    if not shares:
        return ", and no reading of its rise can stand"
    return f", against {' or '.join(shares)} {f'by {day(split.day)}' if split else 'before'}"


def _against(rise: Figure, split: Split | None) -> str:
    against = f" against {day(split.day)}" if split else ""
    return f"The report adds a change of {stated(rise)}{against}, which can be read in several ways."


def _weighed(ways: list[Way], split: Split | None) -> str:
    by_slug = {way.slug: way for way in ways}
    counted = by_slug.get("count")
    shares = [way for way in ways if way.slug != "count"]
    verdicts = {way.verdict for way in shares}
    either = "Both readings of the share are possible" if verdicts == {"possible"} else (
        "Not every reading of the share is possible")  # fmt: skip
    asked = [amount(way.after.value, "percent", 1) for way in shares if way.after]
    after = f": they ask for {listing(asked)} online in the {count(split.after, 'day')} after" if (
        split and asked) else ""  # fmt: skip
    if counted is None or counted.pace is None or split is None:
        return f"{either}{after}."
    return (
        f"{either}{after}. Read as a rise of the count, online files would have come in at "
        f"{amount(counted.pace.value, 'percent', 1)} of their earlier daily pace: {_SAID[counted.verdict]}."
    )


_SAID = {
    "possible": "possible as well",
    "impossible": "a running total cannot fall, so that reading is out",
    "needs a collapse": "a collapse, so that reading is not plausible",
    "needs a jump": "a jump, so that reading is not plausible",
    "only if intake was uneven": "possible only if intake was uneven",
}


def _table(ways: list[Way], split: Split | None) -> Table:
    if not ways:
        return NO_TABLE
    if split is None:
        rows = [(way.words, _percent(way.before), way.verdict) for way in ways]
        return Table(("if", "share before", "by arithmetic"), tuple(rows))
    columns = ("if", f"share up to {day(split.day)}", "share after it", "daily pace after, of before",
               "by arithmetic")  # fmt: skip
    rows_after = [
        (way.words, _percent(way.before), _percent(way.after), _percent(way.pace), way.verdict)
        for way in ways
    ]
    return Table(columns, tuple(rows_after))


def _percent(each: Result | None) -> str:
    return amount(each.value, "percent", 1) if each else ""


def _chart(seen: Selection, heading: str, share: Share, ways: list[Way], split: Split) -> Chart:
    low, high = share.share.interval.low, share.share.interval.high
    marks = [Mark("all files of the window, as stated", share.value, amount(share.value, "percent", 1),
                  low=low, high=high, group=1)]  # fmt: skip
    marks += [
        Mark(f"after, if {way.words}", way.after.value, _percent(way.after), low=way.after.interval.low,
             high=way.after.interval.high, solid=way.verdict == "possible")
        for way in ways if way.after
    ]  # fmt: skip
    subtitle = (
        f"Share of files online, {period(share.start, share.end)}, and what each reading asks of the days "
        f"after {day(split.day)} if files came in evenly; hollow: not plausible; line: rounding"
    )
    return bars(marks, Words(heading, subtitle, sources(share.figures, seen)))
