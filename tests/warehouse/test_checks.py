"""Checks are queries that return offenders."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tasks.model.errors import WarehouseError
from tasks.warehouse.checks import run_checks


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "checks").mkdir()
    return tmp_path


def test_offenders_are_told_by_the_name_of_the_check(folder: Path) -> None:
    (folder / "checks" / "numbers_are_small.sql").write_text("select 7 as number; \n", encoding="utf-8")
    (folder / "checks" / "numbers_exist.sql").write_text(
        "select 1 as number where false -- none", encoding="utf-8"
    )

    with duckdb.connect() as connection:
        offenders = run_checks(connection, folder)

    assert offenders == {"numbers_are_small": [{"number": 7}], "numbers_exist": []}


def test_a_check_that_cannot_run_is_named(folder: Path) -> None:
    (folder / "checks" / "nothing_is_amiss.sql").write_text("select * from nowhere", encoding="utf-8")

    with duckdb.connect() as connection, pytest.raises(WarehouseError, match=r"nothing_is_amiss\.sql"):
        run_checks(connection, folder)
