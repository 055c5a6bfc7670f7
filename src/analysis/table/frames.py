"""Figures, numbers and statements by column, on Arrow; objects of the few that are looked at one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

from analysis.files import Row, columns_of
from analysis.table.catalogue import UNCLASSIFIED_MEASURE, Measure
from analysis.table.figures import Figure, row_of
from analysis.table.precision import bounds
from analysis.table.shelf import OWNER
from analysis.table.statements import Statement, row_of_statement
from analysis.table.vocabulary import FIGURE_COLUMNS, NUMBER_COLUMNS, STATEMENT_COLUMNS

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Codes = tuple[np.ndarray[Any, np.dtype[np.int32]], list[str]]

OFFSETS = ("start", "end")
DAYS = ("period_start", "period_end", "against_start", "against_end", "due")
LONG = ("figure_id", "statement_id", "quote", "value", "value_max", "alternative", "low", "high", "related")
"""Columns of which hardly two values are alike; values stand as printed, so that none is rounded."""
_COMPUTED = ("theme", "low", "high")

Thing = TypeVar("Thing")


def schema_of(columns: Sequence[str], *, texts: Sequence[str] = (), digests: bool = False) -> pa.Schema:
    """The Arrow columns of a data file: offsets, days, words that repeat, and texts that hardly do."""
    import pyarrow as pa

    kinds = {
        **dict.fromkeys(OFFSETS, pa.int32()), **dict.fromkeys(DAYS, pa.date32()),
        **dict.fromkeys(LONG, pa.string()), "units_covered": pa.int32(), "corrected": pa.bool_(),
        **dict.fromkeys(texts, pa.string()),
    }  # fmt: skip
    words = pa.dictionary(pa.int32(), pa.string())
    fields = [(name, kinds.get(name, words)) for name in (OWNER, *columns)]
    return pa.schema([*fields, ("digest", pa.uint64())] if digests else fields)


def figure_schema() -> pa.Schema:
    """The columns of figures with what is computed of each, and a digest of the row."""
    return schema_of((*FIGURE_COLUMNS, *_COMPUTED, "corrected"), digests=True)


def statement_schema() -> pa.Schema:
    """The columns of statements, and a digest of the row."""
    return schema_of(STATEMENT_COLUMNS, digests=True)


def number_schema() -> pa.Schema:
    """The columns of numbers."""
    return schema_of(NUMBER_COLUMNS)


def table_of_figures(
    rows: Sequence[Row], measures: Mapping[str, Measure], corrected: Collection[str]
) -> pa.Table:
    """Validated rows of figures by column, with what is computed of each; `corrected` are ids."""
    computed = columns_of([_computed(row, measures) for row in rows], _COMPUTED)
    flags = [row["figure_id"] in corrected for row in rows]
    return table_of(rows, figure_schema(), **computed, corrected=flags)


def _computed(row: Row, measures: Mapping[str, Measure]) -> Row:
    highest = Decimal(row["value_max"]) if row["value_max"] else None
    interval = bounds(Decimal(row["value"]), highest, row["quote"], row["unit"], row["qualifier"])
    theme = measures.get(row["measure"], UNCLASSIFIED_MEASURE).theme
    return {"theme": theme, "low": str(interval.low), "high": str(interval.high)}


def table_of_statements(rows: Sequence[Row]) -> pa.Table:
    """Validated rows of statements by column."""
    return table_of(rows, statement_schema())


def table_of_numbers(rows: Sequence[Row], owners: Sequence[str]) -> pa.Table:
    """The rows of numbers files, with the report of each."""
    return table_of(rows, number_schema(), owner=owners)


def table_of(rows: Sequence[Row], schema: pa.Schema, **columns: Sequence[object]) -> pa.Table:
    """The rows by column, each value read from its text; `columns` are given as they are."""
    import pyarrow as pa

    arrays = []
    own = [name for name in schema.names if name not in (OWNER, "digest")]
    told = {**columns_of(rows, [name for name in own if name not in columns]), **columns}
    for field in schema:
        if field.name in columns:
            values: Sequence[object] = columns[field.name]
        elif field.name == "digest":
            values = [_digest(row) for row in zip(*(told[name] for name in own), strict=True)]
        else:
            texts = told["report_id" if field.name == OWNER else field.name]
            read = None if pa.types.is_string(field.type) else _READ.get(field.name)
            values = texts if read is None else [read(text) for text in texts]
        if pa.types.is_dictionary(field.type):
            arrays.append(pa.array(values, pa.string()).dictionary_encode())
        else:
            arrays.append(pa.array(values, field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def _digest(row: Sequence[object]) -> int:
    said = "\x1f".join(map(str, row))
    return int.from_bytes(hashlib.blake2b(said.encode(), digest_size=8).digest(), "little")


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


_READ: Mapping[str, Any] = {
    **dict.fromkeys(OFFSETS, int), **dict.fromkeys(DAYS, _day), "units_covered": _whole,
}  # fmt: skip


def values_of(table: pa.Table, name: str) -> list[Any]:
    """A column as Python's own values; much quicker than by Arrow, which makes a scalar of each."""
    import pyarrow as pa

    values: list[Any]
    column = table[name].combine_chunks()
    if pa.types.is_dictionary(column.type):
        words = column.dictionary.to_pylist()
        values = [words[code] for code in column.indices.to_numpy().tolist()]
    elif pa.types.is_date32(column.type):
        values = column.to_numpy(zero_copy_only=False).astype(object).tolist()
    else:
        values = column.to_pylist()
    return values


