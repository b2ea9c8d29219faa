"""The prompt: several lines to a query, a few dot commands, and faults that end nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from flows.cli_prompt import ask, read_statements
from tasks.warehouse.migrate import migrate


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        migrate(connection)
        yield connection


def type_in(monkeypatch: pytest.MonkeyPatch, *lines: str | type[BaseException]) -> None:
    """Make a person type *lines*, and then Ctrl-D."""
    waiting = iter((*lines, EOFError))

    def read(prompt: str = "") -> str:
        line = next(waiting)
        if isinstance(line, str):
            return line
        raise line

    monkeypatch.setattr("builtins.input", read)


def test_a_query_ends_with_a_semicolon(monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(monkeypatch, "select 1,", "2;", "", ".tables", "select 3;")

    assert list(read_statements()) == ["select 1,\n2;", ".tables", "select 3;"]


def test_ctrl_c_forgets_a_half_query(monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(monkeypatch, "select nonsense", KeyboardInterrupt, "select 1;")

    assert list(read_statements()) == ["select 1;"]


def test_faults_end_nothing(
    warehouse: duckdb.DuckDBPyConnection,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    type_in(monkeypatch, "select x;", ".foo", ".schema", ".schema nothing", "select 40 + 2 as n;")

    ask(warehouse, history=tmp_path / "history")

    captured = capsys.readouterr()
    assert "42" in captured.out
    assert "error: Binder Error" in captured.err
    assert "There is no .foo" in captured.err
    assert "There is no view nothing" in captured.err


def test_views_and_columns_can_be_looked_up(
    warehouse: duckdb.DuckDBPyConnection,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    type_in(
        monkeypatch, ".tables", ".schema quotes", ".schema core.articles", ".quit", "select 'never asked';"
    )

    ask(warehouse, history=tmp_path / "history")

    said = capsys.readouterr().out
    assert "mart.articles" in said
    assert "speaker_name" in said
    assert "current_version_id" in said
    assert "never asked" not in said


def test_a_history_that_cannot_be_kept_is_no_fault(
    warehouse: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    type_in(monkeypatch)

    ask(warehouse, history=tmp_path / "nowhere" / "history")

    assert list(tmp_path.iterdir()) == []
