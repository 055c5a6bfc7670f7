"""The study's table: everything under data/, loaded together or not at all, and chosen from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import StudyError
from analysis.files import DATA, Row, shown
from analysis.table.catalogue import (
    UNCLASSIFIED_MEASURE,
    Measure,
    Place,
    read_measures,
    read_places,
)
from analysis.table.figures import (
    Correction,
    Figure,
    apply_corrections,
    figure_of,
    read_corrections,
)
from analysis.table.register import Report, being_added, read_register
from analysis.table.schema import FigureRules, Sheet, read_number_rows
from analysis.table.statements import Statement, read_statements
from analysis.table.vocabulary import COUNTRY, THEMES

if TYPE_CHECKING:
    from analysis.marks import Check
    from analysis.table.verdicts import Verdict

Period = tuple[str, str]


@dataclass(frozen=True)
class Study:
    """All that the data files say: reports, figures, corrections, and what the words in them mean.

    `deadlines` are dates that a report sets for a measure, by measure and report.
    """

    reports: Mapping[str, Report]
    figures: tuple[Figure, ...]
    corrections: tuple[Correction, ...]
    measures: Mapping[str, Measure]
    places: Mapping[str, Place]
    deadlines: Mapping[tuple[str, str], date]
    statements: tuple[Statement, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Figure]:
        """The figures by figure_id."""
        return {figure.figure_id: figure for figure in self.figures}

    @cached_property
    def statement_by_id(self) -> Mapping[str, Statement]:
        """The statements by statement_id."""
        return {statement.statement_id: statement for statement in self.statements}

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Every claim of every report with what became of it."""
        from analysis.table.claims import find_claims
        from analysis.table.verdicts import judge

        return tuple(judge(claim) for claim in find_claims(self))

    @cached_property
    def checks(self) -> Mapping[str, Check]:
        """For each figure that a claim speaks of, by figure_id, the worst of these claims."""
        from analysis.marks import checks_of

        return checks_of(self.verdicts, self.figures)

    @cached_property
    def _ties(self) -> Mapping[str, Sequence[str]]:
        """For each figure_id those that a relation, a claim or a translation sets it beside."""
        from analysis.table.agreement import translations

        ties: dict[str, dict[str, None]] = defaultdict(dict)
        tied = [(each.figure_id, each.related) for each in self.figures if each.related]
        together = [[each.figure_id for each in verdict.claim.everyone] for verdict in self.verdicts]
        alike = [(each.left.figure_id, each.right.figure_id) for each in translations(self) if each.right]
        for group in (*tied, *together, *alike):
            for figure_id in group:
                ties[figure_id].update(dict.fromkeys(group))
        return {figure_id: tuple(others) for figure_id, others in ties.items()}

    def seen_from(self, place: str) -> Study:
        """What a page about the place may know: all for VN, else the place's own and the country's.

        What these are tied to or held against comes along, so that every mark is the same on every page.

        >>> study = load()
        >>> narrow = study.seen_from("VN-HN")
        >>> len(narrow.figures) < len(study.figures)
        True
        >>> narrow.checks["hanoi-fr:2991"] == study.checks["hanoi-fr:2991"]
        True
        """
        if place == COUNTRY:
            return self
        here = {each.figure_id for each in self.figures if each.place == place}
        country = {each.figure_id for each in self.figures if each.place == COUNTRY}
        said = (each for each in self.statements if each.place in (place, COUNTRY))
        return self._narrowed(here | country, said, claiming=here)

    def around(self, report_id: str) -> Study:
        """What the page of one report may know: the report, and the same article in other languages.

        >>> sorted(load().around("haiphong-fr").reports)
        ['haiphong-fr']
        """
        heads = {report_id, self.reports[report_id].translation_of} - {""}
        family = heads | {each.report_id for each in self.reports.values() if each.translation_of in heads}
        own = {each.figure_id for each in self.figures if each.report_id in family}
        said = (each for each in self.statements if each.report_id in family)
        return self._narrowed(own, said, reports=family)

    def _narrowed(
        self,
        own: AbstractSet[str],
        said: Iterable[Statement],
        *,
        claiming: AbstractSet[str] = frozenset(),
        reports: AbstractSet[str] = frozenset(),
    ) -> Study:
        """The own figures and those beside them, with the verdicts that any mark on the page rests on.

        Of `claiming` figures the page shows the claims whole, so the marks of all their parts count too.
        """
        known = set(own).union(*(self._ties.get(each, ()) for each in own))
        figures = tuple(each for each in self.figures if each.figure_id in known)
        statements = tuple(said)
        spoken = reports | {each.report_id for each in figures} | {each.report_id for each in statements}
        spoken |= {self.reports[each].translation_of for each in spoken}
        narrow = replace(
            self,
            reports={name: report for name, report in self.reports.items() if name in spoken},
            figures=figures,
            corrections=tuple(each for each in self.corrections if each.figure_id in known),
            deadlines={key: day for key, day in self.deadlines.items() if key[1] in spoken},
            statements=statements,
        )
        # Judged on the whole table; on a part of it the partners of a claim could be missing.
        narrow.__dict__["verdicts"] = self._touching(own | self._parties(claiming))
        return narrow

    def _parties(self, claiming: AbstractSet[str]) -> set[str]:
        """The figures of every claim that states one of these."""
        stated = (each.claim.everyone for each in self.verdicts if each.claim.stated.figure_id in claiming)
        return {figure.figure_id for everyone in stated for figure in everyone}

    def _touching(self, ids: AbstractSet[str]) -> tuple[Verdict, ...]:
        """What became of the claims that speak of one of these figures."""
        return tuple(
            each for each in self.verdicts
            if not ids.isdisjoint(figure.figure_id for figure in each.claim.everyone)
        )  # fmt: skip

    def measure_of(self, figure: Figure) -> Measure:
        """The catalogue's row for the figure's measure."""
        return self.measures.get(figure.measure, UNCLASSIFIED_MEASURE)

    def select(
        self,
        *,
        place: str = COUNTRY,
        theme: str = "",
        period: Period = ("", ""),
        reports: Sequence[str] = (),
        reviewed_only: bool = False,
    ) -> Selection:
        """The figures that a page about `place` may speak of, with the country's for scale.

        Args:
            place: VN (sees every place) or the code of a province (sees its own figures and the
                country's).
            theme: one theme, or "" for all.
            period: first and last day, ISO 8601; "" leaves a side open. An undated figure takes part
                where the window holds a day on which its report may have been published.
            reports: ids of reports; none means all.
            reviewed_only: leave out what no person has looked at.

        Raises:
            StudyError: a place, theme, date or report that does not exist.

        >>> seen = load().select(place="VN-HN", theme="procedures")
        >>> seen.one("files_received").value
        Decimal('523292')
        """
        self._refuse_unknown(place, theme, reports)
        window = _window(period)
        study = self.seen_from(place)
        chosen = tuple(
            figure
            for figure in study.figures
            if (place == COUNTRY or figure.place in (place, COUNTRY))
            and (not theme or figure.theme == theme)
            and (not reports or figure.report_id in reports)
            and (not reviewed_only or figure.status == "reviewed")
            and self._takes_part(figure, window)
        )
        return Selection(study, self.places[place], period, tuple(reports), chosen, reviewed_only)

    def _refuse_unknown(self, place: str, theme: str, reports: Sequence[str]) -> None:
        if place not in self.places:
            raise StudyError(f"place {place!r} is unknown", way_out=self._code_for(place))
        if theme and theme not in THEMES:
            raise StudyError(f"theme {theme!r} is unknown", way_out=f"use one of {', '.join(THEMES)}")
        strange = [report for report in reports if report not in self.reports]
        if strange:
            raise StudyError(f"report {strange[0]!r} is unknown", way_out="use ids of data/reports.csv")

    def _code_for(self, name: str) -> str:
        """The way out for somebody who wrote a name where a code belongs."""
        names = {
            each.casefold(): place
            for place in self.places.values()
            for each in (place.name, place.name_en, place.code.removeprefix("VN-"), *place.variants)
        }
        near = get_close_matches(name.casefold(), names, n=1)
        if near:
            found = names[near[0]]
            return f"did you mean {found.code} ({found.name_en})?"
        return "use VN or a code of data/places.csv such as VN-HN (Hanoi)"

    def _takes_part(self, figure: Figure, window: tuple[date, date]) -> bool:
        if figure.period_end is None:
            first, last = self.reports[figure.report_id].published_window
        else:
            first, last = figure.period_start or figure.period_end, figure.period_end
        return first <= window[1] and window[0] <= last


