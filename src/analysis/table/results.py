"""Derived numbers: each is computed from its formula, and knows the figures behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from analysis.errors import StudyError
from analysis.table.figures import Figure, open_end
from analysis.table.formula import Quantity, evaluate, names_in
from analysis.table.statements import Statement
from analysis.table.vocabulary import UNITS


@dataclass(frozen=True)
class Result:
    """A derived number on a page: its value and interval, its formula, the figures behind it."""

    result_id: str
    quantity: Quantity
    unit: str
    formula: str
    figure_ids: tuple[str, ...]
    note: str = ""

    @property
    def value(self) -> Decimal:
        """The value computed from the printed values."""
        return self.quantity.value

    @property
    def row(self) -> dict[str, str | list[str]]:
        """The result as its notebook stores it (all text, `figure_ids` a list)."""
        low, high = (open_end(_rounded(end)) for end in (self.quantity.low, self.quantity.high))
        interval = "" if self.quantity.is_exact else f"between {low or 'any'} and {high or 'any'}"
        return {
            "result_id": self.result_id,
            "value": f"{self.value:f}",
            "unit": self.unit,
            "formula": self.formula,
            "figure_ids": list(self.figure_ids),
            "note": "; ".join(part for part in (self.note, interval) if part),
        }


def result(
    result_id: str,
    formula: str,
    unit: str,
    *,
    note: str = "",
    about: Iterable[Figure | Statement] = (),
    **inputs: Figure | Result | Decimal | int,
) -> Result:
    """The number that the formula gives for the inputs it names; its interval follows theirs.

    `about` are figures or statements that the number rests on without standing in the formula: what is
    counted, say.

    Raises:
        StudyError: an unknown unit, or names in the formula that are not exactly the inputs.

    >>> from analysis.table.study import load
    >>> seen = load().select(place="VN-HN")
    >>> late = result("not_on_time", "processed - on_time", "files",
    ...               processed=seen.one("files_processed"), on_time=seen.one("files_on_time"))
    >>> late.value, late.figure_ids
    (Decimal('10754'), ('hanoi-fr:2922', 'hanoi-fr:2961'))
    """
    if names_in(formula) != sorted(inputs):
        raise StudyError(
            f"result {result_id!r}: the formula {formula!r} needs {', '.join(names_in(formula))}",
            way_out=f"was given {', '.join(sorted(inputs))}",
        )
    if unit not in UNITS and unit not in _RATIO_UNITS:
        raise StudyError(f"result {result_id!r} has the unknown unit {unit!r}")
    quantity = evaluate(formula, {name: _quantity(value) for name, value in inputs.items()})
    shown = Quantity(_rounded(quantity.value), quantity.low, quantity.high)
    return Result(result_id, shown, unit, formula, _behind(inputs, about), note)


_DECIMALS = 6
_RATIO_UNITS = frozenset(
    {
        "files per unit and day",
        "files per day",
        "times",
        "VND per case",
        "posts per unit",
        "premises per unit",
        "people per day",
        "figures",
        "claims",
        "pairs",
        "reports",
        "divisions per unit",
        "agencies per province",
        "units per province",
        "numbers",
        "statements",
        "voices",
        "themes",
    }
)


def _rounded(value: Decimal) -> Decimal:
    """The value with at most six decimals."""
    if value.is_infinite():
        return value
    exponent = int(value.as_tuple().exponent)
    return value.quantize(Decimal((0, (1,), min(max(exponent, -_DECIMALS), 0))))


def _quantity(value: Figure | Result | Decimal | int) -> Quantity:
    return value.quantity if isinstance(value, Figure | Result) else Quantity.of(value)


def _behind(
    inputs: Mapping[str, Figure | Result | Decimal | int], about: Iterable[Figure | Statement]
) -> tuple[str, ...]:
    ids: dict[str, None] = {}
    for value in (*inputs.values(), *about):
        if isinstance(value, Figure):
            ids[value.figure_id] = None
        elif isinstance(value, Statement):
            ids[value.statement_id] = None
        elif isinstance(value, Result):
            ids.update(dict.fromkeys(value.figure_ids))
    return tuple(ids)
