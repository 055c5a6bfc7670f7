"""Pages executed by real kernels: what is left behind when all goes well, and when it does not."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from analysis.files import read_rows
from analysis.pages.layout import Layout
from analysis.pages.running.choosing import choose
from analysis.pages.running.execute import Outcome
from analysis.pages.running.record import Call, read_record
from analysis.pages.running.rerun import rerun, threads
from analysis.table.vocabulary import RESULT_COLUMNS
from studies import notebook, shows, write_study

GOOD = notebook(["# Good?", shows("## Found\n\nIt is 12.", total="12"), "print(place, reviewed_only)"])
BAD = notebook(["# Bad?", shows("## Before\n\nIt is 1.", one="1"), "1/0", "print('after')"])
KILLED = notebook(["# Killed?", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"])
RUNS = """\
pages:
  - page: 01-bad
    notebook: bad
  - page: 02-good
    notebook: good
    parameters: {place: VN-HN}
  - page: 03-killed
    notebook: killed
"""


def run(layout: Layout, call: Call = Call(), *, jobs: int = 1, again: bool = False) -> list[Outcome]:  # noqa: B008
    return rerun(choose(layout, call), layout, call, hands=threads(jobs), again=again)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> tuple[Layout, list[Outcome]]:
    """A study run once: one good page, one that raises, one whose kernel is killed."""
    root = tmp_path_factory.mktemp("study") / "s"
    layout = write_study(root, {"bad": BAD, "good": GOOD, "killed": KILLED}, RUNS)
    return layout, run(layout, jobs=2)


def outputs(layout: Layout, page: str) -> str:
    content = json.loads((layout.pages / f"{page}.ipynb").read_text(encoding="utf-8"))
    return json.dumps([cell.get("outputs") for cell in content["cells"]])


def test_a_failing_page_leaves_the_others(study: tuple[Layout, list[Outcome]]) -> None:
    layout, outcomes = study
    assert [outcome.page.name for outcome in outcomes] == ["01-bad", "02-good", "03-killed"]
    assert outcomes[0].problem == "cell 3: ZeroDivisionError: division by zero"
    assert outcomes[1].problem == ""
    assert outcomes[2].problem == "cell 2: the kernel was killed by SIGKILL (out of memory?)"
    assert "VN-HN False" in outputs(layout, "02-good")


def test_a_failed_page_is_kept_as_far_as_it_came_and_says_so(study: tuple[Layout, list[Outcome]]) -> None:
    layout, _ = study
    content = json.loads((layout.pages / "01-bad.ipynb").read_text(encoding="utf-8"))
    assert content["metadata"]["two_tier_study"]["failed"] == "cell 3: ZeroDivisionError: division by zero"
    assert "It is 1." in outputs(layout, "01-bad")
    assert "after" not in outputs(layout, "01-bad")
    assert "1/0" in (layout.pages / "01-bad.failed").read_text(encoding="utf-8")
    assert not (layout.pages / "02-good.failed").exists()


def test_only_whole_pages_are_left_behind(study: tuple[Layout, list[Outcome]]) -> None:
    layout, _ = study
    assert sorted(path.name for path in layout.pages.iterdir()) == [
        "01-bad.failed", "01-bad.ipynb", "02-good.ipynb", "03-killed.failed", "03-killed.ipynb",
    ]  # fmt: skip


def test_the_record_says_what_pages_were_made_of(study: tuple[Layout, list[Outcome]]) -> None:
    layout, _ = study
    record = read_record(layout)
    good = record["pages"]["02-good"]
    assert (good["outcome"], good["parameters"]) == ("done", {"place": "VN-HN"})
    made = json.loads((layout.pages / "02-good.ipynb").read_text(encoding="utf-8"))["metadata"][
        "two_tier_study"
    ]
    assert made["key"] == good["key"]
    assert record["pages"]["01-bad"]["outcome"] == "failed"
    assert "python" in record["versions"]


def test_results_are_collected_from_the_pages_in_their_order(study: tuple[Layout, list[Outcome]]) -> None:
    layout, _ = study
    rows = read_rows(layout.results, RESULT_COLUMNS)
    assert [(row["result_id"], row["page"], row["value"], row["figure_ids"]) for row in rows] == [
        ("01-bad.one", "01-bad", "1", "first:10"),
        ("02-good.total", "02-good", "12", "first:10"),
    ]


def test_the_same_inputs_give_the_same_bytes(study: tuple[Layout, list[Outcome]]) -> None:
    layout, _ = study
    names = ("01-bad.ipynb", "02-good.ipynb")
    before = [(layout.pages / name).read_bytes() for name in names]
    run(layout, Call(("01-bad", "02-good")), again=True)
    assert [(layout.pages / name).read_bytes() for name in names] == before
    assert str(layout.root).encode() not in b"".join(before)


def test_a_page_runs_in_this_environment_whatever_kernels_the_machine_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernels = tmp_path / "jupyter" / "kernels" / "python3"
    kernels.mkdir(parents=True)
    spec = {"argv": ["/bin/false", "{connection_file}"], "display_name": "x", "language": "python"}
    (kernels / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setenv("TZ", "Asia/Ho_Chi_Minh")
    monkeypatch.setenv("PYTHONSTARTUP", "/no/such/file")
    source = "import os, sys\nprint(sys.executable, os.getenv('TZ'), os.getenv('PYTHONSTARTUP'))"
    layout = write_study(tmp_path / "s", {"n": notebook(["# N", source], "")})
    (outcome,) = run(layout)
    assert outcome.problem == ""
    assert f"{sys.executable} UTC None" in outputs(layout, "n")
