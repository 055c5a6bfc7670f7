"""How fast the reader reads, beside its peers, and how many numbers each gets right.

    .venv/bin/python benchmarks/reading.py [--peers PYTHON] [--repeat N] [--reports N]

The peers stay out of the lock. They live in an environment of their own, made once:

    python3 -m venv peers
    peers/bin/pip install recognizers-text-suite==1.0.2a2 quantulum3==0.10.0 "emoji<2" "setuptools<81"
    .venv/bin/python benchmarks/reading.py --peers peers/bin/python

A peer that is not installed is left out, and the table says so. Each measurement runs in a process of
its own; the tables in benchmarks/README.md are written anew.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from measuring import README, machine, peak_of_this_process, write_table

# The peers' environment knows nothing of the study: whatever is of the study is imported where it is used.
BEGIN, END = "<!-- table: written by reading.py -->", "<!-- end of the reading table -->"
READER, SCAN, RECOGNIZERS, QUANTULUM = "this reader", "bare digit scan", "recognizers-text", "quantulum3"
SHARED = ("fr", "es", "en")
SPOKEN = {READER: SHARED, RECOGNIZERS: SHARED, QUANTULUM: ("en",), SCAN: SHARED}
LEAST = 1_000_000
"""So many bytes are read in one measurement of the reader on its own."""

Case = dict[str, Any]
Value = tuple[int, int, float]
"""Where a tool sees a number, and its value."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--peers", default=sys.executable, help="the Python of the peers' environment")
    parser.add_argument("--repeat", type=int, default=5, help="the medians of so many runs are shown")
    parser.add_argument("--reports", type=int, default=100_000, help="reports read for the memory")
    parser.add_argument("--run", choices=[*TOOLS, "memory"], help="measure once in this process, print JSON")
    arguments = parser.parse_args()
    if arguments.run == "memory":
        print(json.dumps(memory(arguments.reports)))
    elif arguments.run:
        print(json.dumps(measure(TOOLS[arguments.run], json.load(sys.stdin))))
    else:
        table = tables(arguments.peers, arguments.repeat, arguments.reports)
        print(table)
        write_table(table, BEGIN, END)


def measure(tool: Callable[[], Callable[[Case], list[Value]]], cases: Sequence[Case]) -> dict[str, Any]:
    """Processor seconds for all texts, and what was seen in each, after a first pass that warms up."""
    warnings.simplefilter("ignore")
    seen = tool()
    for case in {case["text"]: case for case in cases}.values():
        seen(case)
    before = time.process_time()
    values = [seen(case) for case in cases]
    return {"seconds": time.process_time() - before, "values": values}


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


TOOLS = {READER: this_reader, RECOGNIZERS: recognizers, QUANTULUM: quantulum, SCAN: bare_scan}


def _number(printed: str | None) -> float | None:
    """The value in a resolution, which is printed as its culture prints it."""
    try:
        return float((printed or "").rstrip("%").replace(",", "."))
    except ValueError:
        return None


