"""Arrow tables as the bytes of a Parquet file, and back: the same bytes each time, in this thread alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


def packed(table: pa.Table) -> bytes:
    """The table as a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = pa.BufferOutputStream()
    pq.write_table(table, out, compression="zstd")
    raw: bytes = out.getvalue().to_pybytes()
    return raw


def unpacked(raw: bytes) -> pa.Table:
    """The table in a Parquet file.

    Raises:
        pyarrow.ArrowException: it is none, or is damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    # Threads of Arrow would not survive the fork of a kernel.
    return pq.ParquetFile(pa.BufferReader(raw), pre_buffer=False).read(use_threads=False)
