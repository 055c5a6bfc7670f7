"""How fast pages are executed again, beside plain papermill and beside tools that only keep books.

    .venv/bin/python benchmarks/reruns.py --peers ../peers/bin/python [--parts ...] [--rounds N] [--write]

The peers stay out of the lock. They live in an environment of their own, made once:

    python3 -m venv ../peers
    ../peers/bin/pip install doit dvc snakemake ruamel.yaml.clib

The last one is the parser in C that dvc reads its files with where it is there, twice as fast as without.
A peer that is not installed is left out, and the table says so. Everything happens in copies of the study
in a temporary folder; what takes part in a round takes turns in going first. Progress goes to stderr, the
tables go to stdout, and with `--write` into benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from statistics import median

import bookkeeping
import provinces
from measuring import Used, Watch, machine, markdown, middle, write_table

from analysis.pages.layout import Layout
from analysis.pages.page import Page
from analysis.table.register import read_register_rows
from analysis.table.vocabulary import COUNTRY

JOBS = 2
NOTEBOOK, EIGHT = "02-procedures", (COUNTRY, "VN-HN", "VN-HP", "VN-09", "VN-SG", "VN-DN", "VN-26", "VN-CT")
OURS, ONE_BY_ONE, TWO = "this study, 2 jobs", "papermill, one by one", "papermill, two at a time"
SIZES = (1, 2, 4, 8, 16)
NAMES = {"eight": "eight pages", "all": "all pages", "change": "new reports", "nothing": "nothing changed"}

Tools = Mapping[str, Callable[[], Used]]


@dataclass(frozen=True)
class Asked:
    """What the command line asks for."""

    rounds: int
    papermill_rounds: int
    places: int
    sizes: Sequence[int]
    peers: Path | None


@dataclass
class Benchmark:
    """What is asked for, and the copies of the study that the parts share."""

    asked: Asked
    folder: Path
    failed: list[str] = field(default_factory=list)

    @cached_property
    def whole(self) -> Layout:
        """A study of every province, with all its pages executed."""
        tell("a study of every province is made")
        layout = provinces.of_every_province(self.folder / "provinces")
        study_run(layout, self.everywhere(layout))
        return layout

    def everywhere(self, layout: Layout) -> list[str]:
        """The arguments of `study run` for all places, or for the first so many and the country."""
        if not self.asked.places:
            return ["--all-places"]
        return ["--place", COUNTRY, *provinces.places_of(layout)[: self.asked.places]]

    def limits(self, tools: Tools) -> dict[str, int]:
        """How many rounds each tool takes part in, where every page is executed."""
        ours, others = self.asked.rounds, self.asked.papermill_rounds
        return {name: ours if name == OURS else others for name in tools}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--peers", type=Path, help="the Python of the peers' environment")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART",
                        help=f"which of {', '.join(PARTS)}; default: all")  # fmt: skip
    parser.add_argument("--rounds", type=int, default=5, help="the medians of so many rounds are shown")
    parser.add_argument("--papermill-rounds", type=int, help="fewer for papermill in the part `all`")
    parser.add_argument("--places", type=int, default=0, help="only the first so many provinces, to try it")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="how many reports are new")
    parser.add_argument("--write", action="store_true", help="put the tables into benchmarks/README.md")
    given = parser.parse_args()
    fewer = given.rounds if given.papermill_rounds is None else given.papermill_rounds
    asked = Asked(given.rounds, fewer, given.places, given.sizes, given.peers)
    with tempfile.TemporaryDirectory(prefix="reruns-") as folder:
        benchmark = Benchmark(asked, Path(folder))
        for part in given.parts:
            table = PARTS[part](benchmark)
            print(f"### {NAMES[part].capitalize()}\n\n{table}\n", flush=True)
            if given.write:
                write_table(
                    table, f"<!-- table: {NAMES[part]}, by reruns.py -->", f"<!-- end: {NAMES[part]} -->"
                )


def tell(message: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {message}", file=sys.stderr, flush=True)


def in_turns(part: str, tools: Tools, limits: Mapping[str, int]) -> dict[str, list[Used]]:
    """What each tool used in each round; another one goes first in every round."""
    used: dict[str, list[Used]] = {name: [] for name in tools}
    names = list(tools)
    for turn in range(max(limits.values())):
        shift = turn % len(names)
        for name in (*names[shift:], *names[:shift]):
            if turn < limits[name]:
                used[name].append(tools[name]())
                tell(f"{part}, round {turn + 1}: {name} {used[name][-1].wall:.2f} s")
    return used


# Pages executed


def study_run(layout: Layout, arguments: Sequence[str], every: float = 0.1) -> Used:
    """`study run` with these arguments."""
    command = [sys.executable, "-m", "analysis.cli", "run", *arguments, "--jobs", str(JOBS)]
    with Watch(every) as watch:
        done = subprocess.run(
            command, cwd=layout.root, env=environment(layout), capture_output=True, text=True
        )
    if done.returncode:
        raise SystemExit(f"study run ended with {done.returncode}: {done.stderr[-2000:]}")
    return watch.used


def from_nothing(layout: Layout, arguments: Sequence[str]) -> Used:
    """`study run` where nothing was made before."""
    shutil.rmtree(layout.build, ignore_errors=True)
    return study_run(layout, arguments)


def papermill(layout: Layout, pages: Sequence[Page], to: Path, failed: list[str], at_a_time: int) -> Used:
    """The same pages by papermill's own command, a process for each; those that failed are noted."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir()
    with Watch() as watch, ThreadPoolExecutor(at_a_time) as pool:
        statuses = list(pool.map(partial(one_papermill, layout, to), pages))
    failed += [page.name for page, status in zip(pages, statuses, strict=True) if status]
    return watch.used


