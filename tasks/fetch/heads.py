"""The heads of HTTP/1 answers, made legal: one odd line in them would else cost the whole answer.

Servers send names with a space before the colon (which the standard has readers of answers remove), lines
without a colon, and zero bytes. Browsers read on, so nobody at such a site notices.
"""

from __future__ import annotations

import re

_END = re.compile(rb"\n\r?\n")
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}")
_INTERIM = re.compile(rb"HTTP/1\.[0-9] 1(?!01)[0-9]{2}\b")
_UNPRINTABLE = re.compile(rb"[\x00\x0b\x0c\r]")
_LONGEST = 1 << 16  # what is longer is not held any more, and fails where it is read


def clean_head(head: bytes) -> bytes:
    r"""Return *head* with what is no header left out, and with the first line and blank ones as they are.

    >>> clean_head(b"HTTP/1.1 200 OK\r\nServer : x\r\nOops\r\nDate: y\r\n\r\n")
    b'HTTP/1.1 200 OK\r\nServer: x\r\nDate: y\r\n\r\n'
    """
    first, *lines = head.split(b"\n")
    kept = [first]
    is_header = False
    for line in lines:
        text, end = (line[:-1], b"\r") if line.endswith(b"\r") else (line, b"")
        if text and text[:1] not in (b" ", b"\t"):  # those continue the header before, where there is one
            name, colon, value = text.partition(b":")
            name = name.rstrip(b" \t")
            is_header = bool(colon) and _NAME.fullmatch(name) is not None
            text = name + colon + value
        if is_header or not text:
            kept.append(_UNPRINTABLE.sub(b" ", text) + end)
    return b"\n".join(kept)


class HeadCleaner:
    """Passes on what comes over a connection, with each answer's head made legal."""

    def __init__(self) -> None:
        self._held: bytes | None = None  # what has come of a head; ``None`` in a body

    def begin(self) -> None:
        """Expect the head of an answer next."""
        self._held = b""

    def feed(self, data: bytes) -> bytes:
        """Take what came, nothing at the end, and return what may be passed on."""
        if self._held is None:
            return data
        searched = max(len(self._held) - 2, 0)
        held, self._held = self._held + data, None
        passed = b""
        while True:
            end = _END.search(held, searched)
            if end is None:
                if data and len(held) < _LONGEST:
                    self._held = held
                    return passed
                return passed + held
            head, held, searched = held[: end.end()], held[end.end() :], 0
            passed += clean_head(head)
            if not _INTERIM.match(head):
                return passed + held
