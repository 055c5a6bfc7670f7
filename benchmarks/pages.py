"""What a page costs: the notebooks' pages of the country with few reports and with thousands.

    .venv/bin/python benchmarks/pages.py [--before REVISION] [--rounds N] [--reports N] [--folder F] [--write]

Executed by `study run`, one at a time, every figure counting: one page in a call, and all in a
call, from nothing made but what `study check` keeps of the data. What each further page costs follows.
`--before` measures an older build besides, with its own notebooks and the same figures, told in the columns
and words that it knows; with thousands of reports its pages take minutes.
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
        return [name for name in found if not name.startswith(("07", "10"))]

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

    def pages(self, notebooks: Sequence[str]) -> float:
        """The seconds of a run of these notebooks' pages of the country."""
        country = ("--place", "VN", "--set", "reviewed_only=false")
        return self.call("run", *notebooks, "--again", "--jobs", "1", *country)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--before", default="", help="the revision of an older build")
    parser.add_argument("--rounds", type=int, default=3, help="the medians of so many rounds are shown")
    parser.add_argument("--reports", type=int, default=REPORTS)
    parser.add_argument("--folder", type=Path, help="where the data are made and left")
    parser.add_argument("--write", action="store_true", help="write the table into README.md")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        many = Data.of(given.folder or Path(temporary), given.reports).folder / "data"
        copies = [
            copy(Path(temporary) / f"{name}-{size}", name, revision, data)
            for name, revision in (("this build", ""), *([("before", given.before)] if given.before else []))
            for size, data in (("few", ROOT / "data"), ("many", many))
        ]
        table = measured(copies, given.rounds)
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


def measured(copies: Sequence[Copy], rounds: int) -> str:
    """A line for each build and size: one page in a call, all in a call, what each more costs."""
    rows = []
    for each in copies:
        names, reports = (
            each.notebooks,
            len((each.root / "data" / "reports.csv").read_bytes().splitlines()) - 1,
        )
        one = median(each.pages(names[:1]) for _ in range(rounds))
        every = median(each.pages(names) for _ in range(rounds))
        further = (every - one) / (len(names) - 1)
        rows.append(
            [each.name, f"{reports:,}", f"{len(names)}", f"{one:.1f}", f"{every:.1f}", f"{further:.2f}"]
        )
        print(*rows[-1], file=sys.stderr, flush=True)
    head = ["build", "reports", "pages", "one page s", "all pages s", "each further page s"]
    return f"{markdown(head, rows)}\n\n{machine()}; medians of {rounds} rounds"


if __name__ == "__main__":
    main()
