"""A walk over JSON of any size, element by element, of which only one is held."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from tasks.model.errors import TruncatedDocument

_CHUNK = 1 << 16
_KEPT_BEHIND = 1 << 20
_SEARCHED_FOR_LIST = 1 << 20  # how far into an object its list may begin

_BETWEEN = re.compile(rb"[\s,]*")
_REST_OF_SCALAR = re.compile(rb'[^\s,\[\]{}"]*')
_BRACKET_OR_QUOTE = re.compile(rb'["\[\]{}]')
_REST_OF_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_OPENING, _CLOSING, _QUOTE = b"[{", b"]}", b'"'


class JsonWalk:
    """Walks over a stream of JSON. It knows brackets and strings; what is between them others judge.

    >>> walk = JsonWalk(io.BufferedReader(io.BytesIO(b'[{"a": "]"}, 2, {]} ]')), limit=100)
    >>> walk.enter_list(re.compile(rb"\\["))
    True
    >>> list(walk.elements())
    [b'{"a": "]"}', b'2', b'{]']
    """

    def __init__(self, reader: io.BufferedReader, limit: int, *, head: bytes = b"") -> None:
        """Walk over *head*, which was read already, and the rest of *reader*."""
        self._reader = reader
        self._limit = limit
        self._buffer = head
        self._start = 0  # of the element that is being walked over
        self._position = 0
        self._is_oversized = False

    def enter_list(self, opening: re.Pattern[bytes]) -> bool:
        """Go behind the first match of *opening*, the start of a list; say whether there was one."""
        while len(self._buffer) < _SEARCHED_FOR_LIST and self._fill():
            pass
        found = opening.search(self._buffer)
        if found is not None:
            self._position = found.end()
        return found is not None

    def elements(self) -> Iterator[bytes | None]:
        """Yield the elements up to the bracket that closes the list; ``None`` for one above the limit.

        Raise :class:`TruncatedDocument` where the stream ends before the list.
        """
        while self._find_next():
            if self._byte() in _CLOSING:
                self._position += 1
                return
            yield self._element()
        raise TruncatedDocument("the list is not closed")

    def values(self) -> Iterator[bytes | None]:
        """Yield the values up to the end of the stream; ``None`` for one above the limit."""
        while self._find_next():
            if self._byte() in _CLOSING:
                self._position += 1  # it closes nothing
            else:
                yield self._element()

    def _byte(self) -> bytes:
        return self._buffer[self._position : self._position + 1]

    def _fill(self) -> bool:
        """Read on, letting go of what nobody needs; say whether there was more."""
        if self._is_oversized or self._position - self._start > self._limit:
            self._is_oversized = True
            self._start = self._position
        if self._start > _KEPT_BEHIND or self._is_oversized:
            self._buffer = self._buffer[self._start :]
            self._position, self._start = self._position - self._start, 0
        chunk = self._reader.read(max(_CHUNK, len(self._buffer) - self._start))
        self._buffer += chunk
        return bool(chunk)

    def _find_next(self) -> bool:
        """Go to the next element or bracket; say whether there is one."""
        while True:
            found = _BETWEEN.match(self._buffer, self._position)
            self._position = found.end() if found else self._position
            self._start, self._is_oversized = self._position, False
            if self._position < len(self._buffer):
                return True
            if not self._fill():
                return False

    def _element(self) -> bytes | None:
        """Return the element that starts here, and go behind it."""
        if self._byte() in b'[{"':
            self._skip_nested()
        else:
            self._skip_to_end_of(_REST_OF_SCALAR)
        if self._is_oversized or self._position - self._start > self._limit:
            return None
        return self._buffer[self._start : self._position]

    def _skip_nested(self) -> None:
        """Go behind an object, a list or a string."""
        depth = 0
        while True:
            found = _BRACKET_OR_QUOTE.search(self._buffer, self._position)
            if found is None:
                self._position = len(self._buffer)
                self._fill_or_raise()
                continue
            self._position = found.end()
            if found.group() == _QUOTE:
                self._skip_string()
            else:
                depth += 1 if found.group() in _OPENING else -1
            if depth <= 0:
                return

    def _skip_string(self) -> None:
        """Go behind the quote that closes the string that was just opened."""
        while True:
            found = _REST_OF_STRING.match(self._buffer, self._position)
            self._position = found.end() if found else self._position
            if self._byte() == _QUOTE:
                self._position += 1
                return
            self._fill_or_raise()  # also after a backslash at the end of the buffer

    def _skip_to_end_of(self, pattern: re.Pattern[bytes]) -> None:
        while True:
            found = pattern.match(self._buffer, self._position)
            self._position = found.end() if found else self._position
            if self._position < len(self._buffer) or not self._fill():
                return

    def _fill_or_raise(self) -> None:
        if not self._fill():
            raise TruncatedDocument("cut inside an element")
