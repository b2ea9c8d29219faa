"""Tables in text: CSV, TSV and their cousins, in any charset, with cells of several lines.

A row with more or fewer cells than the header is rejected alone. So is a row with a stray quote: the
rows that a parser would swallow after it are read again by themselves.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from tasks.charset import decode, decode_stream
from tasks.model.errors import (
    DocumentRejected,
    MalformedRecord,
    OversizedDocument,
    TruncatedDocument,
    UndecodableDocument,
    UnknownFormat,
)
from tasks.model.records import Hints
from tasks.sources.date_order import MAX_ROWS, may_need_order, order_of_records
from tasks.sources.detect import delimiter_of, is_delimiter_note, split_row
from tasks.sources.inputs import Input, Outcome, Outcomes
from tasks.sources.lines import Line, read_lines
from tasks.sources.streams import ByteStream, as_utf8

csv.field_size_limit(1 << 30)  # the limit that counts is on the row, and told per source


class _Row(NamedTuple):
    """A row by the number of its first line, from 1; or why there is none."""

    line: int
    cells: list[str]
    error: DocumentRejected | None = None
    replaced: int = 0  # unreadable bytes
    is_ended: bool = True


class _RowTooLong(Exception):
    """The lines of one row are more than a record may have."""


class _Rows:
    """Reads rows from lines, of as many cells as the first row has."""

    def __init__(self, lines: Iterator[Line], delimiter: str, escape: str | None, limit: int) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._escape = escape
        self._limit = limit
        self._again: deque[Line] = deque()  # lines of a row that was none
        self._taken: list[Line] = []  # lines of the row that is being read
        self._size = 0
        self._replaced = 0
        self.width = 0

    def read(self) -> Iterator[_Row]:
        """Yield every row but blank ones, the header first."""
        rows = csv.reader(self._texts(), delimiter=self._delimiter, escapechar=self._escape, strict=True)
        while True:
            self._taken.clear()
            self._size = self._replaced = 0
            try:
                cells = next(rows)
            except StopIteration:
                return
            except (csv.Error, _RowTooLong) as error:
                yield self._recovered() if isinstance(error, csv.Error) else self._too_long()
                rows = csv.reader(
                    self._texts(), delimiter=self._delimiter, escapechar=self._escape, strict=True
                )
                continue
            if cells:
                yield self._row(cells)

    def _texts(self) -> Iterator[str]:
        """Yield lines as text, and remember those of the row that is being read."""
        while True:
            line = self._again.popleft() if self._again else next(self._lines, None)
            if line is None:
                return
            self._taken.append(line)
            self._size += len(line.content or b"")
            if line.content is None or self._size > self._limit:
                raise _RowTooLong
            yield self._text(line.content)

    def _text(self, content: bytes) -> str:
        try:
            return content.decode()
        except UnicodeDecodeError:
            pass
        try:
            text, charset = decode(content)
        except UndecodableDocument:
            text = content.decode("utf-8", "replace")
            self._replaced += text.count("\ufffd")
        else:
            self._replaced += charset.replaced
        return text

    def _row(self, cells: list[str]) -> _Row:
        first, last = self._taken[0], self._taken[-1]
        self.width = self.width or len(cells)
        error = None
        if len(cells) != self.width and (len(cells) < self.width or any(cells[self.width :])):
            error = MalformedRecord(f"{len(cells)} cells in a table of {self.width} columns")
        return _Row(first.number, cells, error, self._replaced, last.is_ended)

    def _too_long(self) -> _Row:
        error = OversizedDocument(f"a row of more than {self._limit:,} bytes")
        return _Row(self._taken[0].number, [], error)

    def _recovered(self) -> _Row:
        """Return the row that the lines just taken hold in spite of their quotes.

        Where the lines after the first are rows by themselves, a quote in the first was never meant
        to span them, and they are read again.
        """
        first, *others = self._taken
        texts = [self._text(line.content or b"") for line in others if line.content and line.content.strip()]
        rows = sum(len(split_row(text, self._delimiter)) == self.width for text in texts)
        if texts and rows * 2 >= len(texts):
            self._again.extendleft(reversed(others))
            self._taken = [first]
        elif texts:
            is_unclosed = not self._taken[-1].is_ended
            said = "a quote that is not closed" if is_unclosed else "a quote inside a quoted cell"
            return _Row(first.number, [], (TruncatedDocument if is_unclosed else MalformedRecord)(said))
        return self._row(split_row(self._text(first.content or b""), self._delimiter))


def read_table(source: Input) -> Outcomes:
    """Yield each row as a document or a rejection."""
    hints = source.hints(_date_order(source))
    with source.open() as stream:
        rows = _rows(source, stream).read()
        header = next(rows, None)
        if header is None:
            yield source.origin.reject(stream.problem or UnknownFormat("a table without a header"))
            return
        names = [name.strip() for name in header.cells]
        row = next(rows, None)
        cut_told = False
        while row is not None:
            following = next(rows, None)
            if following is None and stream.problem is not None and (row.error or not row.is_ended):
                row, cut_told = row._replace(error=stream.problem), True
            yield _outcome(source, names, row, hints)
            row = following
        if stream.problem is not None and not cut_told:
            yield source.origin.reject(stream.problem)


def _rows(source: Input, stream: ByteStream) -> _Rows:
    charset = source.found.charset
    text = next(decode_stream([source.sample], charset), "")
    delimiter = delimiter_of(text, source.fields, named_table=True) or ","
    escape = "\\" if text.count('\\"') > text.count('""') + 1 else None
    lines = read_lines(as_utf8(stream.reader, charset, source.sample), source.max_record)
    told = (line for line in lines if not (line.number == 1 and is_delimiter_note(line.content)))
    return _Rows(told, delimiter, escape, source.max_record)


def _outcome(source: Input, names: list[str], row: _Row, hints: Hints) -> Outcome:
    fragment = f"line={row.line}"
    if row.error is not None:
        return source.origin.reject(row.error, fragment)
    charset = source.found.charset
    if row.replaced:
        charset = replace(charset, replaced=row.replaced)
    fields = source.fields.translate(dict(zip(names, row.cells, strict=False)))
    return source.origin.record(fields, fragment, charset=charset, hints=hints)


def _date_order(source: Input) -> str | None:
    if source.source.hints.date_order is not None or not may_need_order(source.sample):
        return None
    with source.open() as stream:
        rows = _rows(source, stream).read()
        header = next(rows, None)
        if header is None:
            return None
        names = [name.strip() for name in header.cells]
        records = (
            dict[str, object](zip(names, row.cells, strict=False))
            for row in islice(rows, MAX_ROWS)
            if row.error is None
        )
        return order_of_records(records, source.fields)
