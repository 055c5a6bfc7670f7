"""Replies: which rows are refused and how that is said, and where what was replied shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.checking import check
from analysis.errors import StudyError
from analysis.files import write_rows
from analysis.pages.layout import Layout
from analysis.pages.running.keys import rows_of
from analysis.table.checked import claims
from analysis.table.replies import Reply, read_replies, reply_mark
from analysis.table.study import load
from analysis.table.vocabulary import REPLY_COLUMNS
from made import figure, write_data

WRONG = {"first": [figure(7), figure(30, value="130", measure="files_processed")]}
CLAIM = "first:30/order/7"
REPLY = {
    "claim_id": CLAIM, "body": "Department of Home Affairs", "answer": "Two of them came in June.",
    "date": "2025-10-02", "address": "https://example.org/reply",
}  # fmt: skip


def study(tmp_path: Path, *rows: dict[str, str]) -> Layout:
    (tmp_path / "data").mkdir()
    write_data(tmp_path / "data", WRONG)
    write_rows(tmp_path / "data" / "replies.csv", REPLY_COLUMNS, rows)
    return Layout(tmp_path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"claim_id": "first"}, "line 2, column claim_id: value is 'first'; expected a claim as study check"),
        ({"claim_id": "other:30/order/7"}, "column claim_id: .*; expected a claim of a registered report"),
        ({"body": " "}, "line 2, column body: .*; expected who was asked"),
        ({"body": "=1+1"}, "line 2, column body: .*; expected who was asked"),
        ({"answer": "two\nlines"}, "line 2, column answer: .*; expected the answer in at most 2,000 letters"),
        ({"answer": "a" * 2001}, "line 2, column answer"),
        ({"date": "2 October"}, r"line 2, column date: value is '2 October'; expected the day .*2025-10-02"),
        ({"date": ""}, "line 2, column date"),
        ({"address": "javascript:alert(1)"}, "line 2, column address: .*; expected an address that begins"),
    ],
)
def test_a_broken_reply_is_refused_with_its_place(tmp_path: Path, change: dict[str, str], said: str) -> None:
    layout = study(tmp_path, REPLY | change)
    with pytest.raises(StudyError, match=rf"replies\.csv: .*{said}"):
        load(layout.data)


def test_a_body_replies_to_a_claim_once(tmp_path: Path) -> None:
    other = REPLY | {"body": "Ward 12"}
    assert len(load(study(tmp_path, REPLY, other).data).replies[CLAIM]) == 2
    (tmp_path / "again").mkdir()
    with pytest.raises(StudyError, match=r"line 3, column body: .*expected a body once for each claim"):
        load(study(tmp_path / "again", REPLY, REPLY).data)


def test_a_reply_to_what_nobody_claims_is_an_error_of_the_check(tmp_path: Path) -> None:
    layout = study(tmp_path, REPLY | {"claim_id": "first:30/order/8"})
    load(layout.data)
    with pytest.raises(StudyError, match=rf"replies\.csv: 'first:30/order/8' is no claim .* mean {CLAIM}\?"):
        check(layout, tmp_path)


def test_of_a_report_that_is_left_out_no_claim_is_known(tmp_path: Path) -> None:
    layout = study(tmp_path, REPLY)
    (layout.data / "figures" / "first.csv").write_text("broken\n", encoding="utf-8")
    assert check(layout, tmp_path).broken


def test_a_study_of_an_older_build_has_no_replies(tmp_path: Path) -> None:
    layout = study(tmp_path)
    (layout.data / "replies.csv").unlink()
    assert load(layout.data).replies == {}
    assert read_replies(tmp_path / "nowhere.csv") == {}


def test_a_claim_that_is_off_has_its_reply_or_says_that_nobody_was_asked(tmp_path: Path) -> None:
    said = claims(load(study(tmp_path, REPLY).data).select())
    assert said[["claim_id", "reply"]].values.tolist() == [
        [CLAIM, "reply: Department of Home Affairs, 2 October 2025: Two of them came in June."]
    ]
    (tmp_path / "none").mkdir()
    unasked = claims(load(study(tmp_path / "none").data).select())
    assert unasked["reply"].tolist() == ["not asked"]
    (why,) = unasked["why"]
    assert why == "130 files ≤ 120 files does not hold; 10 files apart; not asked"
    assert why.markup.endswith('</span><br><span class="reply not-asked">not asked</span>')


def test_what_is_not_off_says_nothing_of_replies() -> None:
    assert claims(load().select())["reply"].isna().all()


def test_a_reply_is_escaped_and_links_to_the_web_alone() -> None:
    told = reply_mark([Reply(CLAIM, "<b>", "5 < 6", "2025-10-02", "javascript:alert(1)")])
    assert told.markup == '<span class="reply">reply: &lt;b&gt;, 2 October 2025: 5 &lt; 6</span>'


def test_a_page_is_made_again_when_a_reply_about_its_claims_comes(tmp_path: Path) -> None:
    for name in ("none", "one"):
        (tmp_path / name).mkdir()
    before, after = (
        load(study(tmp_path / name, *rows).data).seen_from("VN-HN")
        for name, rows in (("none", ()), ("one", (REPLY,)))
    )
    assert rows_of(before)["replies"] == []
    assert rows_of(after)["replies"] == [REPLY]
    assert load(tmp_path / "one" / "data").seen_from("VN-HP").replies == {}
