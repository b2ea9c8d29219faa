"""Parquet: rows by batches, so that a file of any size is read with the memory of one batch."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain, islice
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.model.errors import DocumentRejected, MalformedRecord, OversizedDocument, TruncatedDocument
from tasks.sources.date_order import MAX_ROWS, is_short_date, order_of_records
from tasks.sources.inputs import Input, Outcomes

_BATCH_ROWS = 256
_MAGIC = b"PAR1"
_CHUNK = 1 << 20
_DATES = frozenset(("published", "modified"))
_MAX_UNPACKED = 1 << 34  # of a Parquet file that was compressed as a whole


def read_parquet(source: Input) -> Outcomes:
    """Yield each row as a document or a rejection; where the file is damaged, the rows before that.

    Times that the file has as times are handed on in ISO 8601, those with a zone as UTC.
    """
    number = 0
    try:
        with ExitStack() as stack:
            table = _open(source, stack)
            columns = [field.name for field in table.schema_arrow if _is_wanted(source, field)]
            hints = source.hints(_date_order(source, table, columns))
            for row in _rows(table, columns):
                number += 1
                yield source.origin.record(source.fields.translate(row), f"row={number}", hints=hints)
    except DocumentRejected as error:
        yield source.origin.reject(error, f"row={number + 1}" if number else "")
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        yield source.origin.reject(_damage(source, error), f"row={number + 1}" if number else "")


def _open(source: Input, stack: ExitStack) -> pq.ParquetFile:
    """Return the file for reading by batches; one that is compressed as a whole is unpacked to disk first."""
    stream = stack.enter_context(source.open())
    if not stream.is_compressed:
        return pq.ParquetFile(stream.reader, pre_buffer=False)
    unpacked = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - closed by the stack
    while chunk := stream.reader.read(_CHUNK):
        unpacked.write(chunk)
        if unpacked.tell() > _MAX_UNPACKED:
            raise OversizedDocument(f"unpacks to more than {_MAX_UNPACKED:,} bytes")
    if stream.problem is not None:
        raise stream.problem
    unpacked.seek(0)
    return pq.ParquetFile(unpacked, pre_buffer=False)


def _is_wanted(source: Input, field: pa.Field[pa.DataType]) -> bool:
    """Can the column fill a field of ours, or does it hold columns that can?"""
    return bool(source.fields.targets(field.name)) or pa.types.is_struct(field.type)


def _rows(table: pq.ParquetFile, columns: list[str]) -> Iterator[dict[str, object]]:
    for batch in table.iter_batches(_BATCH_ROWS, columns=columns, use_threads=False):
        names = batch.schema.names
        for cells in zip(*map(_values, batch.columns), strict=True):
            yield dict(zip(names, cells, strict=True))


def _values(column: pa.Array[Any]) -> list[object]:
    """Return a column as Python's own types."""
    try:
        if pa.types.is_timestamp(column.type):
            # microseconds are what datetime holds; with a zone the instant is what counts, not where
            unit = pa.timestamp("us", tz="UTC" if column.type.tz else None)
            column = column.cast(unit, safe=False)
        return list(column.to_pylist())
    except (ValueError, OverflowError):  # bytes that are no UTF-8, a year beyond 9999, nanoseconds in a list
        is_text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
        return list(column.cast(pa.large_binary()).to_pylist()) if is_text else [None] * len(column)


def _date_order(source: Input, table: pq.ParquetFile, columns: list[str]) -> str | None:
    if source.source.hints.date_order is not None:
        return None
    dates = [
        name
        for name in columns
        if pa.types.is_string(table.schema_arrow.field(name).type)
        and not _DATES.isdisjoint(field for field, _ in source.fields.targets(name))
    ]
    if not dates:
        return None
    rows = _rows(table, dates)
    first = list(islice(rows, _BATCH_ROWS))
    if not any(is_short_date(str(value)) for row in first for value in row.values()):
        return None
    return order_of_records(chain(first, islice(rows, MAX_ROWS)), source.fields)


def _damage(source: Input, error: Exception) -> DocumentRejected:
    """Return what is wrong with a file that cannot be read on."""
    with source.path.open("rb") as file:
        file.seek(-len(_MAGIC), io.SEEK_END)
        if file.read() != _MAGIC and not isinstance(error, DocumentRejected):
            return TruncatedDocument(f"cut before its end: {error}")
    return MalformedRecord(f"damaged: {error}")
