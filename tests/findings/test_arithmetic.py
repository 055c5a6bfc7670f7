"""The arithmetic findings: values on the five reports by hand, and what made-up claims come to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from analysis.charts import Chart
from analysis.findings.finding import NO_CHART, Finding, Table, figure_table

from analysis.findings import arithmetic
from analysis.table.study import Selection, Study
from facts import facts
from made import Row

Choose = Callable[..., Selection]
SAYS_NOTHING = "nothing can be said here"
AUGUST = {"period_start": "2025-08-01", "period_end": "2025-08-31", "period_basis": "stated"}


def files(received: str, processed: str, pending: str, **columns: str) -> list[Row]:
    """Files received and the two parts that should give them, at first:10, first:20 and first:30."""
    values = {"files_received": received, "files_processed": processed, "files_pending": pending}
    return facts(*({"measure": name, "value": value, **AUGUST, **columns} for name, value in values.items()))


def values(finding: Finding) -> dict[str, Decimal]:
    return {each.result_id: each.value for each in finding.results}


def column(table: Table, name: str) -> list[str]:
    return [row[table.columns.index(name)] for row in table.rows]


def test_how_much_could_be_recomputed_comes_first(study: Study) -> None:
    found = arithmetic.coverage(study.select(place="VN"))
    assert values(found) == {
        "claims_stated": Decimal(41),
        "claims_recomputed": Decimal(36),
        "share_recomputed": Decimal("87.804878"),  # 36 / 41
    }
    assert found.heading == (
        "36 of 41 claims that the reports make of Viet Nam and its provinces could be recomputed"
    )
    assert "A further 11 claims repeat them in a translation and are not counted." in found.text


def test_claims_by_operation_and_verdict(study: Study) -> None:
    table = arithmetic.coverage(study.select(place="VN")).table
    assert table.columns[2:] == ("✓ exact", "≈ rounded", "≈ cut", "✗ off", "? cannot check", "claims")
    assert {row[0]: row[2:] for row in table.rows} == {
        "sum": ("2", "", "", "", "", "2"),
        "difference": ("1", "", "", "", "", "1"),
        "ratio": ("", "1", "1", "", "3", "5"),
        "change": ("", "", "", "", "1", "1"),
        "order": ("26", "", "", "", "1", "27"),
        "count": ("5", "", "", "", "", "5"),
    }


def test_the_bars_are_the_verdicts(study: Study) -> None:
    chart = arithmetic.coverage(study.select(place="VN")).chart
    assert isinstance(chart, Chart)
    assert [(mark.label, mark.text, mark.solid) for mark in chart.marks] == [
        ("✓ exact", "34", True), ("≈ rounded", "1", True), ("≈ cut", "1", True), ("✗ off", "0", True),
        ("? cannot check", "5", False),
    ]  # fmt: skip


def test_what_came_of_the_claims(study: Study) -> None:
    found = arithmetic.held_or_not(study.select(place="VN"))
    assert found.heading == "None of 36 recomputed claims is off"
    assert "Of 36 recomputed claims, 34 are exact, 1 is within rounding and 1 is cut." in found.text
    got = values(found)
    assert got["recomputed_hanoi_fr_1904_sum_1923_1997"] == 9622  # 3 280 + 6 342
    assert got["recomputed_hanoi_fr_2888_sum_2922_3004"] == 523292  # 413 036 + 110 256
    assert got["recomputed_haiphong_fr_3300_difference_3245_3363"] == 20  # 68 - 48
    assert got["recomputed_hanoi_fr_2991_ratio_2922_2961"] == Decimal("97.396353")  # 402 282 / 413 036
    assert got["recomputed_national_fr_10556_ratio_10497_10522"] == Decimal("74.729566")
    assert got["recomputed_national_fr_10118_order_list"] == 3141  # 3 321 - 126 - 54
    assert got["recomputed_langson_fr_15948_count_list"] == 8
    assert len(found.table.rows) == 36
    assert column(found.table, "check")[:3] == ["≈ cut", "≈ rounded", "✓ exact"], "the worst first"


def test_a_province_sees_the_claims_whose_stated_figure_is_its_own(study: Study) -> None:
    stated = [each.claim.stated for each in arithmetic.claims_seen(study.select(place="VN-SG"))]
    assert {figure.figure_id for figure in stated} == {"national-fr:10733"}
    assert arithmetic.page(study.select(place="VN-SG")).bottom_line.text == (
        "**None of 3 recomputed claims is off.**"
    )


def test_a_claim_rests_on_no_figure_that_the_page_leaves_out(study: Study) -> None:
    seen = study.select(place="VN-SG", reports=["national-fr"])
    assert [each.claim.claim_id for each in arithmetic.claims_seen(seen)] == [
        "national-fr:10733/order/10497", "national-fr:10733/order/10792",
    ]  # fmt: skip


def test_a_claim_on_an_unreviewed_part_is_left_out_where_review_counts(make_selection: Choose) -> None:
    rows = files("100", "60", "40")
    rows[2]["status"] = "read"
    assert {each.claim.operation for each in arithmetic.claims_seen(make_selection(rows))} == {"sum", "order"}
    seen = make_selection(rows, reviewed_only=True)
    assert [each.claim.claim_id for each in arithmetic.claims_seen(seen)] == ["first:20/order/10"]


def test_the_cut_share_is_named(study: Study) -> None:
    found = arithmetic.doubtful(study.select(place="VN-HN"))
    assert found.heading == "Hanoi's 97.39% is cut from 97.396, not rounded"
    assert values(found) == {"gap_hanoi_fr_2991_ratio_2922_2961": Decimal("0.006353")}
    assert "habit of printing" in found.text
    assert "misprinted" not in found.text


def test_a_sum_that_is_off(make_selection: Choose) -> None:
    seen = make_selection(files("100", "60", "45"), place="VN-HN")
    page = arithmetic.page(seen)
    assert page.bottom_line.text == "**1 of 3 recomputed claims is off.**"
    assert page.doubtful.heading == "Hanoi's 100 files comes out at 105"
    assert values(page.doubtful) == {"gap_first_10_sum_20_30": Decimal(5)}
    assert "misprinted, misread" in page.doubtful.text
    assert "cut" not in page.doubtful.text
    assert column(page.doubtful.table, "why") == ["60 + 45 = 105, 100 files stated; 5 files apart"]
    assert column(page.doubtful.table, "figures") == ["first:10 first:20 first:30"]
    assert column(page.verdicts.table, "check")[0] == "✗ off"


def test_a_part_above_its_whole_is_off(make_selection: Choose) -> None:
    rows = facts({"measure": "files_received", "value": "100", **AUGUST},
                 {"measure": "files_processed", "value": "120", **AUGUST})  # fmt: skip
    found = arithmetic.doubtful(make_selection(rows))
    assert found.heading == "Hanoi's 120 files should be at most 100"
    assert values(found) == {"gap_first_20_order_10": Decimal(-20)}


def test_several_doubtful_claims_are_counted(make_selection: Choose) -> None:
    found = arithmetic.doubtful(make_selection(files("100", "120", "45")))
    assert found.heading == "Hanoi's 100 files comes out at 165, and 1 more claim is off or cut"


def test_what_is_off_comes_before_what_is_cut(make_selection: Choose) -> None:
    cut = {"measure": "online_rate", "value": "66.6", "quote": "66,6 %", **AUGUST}
    online = {"measure": "files_online", "value": "200", **AUGUST}
    rows = [*facts(online, cut), *files("300", "280", "40")]
    for at, row in enumerate(rows, start=1):
        row |= {"start": str(at * 10), "figure_id": f"first:{at * 10}"}
    found = arithmetic.doubtful(make_selection(rows))
    assert column(found.table, "check") == ["✗ off", "≈ cut"]
    assert found.heading == "Hanoi's 300 files comes out at 320, and 1 more claim is off or cut"
    assert "misprinted" in found.text
    assert "habit of printing" in found.text


def test_an_impossible_share_is_off_without_a_value(make_selection: Choose) -> None:
    rows = facts({"measure": "files_received", "value": "7", **AUGUST},
                 {"measure": "online_rate", "value": "50", "quote": "50,0 %", **AUGUST})  # fmt: skip
    found = arithmetic.doubtful(make_selection(rows))
    assert found.heading == "Hanoi's 50% cannot come from whole numbers"
    assert found.results == ()


def test_nothing_off_and_nothing_cut(make_selection: Choose) -> None:
    found = arithmetic.doubtful(make_selection(files("100", "60", "40")))
    assert found.heading == "No claim is off or cut"
    assert (found.results, found.table.rows) == ((), ())


def test_an_off_claim_of_a_translation_only_is_told(make_selection: Choose) -> None:
    rows = [*files("100", "60", "40"), *files("100", "60", "45", report="second")]
    made = make_selection(rows).study
    second = replace(made.reports["second"], translation_of="first")
    found = arithmetic.coverage(replace(made, reports={**made.reports, "second": second}).select())
    assert values(found)["claims_stated"] == 3
    assert "A further 3 claims repeat them in a translation and are not counted." in found.text
    assert "Of these 1 is off: `second:10`." in found.text


def test_why_claims_cannot_be_recomputed(study: Study) -> None:
    found = arithmetic.unchecked(study.select(place="VN"))
    assert found.heading == (
        "5 claims cannot be recomputed: 2 for want of a part, 2 for a wording with several readings and 1 "
        "because only a definition could decide"
    )
    assert values(found) == {
        "unchecked_missing": Decimal(2),
        "unchecked_readings": Decimal(2),
        "unchecked_side_by_side": Decimal(1),
        "reading_1_national_fr_10584_change_10556": Decimal("87.142857"),  # 100 - 5 x 36 / 14
        "reading_2_national_fr_10584_change_10556": Decimal("71.142857"),  # 74.7 / 1.05
        "reading_3_national_fr_10584_change_10556": Decimal("69.7"),  # 74.7 - 5
        "reading_1_haiphong_fr_3484_ratio_3432": Decimal("75.650842"),  # 98.8 / 130.6
        "reading_2_haiphong_fr_3484_ratio_3432": Decimal("42.844753"),  # 98.8 / 230.6
    }
    assert len(found.table.rows) == 5


def test_one_reason_is_said_without_its_count(study: Study) -> None:
    found = arithmetic.unchecked(study.select(place="VN-HN"))
    assert found.heading == "1 claim cannot be recomputed, because only a definition could decide"


def test_a_divisor_that_may_be_zero_is_a_reason_of_its_own(make_selection: Choose) -> None:
    rows = facts({"measure": "files_received", "value": "0", **AUGUST},
                 {"measure": "files_online", "value": "0", **AUGUST},
                 {"measure": "online_rate", "value": "50", **AUGUST})  # fmt: skip
    found = arithmetic.unchecked(make_selection(rows))
    assert found.heading == "1 claim cannot be recomputed, because a divisor may be zero"


def test_a_count_that_may_be_of_before_waits_for_its_date(make_selection: Choose) -> None:
    rows = facts({"measure": "province_units", "value": "63", "place": "VN"},
                 {"measure": "province_units", "value": "34", "place": "VN"})  # fmt: skip
    found = arithmetic.unchecked(make_selection(rows))
    assert found.heading == "1 claim cannot be recomputed, for want of a date"
    assert "beside 34 may be the count of before 2025-07-01" in column(found.table, "why")[0]


def test_a_share_of_one_base_or_another_wants_the_other_base(make_selection: Choose) -> None:
    rows = facts({"measure": "overdue_rate", "value": "9", **AUGUST},
                 {"measure": "files_overdue", "value": "5", **AUGUST},
                 {"measure": "files_received", "value": "100", **AUGUST},
                 {"measure": "files_processed", "value": "90", **AUGUST})  # fmt: skip
    found = arithmetic.unchecked(make_selection(rows[:3]))
    assert found.heading == "1 claim cannot be recomputed, for want of a part"
    assert values(found) == {"unchecked_missing": Decimal(1)}
    off = arithmetic.doubtful(make_selection(rows))
    assert off.heading == "Hanoi's 9% comes out at 5.556", "5 of 90 is nearer than 5 of 100"


def test_a_reading_that_divides_by_zero_gives_no_number(make_selection: Choose) -> None:
    rows = facts({"measure": "revenue_vs_estimate", "value": "98.8", **AUGUST},
                 {"measure": "revenue_vs_last_year", "value": "0", "alternative": "30",
                  **AUGUST})  # fmt: skip
    found = arithmetic.unchecked(make_selection(rows))
    assert "a divisor may be zero" in column(found.table, "why")[0]
    assert values(found) == {
        "unchecked_readings": Decimal(1),
        "reading_2_first_20_ratio_10": Decimal("98.8"),  # 98.8 / (100 + 0)
    }


def test_every_claim_recomputed(make_selection: Choose) -> None:
    found = arithmetic.unchecked(make_selection(files("100", "60", "40")))
    assert found.heading == "Every claim could be recomputed"


def test_what_the_figures_imply(study: Study) -> None:
    page = arithmetic.page(study.select(place="VN-HP"))
    assert values(page.growth)["growth_before_vn_hp_even"] == Decimal("11.195000")
    assert values(page.revenue)["largest_domestic_share_vn_hp"] == Decimal("91.481481")


def test_a_place_without_claims_says_so(study: Study) -> None:
    page = arithmetic.page(study.select(place="VN-44"))
    findings = (page.coverage, page.verdicts, page.doubtful, page.unchecked, page.growth, page.revenue)
    assert [each.heading for each in findings if SAYS_NOTHING not in each.heading] == []
    assert [each for each in findings if each.results or each.chart is not NO_CHART] == []
    assert page.figures.rows == ()


@pytest.mark.parametrize("place", ["VN", "VN-HN", "VN-HP", "VN-09", "VN-71", "VN-SG"])
def test_no_id_stands_twice_on_a_page(study: Study, place: str) -> None:
    page = arithmetic.page(study.select(place=place))
    findings = (page.coverage, page.verdicts, page.doubtful, page.unchecked, page.growth, page.revenue)
    ids = [each.result_id for finding in findings for each in finding.results]
    assert len(ids) == len(set(ids))
    assert page.figures.rows


def test_a_figure_carries_the_worst_of_its_claims(make_selection: Choose) -> None:
    seen = make_selection(files("100", "60", "45"))
    table = figure_table(seen.figures, seen)
    assert table.columns[-2:] == ("check", "figure")
    assert column(table, "check") == ["✗ off", "✗ off", "✗ off"]
    html = table._repr_mimebundle_()["text/html"]
    assert 'title="60 + 45 = 105, 100 files stated; 5 files apart"><strong>✗ off</strong>' in html
    assert 'title="with first:10: 60 + 45 = 105' in html


def test_whose_a_figure_is_stands_beside_its_place(make_selection: Choose) -> None:
    seen = make_selection(
        facts(
            {
                "measure": "vehicles",
                "value": "12",
                "holder": "Bank X",
                "breakdown": "fire_engine",
                "per": "km2",
            }
        )
    )
    table = figure_table(seen.figures, seen)
    assert table.rows[0][1:3] == ("Hanoi, Bank X, fire engine", "12 vehicles per km²")


def test_marks_on_the_real_figures(study: Study) -> None:
    seen = study.select()
    ids = ("hanoi-fr:2991", "hanoi-fr:2961", "hanoi-fr:2888", "national-fr:10556", "hanoi-fr:2747")
    marks = column(figure_table([study.by_id[each] for each in ids], seen), "check")
    assert marks == ["≈ cut", "≈ cut", "✓ exact", "≈ rounded", ""]


def test_a_repeated_mention_has_the_mark_of_the_first(study: Study) -> None:
    assert study.checks["hanoi-fr:8641"] == study.checks["hanoi-fr:757"]
    assert study.checks["hanoi-fr:8641"].words == "✓ exact"
