"""The study: its table with what became of every claim, chosen from for a page or a question."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import StudyError
from analysis.files import DATA, Row, digest_of_files, files_under, shown
from analysis.table.aside import chain
from analysis.table.catalogue import Place, read_measures, read_places
from analysis.table.claims import find_claims, first_mentions
from analysis.table.figures import Figure, read_corrections
from analysis.table.frames import Columns, Figures, Statements
from analysis.table.judged import Judged, Kept, Rows
from analysis.table.latest import as_told
from analysis.table.marks import Check, checks_by_figure
from analysis.table.paragraphs import paragraph_at, read_paragraphs
from analysis.table.register import being_added, read_register
from analysis.table.replies import Replies, read_replies
from analysis.table.scan import Scan
from analysis.table.sheets import Rules, read_sheets
from analysis.table.shelf import OWNER
from analysis.table.statements import Statement
from analysis.table.tables import ById, Table, witnesses
from analysis.table.tidy import (
    chosen,
    figure_frame,
    refuse_unknown,
    refuse_unknown_place,
    result_frame,
    row_frame,
    statement_frame,
)
from analysis.table.verdicts import Verdict, judge
from analysis.table.vocabulary import (
    AGREEMENT_COLUMNS,
    COUNTRY,
    NUMBER_COLUMNS,
    ROLES,
    THEMES,
    VERDICT_COLUMNS,
)
from analysis.wording import Code, html_table, linked, stated

if TYPE_CHECKING:
    import pandas as pd

Period = tuple[str, str]


@dataclass(frozen=True, repr=False)
class Study(Table):
    """The study's table, with what became of every claim in it."""

    kept: Kept | None = field(default=None, init=False, repr=False, compare=False)
    """Where what was worked out is kept; a study put together in memory keeps nothing."""
    whole: Study | None = field(default=None, init=False, repr=False, compare=False)
    """The study that this one was narrowed from."""
    broken: Mapping[str, StudyError] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What is wrong with the reports that were left out."""
    replies: Replies = field(default_factory=dict, init=False, repr=False, compare=False)
    """What bodies answered about claims, by claim_id; of a narrowed study those about its own."""

    @property
    def place(self) -> Place:
        """A whole study has none: what is asked of a place is asked of a selection."""
        raise StudyError(
            "a whole study has no place", way_out='ask a selection: load().select(place="VN-HN")'
        )

    study = place

    @cached_property
    def judged(self) -> Judged:
        """The verdicts and the pairs of figures, by column."""
        return Judged(self, self.kept)

    @cached_property
    def verdict_rows(self) -> Rows:
        """Every claim with what became of it, as rows of build/verdicts.csv."""
        return self.judged.verdicts

    @property
    def verdict_row_by_id(self) -> Mapping[str, Row]:
        """These rows by claim_id."""
        return ById(self.verdict_rows, "claim_id")

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Every claim with what became of it."""
        known = set(self.verdict_rows.texts("claim_id"))
        # On a part of the table the partners of a claim could be missing.
        claims = find_claims(self.whole or self, list(self.verdict_rows.spans()))
        return tuple(judge(claim) for claim in claims if claim.claim_id in known)

    @cached_property
    def checks(self) -> Mapping[str, Check]:
        """For each figure that a claim speaks of, by figure_id, the worst of these claims."""
        names = ("figures", "operation", "verdict", "reason")
        rows = zip(*(self.verdict_rows.texts(name) for name in names), strict=True)
        checks = checks_by_figure((Check.of(*said), ids.split("; ")) for ids, *said in rows)
        # A repeated mention has the mark of its first.
        mentions = {figure_id: first.figure_id for figure_id, first in first_mentions(self.figures).items()}
        return {figure_id: checks[first] for figure_id, first in mentions.items() if first in checks}

    def frame(
        self,
        *,
        place: str = "",
        theme: str = "",
        measure: str = "",
        period: Period = ("", ""),
        status: str = "",
        translations: bool = False,
        repeats: bool = False,
    ) -> pd.DataFrame:
        """The figures as a pandas frame, a row each: labels, place names, bounds, report and address joined.

        Args:
            place: a code; theme, measure, status: one each. Empty ones choose all.
            period: first and last day, as for `select`.
            translations: also the figures of a translation whose original is there.
            repeats: also what a report states a second time.

        Raises:
            StudyError: an unknown name; says which may have been meant.

        >>> found = load().frame(place="VN-HN", measure="files_received")
        >>> found["value"].tolist(), found["place_name"].tolist()
        ([Decimal('523292')], ['Hanoi'])
        """
        figures = chosen(self.figures, self, place=place, theme=theme, measure=measure, status=status)
        if any(period):
            figures = figures.take(_overlapping(*_days_of(figures, self), *_window(period)))
        here = self.figures.take(self.figures.where("status", status)).tally("report_id") if status else None
        return figure_frame(figures, self, translations=translations, repeats=repeats, here=here)

    def statement_frame(self, *, translations: bool = False) -> pd.DataFrame:
        """The statements as a pandas frame, a row each."""
        return statement_frame(self.statements, self, translations=translations)

    def number_frame(self) -> pd.DataFrame:
        """The other numbers of the reports (dates, references, ordinals ...), as a pandas frame."""
        kept = (self.whole or self).kept
        if kept is None:
            raise StudyError("a study made in memory has figures only")
        rows = Rows(kept.numbers())
        own = rows.take(rows.where(OWNER, *self.reports))
        return row_frame(own, (OWNER, *NUMBER_COLUMNS)).rename(columns={OWNER: "report_id"})

    def paragraph_of(self, figure: Figure) -> int:
        """The number of the paragraph, from 1, in which a figure stands; 0 where nobody knows.

        >>> study = load()
        >>> study.paragraph_of(study.by_id["langson-fr:248"])
        1
        """
        return paragraph_at(self._paragraphs(figure.report_id), figure.start)

    @cached_property
    def _paragraphs(self) -> Callable[[str], Sequence[int]]:
        kept = (self.whole or self).kept
        return cache(kept.paragraphs) if kept else lambda report_id: ()

    def verdict_frame(self) -> pd.DataFrame:
        """Every claim with what became of it, as a pandas frame."""
        return row_frame(self.verdict_rows, VERDICT_COLUMNS)

    def agreement_frame(self) -> pd.DataFrame:
        """Every two figures of different reports that stand side by side, as a pandas frame."""
        rows = (self.whole or self).judged.pairs
        if self.whole is not None:
            known = {*self.figures.texts("figure_id"), ""}
            sides = zip(rows.texts("left"), rows.texts("right"), strict=True)
            rows = rows.take([at for at, ids in enumerate(sides) if known.issuperset(ids)])
        return row_frame(rows, AGREEMENT_COLUMNS)

    def result_frame(self) -> pd.DataFrame:
        """The derived numbers of the last run's pages, as a pandas frame.

        More than fifty figures behind one are a set, whose figures build/figure_sets.parquet lists.

        Raises:
            StudyError: no page has been run yet.
        """
        if self.kept is None:
            raise StudyError("a study made in memory has no pages")
        return result_frame(self.kept.folder.parent / "results.csv")

    def __repr__(self) -> str:
        reviewed = self.figures.tally("status").get("reviewed", 0)
        parts = [f"{len(self.reports):,} reports", f"{len(self.figures):,} figures ({reviewed:,} reviewed)",
                 f"{len(self.statements):,} statements"]  # fmt: skip
        parts += [f"{len(self.broken):,} reports left out as broken"] if self.broken else []
        return f"<Study: {', '.join(parts)}>"

    def _repr_html_(self) -> str:
        figures = self.figures.tally("report_id")
        rows = [
            (report.report_id, linked(report.title, report.address), report.publisher, report.published,
             f"{figures.get(report.report_id, 0):,}")
            for report in islice(self.reports.values(), _SHOWN)
        ]  # fmt: skip
        return _shown(
            repr(self), ("report", "title", "publisher", "published", "figures"), rows, len(self.reports)
        )

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
        here = self.figures.where("place", place)
        said = self.statements.take(self.statements.where("place", place, COUNTRY))
        return self._narrowed(here | self.figures.where("place", COUNTRY), said, claiming=here)

    def around(self, report_id: str) -> Study:
        """What the page of one report may know: the report, and the same article in other languages.

        Raises:
            StudyError: no such report; says which may have been meant.

        >>> sorted(load().around("haiphong-fr").reports)
        ['haiphong-fr']
        """
        refuse_unknown("report", report_id, self.reports)
        heads = {report_id, self.reports[report_id].translation_of} - {""}
        family = heads | {each.report_id for each in self.reports.values() if each.translation_of in heads}
        own = self.figures.where("report_id", *family)
        said = self.statements.take(self.statements.where("report_id", *family))
        return self._narrowed(own, said, reports=family)

    def _narrowed(
        self,
        own: Any,
        statements: Statements,
        *,
        claiming: Any = None,
        reports: AbstractSet[str] = frozenset(),
    ) -> Study:
        """The own figures and those beside them, with the verdicts that any mark on the page rests on.

        Of `claiming` figures the page shows the claims whole, so the marks of all their parts count too. Both
        say true or false for each figure.
        """
        ties = self.judged.ties
        known = ties.joined(own, ties.touching(own))
        shown = own if claiming is None else ties.joined(own, ties.stating(claiming))
        figures = self.figures.take(known)
        ids = set(figures.texts("figure_id"))
        spoken = {*reports, *figures.spans(), *statements.spans()}
        spoken = {by for each in spoken for by in chain(each, self.aside)}
        narrow = replace(
            self,
            reports={name: report for name, report in self.reports.items() if name in spoken},
            figures=figures,
            corrections=tuple(each for each in self.corrections if each.figure_id in ids),
            deadlines={key: day for key, day in self.deadlines.items() if key[1] in spoken},
            statements=statements,
        )
        object.__setattr__(narrow, "whole", self.whole or self)
        # Who speaks for whom is seen in the whole table alone.
        narrow.__dict__["aside"] = {name: each for name, each in self.aside.items() if name in spoken}
        narrow.__dict__["stating"] = self.stating
        touching = ties.touching(shown)[: ties.claims]
        rows = narrow.__dict__["verdict_rows"] = self.judged.verdicts.take(touching)
        claims = set(rows.texts("claim_id")) if self.replies else ()
        replies = {name: said for name, said in self.replies.items() if name in claims}
        object.__setattr__(narrow, "replies", replies)
        return narrow

    def select(
        self,
        *,
        place: str = COUNTRY,
        theme: str = "",
        period: Period = ("", ""),
        reports: Sequence[str] = (),
        reviewed_only: bool = True,
    ) -> Selection:
        """The figures that a page about `place` may speak of, with the country's for scale.

        Args:
            place: VN (sees every place) or the code of a province (sees its own figures and the
                country's).
            theme: one theme, or "" for all.
            period: first and last day, ISO 8601; "" leaves a side open. An undated figure takes part
                where the window holds a day on which its report may have been published.
            reports: ids of reports; none means all.
            reviewed_only: leave out what no person has looked at; it is `waiting` then.

        Raises:
            StudyError: a place, theme, date or report that does not exist.

        >>> seen = load().select(place="VN-HN", theme="procedures")
        >>> seen.one("files_received").value
        Decimal('523292')
        """
        self._refuse_unknown(place, theme, reports)
        study = self.seen_from(place)
        figures, (first, last) = study.figures, _window(period)
        chosen = _overlapping(*_days_of(figures, self), first, last)
        if place != COUNTRY:
            chosen &= figures.where("place", place, COUNTRY)
        if theme:
            chosen &= figures.where("theme", theme)
        if reports:
            chosen &= figures.where("report_id", *reports)
        seen = chosen & figures.where("status", "reviewed") if reviewed_only else chosen
        return Selection(
            study, self.places[place], period, tuple(reports), figures.take(seen), reviewed_only,
            figures.take(chosen & ~seen),
        )  # fmt: skip

    def _refuse_unknown(self, place: str, theme: str, reports: Sequence[str]) -> None:
        refuse_unknown_place(place, self.places)
        if theme:
            refuse_unknown("theme", theme, THEMES)
        if isinstance(reports, str):
            raise StudyError(
                f"reports is {reports!r}", way_out=f"write reports=[{reports!r}]: it is a list of ids"
            )
        for report in reports:
            refuse_unknown("report", report, self.reports)


