"""The tables of the polling state, and its rows as records."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from tasks.model.errors import ConfigError
from tasks.model.exchanges import Validators
from tasks.model.records import SourceKind
from tasks.polling.records import AddressState, AddressStatus, ArticleState, ArticleStatus

#: Forward only: a file that was written by an older version runs what it lacks.
_MIGRATIONS = (
    """
    create table addresses (
        source text not null, url text not null, kind text not null, address text not null, parent text,
        status text not null, etag text, last_modified text, digest text, moved_to text,
        moved_sightings integer not null, failures integer not null, last_outcome text, last_error text,
        asked_at text, succeeded_at text, next_due_at text, held_until text, wishes text, rhythm text,
        lastmod text,
        primary key (source, url)
    ) without rowid;
    create table moves (
        source text not null, url text not null, old text not null, new text not null, at text not null
    );
    create table articles (
        source text not null, key text not null, url text, status text not null, has_page integer not null,
        item_digest text, page_digest text, lastmod text, etag text, last_modified text,
        failures integer not null, first_seen_at text not null, fetched_at text, next_due_at text,
        primary key (source, key)
    ) without rowid;
    create index articles_due on articles (source, next_due_at) where next_due_at is not null;
    create table receipts (
        receipt_id integer primary key autoincrement, source text not null, locator text not null,
        key text not null
    );
    create index receipts_of_articles on receipts (source, key);
    create table fetches (fetch_id text primary key, row text not null);
    create table holds (host text primary key, until text not null) without rowid;
    create table robots (origin text primary key, status integer, text blob, fetched_at text not null);
    """,
)

ADDRESS_COLUMNS = (
    "source, url, kind, address, parent, status, etag, last_modified, digest, moved_to, moved_sightings,"
    " failures, last_outcome, last_error, asked_at, succeeded_at, next_due_at, held_until, wishes, rhythm,"
    " lastmod"
)
ARTICLE_COLUMNS = (
    "source, key, url, status, has_page, item_digest, page_digest, lastmod, etag, last_modified, failures,"
    " first_seen_at, fetched_at, next_due_at"
)


def read_address(row: sqlite3.Row) -> AddressState:
    """Return a row of ``ADDRESS_COLUMNS``."""
    (
        source, url, kind, address, parent, status, etag, last_modified, digest, moved_to, sightings,
        failures, outcome, error, asked_at, succeeded_at, next_due_at, held_until, wishes, rhythm, lastmod,
    ) = row  # fmt: skip
    return AddressState(
        source=source,
        url=url,
        kind=SourceKind(kind),
        address=address,
        parent=parent,
        status=AddressStatus(status),
        validators=Validators(etag=etag, last_modified=last_modified),
        digest=digest,
        moved_to=moved_to,
        moved_sightings=sightings,
        failures=failures,
        last_outcome=outcome,
        last_error=error,
        asked_at=read_moment(asked_at),
        succeeded_at=read_moment(succeeded_at),
        next_due_at=read_moment(next_due_at),
        held_until=read_moment(held_until),
        wishes=wishes,
        rhythm=rhythm,
        lastmod=lastmod,
    )


def read_article(row: sqlite3.Row) -> ArticleState:
    """Return a row of ``ARTICLE_COLUMNS``."""
    (
        source, key, url, status, has_page, item_digest, page_digest, lastmod, etag, last_modified, failures,
        first_seen_at, fetched_at, next_due_at,
    ) = row  # fmt: skip
    return ArticleState(
        source=source,
        key=key,
        url=url,
        status=ArticleStatus(status),
        has_page=bool(has_page),
        item_digest=item_digest,
        page_digest=page_digest,
        lastmod=lastmod,
        validators=Validators(etag=etag, last_modified=last_modified),
        failures=failures,
        first_seen_at=datetime.fromisoformat(first_seen_at),
        fetched_at=read_moment(fetched_at),
        next_due_at=read_moment(next_due_at),
    )


def write_moment(moment: datetime | None) -> str | None:
    """Return an instant as text that sorts by time: all of them are UTC."""
    return moment.isoformat(timespec="microseconds") if moment else None


def read_moment(text: str | None) -> datetime | None:
    """Return what :func:`write_moment` wrote."""
    return datetime.fromisoformat(text) if text else None


def marks(values: Sequence[Any]) -> str:
    """Return a question mark for each value."""
    return ", ".join("?" * len(values))


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the tables up to date; raise :class:`ConfigError` for a file of a later release."""
    (version,) = connection.execute("pragma user_version").fetchone()
    if version > len(_MIGRATIONS):
        raise ConfigError(f"{path} was written by a newer Newsmill (version {version} of its schema)")
    for number, script in enumerate(_MIGRATIONS[version:], version + 1):
        try:
            connection.executescript(f"begin immediate; {script} pragma user_version = {number}; commit;")
        except sqlite3.OperationalError:  # two runs began at once, and the other one was first
            with suppress(sqlite3.Error):
                connection.execute("rollback")
            if connection.execute("pragma user_version").fetchone() != (number,):
                raise
