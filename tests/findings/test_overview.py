import pytest

from analysis import load
from analysis.files import DATA, read_rows
from analysis.findings import overview
from analysis.table.vocabulary import PLACE_COLUMNS
from made import REPORT, figure, write_data

DATED = {"period_start": "2025-07-01", "period_end": "2025-07-31", "period_basis": "stated"}


def values(finding):
    return {each.result_id: f"{each.value:f}" for each in finding.results}


def test_the_reform_starts_when_the_list_of_places_does():
    starts = {row["valid_from"] for row in read_rows(DATA / "places.csv", PLACE_COLUMNS)}
    assert starts == {overview.REFORM.isoformat()}


def test_reports_and_figures_are_counted_without_translations(study):
    # 26 (hanoi-fr) + 30 (national-fr) + 9 (langson-fr) + 15 (haiphong-fr), and 26 more in hanoi-es
    found = overview.coverage(study.select())
    assert values(found) == {"figures": "80", "reports": "4"}
    assert "A further 26 figures" in found.text
    assert [row[4] for row in found.table.rows] == ["26", "26, not counted", "30", "9", "15"]


def test_a_province_counts_its_own_figures_only(study):
    seen = study.select(place="VN-HP")
    assert values(overview.coverage(seen)) == {"figures": "15", "reports": "1"}
    assert values(overview.dates(seen))["dated"] == "10"


def test_provinces_that_speak_and_those_that_do_not(study):
    found = overview.places(study.select())
    # units: 126 (Hanoi) + 45 (Dien Bien) + 65 (Lang Son) + 114 (Hai Phong) + 168 (Ho Chi Minh City) = 518
    assert values(found) == {
        "share_of_units": "15.597712", "provinces_spoken_of": "5", "provinces_silent": "29",
        "units_spoken_of": "518", "units_named_vn_09": "21",
    }  # fmt: skip
    assert "An Giang" in found.text
    assert "(21 of 65 units)" in found.text
    assert "Hanoi" not in found.text.split("No figure")[1], "Hanoi speaks"


def test_the_grid_counts_every_figure_once(study):
    chart = overview.places(study.select()).chart
    counts = {mark.label: int(mark.value) for mark in chart.marks}
    assert sum(counts.values()) == 80
    assert counts["Hai Phong, budget"] == 10
    assert counts["Viet Nam, budget"] == 0


def test_dates_run_over_observed_figures_only(study):
    found = overview.dates(study.select())
    assert values(found) == {
        "share_dated": "50.0", "dated": "40", "figures_in_all": "80", "observed_and_dated": "33",
        "reach_back_before_reform": "11",
    }  # fmt: skip
    assert "from 1 January 2024 to 30 September 2025" in found.heading
    days = {row[0]: row[1] for row in found.table.rows}
    assert days["1 July to 30 August 2025"] == "61"
    assert days["at 30 August 2025"] == "1"
    assert sum(int(row[3]) for row in found.table.rows) == 33


def test_doubts_have_their_denominator_and_pointers(study):
    found = overview.certainty(study.select())
    assert values(found) == {
        "share_firm": "35.00", "firm": "28", "undated": "40", "not_observed": "10", "partial": "9",
        "no_total": "3", "hedged": "5", "unclassified": "3", "two_readings": "1", "unreviewed": "0",
        "inferred_date": "20", "corrected": "0",
    }  # fmt: skip
    hedged = next(each for each in found.results if each.result_id == "hedged")
    assert set(hedged.figure_ids) == {
        "hanoi-fr:2175", "langson-fr:1845", "haiphong-fr:2315", "haiphong-fr:2887", "haiphong-fr:5030",
    }  # fmt: skip
    assert {row[2] for row in found.table.rows} == {"80"}


def test_the_new_units_and_their_averages(study):
    found = overview.organisation(study.select())
    # 9 916 / 3 321, 465 / 34, 3 321 / 34
    assert values(found) == {
        "divisions_per_unit": "2.985848", "agencies_per_province": "13.676471",
        "units_per_province": "97.676471", "units_against_list": "0", "unit_count_mentions": "4",
    }  # fmt: skip
    assert found.heading.startswith("The country has 2.99 specialised divisions")
    assert "also 97.7 communes and wards to a province" in found.text


def test_a_province_that_counts_its_units_stands_beside_the_country(study):
    found = overview.organisation(study.select(place="VN-HN"))
    assert found.heading.startswith("Hanoi counts 126 units; the country has 97.7 ")
    assert "also 2.99 specialised divisions to a commune or ward and 13.7 " in found.text
    assert values(found)["unit_count_mentions"] == "5"


