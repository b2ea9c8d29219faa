"""Everything that can go wrong, as one tree.

Each leaf owns a short ``reason`` code. Reason codes are as public as column names: they stand in
``mart.quarantine`` and in the ledger, ``docs/operations.md`` lists them, and a test compares.

    NewsError
    ├── ConfigError               an operator must change a file or an argument; the run stops at once
    ├── SourceError               the world outside
    │   ├── SourceUnavailable       may work later: Prefect retries
    │   └── SourceRefused           will not work later: no retry, reported
    ├── DocumentRejected          one document; quarantined, and the batch goes on
    │   ├── MissingPath             nothing is there
    │   ├── UnreadableFile          it is there, and the system does not let us read it
    │   ├── UnknownFormat           bytes that are no text, feed, table, page or archive
    │   ├── EmptyDocument           nothing in it that could be an article
    │   ├── OversizedDocument       larger than the limit for one document
    │   ├── TruncatedDocument       cut in the middle: a gzip, an archive or a line that ends too soon
    │   ├── MalformedRecord         a line or row that is no record of its table
    │   ├── UndecodableDocument     no charset makes text of it
    │   ├── NotAnArticle            an index, a consent wall, an error page: its page_kind says which
    │   └── InternalFault           a fault of ours: an exception, a crash or a time limit while shaping it
    └── WarehouseError
        ├── WarehouseBusy           another process holds the file: the batch waits in the spool
        ├── WarehouseDamaged        the file is there, and is no warehouse we can open
        └── MigrationMismatch       the file and sql/migrations disagree: stop
"""

from __future__ import annotations

from typing import ClassVar


class NewsError(Exception):
    """Base of every error the project raises on purpose; its message is one sentence for a person."""

    reason: ClassVar[str] = "error"


class ConfigError(NewsError):
    """An operator must change a file or an argument."""

    reason = "config"


class SourceError(NewsError):
    """The world outside did not give what was asked."""

    reason = "source"


class SourceUnavailable(SourceError):
    """May work later: a timeout, 429, 5xx."""

    reason = "source_unavailable"


class SourceRefused(SourceError):
    """Will not work later: 401, 403, 404, 410."""

    reason = "source_refused"


class DocumentRejected(NewsError):
    """One document cannot become an article; the rest of its batch can."""

    reason = "rejected"


class MissingPath(DocumentRejected):
    """Nothing is at the path that was named."""

    reason = "missing_path"


class UnreadableFile(DocumentRejected):
    """The path is there and the operating system refuses to read it."""

    reason = "unreadable_file"


class UnknownFormat(DocumentRejected):
    """The bytes are no text, feed, table, page or archive."""

    reason = "unknown_format"


class EmptyDocument(DocumentRejected):
    """Nothing in the document could be an article."""

    reason = "empty"


class OversizedDocument(DocumentRejected):
    """The document is larger than the limit for one document."""

    reason = "oversized"


class TruncatedDocument(DocumentRejected):
    """The document ends in the middle: a cut gzip, archive or line."""

    reason = "truncated"


class MalformedRecord(DocumentRejected):
    """A line or row is no record of its table."""

    reason = "malformed_record"


class UndecodableDocument(DocumentRejected):
    """No charset makes text of the bytes."""

    reason = "undecodable"


class NotAnArticle(DocumentRejected):
    """A page that is no article. What it is comes first in its message, and so in the quarantine.

    >>> error = NotAnArticle("index", "a.html: a row of teasers")
    >>> error.page_kind, str(error)
    ('index', 'index: a.html: a row of teasers')
    """

    reason = "not_an_article"

    @property
    def page_kind(self) -> str:
        """What the page is: a value of :class:`tasks.model.records.PageKind`."""
        return str(self.args[0])

    def __str__(self) -> str:
        return ": ".join(map(str, self.args))


class InternalFault(DocumentRejected):
    """A fault of ours: shaping the document raised, crashed its process or took too long."""

    reason = "internal_error"


class WarehouseError(NewsError):
    """The warehouse cannot be used as asked."""

    reason = "warehouse"


class WarehouseBusy(WarehouseError):
    """Another process holds the file, and the bounded wait is over."""

    reason = "warehouse_busy"


class WarehouseDamaged(WarehouseError):
    """The file is there and is no warehouse that can be opened."""

    reason = "warehouse_damaged"


class MigrationMismatch(WarehouseError):
    """The warehouse and ``sql/migrations`` disagree about what was applied."""

    reason = "migration_mismatch"


def rejection_reasons() -> tuple[str, ...]:
    """Return the reason codes a document can be quarantined with, sorted.

    >>> "truncated" in rejection_reasons()
    True
    """
    return tuple(sorted(kind.reason for kind in DocumentRejected.__subclasses__()))
