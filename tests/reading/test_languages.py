"""The files of the languages: strict, alike, every row of use, and a fifth language without code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from analysis.errors import StudyError
from analysis.reading.dates import Dates
from analysis.reading.language import FOLDER, Language, codes, read_language
from analysis.reading.lexicon import Lexicon, words_of
from analysis.reading.numerals import marks_of
from analysis.reading.others import Others
from analysis.reading.reader import Reader
from analysis.table.catalogue import read_measures
from analysis.table.vocabulary import QUALIFIERS, ROLES, UNITS
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
def test_units_measures_hedges_and_roles_are_those_of_the_study(code: str) -> None:
    language = read_language(code)
    assert set(language.units) - set(UNITS) == set()
    assert set(language.measures) - set(read_measures()) == set()
    assert {*language.hedges, *language.hedges_after} - set(QUALIFIERS) == set()
    assert set(language.roles) - set(ROLES) == set()
    assert set(language.currencies) == {"VND", "USD"}


WITHOUT_CUES = {
    "agencies_above_average", "agencies_below_average", "agencies_cut", "agencies_cut_rate", "area",
    "bonds_issued", "budget_balance", "budget_spending", "communes_cut", "communes_cut_rate",
    "communes_with_vehicles", "disbursement_growth", "documents_issued", "documents_received", "gdp_growth",
    "online_payment_rate", "online_payments", "online_services", "overdue_rate", "paid_rate", "pending_rate",
    "plan_indicators", "plan_indicators_reached", "population", "population_density", "posts_cut",
    "posts_cut_rate", "premises_in_use", "procedures_abolished", "procedures_simplified",
    "procedures_transferred", "provinces_above_average", "provinces_below_average", "provinces_cut",
    "public_service_units", "revenue_growth", "satisfaction_rate", "spending_growth", "spending_vs_estimate",
    "surplus_processed_rate", "vehicle_value",
}  # fmt: skip
"""Measures that came into the catalogue before the languages had words for them."""


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_a_cue_for_every_measure(code: str) -> None:
    assert set(read_measures()) - set(read_language(code).measures) - WITHOUT_CUES == set()


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

GERMAN = r"""
language: de
name: German
function_words: [der, die, das, und, in, den, von, zu, mit, ist, sind, hat, haben, wurden, bis, davon, für]
style: {group: ".", decimal: ","}
number_words: {zwei: 2, drei: 3}
scales: {Tausend: 1000, Millionen: 1000000, Milliarden: 1000000000}
currencies: {VND: [Dong, VND], USD: [Dollar]}
percent: ["%", Prozent]
points: [Prozentpunkte]
scores: [Punkte]
hedges: {more_than: [mehr als], nearly: [fast], about: [rund]}
hedges_after: {at_least: [oder mehr]}
ranges: {open: [zwischen, von], between: [bis, und], plain: [bis]}
of: [von den, von]
parts: [davon]
rates: [das sind]
changes: {up: [gestiegen], down: [gesunken]}
same_period: [Vorjahr]
ago: [im Vorjahr]
superlatives: {largest_of: [die meisten], smallest_of: [die wenigsten]}
roles: {target: [soll*], plan: [geplant], threshold: [oder mehr]}
units: {files: [Antrag, Anträge], people: [Beamte], communes: [Gemeinde*], provinces: [Provinz*]}
measures:
  {files_received: [eingegangen, erhielt], files_online: [online], online_rate: [online],
   files_processed: [bearbeitet*]}
country: [das ganze Land]
locality_words: {one: [Gemeinde], many: [Gemeinden]}
name_joints: [von, und]
months: {januar: 1, juli: 7, august: 8}
ordinal_words: {erste: 1}
dates:
  - {form: '{d}\. {m}(?: {y})?', means: day}
until: [bis zum]
spans: {open: [vom], between: [bis zum]}
durations: [Tage]
ordinals: {before: [], after: []}
ranks: [Rang]
references: [Dekret]
labels: [Nr.]
tiers: [Ebenen]
not_counted: [pro Tag]
sources: [laut]
boilerplate: [Kommentare]
"""


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
        if "language ==" in line or "code ==" in line
    ]
    assert wrong == []
