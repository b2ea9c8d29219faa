"""Refresh the copy that readers open.

What is copied is the file and not the tables: it costs what the disk costs, next to nothing where the file
system clones, and no memory. A process of its own copies, because a process that closes a file lets go of
all locks it has on it, DuckDB's included.
"""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from tasks.model.errors import WarehouseError
from tasks.warehouse.connect import open_warehouse

_LOCK = ".publish.lock"
_PART = ".part"
_NO_SPACE = "No space left"

log = logging.getLogger(__name__)


def publish(
    warehouse: Path,
    published: Path,
    *,
    min_interval_seconds: float = 0.0,
    now: datetime | None = None,
    wait_seconds: float = 30.0,
) -> bool:
    """Replace *published* by a copy of *warehouse* as it is now; return whether that was done.

    It is not where the copy that is there is younger than *min_interval_seconds* at *now*, or where
    nothing was written since. The old copy stays until the new one is whole: readers open one or the other,
    and those who have the old one open keep it. Raises `WarehouseBusy` where the warehouse stays locked
    for *wait_seconds*, and `WarehouseError` where the disk takes no copy.
    """
    if not warehouse.is_file():
        raise WarehouseError(f"{warehouse}: there is no warehouse to publish yet")
    if now is not None and _is_young(published, now, min_interval_seconds):
        return False
    try:
        published.parent.mkdir(parents=True, exist_ok=True)
        with _only_publisher(published):
            if _is_current(warehouse, published):
                return False
            started = time.monotonic()
            with open_warehouse(warehouse, wait_seconds=wait_seconds) as connection:
                connection.execute("checkpoint")  # all is in the file then, and nothing in its log
                _copy(warehouse, published, now)
    except OSError as error:
        raise WarehouseError(f"{published} cannot be written: {error.strerror or error}") from error
    log.info("%s published in %.2f s", published, time.monotonic() - started)
    return True


def _is_young(published: Path, now: datetime, min_interval_seconds: float) -> bool:
    """Is the copy younger than that? One from the future is not: the clock was set back."""
    if not published.exists():
        return False
    age = now.timestamp() - published.stat().st_mtime
    return 0 <= age < min_interval_seconds


def _is_current(warehouse: Path, published: Path) -> bool:
    """Was nothing written to the warehouse since the copy was put in its place?"""
    if not published.exists() or warehouse.with_name(f"{warehouse.name}.wal").exists():
        return False
    return warehouse.stat().st_mtime_ns < published.stat().st_ctime_ns


@contextmanager
def _only_publisher(published: Path) -> Iterator[None]:
    """Hold off other publishers of *published*, and clear away what one that was killed left."""
    with (published.parent / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for leftover in published.parent.glob(f"{published.name}.*{_PART}"):
            leftover.unlink(missing_ok=True)
        yield


def _copy(warehouse: Path, published: Path, now: datetime | None) -> None:
    # Named anew each time: the copier of a publisher that was killed may write on for a while.
    part = published.with_name(f"{published.name}.{secrets.token_hex(4)}{_PART}")
    try:
        copier = subprocess.run(
            ["cp", "--", str(warehouse), str(part)],
            env={**os.environ, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if copier.returncode != 0:
            raise WarehouseError(
                f"{published} cannot be written, and stays as it is: {_complaint(copier.stderr)}"
            )
        with part.open("rb") as copied:
            os.fsync(copied.fileno())
        if now is not None:
            os.utime(part, (now.timestamp(), now.timestamp()))
        part.replace(published)
    finally:
        part.unlink(missing_ok=True)


def _complaint(said: str) -> str:
    """Return what the copier complained of.

    >>> _complaint("cp: error writing '/srv/news.duckdb.part': No space left on device")
    'no space is left on the disk'
    """
    return "no space is left on the disk" if _NO_SPACE in said else said.strip()
