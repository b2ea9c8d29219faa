"""Bring a warehouse up to date: tables by ``sql/migrations``, then views and macros by their folders.

Migrations go forward only, in the order of their names, each once. Views and macros hold no data: when a file
of theirs differs from what was created last, all are created again, lower layers first, macros at the end.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import duckdb

from tasks.model.errors import MigrationMismatch, WarehouseError

SQL = Path(__file__).resolve().parents[2] / "sql"
LAYERS = ("stage", "mart")  # folders of sql/views; folder order is build order
MACROS = "main"  # the schema that a name without one is looked up in

_COMMENT = re.compile(r"--[^\n]*")
_STRING = re.compile(r"'[^']*'")
_DROP_MACROS = """\
select distinct
    'drop macro ' || if(function_type = 'table_macro', 'table ', '') || schema_name || '.' || function_name
from duckdb_functions()
where
    database_name = current_database() and not internal and function_type in ('macro', 'table_macro')
    and schema_name || '.' || function_name in (select name from meta.views where starts_with(name, ? || '.'))
"""
_NAME = re.compile(r"\b(?:stage|mart|main)\.\w+")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlFile:
    """One file of ``sql/``; ``name`` is a view's full name (``mart.articles``) or a migration's file name."""

    name: str
    text: str

    @property
    def checksum(self) -> str:
        """Hex digest of the text."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()


def migrate(connection: duckdb.DuckDBPyConnection, folder: Path = SQL) -> bool:
    """Apply what is new in *folder*; return whether anything was.

    Everything happens in one transaction. Raises `MigrationMismatch` where a file that was applied
    has changed or is gone: such a warehouse belongs to another release.

    >>> with duckdb.connect() as connection:
    ...     migrate(connection), migrate(connection)
    (True, False)
    """
    migrations, views = read_migrations(folder), (*read_views(folder), *read_macros(folder))
    applied = _read_checksums(connection, "migrations")
    _check_applied(migrations, applied)
    pending = [file for file in migrations if file.name not in applied]
    is_current = _read_checksums(connection, "views") == {view.name: view.checksum for view in views}
    if is_current and not pending:
        return False
    connection.execute("begin transaction")
    try:
        _apply(connection, pending)
        _create_views(connection, views)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    log.info("%d migrations applied, %d views and macros created", len(pending), len(views))
    return True


def read_migrations(folder: Path = SQL) -> tuple[SqlFile, ...]:
    """Return the migrations of *folder* in the order in which they are applied."""
    return _read_files((folder / "migrations").glob("*.sql"), "")


def read_views(folder: Path = SQL) -> tuple[SqlFile, ...]:
    """Return the views of *folder*: layer by layer, in a layer by name, but each after those it reads.

    >>> [view.name for view in read_views(Path("nowhere"))]
    []
    """
    files = [
        view
        for layer in LAYERS
        for view in _read_files((folder / "views" / layer).glob("*.sql"), f"{layer}.")
    ]
    return _in_build_order(files)


def read_macros(folder: Path = SQL) -> tuple[SqlFile, ...]:
    """Return the macros of *folder* by name, but each after those it calls.

    >>> [macro.name for macro in read_macros(Path("nowhere"))]
    []
    """
    return _in_build_order(_read_files((folder / "macros").glob("*.sql"), f"{MACROS}."))


def _in_build_order(files: Sequence[SqlFile]) -> tuple[SqlFile, ...]:
    by_name = {file.name: file for file in files}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for file in files:
        sorter.add(file.name, *sorted(_names_in(file) & by_name.keys() - {file.name}))
    try:
        order = tuple(sorter.static_order())
    except CycleError as error:
        raise WarehouseError(f"views read each other in a circle: {' → '.join(error.args[1])}") from error
    layers = [tuple(name for name in order if name.startswith(f"{layer}.")) for layer in (*LAYERS, MACROS)]
    return tuple(by_name[name] for names in layers for name in names)


def _names_in(file: SqlFile) -> set[str]:
    """Return the views that the statements of *file* name, leaving out what its comments say."""
    return set(_NAME.findall(_STRING.sub("''", _COMMENT.sub("", file.text))))


def _read_files(paths: Iterable[Path], prefix: str) -> tuple[SqlFile, ...]:
    return tuple(
        SqlFile(name=f"{prefix}{path.stem}" if prefix else path.name, text=path.read_text(encoding="utf-8"))
        for path in sorted(paths)
    )


def _read_checksums(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """Return name and checksum of what was applied, nothing where the warehouse is empty."""
    exists = connection.execute(
        "select count(*) from duckdb_tables()"
        " where database_name = current_database() and schema_name = 'meta' and table_name = ?",
        [table],
    ).fetchone()
    if exists is None or exists[0] == 0:
        return {}
    rows = connection.execute(f"select name, checksum from meta.{table}").fetchall()
    return dict(rows)


def _check_applied(migrations: Sequence[SqlFile], applied: dict[str, str]) -> None:
    known = {file.name: file.checksum for file in migrations}
    gone = sorted(applied.keys() - known.keys())
    if gone:
        raise MigrationMismatch(f"the warehouse was made by a newer release: {', '.join(gone)} is not here")
    changed = sorted(name for name, checksum in applied.items() if known[name] != checksum)
    if changed:
        raise MigrationMismatch(f"{', '.join(changed)} was changed after it was applied to this warehouse")


def _apply(connection: duckdb.DuckDBPyConnection, migrations: Sequence[SqlFile]) -> None:
    for file in migrations:
        try:
            connection.execute(file.text)
        except duckdb.Error as error:
            raise WarehouseError(f"sql/migrations/{file.name}: {error}") from error
        connection.execute("insert into meta.migrations values (?, ?, now())", [file.name, file.checksum])


def _create_views(connection: duckdb.DuckDBPyConnection, views: Sequence[SqlFile]) -> None:
    stored = connection.execute("select name from meta.views").fetchall()
    for (name,) in stored:
        if not name.startswith(f"{MACROS}."):
            connection.execute(f"drop view if exists {name}")
    for statement in connection.execute(_DROP_MACROS, [MACROS]).fetchall():
        connection.execute(*statement)
    connection.execute("delete from meta.views")
    for view in views:
        try:
            connection.execute(view.text)
        except duckdb.Error as error:
            raise WarehouseError(f"{view.name}: {error}") from error
        connection.execute("insert into meta.views values (?, ?, now())", [view.name, view.checksum])
