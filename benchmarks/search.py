"""What the search of a site costs: to make it, and what a reader loads, with few pages and with thousands.

    .venv/bin/python benchmarks/search.py [--pages N ...] [--folder F]

The pages are made up: each has 21 rows of a report's figures, as the pages of reports have them.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from measuring import machine, markdown, peak_of_this_process

ROWS, SEED = 21, 17
PLACES = ("Viet Nam", "Hanoi", "Hai Phong", "Lang Son", "Da Nang", "Ca Mau", "Hue", "Lam Dong")
MEASURES = ("Files received", "Files processed on time", "Surplus premises", "Staff in place", "Policy cases")


def page(number: int, chance: random.Random) -> str:
    """A page of a report that nobody wrote."""
    report = f"report-{number}-fr"
    rows = "".join(row(report, place, chance) for place in range(100, 100 + ROWS * 60, 60))
    return (
        f"<!DOCTYPE html><html lang=en><head><title>{report}</title></head>"
        f"<body><main><h1>Report {number}, "
        f"figure by figure</h1><p>It was read in French on day {number % 365}.</p>"
        f'<h2 id="all">All figures</h2>'
        f"<table><thead><tr><th>figure</th><th>place</th></tr></thead><tbody>{rows}</tbody></table></main></body>"
    )


def row(report: str, place: int, chance: random.Random) -> str:
    value = chance.randrange(10, 900_000)
    printed = f"{value:,}".replace(",", chance.choice(" .\u202f"))
    cells = (
        f'<code class="figure">{report}:{place}</code>', f"{place}-{place + 7}", chance.choice(MEASURES),
        chance.choice(PLACES), f"{value:,} files", "<span class=check>✓ exact</span>", printed, "observed",
        f"1 July to {1 + value % 30} August 2025 (stated)", f"sentence {value % 40}", "",
    )  # fmt: skip
    return f'<tr id="fig-{report}-{place}">{"".join(f"<td data-label=x>{cell}</td>" for cell in cells)}</tr>'


def measured(count: int, folder: Path) -> list[str]:
    from analysis.pages.rendering.search.site import FOLDER, write_search

    chance = random.Random(SEED)
    for number in range(count):
        (folder / f"07-one-report-{number:05}.html").write_text(page(number, chance), encoding="utf-8")
    begin = time.perf_counter()
    write_search(folder, sorted(path.stem for path in folder.glob("*.html")))
    took = time.perf_counter() - begin
    sizes = {path.name: path.stat().st_size for path in (folder / FOLDER).iterdir()}
    largest = max(size for name, size in sizes.items() if name != "start.js")
    return [
        f"{count:,}", f"{count * ROWS:,}", f"{took:.1f} s", f"{peak_of_this_process() / 1e6:.0f} MB",
        f"{len(sizes):,}", f"{sum(sizes.values()) / 1e6:.1f} MB", f"{sizes['start.js'] / 1e3:.0f} kB",
        f"{largest / 1e3:.0f} kB",
    ]  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--pages", type=int, nargs="+", default=[40, 4000])
    options.add_argument("--folder", type=Path, help="where the sites are made and left")
    chosen = options.parse_args()
    heads = ["Pages", "Rows", "To make", "Peak", "Files", "Size", "First load", "Largest file"]
    rows = []
    for count in chosen.pages:
        with tempfile.TemporaryDirectory() as made:
            folder = chosen.folder / str(count) if chosen.folder else Path(made)
            folder.mkdir(parents=True, exist_ok=True)
            rows.append(measured(count, folder))
    sys.stdout.write(f"{machine()}\n\n{markdown(heads, rows)}\n")


if __name__ == "__main__":
    main()
