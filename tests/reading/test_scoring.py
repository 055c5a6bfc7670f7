"""How options are weighed: sums, ties, probabilities, and the line below which a choice is doubtful."""

from __future__ import annotations

import math
from decimal import Decimal
from pathlib import Path

import pytest

from analysis.reading.numerals import Numeral
from analysis.reading.scoring import CALIBRATION, LINE, Features, Keys, Options, Table, Weights, read_weights
from analysis.reading.sentences import Draft
from analysis.reading.training import Answer, calibrate

ROLES = [("plan", ["budgeted", "of a year"]), ("observed", ["reached"])]


def picked(weights: Weights, draft: Draft, told: list[tuple[str, list[str]]] = ROLES) -> int:
    """The place of the role that is chosen among those of which something is told."""
    tally = weights.features("role").tally
    options = Options([role for role, _ in told], [tally(names) for _, names in told])
    return weights.pick("role", options, draft)


def asked(weights: dict[str, int], told: list[tuple[str, list[str]]] = ROLES) -> tuple[int, Draft]:
    """The place of the chosen option, and the draft in which it is noted how sure that is."""
    draft = Draft(Numeral(0, 1, Decimal(5)), 0, 0, 0, 1)
    table: Table = {"role": weights}
    return picked(Weights(table), draft, told), draft


def test_the_largest_sum_wins() -> None:
    assert asked({"reached": 900, "budgeted": 500, "of a year": 500})[0] == 0
    assert asked({"reached": 900, "budgeted": 500, "of a year": 300})[0] == 1


def test_of_equal_sums_the_first_wins() -> None:
    assert asked({"reached": 800, "budgeted": 800})[0] == 0
    assert asked({})[0] == 0


def test_weights_of_another_field_do_not_count() -> None:
    draft = Draft(Numeral(0, 1, Decimal(5)), 0, 0, 0, 1)
    assert picked(Weights({"place": {"reached": 900}}), draft) == 0


def test_what_is_weighed_pair_by_pair_is_what_its_names_weigh() -> None:
    def names(word: str, measure: str) -> list[str]:
        return [f"{measure} beside {word}", f"beside {word}"]

    weighed = Weights({"measure": {"rooms beside roof": 700, "beside roof": -200, "files beside file": 50}})
    measures, words = Keys(["rooms", "files"]), ["roof", "file", "roof"]
    sums, named = weighed.features("measure"), Features(tuple, ())
    told = [each.each([each.columns[names][word] for word in words], measures) for each in (sums, named)]
    assert told[0] == [*map(sums.tally, told[1])] == [1000, -350]
    assert sums.pairs[names]["roof"]["rooms"] == 500


def test_a_sum_is_a_logarithm_in_thousandths() -> None:
    _, draft = asked({"reached": round(math.log(3) * 1000), LINE: 1})
    assert draft.sureness["role"] == pytest.approx(0.75, abs=0.001)


def test_the_calibration_makes_the_reader_more_or_less_sure() -> None:
    _, draft = asked({"reached": 1000, LINE: 1, CALIBRATION: 500})
    assert draft.sureness["role"] == pytest.approx(1 / (1 + math.exp(-0.5)))


def test_options_of_one_value_count_together() -> None:
    twice = [("plan", ["budgeted"]), ("observed", ["reached"]), ("plan", ["of a year"])]
    _, draft = asked({LINE: 1}, twice)
    assert draft.sureness["role"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(("line", "doubtful"), [(0, set()), (740, set()), (760, {"role"})])
def test_what_is_below_the_line_is_doubtful(line: int, doubtful: set[str]) -> None:
    _, draft = asked({"reached": round(math.log(3) * 1000), LINE: line})
    assert draft.doubtful == doubtful
    assert [name for name, _ in draft.doubts] == sorted(doubtful)


def test_doubts_are_named_like_columns_the_least_sure_first() -> None:
    draft = Draft(Numeral(0, 1, Decimal(5)), 0, 0, 0, 1)
    draft.sureness = {"period": 0.6, "measure": 0.4, "place": 0.99}
    draft.doubtful = {"period", "measure"}
    assert draft.doubts == [("measure", 0.4), ("period_end", 0.6)]


def test_weights_are_read_in_thousandths(tmp_path: Path) -> None:
    path = tmp_path / "weights.csv"
    path.write_text("field,feature,weight\nrole,reached,0.125\nrole,says a;b,-2.000\n", encoding="utf-8")
    assert read_weights(path) == {"role": {"reached": 125, "says a;b": -2000}}


def test_the_line_stands_where_enough_of_what_is_above_it_is_right() -> None:
    sure = [Answer([4000, 0], frozenset({0}))] * 90
    unsure = [Answer([100, 0], frozenset({1}))] * 10
    scale, line = calibrate([*sure, *unsure], wanted=0.99)
    assert line == pytest.approx(sure[0].sureness(scale)[0], abs=0.01)
    assert calibrate([*sure, *unsure], wanted=0.9)[1] == pytest.approx(unsure[0].sureness(scale)[0], abs=0.01)
