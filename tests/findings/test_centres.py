from decimal import Decimal

import pytest

from analysis.errors import StudyError
from analysis.findings.centres import centres
from analysis.table.figures import provinces_without
from made import figure


def built(value="3139", having="32", note="", points=()):
    return [
        figure(10, measure="service_centres", unit="centres", place="VN", value=value, quote=value),
        figure(20, measure="provinces_with_service_centres", unit="provinces", place="VN", value=having,
               quote=having, note=note),
        *points,
    ]  # fmt: skip


def values(finding):
    return {each.result_id: round(each.value, 2) for each in finding.results}


def test_centres_against_units_where_the_names_are_in_the_data(study):
    found = centres(study.select())
    assert values(found) == {
        "centres_of_units": Decimal("99.94"),  # 3 139 / 3 141
        "units_in_scope": 3141,  # 3 321 - 126 - 54
        "units_without_centre": 2,
        "centres_of_all_units": Decimal("94.52"),  # 3 139 / 3 321
        "points_of_units_vn_hn": 100,  # 126 / 126
    }
    assert found.heading == "Outside Hanoi and Quang Ninh, there are 3,139 centres for 3,141 units: 99.9%"


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("VN-HN", "Hanoi is one of those set aside"),
        ("VN-44", "An Giang is among the provinces that have them"),
    ],
)
def test_a_province_is_told_on_which_side_it_stands(study, place, said):
    assert said in centres(study.select(place=place)).text


def test_without_names_the_bound_takes_the_smallest_and_the_largest(make_selection):
    found = centres(make_selection(built()))
    assert values(found) == {
        "centres_of_units_least": Decimal("96.79"),  # 3 139 / (3 321 - 38 - 40)
        "centres_of_units_most": Decimal("105.09"),  # 3 139 / (3 321 - 168 - 166)
        "centres_of_all_units": Decimal("94.52"),
    }
    assert found.heading == (
        "3,139 centres are between 96.8% and 105.1% of the units in provinces that have them"
    )
    assert "does not name the 2 others" in found.text
    assert found.results[0].figure_ids == ("first:10", "first:20")


def test_names_that_do_not_make_up_the_number_leave_the_bound(make_selection):
    found = centres(make_selection(built(note="without: VN-HN")))
    assert "centres_of_units_least" in values(found)


def test_all_provinces_set_none_aside(make_selection):
    found = centres(make_selection(built(having="34")))
    assert (
        values(found)["centres_of_units_least"] == values(found)["centres_of_units_most"] == Decimal("94.52")
    )
    assert "does not name" not in found.text


def test_more_centres_than_units_are_said(make_selection):
    found = centres(make_selection(built("3151", note="without: VN-HN, VN-13")))
    assert values(found)["units_without_centre"] == -10
    assert "that leaves 10 units fewer than centres" in found.text


def test_as_many_centres_as_units(make_selection):
    text = centres(make_selection(built("3141", note="without: VN-HN, VN-13"))).text
    assert "that leaves as many centres as units" in text


def test_one_measure_alone_says_nothing(make_selection):
    assert centres(make_selection(built()[:1])).results == ()


def test_the_note_names_places(make_selection):
    seen = make_selection(built(note="look twice; without: VN-HN, VN-13; more"))
    having = seen.study.by_id["first:20"]
    assert provinces_without(having, seen.study.places) == ("VN-HN", "VN-13")
    assert provinces_without(seen.study.by_id["first:10"], seen.study.places) == ()


def test_a_note_that_names_no_place_is_refused(make_selection):
    with pytest.raises(StudyError, match="unknown place 'VN-XX'"):
        centres(make_selection(built(note="without: VN-HN, VN-XX")))
