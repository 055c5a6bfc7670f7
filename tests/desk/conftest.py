"""A study for the desk, copied for each test; what it sets in the environment is as before afterwards."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import desks
from analysis.pages.layout import Layout


@pytest.fixture(autouse=True, scope="module")
def texts_as_before() -> Iterator[None]:
    before = os.environ.get("STUDY_TEXTS")
    yield
    os.environ.pop("STUDY_TEXTS", None)
    if before is not None:
        os.environ["STUDY_TEXTS"] = before


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return desks.study(tmp_path_factory.mktemp("desk") / "study").root


@pytest.fixture
def layout(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    root = tmp_path / "study"
    shutil.copytree(template, root)
    monkeypatch.setenv("STUDY_TEXTS", str(root / "texts"))
    return Layout(root)
