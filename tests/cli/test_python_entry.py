"""The way in from Python, and the documents that show it: what they say runs."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import re
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from tasks.model.errors import WarehouseError
from tasks.warehouse import connect
from tests.cli.conftest import CHECKOUT

DOCS = CHECKOUT / "docs"


def test_a_connection_gives_arrow(filled_home: Path) -> None:
    with connect(filled_home) as news:
        table = news.sql("select title, published_at from mart.articles").to_arrow_table()

    assert isinstance(table, pa.Table)
    assert table.num_rows == 3
    assert str(table.schema.field("published_at").type) == "timestamp[us, tz=UTC]"


@pytest.mark.parametrize(("library", "way"), [("pandas", "df"), ("polars", "pl")])
def test_a_connection_gives_the_frames_of_libraries_that_are_there(
    filled_home: Path, library: str, way: str
) -> None:
    pytest.importorskip(library)

    with connect(filled_home) as news:
        frame = getattr(news.sql("select title from mart.articles"), way)()

    assert len(frame) == 3


def test_a_connection_changes_nothing(filled_home: Path) -> None:
    with connect(filled_home) as news, pytest.raises(duckdb.Error, match="read-only"):
        news.execute("delete from core.articles")


def test_the_home_is_told_by_the_environment_too(filled_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSMILL_HOME", str(filled_home))

    with connect() as by_environment:
        count = by_environment.sql("select count(*) from mart.articles").fetchall()
    with connect(filled_home / "published" / "news.duckdb") as by_path:
        assert by_path.sql("select count(*) from mart.articles").fetchall() == count == [(3,)]


def test_where_nothing_is_published_a_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="nothing is published there yet"):
        connect(tmp_path)
    (tmp_path / "news.duckdb").write_bytes(b"no database" * 999)
    with pytest.raises(WarehouseError, match="cannot be opened"):
        connect(tmp_path / "news.duckdb")


def test_the_function_keeps_its_name_beside_the_module() -> None:
    assert importlib.import_module("tasks.warehouse.connect").open_reader
    assert importlib.import_module("tasks.warehouse").connect is connect


def test_what_the_page_on_python_shows_runs(filled_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(filled_home.parent)
    blocks = re.findall(
        r"^```python\n(.*?)^```", (DOCS / "python.md").read_text(encoding="utf-8"), re.M | re.S
    )
    code = "\n".join(blocks).replace('connect("data")', f"connect({str(filled_home)!r})")
    names: dict[str, object] = {}

    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(compile(code, "docs/python.md", "exec"), names)

    assert len(blocks) == 4
    assert said.getvalue().split()[0].isdigit()
    assert isinstance(names["news"], duckdb.DuckDBPyConnection)
    names["news"].close()


def test_the_notebook_runs(filled_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSMILL_HOME", str(filled_home))
    notebook = json.loads((DOCS / "newsmill.ipynb").read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    names: dict[str, object] = {}

    with contextlib.redirect_stdout(io.StringIO()) as said:
        for number, cell in enumerate(cells, start=1):
            exec(compile("".join(cell["source"]), f"cell {number}", "exec"), names)

    assert "Rosa Wendt" in said.getvalue()
    assert all(cell["outputs"] == [] for cell in cells)  # what was seen on one machine is no document
    shown = names["shown"]
    assert isinstance(shown, pa.Table)
    assert shown.num_rows == 5
