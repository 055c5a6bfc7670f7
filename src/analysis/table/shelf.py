"""What was worked out once, kept as Parquet for as long as it was made of the same: rows by owner and key.

An owner is whatever is worked out in one piece (a report, say), its key a hash of all that it was made of. A
shelf is a folder of segments, each a Parquet file for each table, and a list of them with their hashes. A
call adds a segment; where they become many, they are made one. What is damaged, foreign or of another build
is not there at all.
"""

from __future__ import annotations

import gc
import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.files import write_bytes
from analysis.table.parquet import packed, unpacked

if TYPE_CHECKING:
    import pyarrow as pa

OWNER = "owner"
"""The column of each table that says whose the row is."""
LIST = "list.json"
_MANY = 12
"""So many segments are made one."""
_SOON = 3600
"""So old, in seconds, a file that no list names belongs to nobody who is still writing."""

Tables = Mapping[str, "pa.Table"]


def key_of(*parts: str) -> str:
    """A hash of texts; names of files may be among them that are no UTF-8.

    >>> key_of("ab", "c") == key_of("a", "bc")
    False
    """
    return _digest("\x1f".join(parts).encode(errors="surrogateescape"))


@contextmanager
def working_out() -> Iterator[None]:
    """While objects are made by the hundred thousand that all stay, they are not searched for garbage."""
    wanted = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if wanted:
            gc.enable()


@dataclass
class Shelf:
    """The rows of some tables by owner; `made_of` says which build they belong to.

    Nothing is raised for what cannot be read or written: it is worked out again.
    """

    folder: Path
    schemas: Mapping[str, pa.Schema]
    made_of: str
    _segments: list[_Segment] = field(default_factory=list)

    def missing(self, keys: Mapping[str, str]) -> list[str]:
        """The owners that have no rows of their key yet; everything is looked for on the disk anew."""
        self._segments = self._read()
        live = _live(self._segments, keys)
        return [owner for owner in keys if owner not in live]

    def add(self, tables: Tables, keys: Mapping[str, str]) -> None:
        """Take in the rows of the owners of `keys`; owners without a row count too, other tables do not."""
        self._segments.append(_Segment({}, dict(keys), {name: tables[name] for name in self.schemas}))

    def rows(self, keys: Mapping[str, str]) -> dict[str, pa.Table]:
        """The rows of these owners, in their order; what is new is kept for the next call, if that can be."""
        found = self._rows(keys)
        if any(not segment.files for segment in self._segments):
            with suppress(OSError):
                self._write(found, keys)
        return found

    def _rows(self, keys: Mapping[str, str]) -> dict[str, pa.Table]:
        import pyarrow as pa

        live = _live(self._segments, keys)
        places = {owner: place for place, owner in enumerate(keys)}
        found = {}
        for name, schema in self.schemas.items():
            parts = [
                _of(segment.tables[name], {owner for owner in segment.keys if live.get(owner) == number})
                for number, segment in enumerate(self._segments)
            ]
            found[name] = _in_order(pa.concat_tables([schema.empty_table(), *parts]), places)
        return found

    def _read(self) -> list[_Segment]:
        try:
            said = json.loads((self.folder / LIST).read_bytes())
            if said["made_of"] != self.made_of:
                return []
            return [self._segment(each) for each in said["segments"]]
        except (OSError, ValueError, KeyError, TypeError):
            return []

    def _segment(self, names: Mapping[str, str]) -> _Segment:
        tables = {name: read_table(self.folder, file) for name, file in names.items()}
        keys = tables.pop("keys")
        for name, schema in self.schemas.items():
            if not tables[name].schema.equals(schema):
                raise ValueError(f"{name} has other columns")
        owners = zip(keys[OWNER].to_pylist(), keys["key"].to_pylist(), strict=True)
        return _Segment(dict(names), dict(owners), tables)

    def _write(self, whole: Tables, keys: Mapping[str, str]) -> None:
        """The new segment, and the list; many segments, or one mostly dead, are made one."""
        known = sum(len(segment.keys) for segment in self._segments)
        if len(self._segments) > _MANY or known > 2 * len(keys):
            self._segments = [_Segment({}, dict(keys), dict(whole))]
        for segment in self._segments:
            if not segment.files:
                segment.files = self._written(segment)
        content = {"made_of": self.made_of, "segments": [segment.files for segment in self._segments]}
        write_bytes(self.folder / LIST, json.dumps(content, indent=1).encode())
        self._sweep({file for segment in self._segments for file in segment.files.values()})

    def _written(self, segment: _Segment) -> dict[str, str]:
        import pyarrow as pa

        owners = pa.table({OWNER: list(segment.keys), "key": list(segment.keys.values())}, schema=_KEYS())
        return {name: write_table(self.folder, name, rows)
                for name, rows in {**segment.tables, "keys": owners}.items()}  # fmt: skip

    def _sweep(self, used: Iterable[str]) -> None:
        kept = {LIST, *used}
        for path in self.folder.iterdir():
            if path.name not in kept and time.time() - path.stat().st_mtime > _SOON:
                path.unlink(missing_ok=True)


@dataclass
class _Segment:
    files: dict[str, str]
    keys: dict[str, str]
    tables: dict[str, Any]


def _KEYS() -> pa.Schema:
    import pyarrow as pa

    return pa.schema([(OWNER, pa.string()), ("key", pa.string())])


def _live(segments: Sequence[_Segment], keys: Mapping[str, str]) -> dict[str, int]:
    """For each owner whose rows are still right, in which segment they stand: the last one that has them."""
    return {
        owner: number
        for number, segment in enumerate(segments)
        for owner, key in segment.keys.items()
        if keys.get(owner) == key
    }


def _of(table: pa.Table, owners: set[str]) -> pa.Table:
    """The rows of the owners; without copying where these are all."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = table[OWNER].combine_chunks()
    there = column.dictionary.to_pylist() if len(column) else []
    if owners.issuperset(there):
        return table
    wanted = pa.array([owner in owners for owner in there], pa.bool_())
    return table.filter(pc.take(wanted, column.indices))


def _in_order(table: pa.Table, places: Mapping[str, int]) -> pa.Table:
    """The rows by the place of their owner, in one piece; each owner's in the order in which they came."""
    import numpy as np
    import pyarrow as pa

    table = table.unify_dictionaries().combine_chunks()
    if not len(table):
        return table
    column = table[OWNER].combine_chunks()
    order = np.array([places.get(owner, -1) for owner in column.dictionary.to_pylist()])
    rank = order[column.indices.to_numpy()]
    if (rank[1:] >= rank[:-1]).all():
        return table
    return table.take(pa.array(np.argsort(rank, kind="stable")))


def _digest(raw: bytes | memoryview) -> str:
    return hashlib.blake2b(raw, digest_size=16).hexdigest()


def write_table(folder: Path, name: str, rows: pa.Table) -> str:
    """Write the table; its name says which it is, and what its bytes hash to."""
    raw = packed(rows)
    file = f"{name}-{_digest(raw)}.parquet"
    if not (folder / file).is_file():
        write_bytes(folder / file, raw)
    return file


def read_table(folder: Path, file: str) -> pa.Table:
    """The table in a file, if its bytes are those that its name says.

    Raises:
        ValueError: they are others.
    """
    if "/" in file:
        raise ValueError(f"{file} lies elsewhere")
    raw = (folder / file).read_bytes()
    if not file.endswith(f"-{_digest(raw)}.parquet"):
        raise ValueError(f"{file} is damaged")
    return unpacked(raw)
