"""An empty warehouse in memory, and small builders that put rows into its tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import pytest

from tasks.warehouse.migrate import migrate

PUBLISHED = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
SEEN = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)

_FACT = {
    "position": 1,
    "part": "body",
    "rule": "test",
    "rule_version": 1,
    "confidence": 0.9,
}
_DEFAULTS: dict[str, dict[str, Any]] = {
    "core.articles": {
        "source": "harbour",
        "author_names": [],
        "published_at": PUBLISHED,
        "published_precision": "minute",
        "published_local": "2026-03-10T09:30",
        "language": "en",
        "page_kind": "article",
        "is_complete": True,
        "content_hash": "c",
        "first_seen_at": SEEN,
        "last_seen_at": SEEN,
        "changed_at": SEEN,
        "first_run_id": "run-1",
        "last_run_id": "run-1",
    },
    "core.article_versions": {
        "content_hash": "c",
        "tags": [],
        "flags": [],
        "is_complete": True,
        "document_id": "d1",
        "run_id": "run-1",
        "first_seen_at": SEEN,
    },
    "core.version_log": {
        "body_hash": "b",
        "is_complete": True,
        "seen_at": SEEN,
        "last_seen_at": SEEN,
        "changed_fields": [],
        "run_id": "run-1",
        "last_run_id": "run-1",
    },
    "core.authors": {"position": 1, "role": "author"},
    "core.media": {"position": 1, "kind": "image"},
    "core.field_provenance": {"is_chosen": True, "document_id": "d1"},
    "core.mentions": {**_FACT, "kind": "person", "titles": []},
    "core.places": _FACT,
    "core.quotes": {**_FACT, "kind": "direct"},
    "core.dates": {**_FACT, "kind": "DATE", "grain": "day"},
    "core.acronyms": _FACT,
    "core.citations": {**_FACT, "relation": "according_to"},
    "core.agreements": _FACT,
    "core.amounts": {**_FACT, "kind": "money"},
    "core.topics": {**_FACT, "topic_id": "medtop:11000000", "name": "politics", "spans": []},
    "core.keywords": {**_FACT, "mention_count": 1},
    "core.credits": {**_FACT, "part": "credit_line"},
    "core.datelines": _FACT,
    "core.links": _FACT,
    "core.posts": _FACT,
    "core.corrections": {**_FACT, "kind": "correction"},
    "raw.documents": {
        "source": "harbour",
        "locator": "in.txt",
        "sha256": "00",
        "media_type": "text/plain",
        "byte_count": 10,
        "outcome": "new",
        "run_id": "run-1",
        "batch_id": "batch-1",
        "sequence": 1,
        "first_seen_at": SEEN,
    },
    "core.story_members": {
        "first_version_id": "a1-v1",
        "is_same_title": True,
        "copied_share": 1.0,
        "kept_share": 1.0,
        "added": [],
        "left_out": [],
    },
    "core.event_members": {"score": 2.0, "shared": [], "day": PUBLISHED.date()},
    "core.clues": {"position": 1, "clues": [], "lead_clues": []},
    "core.fingerprints": {
        "day": PUBLISHED.date(),
        "letter_count": 10,
        "keys": [7],
        "positions": [0],
        "far_keys": [],
        "far_positions": [],
    },
    "core.comparisons": {
        "body_hash": "b",
        "is_same_title": True,
        "word_count": 10,
        "run_id": "run-1",
        "compared_at": SEEN,
    },
    "raw.fetches": {
        "run_id": "run-1",
        "source": "harbour",
        "purpose": "feed",
        "url": "https://harbour.example/feed",
        "final_url": "https://harbour.example/feed",
        "status": 200,
        "outcome": "ok",
        "wire_byte_count": 10,
        "body_byte_count": 30,
        "is_cut": False,
        "attempt_count": 1,
        "redirect_count": 0,
        "seconds": 0.2,
        "locator": "landing/a.warc.gz#offset=0",
        "fetched_at": SEEN,
        "loaded_at": SEEN,
    },
    "raw.addresses": {
        "source": "harbour",
        "url": "https://harbour.example/feed",
        "kind": "feed",
        "address": "https://harbour.example/feed",
        "status": "active",
        "failure_count": 0,
        "last_outcome": "ok",
        "last_asked_at": SEEN,
        "last_success_at": SEEN,
        "next_due_at": SEEN + timedelta(minutes=15),
        "loaded_at": SEEN,
    },
    "core.withdrawals": {
        "source": "harbour",
        "url": "https://harbour.example/1",
        "status": 404,
        "locator": "landing/a.warc.gz#offset=9",
        "withdrawn_at": SEEN,
        "confirmed_at": SEEN,
        "run_id": "run-1",
        "last_run_id": "run-1",
        "loaded_at": SEEN,
    },
    "meta.runs": {"flow": "ingest", "state": "completed", "started_at": SEEN, "ended_at": SEEN},
    "meta.run_batches": {"run_id": "run-1", "document_count": 1, "loaded_at": SEEN},
    "meta.run_counts": {
        "run_id": "run-1",
        "source": "harbour",
        "read": 0,
        "new": 0,
        "updated": 0,
        "unchanged": 0,
        "duplicate": 0,
        "rejected": 0,
        "spooled": 0,
    },
    "meta.run_rejections": {"run_id": "run-1", "source": "harbour"},
    "meta.quarantine": {
        "source": "harbour",
        "stage": "read",
        "reason": "truncated",
        "detail": "the gzip ends too soon",
        "attempts": 1,
        "first_seen_at": SEEN,
        "last_seen_at": SEEN,
        "last_run_id": "run-1",
    },
}


@pytest.fixture(scope="session")
def migrated() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        migrate(connection)
        yield connection


@pytest.fixture
def warehouse(migrated: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty warehouse; what a test puts in is gone after it."""
    migrated.execute("set timezone = 'UTC'")
    migrated.execute("begin transaction")
    yield migrated
    migrated.execute("rollback")


