"""How long a study of n made-up figures takes to check, on one core, and how much memory it needs.

    .venv/bin/python benchmarks/claims.py [--figures N] [--repeat N]

Each measurement runs in a process of its own; the table in benchmarks/README.md is written anew.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import count, islice, pairwise
from statistics import median

from measuring import machine, peak_of_this_process, write_table

from analysis.table import agreement, verdicts
from analysis.table.catalogue import read_measures, read_places
from analysis.table.claims import find_claims
from analysis.table.figures import Figure, figure_of
from analysis.table.register import Report
from analysis.table.study import Study
from analysis.table.vocabulary import FIGURE_COLUMNS, REPORT_COLUMNS

BEGIN, END = "<!-- table: written by claims.py -->", "<!-- end of the table -->"
TARGETS = "60 s, 2 GB, 2.2 times the time for twice the work"
COLUMNS = {
    "figures": ("figures", ",.0f"), "reports": ("reports", ",.0f"), "claims": ("claims", ",.0f"),
    "pairs": ("pairs", ",.0f"), "find s": ("find", ".1f"), "judge s": ("judge", ".1f"),
    "compare s": ("compare", ".1f"), "in all s": ("seconds", ".1f"),
    "processor s": ("busy", ".1f"), "peak GB": ("peak", ".2f"), "rows ms": ("rows", ".0f"),
}  # fmt: skip
MONTHS = 8
TRANSLATED, COUNTRYWIDE = 10, 7
"""Every so many reports one is translated, and one is about the whole country."""

Row = dict[str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--figures", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3, help="the medians of so many runs are shown")
    parser.add_argument("--measure", action="store_true", help="measure once in this process, print JSON")
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure(arguments.figures)))
        return
    sizes = (arguments.figures // 2, arguments.figures)
    rounds = [[in_a_child(figures) for figures in sizes] for _ in range(arguments.repeat)]
    table = as_markdown(list(zip(*rounds, strict=True)))
    print(table)
    write_table(table, BEGIN, END)


def in_a_child(figures: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--measure", "--figures", str(figures)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def measure(figures: int) -> dict[str, float]:
    """Seconds of the check's parts, and the peak of memory in GB, the study itself included."""
    study = made_up(figures)
    busy = time.process_time()
    moments = [time.perf_counter()]
    claims = find_claims(study)
    moments.append(time.perf_counter())
    judged = [verdicts.judge(claim) for claim in claims]
    moments.append(time.perf_counter())
    pairs = agreement.compare(study)
    moments.append(time.perf_counter())
    busy = time.process_time() - busy
    peak = peak_of_this_process() / 1e9
    find, judge, compare = (after - before for before, after in pairwise(moments))
    rows = per_thousand(judged) + per_thousand(pairs)
    return {
        "figures": len(study.figures), "reports": len(study.reports), "claims": len(judged),
        "pairs": len(pairs), "find": find, "judge": judge, "compare": compare,
        "seconds": moments[-1] - moments[0], "busy": busy, "peak": peak, "rows": rows,
    }  # fmt: skip


