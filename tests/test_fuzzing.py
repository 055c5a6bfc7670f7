"""Specimens changed at random keep what is promised of every input; `make fuzz` takes longer over it."""

from __future__ import annotations

import os

import pytest

from fuzzing import TARGETS, fuzzed

SECONDS = float(os.environ.get("FUZZ_SECONDS", "5"))


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS)
def test_what_is_changed_at_random_is_read_or_refused(target: str) -> None:
    found = fuzzed(target, SECONDS)
    assert found.wrong == {}
    assert found.trials
