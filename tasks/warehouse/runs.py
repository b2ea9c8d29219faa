"""Runs: when each began, how it ended, and what of it waits in the spool."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import duckdb

from tasks.warehouse.ledger import write_spooled

RUNNING, INTERRUPTED = "running", "interrupted"

_START = """\
insert into meta.runs (run_id, flow, state, started_at)
select $run_id, $flow, $state, $started_at
where not exists (from meta.runs where run_id = $run_id)
"""
_FINISH = """\
update meta.runs
set
    state = $state,
    ended_at = $ended_at,
    message = nullif($message, ''),
    seconds = map($stages::varchar[], $seconds::double[])
where run_id = $run_id
"""
_INTERRUPT = (
    "update meta.runs set state = $state, ended_at = $ended_at where run_id = $run_id and state = $running"
)


def start_run(connection: duckdb.DuckDBPyConnection, *, run_id: str, flow: str, started_at: datetime) -> None:
    """Record that a run began; one that is recorded already stays as it is."""
    connection.execute(_START, {"run_id": run_id, "flow": flow, "state": RUNNING, "started_at": started_at})


def finish_run(
    connection: duckdb.DuckDBPyConnection,
    *,
    run_id: str,
    state: str,
    ended_at: datetime,
    message: str = "",
    seconds: Mapping[str, float] | None = None,
    spooled: Mapping[str, int] | None = None,
) -> None:
    """Record how a run ended, in one transaction.

    ``seconds`` says how long each stage took, ``spooled`` how many documents of each source wait in the
    spool: they count as read by this run, and move on in its ledger when they are loaded.
    """
    stages = dict(seconds or {})
    connection.execute("begin transaction")
    try:
        connection.execute(
            _FINISH,
            {
                "run_id": run_id,
                "state": state,
                "ended_at": ended_at,
                "message": message,
                "stages": list(stages),
                "seconds": list(stages.values()),
            },
        )
        write_spooled(connection, spooled or {}, run_id=run_id)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


def mark_interrupted(connection: duckdb.DuckDBPyConnection, *, run_id: str, ended_at: datetime) -> None:
    """Record that a run was killed, unless it is known how it ended."""
    connection.execute(
        _INTERRUPT, {"run_id": run_id, "state": INTERRUPTED, "running": RUNNING, "ended_at": ended_at}
    )
