"""Sources to groups of documents: read as a stream, numbered, and cut where a batch is full."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tasks.model.errors import DocumentRejected, InternalFault, MissingPath, UnreadableFile
from tasks.model.records import Gone, RawDocument, Rejection, Source, Stage
from tasks.packing import Numbered, describe_fault
from tasks.sources.origin import UNNAMED
from tasks.sources.read import read_source

CHUNK_BYTES = 8_000_000

_NOT_THERE = frozenset((MissingPath.reason, UnreadableFile.reason))

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Chunk:
    """Some documents in the order they came, and among them what could not be read and what was withdrawn.

    ``receipts`` are the numbers under which the polling remembers them until they lie in the spool.
    """

    documents: list[Numbered] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    receipts: list[int] = field(default_factory=list)
    byte_count: int = 0

    def __len__(self) -> int:
        return len(self.documents) + len(self.rejected) + len(self.gone)

    def add(self, sequence: int, outcome: RawDocument | Rejection | Gone) -> None:
        """Add *outcome* as number *sequence* of the run."""
        if isinstance(outcome, RawDocument):
            self.documents.append(Numbered(sequence, outcome))
            self.byte_count += len(outcome.content)
        elif isinstance(outcome, Rejection):
            self.rejected.append(replace(outcome, sequence=sequence))
        else:
            self.gone.append(replace(outcome, sequence=sequence))

    def is_full(self, size: int) -> bool:
        """Is it time to hand it on?"""
        return len(self) >= size or self.byte_count >= CHUNK_BYTES


def read_chunks(source: Source, *, first: int, size: int) -> Iterator[Chunk]:
    """Yield the documents of *source*, numbered from *first*, up to *size* or 8 MB of them at a time.

    A fault in the reader ends the source and is yielded as its last rejection: other sources go on.
    """
    chunk = Chunk()
    for sequence, outcome in enumerate(_read_whatever_happens(source), start=first):
        chunk.add(sequence, outcome)
        if chunk.is_full(size):
            yield chunk
            chunk = Chunk()
    if len(chunk):
        yield chunk


def is_absence(rejection: Rejection) -> bool:
    """Does *rejection* say that nothing was there to be read?"""
    return rejection.reason in _NOT_THERE


def _read_whatever_happens(source: Source) -> Iterator[RawDocument | Rejection]:
    try:
        yield from read_source(source)
    except DocumentRejected as error:
        yield _reject(source, error)
    except Exception as error:
        fault = describe_fault(error)
        log.error("%s: a fault of Newsmill while reading: %s", source.target, fault)
        yield _reject(source, InternalFault(fault))


def _reject(source: Source, error: DocumentRejected) -> Rejection:
    return Rejection(
        source=source.name or UNNAMED,
        locator=source.target,
        stage=Stage.READ,
        reason=error.reason,
        detail=str(error),
    )
