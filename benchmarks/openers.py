"""What a format costs: the same texts as text, web pages, Word files, rich text and PDF, read side by side.

`python benchmarks/openers.py` reads 200 files of each by `study read`, in one call each, and one text of ten
megabytes dropped into an inbox while another command takes the data. `--write` puts the table into README.md.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

from measuring import Watch, descendants, machine, markdown, middle, write_table

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from made import write_data  # noqa: E402
from opening.wrapping import as_docx, as_html, as_rtf  # noqa: E402
from pdfs import Drawing, pdf  # noqa: E402

BEGIN, END = "<!-- table: formats, by openers.py -->", "<!-- end: formats -->"
STUDY = str(Path(sys.executable).with_name("study"))
LINES_OF_A_PAGE = 60
INBOX = """
import sys
from pathlib import Path
from analysis import cli
from analysis.pages import layout
layout.HERE = layout.Layout(Path(sys.argv[1]))
if __name__ == "__main__":
    sys.exit(cli.main(["inbox"]))
"""


def as_pdf(text: str) -> bytes:
    """The text on pages of lines."""
    lines = [line for each in text.split("\n") for line in textwrap.wrap(each, 90) or [""]]
    pages = [lines[at : at + LINES_OF_A_PAGE] for at in range(0, len(lines), LINES_OF_A_PAGE)]
    drawn = [Drawing() for _ in pages]
    for page, said in zip(drawn, pages, strict=True):
        page.lines(50, 50, [line.replace("\t", "  ") for line in said])
    return pdf(*drawn)


FORMATS: dict[str, Callable[[str], bytes]] = {
    "txt": str.encode, "html": lambda text: as_html(text).encode(), "docx": as_docx, "rtf": as_rtf,
    "pdf": as_pdf,
}  # fmt: skip
ASKED = {"txt": "", "html": "3", "docx": "3", "rtf": "", "pdf": "6"}


def texts(count: int) -> list[str]:
    """Plain specimens, again and again, each with a line of its own."""
    paths = sorted((ROOT / "tests" / "specimens").glob("*.txt"))
    found = [path.read_text(encoding="utf-8") for path in paths]
    return [f"{found[at % len(found)]}\nText {at}.\n" for at in range(count)]


def read(folder: Path, count: int, ending: str) -> tuple[float, int]:
    """Seconds on the clock, and the largest memory of a child that read, in bytes."""
    given = folder / ending
    if not given.exists():
        given.mkdir()
        for number, text in enumerate(texts(count)):
            (given / f"{number:04}.{ending}").write_bytes(FORMATS[ending](text))
    with tempfile.TemporaryDirectory(dir=folder) as made:
        command = [STUDY, "read", str(given), "--to", made]
        peak, began = 0, time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            while running.poll() is None:
                peak = max([peak, *(_highest(each.number) for each in descendants(running.pid))])
                time.sleep(0.05)
        assert running.returncode == 0, command
        return time.perf_counter() - began, peak


def _highest(number: int) -> int:
    """The largest memory that a process has had, in bytes; 0 when it has ended."""
    try:
        lines = Path(f"/proc/{number}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def large_drop(folder: Path) -> tuple[float, float]:
    """Seconds that a text of ten megabytes takes in the inbox, and the longest that the data were locked."""
    study = folder / "study"
    (study / "data" / "inbox").mkdir(parents=True)
    write_data(study / "data")
    prose = "\n".join(
        line for text in texts(1) for line in text.split("\n") if not any(map(str.isdigit, line))
    )
    text = (f"{prose}\n" * (9_900_000 // (len(prose.encode()) + 1)))[:9_900_000]
    whole = f"{text}\nBy 30 September 2025, Vinh Dong had received 12,345 files.\n"
    (study / "data" / "inbox" / "2025-10-01-large.txt").write_text(whole, encoding="utf-8")
    (folder / "inbox.py").write_text(INBOX, encoding="utf-8")
    environment = {**os.environ, "STUDY_TEXTS": str(folder / "texts")}
    with Watch(every=0) as watch:
        running = subprocess.Popen([sys.executable, str(folder / "inbox.py"), str(study)], env=environment)
        locked = _longest_lock(study / "build" / ".data.lock", running)
    assert running.returncode == 0
    return watch.used.wall, locked


def _longest_lock(path: Path, running: subprocess.Popen[bytes]) -> float:
    """The longest time for which the lock file named an owner while a process ran."""
    longest, since = 0.0, 0.0
    while running.poll() is None:
        held = path.exists() and path.stat().st_size > 0
        since = (since or time.perf_counter()) if held else 0.0
        longest = max(longest, time.perf_counter() - since if held else 0.0)
        time.sleep(0.005)
    return longest


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--files", type=int, default=200, help="files a call")
    parser.add_argument("--times", type=int, default=3, help="calls of each format, in turn")
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    options = parser.parse_args()
    seconds: dict[str, list[float]] = {name: [] for name in FORMATS}
    peaks = dict.fromkeys(FORMATS, 0)
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(options.times):
            for name in FORMATS:
                taken, peak = read(Path(folder), options.files, name)
                seconds[name].append(taken)
                peaks[name] = max(peaks[name], peak)
        wall, locked = large_drop(Path(folder))
    plain = sorted(seconds["txt"])[len(seconds["txt"]) // 2]
    rows = [
        [name, middle(taken), f"{sorted(taken)[len(taken) // 2] / plain:.2f}", ASKED[name],
         f"{peaks[name] / 2**20:.0f}"]
        for name, taken in seconds.items()
    ]  # fmt: skip
    head = [
        "format",
        f"seconds for {options.files} files",
        "times the text's",
        "at most asked",
        "MB of a child",
    ]
    table = "\n\n".join([
        f"{machine()}; {options.files} files a call, {options.times} calls of each format in turn.",
        markdown(head, rows),
        f"One text of 10 MB in the inbox: {wall:.1f} s (asked: under 20); the data were locked for "
        f"{locked:.2f} s at a time at most.",
    ])  # fmt: skip
    print(table)
    if options.write:
        write_table(table, BEGIN, END)


if __name__ == "__main__":
    main()
