"""What reports are called: by their title, or in words where nobody said one."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.files import read_rows
from analysis.table.catalogue import read_places
from analysis.table.register import names_of
from analysis.table.study import load
from analysis.table.vocabulary import REPORT_COLUMNS
from made import REPORT, figure, write_data


@pytest.mark.parametrize(
    ("title", "place", "published", "name"),
    [
        ("", "VN-HN", "2025-09-03", "Report of 3 September 2025 about Hanoi"),
        ("bao-cao-tuan", "VN", "2025-09", "Report of September 2025 about Viet Nam"),
        ("report_35", "VN-SG", "2025-09-03", "Report of 3 September 2025 about Ho Chi Minh City"),
        ("2025-09-03", "VN", "2025-09-03", "Report of 3 September 2025 about Viet Nam"),
        ("weekly", "VN", "2025-09-03", "Report of 3 September 2025 about Viet Nam"),
        ("Two months", "VN", "2025-09-03", "Two months"),
        ("Hà Nội tuần 35", "VN", "2025-09-03", "Hà Nội tuần 35"),
        ("Overview", "VN", "2025-09-03", "Overview"),
    ],
)
def test_a_report_without_a_title_is_named_in_words(
    title: str, place: str, published: str, name: str
) -> None:
    row = REPORT | {"title": title, "place": place, "published": published}
    assert names_of([row], read_places()) == {"first": name}


def test_reports_that_would_be_called_alike_are_numbered(tmp_path: Path) -> None:
    rows = [REPORT | {"report_id": name, "title": ""} for name in ("first", "second", "third")]
    write_data(tmp_path, {name: [figure(10, name)] for name in ("first", "second", "third")}, rows)
    assert [each.title for each in load(tmp_path).reports.values()] == [
        "Report of September 2025 about Hanoi", "Report of September 2025 about Hanoi (2)",
        "Report of September 2025 about Hanoi (3)",
    ]  # fmt: skip


@pytest.mark.parametrize("publisher", ["", "(not named)"])
def test_a_publisher_whom_nobody_named_reads_like_words(tmp_path: Path, publisher: str) -> None:
    write_data(tmp_path, reports=[REPORT | {"publisher": publisher}])
    assert load(tmp_path).reports["first"].publisher == "An unnamed publisher"
    (row,) = read_rows(tmp_path / "reports.csv", REPORT_COLUMNS)
    assert row["publisher"] == publisher
