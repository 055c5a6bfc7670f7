"""The transcribed data against the reports' own texts, and against themselves."""

import hashlib
import re
from itertools import pairwise

import pytest

from analysis.files import DATA, read_rows
from analysis.reading.report import read_text
from analysis.table.schema import read_number_rows
from analysis.table.study import load
from analysis.table.vocabulary import REPORT_COLUMNS

REPORTS = [row["report_id"] for row in read_rows(DATA / "reports.csv", REPORT_COLUMNS)]


@pytest.fixture(scope="module")
def study():
    return load()


def numbers(report):
    (rows,) = read_number_rows({report: DATA / "numbers" / f"{report}.csv"})
    return rows


@pytest.mark.parametrize("report", REPORTS)
def test_the_text_is_the_registered_one(study, texts, report):
    raw = (texts / f"{report}.txt").read_bytes()
    assert hashlib.sha256(raw).hexdigest() == study.reports[report].sha256


@pytest.mark.parametrize("report", REPORTS)
def test_every_quote_stands_at_its_offsets(study, texts, report):
    content = read_text(report, texts).content
    wrong = [
        f.figure_id for f in study.figures if f.report_id == report and content[f.start : f.end] != f.quote
    ]
    wrong += [row for row in numbers(report) if content[int(row["start"]) : int(row["end"])] != row["quote"]]
    assert wrong == []


@pytest.mark.parametrize("report", REPORTS)
def test_every_digit_is_accounted_for_once(study, texts, report):
    content = read_text(report, texts).content
    spans = {(f.start, f.end) for f in study.figures if f.report_id == report}
    spans |= {(int(row["start"]), int(row["end"])) for row in numbers(report)}
    overlapping = [(a, b) for a, b in pairwise(sorted(spans)) if b[0] < a[1]]
    covered = {position for start, end in spans for position in range(start, end)}
    left = [match.start() for match in re.finditer(r"\d", content) if match.start() not in covered]
    assert (left, overlapping) == ([], [])


@pytest.mark.parametrize("report", REPORTS)
def test_figures_stand_in_reading_order(study, report):
    starts = [f.start for f in study.figures if f.report_id == report]
    assert starts == sorted(starts)


def test_a_value_has_the_digits_that_are_printed(study):
    """Scale words add zeros; separators go; nothing else may change a digit."""
    for each in study.figures:
        printed = re.sub(r"\D", "", each.quote)
        if printed and each.value_max is None:
            assert re.sub(r"\D", "", f"{each.value:f}").strip("0") == printed.strip("0"), each.figure_id


def test_the_two_translations_state_the_same_figures(study):
    french, spanish = (
        [
            (f.measure, f.value, f.value_max, f.unit, f.qualifier, f.role, f.place, f.locality, f.period_end)
            for f in study.figures
            if f.report_id == report
        ]
        for report in ("hanoi-fr", "hanoi-es")
    )
    assert french == spanish


def test_localities_are_sorted_so_that_no_list_of_the_text_is_kept(study):
    for each in study.figures:
        assert list(each.localities) == sorted(each.localities)
