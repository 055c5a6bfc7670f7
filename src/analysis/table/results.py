"""Derived numbers: each is computed from its formula, and knows the figures behind it.

As rows they name at most MOST_IDS figures. A row with more names one set, whose name follows from its ids.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from analysis.errors import StudyError
from analysis.table.figures import Figure, open_end
from analysis.table.formula import Quantity, evaluate, names_in
from analysis.table.statements import Statement
from analysis.table.vocabulary import UNITS

RESULTS_MIME = "application/vnd.two-tier-study.results+json"
"""The kind of output in which a notebook carries results."""
SETS_MIME = "application/vnd.two-tier-study.figure-sets+json"
"""The kind in which the same output carries the sets that they name."""
MOST_IDS = 50
"""A row with more figures behind it names them as one set."""
SET = "set:"
"""How the name of a set begins; no figure_id has it, since no report is called so."""


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


class Shortened(NamedTuple):
    """Rows of results with at most MOST_IDS ids each, and by name the sets that they name instead, sorted."""

    rows: list[dict[str, Any]]
    sets: dict[str, list[str]]


def shortened(rows: Iterable[Mapping[str, Any]]) -> Shortened:
    """The rows, whose `figure_ids` are lists, with a set in place of each list that is too long.

    >>> rows, sets = shortened([{"figure_ids": [f"a:{n}" for n in range(51)]}, {"figure_ids": ["a:1"]}])
    >>> rows
    [{'figure_ids': ['set:ae7fe1555e15be0d']}, {'figure_ids': ['a:1']}]
    >>> len(sets["set:ae7fe1555e15be0d"])
    51
    """
    short: list[dict[str, Any]] = []
    sets: dict[str, list[str]] = {}
    for row in rows:
        short.append(dict(row))
        if len(row["figure_ids"]) > MOST_IDS:
            name = set_name(row["figure_ids"])
            sets.setdefault(name, sorted(set(row["figure_ids"])))
            short[-1]["figure_ids"] = [name]
    return Shortened(short, {name: sets[name] for name in sorted(sets)})


def carried(results: Iterable[Result]) -> dict[str, Any]:
    """The results as the output of a notebook carries them, with their sets where they name any."""
    rows, sets = shortened(each.row for each in results)
    return {RESULTS_MIME: rows, SETS_MIME: sets} if sets else {RESULTS_MIME: rows}


def set_name(ids: Iterable[str]) -> str:
    r"""The name of a set: 16 digits of the SHA-256 over its ids, sorted, each once, with \n between.

    >>> set_name(["b:1", "a:1", "b:1"]) == set_name(["a:1", "b:1"])
    True
    """
    return SET + hashlib.sha256("\n".join(sorted(set(ids))).encode("utf-8")).hexdigest()[:16]


def followed(ids: Iterable[str], sets: Mapping[str, Sequence[str]]) -> list[str]:
    """The ids with those of a set in place of its name.

    Raises:
        KeyError: a set that is not among these.

    >>> followed(["a:1", "set:x"], {"set:x": ["b:1", "b:2"]})
    ['a:1', 'b:1', 'b:2']
    """
    return [each for name in ids for each in (sets[name] if name.startswith(SET) else (name,))]


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