def _days_of(rows: Columns[Any], table: Table) -> tuple[Any, Any]:
    """The first and the last day that each speaks of; where it has no date, on which it may have appeared."""
    import numpy as np

    start, end = rows.days("period_start"), rows.days("period_end")
    first, last = _published(rows, table)
    undated = np.isnat(end)
    return np.where(undated, first, np.where(np.isnat(start), end, start)), np.where(undated, last, end)


def _published(rows: Columns[Any], table: Table) -> tuple[Any, Any]:
    """The first and the last day on which the report of each row may have appeared."""
    import numpy as np

    codes, words = rows.codes("report_id")
    windows = [
        table.reports[each].published_window if each in table.reports else (None, None) for each in words
    ]
    days = np.array(windows or [(None, None)], dtype="datetime64[D]")[codes]
    return days[:, 0], days[:, 1]


def _overlapping(start: Any, end: Any, first: date, last: date) -> Any:
    """Whether each window shares a day with another."""
    import numpy as np

    return (start <= np.datetime64(last)) & (end >= np.datetime64(first))


@dataclass(frozen=True, repr=False)
class Selection:
    """The figures that one page sees, and the place it is about."""

    study: Study
    place: Place
    period: Period
    reports: tuple[str, ...]
    figures: Figures
    reviewed_only: bool = False
    waiting: Figures = Figures.of(())  # noqa: RUF009 - nothing changes it
    """The figures that it would have, had a person looked at them."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "figures", Figures.of(self.figures))

    def frame(
        self, *, theme: str = "", measure: str = "", place: str = "", status: str = "",
        translations: bool = False, repeats: bool = False,
    ) -> pd.DataFrame:  # fmt: skip
        """The page's figures as a pandas frame; arguments as for `Study.frame`.

        >>> found = load().select(place="VN-HN", theme="procedures").frame(measure="files_on_time")
        >>> found["value"].tolist()
        [Decimal('402282')]
        """
        figures = chosen(self.figures, self.study, theme=theme, measure=measure, place=place, status=status)
        return figure_frame(
            figures, self.study, translations=translations, repeats=repeats, here=self.stating
        )

    def statement_frame(self, *, translations: bool = False, waiting: bool = False) -> pd.DataFrame:
        """What the page's reports say without a number, as a pandas frame: a row for each theme of a segment.

        `waiting` gives instead what the page would have, had a person looked at it.

        >>> hanoi = load().select(place="VN-HN")
        >>> len(hanoi.statement_frame()), len(hanoi.statement_frame(waiting=True))
        (47, 0)
        """
        said = self.waiting_statements if waiting else self.statements
        return statement_frame(said, self.study, translations=translations)

    def __repr__(self) -> str:
        window = " to ".join(day or "..." for day in self.period) if any(self.period) else "any date"
        return (
            f"<Selection: {self.place.name_en or self.place.code}, {window}, {len(self.figures):,} figures>"
        )

    def _repr_html_(self) -> str:
        first = list(self.figures[:_SHOWN])
        rows = [
            (Code(each.figure_id), self.study.measure_of(each).label, stated(each), each.place,
             linked(each.report_id, self.study.reports[each.report_id].address))
            for each in first
        ]  # fmt: skip
        return _shown(repr(self), ("figure", "what", "stated", "place", "report"), rows, len(self.figures))

    def admits(self, figure: Figure) -> bool:
        """Whether the page's reports and its care for review let the figure in, wherever it belongs."""
        reviewed = figure.status == "reviewed" or not self.reviewed_only
        return reviewed and (not self.reports or figure.report_id in self.reports)

    @cached_property
    def stating(self) -> Collection[str]:
        """The reports with figures that the page admits, of whatever place."""
        figures = (self.study.whole or self.study).figures
        reviewed = figures.where("status", "reviewed") if self.reviewed_only else slice(None)
        names = figures.take(reviewed).tally("report_id")
        return [each for each in names if not self.reports or each in self.reports]

    @property
    def statements(self) -> Statements:
        """What the page's reports say without a number: of its own place, for the country of all."""
        return self._said[0]

    @property
    def waiting_statements(self) -> Statements:
        """The statements that it would have, had a person looked at them."""
        return self._said[1]

    @cached_property
    def _said(self) -> tuple[Statements, Statements]:
        """The statements that the page sees, and those that wait.

        A statement that sets a day takes part where the window holds that day, any other where it
        holds a day on which its report may have been published.
        """
        import numpy as np

        said, (first, last) = self.study.statements, _window(self.period)
        published, due = _published(said, self.study), said.days("due")
        start, end = (np.where(np.isnat(due), day, due) for day in published)
        chosen = _overlapping(start, end, first, last)
        if self.place.code != COUNTRY:
            chosen &= said.where("place", self.place.code)
        if self.reports:
            chosen &= said.where("report_id", *self.reports)
        seen = chosen & said.where("status", "reviewed") if self.reviewed_only else chosen
        return said.take(seen), said.take(chosen & ~seen)

    @cached_property
    def spoken(self) -> tuple[Statement, ...]:
        """The statements without those of a translation whose original is here too."""
        return tuple(witnesses(self.statements, self.study, self.statements.spans().keys()))

    @cached_property
    def witnesses(self) -> Figures:
        """The figures without those of reports for which another one that the page admits speaks."""
        return witnesses(self.figures, self.study, self.stating)

    def all(
        self,
        measure: str,
        *,
        place: str = "",
        role: str = "observed",
        aspect: tuple[str, str, str] = ("", "", ""),
    ) -> list[Figure]:
        """The measure's figures, each statement once, by place and date, and of one date what stands last.

        A statement repeated in a report, or translated, is one statement: its first mention stays.
        `aspect` is a holder, a breakdown and what an average is per; without one, only totals of places
        and of their parts come back, since the others must not be added to them.
        """
        refuse_unknown("measure", measure, self.study.measures)
        refuse_unknown("role", role, ROLES)
        found: dict[tuple[object, ...], Figure] = {}
        asked = self.witnesses
        asked = asked.take(asked.where("measure", measure) & asked.where("role", role))
        for figure in asked:
            if figure.aspect == aspect and place in ("", figure.place):
                said = (
                    figure.report_id, figure.place, figure.locality, figure.units_covered, figure.value,
                    figure.value_max, figure.period_start, figure.period_end, figure.against_end,
                )  # fmt: skip
                found.setdefault(said, figure)
        order = list(self.study.places)
        told = as_told(found.values(), self.study.reports)
        return sorted(told, key=lambda f: (order.index(f.place), f.period_end or date.min))

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
        return self._where("theme", theme)

    def own(self) -> Selection:
        """The figures of the page's own place; for the country, all of them."""
        if self.place.code == COUNTRY:
            return self
        return self._where("place", self.place.code)

    def _where(self, column: str, word: str) -> Selection:
        seen, waiting = (rows.take(rows.where(column, word)) for rows in (self.figures, self.waiting))
        return replace(self, figures=seen, waiting=waiting)


