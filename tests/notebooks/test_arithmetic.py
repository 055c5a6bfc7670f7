"""The page on arithmetic: what was recomputed, and apart from it what can hardly fail."""

from __future__ import annotations

import pytest

from facts import facts
from made import Row
from told import Told, study_of, tell

AUGUST = {"period_start": "2025-08-01", "period_end": "2025-08-31", "period_basis": "stated"}
NOTHING = "*Nothing can be said here"


def files(received: str, processed: str, pending: str, **columns: str) -> list[Row]:
    """A total and its two parts, with the whole that bounds them."""
    stated = {"files_received": received, "files_processed": processed, "files_pending": pending}
    return facts(*({"measure": name, "value": value, **AUGUST, **columns} for name, value in stated.items()))


def lines(told: Told, words: str) -> list[str]:
    """The lines of the tables in which the words stand."""
    return [line for table in told.tables for line in table.splitlines() if words in line]


def test_the_headline_counts_what_can_fail_and_says_first_how_much_could_be_checked() -> None:
    told = tell("05-arithmetic")
    assert told.findings[0].startswith(
        "**Of 15 claims of a sum, a share, a change or a list, 11 could be recomputed, "
        "and of these 11 came out as stated.**"
    )


def test_what_can_hardly_fail_counts_apart_and_has_no_tick() -> None:
    told = tell("05-arithmetic")
    assert told.about("about a bound").startswith("## Of 26 claims about a bound 26 kept within it")
    assert ["≤ fits" in line for line in lines(told, "81,995 people")] == [True]
    assert [line for line in lines(told, "✓ exact") if "≤" in line] == []


def test_four_departments_are_held_against_their_names() -> None:
    told = tell("05-arithmetic", place="VN-HP")
    (line,) = lines(told, "4 names are listed")
    assert line.split()[:3] == ["✓", "exact", "count"]
    assert line.endswith("haiphong-fr:2596")


def test_a_list_that_lacks_a_name_is_off() -> None:
    row = {"measure": "agencies_high_completion", "value": "4", "note": "names: Health; Justice; Trade"}
    told = tell("05-arithmetic", study_of(facts(row)), place="VN-HN")
    assert told.about("bounds included").startswith("## Of 1 claim, bounds included, 1 came out off")


def test_an_increase_is_one_by_its_words_and_a_level_by_use() -> None:
    text = "\n".join(tell("05-arithmetic", place="VN-HP").tables)
    assert "read literally, an increase" in text
    assert "as such reports usually mean it, a level" in text
    assert "wording allows" not in text


def test_growth_and_revenue_stand_on_the_page_on_budgets_alone() -> None:
    told = tell("05-arithmetic")
    assert [name for name in told.results if "growth" in name or "revenue" in name] == []
    assert "grew by" not in told.text


def test_what_is_off_is_named_with_its_gap() -> None:
    told = tell("05-arithmetic", study_of(files("100", "60", "45")), place="VN-HN")
    assert "1 could be recomputed, and of these 0 came out" in told.findings[0]
    assert told.about("bounds included").startswith("## Of 3 claims, bounds included, 1 came out off")
    assert "Off by a point, or by one per cent, or more: 1." in told.text
    assert lines(told, "60 + 45 = 105, 100 files stated; 5 files apart")


def test_a_broken_bound_is_off_too() -> None:
    told = tell("05-arithmetic", study_of(files("100", "160", "40")[:2]), place="VN-HN")
    assert told.findings[0].startswith(NOTHING), "nothing but a bound is claimed"
    assert told.about("bounds included").startswith("## Of 1 claim, bounds included, 1 came out off")
    assert told.about("about a bound").startswith("## Of 1 claim about a bound 0 kept within it")


def test_a_share_without_its_counts_cannot_be_recomputed() -> None:
    study = study_of(facts({"measure": "disbursement_rate", "value": "68", **AUGUST}))
    told = tell("05-arithmetic", study, place="VN-HN")
    assert told.about("cannot be recomputed").startswith("## 1 of 1 claim cannot be recomputed")
    assert lines(told, "not stated: disbursement amount and disbursement plan")


@pytest.mark.parametrize(("reviewed_only", "claims"), [(True, "0"), (False, "3")])
def test_what_nobody_has_reviewed_counts_only_where_asked_for_and_is_marked(
    reviewed_only: bool, claims: str
) -> None:
    study = study_of(files("100", "60", "40", status="read"))
    told = tell("05-arithmetic", study, place="VN-HN", reviewed_only=reviewed_only)
    assert told.results.get("all_claims", {"value": "0"})["value"] == claims
    assert ("(not reviewed)" in told.findings[0]) is not reviewed_only


def test_a_replaced_report_claims_nothing_any_more() -> None:
    wrong, right = files("100", "60", "45"), files("100", "60", "40")
    newer = [row | {"report_id": "second", "figure_id": f"second:{row['start']}"} for row in right]
    study = study_of([*wrong, *newer], second={"replaces": "first"})
    told = tell("05-arithmetic", study, place="VN-HN")
    assert told.about("bounds included").startswith("## Of 3 claims, bounds included, 0 came out off")


def test_a_place_without_claims_says_so_for_each_finding() -> None:
    told = tell("05-arithmetic", place="VN-44")
    assert [each for each in told.findings[:-1] if not each.startswith(NOTHING)] == []
