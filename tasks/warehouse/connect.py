"""Open the warehouse to write, opened late and closed early, or a published copy to read.

DuckDB lets one process write, and then no other may even read. Who comes second is refused at once, so
the waiting is done here: with growing, jittered pauses, and for a bounded time.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from tasks.model.errors import WarehouseBusy, WarehouseDamaged, WarehouseError
from tasks.warehouse.migrate import migrate

# The newest format that DuckDB 1.5 opens too, so that older shells and tools read the file.
STORAGE_VERSION = "v1.5.0"

_FIRST_PAUSE = 0.02  # seconds
_LONGEST_PAUSE = 1.0
_LOCKED = re.compile(
    r"could not set lock|conflicting lock|already attached|file handle conflict", re.IGNORECASE
)
_HOLDER = re.compile(r"lock is held in (?P<program>[^\n]{1,300}?) \(PID (?P<pid>\d{1,10})\)")
_DAMAGED = re.compile(
    r"not a valid duckdb database|checksum|corrupt|could not read|serializ|version number", re.IGNORECASE
)


@contextmanager
def open_warehouse(
    path: Path, *, wait_seconds: float = 30.0, memory_limit: str = "512MB", threads: int = 2
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse at *path* to write, made and brought up to date as needed; close it at the end.

    Waits up to *wait_seconds* while another process holds the file, then raises `WarehouseBusy`, which
    names that process. Raises `WarehouseDamaged` where the file is none that DuckDB opens, and
    `MigrationMismatch` where it belongs to another release.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as home, open_warehouse(Path(home, "w.duckdb")) as connection:
    ...     connection.execute("select count(*) from core.articles").fetchone()
    (0,)
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = wait_for_lock(
        lambda: _attach(path, memory_limit=memory_limit, threads=threads), path, wait_seconds=wait_seconds
    )
    try:
        migrate(connection)
        yield connection
    finally:
        connection.close()


@contextmanager
def open_reader(
    path: Path, *, wait_seconds: float = 5.0, memory_limit: str = "1GB", threads: int = 2
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the database at *path* to read; close it at the end.

    Meant for the published copy, which nobody writes to. Raises `WarehouseError` where nothing is at
    *path*, `WarehouseBusy` where somebody has opened it to write, `WarehouseDamaged` where it is no DuckDB.
    """
    if not path.is_file():
        raise WarehouseError(f"{path}: nothing is there to read")
    connection = wait_for_lock(
        lambda: _open_to_read(path, memory_limit=memory_limit, threads=threads),
        path,
        wait_seconds=wait_seconds,
    )
    try:
        yield connection
    finally:
        connection.close()


def wait_for_lock(
    attempt: Callable[[], duckdb.DuckDBPyConnection], path: Path, *, wait_seconds: float
) -> duckdb.DuckDBPyConnection:
    """Return what *attempt* opens, trying again while the file at *path* is locked."""
    deadline = time.monotonic() + wait_seconds
    pause = _FIRST_PAUSE
    while True:
        try:
            return attempt()
        except duckdb.Error as error:
            if not _LOCKED.search(str(error)):
                raise _opening_error(path, error) from error
            left = deadline - time.monotonic()
            if left <= 0:
                raise WarehouseBusy(f"{path} is {_describe_holder(str(error))}") from error
        time.sleep(min(left, pause * random.uniform(0.5, 1.0)))
        pause = min(_LONGEST_PAUSE, pause * 2)


def _attach(path: Path, *, memory_limit: str, threads: int) -> duckdb.DuckDBPyConnection:
    """Open *path* under the name ``warehouse``, whatever the file is called.

    Attached and not connected to, because only ``attach`` takes the version of a new file.
    """
    connection = duckdb.connect(":memory:", config=_config(path, memory_limit, threads))
    try:
        connection.execute(f"attach {quoted(path)} as warehouse (storage_version '{STORAGE_VERSION}')")
        connection.execute("use warehouse")
        connection.execute("set timezone = 'UTC'")
    except BaseException:
        connection.close()
        raise
    return connection


def _open_to_read(path: Path, *, memory_limit: str, threads: int) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(path), read_only=True, config=_config(path, memory_limit, threads))
    connection.execute("set timezone = 'UTC'")
    return connection


def _config(path: Path, memory_limit: str, threads: int) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "memory_limit": memory_limit,
        "threads": threads,
        "temp_directory": f"{path}.tmp",  # else an in-memory database spills into the working directory
        "autoinstall_known_extensions": False,  # the network is never asked
    }


def quoted(path: Path) -> str:
    """Return *path* as a string literal of SQL.

    >>> quoted(Path("o'clock.duckdb"))
    "'o''clock.duckdb'"
    """
    return "'" + str(path).replace("'", "''") + "'"


def _describe_holder(message: str) -> str:
    """Say who holds the file, as far as DuckDB's *message* does.

    >>> _describe_holder("Conflicting lock is held in /usr/bin/duckdb (PID 4711). See also …")
    'held by process 4711 (duckdb)'
    """
    holder = _HOLDER.search(message)
    if holder is None:
        return "in use in this process" if "attached" in message else "held by another process"
    return f"held by process {holder['pid']} ({Path(holder['program']).name})"


def _opening_error(path: Path, error: duckdb.Error) -> WarehouseError:
    reason = str(error).splitlines()[0]
    if _DAMAGED.search(str(error)):
        return WarehouseDamaged(f"{path} is no warehouse that can be opened: {reason}")
    return WarehouseError(f"{path} cannot be opened: {reason}")
