"""A small made-up data folder that tests may break."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from made import write_data


@pytest.fixture
def make_data(tmp_path: Path) -> Callable[..., Path]:
    """`write_data` into a folder of the test's own."""
    return partial(write_data, tmp_path)
