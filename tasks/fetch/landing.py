"""The landing zone: what came over the network, appended to WARC files before anybody judges it.

``landing/2026/11/25/newsmill-<run>-00001.warc.gz``: a file belongs to the process that made it, holds
one gzip member a record, and is readable at any moment, since a request and its response are one write.
"""

from __future__ import annotations

import logging
import os
import re
import zlib
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from tasks.fetch.warc import pack_exchange, pack_info
from tasks.model.exchanges import Exchange, Landed

log = logging.getLogger(__name__)

SOFTWARE = "Newsmill"
ROTATE_BYTES = 500_000_000

_STEP = 1 << 20
_RUN_ID = re.compile(r"[\w.-]{1,100}")
_DAY = re.compile(r"([0-9]{4})/([0-9]{2})/([0-9]{2})")
_START = b"WARC/"


class LandingZone:
    """Where one run lands what it fetches. Close it, or use it as a context manager."""

    def __init__(self, folder: Path, *, run_id: str, rotate_bytes: int = ROTATE_BYTES) -> None:
        if not _RUN_ID.fullmatch(run_id):
            raise ValueError(f"{run_id!r} cannot be part of a file name")
        self._folder = folder
        self._run_id = run_id
        self._rotate_bytes = rotate_bytes
        self._number = 0
        self._day: date | None = None
        self._path: Path | None = None
        self._file: int | None = None
        self._size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def land(self, exchange: Exchange) -> Landed:
        """Append *exchange*, which has at least one hop, and return where its last response lies.

        Raise :class:`OSError` where the disk does not take it; what was landed before stays readable.
        """
        if not exchange.hops:
            raise ValueError(f"{exchange.url}: nothing was answered, so there is nothing to land")
        before, response = pack_exchange(exchange)
        path, file = self._ready(exchange.started_at)
        offset = self._size + len(before)
        self._append(file, before + response)
        return Landed(locator=f"{path}#offset={offset}", byte_count=len(response))

    def close(self) -> None:
        """Close the file; what is landed next goes to a new one."""
        if self._file is not None:
            os.fsync(self._file)
            os.close(self._file)
            self._file = None

    def _ready(self, at: datetime) -> tuple[Path, int]:
        """Return the file to write to: a new one each day, and where the last is full.

        What began before midnight and is done after it stays with what was landed last.
        """
        is_new_day = self._day is None or at.date() > self._day
        if self._file is None or self._path is None or is_new_day or self._size >= self._rotate_bytes:
            self.close()
            self._path, self._file = self._create(self._folder / f"{at:%Y/%m/%d}")
            self._day = at.date()
            self._size = 0
            name = self._path.name
            info = pack_info(at=at, software=SOFTWARE, file_name=name, run_id=self._run_id)
            try:
                self._append(self._file, info)
            except OSError:
                self.close()
                self._path.unlink()  # a file without its first record would be none
                raise
        return self._path, self._file

    def _create(self, folder: Path) -> tuple[Path, int]:
        """Make a file that did not exist, so that nobody else writes to it."""
        folder.mkdir(parents=True, exist_ok=True)
        while True:
            self._number += 1
            path = folder / f"newsmill-{self._run_id}-{self._number:05}.warc.gz"
            try:
                return path, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
            except FileExistsError:
                continue

    def _append(self, file: int, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(file, view) :]
        except OSError:
            os.ftruncate(file, self._size)
            raise
        self._size += len(data)


def repair(path: Path) -> int:
    """Cut what a killed process left half written at the end of *path*; return how many bytes that was.

    What stands before is not touched; a file of whole members stays as it is.
    """
    good = _whole_members(path)
    cut = path.stat().st_size - good
    if cut:
        os.truncate(path, good)
        log.warning("%s ended in the middle of a record: %s bytes cut", path, f"{cut:,}")
    return cut


def _whole_members(path: Path) -> int:
    """Return where the last whole member ends."""
    good = position = 0
    with path.open("rb") as stream:
        member = zlib.decompressobj(wbits=31)
        is_start = True
        while chunk := stream.read(_STEP):
            while chunk:
                try:
                    output = member.decompress(chunk, _STEP)
                except zlib.error:
                    return good
                if is_start and output:
                    if not output.startswith(_START[: len(output)]):
                        return good
                    is_start = False
                rest = member.unused_data if member.eof else member.unconsumed_tail
                position += len(chunk) - len(rest)
                chunk = rest
                if member.eof:
                    good, member, is_start = position, zlib.decompressobj(wbits=31), True
                elif not output and not rest:
                    break
    return good


def expire(folder: Path, *, before: datetime) -> list[Path]:
    """Delete the archives of the days before *before* and the folders left empty; return the archives.

    A day counts by its folder; other files, and what is not in the folder of a day, stay.
    """
    gone: list[Path] = []
    for day in sorted(folder.glob("[0-9][0-9][0-9][0-9]/[0-9][0-9]/[0-9][0-9]")):
        when = _day_of(day.relative_to(folder).as_posix())
        if when is None or when >= before.date() or not day.is_dir() or day.is_symlink():
            continue
        for path in sorted(day.glob("newsmill-*.warc.gz")):
            path.unlink()
            gone.append(path)
        for place in (day, day.parent, day.parent.parent):
            if any(place.iterdir()):
                break
            place.rmdir()
    if gone:
        log.info("%s archives from before %s deleted", f"{len(gone):,}", before.date())
    return gone


def _day_of(place: str) -> date | None:
    found = _DAY.fullmatch(place)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
