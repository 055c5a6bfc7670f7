"""How fast the study's table is loaded, checked and asked, beside the build before it stood by column.

    .venv/bin/python benchmarks/table.py [--before REVISION] [--rounds N] [--parts PART ...] [--write]

The build before is checked out of git into a temporary folder. Both builds look at the same made-up data,
each measurement in a process of its own, taking turns; what they write of claims and agreement is compared.
With `--write` the tables in benchmarks/README.md are written anew.

`--parts` chooses among `builds`, `growth` (of this build) and `large`, which has a year of weekly reports of
3,321 communes. `--folder` names where the data are made and left for the next call; without it they are made
in a temporary folder.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from measuring import README, build_of, machine, markdown, middle, peak_of_this_process, write_table

# The peak of a process counts what its parent had when it began: the study is imported in children alone.
ROOT = README.parents[1]
NOW, BEFORE = "this build", "before"
PARTS = ("builds", "growth", "large")
REPORTS, LARGE, A_DAY = 4013, 172_000, 500
SIZES = (1000, 2000, 4000, 8000)
TRIED = 100
"""So many reports has the study in which it is seen what each step imports."""
KINDS = ("figures", "numbers", "statements")
DROPPED = "dropped"
MADE = ("verdicts.csv", "agreement.csv")

Run = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One thing to measure: what is done, and what is asked of it.

    Before, all is made of the study, or nothing (`fresh`); then the further reports may be put in (`more`).
    """

    name: str
    does: str
    asked: str = ""
    fresh: bool = False
    more: bool = False


STEPS = (
    Step("load, from nothing", "load", fresh=True),
    Step("check, from nothing", "check", "6 s, 8 times", fresh=True),
    Step("load, nothing changed", "load", "0.35 s, 20 times, 250 MB"),
    Step("load and look at each figure", "look"),
    Step("check, nothing changed", "check", "0.3 s"),
    Step("trace of a figure", "trace", "1 s"),
    Step("check, one report more", "check", "2 s", more=True),
    Step("diff against the run before", "diff", "1 s", more=True),
    Step("keep a run for the next diff", "remember", more=True),
    Step("inbox of one report", "inbox", "1 s"),
)
OF_LARGE = tuple(step for step in STEPS if step.does in ("load", "check"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--before", default="ded15b0", help="the revision of the build before")
    parser.add_argument("--rounds", type=int, default=5, help="the medians of so many rounds are shown")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS[:2], help="the tables to make")
    parser.add_argument("--reports", type=int, default=REPORTS, help="of the study in the part builds")
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES, help="of those in the part growth")
    parser.add_argument("--large", type=int, default=LARGE, help="reports of the study in the part large")
    parser.add_argument("--folder", type=Path, help="where the data are made and left")
    parser.add_argument("--write", action="store_true", help="write the tables into README.md")
    parser.add_argument("--run", choices=[*ANSWERS], help="answer one question of standard input, in JSON")
    arguments = parser.parse_args()
    if arguments.run:
        print(json.dumps(ANSWERS[arguments.run](json.load(sys.stdin))))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        made = {
            "builds": lambda: beside_before(folder, arguments.reports, arguments.before, arguments.rounds),
            "growth": lambda: growth(folder, arguments.sizes, arguments.rounds),
            "large": lambda: large(folder, arguments.large),
        }
        for part in arguments.parts:
            table = made[part]()
            print(table, end="\n\n", flush=True)
            if arguments.write:
                begin, end = (f"<!-- {word}: {part}, by table.py -->" for word in ("table", "end"))
                write_table(table, begin, end)


@dataclass(frozen=True)
class Build:
    """A build of the package: its name, its folder, and what each step imports in it."""

    name: str
    source: Path
    imports: dict[str, list[str]] = field(default_factory=dict)

    def ask(self, what: str, told: Mapping[str, Any]) -> Any:
        """What a process of the build answers."""
        environment = {**os.environ, "PYTHONPATH": str(self.source), "STUDY_TEXTS": told.get("texts", "")}
        done = subprocess.run([sys.executable, __file__, "--run", what], input=json.dumps(told),
                              capture_output=True, text=True, env=environment)  # fmt: skip
        if done.returncode:
            raise SystemExit(f"{self.name}, {what}: {done.stderr}")
        return json.loads(done.stdout)


