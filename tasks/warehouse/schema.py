"""The records as Arrow sees them: types and plain values, derived from the dataclasses.

The records of ``tasks/model`` are the only place where a field is declared. What is derived here is
what a batch in the spool looks like.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeAlias

import pyarrow as pa

_SCALARS: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    date: pa.date32(),
    datetime: pa.timestamp("us", tz="UTC"),
}

_Plain: TypeAlias = Callable[[Any], Any]
_Converters: TypeAlias = tuple[tuple[str, _Plain | None], ...]

_CONVERTERS: dict[type, _Converters] = {}


def arrow_type(annotation: Any) -> pa.DataType:
    """Return the Arrow type of a record class, or of the annotation of one of its fields.

    >>> from tasks.model.records import Span
    >>> print(arrow_type(tuple[Span, ...]))
    list<item: struct<start: int64, end: int64>>
    """
    kind = _without_none(annotation)
    if typing.get_origin(kind) is tuple:
        return pa.list_(arrow_type(typing.get_args(kind)[0]))
    if kind in _SCALARS:
        return _SCALARS[kind]
    if issubclass(kind, StrEnum):
        return pa.string()
    return pa.struct([pa.field(name, arrow_type(hint)) for name, hint in _fields(kind)])


def arrow_schema(kind: type) -> pa.Schema:
    """Return the schema of a table whose rows are records of the class *kind*.

    >>> from tasks.model.records import Span
    >>> arrow_schema(Span).names
    ['start', 'end']
    """
    return pa.schema([pa.field(name, arrow_type(hint)) for name, hint in _fields(kind)])


def to_plain(record: Any) -> dict[str, Any]:
    """Return *record* as dicts, lists and scalars: what Arrow takes.

    >>> from tasks.model.records import Media
    >>> to_plain(Media(url="https://gazette.example/ferry.jpg"))
    {'url': 'https://gazette.example/ferry.jpg', 'kind': 'image', 'caption': None, 'credit': None}
    """
    kind = type(record)
    converters = _CONVERTERS.get(kind)
    if converters is None:
        converters = _CONVERTERS[kind] = _converters(kind)
    return {
        name: getattr(record, name) if convert is None else convert(getattr(record, name))
        for name, convert in converters
    }


def to_table(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    """Return *rows* as an Arrow table."""
    try:
        return pa.Table.from_pylist(rows, schema=schema)
    except UnicodeEncodeError:
        # A file name that is no UTF-8 reaches Python with lone surrogates, which no column holds.
        return pa.Table.from_pylist([_encodable(row) for row in rows], schema=schema)


def _encodable(value: Any) -> Any:
    r"""Return *value* with each lone surrogate written out.

    >>> _encodable({"locator": "caf\udce9.txt"})
    {'locator': 'caf\\udce9.txt'}
    """
    match value:
        case str():
            return value.encode("utf-8", "backslashreplace").decode("utf-8")
        case dict():
            return {key: _encodable(item) for key, item in value.items()}
        case list():
            return [_encodable(item) for item in value]
        case _:
            return value


def _converters(kind: type) -> _Converters:
    return tuple((name, _converter(hint)) for name, hint in _fields(kind))


def _converter(annotation: Any) -> _Plain | None:
    """Return what makes a plain value of a field's, ``None`` where it is one already."""
    kind = _without_none(annotation)
    if typing.get_origin(kind) is tuple:
        convert = _converter(typing.get_args(kind)[0])
        return list if convert is None else lambda values: [convert(value) for value in values]
    if kind in _SCALARS or issubclass(kind, StrEnum):
        return None
    return lambda value: None if value is None else to_plain(value)


def _fields(kind: type) -> tuple[tuple[str, Any], ...]:
    hints = typing.get_type_hints(kind)
    if dataclasses.is_dataclass(kind):
        return tuple((field.name, hints[field.name]) for field in dataclasses.fields(kind))
    return tuple(hints.items())  # a NamedTuple


def _without_none(annotation: Any) -> Any:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return next(kind for kind in typing.get_args(annotation) if kind is not type(None))
    return annotation
