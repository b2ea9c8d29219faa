"""The ledger and the quarantine: what became of each document, written with the load itself."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from tasks.model.records import Counts, Rejection
from tasks.model.wordings import Outcome
from tasks.warehouse.settle import Settled
from tasks.warehouse.state import registered

_COUNTS = ("read", "new", "updated", "unchanged", "duplicate", "rejected", "spooled")
_READ_COUNTS = f"""\
select source, {", ".join(f'"{name}"' for name in _COUNTS)} from meta.run_counts where run_id = ?
"""
_INSERT_COUNTS = f"insert into meta.run_counts values (?, ?, {', '.join('?' for _ in _COUNTS)})"

_MERGE_REJECTIONS = """\
merge into meta.run_rejections as m
using (select ? as run_id, ? as source, ? as reason, ?::bigint as rejected) as r
    on m.run_id = r.run_id and m.source = r.source and m.reason = r.reason
when matched then update set rejected = m.rejected + r.rejected
when not matched then insert (run_id, source, reason, rejected)
    values (r.run_id, r.source, r.reason, r.rejected)
"""

_QUARANTINE_COLUMNS = ("quarantine_id", "source", "locator", "stage", "reason", "detail", "sha256")
_MERGE_QUARANTINE = """\
merge into meta.quarantine as q
using rejected_rows as r on q.quarantine_id = r.quarantine_id
when matched then update set
    source = r.source,
    stage = r.stage,
    reason = r.reason,
    detail = r.detail,
    sha256 = coalesce(r.sha256, q.sha256),
    attempts = q.attempts + 1,
    last_seen_at = $now,
    last_run_id = $run_id,
    resolved_at = null