def one_papermill(layout: Layout, to: Path, page: Page) -> int:
    command = [
        str(Path(sys.executable).with_name("papermill")), f"{page.notebook}.ipynb",
        str(to / f"{page.name}.ipynb"), "--no-progress-bar", "--log-level", "ERROR",
    ]  # fmt: skip
    if page.parameters:
        command += ["--parameters_yaml", json.dumps(dict(page.parameters))]
    return subprocess.run(
        command, cwd=layout.notebooks, env=environment(layout), capture_output=True
    ).returncode


def environment(layout: Layout) -> dict[str, str]:
    """The copy's own package in front of the installed one."""
    return {**os.environ, "PYTHONPATH": str(layout.root / "src")}


def pages_of(layout: Layout) -> list[Page]:
    """The pages of the last run."""
    recorded = json.loads(layout.record.read_text(encoding="utf-8"))["pages"]
    return [Page(name, each["notebook"], each["parameters"]) for name, each in recorded.items()]


def same_outputs(layout: Layout, other: Path) -> str:
    """In how many code cells both made the same outputs, byte for byte."""
    same = cells = 0
    for page in layout.pages.glob("*.ipynb"):
        ours, theirs = list(outputs_of(page)), list(outputs_of(other / page.name))
        cells += len(ours)
        same += sum(a == b for a, b in zip(ours, theirs, strict=False))
    return f"{same:,} of {cells:,}"


