"""A study whose every free cell attacks: markup, scripts, directives, control characters, very long words."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

from analysis.files import ROOT, csv_text

PRINTABLE = (
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "<svg onload=alert(1)><a href='javascript:alert(1)'>",
    "\"' onmouseover=alert(1) autofocus onfocus=alert(1) x='",
    "</table></div></article></title></textarea><h1>out</h1>",
    "<base href=https://example.org/><link rel=stylesheet href=//example.org/a.css>",
    "<meta http-equiv=refresh content='0;url=https://example.org/'>",
    "<style>*{display:none}</style><iframe src=https://example.org>",
    "[x](javascript:alert(1)) ![x](https://example.org/x.png)",
    "<https://example.org/auto> [x]: https://example.org/ref",
    "{raw}`x` `x <javascript:alert(1)>`_ |x| :raw-html:`<b>`",
    "**{{ 7*7 }}** {% include 'x' %} $$\\href{javascript:alert(1)}{x}$$ ~~x~~",
    "<!-- <![CDATA[ <?php &lt;script&gt;alert(1)&lt;/script&gt; &#60;b&#62;",
    "{#id .class onclick=alert(1)} # no heading | no | table |",
    "w" + "o" * 230 + "rd",
)
"""Words of one line."""
UNPRINTABLE = (
    "a\n```{raw} html\n<script>alert(1)</script>\n```\nb",
    "a\n\n.. raw:: html\n\n   <script>alert(1)</script>\n\nb",
    "a\u2028.. raw:: html\u2028\u2028   <script>alert(1)</script>",
    "\x1b[2J\x1b]0;owned\x07\x9b31m",
    "\u202egnihton\u2066 \u200b\u00ad\ufeff",
    "l" + "o" * 3_000 + "ng",
    "=HYPERLINK(\"https://example.org\")",
)  # fmt: skip
ATTACKS = (*PRINTABLE, *UNPRINTABLE)

FREE = {
    "figures": ("quote", "locality", "source", "holder", "breakdown", "note"),
    "numbers": ("quote", "reason"),
    "statements": ("locality", "group", "source", "asked", "note"),
}
"""The columns of a report's tables that hold words of its own; `asked` stands on requests only."""


def lay_out(root: Path) -> None:
    """Lay out the study itself under the folder, its package beside it."""
    shutil.copytree(ROOT / "src", root / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("texts", "inbox"))


def make_site(root: Path) -> tuple[Path, list[str]]:
    """The site of a study, made by the calls that make any, and what they printed."""
    printed = []
    for call in ("check", "run", "site"):
        done = study(root, call)
        assert done.returncode in (0, 3), done.stderr
        printed.append(done.stdout + done.stderr)
    return root / "build" / "site", printed


def write(root: Path) -> None:
    """Write a whole study with these cells under the folder."""
    lay_out(root)
    attacks = _attacks(ATTACKS)
    for folder, columns in FREE.items():
        for path in sorted((root / "data" / folder).glob("*.csv")):
            _rewrite(path, columns, attacks, only_filled=folder == "statements")
    _rewrite(root / "data" / "reports.csv", ("title", "publisher", "review"), _attacks(PRINTABLE))
    _rewrite(root / "data" / "corrections.csv", ("becomes", "reason", "who"), attacks)
    _match(root / "data")
    _rewrite(
        root / "data" / "places.csv", ("name", "name_en", "absorbed_names", "source"), _attacks(PRINTABLE)
    )


def _match(data: Path) -> None:
    """Let each correction find what it corrects."""
    cells = {row["figure_id"]: row for path in (data / "figures").glob("*.csv") for row in _read(path)}
    rows = [row | {"was": cells[row["figure_id"]][row["column"]]} for row in _read(data / "corrections.csv")]
    (data / "corrections.csv").write_text(csv_text(list(rows[0]), rows), encoding="utf-8")


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _attacks(words: Sequence[str]) -> Iterator[str]:
    """The words over and over, each time with another number, so that no two cells are alike."""
    return (f"{words[n % len(words)]} {n}" for n in count())


def _rewrite(
    path: Path, columns: Sequence[str], attacks: Iterator[str], *, only_filled: bool = False
) -> None:
    rows = _read(path)
    for row in rows:
        for column in columns:
            if row[column] or not only_filled:
                row[column] = next(attacks)
    if rows:
        path.write_text(csv_text(list(rows[0]), rows), encoding="utf-8")


def study(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A call of `study` of the package that stands there."""
    environment: Mapping[str, str] = {
        **os.environ,
        "PYTHONPATH": str(root / "src"),
        "STUDY_TEXTS": str(root / "none"),
        "STUDY_REQUIRE_TEXTS": "",  # this study has none, wherever the tests run
    }
    return subprocess.run(
        [sys.executable, "-m", "analysis.cli", *arguments], cwd=root, env=environment, capture_output=True,
        text=True, encoding="utf-8", timeout=900,
    )  # fmt: skip
