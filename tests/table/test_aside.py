"""Which report speaks for another, and that this holds in figures, pairs, verdicts and every page's part."""

from __future__ import annotations

import pytest

from analysis.table.agreement import compare
from analysis.table.aside import COPY, REPLACED, TRANSLATION, Aside
from analysis.table.judged import of_witnesses, that_stand
from claimed import JULY, fact
from made import Row
from told import study_of

MEASURES = ("files_received", "files_processed", "files_pending", "files_on_time", "staff_actual")


def report(name: str, *values: int, **columns: str) -> list[Row]:
    """What a report states: one value of each measure."""
    stated = zip(range(10, 99, 10), MEASURES, values, strict=False)
    return [fact(start, measure, value, name, **{**JULY, **columns}) for start, measure, value in stated]


def reports_of(figures: object) -> set[str]:
    return {each.report_id for each in figures}  # type: ignore[attr-defined]


def test_what_replaces_a_report_speaks_for_it_and_for_what_that_replaced() -> None:
    rows = [*report("first", 100), *report("second", 110), *report("third", 120)]
    study = study_of(rows, second={"replaces": "first"}, third={"replaces": "second"})
    assert study.aside == {"first": Aside("second", REPLACED), "second": Aside("third", REPLACED)}
    assert reports_of(study.witnesses) == {"third"}
    assert study.frame()["value"].tolist() == [120]
    assert compare(study) == []


def test_the_one_in_between_need_not_count_itself() -> None:
    rows = [*report("first", 100), *report("second", 110, status="read"), *report("third", 120)]
    study = study_of(rows, second={"replaces": "first"}, third={"replaces": "second"})
    assert reports_of(study.select().witnesses) == {"third"}


def test_a_replaced_report_stands_until_what_replaces_it_counts() -> None:
    rows = [*report("first", 100), *report("second", 110, status="read")]
    study = study_of(rows, second={"replaces": "first"})
    assert reports_of(study.select().witnesses) == {"first"}
    assert reports_of(study.select(reviewed_only=False).witnesses) == {"second"}
    assert reports_of(study.select(reports=["first"]).witnesses) == {"first"}
    assert study.frame(status="reviewed")["value"].tolist() == [100]


def test_what_a_newer_version_leaves_out_is_gone_from_every_page() -> None:
    rows = [*report("first", 100), *report("second", 500, place="VN")]
    seen = study_of(rows, second={"replaces": "first"}).select(place="VN-HN")
    assert reports_of(seen.witnesses) == {"second"}
    assert set(seen.frame()["report_id"]) == {"second"}


def test_two_that_replace_each_other_do_not_vanish() -> None:
    rows = [*report("first", 100), *report("second", 110)]
    study = study_of(rows, first={"replaces": "second"}, second={"replaces": "first"})
    assert len(reports_of(study.witnesses)) == 1


def test_a_translation_of_a_replaced_report_is_set_beside_nothing() -> None:
    rows = [*report("first", 100), *report("second", 100), *report("third", 110)]
    translated = {"second": {"translation_of": "first"}}
    assert len(compare(study_of(rows, **translated))) == 2
    study = study_of(rows, **translated, third={"replaces": "first"})
    assert study.aside["second"] == Aside("first", TRANSLATION)
    assert compare(study) == []


FIVE = (100, 60, 40, 50, 9)


def test_a_copy_is_the_later_one_of_two() -> None:
    rows = [*report("late", *FIVE), *report("early", *FIVE)]
    study = study_of(rows, late={"published": "2025-09-02"}, early={"published": "2025-09-01"})
    assert study.aside == {"late": Aside("early", COPY)}
    assert compare(study) == []


@pytest.mark.parametrize(
    "other",
    [report("second", *FIVE[:4]), report("second", 100, 60, 40, 50, 8), report("second", *FIVE)[::-1],
     report("second", *FIVE, place="VN-HP"), report("second", *FIVE, quote="100")],
    ids=["fewer", "a value", "the order", "another place", "as printed"],
)  # fmt: skip
def test_what_differs_is_no_copy(other: list[Row]) -> None:
    assert study_of([*report("first", *FIVE), *other]).aside == {}


def test_a_part_of_the_study_knows_copies_as_the_whole_does() -> None:
    elsewhere = [fact(90, "vehicles", 7, name, place="VN-HP", **JULY) for name in ("first", "second")]
    study = study_of([*report("first", *FIVE), elsewhere[0], *report("second", *FIVE), elsewhere[1]])
    assert study.seen_from("VN-HP").aside == study.aside == {"second": Aside("first", COPY)}
    assert reports_of(study.select(place="VN-HP").witnesses) == {"first"}


def test_verdicts_that_a_person_must_look_at_are_not_those_of_what_is_replaced_or_copied() -> None:
    rows = [*report("first", *FIVE), *report("second", *FIVE), *report("third", *FIVE)]
    rows += [*report("fourth", *FIVE[:3]), *report("fifth", *FIVE)]
    study = study_of(
        rows,
        third={"translation_of": "first", "language": "fr"},
        fifth={"replaces": "fourth", "language": "es"},
    )
    told = [set(found(study.verdict_rows, study).tally("report_id")) for found in (of_witnesses, that_stand)]
    assert told == [{"first", "fifth"}, {"first", "third", "fifth"}]
