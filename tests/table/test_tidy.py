"""Frames for questions that no page asks: exact, nothing counted twice, and names that are near misses."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

import told
from analysis.errors import StudyError
from analysis.table.study import Study, load
from analysis.table.tidy import facts
from claimed import fact, study_of
from made import REPORT, figure, write_data


@pytest.fixture(scope="module")
def study() -> Study:
    return load()


def made(tmp_path: Path) -> Study:
    """A report that says one thing twice, its translation, and another report."""
    (tmp_path / "data").mkdir()
    rate = {"measure": "on_time_rate", "unit": "percent", "value": "97.390", "quote": "97.390"}
    figures = {
        "first": [figure(10), figure(50), figure(90, **rate)],
        "tradotto": [figure(10, "tradotto")],
        "second": [figure(10, "second", qualifier="more_than", place="VN-SG")],
    }
    reports = [
        REPORT | {"report_id": name, "translation_of": "first" * (name == "tradotto")} for name in figures
    ]
    return load(write_data(tmp_path / "data", figures, reports))


def test_sums_do_not_double(tmp_path: Path) -> None:
    study = made(tmp_path)
    counts = {
        (translations, repeats): len(study.frame(translations=translations, repeats=repeats))
        for translations in (False, True) for repeats in (False, True)
    }  # fmt: skip
    assert counts == {(False, False): 3, (False, True): 4, (True, False): 4, (True, True): 5}
    sums = study.frame().groupby("measure", observed=True)["value"].sum()
    assert sums.to_dict() == {"files_received": Decimal(240), "on_time_rate": Decimal("97.390")}


def test_a_fact_stands_once_where_the_earliest_report_states_it() -> None:
    rows = [figure(10, "late"), figure(10), figure(20, role="plan"), figure(30, measure="unclassified")]
    rows += [figure(40, measure="unclassified")]
    study = told.study_of(rows, late={"published": "2025-10-02"}, first={"published": "2025-10"})
    assert facts(study.frame())["figure_id"].tolist() == ["first:10", "first:20", "first:30", "first:40"]


def test_values_are_exact_with_the_digits_printed(tmp_path: Path) -> None:
    frame = made(tmp_path).frame(measure="on_time_rate")
    assert [str(value) for value in frame["value"]] == ["97.390"]
    assert frame["decimals"].tolist() == [3]
    assert frame["low"].tolist() == [Decimal("97.3895")]


def test_an_open_end_is_missing(tmp_path: Path) -> None:
    frame = made(tmp_path).frame(place="VN-SG")
    assert (frame["low"].tolist(), frame["high"].tolist()) == ([Decimal(120)], [None])


def test_amounts_are_divided_summed_and_sorted_exactly() -> None:
    rows = [fact(10, "budget_revenue", "4063600000000001"), fact(20, "budget_revenue", "3")]
    value = study_of(*rows).frame()["value"]
    assert value.sum() == Decimal("4063600000000004")
    assert (value / 3).tolist() == [Decimal("4063600000000001") / 3, Decimal(1)]
    assert value.sort_values().tolist() == [Decimal(3), Decimal("4063600000000001")]


def test_labels_places_and_reports_stand_in_each_row(study: Study) -> None:
    row = study.frame(place="VN-HN", measure="files_received").iloc[0]
    assert (row["label"], row["place_name"], row["language"]) == ("Files received", "Hanoi", "fr")
    assert row["address"].startswith("https://")
    assert row["period_start"] == pd.Timestamp("2025-07-01")


def test_frames_can_be_taken_along(study: Study, tmp_path: Path) -> None:
    frame = study.frame()
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_excel(tmp_path / "a.xlsx", index=False)
    frame.to_parquet(tmp_path / "a.parquet")
    again = pd.read_parquet(tmp_path / "a.parquet")
    assert again["value"].tolist() == frame["value"].tolist()
    assert len(pd.read_excel(tmp_path / "a.xlsx")) == len(pd.read_csv(tmp_path / "a.csv")) == len(frame)


def test_a_period_takes_part_as_it_does_on_a_page(study: Study) -> None:
    period = ("2025-09-01", "")
    seen = study.select(period=period)
    assert set(study.frame(period=period, repeats=True)["figure_id"]) == {
        figure.figure_id for figure in seen.witnesses
    }


def test_the_other_numbers_have_a_frame(study: Study) -> None:
    numbers = study.number_frame()
    assert numbers.columns.tolist() == ["report_id", "start", "end", "quote", "kind", "reason"]
    assert set(numbers["report_id"]) == set(study.reports)
    assert numbers["kind"].value_counts()["date"] > 10


def test_verdicts_statements_and_selections_have_frames(study: Study) -> None:
    verdicts = study.verdict_frame()
    assert verdicts["verdict"].value_counts()["exact"] == study.verdict_rows.tally("verdict")["exact"]
    assert all(isinstance(value, Decimal) for value in verdicts["stated"])
    seen = study.select(place="VN-HN", theme="procedures")
    assert set(seen.frame()["theme"]) == {"procedures"}
    assert len(seen.statement_frame()) == len(seen.spoken)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (
            lambda s: s.select(reports="hanoi-fr"),
            "is 'hanoi-fr'; write reports=['hanoi-fr']: it is a list",
        ),
        (lambda s: s.select(reports=["hanoi-fx"]), "report 'hanoi-fx' is unknown; did you mean hanoi-fr"),
        (
            lambda s: s.select().one("file_received"),
            "'file_received' is unknown; did you mean files_received",
        ),
        (lambda s: s.frame(place="Da Nang"), "place 'Da Nang' is unknown; did you mean VN-DN (Da Nang)?"),
        (lambda s: s.select().frame(place="Da Nang"), "did you mean VN-DN (Da Nang)?"),
        (lambda s: s.select(place="hanoi"), "place 'hanoi' is unknown; did you mean VN-HN (Hanoi)?"),
        (lambda s: s.frame(theme="staff"), "theme 'staff' is unknown; did you mean staffing?"),
        (lambda s: s.frame(status="checked"), "status 'checked' is unknown; known are read, reviewed"),
    ],
)
def test_a_wrong_name_is_answered_with_what_was_meant(study: Study, ask, said: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(StudyError) as caught:
        ask(study)
    assert said in str(caught.value)


def test_everything_shows_itself_briefly(study: Study) -> None:
    seen = study.select(place="VN-HN")
    things = [study, seen, study.figures, study.figures[0], study.statements[0], study.verdicts[0],
              study.verdicts[0].claim, study.reports["hanoi-fr"], study.measures["area"]]  # fmt: skip
    assert [type(each).__name__ for each in things if len(repr(each)) > 300] == []
    for each in (study, seen):
        assert len(each._repr_html_().splitlines()) <= 20
        assert 'href="https://' in each._repr_html_()
