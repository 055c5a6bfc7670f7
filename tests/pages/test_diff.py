"""What is different between two states: revisions of a repository, and runs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from analysis import cli
from analysis.errors import StudyError
from analysis.files import write_rows
from analysis.pages import layout as layouts
from analysis.pages.diff import (
    Change,
    changes,
    made_results,
    markdown,
    remember,
    revision,
    run_before,
    state_of,
)
from analysis.pages.layout import Layout
from analysis.table.vocabulary import RESULT_COLUMNS
from made import figure, statement, write_data

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
    return [(change.kind, change.identity, change.what) for change in found]


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
    assert told(found)[:3] == [
        ("figure", "first:50", "changed"), ("figure", "first:90", "new"), ("statement", "first:s70", "gone"),
    ]  # fmt: skip
    assert (found[0].before, found[0].after) == ("value 20, note (empty)", "value 25, note looked at again")
    flipped = {
        (change.before.split(",")[0], change.after.split(",")[0])
        for change in found
        if change.kind == "verdict" and change.what == "changed"
    }
    assert ("verdict exact", "verdict off") in flipped
    said = markdown(found, "From HEAD to what stands here")
    assert (
        "| figure | `first:50` | changed | value 20, note (empty) | value 25, note looked at again |" in said
    )


@pytest.mark.parametrize("reference", ["nosuch", "--output=x", "-h"])
def test_what_is_no_revision_is_refused(layout: Layout, reference: str) -> None:
    git(layout, "init", "-q")
    with pytest.raises(StudyError, match="no revision"), revision(reference, layout):
        pass


def test_a_run_is_compared_with_the_one_before(layout: Layout) -> None:
    with pytest.raises(StudyError, match="no earlier run"):
        run_before(layout)
    for value in ("20", "25"):
        write_rows(layout.results, RESULT_COLUMNS, [RESULT | {"result_id": "p.open", "value": value}])
        remember(layout)
        edit(layout)
    found = changes(run_before(layout), state_of(layout, made_results(layout)))
    assert ("figure", "first:90", "new") in told(found)
    assert [(each.before, each.after) for each in found if each.kind == "result"] == [
        ("value 20", "value 25")
    ]
    remember(layout)
    assert changes(run_before(layout), state_of(layout, made_results(layout))) == []


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
    assert "first:90" in capsys.readouterr().out
    assert cli.main(["diff", "HEAD", "HEAD", "--markdown"]) == 0
    assert "nothing is different" in capsys.readouterr().out
    assert cli.main(["diff", "a", "b", "c"]) == 2
    assert cli.main(["diff"]) == 1
    assert "no earlier run" in capsys.readouterr().err