@dataclass(frozen=True)
class Selection:
    """The figures that one page sees, and the place it is about."""

    study: Study
    place: Place
    period: Period
    reports: tuple[str, ...]
    figures: tuple[Figure, ...]
    reviewed_only: bool = False

    def admits(self, figure: Figure) -> bool:
        """Whether the page's reports and its care for review let the figure in, wherever it belongs."""
        reviewed = figure.status == "reviewed" or not self.reviewed_only
        return reviewed and (not self.reports or figure.report_id in self.reports)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """What the page's reports say without a number: of its own place, for the country of all.

        A statement that sets a day takes part where the window holds that day, any other where it
        holds a day on which its report may have been published.
        """
        window = _window(self.period)
        return tuple(
            each
            for each in self.study.statements
            if self.place.code in (COUNTRY, each.place)
            and (not self.reports or each.report_id in self.reports)
            and (each.status == "reviewed" or not self.reviewed_only)
            and self._holds(each, window)
        )

    def _holds(self, statement: Statement, window: tuple[date, date]) -> bool:
        first, last = self.study.reports[statement.report_id].published_window
        if statement.due is not None:
            first = last = statement.due
        return first <= window[1] and window[0] <= last

    @cached_property
    def spoken(self) -> tuple[Statement, ...]:
        """The statements without those of a translation whose original is here too."""
        here = {each.report_id for each in self.statements}
        return tuple(
            each for each in self.statements
            if self.study.reports[each.report_id].translation_of not in here
        )  # fmt: skip

    @cached_property
    def witnesses(self) -> tuple[Figure, ...]:
        """The figures without those of a translation whose original is here too."""
        here = {figure.report_id for figure in self.figures}
        translated = {
            report.report_id for report in self.study.reports.values() if report.translation_of in here
        }
        return tuple(figure for figure in self.figures if figure.report_id not in translated)

    def all(
        self,
        measure: str,
        *,
        place: str = "",
        role: str = "observed",
        aspect: tuple[str, str, str] = ("", "", ""),
    ) -> list[Figure]:
        """The measure's figures, each statement once, by place, date, and order of appearance.

        A statement repeated in a report, or translated, is one statement: its first mention stays.
        `aspect` is a holder, a breakdown and what an average is per; without one, only totals of places
        and of their parts come back, since the others must not be added to them.
        """
        found: dict[tuple[object, ...], Figure] = {}
        for figure in self.witnesses:
            alike = figure.measure == measure and figure.role == role and figure.aspect == aspect
            if alike and place in ("", figure.place):
                said = (
                    figure.report_id, figure.place, figure.locality, figure.units_covered, figure.value,
                    figure.value_max, figure.period_start, figure.period_end, figure.against_end,
                )  # fmt: skip
                found.setdefault(said, figure)
        order = list(self.study.places)
        return sorted(found.values(), key=lambda f: (order.index(f.place), f.period_end or date.min))

    def one(self, measure: str, *, place: str = "", role: str = "observed") -> Figure | None:
        """The latest figure of the measure for the whole of one place (default: the page's own).

        How many units there were before the place was what it is now, is no count of its units.
        """
        code = place or self.place.code
        whole = [
            figure
            for figure in self.all(measure, place=code, role=role)
            if figure.speaks_for_place
            and (
                not self.study.measure_of(figure).limit or self.study.places[code].is_valid(figure.period_end)
            )
        ]
        return whole[-1] if whole else None

    def having(self, measure: str, *, role: str = "observed") -> list[Place]:
        """The places that have figures of the measure."""
        codes = dict.fromkeys(figure.place for figure in self.all(measure, role=role))
        return [self.study.places[code] for code in codes]

    def about(self, theme: str) -> Selection:
        """The same page's figures of one theme."""
        return replace(self, figures=tuple(f for f in self.figures if f.theme == theme))

    def own(self) -> Selection:
        """The figures of the page's own place; for the country, all of them."""
        if self.place.code == COUNTRY:
            return self
        return replace(self, figures=tuple(f for f in self.figures if f.place == self.place.code))


