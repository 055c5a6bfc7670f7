"""Whose figure it is where that is no place, of which class, and per what; and how a whole text speaks."""

from __future__ import annotations

import pytest

from analysis.reading.aspects import CLASSES, holders_of
from analysis.reading.language import read_language
from analysis.reading.reader import Row, read
from analysis.table.catalogue import read_breakdowns
from analysis.table.vocabulary import PER
from readings import LANGUAGES


def figure(language: str, text: str, quote: str) -> Row:
    """The one figure that a text has on a quote."""
    (found,) = [
        row for row in read(text, language=language, published="2025-11-20").figures if row["quote"] == quote
    ]
    return found


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "The Ministry of Finance agreed, the State Bank of Vietnam did not.",
         ["Ministry of Finance", "State Bank of Vietnam"]),
        ("fr", "Le ministère des Finances a répondu.", ["ministère des Finances"]),
        ("es", "El Ministerio de Salud respondió.", ["Ministerio de Salud"]),
        ("vi", "Theo Bộ Tài chính, Bộ Y tế.", ["Bộ Tài chính", "Bộ Y tế"]),
        ("en", "The ministry answered.", []),
    ],
)  # fmt: skip
def test_bodies_that_a_text_names(language: str, text: str, names: list[str]) -> None:
    found = holders_of(text, read_language(language))
    assert [name for _, _, name in found] == names
    assert [text[start:end] for start, end, _ in found] == names


@pytest.mark.xfail(reason="two bodies that a word joins are read as one", strict=True)
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Ministry of Finance and the State Bank of Vietnam agreed."),
        ("vi", "Bộ Tài chính và Bộ Y tế."),
    ],
)
def test_bodies_that_are_joined_are_two(language: str, text: str) -> None:
    assert len(holders_of(text, read_language(language))) == 2


@pytest.mark.parametrize(
    ("language", "text", "quote", "per"),
    [
        ("en", "The centre receives 350 files per day.", "350", "day"),
        ("es", "La oficina recibe 350 expedientes al día.", "350", "day"),
        ("fr", "Le guichet reçoit 350 dossiers par jour.", "350", "day"),
        ("vi", "Bình quân mỗi ngày trung tâm tiếp nhận 350 hồ sơ.", "350", "day"),
        ("en", "The centre received 350 files on that day.", "350", ""),
    ],
)
def test_an_average_says_per_what(language: str, text: str, quote: str, per: str) -> None:
    found = figure(language, text, quote)
    assert (found["measure"], found["per"]) == ("files_received", per)


def test_a_class_of_a_total_is_its_breakdown() -> None:
    found = figure("en", "In October 2025 the ward received 1,320 files in person.", "1,320")
    assert (found["measure"], found["breakdown"]) == ("files_received", "in_person")


def test_a_class_with_a_measure_of_its_own_is_no_breakdown() -> None:
    found = figure("en", "In October 2025, 1,320 files were submitted online.", "1,320")
    assert (found["measure"], found["breakdown"]) == ("files_online", "")


def test_a_ministry_s_own_rate_is_held_by_it() -> None:
    text = "By 31 October 2025 the Ministry of Health had disbursed 41.2% of its plan."
    found = figure("en", text, "41.2%")
    assert (found["measure"], found["holder"]) == ("disbursement_rate", "Ministry of Health")


def test_classes_are_words_of_the_catalogue() -> None:
    assert set(CLASSES.values()) <= set(read_breakdowns())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_average_is_one_of_the_study(language: str) -> None:
    assert set(read_language(language).per) <= set(PER)


def test_the_role_of_a_figure_depends_on_how_the_whole_text_speaks() -> None:
    """A plan of targets, item after item, need not say so in each of them."""
    told = read(
        "Mục tiêu phấn đấu năm 2026\n\n- Phấn đấu tỷ lệ hồ sơ đúng hạn đạt 98%.\n"
        "- Phấn đấu giải ngân đạt 100% kế hoạch.\n- Mục tiêu: hồ sơ trực tuyến đạt 90%.\n",
        language="vi", published="2026-01-05",
    ).figures  # fmt: skip
    assert [row["role"] for row in told] == ["target"] * 3
    told = read("Năm 2025, tỷ lệ hồ sơ đúng hạn đạt 98%.", language="vi", published="2026-01-05").figures
    assert [row["role"] for row in told] == ["observed"]
