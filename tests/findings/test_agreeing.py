"""The agreement findings: the five reports by hand, and made-up reports that differ and drift."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from analysis.charts import Chart
from analysis.findings.finding import NO_CHART, Finding, Table

from analysis.findings import agreeing
from analysis.table.study import Selection, Study
from facts import facts
from made import Row

Choose = Callable[..., Selection]
SAYS_NOTHING = "nothing can be said here"
AUGUST = {"period_start": "2025-08-01", "period_end": "2025-08-31", "period_basis": "stated"}
RECEIVED = {"measure": "files_received", **AUGUST}
STOCK = {"measure": "surplus_headquarters", "period_basis": "stated"}


def values(finding: Finding) -> dict[str, Decimal]:
    return {each.result_id: each.value for each in finding.results}


def column(table: Table, name: str) -> list[str]:
    return [row[table.columns.index(name)] for row in table.rows]


def in_translation(seen: Selection, report: str, original: str, place: str = "VN") -> Selection:
    """The country's figures as a page of `place` sees them where one report translates the other."""
    reports = dict(seen.study.reports)
    reports[report] = replace(reports[report], translation_of=original)
    return replace(seen.study, reports=reports).select(place=place)


def two_reports(one: Row, other: Row) -> list[Row]:
    return facts({"report": "first", **one}, {"report": "second", **other})


def test_pairs_of_the_five_reports(study: Study) -> None:
    seen = study.select(place="VN")
    found = agreeing.coverage(agreeing.pairs_seen(seen), seen)
    assert values(found) == {
        "pairs": Decimal(30), "pairs_between_reports": Decimal(4), "pairs_in_translation": Decimal(26),
    }  # fmt: skip
    assert [row[-1] for row in found.table.rows] == ["4", "26"]
    assert isinstance(found.chart, Chart)
    assert [mark.label for mark in found.chart.marks][-1] == "? not comparable"
    assert sum(mark.value for mark in found.chart.marks) == 30


def test_no_figure_of_the_five_reports_has_a_second_witness(study: Study) -> None:
    page = agreeing.page(study.select(place="VN"))
    assert values(page.reports)["second_witnesses"] == 0
    assert values(page.reports)["pairs_differ"] == 0
    assert page.bottom_line.text == (
        "**No figure here has a second witness, though 4 pairs of figures stand side by side.**"
    )
    assert "hanoi-fr:2888 national-fr:10497" in column(page.reports.table, "figures")


def test_the_translation_kept_every_figure(study: Study) -> None:
    seen = study.select(place="VN-HN")
    found = agreeing.translation(agreeing.pairs_seen(seen), seen)
    assert values(found) == {"alike_in_translation": Decimal(26), "drifted_in_translation": Decimal(0)}
    assert found.heading == "All 26 figures came through translation unchanged"
    assert found.table.rows == ()
    assert "A drift" not in found.text


def test_without_the_translation_there_is_nothing_to_align(study: Study) -> None:
    page = agreeing.page(study.select(place="VN-HN", reports=["hanoi-fr", "national-fr"]))
    assert SAYS_NOTHING in page.translation.heading
    assert values(page.coverage)["pairs_in_translation"] == 0
    assert values(page.coverage)["pairs_between_reports"] == 2


def test_a_drift_is_named(make_selection: Choose) -> None:
    rows = facts(
        {"report": "first", "value": "120", **RECEIVED},
        {"report": "first", "measure": "files_processed", "value": "80", **AUGUST},
        {"report": "second", "value": "210", **RECEIVED},
        {"report": "second", "measure": "files_processed", "value": "80", **AUGUST},
    )
    page = agreeing.page(in_translation(make_selection(rows), "second", "first"))
    assert page.translation.heading == "1 of 2 figures changed in translation"
    assert values(page.translation) == {
        "alike_in_translation": Decimal(1), "drifted_in_translation": Decimal(1),
    }  # fmt: skip
    assert column(page.translation.table, "side by side") == ["✗ drift"]
    assert column(page.translation.table, "why") == ["value 120 became 210"]
    assert "<strong>✗ drift</strong>" in page.translation.table._repr_mimebundle_()["text/html"]
    assert "A drift is an error" in page.translation.text
    assert page.bottom_line.text == "**1 of 2 figures changed in translation.**"


def test_a_figure_that_moved_to_another_place_is_shown_on_both_pages(make_selection: Choose) -> None:
    rows = two_reports({"value": "120", **RECEIVED}, {"value": "120", **RECEIVED, "place": "VN-HP"})
    for place in ("VN-HN", "VN-HP"):
        page = agreeing.page(in_translation(make_selection(rows, place="VN"), "second", "first", place))
        assert column(page.translation.table, "why") == ["place VN-HN became VN-HP"], place


