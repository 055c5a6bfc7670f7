"""Our own specimens, changed at random, against what is promised of every input: `make fuzz`.

Each trial follows from a target and a number, and is made again by `python tests/fuzzing.py reader 123`. It
runs in a child with limits of time and memory, as what strangers send does.
"""

from __future__ import annotations

import io
import os
import random
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from analysis.children import Children
from analysis.errors import StudyError
from analysis.files import DATA, ROOT, Row, csv_text, rows_in, yaml_in
from analysis.intake import read_entry, refuse_broken, sound
from analysis.opening.form import Opened
from analysis.reading.reader import Reading
from analysis.reading.whole import open_file
from analysis.table.catalogue import read_places
from analysis.table.register import reports_of
from analysis.table.vocabulary import REPORT_COLUMNS
from hostile.made import built
from made import REPORT
from readings import LANGUAGES, uncovered

SECONDS, MEGABYTES = 60, 1_000
"""What one trial may take."""
_LONGEST = 1_000
"""Letters of a specimen: short texts are many."""
_PIECES = (
    "12", "1.234", "1,234", "12 345", "57,5 %", "3/4", "30-8", "2025", "178/2024/NĐ-CP", "m2", "15e", "24/7",
    "https://a.b/1", "(0)", "[1]", "milliards", "tỷ đồng", "VND", "$", "hồ sơ", "dossiers", "trong đó",
    "of which", "nearly", "tháng 9", "Hanoi", "commune de", "trois", "hai mươi", ",", ".", ";", ":", "(", ")",
    "\n", "\r", "\n\n", "\t", "\u00a0", "\u202f", "\x00", "\x1b[0m", "\u0301", "٣", "²", "½", "\ufffd",
    "\u200b", "\u202e", "- ", "=", "%", "“", "\u2028", "9" * 30,
)  # fmt: skip
_FORMATS = ("html", "mhtml", "docx", "rtf", "pdf", "xlsx", "ods", "page <table><tr><td>1<td>2</table>")
_YAML = (": ", "- ", "? ", "&a ", "*a", "!x ", "{", "}", "[", "]", "|\n", ">\n", "'", '"', "#", "---\n", "\t",
         "<<: ", "\n", "  ", "~", "\\x", "%YAML 9\n", "\u0085", "\ufeff", "\x1b", "no", "0x1")  # fmt: skip
_VALUES = ("", "VN", "VN-HN", "en", "2025-08", "2025-08-31", "a", "=1", "a,b", 'a"b', "a\nb", "a\rb", " a ",
           "\ufeff", "\x00", "https://a/b", "javascript:1", "0" * 64, "2 00000000", "é", "first")  # fmt: skip


