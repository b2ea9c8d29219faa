"""JSON, one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import orjson

from tasks.charset import decode
from tasks.model.errors import DocumentRejected, MalformedRecord, OversizedDocument, TruncatedDocument
from tasks.model.records import Charset, Hints, Rejection
from tasks.sources.date_order import MAX_ROWS, may_need_order, order_of_records
from tasks.sources.inputs import Input, Outcome, Outcomes
from tasks.sources.lines import Line, read_lines
from tasks.sources.streams import ByteStream, as_utf8

_LENIENT = json.JSONDecoder(strict=False)  # raw line ends in strings, NaN, half surrogate pairs


def parse_json(data: bytes) -> tuple[object, int]:
    """Return the value that *data* spells, and how many unreadable bytes were replaced in it.

    >>> parse_json(b'{"title": "Dam release", "words": NaN}')
    ({'title': 'Dam release', 'words': nan}, 0)

    Raise :class:`TruncatedDocument` where it ends in the middle, :class:`MalformedRecord` where it is
    no JSON, :class:`UndecodableDocument` where it is no text.
    """
    try:
        return orjson.loads(data), 0
    except orjson.JSONDecodeError:
        pass
    text, charset = decode(data)
    text = text.strip().removesuffix(",")  # lines taken out of an array
    try:
        return _LENIENT.decode(text), charset.replaced
    except json.JSONDecodeError as error:
        if error.pos >= len(text) or error.msg.startswith("Unterminated string"):
            raise TruncatedDocument(f"ends in the middle, after {len(text):,} characters") from error
        raise MalformedRecord(f"no JSON: {error.msg} at character {error.pos + 1}") from error
    except RecursionError as error:
        raise MalformedRecord("no JSON: nested too deeply") from error
    except ValueError as error:  # a number of thousands of digits
        raise MalformedRecord(f"no JSON: {error}") from error


def json_record(source: Input, data: bytes, fragment: str, charset: Charset, hints: Hints) -> Outcome:
    """Return the object that *data* spells as a document, or why it is none."""
    try:
        value, replaced = parse_json(data)
        if not isinstance(value, dict):
            raise MalformedRecord(f"no object: {data[:60].decode('utf-8', 'replace')!r}")
    except DocumentRejected as error:
        return source.origin.reject(error, fragment, content=data)
    if replaced:
        charset = replace(charset, replaced=replaced)
    return source.origin.record(source.fields.translate(value), fragment, charset=charset, hints=hints)


def read_json_lines(source: Input) -> Outcomes:
    """Yield each line as a document or a rejection; blank lines do not count."""
    hints = source.hints(_date_order(source))
    cut_told = False
    with source.open() as stream:
        for line in _lines(source, stream):
            outcome = _read_line(source, line, hints)
            if outcome is not None:
                yield outcome
                cut_told = not line.is_ended and _is_cut(outcome)
        if stream.problem is not None and not cut_told:
            yield source.origin.reject(stream.problem)


def _lines(source: Input, stream: ByteStream) -> Iterator[Line]:
    return read_lines(as_utf8(stream.reader, source.found.charset, source.sample), source.max_record)


def _read_line(source: Input, line: Line, hints: Hints) -> Outcome | None:
    fragment = f"line={line.number}"
    if line.content is None:
        too_long = OversizedDocument(f"a line of more than {source.max_record:,} bytes")
        return source.origin.reject(too_long, fragment)
    content = line.content.strip()
    return json_record(source, content, fragment, source.found.charset, hints) if content else None


def _is_cut(outcome: Outcome) -> bool:
    return isinstance(outcome, Rejection) and outcome.reason == TruncatedDocument.reason


def _date_order(source: Input) -> str | None:
    if source.source.hints.date_order is not None or not may_need_order(source.sample):
        return None
    with source.open() as stream:
        return order_of_records(_objects(islice(_lines(source, stream), MAX_ROWS)), source.fields)


def _objects(lines: Iterator[Line]) -> Iterator[dict[str, object]]:
    """Yield the objects among *lines*; the others are told of when the lines are read in earnest."""
    for line in lines:
        try:
            value = orjson.loads(line.content or b"null")
        except orjson.JSONDecodeError:
            continue
        if isinstance(value, dict):
            yield value
