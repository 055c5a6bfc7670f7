"""The same page in a cell of JupyterLab: a cell is run, a click accepts a figure, the file says so."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import desks
from analysis.desk.widget import review
from analysis.errors import Busy
from analysis.pages.layout import Layout
from analysis.pages.notebook import code_cell, new_notebook, text_of
from desks import REPORT, figures, session

CELL = """\
from pathlib import Path
from analysis import review
from analysis.pages.layout import Layout
review("vinhlong-en", Layout(Path({root!r})))"""


def test_steps_are_answered_in_the_kernel(tmp_path: Path) -> None:
    layout = desks.study(tmp_path / "study")
    shown = review(REPORT, layout)
    sent: list[dict[str, Any]] = []
    shown.send = sent.append  # type: ignore[method-assign, assignment]
    first = next(iter(figures(layout)))
    shown._handle_custom_msg({"number": 7, "step": {"do": "accept", "id": first}}, [])
    shown._handle_custom_msg({"number": 8, "step": {"do": 3}}, [])
    assert [(each["number"], list(each["answer"]["figures"])) for each in sent] == [(7, [first])]
    assert figures(layout)[first]["status"] == "reviewed"
    with pytest.raises(Busy), session(layout):
        pass
    again = review(REPORT, layout)  # the cell is run once more
    again.close()
    with session(layout) as desk:
        assert desk.summary.endswith("wait for a review")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[tuple[str, Layout]]:
    """JupyterLab on a folder with one notebook that shows a review, and the address of that notebook."""
    layout = desks.study(tmp_path / "study")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = new_notebook([code_cell(CELL.format(root=str(layout.root)), [], {})], kernel)
    (layout.root / "review.ipynb").write_text(text_of(notebook), encoding="utf-8")
    port, token = free_port(), secrets.token_hex(16)
    private = {name: str(tmp_path / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "HOME")}
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}",
         f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={layout.root}", "--allow-root"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, **private, "JUPYTER_PREFER_ENV_PATH": "1"},
    )  # fmt: skip
    try:
        base = f"http://127.0.0.1:{port}"
        _until_there(f"{base}/api?token={token}")
        yield f"{base}/lab/tree/review.ipynb?token={token}", layout
    finally:
        process.terminate()
        process.wait(30)


def _until_there(address: str) -> None:
    end = time.monotonic() + 90
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                json.load(answer)
                return
        except OSError:
            assert time.monotonic() < end, "JupyterLab has not started"
            time.sleep(0.3)


@pytest.mark.slow
def test_a_click_in_jupyterlab_changes_the_file(lab: tuple[str, Layout], chromium: str) -> None:
    from playwright.sync_api import sync_playwright

    address, layout = lab
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.set_default_timeout(90_000)
        page.goto(address)
        _run_first_cell(page)
        page.locator(".study-desk .panel button.main").click()
        _wait(lambda: _reviewed(layout) == 1)
        page.keyboard.press("r")  # a key of the page, and none of JupyterLab's
        page.keyboard.type("plan")
        page.keyboard.press("Enter")
        _wait(lambda: any(row["role"] == "plan" for row in figures(layout).values()))
        page.keyboard.press("x")
        page.locator(".study-desk form").wait_for()
        page.keyboard.press("Escape")
        assert page.locator(".jp-Notebook .jp-Cell").count() == 2  # none is cut; running made the second
        if os.environ.get("DESK_PICTURES"):
            page.screenshot(path=Path(os.environ["DESK_PICTURES"]) / "lab.png")
        browser.close()


def _run_first_cell(page: Any) -> None:
    """Run the cell; a key that is pressed before the kernel is there, as at a first start, goes nowhere."""
    from playwright.sync_api import TimeoutError

    cell, desk = (
        page.locator(".jp-Notebook .cm-content").first,
        page.locator(".study-desk .panel button.main"),
    )
    for _ in range(6):
        cell.click()
        page.keyboard.press("Shift+Enter")
        with suppress(TimeoutError):
            desk.wait_for(timeout=20_000)
            return
    desk.wait_for()


def _reviewed(layout: Layout) -> int:
    return sum(row["status"] == "reviewed" for row in figures(layout).values())


def _wait(holds: Any) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, "it was not written"
        time.sleep(0.1)