@cache
def _specimens() -> Sequence[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests/specimens").glob("*.txt"))]


@cache
def _files() -> Sequence[bytes]:
    return [built(f"{language} | {kind}", "a") for language in ("french", "vietnamese") for kind in _FORMATS]


def _changed(text: str, pieces: Sequence[str], by: random.Random) -> str:
    """The text with some pieces put in, left out, said again, or taken from elsewhere."""
    for _ in range(by.choice((1, 2, 5, 20))):
        start, more = by.randrange(len(text) + 1), by.randrange(30)
        piece = by.choice(pieces)
        taken = by.choice(("", piece, text[start : start + more] * 2, piece * (20 if len(piece) < 40 else 1)))
        text = f"{text[:start]}{taken}{text[start + by.choice((0, 0, 1, more)) :]}"
    return text


def _changed_bytes(raw: bytes, by: random.Random) -> bytes:
    made = bytearray(raw)
    for _ in range(by.choice((1, 3, 10, 50))):
        at = by.randrange(len(made) + 1)
        match by.randrange(4):
            case 0:
                made[at : at + 1] = by.randbytes(1)
            case 1:
                del made[at : at + by.randrange(200)]
            case 2:
                made[at:at] = made[at : at + by.randrange(200)] * by.choice((1, 2, 30))
            case _:
                made[at:at] = by.choice((b"0", b"<", b">", b"{", b"\\u-1 ", b"\xff", b"&#0;", b"99999999999"))
    return bytes(made)


def _changed_parts(raw: bytes, by: random.Random) -> bytes:
    """An archive of which one part is changed, and the rest is as it should be."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as given, zipfile.ZipFile(out, "w") as made:
        chosen = by.choice([name for name in given.namelist() if name != "mimetype"])
        for name in given.namelist():
            part = given.read(name)
            made.writestr(name, _changed_bytes(part, by) if name == chosen else part)
    return out.getvalue()


def _text(by: random.Random) -> str:
    text, other = by.choice(_specimens()), by.choice(_specimens())
    at = by.randrange(len(text))
    return _changed(_changed(text[at : at + _LONGEST], _PIECES, by), [other[:_LONGEST]], by)


def reader(text: str) -> str:
    """What is wrong with the tables of a changed specimen; nothing where all is right."""
    language = LANGUAGES[len(text) % len(LANGUAGES)]
    row = REPORT | {"report_id": "a", "language": language, "published": "2025-09"}
    entry = sound(read_entry(Opened(text, "text"), row, ""), DATA)
    refuse_broken(entry, DATA)
    rows = [*entry.figures, *entry.numbers]
    missed = uncovered(text, Reading(entry.figures, entry.numbers, language, None))
    wrong = [each for each in rows if text[int(each["start"]) : int(each["end"])] != each["quote"]]
    odd = [remark for remark in entry.remarks if "could not be read" in remark or "is no figure" in remark]
    return "; ".join([*odd, *(f"digit at {at}" for at in missed[:3]), *(f"quote {row}" for row in wrong[:3])])


def _file(by: random.Random) -> bytes:
    raw = by.choice(_files())
    return (_changed_parts if raw.startswith(b"PK") and by.random() < 0.8 else _changed_bytes)(raw, by)


def openers(raw: bytes) -> str:
    """A changed file becomes a text, or is refused in a line."""
    try:
        text = open_file(raw, "a.csv").text
    except StudyError as error:
        return str(error) if "cannot be opened" in str(error) else ""
    return "" if text.encode("utf-8").decode() == text else "no text"


def _description(by: random.Random) -> str:
    return _changed("id: river\npublished: 2025-10\ntitle: 'A, b'\nurl: https://a.b/c\n", _YAML, by)


def yaml(text: str) -> str:
    """A changed description is text, lists and mappings, or refused in a line."""
    try:
        return _no_plain(yaml_in(text, Path("a.yml")))
    except StudyError:
        return ""


def _no_plain(said: object) -> str:
    match said:
        case None | str():
            return ""
        case list():
            return "".join(map(_no_plain, said))
        case dict():
            return "".join(map(_no_plain, [*said.keys(), *said.values()]))
        case _:
            return f"a {type(said).__name__}"


def _rows(by: random.Random) -> list[Row]:
    return [
        {name: by.choice((value, value, by.choice(_VALUES))) for name, value in REPORT.items()}
        for _ in range(by.randrange(1, 4))
    ]


def register(rows: list[Row]) -> str:
    """Rows of odd values read back as they were, and are reports, or are refused in a line."""
    try:
        back = rows_in(csv_text(REPORT_COLUMNS, rows), Path("reports.csv"), REPORT_COLUMNS)
        reports_of(back, Path("reports.csv"), read_places(DATA / "places.csv"))
    except StudyError:
        return ""
    return "" if back == rows else f"{rows} came back as {back}"


@dataclass(frozen=True)
class Target:
    """What is made at random, and what is wrong with what becomes of it."""

    made: Callable[[random.Random], Any]
    wrong: Callable[[Any], str]


TARGETS = {
    "reader": Target(_text, reader), "openers": Target(_file, openers),
    "yaml": Target(_description, yaml), "register": Target(_rows, register),
}  # fmt: skip


@dataclass(frozen=True)
class Trial:
    """A target, the number that all of it follows from, and what was made."""

    target: str
    number: int
    made: Any

    @classmethod
    def of(cls, target: str, number: int) -> Trial:
        """The trial of a number: the same on every machine."""
        return cls(target, number, TARGETS[target].made(random.Random(number)))


def tried(trial: Trial) -> str:
    """What is wrong with a trial, in words; what a child does."""
    try:
        return TARGETS[trial.target].wrong(trial.made)
    except MemoryError:
        raise
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@dataclass
class Fuzzed:
    """How many trials there were, and what was wrong with some, by number."""

    trials: int = 0
    wrong: dict[int, str] = field(default_factory=dict)


def fuzzed(target: str, seconds: float, first: int = 0, jobs: int = 2) -> Fuzzed:
    """Trials of a target, one after the other from a number on, for so many seconds."""
    end, found = time.monotonic() + seconds, Fuzzed()

    def trials() -> Iterator[Trial]:
        number = first
        while time.monotonic() < end:
            yield Trial.of(target, number)
            number += 1

    for ended in Children(jobs, SECONDS, MEGABYTES).run(trials(), tried):
        found.trials += 1
        if said := ended.problem or ended.result:
            found.wrong[ended.task.number] = said
    return found


def main() -> int:
    """`fuzzing.py [TARGET [NUMBER]]`: FUZZ_SECONDS of a target from a fresh number on, or one again."""
    if sys.argv[-1].isdigit():
        print(tried(Trial.of(sys.argv[1], int(sys.argv[2]))) or "nothing is wrong")
        return 0
    failed = False
    for target in sys.argv[1:] or TARGETS:
        found = fuzzed(target, float(os.environ.get("FUZZ_SECONDS", "900")), int(time.time()) * 1000)
        failed = failed or bool(found.wrong)
        print(f"{target}: {found.trials:,} trials, {len(found.wrong)} wrong")
        for number, said in list(found.wrong.items())[:10]:
            print(f"  python tests/fuzzing.py {target} {number}: {said[:300]}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
