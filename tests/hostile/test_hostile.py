"""What strangers send: each row of cases.csv arrives through the real commands, many in one call.

Nothing may end the call, hang, run, be lost, or be read otherwise than a person reads it.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from analysis import cli
from analysis.errors import printable
from analysis.files import Row, read_rows
from analysis.intake import digest_of
from analysis.opening.encodings import decode
from analysis.pages import layout as layouts
from analysis.pages.layout import Layout
from analysis.table.study import load
from analysis.table.vocabulary import FIGURE_COLUMNS, NUMBER_COLUMNS, REPORT_COLUMNS
from hostile.made import HIDDEN, Case, built, unescaped
from hostile.meanwhile import Meanwhile
from made import write_data

pytestmark = pytest.mark.slow

with Path(__file__).with_name("cases.csv").open(encoding="utf-8", newline="") as file:
    CASES = [Case(**row) for row in csv.DictReader(file)]
READ = {"figures": FIGURE_COLUMNS, "numbers": NUMBER_COLUMNS}
CALLS = ("inbox", "meanwhile", "killed")


@dataclass(frozen=True)
class Answered:
    """A command that has ended: its status, its lines, and where it wrote."""

    status: int
    out: list[str]
    err: list[str]
    folder: Path

    @property
    def lines(self) -> list[str]:
        """What it said on both streams."""
        return [*self.out, *self.err]


def called(folder: Path, *words: str) -> Answered:
    """How a command ended; what it prints goes to no terminal."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = cli.main([*words])
    return Answered(status, out.getvalue().split("\n")[:-1], err.getvalue().split("\n")[:-1], folder)


def a_study(folder: Path, patch: pytest.MonkeyPatch) -> Layout:
    """A small study with an empty inbox; its texts stand beside it."""
    layout = Layout(folder / "study")
    (layout.data / "inbox").mkdir(parents=True)
    write_data(layout.data)
    patch.setenv("STUDY_TEXTS", str(folder / "texts"))
    patch.setattr(layouts, "HERE", layout)
    return layout


@pytest.fixture(scope="module")
def inboxes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Answered]]:
    """What `study inbox` answered in each call, to all that was dropped there."""
    with pytest.MonkeyPatch.context() as patch:
        answers = {}
        for call in CALLS:
            folder = tmp_path_factory.mktemp(call)
            inbox = a_study(folder, patch).data / "inbox"
            cases = [case for case in CASES if case.call == call]
            for case in cases:
                case.put(inbox)
            with Meanwhile(inbox, cases):
                answers[call] = called(folder, "inbox")
            load(inbox.parent)
        yield answers


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Answered:
    """What `study read` said of all of them that are files."""
    folder = tmp_path_factory.mktemp("read")
    paths = []
    for case in CASES:
        if case.is_read:
            (folder / case.case).mkdir()
            case.put(folder / case.case)
            paths.append(str(folder / case.case / case.name))
    return called(folder, "read", *paths, "--to", str(folder / "to"))


@dataclass(frozen=True)
class Found:
    """What has become of a case: its fate, what was said of it, its text, and its rows."""

    fate: str
    told: str
    text: str = ""
    figures: Sequence[Row] = ()
    numbers: Sequence[Row] = ()

    @property
    def quotes(self) -> str:
        """The figures as printed."""
        return ";".join(row["quote"] for row in self.figures)

    @property
    def misread(self) -> list[Row]:
        """Rows with what does not stand there, what nobody was meant to read, or what a sheet would run."""
        return [
            row
            for row in (*self.figures, *self.numbers)
            if self.text[int(row["start"]) : int(row["end"])] != row["quote"]
            or HIDDEN in row["quote"]
            or any(value.startswith(("=", "+", "@")) for value in row.values())
        ]


def taken(folder: Path, report_id: str, told: str) -> Found:
    """A report that was taken in."""
    data, text = folder / "study" / "data", (folder / "texts" / f"{report_id}.txt").read_bytes()
    figures = read_rows(data / "figures" / f"{report_id}.csv", FIGURE_COLUMNS)
    numbers = read_rows(data / "numbers" / f"{report_id}.csv", NUMBER_COLUMNS)
    return Found("taken", told, text.decode().replace("\r\n", "\n"), figures, numbers)


