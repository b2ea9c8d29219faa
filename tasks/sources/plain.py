"""Plain text: one article a file, or several one after the other.

A new article begins at a line that opens with a date and a headline up to a colon
(`` date 2024-03-05 Night trains: …``, and without the word ``date`` in a file whose first line is of
that form), after a form feed, and after a line of dashes, asterisks or equals signs that a headline
follows. The same words inside a sentence, a section break between paragraphs and an underlined heading
begin nothing.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tasks.charset import decode
from tasks.model.errors import DocumentRejected, EmptyDocument, OversizedDocument
from tasks.model.records import Charset, MediaType
from tasks.sources.inputs import Input, Outcome, Outcomes
from tasks.sources.lines import read_lines
from tasks.sources.streams import ByteStream, as_utf8

_CLOCK = r"[T\ ] \d{1,2}:\d{2} [\d:.]{0,12} \s? (?: Z | UTC | GMT | [+-]\d\d:?\d\d )?"
_WORD = r"[^\W\d_]{3,12}"  # a month, a day of the week
_NTH = r"(?: st | nd | rd | th | \. )?"
_DAY = rf"""(?:
      \d{{4}} [-/.] \d{{1,2}} [-/.] \d{{1,2}} (?: {_CLOCK} )?
    | \d{{1,2}} [-/.] \d{{1,2}} [-/.] \d{{4}}
    | (?: {_WORD} ,? \s )? \d{{1,2}} {_NTH} \s (?: de \s )? {_WORD} [.,]? \s (?: de \s )? \d{{4}}
    | (?: {_WORD} ,? \s )? {_WORD} \.? \s \d{{1,2}} {_NTH} ,? \s \d{{4}}
    | \d{{4}} 年 \s? \d{{1,2}} 月 \s? \d{{1,2}} 日
)"""
_PREFIX = re.compile(
    rf"""
    \s{{0,8}} (?P<word> date \s{{1,4}} )? {_DAY} [,:]? \s{{1,4}}
    (?P<headline> [^\s:：] [^:：]{{0,300}} ) (?P<colon> [:：] (?: \s | $ ) )?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LETTER = re.compile(r"[^\W\d_]")
_SEPARATOR = re.compile(rb"\s{0,8}(?:-{3,}|\*{3,}|={3,}|_{3,}|(?:\*[ \t]){2,9}\*)\s*")
_UNDERLINE = re.compile(rb"\s{0,3}(?:-{3,}|={3,})\s*")
_FRONT_MATTER = re.compile(rb"[\w-]{1,40}:(?:\s|$)|\s+\S|#")
_HEAD_BYTES = 1_200  # of a line: enough for a prefix in any script
_HEADLINE_CHARACTERS = 200
_MAX_HELD = 1_000  # blank lines after a separator
_SENTENCE_END = re.compile(r"[.!?…。।؟;,][\"'”’»)]?$")


@dataclass(slots=True)
class _Piece:
    """The lines of one article, or of what may become one."""

    lines: list[bytes] = field(default_factory=list)
    size: int = 0
    has_text: bool = False
    is_oversized: bool = False

    def add(self, line: bytes, limit: int) -> None:
        self.size += len(line)
        self.has_text = self.has_text or not line.isspace()
        if self.size > limit:
            self.is_oversized = True
            self.lines.clear()
        elif not self.is_oversized:
            self.lines.append(line)


