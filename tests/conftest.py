"""What several tests need from outside the repository: the reports' texts, a browser, another time."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from analysis.files import DATA, ROOT, read_rows
from analysis.reading.report import texts_folder
from analysis.table.vocabulary import REPORT_COLUMNS

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def texts() -> Path:
    """The folder that holds the text of every registered report."""
    folder = texts_folder()
    names = [f"{row['report_id']}.txt" for row in read_rows(DATA / "reports.csv", REPORT_COLUMNS)]
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        _without(f"{', '.join(missing)}: not among the texts (see STUDY_TEXTS)", "STUDY_REQUIRE_TEXTS")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium that can be driven without a screen."""
    return _program(BROWSERS, "Chromium", "STUDY_REQUIRE_BROWSER")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """A browser that tests drive, a page each."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def soffice() -> str:
    """The path of LibreOffice."""
    return _program(["soffice"], "LibreOffice", "STUDY_REQUIRE_OFFICE")


@pytest.fixture(scope="session")
def faketime() -> str:
    """The path of the command that starts another one at a different time."""
    return _program(["faketime"], "faketime", "STUDY_REQUIRE_FAKETIME")


def _program(names: Sequence[str], what: str, required: str) -> str:
    """The path of the first of these programs that is there."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        _without(f"no {what} on this machine", required)
    return str(found)


def _without(reason: str, required: str) -> None:
    if os.environ.get(required) == "1":
        pytest.fail(f"{reason}, and {required}=1")
    pytest.skip(reason)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test in a browser or with an office is a slow one."""
    for item in items:
        if {"chromium", "soffice"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
