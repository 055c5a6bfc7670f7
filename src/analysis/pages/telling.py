"""What is different between two states, in words: for a terminal, and as Markdown for a message."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from analysis.console import say, show
from analysis.pages.changes import (
    ANSWER,
    COLUMNS,
    GONE,
    KINDS,
    NEW,
    Change,
    bottom_line,
    by_sort,
    one_line,
    told_at_once,
)
from analysis.wording import number

MOST_ROWS = 40
"""Of one kind, more rows than this are told in a message by their number."""


def answers_told(found: Iterable[Change], *, marked: bool = False) -> list[str]:
    """The bottom lines that changed, before and after, in lines; `marked` as a list of Markdown."""
    lines = []
    for each in found:
        if each.kind == ANSWER and each.differing:
            name, was, now = each.identity, each.before or "nothing", each.after or "nothing"
            if marked:
                lines += [f"- {_code(name)}", f"  - was: {_cell(was)}", f"  - is: {_cell(now)}"]
            else:
                lines += [one_line(name), f"  was: {was}", f"  is:  {now}"]
    return lines


def rest_told(found: Sequence[Change]) -> str:
    """One line on what is not shown one by one; empty where there is none."""
    return f"Not shown: {bottom_line(found)}; --all shows each" if found else ""


def brief(found: Sequence[Change], title: str) -> str:
    """What matters of the changes as Markdown: bottom lines, verdicts, results; of the rest the counts."""
    first, rest = told_at_once(found)
    others = [each for each in first if each.kind != ANSWER]
    parts = [
        f"**{title}**: {_of_weight(first, rest)}",
        "\n".join(answers_told(first, marked=True)),
        "\n".join(_table([_line(each) for each in others[:MOST_ROWS]])),
        rest_told([*others[MOST_ROWS:], *rest]),
    ]
    return "\n\n".join(part for part in parts if part)


def _of_weight(first: Sequence[Change], rest: Sequence[Change]) -> str:
    if first or not rest:
        return bottom_line(first)
    return "no bottom line, no verdict and no result beyond its interval"


def show_changes(found: Sequence[Change], title: str, *, whole: bool = False) -> None:
    """Print what matters of the changes, or each of them: bottom lines, verdicts, results, then the rest."""
    first, rest = (found, []) if whole else told_at_once(found)
    others = [each for each in first if each.kind != ANSWER or not each.differing]
    lines = [f"{title}: {_of_weight(first, rest)}", *answers_told(first)]
    say("\n".join(lines))
    show(COLUMNS, [each.cells for each in others])
    if rest:
        say(rest_told(rest))


@dataclass(frozen=True)
class _Line:
    """A row of a message, and how many changes it tells by their number only."""

    cells: Sequence[str]
    left_out: int = 0


def markdown(found: Sequence[Change], title: str) -> str:
    """The changes as Markdown for a message; where there are many, the quiet ones by their number.

    How many are told so stands at the end, with the way to see each.
    """
    told = [line for kind in KINDS for line in _lines([each for each in found if each.kind == kind])]
    lines = [f"**{title}**: {bottom_line(found)}"]
    lines += ["", *_table(told)] if told else []
    left_out = sum(line.left_out for line in told)
    if left_out:
        rows = "1 row is" if left_out == 1 else f"{number(left_out)} rows are"
        lines += ["", f"{rows} told by number only; `study diff --all` shows each."]
    return "\n".join(lines)


def _table(told: Sequence[_Line]) -> list[str]:
    """The lines of a table of Markdown; none without a row."""
    head = [f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|"] if told else []
    return [*head, *(f"| {' | '.join(line.cells)} |" for line in told)]


def _lines(found: Sequence[Change]) -> list[_Line]:
    """The lines of one kind: each change, or, of too many, what is new and gone together by its home."""
    if len(found) <= MOST_ROWS:
        return [_line(each) for each in found]
    lines = []
    for sort, group in by_sort(found):
        if sort.name in (NEW, GONE):
            lines += [_folded(list(same)) for _, same in groupby(group, key=lambda each: each.home)]
        else:
            lines += [_line(each) for each in group]
    return _cut(lines, found[0].kind)


def _line(change: Change) -> _Line:
    kind, identity, *rest = change.cells
    return _Line((kind, _code(identity), *map(_cell, rest)))


def _folded(group: Sequence[Change]) -> _Line:
    """Changes of one sort and home in one line; claims with what became of them."""
    if len(group) == 1:
        return _line(group[0])
    first = group[0]
    verdicts = Counter((each.new or each.old).get("verdict", "") for each in group)
    tally = ", ".join(f"{many} {word}" for word, many in sorted(verdicts.items()) if word)
    sides = ("", tally) if first.new else (tally, "")
    which = f"{number(len(group))} {first.sort.name}"
    return _Line((first.kind, _code(f"{first.home} …"), which, *sides), len(group))


def _cut(lines: Sequence[_Line], kind: str) -> list[_Line]:
    """At most MOST_ROWS lines, and one that says how many more changes there are."""
    kept, rest = list(lines[:MOST_ROWS]), lines[MOST_ROWS:]
    if rest:
        more = sum(line.left_out or 1 for line in rest)
        kept.append(_Line((kind, "", f"{number(more)} more", "", ""), more))
    return kept


def _code(identity: str) -> str:
    """The id as code: in it, only a backtick and the end of a cell mean anything."""
    return "`" + identity.replace("`", "'").replace("|", r"\|") + "`"


def _cell(text: str) -> str:
    r"""The text as it reads in a cell, whatever signs of Markdown it holds.

    >>> _cell("a|b `c` <d>")
    'a\\|b \\`c\\` &lt;d>'
    """
    return re.sub(r"([\\`*\[\]|~&])", r"\\\1", text).replace("<", "&lt;")
