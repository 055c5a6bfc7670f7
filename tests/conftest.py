"""What several tests need from outside the repository: the reports' texts, a browser, another time."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

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
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        _without("no Chromium on this machine", "STUDY_REQUIRE_BROWSER")
    return str(found)


@pytest.fixture(scope="session")
def soffice() -> str:
    """The path of LibreOffice."""
    found = shutil.which("soffice")
    if found is None:
        _without("no LibreOffice on this machine", "STUDY_REQUIRE_OFFICE")
    return str(found)


@pytest.fixture(scope="session")
def faketime() -> str:
    """The path of the command that starts another one at a different time."""
    found = shutil.which("faketime")
    if found is None:
        _without("no faketime on this machine", "STUDY_REQUIRE_FAKETIME")
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
