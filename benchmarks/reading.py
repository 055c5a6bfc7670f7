"""How fast and how rightly the reader reads, beside the build before it was learned, and what it stands.

    .venv/bin/python benchmarks/reading.py [--before REVISION] [--rounds N] [--parts PART ...] [--write]

The build before is taken from git into a temporary folder. Each measurement runs in a process of its own, and
the two builds take turns. With `--write` the tables in benchmarks/README.md are written anew.

Other readers of numbers are compared with `--peers PYTHON`. They stay out of the lock, in an environment
that is made once:

    python3 -m venv peers
    peers/bin/pip install recognizers-text-suite==1.0.2a2 quantulum3==0.10.0 "emoji<2" "setuptools<81"
    .venv/bin/python benchmarks/reading.py --parts peers --peers peers/bin/python
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from measuring import README, build_of, machine, markdown, middle, peak_of_this_process, write_table

# The peers' environment knows nothing of the study: whatever is of the study is imported where it is used.
ROOT = README.parents[1]
BUILDS = ("this reader", "before")
PARTS = ("builds", "stress", "memory", "peers")
FIELDS = (
    "unit", "qualifier", "measure", "role", "place", "locality", "period", "relation", "holder", "breakdown",
    "per",
)  # fmt: skip
LEAST = 200_000
"""So many bytes are read in one measurement of speed."""
PATIENCE = 1800
"""What takes longer, in seconds on the clock, is given up."""
SHARED = ("fr", "es", "en")
PEERS = {"recognizers-text": SHARED, "quantulum3": ("en",), "bare digit scan": SHARED}

Case = dict[str, Any]
Value = tuple[int, int, float]
"""Where a tool sees a number, and its value."""


@dataclass(frozen=True)
class Build:
    """A reader to be measured: its name, and the folder of its package."""

    name: str
    source: Path

    def ask(self, what: str, told: object) -> Any:
        """What a process of the build answers; None where it takes too long."""
        return answer(sys.executable, what, told, {"PYTHONPATH": str(self.source)})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--before", default="730e6fd", help="the revision of the build before")
    parser.add_argument("--rounds", type=int, default=5, help="the medians of so many rounds are shown")
    parser.add_argument("--reports", type=int, default=100_000, help="reports read for the memory")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS[:3], help="the tables to make")
    parser.add_argument("--peers", default=sys.executable, help="the Python of the peers' environment")
    parser.add_argument("--write", action="store_true", help="write the tables into README.md")
    parser.add_argument("--run", choices=[*ANSWERS], help="answer one question of standard input, in JSON")
    arguments = parser.parse_args()
    if arguments.run:
        print(json.dumps(ANSWERS[arguments.run](json.load(sys.stdin))))
        return
    with tempfile.TemporaryDirectory() as folder:
        builds = (
            Build(BUILDS[0], ROOT / "src"),
            Build(BUILDS[1], build_of(arguments.before, Path(folder))),
        )
        made = {
            "builds": lambda: beside_before(builds, arguments.rounds),
            "stress": lambda: stress_table(builds),
            "memory": lambda: memory_line(builds, arguments.reports),
            "peers": lambda: beside_peers(arguments.peers, arguments.rounds),
        }
        for part in arguments.parts:
            table = made[part]()
            print(table, end="\n\n", flush=True)
            if arguments.write:
                write_table(table, f"<!-- table: {part}, by reading.py -->", f"<!-- end: {part} -->")


def answer(python: str, what: str, told: object, environment: Mapping[str, str] | None = None) -> Any:
    """What another process answers; None where it takes too long, or where it lacks the tool."""
    try:
        done = subprocess.run(
            [python, __file__, "--run", what], input=json.dumps(told), capture_output=True, text=True,
            timeout=PATIENCE, env={**os.environ, **(environment or {})},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    if done.returncode and "ModuleNotFoundError" in done.stderr:
        return None
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


# The texts


def specimens() -> list[Case]:
    """The specimens, with what is to be found in them."""
    sys.path.insert(0, str(ROOT / "tests"))
    import corpus  # type: ignore[import-not-found]

    found = []
    for each in corpus.specimens():
        numbers = corpus.rows_of(corpus.SPECIMENS / f"{each.name}.numbers.csv")
        located = list(corpus.located(each.text, numbers, each.name))
        found.append(_case(each.name, each, each.text, each.figures, located))
    return found


def transcribed() -> list[Case]:
    """The transcribed reports whose texts are at hand."""
    sys.path.insert(0, str(ROOT / "tests"))
    from analysis.files import DATA
    from analysis.reading.report import read_text
    from analysis.table.catalogue import read_places
    from analysis.table.register import read_register
    from corpus import rows_of

    found = []
    for name, report in read_register(DATA / "reports.csv", read_places()).items():
        text = read_text(name)
        if text is not None:
            figures, numbers = (rows_of(DATA / kind / f"{name}.csv") for kind in ("figures", "numbers"))
            found.append(_case(name, report, text.content, figures, numbers))
    return found


def _case(name: str, of: Any, text: str, figures: Sequence[Any], numbers: Sequence[Any]) -> Case:
    from analysis.reading.sentences import spans_of_sentences
    from analysis.table.catalogue import read_measures

    known = read_measures()
    rows = [
        {**row, "unit": known[row["measure"]].unit if row["measure"] in known else row["unit"]}
        for row in figures
    ]
    return {
        "name": name, "language": of.language, "published": of.published, "place": of.place, "text": text,
        "sentences": [span[:2] for span in spans_of_sentences(text)], "figures": rows,
        "numbers": [(int(row["start"]), int(row["end"])) for row in numbers],
    }  # fmt: skip


def _bytes(cases: Sequence[Case]) -> int:
    return sum(len(case["text"].encode()) for case in cases)


# Both builds on the same texts


def beside_before(builds: Sequence[Build], rounds: int) -> str:
    """Speed, and the share of each field that is right."""
    fast, right = [], []
    for texts, cases in (("specimens", specimens()), ("transcribed reports", transcribed())):
        if not cases:
            continue
        told = {"cases": cases, "times": max(1, round(LEAST / _bytes(cases)))}
        runs: dict[str, list[Any]] = {build.name: [] for build in builds}
        for number in range(rounds):
            for build in builds if number % 2 else reversed(builds):
                runs[build.name].append(build.ask("read", told))
        for build in builds:
            fast.append([f"{texts}, {build.name}", *speed(runs, build.name, cases, told["times"])])
            right.append([f"{texts}, {build.name}", *accuracy(cases, runs[build.name][0]["rows"])])
    head = ["texts, build", "MB/s", "figures/s", "times the build before", "twice the work takes"]
    names = ["texts, build", "found", "figures that are none", *FIELDS, "all of these"]
    return "\n\n".join((
        markdown(head, fast), markdown(names, right),
        f"{_rounds(rounds)} (lowest to highest in brackets) on {machine()}, shared with others; "
        "seconds are those of the processor. Fields in per cent of the figures found.",
    ))  # fmt: skip


def speed(runs: Mapping[str, Sequence[Any]], name: str, cases: Sequence[Case], times: int) -> Iterator[str]:
    """The columns of one build."""
    seconds = [run["once"] for run in runs[name]]
    size, figures = _bytes(cases) * times, sum(map(len, runs[name][0]["rows"])) * times
    yield middle([size / each / 1e6 for each in seconds])
    yield middle([figures / each for each in seconds], ",.0f")
    yield middle([run["once"] / base["once"] for run, base in zip(runs[name], runs[BUILDS[1]], strict=True)])
    yield middle([run["twice"] / run["once"] for run in runs[name]])


def accuracy(cases: Sequence[Case], told: Sequence[Sequence[Any]]) -> Iterator[str]:
    """How many figures are found, how many are none, and of how many each field is right."""
    pairs = [pair for case, rows in zip(cases, told, strict=True) for pair in _paired(case["figures"], rows)]
    expected, found = sum(len(case["figures"]) for case in cases), sum(map(len, told))
    yield f"{len(pairs)} of {expected}"
    yield str(found - len(pairs))
    for field in FIELDS:
        yield _percent([_field(field, gold) == _field(field, row) for gold, row in pairs])
    yield _percent(
        [all(_field(field, gold) == _field(field, row) for field in FIELDS) for gold, row in pairs]
    )


def _percent(right: Sequence[bool]) -> str:
    return f"{100 * sum(right) / len(right):.1f}" if right else ""


def _paired(expected: Sequence[Any], rows: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Expected and found figures at one place and with one value, each once, the most alike first."""
    left, pairs = list(rows), []
    for gold in expected:
        same = [row for row in left if _overlap(gold, row) and float(row["value"]) == float(gold["value"])]
        if same:
            best = max(
                same, key=lambda row: sum(_field(field, gold) == _field(field, row) for field in FIELDS)
            )
            left.remove(best)
            pairs.append((gold, best))
    return pairs


