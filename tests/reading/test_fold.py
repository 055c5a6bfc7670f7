"""The view that reading looks at, and that it leads back to the text as it is."""

from __future__ import annotations

import unicodedata

import pytest

from analysis.reading.fold import fold
from analysis.reading.reader import Row, read
from readings import uncovered

PLAIN = "Au 30 août 2025, la commune a reçu 4 318 dossiers, dont 4 071 réglés à temps."
VIETNAMESE = "Đến ngày 30/9/2025, các xã đã tiếp nhận 4.318 hồ sơ, giải quyết đúng hạn 4.071 hồ sơ."


def apart(text: str) -> str:
    """The text with every accent behind its letter."""
    return unicodedata.normalize("NFD", text)


def misread(text: str, encoding: str = "cp1252") -> str:
    """The text in UTF-8, decoded as an encoding of one byte a letter."""
    return text.encode("utf-8").decode(encoding)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (PLAIN, PLAIN),
        (apart(PLAIN), PLAIN),
        (apart(VIETNAMESE), VIETNAMESE),
        (misread("La région a traité 12 dossiers."), "La région a traité 12 dossiers."),
        (misread("XÃ HỘI", "latin-1"), "XÃ HỘI"),
        ("XÃ HỘI và 12 hồ sơ", "XÃ HỘI và 12 hồ sơ"),
        ("12\u200b345 dos\u00adsiers", "12345 dossiers"),
        ("\ufeffLa commune", "La commune"),
        ("La commune a reçu\n12 dossiers.", "La commune a reçu 12 dossiers."),
        ("La commune a reçu 94\n402 dossiers.", "La commune a reçu 94 402 dossiers."),
        ("La commune a fini.\nLe quartier aussi.", "La commune a fini.\nLe quartier aussi."),
        ("Un titre\nLe quartier compte 12 agents.", "Un titre\nLe quartier compte 12 agents."),
        ("Les quartiers ont reçu\n3. Douze dossiers", "Les quartiers ont reçu\n3. Douze dossiers"),
    ],
)
def test_the_view_of_a_text(text: str, seen: str) -> None:
    assert fold(text).text == seen


@pytest.mark.parametrize("text", [apart(PLAIN), misread("Ils ont reçu 12 dossiers"), "12\u200b345 \u00adfin"])
def test_every_place_of_the_view_lies_in_the_text_and_in_order(text: str) -> None:
    view = fold(text)
    spans = [view.span(at, at + 1) for at in range(len(view.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)


def test_a_plain_text_is_its_own_view() -> None:
    assert (fold(PLAIN).text, fold(PLAIN).span(3, 5)) == (PLAIN, (3, 5))


HIDDEN = PLAIN.replace(" dos", " \u200bdos")


@pytest.mark.parametrize(
    ("changed", "text"),
    [(apart(PLAIN), PLAIN), (apart(VIETNAMESE), VIETNAMESE), (misread(PLAIN), PLAIN), (HIDDEN, PLAIN)],
)
def test_figures_of_a_changed_text_quote_it_and_mean_the_same(changed: str, text: str) -> None:
    told, plain = read(changed, published="2025-11"), read(text, published="2025-11")
    assert [changed[int(row["start"]) : int(row["end"])] for row in told.figures] == [
        row["quote"] for row in told.figures
    ]
    assert [meaning(row) for row in told.figures] == [meaning(row) for row in plain.figures]
    assert uncovered(changed, told) == []


def meaning(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in ("measure", "value", "unit", "period_start", "period_end", "place"))


FRENCH = "Près de l'île, où l'on a déjà contrôlé la forêt en août : Événement naïf."
SPANISH = "Según el barrio, más trámites en línea este año; ¿cuántos pingüinos?"
ONE_BYTE = ["cp1252", "cp1250", "cp1258", "latin-1", "iso8859-15", "iso8859-16"]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [*((text, encoding) for text in (FRENCH, SPANISH) for encoding in ONE_BYTE),
     *((VIETNAMESE, encoding) for encoding in ("latin-1", "iso8859-15", "iso8859-16"))],
)  # fmt: skip
def test_a_wrong_round_is_undone_in_the_encoding_that_makes_most_sense(text: str, encoding: str) -> None:
    assert fold(misread(text, encoding)).text == text
