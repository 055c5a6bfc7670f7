"""Where words stand as seen from a figure, and which concepts are around it."""

from __future__ import annotations

import pytest

from analysis.reading.evidence import around, cost
from analysis.reading.language import read_language
from analysis.reading.numerals import Numerals, infer_style
from analysis.reading.relations import pairs_of
from analysis.reading.sentences import Draft, Sentence, sentence_of

ENGLISH = read_language("en")


def sentence(text: str) -> Sentence:
    """The one sentence of a text, with its numerals; in "x of y" both are seen together."""
    numerals = Numerals(ENGLISH, infer_style(text, ENGLISH)).find(text, [])
    found = sentence_of(text, (0, len(text), 0), ENGLISH, numerals)
    for part, base in pairs_of(found, text, ENGLISH).items():
        one, two = found.drafts[part], found.drafts[base]
        one.pair = two.pair = min(one.first, two.first), max(one.last, two.last)
    return found


def seen(text: str, word: str, nth: int = 0) -> str:
    """Where a word stands as seen from the nth figure."""
    found = sentence(text)
    (at,) = [place for place, each in enumerate(found.words) if each.letters == word]
    return found.position(found.drafts[nth], at, at)


@pytest.mark.parametrize(
    ("text", "word", "position"),
    [
        ("The ward received 12 files online", "files", "R0"),
        ("The ward received 12 files online", "online", "R1"),
        ("The ward received 12 files online", "received", "L0"),
        ("In all, the ward received 12 files", "all", "L2,"),
        ("Files: 12", "files", "L1:"),
        ("Files came; the ward settled 12", "files", "L2;"),
        ("12 people brought 30 files", "files", "R2x"),
        ("12 people (of the ward) left", "left", "R1"),
        ("12 people (of the ward) left", "ward", "R2("),
        ("12 people (30 today) left", "left", "R1"),
    ],
)
def test_the_position_of_a_word(text: str, word: str, position: str) -> None:
    assert seen(text, word) == position


def test_x_of_y_is_seen_from_both_ends() -> None:
    text = "Online came 12 of 30 files"
    assert [seen(text, "files", nth) for nth in (0, 1)] == ["R0", "R0"]
    assert [seen(text, "came", nth) for nth in (0, 1)] == ["L0", "L0"]
    assert [seen("Online came 12 and 30 files", "files", nth) for nth in (0, 1)] == ["R1x", "R0"]


@pytest.mark.parametrize(
    "positions",
    [["R0", "L0", "R1", "R2", "R2x"], ["R0", "R0:", "R0,", "R0x", "R0;"], ["I", "L1", "L1(", "L1;"]],
)
def test_what_is_nearer_costs_less(positions: list[str]) -> None:
    prices = [cost(each) for each in positions]
    assert prices == sorted(prices)
    assert len(set(prices)) == len(prices)


def test_of_several_words_of_a_concept_the_nearest_counts() -> None:
    found = sentence("Files were counted, then the ward received 12 files")
    around_it = around(found, found.drafts[0], [])
    assert around_it.places["file"] == "R0"
    assert found.words[around_it.words["file"].first].start > 40


def test_what_is_said_elsewhere_counts_where_the_sentence_is_silent() -> None:
    found = sentence("The ward received 12 files")
    elsewhere = [("P", ["file", "online"]), ("H", ["online", "lacking"])]
    places = around(found, found.drafts[0], elsewhere).places
    assert (places["file"], places["online"], places["lacking"]) == ("R0", "P", "H")


def test_what_is_said_of_a_part_is_not_said_of_its_whole() -> None:
    text = "60% of the 1,200 files were submitted online"
    found = sentence(text)
    whole: Draft = found.drafts[1]
    assert "online" in around(found, whole, []).places
    whole.is_whole = True
    assert "online" not in around(found, whole, []).places
    assert "file" in around(found, whole, []).places


def test_near_is_what_no_numeral_and_no_stop_parts_from_the_figure() -> None:
    found = sentence("Online came 12 files; 30 are pending")
    near = around(found, found.drafts[0], [("H", ["lacking"])]).near()
    assert {"file", "online"} <= set(near)
    assert {"pending", "lacking"}.isdisjoint(near)
