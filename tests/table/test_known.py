"""What is known of each place: each observation once, and which figure stands for a measure."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.table.known import Known
from analysis.table.study import load
from facts import facts
from made import REPORT, Row, write_data

SUMMER = {"period_start": "2025-07-01", "period_end": "2025-08-30", "period_basis": "stated"}
AUTUMN = {"period_start": "2025-07-01", "period_end": "2025-10-31", "period_basis": "stated"}


@pytest.fixture
def known(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Makes what is known of rows of figures by report."""

    def made(reports: list[Row] | None = None, **figures: list[Row]) -> Known:
        write_data(tmp_path, figures, reports)
        return Known(load(tmp_path))

    return made


def received(value: str, **columns: str) -> Row:
    return {"measure": "files_received", "value": value} | columns


def stands(known: Known, *columns: str) -> list[tuple[object, ...]]:
    return list(known.latest[list(columns)].itertuples(index=False, name=None))


def of_report(name: str, rows: list[Row]) -> list[Row]:
    return [row | {"report_id": name, "figure_id": f"{name}:{row['start']}"} for row in rows]


def test_what_two_reports_state_is_one_observation_that_two_state(known) -> None:  # type: ignore[no-untyped-def]
    found = known(
        first=facts(received("120", status="read", **SUMMER)),
        second=of_report("second", facts(received("120", **SUMMER))),
    )
    # The reviewed one speaks for both.
    assert found.rows[["figure_id", "reports", "solid"]].values.tolist() == [["second:10", 2, True]]


@pytest.mark.parametrize("column", ["translation_of", "replaces"])
def test_a_translation_and_what_is_replaced_count_nowhere(known, column: str) -> None:  # type: ignore[no-untyped-def]
    second = REPORT | {"report_id": "second", column: "first"}
    found = known(
        [REPORT, second],
        first=facts(received("120", **SUMMER)),
        second=of_report("second", facts(received("130", **SUMMER))),
    )
    expected = "first:10" if column == "translation_of" else "second:10"
    assert found.rows["figure_id"].tolist() == [expected]


@pytest.mark.parametrize(
    "apart",
    [{"holder": "a ministry"}, {"breakdown": "health"}, {"per": "day"}, {"locality": "Ba Dinh"},
     {"units_covered": "4"}],
    ids=lambda each: next(iter(each)),
)  # fmt: skip
def test_a_part_a_class_an_average_and_anothers_figure_stand_for_no_place(known, apart: Row) -> None:  # type: ignore[no-untyped-def]
    found = known(first=facts(received("120", **SUMMER), received("7", **AUTUMN, **apart)))
    assert len(found.rows) == 2
    assert stands(found, "figure_id") == [("first:10",)]


def test_a_reviewed_figure_stands_and_a_later_one_waits(known) -> None:  # type: ignore[no-untyped-def]
    found = known(first=facts(received("120", **SUMMER), received("300", status="read", **AUTUMN)))
    ((name, later, dates),) = stands(found, "figure_id", "later", "dates")
    assert (name, found.study.figures[later].figure_id, dates) == ("first:10", "first:20", 2)


def test_where_nothing_is_reviewed_the_latest_stands_marked(known) -> None:  # type: ignore[no-untyped-def]
    found = known(
        first=facts(received("120", status="read", **SUMMER), received("300", status="read", **AUTUMN))
    )
    assert stands(found, "figure_id", "solid", "later") == [("first:20", False, -1)]


def test_what_is_doubtful_or_above_its_whole_is_not_solid(known) -> None:  # type: ignore[no-untyped-def]
    rate = {"measure": "on_time_rate", **SUMMER}
    found = known(
        first=facts({"value": "130"} | rate, received("9", status="read", doubt="measure 0.62", **SUMMER))
    )
    assert found.rows["grade"].tolist() == [2, 2]


def test_what_was_observed_stands_before_a_plan_and_a_bound_never(known) -> None:  # type: ignore[no-untyped-def]
    found = known(
        first=facts(
            received("900", role="plan", **AUTUMN), received("120", **SUMMER),
            {"measure": "on_time_rate", "value": "75", "role": "threshold", **SUMMER},
        )
    )  # fmt: skip
    assert stands(found, "figure_id") == [("first:20",)]


