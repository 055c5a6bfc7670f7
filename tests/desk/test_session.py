"""The steps of a review: what each writes, what is refused, what happens when somebody else writes too."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import desks
from analysis.desk.session import Session, reviewing
from analysis.errors import Busy, StudyError
from analysis.files import read_rows, write_rows
from analysis.pages.layout import Layout
from analysis.table.register import read_register_rows
from analysis.table.study import load
from analysis.table.vocabulary import CORRECTION_COLUMNS, REPORT_COLUMNS
from desks import REPORT, edit, figures, numbers, quoted, session, snapshot, statements, unaccounted


@pytest.fixture
def desk(layout: Layout) -> Iterator[Session]:
    with session(layout) as opened:
        yield opened
    load(layout.data)
    assert unaccounted(layout) == []


def done(desk: Session, **step: str) -> dict[str, object]:
    answer = desk.answer(step)
    assert "problem" not in answer, answer
    return answer


def correct(desk: Session, figure: dict[str, str], column: str, value: str, **more: str) -> dict[str, object]:
    return desk.answer({"do": "correct", "id": figure["figure_id"], "column": column, "value": value, **more})


# Figures


def test_accepting_a_figure_settles_it_and_touches_nothing_else(desk: Session, layout: Layout) -> None:
    before = figures(layout)
    doubtful = next(row for row in before.values() if row["doubt"])
    answer = done(desk, do="accept", id=doubtful["figure_id"])
    assert list(answer["figures"]) == [doubtful["figure_id"]]
    assert figures(layout) == before | {doubtful["figure_id"]: doubtful | {"doubt": "", "status": "reviewed"}}


@pytest.mark.parametrize(
    ("column", "value", "columns"),
    [
        ("measure", "on_time_rate", {"measure": "on_time_rate", "unit": "percent"}),
        ("measure", "unclassified", {"measure": "unclassified", "unit": "files"}),
        ("value", "5241", {"value": "5241"}),
        ("place", "VN-HN", {"place": "VN-HN"}),
        ("locality", "Tan Quoi;Cai Nhum", {"locality": "Cai Nhum; Tan Quoi"}),
        ("units_covered", "4", {"units_covered": "4"}),
        ("qualifier", "about", {"qualifier": "about"}),
        ("role", "target", {"role": "target"}),
        ("period", "2025-08", {"period_start": "2025-08-01", "period_end": "2025-08-31"}),
        ("period", "2025-08-05", {"period_start": "", "period_end": "2025-08-05"}),
        ("period", "", {"period_start": "", "period_end": "", "period_basis": ""}),
        ("against", "2024-07", {"against_start": "2024-07-01", "against_end": "2024-07-31"}),
        ("relation", "", {"relation": "", "related": ""}),
        ("source", " the  province ", {"source": "the province"}),
    ],
)
def test_a_field_is_corrected(
    column: str, value: str, columns: dict[str, str], desk: Session, layout: Layout
) -> None:
    row = quoted(layout, "5,240")
    assert "problem" not in correct(desk, row, column, value)
    assert quoted(layout, "5,240") == row | columns | {"doubt": "", "status": "reviewed"}


@pytest.mark.parametrize(
    ("column", "value", "where"),
    [
        ("measure", "files", "measure"),
        ("value", "5,240", "value"),
        ("value", "", "value"),
        ("place", "Hanoi", "place"),
        ("units_covered", "four", "units_covered"),
        ("qualifier", "roughly", "qualifier"),
        ("role", "guess", "role"),
        ("period", "2025-02-30", "period_end"),
        ("period", "2025-08-31..2025-08-01", "period_end"),
        ("period_basis", "", "period_basis"),
        ("unit", "people", "unit"),
        ("per", "week", "per"),
        ("relation", "part_of nobody:1", "related"),
        ("status", "read", "status"),
        ("quote", "5", "quote"),
        ("colour", "red", "colour"),
    ],
)
def test_what_breaks_a_rule_is_refused_with_its_column(
    column: str, value: str, where: str, desk: Session, layout: Layout
) -> None:
    before = snapshot(layout)
    answer = correct(desk, quoted(layout, "5,240"), column, value)
    assert answer["column"] == where
    assert snapshot(layout) == before


def test_what_is_typed_is_checked_without_being_written(desk: Session, layout: Layout) -> None:
    before = snapshot(layout)
    step = {"do": "check", "of": "correct", "id": quoted(layout, "5,240")["figure_id"], "column": "value"}
    assert desk.answer(step | {"value": "52x"})["problem"] == "expected a decimal number such as 97.39"
    assert desk.answer(step | {"value": "52"}) == {}
    assert snapshot(layout) == before


def test_no_figure_goes_to_the_numbers_with_its_reason(desk: Session, layout: Layout) -> None:
    gone = quoted(layout, "4,873")
    related = [row for row in figures(layout).values() if row["related"] == gone["figure_id"]]
    assert related, "the specimen has a figure that is part of it"
    assert desk.answer({"do": "no_figure", "id": gone["figure_id"], "reason": " "})["column"] == "reason"
    done(desk, do="no_figure", id=gone["figure_id"], reason="an example", kind="other")
    (row,) = (row for row in numbers(layout) if row["start"] == gone["start"])
    assert (row["quote"], row["kind"], row["reason"]) == ("4,873", "other", "an example")
    assert all(figures(layout)[each["figure_id"]]["relation"] == "" for each in related)


def test_the_page_is_told_where_a_token_went_also_the_last_one(desk: Session, layout: Layout) -> None:
    *_, last = figures(layout).values()
    for row in numbers(layout):  # none behind it
        if int(row["start"]) > int(last["start"]):
            done(desk, do="add", start=row["start"], end=row["end"], value="1")
    *_, last = figures(layout).values()
    answer = done(desk, do="no_figure", id=last["figure_id"], reason="none")
    assert last["start"] in {row["start"] for row in answer["numbers"]}  # type: ignore[attr-defined]


def test_a_missed_figure_is_added_as_it_is_printed(desk: Session, layout: Layout) -> None:
    number = next(row for row in numbers(layout) if row["quote"].isdigit())
    span = {"start": str(int(number["start"]) - 1), "end": number["end"]}
    done(desk, do="add", **span)  # the blank before it is left out
    row = figures(layout)[f"{REPORT}:{number['start']}"]
    assert (row["quote"], row["value"], row["measure"], row["status"]) == (
        number["quote"], number["quote"], "unclassified", "read",
    )  # fmt: skip
    assert number not in numbers(layout)


def test_a_second_fact_stands_on_the_same_numeral_and_one_across_is_refused(
    desk: Session, layout: Layout
) -> None:
    row = quoted(layout, "4,873")
    done(desk, do="add", start=row["start"], end=row["end"])
    second = figures(layout)[f"{row['figure_id']}.2"]
    assert (second["value"], second["measure"], second["place"]) == ("4873", "unclassified", row["place"])
    across = desk.answer({"do": "add", "start": row["start"], "end": str(int(row["end"]) + 4)})
    assert across["problem"] == "overlaps the figure '4,873'"
    done(desk, do="no_figure", id=second["figure_id"], reason="none")
    assert row["figure_id"] in figures(layout)


def test_words_need_a_value(desk: Session, layout: Layout) -> None:
    text = desks.RIVERSIDE.decode()
    at = text.index("busiest")
    span = {"start": str(at), "end": str(at + 7)}
    assert desk.answer({"do": "add", **span})["column"] == "value"
    done(desk, do="add", value="1", **span)
    assert quoted(layout, "busiest")["value"] == "1"


@pytest.mark.parametrize("span", [("5", "5"), ("0", "99999"), ("-1", "3"), ("a", "b"), ("27", "28")])
def test_a_selection_that_is_none_is_refused(span: tuple[str, str], desk: Session) -> None:
    start, end = span
    assert "problem" in desk.answer({"do": "add", "start": start, "end": end, "value": "1"}) or end == "28"


# Statements


def test_statements_are_accepted_corrected_and_removed(desk: Session, layout: Layout) -> None:
    first, second, *others = statements(layout)
    done(desk, do="accept", id=first["statement_id"])
    done(desk, do="correct", id=second["statement_id"], column="theme", value="finance")
    done(desk, do="remove", id=others[0]["statement_id"])
    assert statements(layout) == [
        first | {"status": "reviewed"}, second | {"theme": "finance", "status": "reviewed"}, *others[1:],
    ]  # fmt: skip


def test_a_day_makes_a_deadline_and_another_kind_takes_it_away(desk: Session, layout: Layout) -> None:
    name = statements(layout)[0]["statement_id"]
    kind = {"do": "correct", "id": name, "column": "kind"}
    assert "has a day" in str(desk.answer(kind | {"value": "deadline"})["problem"])
    done(desk, do="correct", id=name, column="due", value="2025-12-31")
    assert (statements(layout)[0]["kind"], statements(layout)[0]["due"]) == ("deadline", "2025-12-31")
    done(desk, **kind, value="difficulty")
    assert (statements(layout)[0]["kind"], statements(layout)[0]["due"]) == ("difficulty", "")


def test_what_no_statement_of_its_kind_has_is_refused(desk: Session, layout: Layout) -> None:
    name = next(row for row in statements(layout) if row["kind"] == "difficulty")["statement_id"]
    before = snapshot(layout)
    assert desk.answer({"do": "correct", "id": name, "column": "theme", "value": "cars"})["column"] == "theme"
    assert desk.answer({"do": "correct", "id": name, "column": "due", "value": "soon"})["column"] == "due"
    assert snapshot(layout) == before


def test_a_statement_that_was_missed_is_added_and_a_second_theme_of_it(desk: Session, layout: Layout) -> None:
    (gone, *others) = statements(layout)
    done(desk, do="remove", id=gone["statement_id"])
    where = {"do": "state", "start": gone["start"], "end": gone["end"]}
    done(desk, **where, kind="request", theme="finance")
    done(desk, **where, kind="request", theme="staffing")
    added = {row["theme"]: row for row in statements(layout) if row["start"] == gone["start"]}
    assert sorted(added) == ["finance", "staffing"]
    assert len(statements(layout)) == len(others) + 2
    first, second = added["finance"], added["staffing"]
    assert first["statement_id"] == f"{REPORT}:s{gone['start']}"
    assert second == first | {"statement_id": f"{first['statement_id']}.2", "theme": "staffing"}
    assert (first["kind"], first["status"], first["note"]) == ("request", "reviewed", "")
    done(desk, do="undo")
    assert [row["theme"] for row in statements(layout) if row["start"] == gone["start"]] == ["finance"]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"theme": "cars"}, "theme"),
        ({"kind": "hope"}, "kind"),
        ({"kind": "deadline"}, "due"),
        ({"kind": "deadline", "due": "soon"}, "due"),
        ({"start": "0", "end": "0"}, ""),
        ({"start": "0"}, ""),
    ],
)
def test_a_statement_that_breaks_a_rule_is_not_added(
    desk: Session, layout: Layout, change: dict[str, str], column: str
) -> None:
    gone = statements(layout)[1]
    done(desk, do="remove", id=gone["statement_id"])
    before = snapshot(layout)
    step = {"do": "state", "start": gone["start"], "end": gone["end"], "kind": "request", "theme": "finance"}
    told = desk.answer(step | change)
    assert told["problem"]
    assert told["column"] == column
    assert snapshot(layout) == before


def test_a_statement_that_stands_there_is_not_added_again(desk: Session, layout: Layout) -> None:
    row = statements(layout)[0]
    same = {"do": "state"} | {name: row[name] for name in ("start", "end", "kind", "theme")}
    assert "stands there already" in str(desk.answer(same)["problem"])
    other = next(kind for kind in ("decision", "request") if kind != row["kind"])
    assert desk.answer(same | {"theme": "other", "kind": other})["column"] == "kind"


# Undo


def test_undo_gives_back_every_file_step_by_step(desk: Session, layout: Layout) -> None:
    row, second = quoted(layout, "4,873"), quoted(layout, "5,240")
    steps = [
        {"do": "accept", "id": second["figure_id"]},
        {"do": "correct", "id": second["figure_id"], "column": "role", "value": "plan"},
        {"do": "no_figure", "id": row["figure_id"], "reason": "none"},
        {"do": "remove", "id": statements(layout)[0]["statement_id"]},
        {"do": "accept_report", "day": "2025-10-01", "how": "looked at"},
        {"do": "correct", "id": second["figure_id"], "column": "role", "value": "target",
         "reason": "it says so", "who": "somebody", "day": "2025-10-02"},
    ]  # fmt: skip
    states = [snapshot(layout)]
    for step in steps:
        done(desk, **step)
        states.append(snapshot(layout))
    assert len({str(state) for state in states}) == len(states)
    for state in reversed(states[:-1]):
        done(desk, do="undo")
        assert snapshot(layout) == state
    assert desk.answer({"do": "undo"})["problem"] == "there is nothing to undo"


# The report


def test_an_accepted_report_changes_by_corrections_alone(desk: Session, layout: Layout) -> None:
    done(desk, do="accept_report", day="2025-10-01", how="read, looked at")
    assert {row["status"] for row in (*figures(layout).values(), *statements(layout))} == {"reviewed"}
    row = next(
        each for each in read_register_rows(layout.data / "reports.csv") if each["report_id"] == REPORT
    )
    assert (row["review"], row["reviewed_on"]) == ("read, looked at", "2025-10-01")
    before, figure = snapshot(layout), quoted(layout, "5,240")
    assert correct(desk, figure, "measure", "on_time_rate")["column"] == "reason"
    why = {"reason": "a share", "who": "somebody", "day": "2025-10-02"}
    assert "problem" not in correct(desk, figure, "measure", "on_time_rate", **why)
    after = snapshot(layout)
    assert [name for name in after if after[name] != before[name]] == ["corrections.csv"]
    shown = desk.answer({"do": "open"})["figures"][figure["figure_id"]]
    assert (shown["measure"], shown["unit"]) == ("on_time_rate", "percent")
    (loaded,) = (each for each in load(layout.data).figures if each.figure_id == figure["figure_id"])
    assert (loaded.measure, loaded.corrected) == ("on_time_rate", True)
    assert "problem" in desk.answer({"do": "no_figure", "id": figure["figure_id"], "reason": "none"})


@pytest.mark.parametrize("day", ["", "tomorrow", "2025-13-01"])
def test_a_report_is_not_accepted_without_a_day(day: str, desk: Session, layout: Layout) -> None:
    before = snapshot(layout)
    assert "problem" in desk.answer({"do": "accept_report", "day": day, "how": "looked at"})
    assert snapshot(layout) == before


def test_other_reports_rows_stay_where_they_are(desk: Session, layout: Layout) -> None:
    other = dict.fromkeys(CORRECTION_COLUMNS, "x") | {"figure_id": "first:10", "column": "note", "was": ""}
    corrections = layout.data / "corrections.csv"
    done(desk, do="accept_report", day="2025-10-01", how="looked at")
    write_rows(corrections, CORRECTION_COLUMNS, [other])
    why = {"reason": "r", "who": "w", "day": "2025-10-02"}
    assert "notice" not in correct(desk, quoted(layout, "5,240"), "role", "plan", **why)
    mine = read_rows(corrections, CORRECTION_COLUMNS)
    assert (mine[0], len(mine)) == (other, 2)
    done(desk, do="undo")
    assert read_rows(corrections, CORRECTION_COLUMNS) == [other]


# Others at work


def test_a_step_on_what_stayed_is_done_beside_a_change_on_the_disk(desk: Session, layout: Layout) -> None:
    one, other = quoted(layout, "5,240"), quoted(layout, "4,873")
    edit(layout, other["figure_id"], note="by hand")
    answer = done(desk, do="accept", id=one["figure_id"])
    assert "changed on disk" in str(answer["notice"])
    assert set(answer["figures"]) == {one["figure_id"], other["figure_id"]}
    assert (quoted(layout, "4,873")["note"], quoted(layout, "5,240")["status"]) == ("by hand", "reviewed")


def test_a_step_on_what_changed_is_not_done(desk: Session, layout: Layout) -> None:
    row = quoted(layout, "5,240")
    edit(layout, row["figure_id"], value="5420")
    answer = correct(desk, row, "value", "52")
    assert "not done" in str(answer["notice"])
    assert answer["figures"][row["figure_id"]]["value"] == "5420"
    assert quoted(layout, "5,240")["value"] == "5420"
    assert "notice" not in correct(desk, row, "value", "52")


def test_the_page_is_told_of_a_change_when_it_asks(desk: Session, layout: Layout) -> None:
    assert desk.answer({"do": "ping"}) == {}
    edit(layout, quoted(layout, "5,240")["figure_id"], note="by hand")
    assert "changed on disk" in str(desk.answer({"do": "ping"})["notice"])
    rows = read_register_rows(layout.data / "reports.csv")
    write_rows(layout.data / "reports.csv", REPORT_COLUMNS, rows)  # another report's row of a file for all
    assert desk.answer({"do": "ping"}) == {}


def test_a_second_review_of_one_report_is_told_of_the_first(desk: Session, layout: Layout) -> None:
    with pytest.raises(Busy, match=r"a review of vinhlong-en is under way \(process \d+\); go on there"):
        reviewing(REPORT, layout).__enter__()


def test_an_unknown_report_is_refused_and_leaves_no_lock(layout: Layout) -> None:
    with pytest.raises(StudyError, match="did you mean vinhlong-en"):
        reviewing("../vinhlong", layout).__enter__()
    assert not (layout.root / "build" / ".reviews").exists()


@pytest.mark.parametrize("step", [{}, {"do": "burn"}, {"do": "accept"}, {"do": "accept", "id": "nobody:1"}])
def test_what_is_no_step_is_refused(step: dict[str, str], desk: Session) -> None:
    assert "problem" in desk.answer(step)


@pytest.mark.slow
def test_a_step_among_500_figures_takes_less_than_50_ms(tmp_path: Path) -> None:
    layout = desks.many(tmp_path / "many")
    names = list(figures(layout))
    assert len(names) >= 500
    with session(layout) as desk:
        desk.answer({"do": "look"})
        times = []
        for name in names[:20]:
            begin = time.process_time()  # without the others on this machine
            done(desk, do="correct", id=name, column="note", value="seen")
            times.append(time.process_time() - begin)
    times.sort()
    print(f"a step among {len(names)}: median {times[10] * 1000:.0f} ms, slowest {times[-1] * 1000:.0f} ms")
    assert times[10] < 0.5, "50 ms are asked"
