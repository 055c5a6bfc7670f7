from decimal import Decimal

import pytest

from analysis.findings.procedures import index, page, pending, timeliness
from made import figure

JULY = {"period_start": "2025-07-01", "period_end": "2025-07-31", "period_basis": "stated"}
END = {"period_end": "2025-07-31", "period_basis": "stated"}


def files(start, measure, value, place="VN-HN", dates=JULY, **columns):
    return figure(start, measure=measure, value=value, quote=value, place=place, **dates, **columns)


def handled(place="VN-HN", first=100, received="1000", on_time="600", still_open="310", closed="690"):
    return [
        files(first, "files_received", received, place),
        files(first + 10, "files_processed", closed, place),
        files(first + 20, "files_on_time", on_time, place),
        files(first + 30, "files_pending", still_open, place, END),
    ]


def values(finding):
    return {each.result_id: round(each.value, 2) for each in finding.results}


def test_hanoi_on_time_is_a_bound_over_all_files(study):
    found = timeliness(study.select(place="VN-HN"))
    # 402 282 / 523 292 and (402 282 + 110 256) / 523 292
    assert values(found) == {"on_time_least_vn_hn": Decimal("76.88"), "on_time_most_vn_hn": Decimal("97.94")}
    assert (
        found.heading == "Of the files Hanoi received, between 76.9% and 97.9% were or can still be on time"
    )
    assert "97.39% lies within that bound" in found.text
    mark, printed = found.chart.marks
    assert (round(mark.low, 2), round(mark.high, 2)) == (Decimal("76.88"), Decimal("97.94"))
    assert (mark.text, mark.solid, printed.value) == ("76.9% to 97.9%", True, Decimal("97.39"))


def test_hanoi_open_files_in_days_of_work(study):
    found = pending(study.select(place="VN-HN"))
    assert values(found) == {
        "pending_days_vn_hn": Decimal("16.28"),  # 110 256 / (413 036 / 61)
        "closing_pace": Decimal("6771.08"),
        "pending_working_days": Decimal("11.75"),  # 110 256 / (413 036 / 44)
        "pending_days_of_arrivals": Decimal("12.85"),  # 110 256 / (523 292 / 61)
    }
    assert "Closed and open files add up to those received" in found.text


def test_hai_phong_units_with_a_high_index(study):
    found = index(study.select(place="VN-HP"))
    assert values(found) == {"high_index_vn_hp": Decimal("8.77")}  # 10 / 114
    assert found.heading.startswith("10 of Hai Phong's 114 units (8.8%) are named with more than 90 points")


@pytest.mark.parametrize("place", ["VN-HP", "VN-09", "VN-71", "VN-SG", "VN-44"])
@pytest.mark.parametrize("finding", [timeliness, pending])
def test_where_nothing_is_stated_the_finding_says_so(study, finding, place):
    found = finding(study.select(place=place))
    assert "nothing can be said here" in found.heading
    assert (found.results, found.table.rows) == ((), ())


def test_two_places_are_both_bounded_and_the_first_leads(make_selection):
    seen = make_selection([*handled("VN-HP", 500, on_time="650"), *handled()])
    assert values(timeliness(seen)) == {
        "on_time_least_vn_hn": 60, "on_time_most_vn_hn": 91,
        "on_time_least_vn_hp": 65, "on_time_most_vn_hp": 96,
    }  # fmt: skip
    assert timeliness(seen).heading.startswith("Of the files Hanoi received")
    assert [each.result_id for each in pending(seen).results][:2] == [
        "pending_days_vn_hn",
        "pending_days_vn_hp",
    ]


def test_a_hedged_part_opens_the_bound(make_selection):
    rows = handled()
    rows[2] |= {"qualifier": "more_than"}
    found = timeliness(make_selection(rows))
    assert "between 60.0% and 100.0%" in found.heading
    rows[2] |= {"qualifier": "nearly"}
    assert "at most 91.0%" in timeliness(make_selection(rows)).heading


def test_an_unreviewed_part_is_drawn_hollow(make_selection):
    rows = handled()
    rows[3] |= {"status": "read"}
    assert [mark.solid for mark in timeliness(make_selection(rows)).chart.marks] == [False]
    assert timeliness(make_selection(rows, reviewed_only=True)).results == ()


def test_a_printed_rate_outside_the_bound_is_said(make_selection):
    rate = files(200, "on_time_rate", "99", unit="percent")
    assert "99% lies outside that bound" in timeliness(make_selection([*handled(), rate])).text


def test_flows_that_start_on_different_days_are_not_mixed(make_selection):
    rows = handled()
    rows[0] |= {"period_start": "2025-07-02"}
    assert timeliness(make_selection(rows)).results == ()
    assert "pending_days_of_arrivals" not in values(pending(make_selection(rows)))


def test_parts_of_different_windows_are_not_mixed(make_selection):
    rows = handled()
    rows[3] |= {"period_end": "2025-08-31"}
    assert timeliness(make_selection(rows)).results == ()
    assert pending(make_selection(rows)).results == ()


def test_nothing_received_or_closed_divides_nothing(make_selection):
    rows = handled(received="0", on_time="0", still_open="0", closed="0")
    assert timeliness(make_selection(rows)).results == ()
    assert pending(make_selection(rows)).results == ()


def test_a_gap_between_received_and_its_parts_is_said(make_selection):
    found = pending(make_selection(handled(closed="650")))
    assert "miss those received by 40 files" in found.text
    assert values(found)["pending_days_vn_hn"] == Decimal("14.78")  # 310 / (650 / 31)


def test_closed_files_without_a_window_have_no_pace(make_selection):
    rows = [row | {"period_start": ""} for row in handled()]
    assert pending(make_selection(rows)).results == ()
    assert values(timeliness(make_selection(rows))) == {"on_time_least_vn_hn": 60, "on_time_most_vn_hn": 91}


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("VN", "**A unit in Ho Chi Minh City takes in 76.9 files a day, one in Dien Bien 6.6.**"),
        ("VN-HN", "**A unit in Hanoi takes in 68.1 files a day on average, 2.6 times the country's 26.4.**"),
        (
            "VN-44",
            "**No report in this selection lets this page say anything of An Giang itself.** What stands "
            "below is the country's, where it says so.",
        ),
    ],
)
def test_the_bottom_line_is_about_the_pages_own_place(study, place, line):
    assert page(study.select(place=place)).bottom_line.text == line


@pytest.mark.parametrize("place", ["VN", "VN-HN", "VN-HP", "VN-09", "VN-71", "VN-SG", "VN-44"])
def test_no_result_stands_twice_on_a_page(study, place):
    shown = page(study.select(place=place))
    findings = (shown.intake, shown.timeliness, shown.pending, shown.online, shown.centres, shown.index)
    ids = [each.result_id for finding in findings for each in finding.results]
    assert sorted(ids) == sorted(set(ids))
    assert all(each.figure_ids for finding in findings for each in finding.results)
