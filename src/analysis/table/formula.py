"""Arithmetic on quantities that carry their interval: the study's formulas, evaluated safely.

A formula is an expression such as `files_processed / files_received * 100`: names, whole or decimal
numbers, + - * /, brackets, and `min(...)`, `max(...)`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation
from functools import cache, reduce

from analysis.errors import StudyError

INFINITY = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with the interval that its printed precision and its hedges leave open.

    `low` and `high` are infinite where a side is open.

    >>> Interval.of(3) + Interval(Decimal("1.5"), Decimal("1.45"), Decimal("1.55"))
    Interval(value=Decimal('4.5'), low=Decimal('4.45'), high=Decimal('4.55'))
    """

    value: Decimal
    low: Decimal
    high: Decimal

    @classmethod
    def of(cls, value: Decimal | int | str) -> Interval:
        """An exact quantity."""
        exact = Decimal(value)
        return cls(exact, exact, exact)

    @property
    def is_exact(self) -> bool:
        """Whether the interval is the value alone."""
        return self.low == self.high

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.value + other.value, self.low + other.low, self.high + other.high)

    def __neg__(self) -> Interval:
        return Interval(-self.value, -self.high, -self.low)

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        return _corners(self, other, _times)

    def __truediv__(self, other: Interval) -> Interval:
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError("the divisor may be zero")
        return _corners(self, other, _over)

    def meets(self, other: Interval) -> bool:
        """Whether some value lies in both intervals."""
        return self.low <= other.high and other.low <= self.high


def _times(a: Decimal, b: Decimal) -> Decimal:
    return Decimal(0) if a == 0 or b == 0 else a * b


def _over(a: Decimal, b: Decimal) -> Decimal:
    # An infinite numerator over an infinite divisor bounds nothing: both ends stay open.
    if a.is_infinite() and b.is_infinite():
        return Decimal(0)
    return a / b


def _corners(a: Interval, b: Interval, apply: Callable[[Decimal, Decimal], Decimal]) -> Interval:
    ends = [apply(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    return Interval(apply(a.value, b.value), min(ends), max(ends))


def _least(quantities: list[Interval]) -> Interval:
    return Interval(*(min(getattr(q, end) for q in quantities) for end in ("value", "low", "high")))


def _most(quantities: list[Interval]) -> Interval:
    return Interval(*(max(getattr(q, end) for q in quantities) for end in ("value", "low", "high")))


_OPERATIONS: Mapping[type[ast.operator], Callable[[Interval, Interval], Interval]] = {
    ast.Add: Interval.__add__,
    ast.Sub: Interval.__sub__,
    ast.Mult: Interval.__mul__,
    ast.Div: Interval.__truediv__,
}
_FUNCTIONS: Mapping[str, Callable[[list[Interval]], Interval]] = {"min": _least, "max": _most}


@cache
def parse(formula: str) -> ast.expr:
    """The formula's tree.

    Raises:
        StudyError: it is not arithmetic on names and numbers.
    """
    try:
        tree = ast.parse(formula, mode="eval").body
    except SyntaxError:
        raise StudyError(f"{formula!r} is not a formula") from None
    _refuse_strange_parts(tree, formula)
    return tree


def _refuse_strange_parts(tree: ast.expr, formula: str) -> None:
    for node in ast.walk(tree):
        fine = (
            isinstance(node, ast.Name | ast.Load | ast.BinOp | ast.USub | ast.UnaryOp)
            or type(node) in _OPERATIONS
            or (isinstance(node, ast.Constant) and type(node.value) in (int, float))
            or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                and node.func.id in _FUNCTIONS and not node.keywords and node.args)
        )  # fmt: skip
        if not fine:
            raise StudyError(f"{formula!r} holds {type(node).__name__}", way_out="use + - * / min max")


def names_in(formula: str) -> list[str]:
    """The names that the formula needs, sorted.

    >>> names_in("files_processed / files_received * 100")
    ['files_processed', 'files_received']
    """
    names = {node.id for node in ast.walk(parse(formula)) if isinstance(node, ast.Name)}
    return sorted(names - set(_FUNCTIONS))


def operation_of(formula: str) -> str:
    """What the formula does, in a claim's words: ratio, sum or difference.

    >>> operation_of("a / b * 100"), operation_of("a + b")
    ('ratio', 'sum')
    """
    operators = {type(node) for node in ast.walk(parse(formula))}
    return "ratio" if ast.Div in operators else "difference" if ast.Sub in operators else "sum"


def evaluate(formula: str, values: Mapping[str, Interval]) -> Interval:
    """The formula's value and interval.

    A name that stands twice is treated as two quantities, so the interval may be too wide and is
    never too narrow.

    Raises:
        StudyError: a name has no value.
        ZeroDivisionError: a divisor may be zero.

    >>> evaluate("a / b * 100", {"a": Interval.of(1), "b": Interval.of(8)}).value
    Decimal('12.500')
    """
    return _evaluate(parse(formula), formula, values)


def _evaluate(node: ast.expr, formula: str, values: Mapping[str, Interval]) -> Interval:
    match node:
        case ast.Name(id=name):
            if name not in values:
                raise StudyError(f"{formula!r} needs {name!r}, which has no value")
            return values[name]
        case ast.Constant():
            return Interval.of(ast.unparse(node))
        case ast.BinOp(left=left, op=operation, right=right):
            apply = _OPERATIONS[type(operation)]
            try:
                return apply(_evaluate(left, formula, values), _evaluate(right, formula, values))
            except (DivisionByZero, InvalidOperation) as error:
                raise ZeroDivisionError(str(error)) from None
        case ast.UnaryOp(operand=operand):
            return -_evaluate(operand, formula, values)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _FUNCTIONS[name]([_evaluate(each, formula, values) for each in arguments])
    raise AssertionError(f"{ast.dump(node)} was let through by parse")


def total(quantities: list[Interval]) -> Interval:
    """The sum of the quantities; zero for none.

    >>> total([Interval.of(3280), Interval.of(6342)]).value
    Decimal('9622')
    """
    return reduce(Interval.__add__, quantities, Interval.of(0))