def test_a_month_by_itself_takes_no_place_from_what_is_counted_since_the_start(known) -> None:  # type: ignore[no-untyped-def]
    month = {"period_start": "2025-09-01", "period_end": "2025-09-30", "period_basis": "stated"}
    found = known(first=facts(received("120", **SUMMER), received("40", **month)))
    assert stands(found, "figure_id", "dates") == [("first:10", 2)]


def test_a_share_is_one_of_the_same_window_and_a_rank_one_of_three_places(known) -> None:  # type: ignore[no-untyped-def]
    rate = {"measure": "on_time_rate", **SUMMER}
    found = known(
        first=facts(
            received("50", **SUMMER), received("200", place="VN", **SUMMER),
            received("10", place="VN-HP", **AUTUMN),
            *({"value": value, "place": place} | rate
              for place, value in {"VN-HN": "90", "VN-HP": "95", "VN-SG": "80"}.items()),
        )
    )  # fmt: skip
    said = {
        pair: (kind, [str(each.value) for each in figures]) for pair, (kind, figures) in found.beside.items()
    }
    assert said == {
        ("VN-HN", "files_received"): ("share", ["50", "200"]),
        ("VN-HN", "on_time_rate"): ("rank", ["90", "95", "90", "80"]),
        ("VN-HP", "on_time_rate"): ("rank", ["95", "95", "90", "80"]),
        ("VN-SG", "on_time_rate"): ("rank", ["80", "95", "90", "80"]),
    }


def test_what_is_stated_of_other_places_is_missing_where_nobody_states_it(known) -> None:  # type: ignore[no-untyped-def]
    rows = facts(received("1", **SUMMER), received("2", place="VN-HP", **SUMMER))
    found = known(first=rows)
    assert found.common == ("files_received",)
    assert [each.id for each in found.missing("VN-SG")] == ["files_received"]
    assert found.missing("VN-HN") == []


def test_two_days_make_a_span_and_a_line_of_reviewed_figures(known) -> None:  # type: ignore[no-untyped-def]
    late = {"period_start": "2025-07-01", "period_end": "2025-12-31", "period_basis": "stated"}
    found = known(
        first=facts(
            received("120", **SUMMER), received("300", **AUTUMN), received("1", status="read", **late)
        )
    )
    ((first, last, dates),) = found.spans[["first", "last", "dates"]].itertuples(index=False, name=None)
    assert [found.study.figures[at].figure_id for at in (first, last)] == ["first:10", "first:20"]
    assert dates == 3
    (line,) = found.lines("files_received")
    assert [each.figure_id for each in line] == ["first:10", "first:20", "first:30"]
    assert found.lines("posts_assigned") == []


def test_without_any_report_nothing_is_known(known) -> None:  # type: ignore[no-untyped-def]
    found = known(first=[])
    assert (len(found.rows), len(found.latest), found.common, found.beside, len(found.spans)) == (
        0,
        0,
        (),
        {},
        0,
    )
    assert found.lines("files_received") == []


def test_what_is_more_than_the_country_is_no_share_of_it(known) -> None:  # type: ignore[no-untyped-def]
    found = known(first=facts(received("500", **SUMMER), received("200", place="VN", **SUMMER)))
    assert found.beside == {}


def test_what_one_place_alone_states_is_not_common(known) -> None:  # type: ignore[no-untyped-def]
    assert known(first=facts(received("1", **SUMMER))).common == ()


def test_counts_from_two_starts_are_two_lines(known) -> None:  # type: ignore[no-untyped-def]
    year = {"period_start": "2025-01-01", "period_basis": "stated"}
    ends = ("2025-06-30", "2025-09-30")
    found = known(
        first=facts(
            received("120", **SUMMER),
            received("300", **AUTUMN),
            *(
                received(value, period_end=end, **year)
                for value, end in zip(("700", "900"), ends, strict=True)
            ),
        )
    )
    lines = [[str(each.value) for each in line] for line in found.lines("files_received")]
    assert sorted(lines) == [["120", "300"], ["700", "900"]]
