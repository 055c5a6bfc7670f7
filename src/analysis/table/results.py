"""Rows of derived numbers: they name at most MOST_IDS figures.

A row with more names one set, whose name follows from its ids.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

RESULTS_MIME = "application/vnd.two-tier-study.results+json"
"""The kind of output in which a notebook carries results."""
SETS_MIME = "application/vnd.two-tier-study.figure-sets+json"
"""The kind in which the same output carries the sets that they name."""
MOST_IDS = 50
"""A row with more figures behind it names them as one set."""
SET = "set:"
"""How the name of a set begins; no figure_id has it, since no report is called so."""


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


def carried(results: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The rows of results as the output of a notebook carries them, with their sets where they name any."""
    rows, sets = shortened(results)
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
