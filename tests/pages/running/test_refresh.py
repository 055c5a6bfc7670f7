"""The committed notebooks' outputs renewed in place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.files import write_text
from analysis.pages.layout import Layout
from analysis.pages.running.refresh import main, stale
from studies import notebook, shows, write_study


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    good = notebook(["# Good", shows("## It is 12", total="12"), "place"])
    return write_study(tmp_path / "s", {"bad": notebook(["# Bad", "1/0"]), "good": good})


def test_notebooks_are_renewed_in_place_or_left_as_they_were(
    layout: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = layout.notebooks / "bad.ipynb"
    before = bad.read_bytes()
    assert stale(layout) == ["bad.ipynb", "good.ipynb"]
    assert main(layout) == 1
    assert "bad.ipynb: cell 2: ZeroDivisionError: division by zero" in capsys.readouterr().err
    assert bad.read_bytes() == before
    assert stale(layout) == ["bad.ipynb"]
    good = json.loads((layout.notebooks / "good.ipynb").read_text(encoding="utf-8"))
    assert [cell["id"] for cell in good["cells"]] == ["cell-0", "cell-1", "cell-2", "cell-3"]
    assert [cell["execution_count"] for cell in good["cells"][1:]] == [1, 2, 3]
    assert set(good["metadata"]) == {"kernelspec", "language_info", "two_tier_study"}
    assert "version" not in good["metadata"]["language_info"]


def test_a_second_refresh_has_the_same_bytes_and_any_change_makes_it_stale(layout: Layout) -> None:
    good = layout.notebooks / "good.ipynb"
    assert main(layout, ["good"]) == 0
    first = good.read_bytes()
    assert main(layout, ["good"]) == 0
    assert good.read_bytes() == first
    for path, text in (
        (layout.data / "corrections.csv", "changed"),
        (layout.root / "src" / "analysis" / "__init__.py", "changed"),
        (good, first.decode().replace("# Good", "# Better")),
    ):
        before = path.read_text(encoding="utf-8")
        write_text(path, text)
        assert "good.ipynb" in stale(layout), path
        write_text(path, before)
        assert "good.ipynb" not in stale(layout), path
