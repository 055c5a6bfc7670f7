"""Do reports agree? Figures of different reports on one measure and place, side by side.

A translation is aligned with its original figure by figure: what changed between languages is a
drift. Other reports are compared where they can be; a later total is a series, never merged.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from analysis.table.aside import REPLACED
from analysis.table.figures import Figure
from analysis.table.frames import Figures
from analysis.table.register import Report
from analysis.table.tables import Table
from analysis.table.vocabulary import COUNTRY, UNCLASSIFIED
from analysis.wording import period, stated

AGREE, ROUNDED, DIFFER, DRIFT, APART = "agree", "within_rounding", "differ", "drift", "not_comparable"
AGREEMENTS = (AGREE, ROUNDED, DIFFER, DRIFT, APART)
_MUST_SURVIVE = ("measure", "value", "value_max", "unit", "place", "qualifier", "role", "breakdown", "per")
SERIES = "another date: a series"
"""Why two stocks of one thing are not side by side: they are steps in time."""
_SHARES = ("percent", "percentage_points", "points")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two figures side by side; `right` is None where a translation lost the figure."""

    left: Figure
    right: Figure | None
    verdict: str
    reason: str

    @property
    def row(self) -> dict[str, str]:
        """The pair as a row of build/agreement.csv."""
        left, right = self.left, self.right
        return {
            "measure": left.measure,
            "place": left.place,
            "left": left.figure_id,
            "right": right.figure_id if right else "",
            "left_stated": stated(left),
            "right_stated": stated(right) if right else "",
            "left_period": period(left.period_start, left.period_end),
            "right_period": period(right.period_start, right.period_end) if right else "",
            "verdict": self.verdict,
            "reason": self.reason,
        }


def compare(table: Table) -> list[Pair]:
    """Every pair of figures that can be set side by side: translations first, then by measure.

    >>> from analysis.table.study import load
    >>> sorted({pair.verdict for pair in compare(load())})
    ['agree', 'not_comparable']
    """
    subjects = (of_subject(figures, table) for figures in by_subject(table).values())
    in_translation = (pair for report in translations(table) for pair in translated(report, table))
    return [*in_translation, *(pair for pairs in subjects for pair in pairs)]


def translations(table: Table) -> list[Report]:
    """The reports that translate another one, if neither of the two is replaced."""
    gone = {name for name, aside in table.aside.items() if aside.why == REPLACED}
    return [
        each
        for each in table.reports.values()
        if each.translation_of and gone.isdisjoint((each.report_id, each.translation_of))
    ]


def translated(report: Report, table: Table) -> Iterator[Pair]:
    """What the original of a translation states beside what this states, in reading order."""
    original, own = (table.figures.of_report(each) for each in (report.translation_of, report.report_id))
    yield from _aligned(list(original), list(own))


def by_subject(table: Table) -> Mapping[str, Figures]:
    """The figures of witnesses that may be held against others, by what they are about.

    What is not classified, or only bounds a group, says nothing of other figures.
    """
    import numpy as np

    figures = table.witnesses
    codes, measures = figures.codes("measure")
    subjects = [_subject(measure, table) for measure in measures]
    known = list(dict.fromkeys(subjects))
    of = np.array([known.index(each) for each in subjects] or [0])[codes]
    apart = figures.where("measure", UNCLASSIFIED) | figures.where("role", "threshold")
    order = np.argsort(of, kind="stable")
    order = order[~apart[order]]
    starts = np.searchsorted(of[order], np.arange(len(known) + 1))
    groups = {name: order[starts[n] : starts[n + 1]] for n, name in enumerate(known)}
    inorder = sorted((name for name in known if len(groups[name])), key=lambda name: groups[name][0])
    return {name: figures.take(groups[name]) for name in inorder}


def _subject(measure: str, table: Table) -> str:
    found = table.measures.get(measure)
    return (found.subject or found.id) if found else ""


def of_subject(figures: Figures, table: Table) -> Iterator[Pair]:
    """The figures of one subject that different reports state, side by side."""
    if len(set(figures.codes("report_id")[0].tolist())) > 1:
        stated = _statements(figures)
        yield from _within_places(stated, table)
        yield from _under_the_country(stated)


def _aligned(original: Sequence[Figure], translation: Sequence[Figure]) -> Iterator[Pair]:
    """The figures of a report against those of its translation, both in reading order."""
    keys, other_keys = ([(f.measure, f.value) for f in side] for side in (original, translation))
    for tag, a, b, c, d in SequenceMatcher(None, keys, other_keys, autojunk=False).get_opcodes():
        left, right = original[a:b], translation[c:d]
        if tag == "equal" or len(left) == len(right):
            yield from (_translated(one, other) for one, other in zip(left, right, strict=True))
        else:
            yield from (Pair(one, None, DRIFT, "not stated in the translation") for one in left)
            yield from (Pair(one, None, DRIFT, "stated in the translation only") for one in right)


def _translated(original: Figure, translation: Figure) -> Pair:
    changed = [name for name in _MUST_SURVIVE if getattr(original, name) != getattr(translation, name)]
    if not changed:
        return Pair(original, translation, AGREE, "the same in the translation")
    words = [f"{name} {getattr(original, name)} became {getattr(translation, name)}" for name in changed]
    return Pair(original, translation, DRIFT, "; ".join(words))


def _statements(figures: Figures) -> list[Figure]:
    """What the reports state, each statement once."""
    seen: dict[tuple[object, ...], Figure] = {}
    for f in figures:
        seen.setdefault((f.report_id, f.place, f.value, f.value_max, *_terms(f)), f)
    return list(seen.values())