def _overlap(one: Mapping[str, str], two: Mapping[str, str]) -> bool:
    return int(one["start"]) < int(two["end"]) and int(two["start"]) < int(one["end"])


def _field(name: str, row: Mapping[str, str]) -> tuple[str, ...]:
    columns = {"period": ("period_start", "period_end"), "relation": ("relation", "related")}.get(
        name, (name,)
    )
    return tuple((row.get(column) or "").casefold() for column in columns)


def read_all(told: Any) -> dict[str, Any]:
    """The figures of each case, and the processor seconds for all of them once and twice."""
    from analysis.reading.reader import read

    def rows(case: Case) -> list[dict[str, str]]:
        given = {name: case[name] for name in ("language", "published", "place")}
        return read(case["text"], report_id=case["name"], **given).figures

    def seconds(times: int) -> float:
        before = time.process_time()
        for _ in range(times):
            for case in told["cases"]:
                rows(case)
        return time.process_time() - before

    found = [rows(case) for case in told["cases"]]
    return {"rows": found, "once": seconds(told["times"]), "twice": seconds(2 * told["times"])}


def _rounds(number: int) -> str:
    return f"Medians of {number} rounds" if number > 1 else "One round"


# Texts that no report is like


def one_line(size: int) -> str:
    """A text without a line end, with about as many figures for its length as a report from the press."""
    texts = [" ".join(case["text"].split()) for case in specimens() if case["language"] == "en"]
    line = " ".join(text if number % 7 == 0 else re.sub(r"\d", "", text)
                    for number in range(7) for text in texts)  # fmt: skip
    return (f"{line} " * (size // len(line) + 1))[:size]


def one_sentence(size: int) -> str:
    """A sentence that does not end."""
    part = (
        "the commune of Tan Loc received 1,234 files and settled 97.4 % of them on time, with 12 officials, "
        "while the ward sent 56 others to the province in July, "
    )
    return (part * (size // len(part) + 1))[:size] + "."


def only_numbers(size: int) -> str:
    """A sentence of so many numbers."""
    return " ".join(str(1000 + number % 9000) for number in range(size)) + " files."


STRESS: Mapping[str, tuple[Callable[[int], str], int]] = {
    "10 MB in one line": (one_line, 10_000_000),
    "224,000 characters in one sentence": (one_sentence, 224_000),
    "100,000 numbers in one sentence": (only_numbers, 100_000),
}


def stress_table(builds: Sequence[Build]) -> str:
    """One line for each text: seconds of both builds, and how they grow when the text doubles."""
    rows = []
    for name, (made, size) in STRESS.items():
        row = [name]
        for build in builds:
            half, whole = (build.ask("stress", made(length)) for length in (size // 2, size))
            row += [
                f"{whole:.1f}" if whole else f"more than {PATIENCE}",
                f"{whole / half:.2f}" if whole and half else "",
            ]
        rows.append(row)
    head = ["text", *(f"{build.name}{column}" for build in builds for column in (" s", ", times half of it"))]
    return f"{markdown(head, rows)}\n\nOne run each; seconds are those of the processor."


def stress(text: str) -> float:
    """Processor seconds for one text, after the tables were loaded."""
    from analysis.reading.reader import read

    read("The country has 34 provinces.", language="en")
    before = time.process_time()
    read(text, language="en", published="2025-10")
    return time.process_time() - before


def memory_line(builds: Sequence[Build], reports: int) -> str:
    """What reading many small reports takes, from files to files."""
    texts = [case["text"][:300].rpartition(" ")[0] for case in specimens()]
    told = [(build.name, build.ask("memory", {"texts": texts, "reports": reports})) for build in builds]
    said = [f"{name} {used['peak']:.0f} MB at most and {used['seconds']:.0f} s" if used
            else f"{name} more than {PATIENCE} s" for name, used in told]  # fmt: skip
    what = f"{reports:,} small reports (the first 300 characters of specimens)"
    return f"{what}, from files to files: {'; '.join(said)}."


def memory(told: Any) -> dict[str, float]:
    """The peak in MB, and the seconds, of a process that reads so many reports."""
    from analysis.reading.batch import plan, run
    from analysis.reading.whole import Hints

    with tempfile.TemporaryDirectory() as folder:
        for number in range(told["reports"]):
            path = Path(folder, "texts", str(number // 1000), f"r{number}.txt")
            path.parent.mkdir(parents=True, exist_ok=True)
            text = told["texts"][number % len(told["texts"])]
            path.write_text(f"{number} \n\n{text}", encoding="utf-8")
        before = time.process_time()
        run(plan([Path(folder, "texts")], Path(folder, "read")), Hints())
        seconds = time.process_time() - before
    return {"peak": peak_of_this_process() / 1e6, "seconds": seconds}


# Other readers of numbers


def beside_peers(peers: str, rounds: int) -> str:
    """One line for each tool; each takes turns with the reader on the same texts."""
    rows = []
    for texts, cases in (("specimens", specimens()), ("transcribed reports", transcribed())):
        for tool, languages in {"this reader": SHARED, **PEERS}.items():
            known = [case for case in cases if case["language"] in languages]
            if known:
                rows.append(
                    [f"{texts}, {tool}", " ".join(languages), *peer_columns(tool, known, peers, rounds)]
                )
    head = [
        "texts, tool",
        "languages",
        "bytes/s",
        "figures right",
        "others taken for figures",
        "times this reader",
    ]
    return f"{markdown(head, rows)}\n\n{_rounds(rounds)} on {machine()}, shared with others."


def peer_columns(tool: str, cases: Sequence[Case], peers: str, rounds: int) -> list[str]:
    """Speed and what is right of one tool."""
    python = peers if tool in ("recognizers-text", "quantulum3") else sys.executable
    source = {"PYTHONPATH": str(ROOT / "src")}
    pairs = [(answer(python, tool, cases, source), answer(sys.executable, "this reader", cases, source))
             for _ in range(rounds)]  # fmt: skip
    runs = [(run, own) for run, own in pairs if run and own]
    if not runs:
        return ["not installed", "", "", ""]
    values = runs[0][0]["values"]
    figures, numbers = (sum(len(case[name]) for case in cases) for name in ("figures", "numbers"))
    return [
        f"{_bytes(cases) / median(run['seconds'] for run, _ in runs):,.0f}",
        f"{_right(cases, values)} of {figures}", f"{_taken(cases, values)} of {numbers}",
        f"{median(run['seconds'] / own['seconds'] for run, own in runs):,.3g}",
    ]  # fmt: skip


def _right(cases: Sequence[Case], seen: Sequence[Sequence[Value]]) -> int:
    """Expected figures at whose place the tool sees their value."""
    return sum(
        any(int(row["start"]) < end and start < int(row["end"]) and _alike(float(row["value"]), number)
            for start, end, number in values)
        for case, values in zip(cases, seen, strict=True)
        for row in case["figures"]
    )  # fmt: skip


def _alike(expected: float, number: float) -> bool:
    return abs(expected - number) <= 1e-9 * abs(expected)


def _taken(cases: Sequence[Case], seen: Sequence[Sequence[Value]]) -> int:
    """Dates, references and the like at whose place the tool sees a number."""
    return sum(
        any(start < b and a < end for a, b, _ in values)
        for case, values in zip(cases, seen, strict=True)
        for start, end in case["numbers"]
    )


def measured(tool: Callable[[], Callable[[Case], list[Value]]]) -> Callable[[Any], dict[str, Any]]:
    """Processor seconds of a tool for all cases after a first pass, and what it sees in each."""

    def told(cases: Any) -> dict[str, Any]:
        warnings.simplefilter("ignore")
        seen = tool()
        for case in cases:
            seen(case)
        before = time.process_time()
        values = [seen(case) for case in cases]
        return {"seconds": time.process_time() - before, "values": values}

    return told


def this_reader() -> Callable[[Case], list[Value]]:
    """The whole reading, with the language found and every column filled."""
    from analysis.reading.reader import read

    def seen(case: Case) -> list[Value]:
        rows = read(case["text"], published=case["published"], place=case["place"]).figures
        return [(int(row["start"]), int(row["end"]), float(row["value"])) for row in rows]

    return seen


def bare_scan() -> Callable[[Case], list[Value]]:
    """The limit: every run of digits, marks left out, and nothing else."""
    digits = re.compile(r"\d+(?:[., \u00a0\u202f]\d{3})*")
    return lambda case: [
        (*found.span(), float(re.sub(r"\D", "", found[0]))) for found in digits.finditer(case["text"])
    ]


def recognizers() -> Callable[[Case], list[Value]]:
    """Its models of numbers and of percentages, sentence by sentence."""
    from recognizers_number import Culture, recognize_number, recognize_percentage  # type: ignore[import-not-found]

    cultures = {"fr": Culture.French, "es": Culture.Spanish, "en": Culture.English}

    def seen(case: Case) -> list[Value]:
        return [
            (start + each.start, start + each.end + 1, number)
            for start, end in case["sentences"]
            for model in (recognize_number, recognize_percentage)
            for each in model(case["text"][start:end], cultures[case["language"]])
            if (number := _number((each.resolution or {}).get("value"))) is not None
        ]

    return seen


def quantulum() -> Callable[[Case], list[Value]]:
    """Its quantities, sentence by sentence."""
    from quantulum3 import parser  # type: ignore[import-not-found]

    def seen(case: Case) -> list[Value]:
        return [
            (start + each.span[0], start + each.span[1], float(each.value))
            for start, end in case["sentences"]
            for each in parser.parse(case["text"][start:end])
        ]

    return seen


def _number(printed: str | None) -> float | None:
    """The value in a resolution, which is printed as its culture prints it."""
    try:
        return float((printed or "").rstrip("%").replace(",", "."))
    except ValueError:
        return None


ANSWERS: Mapping[str, Callable[[Any], Any]] = {
    "read": read_all, "stress": stress, "memory": memory, "this reader": measured(this_reader),
    "bare digit scan": measured(bare_scan), "recognizers-text": measured(recognizers),
    "quantulum3": measured(quantulum),
}  # fmt: skip


if __name__ == "__main__":
    main()