# The data, and one build's view of it


@dataclass(frozen=True)
class Data:
    """Made-up data of so many reports, and the files of further ones, which can be put in and taken back."""

    folder: Path
    reports: int
    further: int

    @classmethod
    def of(cls, folder: Path, reports: int, further: int = 1) -> Data:
        """Those made by an earlier call, or made now."""
        data = cls(folder.resolve() / f"{reports}", reports, further)
        if not data.register.is_file():
            shutil.rmtree(data.folder, ignore_errors=True)
            told = {"folder": str(data.folder), "reports": reports, "further": further}
            Build(NOW, ROOT / "src").ask("make", told)
        data.back()
        return data

    @property
    def register(self) -> Path:
        """The register of the reports without the further ones; written last."""
        return self.folder / "reports.csv"

    @property
    def texts(self) -> Path:
        return self.folder / "texts"

    def more(self) -> None:
        """Put the further reports in."""
        for kind in KINDS:
            for path in (self.folder / "further" / kind).iterdir():
                shutil.copyfile(path, self.folder / "data" / kind / path.name)
        shutil.copyfile(self.folder / "further" / "reports.csv", self.folder / "data" / "reports.csv")

    def drop(self) -> None:
        """Put a text into the inbox."""
        inbox = self.folder / "data" / "inbox"
        inbox.mkdir(exist_ok=True)
        shutil.copyfile(self.folder / "further" / "text.txt", inbox / f"2025-10-01-{DROPPED}.txt")

    def back(self) -> None:
        """The data as they were made."""
        shutil.copyfile(self.register, self.folder / "data" / "reports.csv")
        for kind in KINDS:
            names = [path.name for path in (self.folder / "further" / kind).iterdir()]
            for name in (*names, f"{DROPPED}.csv"):
                (self.folder / "data" / kind / name).unlink(missing_ok=True)
        (self.texts / f"{DROPPED}.txt").unlink(missing_ok=True)
        shutil.rmtree(self.folder / "data" / "inbox", ignore_errors=True)


class View:
    """One build's study on the data: everything that it makes has a folder of its own."""

    def __init__(self, build: Build, data: Data) -> None:
        self.build, self.data = build, data
        self.root = data.folder / build.name.replace(" ", "-")
        self.made, self.kept = self.root / "build", self.root / "kept"
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir()
        for name in ("data", "notebooks"):
            (self.root / name).symlink_to(data.folder / name)

    def measure(self, step: Step) -> Run:
        """Seconds, and the largest memory, of the step; what it made stays until the next one."""
        self._prepare(step)
        run: Run = self.build.ask(step.does, self._told | {"modules": self.build.imports.get(step.name)})
        run["made"] = self._made()
        if step.does == "check" and step.fresh:
            shutil.rmtree(self.kept, ignore_errors=True)
            self.made.rename(self.kept)
        self.data.back()
        return run

    @property
    def _told(self) -> dict[str, Any]:
        figure = (self.data.folder / "further" / "figure").read_text(encoding="utf-8")
        return {"root": str(self.root), "texts": str(self.data.texts), "figure": figure, "modules": []}

    def _prepare(self, step: Step) -> None:
        shutil.rmtree(self.made, ignore_errors=True)
        if not step.fresh:
            # Links, for it is known of files, not of their copies, what was written into them.
            shutil.copytree(self.kept, self.made, copy_function=os.link)
            if self.build.name == NOW:  # a link more is a change, too: the tables are written once again
                self.build.ask("check", self._told)
        if step.does in ("diff", "remember"):
            self._have_run()
        if step.more:
            self.data.more()
        if step.does == "diff":
            self._run()
        if step.does == "inbox":
            self.data.drop()

    def _have_run(self) -> None:
        """Some runs, each with a change and a look at it: a study that grows has them behind it."""
        for put in (self.data.back, self.data.more, self.data.back):
            put()
            self._run()
            if self.build.name == NOW and (self.made / "runs" / "before").is_dir():
                self.build.ask("diff", self._told)

    def _run(self) -> None:
        """What a run keeps, and the check before it, if anything is kept of that."""
        if self.build.name == NOW:
            self.build.ask("check", self._told)
        self.build.ask("remember", self._told)

    def _made(self) -> str:
        """A hash of the verdicts and of the agreement."""
        paths = [self.made / name for name in MADE]
        return hashlib.sha256(b"".join(path.read_bytes() for path in paths if path.is_file())).hexdigest()


