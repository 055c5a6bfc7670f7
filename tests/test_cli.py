"""The command line: its exit statuses, its one-line errors, its start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from analysis import cli
from analysis.pages import layout as layouts
from analysis.pages.layout import Layout
from studies import notebook, shows, write_study

HEAVY = {"pandas", "papermill", "pydantic", "rich", "nbformat", "yaml", "jupyter_client", "inspect", "shutil"}
GOOD = notebook(
    ["# Good?", shows("## Found\n\nIt is 12.", total="12")], 'place = "VN"\nshow_sentences = False'
)
BAD = notebook(["# Bad?", "1/0"])
SLOW = notebook(["# Slow?", "import time\ntime.sleep(60)"])


def at(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> Layout:
    monkeypatch.setattr(layouts, "HERE", layout)
    return layout


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    return at(write_study(tmp_path / "s", {"01-good": GOOD, "02-bad": BAD}), monkeypatch)


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_help_names_every_command_and_imports_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-m", "analysis.cli", "--help"], capture_output=True, text=True)
    assert done.returncode == 0
    for command in ("read", "add", "inbox", "review", "check", "run", "site", "trace", "diff"):
        assert f"\n    {command} " in done.stdout
    code = "import sys, analysis.cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.split()
    assert HEAVY & set(loaded) == set()


@pytest.mark.parametrize(
    "arguments",
    [[], ["walk"], ["run", "--jobs", "0"], ["run", "--set", "place"], ["trace"]],
)
def test_wrong_use_ends_2(arguments: Sequence[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert said(capsys)


def test_a_run_with_nothing_to_do_says_so_and_imports_nothing_heavy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    layout = at(write_study(tmp_path / "s", {"01-good": GOOD}), monkeypatch)
    assert cli.main(["run"]) == 0
    assert said(capsys)[:2] == ["1 of 1 pages to execute", "  new: 01-good"]
    code = (
        "import sys; from pathlib import Path; from analysis.pages import layout\n"
        f"layout.HERE = layout.Layout(Path({str(layout.root)!r}))\n"
        "from analysis import cli; cli.main(['run']); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    first, loaded, *rest = done.stdout.splitlines()
    assert (first, rest, done.stderr) == ("nothing has changed: 1 of 1 pages are current", [], "")
    assert set(loaded.split()) & (HEAVY - {"shutil"}) == set()


def test_provinces_that_no_report_speaks_of_are_named_and_get_no_page(
    study: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["run", "01-good", "--all-places"]) == 0
    silent = said(capsys)[0]
    assert silent.startswith("no report speaks of 33 provinces: ")
    assert "Hai Phong" in silent
    assert "Hanoi" not in silent
    assert sorted(path.stem for path in study.pages.glob("*.ipynb")) == ["01-good", "01-good-VN-HN"]


def test_a_run_with_a_failed_page_ends_1_and_names_it(
    study: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["run", "--jobs", "2"]) == 1
    lines = said(capsys)
    assert lines[:2] == ["2 of 2 pages to execute", "  new: 01-good, 02-bad"]
    assert sorted(line.partition(" ")[2] for line in lines[2:4]) == ["01-good done", "02-bad failed"]
    assert lines[4:] == ["study: page 02-bad failed: cell 2: ZeroDivisionError: division by zero"]
    assert "01-good.total,01-good,12" in study.results.read_text(encoding="utf-8")
    assert cli.main(["site"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == str(study.site / "index.html")


def test_a_misspelt_parameter_ends_1_before_a_kernel_starts(
    study: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["run", "01-good", "--set", "plaice=VN"]) == 1
    (line,) = said(capsys)
    assert line.endswith("01-good has no parameter 'plaice'; did you mean place?")
    assert not study.build.exists()


def test_a_private_site_needs_the_texts(
    study: Layout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDY_TEXTS", str(study.root))
    assert cli.main(["site", "--with-sentences"]) == 1
    assert said(capsys) == [f"study: {study.root}: no text of first; name their folder in STUDY_TEXTS"]
    assert not study.build.exists()


def test_the_private_site_stands_apart(
    study: Layout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDY_TEXTS", str(study.root))
    (study.root / "first.txt").write_text("We had 120 files.", encoding="utf-8")
    study.runs.write_text("pages:\n  - page: 01-good\n    notebook: 01-good\n", encoding="utf-8")
    assert cli.main(["site", "--with-sentences"]) == 0
    private = study.root / "build" / "private"
    assert capsys.readouterr().out.splitlines()[-1] == str(private / "site" / "index.html")
    assert "show_sentences = True" in (private / "pages" / "01-good.ipynb").read_text(encoding="utf-8")
    assert sorted(path.name for path in study.build.iterdir()) == [".data.lock", "private", "table"]


def test_a_private_site_forgets_pages_that_are_no_longer_listed(
    study: Layout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDY_TEXTS", str(study.root))
    (study.root / "first.txt").write_text("We had 120 files.", encoding="utf-8")
    old = study.root / "build" / "private" / "pages" / "09-old.ipynb"
    old.parent.mkdir(parents=True)
    old.write_text("{}", encoding="utf-8")
    study.runs.write_text("pages:\n  - page: 01-good\n    notebook: 01-good\n", encoding="utf-8")
    assert cli.main(["site", "--with-sentences"]) == 0
    assert [path.name for path in old.parent.glob("*.ipynb")] == ["01-good.ipynb"]


def test_an_unknown_id_ends_1_in_one_line(study: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["trace", "first:11"]) == 1
    (line,) = said(capsys)
    assert line == "study: no figure or result is called 'first:11'; did you mean first:10?"
    assert cli.main(["trace", "first:11", "--debug"]) == 1
    assert "Traceback (most recent call last):" in said(capsys)


def test_a_broken_table_ends_1_and_names_the_line(study: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    (study.data / "corrections.csv").write_text("x\n", encoding="utf-8")
    assert cli.main(["check"]) == 1
    (line,) = said(capsys)
    assert "corrections.csv: line 1" in line


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_stops_the_run_and_its_kernels(tmp_path: Path, number: int, status: int) -> None:
    layout = write_study(tmp_path / "s", {"slow": SLOW})
    code = (
        "import sys; from pathlib import Path; from analysis.cli import main\n"
        "from analysis.pages import layout\n"
        f"layout.HERE = layout.Layout(Path({str(layout.root)!r})); sys.exit(main(['run']))"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path), "JUPYTER_RUNTIME_DIR": str(tmp_path)}
    # Whoever runs the tests may ignore Ctrl-C (a background job does); the study's own user does not.
    code = f"import signal; signal.signal(signal.SIGINT, signal.default_int_handler); {code}"
    code = f"import faulthandler; faulthandler.dump_traceback_later(15); {code}"  # where it hangs, if it does
    running = subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 20
    while not (kernels := children_of(running.pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.0)
    running.send_signal(number)
    _, told = running.communicate(timeout=20)
    assert running.returncode == status, told
    assert told.splitlines()[-1].startswith("study: stopped")
    assert kernels
    assert [pid for pid in kernels if Path(f"/proc/{pid}").exists()] == []
    assert not list(layout.pages.glob("*")), "nothing half-written is left"
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def children_of(pid: int) -> list[int]:
    try:
        found = [path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    return [int(child) for children in found for child in children]
