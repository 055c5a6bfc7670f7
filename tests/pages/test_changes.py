"""The changes between two states: what is told first, and what a message leaves out."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from analysis.files import Row
from analysis.pages.changes import KINDS, Change, State, bottom_line, changes, one_line
from analysis.pages.telling import MOST_ROWS, markdown
from made import figure, statement

HOSTILE = "a|b `c` <script>x</script> [d](e) *f*\n## g\u2028h\x1b[2J"


def verdict(said: str = "exact", *, material: bool = False, report: str = "first", **columns: str) -> Row:
    row = {"report_id": report, "verdict": said, "material": "yes" if material else "no", "stated": "4"}
    return row | {"recomputed": "2", "reason": "2 units apart"} | columns


def result(value: str, page: str = "p") -> Row:
    return {"page": page, "value": value, "unit": "files"}


def between(kind: str, old: Mapping[str, Row], new: Mapping[str, Row]) -> list[Change]:
    return changes(State({kind: old}), State({kind: new}))


def sorts(found: list[Change]) -> dict[str, str]:
    """What has become of each id, in the order in which it is told."""
    return {each.identity: each.sort.name for each in found}


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))]


def test_the_gravest_verdicts_come_first() -> None:
    off, material, exact = verdict("off"), verdict("off", material=True), verdict()
    old = {
        "same": exact, "gone": exact, "gone off": off, "other value": exact, "mended": material,
        "less": material, "slightly": exact, "worse": off, "checked": verdict("cannot_check"),
    }  # fmt: skip
    new = {
        "same": exact, "new": exact, "other value": exact | {"recomputed": "3"}, "mended": exact,
        "less": off, "slightly": off, "worse": material, "checked": exact, "new and off": material,
    }  # fmt: skip
    found = between("verdict", old, new)
    assert list(sorts(found).items()) == [
        ("new and off", "now materially off"), ("worse", "now materially off"), ("slightly", "now off"),
        ("gone off", "no longer off"), ("mended", "no longer off"), ("checked", "flipped"),
        ("less", "flipped"), ("other value", "recomputed"), ("gone", "gone"), ("new", "new"),
    ]  # fmt: skip
    assert bottom_line(found) == (
        "2 claims are now materially off, 1 is now off, not materially, 2 are no longer off, "
        "2 have another verdict, 1 keeps its verdict on other values, 1 is gone, 1 is new"
    )


def test_verdicts_come_before_results_and_these_before_figures() -> None:
    old = State({"result": {"p.a": result("1"), "p.b": result("1")}, "figure": {"first:9": figure(9)}})
    new = State(
        {
            "verdict": {"first:9/sum/1": verdict()},
            "result": {"p.a": result("2"), "p.c": result("1")},
            "report": {"second": {"report_id": "second", "title": "Another"}},
            "figure": {"first:10": figure(10), "first:9": figure(9, note="seen")},
            "statement": {"first:s70": statement(70)},
        }
    )
    assert list(sorts(changes(old, new)).items()) == [
        ("first:9/sum/1", "new"), ("p.a", "moved"), ("p.b", "gone"), ("p.c", "new"), ("second", "new"),
        ("first:9", "changed"), ("first:10", "new"), ("first:s70", "new"),
    ]  # fmt: skip
    assert bottom_line(changes(old, new)) == (
        "1 claim is new; 1 result moved, 1 is gone, 1 is new; 1 report is new; 1 figure changed, 1 is new; "
        "1 statement is new"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_the_same_is_no_change(kind: str) -> None:
    assert between(kind, {"a": verdict()}, {"a": verdict()}) == []
    assert bottom_line([]) == "nothing is different"


def test_numbers_in_ids_are_ordered_by_their_size() -> None:
    new = {f"first:{n}": figure(n) for n in (100, 9, 20)}
    assert list(sorts(between("figure", {}, new))) == ["first:9", "first:20", "first:100"]


def test_each_change_is_one_line_whatever_its_text() -> None:
    found = between("figure", {}, {"first:9": figure(9, quote=HOSTILE)})
    line = markdown(found, "t").splitlines()[-1]
    what, identity, how, before, after = cells(line)
    assert (what, identity, how, before) == ("figure", "`first:9`", "new", "")
    assert after.startswith(r"a\|b \`c\` &lt;script>x&lt;/script> \[d\](e) \*f\* ## g h \[2J, files_received")
    assert all(sign.isprintable() for sign in "".join(found[0].cells))
    assert found[0].cells[4].startswith(one_line(HOSTILE))


def test_an_id_cannot_leave_its_code() -> None:
    line = markdown(between("result", {}, {"p.`x`|y": result("1")}), "t").splitlines()[-1]
    assert cells(line)[1] == r"`p.'x'\|y`"


def new_reports(many: int, figures: int) -> dict[str, Row]:
    rows = (figure(start, f"r{n}") for n in range(many) for start in range(figures))
    return {row["figure_id"]: row for row in rows}


def test_as_many_rows_as_a_message_holds_are_all_told() -> None:
    said = markdown(between("figure", {}, new_reports(1, MOST_ROWS)), "t")
    assert said.count("\n| figure | `r0:") == MOST_ROWS
    assert "only" not in said


def test_more_new_figures_are_told_by_report_and_what_changed_in_full() -> None:
    kept = {"a:1": figure(1, "a")}
    found = between("figure", kept, new_reports(2, 100) | {"a:1": figure(1, "a", value="7")})
    lines = markdown(found, "t").splitlines()
    assert [cells(line)[1:3] for line in lines[4:7]] == [
        ["`a:1`", "changed"], ["`r0 …`", "100 new"], ["`r1 …`", "100 new"],
    ]  # fmt: skip
    assert lines[7:] == [
        "",
        "200 rows are told by number only; `study diff --all` shows each.",
    ]


def test_new_claims_that_are_told_by_number_say_what_became_of_them() -> None:
    new = {f"first:{n}/sum/1": verdict("exact" if n % 2 else "cannot_check") for n in range(50)}
    new["first:99/sum/1"] = verdict("off", material=True)
    lines = markdown(between("verdict", {}, new), "t").splitlines()
    assert [cells(line)[1:] for line in lines[4:6]] == [
        ["`first:99/sum/1`", "now materially off", "",
         "verdict off, material yes, stated 4, recomputed 2"],
        ["`first …`", "50 new", "", "25 cannot_check, 25 exact"],
    ]  # fmt: skip


def test_what_does_not_fit_is_counted() -> None:
    old = {f"p.{n}": result("1") for n in range(1000)}
    new = {f"p.{n}": result("2") for n in range(1000)}
    lines = markdown(between("result", old, new), "t").splitlines()
    assert lines[0] == "**t**: 1,000 results moved"
    assert lines[-3:] == [
        "| result |  | 960 more |  |  |",
        "",
        "960 rows are told by number only; `study diff --all` shows each.",
    ]
