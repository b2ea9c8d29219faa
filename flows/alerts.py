"""What an operator should look at: each alert a kind, a subject and a sentence, for cron and for Prefect."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.alert_queries import HEALTH, MAINTENANCE, QUALITY, RUNS
from flows.reading import fetch_rows, newest
from tasks.model.errors import ConfigError, WarehouseError
from tasks.run import read_clock

if TYPE_CHECKING:
    import duckdb

    from tasks.settings import Settings

_KNOWN = "alerts.json"
LEAST_FREE = 1_000_000_000  # bytes: less, and the next load or publication may not fit
_LEAST_RUN_PAUSE = timedelta(hours=1)
_SPOOL_PATIENCE = timedelta(hours=6)
_COPY_PATIENCE = timedelta(hours=2)


class Kind(StrEnum):
    """What can be amiss. The codes are public: ``docs/operations.md`` says of each what to do."""

    QUIET_SOURCE = "quiet_source"
    FAILING_SOURCE = "failing_source"
    REJECTS_RISE = "rejects_rise"
    EMPTY_BODIES = "empty_bodies"
    MISSING_DATES = "missing_dates"
    STALE_COPY = "stale_copy"
    NO_RUN = "no_run"
    SPOOL_WAITS = "spool_waits"
    DISK_LOW = "disk_low"
    MAINTENANCE = "maintenance"
    WAREHOUSE = "warehouse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One thing to look at. ``since`` is when a check saw it first."""

    kind: Kind
    subject: str
    text: str
    since: datetime | None = None
    is_new: bool = True

    @property
    def key(self) -> str:
        """What names it from one check to the next.

        >>> Alert(kind=Kind.DISK_LOW, subject="/srv", text="full").key
        'disk_low /srv'
        """
        return f"{self.kind} {self.subject}"


def find_alerts(settings: Settings) -> list[Alert]:
    """Return what is amiss with *settings*' home now, the disk first."""
    now = read_clock(settings)
    found = [*_disk(settings), *_spool(settings, now), *_copy(settings, now)]
    if not settings.warehouse.exists() and not settings.published.exists():
        return found
    try:
        with newest(settings) as connection:
            return [*found, *_asked(settings, connection, now)]
    except (WarehouseError, ConfigError) as error:
        return [*found, Alert(kind=Kind.WAREHOUSE, subject=settings.warehouse.name, text=str(error))]


def _asked(settings: Settings, connection: duckdb.DuckDBPyConnection, now: datetime) -> Iterator[Alert]:
    """Yield what the warehouse, or its copy, knows to be amiss; sources that were removed do not count."""
    named = {entry.name for entry in settings.sources}
    for row in (*fetch_rows(connection, HEALTH), *fetch_rows(connection, QUALITY)):
        if row["source"] in named:
            yield Alert(kind=Kind(row["kind"]), subject=row["source"], text=row["text"])
    yield from _runs(connection, now, is_expected=bool(named))
    for row in fetch_rows(connection, MAINTENANCE):
        if row["state"] not in (None, "completed"):
            text = row["message"] or f"ended {row['state']}"
            yield Alert(kind=Kind.MAINTENANCE, subject="maintain", text=text)


def _runs(connection: duckdb.DuckDBPyConnection, now: datetime, *, is_expected: bool) -> Iterator[Alert]:
    """Yield that no run began for three times as long as it ever takes between two."""
    for row in fetch_rows(connection, RUNS):
        if not is_expected or row["started_at"] is None or row["longest_pause_s"] is None:
            continue  # somebody reads by hand, or has only begun to
        silent = now - row["started_at"].astimezone(UTC)
        if silent > max(_LEAST_RUN_PAUSE, 3 * timedelta(seconds=row["longest_pause_s"])):
            text = f"the last began {silent.total_seconds() / 3600:,.0f} hours ago"
            yield Alert(kind=Kind.NO_RUN, subject="ingest", text=text)


def _disk(settings: Settings) -> Iterator[Alert]:
    place = settings.home
    while not place.exists():
        place = place.parent
    free, needed = shutil.disk_usage(place).free, needed_bytes(settings)
    if free < needed:
        text = f"{free / 1e9:,.1f} GB are free; a load and a copy may want {needed / 1e9:,.1f}"
        yield Alert(kind=Kind.DISK_LOW, subject=str(settings.home), text=text)


def needed_bytes(settings: Settings) -> int:
    """Return the free bytes that a load and a new copy may want."""
    size = settings.warehouse.stat().st_size if settings.warehouse.exists() else 0
    return max(LEAST_FREE, 2 * size)


def _spool(settings: Settings, now: datetime) -> Iterator[Alert]:
    batches = list(settings.spool.glob("*/*.parquet"))
    if not batches:
        return
    waited = now - _written_at(min(batches, key=lambda batch: batch.stat().st_mtime))
    if waited > _SPOOL_PATIENCE:
        text = f"{len(batches):,} batches wait for {waited.total_seconds() / 3600:,.0f} hours"
        yield Alert(kind=Kind.SPOOL_WAITS, subject="spool", text=text)


def _copy(settings: Settings, now: datetime) -> Iterator[Alert]:
    """Yield that the warehouse was written to long ago, and readers still see what was before."""
    if not settings.warehouse.exists():
        return
    if not settings.published.exists():
        yield Alert(kind=Kind.STALE_COPY, subject="published", text="there is none: `newsmill publish`")
        return
    written, published = settings.warehouse.stat().st_mtime, settings.published.stat().st_ctime
    patience = _COPY_PATIENCE + 2 * timedelta(seconds=settings.publish_every_seconds)
    behind = now - datetime.fromtimestamp(published, UTC)
    if written > published and behind > patience:
        text = f"the copy is {behind.total_seconds() / 3600:,.0f} hours old, and the warehouse newer"
        yield Alert(kind=Kind.STALE_COPY, subject="published", text=text)


def _written_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


# ------------------------------------------------------------------------------ new, or known?


def compare_with_known(settings: Settings, alerts: Sequence[Alert]) -> tuple[list[Alert], list[str]]:
    """Return *alerts* with when each was seen first, and the keys of those that are over."""
    known = _read_known(settings)
    now = read_clock(settings)
    dated = [replace(one, since=known.get(one.key, now), is_new=one.key not in known) for one in alerts]
    return dated, sorted(known.keys() - {one.key for one in alerts})


def remember(settings: Settings, alerts: Sequence[Alert]) -> None:
    """Write down *alerts*, so that the next check knows which are new."""
    path = settings.home / _KNOWN
    text = json.dumps({one.key: (one.since or read_clock(settings)).isoformat() for one in alerts}, indent=1)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{_KNOWN}.part")
        part.write_text(text + "\n", encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror or error}") from error


def _read_known(settings: Settings) -> Mapping[str, datetime]:
    """Return when each known alert was seen first; a file that was cut short knows none."""
    try:
        said: dict[str, Any] = json.loads((settings.home / _KNOWN).read_text(encoding="utf-8"))
        return {key: datetime.fromisoformat(moment) for key, moment in said.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
