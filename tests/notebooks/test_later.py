"""What a later report says of one measure alone, or otherwise, takes nothing away and joins no dates."""

from __future__ import annotations

from made import Row, figure
from told import Told, study_of, tell

AUGUST, MONTH = ("2025-07-01", "2025-08-31"), ("2025-11-01", "2025-11-30")
ALL = ("files_received", "files_processed", "files_on_time", "files_pending")


def stated(report: str, window: tuple[str, str], place: str = "VN-HN", **values: str) -> list[Row]:
    start, end = window
    return [
        figure(
            20 * at + 200 * (place == "VN"), report, measure=measure, value=number, quote=number, place=place,
            period_start="" if measure == "files_pending" else start, period_end=end, period_basis="stated",
        )
        for at, (measure, number) in enumerate(values.items(), start=1)
    ]  # fmt: skip


FIRST = [
    *stated("first", AUGUST, **dict(zip(ALL, ("400000", "390000", "380000", "10000"), strict=True))),
    *stated("first", AUGUST, "VN", files_received="6000000"),
]


def procedures(*rows: Row) -> Told:
    return tell("02-procedures", study_of([*FIRST, *rows]), place="VN-HN")


def test_a_later_count_of_closed_and_open_files_is_joined_with_no_earlier_count_of_received_ones() -> None:
    told = procedures(
        *stated("second", ("2025-07-01", "2025-09-30"), files_processed="600000", files_pending="9")
    )
    assert "Hanoi's 9 open files" in told.text
    assert "10,000 open files" in told.about("in any order")
    assert "31 August 2025" in told.about("in any order")


def test_a_month_in_which_nothing_was_closed_takes_no_finding_away() -> None:
    told = procedures(*stated("second", MONTH, files_processed="0", files_pending="600000"))
    assert "Hanoi's 10,000 open files" in told.text
    assert "So it stood on 31 August 2025" in told.about("pace of closing")


def test_a_country_that_is_less_than_its_province_leaves_no_rest_below_zero() -> None:
    late = ("2025-07-01", "2025-09-30")
    told = procedures(*stated("second", late, "VN-DN", files_received="20000000"),
                      *stated("second", late, "VN", files_received="9000000"))  # fmt: skip
    assert "Hanoi took in" in told.about("rest of the country")
    assert "-" not in told.about("rest of the country")
    assert "Nothing" in tell("02-procedures", study_of(
        stated("second", late, "VN-DN", files_received="20000000")
        + stated("second", late, "VN", files_received="9000000")), place="VN-DN").findings[1]  # fmt: skip


def test_centres_that_stand_everywhere_set_no_province_aside() -> None:
    study = study_of([
        figure(at, measure=measure, unit=unit, value=number, quote=number, place="VN",
               period_end="2025-08-31")
        for at, measure, unit, number in ((20, "service_centres", "centres", "3400"),
                                          (40, "provinces_with_service_centres", "provinces", "34"))
    ])  # fmt: skip
    told = tell("02-procedures", study).about("3,400 centres")
    assert "aside" not in told
    assert "-79" not in told


def test_lacks_of_two_dates_and_places_have_their_own_dates() -> None:
    def lack(at: int, measure: str, number: str, end: str, place: str = "VN") -> Row:
        return figure(at, f"r{at}", measure=measure, value=number, quote=number, unit="communes", place=place,
                      period_end=end, period_basis="stated")  # fmt: skip

    rows = [lack(20, "communes_without_vehicles", "300", "2025-09-30"),
            lack(40, "communes_short_of_equipment", "90", "2025-11-30", "VN-HN")]  # fmt: skip
    told = tell("04-assets", study_of(rows)).about("have no vehicle")
    assert "too little equipment" not in told, "that is of another place"
    told = tell("04-assets", study_of([*rows, lack(60, rows[1]["measure"], "400", "2025-11-30")]))
    assert "(at 30 November 2025)" in told.about("have no vehicle")


def test_a_rate_at_the_end_of_its_year_has_its_day() -> None:
    row = figure(20, measure="disbursement_rate", value="97", quote="97", unit="percent", place="VN",
                 period_start="2025-01-01", period_end="2025-12-31", period_basis="stated")  # fmt: skip
    assert "So it stood on 31 December 2025." in tell("03-budget", study_of([row])).findings[0]


def leavers(report: str, end: str, decided: str, paid: str, **hedge: str) -> list[Row]:
    counts = {"resignations_decided": decided, "resignations_effective": paid, "resignations_paid": paid}
    return [
        figure(at, report, measure=measure, value=number, quote=number, unit="people", place="VN",
               period_start="2025-01-01", period_end=end, **(hedge if number == decided else {}))
        for at, (measure, number) in enumerate(counts.items(), start=20)
    ]  # fmt: skip


def test_a_later_hedge_by_which_nothing_can_be_divided_takes_no_finding_away() -> None:
    first = leavers("first", "2025-07-31", "60000", "25000")
    later = leavers("second", "2025-12-31", "90000", "80000", qualifier="nearly")
    assert "Of 60,000 people in Viet Nam" in tell("01-staffing", study_of([*first, *later])).findings[0]


def test_a_country_that_may_be_any_more_leaves_a_bound_from_above() -> None:
    late = ("2025-07-01", "2025-09-30")
    (country,) = stated("second", late, "VN", files_received="9000000")
    own = stated("second", late, files_received="600000")
    told = procedures(country | {"qualifier": "more_than"}, *own)
    assert "took in at most" in told.about("rest of the country")