def _window(period: Period) -> tuple[date, date]:
    try:
        first = date.fromisoformat(period[0]) if period[0] else date.min
        last = date.fromisoformat(period[1]) if period[1] else date.max
    except ValueError:
        raise StudyError(f"period {period!r} is no pair of dates", way_out='use ("2025-07-01", "")') from None
    if last < first:
        raise StudyError(f"period {period!r} ends before it starts")
    return first, last


def load(data: Path = DATA) -> Study:
    """The study's table, whole.

    Raises:
        StudyError: a file is broken; nothing is half-loaded.

    >>> study = load()
    >>> study.by_id["hanoi-fr:2888"].measure
    'files_received'
    """
    measures, places = read_measures(data / "measures.yml"), read_places(data / "places.csv")
    reports = read_register(data / "reports.csv", places)
    corrections = read_corrections(data / "corrections.csv")
    # A report on its way has files before it has a row: strays are what belongs to no report at all.
    expected = {*reports, being_added(data)}
    _refuse_strays(data / "figures", expected)
    rows = _corrected_rows(data, reports, corrections, FigureRules.of(measures, places))
    corrected = {correction.figure_id for correction in corrections}
    figures = tuple(figure_of(row, measures, corrected=row["figure_id"] in corrected) for row in rows)
    deadlines = _deadlines(data / "numbers", reports)
    _refuse_strays(data / "statements", expected)
    statements = read_statements(data / "statements", reports, places)
    return Study(reports, figures, corrections, measures, places, deadlines, statements)