class Columns(Sequence[Thing], Generic[Thing]):
    """Rows of one kind, in order: a sequence of objects, each made when it is looked at, over Arrow columns.

    Narrower ones made by `take` share what was made. Two are equal where their objects are.
    """

    def __init__(self, data: pa.Table | None, rows: np.ndarray[Any, Any] | None = None,
                 made: dict[int, Thing] | None = None) -> None:  # fmt: skip
        self._data, self._rows = data, rows
        self._made: dict[int, Thing] = {} if made is None else made

    @classmethod
    def of(cls, things: Iterable[Thing]) -> Self:
        """Those of objects; columns are made when one is asked for."""
        if isinstance(things, cls):
            return things
        return cls(None, None, dict(enumerate(things)))

    @property
    def data(self) -> pa.Table:
        """The columns of all rows that these were taken from."""
        if self._data is None:
            self._data = self._columns([self._made[at] for at in range(len(self._made))])
        return self._data

    @property
    def rows(self) -> np.ndarray[Any, Any]:
        """Which rows of `data` these are."""
        if self._rows is None:
            import numpy as np

            self._rows = np.arange(len(self._made) if self._data is None else len(self._data))
        return self._rows

    @property
    def _are_all(self) -> bool:
        if self._rows is None or len(self) != len(self.data):
            return self._rows is None
        return bool((self._rows[1:] > self._rows[:-1]).all())

    def take(self, which: Any) -> Self:
        """Those at these positions, or where these are true."""
        return type(self)(self.data, self.rows[which], self._made)

    def codes(self, name: str) -> Codes:
        """A column of words: for each row the place of its word, and the words."""
        column = self.data[name].combine_chunks()
        return column.indices.to_numpy()[self.rows], column.dictionary.to_pylist()

    def where(self, name: str, *words: str) -> np.ndarray[Any, Any]:
        """For each row whether its word in a column is one of these."""
        import numpy as np

        codes, known = self.codes(name)
        chosen = set(words)
        wanted = np.array([word in chosen for word in known] or [False])
        return wanted[codes]

    def is_text(self, name: str) -> bool:
        """Whether a column is one of texts of which hardly two are alike."""
        import pyarrow as pa

        return bool(pa.types.is_string(self.data.schema.field(name).type))

    def tally(self, name: str) -> dict[str, int]:
        """How many rows have each word of a column."""
        import numpy as np

        codes, words = self.codes(name)
        many = np.bincount(codes, minlength=len(words)).tolist()
        return {word: number for word, number in zip(words, many, strict=True) if number}

    def days(self, name: str) -> np.ndarray[Any, Any]:
        """A column of days, NaT where there is none."""
        return self._array(name)

    def numbers(self, name: str) -> np.ndarray[Any, Any]:
        """A column of numbers; NaN where there is none."""
        return self._array(name)

    def _array(self, name: str) -> np.ndarray[Any, Any]:
        chosen: np.ndarray[Any, Any] = self.data[name].to_numpy()[self.rows]
        return chosen

    def texts(self, name: str) -> list[str]:
        """A column as text."""
        column = self.data.select([name])
        return values_of(column if self._are_all else column.take(self.rows), name)

    def digests(self, name: str) -> dict[str, int]:
        """A hash of each row, by its id."""
        return dict(zip(self.texts(name), self.numbers("digest").tolist(), strict=True))

    @property
    def digest(self) -> str:
        """A hash of all that the rows say, in their order."""
        return hashlib.sha256(self.numbers("digest").tobytes()).hexdigest()

    def spans(self) -> Mapping[str, slice]:
        """For each report the positions of its rows, which stand together."""
        return self._spans

    @cached_property
    def _spans(self) -> Mapping[str, slice]:
        import numpy as np

        codes, words = self.codes("report_id")
        if not len(codes):
            return {}
        starts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
        ends = np.r_[starts[1:], len(codes)]
        return {words[codes[a]]: slice(int(a), int(b)) for a, b in zip(starts, ends, strict=True)}

    def of_reports(self, reports: Iterable[str]) -> Iterator[list[Thing]]:
        """The objects of each of these reports; all are made together, which is quicker than one by one."""
        names = list(reports)
        self.take(self.where("report_id", *names)).make()
        return ([*self.of_report(name)] for name in names)

    def of_report(self, report_id: str) -> Self:
        """Those of one report."""
        return self.take(self._spans.get(report_id, slice(0, 0)))

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Thing]:
        self.make()
        made = self._made
        return (made[at] for at in self.rows.tolist())

    @overload
    def __getitem__(self, at: int) -> Thing: ...
    @overload
    def __getitem__(self, at: slice) -> Self: ...
    def __getitem__(self, at: int | slice) -> Thing | Self:
        if isinstance(at, slice):
            return self.take(at)
        row = int(self.rows[at])
        if row not in self._made:
            self.take([at]).make()
        return self._made[row]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"<{len(self):,} {self._named}>"

    def make(self) -> None:
        """Make all objects at once, which is much quicker than one by one."""
        missing = sorted({row for row in self.rows.tolist() if row not in self._made})
        if missing:
            table = self.data if len(missing) == len(self.data) else self.data.take(missing)
            self._made.update(zip(missing, self._objects(table), strict=True))

    def forget(self) -> None:
        """Let go of the objects; whoever asks for one again gets a new one that is equal."""
        if self._data is not None:
            self._made.clear()

    _named = "rows"

    @staticmethod
    def _columns(things: Sequence[Any]) -> pa.Table:
        raise NotImplementedError

    @staticmethod
    def _objects(table: pa.Table) -> Iterator[Any]:
        raise NotImplementedError


