"""What is lacking, asked for, promised and merely asserted: the five reports, and made-up statements."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from analysis.charts import Chart
from analysis.findings.finding import NO_CHART, Finding, Table

from analysis.findings import difficulties
from analysis.table.statements import Statement, statement_of
from analysis.table.study import Selection, Study
from made import Row, statement


def values(finding: Finding) -> dict[str, Decimal]:
    return {each.result_id: each.value for each in finding.results}


def column(table: Table, name: str) -> list[str]:
    return [row[table.columns.index(name)] for row in table.rows]


def saying(study: Study, *rows: Row, place: str = "VN") -> Selection:
    """The real study with these statements alone, said by reports of made-up names."""
    said = tuple(statement_of(row) for row in rows)
    return replace(study, statements=said).select(place=place)


def test_lang_sons_seven_groups_stand_in_the_grid(study: Study) -> None:
    page = difficulties.page(study.select(place="VN-09"))
    groups = [f"Group {number}" for number in (1, 2, 3, 4, 5, 7, 9)]
    assert column(page.lacks.table, "who") == groups
    assert isinstance(page.lacks.chart, Chart)
    assert {mark.label.rsplit(", ", 1)[0] for mark in page.lacks.chart.marks} == set(groups)
    counted = values(page.shared)
    assert (counted["voices_premises"], counted["voices_staffing"], counted["voices"]) == (7, 6, 7)
    assert page.bottom_line.text == "**7 of 7 voices name premises.**"


def test_what_is_asked_of_communes_is_no_lack_of_theirs(study: Study) -> None:
    rows = [
        statement(10, "hanoi-fr", kind="request", source="communes"),
        statement(30, "hanoi-fr", kind="request", source="Hanoi People's Committee", theme="land"),
        statement(50, "hanoi-fr", theme="premises"),
    ]
    assert difficulties.lacks(saying(study, *rows)).table.rows == (("Hanoi", "1", "1"),)


def test_a_translation_is_coded_alike_and_counted_once(study: Study) -> None:
    page = difficulties.page(study.select(place="VN-HN"))
    assert values(page.translation) == {"coded_apart": Decimal(0)}
    assert column(page.coverage.table, "report") == ["Hanoi: two months of the two-tier model"]


def test_who_is_asked_follows_from_who_asks(study: Study) -> None:
    bodies = ("communes", "Dong Da ward", "Lang Son People's Committee", "")
    rows = [
        statement(10 * at, "hanoi-fr", kind="request", source=body) for at, body in enumerate(bodies, start=1)
    ]
    table = difficulties.asked(saying(study, *rows)).table
    assert dict(zip(column(table, "who asks"), column(table, "of whom"), strict=True)) == {
        "communes": "province, city or ministry",
        "Dong Da ward": "province, city or ministry",
        "Lang Son People's Committee": "communes and agencies",
        "not named": "not named",
    }


def test_promises_stand_in_the_order_of_their_days(study: Study) -> None:
    table = difficulties.page(study.select()).promised.table
    assert column(table, "due")[:3] == ["31 August 2025", "31 August 2025", "1 September 2025"]
    assert column(table, "due")[-1] == "no day"


def test_a_later_report_that_speaks_of_it_is_pointed_at(study: Study) -> None:
    early = statement(10, "langson-fr", kind="deadline", due="2025-09-01", theme="procedures", place="VN-HN")
    later = statement(20, "hanoi-fr", kind="claim_without_figure", theme="procedures", place="VN-HN")
    other = statement(30, "hanoi-fr", theme="land", place="VN-HN")
    seen = saying(study, early, later, other)
    (said,) = column(difficulties.promised(seen).table, "said later")
    assert said.split()[0] == "hanoi-fr:s20"
    assert "hanoi-fr:2991" in said.split()
    too_late = replace(seen.study.statements[0], due=seen.study.statements[0].due.replace(year=2031))  # type: ignore[union-attr]
    found = replace(study, statements=(too_late,)).select()
    assert column(difficulties.promised(found).table, "said later") == ["none yet"]


def test_a_bare_assertion_stands_beside_the_figure_that_speaks_to_it(study: Study) -> None:
    seen = saying(study, statement(10, "hanoi-fr", kind="claim_without_figure", theme="procedures"))
    finding = difficulties.claims(seen)
    assert "Share on time: 97.39%" in column(finding.table, "what the study's figures say")[0]
    assert finding.heading == "For 1 of 1 bare assertion the study has a figure of the same place"
    nothing = saying(study, statement(10, "hanoi-fr", kind="claim_without_figure", theme="land"))
    assert column(difficulties.claims(nothing).table, "what the study's figures say") == [
        "no figure speaks to it"
    ]


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (statement(1), "Hanoi"),
        (statement(1, group="3", locality="A; B"), "Hanoi, group 3"),
        (statement(1, locality="A"), "Hanoi, A"),
        (statement(1, locality="A; B"), "Hanoi"),
    ],
)
def test_a_voice_is_a_place_a_group_or_a_commune(study: Study, row: Row, name: str) -> None:
    said: Statement = statement_of(row)
    assert difficulties.voice(said, study.select()) == name


@pytest.mark.parametrize(("many", "heading"), [
    (1, "Hanoi, group 1 names the most themes, 1 of 1"),
    (3, "Hanoi, group 1, Hanoi, group 2 and Hanoi, group 3 name the most themes, 1 of 1"),
    (4, "Hanoi, group 1, Hanoi, group 2 and Hanoi, group 3 and others name the most themes, 1 of 1"),
])  # fmt: skip
def test_no_more_than_three_who_name_the_most_are_named(study: Study, many: int, heading: str) -> None:
    rows = [statement(10 * at, "hanoi-fr", group=str(at)) for at in range(1, many + 1)]
    assert difficulties.lacks(saying(study, *rows)).heading == heading


def test_a_page_of_a_silent_place_says_so(study: Study) -> None:
    page = difficulties.page(study.select(place="VN-SG"))
    assert page.bottom_line.text.startswith("**No report in this selection names a difficulty")
    assert (page.lacks.chart, page.shared.chart) == (NO_CHART, NO_CHART)
    assert page.statements.rows == ()


def test_an_unreviewed_statement_says_so(study: Study) -> None:
    seen = saying(study, statement(10, "hanoi-fr", status="read", note="doubtful: kind as before"))
    assert column(difficulties.page(seen).statements, "note") == ["unreviewed; doubtful: kind as before"]
    assert "suggested by the program" in difficulties.coverage(seen).text


def test_results_point_at_their_statements(study: Study) -> None:
    seen = saying(study, statement(10, "hanoi-fr"), statement(30, "hanoi-fr", kind="request"))
    (total,) = difficulties.coverage(seen).results
    assert (total.value, total.unit, total.figure_ids) == (
        Decimal(2), "statements", ("hanoi-fr:s10", "hanoi-fr:s30"),
    )  # fmt: skip
