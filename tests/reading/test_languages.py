"""The files of the languages: strict, alike, every row of use, and a fifth language without code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from analysis.errors import StudyError
from analysis.files import ROOT
from analysis.reading.dates import Dates
from analysis.reading.language import FOLDER, Language, codes, read_language
from analysis.reading.lexicon import Lexicon, words_of
from analysis.reading.numerals import marks_of
from analysis.reading.others import Others
from analysis.reading.reader import Reader
from analysis.table.catalogue import read_measures, read_things
from analysis.table.vocabulary import PER, QUALIFIERS, ROLES
from readings import LANGUAGES

ENDING = "en"  # what stands for any ending in a phrase made from a row


def test_there_are_four_languages() -> None:
    assert codes() == sorted(LANGUAGES)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_file_has_the_keys_of_the_schema(code: str) -> None:
    keys = set(yaml.load((FOLDER / f"{code}.yml").read_text(encoding="utf-8"), yaml.BaseLoader))
    required = {name for name, field in Language.model_fields.items() if field.is_required()}
    assert required - keys == set(), "keys that are missing"
    assert keys - set(Language.model_fields) == set(), "keys that are unknown"


@pytest.mark.parametrize("code", LANGUAGES)
def test_hedges_roles_and_averages_are_those_of_the_study(code: str) -> None:
    language = read_language(code)
    assert {*language.hedges, *language.hedges_after} - set(QUALIFIERS) == set()
    assert set(language.roles) - {*ROLES, "future"} == set()
    assert set(language.per) - set(PER) == set()
    assert set(language.currencies) == {"VND", "USD"}


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_words_for_every_concept_of_the_catalogue(code: str) -> None:
    named = {each for m in read_measures().values() if m.signature for each in m.signature.concepts}
    assert (named | set(read_things())) - set(read_language(code).concepts) == set()


def said(phrase: str) -> str:
    """The phrase as a sentence would have it: every open end with an ending."""
    return phrase.replace("*", ENDING)


def unreachable(language: Language) -> Iterator[str]:
    """Phrases that the lexicon does not find in themselves as what they stand for."""
    for phrase, kind, value in language._entries():
        text = said(phrase)
        words = words_of(text, 0, len(text))
        found = {
            (m.kind, m.value) for m in language.lexicon.find(words) if m.last - m.first + 1 == len(words)
        }
        if not words or (kind, value) not in found:
            yield f"{kind} {value}: {phrase}"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_phrase_is_found_in_itself(code: str) -> None:
    assert list(unreachable(read_language(code))) == []


def test_a_phrase_that_cannot_be_reached_is_found_out() -> None:
    language = read_language("fr").model_copy(update={"parts": ["dont", ""]})
    assert list(unreachable(language)) == ["parts : "]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_scale_currency_and_per_cent_sign_is_matched_whole(code: str) -> None:
    language = read_language(code)
    marks = marks_of(language)
    suffixes = [*language.percent, *language.points, *(w for ws in language.currencies.values() for w in ws)]
    lost = [word for word in language.scales if not whole(marks.scale, word)]
    lost += [word for word in suffixes if not whole(marks.suffix, word)]
    assert lost == []


def whole(pattern: object, word: str) -> bool:
    found = pattern.match(f" {word}")  # type: ignore[attr-defined]
    return found is not None and found.end() == len(word) + 1


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_month_is_a_date(code: str) -> None:
    language = read_language(code)
    dates = Dates(language, None)
    days = [pattern for means, pattern in dates.forms if means == "day" and "(?P<m>" in pattern.pattern]
    assert set(language.months.values()) in (set(range(1, 13)), set())
    sayings = {
        name: [
            f"12 {name} 2025",
            f"12 de {name} de 2025",
            f"{name} 12, 2025",
            f"12 {name}",
            f"ngày 12 tháng {name}",
        ]
        for name in language.months
    }
    lost = [
        name
        for name, texts in sayings.items()
        if not any(p.search(text) for p in days for text in texts)
    ]  # fmt: skip
    assert lost == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_form_of_a_date_compiles_and_has_a_known_meaning(code: str) -> None:
    meanings = {
        "day", "days", "month", "month_end", "year", "year_end", "quarter", "first_half", "second_half",
        "first_months", "last_months", "last_month", "this_month", "this_year", "last_year", "next_year",
        "past_months", "elapsed_months", "whole_year", "first_half_of_month", "second_half_of_month",
        "yesterday", "last_week", "last_quarter",
    }  # fmt: skip
    forms = Dates(read_language(code), None).forms
    assert {means for means, _ in forms} - meanings == set()
    needs = {"day": "d", "days": "e", "quarter": "on", "first_months": "wn", "month": "mn", "year": "y"}
    poor = [
        p.pattern
        for means, p in forms
        if not set(needs.get(means, "")) & set(p.groupindex) and means in needs
    ]
    assert poor == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_word_beside_a_number_makes_it_no_figure(code: str) -> None:
    language = read_language(code)
    others = Others(language)
    made = [
        *((f"{said(word)} 57", "57") for word in (*language.references, *language.labels)),
        *((f"2 {said(word)}", "2") for word in language.tiers if word[0].isalpha()),
        *((f"15 {said(word)}", "15") for word in language.durations if word[0].isalpha()),
        *((f"{said(word)} 15", "15") for word in language.ordinals.before),
        *((f"15{said(word)} ", "15") for word in language.ordinals.after),
        *((f"{said(word)} (0)", "0") for word in language.boilerplate),
    ]  # fmt: skip
    lost = [
        text for text, digits in made if not any(digits in text[o.start : o.end] for o in others.find(text))
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("language: de", "language: de\nlanguage: de"), "the key 'language' stands twice"),
        (("language: de", "language: nl"), "says it is 'nl'"),
        (("parts: [davon]", "parts: &a [davon]"), "anchors and aliases are not used"),
        (("parts: [davon]", "part: [davon]"), "parts"),
        (("parts: [davon]", "parts: davon"), "parts"),
        (("zwei: 2", "zwei: two"), "number_words > zwei"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    (tmp_path / "de.yml").write_text(GERMAN.replace(*change), encoding="utf-8")
    with pytest.raises(StudyError, match=r"de\.yml") as refused:
        read_language("de", tmp_path)
    assert message in str(refused.value)


def test_an_unknown_language_is_refused_and_the_known_are_named() -> None:
    with pytest.raises(StudyError, match="'xx' is unknown; known are en, es, fr, vi"):
        read_language("xx")


def test_a_longer_phrase_hides_the_shorter_one_of_its_kind() -> None:
    lexicon = Lexicon([("vingt", "n", "20"), ("vingt et un", "n", "21"), ("et", "joint", "")])
    found = lexicon.find(words_of("vingt et un", 0, 11))
    assert {(m.kind, m.value) for m in found} == {("n", "21"), ("joint", "")}


# A fifth language

SECTION = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("\n## A new language\n", 1)[1]
BLOCKS = re.findall(r"```yaml\n(.*?)```", SECTION, re.DOTALL)
GERMAN = next(block for block in BLOCKS if block.startswith("language: de"))
"""The file that CONTRIBUTING.md begins with."""


def test_a_fifth_language_is_a_file_and_no_code(tmp_path: Path) -> None:
    (tmp_path / "de.yml").write_text(GERMAN, encoding="utf-8")
    german = read_language("de", tmp_path)
    assert codes(tmp_path) == ["de"]
    assert list(unreachable(german)) == []
    text = (
        "Bis zum 30. August 2025 erhielt die Stadt mehr als 12.345 Anträge, davon 57,5 % online. "
        "Laut Dekret 178 wurden 2,5 Milliarden Dong an 45 Beamte gezahlt. Es gibt 2 Ebenen."
    )
    told = Reader(german, "2025-09").read(text, "bericht", "VN-HN")
    names = ("quote", "value", "unit", "qualifier", "measure", "place", "period_end")
    assert [tuple(row[name] for name in names) for row in told.figures[:2]] == [
        ("12.345", "12345", "files", "more_than", "files_received", "VN-HN", "2025-08-30"),
        ("57,5 %", "57.5", "percent", "exact", "online_rate", "VN-HN", "2025-08-30"),
    ]
    assert [(row["quote"], row["value"], row["unit"]) for row in told.figures[2:]] == [
        ("2,5 Milliarden Dong", "2500000000", "VND"), ("45", "45", "people"),
    ]  # fmt: skip
    assert [row["quote"] for row in told.numbers] == ["30. August 2025", "178", "2 Ebenen"]


def test_no_code_of_the_reader_names_a_language() -> None:
    wrong = [
        f"{path.name}: {line.strip()}"
        for path in sorted(FOLDER.parent.glob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"""(?:language|code) == ["']""", line)
    ]
    assert wrong == []