class Figures(Columns[Figure]):
    """The figures of a study, or of a part of it, in the order of the register and of the words."""

    _named = "figures"

    @staticmethod
    def _columns(things: Sequence[Figure]) -> pa.Table:
        rows = [
            row_of(each) | {"theme": each.theme, "low": str(each.low), "high": str(each.high)}
            for each in things
        ]  # fmt: skip
        return table_of(rows, figure_schema(), corrected=[each.corrected for each in things])

    @staticmethod
    def _objects(table: pa.Table) -> Iterator[Figure]:
        names = (*FIGURE_COLUMNS, "theme", "corrected", "low", "high")
        columns = {name: values_of(table, name) for name in names}
        for name in ("value", "low", "high"):
            columns[name] = [Decimal(text) for text in columns[name]]
        for name in ("value_max", "alternative"):
            columns[name] = [Decimal(text) if text else None for text in columns[name]]
        return map(Figure, *columns.values())


class Statements(Columns[Statement]):
    """The statements of a study, or of a part of it, in the order of the register and of the words."""

    _named = "statements"

    @staticmethod
    def _columns(things: Sequence[Statement]) -> pa.Table:
        return table_of_statements([row_of_statement(each) for each in things])

    @staticmethod
    def _objects(table: pa.Table) -> Iterator[Statement]:
        return map(Statement, *(values_of(table, name) for name in STATEMENT_COLUMNS))


def of_words(rows: Columns[Any], name: str, tell: Callable[[str], Any]) -> np.ndarray[Any, Any]:
    """For each row what is told of its word in a column.

    >>> from analysis.table.study import load
    >>> int(of_words(load().figures, "place", len).max())
    5
    """
    import numpy as np

    codes, words = rows.codes(name)
    used = np.unique(codes)
    return np.array([tell(words[code]) for code in used] or [tell("")])[np.searchsorted(used, codes)]
