"""The Prefect tasks: thin shells around the pieces of a run. The only file here that imports Prefect.

A task is one source, one load or one refreshed copy, never one article. What goes in and out are paths
and counts, so nothing is cached or kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import tasks.quiet  # noqa: F401 - has to stand before Prefect's import

# isort: split

from prefect import get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.concurrency.asyncio import ConcurrencySlotAcquisitionError
from prefect.concurrency.sync import concurrency
from prefect.settings import get_current_settings

from tasks import loading, mill
from tasks.ledger import describe_ledger
from tasks.loading import Loaded
from tasks.model.errors import ConfigError
from tasks.model.records import RunReport, Source
from tasks.run import Run
from tasks.settings import Settings

WAREHOUSE_LIMIT = "warehouse"  # made by `newsmill deploy`: one load at a time, whatever machine it runs on
LEDGER_KEY = "ingest-ledger"
LOAD_PAUSE = 10.0  # a task run and its turn as the only writer cost up to two seconds


@task(task_run_name="take in {source.target}", cache_policy=NO_CACHE, persist_result=False)
def take_in(run: Run, source: Source) -> int:
    """Take in one source."""
    count = mill.take_in(run, source)
    get_run_logger().info("%s: %d documents", source.name or source.target, count)
    return count


@task(task_run_name="ask the network", cache_policy=NO_CACHE, persist_result=False)
def ask_network(run: Run, sources: Sequence[Source], *, is_asked_for: bool) -> int:
    """Ask the sources on the network that are due."""
    count = mill.ask_network(run, sources, is_asked_for=is_asked_for)
    get_run_logger().info("%d documents from %d sources", count, run.ledger.asked)
    return count


@task(task_run_name="load {batches[0].name}", cache_policy=NO_CACHE, persist_result=False)
def load(warehouse: Path, batches: Sequence[Path], *, now: datetime, wait_seconds: float) -> Loaded:
    """Load shaped batches, as the only one who does."""
    with only_writer():
        loaded = loading.load_spooled(warehouse, batches, now=now, wait_seconds=wait_seconds)
    get_run_logger().info("%d batches: %s", len(batches), loaded.busy or "loaded")
    return loaded


@task(task_run_name="refresh the published copy", cache_policy=NO_CACHE, persist_result=False)
def refresh_copy(settings: Settings) -> bool:
    """Refresh the copy that readers open; that is done within the lock of the file itself."""
    is_new = mill.refresh_copy(settings)
    get_run_logger().info("%s %s", settings.published, "is new" if is_new else "stays as it is")
    return is_new


RECORDED = mill.Pieces(
    take_in=take_in, ask=ask_network, load=load, refresh=refresh_copy, load_pause=LOAD_PAUSE
)


@contextmanager
def only_writer() -> Iterator[None]:
    """Hold the server's limit on writers; without a server there is none, and DuckDB's lock is enough.

    A lease that cannot be renewed does not stop a load: that very lock still keeps others out.
    """
    if not get_current_settings().api.url:
        yield
        return
    try:
        with concurrency(WAREHOUSE_LIMIT, strict=True, raise_on_lease_renewal_failure=False):
            yield
    except ConcurrencySlotAcquisitionError as error:
        raise ConfigError(
            f"the Prefect server knows no limit {WAREHOUSE_LIMIT!r}: `newsmill deploy` makes it"
        ) from error


def publish_ledger(report: RunReport) -> None:
    """Leave the ledger of *report* as an artifact of the flow run."""
    create_markdown_artifact(
        key=LEDGER_KEY, markdown=describe_ledger(report), description=f"What run {report.run_id} came to"
    )
