"""What is done now and then so that nothing grows for ever, and a check that all is as it should be."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from tasks.loading import check_warehouse, prune_warehouse
from tasks.mill import PLAIN, Pieces
from tasks.model.errors import ConfigError, WarehouseBusy, WarehouseError
from tasks.model.records import RunReport
from tasks.run import OnProgress, Run, open_run, read_clock
from tasks.runfolder import clear_unfinished
from tasks.settings import Settings

log = logging.getLogger(__name__)


def run_maintain(
    settings: Settings, *, on_progress: OnProgress | None = None, pieces: Pieces = PLAIN
) -> RunReport:
    """Load what waits, delete what is too old, give back what the warehouse does not use, and check it.

    What the landing zone may not keep goes by ``retention_days``, and the requests that led to it; so do the
    polled addresses of sources that are not configured any more, and what killed processes left. A check that
    finds offenders makes the run ``degraded``. Doing it again changes nothing.
    """
    if not settings.warehouse.exists():
        raise ConfigError(f"nothing is stored in {settings.home} yet: `newsmill ingest` comes first")
    with open_run(settings, flow="maintain", load=pieces.load, on_progress=on_progress) as run:
        for chore in (_clear, _expire, _prune, _compact, _check):
            with run.ledger.timed(chore.__name__.removeprefix("_")), _told(run):
                chore(run, settings)
        report = run.finish()
        if run.has_changed or not settings.published.exists():
            run.leaves_copy_behind = not pieces.refresh(settings)
    return report


@contextmanager
def _told(run: Run) -> Iterator[None]:
    """Tell of a chore that could not be done, and go on: the next one may help."""
    try:
        yield
    except WarehouseBusy as error:
        run.ledger.notes.append(f"left for the next time: {error}")
    except (OSError, WarehouseError) as error:
        run.ledger.faults.append(str(error))


def _clear(run: Run, settings: Settings) -> None:
    """Remove what killed processes left behind."""
    count = clear_unfinished(settings.spool)
    if count:
        run.ledger.notes.append(f"{count} unfinished folders removed")


def _expire(run: Run, settings: Settings) -> None:
    """Delete the archives that are older than the landing zone may keep."""
    from tasks.fetch.landing import expire

    if settings.retention_days:
        gone = expire(settings.landing, before=_too_old(settings))
        if gone:
            run.ledger.notes.append(f"{len(gone):,} archives expired")


def _prune(run: Run, settings: Settings) -> None:
    """Delete the rows that lead nowhere any more."""
    polled = [entry.name for entry in settings.sources if entry.kind.is_polled]
    is_there = cache(lambda file: Path(file).exists())
    fetches, addresses = prune_warehouse(
        settings.warehouse,
        before=_too_old(settings) if settings.retention_days else None,
        sources=polled,
        is_there=is_there,
        wait_seconds=settings.lock_wait_seconds,
    )
    run.has_changed |= bool(fetches or addresses)
    if fetches:
        run.ledger.notes.append(f"{fetches:,} requests forgotten whose answers have expired")
    if addresses:
        run.ledger.notes.append(f"{addresses:,} addresses forgotten whose sources were removed")


def _compact(run: Run, settings: Settings) -> None:
    """Give back what the warehouse does not use."""
    from tasks.warehouse.compact import compact

    spilled = settings.warehouse.with_name(f"{settings.warehouse.name}.tmp")
    if spilled.exists() and not any(spilled.iterdir()):
        spilled.rmdir()
    saved = compact(settings.warehouse, wait_seconds=settings.lock_wait_seconds)
    run.has_changed |= saved > 0
    if saved:
        run.ledger.notes.append(f"the warehouse is {saved:,} bytes smaller")


def _check(run: Run, settings: Settings) -> None:
    """Run all checks; each that finds offenders is a fault."""
    offenders = check_warehouse(settings.warehouse, wait_seconds=settings.lock_wait_seconds)
    run.ledger.faults += [f"check {name}: {count:,} offenders" for name, count in offenders.items()]
    free, needed = shutil.disk_usage(settings.home).free, settings.warehouse.stat().st_size
    if free < needed:
        run.ledger.faults.append(f"{free:,} bytes are free: a copy of the warehouse takes {needed:,}")


def _too_old(settings: Settings) -> datetime:
    return read_clock(settings) - timedelta(days=settings.retention_days)
