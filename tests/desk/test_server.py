"""Who may speak to the server of a review, and what is left when it is killed."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from analysis.desk import server as servers
from analysis.desk.server import TOKEN, Server
from analysis.pages.layout import Layout
from analysis.table.study import load
from desks import REPORT, figures, quoted, served, snapshot, unaccounted

PROGRAM = """
import sys
from pathlib import Path
from analysis import cli
from analysis.pages import layout
layout.HERE = layout.Layout(Path(sys.argv[1]))
sys.exit(cli.main(["review", sys.argv[2], "--open", "--no-browser"]))
"""


@pytest.fixture
def server(layout: Layout) -> Iterator[Server]:
    with served(layout) as running:
        yield running


def headers(host: str, token: str) -> dict[str, str]:
    return {"Host": host, "Origin": f"http://{host}", TOKEN: token, "Content-Type": "application/json"}


def said(host: str, given: Mapping[str, str], body: str, method: str = "POST",
         path: str = "/step") -> tuple[int, str, http.client.HTTPMessage]:  # fmt: skip
    """Status, words and headers of an answer."""
    connection = http.client.HTTPConnection(host, timeout=20)
    connection.putrequest(method, path, skip_host=True)
    for name, value in {**given, "Content-Length": str(len(body))}.items():
        connection.putheader(name, value)
    connection.endheaders(body.encode())
    answer = connection.getresponse()
    words = answer.read().decode()
    connection.close()
    return answer.status, words, answer.headers


ACCEPT = json.dumps({"do": "accept_report", "day": "2025-10-01", "how": "by a stranger"})


def test_the_page_itself_is_answered(server: Server, layout: Layout) -> None:
    status, words, _ = said(server.host, headers(server.host, server.token), '{"do": "open"}')
    assert status == 200
    assert json.loads(words)["report"]["report_id"] == REPORT


@pytest.mark.parametrize(
    "wrong",
    [
        {TOKEN: "wrong"}, {TOKEN: ""}, {TOKEN: "é"}, {"Origin": "https://example.org"}, {"Origin": "null"},
        {"Origin": "http://localhost"}, {"Host": "example.org"}, {"Host": "localhost"}, {"Host": ""},
    ],
    ids=str,
)  # fmt: skip
def test_nobody_else_is(wrong: dict[str, str], server: Server, layout: Layout) -> None:
    before = snapshot(layout)
    given = headers(server.host, server.token) | wrong
    given = {name: value.encode("utf-8").decode("latin-1") for name, value in given.items()}
    status, words, _ = said(server.host, given, ACCEPT)
    assert (status, words) == (403, "")
    assert snapshot(layout) == before


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/step", "no JSON"), ("POST", "/step", '["do"]'), ("POST", "/step", '{"do": 1}'),
        ("POST", "/step", '{"do": "ping", "x": "' + "x" * 200_000 + '"}'), ("POST", "/", '{"do": "open"}'),
        ("GET", "/step", ""), ("GET", "/../kept.py", ""), ("GET", "/data/reports.csv", ""),
        ("OPTIONS", "/step", ""), ("PUT", "/step", ACCEPT),
    ],
)  # fmt: skip
def test_what_is_no_step_gets_nothing(
    method: str, path: str, body: str, server: Server, layout: Layout
) -> None:
    before = snapshot(layout)
    try:
        status, words, given = said(server.host, headers(server.host, server.token), body, method, path)
    except ConnectionError:  # hung up on what is too large
        return
    assert status >= 400
    assert REPORT not in words
    assert "Access-Control-Allow-Origin" not in given
    assert snapshot(layout) == before


def test_its_files_hold_nothing_and_are_confined(server: Server) -> None:
    for path in ("/", "/desk.js", "/start.js", "/desk.css"):
        status, words, given = said(server.host, {"Host": server.host}, "", "GET", path)
        assert status == 200
        assert server.token not in words
        assert "default-src 'none'" in given["Content-Security-Policy"]
        assert given["X-Content-Type-Options"] == "nosniff"
    assert said(server.host, {"Host": "example.org"}, "", "GET", "/")[0] == 404
    assert server.server_address[0] == "127.0.0.1"


def test_words_are_never_taken_for_markup() -> None:
    source = (servers.PAGE / "desk.js").read_text(encoding="utf-8")
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|\bstyle=", source) == []


def test_it_ends_with_the_page(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "_LEFT", 0.3)
    with served(layout) as running:
        said(running.host, headers(running.host, running.token), '{"do": "bye"}')
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                said(running.host, {"Host": running.host}, "", "GET", "/")
            except ConnectionError:
                return
            time.sleep(0.1)
    raise AssertionError("it goes on")


# Killed


def started(layout: Layout) -> tuple[subprocess.Popen[str], str, str]:
    """`study review --open` in a process of its own: where it listens, and its token."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(layout.root), REPORT], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, env={**os.environ, "STUDY_TEXTS": str(layout.root / "texts")},
    )  # fmt: skip
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://([\d.:]+)/#(\S+)", line)
    assert found, (line, process.stderr and process.stderr.read())
    return process, found[1], found[2]


@pytest.mark.slow
def test_what_was_done_stands_when_it_is_killed_after_each_step(layout: Layout) -> None:
    one, two, three = (quoted(layout, quote)["figure_id"] for quote in ("5,240", "4,873", "96.5%"))
    steps = [
        ({"do": "accept", "id": one}, lambda: figures(layout)[one]["status"] == "reviewed"),
        ({"do": "correct", "id": two, "column": "role", "value": "plan"},
         lambda: figures(layout)[two]["role"] == "plan"),
        ({"do": "no_figure", "id": three, "reason": "an example"}, lambda: three not in figures(layout)),
        ({"do": "accept_report", "day": "2025-10-01", "how": "looked at"},
         lambda: {row["status"] for row in figures(layout).values()} == {"reviewed"}),
        ({"do": "correct", "id": two, "column": "role", "value": "target", "reason": "r", "who": "w",
          "day": "2025-10-02"}, lambda: load(layout.data).select().figures is not None),
    ]  # fmt: skip
    for step, stands in steps:
        process, host, token = started(layout)
        status, words, _ = said(host, headers(host, token), json.dumps(step))
        process.kill()
        process.communicate()
        assert (status, "problem" in json.loads(words)) == (200, False), words
        assert stands()
        load(layout.data)
        assert unaccounted(layout) == []


@pytest.mark.slow
def test_two_at_once_the_second_is_told(layout: Layout) -> None:
    process, _, _ = started(layout)
    second = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(layout.root), REPORT], capture_output=True, text=True,
        env={**os.environ, "STUDY_TEXTS": str(layout.root / "texts")}, timeout=60, check=False,
    )  # fmt: skip
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate(timeout=30)
    assert second.returncode == 1
    assert f"a review of {REPORT} is under way (process {process.pid}); go on there" in second.stderr
    assert (process.returncode, "figures and statements wait" in told) == (0, True)


@pytest.mark.slow
def test_killed_at_every_step_on_the_disk_the_tables_load(tmp_path: Path) -> None:
    """A program of its own forks for each trial (tests/desk/killed.py)."""
    program = Path(__file__).parent / "killed.py"
    path = os.pathsep.join([str(program.parents[1])])
    ran = subprocess.run(
        [sys.executable, str(program), str(tmp_path)], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": path}, timeout=600,
    )  # fmt: skip
    found = json.loads(ran.stdout or "{}")
    assert found.get("kills", 0) > 20, ran.stderr
    assert found["wrong"] == {}
