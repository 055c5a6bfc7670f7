from decimal import Decimal

import pytest

from analysis.errors import StudyError
from analysis.table.catalogue import read_measures
from analysis.table.figures import figure_of
from analysis.table.results import RESULTS_MIME, SETS_MIME, carried, result, set_name
from analysis.table.study import load
from made import figure


@pytest.fixture
def seen(make_data):
    rows = [
        figure(10, value="8"),
        figure(20, value="3", measure="files_processed"),
        figure(30, value="100", measure="policy_cost", unit="VND", qualifier="more_than"),
    ]
    return load(make_data({"first": rows})).select(place="VN-HN")


def test_a_result_is_what_its_formula_gives_and_knows_its_figures(seen):
    share = result("share", "part / whole * 100", "percent",
                   part=seen.one("files_processed"), whole=seen.one("files_received"))  # fmt: skip
    assert (share.value, share.figure_ids) == (Decimal("37.5"), ("first:20", "first:10"))
    assert share.row == {
        "result_id": "share", "value": "37.500", "unit": "percent", "formula": "part / whole * 100",
        "figure_ids": ["first:20", "first:10"], "note": "",
    }  # fmt: skip


def test_a_result_of_results_knows_all_figures_once(seen):
    first = result("a", "x + 1", "files", x=seen.one("files_received"))
    second = result("b", "a - x", "files", a=first, x=seen.one("files_received"))
    assert (second.value, second.figure_ids) == (Decimal(1), ("first:10",))


def test_an_output_carries_a_set_once_and_no_longer_row_than_fifty():
    rows = [figure(n, value="1") for n in range(51)]
    many = [figure_of(row, read_measures()) for row in rows]
    both = [result(name, "n", "figures", n=51, about=many) for name in ("a", "b")]
    few = result("c", "n", "figures", n=50, about=many[:50])
    output, name = carried([*both, few]), set_name(f"first:{n}" for n in range(51))
    assert [row["figure_ids"] for row in output[RESULTS_MIME]] == [[name], [name], [*few.figure_ids]]
    assert output[SETS_MIME] == {name: sorted(both[0].figure_ids)}
    assert carried([few]) == {RESULTS_MIME: [few.row]}, "without a set, there is nothing beside the results"


def test_an_open_bound_is_said(seen):
    each = result("cost", "cost / cases", "VND per case", cost=seen.one("policy_cost"), cases=4)
    assert each.row["note"] == "between 25 and any"


def test_many_decimals_are_rounded_half_even():
    assert str(result("third", "a / 3", "percent", a=1).value) == "0.333333"


def test_the_inputs_must_be_those_of_the_formula():
    with pytest.raises(StudyError, match="needs a, b"):
        result("x", "a + b", "files", a=1, c=2)


def test_an_unknown_unit_is_refused():
    with pytest.raises(StudyError, match="unknown unit 'apples'"):
        result("x", "a", "apples", a=1)