def per_thousand(said: Sequence[verdicts.Verdict] | Sequence[agreement.Pair]) -> float:
    """Milliseconds to put a thousand of them into rows of a CSV file."""
    some = said[:: max(1, len(said) // 1000)]
    before = time.perf_counter()
    for each in some:
        _ = each.row
    return (time.perf_counter() - before) / len(some) * 1e6


def as_markdown(runs: Sequence[Sequence[dict[str, float]]]) -> str:
    """The medians of the runs, one line for each size, and what twice the work costs."""
    middle = [{name: median(run[name] for run in each) for name in each[0]} for each in runs]
    lines = [" | ".join(COLUMNS), "|".join("---:" for _ in COLUMNS)]
    lines += [" | ".join(f"{row[name]:{form}}" for name, form in COLUMNS.values()) for row in middle]
    return "\n".join([
        *(f"| {line} |" for line in lines), "",
        f"Twice the work takes {_ratios(runs, 'busy')} the processor time, {_ratios(runs, 'seconds')} the "
        "time on the clock.",
        f"Medians of {len(runs[0])} runs (lowest to highest in brackets) on {machine()}, shared with others.",
        f"Targets for a million figures on one core: {TARGETS}.",
    ])  # fmt: skip


def _ratios(runs: Sequence[Sequence[dict[str, float]]], name: str) -> str:
    """What the larger study takes against the smaller: the median of the rounds, and their range."""
    found = [large[name] / small[name] for small, large in zip(*runs, strict=True)]
    return f"{median(found):.2f} times ({min(found):.2f} to {max(found):.2f})"


def made_up(figures: int) -> Study:
    """A study of so many figures: always the same for the same number."""
    measures, places = read_measures(), read_places()
    found: list[Figure] = []
    reports: dict[str, Report] = {}
    codes = [code for code in places if code != "VN"]
    for number in count():
        place = "VN" if number % COUNTRYWIDE == 0 else codes[number % len(codes)]
        twins = [f"r{number}"] + ([f"r{number}-es"] if number % TRANSLATED == 0 else [])
        for report_id in twins:
            rows = islice(report_rows(report_id, number, place), figures - len(found))
            found.extend(figure_of(row, measures) for row in rows)
            reports[report_id] = Report(**(dict.fromkeys(REPORT_COLUMNS, "") | {
                "report_id": report_id, "place": place, "published": "2025-10",
                "translation_of": twins[0] if report_id != twins[0] else "",
            }))  # fmt: skip
            if len(found) == figures:
                return Study(reports, tuple(found), (), measures, places, {})
    raise AssertionError("count never ends")


def report_rows(report_id: str, number: int, place: str) -> Iterator[Row]:
    """What one report states about a place, month by month; a countrywide one may name the smallest."""
    starts = count(100, 60)
    for month in range(MONTHS):
        first = date(2020 + number % 5, 1, 1)
        last = first + timedelta(days=30 * (month + 1))
        dates = {"period_start": str(first), "period_end": str(last), "period_basis": "stated"}
        yield from month_rows(report_id, place, number * MONTHS + month, dates, starts)


def month_rows(report_id: str, place: str, seed: int, dates: Row, starts: Iterator[int]) -> Iterator[Row]:
    """Sums, shares, changes, nested populations, money and a list of one place and window."""

    def row(measure: str, value: int | str, quote: str = "", **columns: str) -> Row:
        start = next(starts)
        return dict.fromkeys(FIGURE_COLUMNS, "") | {
            "figure_id": f"{report_id}:{start}", "report_id": report_id, "start": str(start),
            "end": str(start + 9), "quote": quote or f"{value}", "measure": measure, "value": f"{value}",
            "unit": UNITS[measure], "qualifier": "exact", "role": "observed", "place": place,
            "status": "reviewed",
        } | dates | columns  # fmt: skip

    done, waiting = 200_000 + 7919 * seed % 100_003, 10_000 + 104_729 * seed % 9973
    on_time, online, asked = done - seed % 997, done - seed % 50_021, done + waiting
    received = row("files_received", asked)
    yield received
    yield row("files_processed", done)
    yield row("files_pending", waiting)
    yield row("files_on_time", on_time)
    yield row("on_time_rate", f"{on_time / done * 100:.2f}", f"{on_time / done * 100:.2f} %")
    yield row("processing_rate", f"{done / asked * 100:.1f}", f"{done / asked * 100:.1f} %")
    sent = row("files_online", online, relation="out_of", related=received["figure_id"])
    yield sent
    share = f"{online / asked * 100:.1f}"
    yield row("online_rate", share, f"{share} %", relation="rate_of", related=sent["figure_id"])
    if place == "VN" and seed % (20 * MONTHS) == 0:
        ranked = {"relation": "smallest_of", "related": received["figure_id"], "place": "VN-71"}
        yield row("files_received", seed % 1999, **ranked)
    yield row("posts_assigned", 900 + seed % 1999)
    yield row("staff_from_districts", 400)
    yield row("staff_from_communes", 500 + seed % 1999)
    for measure, less in zip(LEAVING, (0, 3, 7, 7), strict=True):
        yield row(measure, 900 + seed % 499 - less)
    yield row("surplus_premises", 160 + seed % 89)
    yield row("surplus_premises_processed", 60)
    yield row("surplus_premises_pending", 100 + seed % 89)
    plan, paid = 400 + seed % 601, 100 + seed % 211
    yield row("disbursement_plan", plan * 10**11, f"{plan / 10:.1f} thousand billion")
    yield row("disbursement_amount", paid * 10**11, f"{paid / 10:.1f} thousand billion")
    yield row("disbursement_rate", f"{paid / plan * 100:.0f}", f"{paid / plan * 100:.0f} %")
    earlier = dates | {"period_start": "2019-01-01", "period_end": "2019-12-31"}
    before = row("disbursement_rate", 10 + seed % 7, f"{10 + seed % 7} %", **earlier)
    yield before
    yield row("disbursement_rate_change", round(paid / plan * 100) - 10 - seed % 7,
              relation="change_from", related=before["figure_id"])  # fmt: skip
    yield row("commune_units", 4, "four", locality="An; Binh; Cao; Dong")
    yield row("communes_with_offices", "100", "100 %")
    yield row("rooms_missing", seed % 40)


UNITS = {measure.id: measure.unit for measure in read_measures().values()}
LEAVING = ("resignations_decided", "resignations_effective", "resignations_funded", "resignations_paid")

if __name__ == "__main__":
    main()
