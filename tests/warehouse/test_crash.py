"""Killed, shut out or in company: a load loses nothing and doubles nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from tasks.model.errors import WarehouseBusy
from tasks.stories.edits import compare_wordings
from tasks.stories.versions import decide
from tasks.warehouse.checks import run_checks
from tasks.warehouse.connect import open_warehouse
from tasks.warehouse.load import load_batches
from tasks.warehouse.runs import start_run
from tasks.warehouse.spool import write_batch
from tests.warehouse.warehouse_samples import NOW, make_article, make_batch, rows

LOAD = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from tasks.stories.edits import compare_wordings
from tasks.stories.versions import decide
from tasks.warehouse.connect import open_warehouse
from tasks.warehouse.load import load_batches
from tasks.warehouse.runs import start_run
warehouse, folder = map(Path, sys.argv[1:])
now = datetime(2026, 3, 12, 9, tzinfo=UTC)
for path in sorted(folder.glob("*.parquet")):
    with open_warehouse(warehouse, wait_seconds=120) as connection:
        start_run(connection, run_id=folder.name, flow="ingest", started_at=now)
        load_batches(connection, [path], decide=decide, compare=compare_wordings, now=now)
"""
DOCUMENTS = 150


def start_load(warehouse: Path, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", LOAD, str(warehouse), str(folder)], env=dict(os.environ))


def spool(folder: Path, batches: int, first: int = 0) -> None:
    """Write batches of articles, each batch with articles of its own."""
    folder.mkdir()
    for number in range(batches):
        articles = [
            make_article(f"{first + number}/{line}", f"words {line} " * 50) for line in range(DOCUMENTS)
        ]
        batch = make_batch(articles, place=f"{folder.name}-{number}.jsonl")
        write_batch(
            folder / f"{number:04d}.parquet", batch, run_id=folder.name, batch_id=f"{folder.name}/{number}"
        )


def test_a_load_that_is_killed_leaves_whole_batches_and_the_next_one_the_rest(tmp_path: Path) -> None:
    warehouse, folder = tmp_path / "warehouse.duckdb", tmp_path / "run-1"
    spool(folder, batches=8)

    for moment in (0.0, 0.05, 0.2):  # seconds after the first batch of this round is in
        waiting = len(list(folder.glob("*.parquet")))
        loader = start_load(warehouse, folder)
        deadline = time.monotonic() + 60
        while len(list(folder.glob("*.parquet"))) == waiting and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(moment)
        loader.send_signal(signal.SIGKILL)
        loader.wait()
        with open_warehouse(warehouse) as connection:
            assert rows(connection, HALF_LOADED) == []
    assert start_load(warehouse, folder).wait() == 0

    with open_warehouse(warehouse) as connection:
        assert rows(connection, "select count(*), count(distinct article_id) from core.articles") == [
            (1200, 1200)
        ]
        assert rows(connection, 'select "read", "new" from meta.run_counts') == [(1200, 1200)]
        assert not any(run_checks(connection).values())


HALF_LOADED = """
select batch_id, count(d.document_id) as stored, any_value(b.document_count) as counted
from raw.documents as d
full join meta.run_batches as b using (batch_id)
group by batch_id
having stored is distinct from counted
"""


def test_two_loads_at_once_wait_for_each_other(tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    spool(tmp_path / "run-1", batches=4)
    spool(tmp_path / "run-2", batches=4, first=2)  # two of them hold articles of the other run's

    loaders = [start_load(warehouse, tmp_path / name) for name in ("run-1", "run-2")]
    codes = [loader.wait() for loader in loaders]

    assert codes == [0, 0]
    with open_warehouse(warehouse) as connection:
        assert rows(connection, "select count(*) from core.articles") == [(6 * DOCUMENTS,)]
        assert rows(connection, 'select sum("read"), sum("new"), sum(unchanged) from meta.run_counts') == [
            (8 * DOCUMENTS, 6 * DOCUMENTS, 2 * DOCUMENTS)
        ]
        assert not any(run_checks(connection).values())


def test_a_batch_waits_in_the_spool_while_somebody_holds_the_warehouse(tmp_path: Path) -> None:
    warehouse, folder = tmp_path / "warehouse.duckdb", tmp_path / "run-1"
    spool(folder, batches=1)
    with open_warehouse(warehouse):
        pass

    shell = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(flush=True); input()",
            str(warehouse),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with shell:
        assert shell.stdout is not None
        shell.stdout.readline()
        with pytest.raises(WarehouseBusy), open_warehouse(warehouse, wait_seconds=0.2) as connection:
            load_all(connection, folder)
        waiting = list(folder.glob("*.parquet"))
        shell.kill()
    with open_warehouse(warehouse) as connection:
        load_all(connection, folder)
        found = rows(connection, "select count(*) from core.articles")

    assert len(waiting) == 1
    assert found == [(DOCUMENTS,)]
    assert list(folder.glob("*.parquet")) == []


def load_all(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    start_run(connection, run_id=folder.name, flow="ingest", started_at=NOW)
    load_batches(
        connection, sorted(folder.glob("*.parquet")), decide=decide, compare=compare_wordings, now=NOW
    )
