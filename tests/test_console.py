"""No word of a report and no name of a file reaches a terminal as a command."""

from __future__ import annotations

import ast
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.console import Progress, say, show, warn
from analysis.errors import StudyError, printable
from analysis.files import ROOT

ATTACKS = {
    "a change of colour": "\x1b[31m", "a title of the window": "\x1b]0;owned\x07", "one sign": "\x9b2J",
    "a bell": "\x07", "a letter taken back": "\x08", "a line written over": "\rowned",
    "a line of its own": "\nstudy: done", "a turn of the line": "\u202egnihton", "an inset": "\u2066x\u2069",
    "a zero width": "\u200b", "half a letter": "\udcff", "an end of a line": "\u2028x", "a tab": "\t",
    "a tag": "\U000e0041",
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_whatever_is_printed_is_written_out(attack: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = f"before{attack}after"
    warn(words)
    warn(StudyError(words, file=words, place=words, way_out=words))
    show((words,), [[words]], words)
    with Progress(1) as progress:
        progress.step(words, 1, words)
    if "\n" not in attack:
        say(words)
    out, err = capsys.readouterr()
    assert [line for line in (out + err).split("\n") if not line.isprintable()] == []
    assert [line for line in err.split("\n") if line.startswith("study: done")] == []


@pytest.mark.parametrize("text", ["4\u00a0063,6", "402\u202f282", "Đà Nẵng", "e\u0301", "98 %", "…"])
def test_words_and_numbers_stay_as_they_are(text: str) -> None:
    assert printable(text) == text


def test_nothing_but_the_console_prints() -> None:
    others = {}
    for path in sorted((ROOT / "src" / "analysis").rglob("*.py")):
        calls = [
            node
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call)
        ]
        names = {ast.unparse(call.func) for call in calls}
        found = names & {
            "print",
            "sys.stdout.write",
            "sys.stderr.write",
            "traceback.print_exc",
            "warnings.warn",
        }
        if found:
            others[path.name] = found
    assert others == {"console.py": {"print"}}


ON_A_TERMINAL = """
import sys
from analysis.console import Progress, show, warn
words = 'a\\x1b[31m\\x1b]0;owned\\x07\\u202e[bold]b'
show((words,), [[words]], words)
with Progress(1) as progress:
    progress.step(words, 1, words)
warn(words)
"""


def test_on_a_terminal_too_and_markup_is_none() -> None:
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "200", "NO_COLOR": "1"}
    done = subprocess.Popen(
        [sys.executable, "-c", ON_A_TERMINAL], stdout=slave, stderr=slave, env=environment
    )
    os.close(slave)
    told = b""
    while True:
        try:
            piece = os.read(master, 4096)
        except OSError:
            break
        if not piece:
            break
        told += piece
    assert done.wait() == 0
    assert b"owned\x07" not in told
    assert b"\x1b]0" not in told
    assert b"\x1b[31m" not in told
    assert "\u202e".encode() not in told
    assert told.count(b"[bold]b") == 5, "title, head, cell, the bar and the warning"


CALLS = {
    "read": ["read", "{name}", "--to", "{to}"],
    "an unknown page": ["run", "\x1b[2Jx"],
    "an unknown id": ["trace", "\x1b]0;owned\x07"],
    "wrong use": ["check", "--\x1b[2J"],
    "a wrong value": ["run", "--jobs", "\x1b[2J"],
    "a traceback": ["trace", "\x1b[2J", "--debug"],
    "a revision": ["diff", "\x1b[2J"],
}


@pytest.mark.parametrize("call", CALLS)
def test_every_call_that_fails_says_so_in_plain_signs(call: str, tmp_path: Path) -> None:
    name = tmp_path / "\x1b[2J\x07\u202eevil.pdf"
    name.write_bytes(b"no pdf")
    arguments = [each.format(name=name, to=tmp_path / "to") for each in CALLS[call]]
    done = subprocess.run([sys.executable, "-m", "analysis.cli", *arguments], capture_output=True)
    told = (done.stdout + done.stderr).decode()
    assert told
    assert [line for line in told.split("\n") if not line.isprintable()] == []
