"""The page of a review in a browser: how few keys it takes, that they suffice, that no report can hurt it."""

from __future__ import annotations

import http.server
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

import desks
from analysis.files import read_rows, write_rows
from analysis.pages.layout import Layout
from analysis.registering import tables_of
from analysis.table.register import read_register_rows
from analysis.table.vocabulary import CORRECTION_COLUMNS, FIGURE_COLUMNS
from desks import REPORT, edit, figures, numbers, quoted, served, snapshot, statements
from made import Row

MORE = """

In August the four units received 6,104 files and returned 5,870; 96.2% of these were on time. The province
has trained 412 officials and seconded 37 of them. It gave 124 units 1,450 computers.

Phuoc Hau ward received 1,310 files in August. Tan Quoi commune has 29 officials and lacks 5 of them.

The province has disbursed VND 4,210 billion, or 58.3% of the plan.
"""
PATIENCE = 10_000
"""Milliseconds."""


@contextmanager
def opened(browser: Any, layout: Layout, **context: Any) -> Iterator[Any]:
    """The page of the report's review; whatever it complains of fails the test."""
    with served(layout) as server:
        page = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **context}).new_page()
        page.set_default_timeout(PATIENCE)
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(server.address)
        page.wait_for_selector(".rows button")
        page.wait_for_selector(".panel h2")
        try:
            yield page
        finally:
            page.context.close()
        assert wrong == []


def until(holds: Any) -> None:
    """Wait for what the page writes."""
    end = time.monotonic() + PATIENCE / 1000
    while not holds():
        assert time.monotonic() < end, "it was not written"
        time.sleep(0.05)


@dataclass
class Person:
    """Somebody at the page, whose keys and clicks are counted."""

    page: Any
    keys: int = 0
    clicks: int = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1 + key.startswith("Shift+")

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.keys += len(words)

    def field(self, key: str, words: str) -> None:
        """Open a field, say what belongs there, leave it."""
        self.press(key)
        self.page.wait_for_selector(".editor input")
        self.type(words)
        self.press("Enter")
        self.page.wait_for_selector(".editor", state="detached")

    def click(self, figure_id: str) -> None:
        self.page.locator(f'[data-ids~="{figure_id}"]').first.click()
        self.clicks += 1


# How few keys it takes


WRONG: dict[str, tuple[dict[str, str], tuple[str, str]]] = {
    "5,240": ({"measure": "files_processed"}, ("m", "files rec")),
    "96.5%": ({"measure": "unclassified", "unit": "percent"}, ("m", "share on")),
    "31": ({"role": "plan"}, ("r", "obs")),
    "6 or 7": ({"locality": "Long Chau"}, ("l", "Cai Nhum")),
    "102": ({"place": "VN-49"}, ("p", "dong t")),
    "412": ({"value": "4120"}, ("v", "412")),
    "1,310": ({"qualifier": "about"}, ("q", "ex")),
}
"""By a figure's quote what the reader has made of it wrongly, and what a person types to mend that."""


