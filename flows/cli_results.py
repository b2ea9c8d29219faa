"""Query results as a table for people, or as CSV, JSON, JSON lines or Parquet for programs.

A result is an Arrow stream: whatever its size, a batch of it is in memory at a time. Only a table for
people is held whole, and ends after so many rows with a line that says so.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import math
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from flows.console import open_console, plain_table, printable, say_note
from tasks.model.errors import ConfigError

if TYPE_CHECKING:
    import pyarrow as pa
    from rich.console import Console

ROWS_AT_A_TIME = 2_000
TABLE_ROWS = 1_000  # a person reads no more, and a table has to be held whole to be set
_NARROWEST_COLUMN = 8
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet computes when it opens CSV


class Format(StrEnum):
    """How a result is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"
    PARQUET = "parquet"


def format_for(chosen: Format | None, target: Path | None, default: Format) -> Format:
    """Return the format that was *chosen*, else the one the name of *target* says, else *default*.

    >>> format_for(None, Path("articles.csv"), Format.TABLE)
    <Format.CSV: 'csv'>
    """
    if chosen is not None:
        return chosen
    suffix = target.suffix.lstrip(".").lower() if target is not None else ""
    return Format(suffix) if suffix in set(Format) else default


def write_result(rows: pa.RecordBatchReader, form: Format, target: Path | None = None) -> int:
    """Write *rows* to *target*, or to standard output, and return how many there were.

    A file appears under its name when it is whole, so nobody ever reads half of one.
    """
    if form is Format.TABLE:
        return _write_table(rows, target)
    with open_sink(target) as sink:
        if form is Format.PARQUET:
            return _write_parquet(rows, sink)
        text = io.TextIOWrapper(sink, encoding="utf-8", newline="", write_through=True)
        try:
            return _WRITERS[form](rows, text)
        finally:
            text.detach()


def plain_value(value: Any) -> Any:
    """Return *value* as JSON can say it: times in ISO 8601 and UTC, bytes in base64, no NaN.

    >>> plain_value([datetime(2026, 3, 12, 9, tzinfo=UTC), Decimal("1.50"), float("nan")])
    ['2026-03-12T09:00:00Z', 1.5, None]
    """
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime():
            aware = value.astimezone(UTC) if value.tzinfo is not None else value
            return aware.isoformat().replace("+00:00", "Z")
        case date() | time():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case dict():
            return {str(key): plain_value(item) for key, item in value.items()}
        case list():
            return [plain_value(item) for item in value]
        case tuple():  # an interval
            return [plain_value(item) for item in value]
        case _:
            return str(value)


@contextmanager
def open_sink(target: Path | None) -> Iterator[IO[bytes]]:
    """Open *target*, or standard output, to write bytes; a file appears under its name when it is whole."""
    if target is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as sink:
            yield sink
        part.replace(target)
    except OSError as error:
        raise ConfigError(f"{target} cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


def _records(rows: pa.RecordBatchReader) -> Iterator[list[Any]]:
    """Yield each row as a list: by position, since two columns may share a name."""
    for batch in rows:
        columns = [column.to_pylist(maps_as_pydicts="strict") for column in batch.columns]
        for record in zip(*columns, strict=True):
            yield [plain_value(value) for value in record]


def safe_cell(value: Any) -> Any:
    """Return *value* as a cell that no spreadsheet takes for a formula: text that begins like one is quoted.

    Numbers keep their sign; the quote is the one that spreadsheets themselves use to say "this is text".

    >>> safe_cell("=HYPERLINK(1)"), safe_cell("-5 degrees"), safe_cell(-5), safe_cell("Ferry")
    ("'=HYPERLINK(1)", "'-5 degrees", -5, 'Ferry')
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def csv_line(cells: Sequence[Any]) -> str:
    r"""Return *cells* as a line of CSV. A carriage return is quoted as well, which Python's writer forgets.

    >>> csv_line(["=1+1", "a, b", "c\rd", None, -2])
    '\'=1+1,"a, b","c\rd",,-2\n'
    """
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\r\n").writerow([safe_cell(cell) for cell in cells])
    return line.getvalue()[:-2] + "\n"


def _write_csv(rows: pa.RecordBatchReader, text: IO[str]) -> int:
    text.write(csv_line(rows.schema.names))
    count = 0
    for record in _records(rows):
        text.write(csv_line([_json(cell) if isinstance(cell, dict | list) else cell for cell in record]))
        count += 1
    return count


def _write_jsonl(rows: pa.RecordBatchReader, text: IO[str]) -> int:
    names, count = rows.schema.names, 0
    for record in _records(rows):
        text.write(_json(dict(zip(names, record, strict=True))) + "\n")
        count += 1
    return count


def _write_json(rows: pa.RecordBatchReader, text: IO[str]) -> int:
    names, count = rows.schema.names, 0
    text.write("[")
    for record in _records(rows):
        text.write((",\n " if count else "") + _json(dict(zip(names, record, strict=True))))
        count += 1
    text.write("]\n")
    return count


def _write_parquet(rows: pa.RecordBatchReader, sink: IO[bytes]) -> int:
    import pyarrow.parquet as pq

    count = 0
    with pq.ParquetWriter(sink, rows.schema, compression="zstd") as writer:
        for batch in rows:
            writer.write_batch(batch)
            count += batch.num_rows
    return count


_WRITERS = {Format.CSV: _write_csv, Format.JSONL: _write_jsonl, Format.JSON: _write_json}


def _write_table(rows: pa.RecordBatchReader, target: Path | None) -> int:
    records, more = _first(_records(rows), TABLE_ROWS)
    if target is None:
        _print_table(open_console(sys.stdout), rows, records)
    else:
        page = io.StringIO()
        _print_table(open_console(page), rows, records)
        with open_sink(target) as sink:
            sink.write(page.getvalue().encode("utf-8"))
    if more:
        say_note(f"these are the first {TABLE_ROWS:,} rows; --format csv or jsonl gives all of them")
    return len(records)


def _first(records: Iterator[list[Any]], limit: int) -> tuple[list[list[Any]], bool]:
    kept: list[list[Any]] = []
    for record in records:
        if len(kept) == limit:
            return kept, True
        kept.append(record)
    return kept, False


def _print_table(console: Console, rows: pa.RecordBatchReader, records: Sequence[list[Any]]) -> None:
    """Print *records* side by side, or one below the other where the columns would not fit."""
    from rich.text import Text

    names = rows.schema.names
    if len(names) * (_NARROWEST_COLUMN + 2) > console.width:
        _print_blocks(console, names, records)
        return
    numbers = {field.name for field in rows.schema if _is_number(str(field.type))}
    table = plain_table(names, right=numbers)
    for record in records:
        table.add_row(*(Text(_cell(cell)) for cell in record))
    console.print(table)
    console.print(f"({len(records):,} {'row' if len(records) == 1 else 'rows'})", style="dim")


def _print_blocks(console: Console, names: Sequence[str], records: Sequence[list[Any]]) -> None:
    from rich.text import Text

    widest = max(len(name) for name in names)
    for number, record in enumerate(records, start=1):
        console.print(f"── row {number:,} ──", style="dim")
        for name, cell in zip(names, record, strict=True):
            console.print(Text.assemble((name.ljust(widest), "cyan"), " ", _cell(cell)), soft_wrap=True)


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case dict():
            return _json(value)
        case list() if all(isinstance(item, str) for item in value):
            return printable(", ".join(value))
        case list():
            return _json(value)
        case _:
            return printable(str(value))


def _is_number(arrow_type: str) -> bool:
    return arrow_type.startswith(("int", "uint", "float", "double", "decimal"))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
