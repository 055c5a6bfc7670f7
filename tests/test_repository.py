"""Nothing in the repository that must not be there: sentences, paths of a machine, strays."""

from __future__ import annotations

import html
import json
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.files import ROOT

TOP_LEVEL = {
    *("README.md", "CHANGES.md", "CONTRIBUTING.md", "SECURITY.md", "CITATION.cff", "LICENSE"),
    *("Makefile", "environment.yml", "pyproject.toml", "requirements.lock"),
    *("data", "notebooks", "src", "tests", "benchmarks", "findings", ".ci", ".gitignore", ".gitattributes"),
}
GIT = ("git", "-c", "safe.directory=*")
RUN_OF_WORDS = 8


def tracked() -> list[Path]:
    """The files that git holds or would hold, relative to the repository."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listing = subprocess.run(
        [*GIT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return sorted(Path(name) for name in listing.split("\0") if name and (ROOT / name).is_file())


def text_of(path: Path) -> str:
    """What a file says: its text, for JSON every string in it; empty for a picture."""
    try:
        text = (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
    if path.suffix not in {".ipynb", ".json"}:
        return text
    return "\n".join(strings_of(json.loads(text)))


def strings_of(node: object) -> Iterator[str]:
    """Every string of a JSON value, keys too; a list of strings is one, a picture is none."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list) and all(isinstance(item, str) for item in node):
        yield "".join(node)
    elif isinstance(node, list):
        for item in node:
            yield from strings_of(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            yield key
            if not key.startswith("image/"):
                yield from strings_of(value)


def runs_of_words(text: str) -> Iterator[tuple[str, ...]]:
    """Every eight consecutive words, addresses aside, whatever the case or the signs between."""
    plain = unicodedata.normalize("NFC", html.unescape(text)).lower()
    words = re.findall(r"\w+", re.sub(r"https?://\S+", " ", plain))
    return zip(*(words[start:] for start in range(RUN_OF_WORDS)), strict=False)


def without_markup(text: str) -> str:
    """The text with tags and escaped line ends taken out, as a reader of the page sees it."""
    return re.sub(r"<[^<>]*>", " ", text.replace("\\n", " "))


def found_in(files: dict[str, str], sentences: set[tuple[str, ...]]) -> dict[str, str]:
    """The first run of words of the sentences that each file holds, by the file's name."""
    found = {}
    for name, text in files.items():
        for form in (text, without_markup(text)):
            held = next((run for run in runs_of_words(form) if run in sentences), None)
            if held:
                found[name] = " ".join(held)
    return found


def test_no_sentence_of_a_report_is_in_the_repository(texts: Path) -> None:
    reports = [path.read_text(encoding="utf-8") for path in sorted(texts.glob("*.txt"))]
    sentences = {run for report in reports for run in runs_of_words(report)}
    assert found_in({str(path): text_of(path) for path in tracked()}, sentences) == {}


@pytest.mark.parametrize(
    "stored",
    [
        "un deux trois quatre cinq six sept huit",
        "Un, deux; TROIS\nquatre  cinq-six (sept) huit",
        "un <b>deux</b> trois quatre cinq six sept<br/> huit",
        "un deux trois quatre https://example.org/neuf cinq six sept huit",
    ],
)
def test_a_sentence_is_found_whatever_stands_between_its_words(stored: str) -> None:
    sentence = set(runs_of_words("un deux trois quatre cinq six sept huit"))
    assert list(found_in({"page": f"avant {stored} après"}, sentence)) == ["page"]


def test_a_sentence_split_over_the_lines_of_a_stored_output_is_found() -> None:
    output = {"outputs": [{"text": ["un deux trois qua", "tre cinq six sept\n", "huit"]}]}
    assert "un deux trois quatre cinq six sept\nhuit" in list(strings_of(output))


def test_seven_words_are_no_sentence() -> None:
    assert list(runs_of_words("un deux trois quatre cinq six sept https://example.org/huit")) == []


MACHINE = re.compile(
    r"(?<![\w.])/(?:work|farm|tmp|root|home|Users|opt|mnt)/[\w.]"
    r"|--(?:extra-)?index-url|/simple/[a-z]|\"resolved\": \"http"
    r"|pypi\.(?:org)|pythonhosted\.(?:org)"
)


def test_no_path_of_a_machine_and_no_registry_address_is_in_the_repository() -> None:
    here = re.compile(rf"(?<![\w.]){re.escape(str(ROOT))}/")
    said = {str(path): text_of(path) for path in tracked()}
    named = {name: MACHINE.search(text) or here.search(text) for name, text in said.items()}
    assert {name: match.group() for name, match in named.items() if match} == {}


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("see /ho" + "me/someone/study", True),
        ("uv pip compile --index" + "-url x", True),
        ("https://py" + "pi.org/project/x", True),
        ("uv pip compile --no-emit-index-url", False),
        ("#!/usr/bin/env bash, data/texts/, build/site/", False),
    ],
)
def test_what_counts_as_a_path_or_a_registry_address(line: str, refused: bool) -> None:
    assert bool(MACHINE.search(line)) is refused


def test_nothing_else_stands_at_the_top_level() -> None:
    assert {path.parts[0] for path in tracked()} - TOP_LEVEL == set()