@pytest.fixture
def rows(warehouse: duckdb.DuckDBPyConnection) -> Callable[[str], list[tuple[Any, ...]]]:
    """Return the rows of a query."""
    return lambda query: warehouse.execute(query).fetchall()


@pytest.fixture
def add(warehouse: duckdb.DuckDBPyConnection) -> Callable[..., None]:
    """Insert a row into a table: what is not given is filled in where the table wants it."""

    def insert(table: str, **given: Any) -> None:
        values = {**_DEFAULTS.get(table, {}), **given}
        columns = ", ".join(f'"{column}"' for column in values)
        marks = ", ".join("?" for _ in values)
        warehouse.execute(f"insert into {table} ({columns}) values ({marks})", list(values.values()))

    return insert


@pytest.fixture
def add_article(add: Callable[..., None]) -> Callable[..., None]:
    """Insert an article with its wordings (title and body, the oldest first); the last one stands.

    The wordings of the article ``a1`` are ``a1-v1``, ``a1-v2`` …; the same title and body again is the
    same wording.
    """

    def insert(
        article_id: str,
        *,
        wordings: Sequence[tuple[str | None, str]] = (("Ferry sails", "The ferry sails again."),),
        credit_line: str | None = None,
        **given: Any,
    ) -> None:
        known: dict[tuple[str | None, str], str] = {}
        for number, (title, body) in enumerate(wordings, start=1):
            is_new = (title, body) not in known
            version_id = known.setdefault((title, body), f"{article_id}-v{number}")
            if is_new:
                add(
                    "core.article_versions",
                    version_id=version_id,
                    article_id=article_id,
                    title=title,
                    body=body,
                    credit_line=credit_line,
                    word_count=len(body.split()),
                )
            add(
                "core.version_log",
                article_id=article_id,
                version=number,
                version_id=version_id,
                change_kind="created" if number == 1 else "edited" if is_new else "reverted",
                changed_fields=[] if number == 1 else ["body"],
            )
        stands = {
            "title": title,
            "word_count": len(body.split()),
            "version_count": len(wordings),
            "current_version": len(wordings),
            "current_version_id": version_id,
        }
        add("core.articles", article_id=article_id, **{**stands, **given})

    return insert


@pytest.fixture
def add_fact(add: Callable[..., None], warehouse: duckdb.DuckDBPyConnection) -> Callable[..., None]:
    """Insert a fact about a wording; its span is where *quoted* first stands in the part."""

    def insert(table: str, version_id: str, quoted: str, *, part: str = "body", **given: Any) -> None:
        found = warehouse.execute(
            f"select article_id, {part} from core.article_versions where version_id = ?", [version_id]
        ).fetchall()
        article_id, text = found[0]
        start = text.index(quoted)
        span = {"start": start, "end": start + len(quoted), "part": part}
        add(f"core.{table}", version_id=version_id, article_id=article_id, **{**span, **given})

    return insert