def test_a_figure_lost_in_translation_is_a_drift(make_selection: Choose) -> None:
    rows = facts(
        {"report": "first", "value": "120", **RECEIVED},
        {"report": "first", "measure": "files_processed", "value": "80", **AUGUST},
        {"report": "second", "value": "120", **RECEIVED},
    )
    page = agreeing.page(in_translation(make_selection(rows), "second", "first"))
    assert column(page.translation.table, "why") == ["not stated in the translation"]
    assert column(page.translation.table, "the other") == [""]


def test_two_values_for_one_thing(make_selection: Choose) -> None:
    page = agreeing.page(
        make_selection(two_reports({"value": "120", **RECEIVED}, {"value": "150", **RECEIVED}))
    )
    assert page.bottom_line.text == "**1 of 1 pair of figures differs between reports written apart.**"
    assert "their words decide" in page.reports.text
    assert column(page.reports.table, "side by side") == ["✗ differ"]
    assert page.apart.heading == "Every pair of reports written apart can be compared"


@pytest.mark.parametrize(("value", "word"), [("120", "✓ agree"), ("100", "≈ within rounding")])
def test_a_second_witness(make_selection: Choose, value: str, word: str) -> None:
    other = {"value": value, **RECEIVED, "qualifier": "exact" if value == "120" else "more_than"}
    page = agreeing.page(make_selection(two_reports({"value": "120", **RECEIVED}, other)))
    assert page.reports.heading == "1 figure has a second witness, and none differs"
    assert values(page.reports)["second_witnesses"] == 1
    assert column(page.reports.table, "side by side") == [word]


def test_a_part_that_fits_its_whole_is_no_second_witness(make_selection: Choose) -> None:
    rows = two_reports({"value": "120", **RECEIVED}, {"value": "500", **RECEIVED, "place": "VN"})
    page = agreeing.page(make_selection(rows))
    assert column(page.reports.table, "side by side") == ["✓ agree"]
    assert values(page.reports)["second_witnesses"] == 0
    assert page.reports.heading == (
        "No figure here has a second witness, though 1 pair of figures stands side by side"
    )
    assert "a weak test" in page.reports.text


def test_a_drift_comes_first_unless_reports_differ(make_selection: Choose) -> None:
    for third, line in (
        ("500", "1 of 1 figure changed in translation"),
        ("80", "1 of 1 pair of figures differs"),
    ):
        rows = facts(
            {"report": "first", "value": "120", **RECEIVED},
            {"report": "second", "value": "210", **RECEIVED},
            {"report": "third", "value": third, **RECEIVED, "place": "VN"},
        )
        page = agreeing.page(in_translation(make_selection(rows), "second", "first"))
        assert line in page.bottom_line.text


def test_why_figures_cannot_be_compared(make_selection: Choose) -> None:
    rows = two_reports({"value": "120", **RECEIVED}, {"value": "90", **RECEIVED, "role": "target"})
    page = agreeing.page(make_selection(rows))
    assert page.apart.heading == "1 pair cannot be compared: observed against target"
    assert values(page.apart) == {"apart_observed_against_target": Decimal(1)}
    assert page.apart.table.rows[0][:3] == ("observed against target", "1", "Files received")


def test_a_later_total_is_a_series(make_selection: Choose) -> None:
    rows = two_reports({"value": "120", **STOCK, "period_end": "2025-08-31"},
                       {"value": "100", **STOCK, "period_end": "2025-09-30"})  # fmt: skip
    page = agreeing.page(make_selection(rows))
    assert page.series.heading == "1 pair of figures is steps of a series"
    assert values(page.series) == {"pairs_of_a_series": Decimal(1)}
    assert page.series.table.rows[0][2:4] == (
        "120 premises, Hanoi, at 31 August 2025", "100 premises, Hanoi, at 30 September 2025",
    )  # fmt: skip
    assert page.apart.heading == "Every pair of reports written apart can be compared"


def test_an_unreviewed_side_is_left_out_where_review_counts(make_selection: Choose) -> None:
    rows = two_reports({"value": "120", **RECEIVED}, {"value": "150", **RECEIVED, "status": "read"})
    assert len(agreeing.pairs_seen(make_selection(rows)).across) == 1
    assert agreeing.pairs_seen(make_selection(rows, reviewed_only=True)).across == ()


@pytest.mark.parametrize("place", ["VN-44", "VN-HP"])
def test_a_place_without_pairs_says_so(study: Study, place: str) -> None:
    page = agreeing.page(study.select(place=place))
    findings = (page.coverage, page.reports, page.translation, page.apart, page.series)
    assert [each.heading for each in findings if SAYS_NOTHING not in each.heading] == []
    assert [each for each in findings if each.results or each.chart is not NO_CHART] == []
    assert page.figures.rows == ()


@pytest.mark.parametrize("place", ["VN", "VN-HN", "VN-09"])
def test_no_id_stands_twice_on_a_page(study: Study, place: str) -> None:
    page = agreeing.page(study.select(place=place))
    findings = (page.coverage, page.reports, page.translation, page.apart, page.series)
    ids = [each.result_id for finding in findings for each in finding.results]
    assert len(ids) == len(set(ids))