def make(told: Mapping[str, Any]) -> None:
    """The data of so many reports: those of `provinces`, then specimens told of provinces in turn."""
    import provinces

    from analysis.files import csv_text
    from analysis.table import vocabulary as v

    folder, first = Path(told["folder"]), told["reports"]
    layout = provinces.of_every_province(folder)
    lines = provinces.read_rows(layout.data / "reports.csv", v.REPORT_COLUMNS)
    codes, national = provinces.places_of(layout), len(provinces.specimens(of_country=True))
    moulds = [Mould.of(case) for case in provinces.specimens(of_country=False)]
    (folder / "texts" / "of").mkdir(parents=True)
    for mould in moulds:
        mould.text_in(folder).write_text(mould.text, encoding="utf-8")
    for case in provinces.specimens(of_country=True):
        Path(folder, "texts", f"{case.name}.txt").write_text(case.text, encoding="utf-8")
    for kind in KINDS:
        (folder / "further" / kind).mkdir(parents=True)
    for number in range(first - national + told["further"]):
        code, mould = codes[number % len(codes)], moulds[number % len(moulds)]
        report_id = f"r{number}-{code[3:].lower()}"
        os.link(mould.text_in(folder), folder / "texts" / f"{report_id}.txt")
        if number >= len(codes):
            lines.append({name: mould.told(text, report_id, code) for name, text in mould.line.items()})
            into = layout.data if number < first - national else folder / "further"
            for kind, text in mould.tables.items():
                with (into / kind / f"{report_id}.csv").open("w", encoding="utf-8", newline="") as file:
                    file.write(mould.told(text, report_id, code))
    for path, some in ((folder / "further" / "reports.csv", lines), (folder / "reports.csv", lines[:first])):
        path.write_text(csv_text(v.REPORT_COLUMNS, some), encoding="utf-8")
    (folder / "further" / "text.txt").write_text(f"{moulds[0].text}\n\n(2)\n", encoding="utf-8")
    table = (layout.data / "figures" / f"{lines[first // 2]['report_id']}.csv").read_text(encoding="utf-8")
    (folder / "further" / "figure").write_text(table.splitlines()[1].partition(",")[0], encoding="utf-8")
    shutil.rmtree(layout.build, ignore_errors=True)


@dataclass(frozen=True)
class Mould:
    """A specimen as a report, with words in the place of its id and of its province."""

    name: str
    text: str
    line: Mapping[str, str]
    tables: Mapping[str, str]

    ID, PLACE = "id-of-the-report", "VN-PLACE"

    @classmethod
    def of(cls, case: Any) -> Mould:
        import provinces

        from analysis.files import csv_text
        from analysis.table import vocabulary as v

        report = provinces.arrived(case, cls.ID, cls.PLACE)
        columns = dict(zip(KINDS, (v.FIGURE_COLUMNS, v.NUMBER_COLUMNS, v.STATEMENT_COLUMNS), strict=True))
        tables = {kind: csv_text(columns[kind], getattr(report, kind)) for kind in KINDS}
        return cls(case.name, case.text, report.register, tables)

    def text_in(self, folder: Path) -> Path:
        return folder / "texts" / "of" / f"{self.name}.txt"

    def told(self, text: str, report_id: str, place: str) -> str:
        return text.replace(self.ID, report_id).replace(self.PLACE, place)


# What is measured, in a process of its own


def loaded(layout: Any, told: Mapping[str, Any]) -> Callable[[], object]:
    from analysis.table.study import load

    return lambda: load(layout.data)


def looked(layout: Any, told: Mapping[str, Any]) -> Callable[[], object]:
    from analysis.table.study import load

    return lambda: sum(figure.end for figure in load(layout.data).figures)


def checked(layout: Any, told: Mapping[str, Any]) -> Callable[[], object]:
    try:
        from analysis.checking import check
    except ModuleNotFoundError:
        from analysis.pages.check import check  # type: ignore[import-not-found, no-redef]
    return lambda: check(layout, Path(told["texts"]))


