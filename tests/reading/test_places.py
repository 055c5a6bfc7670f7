"""Which province a text is about."""

from __future__ import annotations

import pytest

from analysis.reading.language import read_language
from analysis.reading.places import Places
from analysis.table.vocabulary import COUNTRY


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hanoi counted its files. Hanoi is pleased, Hai Phong less so.", "VN-HN"),
        ("Hanoi, Hai Phong and Lang Son counted their files.", COUNTRY),
        ("Hà Nội và Hanoi", "VN-HN"),
        ("The wards counted their files. https://baolangson.vn/a-1.html", "VN-09"),
        ("Hue counted its files. Hue! https://baolangson.vn/a-1.html", "VN-26"),
        ("The wards counted their files. https://example.org/a-1.html", COUNTRY),
        ("", COUNTRY),
    ],
)
def test_the_place_of_a_text_is_the_one_it_names_most(text: str, code: str) -> None:
    assert Places(text, read_language("en")).main() == code


def test_a_province_begins_with_a_capital() -> None:
    named = Places("He will hue and cry in Hue, hue.", read_language("en")).named
    assert [each.code for each in named] == ["VN-26"]
