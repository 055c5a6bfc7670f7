"""An analyst changes a line or three of one cell; number, sentence and chart change with it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from analysis.table.study import Study
from made import figure
from told import Told, study_of, tell

MOST_LINES = 3

DENOMINATOR = {
    "waiting_for_payment, of_approved = approved - paid_then, paid_then / approved": (
        "waiting_for_payment, of_approved = decided - paid_then, paid_then / decided"
    ),
}
WORKING_DAYS = {
    "departures_needed_per_day = rounded_up((decided - left) / calendar)": (
        "departures_needed_per_day = rounded_up((decided - left) / weekdays)"
    ),
}
PEOPLE = {
    "ranks = ranked(intake := received / units(seen, received) / days(received))": (
        "ranks = ranked(intake := received / residents(seen, received) / days(received))"
    ),
}
MONDAY_TO_FRIDAY = {
    "ranks = ranked(intake := received / units(seen, received) / days(received))": (
        "ranks = ranked(intake := received / units(seen, received) / working_days(received))"
    ),
}
PLACE = {
    "where, (total, domestic) = revenue.index[0], revenue.iloc[0]": (
        'where, (total, domestic) = "Hue", revenue.loc["Hue"]'
    ),
}
YEAR_END = {
    "pace_so_far, pace_to_come = paid_out / days(rates), (1 - paid_out) / days_until(rates)": (
        'pace_so_far, to_come = paid_out / days(rates), days_until(rates) + exact(31, "days")\n'
        "pace_to_come = (1 - paid_out) / to_come"
    ),
}
WINDOW = {"period_start": "2025-01-01", "period_end": "2025-09-30", "period_basis": "stated"}


def two_places() -> Study:
    """Revenue of Hanoi and of Hue."""
    rates = [("VN-HN", "90", "100"), ("VN-26", "60", "120")]
    return study_of(
        [
            figure(
                start + at, measure=measure, value=value, quote=value, unit="percent", place=place, **WINDOW
            )
            for start, (place, *values) in zip((10, 50), rates, strict=True)
            for at, (measure, value) in enumerate(
                zip(("revenue_vs_estimate", "domestic_revenue_vs_estimate"), values, strict=True)
            )
        ]
    )


def changed(before: Told, after: Told, kind: str) -> list[tuple[str, str]]:
    pairs = zip(getattr(before, kind), getattr(after, kind), strict=True)
    return [(one, other) for one, other in pairs if one != other]


@pytest.mark.parametrize(
    ("name", "edits", "result", "now", "sentence", "drawn"),
    [
        ("01-staffing", DENOMINATOR, "of_approved", "53.3", "44,057 people", "approved money: 53.3%"),
        ("01-staffing", WORKING_DAYS, "departures_needed_per_day", "1379", "## 1,379 people a day", "1,379;"),
        ("03-budget", PLACE, "largest_domestic_share", "50.6", "at most 50.7% of Hue", "domestic part 50%"),
        ("02-procedures", PEOPLE, "most", "0.0009", "Hanoi took in", "Files per person and day"),
        ("02-procedures", MONDAY_TO_FRIDAY, "most", "106.", "files per unit and working day", "City: 107;"),
    ],
    ids=["another denominator", "working days", "another place", "people instead of units", "no weekends"],
)
def test_a_line_changes_the_number_the_sentence_and_the_chart(
    name: str, edits: Mapping[str, str], result: str, now: str, sentence: str, drawn: str
) -> None:
    study = two_places() if edits is PLACE else None
    before, after = tell(name, study), tell(name, study, edits=edits)
    assert len(edits) <= MOST_LINES
    assert before.results[result]["value"] != after.results[result]["value"]
    assert after.results[result]["value"].startswith(now)
    assert [other for _, other in changed(before, after, "findings") if sentence in other]
    assert [other for _, other in changed(before, after, "charts") if drawn in other]


def test_another_place_by_its_parameter_changes_all_three() -> None:
    country, hanoi = tell("02-procedures"), tell("02-procedures", place="VN-HN")
    assert "Ho Chi Minh City took in 76.9 files" in country.findings[0]
    assert "Hanoi took in 68.1 files" in hanoi.findings[0]
    assert ("Ho Chi Minh City" in country.charts[0], "Ho Chi Minh City" in hanoi.charts[0]) == (True, False)


def test_a_year_that_closes_later_asks_for_less() -> None:
    before, after = tell("03-budget"), tell("03-budget", edits=YEAR_END)
    assert (before.results["times_faster"]["value"][:4], after.results["times_faster"]["value"][:4]) == (
        "1.39",
        "1.04",
    )


def test_a_change_must_fit_one_cell() -> None:
    with pytest.raises(ValueError, match="unpack"):
        tell("03-budget", edits={"no such line": ""})
