"""The committed notebooks show what the tables and the package of today give."""

from __future__ import annotations

from analysis.pages.layout import HERE
from analysis.pages.running.refresh import stale


def test_no_committed_output_is_older_than_data_or_code() -> None:
    assert stale(HERE) == [], "call make notebooks"
