"""What the mill asks of the warehouse. Each question opens it late and closes it early.

DuckDB lets one process write, and then nobody else may even read: so nothing here holds the file longer
than its one transaction takes, and who finds it held waits for a bounded time.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tasks.model.errors import WarehouseBusy, WarehouseError
from tasks.model.polls import AddressRow, FetchRow
from tasks.model.records import Counts, RawDocument
from tasks.packing import Numbered
from tasks.runfolder import Header

if TYPE_CHECKING:
    from types import FrameType

    import duckdb

_DISK_FULL = "No space left on device"
_KEEP_TIMEZONE = (
    "update meta.settings set value = $zone where name = 'timezone' and value <> $zone returning name"
)
_LAST_SUCCESSES = (
    "select source, last_success_at from mart.source_health"
    " where last_success_at is not null and list_contains($sources, source)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a load came to: the counts of all batches by source; or who held the warehouse."""

    counts: dict[str, Counts] = field(default_factory=dict)
    busy: str = ""


class Load(Protocol):
    """How batches get into the warehouse: :func:`load_spooled`, or a task around it."""

    def __call__(
        self, warehouse: Path, batches: Sequence[Path], *, now: datetime, wait_seconds: float
    ) -> Loaded:
        """Load *batches*."""


def load_spooled(warehouse: Path, batches: Sequence[Path], *, now: datetime, wait_seconds: float) -> Loaded:
    """Load *batches* in their order, a transaction each, and take what is loaded out of the spool.

    Waits up to *wait_seconds* for a warehouse that somebody else holds; then they stay where they are.
    """
    from tasks.stories.edits import compare_wordings
    from tasks.stories.versions import decide
    from tasks.warehouse.load import load_batches

    try:
        with _opened(warehouse, wait_seconds) as connection:
            counts = load_batches(connection, batches, decide=decide, compare=compare_wordings, now=now)
            return Loaded(counts=counts)
    except WarehouseBusy as error:
        return Loaded(busy=str(error))


def group_changed(warehouse: Path, *, window_days: int, wait_seconds: float) -> int:
    """Compare what loads changed with the window around it, for copies and then for accounts of one event.

    Returns how many articles were compared for copies.
    """
    from tasks.grouping import group_articles
    from tasks.linking import link_stories

    count = 0
    while True:  # the first run after an upgrade has all that is stored to compare
        with _opened(warehouse, wait_seconds) as connection:
            compared = group_articles(connection, window_days=window_days)
            while not compared and link_stories(connection):
                pass
        count += compared
        if not compared:
            return count


def tidy_search(warehouse: Path, *, wait_seconds: float) -> int:
    """Index what an earlier release left, and put small segments together; return how many articles."""
    from tasks.warehouse.search_index import index_backlog, tidy_index

    count = 0
    while True:  # the first run after an upgrade has all that is stored to index
        with _opened(warehouse, wait_seconds) as connection:
            indexed = index_backlog(connection)
            tidy_index(connection)
        count += indexed
        if not indexed:
            return count


def find_known_documents(
    warehouse: Path, documents: Sequence[Numbered], *, wait_seconds: float
) -> set[tuple[str, str]]:
    """Return source and digest of those *documents* whose bytes became an article before."""
    from tasks.warehouse.load import find_known

    asked = [(numbered.document.source, numbered.document.sha256) for numbered in documents]
    with _opened(warehouse, wait_seconds) as connection:
        return find_known(connection, asked)


def begin_run(warehouse: Path, header: Header, *, timezone: str, wait_seconds: float) -> bool:
    """Record that a run began, and give the views the reader's *timezone*; return whether it is another."""
    from tasks.warehouse.runs import start_run

    with _opened(warehouse, wait_seconds) as connection:
        start_run(connection, run_id=header.run_id, flow=header.flow, started_at=header.started_at)
        return bool(connection.execute(_KEEP_TIMEZONE, {"zone": timezone}).fetchall())


def find_last_successes(
    warehouse: Path, sources: Sequence[str], *, wait_seconds: float
) -> dict[str, datetime]:
    """Return when each of *sources* was read last, those left out that never were."""
    if not warehouse.exists():
        return {}
    with _opened(warehouse, wait_seconds) as connection:
        return dict(connection.execute(_LAST_SUCCESSES, {"sources": list(sources)}).fetchall())


def record_run(warehouse: Path, header: Header, *, wait_seconds: float) -> None:
    """Record that a run began and, where *header* says so, how it ended."""
    from tasks.warehouse.runs import finish_run, start_run

    with _opened(warehouse, wait_seconds) as connection:
        start_run(connection, run_id=header.run_id, flow=header.flow, started_at=header.started_at)
        if header.ended_at is not None:
            finish_run(
                connection,
                run_id=header.run_id,
                state=header.state,
                ended_at=header.ended_at,
                message=header.message,
                seconds=header.seconds,
                spooled=header.spooled,
            )


def record_interruption(warehouse: Path, header: Header, *, now: datetime, wait_seconds: float) -> None:
    """Record that the run of *header* was killed, unless the warehouse knows how it ended."""
    from tasks.warehouse.runs import mark_interrupted, start_run

    with _opened(warehouse, wait_seconds) as connection:
        start_run(connection, run_id=header.run_id, flow=header.flow, started_at=header.started_at)
        mark_interrupted(connection, run_id=header.run_id, ended_at=now)


