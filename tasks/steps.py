"""The Prefect tasks: thin shells around the pieces of a run. The only file here that imports Prefect.

A task is one source, one load or one refreshed copy, never one article. What goes in and out are paths
and counts, so nothing is cached or kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import monotonic
from uuid import UUID

import tasks.quiet  # noqa: F401 - has to stand before Prefect's import

# isort: split

from prefect import get_run_logger, task
from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.cache_policies import NO_CACHE
from prefect.concurrency.asyncio import ConcurrencySlotAcquisitionError
from prefect.concurrency.sync import concurrency
from prefect.events import emit_event
from prefect.runtime import flow_run
from prefect.settings import get_current_settings

from tasks import loading, mill
from tasks.ledger import Progress, describe_ledger
from tasks.loading import Loaded
from tasks.model.errors import ConfigError
from tasks.model.records import RunReport, Source
from tasks.online import Prepare
from tasks.run import Run
from tasks.settings import Settings

WAREHOUSE_LIMIT = "warehouse"  # made by `newsmill deploy`: one load at a time, whatever machine it runs on
LEDGER_KEY = "ingest-ledger"
REPORT_KEY, PROGRESS_KEY = "report", "progress"
_TOLD_EVERY = 15.0  # seconds
LOAD_PAUSE = 10.0  # a task run and its turn as the only writer cost up to two seconds


@task(task_run_name="take in {source.target}", cache_policy=NO_CACHE, persist_result=False)
def take_in(run: Run, source: Source) -> int:
    """Take in one source."""
    count = mill.take_in(run, source)
    get_run_logger().info("%s: %d documents", source.name or source.target, count)
    return count


@task(task_run_name="ask the network", cache_policy=NO_CACHE, persist_result=False)
def ask_network(
    run: Run, sources: Sequence[Source], *, is_asked_for: bool, prepare: Prepare | None = None
) -> int:
    """Ask the sources on the network that are due."""
    count = mill.ask_network(run, sources, is_asked_for=is_asked_for, prepare=prepare)
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


WITHIN_ONE_WRITER = mill.Pieces(refresh=refresh_copy)  # for a flow that is the only writer all along


def name_run() -> str:
    """Return what the flow run under way is called: the flow, what it is about, and when it was due."""
    said = flow_run.get_parameters() or {}
    if "first" in said:
        about = f"{said['first']} to {said['last']}"
    elif said.get("sources"):
        about = ", ".join(said["sources"])[:80]
    else:
        about = next((name for name in ("all", "quarantine", "files_only") if said.get(name)), "")
    due = flow_run.get_scheduled_start_time()
    parts = (flow_run.get_flow_name(), about.replace("_", " "), f"{due:%Y-%m-%d %H:%M}" if due else "")
    return " ".join(filter(None, parts))


class Telling:
    """Shows how far a run is as an artifact that grows, once the run takes long enough to be asked about."""

    def __init__(self) -> None:
        self._artifact: UUID | None = None
        self._told_at = monotonic()

    def __enter__(self) -> Telling:
        return self

    def __exit__(self, *_: object) -> None:
        if self._artifact is not None:
            update_progress_artifact(self._artifact, progress=100.0)

    def __call__(self, far: Progress) -> None:
        """Show how *far* the run is: what is loaded of what was read."""
        now = monotonic()
        if now - self._told_at < _TOLD_EVERY:
            return
        self._told_at = now
        share = 100.0 * far.loaded / max(far.read, 1)
        said = f"{far.read:,} read, {far.loaded:,} loaded, {far.rejected:,} rejected; at {far.where}"
        if self._artifact is None:
            made = create_progress_artifact(progress=share, key=PROGRESS_KEY, description=said)
            self._artifact = made if isinstance(made, UUID) else None
        else:
            update_progress_artifact(self._artifact, progress=share, description=said)


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


def link_report(page: Path, said: str) -> None:
    """Leave the way to the report, and what it says first, as an artifact of the flow run."""
    create_link_artifact(
        key=REPORT_KEY, link=page.as_uri(), link_text=said, description="The report as a page"
    )


def publish_table(key: str, rows: Sequence[Mapping[str, str]], description: str) -> None:
    """Leave *rows* as a table of the flow run."""
    create_table_artifact(key=key, table=[dict(row) for row in rows], description=description)


def tell_alert(kind: str, subject: str, text: str, *, is_over: bool = False) -> None:
    """Tell the server of an alert, or that it is over; its automations may tell others."""
    emit_event(
        event="newsmill.alert.over" if is_over else "newsmill.alert",
        resource={
            "prefect.resource.id": f"newsmill.alert.{kind}.{subject}",
            "prefect.resource.name": f"{kind}: {subject}",
            "newsmill.kind": kind,
        },
        payload={"kind": kind, "subject": subject, "text": text},
    )
