"""Migrations go forward only, and views are made again when a file of theirs changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tasks.model.errors import MigrationMismatch, WarehouseError
from tasks.warehouse.migrate import SQL, migrate, read_migrations, read_views

META = (SQL / "migrations" / "0001_meta.sql").read_text(encoding="utf-8")


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder like ``sql/`` with one table and two views, the first in name reading the second."""
    for name in ("migrations", "views/stage", "views/mart"):
        (tmp_path / name).mkdir(parents=True)
    write(tmp_path, "migrations/0001_meta.sql", META)
    write(tmp_path, "migrations/0002_ships.sql", "create table core.ships (name varchar)")
    write(
        tmp_path, "views/stage/ships.sql", "create or replace view stage.ships as select name from core.ships"
    )
    write(
        tmp_path,
        "views/mart/fleet.sql",
        "create or replace view mart.fleet as select count(*) as n from mart.ships",
    )
    write(
        tmp_path, "views/mart/ships.sql", "create or replace view mart.ships as select name from stage.ships"
    )
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def write_file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def names(connection: duckdb.DuckDBPyConnection) -> set[str]:
    found = connection.execute(
        "select schema_name || '.' || view_name from duckdb_views() where not internal"
    )
    return {name for (name,) in found.fetchall()}


def test_the_second_time_there_is_nothing_to_do(connection: duckdb.DuckDBPyConnection) -> None:
    assert migrate(connection)
    assert not migrate(connection)


def test_every_file_is_applied_and_every_view_made(connection: duckdb.DuckDBPyConnection) -> None:
    migrate(connection)

    applied = connection.execute("select name from meta.migrations order by name").fetchall()
    assert [name for (name,) in applied] == [file.name for file in read_migrations()]
    assert names(connection) == {view.name for view in read_views()}


def test_views_are_made_after_those_they_read(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    assert [view.name for view in read_views(folder)] == ["stage.ships", "mart.ships", "mart.fleet"]

    migrate(connection, folder)

    assert connection.execute("select n from mart.fleet").fetchall() == [(0,)]


def test_a_changed_view_is_made_again_and_a_removed_one_goes(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    migrate(connection, folder)
    (folder / "views/mart/fleet.sql").unlink()
    write(
        folder,
        "views/mart/ships.sql",
        "create or replace view mart.ships as select upper(name) as ship from stage.ships",
    )

    assert migrate(connection, folder)

    assert names(connection) == {"stage.ships", "mart.ships"}
    assert connection.execute("select ship from mart.ships").fetchall() == []


def test_a_migration_that_changed_after_it_was_applied_stops_everything(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    migrate(connection, folder)
    write(folder, "migrations/0002_ships.sql", "create table core.ships (name varchar, flag varchar)")

    with pytest.raises(MigrationMismatch, match=r"0002_ships\.sql was changed"):
        migrate(connection, folder)


def test_a_warehouse_of_a_newer_release_is_left_alone(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    migrate(connection, folder)
    (folder / "migrations/0002_ships.sql").unlink()

    with pytest.raises(MigrationMismatch, match="newer release"):
        migrate(connection, folder)


def test_a_migration_that_fails_leaves_nothing_behind(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    migrate(connection, folder)
    write(
        folder,
        "migrations/0003_crews.sql",
        "create table core.crews (name varchar); select * from core.nothing",
    )

    with pytest.raises(WarehouseError, match=r"0003_crews\.sql"):
        migrate(connection, folder)

    tables = connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'core'"
    ).fetchall()
    assert tables == [("ships",)]


def test_views_that_read_each_other_are_refused(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    write(folder, "views/mart/ships.sql", "create or replace view mart.ships as select n from mart.fleet")

    with pytest.raises(WarehouseError, match="circle"):
        migrate(connection, folder)


def test_a_warehouse_of_before_there_were_requests_keeps_its_articles(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    for file in read_migrations()[:4]:
        write_file(tmp_path / "migrations" / file.name, file.text)
    write_file(
        tmp_path / "views" / "stage" / "articles.sql",
        "create or replace view stage.articles as select * from core.articles",
    )
    migrate(connection, tmp_path)
    connection.execute(
        "insert into core.articles by name"
        " select 'a1' as article_id, 'gazette' as source, [] as author_names,"
        " 'article' as page_kind, true as is_complete, 1 as version_count, 1 as current_version,"
        " 'v1' as current_version_id, 'c' as content_hash, 2 as word_count, now() as first_seen_at,"
        " now() as last_seen_at, now() as changed_at, 'r1' as first_run_id, 'r1' as last_run_id"
    )

    assert migrate(connection)

    found = connection.execute("select article_id, is_withdrawn, withdrawn_at from stage.articles").fetchall()
    assert found == [("a1", False, None)]
    assert connection.execute("select count(*) from mart.source_health").fetchall() == [(0,)]
