"""One file on its way in: what is known of it, and how its bytes are reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tasks.model.errors import OversizedDocument
from tasks.model.records import Hints, RawDocument, Rejection, Source
from tasks.sources.detect import Found
from tasks.sources.fields import FieldMap
from tasks.sources.origin import Origin
from tasks.sources.streams import ByteStream

Outcome = RawDocument | Rejection
Outcomes = Iterator[Outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A file that was looked at. ``sample`` is its beginning, unpacked; ``is_whole`` where that is all."""

    origin: Origin
    path: Path
    fields: FieldMap
    found: Found
    sample: bytes
    is_whole: bool

    @property
    def source(self) -> Source:
        """The source the file belongs to."""
        return self.origin.source

    @property
    def max_document(self) -> int:
        """Bytes that one document may have."""
        return self.source.limits.document_bytes

    @property
    def max_record(self) -> int:
        """Bytes that one line, row or item may have."""
        return self.source.limits.record_bytes

    def open(self) -> ByteStream:
        """Open the file at its beginning."""
        return ByteStream(self.path)

    def read_whole(self) -> bytes:
        """Return all of the file.

        Raise :class:`OversizedDocument` when it is larger than a document may be, and
        :class:`TruncatedDocument` when it is compressed and cut.
        """
        if self.is_whole:
            return self.sample
        with self.open() as stream:
            content = stream.reader.read(self.max_document + 1)
            if len(content) > self.max_document:
                raise OversizedDocument(f"larger than {self.max_document:,} bytes")
            if stream.problem is not None:
                raise stream.problem
        return content

    def hints(self, date_order: str | None) -> Hints:
        """Return the source's hints with the date order that the file's own column decided."""
        if date_order is None or self.source.hints.date_order is not None:
            return self.source.hints
        return replace(self.source.hints, date_order=date_order)