def test_a_place_without_figures_says_so_and_gives_the_country(study):
    page = overview.page(study.select(place="VN-44"))
    assert page.bottom_line.text == "**No report of this selection speaks of An Giang.**"
    assert values(page.places) == {"share_of_units": "3.071364"}
    assert page.coverage.heading == "2 reports state 30 figures of Viet Nam"
    assert {mark.label.split(",")[0] for mark in page.places.chart.marks} == {"Viet Nam"}
    assert "of Viet Nam" in page.dates.heading
    assert "of Viet Nam" in page.doubts.heading


def test_a_place_that_is_spoken_of_in_part_says_how_much(study):
    found = overview.places(study.select(place="VN-09"))
    assert found.heading == "Lang Son has 7 figures on 2 of 5 themes"
    assert values(found)["units_named_vn_09"] == "21"
    assert "staffing, budget and assets" in found.text


@pytest.mark.parametrize("code", ["VN", "VN-HN", "VN-HP", "VN-09", "VN-71", "VN-SG", "VN-44"])
def test_no_result_stands_twice_on_a_page(study, code):
    page = overview.page(study.select(place=code))
    findings = (
        page.bottom_line, page.coverage, page.places, page.dates, page.doubts, page.organisation,
    )  # fmt: skip
    names = [each.result_id for finding in findings for each in finding.results]
    assert len(names) == len(set(names))


def test_a_selection_without_figures_says_so_everywhere(study):
    page = overview.page(study.select(period=("2030-01-01", "2030-02-01"), reports=["langson-fr"]))
    assert page.coverage.heading == "No report of this selection states a figure"
    assert page.places.heading == "The figures speak of the country and of no province"
    assert not hasattr(page.places.chart, "png")
    for finding in (page.dates, page.doubts, page.organisation):
        assert "nothing can be said here" in finding.heading


def test_unreviewed_planned_and_partial_figures_are_not_firm(make_selection):
    seen = make_selection(
        [
            figure(10, **DATED),
            figure(20, status="read", **DATED),
            figure(30, role="plan", **DATED),
            figure(40, units_covered="3", **DATED),
            figure(50, alternative="12", **DATED),
            figure(60, qualifier="about", **DATED),
            figure(70),
            figure(80, holder="Bank X", **DATED),
        ]
    )
    found = values(overview.certainty(seen))
    assert found.pop("share_firm") == "12.500"
    assert found.pop("inferred_date") == found.pop("corrected") == found.pop("unclassified") == "0"
    assert found == dict.fromkeys(
        ["firm", "undated", "not_observed", "partial", "no_total", "hedged", "two_readings", "unreviewed"],
        "1",
    )


def test_a_part_is_the_names_or_the_stated_number_whichever_is_more(make_selection):
    seen = make_selection(
        [figure(10, locality="A; B"), figure(20, locality="B; C"), figure(30, units_covered="2")]
    )
    assert values(overview.places(seen))["units_named_vn_hn"] == "3"


def test_a_count_that_differs_from_the_list_or_from_itself_is_said(make_selection):
    units = {"measure": "commune_units", "unit": "communes"}
    seen = make_selection([figure(10, value="125", **units), figure(20, value="126", **units)], place="VN-HN")
    found = overview.organisation(seen)
    # 126 is the later one; the list has 126 units for Hanoi
    assert "and other counts too, and the official list agrees" in found.text
    assert values(found) == {"units_against_list": "0", "unit_count_mentions": "1"}
    wrong = overview.organisation(make_selection([figure(10, value="125", **units)], place="VN-HN"))
    assert "always the same, and the official list differs by -1 units" in wrong.text


def test_an_average_needs_a_divisor_above_zero(make_selection):
    rows = [
        figure(10, place="VN", measure="provincial_agencies", unit="agencies", value="465"),
        figure(20, place="VN", measure="province_units", unit="provinces", value="0"),
    ]
    found = overview.organisation(make_selection(rows))
    assert values(found) == {}
    assert found.heading == "Viet Nam counts 0 provinces"


def test_a_translation_is_counted_only_where_its_original_is_not(tmp_path):
    reports = [REPORT, REPORT | {"report_id": "second", "translation_of": "first"}]
    rows = {"first": [figure(10)], "second": [figure(10, "second"), figure(20, "second")]}
    study = load(write_data(tmp_path, rows, reports))
    both, alone = overview.coverage(study.select()), overview.coverage(study.select(reports=["second"]))
    assert values(both) == {"figures": "1", "reports": "1"}
    assert "A further 2 figures" in both.text
    assert values(alone) == {"figures": "2", "reports": "1"}
    assert "No translation is among them" in alone.text
