r"""The text form: what a report of any format becomes, and what offsets refer to from then on.

Openers give blocks in the order in which a person reads them; `written` makes the text of them. Paragraphs,
headings and items of a list are a line each; a table is a line per row, its cells apart by tab, heads first,
with blank lines around it:

>>> print(written([Heading("Budget"), Paragraph("Unit: million VND"),
...                Table([["Place", "Plan"], ["Hanoi", "12"]])]).replace("\t", " | "))
Budget
<BLANKLINE>
Unit: million VND
<BLANKLINE>
Place | Plan
Hanoi | 12
<BLANKLINE>
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from analysis.errors import StudyError


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, caption, note or line of its own; line ends inside are blanks."""

    text: str


@dataclass(frozen=True)
class Heading(Paragraph):
    """A title or a heading."""


@dataclass(frozen=True)
class Item(Paragraph):
    """An item of a list; its own mark or number stands in the text, or a hyphen is written."""


@dataclass(frozen=True)
class Table:
    """Rows of cells as printed, all of one length; the first `heads` rows are heads.

    A cell that spans columns or rows stands in each of them.
    """

    rows: Sequence[Sequence[str]]
    heads: int = 1


Block = Paragraph | Table


class IllegibleError(StudyError):
    """A file shows a text that cannot be taken from it: pictures of pages, signs without letters."""


@dataclass(frozen=True)
class Content:
    """What an opener found: the blocks that are the report, and what it left aside, a line each.

    `remarks` say what a person should know of the opening; `doubtful` says why no figure of it can be
    trusted unseen, and is empty where that is not so.
    """

    blocks: Sequence[Block]
    aside: Sequence[str] = ()
    remarks: Sequence[str] = ()
    doubtful: str = ""


@dataclass(frozen=True)
class Opened:
    """A file's text in the text form, its format and encoding, and what `Content` says."""

    text: str
    format: str
    encoding: str = ""
    aside: Sequence[str] = field(default=())
    remarks: Sequence[str] = field(default=())
    doubtful: str = ""


def written(blocks: Iterable[Block]) -> str:
    """The text form of the blocks; empty ones are left out."""
    parts = []
    for kind, group in groupby((each for each in blocks if not _is_empty(each)), type):
        lines = [_lines(each) for each in group]
        parts.append(("\n" if kind is Item else "\n\n").join(lines))
    return "\n\n".join(parts) + "\n" if parts else ""


def one_line(text: str) -> str:
    r"""The text in one line: every white space but the ones that a number may hold becomes a blank.

    >>> one_line(" 12\u00a0345\n files\t")
    '12\xa0345 files'
    """
    kept = text.replace("\u00a0", "\ue000").replace("\u202f", "\ue001")
    return (
        " ".join(kept.split()).replace("\ue000", "\u00a0").replace("\ue001", "\u202f").strip("\u00a0\u202f")
    )


def words_of(block: Block) -> str:
    """The words of a block in one line.

    >>> words_of(Table([["a", "b"], ["c", "1"]]))
    'a b | c 1'
    """
    if isinstance(block, Table):
        return " | ".join(one_line(" ".join(row)) for row in block.rows)
    return one_line(block.text)


def before_section(rows: Sequence[Sequence[str]], heads: int) -> int:
    """How many of the first `heads` rows are heads, when a row that only names a section is none.

    Such a row leaves most cells empty below one that fills them all, each with other words.

    >>> before_section([["No", "Item", "Unit", "Plan"], ["I", "Budget", "", ""]], 2)
    1
    """
    for at in range(1, heads):
        above, said = rows[at - 1], [cell for cell in rows[at] if cell]
        if all(above) and len({*above}) == len(above) and 2 * len(said) <= len(above):
            return at
    return heads


def _is_empty(block: Block) -> bool:
    if isinstance(block, Table):
        return not any(one_line(cell) for row in block.rows for cell in row)
    return not one_line(block.text)


def _lines(block: Block) -> str:
    if isinstance(block, Table):
        return "\n".join("\t".join(map(one_line, row)) for row in _one_head(block))
    text = one_line(block.text)
    return f"- {text}" if isinstance(block, Item) and (text[0].isalnum() and not _is_numbered(text)) else text


def _is_numbered(text: str) -> bool:
    first = text.split(" ", 1)[0]
    return first[-1] in ".)" and len(first) <= 5


def _one_head(table: Table) -> list[Sequence[str]]:
    """The rows, with the heads of each column made one: what stands above the others first, said once."""
    heads, body = table.rows[: table.heads], table.rows[table.heads :]
    joined = [
        " ".join(dict.fromkeys(filter(None, map(one_line, column)))) for column in zip(*heads, strict=True)
    ]
    return [joined, *body] if joined else [*body]
