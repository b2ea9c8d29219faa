"""A warehouse full of holes is written anew, with all that was in it, and nobody writes in between."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tasks.model.errors import WarehouseError
from tasks.warehouse.compact import compact
from tasks.warehouse.connect import open_reader, open_warehouse
from tests.warehouse.warehouse_samples import load, make_article

WRITE = """
import sys
from pathlib import Path
from tasks.warehouse.connect import open_warehouse
print("waiting", flush=True)
with open_warehouse(Path(sys.argv[1]), wait_seconds=60) as connection:
    connection.execute("insert into meta.settings values ('written', 'meanwhile')")
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """A warehouse with an article, and the hole that a table left."""
    path = tmp_path / "warehouse.duckdb"
    with open_warehouse(path) as connection:
        load(connection, tmp_path, [make_article("a")], run_id="run-a")
        connection.execute("create table core.heap as select random() as x, i from range(400_000) as r(i)")
    with open_warehouse(path) as connection:
        connection.execute("drop table core.heap")
    return path


def test_the_holes_are_given_back_and_all_else_is_as_it_was(warehouse: Path) -> None:
    columns = "select count(*), count(comment) from duckdb_columns() where not internal"
    with open_reader(warehouse) as reader:
        before = reader.execute(columns).fetchall()
    size = warehouse.stat().st_size

    saved = compact(warehouse, least_bytes=0)

    assert saved > 0
    assert warehouse.stat().st_size == size - saved
    with open_reader(warehouse) as reader:
        assert reader.execute("select count(*) from mart.articles").fetchall() == [(1,)]
        assert reader.execute(columns).fetchall() == before
    assert [path.name for path in warehouse.parent.glob("warehouse*")] == [warehouse.name]


def test_a_second_time_there_is_nothing_to_give_back(warehouse: Path) -> None:
    compact(warehouse, least_bytes=0)

    assert compact(warehouse, least_bytes=0) == 0


def test_who_waits_for_the_lock_meanwhile_writes_to_the_new_file(warehouse: Path) -> None:
    with open_warehouse(warehouse):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITE, str(warehouse)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        writer.stdout.readline()

    compact(warehouse, least_bytes=0, wait_seconds=60)

    assert writer.wait() == 0
    writer.stdout.close()
    with open_reader(warehouse, wait_seconds=60) as reader:
        written = reader.execute("select value from meta.settings where name = 'written'").fetchall()
    assert written == [("meanwhile",)]


def test_without_room_for_a_second_file_it_stays_as_it_is(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.warehouse.compact.shutil.disk_usage", lambda _: type("", (), {"free": 10})())

    with pytest.raises(WarehouseError, match="no room"):
        compact(warehouse, least_bytes=0)

    with open_reader(warehouse) as reader:
        assert reader.execute("select count(*) from mart.articles").fetchall() == [(1,)]
