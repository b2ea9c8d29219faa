"""Load batches from the spool: one transaction each, so that a batch is in the warehouse or it is not."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import duckdb

from tasks.model.records import Counts
from tasks.warehouse.edits import Compare, store_edits
from tasks.warehouse.incoming import SPOOLED, read_gone, read_incoming, read_rejections
from tasks.warehouse.ledger import count_batch, write_ledger, write_quarantine
from tasks.warehouse.replay import restate
from tasks.warehouse.search_index import index_articles
from tasks.warehouse.settle import Decide, Settled, settle
from tasks.warehouse.spool import SpooledBatch, read_batch
from tasks.warehouse.state import read_state, registered
from tasks.warehouse.store import store
from tasks.warehouse.withdrawals import settle_withdrawals, store_withdrawals

_KNOWN = """\
select distinct d.source, d.sha256
from raw.documents as d
join asked_bytes as a on a.sha256 = d.sha256 and a.source = d.source
"""

log = logging.getLogger(__name__)


def find_known(
    connection: duckdb.DuckDBPyConnection, keys: Sequence[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Return those of *keys*, pairs of source and SHA-256, whose bytes became an article before."""
    if not keys:
        return set()
    sources, digests = zip(*keys, strict=True)
    with registered(connection, "asked_bytes", source=list(sources), sha256=list(digests)):
        return set(connection.execute(_KNOWN).fetchall())


def load_batch(
    connection: duckdb.DuckDBPyConnection, path: Path, *, decide: Decide, compare: Compare, now: datetime
) -> dict[str, Counts]:
    """Load the batch at *path* under its own run; return what became of its documents, by source.

    *decide* is ``tasks.stories.versions.decide``, *compare* ``tasks.stories.edits.compare_wordings``. A batch
    that was loaded before is left alone and counts nothing: its run was killed between the commit and the
    removal of the file.
    """
    batch = read_batch(path)
    connection.execute("begin transaction")
    try:
        if _is_loaded(connection, batch.batch_id):
            connection.execute("rollback")
            log.info("%s was loaded before", path)
            return {}
        counts = _load(connection, batch, decide, compare, now)
        connection.execute("commit")
    except BaseException:
        _roll_back(connection)
        raise
    return counts


def load_batches(
    connection: duckdb.DuckDBPyConnection,
    paths: Iterable[Path],
    *,
    decide: Decide,
    compare: Compare,
    now: datetime,
) -> dict[str, Counts]:
    """Load the batches at *paths* in turn, removing each file once its load is committed."""
    total: dict[str, Counts] = {}
    for path in paths:
        for source, counts in load_batch(connection, path, decide=decide, compare=compare, now=now).items():
            total[source] = total.get(source, Counts()) + counts
        path.unlink()
    return total


def _load(
    connection: duckdb.DuckDBPyConnection,
    batch: SpooledBatch,
    decide: Decide,
    compare: Compare,
    now: datetime,
) -> dict[str, Counts]:
    connection.register(SPOOLED, batch.rows)
    stamp = {"run_id": batch.run_id, "now": now}
    try:
        incoming = read_incoming(connection, run_id=batch.run_id, now=now)
        rejections = read_rejections(connection)
        if batch.is_replay:
            settled = restate(connection, incoming, rejections, compare, run_id=batch.run_id, now=now)
            outcomes = []
        else:
            state = read_state(connection, incoming)
            settled = settle(incoming, rejections, state, decide, run_id=batch.run_id, now=now)
            withdrawals = settle_withdrawals(connection, read_gone(connection), settled, run_id=batch.run_id)
            store(connection, settled, run_id=batch.run_id, batch_id=batch.batch_id, now=now)
            store_edits(connection, _edited(settled), compare, stamp)
            index_articles(connection, settled.changed)
            store_withdrawals(connection, withdrawals, now=now)
            outcomes = withdrawals.outcomes
    finally:
        connection.unregister(SPOOLED)
    counts = count_batch(settled, outcomes)
    write_quarantine(connection, settled, run_id=batch.run_id, now=now)
    write_ledger(connection, counts, settled.rejections, run_id=batch.run_id)
    connection.execute(
        "insert into meta.run_batches values (?, ?, ?, ?)",
        [batch.batch_id, batch.run_id, batch.rows.num_rows, now],
    )
    return counts


def _edited(settled: Settled) -> list[str]:
    """Return the articles whose wordings stand in another order than before the batch, or are more."""
    return [one for one in settled.rewritten if len(settled.state.logs[one]) > 1]


def _is_loaded(connection: duckdb.DuckDBPyConnection, batch_id: str) -> bool:
    found = connection.execute("select 1 from meta.run_batches where batch_id = ?", [batch_id]).fetchall()
    return bool(found)


def _roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    """End the transaction without hiding what ended it: DuckDB may have ended it already."""
    try:
        connection.execute("rollback")
    except duckdb.Error as error:
        log.debug("nothing to roll back: %s", error)