def load_polls(
    warehouse: Path,
    *,
    fetches: Sequence[FetchRow],
    addresses: Sequence[AddressRow],
    now: datetime,
    wait_seconds: float,
) -> int:
    """Load requests, and polled addresses as they stand; return how many requests were not there before."""
    from tasks.warehouse.polls import load_polls as load_rows

    with _opened(warehouse, wait_seconds) as connection:
        return load_rows(connection, fetches=fetches, addresses=addresses, now=now)


def read_waiting(
    warehouse: Path,
    quarantine_ids: Sequence[str] = (),
    *,
    since: datetime | None = None,
    sources: Sequence[str] = (),
    wait_seconds: float,
) -> list[tuple[str, str, str]]:
    """Return id, source and locator of what waits in quarantine: all of it, or what the arguments name."""
    from tasks.warehouse.ledger import read_quarantined

    with _opened(warehouse, wait_seconds) as connection:
        return read_quarantined(connection, quarantine_ids, since=since, sources=sources)


def resolve_read_again(
    warehouse: Path, quarantine_ids: Sequence[str], *, run_id: str, now: datetime, wait_seconds: float
) -> int:
    """Resolve those of *quarantine_ids* that the run *run_id* did not reject again; return how many."""
    from tasks.warehouse.ledger import resolve_retried

    with _opened(warehouse, wait_seconds) as connection:
        return resolve_retried(connection, quarantine_ids, run_id=run_id, now=now)


def find_stored_files(
    warehouse: Path, *, place: str, since: datetime | None, sources: Sequence[str], wait_seconds: float
) -> list[tuple[str, str, int]]:
    """Return source and file of what stored wordings were taken from, and how many documents of each."""
    from tasks.warehouse.replay import find_stored_files as find

    with _opened(warehouse, wait_seconds) as connection:
        return find(connection, place=place, since=since, sources=sources)


def find_carriers(
    warehouse: Path, documents: Sequence[RawDocument], *, since: datetime | None, wait_seconds: float
) -> list[tuple[str, RawDocument]]:
    """Return those of *documents* that a stored wording was taken from, with the source it is stored for.

    *since* is when it came in. Where several sources were told the same, it is there for each.
    """
    from tasks.warehouse.replay import find_carriers as find

    by_place = {(document.locator, document.sha256): document for document in documents}
    with _opened(warehouse, wait_seconds) as connection:
        found = find(connection, list(by_place), since=since)
    return [(source, by_place[locator, sha256]) for source, locator, sha256 in found]


def read_replay_changes(warehouse: Path, run_id: str, *, wait_seconds: float) -> dict[str, int]:
    """Return how many wordings came out otherwise in the replay *run_id*, by table of ``core``."""
    from tasks.warehouse.replay import read_replay_changes as read

    with _opened(warehouse, wait_seconds) as connection:
        return read(connection, run_id=run_id)


def prune_warehouse(
    warehouse: Path,
    *,
    before: datetime | None,
    sources: Sequence[str],
    is_there: Callable[[str], bool],
    wait_seconds: float,
) -> tuple[int, int]:
    """Delete the requests from *before* whose answers are gone, and the addresses of all but *sources*.

    Return how many of each. Without *before* no request goes, without *sources* no address.
    """
    from tasks.warehouse.prune import prune_addresses, prune_fetches

    with _opened(warehouse, wait_seconds) as connection:
        fetches = prune_fetches(connection, before=before, is_there=is_there) if before else 0
        addresses = prune_addresses(connection, sources=sources) if sources else 0
        connection.execute("checkpoint")
    return fetches, addresses


def check_warehouse(warehouse: Path, *, wait_seconds: float) -> dict[str, int]:
    """Run the checks of ``sql/checks``; return how many offenders each has that has any."""
    from tasks.warehouse.checks import run_checks

    with _opened(warehouse, wait_seconds) as connection:
        return {name: len(rows) for name, rows in run_checks(connection).items() if rows}


def find_unstored(
    warehouse: Path, *, start: datetime, end: datetime, sources: Sequence[str], wait_seconds: float
) -> list[tuple[str, str, str]]:
    """Return source, address and locator of pages landed from *start* to *end* that are stored nowhere."""
    from tasks.warehouse.missing import find_unstored as find

    with _opened(warehouse, wait_seconds) as connection:
        return find(connection, start=start, end=end, sources=sources)


def find_unknown(
    warehouse: Path, addresses: Sequence[tuple[str, str]], *, wait_seconds: float
) -> set[tuple[str, str]]:
    """Return those of *addresses* (source and address) that no stored article has."""
    from tasks.warehouse.missing import find_unknown as find

    with _opened(warehouse, wait_seconds) as connection:
        return find(connection, addresses)


@contextmanager
def _opened(warehouse: Path, wait_seconds: float) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open *warehouse*; what DuckDB raises becomes a :class:`WarehouseError`, a full disk above all."""
    import duckdb  # not for `newsmill --help`

    from tasks.warehouse.connect import open_warehouse

    try:
        with open_warehouse(warehouse, wait_seconds=wait_seconds) as connection, uninterrupted():
            yield connection
    except duckdb.Error as error:
        said = str(error)
        if _DISK_FULL in said:
            raise WarehouseError(
                f"{warehouse}: no space is left on the disk; nothing is lost: free some and run again"
            ) from error
        raise WarehouseError(f"{warehouse}: {said.splitlines()[0]}") from error


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let Ctrl-C wait for the end of the block: in the middle of a query DuckDB makes another error of it.

    A second Ctrl-C does not wait.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        if waiting:
            raise KeyboardInterrupt
        waiting.append(number)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if waiting:
        raise KeyboardInterrupt
