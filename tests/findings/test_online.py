from decimal import Decimal

import pytest

from analysis.findings.online import online
from made import figure

WINDOW = {"period_start": "2025-07-01", "period_end": "2025-07-20", "period_basis": "stated"}


def stated(start, measure, value, place="VN", dates=WINDOW, **columns):
    unit = "files" if measure.startswith("files") else "percent"
    return figure(
        start, measure=measure, value=value, quote=value, unit=unit, place=place, **(dates | columns)
    )


def risen(rise="10", against="2025-07-10", rate="60"):
    return [
        stated(10, "online_rate", rate),
        stated(20, "online_increase", rise, against_end=against),
    ]


def values(finding):
    return {each.result_id: round(each.value, 2) for each in finding.results}


def test_the_three_readings_of_the_rise(study):
    found = online(study.select())
    assert values(found) == {
        "online_share_vn": Decimal("74.73"),  # 3 277 718 / 4 386 106
        "share_before_relative": Decimal("71.14"),  # 74.7 / 1.05
        "share_after_relative": Decimal("83.85"),  # (74.7 * 50 - 71.14 * 36) / 14
        "online_pace_relative": Decimal("117.86"),
        "share_before_points": Decimal("69.70"),  # 74.7 - 5
        "share_after_points": Decimal("87.56"),  # (74.7 * 50 - 69.7 * 36) / 14
        "online_pace_points": Decimal("125.62"),
        "share_before_count": Decimal("98.81"),  # 71.14 * 50 / 36
        "share_after_count": Decimal("12.70"),  # (74.7 * 50 - 98.81 * 36) / 14
        "online_pace_count": Decimal("12.86"),  # 5 * 36 / 14
    }
    assert found.heading == (
        "74.7% of the files in Viet Nam came in online, against 71.1% or 69.7% by 5 August 2025"
    )
    assert [row[-1] for row in found.table.rows] == ["possible", "possible", "needs a collapse"]
    assert [mark.solid for mark in found.chart.marks] == [True, True, True, False]


def test_rounding_is_carried_into_the_share_before(study):
    before = next(r for r in online(study.select()).results if r.result_id == "share_before_points")
    assert (before.interval.low, before.interval.high) == (Decimal("69.15"), Decimal("70.25"))


def test_a_province_without_its_own_share_sees_the_countrys(study):
    assert online(study.select(place="VN-44")).heading.startswith("74.7% of the files in Viet Nam")


def test_nothing_stated_is_said(study):
    assert "nothing can be said here" in online(study.select(reports=["hanoi-fr"])).heading


def test_a_provinces_own_share_comes_before_the_countrys(make_selection):
    rows = [stated(10, "online_rate", "60"), stated(20, "online_rate", "80", "VN-HN")]
    assert online(make_selection(rows, place="VN-HN")).heading == "80.0% of the files in Hanoi came in online"
    assert "Elsewhere it is 80.0% in Hanoi." in online(make_selection(rows)).text


def test_a_share_without_a_rate_comes_from_the_counts(make_selection):
    rows = [stated(10, "files_received", "200"), stated(20, "files_online", "150")]
    found = online(make_selection(rows))
    assert values(found) == {"online_share_vn": 75}
    assert "They are 150 of 200 files" in found.text


def test_no_files_received_give_no_share(make_selection):
    rows = [stated(10, "files_received", "0"), stated(20, "files_online", "0")]
    assert online(make_selection(rows)).results == ()


def test_a_rate_alone_is_said_to_stand_alone(make_selection):
    assert "the share alone" in online(make_selection(risen())).text


@pytest.mark.parametrize("against", ["", "2025-06-30", "2025-07-20"])
def test_a_day_that_does_not_cut_the_window_leaves_two_readings(make_selection, against):
    found = online(make_selection(risen(against=against)))
    assert values(found) == {"share_before_relative": Decimal("54.55"), "share_before_points": 50}
    assert found.heading.endswith("against 54.5% or 50.0% before")
    assert not hasattr(found.chart, "marks")


@pytest.mark.parametrize(
    ("rise", "against", "rate", "verdicts"),
    [
        # 60 % over 20 days; half of them before the day: the count rose by 100 % in the other half.
        ("100", "2025-07-10", "60", ["needs a jump", "impossible", "possible"]),
        ("10", "2025-07-10", "60", ["possible", "possible", "needs a collapse"]),
        ("-10", "2025-07-10", "60", ["possible", "possible", "impossible"]),
        ("10", "2025-07-19", "94", ["needs a jump", "needs a jump", "only if intake was uneven"]),
        (
            "5",
            "2025-07-17",
            "96",
            ["only if intake was uneven", "only if intake was uneven", "needs a collapse"],
        ),
    ],
)
def test_what_arithmetic_says_of_each_reading(make_selection, rise, against, rate, verdicts):
    found = online(make_selection(risen(rise, against, rate)))
    assert [row[-1] for row in found.table.rows] == verdicts


def test_a_rise_of_another_report_or_day_is_not_joined(make_selection):
    rows = [stated(10, "online_rate", "60"), stated(20, "online_increase", "10", report="second")]
    assert online(make_selection(rows)).results == ()
    rows[1] = stated(20, "online_increase", "10", period_end="2025-07-21")
    assert online(make_selection(rows)).results == ()
