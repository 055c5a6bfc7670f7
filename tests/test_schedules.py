"""The reruns that CONTRIBUTING.md offers: what it prints is what cron, systemd and CI would do."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from analysis.files import ROOT

STUB = """#!/bin/sh
echo "study $*" >> calls
exit $(cat status 2>/dev/null || echo 0)
"""
NIGHT = ["nightly"]


def section() -> str:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return text.split("\n## Reruns by themselves\n", 1)[1].split("\n## ", 1)[0]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", section(), re.DOTALL | re.MULTILINE)


def units() -> dict[str, configparser.RawConfigParser]:
    """The unit files of systemd by name."""
    found = {}
    for block in blocks("ini"):
        name = block.split("\n", 1)[0].removeprefix("# ")
        found[name] = configparser.RawConfigParser(strict=True)
        found[name].optionxform = str  # type: ignore[assignment, method-assign]
        found[name].read_string(block)
    return found


def workflow() -> dict[str, dict[str, object]]:
    """The workflow, every scalar a text: YAML would take the key `on` for a truth value."""
    (block,) = blocks("yaml")
    found: dict[str, dict[str, object]] = yaml.load(block, Loader=yaml.BaseLoader)
    return found


def steps() -> list[dict[str, str]]:
    return workflow()["jobs"]["nightly"]["steps"]  # type: ignore[index, return-value]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with the real Makefile, an environment that is up to date, and a `study` that notes calls."""
    study = tmp_path / "two-tier-study"
    (study / ".venv" / "bin").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, study / name)
    stub = study / ".venv" / "bin" / "study"
    stub.write_text(STUB, encoding="utf-8")
    stub.chmod(0o755)
    (study / "bin").mkdir()
    (study / "bin" / "python3").symlink_to(sys.executable)
    version = subprocess.run([sys.executable, "--version"], capture_output=True, text=True, check=True).stdout
    inputs = subprocess.run("cat requirements.lock pyproject.toml | sha256sum", shell=True, cwd=study,
                            capture_output=True, text=True, check=True).stdout  # fmt: skip
    (study / ".venv" / ".installed").write_text(f"{version.strip()} in {study.resolve()}\n{inputs.strip()}\n")
    return tmp_path


def called(home: Path) -> list[str]:
    """The calls of `study` since this was last asked."""
    calls = home / "two-tier-study" / "calls"
    said = calls.read_text().splitlines()
    calls.unlink()
    return [line.removeprefix("study ").strip() for line in said]


def at_home(home: Path, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """The command, with hardly more in its environment than cron gives."""
    path = f"{home}/two-tier-study/bin:/usr/local/bin:/usr/bin:/bin"
    bare = ["env", "-i", f"HOME={home}", "SHELL=/bin/sh", f"PATH={path}", *command]
    return subprocess.run(bare, cwd=home, capture_output=True, text=True, check=False)


def nightly(home: Path) -> subprocess.CompletedProcess[str]:
    return at_home(home, ["make", "--no-print-directory", "-C", "two-tier-study", "nightly"])


def test_the_line_of_cron_runs_as_cron_runs_it(home: Path) -> None:
    (block,) = blocks("cron")
    path, line = block.splitlines()
    assert path.startswith("PATH=/")
    assert "%" not in line, "cron makes a line end of it"
    match = re.fullmatch(r"(\S+ \S+ \* \* \*) (.+)", line)
    assert match
    done = at_home(home, ["/bin/sh", "-c", match[2]])
    assert (done.returncode, done.stderr) == (0, "")
    assert called(home) == NIGHT


def test_the_units_of_systemd_call_the_same(home: Path) -> None:
    found = units()
    assert list(found) == ["two-tier-study.service", "two-tier-study.timer"]
    service = found["two-tier-study.service"]["Service"]
    folder = service["WorkingDirectory"].replace("%h", str(home))
    assert at_home(home, ["sh", "-c", f"cd {folder} && {service['ExecStart']}"]).returncode == 0
    assert called(home) == NIGHT


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    for block in blocks("ini"):
        (tmp_path / block.split("\n", 1)[0].removeprefix("# ")).write_text(block, encoding="utf-8")
    (tmp_path / "two-tier-study").mkdir()
    for name in units():
        done = subprocess.run(["systemd-analyze", "verify", "--user", str(tmp_path / name)],
                              capture_output=True, text=True, check=False,
                              env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin",
                                   "XDG_RUNTIME_DIR": str(tmp_path)})  # fmt: skip
        assert "two-tier-study" not in done.stderr, done.stderr
    at = units()["two-tier-study.timer"]["Timer"]["OnCalendar"]
    calendar = subprocess.run(["systemd-analyze", "calendar", at], capture_output=True, check=False)
    assert calendar.returncode == 0


