"""A copy of the study to try things on, the notebook that does, and notebooks of one's own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis import rehearsal
from analysis.desk import rehearsal as rehearsals
from analysis.desk.rehearsal import Printed, Rehearsal
from analysis.errors import StudyError
from analysis.files import ROOT, digest_of_files, files_under
from analysis.pages.inputs import inputs
from analysis.pages.layout import HERE, Layout
from analysis.pages.results import committed_answers
from analysis.pages.running.refresh import stale
from analysis.pages.running.runs import read_pages

STARTER = "10-your-question"
MEASURE = {"theme": "organisation", "unit": "difficulties", "kind": "stock", "label": "Groups: of problems"}


class Elsewhere(Layout):
    """The real study, made in another folder."""

    @property
    def build(self) -> Path:
        return Path(self.made)


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rehearsal]:
    """A copy in a folder of the test; afterwards the real data are what they were."""
    monkeypatch.setattr(rehearsals, "HERE", Elsewhere(ROOT, str(tmp_path)))
    before = digest_of_files(files_under(ROOT / "data"))
    yield rehearsal("02-procedures", "try", place="VN-HN")
    assert digest_of_files(files_under(ROOT / "data")) == before


def test_a_copy_holds_one_page_with_its_parameters_and_no_text(copy: Rehearsal) -> None:
    (page,) = read_pages(copy.layout)
    assert (page.name, page.parameters) == ("02-procedures", {"place": "VN-HN"})
    assert not (copy.layout.data / "texts").exists()
    assert (copy.layout.root / "src" / "analysis" / "cli.py").is_file()


def test_a_correction_and_a_measure_change_the_copy(copy: Rehearsal) -> None:
    study = copy.correct("hanoi-fr:2888", "value", "523992", "a digit was misread")
    assert str(study.by_id["hanoi-fr:2888"].value) == "523992"
    copy.add_measure("difficulty_groups", **MEASURE)
    study = copy.correct("hanoi-fr:14135", "measure", "difficulty_groups", "it is known now")
    assert study.frame(measure="difficulty_groups")["label"].tolist() == ["Groups: of problems"]
    assert {each.reason for each in study.corrections[-2:]} == {"a digit was misread", "it is known now"}


def test_what_cannot_be_is_answered_with_the_way_out(copy: Rehearsal) -> None:
    with pytest.raises(StudyError, match="no figure is called 'hanoi-fr:288'; did you mean hanoi-fr:2888"):
        copy.correct("hanoi-fr:288", "value", "1", "x")
    with pytest.raises(StudyError, match="no column is called 'valeu'; did you mean value"):
        copy.correct("hanoi-fr:2888", "valeu", "1", "x")
    with pytest.raises(StudyError, match="study: no figure or result is called 'x:1'"):
        copy.study("trace", "x:1")
    with pytest.raises(StudyError, match="there is no notebook '02-procedure'; did you mean 02-procedures"):
        rehearsal("02-procedure")
    with pytest.raises(StudyError, match="kind"):
        copy.add_measure("bad", **(MEASURE | {"kind": "many"}))


def test_a_notebook_shows_line_by_line_what_a_command_prints() -> None:
    assert repr(Printed("a\nb\n")) == "a\nb"


def test_the_starter_is_no_page_of_the_site() -> None:
    assert STARTER not in {page.notebook for page in read_pages(HERE)}


@pytest.mark.slow
def test_the_starter_runs_from_top_to_bottom_and_shows_what_is_committed() -> None:
    before = digest_of_files(files_under(ROOT / "data"))
    flags = ["--nbval-lax", "--nbval-current-env", "--nbval-sanitize-with", "tests/nbval.cfg"]
    command = [sys.executable, "-m", "pytest", "-q", *flags, f"notebooks/{STARTER}.ipynb"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    assert digest_of_files(files_under(ROOT / "data")) == before


def test_own_notebooks_are_left_alone(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    (layout.notebooks / "own").mkdir(parents=True)
    before = inputs(layout)
    (layout.notebooks / "own" / "mine.ipynb").write_text("no notebook at all", encoding="utf-8")
    assert (stale(layout), committed_answers(layout), inputs(layout)) == ([], [], before)


def test_git_ignores_own_notebooks_but_the_word_on_them() -> None:
    names = ["notebooks/own/mine.ipynb", "notebooks/own/README.md"]
    done = subprocess.run(
        ["git", "check-ignore", *names], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == names[:1]


def test_make_test_compares_every_notebook_of_a_page_and_no_other() -> None:
    done = subprocess.run(["make", "-n", "test"], cwd=ROOT, capture_output=True, text=True, check=True)
    compared = set(re.findall(r"notebooks/(\S+)\.ipynb", done.stdout))
    assert compared == {page.notebook for page in read_pages(HERE)}
