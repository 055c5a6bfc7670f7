"""Citations: what they name, what they escape, and where the site's address comes from."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.errors import StudyError
from analysis.files import ROOT, write_text
from analysis.pages.inputs import common_inputs, data_digest, versions
from analysis.pages.layout import HERE, Layout
from analysis.pages.rendering.allowed import refused
from analysis.pages.rendering.taking.citation import citation_of, cite_snippet
from analysis.table.figures import Figure
from analysis.table.register import Report
from made import REPORT, figure, write_data
from told import study_of

CFF = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
HOSTILE = '</code><script>x()</script> \\end{x} 100% {a} "q"'


def of(folder: Path, cff: str = "") -> Layout:
    write_data(folder / "data") if (folder / "data").mkdir(parents=True) is None else None
    if cff:
        write_text(folder / "CITATION.cff", cff)
    return Layout(folder)


def one(**columns: str) -> tuple[Figure, Report]:
    study = study_of([figure(10, **columns)])
    return study.figures[0], Report(**REPORT)


def test_the_data_are_named_by_the_hash_of_their_tables_alone(tmp_path: Path) -> None:
    layout = of(tmp_path)
    named = [f"{name} {digest}" for name, digest in common_inputs(layout).items() if name.startswith("data/")]
    assert data_digest(layout) == hashlib.sha256("\n".join(named).encode()).hexdigest()[:12]
    before = data_digest(layout)
    write_text(layout.root / "src" / "analysis" / "a.py", "")
    assert data_digest(layout) == before
    write_text(layout.data / "accepted.csv", "claim_id,reason,who,date\nx,y,z,2026-01-01\n")
    assert data_digest(layout) != before


def test_the_version_of_the_citation_file_is_the_package_s() -> None:
    assert re.findall(r"^version: (.+)$", CFF, re.MULTILINE) == [versions()["two-tier-study"]]
    assert citation_of(HERE).version == versions()["two-tier-study"]


def test_a_study_without_files_of_its_own_is_cited_as_this_one(tmp_path: Path) -> None:
    cited = citation_of(of(tmp_path))
    assert (cited.title, cited.licence.short) == (citation_of(HERE).title, "CC BY 4.0")
    assert cited.data != citation_of(HERE).data


def test_addresses_are_permanent_where_the_site_has_one_and_relative_otherwise(tmp_path: Path) -> None:
    here = citation_of(of(tmp_path / "a"))
    assert here.page("index", "First").address == "index.html"
    assert "url" not in here.page("index", "First").bibtex
    there = citation_of(of(tmp_path / "b", f"{CFF}url: https://example.org/study\n"))
    reference = there.page("index", "First")
    assert reference.address == "https://example.org/study/index.html"
    assert "url = {https://example.org/study/index.html}" in reference.bibtex
    assert reference.text.endswith(reference.address)


@pytest.mark.parametrize(
    "url", ["javascript:x()", "example.org", "https://a b", "https://a?q=1", "'https://a\"'"]
)
def test_an_address_that_is_none_is_refused_with_the_way_out(tmp_path: Path, url: str) -> None:
    with pytest.raises(StudyError, match="url is"):
        citation_of(of(tmp_path, f"{CFF}url: {url}\n"))


def test_a_figure_is_cited_with_the_report_that_states_it() -> None:
    stated, report = one(value="97.390", unit="percent", measure="on_time_rate", quote="97,390 %")
    reference = citation_of(HERE).figure(stated, report, "r.html#fig-first-10", "On time")
    said = "On time: 97.390% (first:10), stated by A paper, A report, September 2025, https://example.org/a."
    assert said in reference.text
    assert reference.text.endswith("r.html#fig-first-10")
    unread, _ = one(status="read")
    assert "(first:10, not reviewed)" in citation_of(HERE).figure(unread, report, "", "Files").text


def test_hostile_words_stay_words_in_html_and_bibtex() -> None:
    stated, report = one()
    cited = replace(citation_of(HERE), title=HOSTILE)
    reference = cited.figure(stated, replace(report, title=f"{HOSTILE}\n\x07\u202e"), "", HOSTILE)
    assert "<script>" not in cite_snippet(cited, "p", HOSTILE)
    assert [each for each in refused(cite_snippet(cited, "p", HOSTILE)) if each != "no policy"] == []
    assert r"\textbackslash{}end\{x\} 100\% \{a\}" in reference.bibtex
    depth = 0
    for sign in re.sub(r"\\[{}]", "", reference.bibtex):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", reference.text + reference.bibtex)