when not matched then insert (
    quarantine_id, source, locator, stage, reason, detail, sha256, attempts,
    first_seen_at, last_seen_at, last_run_id, resolved_at
) values (
    r.quarantine_id, r.source, r.locator, r.stage, r.reason, r.detail, r.sha256, 1, $now, $now, $run_id, null
)
"""
_RESOLVE_QUARANTINE = """\
update meta.quarantine as q
set resolved_at = $now
from stored_places as s
where q.quarantine_id = s.quarantine_id and q.resolved_at is null
"""


def quarantine_id(locator: str) -> str:
    """Return the 32 hex digits that name a place in the quarantine."""
    return hashlib.sha256(locator.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def count_batch(settled: Settled, gone: Iterable[tuple[str, Outcome]] = ()) -> dict[str, Counts]:
    """Return what became of the documents of a batch, and of the answers that a page is *gone*, by source."""
    outcomes: dict[str, Counter[str]] = {}
    for verdict in settled.verdicts:
        outcomes.setdefault(verdict.incoming.source, Counter())[verdict.outcome] += 1
    for rejection in settled.rejections:
        outcomes.setdefault(rejection.source, Counter())[Outcome.REJECTED] += 1
    for source, outcome in gone:
        outcomes.setdefault(source, Counter())[outcome] += 1
    return {source: _counts(outcome) for source, outcome in outcomes.items()}


def write_ledger(
    connection: duckdb.DuckDBPyConnection,
    counts: Mapping[str, Counts],
    rejections: Sequence[Rejection],
    *,
    run_id: str,
) -> None:
    """Add *counts* to the ledger of the run, and its *rejections* by reason.

    What was told as spooled when the run ended was counted as read then; now that it is loaded it
    only moves on to what became of it.
    """
    told = _read_counts(connection, run_id)
    for source, loaded in counts.items():
        before = told.get(source, Counts())
        was_spooled = min(before.spooled, loaded.read)
        after = before + loaded
        after = replace(after, read=after.read - was_spooled, spooled=before.spooled - was_spooled)
        _write_counts(connection, run_id, source, after)
    by_reason = Counter((rejection.source, rejection.reason) for rejection in rejections)
    for (source, reason), number in by_reason.items():
        connection.execute(_MERGE_REJECTIONS, [run_id, source, reason, number])


def write_spooled(connection: duckdb.DuckDBPyConnection, spooled: Mapping[str, int], *, run_id: str) -> None:
    """Tell in the ledger of the run that so many documents of each source wait in the spool."""
    told = _read_counts(connection, run_id)
    for source in sorted(told.keys() | spooled.keys()):
        before, waiting = told.get(source, Counts()), spooled.get(source, 0)
        if waiting != before.spooled:
            read = before.read - before.spooled + waiting
            _write_counts(connection, run_id, source, replace(before, read=read, spooled=waiting))


def write_quarantine(
    connection: duckdb.DuckDBPyConnection, settled: Settled, *, run_id: str, now: datetime
) -> None:
    """Quarantine what was rejected, and resolve what was rejected before and is an article now."""
    rows = {quarantine_id(rejection.locator): rejection for rejection in settled.rejections}
    stored = {quarantine_id(verdict.incoming.locator) for verdict in settled.verdicts} - rows.keys()
    with registered(connection, "stored_places", quarantine_id=sorted(stored)):
        connection.execute(_RESOLVE_QUARANTINE, {"now": now})
    if rows:
        connection.register("rejected_rows", _quarantine_table(rows))
        connection.execute(_MERGE_QUARANTINE, {"now": now, "run_id": run_id})
        connection.unregister("rejected_rows")


def read_quarantined(
    connection: duckdb.DuckDBPyConnection,
    quarantine_ids: Sequence[str] = (),
    *,
    since: datetime | None = None,
    sources: Sequence[str] = (),
) -> list[tuple[str, str, str]]:
    """Return id, source and locator of what waits in quarantine, by locator.

    No *quarantine_ids* or *sources* means all; *since* is when it was rejected last.
    """
    return connection.execute(
        "select quarantine_id, source, locator from meta.quarantine"
        " where resolved_at is null and (len($chosen) = 0 or list_contains($chosen, quarantine_id))"
        " and ($since::timestamptz is null or last_seen_at >= $since)"
        " and (len($sources) = 0 or list_contains($sources, source))"
        " order by locator",
        {"chosen": list(quarantine_ids), "since": since, "sources": list(sources)},
    ).fetchall()


def resolve_retried(
    connection: duckdb.DuckDBPyConnection, quarantine_ids: Iterable[str], *, run_id: str, now: datetime
) -> int:
    """Resolve those of *quarantine_ids* that the retry *run_id* did not reject again; return how many.

    A whole file that was rejected gives documents with places of their own once it is mended, so that
    none of them stands at the place that was quarantined.
    """
    with registered(connection, "retried", quarantine_id=sorted(set(quarantine_ids))):
        resolved = connection.execute(
            "update meta.quarantine as q set resolved_at = $now from retried as r"
            " where q.quarantine_id = r.quarantine_id and q.last_run_id <> $run_id and q.resolved_at is null"
            " returning q.quarantine_id",
            {"now": now, "run_id": run_id},
        ).fetchall()
    return len(resolved)


def _quarantine_table(rejections: Mapping[str, Rejection]) -> pa.Table:
    rows: list[dict[str, Any]] = [
        {
            "quarantine_id": place,
            "source": rejection.source,
            "locator": rejection.locator,
            "stage": rejection.stage,
            "reason": rejection.reason,
            "detail": rejection.detail,
            "sha256": rejection.sha256,
        }
        for place, rejection in rejections.items()
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema(dict.fromkeys(_QUARANTINE_COLUMNS, pa.string())))


def _counts(outcome: Mapping[str, int]) -> Counts:
    return Counts(read=sum(outcome.values()), **{str(name): number for name, number in outcome.items()})


def _read_counts(connection: duckdb.DuckDBPyConnection, run_id: str) -> dict[str, Counts]:
    rows = connection.execute(_READ_COUNTS, [run_id]).fetchall()
    return {source: Counts(**dict(zip(_COUNTS, numbers, strict=True))) for source, *numbers in rows}


def _write_counts(connection: duckdb.DuckDBPyConnection, run_id: str, source: str, counts: Counts) -> None:
    connection.execute("delete from meta.run_counts where run_id = ? and source = ?", [run_id, source])
    numbers = [getattr(counts, name) for name in _COUNTS]
    connection.execute(_INSERT_COUNTS, [run_id, source, *numbers])
