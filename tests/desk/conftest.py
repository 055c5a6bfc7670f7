"""What the desk's studies set in the environment is as before when a file of tests has ended."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def texts_as_before() -> Iterator[None]:
    before = os.environ.get("STUDY_TEXTS")
    yield
    os.environ.pop("STUDY_TEXTS", None)
    if before is not None:
        os.environ["STUDY_TEXTS"] = before
