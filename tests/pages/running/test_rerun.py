"""What is executed again and what is not. Pages here are made by a stand-in for the kernel, in no time."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from analysis.errors import StudyError
from analysis.files import read_rows, write_rows, write_text
from analysis.pages.layout import HERE, METADATA, Layout
from analysis.pages.notebook import code_cell, new_notebook, sealed, template_of
from analysis.pages.running.choosing import choose
from analysis.pages.running.execute import Made, Outcome, Work
from analysis.pages.running.keys import EVERYTHING, scope_of
from analysis.pages.running.record import Call, current_pages, read_record
from analysis.pages.running.rerun import Plan, plan, rerun
from analysis.pages.running.runs import read_pages
from analysis.table.vocabulary import FIGURE_COLUMNS
from analysis.tasks import Ended, Lost
from made import REPORT, figure, statement, write_data
from studies import notebook, write_study

BY_PLACE = notebook(["# Place?", "from analysis import load", "load().select(place=place).figures"])
BY_REPORT = notebook(
    ["# Report?", "from analysis import load", "load().around(report_id).figures"],
    'report_id = "first"',
)
ALL = notebook(["# All?", "from analysis import load", "load().figures"])
RUNS = """\
pages:
  - {page: all, notebook: all}
  - {page: place, notebook: place}
  - page: place-HN
    notebook: place
    parameters: {place: VN-HN}
  - page: place-HP
    notebook: place
    parameters: {place: VN-HP}
  - {page: report, notebook: report, each: report_id}
