"""Rows as people and programs want them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cli_query import QueryError, answer
from flows.cli_results import TABLE_ROWS, Format, format_for, plain_value
from tasks.model.errors import ConfigError


@pytest.fixture
def database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


MIXED = """
select
    1 as n,
    'ä, "b"' as text,
    ['x', 'y'] as tags,
    timestamptz '2026-03-12 09:00:00+00' as at,
    null as nothing
"""


def test_csv_quotes_what_needs_quotes(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    answer(database, MIXED, Format.CSV, tmp_path / "out.csv")

    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == (
        'n,text,tags,at,nothing\n1,"ä, ""b""","[""x"", ""y""]",2026-03-12T09:00:00Z,\n'
    )


def test_json_is_one_array_and_json_lines_one_object_a_line(
    database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    expected = {"n": 1, "text": 'ä, "b"', "tags": ["x", "y"], "at": "2026-03-12T09:00:00Z", "nothing": None}

    answer(database, f"{MIXED} union all {MIXED}", Format.JSON, tmp_path / "out.json")
    answer(database, MIXED, Format.JSONL, tmp_path / "out.jsonl")

    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8")) == [expected, expected]
    assert json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8")) == expected


def test_a_map_is_an_object(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    answer(database, "select map {'desk': {'read': 3}} as sources", Format.JSONL, tmp_path / "out.jsonl")

    assert json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8")) == {
        "sources": {"desk": {"read": 3}}
    }


def test_no_rows_are_an_empty_array(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    answer(database, "select 1 as n where false", Format.JSON, tmp_path / "out.json")

    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8")) == []


def test_parquet_keeps_types(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    count = answer(database, "select range as n from range(5000)", Format.PARQUET, tmp_path / "out.parquet")

    table = pq.read_table(tmp_path / "out.parquet")
    assert (count, table.num_rows, str(table.schema.field("n").type)) == (5000, 5000, "int64")


def test_columns_of_one_name_both_stay_in_csv(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    answer(database, "select 1 as a, 2 as a", Format.CSV, tmp_path / "out.csv")

    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "a,a\n1,2\n"


def test_a_table_ends_with_a_note_where_rows_are_left(
    database: duckdb.DuckDBPyConnection, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(database, f"select range as n from range({TABLE_ROWS + 1})", Format.TABLE)

    captured = capsys.readouterr()
    assert f"({TABLE_ROWS:,} rows)" in captured.out
    assert "first 1,000 rows" in captured.err


def test_what_would_command_the_terminal_is_not_printed(
    database: duckdb.DuckDBPyConnection, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(database, "select 'red' || chr(27) || '[31m' as title", Format.TABLE)

    assert "\x1b" not in capsys.readouterr().out


def test_brackets_in_a_cell_are_text(
    database: duckdb.DuckDBPyConnection, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(database, "select '[bold]loud[/bold] :smile:' as title", Format.TABLE)

    assert "[bold]loud[/bold] :smile:" in capsys.readouterr().out


def test_many_columns_stand_below_each_other(
    database: duckdb.DuckDBPyConnection, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")

    answer(database, "select " + ", ".join(f"{n} as column_{n}" for n in range(12)), Format.TABLE)

    assert "column_11 11" in capsys.readouterr().out


def test_a_fault_in_a_query_keeps_the_caret(database: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(QueryError) as caught:
        answer(database, "select * frm mart.articles", Format.CSV)

    assert "syntax error" in str(caught.value)
    assert "^" in str(caught.value)


def test_a_fault_halfway_leaves_no_file(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    with pytest.raises(QueryError):
        answer(database, "select error('no') from range(10)", Format.CSV, tmp_path / "out.csv")

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_named(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nowhere"):
        answer(database, "select 1", Format.CSV, tmp_path / "nowhere" / "out.csv")


@pytest.mark.parametrize(
    ("chosen", "name", "expected"),
    [
        (None, None, Format.TABLE),
        (None, "a.csv", Format.CSV),
        (None, "a.PARQUET", Format.PARQUET),
        (None, "a.txt", Format.TABLE),
        (Format.JSON, "a.csv", Format.JSON),
    ],
)
def test_a_format_is_chosen_or_named_or_usual(
    chosen: Format | None, name: str | None, expected: Format
) -> None:
    assert format_for(chosen, Path(name) if name else None, Format.TABLE) is expected


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text()
        | st.decimals(min_value=-(10**38), max_value=10**38)
        | st.dates()
        | st.binary()
        | st.datetimes(timezones=st.just(UTC)),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=10,
    )
)
def test_any_value_can_be_said_in_json(value: object) -> None:
    json.dumps(plain_value(value), allow_nan=False)


def test_times_are_utc_and_say_so() -> None:
    assert plain_value(datetime(2026, 3, 12, 9, tzinfo=UTC)) == "2026-03-12T09:00:00Z"