def traced(layout: Any, told: Mapping[str, Any]) -> Callable[[], object]:
    try:
        from analysis.tracing import trace
    except ModuleNotFoundError:
        from analysis.pages.trace import trace  # type: ignore[import-not-found, no-redef]
    return lambda: trace(told["figure"], layout)


def differing(layout: Any, told: Mapping[str, Any]) -> Callable[[], object]:
    from analysis.pages import changes, diff

    try:
        from analysis.pages.telling import markdown
    except ModuleNotFoundError:
        markdown = changes.markdown
    made = getattr(diff, "made_said", None) or diff.made_results
    states = (lambda: diff.run_before(layout)), (lambda: diff.state_of(layout, made(layout)))
    return lambda: markdown(changes.changes(*(state() for state in states)), "")


def remembered(layout: Any, told: Mapping[str, Any]) -> Callable[[], object]:
    from analysis.pages.diff import remember

    return lambda: remember(layout)


def taken_in(layout: Any, told: Mapping[str, Any]) -> Callable[[], object]:
    from analysis.inbox import Fate, Inbox

    def emptied() -> None:
        (answer,) = Inbox(layout.data).empty(lambda one: None)
        if answer.fate is not Fate.TAKEN:
            raise SystemExit(answer.told)

    return emptied


def measured(prepare: Callable[[Any, Mapping[str, Any]], Callable[[], object]]) -> Callable[[Any], Run]:
    """Seconds of the step, of the processor for its imports, and the process's largest memory in MB."""

    def told_of(told: Any) -> Run:
        began = time.process_time()
        for name in told["modules"] or ():
            # Some give themselves names that cannot be imported.
            with suppress(Exception):
                importlib.import_module(name)
        from analysis.pages.layout import Layout

        step = prepare(Layout(Path(told["root"])), told)
        clock, busy = time.perf_counter(), time.process_time()
        kept = step()  # what comes back is thrown away after the clock has stopped
        run = {
            "clock": time.perf_counter() - clock, "processor": time.process_time() - busy,
            "imports": busy - began, "peak": peak_of_this_process() / 1e6,
        }  # fmt: skip
        del kept
        return run | ({"modules": list(sys.modules)} if told["modules"] is None else {})

    return told_of


def columns(told: Any) -> list[Sequence[str]]:
    """The columns of the data files, as the build knows them."""
    from analysis.table import vocabulary as v

    return [v.REPORT_COLUMNS, v.FIGURE_COLUMNS, v.NUMBER_COLUMNS, v.STATEMENT_COLUMNS]


ANSWERS: Mapping[str, Callable[[Any], Any]] = {
    "make": make, "columns": columns,
    **{name: measured(prepare) for name, prepare in {
        "load": loaded, "look": looked, "check": checked, "trace": traced, "diff": differing,
        "remember": remembered, "inbox": taken_in,
    }.items()},
}  # fmt: skip


# The tables


def prepared(build: Build, folder: Path) -> Build:
    """The build with what each step imports, seen in a small study."""
    view = View(build, Data.of(folder, TRIED))
    for step in STEPS:
        build.imports[step.name] = view.measure(step)["modules"]
    return build


def beside_before(folder: Path, reports: int, revision: str, rounds: int) -> str:
    """One line for each step: both builds on the same data."""
    with tempfile.TemporaryDirectory() as there:
        sources = {NOW: ROOT / "src", BEFORE: build_of(revision, Path(there))}
        builds = [prepared(Build(name, source), folder) for name, source in sources.items()]
        if builds[0].ask("columns", {}) != builds[1].ask("columns", {}):
            raise SystemExit(f"the data files of {revision} have other columns")
        data = Data.of(folder, reports)
        views = [View(build, data) for build in builds]
        runs: dict[str, dict[str, list[Run]]] = {step.name: {NOW: [], BEFORE: []} for step in STEPS}
        for number in range(rounds):
            for step in STEPS:
                for view in views if number % 2 else reversed(views):
                    runs[step.name][view.build.name].append(view.measure(step))
                    _tell(step, view, runs[step.name][view.build.name][-1])
    head = [
        f"{reports:,} reports", "asked", "s", "s before", "times as fast", "processor s",
        "processor s before", "MB", "MB before", "imports s", "imports s before",
    ]  # fmt: skip
    rows = [[step.name, step.asked, *_columns_of(runs[step.name])] for step in STEPS]
    return "\n\n".join((markdown(head, rows), _same(runs), _rounds(rounds)))


