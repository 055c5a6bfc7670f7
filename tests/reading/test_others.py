"""Tokens with digits that are no figures, one row each, and figures that look like them."""

from __future__ import annotations

import pytest

from readings import figures, numbers

NO_FIGURES = [
    ("fr", "selon le décret n° 178/2024/NĐ-CP", ["178/2024/NĐ-CP: reference"]),
    ("fr", "selon le décret n° 178/2025/ND-CP", ["178/2025/ND-CP: reference"]),
    ("fr", "selon le décret 178", ["178: reference"]),
    ("fr", "selon la résolution 57-NQ/TW", ["57-NQ/TW: reference"]),
    ("fr", "selon la dépêche 16/CV-BCĐ", ["16/CV-BCĐ: reference"]),
    ("fr", "selon la conclusion 192-KL/TW", ["192-KL/TW: reference"]),
    ("fr", "le groupe n° 2", ["2: reference"]),
    ("fr", "à 2 niveaux", ["2 niveaux: other"]),
    ("fr", "classée 15e sur 34", ["15e sur 34: ordinal"]),
    ("fr", "au 11e rang", ["11e: ordinal"]),
    ("fr", "en 5 jours", ["5 jours: duration"]),
    ("fr", "à 8h30", ["8h30: other"]),
    ("fr", "au 024 3825 1234", ["024 3825 1234: other"]),
    ("fr", "au 1900 1234", ["1900 1234: other"]),
    ("fr", "Commentaires (0)", ["Commentaires (0): boilerplate"]),
    ("fr", "voir https://example.org/a/123", ["123: address"]),
    ("fr", "écrire à x12@example.org", ["12: address"]),
    ("fr", "contre le COVID-19", ["COVID-19: other"]),
    ("fr", "1. Les dossiers\n2. Les agents", ["1: list_number", "2: list_number"]),
    ("es", "según el Decreto 178/2024/ND-CP", ["178/2024/ND-CP: reference"]),
    ("es", "de 2 niveles", ["2 niveles: other"]),
    ("es", "el grupo n.º 4", ["4: reference"]),
    ("es", "en 5 días", ["5 días: duration"]),
    ("es", "en el puesto 11/34", ["11/34: ordinal"]),
    ("es", "Comentarios (0)", ["Comentarios (0): boilerplate"]),
    ("en", "under Decree No. 67/2025/ND-CP", ["67/2025/ND-CP: reference"]),
    ("en", "under Resolution 57", ["57: reference"]),
    ("en", "ranked 4th out of 34", ["4th out of 34: ordinal"]),
    ("en", "within 15 days", ["15 days: duration"]),
    ("en", "call 1900 9095", ["1900 9095: other"]),
    ("en", "Comment (0)", ["Comment (0): boilerplate"]),
    ("en", "in phase 2", ["2: reference"]),
    ("vi", "chính quyền địa phương 2 cấp", ["2 cấp: other"]),
    ("vi", "theo Nghị định số 178/2024/NĐ-CP", ["178/2024/NĐ-CP: reference"]),
    ("vi", "theo Nghị định 67", ["67: reference"]),
    ("vi", "xếp thứ 11/34", ["11/34: ordinal"]),
    ("vi", "trong 15 ngày", ["15 ngày: duration"]),
    ("vi", "lúc 7 giờ 30", ["7 giờ 30: other"]),
    ("vi", "Bình luận (0)", ["Bình luận (0): boilerplate"]),
    ("en", "Thi Mai, 46, who farms", ["46: other"]),
    ("en", "18 kilometres away", ["18 kilometres: other"]),
    ("en", "hamlets 30km away", ["30km: other"]),
    ("en", "by 5pm", ["5pm: other"]),
    ("en", "in a 4x4", ["4x4: other"]),
    ("en", "on floor 2", ["2: reference"]),
    ("en", "at 39 degrees", ["39 degrees: other"]),
    ("fr", "les 100 premiers jours", ["100 premiers jours: duration"]),
    ("fr", "ouvert 7j/7", ["7j/7: other"]),
    ("vi", "Nghị định 178 và 67.", ["178: reference", "67: reference"]),
    ("vi", "đứng thứ ba", []),
    ("en", "for terms of 3 to 6 months", ["3 to 6 months: duration"]),
    ("en", "In Dam Rong 4, in the hills", ["4: other"]),
    ("vi", "A Lưới 2, vùng cao", ["2: other"]),
    ("es", "Hanói, 3 dic (VNA)", ["3 dic: date"]),
    ("fr", "entre le 3 et le 21 novembre", ["3 et le 21 novembre: period"]),
    ("vi", "mô hình 02 cấp", ["02 cấp: other"]),
    ("en", "scan_0712.jpeg", ["0712: other"]),
    ("es", "véase b07c-91aa.pdf", ["07c-91: other"]),
    ("fr", "comme on l'a dit[14]", ["14: reference"]),
    ("vi", "Ảnh 5: Trung tâm", ["5: reference"]),
    ("vi", "Tiêu chí 4: quy trình", ["4: reference"]),
    ("fr", "au 18, rue Tran Phu", ["18: address"]),
    ("vi", "tại số 5 đường Trần Phú", ["5: address"]),
    ("en", "at 18 Tran Phu Street", ["18: address"]),
    ("es", "en la calle Tran Phu 18", ["18: address"]),
    ("vi", "loại xe 7 chỗ", ["7 chỗ: other"]),
    ("en", "a 16-seat car", ["16-seat: reference"]),
    ("vi", "STT 12 Phường Tân An", ["12: list_number"]),
    ("vi", "công nghệ 4.0", ["4.0: other"]),
    ("en", "version 2.1", ["2.1: reference"]),
    ("en", "open from 8.00 to 16.30", ["8.00 to 16.30: other"]),
    ("es", "a las 9.15 horas", ["9.15 horas: other"]),
    ("en", "about 2/3 of the rooms", ["2/3: other"]),
    ("vi", "khoảng 2/3 số phòng", ["2/3: other"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), NO_FIGURES)
def test_no_figures(language: str, text: str, expected: list[str]) -> None:
    assert (figures(language, text), numbers(language, text)) == ([], expected)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "Une aire de 30 m2 et de 12 cm2.", ["m2: other", "cm2: other"]),
        ("en", "An area of 30 m2 and of 12 m3.", ["m2: other", "m3: other"]),
        ("vi", "Diện tích 30 m2 và 12 m2.", ["m2: other", "m2: other"]),
    ],
)
def test_the_square_of_a_unit_is_no_figure(language: str, text: str, expected: list[str]) -> None:
    assert [quote.partition(" ")[0] for quote in figures(language, text)] == ["30", "12"]
    assert numbers(language, text) == expected


def test_a_document_named_again_by_its_number_alone_is_no_figure() -> None:
    text = "Le décret n° 178/2024/ND-CP est paru. Selon le 178, 45 agents partent."
    assert figures("fr", text) == ["45 = 45 people"]
    assert numbers("fr", text) == ["178/2024/ND-CP: reference", "178: reference"]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "dans 30/34 localités", ["30 = 30 provinces", "34 = 34 provinces"]),
        ("fr", "dans 126/126 communes", ["126 = 126 communes", "126 = 126 communes"]),
        ("fr", "traiter 178 dossiers", ["178 = 178 files"]),
        ("en", "handled 178 files", ["178 = 178 files"]),
        ("es", "trató 178 expedientes", ["178 = 178 files"]),
        ("vi", "xử lý 178 hồ sơ", ["178 = 178 files"]),
        ("vi", "tại 30/34 địa phương", ["30 = 30 provinces", "34 = 34 provinces"]),
    ],
)
def test_figures_that_look_like_something_else(language: str, text: str, expected: list[str]) -> None:
    assert (figures(language, text), numbers(language, text)) == (expected, [])
