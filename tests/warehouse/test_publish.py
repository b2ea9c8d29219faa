"""The copy that readers open: whole at every moment, and as new as was asked for."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tasks.model.errors import WarehouseBusy, WarehouseError
from tasks.warehouse.connect import open_reader, open_warehouse
from tasks.warehouse.polls import load_polls
from tasks.warehouse.publish import publish
from tests.warehouse.test_polls import ADDRESS, FETCH
from tests.warehouse.warehouse_samples import NOW, load, make_article


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    add(path, "a")
    return path


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return tmp_path / "published" / "news.duckdb"


def add(warehouse: Path, key: str) -> None:
    with open_warehouse(warehouse) as connection:
        load(connection, warehouse.parent, [make_article(key)], run_id=f"run-{key}")


def count_articles(path: Path) -> int:
    with open_reader(path) as connection:
        found = connection.execute("select count(*) from mart.articles").fetchall()
    return int(found[0][0])


def test_the_copy_holds_what_the_warehouse_holds(warehouse: Path, published: Path) -> None:
    assert publish(warehouse, published)

    assert count_articles(published) == 1
    assert not list(published.parent.glob("*.part"))


def test_the_copy_says_how_the_sources_stand(warehouse: Path, published: Path) -> None:
    with open_warehouse(warehouse) as connection:
        load_polls(connection, fetches=[FETCH], addresses=[ADDRESS], now=NOW)

    publish(warehouse, published)

    with open_reader(published) as reader:
        health = reader.execute("select source, requests_24h from mart.source_health").fetchall()
        fetches = reader.execute("select outcome from mart.fetches").fetchall()
    assert (health, fetches) == ([("gazette", 1)], [("ok",)])


def test_nothing_is_copied_when_nothing_was_written(warehouse: Path, published: Path) -> None:
    publish(warehouse, published)

    assert not publish(warehouse, published)

    add(warehouse, "b")
    assert publish(warehouse, published)
    assert count_articles(published) == 2


def test_a_copy_is_not_replaced_more_often_than_asked(warehouse: Path, published: Path) -> None:
    publish(warehouse, published, min_interval_seconds=300, now=NOW)
    add(warehouse, "b")

    soon = publish(warehouse, published, min_interval_seconds=300, now=NOW + timedelta(seconds=299))
    later = publish(warehouse, published, min_interval_seconds=300, now=NOW + timedelta(seconds=300))

    assert (soon, later) == (False, True)


def test_a_reader_keeps_the_copy_it_has_opened(warehouse: Path, published: Path) -> None:
    publish(warehouse, published)

    with open_reader(published) as reader:
        add(warehouse, "b")
        publish(warehouse, published)
        seen = reader.execute("select count(*) from mart.articles").fetchall()

    assert seen == [(1,)]
    assert count_articles(published) == 2


def test_without_space_the_old_copy_stays_and_the_error_says_so(
    warehouse: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(warehouse, published)
    add(warehouse, "b")
    full = warehouse.parent / "bin"
    full.mkdir()
    complaint = "cp: error writing 'x': No space left on device"
    (full / "cp").write_text(
        f'#!/bin/sh\nhead -c 9 "$2" > "$3"\necho "{complaint}" >&2\nexit 1\n', encoding="utf-8"
    )
    (full / "cp").chmod(0o755)
    monkeypatch.setenv("PATH", str(full), prepend=os.pathsep)

    with pytest.raises(WarehouseError, match="no space is left on the disk"):
        publish(warehouse, published)

    assert count_articles(published) == 1
    assert not list(published.parent.glob("*.part"))


def test_what_a_killed_publisher_left_is_cleared_away(warehouse: Path, published: Path) -> None:
    published.parent.mkdir()
    leftover = published.with_name("news.duckdb.0badcafe.part")
    leftover.write_bytes(b"half")

    publish(warehouse, published)

    assert not leftover.exists()
    assert count_articles(published) == 1


def test_what_a_killed_writer_left_in_the_log_is_published(warehouse: Path, published: Path) -> None:
    write = (
        "import os, sys, duckdb\n"
        "c = duckdb.connect(sys.argv[1])\n"
        "c.execute(\"insert into meta.settings values ('test', 'killed')\")\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", write, str(warehouse)], check=False)

    publish(warehouse, published)

    with open_reader(published) as reader:
        found = reader.execute("select value from meta.settings where name = 'test'").fetchall()
    assert found == [("killed",)]


def test_a_warehouse_in_use_is_busy_and_the_old_copy_stays(warehouse: Path, published: Path) -> None:
    publish(warehouse, published)
    add(warehouse, "b")

    with open_warehouse(warehouse), pytest.raises(WarehouseBusy):
        publish(warehouse, published, wait_seconds=0.1)

    assert count_articles(published) == 1


def test_there_is_nothing_to_publish_before_the_first_load(tmp_path: Path, published: Path) -> None:
    with pytest.raises(WarehouseError, match="no warehouse to publish"):
        publish(tmp_path / "warehouse.duckdb", published)


def test_a_clock_that_was_set_back_does_not_stop_publishing(warehouse: Path, published: Path) -> None:
    publish(warehouse, published, min_interval_seconds=300, now=datetime.now(UTC) + timedelta(days=1))
    time.sleep(0.02)
    add(warehouse, "b")

    assert publish(warehouse, published, min_interval_seconds=300, now=datetime.now(UTC))