def _columns_of(runs: Mapping[str, Sequence[Run]]) -> Iterator[str]:
    now, before = runs[NOW], runs[BEFORE]
    for name, form in (("clock", ".2f"), ("processor", ".2f"), ("peak", ".0f"), ("imports", ".2f")):
        for some in (now, before):
            values = [run[name] for run in some]
            yield middle(values, form) if name == "clock" else f"{median(values):{form}}"
        if name == "clock":
            ratios = [one["clock"] / other["clock"] for one, other in zip(before, now, strict=True)]
            yield f"{median(ratios):.1f}"


def _same(runs: Mapping[str, Mapping[str, Sequence[Run]]]) -> str:
    """Whether both builds write the same of claims and agreement, with and without the further report."""
    steps = [step.name for step in STEPS if step.does == "check"]
    alike = all(len({run["made"] for some in runs[name].values() for run in some}) == 1 for name in steps)
    how = "the same, byte for byte" if alike else "NOT the same"
    return f"{' and '.join(MADE)} of both builds are {how}."


def _tell(step: Step, view: View, run: Run) -> None:
    said = f"{run['clock']:8.2f} s  {run['processor']:8.2f} s busy  {run['peak']:6.0f} MB"
    print(f"{view.data.reports:7,} {view.build.name:10} {step.name:30} {said}", file=sys.stderr, flush=True)


def _rounds(number: int) -> str:
    rounds = f"Medians of {number} rounds (lowest to highest in brackets)" if number > 1 else "One round"
    return f"{rounds} on {machine()}, shared with others."


def growth(folder: Path, sizes: Sequence[int], rounds: int) -> str:
    """One line for each step: processor seconds of this build by the number of reports."""
    build = prepared(Build(NOW, ROOT / "src"), folder)
    views = [View(build, Data.of(folder, reports)) for reports in sizes]
    runs: dict[str, list[list[float]]] = {step.name: [[] for _ in sizes] for step in STEPS}
    for _ in range(rounds):
        for step in STEPS:
            for view, found in zip(views, runs[step.name], strict=True):
                found.append((run := view.measure(step))["processor"])
                _tell(step, view, run)
    rows = []
    for name, by_size in runs.items():
        grown = [[more / less for less, more in zip(*two, strict=True)] for two in pairwise(by_size)]
        seconds = [f"{median(found):.2f}" for found in by_size]
        rows.append([name, *seconds, *(f"{median(each):.2f}" for each in grown)])
    head = [
        "processor s", *(f"{reports:,} reports" for reports in sizes),
        *(f"from {small:,} to {large:,}" for small, large in pairwise(sizes)),
    ]  # fmt: skip
    asked = "Asked: at most 2.1 times for twice the reports."
    return "\n\n".join((markdown(head, rows), f"{asked} {_rounds(rounds)}"))


def large(folder: Path, reports: int) -> str:
    """One line for each step on a study of a year, and of a day more."""
    build = prepared(Build(NOW, ROOT / "src"), folder)
    began = time.perf_counter()
    view = View(build, data := Data.of(folder, reports, A_DAY))
    making = time.perf_counter() - began
    rows = []
    for step in OF_LARGE:
        run = view.measure(step)
        _tell(step, view, run)
        name = step.name.replace("one report", f"{A_DAY} reports")
        seconds = (f"{run[each]:,.1f}" for each in ("clock", "processor"))
        rows.append([name, *seconds, f"{run['peak'] / 1e3:.2f}"])
    figures = sum(_rows_in(path) for path in (data.folder / "data" / "figures").iterdir())
    head = [f"{reports:,} reports, {figures:,} figures", "s", "processor s", "GB"]
    told = f"Making the data took {making:.0f} s. " if making > 1 else ""
    return "\n\n".join((markdown(head, rows), f"{told}Asked: 4 GB at most. {_rounds(1)}"))


def _rows_in(path: Path) -> int:
    return path.read_bytes().count(b"\n") - 1


if __name__ == "__main__":
    main()