def test_thirty_figures_eight_of_them_wrong_take_80_keys_and_12_clicks(
    browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = desks.study(tmp_path / "study", desks.RIVERSIDE.rstrip() + MORE.encode())
    right = figures(layout)
    ids = {quote: quoted(layout, quote)["figure_id"] for quote in (*WRONG, "85")}
    assert len(right) == 30, [row["quote"] for row in right.values()]
    right[ids["6 or 7"]] |= {"locality": "Cai Nhum"}
    write_rows(tables_of(REPORT, layout.data)[0], FIGURE_COLUMNS, right.values())
    for quote, (columns, _) in WRONG.items():
        edit(layout, ids[quote], **columns)
    read = figures(layout)
    with opened(browser, layout) as page:
        person = Person(page)
        for quote, (_, (key, words)) in WRONG.items():
            person.click(ids[quote])
            person.field(key, words)
        person.click(ids["85"])
        person.press("x", "Enter")
        person.press("Shift+A")
        page.wait_for_selector("form")
        person.press("Enter")
        until(lambda: {row["status"] for row in figures(layout).values()} == {"reviewed"})
        page.locator(".count", has_text="accepted").wait_for()
    wanted = {name: row | {"doubt": "", "status": "reviewed"} for name, row in right.items()}
    del wanted[ids["85"]]
    assert figures(layout) == wanted
    assert all(row["status"] == "reviewed" for row in statements(layout))
    by_hand = typed_by_hand(read, wanted, numbers(layout))
    print(f"{person.keys} keys and {person.clicks} clicks; by hand {by_hand} signs, and finding the cells")
    assert (person.keys <= 80, person.clicks <= 12) == (True, True), (person.keys, person.clicks)


def typed_by_hand(read: dict[str, Row], wanted: dict[str, Row], others: list[Row]) -> int:
    """What a person types who edits the files: new cells, `reviewed` in the rows touched, a row of numbers,
    and the command that accepts the rest; deleting, and finding row and column, are not counted.
    """
    cells = 0
    for name, row in wanted.items():
        different = [column for column in FIGURE_COLUMNS[5:-3] if row[column] != read[name][column]]
        cells += sum(len(row[column]) for column in different) + len("reviewed") * bool(different)
    (number,) = (row for row in others if row["reason"].startswith("looked at"))
    return cells + len(",".join(number.values())) + len(f"study review {REPORT} --accept --on 2025-10-01")


# Keys alone


def test_keys_alone_suffice(browser: Any, tmp_path: Path) -> None:
    layout = desks.study(tmp_path / "study")
    doubtful = [row["figure_id"] for row in figures(layout).values() if row["doubt"]]
    first, *_ = doubtful
    with opened(browser, layout) as page:
        page.wait_for_selector(".chip")  # what the reader considered has come
        page.keyboard.press("2")
        until(lambda: figures(layout)[first]["period_end"] == "2025-08-05")
        page.keyboard.press("z")
        until(lambda: figures(layout)[first]["doubt"])
        page.keyboard.press("d")
        page.keyboard.type("2025-08-05")
        page.keyboard.press("Enter")
        until(lambda: figures(layout)[first]["period_start"] == "")
        page.keyboard.press("n")
        page.keyboard.press("Enter")
        until(lambda: figures(layout)[doubtful[1]]["status"] == "reviewed")
        page.keyboard.press("m")  # then down the list, and away
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Escape")
        page.keyboard.press("i")
        page.keyboard.type("24 seats")
        page.keyboard.press("Enter")  # the words hold a figure: nothing is found
        page.wait_for_selector(".notice.wrong")
        page.keyboard.press("i")
        page.keyboard.type("third")
        page.keyboard.press("Escape")
        page.keyboard.press("g")
        page.keyboard.press("c")
        page.keyboard.type("diff")
        page.keyboard.press("Enter")
        until(lambda: any(row["status"] == "reviewed" for row in statements(layout)))
        count = len(statements(layout))
        page.keyboard.press("j")
        page.keyboard.press("x")
        until(lambda: len(statements(layout)) == count - 1)
        page.keyboard.press("?")
        assert "accept the report" in page.inner_text(".help")
        page.keyboard.press("Escape")
        page.keyboard.press("Shift+A")
        page.keyboard.press("Enter")
        until(lambda: {row["status"] for row in figures(layout).values()} == {"reviewed"})
        day = page.evaluate(
            "new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10)"
        )
    row = next(
        each for each in read_register_rows(layout.data / "reports.csv") if each["report_id"] == REPORT
    )
    assert row["reviewed_on"] == day


def test_what_is_typed_is_held_against_the_rules(browser: Any, tmp_path: Path) -> None:
    layout = desks.study(tmp_path / "study")
    before = snapshot(layout)
    with opened(browser, layout) as page:
        page.keyboard.press("v")
        page.keyboard.type("4,000")
        page.locator(".problem", has_text="97.39").wait_for()
        page.keyboard.press("Enter")
        page.wait_for_selector(".notice.wrong")
        assert page.input_value(".editor input") == "4,000"  # to be mended where it stands
        page.keyboard.press("Escape")
        page.keyboard.press("m")
        page.keyboard.type("share on")
        assert page.locator("[role=option]").first.inner_text().startswith("Share on time")
    assert snapshot(layout) == before


def test_a_missed_figure_is_selected_in_the_text(browser: Any, tmp_path: Path) -> None:
    text = "Hà Nội 🎉 opens.\n\nIn July 2025 the wards received 7 thousand files.\n".encode()
    layout = desks.study(tmp_path / "study", text)
    row = next(iter(figures(layout).values()))
    with opened(browser, layout) as page:
        page.keyboard.press("x")
        page.wait_for_selector("form")
        page.keyboard.press("Enter")
        until(lambda: not figures(layout))
        page.evaluate(
            """() => {
              const spans = [...document.querySelectorAll('.text span')];
              const span = spans.find((each) => each.textContent.startsWith('7'));
              const range = document.createRange();
              range.setStart(span.firstChild, 0);
              range.setEnd(span.firstChild, span.firstChild.length);
              getSelection().removeAllRanges();
              getSelection().addRange(range);
            }"""
        )
        page.keyboard.press("i")
        until(lambda: len(figures(layout)) == 1)
        page.wait_for_selector(".editor input")  # its measure is asked for
    (added,) = figures(layout).values()
    same = ("figure_id", "start", "end", "quote", "value")
    assert [added[name] for name in same] == [row[name] for name in same]


def test_a_missed_statement_is_added_by_keys_and_undone(browser: Any, tmp_path: Path) -> None:
    layout = desks.study(tmp_path / "study")
    before = statements(layout)
    with opened(browser, layout) as page:
        keys = page.keyboard
        keys.press("g")
        keys.press("i")
        for words in ("Complaints about", "by telephone", "difficulty"):
            keys.type(words)
            keys.press("Tab")
        keys.type("proc")
        keys.press("Enter")
        until(lambda: len(statements(layout)) == len(before) + 1)
        page.wait_for_selector("[aria-current] .read:text('difficulty, procedures')")
        keys.press("z")
        until(lambda: statements(layout) == before)
        keys.press("i")
        for words in ("Complaints about", "by telephone", "deadline"):
            keys.type(words)
            keys.press("Tab")
        keys.press("Enter")
        page.wait_for_selector("form h2:text('By which day?')")
        keys.type("2025-12-31")
        keys.press("Enter")
        until(lambda: len(statements(layout)) == len(before) + 1)
    (added,) = [row for row in statements(layout) if row not in before]
    text = (layout.root / "texts" / f"{REPORT}.txt").read_text(encoding="utf-8")
    words = text[int(added["start"]) : int(added["end"])]
    assert words == "Complaints about counters can be made by telephone"
    assert (added["kind"], added["due"], added["status"]) == ("deadline", "2025-12-31", "reviewed")


def test_an_accepted_report_asks_why(browser: Any, tmp_path: Path) -> None:
    layout = desks.study(tmp_path / "study")
    with desks.session(layout) as desk:
        desk.answer({"do": "accept_report", "day": "2025-10-01", "how": "looked at"})
    before = quoted(layout, "5,240")
    with opened(browser, layout) as page:
        page.locator(f'[data-ids~="{before["figure_id"]}"]').first.click()
        page.keyboard.press("r")
        page.keyboard.type("plan")
        page.keyboard.press("Enter")
        for words in ("the words say so", "somebody"):
            page.wait_for_selector("form")
            page.keyboard.type(words)
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        until(lambda: read_rows(layout.data / "corrections.csv", CORRECTION_COLUMNS))
    (row,) = read_rows(layout.data / "corrections.csv", CORRECTION_COLUMNS)
    assert (row["becomes"], row["reason"], row["who"]) == ("plan", "the words say so", "somebody")
    assert quoted(layout, "5,240") == before


def test_a_change_on_the_disk_is_said_and_shown(browser: Any, tmp_path: Path) -> None:
    layout = desks.study(tmp_path / "study")
    row = quoted(layout, "5,240")
    with opened(browser, layout) as page:
        page.locator(f'[data-ids~="{row["figure_id"]}"]').first.click()
        edit(layout, row["figure_id"], value="7777")
        page.locator(".notice", has_text="changed on disk").wait_for()
        assert "7777" in page.inner_text(".panel")


# What a report cannot do

HOSTILE = (
    '<img src=x onerror="document.title=1"><script>document.title=2</script> In July 2025 Hanoi received '
    "5,240 files </span></div><style>*{display:none}</style> and \u202e123 files\u202c. &lt;b&gt; {{7*7}} "
    "javascript:alert(1) The wards lack computers.\n"
)


def test_a_hostile_report_is_text(browser: Any, tmp_path: Path) -> None:
    title = "<img src=x onerror='document.title=3'>"
    layout = desks.study(tmp_path / "study", HOSTILE.encode(), title)
    for row in figures(layout).values():
        edit(layout, row["figure_id"], source="<script>document.title=4</script>", note="<b>5</b>")
    with opened(browser, layout) as page:
        assert page.title() == "Review"
        assert page.evaluate("document.querySelector('.text').textContent") == HOSTILE
        assert page.inner_text("h1") == title
        assert page.locator("#desk :is(img, b, style, script, iframe, a)").count() == 0
        assert page.locator(".panel").inner_text().count("<script>") == 1


def test_another_site_can_neither_read_nor_write(browser: Any, tmp_path: Path) -> None:
    layout = desks.study(tmp_path / "study")
    handler = http.server.SimpleHTTPRequestHandler
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<title>elsewhere</title>", encoding="utf-8")
    site = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), lambda *given: handler(*given, directory=str(tmp_path / "site"))
    )
    Thread(target=site.serve_forever, daemon=True).start()
    before = snapshot(layout)
    with served(layout) as server:
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{site.server_address[1]}/")
        tried = page.evaluate(
            """async ([host, token]) => {
              const body = '{"do": "accept_report", "day": "2025-10-01", "how": "x"}';
              const step = { method: 'POST', body };
              const tries = [
                () => fetch(`http://${host}/step`, { ...step, headers: { 'X-Study-Token': token } }),
                () => fetch(`http://${host}/step`, { ...step, mode: 'no-cors', credentials: 'include' }),
                () => fetch(`http://${host}/`),
                () => new Promise((resolve, reject) => {
                  const frame = document.createElement('iframe');
                  frame.src = `http://${host}/`;
                  frame.onload = () => {
                    try { resolve(frame.contentDocument.body.innerText); } catch { reject(); }
                  };
                  document.body.append(frame);
                }),
              ];
              return Promise.all(tries.map((one) => one().then(
                (got) => (got?.type === 'opaque' || !got ? 'nothing' : 'something'), () => 'nothing')));
            }""",
            [server.host, server.token],
        )
        page.close()
    site.shutdown()
    assert tried == ["nothing"] * 4
    assert snapshot(layout) == before


