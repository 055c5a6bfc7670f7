"""What the command line may ask for; no test here starts a kernel."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.errors import StudyError
from analysis.files import write_rows
from analysis.pages.layout import Layout
from analysis.pages.running.choosing import choose, showing_sentences
from analysis.pages.running.record import Call
from analysis.pages.running.runs import read_pages
from analysis.table.vocabulary import FIGURE_COLUMNS
from made import figure
from studies import files_and_other


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return files_and_other(tmp_path)


@pytest.mark.parametrize(
    ("names", "places", "settings", "expected"),
    [
        ([], [], {}, ["02-files", "02-files-hanoi", "09-other"]),
        (["02-files"], [], {}, ["02-files", "02-files-hanoi"]),
        (["notebooks/02-files.ipynb"], [], {}, ["02-files", "02-files-hanoi"]),
        (["02-files-hanoi"], [], {}, ["02-files-hanoi"]),
        ([], ["VN-HN", "VN-HP"], {}, ["02-files-hanoi", "02-files-VN-HP"]),
        (["02-files-hanoi"], [], {"reviewed_only": "true"}, ["02-files-VN-HN-reviewed_only-True"]),
        (["02-files-hanoi"], [], {"place": "VN"}, ["02-files"]),
        (["02-files-hanoi"], [], {"place": "VN", "reports": "first"}, ["02-files-reports-first"]),
    ],
)
def test_a_call_means_these_pages(
    layout: Layout, names: list[str], places: list[str], settings: dict[str, str], expected: list[str]
) -> None:
    assert [
        page.name
        for page in choose(
            layout, Call(tuple(names), tuple(places), settings=tuple((settings or {}).items()))
        )
    ] == expected


@pytest.mark.parametrize(
    ("names", "places", "said"),
    [
        (["02-flies"], [], "no page or notebook '02-flies'; did you mean 02-files"),
        (["09-other"], ["VN-HN"], "09-other has no parameter 'place'"),
        (["Da Nang"], [], "no page or notebook 'Da Nang'; did you mean --place VN-DN (Da Nang)?"),
        (["hanoi"], [], "no page or notebook 'hanoi'; did you mean --place VN-HN (Hanoi)?"),
        (["nothing"], [], "no page or notebook 'nothing'; known are 02-files, 02-files-hanoi, 09-other"),
        ([], ["Da Nang"], "place 'Da Nang' is unknown; did you mean VN-DN (Da Nang)?"),
        ([], ["Da", "Nang"], "place 'Da Nang' is unknown; did you mean VN-DN (Da Nang)?"),
        ([], ["VN-HN", "Hải", "Phòng"], "place 'Hải Phòng' is unknown; did you mean VN-HP (Hai Phong)?"),
        ([], ["Dien"], "place 'Dien' is unknown; did you mean VN-71 (Dien Bien)?"),
        ([], ["Paris", "London"], "place 'Paris' is unknown; use VN or a code of data/places.csv"),
    ],
)
def test_a_call_that_means_nothing_is_refused(
    layout: Layout, names: list[str], places: list[str], said: str
) -> None:
    with pytest.raises(StudyError) as refused:
        choose(layout, Call(tuple(names), tuple(places)))
    assert said in str(refused.value)


def test_sentences_are_shown_only_by_notebooks_that_have_some(layout: Layout) -> None:
    shown = showing_sentences(read_pages(layout), layout)
    assert [page.parameters.get("show_sentences") for page in shown] == [None, None, True]


def test_all_places_are_the_country_and_those_that_a_report_speaks_of(layout: Layout) -> None:
    named = [page.name for page in choose(layout, Call(all_places=True))]
    assert named == ["02-files", "02-files-hanoi", "09-other"]
    more = [figure(10), figure(20, place="VN-HP"), figure(30, place="VN-09", role="target")]
    write_rows(layout.data / "figures" / "first.csv", FIGURE_COLUMNS, more)
    named = [page.name for page in choose(layout, Call(all_places=True))]
    assert named == ["02-files", "02-files-hanoi", "09-other", "02-files-VN-09", "02-files-VN-HP"]