_SHOWN = 12
"""An object shows so many of its rows in JupyterLab."""


def _shown(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], many: int) -> str:
    """A title and a short table as HTML; the last line says how many rows there are besides."""
    more = f"<p>and {many - len(rows):,} more: .frame() has all</p>" if many > len(rows) else ""
    return f"<p>{html.escape(title)}</p>\n{html_table(columns, rows)}\n{more}".rstrip()


def _window(period: Period) -> tuple[date, date]:
    try:
        first = date.fromisoformat(period[0]) if period[0] else date.min
        last = date.fromisoformat(period[1]) if period[1] else date.max
    except ValueError:
        raise StudyError(f"period {period!r} is no pair of dates", way_out='use ("2025-07-01", "")') from None
    if last < first:
        raise StudyError(f"period {period!r} ends before it starts")
    return first, last


def load(data: Path = DATA, *, whole: bool = True, kept: Path | None = None) -> Study:
    """The study's table; what was read and checked before is taken from build/table.

    A process that asks again while no file has changed is given the same one.

    Args:
        data: the folder of the data files.
        whole: refuse a table of which a report's files are broken; else these reports are left out, and
            `broken` of the study says why.
        kept: the folder of what was read before; build/table beside the data, unless given.

    Raises:
        StudyError: a file that all rest on is broken, or (`whole`) any.

    >>> study = load()
    >>> study.by_id["hanoi-fr:2888"].measure
    'files_received'
    """
    folder, scan = kept or data.parent / "build" / "table", Scan(data)
    look = scan.look
    held = _HELD.get(data)
    if held is None or not look or held[0] != look:
        if held is not None:
            read_measures.cache_clear()
            read_places.cache_clear()
            _HELD.clear()
        held = _HELD[data] = look, _read(scan, folder)
    study = held[1]
    if whole and study.broken:
        raise _refusal(list(study.broken.values()))
    return study


