"""The folder a run has in the spool: its batches, its header, and a lock that says it lives.

``spool/RUN/`` holds ``run.lock`` (held by ``flock`` as long as the run's process lives), ``run.json``
and ``batch-000001.parquet`` and on. A folder whose lock is free belongs to a run that was killed, or
that ended while somebody else held the warehouse: the next run takes it over.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tasks.model.errors import ConfigError, WarehouseError

_LOCK, _HEADER, _BATCHES = "run.lock", "run.json", "batch-*.parquet"
_UNFINISHED = ".new-"  # a folder that is being made: nobody takes it over


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Which run a folder belongs to, and how it ended, if it came to that."""

    run_id: str
    flow: str
    started_at: datetime
    state: str = "running"
    ended_at: datetime | None = None
    message: str = ""
    seconds: Mapping[str, float] = field(default_factory=dict)
    spooled: Mapping[str, int] = field(default_factory=dict)  # documents by source that wait here


class RunFolder:
    """One run's folder, with its lock in our hands until :meth:`close`."""

    def __init__(self, path: Path, header: Header, lock: int) -> None:
        self.path = path
        self.header = header
        self._lock = lock
        self._is_kept = False

    @classmethod
    def create(cls, spool: Path, header: Header) -> RunFolder:
        """Make the folder of a new run; raises :class:`ConfigError` where that cannot be."""
        unfinished, path = spool / f"{_UNFINISHED}{header.run_id}", spool / header.run_id
        try:
            unfinished.mkdir(parents=True)
            lock = _take_lock(unfinished / _LOCK, os.O_CREAT | os.O_RDWR)
            _write_header(unfinished, header)
            unfinished.rename(path)
        except OSError as error:
            raise ConfigError(f"{path} cannot be made: {error.strerror or error}") from error
        return cls(path, header, lock)

    def batch_path(self, number: int) -> Path:
        """Return where the batch with *number* lies, or will."""
        return self.path / f"batch-{number:06d}.parquet"

    def batches(self) -> list[Path]:
        """Return the whole batches that wait here, in their order."""
        return sorted(self.path.glob(_BATCHES))

    def note_end(self, header: Header) -> None:
        """Write down how the run ended, for whoever can record it: the folder then stays."""
        self.header = header
        self.keep()
        try:
            _write_header(self.path, header)
        except OSError as error:
            raise WarehouseError(f"{self.path} cannot be written: {error.strerror or error}") from error

    def keep(self) -> None:
        """Keep the folder at :meth:`close`, even without batches: something is left to the next run."""
        self._is_kept = True

    def release(self) -> None:
        """Let the folder go at :meth:`close`: all that it held is in the warehouse."""
        self._is_kept = False

    def close(self) -> None:
        """Let the lock go, and the folder with it unless something waits in it."""
        if not self._is_kept and not self.batches():
            shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def take_over(spool: Path) -> Iterator[RunFolder]:
    """Yield the folders in *spool* that no living run holds, oldest first; close each when done."""
    for path in sorted(spool.glob("*")):
        if path.name.startswith(".") or not path.is_dir():
            continue
        try:
            lock = _take_lock(path / _LOCK, os.O_RDWR)
        except OSError:  # it lives, or another run was here first
            continue
        folder = RunFolder(path, _read_header(path), lock)
        folder.keep()
        yield folder


def clear_unfinished(spool: Path) -> int:
    """Remove the folders of runs that were killed as they were made; return how many that was."""
    count = 0
    for path in spool.glob(f"{_UNFINISHED}*"):
        try:
            lock = _take_lock(path / _LOCK, os.O_CREAT | os.O_RDWR)
        except OSError:  # it is being made just now, and has its name in a moment
            continue
        shutil.rmtree(path)
        os.close(lock)
        count += 1
    return count


def _take_lock(path: Path, flags: int) -> int:
    """Return the lock file at *path*, opened and locked; raises :class:`OSError` where it is held."""
    lock = os.open(path, flags | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(lock).st_ino != path.stat().st_ino:  # removed, and made anew, as we waited to open it
            raise BlockingIOError(f"{path} is another file by now")
    except OSError:
        os.close(lock)
        raise
    return lock


def _write_header(folder: Path, header: Header) -> None:
    text = json.dumps(asdict(header), default=lambda moment: moment.isoformat(), indent=1)
    part = folder / f"{_HEADER}.part"
    part.write_text(text + "\n", encoding="utf-8")
    part.replace(folder / _HEADER)


def _read_header(folder: Path) -> Header:
    """Return the header in *folder*; a power cut may have left none, and the name says enough."""
    try:
        said: dict[str, Any] = json.loads((folder / _HEADER).read_text(encoding="utf-8"))
        ended_at = said.pop("ended_at")
        started_at = datetime.fromisoformat(said.pop("started_at"))
        return Header(
            **said, started_at=started_at, ended_at=datetime.fromisoformat(ended_at) if ended_at else None
        )
    except (OSError, ValueError, KeyError, TypeError):
        made_at = datetime.fromtimestamp(folder.stat().st_mtime).astimezone()
        return Header(run_id=folder.name, flow="ingest", started_at=made_at)
