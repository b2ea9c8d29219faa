"""Opening the warehouse: one writer, a bounded wait, and a clear word for what is no warehouse."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from tasks.model.errors import WarehouseBusy, WarehouseDamaged, WarehouseError
from tasks.warehouse.connect import open_reader, open_warehouse

HOLD = """
import sys, time
from pathlib import Path
from tasks.warehouse.connect import open_warehouse
with open_warehouse(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@contextmanager
def held_elsewhere(path: Path, seconds: float = 60.0) -> Iterator[subprocess.Popen[str]]:
    """Have another process hold the warehouse at *path*."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path), str(seconds)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        try:
            yield holder
        finally:
            holder.kill()


def test_a_warehouse_held_by_another_process_is_busy_and_names_it(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"

    with (
        held_elsewhere(path) as holder,
        pytest.raises(WarehouseBusy, match=f"held by process {holder.pid}"),
        open_warehouse(path, wait_seconds=0.2),
    ):
        pass


def test_a_reader_is_told_who_writes(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"

    with (
        held_elsewhere(path) as holder,
        pytest.raises(WarehouseBusy, match=str(holder.pid)),
        open_reader(path, wait_seconds=0.0),
    ):
        pass


def test_a_writer_waits_until_the_other_is_done(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"

    with held_elsewhere(path, seconds=0.5), open_warehouse(path, wait_seconds=30.0) as connection:
        found = connection.execute("select count(*) from core.articles").fetchall()

    assert found == [(0,)]


def test_the_same_process_cannot_open_it_twice(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"

    with (
        open_warehouse(path),
        pytest.raises(WarehouseBusy, match="in use in this process"),
        open_warehouse(path, wait_seconds=0.1),
    ):
        pass


@pytest.mark.parametrize("content", [b"", b"x", b"no database at all\n" * 999], ids=["empty", "byte", "text"])
def test_a_file_that_is_no_database_is_damaged_and_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "warehouse.duckdb"
    path.write_bytes(content)

    for opened in (open_warehouse, open_reader):
        with pytest.raises(WarehouseDamaged, match="no warehouse that can be opened"), opened(path):
            pass

    assert path.read_bytes() == content


def test_a_torn_file_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with open_warehouse(path):
        pass
    path.write_bytes(path.read_bytes()[:20_000])

    with pytest.raises(WarehouseDamaged), open_warehouse(path):
        pass


def test_nothing_to_read_is_an_error_and_makes_no_file(tmp_path: Path) -> None:
    path = tmp_path / "news.duckdb"

    with pytest.raises(WarehouseError, match="nothing is there"), open_reader(path):
        pass

    assert not path.exists()


def test_a_new_file_has_the_format_that_older_shells_open(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"

    with open_warehouse(path):
        pass

    with duckdb.connect(str(path), read_only=True) as shell:
        tags = shell.execute("select tags from duckdb_databases() where not internal").fetchall()
    assert tags[0][0]["storage_version"].startswith("v1.5.0")


def test_views_answer_when_the_file_is_opened_under_another_name(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with open_warehouse(path):
        pass
    copy = path.rename(tmp_path / "news.duckdb")

    with duckdb.connect(str(copy), read_only=True) as shell:
        assert shell.execute("select count(*) from mart.articles").fetchall() == [(0,)]


def test_opening_a_warehouse_that_is_up_to_date_costs_less_than_making_it(tmp_path: Path) -> None:
    def seconds_to_open() -> float:
        started = time.process_time()
        with open_warehouse(tmp_path / "warehouse.duckdb"):
            return time.process_time() - started

    made = seconds_to_open()

    assert min(seconds_to_open() for _ in range(3)) < made / 2
