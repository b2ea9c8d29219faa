from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks.model.errors import ConfigError
from tasks.runfolder import Header, RunFolder, take_over

DAY = datetime(2026, 3, 12, 9, tzinfo=UTC)


def make(spool: Path, run_id: str = "run-1") -> RunFolder:
    return RunFolder.create(spool, Header(run_id=run_id, flow="ingest", started_at=DAY))


def test_a_folder_without_batches_goes_with_its_run(tmp_path: Path) -> None:
    make(tmp_path).close()

    assert list(tmp_path.iterdir()) == []


def test_batches_wait_for_the_next_run_in_their_order(tmp_path: Path) -> None:
    folder = make(tmp_path)
    for number in (2, 1, 10):
        folder.batch_path(number).touch()
    folder.close()

    (found,) = take_over(tmp_path)

    assert [path.name for path in found.batches()] == [f"batch-{n:06d}.parquet" for n in (1, 2, 10)]
    assert (found.header.run_id, found.header.started_at) == ("run-1", DAY)
    found.close()


def test_a_run_that_lives_is_left_alone(tmp_path: Path) -> None:
    folder = make(tmp_path)

    assert list(take_over(tmp_path)) == []
    folder.close()


def test_how_a_run_ended_is_kept_for_whoever_can_record_it(tmp_path: Path) -> None:
    folder = make(tmp_path)
    folder.note_end(
        Header(
            run_id="run-1", flow="ingest", started_at=DAY, ended_at=DAY, state="degraded", spooled={"desk": 3}
        )
    )
    folder.close()

    (found,) = take_over(tmp_path)

    assert (found.header.state, found.header.ended_at, found.header.spooled) == ("degraded", DAY, {"desk": 3})
    found.release()
    found.close()
    assert list(tmp_path.iterdir()) == []


def test_a_header_that_a_power_cut_took_is_made_up_from_the_name(tmp_path: Path) -> None:
    folder = make(tmp_path)
    folder.batch_path(1).touch()
    (folder.path / "run.json").write_text("", encoding="utf-8")
    folder.close()

    (found,) = take_over(tmp_path)

    assert (found.header.run_id, found.header.ended_at) == ("run-1", None)
    found.close()


def test_a_spool_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "spool").touch()

    with pytest.raises(ConfigError, match="run-1 cannot be made"):
        make(tmp_path / "spool")
