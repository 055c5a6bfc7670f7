"""One environment in three files, and documents that keep their promises."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from analysis.files import ROOT
from analysis.reading.language import Language
from analysis.table.catalogue import Measure

FROM_CONDA_FORGE = {"jupyterlab", "matplotlib", "nbval", "pandas", "papermill", "seaborn"}


# One environment in three files


def project() -> dict[str, object]:
    """The [project] table of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def declared() -> dict[str, Requirement]:
    """What pyproject.toml asks for, the extras included, by name."""
    table = project()
    extras = [line for lines in table["optional-dependencies"].values() for line in lines]
    return by_name([*table["dependencies"], *extras])


def by_name(lines: list[str]) -> dict[str, Requirement]:
    return {canonicalize_name(found.name): found for found in map(Requirement, lines)}


def locked() -> dict[str, list[str]]:
    """The versions in requirements.lock, by name; more than one where Pythons differ."""
    versions: dict[str, list[str]] = {}
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for name, version in re.findall(r"^([\w.-]+)==([\w.+!]+)", lock, re.MULTILINE):
        versions.setdefault(canonicalize_name(name), []).append(version)
    return versions


def conda() -> tuple[dict[str, Requirement], dict[str, Requirement]]:
    """What environment.yml takes from conda-forge, and what by pip."""
    parts = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    by_pip = next(part["pip"] for part in parts if isinstance(part, dict))
    return by_name([p for p in parts if isinstance(p, str)]), by_name([p for p in by_pip if p != "-e ."])


def test_every_dependency_is_locked_at_a_version_that_pyproject_allows() -> None:
    versions = locked()
    wrong = {
        name: versions.get(name, [])
        for name, asked in declared().items()
        if not versions.get(name) or not all(asked.specifier.contains(version) for version in versions[name])
    }
    assert wrong == {}


def test_every_line_of_the_lock_carries_its_hash_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"^(?=\w)", lock, flags=re.MULTILINE)[1:]
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in lock


def test_environment_yml_asks_for_what_pyproject_asks_for() -> None:
    from_forge, by_pip = conda()
    both = {**from_forge, **by_pip}
    asked = {name: (need.specifier, need.extras) for name, need in declared().items()}
    given = {
        name: (need.specifier, need.extras) for name, need in both.items() if name not in {"python", "pip"}
    }
    assert given == asked
    assert set(from_forge) & set(by_pip) == set()


def test_environment_yml_allows_what_is_locked() -> None:
    from_forge, by_pip = conda()
    needs = {**from_forge, **by_pip}
    versions = locked()
    refused = {
        n: v for n, v in versions.items() if n in needs and not all(map(needs[n].specifier.contains, v))
    }
    assert refused == {}


def test_the_six_packages_of_the_study_come_from_conda_forge_and_the_rest_from_pip() -> None:
    from_forge, _ = conda()
    assert set(from_forge) == {"python", "pip"} | FROM_CONDA_FORGE
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["channels"] == ["conda-forge"]
    assert environment["dependencies"][-1]["pip"][-1] == "-e ."


def test_the_three_files_name_the_same_pythons() -> None:
    from_forge, _ = conda()
    assert from_forge["python"].specifier == SpecifierSet(str(project()["requires-python"]))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "(3, 11) <= sys.version_info < (3, 14)" in makefile
    assert SpecifierSet(">=3.11,<3.14") == from_forge["python"].specifier


# What the documents promise


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def code_in(markdown: str) -> list[str]:
    """The lines of its fenced blocks and its code spans."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", markdown, re.DOTALL | re.MULTILINE)
    rest = re.sub(r"^```.*?^```", "", markdown, flags=re.DOTALL | re.MULTILINE)
    return [line.strip() for block in blocks for line in block.splitlines()] + re.findall(
        r"`([^`\n]+)`", rest
    )


def calls_of(command: str) -> set[str]:
    """The words that follow the command in the documents: `make study` -> study."""
    code = [line for name in ("README.md", "CONTRIBUTING.md") for line in code_in(read(name))]
    return {match[1] for line in code if (match := re.match(rf"{command} (?:[A-Z]+=\S* )*([a-z-]+)", line))}


def test_every_dependency_says_in_contributing_what_it_is_for() -> None:
    table = read("CONTRIBUTING.md").split("\n## What each dependency is for\n", 1)[1]
    rows = dict(re.findall(r"^\| `([^`]+)` \| (.+?) \|$", table, re.MULTILINE))
    assert {canonicalize_name(name) for name in rows} == set(declared())
    assert [name for name, purpose in rows.items() if len(purpose.split()) < 2] == []


def test_contributing_explains_every_key_of_a_language_file() -> None:
    section = read("CONTRIBUTING.md").split("\n## A new language\n", 1)[1].split("\n## ", 1)[0]
    keys = re.findall(r"^\| ((?:`\w+`(?:, )?)+)(?: \*)? \|", section, re.MULTILINE)
    assert {key for cell in keys for key in re.findall(r"`(\w+)`", cell)} == set(Language.model_fields)


def test_the_data_s_readme_explains_every_key_of_a_measure() -> None:
    section = read("data/README.md").split("\n## measures.yml", 1)[1].split("\n## ", 1)[0]
    keys = re.findall(r"^\| (\w[\w, ]*) \|", section, re.MULTILINE)
    named = {key for cell in keys for key in cell.split(", ")} - {"key"}
    assert named == set(Measure.model_fields)


def test_every_make_target_that_the_documents_name_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    named = calls_of("make")
    assert {"study", "test"} <= named
    assert named - targets == set()


def test_every_study_command_that_the_documents_name_exists() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "analysis.cli", "--help"], capture_output=True, text=True, check=True
    ).stdout
    commands = set(re.findall(r"[a-z]+", answer))
    named = calls_of("study")
    assert {"check", "run", "site"} <= named
    assert named - commands == set()


def test_every_file_that_the_readme_links_to_exists() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", read("README.md"))
    made = ("build/",)
    assert [link for link in links if not link.startswith(made) and not (ROOT / link).exists()] == []


def test_every_promise_of_security_names_a_test_that_exists() -> None:
    table = re.findall(r"^\| (.+) \| (.+) \|$", read("SECURITY.md"), re.MULTILINE)
    assert table[0] == ("Promise", "Test")
    assert len(table) > 5
    named = [test for _, test in table[1:]]
    assert [test for test in named if not test.startswith("tests/") or not (ROOT / test).is_file()] == []


def test_every_entry_of_the_changes_ends_with_the_figures_it_affects() -> None:
    entries = re.split(r"^## ", read("CHANGES.md"), flags=re.MULTILINE)[1:]
    assert entries
    last_lines = {entry.split("\n", 1)[0]: entry.strip().splitlines()[-1] for entry in entries}
    assert {
        name: line for name, line in last_lines.items() if not re.match("figures affected: .", line)
    } == {}


def test_one_version_everywhere() -> None:
    version = project()["version"]
    assert yaml.safe_load(read("CITATION.cff"))["version"] == version
    newest_numbered = re.search(r"^## (\d\S*)", read("CHANGES.md"), re.MULTILINE)
    assert newest_numbered[1] == version


def test_the_continuous_integration_calls_the_commands() -> None:
    run = ROOT / ".ci" / "run"
    assert run.stat().st_mode & 0o111
    assert [line for line in run.read_text(encoding="utf-8").splitlines() if line.startswith("make ")] == [
        "make test",
        "make test-all",
        "make study",
    ]
