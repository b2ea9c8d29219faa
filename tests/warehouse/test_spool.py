"""Batches in the spool: whole or not there, and everything in them."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.model.errors import WarehouseError
from tasks.model.records import Batch, Known, Shaped
from tasks.stories.edits import compare_wordings
from tasks.stories.versions import decide
from tasks.warehouse.load import load_batch
from tasks.warehouse.migrate import migrate
from tasks.warehouse.runs import start_run
from tasks.warehouse.spool import document_id, read_batch, version_id, write_batch
from tests.warehouse.warehouse_samples import (
    NOW,
    make_article,
    make_batch,
    make_full_article,
    make_rejection,
    make_stub,
    rows,
)


def test_a_batch_comes_back_in_the_order_of_its_documents(tmp_path: Path) -> None:
    article = make_full_article()
    batch = Batch(
        kept=(Shaped(sequence=3, document=make_stub(article), article=article),),
        known=(Known(sequence=1, document=make_stub(make_article())),),
        rejected=(make_rejection(2),),
    )

    write_batch(tmp_path / "b.parquet", batch, run_id="run", batch_id="run-1")
    found = read_batch(tmp_path / "b.parquet")

    stored = found.rows.to_pylist()
    assert (found.run_id, found.batch_id) == ("run", "run-1")
    assert [(row["sequence"], row["fate"]) for row in stored] == [(1, "known"), (2, "rejected"), (3, "kept")]
    assert stored[2]["article"]["body"] == article.body
    assert stored[2]["article"]["facts"]["quotes"][0]["speaker_span"] == {"start": 103, "end": 106}
    assert stored[2]["version_id"] == version_id(article.article_id, article.content_hash)
    assert stored[1]["rejection"]["reason"] == "empty"


def test_a_batch_appears_under_its_name_when_it_is_whole(tmp_path: Path) -> None:
    write_batch(tmp_path / "b.parquet", make_batch([make_article()]), run_id="run", batch_id="run-1")

    assert [path.name for path in tmp_path.iterdir()] == ["b.parquet"]


def test_an_empty_batch_is_a_batch(tmp_path: Path) -> None:
    write_batch(tmp_path / "b.parquet", Batch(), run_id="run", batch_id="run-1")

    assert read_batch(tmp_path / "b.parquet").rows.num_rows == 0


def test_a_file_name_that_is_no_utf8_is_written_out(tmp_path: Path) -> None:
    locator = os.fsdecode(b"caf\xe9.txt")
    article = make_article()
    batch = Batch(kept=(Shaped(sequence=1, document=make_stub(article, locator), article=article),))

    write_batch(tmp_path / "b.parquet", batch, run_id="run", batch_id="run-1")

    assert read_batch(tmp_path / "b.parquet").rows.to_pylist()[0]["document"]["locator"] == r"caf\udce9.txt"


def test_a_place_that_takes_no_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match=r"nowhere.b\.parquet"):
        write_batch(
            tmp_path / "nowhere" / "b.parquet", make_batch([make_article()]), run_id="run", batch_id="run-1"
        )


@pytest.mark.parametrize("content", [b"", b"PAR1 and nothing more"], ids=["empty", "torn"])
def test_a_file_that_is_no_batch_is_an_error_that_names_it(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.parquet").write_bytes(content)

    with pytest.raises(WarehouseError, match=r"b\.parquet"):
        read_batch(tmp_path / "b.parquet")


def test_a_batch_of_an_earlier_release_has_what_came_later_empty(tmp_path: Path) -> None:
    path = tmp_path / "b.parquet"
    write_batch(path, make_batch([make_full_article()]), run_id="run", batch_id="run-1")
    _forget_topics(path)

    (row,) = read_batch(path).rows.to_pylist()

    assert row["article"]["facts"]["topics"] is None
    assert row["article"]["facts"]["acronyms"][0]["short"] == "PAK"


def test_a_batch_of_an_earlier_release_can_be_loaded(tmp_path: Path) -> None:
    path = tmp_path / "b.parquet"
    write_batch(path, make_batch([make_full_article()]), run_id="run-1", batch_id="run-1/1")
    _forget_topics(path)

    with duckdb.connect() as connection:
        migrate(connection)
        start_run(connection, run_id="run-1", flow="ingest", started_at=NOW)
        load_batch(connection, path, decide=decide, compare=compare_wordings, now=NOW)
        counts = "select (select count(*) from core.topics), (select count(*) from core.keywords)"

        assert rows(connection, counts) == [(0, 1)]


def _forget_topics(path: Path) -> None:
    """Write the batch at *path* as a release would that knew no topics."""
    table = pq.read_table(path, partitioning=None)
    stored = table.to_pylist()
    for row in stored:
        del row["article"]["facts"]["topics"]
    article = table.schema.field("article").type
    facts = pa.struct([field for field in article.field("facts").type if field.name != "topics"])
    earlier = pa.struct([pa.field("facts", facts) if field.name == "facts" else field for field in article])
    schema = table.schema.set(table.schema.get_field_index("article"), pa.field("article", earlier))
    pq.write_table(pa.Table.from_pylist(stored, schema=schema), path)


def test_identifiers_are_told_apart_by_each_of_their_parts() -> None:
    assert len({document_id("a", "b", "c"), document_id("ab", "", "c"), document_id("a", "b", "d")}) == 3
