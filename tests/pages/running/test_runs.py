"""What runs.yml may ask for; no test here starts a kernel."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.errors import StudyError
from analysis.files import write_rows
from analysis.pages.layout import Layout
from analysis.pages.running.runs import defaults_of, read_pages
from analysis.table.vocabulary import REPORT_COLUMNS
from made import REPORT
from studies import RUNS, files_and_other, notebook, write_study


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return files_and_other(tmp_path)


def with_parameters(layout: Layout, parameters: str) -> Layout:
    text = f"pages:\n  - page: p\n    notebook: 02-files\n    parameters: {parameters}\n"
    layout.runs.write_text(text, encoding="utf-8")
    return layout


def test_pages_are_read_in_their_order_with_typed_parameters(layout: Layout) -> None:
    assert [(page.name, page.parameters) for page in read_pages(layout)] == [
        ("02-files", {"place": "VN"}),
        ("02-files-hanoi", {"place": "VN-HN"}),
        ("09-other", {}),
    ]


def test_yaml_words_become_the_types_of_the_parameters(layout: Layout) -> None:
    (page,) = read_pages(with_parameters(layout, "{reviewed_only: true, reports: [first]}"))
    assert page.parameters == {"reviewed_only": True, "reports": ["first"]}


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ("{revewed_only: true}", "02-files has no parameter 'revewed_only'; did you mean reviewed_only?"),
        ("{reviewed_only: perhaps}", "reviewed_only is 'perhaps'; input should be a valid boolean"),
        ("{place: VN-HX}", "place is 'VN-HX'; did you mean VN-HP (Hai Phong) or VN-HN (Hanoi)"),
        ("{place: Danang}", "place is 'Danang'; did you mean VN-DN (Da Nang)?"),
        ("{reports: first}", "reports is 'first'; input should be a valid list"),
        ("{reports: [frist]}", "reports is ['frist']; did you mean first?"),
        ("{report_id: first}", "02-files has no parameter 'report_id'"),
    ],
)
def test_a_wrong_parameter_is_refused_with_the_way_out(layout: Layout, parameters: str, said: str) -> None:
    with pytest.raises(StudyError) as refused:
        read_pages(with_parameters(layout, parameters))
    assert "page p" in str(refused.value)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2025-13-01", "", "period_start is '2025-13-01'; expected a day (2025-07-01) or nothing"),
        ("20250701", "", "period_start is '20250701'; expected a day (2025-07-01) or nothing"),
        ("2025-08-01", "2025-07-01", "the period ends before it starts"),
    ],
)
def test_a_wrong_period_is_refused(tmp_path: Path, start: str, end: str, said: str) -> None:
    period = 'period_start = ""\nperiod_end = ""'
    layout = write_study(tmp_path / "study", {"02-files": notebook(["# Files"], period)})
    asked = f'{{period_start: "{start}", period_end: "{end}"}}'
    with pytest.raises(StudyError) as refused:
        read_pages(with_parameters(layout, asked))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        (RUNS + "  - page: 09-other\n    notebook: 09-other\n", "page 09-other: stands twice"),
        (RUNS + "  - page: ../x\n    notebook: 09-other\n", "page ../x: is not a file name"),
        (RUNS + "  - page: p\n    notebook: 02-fils\n", "no notebook '02-fils'; did you mean 02-files?"),
        (RUNS + "  - page: p\n    notebok: 02-files\n", "pages > 3 > notebook"),
    ],
)
def test_a_wrong_list_of_pages_is_refused(layout: Layout, runs: str, said: str) -> None:
    layout.runs.write_text(runs, encoding="utf-8")
    with pytest.raises(StudyError) as refused:
        read_pages(layout)
    assert said in str(refused.value)


def test_parameters_cell_may_hold_plain_values_only(tmp_path: Path) -> None:
    path = tmp_path / "n.ipynb"
    path.write_text(notebook(["# N"], "place: str = 'VN'\nreports = ['a']"), encoding="utf-8")
    assert defaults_of(path) == {"place": "VN", "reports": ["a"]}
    path.write_text(notebook(["# N"], "place = input()"), encoding="utf-8")
    with pytest.raises(StudyError, match="more than names with plain values"):
        defaults_of(path)


def test_each_report_has_a_page_and_a_new_one_needs_no_line(tmp_path: Path) -> None:
    runs = "pages:\n  - page: 07-one\n    notebook: 07-one\n    each: report_id\n"
    layout = write_study(tmp_path, {"07-one": notebook(["# One"], 'report_id = "first"')}, runs)
    write_rows(layout.data / "reports.csv", REPORT_COLUMNS, [REPORT | {"report_id": "second"}, REPORT])
    assert [(page.name, page.parameters) for page in read_pages(layout)] == [
        ("07-one-second", {"report_id": "second"}), ("07-one-first", {"report_id": "first"}),
    ]  # fmt: skip