def outputs_of(page: Path) -> Iterator[str]:
    """The outputs of each code cell; papermill's notes stand in the cell beside them."""
    if page.is_file():
        for cell in json.loads(page.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                yield json.dumps(cell["outputs"], sort_keys=True)


def shared(layout: Layout, pages: Sequence[Page], benchmark: Benchmark, arguments: Sequence[str]) -> Tools:
    """The study and papermill with two processes on the same pages."""
    two = partial(papermill, layout, pages, benchmark.folder / "two", benchmark.failed, 2)
    return {TWO: two, OURS: partial(from_nothing, layout, arguments)}


def used_rows(used: Mapping[str, Sequence[Used]]) -> list[list[str]]:
    """A line for each tool; the last column says what it takes against this study, round by round."""
    rows = []
    for name, runs in used.items():
        times = [run.wall / own.wall for run, own in zip(runs, used[OURS], strict=False)]
        rows.append([
            name, middle([run.wall for run in runs], ".1f"),
            f"{median(run.processor for run in runs):.1f}", f"{max(run.peak for run in runs) / 1e6:,.0f}",
            "1" if name == OURS else middle(times),
        ])  # fmt: skip
    return rows


USED = ("", "on the clock s", "processor s", "peak MB", "times this study's clock")


# The parts


def eight(benchmark: Benchmark) -> str:
    """One notebook for eight places, from nothing."""
    layout = provinces.copied(benchmark.folder / "eight")
    arguments = [NOTEBOOK, "--place", *EIGHT]
    study_run(layout, arguments)
    pages, one_by_one = pages_of(layout), benchmark.folder / "one"
    first = partial(papermill, layout, pages, one_by_one, benchmark.failed, 1)
    tools = {ONE_BY_ONE: first, **shared(layout, pages, benchmark, arguments)}
    used = in_turns(NAMES["eight"], tools, dict.fromkeys(tools, benchmark.asked.rounds))
    return "\n\n".join([
        markdown(USED, used_rows(used)),
        f"The same outputs, byte for byte: {same_outputs(layout, one_by_one)} code cells. "
        f"{so_many_failed(benchmark)} {measured(benchmark.asked.rounds)}",
        "Targets: one by one 3.5 times, two at a time 1.8 times.",
    ])  # fmt: skip


def every_page(benchmark: Benchmark) -> str:
    """Every page of a study of all places, from nothing."""
    layout = benchmark.whole
    pages = pages_of(layout)
    tools = shared(layout, pages, benchmark, benchmark.everywhere(layout))
    used = in_turns(NAMES["all"], tools, benchmark.limits(tools))
    fewer = f" Rounds of papermill: {len(used[TWO])}." if len(used[TWO]) != len(used[OURS]) else ""
    return "\n\n".join([
        f"{len(pages)} pages of {size_of(layout)}:",
        markdown(USED, used_rows(used)),
        f"The same outputs, byte for byte: {same_outputs(layout, benchmark.folder / 'two')} code cells. "
        f"{so_many_failed(benchmark)} {measured(benchmark.asked.rounds)}{fewer}",
    ])  # fmt: skip


def changed(benchmark: Benchmark) -> str:
    """One new report, and more at a time: the time goes with the pages that they touch."""
    layout = benchmark.whole
    sizes, rounds = benchmark.asked.sizes, benchmark.asked.rounds
    seen: dict[int, list[tuple[int, Used]]] = {size: [] for size in (0, *sizes)}
    for turn in range(rounds):
        for size in seen:
            seen[size].append(with_new_reports(benchmark, layout, size))
            pages, used = seen[size][-1]
            tell(f"{NAMES['change']}, round {turn + 1}: {size} new, {pages} pages, {used.wall:.2f} s")
    idle = median(used.wall for _, used in seen[0])
    rows = [changed_row(size, runs, idle) for size, runs in seen.items()]
    head = ("new reports", "pages executed", "on the clock s", "processor s", "s for each page")
    return "\n\n".join([
        f"Added to {size_of(layout)}, each about another province:",
        markdown(head, rows),
        f"The last column leaves out what the run takes that finds every page current. {measured(rounds)}",
    ])  # fmt: skip


def changed_row(size: int, runs: Sequence[tuple[int, Used]], idle: float) -> list[str]:
    each = [(used.wall - idle) / pages for pages, used in runs if pages]
    return [
        str(size) if size else "none", middle([pages for pages, _ in runs], ".0f").partition(" ")[0],
        middle([used.wall for _, used in runs], ".1f"), f"{median(used.processor for _, used in runs):.1f}",
        middle(each) if size and each else "",
    ]  # fmt: skip


def with_new_reports(benchmark: Benchmark, layout: Layout, size: int) -> tuple[int, Used]:
    """The pages executed and what it took when so many reports are new; everything is put back afterwards."""
    kept, arguments = benchmark.folder / "kept", benchmark.everywhere(layout)
    shutil.copytree(layout.build, kept)
    old = [*provinces.national(), *provinces.provincial(layout, range(len(provinces.places_of(layout))))]
    count = len(provinces.places_of(layout))
    new = list(provinces.provincial(layout, range(count, count + size)))
    provinces.register(layout, [*old, *new])
    before = stamps(layout)
    used = study_run(layout, arguments, 0)
    pages = sum(before.get(name) != stamp for name, stamp in stamps(layout).items())
    provinces.register(layout, old)
    shutil.rmtree(layout.build)
    kept.rename(layout.build)
    return pages, used


def stamps(layout: Layout) -> dict[str, tuple[int, int]]:
    """Which file each page is: executed anew, it is another one."""
    found = {path.name: path.stat() for path in layout.pages.glob("*.ipynb")}
    return {name: (stat.st_ino, stat.st_mtime_ns) for name, stat in found.items()}


def nothing(benchmark: Benchmark) -> str:
    """Everything is up to date: what does it take to find out?"""
    layout, rounds = benchmark.whole, benchmark.asked.rounds
    jobs = jobs_of(layout)
    tools: dict[str, Callable[[], Used]] = {
        "python -c ''": partial(bare_python, layout),
        "study run": partial(study_run, layout, benchmark.everywhere(layout), 0),
    }
    missing = []
    for name in bookkeeping.TOOLS:
        tell(f"{NAMES['nothing']}: {name} is made ready")
        folder = benchmark.folder / name
        peer = bookkeeping.prepared(name, benchmark.asked.peers, folder, jobs, layout.root)
        if peer:
            tools[name] = partial(up_to_date, peer)
        else:
            missing.append(name)
    for tool in tools.values():
        tool()
    used = in_turns(NAMES["nothing"], tools, dict.fromkeys(tools, rounds))
    rows = [nothing_row(name, runs, used) for name, runs in used.items()]
    rows += [[name, "not installed", "", "", ""] for name in missing]
    head = ("", "on the clock s", "processor s", "times `python -c ''`", "times this study's clock")
    return "\n\n".join([
        f"{len(jobs)} pages of {size_of(layout)}, all up to date:",
        markdown(head, rows),
        f"{measured(rounds)} Target: five times `python -c ''`.",
    ])  # fmt: skip


def nothing_row(name: str, runs: Sequence[Used], used: Mapping[str, Sequence[Used]]) -> list[str]:
    """The line of a tool with its ratios, round by round."""
    ratios = [
        [run.wall / other.wall for run, other in zip(runs, used[against], strict=True)]
        for against in ("python -c ''", "study run")
    ]
    seconds = middle([run.wall for run in runs], ".3f")
    return [name, seconds, f"{median(run.processor for run in runs):.3f}", *(middle(r) for r in ratios)]


def bare_python(layout: Layout) -> Used:
    with Watch(0) as watch:
        subprocess.run([sys.executable, "-c", ""], cwd=layout.root, check=True)
    return watch.used


def up_to_date(peer: bookkeeping.Peer) -> Used:
    """What the tool takes; it must not make anything."""
    pages = peer.folder / "pages"
    before = {path: path.stat().st_mtime_ns for path in pages.iterdir()}
    with Watch(0) as watch:
        peer.run()
    if {path: path.stat().st_mtime_ns for path in pages.iterdir()} != before:
        raise SystemExit(f"{peer.name} made pages that were up to date")
    return watch.used


def jobs_of(layout: Layout) -> list[bookkeeping.Job]:
    """The pages of the last run with the fewest files that each can be made of.

    A page of a place: its own reports and the country's; of the country: all; of a report: its own.
    """
    places = {row["report_id"]: row["place"] for row in read_register_rows(layout.data / "reports.csv")}
    return [
        bookkeeping.Job(
            page.name, page.notebook, page.parameters,
            [*COMMON, f"notebooks/{page.notebook}.ipynb", *tables_of(layout, reports_of(page, places))],
        )
        for page in pages_of(layout)
    ]  # fmt: skip


COMMON = ("data/reports.csv", "data/places.csv", "data/measures.yml", "data/corrections.csv")


def reports_of(page: Page, places: Mapping[str, str]) -> list[str]:
    if "report_id" in page.parameters:
        return [page.parameters["report_id"]]
    place = page.parameters.get("place", COUNTRY)
    return [report for report, about in places.items() if place == COUNTRY or about in (place, COUNTRY)]


def tables_of(layout: Layout, reports: Sequence[str]) -> list[str]:
    paths = (
        layout.data / kind / f"{report}.csv"
        for kind in ("figures", "numbers", "statements")
        for report in reports
    )
    return [layout.relative(path) for path in paths if path.is_file()]


# What stands beside the tables


def size_of(layout: Layout) -> str:
    reports = read_register_rows(layout.data / "reports.csv")
    return f"{len(reports)} reports on {len({row['place'] for row in reports})} places"


def measured(rounds: int) -> str:
    several = f"Medians of {rounds} rounds (lowest to highest in brackets)" if rounds > 1 else "One round"
    return f"{several} on {machine()}."


def so_many_failed(benchmark: Benchmark) -> str:
    """How many runs of papermill failed so far; they are forgotten then."""
    failed = len(benchmark.failed)
    benchmark.failed.clear()
    return f"Runs of papermill that failed: {failed or 'none'}."


PARTS: Mapping[str, Callable[[Benchmark], str]] = {
    "eight": eight, "all": every_page, "change": changed, "nothing": nothing,
}  # fmt: skip

if __name__ == "__main__":
    main()
