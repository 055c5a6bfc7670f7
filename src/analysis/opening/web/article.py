"""Which pieces of a page are the report, and what the others are for.

Of boxes that are furniture by their tag or name nothing is taken, unless most of the page's prose stands in
them. From the page inwards, the box that has nearly all the prose of the one around it is followed; what
stands in the last one is the report, with the title above it. Of that, what only leads elsewhere is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.opening.form import Heading, Table
from analysis.opening.web.page import Box, Piece

_MOST = 0.5
"""A box with so much of the page's prose is no furniture, whatever its name is."""
_SURELY = ("nav", "footer", "aside", "menu", "dialog")
"""But for those whose tag says so."""
_MAIN = 0.8
"""A box with so much of the prose of the box around it has the report in it."""
_LINKS = 0.75
"""Where links are so much of a piece, it leads elsewhere."""
_SHORT = 60
"""A line of fewer letters is as likely a label as a sentence."""
_LEAD = 200
"""A header with so much prose has the report's lead in it."""
_ABOVE = 12
"""A title stands at most so many pieces above what it is the title of."""


@dataclass(frozen=True)
class Placed:
    """A piece, whether it stands in the main box, and what it is for: nothing where it may be the report."""

    piece: Piece
    purpose: str
    within: bool


def article(body: Box) -> list[tuple[Piece, str]]:
    """Every piece of the page, in order, with what it is for; nothing where it is the report."""
    boxes = list(_boxes(body))
    _weigh(boxes, {})
    purposes = _purposes(boxes)
    _weigh(boxes, purposes)
    main = _main_box(body, purposes)
    pieces = list(_placed(body, purposes, main))
    first = _title_of(pieces)
    last = max((at for at, each in enumerate(pieces) if each.within), default=len(pieces))
    return [
        (each.piece, each.purpose or ("" if first <= at <= last else "outside the article"))
        for at, each in enumerate(pieces)
    ]


def _boxes(body: Box) -> Iterator[Box]:
    """The box and all boxes in it, each before those in it."""
    waiting = [body]
    while waiting:
        box = waiting.pop()
        yield box
        waiting += (each for each in reversed(box.inside) if isinstance(each, Box))


def _weigh(boxes: Sequence[Box], purposes: Mapping[int, str]) -> None:
    """How much prose stands in each box, leaving furniture out, and whether a heading does."""
    for box in reversed(boxes):
        inner = [each for each in box.inside if isinstance(each, Box)]
        own = [each for each in box.inside if isinstance(each, Piece)]
        box.weight = sum(each.weight for each in inner) + sum(map(_weight, own))
        box.weight *= not purposes.get(id(box))
        box.headed = any(each.headed for each in inner) or any(
            isinstance(each.block, Heading) for each in own
        )


def _weight(piece: Piece) -> float:
    prose = max(piece.size - 2 * piece.linked, 0)
    return prose if piece.size > _SHORT or isinstance(piece.block, Table) else prose / 4


def _purposes(boxes: Sequence[Box]) -> dict[int, str]:
    """What each box is for, those in furniture included."""
    most = boxes[0].weight * _MOST
    purposes = {id(boxes[0]): ""}
    for box in boxes:
        for each in box.inside:
            if isinstance(each, Box):
                sure = each.tag in _SURELY
                own = "" if (each.weight > most and not sure) or _is_ours(each) else each.purpose
                purposes[id(each)] = purposes[id(box)] or own
    return purposes


def _is_ours(box: Box) -> bool:
    """Whether it is what the page calls an article, or a header with a title or a lead in it."""
    return box.tag == "article" or (box.purpose == "header" and (box.headed or box.weight > _LEAD))


def _main_box(body: Box, purposes: dict[int, str]) -> Box:
    """The innermost box that has nearly all the prose of each box around it."""
    box: Box = body
    while box.tag != "article":
        inside = [each for each in box.inside if isinstance(each, Box) and not purposes[id(each)]]
        inner = [each for each in inside if each.weight > (_MOST if each.marked else _MAIN) * box.weight]
        if not inner:
            break
        box = inner[0]
    return box


def _placed(body: Box, purposes: dict[int, str], main: Box) -> Iterator[Placed]:
    waiting: list[tuple[Box | Piece, str, bool]] = [(body, "", body is main)]
    while waiting:
        each, purpose, within = waiting.pop()
        if isinstance(each, Piece):
            yield Placed(each, purpose or _leads_elsewhere(each), within)
            continue
        waiting += (
            (inner, purposes[id(inner)] if isinstance(inner, Box) else purpose, within or inner is main)
            for inner in reversed(each.inside)
        )


def _leads_elsewhere(piece: Piece) -> str:
    return "links" if piece.linked > _LINKS * piece.size else ""


def _title_of(pieces: Sequence[Placed]) -> int:
    """Where the report begins: with the heading above the main box, where that does not begin with one."""
    first = next((at for at, each in enumerate(pieces) if each.within), -1)
    above = range(first, max(first - _ABOVE, -1), -1)
    return next((at for at in above if _is_title(pieces[at])), first)


def _is_title(placed: Placed) -> bool:
    return isinstance(placed.piece.block, Heading) and not placed.purpose
