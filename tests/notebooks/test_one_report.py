"""The page of one report: all its figures, and headings that rest on reviewed ones alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import StudyError
from analysis.files import write_rows
from analysis.showing.tables import Table
from analysis.table.study import Study, load
from analysis.table.vocabulary import NUMBER_COLUMNS
from analysis.wording import anchor
from made import REPORT, Row, figure, statement, write_data
from told import Told, tell


def tables(told: Told) -> list[Table]:
    return [each for each in told.shown if isinstance(each, Table)]


def html(table: Table) -> str:
    return str(table._repr_mimebundle_()["text/html"])


def made(folder: Path, *rows: Row, **more: Any) -> Study:
    """A study of these rows, which the report "first" states unless they name another."""
    figures: dict[str, list[Row]] = {"first": []}
    for row in rows:
        figures.setdefault(row["report_id"], []).append(row)
    return load(write_data(folder, figures, **more))


def test_an_unknown_report_is_refused() -> None:
    with pytest.raises(StudyError, match=r"report 'hanoi' is unknown; did you mean hanoi-fr or hanoi-es\?"):
        tell("07", report_id="hanoi")


def test_links_land_on_the_rows_of_figures_and_of_statements() -> None:
    told = tell("07", report_id="haiphong-fr")
    ids = [each for table in tables(told) for each in table.row_ids]
    study = load()
    own = [*study.figures.of_report("haiphong-fr").texts("figure_id")]
    own += study.statements.of_report("haiphong-fr").texts("statement_id")
    assert ids == [anchor(each) for each in own]


def test_the_answer_says_what_is_stated_reviewed_and_waiting() -> None:
    told = tell("07", report_id="langson-fr")
    assert told.findings[0].endswith("” states 9 figures, all of them reviewed.**")


def test_a_report_that_nobody_has_reviewed_has_a_table_and_no_headline(tmp_path: Path) -> None:
    whole = figure(40, value="130", quote="130", status="read")
    part = figure(10, relation="part_of", related="first:40", status="read")
    told = tell("07", made(tmp_path, part, whole), report_id="first")
    assert told.findings[0] == "**“A report” states 2 figures; reviewed: 0, waiting for a review: 2.**"
    assert told.text.count("*Nothing can be said here: there are no figures.*") == 2
    assert told.charts == []
    assert html(tables(told)[3]).count("[unreviewed]") == 2, "the table has them, marked"


def test_the_register_says_where_it_comes_from() -> None:
    told = tell("07", report_id="langson-fr")
    address = load().reports["langson-fr"].address
    assert f'<a href="{address}">{address}</a>' in html(tables(told)[0])
    assert told.about("published it").startswith(
        "## Báo Lạng Sơn \\(baolangson.vn\\) published it in August 2025"
    )
    assert "It was read in French." in told.about("published it")


def test_shares_follow_from_the_ties_of_the_report() -> None:
    told = tell("07", report_id="hanoi-fr")
    shares = {name: row["value"] for name, row in told.results.items() if name.startswith("share_hanoi")}
    assert shares == {
        "share_hanoi_fr_1293": "100",
        "share_hanoi_fr_1923": "34.088547",  # 3 280 of 9 622
        "share_hanoi_fr_1997": "65.911453",  # 6 342 of 9 622
        "share_hanoi_fr_2922": "78.93031",  # 413 036 of 523 292
        "share_hanoi_fr_2961": "97.396353",  # 402 282 of 413 036
        "share_hanoi_fr_3004": "21.06969",  # 110 256 of 523 292
    }
    assert told.results["share_tied"]["formula"] == "7 figures / 26 figures * 100"
    assert "Files processed, 413 036: 78.9%" in told.charts[0]


@pytest.mark.parametrize(
    "whole",
    [
        {"value": "240"},
        {"value": "0", "per": "day"},
        {"value": "9", "unit": "cases", "measure": "policy_cases", "per": "day"},
    ],
    ids=["a total", "nothing", "other things"],
)
def test_an_average_has_no_share_in_what_is_none_of_it(tmp_path: Path, whole: Row) -> None:
    rows = [figure(10, relation="part_of", related="first:20", per="day"), figure(20, **whole)]
    told = tell("07", made(tmp_path, *rows), report_id="first")
    assert told.results["share_tied"]["value"] == "50"
    assert told.charts == []
    assert tables(told)[1].rows == ()


def test_a_translation_leads_to_its_original() -> None:
    said = tell("07", report_id="hanoi-es").about("in another language")
    assert said.startswith("## 100% of its reviewed figures stand alike in another language")
    assert "no second witness, is [hanoi-fr](07-one-report-hanoi-fr.ipynb)" in said
    assert "in one language only" in tell("07", report_id="national-fr").text


def test_what_a_translation_states_otherwise_stands_in_a_table(tmp_path: Path) -> None:
    reports = [REPORT, REPORT | {"report_id": "second", "translation_of": "first"}]
    rows = [
        figure(10),
        figure(20),
        figure(30, value="7"),
        figure(10, "second"),
        figure(20, "second", role="plan"),
    ]
    told = tell("07", made(tmp_path, *rows, reports=reports), report_id="first")
    # 120 stands twice in the original and once in the translation, 7 in the original only
    assert told.results["share_alike"]["value"].startswith("33.33")
    assert told.results["apart"]["figure_ids"] == ["first:20", "first:30", "second:20"]
    assert [row[-1] for row in tables(told)[2].rows] == ["first:20", "first:30", "second:20"]


def test_other_numbers_stand_by_kind_with_each_reason_once(tmp_path: Path) -> None:
    kinds = {row[0]: row[1] for row in tables(tell("07", report_id="hanoi-fr"))[4].rows}
    assert kinds == {"period": "8", "date": "3", "ordinal": "1", "address": "1", "boilerplate": "1"}
    made(tmp_path, figure(10))
    row = {"start": "1", "end": "3", "quote": "2", "kind": "reference", "reason": "a decree"}
    write_rows(tmp_path / "numbers" / "first.csv", NUMBER_COLUMNS, [row, row | {"start": "5", "end": "6"}])
    told = tell("07", load(tmp_path), report_id="first")
    assert tables(told)[4].rows == (("reference", "2", "a decree", "1-3, 5-6"),)


def test_statements_say_who_speaks_and_whether_a_person_has_looked(tmp_path: Path) -> None:
    said = {"first": [statement(50, kind="claim_without_figure"), statement(70, status="read")]}
    told = tell("07", made(tmp_path, figure(10), statements=said), report_id="first")
    assert told.about("without a number") == "## It makes 2 statements without a number, 1 of them reviewed"
    assert [row[0] for row in tables(told)[-1].rows] == ["claim without figure", "difficulty"]
    assert re.findall(r'<tr id="([^"]*)">', html(tables(told)[-1])) == ["fig-first-s50", "fig-first-s70"]


def test_a_report_without_figures_says_so(tmp_path: Path) -> None:
    told = tell("07", made(tmp_path), report_id="first")
    assert told.findings[0] == "**“A report” states no figures; reviewed: 0, waiting for a review: 0.**"
    assert "Its text has no numbers besides" in told.text


def test_titles_are_harmless(tmp_path: Path) -> None:
    hostile = [REPORT | {"title": "<i>[x](y)</i> {z}"}]
    told = tell("07", made(tmp_path, figure(10), reports=hostile), report_id="first")
    assert "<i>" not in told.text
    assert r"\[x\]\(y\)" in told.findings[0]


def test_a_day_of_publication_is_said_as_a_day() -> None:
    assert "published it on 1 October 2025" in tell("07", report_id="haiphong-fr").about("published it")
