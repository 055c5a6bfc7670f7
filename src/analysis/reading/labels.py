"""What the first cells of a table's rows say: a measure, a unit, a place, or that the row is the whole's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.reading.cellunits import CellUnit, is_one_of, unit_in_head
from analysis.reading.columns import Column, concepts_of, is_plan
from analysis.reading.grids import Grid, Row, Span
from analysis.reading.language import Language
from analysis.reading.lexicon import Mention, words_of
from analysis.reading.places import Places, is_locality
from analysis.table.catalogue import read_things

_LEAD = re.compile(r"(?:[-–+•*]|[IVX]{1,4}[.)]|[a-zđ][.)]|\d{1,2}(?:\.\d{1,2})*[.)])[ ]*")
_LONGEST_TOTAL = 4
_OF_WHOLE = frozenset({"total", "in_place", "commune_level", "province_level"})
"""What the label of a total may say beside things."""


@dataclass(frozen=True)
class Label:
    """What names a row: its cells, the concepts that they name, the unit in brackets.

    `thing` is what the rows before count, where the label names nothing itself: "of which online". `commune`
    is the cell whose column's head says that it is the name of a commune.
    """

    spans: Sequence[Span] = ()
    mentions: Sequence[Mention] = ()
    concepts: Sequence[str] = ()
    thing: str = ""
    unit: CellUnit | None = None
    total: bool = False
    commune: Span | None = None

    @property
    def planned(self) -> bool:
        """Whether it calls its row a plan."""
        return is_plan(self.mentions)


class Labels:
    """Reads the labels of one table."""

    def __init__(self, text: str, columns: Sequence[Column], language: Language) -> None:
        self.text, self.language, self.places = text, language, Places(text, language)
        self.at = [at for at, column in enumerate(columns) if column.kind == "label"]
        said = {m.value for at in self.at for m in columns[at].mentions if m.kind == "concepts"}
        self.things = said & read_things().keys()
        self.of_communes = self.things == {"commune"}

    def of(self, grid: Grid) -> list[Label]:
        """The labels of a table's rows.

        A head that may mean communes, or bodies ("unit"), means communes where all rows are mere names.
        """
        names = [self._spans(row) for row in grid.rows]
        self.of_communes |= "commune" in self.things and "province" not in self.things and all(
            is_total(self.text[slice(*span)], self.language) or not concepts_of(self._mentions(span))
            for spans in names for span in spans
        )  # fmt: skip
        found, thing = [], ""
        for spans in names:
            label = self._label(spans, thing)
            thing = next((each for each in label.concepts if each in read_things()), thing)
            found.append(label)
        return found

    def _spans(self, row: Row) -> list[Span]:
        return [row[at] for at in self.at if at < len(row) and row[at][1] > row[at][0]]

    def _mentions(self, span: Span) -> list[Mention]:
        return self.language.lexicon.find(words_of(self.text, *span))

    def _label(self, spans: Sequence[Span], thing: str) -> Label:
        if not spans:
            return Label()
        mentions = [mention for span in spans for mention in self._mentions(span)]
        total = is_total(self.text[slice(*spans[0])], self.language)
        concepts = () if total or self._names_place(spans) else concepts_of(mentions)
        own = not read_things().keys().isdisjoint(concepts)
        units = (unit_in_head(self.text[slice(*span)], self.language) for span in spans)
        return Label(
            spans, mentions, concepts, thing if concepts and not own else "", next(filter(None, units), None),
            total, spans[0] if self.of_communes and not total else None,
        )  # fmt: skip

    def _names_place(self, spans: Sequence[Span]) -> bool:
        return any(
            self.places.within(*span) or is_locality(self.text[slice(*span)], self.language) for span in spans
        )


def is_total(label: str, language: Language) -> bool:
    """Whether the label of a row is that of the sum of the others.

    >>> from analysis.reading.language import read_language
    >>> is_total("Tổng số", read_language("vi")), is_total("Tổng thu ngân sách", read_language("vi"))
    (True, False)
    """
    words = _LEAD.sub("", label, count=1)
    if is_one_of(words, (*language.tables.totals, *language.country)):
        return True
    mentions = language.lexicon.find(words_of(words, 0, len(words)))
    others = {m.value for m in mentions if m.kind == "concepts"} - _OF_WHOLE - read_things().keys()
    whole = any(m.first == 0 and (m.value == "total" or m.kind == "country") for m in mentions)
    whole |= words.casefold().startswith(tuple(f"{each} " for each in language.tables.totals))
    return whole and not others and len(words.split()) <= _LONGEST_TOTAL
