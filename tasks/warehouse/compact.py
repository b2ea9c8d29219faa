"""Write the warehouse anew where much of its file is holes: DuckDB reuses them, and never gives them back.

The file that is read stays open, and so locked, until the new one has its name. Whoever waits for the lock
then opens the new one.
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import time
from pathlib import Path

import duckdb

from tasks.model.errors import WarehouseError
from tasks.warehouse.connect import STORAGE_VERSION, open_warehouse, quoted, wait_for_lock

_PART = ".part"
_LEAST_BYTES = 50_000_000  # a file below that may be as full of holes as it likes
_SETTLE = 1.0  # seconds in which whoever opened the old file as it was replaced is refused its lock

_HOLES = (
    "select free_blocks / greatest(total_blocks, 1) from pragma_database_size() where database_name = $name"
)
_COUNTS = """\
select schema_name || '.' || table_name, estimated_size
from duckdb_tables()
where database_name = $name
order by all
"""

log = logging.getLogger(__name__)


def compact(
    path: Path, *, least_share: float = 0.3, least_bytes: int = _LEAST_BYTES, wait_seconds: float = 30.0
) -> int:
    """Write the warehouse at *path* anew where that share of it is holes; return the bytes that saves.

    Raises `WarehouseBusy` where somebody holds it, and `WarehouseError` where the disk takes no second
    file: it then stays as it is.
    """
    for leftover in path.parent.glob(f"{path.name}.*{_PART}"):
        leftover.unlink(missing_ok=True)  # of one that was killed
    with open_warehouse(path, wait_seconds=wait_seconds) as connection:
        connection.execute("checkpoint")
        share = connection.execute(_HOLES, {"name": "warehouse"}).fetchall()[0][0]
    before = path.stat().st_size
    if share < least_share or before < least_bytes:
        return 0
    if shutil.disk_usage(path.parent).free < before:
        raise WarehouseError(f"{path}: no room for a second file of its size, so its holes stay")
    old = wait_for_lock(lambda: _open_beside(path), path, wait_seconds=wait_seconds)
    try:
        if path.with_name(f"{path.name}.wal").exists():  # written to since: the next time will do
            return 0
        part = path.with_name(f"{path.name}.{secrets.token_hex(4)}{_PART}")
        try:
            _copy(old, part)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        time.sleep(_SETTLE)
    finally:
        old.close()
    saved = before - path.stat().st_size
    log.info("%s is %s bytes smaller", path, f"{saved:,}")
    return saved


def _open_beside(path: Path) -> duckdb.DuckDBPyConnection:
    """Open *path* to read, in a connection that can write elsewhere: nobody can write to it then."""
    connection = duckdb.connect(":memory:", config={"memory_limit": "1GB", "threads": 2})
    try:
        connection.execute(f"attach {quoted(path)} as old (read_only)")
    except BaseException:
        connection.close()
        raise
    return connection


def _copy(connection: duckdb.DuckDBPyConnection, part: Path) -> None:
    """Copy the old warehouse into *part*, and make sure that all of it is there."""
    try:
        connection.execute(f"set temp_directory = {quoted(part.with_suffix('.tmp'))}")
        connection.execute(f"attach {quoted(part)} as warehouse (storage_version '{STORAGE_VERSION}')")
        connection.execute("use warehouse")  # views name no database, and mean the one they stand in
        connection.execute("copy from database old to warehouse")
        counts = [connection.execute(_COUNTS, {"name": name}).fetchall() for name in ("old", "warehouse")]
        connection.execute("use memory")
        connection.execute("detach warehouse")
    except duckdb.Error as error:
        raise WarehouseError(f"{part.name} cannot be written: {str(error).splitlines()[0]}") from error
    if counts[0] != counts[1]:
        raise WarehouseError(f"{part.name} does not hold what it was copied from, and is thrown away")
    with part.open("rb") as copied:
        os.fsync(copied.fileno())
