from datetime import date
from decimal import Decimal

import pytest

from analysis.findings.intake import intake, later_end, working_days
from made import figure


def received(start, value, place, first="2025-07-01", last="2025-07-31", **columns):
    dates = {"period_start": first, "period_end": last, "period_basis": "stated"}
    return figure(start, value=value, quote=value, place=place, **(dates | columns))


def values(finding):
    return {each.result_id: round(each.value, 2) for each in finding.results}


def test_every_place_on_one_scale(study):
    found = intake(study.select())
    assert values(found) == {
        "intake_vn": Decimal("26.41"),  # 4 386 106 / 3 321 / 50
        "intake_vn_hn": Decimal("68.08"),  # 523 292 / 126 / 61
        "intake_vn_71": Decimal("6.63"),  # 14 922 / 45 / 50
        "intake_vn_09_part": Decimal("53.23"),  # 6 600 / 4 / 31
        "intake_vn_sg": Decimal("76.85"),  # 645 566 / 168 / 50
        "intake_longer_vn_09_part": Decimal("47.14"),  # 6 600 / 4 / 35
        "intake_working_vn": Decimal("36.69"),  # ... / 36
        "intake_working_vn_hn": Decimal("94.39"),  # ... / 44
        "intake_working_vn_71": Decimal("9.21"),
        "intake_working_vn_09_part": Decimal("71.74"),  # ... / 23
        "intake_working_vn_sg": Decimal("106.74"),
        "intake_working_longer_vn_09_part": Decimal("66.00"),  # ... / 25
        "working_days_raise_least": Decimal("34.78"),  # 31 / 23
        "working_days_raise_most": Decimal("38.89"),  # 50 / 36
    }
    assert found.heading == "A unit in Ho Chi Minh City takes in 76.9 files a day, one in Dien Bien 6.6"
    assert "order of the places stays the same" in found.text


def test_a_hedged_part_of_a_place_is_a_bound_over_two_windows(study):
    found = intake(study.select(place="VN-09"))
    assert found.heading == (
        "4 units of Lang Son take in at most 47.1 or 53.2 files a day each, "
        "at most 1.8 or 2.0 times the country's 26.4"
    )
    assert values(found)["times_the_country_longer"] == Decimal("1.78")  # 47.14 / 26.41
    assert "read up to 4 August 2025, it gives at most 47.1 instead of at most 53.2" in found.text
    part, country = found.chart.marks
    assert (round(part.low, 1), round(part.high, 1)) == (Decimal("47.1"), Decimal("53.2"))
    assert (part.solid, part.text, country.group) == (False, "at most 47.1 or 53.2", 1)
    assert part.label == "Lang Son, 4 units, 31 or 35 days"


def test_the_other_window_of_a_count_stands_below_it(study):
    places = [row[0] for row in intake(study.select()).table.rows]
    at = places.index("Lang Son, 4 units")
    assert places[at + 1] == "Lang Son, 4 units: same count, other window"
    assert len(places) == 6


def test_a_province_is_held_against_the_country(study):
    found = intake(study.select(place="VN-HN"))
    assert values(found)["times_the_country"] == Decimal("2.58")  # 68.08 / 26.41
    assert found.heading.endswith("2.6 times the country's 26.4")


@pytest.mark.parametrize("place", ["VN-HP", "VN-44"])
def test_a_place_without_a_count_is_silent(study, place):
    found = intake(study.select(place=place))
    assert (found.results, found.table.rows) == ((), ())
    assert "nothing can be said here" in found.heading


def test_counts_without_a_window_are_left_out(make_selection):
    rows = [received(10, "3906", "VN-HN"), figure(20, place="VN-HP")]
    found = intake(make_selection(rows))
    assert [mark.label for mark in found.chart.marks] == ["Hanoi, 31 days"]
    assert values(found)["intake_vn_hn"] == 1  # 3 906 / 126 / 31


def test_the_latest_count_of_a_place_and_each_part_of_it(make_selection):
    rows = [
        received(10, "3906", "VN-HN"),
        received(20, "7812", "VN-HN", "2025-08-01", "2025-08-31"),
        received(30, "310", "VN-HN", locality="Ba Vi; Minh Chau"),
        received(40, "93", "VN-HN", units_covered="3"),
    ]
    found = values(intake(make_selection(rows)))
    assert {name: value for name, value in found.items() if name.startswith("intake_vn")} == {
        "intake_vn_hn": 2, "intake_vn_hn_part": 5, "intake_vn_hn_part_2": 1,
    }  # fmt: skip


def test_an_unreviewed_count_is_drawn_hollow(make_selection):
    found = intake(
        make_selection([received(10, "100", "VN-HN", status="read"), received(20, "100", "VN-HP")])
    )
    assert {mark.label[:5]: mark.solid for mark in found.chart.marks} == {"Hanoi": False, "Hai P": True}


def test_a_window_of_weekend_days_has_no_working_days(make_selection):
    found = intake(make_selection([received(10, "252", "VN-HN", "2025-07-05", "2025-07-06")]))
    assert values(found) == {"intake_vn_hn": 1}


def test_an_order_that_depends_on_weekends_is_said(make_selection):
    steady = received(10, "840", "VN-04", "2025-07-07", "2025-07-11")  # 56 units: 3 a day, Monday to Friday
    weekend = received(20, "376", "VN-HP", "2025-07-04", "2025-07-06")  # 114 units: 1.1 a day, 3.3 on Friday
    calm = received(30, "114", "VN-HP", "2025-07-04", "2025-07-06")  # 0.3 a day, 1 on Friday
    assert "the places does not stay the same" in intake(make_selection([steady, weekend])).text
    assert "the places stays the same" in intake(make_selection([steady, calm])).text


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, date(2025, 8, 4)),
        ({"period_basis": "stated"}, None),
        ({"period_start": "2025-07-02"}, None),
        ({"period_end": "2025-07-30"}, None),
        ({"period_start": "2025-06-01"}, None),
        ({"locality": "Ba Vi"}, None),
    ],
)
def test_only_a_completed_month_may_reach_further(make_selection, changed, expected):
    month = {"period_basis": "completed", "locality": "Dong Kinh"} | changed
    rows = [
        received(10, "100", "VN-09", **month),
        received(
            20, "1", "VN-09", "2025-08-09", "2025-08-09", locality="Dong Kinh", measure="communes_visited"
        ),
        received(
            30, "1", "VN-09", "2025-08-04", "2025-08-04", locality="Dong Kinh", measure="communes_visited"
        ),
        received(40, "1", "VN-09", "2025-08-02", "2025-08-02", locality="Dong Kinh", role="target"),
    ]
    seen = make_selection(rows)
    assert later_end(seen.study.by_id["first:10"], seen) == expected


def test_working_days_count_both_ends():
    assert working_days(date(2025, 8, 1), date(2025, 8, 4)) == 2  # Friday and Monday
    assert working_days(None, date(2025, 8, 4)) == 0
