"""The ledger adds up, whatever comes in whatever order."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.model.records import Article, Batch, Counts, DocumentStub, Known, Rejection, Shaped
from tasks.warehouse.checks import run_checks
from tasks.warehouse.load import find_known
from tasks.warehouse.migrate import migrate
from tests.warehouse.warehouse_samples import DAY, load, make_article, make_rejection, make_stub, moment, rows

NUMBERS = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A document: an article's key and words, or, without words, one that nobody can read."""

    key: str
    words: str | None
    day: int | None
    source: str
    place: str


SEEN = st.builds(
    Seen,
    key=st.sampled_from("abc"),
    words=st.sampled_from(["one", "two", "three", None]),
    day=st.none() | st.integers(1, 3),
    source=st.sampled_from(["gazette", "herald"]),
    place=st.sampled_from(["x", "y", "z"]),
)
RUNS = st.lists(st.lists(st.lists(SEEN, min_size=1, max_size=6), max_size=2), min_size=1, max_size=2)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        migrate(connection)
        yield connection


def make_batch(connection: duckdb.DuckDBPyConnection, documents: list[Seen], world: str) -> Batch:
    """Make a batch as a run does: what the warehouse knows is not shaped again."""
    asked = [(seen.source, stub_of(seen, world).sha256) for seen in documents if seen.words]
    stored = find_known(connection, asked)
    kept: list[Shaped] = []
    known: list[Known] = []
    rejected: list[Rejection] = []
    for sequence, seen in enumerate(documents, start=1):
        if seen.words is None:
            locator = f"{world}/{seen.place}"
            rejected.append(replace(make_rejection(sequence, locator), source=seen.source))
            continue
        stub = stub_of(seen, world)
        if (stub.source, stub.sha256) in stored:
            known.append(Known(sequence=sequence, document=stub))
        else:
            kept.append(Shaped(sequence=sequence, document=stub, article=article_of(seen, world)))
    return Batch(kept=tuple(kept), known=tuple(known), rejected=tuple(rejected))


def stub_of(seen: Seen, world: str) -> DocumentStub:
    return make_stub(article_of(seen, world), f"{world}/{seen.place}")


def article_of(seen: Seen, world: str) -> Article:
    published = moment(DAY + timedelta(days=seen.day)) if seen.day else None
    return make_article(
        f"{world}/{seen.key}", f"{seen.words} {seen.day}", source=seen.source, published=published
    )


def read_all(
    connection: duckdb.DuckDBPyConnection, batches: list[list[Seen]], world: str, run_id: str
) -> dict[str, Counts]:
    total: dict[str, Counts] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, documents in enumerate(batches):
            batch = make_batch(connection, documents, world)
            name = f"{run_id}/{number}"
            for source, counts in load(connection, Path(folder), batch, run_id=run_id, batch_id=name).items():
                total[source] = total.get(source, Counts()) + counts
    return total


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(RUNS)
def test_what_was_read_is_accounted_for_and_reading_it_again_changes_nothing(
    connection: duckdb.DuckDBPyConnection, runs: list[list[list[Seen]]]
) -> None:
    world = f"world-{next(NUMBERS)}"
    logged = "select l.* exclude (last_seen_at, last_run_id) from core.version_log as l order by all"

    for number, batches in enumerate(runs):
        run_id = f"{world}-run-{number}"
        counts = read_all(connection, batches, world, run_id)

        documents = Counter(seen.source for batch in batches for seen in batch)
        assert {source: counted.read for source, counted in counts.items()} == documents
        assert all(counted.adds_up for counted in counts.values())
        stored = connection.execute(
            'select source, "read" from meta.run_counts where run_id = ?', [run_id]
        ).fetchall()
        assert dict(stored) == documents

    before = rows(connection, logged)
    again = read_all(connection, [batch for run in runs for batch in run], world, f"{world}-again")

    assert rows(connection, logged) == before
    assert not any(counted.changed for counted in again.values())
    assert not {name: offenders for name, offenders in run_checks(connection).items() if offenders}