_HELD: dict[Path, tuple[str, Study]] = {}
"""The study of this process and how its files looked; kernels are forked from one that holds its own."""


def _read(scan: Scan, folder: Path) -> Study:
    data = scan.data
    measures, places = read_measures(data / "measures.yml"), read_places(data / "places.csv")
    reports = read_register(data / "reports.csv", places)
    corrections = read_corrections(data / "corrections.csv")
    rules = Rules(measures, places, corrections, data / "corrections.csv")
    # A report on its way has files before it has a row: strays are what belongs to no report at all.
    for kind in ("figures", "statements"):
        _refuse_strays(scan, kind, {*reports, being_added(data)[0]})
    rules.refuse_strangers(reports)
    made_of = _build_of(data)
    sheets = read_sheets(scan, list(reports), rules, folder, made_of)
    study = Study(
        {name: report for name, report in reports.items() if name not in sheets.broken},
        Figures(sheets.figures), corrections, measures, places,
        _deadlines(Rows(sheets.deadlines)), Statements(sheets.statements),
    )  # fmt: skip
    starts = partial(read_paragraphs, data)
    object.__setattr__(study, "kept", Kept(folder, made_of, sheets.keys, sheets.numbers, starts))
    object.__setattr__(study, "broken", sheets.broken)
    object.__setattr__(study, "replies", read_replies(data / "replies.csv", reports))
    return study