"""
PAGES = ["all", "place", "place-HN", "place-HP", "report-first", "report-second"]
FIRST = [figure(10), figure(20, place="VN", value="500", quote="500")]
SECOND = [figure(10, "second", place="VN-HP"), figure(30, "second", place="VN-HP", measure="files_processed")]


Pages = Generator[Ended[Work, Made], None, None]


class StandIn:
    """Makes the page that a kernel would, at once, and remembers which."""

    def __init__(self, problem: str = "") -> None:
        self.made: list[str] = []
        self._problem = problem

    def run(self, works: Iterable[Work], execute: object) -> Pages:
        for work in works:
            about: dict[str, object] = (
                {"failed": self._problem}
                if self._problem
                else {"key": work.key.digest, "made_of": dict(work.key.parts)}
            )
            text = sealed(new_notebook([], {METADATA: {**about, "page": work.page.name}}))
            self.made.append(work.page.name)
            yield Ended(work, Made(Outcome(work.page, 0.0, self._problem), text))


class Elsewhere:
    """Another process, so that what goes there and comes back has to stand the journey."""

    def run(self, works: Iterable[Work], execute: Callable[[Work], Made]) -> Pages:
        with ProcessPoolExecutor(1) as pool:
            works = list(works)
            yield from map(Ended, works, pool.map(execute, works))


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    notebooks = {"all": ALL, "place": BY_PLACE, "report": BY_REPORT}
    layout = write_study(tmp_path / "s", notebooks, RUNS)
    reports = [REPORT, REPORT | {"report_id": "second", "place": "VN-HP"}]
    write_data(layout.data, {"first": FIRST, "second": SECOND}, reports)
    return layout


def made(layout: Layout, call: Call = Call(), **options: bool) -> list[str]:  # noqa: B008
    """The pages that a run makes now, in order."""
    hands = StandIn()
    rerun(choose(layout, call), layout, call, hands=hands, **options)
    return hands.made


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text, path
    path.write_text(text.replace(before, after), encoding="utf-8")


def add_hanoi(layout: Layout) -> None:
    """A third report, of Hanoi alone."""
    reports = [REPORT, REPORT | {"report_id": "second", "place": "VN-HP"}, REPORT | {"report_id": "third"}]
    figures = {"first": FIRST, "second": SECOND, "third": [figure(10, "third", value="7", quote="777")]}
    write_data(layout.data, figures, reports)


def test_what_is_current_is_not_made_again(layout: Layout) -> None:
    assert made(layout) == PAGES
    assert made(layout) == []
    assert made(layout, again=True) == PAGES


CHANGES: list[tuple[str, Callable[[Layout], None], list[str], str]] = [
    ("a figure of Hai Phong",
     lambda of: change(of.data / "figures/second.csv", "files_processed", "files_overdue"),
     ["all", "place", "place-HP", "report-second"], "figures changed"),
    ("a figure of the country", lambda of: change(of.data / "figures/first.csv", "500", "600"),
     ["all", "place", "place-HN", "place-HP", "report-first"], "figures changed"),
    ("a new report of Hanoi", add_hanoi, ["all", "place", "place-HN", "report-third"], "figures changed"),
    ("a title", lambda of: change(of.data / "reports.csv", "second,A report", "second,Another"),
     ["all", "place", "place-HP", "report-second"], "figures changed"),
    ("other numbers", lambda of: change(of.data / "numbers/first.csv", "reason\n", "reason\n1,2,3,date,\n"),
     ["all", "report-first"], "figures changed"),
    ("the catalogue", lambda of: change(of.data / "measures.yml", "\n", "\n# a remark\n"),
     PAGES, "catalogue changed"),
    ("a notebook", lambda of: change(of.notebooks / "place.ipynb", "Place?", "Where?"),
     ["place", "place-HN", "place-HP"], "notebook changed"),
    ("a parameter", lambda of: change(of.runs, "{place: VN-HN}", "{place: VN-HN, reviewed_only: true}"),
     ["place-HN"], "parameters changed"),
    ("the package", lambda of: write_text(of.root / "src/analysis/new.py", "x = 1\n"),
     PAGES, "package changed"),
    ("the lock", lambda of: write_text(of.root / "requirements.lock", "x==1\n"),
     PAGES, "environment changed"),
    ("an accepted verdict", lambda of: write_text(of.data / "accepted.csv", "another header\n"),
     ["all"], "figures changed"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "how", "due", "why"), CHANGES, ids=[each[0] for each in CHANGES])
def test_only_what_a_change_touches_is_made_again(
    layout: Layout, what: str, how: Callable[[Layout], None], due: list[str], why: str
) -> None:
    made(layout)
    how(layout)
    reasons = plan(choose(layout, Call()), layout).reasons
    assert sorted(name for names in reasons.values() for name in names) == due
    assert any(why in reason for reason in reasons), dict(reasons)
    assert sorted(made(layout)) == due
    assert made(layout) == []


def test_a_statement_reruns_the_pages_of_its_place(layout: Layout) -> None:
    made(layout)
    reports = [REPORT, REPORT | {"report_id": "second", "place": "VN-HP"}]
    said = {"second": [statement(40, "second", place="VN-HP")]}
    write_data(layout.data, {"first": FIRST, "second": SECOND}, reports, statements=said)
    assert sorted(made(layout)) == ["all", "place", "place-HP", "report-second"]


SPOILT: dict[str, Callable[[Path], object]] = {
    "half-written": lambda page: page.write_bytes(page.read_bytes()[:-20]),
    "no notebook": lambda page: page.write_text("{}", encoding="utf-8"),
    "no text": lambda page: page.write_bytes(b"\xff\xfe"),
    "empty": lambda page: page.write_bytes(b""),
    "changed by hand": lambda page: change(page, '"cells": []', '"cells": [ ]'),
    "another page's": lambda page: shutil.copy(page.with_name("place.ipynb"), page),
    "another key": lambda page: change(page, '"key": "', '"key": "0'),
    "gone": lambda page: page.unlink(),
}


@pytest.mark.parametrize("how", SPOILT.values(), ids=SPOILT)
def test_a_page_that_no_run_wrote_so_is_not_current(layout: Layout, how: Callable[[Path], object]) -> None:
    made(layout)
    how(layout.pages / "place-HN.ipynb")
    assert current_pages(Call(), layout) is None
    assert made(layout) == ["place-HN"]


def test_a_failed_page_is_tried_again(layout: Layout) -> None:
    pages = choose(layout, Call())
    rerun(pages, layout, Call(), hands=StandIn("cell 3: it broke"))
    assert current_pages(Call(), layout) is None
    assert dict(plan(pages, layout).reasons) == {"failed last time": PAGES}
    assert {page["outcome"] for page in read_record(layout)["pages"].values()} == {"failed"}


def test_a_page_made_while_its_inputs_changed_is_not_trusted(layout: Layout) -> None:
    """Real kernels: the notebook itself writes into the data, as an editor could in the meantime."""
    write = "from pathlib import Path\nPath('../data/extra.csv').write_text('a')"
    write_text(layout.notebooks / "all.ipynb", notebook(["# All?", write]))
    call = Call(("all",))
    (outcome,) = rerun(choose(layout, call), layout, call)
    assert outcome.word == "made while its inputs changed"
    assert current_pages(call, layout) is None
    assert list(plan(choose(layout, call), layout).reasons) == ["made while its inputs changed"]
    (outcome,) = rerun(choose(layout, call), layout, call)
    assert outcome.word == "done"


def test_a_run_with_nothing_to_do_looks_at_files_only(layout: Layout) -> None:
    assert current_pages(Call(), layout) is None
    made(layout)
    assert current_pages(Call(), layout) == len(PAGES)
    assert current_pages(Call(("place",)), layout) is None, "another call"
    made(layout, Call(("place",)))
    assert (current_pages(Call(), layout), current_pages(Call(("place",)), layout)) == (len(PAGES), 3)
    change(layout.results, "result_id", "result")
    assert current_pages(Call(), layout) is None, "results that no run wrote"
    made(layout)
    layout.figure_sets.unlink()
    assert current_pages(Call(), layout) is None, "sets that results may name are gone"
    made(layout)
    write_text(layout.pages / "stray.ipynb", "{}")
    assert current_pages(Call(), layout) is None, "a page that nobody asked for"
    made(layout)
    assert not (layout.pages / "stray.ipynb").exists()
    assert current_pages(Call(), layout) == len(PAGES)


def test_what_lies_in_the_inbox_or_among_the_texts_is_no_input(layout: Layout) -> None:
    made(layout)
    write_text(layout.data / "inbox" / "new.yml", "published: 2025-10\n")
    write_text(layout.data / "texts" / "table.csv", "a\n")
    assert current_pages(Call(), layout) == len(PAGES)


def test_pages_with_sentences_follow_their_texts(
    layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDY_TEXTS", str(tmp_path / "texts"))
    cells = ["# P", "from analysis import load", "load().select(place=place).figures"]
    write_text(layout.notebooks / "place.ipynb", notebook(cells, 'place = "VN"\nshow_sentences = False'))
    call = Call(("place",), settings=(("show_sentences", "true"),))
    write_text(tmp_path / "texts" / "first.txt", "120 files.")
    assert len(made(layout, call)) == 3
    assert current_pages(call, layout) is None
    assert made(layout, call) == []
    write_text(tmp_path / "texts" / "second.txt", "120 files.")
    assert made(layout, call) == ["place-show_sentences-True", "place-VN-HP-show_sentences-True"]


def test_a_second_run_in_the_same_folder_is_refused_and_told_of_the_first(layout: Layout) -> None:
    inside, leave = threading.Event(), threading.Event()

    def waiting(planned: Plan) -> None:
        inside.set()
        leave.wait(10)

    pages = choose(layout, Call())
    first = threading.Thread(
        target=rerun, args=(pages, layout, Call()), kwargs={"hands": StandIn(), "say": waiting}
    )
    first.start()
    inside.wait(10)
    try:
        with pytest.raises(StudyError, match=r"study run is under way \(process \d+\)"):
            rerun(pages, layout, Call(), hands=StandIn())
    finally:
        leave.set()
        first.join()
    assert made(layout) == []


def test_a_full_run_forgets_pages_that_are_no_longer_listed(layout: Layout) -> None:
    made(layout)
    made(layout, Call(("place",), ("VN-09",)))
    assert (layout.pages / "place-VN-09.ipynb").exists()
    assert made(layout) == []
    assert sorted(path.stem for path in layout.pages.iterdir()) == PAGES
    assert list(read_record(layout)["pages"]) == PAGES


def test_invalid_tables_touch_no_page(layout: Layout) -> None:
    made(layout)
    before = {path: path.read_bytes() for path in layout.pages.iterdir()}
    change(layout.data / "figures" / "first.csv", "exact", "exactly")
    with pytest.raises(StudyError, match=r"first\.csv"):
        made(layout)
    assert {path: path.read_bytes() for path in layout.pages.iterdir()} == before


def test_work_can_go_to_other_processes(layout: Layout) -> None:
    call = Call(("all",))
    (outcome,) = rerun(choose(layout, call), layout, call, hands=Elsewhere())
    assert (outcome.word, outcome.problem) == ("done", "")
    assert made(layout, call) == []


class Gone(StandIn):
    """Makes two pages, and is lost."""

    def run(self, works: Iterable[Work], execute: object) -> Pages:
        yield from super().run(list(works)[:2], execute)
        raise Lost("nobody is left", file="tcp://x:1")


def test_what_was_made_before_the_hands_were_lost_stays(layout: Layout) -> None:
    with pytest.raises(Lost) as lost:
        rerun(choose(layout, Call()), layout, Call(), hands=Gone())
    missing = ", ".join(PAGES[2:])
    assert str(lost.value) == (
        f"tcp://x:1: nobody is left: 4 of 6 pages are not made: {missing}; the same command goes on"
    )
    assert made(layout) == PAGES[2:]


class Leaves(StandIn):
    """Leaves the first page."""

    def run(self, works: Iterable[Work], execute: object) -> Pages:
        first, *rest = works
        yield Ended(first, None, "killed 2 workers")
        yield from super().run(rest, execute)


def test_a_page_that_was_left_is_written_as_failed(layout: Layout) -> None:
    first, *rest = rerun(choose(layout, Call()), layout, Call(), hands=Leaves())
    assert (first.page.name, first.problem) == ("all", "killed 2 workers")
    assert {outcome.word for outcome in rest} == {"done"}
    assert dict(plan(choose(layout, Call()), layout).reasons) == {"failed last time": ["all"]}


NOT_NARROW = {
    "loaded twice": ["load().select(place=place)", "load().figures"],
    "narrowed by another value": ['load().select(place="VN-HN")'],
    "kept whole": ["study = load()", "study.select(place=place)"],
    "the parameter is changed": ['place = "VN-HP"', "load().select(place=place)"],
    "from another folder": ["load('elsewhere').select(place=place)"],
    "reads by itself": ["import pandas as pd", "load().select(place=place)", "pd.read_csv('a.csv')"],
    "reads by another name": ["from pandas import read_csv", "load().select(place=place)"],
    "imports what is unknown": ["import os", "load().select(place=place)"],
    "from a module inside": ["from analysis.table import study", "load().select(place=place)"],
    "renamed": ["from analysis import load as whole", "load().select(place=place)", "whole()"],
    "not Python": ["%run other.py", "load().select(place=place)"],
    "nothing loaded": ["1"],
}


@pytest.mark.parametrize("cells", NOT_NARROW.values(), ids=NOT_NARROW)
def test_a_notebook_is_not_trusted_to_see_little(cells: list[str]) -> None:
    code = ['place = "VN"', "from analysis import load", *cells]
    assert scope_of(new_notebook([code_cell(cell, [], {}) for cell in code], {})) == EVERYTHING


def test_the_notebooks_of_the_study_see_a_place_or_a_report() -> None:
    listed = {page.notebook for page in read_pages(HERE)}
    scopes = {name: scope_of(template_of(HERE.notebooks / f"{name}.ipynb")) for name in sorted(listed)}
    assert scopes.pop("07-one-report") == "report_id"
    assert set(scopes.values()) == {"place"}, scopes


def test_a_report_of_a_specimen_reruns_few_pages_of_the_study(tmp_path: Path) -> None:
    """The study's own pages: a new report of Can Tho leaves Hanoi's, Hai Phong's and Lang Son's alone."""
    layout = Layout(tmp_path / "s")
    shutil.copytree(HERE.data, layout.data, ignore=shutil.ignore_patterns("texts", "inbox", "codings"))
    shutil.copytree(HERE.notebooks, layout.notebooks)
    assert len(made(layout)) == len(choose(layout, Call()))
    rows = read_rows(layout.data / "reports.csv", list(REPORT))
    write_rows(
        layout.data / "reports.csv", list(REPORT), [*rows, REPORT | {"report_id": "new", "place": "VN-CT"}]
    )
    write_rows(layout.data / "figures" / "new.csv", FIGURE_COLUMNS, [figure(10, "new", place="VN-CT")])
    shutil.copy(layout.data / "numbers" / "hanoi-fr.csv", layout.data / "numbers" / "new.csv")
    due = made(layout)
    assert "07-one-report-new" in due
    assert not [name for name in due if "-VN-" in name or name.startswith("07-one-report-h")]
