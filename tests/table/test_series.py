"""What is known of one thing at several dates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import analysis
from analysis.errors import StudyError
from analysis.showing.record import result_row
from analysis.table.quantities import Quantity, Unknown
from analysis.table.series import followed, moved, paces, revised, series
from analysis.table.study import Selection
from made import Row, figure
from told import study_of

PUBLISHED = {"first": "2025-09-02", "second": "2025-11-03", "third": "2026-01-05", "fourth": "2026-03-02"}
"""When each of the reports appeared."""


def stated(report: str, start: int, value: str, last: str, **columns: str) -> Row:
    """A row of a report; files received in Hanoi from 1 July 2025, unless the columns say otherwise."""
    own = {"value": value, "quote": value, "period_start": "2025-07-01", "period_end": last,
           "period_basis": "stated" if last else ""}  # fmt: skip
    return figure(start, report, **(own | columns))


def selection(*rows: Row, place: str = "VN-HN", **options: Any) -> Selection:
    days = {name: {"published": day} for name, day in PUBLISHED.items()}
    return study_of(rows, **days).select(place=place, **options)


def told(frame: Any, column: str) -> list[str]:
    return [str(each) if each else "" for each in frame[column]]


STOCK = {"measure": "files_pending", "period_start": ""}
RATE = {"measure": "on_time_rate", "unit": "percent"}


def test_between_two_counts_from_one_start_lies_the_count_of_a_window() -> None:
    seen = selection(
        stated("first", 10, "523292", "2025-08-30"), stated("second", 10, "700000", "2025-10-31")
    )
    frame = series(seen, "files_received")
    assert frame.index.tolist() == ["1 July to 30 August 2025", "1 July to 31 October 2025"]
    assert frame["what"].tolist() == ["count", "window"]
    assert told(frame, "change") == ["", "176,708 files"]
    assert told(frame, "days") == ["61 days", "62 days"]
    assert [f"{each:.1}" for each in frame["per day"]] == ["8,578.6 files per day", "2,850.1 files per day"]


def test_a_window_names_both_dates_and_why_that_is_fair() -> None:
    seen = selection(stated("first", 10, "500", "2025-08-30"), stated("second", 10, "700", "2025-10-31"))
    row = result_row("window", series(seen, "files_received")["change"].iloc[1])
    assert row["note"] == "both begin on 1 July 2025"
    assert row["formula"] == "files_received[VN-HN, 2025-10-31] - files_received[VN-HN, 2025-08-30]"
    assert row["figure_ids"] == ["second:10", "first:10"]


def test_print_and_hedges_leave_a_window_open_but_not_below_nothing() -> None:
    first = stated("first", 10, "3190000", "2025-08-30")
    second = stated("second", 10, "3200000", "2025-10-31", quote="3,2 millions")
    change = series(selection(first, second), "files_received")["change"].iloc[1]
    assert (change.low, change.value, change.high) == (0, 10000, 60000)


def test_a_fall_of_a_count_is_a_revision_and_no_negative_window() -> None:
    seen = selection(
        stated("first", 10, "500", "2025-08-30"), stated("second", 10, "400", "2025-10-31"),
        stated("third", 10, "650", "2025-12-31"),
    )  # fmt: skip
    frame = series(seen, "files_received")
    assert frame["what"].tolist() == ["count", "revision", "window"]
    assert told(frame, "change") == ["", "", "250 files"]
    assert frame["change"].iloc[1].reasons == ("no count falls from 500 files to 400 files: it was revised",)
    (row,) = revised(seen).itertuples()
    assert (str(row.before), str(row.now), str(row.difference)) == ("500 files", "400 files", "-100 files")


def test_what_is_counted_anew_each_year_makes_no_window_across_it() -> None:
    seen = selection(
        stated("first", 10, "500", "2025-12-31"),
        stated("second", 10, "90", "2026-01-31", period_start="2026-01-01"),
    )  # fmt: skip
    assert told(series(seen, "files_received"), "change") == ["", ""]
    assert told(series(seen, "files_received"), "days") == ["184 days", "31 days"]


def test_months_are_held_against_months() -> None:
    seen = selection(
        stated("first", 10, "310", "2025-07-31"),
        stated("second", 10, "300", "2025-09-30", period_start="2025-09-01"),
        stated("third", 10, "70", "2025-09-30", period_start="2025-09-24"),
    )  # fmt: skip
    frame = series(seen, "files_received")
    assert told(frame, "change") == ["", "-10 files", ""]
    assert told(frame, "per day") == ["10 files per day"] * 3
    assert told(moved(seen), "per day") == [""], "two months apart have no pace between them"


def test_a_month_told_later_takes_no_place_from_counts_since_a_start() -> None:
    july, august = stated("first", 10, "310", "2025-07-31"), stated("second", 10, "640", "2025-08-31")
    month = stated("third", 10, "320", "2025-10-31", period_start="2025-10-01")
    for rows in ([july, august], [july, august, month]):
        assert told(moved(selection(*rows)), "change") == ["330 files"]
        assert told(paces(selection(*rows)), "lately") == ["10.6 files per day"]


def test_a_month_by_itself_has_its_pace_since_its_own_first_day() -> None:
    months = (
        stated("first", 10, "310", "2025-07-31"),
        stated("second", 10, "300", "2025-09-30", period_start="2025-09-01"),
    )
    (row,) = paces(selection(*months)).itertuples()
    assert (str(row.lately), str(row.since), str(row.until)) == (
        "10 files per day",
        "2025-08-31",
        "2025-09-30",
    )


def test_a_stock_changes_and_a_rate_has_a_path() -> None:
    seen = selection(
        stated("first", 10, "900", "2025-08-30", **STOCK), stated("second", 10, "400", "2025-10-31", **STOCK),
        stated("first", 30, "97.4", "2025-08-30", **RATE), stated("second", 30, "98.1", "2025-10-31", **RATE),
    )  # fmt: skip
    pending, rate = series(seen, "files_pending"), series(seen, "on_time_rate")
    assert (told(pending, "change"), pending["what"].tolist()) == (["", "-500 files"], ["stock", "stock"])
    assert (f"{rate['change'].iloc[1]:.1t}", rate["what"].tolist()) == (
        "0.6 to 0.8 percentage points",
        ["rate", "rate"],
    )


def test_a_share_of_the_year_s_plan_goes_on_from_the_same_start_else_from_the_year_before() -> None:
    rate = {"measure": "disbursement_rate", "unit": "percent", "period_start": "2025-01-01"}
    seen = selection(
        stated("first", 10, "48", "2024-09-30", **rate | {"period_start": "2024-01-01"}),
        stated("second", 10, "20", "2025-06-30", **rate), stated("third", 10, "68", "2025-09-30", **rate),
    )  # fmt: skip
    changes = series(seen, "disbursement_rate")["change"]
    assert [bool(each) for each in changes] == [False, False, True]
    assert (changes.iloc[2].value, changes.iloc[2].fairness) == (48, "both begin on 1 January 2025")


def test_what_was_said_before_adds_no_point() -> None:
    again = stated("second", 30, "500", "2025-08-30")
    seen = selection(
        stated("first", 10, "500", "2025-08-30"), again, stated("second", 10, "700", "2025-10-31")
    )
    frame = series(seen, "files_received")
    assert told(frame, "quantity") == ["500 files", "700 files"]
    assert frame["quantity"].iloc[0].figure_ids == ("first:10",), "the first report that stated it is named"
    assert len(revised(seen)) == 0


def test_a_report_takes_the_place_of_one_that_it_replaces() -> None:
    rows = [stated("first", 10, "500", "2025-08-30"), stated("second", 10, "550", "2025-08-30")]
    study = study_of(
        rows, first={"published": "2025-09"}, second={"published": "2025-11", "replaces": "first"}
    )
    frame = series(study.select(place="VN-HN"), "files_received")
    assert (told(frame, "quantity"), frame["what"].tolist()) == (["550 files"], ["count"])


def test_a_translation_adds_nothing() -> None:
    rows = [stated("first", 10, "500", "2025-08-30"), stated("second", 10, "505", "2025-08-31")]
    study = study_of(rows, first={}, second={"translation_of": "first"})
    assert told(series(study.select(place="VN-HN"), "files_received"), "quantity") == ["500 files"]


def test_what_was_said_last_of_a_window_stands_and_says_that_it_revises() -> None:
    seen = selection(stated("second", 10, "510", "2025-08-30"), stated("first", 10, "500", "2025-08-30"))
    frame = series(seen, "files_received")
    assert (told(frame, "quantity"), frame["what"].tolist()) == (["510 files"], ["revision"])
    assert told(frame, "days") == ["61 days"], "it has a pace like any first count"
    assert told(revised(seen), "before") == ["500 files"]


def test_a_rounder_number_revises_nothing_and_the_narrower_one_stands() -> None:
    round_one = stated("second", 10, "500000", "2025-08-30", quote="about half a million", qualifier="about")
    seen = selection(stated("first", 10, "523292", "2025-08-30"), round_one)
    frame = series(seen, "files_received")
    assert (told(frame, "quantity"), frame["what"].tolist()) == (["523,292 files"], ["count"])


def test_what_nobody_has_looked_at_spoils_no_window() -> None:
    misread = stated("second", 10, "7000", "2025-10-31", status="read")
    rows = [stated("first", 10, "500", "2025-08-30"), misread, stated("third", 10, "650", "2025-12-31")]
    assert told(series(selection(*rows), "files_received"), "change") == ["", "150 files"]
    frame = series(selection(*rows, reviewed_only=False), "files_received")
    assert told(frame, "change") == ["", "6,500 files", "150 files"]
    assert [each.unreviewed for each in frame["quantity"]] == [False, True, False]


def test_what_nobody_has_looked_at_is_held_against_its_like_where_there_is_nothing_else() -> None:
    rows = [stated("first", 10, "500", "2025-08-30", status="read"),
            stated("second", 10, "700", "2025-10-31", status="read")]  # fmt: skip
    seen = selection(*rows, reviewed_only=False)
    assert told(series(seen, "files_received"), "change") == ["", "200 files"]
    assert told(moved(seen), "change") == ["200 files"]


@pytest.mark.parametrize(
    "apart",
    [{"locality": "Minh Chau"}, {"units_covered": "4"}, {"breakdown": "online"}, {"holder": "a ministry"},
     {"per": "day"}, {"role": "estimate"}, {"place": "VN-HP"}],
)  # fmt: skip
def test_what_is_of_another_thing_is_another_series(apart: dict[str, str]) -> None:
    seen = selection(
        stated("first", 10, "500", "2025-08-30"), stated("second", 10, "700", "2025-10-31", **apart)
    )
    assert told(series(seen, "files_received"), "quantity") == ["500 files"]
    assert not moved(seen)["first"].iloc[0]


def test_a_part_of_a_place_has_a_series_of_its_own() -> None:
    part = {"locality": "Minh Chau"}
    seen = selection(
        stated("first", 10, "50", "2025-08-30", **part), stated("second", 10, "70", "2025-10-31", **part)
    )
    assert told(series(seen, "files_received", locality="Minh Chau"), "change") == ["", "20 files"]
    assert moved(seen).index.tolist() == ["Files received, Hanoi: Minh Chau"]


def test_how_many_units_there_were_before_the_reform_is_no_point() -> None:
    units = {"measure": "commune_units", "unit": "communes", "place": "VN", "period_start": ""}
    seen = selection(
        stated("first", 10, "10035", "2025-06-30", **units),
        stated("second", 10, "3321", "2025-07-01", **units), place="VN",
    )  # fmt: skip
    assert told(series(seen, "commune_units"), "quantity") == ["3,321 units"]


def test_a_balance_may_fall() -> None:
    money = {"measure": "budget_balance", "unit": "VND"}
    seen = selection(
        stated("first", 10, "900", "2025-08-30", **money), stated("second", 10, "400", "2025-10-31", **money)
    )
    frame = series(seen, "budget_balance")
    assert (told(frame, "change"), frame["what"].tolist()) == (["", "-500 VND"], ["count", "window"])


def test_a_count_without_a_start_makes_no_window() -> None:
    rows = [stated("first", 10, "500", "2025-08-30", period_start=""),
            stated("second", 10, "700", "2025-10-31", period_start="")]  # fmt: skip
    assert told(series(selection(*rows), "files_received"), "change") == ["", ""]


def test_the_largest_relative_change_comes_first_and_a_fall_of_a_count_last() -> None:
    seen = selection(
        stated("first", 10, "500", "2025-08-30"), stated("second", 10, "600", "2025-10-31"),
        stated("first", 20, "10", "2025-08-30", **STOCK), stated("second", 20, "15", "2025-10-31", **STOCK),
        stated("first", 30, "90", "2025-08-30", measure="files_on_time"),
        stated("second", 30, "9", "2025-10-31", measure="files_on_time"),
        stated("first", 40, "90", "2025-08-30", measure="files_online"),
    )  # fmt: skip
    frame = moved(seen)
    assert frame["measure"].tolist() == ["files_pending", "files_received", "files_on_time"]
    assert frame["what"].tolist() == ["stock", "window", "revision"]
    assert told(frame, "change") == ["5 files", "100 files", ""]
    assert [str(each) for each in frame["since"]] == ["2025-08-30"] * 3
    assert moved(seen, most=1)["measure"].tolist() == ["files_pending"]
    assert not moved(seen, "budget")["first"].iloc[0]


def test_the_change_from_first_to_last_passes_over_what_was_revised_between() -> None:
    seen = selection(
        stated("first", 10, "500", "2025-08-30"), stated("second", 10, "900", "2025-10-31"),
        stated("third", 10, "650", "2025-12-31"),
    )  # fmt: skip
    assert told(moved(seen), "change") == ["150 files"]


def test_a_province_s_page_tells_of_its_own_series() -> None:
    ends = {"first": "2025-08-30", "second": "2025-10-31"}
    rows = [stated(name, start, f"{start}", day, place=place)
            for start, place in ((50, "VN"), (70, "VN-HN")) for name, day in ends.items()]  # fmt: skip
    assert moved(selection(*rows))["place"].tolist() == ["Hanoi"]
    assert sorted(moved(selection(*rows, place="VN"))["place"]) == ["Hanoi", "Viet Nam"]


# What leaves a series empty says so in one line


def reason(frame: Any, column: str) -> str:
    (unknown,) = frame[column]
    assert isinstance(unknown, Unknown)
    (words,) = unknown.reasons
    return words


def test_a_series_of_nothing_says_why() -> None:
    seen = selection(stated("first", 10, "500", "", period_start=""))
    where = "of Hanoi"
    assert reason(series(seen, "files_received"), "quantity") == (
        f"no figure here states “Files received” {where} with a date"
    )
    assert reason(series(seen, "files_online"), "quantity") == (
        f"no reviewed figure here states “Files submitted online” {where}"
    )
    assert reason(series(seen, "files_received", breakdown="online"), "quantity") == (
        f"no figure here states “Files received, online” {where} with a date"
    )


def test_a_series_that_waits_for_a_review_says_so() -> None:
    seen = selection(stated("first", 10, "500", "2025-08-30", status="read"))
    assert reason(series(seen, "files_received"), "quantity") == (
        "no reviewed figure here states “Files received” of Hanoi; 1 that waits for a review would"
    )


def test_one_date_says_what_would_make_a_series() -> None:
    assert reason(moved(selection(stated("first", 10, "500", "2025-08-30"))), "first") == (
        "no reviewed figure of Hanoi has a second date; a report that states one of them of another day "
        "would make a series"
    )
    assert "no figure on procedures" in reason(moved(selection(reviewed_only=False), "procedures"), "first")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"measure": "file_received"}, "did you mean files_received"),
        ({"measure": "files_received", "place": "Hanoy"}, r"did you mean VN-HN \(Hanoi\)"),
    ],
)
def test_what_does_not_exist_is_refused(asked: dict[str, str], words: str) -> None:
    with pytest.raises(StudyError, match=words):
        series(selection(), **asked)


def test_of_the_real_reports_one_rate_has_two_dates() -> None:
    frame = moved(analysis.load().select())
    (row,) = frame.itertuples()
    assert isinstance(row.change, Quantity)
    assert (row.place, row.change.value, str(row.days)) == ("Hai Phong", Decimal(20), "365 days")
    assert row.change.fairness == "both windows are as long"


# The pace of counts


def test_the_count_whose_pace_changed_most_comes_first() -> None:
    seen = selection(
        stated("first", 10, "610", "2025-08-30"), stated("second", 10, "920", "2025-09-30"),
        stated("first", 20, "610", "2025-08-30", measure="files_online"),
        stated("second", 20, "1850", "2025-09-30", measure="files_online"),
        stated("first", 30, "900", "2025-08-30", **STOCK), stated("second", 30, "400", "2025-10-31", **STOCK),
    )  # fmt: skip
    frame = paces(seen)
    assert frame["measure"].tolist() == ["files_online", "files_received"]
    assert told(frame, "before") == ["10 files per day", "10 files per day"]
    assert told(frame, "lately") == ["40 files per day", "10 files per day"]
    assert [str(each) for each in frame["since"]] == ["2025-08-30"] * 2
    assert paces(seen, most=1)["measure"].tolist() == ["files_online"]


def test_a_count_that_fell_leaves_the_paces_that_were_known() -> None:
    rows = [stated("first", 10, "610", "2025-08-30"), stated("second", 10, "920", "2025-09-30")]
    fallen = stated("third", 10, "700", "2025-12-31")
    assert told(paces(selection(*rows, fallen)), "lately") == ["10 files per day"]
    assert told(moved(selection(*rows, fallen)), "change") == ["90 files"]
    assert told(moved(selection(*rows, fallen | {"value": "600"})), "change") == ["310 files"]


def test_two_months_are_two_stretches_and_two_that_overlap_are_not() -> None:
    july, august = stated("first", 10, "310", "2025-07-31"), stated("first", 20, "620", "2025-08-31")
    months = selection(july, august | {"period_start": "2025-08-01"})
    assert (told(paces(months), "before"), told(paces(months), "lately")) == (
        ["10 files per day"], ["20 files per day"],
    )  # fmt: skip
    overlapping = selection(july, august | {"period_start": "2025-07-15"})
    assert not paces(overlapping)["lately"].iloc[0]


# Which series there are


def test_every_series_is_listed_with_its_dates() -> None:
    seen = selection(
        stated("first", 10, "500", "2025-08-30"), stated("second", 10, "400", "2025-10-31"),
        stated("first", 20, "90", "2025-08-30", breakdown="online"), stated("first", 30, "7", ""),
    )  # fmt: skip
    frame = followed(seen)
    assert frame[["breakdown", "dates", "revised"]].values.tolist() == [["", 2, 1], ["online", 1, 0]]
    assert [str(each) for each in frame["since"]] == ["2025-08-30"] * 2
    assert [str(each) for each in frame["until"]] == ["2025-10-31", "2025-08-30"]
    assert frame["label"].tolist() == ["Files received"] * 2
    assert len(followed(selection())) == 0


def test_a_figure_leads_to_its_series() -> None:
    part = {"units_covered": "4", "breakdown": "online"}
    seen = selection(
        stated("first", 10, "50", "2025-08-30", **part), stated("second", 10, "70", "2025-10-31", **part),
        stated("second", 30, "700", "2025-10-31"),
    )  # fmt: skip
    assert told(series(seen, moved(seen)["last"].iloc[0]), "quantity") == ["50 files", "70 files"]
    unknown = moved(selection())["last"].iloc[0]
    assert series(seen, unknown)["quantity"].iloc[0] is unknown


def test_growth_is_ranked_behind_what_has_a_size() -> None:
    growth = {"measure": "grdp_growth", "unit": "percent"}
    seen = selection(
        stated("first", 10, "0.5", "2025-08-30", **growth), stated("second", 10, "8", "2025-10-31", **growth),
        stated("first", 20, "500", "2025-08-30"), stated("second", 20, "600", "2025-10-31"),
    )  # fmt: skip
    frame = moved(seen)
    assert frame["measure"].tolist() == ["files_received", "grdp_growth"]
    assert [f"{each:.0%}" for each in frame["relative"]] == ["20%", "not stated"]
