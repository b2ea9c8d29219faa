"""Where brackets open and close in a text, one inside another as they come.

A bracket that a word wears, as in “FEV(1)” or “poly(dT)”, belongs to that word; one that stands free
is an aside of the sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

_BRACKET = re.compile(r"[()\[\]\n]")
_CLOSERS = {")": "(", "]": "["}
_MAX_OPEN = 4  # asides within asides; what opens deeper is a slip or hostile


class Bracketed(NamedTuple):
    """A pair of brackets: where each stands, and whether a word wears it."""

    start: int
    end: int
    worn: bool


def find_bracketed(text: str) -> tuple[Bracketed, ...]:
    """Return the pairs of brackets in *text*, in the order they open. No pair goes over a line's end.

    >>> text = "the rate (k(a)) of it [sic]"
    >>> [(text[b.start:b.end], b.worn) for b in find_bracketed(text)]
    [('(k(a))', False), ('(a)', True), ('[sic]', False)]
    """
    found: list[Bracketed] = []
    opened: list[int] = []
    for match in _BRACKET.finditer(text):
        mark, at = match.group(), match.start()
        if mark == "\n":
            opened.clear()
        elif mark not in _CLOSERS:
            opened.append(at)
            del opened[:-_MAX_OPEN]
        elif opened and text[opened[-1]] == _CLOSERS[mark]:
            start = opened.pop()
            found.append(Bracketed(start, at + 1, _is_worn(text, start, at + 1)))
    return tuple(sorted(found))


def _is_worn(text: str, start: int, end: int) -> bool:
    if text[end : end + 1].isalnum():
        return True
    before, after = text[start - 1 : start], text[end : end + 1]
    return (before.isalnum() or before in ("-", ")", "]")) and (end - start <= 4 or "-" in (before, after))


class Borders:
    """The places that no expansion goes over: brackets that stand free, and ends of sentences."""

    _STOP = re.compile(r"(?<![\s(][A-Z])[.!?;:]\s|\n")

    def __init__(self, text: str, bracketed: Sequence[Bracketed]) -> None:
        self._text = text
        free = (pair for pair in bracketed if not pair.worn)
        self._edges = sorted(edge for pair in free for edge in (pair.start + 1, pair.end))

    def last_before(self, end: int, start: int) -> int:
        """Return the last border from *start* up to *end*, or *start*."""
        index = bisect_left(self._edges, end + 1) - 1
        if index >= 0:
            start = max(start, self._edges[index])
        for stop in self._STOP.finditer(self._text, start, end):
            start = stop.end()
        return start
