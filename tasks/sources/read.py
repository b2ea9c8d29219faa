"""A source to raw documents: every file of it read by what it is, one document after the other.

Nothing is skipped in silence. What cannot be read is yielded as a rejection with its reason, in its
place, and the rest goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from tasks.model.errors import DocumentRejected, EmptyDocument, MissingPath, UnreadableFile
from tasks.model.records import MediaType, Source
from tasks.sources.archives import read_archive
from tasks.sources.detect import Format, detect
from tasks.sources.feeds import read_feed
from tasks.sources.fields import FieldMap
from tasks.sources.files import error_text, walk
from tasks.sources.inputs import Input, Outcomes
from tasks.sources.json_documents import read_json_document
from tasks.sources.json_lines import read_json_lines
from tasks.sources.origin import Origin
from tasks.sources.parquet import read_parquet
from tasks.sources.plain import read_text
from tasks.sources.streams import SAMPLE_BYTES, ByteStream
from tasks.sources.tables import read_table

_log = logging.getLogger(__name__)


def read_source(source: Source) -> Outcomes:
    """Yield every document of *source*, and a rejection for everything that is none.

    The target is a file, a folder or a glob. Memory does not grow with its size. Raise
    :class:`ConfigError` where ``source.fields`` names a field that does not exist.
    """
    fields = FieldMap(source.fields)
    for found in walk(source):
        if isinstance(found, Path):
            yield from _read_file(source, found, fields)
        else:
            yield found


def _read_file(source: Source, path: Path, fields: FieldMap) -> Outcomes:
    origin = Origin.at(source, path)
    try:
        file = _look_at(origin, path, fields)
        _log.debug("%s: %s", path, file.found.format)
        is_bare = file.found.format is not Format.ARCHIVE  # one of nothing but pictures is no fault
        for outcome in _READERS[file.found.format](file):
            is_bare = False
            yield outcome
        if is_bare:
            raise EmptyDocument(f"{file.found.format} without a single article")
    except DocumentRejected as error:
        yield origin.reject(error)
    except FileNotFoundError:  # gone since the folder was listed
        yield origin.reject(MissingPath("nothing is there"))
    except OSError as error:
        yield origin.reject(UnreadableFile(error_text(error)))


def _look_at(origin: Origin, path: Path, fields: FieldMap) -> Input:
    """Return the file with what its first bytes say it is."""
    with ByteStream(path) as stream:
        sample = stream.reader.read(SAMPLE_BYTES)
        is_whole = len(sample) < SAMPLE_BYTES and stream.problem is None
        if not sample:
            raise stream.problem or EmptyDocument("an empty file")
    found = detect(sample, path.name, fields)
    return Input(origin=origin, path=path, fields=fields, found=found, sample=sample, is_whole=is_whole)


def _read_page(file: Input) -> Outcomes:
    """Yield a page that was saved to disk."""
    yield file.origin.document(MediaType.HTML, file.read_whole())


_READERS: dict[Format, Callable[[Input], Outcomes]] = {
    Format.TEXT: read_text,
    Format.PAGE: _read_page,
    Format.FEED: read_feed,
    Format.JSON_FEED: read_feed,
    Format.JSON_LINES: read_json_lines,
    Format.JSON_DOCUMENT: read_json_document,
    Format.TABLE: read_table,
    Format.PARQUET: read_parquet,
    Format.ARCHIVE: read_archive,
}
