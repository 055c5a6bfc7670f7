"""A floor under the reader's scores, and what holds on every specimen and transcribed report.

The floors stand two points below what `make evaluate` showed when they were last raised; raise them
when the reader has become better, never lower them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from analysis.reading.reader import Row, find_language, read
from analysis.table.vocabulary import FIGURE_COLUMNS, LATER_FIGURE_COLUMNS
from evaluation import FIELDS, SPECIMENS, Case, by_language, digits_left, score, specimens, transcribed
from readings import LANGUAGES

SCORES = ("recall", "precision", *FIELDS)
FLOORS = {
    "specimens": {
        "recall": 96.8, "precision": 97.1, "span": 98.0, "unit": 97.0, "qualifier": 97.7, "role": 96.1,
        "place": 97.0, "period": 94.5, "measure": 93.1, "relation": 92.6,
    },
    "reports": {
        "recall": 98.0, "precision": 98.0, "span": 98.0, "unit": 98.0, "qualifier": 98.0, "role": 98.0,
        "place": 96.1, "period": 98.0, "measure": 96.1, "relation": 98.0,
    },
}  # fmt: skip


@pytest.fixture(scope="session")
def reports(texts: Path) -> Sequence[Case]:
    """The transcribed reports; their texts are needed."""
    return list(transcribed())


@pytest.mark.parametrize("name", SCORES)
def test_specimens_are_read_no_worse_than_before(name: str) -> None:
    assert share(list(specimens()), name) >= FLOORS["specimens"][name]


@pytest.mark.parametrize("name", SCORES)
def test_reports_are_read_no_worse_than_before(name: str, reports: Sequence[Case]) -> None:
    assert share(reports, name) >= FLOORS["reports"][name]


def share(cases: Sequence[Case], name: str) -> float:
    """A score of all languages together, in per cent with one decimal as it is printed."""
    return round(by_language(cases)["all"].share(name) * 100, 1)


SPECIMEN_IDS = [case.case_id for case in specimens()]


@pytest.fixture(scope="session")
def by_id() -> dict[str, Case]:
    return {case.case_id: case for case in specimens()}


def test_specimens_have_the_columns_of_figures_with_or_without_those_that_came_later() -> None:
    stored = [column for column in FIGURE_COLUMNS if column not in ("figure_id", "report_id", "start", "end")]
    keyed = [column for column in stored if column not in ("doubt", "status")]
    older = [column for column in keyed if column not in LATER_FIGURE_COLUMNS]
    for path in sorted(SPECIMENS.rglob("*.figures.csv")):
        header = path.read_text(encoding="utf-8").partition("\n")[0].split(",")
        assert [column for column in header if column != "nth"] in (keyed, older), path.name


def test_there_are_specimens_of_every_language() -> None:
    languages = [case.language for case in specimens()]
    assert {language: languages.count(language) >= 4 for language in LANGUAGES} == dict.fromkeys(
        LANGUAGES, True
    )


@pytest.mark.parametrize("name", SPECIMEN_IDS)
def test_every_digit_of_a_specimen_stands_in_a_table(name: str, by_id: dict[str, Case]) -> None:
    assert digits_left(by_id[name]) == []


@pytest.mark.parametrize("name", SPECIMEN_IDS)
def test_the_expected_rows_of_a_specimen_cover_every_digit(name: str, by_id: dict[str, Case]) -> None:
    """The specimen itself is complete, so that what the reader finds can be held against it."""
    case = by_id[name]
    covered = places((*case.figures, *case.numbers))
    assert [
        case.text[at - 10 : at + 5]
        for at, mark in enumerate(case.text)
        if mark.isdigit() and at not in covered
    ] == []


def test_every_digit_of_the_reports_stands_in_a_table(reports: Sequence[Case]) -> None:
    assert {case.case_id: digits_left(case) for case in reports} == {case.case_id: [] for case in reports}


def test_no_date_and_no_reference_of_the_reports_is_a_figure(reports: Sequence[Case]) -> None:
    wrong = {}
    for case in reports:
        told = read(case.text, report_id=case.case_id, published=case.published, place=case.place)
        others = places(case.numbers)
        wrong[case.case_id] = [row["start"] for row in told.figures if others & places([row])]
    assert wrong == {case.case_id: [] for case in reports}


def test_every_value_of_the_reports_is_found(reports: Sequence[Case]) -> None:
    assert sum(score(case).expected - score(case).matched for case in reports) <= 1


def test_the_language_of_every_text_is_found(reports: Sequence[Case]) -> None:
    for case in (*specimens(), *reports):
        assert find_language(case.text) == case.language, case.case_id


def test_every_specimen_is_read_without_its_publication_date_too() -> None:
    for case in specimens():
        assert len(read(case.text).figures) >= len(case.figures) * 0.9, case.case_id


def test_the_sealed_specimens_take_no_part() -> None:
    assert [
        case.case_id for case in specimens() if (SPECIMENS / "sealed" / f"{case.case_id}.txt").exists()
    ] == []


def places(rows: Sequence[Row]) -> set[int]:
    """The code points that the rows cover."""
    return {at for row in rows for at in range(int(row["start"]), int(row["end"]))}