def _terms(f: Figure) -> tuple[object, ...]:
    """What two figures of a place must have in common to be held against each other."""
    return f.measure, f.role, f.locality, f.units_covered, f.aspect, f.period_start, f.period_end


def _within_places(figures: Iterable[Figure], table: Table) -> Iterator[Pair]:
    """Each figure of a place beside the next of another report: on the same terms, or else in time.

    What is of another holder or class, or per something else, is another series.
    """
    subjects: dict[tuple[str, tuple[str, ...]], list[Figure]] = defaultdict(list)
    for figure in figures:
        subjects[figure.place, figure.aspect].append(figure)
    order = list(table.places)
    for subject in sorted(subjects, key=lambda subject: (order.index(subject[0]), subject[1])):
        series = sorted(subjects[subject], key=_when)
        alike: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
        for figure in series:
            alike[_terms(figure)].append(figure)
        partners = {
            figure.figure_id: after
            for group in alike.values()
            for figure, after in zip(group, _next_reports(group), strict=True)
        }
        for figure, after in zip(series, _next_reports(series), strict=True):
            partner = partners[figure.figure_id] or after
            if partner is not None:
                yield _side_by_side(figure, partner, table)


def _next_reports(series: Sequence[Figure]) -> list[Figure | None]:
    """For each figure the next one that another report states."""
    found: list[Figure | None] = []
    after: Figure | None = None
    for figure, follower in zip(reversed(series), (None, *reversed(series)), strict=False):
        if follower is not None and follower.report_id != figure.report_id:
            after = follower
        found.append(after)
    return found[::-1]


def _when(figure: Figure) -> tuple[date, date, str]:
    return *_window(figure), figure.figure_id


def _window(figure: Figure) -> tuple[date, date]:
    return figure.period_end or date.max, figure.period_start or date.min


def _side_by_side(left: Figure, right: Figure, table: Table) -> Pair:
    kinds = table.measure_of(left).kind, table.measure_of(right).kind
    why = _why_apart(left, right, kinds)
    if why:
        return Pair(left, right, APART, why)
    if left.value == right.value and left.value_max == right.value_max:
        return Pair(left, right, AGREE, "the same value")
    if left.interval.meets(right.interval):
        return Pair(left, right, ROUNDED, "print and hedges leave room for the difference")
    return Pair(left, right, DIFFER, "two values for one thing")


def _why_apart(left: Figure, right: Figure, kinds: tuple[str, str]) -> str:
    """Why two figures cannot be held against each other; empty when they can."""
    if left.measure != right.measure:
        return "a level against a change" if "change" in kinds else "other measures of one thing"
    if left.role != right.role:
        return f"{left.role} against {right.role}"
    if (left.locality, left.units_covered) != (right.locality, right.units_covered):
        return "a part of the place"
    if left.period_end is None or right.period_end is None:
        return "a date is missing"
    if left.period_end != right.period_end:
        return "another window" if left.period_start or right.period_start else SERIES
    return "another window" if left.period_start != right.period_start else ""


def _under_the_country(figures: Sequence[Figure]) -> Iterator[Pair]:
    """A province's count beside the country's of another report, at the same window or the nearest.

    Of one class both, or neither; an average, and what is another holder's, is no part of the country's.
    """
    counts = [
        f for f in figures
        if f.unit not in _SHARES and f.role == "observed" and not (f.holder or f.per)
    ]  # fmt: skip
    country: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in sorted((f for f in counts if f.place == COUNTRY and f.covers_whole_place), key=_when):
        country[figure.measure, figure.breakdown].append(figure)
    wholes = {counted: _Series(series) for counted, series in country.items()}
    for figure in counts:
        if figure.place != COUNTRY and (figure.measure, figure.breakdown) in wholes:
            whole = wholes[figure.measure, figure.breakdown].nearest(figure)
            if whole is not None:
                yield _part_of(figure, whole)


class _Series:
    """Figures in the order of time, to find the one of another report whose window is nearest."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        self.figures = figures
        self.after = _next_reports(figures)
        self.before = _next_reports(figures[::-1])[::-1]

    def nearest(self, figure: Figure) -> Figure | None:
        """The figure of another report; at equal distance the same window, then the later one."""
        at = bisect_left(self.figures, _window(figure), key=_window)
        sides = ((at, self.after), (at - 1, self.before))
        found = [each for place, links in sides if (each := self._at(place, links, figure)) is not None]
        return min(found, key=lambda other: _days_between(figure, other), default=None)

    def _at(self, place: int, links: Sequence[Figure | None], figure: Figure) -> Figure | None:
        if not 0 <= place < len(self.figures):
            return None
        found = self.figures[place]
        return found if found.report_id != figure.report_id else links[place]


def _days_between(left: Figure, right: Figure) -> int:
    return abs((_window(left)[0] - _window(right)[0]).days)


def _part_of(part: Figure, whole: Figure) -> Pair:
    if part.period_end is None or whole.period_end is None:
        return Pair(part, whole, APART, "a part of the place, and a date is missing")
    if _window(part) != _window(whole):
        return Pair(part, whole, APART, "a part of the place, and another window")
    if part.value <= whole.value:
        return Pair(part, whole, AGREE, "a part of the place, and not larger than the whole")
    if part.low <= whole.high:
        return Pair(part, whole, ROUNDED, "a part of the place, not larger only within print and hedges")
    return Pair(part, whole, DIFFER, "the part is larger than the whole")


def tally(pairs: Iterable[Pair]) -> Mapping[str, int]:
    """How many pairs there are of each verdict, in the order of `AGREEMENTS`."""
    counts = Counter(pair.verdict for pair in pairs)
    return {word: counts[word] for word in AGREEMENTS}
