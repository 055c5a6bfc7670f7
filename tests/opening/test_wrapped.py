"""A report states the same figures whether it comes as text, as a page, as a Word file or as rich text."""

import os

import pytest

from analysis.opening.opener import opened
from analysis.reading.report import read_text
from corpus import SPECIMENS, rows_of
from opening.wrapping import WRAPPED, stated

CHOSEN = [
    "vi-toan-canh", "vi-mot-cua", "vi-thu-chi", "vi-bien-che", "vi-baocao", "w06-vi-von-xa-dak-lak",
    "en-roundup", "en-outlay", "en-payroll", "en-ledger", "en-islands", "en-portal",
    "fr-national", "fr-staffing", "fr-budget", "fr-reportage", "fr-bilan", "w04-fr-vehicules-son-la",
    "es-national", "es-budget", "es-ward", "es-tramites", "es-portal", "es-reportaje",
]  # fmt: skip
"""With every way to print a number that the four languages have, with lists and with tables."""
ONCE = {row["id"]: row for row in rows_of(SPECIMENS / "specimens.csv") if row["id"] in CHOSEN}
REPORTS = {"haiphong-fr": "fr", "hanoi-es": "es", "hanoi-fr": "fr", "langson-fr": "fr", "national-fr": "fr"}


@pytest.mark.parametrize("form", WRAPPED)
@pytest.mark.parametrize("name", CHOSEN)
def test_a_specimen_states_the_same_figures(name: str, form: str) -> None:
    row = ONCE[name]
    text = (SPECIMENS / f"{name}.txt").read_text(encoding="utf-8")
    found = opened(WRAPPED[form](text), "report")
    told = row["language"], row["published"], row["place"]
    assert found.format == form
    assert stated(found.text, *told) == stated(text, *told)
    assert "777" not in found.text
    assert any("777" in line for line in found.aside)


@pytest.mark.parametrize("form", WRAPPED)
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_states_the_same_figures(name: str, form: str) -> None:
    text = read_text(name)
    if text is None:
        if os.environ.get("STUDY_REQUIRE_TEXTS") == "1":
            pytest.fail(f"the text of {name} is not at hand")
        pytest.skip("its text is not at hand")
    found = opened(WRAPPED[form](text.content), "report").text
    assert stated(found, REPORTS[name], "2025-12") == stated(text.content, REPORTS[name], "2025-12")