def fate_of(case: Case, answer: Answered) -> Found:
    """What has become of a case in the inbox, by what was said of it and by the register."""
    place = f"/inbox/{printable(Path(case.name).stem)}"
    told = next((line for line in answer.lines if f"{place}." in line or f"{place}: " in line), "")
    if told:
        known, gone = "is registered already as" in told and told in answer.out, "(now in " in told
        return Found("known" if known else "rejected" if gone else "waits", told)
    if not case.is_read:
        return Found("nothing was said", "")
    digest = digest_of(built(case.made, case.case))
    rows = read_rows(answer.folder / "study" / "data" / "reports.csv", REPORT_COLUMNS)
    ids = [row["report_id"] for row in rows if digest in (row["sha256"], row["original"])]
    ids = ids or [row["report_id"] for row in rows if case.case in row["report_id"]]
    return taken(answer.folder, ids[0], said_of(ids[0], answer)) if ids else Found("left", "")


def said_of(report_id: str, answer: Answered) -> str:
    """The line that says what was read of a report."""
    return next(line for line in answer.out if line.startswith(f"{report_id}: "))


def kept(folder: Path) -> set[bytes]:
    """The bytes of all files in a folder."""
    return {path.read_bytes() for path in folder.rglob("*") if path.is_file() and not path.is_symlink()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.case)
def test_what_arrives_is_taken_in_or_refused_in_a_line(case: Case, inboxes: dict[str, Answered]) -> None:
    if case.case == "unreadable" and os.geteuid() == 0:
        pytest.skip("root reads everything")
    answer = inboxes[case.call]
    found = fate_of(case, answer)
    assert (found.fate, case.told in found.told) == (case.fate, True), found.told
    assert found.misread == []
    if case.figures not in ("", "*"):
        assert found.quotes == unescaped(case.figures)


@pytest.mark.parametrize("call", CALLS)
def test_nothing_is_lost(call: str, inboxes: dict[str, Answered]) -> None:
    folder = inboxes[call].folder
    bytes_kept = kept(folder)
    arrived = {case.case: built(case.made, case.case) for case in CASES if case.call == call and case.is_read}
    known = {case.case for case in CASES if case.fate == "known"}
    assert [name for name, raw in arrived.items() if raw not in bytes_kept and name not in known] == []
    assert not (folder / "study" / "data" / "inbox" / ".reading").exists()
    assert not Path("two-tier-never").exists(), "nothing that arrives is run"


@pytest.mark.parametrize("call", CALLS)
def test_every_line_can_be_printed(call: str, inboxes: dict[str, Answered]) -> None:
    assert [line for line in inboxes[call].lines if not line.isprintable()] == []
    assert [line for line in inboxes[call].err if not line.startswith("study: ")] == []
    assert inboxes[call].status == (call in ("inbox", "killed"))


@pytest.mark.parametrize("case", [case for case in CASES if case.is_read], ids=lambda case: case.case)
def test_study_read_says_the_same_of_it(case: Case, read: Answered) -> None:
    told = [line for line in read.err if printable(f"{case.case}/{case.name}: ") in line]
    made = {path.name: path for path in (read.folder / "to").iterdir()}
    stem = Path(case.name).stem
    if f"{stem}.figures.csv" not in made:
        assert (len(told), case.fate != "taken") == (1, True), told
        return
    opened = made.get(f"{stem}.text.txt")
    text = opened.read_text() if opened else decode(built(case.made, case.case)).text
    tables = (read_rows(made[f"{stem}.{kind}.csv"], columns) for kind, columns in READ.items())
    found = Found("read", "", text, *tables)
    assert found.misread == []
    if case.figures not in ("", "*"):
        assert found.quotes == unescaped(case.figures)


@pytest.mark.parametrize("case", [case for case in CASES if case.is_added], ids=lambda case: case.case)
def test_study_add_says_the_same_of_it(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_study(tmp_path, monkeypatch)
    case.put(tmp_path)
    hints = ("--id", "added", "--url", "https://example.org/a", "--published", "2025-08")
    answer = called(tmp_path, "add", str(tmp_path / case.name), *hints)
    assert (answer.status, len(answer.lines)) == (case.fate != "taken", 1)
    assert case.told in answer.lines[0]
    if case.fate == "taken":
        assert taken(tmp_path, "added", "").quotes == case.figures


def test_study_read_prints_what_can_be_printed(read: Answered) -> None:
    assert [line for line in read.lines if not line.isprintable()] == []
