"""The figures behind results that have many: build/figure_sets.parquet, a row for each figure of each set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import StudyError
from analysis.files import shown, write_bytes
from analysis.table.parquet import packed, unpacked

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = ("set", "figure_id")


class FigureSets(Mapping[str, Sequence[str]]):
    """The sets of a file by name; the file is read when the first of them is asked for.

    Raises:
        StudyError: a set that is asked for is not there, or the file is none.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __getitem__(self, name: str) -> list[str]:
        found: list[str] = self._chosen("set", name)["figure_id"].to_pylist()
        if not found:
            raise self._refuse(f"the set {name!r} is not there")
        return found

    def holding(self, figure_id: str) -> frozenset[str]:
        """The names of the sets that the figure is in."""
        return frozenset(self._chosen("figure_id", figure_id)["set"].to_pylist())

    def __iter__(self) -> Iterator[str]:
        return iter(self._table["set"].unique().to_pylist())

    def __len__(self) -> int:
        return len(self._table["set"].unique())

    def _chosen(self, column: str, value: str) -> Any:
        import pyarrow.compute as pc

        return self._table.filter(pc.equal(self._table[column], value))

    @cached_property
    def _table(self) -> Any:
        import pyarrow as pa

        try:
            found = unpacked(self._path.read_bytes())
        except OSError:
            raise self._refuse("cannot be read") from None
        except pa.ArrowException:
            raise self._refuse("is not Parquet, or is damaged") from None
        if tuple(found.column_names) != COLUMNS:
            raise self._refuse(f"has the columns {', '.join(found.column_names)}")
        return found

    def _refuse(self, problem: str) -> StudyError:
        return StudyError(problem, file=shown(self._path), way_out="call study run again")


def write_sets(path: Path, sets: Mapping[str, Sequence[str]]) -> None:
    """Write the sets, by name and then by id; a file that says the same already stays untouched."""
    raw = packed(_table_of(sets))
    if not path.is_file() or path.read_bytes() != raw:
        write_bytes(path, raw)


def _table_of(sets: Mapping[str, Sequence[str]]) -> pa.Table:
    import pyarrow as pa

    names = [name for name in sorted(sets) for _ in sets[name]]
    ids = [each for name in sorted(sets) for each in sets[name]]
    schema = pa.schema([(column, pa.string()) for column in COLUMNS])
    return pa.table(dict(zip(COLUMNS, (names, ids), strict=True)), schema=schema)