class _Splitter:
    """Takes lines and says where articles begin."""

    def __init__(self, codec: str, limit: int) -> None:
        self._codec = codec
        self._limit = limit
        self._piece = _Piece()
        self._held: list[bytes] = []  # a separator, and blank lines after it, until the next line tells
        self._before = ["", ""]  # the last two lines, for the eye to go back
        self._opens_with_day: bool | None = None  # the form of the file: a prefix without "date"
        self._in_front_matter = False

    def take(self, line: bytes) -> Iterator[_Piece]:
        """Yield the article that ends before *line*, if one does."""
        first, *others = line.split(b"\f")
        if first:
            yield from self._take(first)
        for other in others:
            yield from self.end()
            if other.strip():
                yield from self._take(other)

    def take_head(self, head: bytes) -> Iterator[_Piece]:
        """Take the beginning of a line that is longer than an article may be."""
        yield from self.take(head)
        self._piece.is_oversized = self._piece.has_text = True
        self._piece.lines.clear()

    def end(self) -> Iterator[_Piece]:
        """Yield what is left, and begin anew; a separator that nothing follows is dropped."""
        self._held.clear()
        if self._piece.has_text:
            yield self._piece
            self._piece = _Piece()
        self._before = ["", ""]
        self._in_front_matter = False

    def _take(self, line: bytes) -> Iterator[_Piece]:
        text = line[:_HEAD_BYTES].decode(self._codec, "replace").strip("\r\n\ufeff")
        if self._is_front_matter(line):
            self._piece.add(line, self._limit)
        elif self._held and not text.strip() and len(self._held) < _MAX_HELD:
            self._held.append(line)
        elif _SEPARATOR.fullmatch(line) and self._piece.has_text and not self._is_underline(line):
            self._release()
            self._held.append(line)
        elif self._begins_article(text) or (self._held and _is_headline(text)):
            yield from self.end()
            self._piece.add(line, self._limit)
        else:
            self._release()
            self._piece.add(line, self._limit)
        if self._opens_with_day is None and text.strip():
            opening = _PREFIX.match(text)
            self._opens_with_day = opening is not None and not opening["word"]
        self._before = [self._before[1], text.strip()]

    def _release(self) -> None:
        """Give the lines that turned out to separate nothing to the article they stand in."""
        for line in self._held:
            self._piece.add(line, self._limit)
        self._held.clear()

    def _is_front_matter(self, line: bytes) -> bool:
        """Is *line* a part of a block of ``name: value`` lines between dashes, at the top of an article?"""
        is_dashes = line.strip() == b"---"
        if not self._piece.has_text:
            self._in_front_matter = is_dashes
            return is_dashes
        if not self._in_front_matter:
            return False
        self._in_front_matter = not is_dashes and _FRONT_MATTER.match(line) is not None
        return self._in_front_matter or is_dashes

    def _is_underline(self, line: bytes) -> bool:
        """Does *line* underline a heading?"""
        above, heading = self._before
        stands_alone = not above.strip("-=")  # after a blank line, or between two lines of dashes
        return _UNDERLINE.fullmatch(line) is not None and stands_alone and _is_headline(heading)

    def _begins_article(self, text: str) -> bool:
        """Does the line that begins with *text* open an article with its day and headline?"""
        found = _PREFIX.match(text)
        if found is None or not _LETTER.search(found["headline"]):
            return False
        follows_blank = not self._before[1] or bool(self._held)
        if found["headline"][0].islower() and not follows_blank:
            return False  # a sentence that was wrapped before "date"
        if not found["word"]:
            return bool(found["colon"]) and self._opens_with_day is not False
        return bool(found["colon"]) or (follows_blank and _is_headline(text))


def _is_headline(text: str) -> bool:
    """Could *text*, a line by itself, be a headline?

    >>> _is_headline("Night trains return to the coast"), _is_headline("They return in spring.")
    (True, False)
    """
    text = text.strip()
    return 0 < len(text) <= _HEADLINE_CHARACTERS and _SENTENCE_END.search(text) is None


def read_text(source: Input) -> Outcomes:
    """Yield each article of a text file; one that a damaged file ends in is rejected."""
    with source.open() as stream:
        pieces = _pieces(source, stream)
        piece = next(pieces, None)
        if piece is None:
            yield source.origin.reject(stream.problem or EmptyDocument("nothing but white space"))
            return
        following = next(pieces, None)
        number = 1
        while piece is not None:
            fragment = f"article={number}" if number > 1 or following is not None else ""
            is_cut = following is None and stream.problem is not None
            yield _document(source, piece, fragment, stream.problem if is_cut else None)
            piece, following = following, (next(pieces, None) if following is not None else None)
            number += 1


def _pieces(source: Input, stream: ByteStream) -> Iterator[_Piece]:
    reader, codec = _byte_lines(source, stream)
    splitter = _Splitter(codec, source.max_document)
    for line in read_lines(reader, source.max_document):
        if line.content is None:
            yield from splitter.take_head(line.head)
        else:
            yield from splitter.take(line.content)
    yield from splitter.end()


def _byte_lines(source: Input, stream: ByteStream) -> tuple[io.BufferedReader, str]:
    """Return the stream in a charset whose line ends are bytes, and that charset's codec.

    All are but UTF-16 and UTF-32; articles in these are turned back once they are cut out.
    """
    charset = source.found.charset
    if _is_wide(charset) or (b"\r" in source.sample and b"\n" not in source.sample):
        return as_utf8(stream.reader, charset, source.sample), "utf-8"
    return stream.reader, charset.used


def _is_wide(charset: Charset) -> bool:
    return charset.used.startswith(("utf-16", "utf-32"))


def _document(source: Input, piece: _Piece, fragment: str, problem: DocumentRejected | None) -> Outcome:
    if piece.is_oversized:
        too_large = OversizedDocument(f"an article of more than {source.max_document:,} bytes")
        return source.origin.reject(too_large, fragment)
    content = b"".join(piece.lines)
    charset = source.found.charset
    if _is_wide(charset):
        content = content.decode("utf-8", "replace").encode(charset.used)
    if problem is not None:
        return source.origin.reject(problem, fragment, content=content)
    try:
        _, own = decode(content, declared=charset.used)
    except DocumentRejected as error:
        return source.origin.reject(error, fragment, content=content)
    if own.used == charset.used or content.isascii():
        own = replace(charset, replaced=own.replaced)
    return source.origin.document(MediaType.TEXT, content, fragment, charset=own)