def memory(reports: int) -> dict[str, float]:
    """The peak in MB of a process that reads so many reports, made from specimens, from and to files."""
    from analysis.reading.batch import Hints, plan, run

    texts = [case["text"] for case in specimens()]
    with tempfile.TemporaryDirectory() as folder:
        for number in range(reports):
            path = Path(folder, "texts", str(number // 1000), f"r{number}.txt")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{number} \n\n{texts[number % len(texts)]}", encoding="utf-8")
        before = time.perf_counter()
        failed = run(plan([Path(folder, "texts")], Path(folder, "read")), Hints())
        seconds = time.perf_counter() - before
    peak = peak_of_this_process() / 1e6
    return {"peak": peak, "seconds": seconds, "failed": len(failed)}


def specimens() -> list[Case]:
    """The specimens, with their sentences and what is to be seen in them."""
    sys.path.insert(0, str(README.parents[1] / "tests"))
    import evaluation  # type: ignore[import-not-found]

    return [_case(each) for each in evaluation.specimens()]


def transcribed() -> list[Case]:
    """The transcribed reports whose texts are at hand."""
    sys.path.insert(0, str(README.parents[1] / "tests"))
    import evaluation

    return [_case(each) for each in evaluation.transcribed()]


def _case(case: Any) -> Case:
    from analysis.reading.sentences import spans_of_sentences

    return {
        "language": case.language, "published": case.published, "place": case.place, "text": case.text,
        "sentences": [span[:2] for span in spans_of_sentences(case.text)],
        "figures": [(int(row["start"]), int(row["end"]), float(row["value"])) for row in case.figures],
        "numbers": [(int(row["start"]), int(row["end"])) for row in case.numbers],
    }  # fmt: skip


def in_a_child(python: str, tool: str, cases: Sequence[Case]) -> dict[str, Any] | None:
    """What one run of the tool gives; None when it is not installed there."""
    done = subprocess.run(
        [python, __file__, "--run", tool], input=json.dumps(cases), capture_output=True, text=True
    )
    if done.returncode and "ModuleNotFoundError" in done.stderr:
        return None
    if done.returncode:
        raise SystemExit(done.stderr)
    return dict(json.loads(done.stdout))


def tables(peers: str, repeat: int, reports: int) -> str:
    """Both tables and what they were measured on."""
    dense, reports_at_hand = specimens(), transcribed()
    lines = [
        "| tool | languages | bytes/s | figures right | others taken for figures | slower than this reader |",
        "|:---|:---|---:|---:|---:|---:|",
        *beside_peers(dense, peers, repeat),
        *(beside_peers(reports_at_hand, peers, repeat) if reports_at_hand else ()), "",
        "| this reader on | bytes | MB/s | figures/s | twice the work takes |",
        "|:---|---:|---:|---:|---:|",
    ]  # fmt: skip
    for name, cases in (("the specimens", dense), ("the transcribed reports", reports_at_hand)):
        if cases:
            lines.append(alone(name, cases, repeat))
    done = subprocess.run(
        [sys.executable, __file__, "--run", "memory", "--reports", str(reports)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    used = json.loads(done.stdout)
    return "\n".join([
        *lines, "",
        f"{reports:,} reports, from files to files: {used['peak']:.0f} MB at most, {used['seconds']:.0f} s.",
        f"Medians of {repeat} runs on {machine()}, shared with others; seconds are those of the processor.",
        "Targets: 2 MB and 5,000 figures a second and core, 300 MB, 2.2 times the time for twice the work.",
    ])  # fmt: skip


def beside_peers(cases: Sequence[Case], peers: str, repeat: int) -> Iterator[str]:
    """One line a tool; each takes turns with the reader on the same texts."""
    for tool, languages in SPOKEN.items():
        known = [case for case in cases if case["language"] in languages]
        if not known:
            continue
        python = peers if tool in (RECOGNIZERS, QUANTULUM) else sys.executable
        pairs = [(in_a_child(python, tool, known), in_a_child(sys.executable, READER, known))
                 for _ in range(repeat)]  # fmt: skip
        runs = [(run, own) for run, own in pairs if run is not None and own is not None]
        if not runs:
            yield f"| {tool} | {' '.join(languages)} | not installed | | | |"
            continue
        size, times = _bytes(known), median(run["seconds"] / own["seconds"] for run, own in runs)
        right, taken = _right(known, runs[0][0]["values"]), _taken(known, runs[0][0]["values"])
        speed = size / median(run["seconds"] for run, _ in runs)
        figures = sum(len(case["figures"]) for case in known)
        numbers = sum(len(case["numbers"]) for case in known)
        yield (f"| {tool} | {' '.join(languages)} | {speed:,.0f} | {right} of {figures} "
               f"| {taken} of {numbers} | {times:,.3g} times |")  # fmt: skip


def _right(cases: Sequence[Case], seen: Sequence[Sequence[Value]]) -> int:
    """Expected figures at whose place the tool sees their value."""
    return sum(
        any(start < b and a < end and abs(value - number) <= 1e-9 * abs(value) for a, b, number in values)
        for case, values in zip(cases, seen, strict=True)
        for start, end, value in case["figures"]
    )


def _taken(cases: Sequence[Case], seen: Sequence[Sequence[Value]]) -> int:
    """Dates, references and the like at whose place the tool sees a number."""
    return sum(
        any(start < b and a < end for a, b, _ in values)
        for case, values in zip(cases, seen, strict=True)
        for start, end in case["numbers"]
    )


def alone(name: str, cases: Sequence[Case], repeat: int) -> str:
    """The line of the reader on its own: the texts read over and over, and twice as often."""
    times = max(1, LEAST // _bytes(cases))
    once, twice = [], []
    figures = 0
    for _ in range(repeat):
        run = in_a_child(sys.executable, READER, [*cases] * times)
        more = in_a_child(sys.executable, READER, [*cases] * (2 * times))
        assert run is not None
        assert more is not None
        figures = sum(map(len, run["values"]))
        once.append(run["seconds"])
        twice.append(more["seconds"])
    size, seconds = _bytes(cases) * times, median(once)
    growth = median(more / less for less, more in zip(once, twice, strict=True))
    return (f"| {name}, {times} times | {size:,} | {size / seconds / 1e6:.2f} | {figures / seconds:,.0f} "
            f"| {growth:.2f} times |")  # fmt: skip


def _bytes(cases: Sequence[Case]) -> int:
    return sum(len(case["text"].encode()) for case in cases)


if __name__ == "__main__":
    main()
