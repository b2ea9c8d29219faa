"""The published copy, kept open to read, and opened anew when another one was put in its place.

Nobody who asks can write, read files, load an extension or change a setting: DuckDB itself is locked.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from tasks.model.errors import WarehouseError

_Stamp = tuple[int, int, int]


class TooLong(WarehouseError):
    """A question that took longer than it may."""

    reason = "too_long"


class PublishedCopy:
    """The database at *path*, for questions of at most *seconds* each.

    A new copy replaces the file under the same name. DuckDB knows an open database by its name, so the old
    one has to be closed by all who read before the new one can be seen; they are bounded, and waited for.
    """

    def __init__(self, path: Path, *, seconds: float = 10.0, memory_limit: str = "512MB") -> None:
        self._path = path
        self._seconds = seconds
        self._memory_limit = memory_limit
        self._turn = threading.Condition()
        self._readers = 0
        self._is_renewing = False
        self._stamp: _Stamp | None = None
        self._database: duckdb.DuckDBPyConnection | None = None

    @contextmanager
    def asked(self, *, seconds: float | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
        """Lend a connection to the newest copy. What takes longer than *seconds* is stopped: `TooLong`."""
        limit = self._seconds if seconds is None else seconds
        cursor = self._enter()
        stop = threading.Timer(limit, cursor.interrupt)
        stop.daemon = True
        stop.start()
        try:
            yield cursor
        except duckdb.InterruptException as error:
            raise TooLong(f"the question took longer than {limit:g} seconds and was stopped") from error
        finally:
            stop.cancel()
            stop.join()  # else it might stop whoever gets this connection's place
            cursor.close()
            self._leave()

    def close(self) -> None:
        """Let go of the copy."""
        with self._turn:
            self._turn.wait_for(lambda: self._readers == 0)
            self._close()

    def _enter(self) -> duckdb.DuckDBPyConnection:
        with self._turn:
            self._turn.wait_for(lambda: not self._is_renewing)
            stamp = self._stamp_now()
            if self._database is None or (stamp is not None and stamp != self._stamp):
                self._renew(stamp)
            assert self._database is not None
            self._readers += 1
            return self._database.cursor()

    def _leave(self) -> None:
        with self._turn:
            self._readers -= 1
            self._turn.notify_all()

    def _renew(self, stamp: _Stamp | None) -> None:
        self._is_renewing = True
        try:
            self._turn.wait_for(lambda: self._readers == 0)
            self._close()
            self._database = self._open()
            self._stamp = stamp
        finally:
            self._is_renewing = False
            self._turn.notify_all()

    def _close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def _stamp_now(self) -> _Stamp | None:
        if not self._path.exists():
            return None
        status = self._path.stat()
        return status.st_ino, status.st_mtime_ns, status.st_size

    def _open(self) -> duckdb.DuckDBPyConnection:
        if not self._path.exists():
            raise WarehouseError("nothing is published yet: `newsmill ingest` writes what can be explored")
        try:
            database = duckdb.connect(
                str(self._path),
                read_only=True,
                config={
                    "enable_external_access": False,
                    "memory_limit": self._memory_limit,
                    "threads": 2,
                    "max_temp_directory_size": "0B",
                    "autoinstall_known_extensions": False,
                    "autoload_known_extensions": False,
                },
            )
            database.execute("set global timezone = 'UTC'")
            database.execute("set lock_configuration = true")
        except duckdb.Error as error:
            raise WarehouseError(f"the published copy cannot be opened: {error}") from error
        return database
