"""Statements without a number: cut, suggested, and how well."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from analysis.reading.language import read_language
from analysis.reading.saying import CUES_OF, KIND, THEMES_OF
from analysis.reading.scoring import CALIBRATION, LINE, Weights, read_weights
from analysis.reading.sentences import segments_of
from analysis.reading.statement_training import CodedText, statement_examples, statement_line
from analysis.reading.statements import suggest
from analysis.table.study import load
from analysis.table.vocabulary import STATEMENT_THEMES
from corpus import SPECIMENS, coded_texts, rows_of
from readings import LANGUAGES
from suggestions import Coding, agreement, counted, reports, specimens

SAID = [
    ("fr", "Les communes manquent de comptables.", "difficulty", "staffing", ""),
    ("fr", "La commune a demandé à la province des ordinateurs.", "request", "equipment", ""),
    ("fr", "La province a décidé de rénover trois sièges.", "decision", "premises", ""),
    ("fr", "Les dossiers restants devront être réglés avant le 15 décembre.", "deadline", "procedures",
     "2025-12-15"),
    ("fr", "La plupart des dossiers sont rendus dans les délais.", "claim_without_figure", "procedures", ""),
    ("es", "Las comunas carecen de contables.", "difficulty", "staffing", ""),
    ("es", "La comuna pidió ordenadores a la provincia.", "request", "equipment", ""),
    ("es", "La provincia ha decidido renovar tres sedes.", "decision", "premises", ""),
    ("es", "Los expedientes restantes deben resolverse antes del 15 de diciembre.", "deadline", "procedures",
     "2025-12-15"),
    ("es", "La mayoría de los expedientes se devolvió a tiempo.", "claim_without_figure", "procedures", ""),
    ("en", "The communes are short of accountants.", "difficulty", "staffing", ""),
    ("en", "The commune asked the province for computers.", "request", "equipment", ""),
    ("en", "The province has decided to renovate three headquarters.", "decision", "premises", ""),
    ("en", "The remaining files must be settled before December 15.", "deadline", "procedures", "2025-12-15"),
    ("en", "Most files were returned on time.", "claim_without_figure", "procedures", ""),
    ("vi", "Các xã còn thiếu kế toán.", "difficulty", "staffing", ""),
    ("vi", "Xã đề nghị tỉnh cấp thêm máy tính.", "request", "equipment", ""),
    ("vi", "Tỉnh đã quyết định sửa chữa ba trụ sở.", "decision", "premises", ""),
    ("vi", "Số hồ sơ còn lại phải xong trước ngày 15/12.", "deadline", "procedures", "2025-12-15"),
    ("vi", "Đa số hồ sơ được trả đúng hạn.", "claim_without_figure", "procedures", ""),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "kind", "theme", "due"), SAID)
def test_a_statement_is_suggested(language: str, text: str, kind: str, theme: str, due: str) -> None:
    rows = suggest(text, language, published="2025-11-20")
    assert [(row["kind"], row["due"]) for row in rows[:1]] == [(kind, due)]
    assert theme in [row["theme"] for row in rows]


CASES = rows_of(Path(__file__).with_name("statements.csv"))
"""What the first list of cues got wrong, in other words; `unread` gives the reason where it still is."""


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(each, marks=pytest.mark.xfail(strict=True, reason=each["unread"]))
        if each["unread"]
        else each
        for each in CASES
    ],
    ids=lambda each: f"{each['language']}: {each['case']}",
)
def test_what_cue_lists_got_wrong(case: dict[str, str]) -> None:
    rows = suggest(case["text"], case["language"], published="2025-09")
    assert {row["kind"] for row in rows} == {case["kind"]} - {""}
    assert {case["theme"]} - {""} <= {row["theme"] for row in rows}
    assert {row["due"] for row in rows} <= {""}


def said(text: str, language: str = "fr") -> list[tuple[str, str, str]]:
    rows = suggest(text, language, report_id="r", published="2025-11-20", place="VN-09")
    return [(row["kind"], row["theme"], row["note"]) for row in rows]


def test_an_item_of_a_list_is_what_the_list_is() -> None:
    found = said("La commune a demandé des ordinateurs ; de remplacer les véhicules manquants.")
    assert [row[:2] for row in found] == [("request", "equipment"), ("request", "transport")]


def test_a_choice_below_the_line_is_doubtful() -> None:
    rows = suggest("Les communes manquent de comptables.", "fr", decider=Weights(_table(line=1000)))
    assert [row["note"].startswith("doubtful: kind 0.") for row in rows] == [True]
    rows = suggest("Les communes manquent de comptables.", "fr", decider=Weights(_table(line=0)))
    assert [row["note"] for row in rows] == [""]


def _table(line: int) -> dict[str, dict[str, int]]:
    """The weights with another line for every field."""
    return {name: {**weights, LINE: line} for name, weights in read_weights().items()}


def test_the_source_is_the_body_that_asks_by_its_english_name() -> None:
    text = "Le ministère des Finances a demandé aux communes de réparer leurs sièges."
    assert {row["source"] for row in suggest(text, "fr")} == {"Ministry of Finance"}


ASKED = [
    ("fr", "La commune a demandé à la province des ordinateurs.", "province"),
    ("fr", "Le ministère des Finances a demandé aux communes de réparer leurs sièges.", "commune"),
    ("fr", "La ville a demandé au gouvernement central d'autoriser le recrutement d'agents.", "central"),
    ("fr", "Les communes doivent réparer leurs sièges.", "commune"),
    ("fr", "La commune a demandé des ordinateurs.", ""),
    ("es", "La comuna pidió a la provincia ordenadores.", "province"),
    ("es", "El Comité Popular pidió al Departamento de Finanzas reparar las sedes.", "Department of Finance"),
    ("en", "The commune asked the province for computers.", "province"),
    ("en", "The province asked the communes to repair their offices.", "commune"),
    ("en", "Hanoi People's Committee asked the Ministry of Finance for computers.", "Ministry of Finance"),
    ("en", "Communes must repair their offices.", "commune"),
    ("vi", "Xã đề nghị tỉnh cấp thêm máy tính.", "province"),
    ("vi", "Tỉnh yêu cầu các xã sửa chữa trụ sở.", "commune"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "asked"), ASKED)
def test_who_is_asked_stands_close_to_the_asking(language: str, text: str, asked: str) -> None:
    rows = suggest(text, language, published="2025-11-20")
    assert {row["asked"] for row in rows if row["kind"] == "request"} == {asked}


def test_a_list_goes_on_to_ask_whom_its_sentence_began_with() -> None:
    text = (
        "La commune a demandé à la province des ordinateurs ; de remplacer les véhicules manquants. "
        "Elle a demandé des comptables."
    )
    assert [(row["theme"], row["asked"]) for row in suggest(text, "fr", published="2025-11-20")] == [
        ("equipment", "province"), ("transport", "province"), ("staffing", ""),
    ]  # fmt: skip


AHEAD = [
    ("fr", "La province a décidé de rénover trois sièges.", ""),
    ("fr", "La province publiera un règlement sur les pouvoirs des communes.", "yes"),
    ("en", "The province has decided to renovate three headquarters.", ""),
    ("en", "The province will issue regulations on the powers of communes.", "yes"),
    ("vi", "Tỉnh đã quyết định sửa chữa ba trụ sở.", ""),
]


@pytest.mark.parametrize(("language", "text", "ahead"), AHEAD)
def test_a_decision_lies_ahead_where_words_say_what_will_be(language: str, text: str, ahead: str) -> None:
    rows = suggest(text, language, published="2025-11-20")
    assert [(row["kind"], row["ahead"]) for row in rows[:1]] == [("decision", ahead)]


CLAIMED = [
    ("fr", "La plupart des dossiers sont rendus dans les délais.", "on_time_rate"),
    ("es", "La mayoría de los expedientes se devolvió a tiempo.", "on_time_rate"),
    ("en", "Most files were returned on time.", "on_time_rate"),
    ("vi", "Đa số hồ sơ được trả đúng hạn.", "on_time_rate"),
    ("fr", "Les centres de services publics fonctionnent de manière stable.", ""),
]


@pytest.mark.parametrize(("language", "text", "measure"), CLAIMED)
def test_a_claim_leaves_out_the_number_of_the_measure_that_its_words_fill(
    language: str, text: str, measure: str
) -> None:
    rows = suggest(text, language, published="2025-11-20")
    assert [(row["kind"], row["measure"]) for row in rows[:1]] == [("claim_without_figure", measure)]


def test_the_reports_asked_are_read_no_worse_than_before(texts: Path) -> None:
    keyed = {each.statement_id: each for each in load().statements if each.kind in ("request", "deadline")}
    told = {row["statement_id"]: row["asked"] for text in reports() for row in asked_of(text)}
    both = [(keyed[name].asked, said) for name, said in told.items() if name in keyed]
    assert len(both) > 40
    assert sum(said == asked for asked, said in both) / len(both) >= 0.8


def asked_of(coding: Coding) -> list[dict[str, str]]:
    rows = suggest(
        coding.text, coding.language, report_id=coding.text_id, published=coding.published, place=coding.place
    )
    return [row for row in rows if row["kind"] in ("request", "deadline")]


def test_a_body_of_a_place_is_named_with_it() -> None:
    text = "Sở Tài chính Lạng Sơn đề nghị các xã sửa chữa trụ sở."
    assert {row["source"] for row in suggest(text, "vi")} == {"Lang Son Department of Finance"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_list_of_wordings_grows_again(language: str) -> None:
    statements = read_language(language).statements
    entries = [
        each for table in (statements.cues, statements.subjects) for words in table.values() for each in words
    ]
    assert len(entries) <= 310
    assert max(len(each.split()) for each in entries) <= 6


def test_a_long_segment_is_read_in_linear_time() -> None:
    piece = "les communes de Tan Doan et Diem He ont demandé des ordinateurs au ministère des Finances , "
    seconds = []
    for times in (200, 16 * 200):
        started = time.process_time()
        suggest("Selon lui, " + piece * times, "fr", dates=[])
        seconds.append(time.process_time() - started)
    assert seconds[1] < 64 * max(seconds[0], 0.01), "256 times, were it not linear"


def test_a_teacher_keeps_what_it_was_asked() -> None:
    text = "Les communes manquent de comptables. Il fait beau depuis mardi."
    row = {"start": "0", "kind": "difficulty", "theme": "staffing", "source": ""}
    asked = statement_examples([CodedText("t", "fr", "", "VN", text, [row])])
    assert [len(each.right) for each in asked[KIND]] == [1, 1, 1]
    assert sum(0 not in each.right for each in asked[KIND]) == 2


def test_lessons_are_read_with_where_their_segments_begin() -> None:
    lessons = list(coded_texts(SPECIMENS.parent / "lessons" / "lessons.csv"))
    assert {lesson.language for lesson in lessons} == set(LANGUAGES)
    for lesson in lessons:
        starts = {segment.start for segment in segments_of(lesson.text)}
        assert {int(row["start"]) for row in lesson.statements} <= starts


def test_lines_part_wrong_from_right() -> None:
    text = "Les communes manquent de comptables."
    row = {"start": "0", "kind": "difficulty", "theme": "staffing", "source": ""}
    asked = statement_examples([CodedText("t", "fr", "", "VN", text, [row])], Weights())
    fields = ("statement_kind", "statement_theme")
    lines = {name: statement_line(read_weights()[name], asked[name]) for name in fields}
    assert {name: set(each) for name, each in lines.items()} == {
        "statement_kind": {CALIBRATION, LINE},
        "statement_theme": {CALIBRATION, LINE},
    }


def test_a_theme_is_named_once_in_a_sentence() -> None:
    listed = "La commune manque de comptables ; elle manque aussi d'agents et d'ordinateurs."
    assert said(listed) == [("difficulty", "staffing", ""), ("difficulty", "equipment", "")]


def test_a_share_is_no_claim_without_figure() -> None:
    assert said("La plupart des dossiers, soit 98 %, ont été rendus dans les délais.") == []


def test_a_working_group_and_its_communes_are_kept_for_what_follows() -> None:
    text = (
        "Le groupe de travail n° 2 a travaillé avec les communes de Na Sam et Van Lang.\n"
        "Les communes manquent de comptables.\n"
        "Le groupe de travail n° 3 a travaillé avec la commune de Huu Lung.\n"
        "La commune manque de comptables.\n"
    )
    rows = suggest(text, "fr", published="2025-11-20", place="VN-09")
    assert [(row["group"], row["locality"]) for row in rows] == [("2", "Na Sam; Van Lang"), ("3", "Huu Lung")]


def test_the_place_is_the_one_named_there_else_the_given_one_else_the_texts_own() -> None:
    text = "Hanoi a renouvelé ses machines. Il pleut à Hanoi. Les communes manquent de comptables."
    places = [suggest(text, "fr", place=given)[-1]["place"] for given in ("", "VN-09")]
    assert places == ["VN-HN", "VN-09"]
    assert (
        suggest("Les communes de Hanoi manquent de comptables.", "fr", place="VN-09")[0]["place"] == "VN-HN"
    )


def test_a_language_without_cue_words_gives_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = read_language("fr").model_copy(update={"statements": type(read_language("fr").statements)()})
    monkeypatch.setattr("analysis.reading.statements.read_language", lambda code: bare)
    assert suggest("Les communes manquent de comptables.", "fr") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_and_theme_has_words(language: str) -> None:
    statements = read_language(language).statements
    assert {cue for cues in CUES_OF.values() for cue in cues} - {"found"} - set(statements.cues) == set()
    concepts = {theme for themes in THEMES_OF.values() for theme in themes}
    assert concepts | set(statements.subjects) == set(STATEMENT_THEMES)


def test_segments_are_in_order_and_quote_the_text() -> None:
    text = "A lacks b ; c too.\n\nD asks; ; e (f; g)."
    segments = list(segments_of(text))
    assert [text[each.start : each.end] for each in segments] == [
        "A lacks b",
        "c too.",
        "D asks",
        "e (f",
        "g).",
    ]
    assert [each.sentence for each in segments] == [0, 0, 1, 1, 1]


def test_the_specimens_statements_are_suggested_no_worse_than_before() -> None:
    shares = counted(list(specimens(SPECIMENS))).shares()
    floors = {"recall": 0.93, "precision": 0.93, "kind": 0.98, "theme recall": 0.78, "theme precision": 0.85}
    assert {name: round(share, 2) for name, share in shares.items() if share < floors[name]} == {}


def test_the_reports_statements_are_suggested_no_worse_than_before(texts: Path) -> None:
    shares = counted(list(reports())).shares()
    floors = {"recall": 0.65, "precision": 0.74, "kind": 0.85, "theme recall": 0.46, "theme precision": 0.54}
    assert {name: round(share, 2) for name, share in shares.items() if share < floors[name]} == {}


def test_two_coders_agree(texts: Path) -> None:
    assert {name: kappa for name, kappa in agreement().items() if kappa < 0.9} == {}
