"""JSON that is one document: a list of articles, an article, or an object with a list of them in it."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from tasks.model.errors import DocumentRejected, MalformedRecord, OversizedDocument, TruncatedDocument
from tasks.sources.date_order import MAX_ROWS, may_need_order, order_of_records
from tasks.sources.fields import FieldMap, plain_name
from tasks.sources.inputs import Input, Outcomes
from tasks.sources.json_lines import json_record, parse_json
from tasks.sources.json_walk import JsonWalk
from tasks.sources.streams import ByteStream, as_utf8

# names that lists of articles go by
_LISTS = frozenset(
    (
        "articles",
        "items",
        "results",
        "docs",
        "documents",
        "data",
        "hits",
        "entries",
        "records",
        "stories",
        "news",
    )
)
_OUTER_LIST = re.compile(rb"\A\s*\[")
_INNER_LIST = re.compile(
    rb'"(?:'
    + b"|".join(name.encode() for name in sorted(_LISTS))
    + rb')"\s{0,99}:\s{0,99}\[\s{0,99}(?=[{\]])',
    re.IGNORECASE,
)
_BODIES = frozenset(("body", "body_html"))
_MAX_DEPTH = 4


def read_json_document(source: Input) -> Outcomes:
    """Yield each article of the document; where it is cut, those before the cut and a rejection.

    An element that is no JSON is rejected alone, as long as its brackets close.
    """
    hints = source.hints(_date_order(source))
    charset = source.found.charset
    number = 0
    with source.open() as stream:
        try:
            for element in _elements(source, stream):
                number += 1
                fragment = f"item={number}"
                if element is None:
                    yield source.origin.reject(_too_large(source), fragment)
                else:
                    yield json_record(source, element, fragment, charset, hints)
        except DocumentRejected as error:
            yield source.origin.reject(stream.problem or error, f"item={number + 1}")
        else:
            if stream.problem is not None:
                yield source.origin.reject(stream.problem)


def _too_large(source: Input) -> OversizedDocument:
    return OversizedDocument(f"an element of more than {source.max_record:,} bytes")


def _elements(source: Input, stream: ByteStream) -> Iterator[bytes | None]:
    """Yield the JSON of each article; ``None`` for one that is too large."""
    reader = as_utf8(stream.reader, source.found.charset, source.sample)
    limit = source.max_record
    if reader.peek(1).lstrip().startswith(b"["):
        yield from _elements_of_list(JsonWalk(reader, limit))
        return

    content = reader.read(limit + 1)
    walk = JsonWalk(reader, limit, head=content)
    if len(content) > limit:
        yield from walk.elements() if walk.enter_list(_INNER_LIST) else walk.values()
        return
    try:
        value, _ = parse_json(content)
    except TruncatedDocument:
        if not walk.enter_list(_INNER_LIST):
            raise
        yield from walk.elements()
    except MalformedRecord:
        yield from walk.values()  # several objects, one after the other; or one that is none
    else:
        for article in articles_in(value, source.fields):
            yield json.dumps(article).encode()


def _elements_of_list(walk: JsonWalk) -> Iterator[bytes | None]:
    walk.enter_list(_OUTER_LIST)
    yield from walk.elements()
    if any(True for _ in walk.values()):
        raise MalformedRecord("something follows the list")


def articles_in(value: object, fields: FieldMap) -> list[object]:
    """Return the articles in a document: the members of the list it holds, else the document itself.

    >>> articles_in({"status": "ok", "articles": [{"title": "Dam release"}]}, FieldMap())
    [{'title': 'Dam release'}]
    >>> articles_in({"title": "Dam release", "text": "…", "tags": ["dams"]}, FieldMap())
    [{'title': 'Dam release', 'text': '…', 'tags': ['dams']}]
    """
    if isinstance(value, list):
        return value
    if not isinstance(value, dict) or not _BODIES.isdisjoint(fields.translate(value)):
        return [value]
    return _find_list(value, _MAX_DEPTH) or [value]


def _find_list(value: dict[str, object], depth: int) -> list[object] | None:
    """Return the list of articles in *value*: the nearest to its surface."""
    named = [part for name, part in value.items() if plain_name(name) in _LISTS or _wraps(name)]
    for part in named:
        if isinstance(part, list) and any(isinstance(element, dict) for element in part):
            return part
    if depth > 1:
        for part in named:
            if isinstance(part, dict) and (found := _find_list(part, depth - 1)) is not None:
                return found
    return None


def _wraps(name: str) -> bool:
    return name.lower() in ("response", "result", "content", "feed", "query")


def _date_order(source: Input) -> str | None:
    if source.source.hints.date_order is not None or not may_need_order(source.sample):
        return None
    with source.open() as stream:
        return order_of_records(_objects(islice(_elements(source, stream), MAX_ROWS)), source.fields)


def _objects(elements: Iterable[bytes | None]) -> Iterator[dict[str, object]]:
    """Yield the objects among *elements*; the others are told of when they are read in earnest."""
    try:
        for element in elements:
            with contextlib.suppress(DocumentRejected):
                value, _ = parse_json(element or b"null")
                if isinstance(value, dict):
                    yield value
    except DocumentRejected:
        return
