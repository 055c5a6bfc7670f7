"""The page on procedures: averages over windows, bounds, and what no report states."""

from __future__ import annotations

import random

import pytest

from made import figure
from told import study_of, tell

JULY = {"period_start": "2025-07-01", "period_end": "2025-07-31", "period_basis": "stated"}


def test_an_average_is_past_and_on_average_and_a_bound_has_no_rank() -> None:
    told = tell("02-procedures")
    assert told.findings[0].startswith("**Ho Chi Minh City took in 76.9 files per unit and day on average (")
    assert "at most 53.3" in told.tables[0], "a bound is rounded outwards"
    assert "at most 47.2" in told.tables[0]


def test_a_count_is_held_against_the_people_and_the_land_of_its_place() -> None:
    told = tell("02-procedures")
    assert "the most was 0.97 files a day for 1,000 residents, in Hanoi" in told.findings[0]
    # 523 292 files of 61 days for 8 807 523 people, and 645 566 of 50 days on 6 772.59 km2
    assert told.results["a_day_for_1_000_residents_hanoi"]["value"] == "0.974003"
    assert told.results["a_day_on_a_square_km_ho_chi_minh_city"]["value"] == "1.906408"
    assert "a_day_for_1_000_residents_lang_son_4_units" not in told.results, "four wards are not the province"


def test_a_place_is_held_against_the_rest_of_the_country_not_against_one_that_holds_it() -> None:
    told = tell("02-procedures", place="VN-HN")
    assert told.results["times"]["value"].startswith("2.74")
    assert "each is a count a day" in told.about("rest of the country"), "two windows are named, and why"


def test_the_bound_on_timeliness_is_rounded_outwards() -> None:
    assert "between 76.8% and 98.0%" in tell("02-procedures").about("could still be on time")


def test_open_files_are_older_than_arrivals_allow() -> None:
    assert tell("02-procedures").results["at_least"]["value"].startswith("24470")


def test_a_page_without_figures_says_so_in_a_line_for_each_finding() -> None:
    told = tell("02-procedures", place="VN-DN")
    assert told.findings[0] == (
        "*Nothing can be said here: no reviewed figure here states “Files received” of Da Nang.*"
    )


def test_a_figure_that_nobody_has_reviewed_stands_in_no_sentence_and_waits() -> None:
    read = study_of([figure(10, value="17000", status="read", **JULY)])
    told = tell("02-procedures", read, place="VN-HN")
    assert "1 that waits for a review would" in told.findings[0]
    assert "1 figure of Hanoi waits for a review" in told.text
    assert "[unreviewed]" in told.tables[-1]


@pytest.mark.parametrize("status", ["reviewed", "read"])
def test_counting_what_nobody_has_reviewed_marks_it(status: str) -> None:
    study = study_of([figure(10, value="12400", status=status, **JULY)])
    told = tell("02-procedures", study, place="VN-HN", reviewed_only=False)
    assert ("(not reviewed)" in told.findings[0]) is (status == "read")


@pytest.mark.parametrize("order", ["oldest first", "newest first", "at random"])
@pytest.mark.parametrize("seed", range(5))
def test_so_many_open_files_are_old_in_whatever_order_they_are_worked(order: str, seed: int) -> None:
    """Files arrive evenly or not; so many are worked each day. The bound asks nothing of the order."""
    dice, arrived, days = random.Random(seed), 40, 61
    waiting: list[int] = []
    for day in range(days):
        waiting += [day] * arrived
        if order == "at random":
            dice.shuffle(waiting)
        elif order == "oldest first":
            waiting.sort(reverse=True)
        del waiting[len(waiting) - dice.randint(20, arrived) :]
    for T in range(1, days):
        older = sum(day < days - T for day in waiting)
        assert older >= max(0, len(waiting) - arrived * T), f"{T} days"


def test_the_rest_of_the_country_is_what_no_report_names() -> None:
    told = tell("02-procedures")
    assert told.results["unnamed"]["value"].startswith("23.97")
    assert "Outside Dien Bien and Ho Chi Minh City it was 24.0 (" in told.about("rest of the country")