_DEADLINE = re.compile(r"deadline (\d{4}-\d\d-\d\d) for (\w+)")


def _deadlines(folder: Path, reports: Iterable[str]) -> Mapping[tuple[str, str], date]:
    """Dates that a numbers file marks `deadline <date> for <measure>`, by measure and report."""
    paths = {report_id: folder / f"{report_id}.csv" for report_id in reports}
    return {
        (match[2], report_id): date.fromisoformat(match[1])
        for report_id, rows in zip(paths, read_number_rows(paths), strict=True)
        for row in rows
        if (match := _DEADLINE.search(row["reason"]))
    }


def _corrected_rows(
    data: Path, reports: Iterable[str], corrections: Sequence[Correction], rules: FigureRules
) -> list[Row]:
    """The rows of all reports with the corrections applied; what a correction breaks is refused too."""
    path = data / "corrections.csv"
    rows = rules.read({each: data / "figures" / f"{each}.csv" for each in reports})
    corrected = apply_corrections(rows, corrections, path)
    touched = {correction.figure_id.partition(":")[0] for correction in corrections}
    for report_id in sorted(touched):
        changed = [row for row in corrected if row["report_id"] == report_id]
        where = [f"the corrected {row['figure_id']}" for row in changed]
        rules.checked([Sheet(report_id, path, changed, where)])
    return corrected


def _refuse_strays(folder: Path, reports: Iterable[str]) -> None:
    known = {f"{report}.csv" for report in reports}
    strays = sorted(path.name for path in folder.glob("*.csv") if path.name not in known)
    if strays:
        raise StudyError("belongs to no registered report", file=shown(folder / strays[0]))
