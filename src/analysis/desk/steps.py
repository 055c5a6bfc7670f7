"""The steps of a review: each makes new tables of old ones, or is refused with the rule that it breaks.

Nothing here touches a file, a clock or a page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from analysis.desk.kept import Rows, Tables, in_order
from analysis.desk.typed import as_columns, day_of
from analysis.errors import StudyError
from analysis.files import Row
from analysis.reading.language import read_language
from analysis.reading.numerals import Numerals, infer_style
from analysis.reading.values import Numeral
from analysis.table.catalogue import Measure
from analysis.table.schema import FigureRules, refusal
from analysis.table.vocabulary import FIGURE_COLUMNS, STATEMENT_COLUMNS, UNCLASSIFIED, UNITS

Step = Mapping[str, str]
"""What a person does: `do` names it, the rest says to what and how."""

REVIEWED = {"doubt": "", "status": "reviewed"}
FIXED = ("figure_id", "report_id", "start", "end", "quote", "doubt", "status", "statement_id")
"""Columns that no correction changes."""
EDITED = tuple(name for name in FIGURE_COLUMNS if name not in FIXED)
EDITED_STATEMENT = tuple(name for name in STATEMENT_COLUMNS if name not in FIXED)
ONLY_ON = {"due": ("deadline",), "asked": ("request", "deadline"), "ahead": ("decision",),
           "measure": ("claim_without_figure",)}  # fmt: skip
"""The kinds of statement that may have a value there."""


class Refused(StudyError):
    """A step that breaks a rule of the tables; `column` is where."""

    def __init__(self, problem: str, column: str = "", **where: str) -> None:
        super().__init__(problem, **where)
        self.column = column


@dataclass(frozen=True)
class Rules:
    """What steps are held against: the catalogue, the text, and how it prints its numbers."""

    measures: Mapping[str, Measure]
    figures: FigureRules
    text: str
    language: str
    home: str

    @cached_property
    def numerals(self) -> Numerals:
        """What finds numerals as this text prints them."""
        language = read_language(self.language)
        return Numerals(language, infer_style(self.text, language))


def done(tables: Tables, step: Step, rules: Rules) -> Tables:
    """The tables after a step.

    Raises:
        Refused: it breaks a rule, or names what is not there.
    """
    act = _STEPS.get(step.get("do", ""))
    if act is None:
        raise Refused("no such step")
    try:
        return act(tables, step, rules)
    except KeyError as missing:
        raise Refused(f"{missing} is not there") from None


def rows_of(tables: Tables, step: Step) -> Sequence[object]:
    """What a step is about: while this stays as it was, the step means the same."""
    if step.get("do") == "accept_report":
        return tables.figures, tables.statements, tables.register, tables.corrections
    name = step.get("id", "")
    start, end = (int(step[name]) if step.get(name, "").isdigit() else -1 for name in ("start", "end"))
    near = [row for row in (*tables.figures, *tables.numbers, *tables.statements)
            if int(row["start"]) < end and start < int(row["end"])]  # fmt: skip
    return tables.shown.get(name), tables.said.get(name), near, tables.accepted


# Figures


def _accept(tables: Tables, step: Step, rules: Rules) -> Tables:
    name = step["id"]
    if name in tables.said:
        return _with_statement(tables, tables.said[name] | {"status": "reviewed"}, rules)
    if tables.accepted:
        return tables
    return _with_figure(tables, tables.shown[name] | REVIEWED, rules)


def _correct(tables: Tables, step: Step, rules: Rules) -> Tables:
    name, column = step["id"], step["column"]
    if name in tables.said:
        return _correct_statement(tables, tables.said[name], column, step["value"], rules)
    row = tables.shown[name]
    columns = as_columns(column, step["value"], row, rules.measures)
    if any(each not in EDITED for each in columns):
        raise Refused("stands as the reader found it", column)
    if tables.accepted:
        return _with_corrections(tables, row, columns, step, rules)
    return _with_figure(tables, row | columns | REVIEWED, rules)


def _with_figure(tables: Tables, row: Row, rules: Rules) -> Tables:
    refuse_figure(row, tables, rules)
    rows = (row if each["figure_id"] == row["figure_id"] else each for each in tables.figures)
    return replace(tables, figures=tuple(rows))


def refuse_figure(row: Row, tables: Tables, rules: Rules) -> None:
    """Hold a figure against its rules, beside the one that it relates to.

    Raises:
        Refused: it breaks one.
    """
    other = tables.shown.get(row["related"])
    beside = [other | {"relation": "", "related": ""}] if other and row["related"] != row["figure_id"] else []
    _refuse("figures", [row, *beside], rules)


def _refuse(kind: str, rows: Sequence[Row], rules: Rules) -> None:
    broken = refusal(kind, rows, rules.figures)
    if broken:
        raise Refused(broken[1], broken[0])


def _with_corrections(tables: Tables, row: Row, columns: Row, step: Step, rules: Rules) -> Tables:
    """What an accepted figure says otherwise, a row of corrections for each column, with who and why."""
    different = {name: value for name, value in columns.items() if value != row[name]}
    refuse_figure(row | columns, tables, rules)
    said = {name: _said(step, name) for name in ("reason", "who")} | {"date": day_of(_said(step, "day"))}
    taken = {each["correction_id"] for each in tables.corrections}
    new = [
        {"correction_id": _free(f"{row['figure_id'].replace(':', '-')}-{name}", taken),
         "figure_id": row["figure_id"], "column": name, "was": row[name], "becomes": value} | said
        for name, value in different.items()
    ]  # fmt: skip
    return replace(tables, corrections=(*tables.corrections, *new))


def _said(step: Step, name: str) -> str:
    words = " ".join(step.get(name, "").split())
    if not words:
        raise Refused("expected some words" if name != "day" else "expected a day such as 2025-10-01", name)
    return words


def _free(name: str, taken: set[str]) -> str:
    tried = (name, *(f"{name}-{number}" for number in range(2, len(taken) + 3)))
    return next(each for each in tried if each not in taken)


def _no_figure(tables: Tables, step: Step, rules: Rules) -> Tables:
    _refuse_accepted(tables)
    row = tables.shown[step["id"]]
    number = {name: row[name] for name in ("start", "end", "quote")}
    number |= {"kind": step.get("kind") or "other", "reason": _said(step, "reason")}
    _refuse("numbers", [number], rules)
    gone = row["figure_id"]
    left = [
        each | {"relation": "", "related": ""} if each["related"] == gone else each
        for each in tables.figures if each["figure_id"] != gone
    ]  # fmt: skip
    if any(in_order(each) == in_order(row) for each in left):  # another fact on the same numeral stays
        return replace(tables, figures=tuple(left))
    return replace(tables, figures=tuple(left), numbers=_beside(tables.numbers, number))


def _beside(numbers: Rows, number: Row) -> Rows:
    """The numbers with this one instead of those at its place."""
    return tuple(sorted([*_outside(numbers, number), number], key=in_order))


def _outside(rows: Rows, other: Row) -> list[Row]:
    start, end = in_order(other)
    return [row for row in rows if int(row["end"]) <= start or end <= int(row["start"])]


def _refuse_accepted(tables: Tables) -> None:
    if tables.accepted:
        raise Refused("the report is accepted: its figures can be corrected, but none comes or goes")


def _number(tables: Tables, step: Step, rules: Rules) -> Tables:
    """Digits that stand in no table become a number that is no figure."""
    _refuse_accepted(tables)
    start, end = _span(step, rules)
    row = {"start": str(start), "end": str(end), "quote": rules.text[start:end]}
    row |= {"kind": step.get("kind") or "other", "reason": _said(step, "reason")}
    _refuse("numbers", [row], rules)
    if len(_outside(tables.figures, row)) < len(tables.figures):
        raise Refused("a figure stands there")
    return replace(tables, numbers=_beside(tables.numbers, row))


def _add(tables: Tables, step: Step, rules: Rules) -> Tables:
    """A figure that was missed, or another fact on the same numeral; its fields are corrected afterwards."""
    _refuse_accepted(tables)
    row = _new_figure(tables, step, rules)
    refuse_figure(row, tables, rules)
    numbers = _outside(tables.numbers, row)
    figures = sorted([*tables.figures, row], key=lambda each: (in_order(each), each["figure_id"]))
    return replace(tables, figures=tuple(figures), numbers=tuple(numbers))


def _span(step: Step, rules: Rules) -> tuple[int, int]:
    """What was selected, without the blanks around it."""
    start, end = (int(step[name]) if step.get(name, "").isdigit() else -1 for name in ("start", "end"))
    quote = rules.text[max(start, 0) : end]
    if not quote.strip() or start < 0 or end > len(rules.text):
        raise Refused("select the words in the text first")
    return start + len(quote) - len(quote.lstrip()), end - len(quote) + len(quote.rstrip())


def _new_figure(tables: Tables, step: Step, rules: Rules) -> Row:
    start, end = _span(step, rules)
    quote = rules.text[start:end]
    there = [row for row in tables.figures if int(row["start"]) < end and start < int(row["end"])]
    if any(in_order(row) != (start, end) for row in there):
        raise Refused(f"overlaps the figure {there[0]['quote']!r}")
    report_id = tables.register["report_id"]
    name = _next(f"{report_id}:{start}", tables.shown)
    if there:  # one numeral for two verbs: the second fact differs in its measure
        return there[0] | {"figure_id": name, "measure": UNCLASSIFIED, "relation": "", "related": "",
                           "doubt": "", "status": "read", "note": ""}  # fmt: skip
    new = dict.fromkeys(FIGURE_COLUMNS, "") | {
        "figure_id": name, "report_id": report_id, "start": str(start), "end": str(end), "quote": quote,
        "measure": UNCLASSIFIED, "qualifier": "exact", "role": "observed", "place": rules.home,
        "status": "read",
    }  # fmt: skip
    return new | _worth(quote, step.get("value", ""), rules)


def _next(name: str, known: Mapping[str, Row]) -> str:
    tried = (name, *(f"{name}.{fact}" for fact in range(2, 10)))
    free = next((each for each in tried if each not in known), "")
    if not free:
        raise Refused("nine rows stand on these words")
    return free


def _worth(quote: str, value: str, rules: Rules) -> Row:
    """Value and unit of a numeral as printed, or the value that the person gives."""
    found = rules.numerals.find(quote, [])
    if value.strip() or len(found) != 1 or (found[0].start, found[0].end) != (0, len(quote)):
        return {"value": value.strip(), "unit": "other"}
    return _as_row(found[0])


def _as_row(numeral: Numeral) -> Row:
    most, other = numeral.value_max, numeral.alternative
    return {
        "value": f"{numeral.value:f}",
        "value_max": "" if most is None else f"{most:f}",
        "alternative": "" if other is None else f"{other:f}",
        "unit": numeral.suffix if numeral.suffix in UNITS else "other",
    }


# Statements


def _with_statement(tables: Tables, row: Row, rules: Rules) -> Tables:
    """The statements with this row; those of the same stretch share its kind, and its day if it sets one."""
    name, shared = row["statement_id"], {"kind": row["kind"], "due": row["due"]}
    stretch = [each for each in tables.statements if in_order(each) == in_order(row)]
    new = {each["statement_id"]: _fitting(each | shared) for each in stretch} | {name: row}
    _refuse("statements", [*new.values()], rules)
    rows = (new.get(each["statement_id"], each) for each in tables.statements)
    return replace(tables, statements=tuple(rows))


def _correct_statement(tables: Tables, row: Row, column: str, value: str, rules: Rules) -> Tables:
    if column not in EDITED_STATEMENT:
        raise Refused("stands as the reader found it", column)
    words = " ".join(value.split())
    new = row | {column: words, "status": "reviewed"}
    if column == "due" and words:  # a day makes a deadline
        new["kind"] = "deadline"
    if new["kind"] == "deadline" and not new["due"]:
        raise Refused("a deadline has a day: set due, which makes it one", column)
    return _with_statement(tables, _fitting(new), rules)


def _fitting(row: Row) -> Row:
    """Without what a statement of its kind does not have."""
    return row | {name: "" for name, kinds in ONLY_ON.items() if row["kind"] not in kinds}


def _state(tables: Tables, step: Step, rules: Rules) -> Tables:
    """A statement that was missed, or another theme of one; its other fields are corrected afterwards."""
    row = _new_statement(tables, step, rules)
    rows = sorted([*tables.statements, row], key=lambda each: (in_order(each), each["statement_id"]))
    _refuse("statements", [each for each in rows if each["start"] == row["start"]], rules)
    return replace(tables, statements=tuple(rows))


def _new_statement(tables: Tables, step: Step, rules: Rules) -> Row:
    start, end = _span(step, rules)
    there = [row for row in tables.statements if int(row["start"]) < end and start < int(row["end"])]
    if any(in_order(row) != (start, end) for row in there):
        raise Refused("overlaps another statement: select exactly its words for one more theme, or others")
    if step.get("theme") in {row["theme"] for row in there}:
        raise Refused(f"stands there already: {there[0]['kind']}, {step['theme']}", "theme")
    report_id = tables.register["report_id"]
    new = dict.fromkeys(STATEMENT_COLUMNS, "") | {
        "report_id": report_id, "start": str(start), "end": str(end), "place": rules.home,
    }  # fmt: skip
    return (there[0] if there else new) | {
        "statement_id": _next(f"{report_id}:s{start}", tables.said), "theme": step.get("theme", ""),
        "kind": step.get("kind", ""), "due": step.get("due", "").strip(), "status": "reviewed", "note": "",
    }  # fmt: skip


def _remove(tables: Tables, step: Step, rules: Rules) -> Tables:
    gone = tables.said[step["id"]]["statement_id"]
    return replace(
        tables, statements=tuple(each for each in tables.statements if each["statement_id"] != gone)
    )


# The report


def _accept_report(tables: Tables, step: Step, rules: Rules) -> Tables:
    """All that still waits is reviewed; from now on corrections alone change a figure."""
    _refuse_accepted(tables)
    figures = tuple(row | REVIEWED for row in tables.figures)
    statements = tuple(row | {"status": "reviewed"} for row in tables.statements)
    for kind, rows in (("figures", figures), ("statements", statements)):
        if rows:
            _refuse(kind, rows, rules)
    said = {"review": _said(step, "how"), "reviewed_on": day_of(_said(step, "day"))}
    return replace(tables, figures=figures, statements=statements, register=tables.register | said)


_STEPS: Mapping[str, Callable[[Tables, Step, Rules], Tables]] = {
    "accept": _accept,
    "correct": _correct,
    "no_figure": _no_figure,
    "number": _number,
    "add": _add,
    "state": _state,
    "remove": _remove,
    "accept_report": _accept_report,
}