def _refusal(problems: Sequence[StudyError]) -> StudyError:
    """The first problem, and how many more there are."""
    first, more = problems[0], len(problems) - 1
    if more:
        files = "one more file is" if more == 1 else f"{more} more files are"
        way_out = f"{first.way_out or 'mend it'}; {files} broken: study check lists them"
        return StudyError(first.problem, file=first.file, place=first.place, way_out=way_out)
    return first


def _build_of(data: Path) -> str:
    """A hash of what decides how files are read, checked and judged: catalogue, places, and this package."""
    import pyarrow as pa

    here = Path(__file__).parent
    beside = {name: here.parent / name for name in ("files.py", "wording.py")}
    catalogue = {name: data / name for name in ("measures.yml", "places.csv")}
    return f"{digest_of_files({**files_under(here), **beside, **catalogue})} {pa.__version__}"


_DEADLINE = re.compile(r"deadline (\d{4}-\d\d-\d\d) for (\w+)")


def _deadlines(numbers: Rows) -> Mapping[tuple[str, str], date]:
    """Dates that a numbers file marks `deadline <date> for <measure>`, by measure and report."""
    marked = [word for word in numbers.codes("reason")[1] if _DEADLINE.search(word)]
    rows = numbers.take(numbers.where("reason", *marked))
    said = zip(rows.texts(OWNER), rows.texts("reason"), strict=True)
    found = ((report, _DEADLINE.search(reason)) for report, reason in said)
    return {(each[2], report): date.fromisoformat(each[1]) for report, each in found if each}


def _refuse_strays(scan: Scan, kind: str, reports: AbstractSet[str]) -> None:
    strays = [name for name in scan.names(kind) if name.removesuffix(".csv") not in reports]
    if strays:
        raise StudyError("belongs to no registered report", file=shown(scan.data / kind / strays[0]))