@pytest.mark.parametrize("status", [1, 3, 4, 5, 6])
def test_make_tells_how_the_night_ended(home: Path, status: int) -> None:
    (home / "two-tier-study" / "status").write_text(str(status))
    done = nightly(home)
    assert (done.returncode, f"Error {status}" in done.stderr) == (2, True)


def test_its_flags_are_handed_on(home: Path) -> None:
    assert (
        at_home(home, ["make", "-C", "two-tier-study", "nightly", "RUN_FLAGS=--all-places"]).returncode == 0
    )
    assert called(home) == ["nightly --all-places"]


def test_every_command_of_the_workflow_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    lines = [line for step in steps() for line in step.get("run", "").splitlines()]
    words = [shlex.split(part) for line in lines for part in re.split(r"&&|\|", line) if part.strip()]
    assert {word[1] for word in words if word[0] == "make"} <= targets
    for word in words:
        if word[0] == ".venv/bin/study":
            asked = [sys.executable, "-m", "analysis.cli", word[1], "--help"]
            assert subprocess.run(asked, capture_output=True, check=False).returncode == 0
        elif word[0] not in ("exit", "cd"):
            assert shutil.which(word[0]), word[0]


def test_the_workflow_keeps_tables_here_and_texts_in_the_store(home: Path) -> None:
    """Its own lines in two clones: the tables of a new report are pushed, its text goes to the store."""
    study = home / "two-tier-study"
    (study / ".gitignore").write_text((ROOT / ".gitignore").read_text(encoding="utf-8") + "/store/\n/calls\n")
    for folder in ("data/inbox", "notebooks"):
        (study / folder).mkdir(parents=True)
    for name in ("README.md", "data/inbox/README.md", "notebooks/runs.yml"):
        (study / name).write_text(name)
    stub = study / ".venv" / "bin" / "study"
    acts = """mkdir -p build
case $1 in nightly) mv data/inbox/a.txt store/texts; echo a > data/a.csv;; diff) echo "**different**";; esac
exit $("""
    stub.write_text(STUB.replace("exit $(", acts))
    makefile = study / "Makefile"
    makefile.write_text(makefile.read_text().replace("@$(BIN)/python -m analysis.pages.", "@true "))
    store = study / "store"
    (store / "inbox").mkdir(parents=True)
    (store / "inbox" / "a.txt").write_text("A report.")
    for folder in (study, store):
        run_git(folder, "init", "--quiet", "--initial-branch=main")
        run_git(folder, "add", "--all")
        run_git(folder, "commit", "--quiet", "-m", "x")
        run_git(folder, "clone", "--quiet", "--bare", str(folder), str(home / f"{folder.name}.git"))
        run_git(folder, "remote", "add", "origin", str(home / f"{folder.name}.git"))
        run_git(folder, "push", "--quiet", "--set-upstream", "origin", "main")
    names = ["GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@b", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@b",
             "GITHUB_STEP_SUMMARY=build/summary"]  # fmt: skip
    for step in steps():
        if "run" in step:
            script = f"cd two-tier-study\n{step['run']}"
            done = at_home(home, [*names, "bash", "-e", "-o", "pipefail", "-c", script])
            assert done.returncode == 0, (step["name"], done.stderr)
    assert listed(home / "two-tier-study.git", "data") == ["data/a.csv", "data/inbox/README.md"]
    assert listed(home / "store.git") == ["texts/a.txt"]
    assert (study / "build" / "summary").read_text() == "**different**\n"


def run_git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def listed(bare: Path, *folders: str) -> list[str]:
    return run_git(bare, "ls-tree", "-r", "--name-only", "main", *folders).splitlines()
