"""What stands between quotation marks, of whatever kind, however mixed.

Marks are paired paragraph by paragraph. A quotation opened with “ may be closed with ", an apostrophe
closes nothing, and a quotation that goes on in the next paragraph, where its mark is repeated, is one
quotation in pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.facts.sentences import split_paragraphs
from tasks.model.records import Span

_MARK = re.compile(r"[\"“”„‟«»‹›「」『』‘’‚']")
_CLOSERS = {
    "“": '”"“',
    "„": '“”"‟',
    "‟": '”"',
    "«": "»",
    "»": "«",
    "‹": "›",
    "「": "」",
    "『": "』",
    "‘": "’'",
    "‚": "‘’",
    '"': '"”“',
    "'": "'’",
}
_SINGLE = frozenset("‘‚'’")
_BEFORE_OPENING = frozenset(" \t\u00a0\n([{—–-:/¡¿…،،，。：“\"«„‘'")
_STOPS = frozenset(".,!?…;:—–)。，！？।")


@dataclass(frozen=True, slots=True)
class Quoted:
    """One quotation. ``outer`` are its pieces with their marks, ``inner`` the words between the marks."""

    outer: tuple[Span, ...]
    inner: tuple[Span, ...]
    is_single: bool = False

    @property
    def start(self) -> int:
        """Where its first mark stands."""
        return self.outer[0].start

    @property
    def end(self) -> int:
        """Where its last mark ends."""
        return self.outer[-1].end


def find_quoted(body: str, paragraphs: Sequence[Span] | None = None) -> tuple[Quoted, ...]:
    """Return what is quoted in *body*.

    >>> text = 'He said: “It’s over," and left. ‘No clinic’s name,’ she said.'
    >>> [text[span.start:span.end] for quoted in find_quoted(text) for span in quoted.inner]
    ['It’s over,', 'No clinic’s name,']

    A mark repeated at the start of a paragraph goes on with the quotation that was left open:

    >>> text = '“One.\\n\\n“Two,” she said.'
    >>> [text[span.start:span.end] for span in find_quoted(text)[0].inner]
    ['One.', 'Two,']
    """
    paragraphs = split_paragraphs(body) if paragraphs is None else paragraphs
    found: list[Quoted] = []
    open_pieces: list[Span] = []
    for number, paragraph in enumerate(paragraphs):
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
        for span, is_closed in _pair(body, paragraph):
            first = open_pieces[0] if open_pieces else span
            goes_on = not is_closed and following is not None and _repeats(body, span, following)
            if not (is_closed or goes_on or open_pieces or _is_worth(body, span, paragraph)):
                continue
            open_pieces.append(span)
            if not goes_on:
                found.append(_quoted(body, open_pieces, body[first.start] in _SINGLE))
                open_pieces = []
    return tuple(found)


def _pair(body: str, paragraph: Span) -> Iterator[tuple[Span, bool]]:
    """Yield the quotations of one paragraph, and whether each was closed."""
    opened: int | None = None
    marks = list(_MARK.finditer(body, paragraph.start, paragraph.end))
    closable = _last_closable(body, marks)
    for match in marks:
        at, mark = match.start(), match.group()
        if opened is None:
            if _opens(body, at, mark):
                opened = at
            continue
        kind = body[opened]
        if _closes(body, at, mark, kind) and not _is_possessive(body, at, kind, closable):
            yield Span(opened, at + 1), True
            opened = None
        elif mark == "“" == kind and _opens(body, at, mark):
            opened = at
        elif kind in _SINGLE and mark in '“"«„' and at - opened > 400:
            opened = at  # a lone apostrophe was taken for a mark
    if opened is not None:
        yield Span(opened, paragraph.end), False


def _opens(body: str, at: int, mark: str) -> bool:
    if mark not in _CLOSERS:
        return False
    before = body[at - 1] if at else " "
    after = body[at + 1] if at + 1 < len(body) else " "
    if after.isspace() and mark not in "«»„":
        return False
    if mark in "「『«„“‟‹":
        return mark != "“" or not before.isalnum() or before > "\u2e80"
    if mark == "»":
        return after.isalpha() and not before.isalnum() and before not in _STOPS
    if mark in _SINGLE and after.isdigit():
        return False  # the ‘90s
    return before in _BEFORE_OPENING or before > "\u2e80"


def _closes(body: str, at: int, mark: str, kind: str) -> bool:
    if mark not in _CLOSERS[kind]:
        return False
    before = body[at - 1] if at else " "
    after = body[at + 1] if at + 1 < len(body) else " "
    if mark in _SINGLE:
        return not after.isalnum() and not before.isspace()
    if mark == "“" and kind != "„":
        return not before.isspace() and not after.isalnum()
    if mark == '"':
        return not before.isspace() or not after.isalnum()
    return True


def _last_closable(body: str, marks: Sequence[re.Match[str]]) -> int:
    """Return where the last single mark after a stop stands: until then an apostrophe may be one."""
    for match in reversed(marks):
        if match.group() in _SINGLE and match.start() and body[match.start() - 1] in _STOPS:
            return match.start()
    return -1


def _is_possessive(body: str, at: int, kind: str, closable: int) -> bool:
    """Is the single mark that follows an “s” the apostrophe of “miners’ lamps”?"""
    if kind not in _SINGLE or at >= closable:
        return False
    return body[at - 1] == "s" and body[at + 1 : at + 2] == " " and body[at + 2 : at + 3].islower()


def _repeats(body: str, span: Span, following: Span) -> bool:
    """Does the next paragraph open with the mark that this quotation opened with?"""
    first = body[following.start]
    kind = body[span.start]
    return first == kind or (kind in '“"' and first in '“"') or (kind == "«" and first in "«»")


def _is_worth(body: str, span: Span, paragraph: Span) -> bool:
    """May a quotation that was never closed be taken to go to the end of its paragraph?"""
    if body[span.start] in _SINGLE or span.end - span.start < 20:
        return False
    opens = span.start == paragraph.start or body[max(0, span.start - 2) : span.start].strip() in (":", ",")
    return opens and body[span.start] in "“„«「"


def _quoted(body: str, pieces: Sequence[Span], is_single: bool) -> Quoted:
    return Quoted(tuple(pieces), tuple(_inner(body, piece) for piece in pieces), is_single)


def _inner(body: str, piece: Span) -> Span:
    start, end = piece
    if body[start] in _CLOSERS:
        start += 1
    if end - 1 > start and body[end - 1] in "”\"“»«’'‘」』›‟":
        end -= 1
    while start < end and body[start].isspace():
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    return Span(start, end)
