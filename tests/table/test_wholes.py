"""What exceeds the list or the whole that holds it is named, and nothing is computed with it."""

from __future__ import annotations

import pytest

from analysis.table.asking import each, together, value
from analysis.table.odd import odd
from analysis.table.quantities import Quantity, Unknown, exact, share_of
from analysis.table.series import series
from analysis.table.study import Study
from analysis.table.wholes import contradiction, exceeded
from made import Row, figure
from told import study_of, tell

EARLY, LATE = {"period_end": "2025-08-31"}, {"period_end": "2025-11-30"}
WITHOUT = {"measure": "communes_without_vehicles", "unit": "communes"}
RATE = {"measure": "on_time_rate", "unit": "percent"}


def lacking(report: str, value: str, **columns: str) -> Row:
    """Communes of Hanoi, which has 126, without a vehicle."""
    own = {"value": value, "quote": value, "period_basis": "stated", **WITHOUT, **LATE, **columns}
    return figure(10, report, **own)


def whole_of(**columns: str) -> str:
    study = study_of([lacking("first", columns.pop("value", "127"), **columns)])
    return exceeded(study.figures[0], study)


@pytest.mark.parametrize(
    "columns",
    [{}, {"period_end": ""}, {"measure": "communes_high_index"}, {"measure": "commune_units"},
     {"measure": "service_centres", "unit": "centres"}],
)  # fmt: skip
def test_a_count_above_the_list_exceeds_it(columns: dict[str, str]) -> None:
    assert whole_of(**columns) == "the 126 units of Hanoi"
    assert whole_of(value="126", **columns) == ""


def test_a_share_of_more_than_its_whole_exceeds_it() -> None:
    assert whole_of(**RATE, value="103") == "its whole"
    assert [whole_of(**RATE, value="100"), whole_of(**RATE, value="100", qualifier="more_than")] == ["", ""]


def test_units_of_a_part_exceed_that_part_and_provinces_their_number() -> None:
    assert whole_of(value="5", units_covered="4") == "the 4 units of which it speaks"
    above = {"measure": "provinces_above_average", "unit": "provinces", "place": "VN"}
    assert [whole_of(value=many, **above) for many in ("34", "35")] == ["", "the 34 provinces of Viet Nam"]


@pytest.mark.parametrize(
    "columns",
    [{"qualifier": "nearly"}, {"period_end": "2025-06-30"}, {"measure": "commune_units", "period_end": ""},
     {"per": "year"}, {"measure": "revenue_vs_estimate", "unit": "percent"}],
    ids=["may be less", "the list of before", "perhaps that of before", "an average", "a level"],
)  # fmt: skip
def test_what_may_be_is_let_be(columns: dict[str, str]) -> None:
    assert whole_of(**columns) == ""


def hanoi(*rows: Row) -> Study:
    return study_of(rows, second={"published": "2025-12-02"})


def test_an_older_count_stands_and_names_what_was_passed_over() -> None:
    seen = hanoi(lacking("first", "30", **EARLY), lacking("second", "150")).select(place="VN-HN")
    why = "“Units without a vehicle”, 150 units, would exceed the 126 units of Hanoi (at 30 November 2025)"
    for one in (value(seen, WITHOUT["measure"]), each(seen, WITHOUT["measure"]).iloc[0, 0]):
        assert isinstance(one, Quantity)
        assert (str(one), one.passed, (one / exact(126, "communes")).passed) == ("30 units", (why,), (why,))
    assert [str(one) for one in series(seen, WITHOUT["measure"])["quantity"]] == ["30 units"]


def test_without_an_older_count_the_reason_is_said() -> None:
    (one,) = together(hanoi(lacking("second", "150")).select(place="VN-HN"), WITHOUT["measure"])
    assert isinstance(one, Unknown)
    assert one.reasons[0].endswith("would exceed the 126 units of Hanoi (at 30 November 2025)")


def test_check_and_review_name_it() -> None:
    study = hanoi(lacking("first", "30", **EARLY), lacking("second", "150"), lacking("second", "104", **RATE))
    assert [(found.figure.value, found.why) for found in odd(study, "second")] == [
        (150, "more than the 126 units of Hanoi"),
        (104, "more than its whole"),
    ]
    assert odd(study, "first") == []


def test_the_page_says_in_one_line_what_it_passed_over() -> None:
    told = tell("04-assets", hanoi(lacking("first", "30", **EARLY), lacking("second", "150")), place="VN-HN")
    share = told.about("have no vehicle")
    assert "23.8% of Hanoi's units have no vehicle" in share
    assert share.count("Passed over: “Units without a vehicle”, 150 units, would exceed the 126 units") == 1


def test_a_part_above_another_figure_is_named_with_it() -> None:
    total, done = ("surplus_premises", "100"), ("surplus_premises_processed", "150")
    rows = [
        figure(at, measure=name, value=many, quote=many, unit="premises", **LATE)
        for at, (name, many) in enumerate((total, done), start=10)
    ]
    study = hanoi(*rows)
    assert contradiction(study.figures, study) == (
        "“Surplus premises dealt with”, 150 premises, would exceed “Surplus premises”, 100 premises "
        "(at 30 November 2025)"
    )


def test_a_share_is_no_more_than_one() -> None:
    assert share_of(exact(3, "files"), exact(3, "files")).value == 1
    assert not share_of(exact(4, "files"), exact(3, "files"))
    assert share_of(Unknown(("no part",)), exact(3, "files")).reasons == ("no part",)
