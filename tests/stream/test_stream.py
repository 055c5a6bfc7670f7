"""A year of reports comes in, one after the other; after each the pages say what is right, and no less.

`figures.csv` is what the reports state, `expected.csv` what follows, reckoned by hand. A notebook joins in
with a row of `PAGES` and rows of `expected.csv`.
"""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from analysis.table.odd import odd
from analysis.table.series import series
from analysis.table.study import Study
from streaming import names, read, stages
from told import Told, tell

PAGES = (
    ("00-overview", "VN"), ("01-staffing", "VN"), ("02-procedures", "VN"), ("02-procedures", "VN-HN"),
    ("03-budget", "VN"), ("04-assets", "VN"), ("05-arithmetic", "VN"), ("06-agreement", "VN"),
    ("08-difficulties", "VN"), ("09-series", "VN"), ("09-series", "VN-HN"),
)  # fmt: skip
SILENT = "*Nothing can be said here"
WAITING = {"waiting", "waits"}
"""Results that count what waits for a review, and rest on nothing else."""
ZERO = {"value": "0"}
ALL_REVIEWED = {"01-staffing", "03-budget", "04-assets", "08-difficulties"}
"""Of what these tell, the reports state nothing that waits."""

_NUMERAL = re.compile(r"\d[\d,.]*\d|\d")
Page = tuple[str, str]
page = pytest.mark.parametrize("page", PAGES, ids="-".join)


class Year:
    """The study after each report, and what each page told then."""

    def __init__(self) -> None:
        self.studies: dict[str, Study] = {}
        self.told: dict[tuple[str, Page], Told] = {}

    def of(self, page: Page) -> list[Told]:
        """What a page told after each report."""
        return [self.told[name, page] for name in names()]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    found, folder = Year(), tmp_path_factory.mktemp("stream") / "data"
    folder.mkdir()
    for name, study in stages(folder):
        found.studies[name] = study
        found.told |= {(name, page): tell(page[0], study, place=page[1]) for page in PAGES}
    return found


def heading(finding: str) -> str:
    return finding.partition("\n")[0]


@page
@pytest.mark.parametrize("after", names())
def test_after_each_report_the_results_are_those_reckoned_by_hand(year: Year, after: str, page: Page) -> None:
    rows = [
        row for row in read("expected.csv") if (row["after"], row["notebook"], row["place"]) == (after, *page)
    ]
    results = year.told[after, page].results
    found = {row["result"]: results.get(row["result"], {}).get("value") for row in rows}
    assert found == {row["result"]: row["value"] for row in rows}


def test_every_row_that_was_reckoned_is_looked_at() -> None:
    known = {(row["notebook"], row["place"]) for row in read("expected.csv")}
    assert known - set(PAGES) == set()
    assert {row["after"] for row in read("expected.csv")} == set(names())


@page
def test_a_later_report_removes_no_finding(year: Year, page: Page) -> None:
    for (earlier, before), (later, after) in pairwise(zip(names(), year.of(page), strict=True)):
        assert len(before.findings) == len(after.findings)
        lost = [
            heading(one) for one, other in zip(before.findings, after.findings, strict=True)
            if other.startswith(SILENT) and not one.startswith(SILENT)
        ]  # fmt: skip
        assert lost == [], f"said after {earlier}, gone after {later}"


@page
def test_what_joins_dates_says_so(year: Year, page: Page) -> None:
    for name, told in zip(names(), year.of(page), strict=True):
        by_id = year.studies[name].by_id
        for row in told.results.values():
            windows = {(by_id[each].period_start, by_id[each].period_end) for each in _ids(row)}
            ends, starts = {end for _, end in windows if end}, {start for start, _ in windows if start}
            reason = row["note"].partition("between ")[0]
            assert is_tally(row) or (len(ends) <= 1 and len(starts) <= 1) or reason, row


def is_tally(row: dict[str, str]) -> bool:
    """Whether it only counts figures, which then need not be of one date: no value stands in its formula."""
    return "[" not in row["formula"]


def _ids(row: dict[str, object]) -> list[str]:
    """The figures behind a result; a set of many stands behind a count of rows alone."""
    return [each for each in row["figure_ids"] if not each.startswith("set:")]  # type: ignore[attr-defined]


@page
def test_no_headline_rests_on_what_nobody_has_looked_at(year: Year, page: Page) -> None:
    for name, told in zip(names(), year.of(page), strict=True):
        study = year.studies[name]
        read_only = study.figures.take(study.figures.where("status", "read"))
        unseen, printed = set(read_only.texts("figure_id")), {f"{each.value:,f}" for each in read_only}
        rests = {key for key, row in told.results.items() if unseen & set(row["figure_ids"])}
        assert rests - WAITING == set()
        assert [one for one in told.findings if printed & set(_NUMERAL.findall(one))] == []


@page
def test_what_nobody_has_looked_at_waits(year: Year, page: Page) -> None:
    waits = [any(told.results.get(name, ZERO)["value"] != "0" for name in WAITING) for told in year.of(page)]
    assert waits == [False, False, False, False, False, page[0] not in ALL_REVIEWED]


@page
def test_a_copy_changes_no_result_but_the_count_of_figures(year: Year, page: Page) -> None:
    before, after = (year.told[name, page].results for name in ("four", "five"))
    counted = {key for key, row in after.items() if is_tally(row)}
    values = [
        {key: row["value"] for key, row in rows.items() if key not in counted} for rows in (before, after)
    ]
    assert values[0] == values[1]


# The series themselves, as they are after each report

HANOI = {
    "one": [("500,000 files", "", "count")],
    "two": [("500,000 files", "", "count"), ("1,000,000 files", "500,000 files", "window")],
    "four": [("500,000 files", "", "count"), ("1,010,000 files", "510,000 files", "window")],
    "six": [("500,000 files", "", "count"), ("1,010,000 files", "510,000 files", "window"),
            ("3,650,000 files", "2,640,000 files", "window")],
}  # fmt: skip
HO_CHI_MINH_CITY = {
    "one": [("620,000 files", "", "count")],
    "two": [("620,000 files", "", "count")],
    "five": [("620,000 files", "", "count"), ("600,000 files", "", "revision")],
}


@pytest.mark.parametrize(("place", "stated"), [("VN-HN", HANOI), ("VN-SG", HO_CHI_MINH_CITY)])
def test_a_series_grows_by_what_is_new(
    year: Year, place: str, stated: dict[str, list[tuple[str, str, str]]]
) -> None:
    for name, rows in stated.items():
        frame = series(year.studies[name].select(place=place), "files_received")
        shown = frame[["quantity", "change", "what"]].itertuples(index=False, name=None)
        assert [(str(one), str(change) if change else "", what) for one, change, what in shown] == rows


def test_what_is_odd_is_named_after_the_last_report_only(year: Year) -> None:
    found = {name: [each.figure.figure_id for each in odd(study)] for name, study in year.studies.items()}
    assert found == {name: [] for name in names()} | {"six": ["six:100", "six:120", "six:140"]}
