"""Statements: what their files must look like, which a page sees, and what the committed ones hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.errors import StudyError
from analysis.files import DATA, read_rows, write_rows
from analysis.reading.report import read_text
from analysis.reading.sentences import segments_of
from analysis.table.study import Study, load
from analysis.table.vocabulary import LATER_STATEMENT_COLUMNS, STATEMENT_COLUMNS
from made import REPORT, Row, figure, statement

Make = Callable[..., Path]


def test_statements_are_loaded_in_the_order_of_the_register(make_data: Make) -> None:
    rows = [statement(10, due="2025-09-30", kind="deadline"), statement(40, locality="A; B")]
    first, second = load(make_data(statements={"first": rows})).statements
    assert (str(first.due), second.localities) == ("2025-09-30", ("A", "B"))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"kind": "wish"}, "line 2, column kind: value is 'wish'"),
        ({"theme": "weather"}, "line 2, column theme: value is 'weather'"),
        ({"place": "VN-XX"}, "line 2, column place: value is 'VN-XX'"),
        ({"end": "10"}, "line 2, column end: value is '10'"),
        ({"due": "2025-09-30"}, "line 2, column due: value is '2025-09-30'"),
        ({"kind": "deadline"}, "line 2, column due: value is ''"),
        ({"statement_id": "first:s11"}, "line 2, column statement_id: value is 'first:s11'"),
        ({"statement_id": "first:10"}, "line 2, column statement_id: value is 'first:10'"),
        ({"status": "sure"}, "line 2, column status: value is 'sure'"),
        ({"asked": "commune"}, "line 2, column asked: value is 'commune'"),
        ({"ahead": "yes"}, "line 2, column ahead: value is 'yes'"),
        ({"ahead": "no", "kind": "decision"}, "line 2, column ahead: value is 'no'"),
        ({"measure": "on_time_rate"}, "line 2, column measure: value is 'on_time_rate'"),
        (
            {"measure": "weather", "kind": "claim_without_figure"},
            "line 2, column measure: value is 'weather'",
        ),
    ],
)
def test_a_broken_row_is_refused(make_data: Make, change: Row, problem: str) -> None:
    data = make_data(statements={"first": [statement(10, **change)]})
    with pytest.raises(StudyError) as refusal:
        load(data)
    assert problem in str(refusal.value)


def test_a_table_of_an_older_build_says_nobody_who_is_asked(make_data: Make) -> None:
    data = make_data(statements={"first": [statement(10, kind="request")]})
    older = [column for column in STATEMENT_COLUMNS if column not in LATER_STATEMENT_COLUMNS]
    path = data / "statements" / "first.csv"
    (row,) = read_rows(path, STATEMENT_COLUMNS)
    write_rows(path, older, [{name: row[name] for name in older}])
    (said,) = load(data).statements
    assert (said.kind, said.asked, said.ahead, said.measure) == ("request", "", "", "")


def test_a_stretch_of_text_has_one_kind(make_data: Make) -> None:
    rows = [statement(10), statement(10, statement_id="first:s10.2", kind="request", theme="land")]
    with pytest.raises(StudyError, match="column kind"):
        load(make_data(statements={"first": rows}))


def test_statements_of_no_report_are_refused(make_data: Make) -> None:
    with pytest.raises(StudyError, match="belongs to no registered report"):
        load(make_data(statements={"strange": [statement(10, "strange")]}))


@pytest.fixture
def study(make_data: Make) -> Study:
    reports = [
        REPORT | {"report_id": "first", "published": "2025-09-10"},
        REPORT | {"report_id": "second", "published": "2025-10-10", "translation_of": "first"},
    ]
    return load(make_data(
        {"first": [figure(10)], "second": [figure(10, "second")]}, reports,
        statements={
            "first": [statement(10), statement(30, place="VN-HP", status="read"),
                      statement(50, kind="deadline", due="2025-12-31")],
            "second": [statement(10, "second")],
        },
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("choice", "seen"),
    [
        ({"reviewed_only": False}, [10, 30, 50]),
        ({"place": "VN-HP", "reviewed_only": False}, [30]),
        ({"place": "VN-HN"}, [10, 50]),
        ({}, [10, 50]),
        ({"period": ("2025-12-01", "")}, [50]),
        ({"period": ("", "2025-09-30"), "reviewed_only": False}, [10, 30]),
        ({"reports": ["second"]}, [10]),
    ],
)
def test_a_page_sees_the_statements_of_its_selection(
    study: Study, choice: dict[str, object], seen: list[int]
) -> None:
    assert [each.start for each in study.select(**choice).spoken] == seen  # type: ignore[arg-type]


def test_what_no_person_has_looked_at_waits(study: Study) -> None:
    seen = study.select()
    assert [each.start for each in seen.waiting_statements] == [30]
    assert seen.statement_frame(waiting=True)["place"].tolist() == ["VN-HP"]
    assert len(study.select(place="VN-HN").waiting_statements) == 0
    assert len(study.select(reviewed_only=False).waiting_statements) == 0


def test_a_translation_is_no_second_voice(study: Study) -> None:
    assert {each.report_id for each in study.select().statements} == {"first", "second"}
    assert {each.report_id for each in study.select().spoken} == {"first"}


def test_the_two_hanoi_articles_give_the_same_matrix() -> None:
    said = load().statements
    french, spanish = (
        Counter(
            (
                each.kind,
                each.theme,
                each.locality,
                each.source,
                each.asked,
                each.due,
                each.ahead,
                each.measure,
            )
            for each in said
            if each.report_id == report
        )
        for report in ("hanoi-fr", "hanoi-es")
    )
    assert french == spanish
    assert french.total() > 40


def test_what_a_report_merely_lists_as_difficult_has_no_row() -> None:
    assert [each.statement_id for each in load().statements if "fields only" in each.note] == []


def test_rows_of_one_segment_share_its_id(make_data: Make) -> None:
    rows = [statement(10), statement(10, statement_id="first:s10.2", theme="land"), statement(30)]
    frame = load(make_data(statements={"first": rows})).statement_frame()
    assert frame["segment"].tolist() == ["first:s10", "first:s10", "first:s30"]


def test_every_statement_is_a_segment_of_its_text(texts: Path) -> None:
    strays = []
    for report_id in load().reports:
        text = read_text(report_id)
        assert text is not None
        segments = {(each.start, each.end) for each in segments_of(text.content)}
        said = [each for each in load().statements if each.report_id == report_id]
        strays += [each.statement_id for each in said if (each.start, each.end) not in segments]
    assert strays == []


def test_every_report_is_coded_by_both_coders() -> None:
    coded = {
        coder.name: sorted(path.stem for path in coder.glob("*.csv"))
        for coder in (DATA / "codings").iterdir()
    }
    assert coded == dict.fromkeys(("first", "second"), sorted(load().reports))
