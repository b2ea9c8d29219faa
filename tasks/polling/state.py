"""What is remembered between two runs: one SQLite file beside what was landed.

Every step is one transaction, and the file survives a process that is killed in the middle of any of
them. It can be removed: then everything is asked for anew, and the warehouse knows what it knew.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from tasks.model.errors import ConfigError
from tasks.model.records import SourceKind
from tasks.polling.records import AddressState, ArticleState, Receipt
from tasks.polling.state_rows import (
    ADDRESS_COLUMNS,
    ARTICLE_COLUMNS,
    marks,
    migrate,
    read_address,
    read_article,
    write_moment,
)

STATE_FILE = "state.sqlite"

_PATIENCE = 30.0  # seconds for another process to finish its step
_ASKED_AT_ONCE = 500  # keys to a query


class PollState:
    """The file, open. One object may be used by several threads; close it when done."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.RLock()
        self._depth = 0

    @classmethod
    def open(cls, landing: Path) -> Self:
        """Open the state in the folder *landing*; raise :class:`ConfigError` where it cannot be used."""
        path = landing / STATE_FILE
        try:
            landing.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(
                path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
            )
            try:
                connection.execute("pragma journal_mode = wal")
                connection.execute("pragma synchronous = normal")  # a kill loses nothing; a power cut a step
                migrate(connection, path)
            except BaseException:
                connection.close()
                raise
        except OSError as error:
            raise ConfigError(f"{path} cannot be made: {error.strerror or error}") from error
        except sqlite3.Error as error:
            raise ConfigError(f"{path} cannot be used: {error}; it may be removed") from error
        return cls(connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def step(self) -> Iterator[None]:
        """Make what happens inside one transaction: all of it is remembered, or nothing."""
        with self._lock:
            self._depth += 1
            try:
                if self._depth > 1:
                    yield
                    return
                self._connection.execute("begin immediate")
                try:
                    yield
                except BaseException:
                    self._connection.execute("rollback")
                    raise
                self._connection.execute("commit")
            finally:
                self._depth -= 1

    def _run(self, query: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    # --------------------------------------------------------------------------- addresses

    def address(self, source: str, url: str, kind: SourceKind, *, parent: str | None = None) -> AddressState:
        """Return the address *url* of *source* as it stands, as a new one where it was never asked."""
        rows = self._run(
            f"select {ADDRESS_COLUMNS} from addresses where source = ? and url = ?", (source, url)
        )
        if rows:
            return read_address(rows[0])
        return AddressState(source=source, url=url, kind=kind, address=url, parent=parent)

    def addresses(self, sources: Sequence[str] | None = None) -> list[AddressState]:
        """Return all addresses that were ever asked, or those of *sources*."""
        if sources is None:
            rows = self._run(f"select {ADDRESS_COLUMNS} from addresses order by source, url")
            return [read_address(row) for row in rows]
        found: list[AddressState] = []
        for start in range(0, len(sources), _ASKED_AT_ONCE):
            some = sources[start : start + _ASKED_AT_ONCE]
            query = f"select {ADDRESS_COLUMNS} from addresses where source in ({marks(some)})"
            found += [read_address(row) for row in self._run(f"{query} order by source, url", some)]
        return found

    def save_address(self, one: AddressState) -> None:
        """Keep *one* as it stands."""
        values = (
            one.source, one.url, one.kind, one.address, one.parent, one.status,
            one.validators.etag, one.validators.last_modified, one.digest, one.moved_to, one.moved_sightings,
            one.failures, one.last_outcome, one.last_error, write_moment(one.asked_at),
            write_moment(one.succeeded_at), write_moment(one.next_due_at), write_moment(one.held_until),
            one.wishes, one.rhythm, one.lastmod,
        )  # fmt: skip
        self._run(f"insert or replace into addresses ({ADDRESS_COLUMNS}) values ({marks(values)})", values)

    def forget_others(self, source: str, url: str) -> None:
        """Forget the addresses of *source* that are neither *url* nor were found in it."""
        with self.step():
            self._run("delete from addresses where source = ? and parent is null and url <> ?", (source, url))
            self._run(
                "delete from addresses where source = ? and parent is not null and parent not in"
                " (select url from addresses where source = ?)",
                (source, source),
            )

    def forget_children(self, source: str, parent: str, *, but: Iterable[str]) -> None:
        """Forget the addresses that the index *parent* does not list any more."""
        listed = set(but)
        rows = self._run("select url from addresses where source = ? and parent = ?", (source, parent))
        for (url,) in rows:
            if url not in listed:
                self._run("delete from addresses where source = ? and url = ?", (source, url))

    def forget_answers(self, source: str) -> None:
        """Have the addresses of *source* read anew, as if they had changed."""
        self._run(
            "update addresses set etag = null, last_modified = null, digest = null where source = ?",
            (source,),
        )

    def note_move(self, source: str, url: str, old: str, new: str, at: datetime) -> None:
        """Keep in the history that the address *url* of *source* is asked at *new* instead of *old*."""
        self._run("insert into moves values (?, ?, ?, ?, ?)", (source, url, old, new, write_moment(at)))

    def moves(self, source: str, url: str) -> list[tuple[str, str, datetime]]:
        """Return the history of an address: from where to where, and when."""
        rows = self._run(
            "select old, new, at from moves where source = ? and url = ? order by rowid", (source, url)
        )
        return [(old, new, datetime.fromisoformat(at)) for old, new, at in rows]

    # ---------------------------------------------------------------------------- articles

    def articles(self, source: str, keys: Iterable[str]) -> dict[str, ArticleState]:
        """Return those of *keys* that are known of *source*."""
        found: dict[str, ArticleState] = {}
        wanted = list(dict.fromkeys(keys))
        for start in range(0, len(wanted), _ASKED_AT_ONCE):
            some = wanted[start : start + _ASKED_AT_ONCE]
            query = f"select {ARTICLE_COLUMNS} from articles where source = ? and key in ({marks(some)})"
            for row in self._run(query, (source, *some)):
                found[row[1]] = read_article(row)
        return found

    def all_articles(self, sources: Sequence[str]) -> Iterator[ArticleState]:
        """Yield all articles of *sources* that were ever listed."""
        for source in sources:
            query = f"select {ARTICLE_COLUMNS} from articles where source = ? order by key"
            yield from map(read_article, self._run(query, (source,)))

    def due_articles(self, source: str, *, now: datetime, most: int) -> list[ArticleState]:
        """Return the articles of *source* whose pages are due: those that wait for their first, the newest
        of them first, so that a long list of old ones holds up nothing that is news.
        """
        query = (
            f"select {ARTICLE_COLUMNS} from articles where source = ? and next_due_at <= ?"
            " order by status <> 'waiting', first_seen_at desc, lastmod desc, next_due_at, key limit ?"
        )
        return [read_article(row) for row in self._run(query, (source, write_moment(now), most))]

    def sources_with_due_articles(self, *, now: datetime) -> set[str]:
        """Return the sources of which some page is due."""
        query = "select distinct source from articles where next_due_at <= ?"
        return {row[0] for row in self._run(query, (write_moment(now),))}

    def save_article(self, one: ArticleState) -> None:
        """Keep *one* as it stands."""
        values = (
            one.source, one.key, one.url, one.status, one.has_page, one.item_digest, one.page_digest,
            one.lastmod, one.validators.etag, one.validators.last_modified, one.failures,
            write_moment(one.first_seen_at), write_moment(one.fetched_at), write_moment(one.next_due_at),
        )  # fmt: skip
        self._run(f"insert or replace into articles ({ARTICLE_COLUMNS}) values ({marks(values)})", values)

    # ---------------------------------------------------------------------------- receipts

    def add_receipt(self, source: str, locator: str, key: str) -> int:
        """Remember that what lies at *locator* is to become a document; return the receipt's number."""
        with self._lock:
            done = self._connection.execute(
                "insert into receipts (source, locator, key) values (?, ?, ?)", (source, locator, key)
            )
            return done.lastrowid or 0

    def receipts(self) -> list[Receipt]:
        """Return what no batch holds yet, in the order it was landed."""
        rows = self._run("select receipt_id, source, locator, key from receipts order by receipt_id")
        return [Receipt(receipt_id=number, source=s, locator=at, key=key) for number, s, at, key in rows]

    def receipts_of(self, source: str, key: str) -> list[Receipt]:
        """Return the receipts of one article."""
        rows = self._run(
            "select receipt_id, locator from receipts where source = ? and key = ? order by receipt_id",
            (source, key),
        )
        return [Receipt(receipt_id=number, source=source, locator=at, key=key) for number, at in rows]

    def settle(self, receipt_ids: Iterable[int]) -> None:
        """Forget receipts: a batch in the spool holds their documents."""
        numbers = [(number,) for number in receipt_ids]
        if numbers:
            with self.step():
                self._connection.executemany("delete from receipts where receipt_id = ?", numbers)

    # -------------------------------------------------------------- requests for the warehouse

    def note_fetch(self, fetch_id: str, row: dict[str, Any]) -> None:
        """Keep the row of a request for the warehouse."""
        self._run("insert or ignore into fetches values (?, ?)", (fetch_id, json.dumps(row)))

    def waiting_fetches(self, *, most: int) -> list[dict[str, Any]]:
        """Return rows that the warehouse does not have yet, the oldest first."""
        return [
            json.loads(row) for (row,) in self._run("select row from fetches order by rowid limit ?", (most,))
        ]

    def drop_fetches(self, fetch_ids: Iterable[str]) -> None:
        """Forget rows that the warehouse has."""
        with self.step():
            self._connection.executemany(
                "delete from fetches where fetch_id = ?", [(fetch_id,) for fetch_id in fetch_ids]
            )

    # ------------------------------------------------------------------------ hosts and robots

    def hold(self, host: str, until: datetime) -> None:
        """Leave *host* alone until then, as it asked."""
        self._run("insert or replace into holds values (?, ?)", (host, write_moment(until)))

    def holds(self, *, now: datetime) -> dict[str, datetime]:
        """Return the hosts that are to be left alone, and until when."""
        rows = self._run("select host, until from holds where until > ?", (write_moment(now),))
        return {host: datetime.fromisoformat(until) for host, until in rows}

    def get_robots(self, origin: str) -> tuple[int | None, bytes, datetime] | None:
        """Return status and text of the robots.txt of *origin*, and when it was fetched."""
        rows = self._run("select status, text, fetched_at from robots where origin = ?", (origin,))
        for status, text, fetched_at in rows:
            return status, bytes(text or b""), datetime.fromisoformat(fetched_at)
        return None

    def put_robots(self, origin: str, status: int | None, text: bytes, fetched_at: datetime) -> None:
        """Keep the robots.txt of *origin*."""
        values = (origin, status, text, write_moment(fetched_at))
        self._run("insert or replace into robots values (?, ?, ?, ?)", values)
