"""Sentences: their numbers are recorded, what is unknown is left out, dates are not joined unsaid."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.showing.sentences import answer, finding
from analysis.table.catalogue import read_measures
from analysis.table.figures import figure_of
from analysis.table.quantities import Quantity, Unknown, exact, stated_in
from analysis.table.results import RESULTS_MIME
from made import figure


def q(value: str, **columns: str) -> Quantity:
    return stated_in(figure_of(figure(10, value=value, quote=value, **columns), read_measures()))


def results(shown: object) -> list[dict[str, str]]:
    return shown._repr_mimebundle_()[RESULTS_MIME]


def test_a_number_that_was_computed_is_recorded_under_its_name_a_stated_one_is_not() -> None:
    received, closed = q("8"), q("3", figure_id="first:20", measure="files_processed")
    shown = finding("{share:.1%} of {received} are closed", share=closed / received, received=received)
    (row,) = results(shown)
    assert row == {
        "result_id": "share", "value": "37.5", "unit": "percent", "note": "",
        "formula": "files_processed[VN-HN] / files_received[VN-HN] * 100",
        "figure_ids": ["first:20", "first:10"],
    }  # fmt: skip


def test_an_open_bound_is_recorded_as_one() -> None:
    cost = q("100", unit="VND", measure="policy_cost", qualifier="more_than") / exact(4, "cases")
    assert results(finding("{cost}", cost=cost))[0]["note"] == "between 25 and any"


def test_a_sentence_with_an_unknown_is_left_out_and_a_heading_says_why_in_a_line() -> None:
    known, lost = exact(3, "files"), Unknown(("nobody states it",))
    said = finding("{known}", "{lost} of them.", "That is all.", known=known, lost=lost)
    assert said.markdown == "## 3 files\n\nThat is all."
    assert answer("{lost}", lost=lost).markdown == "*Nothing can be said here: nobody states it.*"


def test_what_no_person_has_looked_at_is_marked() -> None:
    said = finding("{received} came in", received=q("8", status="read"))
    assert said.markdown == "## 8 files (not reviewed) came in"


def test_dates_are_joined_with_a_reason_or_not_at_all() -> None:
    early = q("8", period_end="2025-08-15")
    late = q("9", period_end="2025-09-30", figure_id="first:20")
    more = late - early
    with pytest.raises(StudyError, match="'more' joins figures of at 15 August 2025 and at 30 Sep"):
        finding("{more}", more=more)
    said = finding("{more} more", more=more.fair("one count at two dates")).markdown
    assert said.endswith(
        "At 15 August 2025 and at 30 September 2025 stand side by side: one count at two dates."
    )


def test_that_an_undated_figure_joins_dated_ones_of_its_report_is_said() -> None:
    more = q("9", period_end="2025-08-15") + q("8", figure_id="first:20")
    said = finding("{more}", more=more).markdown
    assert said.endswith(
        "A figure without a date is taken together with those of its own report: at 15 August 2025."
    )
    other = q("9", period_end="2025-08-15") + q("8", report_id="second", figure_id="second:20")
    with pytest.raises(StudyError, match="joins figures of at 15 August 2025 and undated"):
        finding("{other}", other=other)


def test_words_of_the_data_are_harmless() -> None:
    assert finding("{title}", title="<b>*x*</b>").markdown == "## &lt;b&gt;\\*x\\*&lt;/b&gt;"


def test_a_name_that_nothing_has_is_refused() -> None:
    with pytest.raises(StudyError, match="a sentence names 'missing'"):
        finding("{missing} files")


def test_a_day_that_is_missing_is_unknown() -> None:
    said = finding("{known}", "Since {day}.", known=exact(3, "files"), day=pd.NaT)
    assert said.markdown == "## 3 files"


def test_none_of_a_thing_is_said_in_a_word() -> None:
    none = exact(0, "figures")
    assert finding("{none} revised it", none=none).markdown == "## No figures revised it"
    assert finding("{none:n} of {all} did", none=none, all=exact(3, "figures")).markdown == (
        "## 0 of 3 figures did"
    )
    assert finding("It cost {nothing}", nothing=exact(0, "VND")).markdown == "## It cost 0 VND"
