"""What the warehouse keeps of the polling: a row per request, and a row per address as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tasks.model.exchanges import FetchOutcome
from tasks.model.records import SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRow:
    """A request with its redirects and retries: a row of ``raw.fetches``, which ``fetch_id`` names.

    ``purpose`` is what the address is to us: a kind of source, or what else was asked for. ``etag`` and
    ``last_modified`` are those to be sent next time. ``locator`` leads to the answer in the landing zone,
    and is ``None`` where there was none. Bytes are those of the body, on the wire and without codings.
    """

    fetch_id: str
    run_id: str
    source: str
    purpose: str
    url: str  # as asked
    final_url: str
    status: int | None = None
    outcome: FetchOutcome
    detail: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    media_type: str | None = None
    wire_byte_count: int = 0
    body_byte_count: int = 0
    is_cut: bool = False  # is what was received less than the server had to give?
    attempt_count: int = 1
    redirect_count: int = 0
    retry_after_seconds: float | None = None
    seconds: float = 0.0
    first_byte_seconds: float | None = None
    locator: str | None = None
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRow:
    """A polled address as it stands: a row of ``raw.addresses``, which ``source`` and ``url`` name.

    ``url`` is as configured, or as the sitemap index ``parent`` names it; ``address`` is what is asked,
    another one once a permanent redirect was believed: then ``moved_from`` was asked until ``moved_at``.
    ``status`` is ``active``, or ``gone`` where it is not asked any more. ``held_until`` is what its server
    asked for.
    """

    source: str
    url: str
    kind: SourceKind
    address: str
    parent: str | None = None
    status: str = "active"
    moved_from: str | None = None
    moved_at: datetime | None = None
    failure_count: int = 0  # in a row
    last_outcome: str | None = None
    last_error: str | None = None
    last_asked_at: datetime | None = None
    last_success_at: datetime | None = None
    next_due_at: datetime | None = None
    held_until: datetime | None = None


def read_fetch_row(row: Mapping[str, Any]) -> FetchRow:
    """Return a row that was kept as JSON: its outcome a word, its time as ISO 8601 writes it.

    >>> kept = {"fetch_id": "r1-1", "run_id": "r1", "source": "courier", "purpose": "feed", "outcome": "ok",
    ...         "url": "https://courier.example/feed", "final_url": "https://courier.example/feed",
    ...         "fetched_at": "2026-03-12T09:00:00+00:00"}
    >>> read_fetch_row(kept).outcome.name, read_fetch_row(kept).fetched_at.hour
    ('OK', 9)
    """
    told = {"outcome": FetchOutcome(row["outcome"]), "fetched_at": datetime.fromisoformat(row["fetched_at"])}
    return FetchRow(**{**row, **told})
