"""What the warehouse keeps of edits: once for each two neighbours, whatever the order they came in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tasks.model.records import Article, EntityType, Facts, Mention, Span
from tasks.warehouse.checks import run_checks
from tasks.warehouse.migrate import migrate
from tests.warehouse.warehouse_samples import DAY, NOW, load, make_article, moment, rows

TOLLS = ("The toll is 4 crowns.", "The toll is 6 crowns.", "The toll is 9 crowns.")


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        migrate(connection)
        yield connection


def wording(body: str, hour: int, **fields: Any) -> Article:
    """Return a wording of the one article, as it stood *hour* hours after it was published."""
    at: datetime = DAY + timedelta(hours=hour)
    return make_article("1", body, modified=moment(at), **fields)


def edits(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return rows(
        connection,
        "select version, kinds, numbers_before, numbers_after from mart.edits order by article_id, version",
    )


def kept(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """Return what is kept, without the run and the time it was written in."""
    pairs = rows(connection, "select * exclude (run_id, compared_at) from core.edits order by all")
    return pairs + rows(connection, "from core.edit_passages order by all")


def offenders(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [name for name, found in run_checks(connection).items() if found and "edits" in name]


def read(connection: duckdb.DuckDBPyConnection, folder: Path, batches: Sequence[Sequence[Article]]) -> None:
    for number, articles in enumerate(batches, start=1):
        load(connection, folder, articles, run_id=f"run-{number}", now=NOW + timedelta(hours=number))


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_edits_are_those_of_the_order_in_which_the_wordings_stood(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, order: tuple[int, ...]
) -> None:
    wordings = [wording(body, hour) for hour, body in enumerate(TOLLS)]

    read(connection, tmp_path, [[wordings[place]] for place in order])

    assert edits(connection) == [(2, ["body"], ["4"], ["6"]), (3, ["body"], ["6"], ["9"])]
    assert offenders(connection) == []


def test_in_one_batch_and_in_three_the_same_is_kept(tmp_path: Path) -> None:
    wordings = [wording(body, hour) for hour, body in enumerate(TOLLS)]
    found = []
    for name, batches in (("one", [wordings]), ("three", [[one] for one in reversed(wordings)])):
        (tmp_path / name).mkdir()
        with duckdb.connect() as connection:
            migrate(connection)
            read(connection, tmp_path / name, batches)
            found.append(kept(connection))

    assert found[0] == found[1]
    assert len(found[0]) == 4


def test_a_wording_that_comes_late_parts_its_neighbours(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    first, middle, last = (wording(body, hour) for hour, body in enumerate(TOLLS))
    read(connection, tmp_path, [[first, last]])
    before = edits(connection)

    load(connection, tmp_path, [middle], run_id="late")

    assert before == [(2, ["body"], ["4"], ["9"])]
    assert len(edits(connection)) == 2
    assert rows(connection, "select count(*) from core.edits") == [(2,)]


def test_the_same_input_again_writes_nothing(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    wordings = [wording(body, hour) for hour, body in enumerate(TOLLS)]
    read(connection, tmp_path, [wordings])
    before = rows(connection, "from core.edits order by all")

    load(connection, tmp_path, wordings, run_id="again", now=NOW + timedelta(days=1))

    assert rows(connection, "from core.edits order by all") == before


def test_a_wording_that_came_back_is_an_edit_each_time(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    there, back = TOLLS[:2]

    read(
        connection, tmp_path, [[wording(text, hour) for hour, text in enumerate((there, back, there, back))]]
    )

    assert [row[2:] for row in edits(connection)] == [(["4"], ["6"]), (["6"], ["4"]), (["4"], ["6"])]
    assert rows(connection, "select count(*) from core.edits") == [(2,)]
    assert offenders(connection) == []


def test_a_wording_in_another_order_is_a_version_and_no_edit(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    quiet, counted = f"{TOLLS[0]} Boats wait.", f"Boats wait. {TOLLS[0]}"

    read(connection, tmp_path, [[wording(quiet, 0), wording(counted, 1)]])

    assert edits(connection) == []
    assert rows(connection, "select version_count from mart.articles") == [(2,)]
    assert rows(connection, "select kinds from core.edits") == [([],)]


def test_names_are_those_that_the_facts_know(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    def said_by(name: str, hour: int) -> Article:
        mention = Mention(
            span=Span(0, len(name)),
            text=name,
            kind=EntityType.PERSON,
            name=name,
            rule="test",
            rule_version=1,
            confidence=0.9,
        )
        return wording(f"{name} raised the toll.", hour, facts=Facts(mentions=(mention,)))

    read(connection, tmp_path, [[said_by("Nora Feld", 0), said_by("Nora Falk", 1)]])

    assert rows(connection, "select names_before, names_after from mart.edits") == [
        (["Nora Feld"], ["Nora Falk"])
    ]


def test_an_excerpt_that_became_whole_is_no_change_of_the_text(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    whole = wording(f"{TOLLS[0]} Boats under 4 metres sail free.", 1)
    excerpt = replace(wording("The toll is", 0), is_complete=False)

    read(connection, tmp_path, [[excerpt, whole]])

    assert rows(connection, "select change_kind, kinds from mart.edits") == [("completed", [])]
    assert rows(connection, "from mart.silent_corrections") == []
