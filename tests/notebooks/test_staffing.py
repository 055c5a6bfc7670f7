"""The page on staffing: who had left and was paid, the pace to a limit, posts shared out, a hedged cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from analysis.table.study import Study
from made import Row, figure
from told import study_of, tell

STEPS = ("resignations_decided", "resignations_effective", "resignations_funded", "resignations_paid")
AUGUST = {"period_start": "2025-01-01", "period_end": "2025-08-19", "period_basis": "completed"}
LATER = {"period_start": "2025-01-01", "period_end": "2025-10-31", "period_basis": "stated"}
YEAR = {"unit": "posts", "role": "plan", "period_end": "2025-12-31", "period_basis": "stated"}


def steps(*values: str, report: str = "first", place: str = "VN-HN", **window: str) -> list[Row]:
    """Decided, left, approved and paid, as far as there are values."""
    return [
        figure(10 * n, report, measure=measure, value=value, unit="people", place=place, **window)
        for n, (measure, value) in enumerate(zip(STEPS, values, strict=False), 1)
    ]


def posts(start: int, measure: str, value: str, **columns: str) -> Row:
    return figure(start, measure=measure, value=value, **(YEAR | columns))


def limited(rows: list[Row], day: date) -> Study:
    """A study whose first report, which a person has looked at, sets the limit."""
    study = study_of(rows, first={"reviewed_on": "2025-11-01"})
    return replace(study, deadlines={("resignations_effective", "first"): day})


def test_the_answer_says_who_had_not_yet_left() -> None:
    told = tell("01-staffing")
    assert "94,402 people in Viet Nam who had decided to leave, 53.3% had been paid" in told.findings[0]
    assert "12,407 had not yet left" in told.findings[0]


def test_the_paid_stand_beside_the_approved_and_those_who_had_left() -> None:
    told = tell("01-staffing")
    paid = told.about("approved money")
    assert "31,065 people" in paid
    assert "61.8%" in paid
    assert "Of those who had left, 61.4%" in paid
    chart = next(each for each in told.charts if "had been paid, 1 January" in each)
    assert all(share in chart for share in ("53.3%", "61.4%", "61.8%"))


def test_a_start_that_no_report_states_is_marked() -> None:
    told = tell("01-staffing")
    assert told.tables[0].count("1 January to 19 August 2025 (completed here)") == 3
    stated = study_of(steps("50", "40", "30", "20", **LATER))
    assert "completed here" not in tell("01-staffing", stated, place="VN-HN").tables[0]


def test_whole_people_are_needed_on_calendar_and_working_days() -> None:
    needed = tell("01-staffing").about("a day had to leave")
    assert needed.startswith("## 955 people a day had to leave for all to be gone by 1 September 2025")
    assert "13 days, 9 of them Monday to Friday: 1,379 on each, public holidays not taken out" in needed


def test_a_count_of_after_the_limit_leaves_the_pace_that_was_needed() -> None:
    before, after = steps("100", "90", **AUGUST), steps("110", "105", "100", "60", report="second", **LATER)
    told = tell("01-staffing", limited(before + after, date(2025, 8, 24)), place="VN-HN")
    assert "Of 110 people in Hanoi" in told.findings[0]
    assert told.about("had to leave").startswith("## 2 people a day had to leave")


def test_a_limit_that_nobody_sets_is_not_made_up() -> None:
    told = tell("01-staffing", study_of(steps("100", "90", "80", "60", **AUGUST)), place="VN-HN")
    assert "no reviewed figure" not in told.about("limit")
    assert "no report here sets a limit for “Have left”" in told.text


def test_posts_are_set_against_officials_and_nothing_is_the_reforms_own() -> None:
    told = tell("01-staffing", place="VN-HN")
    given = told.about("posts on average")
    assert given.startswith("## A unit in Hanoi is given 76.4 posts on average")
    assert "3,280 officials of former districts (34.1%) and 6,342 of former communes" in given
    assert "leaves no posts over" in given
    assert "contribution" not in told.text
    (parts,) = [each for each in told.tables if "Posts for officials of former districts" in each][:1]
    assert "What the total covers beside communes and wards is not clear" in parts


def test_a_gap_between_posts_and_officials_is_said() -> None:
    rows = [
        posts(10, "posts_assigned", "1260"),
        posts(20, "staff_from_districts", "315"),
        posts(30, "staff_from_communes", "900"),
    ]
    given = tell("01-staffing", study_of(rows), place="VN-HN").about("posts on average")
    assert "given 10.0 posts" in given
    assert "(25.0%)" in given
    assert "leaves 45 posts over" in given


def test_files_per_post_and_working_day_say_why_they_may_be_joined() -> None:
    taken = tell("01-staffing").about("files per post")
    assert taken.startswith("## On average Hanoi took in 1.24 files per post and day, Monday to Friday")
    assert "the plan is for the year in which the other was counted" in taken


def test_posts_of_a_year_wait_for_files_of_that_year() -> None:
    files = figure(40, value="2200", period_start="2025-12-01", period_end="2025-12-31")
    later = figure(50, value="99", period_start="2026-01-01", period_end="2026-01-31")
    rows = [posts(10, "posts_assigned", "100"), files, later]
    told = tell("01-staffing", study_of(rows), place="VN-HN")
    assert told.results["files_per_post"]["value"].startswith("0.95"), "2,200 by 100 posts and 23 days"
    told = tell("01-staffing", study_of([rows[0], later]), place="VN-HN")
    assert "files_per_post" not in told.results


def test_a_hedged_total_makes_a_bound() -> None:
    cost = tell("01-staffing").about("settled cases")
    assert cost.startswith("## Hanoi's settled cases cost at least 946 million VND per case")
    assert "946,3" not in tell("01-staffing").text


@pytest.mark.parametrize("place", ["VN-DN", "VN-HP"])
def test_a_place_without_figures_has_a_line_for_each_finding(place: str) -> None:
    told = tell("01-staffing", place=place)
    assert sum("Nothing can be said here" in each for each in told.findings) == 7
    assert set(told.results) == {"everything", "by", "undated", "completed"} & set(told.results)
    assert told.charts == []


def test_what_nobody_has_reviewed_stands_in_no_sentence() -> None:
    rows = steps("100", "90", "80", "60", **AUGUST, status="read")
    told = tell("01-staffing", study_of(rows), place="VN-HN")
    assert "3 that wait for a review would" in told.findings[0]
    marked = tell("01-staffing", study_of(rows), place="VN-HN", reviewed_only=False)
    assert "60.0% (not reviewed)" in marked.findings[0]
