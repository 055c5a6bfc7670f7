"""What a page costs: each notebook's page of the country with few reports and with thousands.

    .venv/bin/python benchmarks/pages.py [--before REVISION] [--rounds N] [--reports N] [--folder F] [--write]

Beside it a build before. Each executes its own notebooks, with every figure counting, reviewed or not, by its
own `study run`, one page a call, from nothing made but what `study check` keeps of the data. Both look at the
same figures: those of table.py; the build before is given the columns and the measures that it knows.
"""

from __future__ import annotations

import argparse
import csv
import os
import runpy
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from measuring import README, Watch, build_of, machine, markdown, write_table

from table import KINDS, REPORTS, Data

ROOT = README.parents[1]
BEGIN, END = "<!-- table: pages, by pages.py -->", "<!-- end: pages, by pages.py -->"


@dataclass(frozen=True)
class Copy:
    """A build laid out with data of its own, so that its command runs there."""

    name: str
    root: Path

    @property
    def notebooks(self) -> list[str]:
        found = sorted(path.stem for path in (self.root / "notebooks").glob("*.ipynb"))
        return [name for name in found if not name.startswith("07")]

    def call(self, *arguments: str) -> float:
        """The seconds of a call of `study`."""
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.root / "src"),
            "STUDY_TEXTS": str(self.root / "no"),
        }
        command = [sys.executable, "-m", "analysis.cli", *arguments]
        with Watch(0) as watch:
            done = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True)
        if done.returncode not in (0, 3):
            raise SystemExit(f"{self.name}: study {' '.join(arguments)}: {done.stderr[-2000:]}")
        return watch.used.wall

    def page(self, notebook: str) -> float:
        """The seconds of a run of the notebook's page of the country."""
        setting = ["--set", "reviewed_only=false"]
        return self.call("run", notebook, "--again", "--jobs", "1", *setting)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--before", default="730e6fd", help="the revision of the build before")
    parser.add_argument(
        "--rounds", type=int, default=3, help="of this build, and of the one before with few reports"
    )
    parser.add_argument("--reports", type=int, default=REPORTS)
    parser.add_argument("--folder", type=Path, help="where the data are made and left")
    parser.add_argument("--write", action="store_true", help="write the table into README.md")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        many = Data.of(given.folder or Path(temporary), given.reports).folder / "data"
        copies = [
            copy(Path(temporary) / f"{name}-{size}", name, revision, data)
            for name, revision in (("now", ""), ("before", given.before))
            for size, data in (("few", ROOT / "data"), ("many", many))
        ]
        table = measured(copies, given.rounds, given.reports)
    print(table)
    if given.write:
        write_table(table, BEGIN, END)


def copy(folder: Path, name: str, revision: str, data: Path) -> Copy:
    """The build with these data, checked once."""
    if revision:
        build_of(revision, folder)
        subprocess.run(f"git archive {revision} notebooks requirements.lock | tar -x -C {folder}", shell=True,
                       cwd=ROOT, check=True)  # fmt: skip
        told_before(folder / "data", data)
    else:
        for part in ("src", "notebooks"):
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        for part in ("requirements.lock", "pyproject.toml"):
            shutil.copy(ROOT / part, folder / part)
        shutil.copytree(data, folder / "data", ignore=shutil.ignore_patterns("texts", "inbox"))
    made = Copy(name, folder)
    made.call("check")
    return made


def told_before(into: Path, data: Path) -> None:
    """The data in the columns and words of an older build, whose own files stand in `into`."""
    words = runpy.run_path(str(into.parent / "src" / "analysis" / "table" / "vocabulary.py"))
    lines = (into / "measures.yml").read_text(encoding="utf-8").splitlines()
    words["MEASURES"] = {line.split(":", 1)[1].strip() for line in lines if "- id:" in line}
    columns = {kind: words[f"{kind[:-1].upper()}_COLUMNS"] for kind in KINDS}
    for kind in KINDS:
        shutil.rmtree(into / kind)
        for path in (data / kind).glob("*.csv"):
            rewrite(path, into / kind / path.name, columns[kind], words)
    rewrite(data / "reports.csv", into / "reports.csv", words["REPORT_COLUMNS"], words)
    for name in ("corrections.csv", "accepted.csv"):
        head = (into / name).read_text(encoding="utf-8").splitlines()[0]
        (into / name).write_text(f"{head}\n", encoding="utf-8")


def rewrite(path: Path, into: Path, columns: Sequence[str], words: Mapping[str, Any]) -> None:
    """The file's rows with these columns alone; a word that is not known becomes one that says nothing."""
    nothing = {
        "measure": ("MEASURES", "unclassified"),
        "unit": ("UNITS", "other"),
        "role": ("ROLES", "observed"),
    }
    into.parent.mkdir(exist_ok=True)
    with (
        path.open(encoding="utf-8", newline="") as read,
        into.open("w", encoding="utf-8", newline="") as write,
    ):
        rows = csv.DictReader(read)
        out = csv.DictWriter(write, columns, extrasaction="ignore", lineterminator="\n")
        out.writeheader()
        for row in rows:
            for name, (known, word) in nothing.items():
                if name in row and row[name] not in words[known]:
                    row[name] = word
            out.writerow(row)


def measured(copies: Sequence[Copy], rounds: int, reports: int) -> str:
    """A line for each notebook."""
    rows = []
    names = sorted({name for each in copies for name in each.notebooks})
    for notebook in names:
        seconds: list[float | None] = []
        for each in copies:
            once = each.name == "before" and each is copies[-1]
            told = (
                [each.page(notebook) for _ in range(1 if once else rounds)]
                if notebook in each.notebooks
                else []
            )
            seconds.append(median(told) if told else None)
            print(notebook, each.name, seconds[-1], file=sys.stderr, flush=True)
        few, many, few_before, many_before = seconds
        more = [many - few if few and many else None,
                many_before - few_before if few_before and many_before else None]  # fmt: skip
        rows.append([notebook, *(f"{one:.1f}" if one is not None else "" for one in (*seconds, *more))])
    head = ["page of the country", "5 reports s", f"{reports:,} reports s", "before: 5 reports s",
            f"before: {reports:,} reports s", "more s (asked 2)", "before: more s"]  # fmt: skip
    how = f"medians of {rounds} rounds, once for the build before with many reports"
    return f"{markdown(head, rows)}\n\n{machine()}; {how}"


if __name__ == "__main__":
    main()
