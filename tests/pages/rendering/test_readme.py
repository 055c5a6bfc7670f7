"""The README shows what the committed notebooks computed, and nothing typed by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from analysis.errors import StudyError
from analysis.files import read_text
from analysis.pages.rendering import readme

SHOWN = {
    "result": {"02-procedures.on_time": "**97.39%**"},
    "figure": {"hanoi-fr:1904": "9,622 posts"},
}
FIRST_SCREEN_ENDS = "\n## "


def place_for(place_id: str, shown: str = "", kind: str = "result") -> str:
    return f"<!-- {kind}: {place_id} -->{shown}<!-- /{kind} -->"


def test_a_place_is_filled_and_all_around_it_stays() -> None:
    before = place_for("02-procedures.on_time", "**old\n98%**")
    after = place_for("02-procedures.on_time", "**97.39%**")
    assert readme.filled(f"Before {before}, after.\n", SHOWN) == f"Before {after}, after.\n"


def test_a_place_for_a_figure_shows_it_as_stated() -> None:
    before, after = (place_for("hanoi-fr:1904", shown, "figure") for shown in ("?", "9,622 posts"))
    assert readme.filled(before, SHOWN) == after


def test_filling_twice_changes_nothing() -> None:
    once = readme.filled(place_for("02-procedures.on_time"), SHOWN)
    assert readme.filled(once, SHOWN) == once


def test_each_of_several_places_in_a_line_is_filled() -> None:
    line = f"{place_for('02-procedures.on_time')} of {place_for('hanoi-fr:1904', kind='figure')}"
    assert readme.filled(line, SHOWN) == (
        f"{place_for('02-procedures.on_time', '**97.39%**')} of "
        f"{place_for('hanoi-fr:1904', '9,622 posts', 'figure')}"
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (place_for("02-procedures.on_tim"), "did you mean 02-procedures.on_time?"),
        (place_for("hanoi-fr:1905", kind="figure"), "did you mean hanoi-fr:1904?"),
        (f"one\n<!-- result: a.b -->1\n{place_for('02-procedures.on_time')}", "line 2: a marked place"),
        ("<!-- result: a.b -->1<!-- /figure -->", "line 1: a marked place is not closed"),
    ],
)
def test_a_place_that_cannot_be_filled_is_refused(text: str, says: str) -> None:
    with pytest.raises(StudyError) as refusal:
        readme.filled(text, SHOWN)
    assert says in str(refusal.value)


def test_without_any_result_the_way_out_is_to_make_the_notebooks() -> None:
    with pytest.raises(StudyError, match="there is no result") as refusal:
        readme.filled(place_for("a.b"), {"result": {}})
    assert "make notebooks" in str(refusal.value)


def test_the_command_writes_the_file_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "README.md"
    file.write_text(place_for("02-procedures.on_time"), encoding="utf-8")
    monkeypatch.setattr(readme, "README", file)
    monkeypatch.setattr(readme, "shown_today", lambda: SHOWN)
    readme.main()
    written = file.stat().st_mtime_ns
    readme.main()
    assert file.read_text(encoding="utf-8") == place_for("02-procedures.on_time", "**97.39%**")
    assert file.stat().st_mtime_ns == written
    assert capsys.readouterr().out.splitlines() == [
        "README.md: 1 places, renewed",
        "README.md: 1 places, as they were",
    ]


# The README itself


def test_the_readme_shows_the_committed_results_and_the_stated_figures() -> None:
    text = readme.README.read_text(encoding="utf-8")
    assert text == readme.filled(text, readme.shown_today())


def test_the_first_screen_shows_three_results_at_least() -> None:
    text = readme.README.read_text(encoding="utf-8")
    assert len(set(readme.marked(text.split(FIRST_SCREEN_ENDS, 1)[0], "result"))) >= 3


def test_the_rendered_readme_shows_no_markup() -> None:
    """A line that begins with a marked place would be taken for HTML, and its asterisks shown."""
    shown = re.sub(r"<[^>]*>", "", MarkdownIt("commonmark").enable("table").render(read_text(readme.README)))
    assert "**" not in shown
