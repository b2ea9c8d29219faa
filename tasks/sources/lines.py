"""Lines of a stream, of which none is held that is longer than it may be."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import NamedTuple

_SKIP = 1 << 20
_HEAD = 1_200


class Line(NamedTuple):
    """A line with its number, from 1. One that was too long has no content, but a ``head``."""

    number: int
    content: bytes | None
    is_ended: bool  # by a line end, and not by the end of the stream
    head: bytes = b""


def read_lines(reader: io.BufferedReader, limit: int) -> Iterator[Line]:
    """Yield the lines of *reader* with their line ends; those longer than *limit* bytes without content.

    >>> [line.content for line in read_lines(io.BufferedReader(io.BytesIO(b"one\\nfar too long\\ntwo")), 5)]
    [b'one\\n', None, b'two']
    """
    number = 0
    while content := reader.readline(limit + 1):
        number += 1
        is_ended = content.endswith(b"\n")
        if is_ended or len(content) <= limit:
            yield Line(number, content, is_ended)
            continue
        head = content[:_HEAD]
        while not is_ended and (content := reader.readline(_SKIP)):
            is_ended = content.endswith(b"\n")
        yield Line(number, None, is_ended, head)
