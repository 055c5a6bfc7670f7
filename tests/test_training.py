"""That the weights which stand are those that are learned from what stands beside them."""

from __future__ import annotations

import pytest

import train
from analysis.reading.language import read_language
from analysis.reading.reader import Reader
from analysis.reading.scoring import Options, Table, Weights, read_weights
from analysis.reading.training import Example, Teacher, learn, taught
from corpus import specimens


@pytest.fixture(scope="module")
def learned() -> Table:
    """The weights, learned now."""
    return train.learned()


@pytest.mark.slow
def test_the_weights_are_those_that_are_learned(learned: Table) -> None:
    assert train.differing(learned, read_weights()) == []


@pytest.mark.slow
def test_newly_learned_weights_read_every_specimen_alike(learned: Table) -> None:
    """A last digit that another machine rounds otherwise changes no reading."""
    differ = []
    for each in specimens():
        language = read_language(each.language)
        readings = [
            Reader(language, each.published, Weights(table)).read(each.text, each.name, each.place)
            for table in (None, learned)
        ]
        if readings[0].figures != readings[1].figures:
            differ.append(each.name)
    assert differ == []


def test_differing_weights_are_named() -> None:
    known = {"role": {"a": 100, "b": 200}}
    assert train.differing({"role": {"a": 101, "b": 200}}, known) == []
    assert train.differing({"role": {"a": 102, "b": 200}}, known) == [("role", "a")]
    assert train.differing({"role": {"a": 100, "b": 200, "c": 5}, "per": {"d": 9}}, known) == [
        ("per", "d"), ("role", "c"),
    ]  # fmt: skip


def test_what_is_right_is_learned() -> None:
    """Three times out of four the option with "near" is right: its odds are about three to one."""
    examples = [Example([["near"], ["far"]], frozenset({0}))] * 30 + [
        Example([["near"], ["far"]], frozenset({1}))
    ] * 10
    weights = learn(examples, penalty=0.001)
    assert weights["near"] - weights["far"] == pytest.approx(1099, abs=5)


def test_a_rare_feature_is_not_learned() -> None:
    examples = [Example([["near", "once"], ["far"]], frozenset({0}))] + [
        Example([["near"], ["far"]], frozenset({0}))
    ] * 9
    assert set(learn(examples, penalty=0.3)) == {"near", "far"}


def test_a_teacher_picks_what_is_keyed_and_keeps_what_it_was_asked() -> None:
    lesson = next(specimens())
    teacher = taught([lesson], Weights({}))
    asked = teacher.examples["role"]
    assert asked
    assert all(each.right and max(each.right) < len(each.options) for each in asked)


def test_a_teacher_asks_the_weights_where_nothing_is_keyed() -> None:
    teacher = Teacher(Weights({"role": {"good": 900}}))
    from analysis.reading.numerals import Decimal, Numeral
    from analysis.reading.sentences import Draft

    draft = Draft(Numeral(0, 1, Decimal(5)), 0, 0, 0, 1)
    options = Options(["plan", "observed"], [("bad",), ("good",)])
    assert teacher.pick("role", options, draft) == 1
    assert dict(teacher.examples) == {}


def test_a_quarter_of_the_texts_calibrates() -> None:
    kept = [train.is_kept(f"text-{number}") for number in range(400)]
    assert 70 < sum(kept) < 130


def test_examples_of_real_reports_can_be_read_and_hold_no_words() -> None:
    every = train.read_examples()
    assert len(every) > 50
    for examples in every.values():
        for asked in examples.values():
            assert all(each.right for each in asked)
