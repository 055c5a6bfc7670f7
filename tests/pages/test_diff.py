"""What is different between two states: revisions of a repository, and runs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from analysis import cli
from analysis.errors import StudyError
from analysis.files import write_rows
from analysis.pages import layout as layouts
from analysis.pages.changes import Change, changes
from analysis.pages.diff import (
    remember,
    revision,
    run_before,
    since_the_run_before,
    state_of,
)
from analysis.pages.layout import Layout
from analysis.pages.telling import markdown
from analysis.table.vocabulary import RESULT_COLUMNS
from made import REPORT, figure, statement, write_data

RESULT = dict.fromkeys(RESULT_COLUMNS, "") | {"page": "p", "unit": "files"}
PARTS = [
    figure(10, value="120"), figure(30, value="100", quote="100", measure="files_processed"),
    figure(50, value="20", quote="020", measure="files_pending"),
]  # fmt: skip


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    layout = Layout(tmp_path / "study")
    layout.data.mkdir(parents=True)
    layout.notebooks.mkdir()
    (layout.notebooks / "runs.yml").write_text("pages: []\n", encoding="utf-8")
    write_data(layout.data, {"first": PARTS}, statements={"first": [statement(70)]})
    return layout


def git(layout: Layout, *words: str) -> None:
    name = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", str(layout.root), *name, *words], check=True, capture_output=True)


def edit(layout: Layout) -> None:
    """One figure changed so that a sum no longer holds, one new, one statement gone."""
    changed = PARTS[2] | {"value": "25", "note": "looked at again"}
    write_data(layout.data, {"first": [*PARTS[:2], changed, figure(90)]}, statements={"first": []})


def told(found: list[Change]) -> list[tuple[str, str, str]]:
    return [(change.kind, change.identity, change.sort.name) for change in found]


def test_nothing_is_different_from_itself(layout: Layout) -> None:
    assert changes(state_of(layout), state_of(layout)) == []
    assert markdown([], "From a to b") == "**From a to b**: nothing is different"


def test_a_revision_is_compared_with_what_stands_here(layout: Layout) -> None:
    git(layout, "init", "-q")
    git(layout, "add", ".")
    git(layout, "commit", "-qm", "one")
    edit(layout)
    with revision("HEAD", layout) as there:
        found = changes(state_of(there), state_of(layout))
    assert told(found)[0] == ("verdict", "first:10/sum/30+50", "now materially off")
    assert [each for each in told(found) if each[0] != "verdict"] == [
        ("figure", "first:50", "changed"), ("figure", "first:90", "new"), ("statement", "first:s70", "gone"),
    ]  # fmt: skip
    by_id = {change.identity: change for change in found}
    figure_50 = by_id["first:50"]
    assert (figure_50.before, figure_50.after) == (
        "value 20, note (empty)",
        "value 25, note looked at again",
    )
    assert by_id["first:10/sum/30+50"].before.startswith("verdict exact, material no")
    said = markdown(found, "From HEAD to what stands here")
    assert (
        "| figure | `first:50` | changed | value 20, note (empty) | value 25, note looked at again |" in said
    )
    assert "told by number only" not in said


def test_an_entry_of_the_register_is_compared_too(layout: Layout) -> None:
    before = state_of(layout)
    write_data(layout.data, {"first": PARTS}, [REPORT | {"published": "2025-10"}])
    found = changes(before, state_of(layout))
    assert told(found)[0] == ("report", "first", "changed")
    assert (found[0].before, found[0].after) == ("published 2025-09", "published 2025-10")


@pytest.mark.parametrize("reference", ["nosuch", "--output=x", "-h"])
def test_what_is_no_revision_is_refused(layout: Layout, reference: str) -> None:
    git(layout, "init", "-q")
    with pytest.raises(StudyError, match="no revision"), revision(reference, layout):
        pass


def test_a_run_is_compared_with_the_one_before(layout: Layout) -> None:
    with pytest.raises(StudyError, match="no earlier run"):
        run_before(layout)
    assert since_the_run_before(layout) is None
    for value in ("20", "25"):
        write_rows(layout.results, RESULT_COLUMNS, [RESULT | {"result_id": "p.open", "value": value}])
        remember(layout)
        edit(layout)
    found = since_the_run_before(layout)
    assert found is not None
    assert ("figure", "first:90", "new") in told(found)
    assert [(each.before, each.after) for each in found if each.kind == "result"] == [
        ("value 20", "value 25")
    ]
    remember(layout)
    assert since_the_run_before(layout) == found, "a run that gave the same is no news"


def test_the_command_prints_a_table_or_markdown(
    layout: Layout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(layouts, "HERE", layout)
    git(layout, "init", "-q")
    git(layout, "add", ".")
    git(layout, "commit", "-qm", "one")
    assert cli.main(["diff", "HEAD"]) == 0
    assert capsys.readouterr().out == "**From HEAD to what stands here**: nothing is different\n"
    edit(layout)
    assert cli.main(["diff", "HEAD"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("From HEAD to what stands here: 1 claim is now materially off\n")
    assert out.splitlines()[2].split()[:2] == ["verdict", "first:10/sum/30+50"]
    assert "first:90" not in out
    assert out.splitlines()[-1] == (
        "Not shown: 1 claim keeps its verdict on other values; 1 figure changed, 1 is new; "
        "1 statement is gone; --all shows each"
    )
    assert cli.main(["diff", "HEAD", "--all"]) == 0
    assert "first:90" in capsys.readouterr().out
    assert cli.main(["diff", "HEAD", "--markdown"]) == 0
    assert "`first:90`" not in capsys.readouterr().out
    assert cli.main(["diff", "HEAD", "HEAD", "--markdown"]) == 0
    assert "nothing is different" in capsys.readouterr().out
    assert cli.main(["diff", "a", "b", "c"]) == 2
    assert cli.main(["diff"]) == 1
    assert "no earlier run" in capsys.readouterr().err
