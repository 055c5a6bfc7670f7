"""What a page is told of a review: plain data, for JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.desk.considered import considered
from analysis.desk.kept import Tables
from analysis.desk.steps import EDITED, EDITED_STATEMENT, ONLY_ON, Rules
from analysis.files import Row
from analysis.reviewing import doubts_of, left_over
from analysis.table import vocabulary as v
from analysis.table.catalogue import Place, read_breakdowns

Told = dict[str, Any]

_OF_REPORT = ("report_id", "title", "publisher", "language", "place", "published", "review", "reviewed_on")


def whole(tables: Tables, rules: Rules, places: Mapping[str, Place]) -> Told:
    """All that a page needs to begin: the text, the rows, and what may stand in their fields."""
    return changed(None, tables, rules) | {"text": rules.text, "choices": choices(rules, places)}


def changed(before: Tables | None, after: Tables, rules: Rules) -> Told:
    """What is different, row by row; None for a row that is gone. Without a `before` all of it."""
    told: Told = {
        "figures": _different(before.shown if before else {}, after.shown, rules),
        "statements": _different(before.said if before else {}, after.said, rules),
    }
    if before is None or before.register != after.register:
        told["report"] = {name: after.register[name] for name in _OF_REPORT} | {"accepted": after.accepted}
    if before is None or _spans(before) != _spans(after):
        told["numbers"] = after.numbers
        told["left"] = [(look.start, look.start + len(look.quote))
                        for look in left_over(rules.text, [*after.figures, *after.numbers])]  # fmt: skip
    return told


def _spans(tables: Tables) -> Sequence[Sequence[tuple[str, str]]]:
    """What is covered of the text, by figures and by numbers."""
    return [[(row["start"], row["end"]) for row in rows] for rows in (tables.figures, tables.numbers)]


def _different(before: Mapping[str, Row], after: Mapping[str, Row], rules: Rules) -> Told:
    gone = {name: None for name in before if name not in after}
    new = {name: _item(row, rules) for name, row in after.items() if before.get(name) != row}
    return gone | new


def _item(row: Row, rules: Rules) -> Told:
    """A row, with its theme and why to look at it."""
    if "statement_id" in row:
        why: Sequence[str] = [row["note"]] if row["note"] and row["status"] == "read" else []
        return row | {"why": why}
    measure = rules.measures.get(row["measure"])
    return row | {"theme": measure.theme if measure else "none", "why": doubts_of(row | {"doubt": ""})}


def choices(rules: Rules, places: Mapping[str, Place]) -> Told:
    """For each field with a list what may be chosen: value, its words, and more to tell it apart."""
    measures = [(each.id, each.label, f"{each.theme}, {each.unit}", each.counts)
                for each in rules.measures.values()]  # fmt: skip
    measures.append((v.UNCLASSIFIED, "fits no measure", "", ""))
    lists = {"unit": v.UNITS, "qualifier": v.QUALIFIERS, "role": v.ROLES, "period_basis": v.PERIOD_BASES,
             "per": v.PER, "kind": v.STATEMENT_KINDS, "theme": v.STATEMENT_THEMES, "ahead": ("", "yes"),
             "number_kind": v.NUMBER_KINDS, "relations": v.RELATIONS[1:]}  # fmt: skip
    return {
        "measure": measures,
        "place": [
            (code, place.name_en, place.name, "; ".join(place.variants)) for code, place in places.items()
        ],
        "breakdown": [(word, of) for word, of in read_breakdowns().items()],
        "asked": [(level,) for level in v.ASKED_LEVELS],
        "fields": {"figure": EDITED, "statement": EDITED_STATEMENT, "only_on": ONLY_ON},
        **{name: [(word,) for word in words] for name, words in lists.items()},
    }


def options(tables: Tables, rules: Rules) -> Told:
    """What the reader considered, by figure and field; nothing of a text that it cannot read."""
    if not rules.text:
        return {}
    try:
        seen = considered(rules.text, language=rules.language, published=tables.register["published"],
                          place=tables.register["place"])  # fmt: skip
    except Exception:  # a text that the reader fails on was registered without the sentence
        return {}
    found = ((name, seen.get((int(row["start"]), int(row["end"])))) for name, row in tables.shown.items())
    return {
        name: {field: [(each.value, each.sure) for each in told] for field, told in fields.items()}
        for name, fields in found if fields
    }  # fmt: skip
