"""A chart over time: which points are drawn, which are joined, and what is said at the ends of lines."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from analysis.showing import charts
from analysis.showing.charts import NO_CHART, over_time
from analysis.showing.drawing import Chart, Line, Meaning
from analysis.table.series import series
from analysis.table.study import Selection
from made import Row, figure
from told import study_of

ENDS = ("2025-07-31", "2025-08-30", "2025-10-31", "2025-12-31")


def counts(values: dict[str, str], **columns: str) -> list[Row]:
    """Files received since 1 July, a row for each day."""
    since = {"period_start": "2025-07-01", "period_basis": "stated", **columns}
    return [
        figure(10 * at, value=value, period_end=end, **since)
        for at, (end, value) in enumerate(values.items(), start=1)
    ]


def seen(*rows: Row, place: str = "VN-HN") -> Selection:
    return study_of(rows).select(place=place, reviewed_only=False)


def drawn(chart: object) -> list[tuple[str, bool]]:
    """The marks: the day of each, and whether it is filled."""
    assert isinstance(chart, Chart)
    return [(str(mark.day), mark.solid) for mark in chart.marks]


@pytest.fixture
def joined(monkeypatch: pytest.MonkeyPatch) -> list[tuple[date | None, date | None]]:
    """The days between which lines are drawn."""
    found: list[tuple[date | None, date | None]] = []

    def spy(lines: list[Line], *words: object) -> None:
        found.extend((one.day, other.day) for line in lines for one, other in line.joined)

    monkeypatch.setattr(charts.drawing, "lines", spy)
    return found


HANOI = dict(zip(ENDS, ("310", "500", "700", "900"), strict=True))


def test_the_words_for_a_chart_over_time_tell_every_point() -> None:
    page = seen(*counts({"2025-07-31": "310", "2025-08-30": "500"}))
    assert over_time(page, series(page, "files_received"), about="files received").alt == (
        "Files received, within 1 July to 30 August 2025. 31 July 2025: 310 files; 30 August 2025: 500 "
        "files. Source: A paper."
    )


def test_the_last_point_alone_has_its_value_beside_it() -> None:
    page = seen(*counts(HANOI))
    chart = over_time(page, series(page, "files_received"))
    words = "".join(ElementTree.fromstring(chart.svg).itertext())
    assert ("900 files" in words, "700 files" in words) == (True, False)


def test_several_lines_are_named_at_their_ends() -> None:
    page = seen(*counts(HANOI), *counts({"2025-07-31": "4000", "2025-10-31": "9000"}, place="VN"))
    frames = {name: series(page, "files_received", place=name) for name in ("Viet Nam", "Hanoi")}
    chart = over_time(page, frames)
    words = "".join(ElementTree.fromstring(chart.svg).itertext())
    named = [name in words for name in ("Hanoi 900 files", "Viet Nam 9,000 files", "Hanoi 700 files")]
    assert named == [True, True, False]
    meanings = {mark.label.partition(",")[0]: mark.meaning for mark in chart.marks}
    assert meanings == {"Viet Nam": Meaning.SCALE, "Hanoi": Meaning.OBSERVED}


def test_a_line_leads_from_point_to_point(joined: list[object]) -> None:
    page = seen(*counts(HANOI))
    over_time(page, series(page, "files_received"))
    days = [date.fromisoformat(each) for each in ENDS]
    assert joined == list(pairwise(days))


def test_no_line_leads_to_what_nobody_has_looked_at_nor_over_a_fall(joined: list[object]) -> None:
    misread = counts({"2025-08-30": "9000"}, status="read")
    fallen = counts({"2025-07-31": "310", "2025-10-31": "300", "2025-12-31": "900"})
    page = seen(*fallen, *[row | {"report_id": "b", "figure_id": "b:10"} for row in misread])
    over_time(page, series(page, "files_received"))
    assert joined == [(date(2025, 10, 31), date(2025, 12, 31))]


def test_what_nobody_has_looked_at_is_hollow_and_what_has_no_date_is_not_drawn() -> None:
    rows = counts({"2025-07-31": "310", "2025-10-31": "700"})
    rows += [
        row | {"figure_id": "b:10", "report_id": "b", "status": "read"}
        for row in counts({"2025-08-30": "500"})
    ]
    rows += [figure(900, value="999")]
    page = seen(*rows)
    assert drawn(over_time(page, series(page, "files_received"))) == [
        ("2025-07-31", True), ("2025-08-30", False), ("2025-10-31", True),
    ]  # fmt: skip


@pytest.mark.parametrize("values", [{}, {"2025-07-31": "310"}])
def test_without_two_dates_there_is_no_chart(values: dict[str, str]) -> None:
    page = seen(*counts(values))
    frame = series(page, "files_received")
    assert over_time(page, frame) is NO_CHART
    assert (
        over_time(page, {"Hanoi": frame, "Viet Nam": series(page, "files_received", place="VN")}) is NO_CHART
    )


def test_what_is_intended_has_its_own_colour() -> None:
    page = seen(*counts({"2025-07-31": "310", "2025-08-30": "500"}, role="target"))
    chart = over_time(page, series(page, "files_received", role="target"))
    assert {mark.meaning for mark in chart.marks} == {Meaning.INTENDED}


def test_the_same_chart_is_the_same_text() -> None:
    page = seen(*counts(HANOI))
    charts_of_it = [over_time(page, series(page, "files_received")).svg for _ in range(2)]
    assert charts_of_it[0] == charts_of_it[1]


def test_the_scale_of_amounts_starts_at_zero_and_one_of_shares_says_where_it_does_not() -> None:
    files = counts({"2025-07-31": "310", "2025-08-30": "500"})
    shares = [
        {**row, "measure": "on_time_rate", "unit": "percent"} for row in counts(dict.fromkeys(ENDS, "96"))
    ]
    amounts, rates = (seen(*rows) for rows in (files, shares))
    assert "zero" not in over_time(amounts, series(amounts, "files_received")).alt
    assert "; scale not from zero." in over_time(rates, series(rates, "on_time_rate")).alt
