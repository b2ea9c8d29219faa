from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from flows import dictionary
from flows.dictionary import describe_warehouse, main, read_header, read_relations


def test_the_page_has_every_view_with_its_comments(warehouse: duckdb.DuckDBPyConnection) -> None:
    page = describe_warehouse(warehouse)

    for view in read_relations(warehouse, ["mart"]):
        assert f"### {view.full_name}\n\n{view.comment}.\n" in page
        for column in view.columns:
            assert f"| `{column.name}` | `{column.type.lower()}` | " in page


def test_the_page_names_every_column_of_every_table(warehouse: duckdb.DuckDBPyConnection) -> None:
    page = describe_warehouse(warehouse)

    for table in read_relations(warehouse, ["core", "raw", "meta"]):
        section = page.split(f"### {table.full_name}\n")[1].split("\n### ")[0]
        assert all(f"`{column.name}`" in section for column in table.columns)


def test_a_stale_page_is_told_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "warehouse.md"
    monkeypatch.setattr(dictionary, "PAGE", page)

    assert main(["--check"]) == 1
    assert "stale" in capsys.readouterr().err
    assert main([]) == 0
    assert main(["--check"]) == 0
    page.write_text("something else", encoding="utf-8")
    assert main(["--check"]) == 1


def test_another_argument_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--chek"]) == 2
    assert "usage" in capsys.readouterr().err


def test_a_file_without_a_header_says_nothing() -> None:
    header = read_header("create view mart.silent as select 1;")

    assert (header.what, header.grain, header.reads, header.answers) == ("", "", "", "")
