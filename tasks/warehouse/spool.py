"""Batches on their way into the warehouse: one Parquet file each, one row per document.

A batch lies in the spool as soon as it is shaped, and leaves it when its load is committed. So it is what
a killed run leaves behind, and what waits while somebody else holds the warehouse.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.model.errors import WarehouseError
from tasks.model.noise import hash_body
from tasks.model.records import Article, Batch, DocumentStub, Gone, Known, Rejection, Shaped
from tasks.model.wordings import hash_words
from tasks.warehouse.schema import arrow_type, to_plain, to_table


class Fate(StrEnum):
    """What became of a document before the load."""

    KEPT = "kept"
    KNOWN = "known"
    GONE = "gone"
    REJECTED = "rejected"


_COLUMNS: dict[str, pa.DataType] = {
    "sequence": pa.int64(),
    "fate": pa.string(),
    "document_id": pa.string(),
    "document": arrow_type(DocumentStub),
    "version_id": pa.string(),
    "title_hash": pa.string(),
    "body_hash": pa.string(),
    "wording_at": arrow_type(datetime),
    "word_count": pa.int64(),
    "article": arrow_type(Article),
    "rejection": arrow_type(Rejection),
    "gone": arrow_type(Gone),
}
SCHEMA = pa.schema(_COLUMNS)

_RUN_ID, _BATCH_ID, _IS_REPLAY = b"newsmill.run_id", b"newsmill.batch_id", b"newsmill.is_replay"
_PART = ".part"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpooledBatch:
    """A batch as it was found in the spool."""

    run_id: str
    batch_id: str
    rows: pa.Table
    is_replay: bool = False  # what is stored, said anew by other rules


def write_batch(path: Path, batch: Batch, *, run_id: str, batch_id: str, is_replay: bool = False) -> None:
    """Put *batch* at *path*, whole or not at all, and on the disk before this returns."""
    rows = sorted(_rows(batch), key=lambda row: int(row["sequence"]))
    metadata = {_RUN_ID: run_id.encode(), _BATCH_ID: batch_id.encode()}
    schema = SCHEMA.with_metadata(metadata | ({_IS_REPLAY: b"1"} if is_replay else {}))
    part = path.with_name(path.name + _PART)
    try:
        with part.open("wb") as sink:
            pq.write_table(to_table(rows, schema), sink, compression="zstd", compression_level=1)
            sink.flush()
            os.fsync(sink.fileno())
        part.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise WarehouseError(f"{path} cannot be written: {error.strerror or error}") from error


def read_batch(path: Path) -> SpooledBatch:
    """Return the batch at *path*; raises `WarehouseError` where the file is no batch."""
    try:
        found = pq.read_table(path, partitioning=None)
        metadata = found.schema.metadata or {}
        if _RUN_ID not in metadata or _BATCH_ID not in metadata:
            raise WarehouseError(f"{path} is no batch: it does not say which run it belongs to")
        rows = _complete(found)
    except (OSError, pa.ArrowException) as error:
        raise WarehouseError(f"{path} cannot be read as a batch: {error}") from error
    return SpooledBatch(
        run_id=metadata[_RUN_ID].decode(),
        batch_id=metadata[_BATCH_ID].decode(),
        rows=rows,
        is_replay=_IS_REPLAY in metadata,
    )


def document_id(source: str, locator: str, sha256: str) -> str:
    """Return the 32 hex digits that name these bytes from this place."""
    return _digest("\x1f".join((source, locator, sha256)))


def version_id(article_id: str, content_hash: str) -> str:
    """Return the 32 hex digits that name a wording of an article."""
    return _digest(article_id + content_hash)


def _rows(batch: Batch) -> Iterator[dict[str, Any]]:
    for member in batch.kept:
        yield {**_document_row(member, Fate.KEPT), **_article_row(member.article)}
    for known in batch.known:
        yield _document_row(known, Fate.KNOWN)
    for gone in batch.gone:
        yield {"sequence": gone.sequence, "fate": Fate.GONE, "gone": to_plain(gone)}
    for rejection in batch.rejected:
        yield {"sequence": rejection.sequence, "fate": Fate.REJECTED, "rejection": to_plain(rejection)}


def _document_row(member: Shaped | Known, fate: Fate) -> dict[str, Any]:
    document = member.document
    return {
        "sequence": member.sequence,
        "fate": fate,
        "document_id": document_id(document.source, document.locator, document.sha256),
        "document": to_plain(document),
    }


def _article_row(article: Article) -> dict[str, Any]:
    return {
        "version_id": version_id(article.article_id, article.content_hash),
        "title_hash": hash_words(article.title) if article.title else None,
        "body_hash": hash_body(article.body),
        "wording_at": article.wording_at,
        "word_count": article.word_count,
        "article": to_plain(article),
    }


def _complete(rows: pa.Table) -> pa.Table:
    """Return *rows* with what a batch lacks that an earlier release left in the spool: columns, or fields
    of their records, all of it null."""
    for column in SCHEMA:
        if column.name not in rows.column_names:
            rows = rows.append_column(column, pa.nulls(rows.num_rows, column.type))
    return rows.select(SCHEMA.names).cast(SCHEMA)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _sync_folder(folder: Path) -> None:
    """Make a rename in *folder* last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
