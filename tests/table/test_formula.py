from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import StudyError
from analysis.table.formula import INFINITY, Interval, evaluate, names_in, total


def q(value, low, high):
    return Interval(Decimal(value), Decimal(low), Decimal(high))


def test_brackets_order_and_functions():
    values = {"a": Interval.of(7), "b": Interval.of(2)}
    assert evaluate("(a - b) * 3 / 2", values).value == Decimal("7.5")
    assert evaluate("max(a, b, 9) - min(a, b)", values).value == 7
    assert evaluate("-a + 0.5", values).value == Decimal("-6.5")


def test_decimals_are_not_floats():
    assert evaluate("0.1 + a", {"a": Interval.of("0.2")}).value == Decimal("0.3")


def test_the_interval_of_a_difference_takes_the_far_ends():
    assert evaluate("a - b", {"a": q(10, 9, 11), "b": q(4, 3, 5)}) == q(6, 4, 8)


def test_the_interval_of_a_ratio_takes_the_far_ends():
    ratio = evaluate("a / b", {"a": q(10, 8, 12), "b": q(4, 2, 4)})
    assert (ratio.low, ratio.high) == (2, 6)


def test_an_open_side_stays_open():
    cost = evaluate("cost / cases", {"cost": q(100, 100, INFINITY), "cases": Interval.of(4)})
    assert (cost.low, cost.high) == (25, INFINITY)
    assert evaluate("a - b", {"a": Interval.of(1), "b": q(3, 3, INFINITY)}).low == -INFINITY


def test_a_divisor_that_may_be_zero_is_refused():
    with pytest.raises(ZeroDivisionError):
        evaluate("a / b", {"a": Interval.of(1), "b": q(1, 0, 2)})


@pytest.mark.parametrize(
    "formula", ["a ** b", "a.b", "__import__('os')", "a if b else c", "open(a)", "a <", "'x'", "max()"]
)
def test_only_arithmetic_is_a_formula(formula):
    with pytest.raises(StudyError):
        names_in(formula)


def test_a_name_without_a_value_is_refused():
    with pytest.raises(StudyError, match="'b', which has no value"):
        evaluate("a + b", {"a": Interval.of(1)})


def test_names_are_found_once_without_functions():
    assert names_in("max(b, a) + a") == ["a", "b"]


def test_the_total_of_nothing_is_zero():
    assert total([]) == Interval.of(0)


intervals = st.tuples(st.integers(1, 999), st.integers(0, 50), st.integers(0, 50)).map(
    lambda t: Interval(
        Decimal(t[0]), Decimal(t[0]) - Decimal(t[1]) / 100, Decimal(t[0]) + Decimal(t[2]) / 100
    )
)


@given(intervals, intervals, st.sampled_from("+-*/"), st.floats(0, 1), st.floats(0, 1))
def test_what_true_values_give_lies_in_the_interval(a, b, operation, s, t):
    x = a.low + (a.high - a.low) * Decimal(s)
    y = b.low + (b.high - b.low) * Decimal(t)
    found = evaluate(f"a {operation} b", {"a": a, "b": b})
    true = evaluate(f"a {operation} b", {"a": Interval.of(x), "b": Interval.of(y)}).value
    slack = Decimal("1e-12") * max(1, abs(true))
    assert found.low - slack <= true <= found.high + slack
