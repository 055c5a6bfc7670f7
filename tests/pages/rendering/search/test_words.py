"""Words, numbers and ids as the index keeps them, and as the browser looks for them: one table for both."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

import searching
from analysis.pages.rendering.search.words import plain, seen, slug, words_of

WORDS = {
    "402 282": [["402282"]],
    "402\u00a0282; 402\u202f282": [["402282"], ["402282"]],
    "402,282": [["402282", "402.282"]],
    "402.282": [["402282", "402.282"]],
    "402282": [["402282"]],
    "97,39 %": [["97.39", "~9739"]],
    "97.39%": [["97.39", "~9739"]],
    "4 063,6": [["4063.6", "~40636"]],
    "1.234.567,50": [["1234567.50", "~123456750"]],
    "12\t413 036": [["12"], ["413036"]],
    "in 2025 402 282 files": [["in"], ["2025"], ["402282"], ["files"]],
    "1,2 and 3": [["1.2", "~12"], ["and"], ["3"]],
    "126/126": [["126"], ["126"]],
    "2025-08-19": [["2025"], ["08"], ["19"]],
    "178/2024/ND-CP": [["178"], ["2024"], ["nd"], ["cp"]],
    "1,234 567": [["1234", "1.234"], ["567"]],
    "đơn vị": [["don", "đơn"], ["vi", "vị"]],
    "ĐƠN VỊ": [["don", "đơn"], ["vi", "vị"]],
    "d\u031b đo\u031bn vi\u0323": [["d", "d\u031b"], ["don", "đơn"], ["vi", "vị"]],
    "Hà Nội": [["ha", "hà"], ["noi", "nội"]],
    "ΚΌΣΜΟΣ": [["κοσμοσ", "κόσμοσ"]],
    "İstanbul": [["istanbul", "i\u0307stanbul"]],
    "km² ﬁle ５": [["km2"], ["file"], ["5"]],
    "soft\u00adhyphen zero\u200bwidth": [["softhyphen"], ["zerowidth"]],
    "l’année": [["l"], ["annee", "année"]],
    "hanoi-fr:2888": [["hanoi-fr:2888", "hanoi-fr"]],
    "(hanoi-fr:s12, a.b_c:9.2)": [["hanoi-fr:s12", "hanoi-fr"], ["a.b-c:9.2", "a.b-c"]],
    "01-staffing.share_paid": [["01"], ["staffing"], ["share"], ["paid"]],
    "note: 5": [["note"], ["5"]],
    "5k VND500m": [["5k"], ["vnd500m"]],
    "constructor __proto__ toString": [["constructor"], ["proto"], ["tostring"]],
    "<b>&amp;</b>": [["b"], ["amp"], ["b"]],
    "𝐇𝐚𝐧𝐨𝐢 😀 東京": [["hanoi"], ["東京"]],
    "x" * 80: [["x" * 64]],
    "": [],
    "... !?": [],
}


@pytest.mark.parametrize("text", WORDS)
def test_what_is_found_by_what(text: str) -> None:
    assert [list(terms) for terms in words_of(text)] == WORDS[text]


@pytest.fixture(scope="module")
def tab(root: Path, browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    site = tmp_path_factory.mktemp("words") / "site"
    searching.lay_out(site, root, {"a": ("A", "<p>a</p>")})
    tab = browser.new_page()
    tab.goto(f"file://{site}/a.html")
    return tab


def test_the_browser_takes_the_same_words(tab: Any) -> None:
    code = (
        "texts => texts.map(text => text.split('\\t').flatMap(studyWords.tokens).map(token => token.terms))"
    )
    texts = list(WORDS)
    assert dict(zip(texts, tab.evaluate(code, texts), strict=True)) == WORDS


def test_the_browser_folds_every_sign_alike(tab: Any) -> None:
    signs = [chr(code) for code in range(0x20, 0x10000) if unicodedata.category(chr(code))[0] in "LNPSZM"]
    here = [[sign, seen(sign), plain(seen(sign))] for sign in signs]
    code = """given => JSON.parse(given).filter(([sign, seen, plain]) =>
        studyWords.seen(sign) !== seen || studyWords.plain(seen) !== plain)"""
    assert tab.evaluate(code, json.dumps(here)) == []


def test_the_browser_names_alike(tab: Any) -> None:
    names = ["It is 12 — đơn vị", "-a-", "", "01-staffing.share_paid"]
    assert tab.evaluate("names => names.map(studyWords.slug)", names) == [slug(name) for name in names]


def test_words_are_found_where_they_stand(tab: Any) -> None:
    code = """([text, query]) => studyWords.places(text, studyWords.units(query))
        .map(([start, end]) => text.slice(start, end))"""
    cases = {
        ("Của đơn\u0302 vị: 402\u202f282, hanoi-fr:12.", "don vi 402282 hanoi-fr"): [
            "đơn\u0302", "vị", "402\u202f282", "hanoi-fr:12"
        ],
        ("two-tier and two tier", "two-tier"): ["two-tier", "two tier"],
        ("𝐇𝐚𝐧𝐨𝐢 Hanoian hanoi", "Hanoi"): ["𝐇𝐚𝐧𝐨𝐢", "hanoi"],
    }  # fmt: skip
    assert {case: tab.evaluate(code, list(case)) for case in cases} == cases


def test_a_long_text_takes_time_by_its_length() -> None:
    for text in ("a-" * 200_000, "1 234 " * 100_000, "a" * 400_000, "a." * 100_000 + ":", "1:" * 100_000):
        assert sum(1 for _ in words_of(text)) > 0
