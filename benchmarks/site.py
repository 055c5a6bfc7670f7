"""What the site costs: from nothing, with nothing changed, and with one report more, few and thousands.

    .venv/bin/python benchmarks/site.py [--rounds N] [--reports N ...] [--folder F] [--write]

The data are those of `table.py`. Executing thousands of pages would take an hour, so the executed pages are
those of the study (`study run` must have made them): the page of one report stands for each report, those of
Hanoi for each place where there are at most a hundred reports. Only `study site` is timed.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from measuring import README, Used, Watch, machine, markdown, write_table

from table import KINDS, Data

ROOT = README.parents[1]
BEGIN, END = "<!-- table: site, by site.py -->", "<!-- end: site, by site.py -->"
REPORT, PLACE = "hanoi-fr", "VN-HN"
FEW = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="the medians of so many rounds are shown")
    parser.add_argument("--reports", type=int, nargs="+", default=[40, 4013])
    parser.add_argument("--folder", type=Path, help="where the data are made and left")
    parser.add_argument("--write", action="store_true", help="write the table into README.md")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        rows = [
            row
            for reports in given.reports
            for row in measured(laid_out(reports, Path(temporary), given.folder), reports, given.rounds)
        ]
    head = ("reports", "pages", "", "s", "s of processor", "MB")
    table = f"{machine()}, median of {given.rounds}.\n\n{markdown(head, rows)}"
    print(table)
    if given.write:
        write_table(table, BEGIN, END)


def laid_out(reports: int, temporary: Path, folder: Path | None) -> Path:
    """A study of so many reports with its executed pages."""
    data, root = Data.of(folder or temporary / "data", reports), temporary / f"{reports}"
    shutil.copytree(data.folder / "data", root / "data")
    for name in ("src", "notebooks"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", "own"))
    for name in ("CITATION.cff", "LICENSE", "requirements.lock"):
        shutil.copyfile(ROOT / name, root / name)
    made, pages = ROOT / "build" / "pages", root / "build" / "pages"
    pages.mkdir(parents=True)
    for path in made.glob("*.ipynb"):
        if not path.name.startswith("07"):
            shutil.copyfile(path, pages / path.name)
    registered = column(root / "data" / "reports.csv", "report_id")
    for kind in KINDS:  # of few reports more lie there than are registered
        for path in (root / "data" / kind).glob("*.csv"):
            if path.stem not in registered:
                path.unlink()
    for report in registered:
        put_in(pages, made, f"07-one-report-{REPORT}", REPORT, report)
    places = column(root / "data" / "places.csv", "code")[1:] if reports <= FEW else []
    for path in made.glob(f"*-{PLACE}.ipynb"):
        for place in places:
            put_in(pages, made, path.stem, PLACE, place)
    return root


def put_in(pages: Path, made: Path, name: str, old: str, new: str) -> None:
    """Put the executed page in as one about another report or place."""
    text = (made / f"{name}.ipynb").read_text(encoding="utf-8").replace(old, new)
    (pages / f"{name.replace(old, new)}.ipynb").write_text(text, encoding="utf-8")


def column(path: Path, name: str) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row[name] for row in csv.DictReader(file)]


def measured(root: Path, reports: int, rounds: int) -> list[tuple[str, ...]]:
    """A row for each case."""
    site, page = root / "build" / "site", next((root / "build" / "pages").glob("07-*.ipynb"))
    rows = []
    for case in ("from nothing", "nothing changed", "one report's page changed"):
        used = []
        for number in range(rounds if reports <= FEW or case != "from nothing" else 1):
            if case == "from nothing":
                shutil.rmtree(site, ignore_errors=True)
                (root / "build" / "site.json").unlink(missing_ok=True)
            elif case.startswith("one"):
                text = page.read_text(encoding="utf-8")
                page.write_text(
                    text.replace("This page is for checking.", f"Round {number}."), encoding="utf-8"
                )
            used.append(called(root))
        walls, processor, peak = zip(*((each.wall, each.processor, each.peak) for each in used), strict=True)
        pages = len(list(site.glob("*.html")))
        rows.append(
            (f"{reports:,}", f"{pages:,}", case, f"{median(walls):.1f}", f"{median(processor):.1f}",
             f"{median(peak) / 1e6:.0f}")
        )  # fmt: skip
    return rows


def called(root: Path) -> Used:
    """What a call of `study site` uses."""
    environment = {**os.environ, "PYTHONPATH": str(root / "src"), "STUDY_TEXTS": str(root / "no")}
    command = [sys.executable, "-m", "analysis.cli", "site"]
    with Watch() as watch:
        done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    return watch.used


if __name__ == "__main__":
    main()
