from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.model.records import RawDocument, Rejection, Source
from tasks.sources.read import read_source

Outcome = RawDocument | Rejection


def _read(path: Path) -> list[Outcome]:
    return list(read_source(Source(target=str(path))))


def _write(path: Path, **columns: object) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def _fields(outcome: Outcome) -> dict[str, object]:
    assert isinstance(outcome, RawDocument)
    fields = json.loads(outcome.content)
    assert isinstance(fields, dict)
    return fields


def test_times_with_a_zone_are_instants_and_those_without_stay_local(tmp_path: Path) -> None:
    at = datetime(2024, 5, 2, 3, 30, tzinfo=UTC)
    path = _write(
        tmp_path / "a.parquet",
        title=["Ferry"],
        published=pa.array([at], pa.timestamp("ns", tz="America/New_York")),
        modified=pa.array([datetime(2024, 5, 2, 9, 0)], pa.timestamp("s")),  # noqa: DTZ001 - the point of it
    )

    (outcome,) = _read(path)

    assert _fields(outcome)["published"] == "2024-05-02T03:30:00+00:00"
    assert _fields(outcome)["modified"] == "2024-05-02T09:00:00"


def test_lists_structs_dates_dictionaries_and_nulls(tmp_path: Path) -> None:
    path = _write(
        tmp_path / "a.parquet",
        title=pa.array(["Ferry", None]).dictionary_encode(),
        text=pa.array([b"They return.", None], pa.binary()),
        authors=[["Ida Moen", "Pål Vik"], None],
        publisher=[{"name": "Fjord Post", "id": 1}, None],
        date=[date(2024, 5, 2), None],
        shoe_size=[43, 44],
    )

    kept, rejected = _read(path)

    assert _fields(kept) == {
        "title": "Ferry",
        "body": "They return.",
        "authors": ["Ida Moen", "Pål Vik"],
        "published": "2024-05-02",
        "source": "Fjord Post",
    }
    assert isinstance(rejected, Rejection)
    assert (rejected.reason, rejected.locator) == ("empty", f"{path}#row=2")


def test_text_that_is_no_utf8_is_read_with_replacements(tmp_path: Path) -> None:
    broken = pa.Array.from_buffers(pa.string(), 1, pa.array([b"F\xffrry"], pa.binary()).buffers())

    (outcome,) = _read(_write(tmp_path / "a.parquet", title=broken))

    assert _fields(outcome) == {"title": "F\ufffdrry"}


def test_the_order_of_day_and_month_is_decided_by_the_column(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.parquet", title=["A", "B"], date=["05/04/2018", "19/04/2018"])

    assert [outcome.hints.date_order for outcome in _read(path) if isinstance(outcome, RawDocument)] == [
        "DMY"
    ] * 2


def test_a_parquet_file_that_was_compressed_as_a_whole_is_read(tmp_path: Path) -> None:
    plain = _write(tmp_path / "a.parquet", title=["Ferry"])
    packed = tmp_path / "a.parquet.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))

    assert _fields(_read(packed)[0]) == {"title": "Ferry"}


def test_a_cut_file_is_truncated_and_an_empty_table_is_empty(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.parquet", title=["Ferry"] * 1000)
    path.write_bytes(path.read_bytes()[:-20])
    none = _write(tmp_path / "b.parquet", title=pa.array([], pa.string()))

    reasons = [outcome.reason for outcome in _read(tmp_path) if isinstance(outcome, Rejection)]

    assert reasons == ["truncated", "empty"]
    assert none.exists()


@given(st.data())
def test_a_damaged_file_never_raises(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("parquet")
    path = _write(folder / "a.parquet", title=["Ferry", "Bridge"], date=["05/04/2018", "19/04/2018"])
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)

    assert _read(path)