# How it looks


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(scheme: str, width: int, browser: Any, tmp_path: Path) -> None:
    import axe_playwright_python

    layout = desks.study(tmp_path / "study")
    axe = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    with opened(browser, layout, color_scheme=scheme, viewport={"width": width, "height": 800}) as page:
        page.wait_for_selector(".chip")
        page.evaluate(axe)
        for keys in ("", "m", "Escape g", "Shift+A", "Escape ?", "Escape g j", "Escape g Enter Enter x"):
            for key in keys.split():
                page.keyboard.press(key)
            page.wait_for_timeout(200)
            told = page.evaluate("axe.run()")
            if told["violations"]:
                found[keys] = [
                    f"{each['id']}: {node['html'][:90]}"
                    for each in told["violations"]
                    for node in each["nodes"]
                ]
    assert found == {}


def test_a_phone_scrolls_nothing_sideways_and_reaches_all(browser: Any, tmp_path: Path) -> None:
    layout = desks.study(tmp_path / "study")
    with opened(browser, layout, viewport={"width": 390, "height": 780}, has_touch=True) as page:
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
        page.locator(".rows button").nth(4).tap()
        page.locator(".panel button.main").tap()
        until(lambda: any(row["status"] == "reviewed" for row in figures(layout).values()))
        page.get_by_role("button", name="Undo").tap()
        until(lambda: all(row["status"] == "read" for row in figures(layout).values()))
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 390


def test_500_figures_open_in_a_second(browser: Any, tmp_path: Path) -> None:
    layout = desks.many(tmp_path / "many")
    took = []
    with served(layout) as server:
        for _ in range(3):
            page = browser.new_page()
            begin = time.perf_counter()
            page.goto(server.address)
            page.wait_for_selector(".text .figure")
            page.wait_for_selector(".rows button")
            took.append(time.perf_counter() - begin)
            page.close()
    print(f"{len(figures(layout))} figures: {min(took):.2f} s, of {took}")
    assert len(figures(layout)) >= 500
    assert min(took) < 10, "1 s on a quiet machine"
