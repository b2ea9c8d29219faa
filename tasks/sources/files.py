"""Which files a source means, and what comes in through standard input."""

from __future__ import annotations

import glob
import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from tasks.model.errors import DocumentRejected, MissingPath, UnreadableFile
from tasks.model.records import Rejection, Source
from tasks.sources.origin import Origin

_MAGIC = re.compile(r"[*?\[]")
#: What speaks of a folder and its programs is no news; it is read when it is named itself.
_ABOUT_THE_FOLDER = re.compile(
    r"(?:readme|license|licence|copying|changelog|notice)(?:\.\w{1,8})?|.{1,200}\.(?:toml|ya?ml|ini|cfg|lock)",
    re.IGNORECASE,
)
_CHUNK = 1 << 20

Scan = Callable[[Path], AbstractContextManager[Iterator[os.DirEntry[str]]]]
_Folders = frozenset[tuple[int, int]]  # device and inode of each


def walk(source: Source, *, scandir: Scan = os.scandir) -> Iterator[Path | Rejection]:
    """Yield the files that ``source.target`` means, in the order of their names.

    A target is a file, a folder with all below it, or a glob (``**`` for any depth). Hidden files, and
    those that speak of the folder (``README.md``, ``sources.toml``), are left out unless they are
    named; a folder that links back to one above it is not entered twice, and
    what cannot be listed is yielded as a rejection. Paths are absolute.
    """
    target = Path(source.target)
    if target.parts[:1] == ("~",):  # a shell has done that, sources.toml has not
        target = target.expanduser()
    target = target.absolute()
    if _MAGIC.search(source.target) and not _is_there(target):
        yield from _walk_glob(source, str(target), scandir)
    else:
        yield from _walk_path(source, target, scandir)


def _is_there(path: Path) -> bool:
    try:
        path.lstat()
    except (OSError, ValueError):
        return False
    return True


def _walk_glob(source: Source, pattern: str, scandir: Scan) -> Iterator[Path | Rejection]:
    found = False
    goes_deep = "**" in pattern
    for name in sorted(glob.iglob(pattern, recursive=True)):  # noqa: PTH207 - Path.glob finds hidden files
        path = Path(name)
        if goes_deep and path.is_dir():
            continue  # its files were found by themselves
        found = True
        yield from _walk_path(source, path, scandir)
    if not found:
        yield _reject(source, Path(pattern), MissingPath("nothing matches"))


def _walk_path(source: Source, path: Path, scandir: Scan) -> Iterator[Path | Rejection]:
    """Yield *path* if it is a file, else the files below it."""
    waiting: list[tuple[Path, _Folders]] = [(path, frozenset())]
    while waiting:
        path, above = waiting.pop()
        try:
            status = path.stat()
            if stat.S_ISREG(status.st_mode):
                yield path
            elif stat.S_ISDIR(status.st_mode):
                folder = (status.st_dev, status.st_ino)
                if folder not in above:
                    below = [(child, above | {folder}) for child in _list_folder(path, scandir)]
                    waiting.extend(reversed(below))
            else:  # opening a pipe would wait for ever
                yield _reject(source, path, UnreadableFile("a pipe or device: give it as standard input, -"))
        except FileNotFoundError:
            said = "a link to nothing" if path.is_symlink() else "nothing is there"
            yield _reject(source, path, MissingPath(said))
        except (OSError, ValueError) as error:  # no right to look, links in a circle, a NUL in the name
            yield _reject(source, path, UnreadableFile(error_text(error)))


def _list_folder(folder: Path, scandir: Scan) -> list[Path]:
    with scandir(folder) as entries:
        names = sorted(entry.name for entry in entries)
    return [
        folder / name for name in names if not name.startswith(".") and not _ABOUT_THE_FOLDER.fullmatch(name)
    ]


def _reject(source: Source, path: Path, error: DocumentRejected) -> Rejection:
    return Origin.at(source, path).reject(error)


def error_text(error: OSError | ValueError) -> str:
    """Return what the system said, without the path, which the locator has."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def land_stream(stream: BinaryIO, folder: Path, *, now: datetime) -> Path:
    """Copy *stream* to a file below *folder*, and return its path: how standard input becomes a source.

    The file is named after the day of *now* and its content (``2026/11/25/stdin-1f0c…``): the same
    bytes landed twice on a day are one file. It is whole and on the disk when this returns.
    """
    day = folder / f"{now:%Y/%m/%d}"
    day.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    descriptor, name = tempfile.mkstemp(prefix=".stdin-", suffix=".part", dir=day)
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        landed = day / f"stdin-{digest.hexdigest()[:16]}"
        part.replace(landed)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(day)
    return landed


def _sync_folder(folder: Path) -> None:
    """Put the names in *folder* on the disk, as the content of its files already is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
