"""The network's part of a run: a sweep over the sources that are due, taken in like files.

What a sweep landed is remembered until the spool holds it, so a run that is killed loses nothing: the next
one takes that in before it asks anybody.
"""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from tasks.fetch.client import Client
from tasks.fetch.landing import LandingZone, expire, repair
from tasks.intake import Chunk
from tasks.loading import load_polls
from tasks.model.errors import ConfigError, WarehouseBusy, WarehouseError
from tasks.model.polls import AddressRow, read_fetch_row
from tasks.model.records import Source
from tasks.polling.poll import pick_due_sources, poll
from tasks.polling.records import AddressState, Polled
from tasks.polling.state import PollState
from tasks.polling.sweep import Sweep
from tasks.run import Run, read_clock
from tasks.settings import Settings

_LOCK = "polling.lock"
_LOCK_PAUSE = 0.2
_ROWS = 10_000  # requests to a load

log = logging.getLogger(__name__)


Prepare = Callable[[PollState], None]


class _Taken(NamedTuple):
    """A chunk of what came, and the last source in it."""

    chunk: Chunk
    where: Source


def take_in_network(
    run: Run, sources: Sequence[Source], *, is_asked_for: bool, prepare: Prepare | None = None
) -> int:
    """Ask those of *sources* that are due, or with *is_asked_for* all, and return how much came.

    *prepare* may change what is remembered before anything is asked.

    When this returns, all of it lies in the spool at least.
    """
    settings, first = run.settings, run.ledger.read
    with _only_sweep(settings, run.run_id) as is_ours:
        if not is_ours:
            run.ledger.notes.append("another run asks the network at the moment; that is left to it")
            return 0
        zone = LandingZone(settings.landing, run_id=run.run_id)
        with PollState.open(settings.landing) as state, zone:
            if prepare is not None:
                prepare(state)
            sweep = _begin(settings, state, zone, run.run_id, is_asked_for=is_asked_for)
            due = pick_due_sources(state, sources, sweep)
            run.on_spooled = state.settle
            try:
                with run.ledger.timed("fetch"), _disk_trouble(settings.landing):
                    outcomes = poll(
                        due,
                        sweep,
                        open_client=lambda sweep: make_client(settings, sweep),
                        source_of=_source_of(settings),
                    )
                    with closing(outcomes):
                        for taken in _chunks(outcomes, first=first + 1, size=settings.batch_size):
                            run.take(taken.chunk, taken.where)
                run.drain()
            finally:
                run.on_spooled = None
            _tell(run, sweep)
            load_what_was_asked(run, state, [name for name in sweep.asked if settings.entry(name)])
        _expire(settings)
    return run.ledger.read - first


@contextmanager
def _disk_trouble(landing: Path) -> Iterator[None]:
    """Say what the disk said as a sentence."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise WarehouseError(
            f"{landing} cannot be written: {said}; what lies there is taken in by the next run"
        ) from error


def _begin(
    settings: Settings, state: PollState, zone: LandingZone, run_id: str, *, is_asked_for: bool
) -> Sweep:
    return Sweep(
        state=state,
        zone=zone,
        clock=lambda: read_clock(settings),
        run_id=run_id,
        recheck_hours=settings.recheck_hours,
        is_asked_for=is_asked_for,
        ends_at=None if is_asked_for else time.monotonic() + settings.sweep_seconds,
    )


def make_client(settings: Settings, sweep: Sweep | None = None) -> Client:
    """Return a client as *settings* want it; one of a sweep remembers what robots.txt said."""
    return Client(
        clock=lambda: read_clock(settings),
        user_agent=settings.user_agent,
        contact=settings.contact,
        limits=settings.fetch_limits,
        allow=settings.allow,
        host_delay_seconds=settings.host_delay_seconds,
        concurrency=settings.concurrency,
        robots_cache=sweep.state if sweep else None,
        on_robots=sweep.note_robots if sweep else None,
    )


def _source_of(settings: Settings) -> Callable[[str], Source | None]:
    def source_of(name: str) -> Source | None:
        entry = settings.entry(name)
        return settings.pick([name])[0] if entry is not None and entry.kind.is_polled else None

    return source_of


def _chunks(outcomes: Iterator[Polled], *, first: int, size: int) -> Iterator[_Taken]:
    chunk, where = Chunk(), Source(target="")
    for sequence, polled in enumerate(outcomes, first):
        chunk.add(sequence, polled.outcome)
        if polled.receipt_id is not None:
            chunk.receipts.append(polled.receipt_id)
        where = Source(target=polled.source, name=polled.source)
        if chunk.is_full(size):
            yield _Taken(chunk, where)
            chunk = Chunk()
    if len(chunk):
        yield _Taken(chunk, where)


def _tell(run: Run, sweep: Sweep) -> None:
    """Put into the ledger who gave no answer, and what else is worth saying."""
    ledger = run.ledger
    ledger.asked += sweep.asked_count
    ledger.unanswered |= sweep.silent
    if sweep.is_asked_for:  # who asked for it wants to know
        ledger.unanswered |= {name: said for name, said in sweep.deferred.items() if name not in sweep.silent}
    elif sweep.deferred:
        count = len(sweep.deferred)
        ledger.notes.append(f"{count} source{'s' * (count > 1)} asked for patience")
    failed = sweep.failed_pages.total()
    if failed:
        ledger.notes.append(f"{failed} page{'s' * (failed > 1)} could not be had")
    if sweep.asked:
        log.info("%d sources asked, %d requests", len(sweep.asked), sweep.requests)


# ------------------------------------------------------------------------- rows for the warehouse


def load_what_was_asked(run: Run, state: PollState, names: Sequence[str]) -> None:
    """Load the requests that wait in *state*, and how the addresses of the sources *names* stand.

    What a busy warehouse does not take waits for the next run.
    """
    addresses = [_row_of(state, one) for one in state.addresses(names)] if names else []
    try:
        while True:
            waiting = state.waiting_fetches(most=_ROWS)
            if not waiting and not addresses:
                return
            count = load_polls(
                run.settings.warehouse,
                fetches=[read_fetch_row(row) for row in waiting],
                addresses=addresses,
                now=read_clock(run.settings),
                wait_seconds=run.settings.lock_wait_seconds,
            )
            run.has_changed |= count > 0
            state.drop_fetches(row["fetch_id"] for row in waiting)
            addresses = []
    except WarehouseBusy as error:
        log.info("%s; what was asked is loaded by the next run", error)


def _row_of(state: PollState, one: AddressState) -> AddressRow:
    moves = state.moves(one.source, one.url) if one.address != one.url else []
    old, _, moved_at = moves[-1] if moves else (None, None, None)
    return AddressRow(
        source=one.source,
        url=one.url,
        kind=one.kind,
        address=one.address,
        parent=one.parent,
        status=one.status.value,
        moved_from=old,
        moved_at=moved_at,
        failure_count=one.failures,
        last_outcome=one.last_outcome,
        last_error=one.last_error if one.failures or one.next_due_at is None else None,
        last_asked_at=one.asked_at,
        last_success_at=one.succeeded_at,
        next_due_at=one.next_due_at,
        held_until=one.held_until,
    )


# ---------------------------------------------------------------------------------- one at a time


@contextmanager
def _only_sweep(settings: Settings, run_id: str) -> Iterator[bool]:
    """Keep other runs of this home from asking meanwhile; yield whether that is ours to do.

    The file names the run that holds it, so that after a kill the end of its archive can be mended.
    """
    path = settings.landing / _LOCK
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise ConfigError(f"{path} cannot be made: {error.strerror or error}") from error
    try:
        if not _lock(handle, settings.lock_wait_seconds):
            yield False
            return
        killed = os.read(handle, 200).decode("ascii", "replace").strip()
        if killed:
            _mend(settings.landing, killed)
        _write(handle, run_id)
        yield True
        _write(handle, "")
    finally:
        os.close(handle)


def _lock(handle: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(_LOCK_PAUSE)
        else:
            return True


def _write(handle: int, text: str) -> None:
    os.ftruncate(handle, 0)
    os.pwrite(handle, text.encode("ascii"), 0)


def _mend(landing: Path, run_id: str) -> None:
    """Cut what a killed run left half written."""
    for path in landing.glob(f"*/*/*/newsmill-{glob_safe(run_id)}-*.warc.gz"):
        repair(path)


def glob_safe(run_id: str) -> str:
    """Return *run_id* without what a pattern would take for more than itself.

    >>> glob_safe("20260312T090000-1f2e")
    '20260312T090000-1f2e'
    """
    return "".join(letter for letter in run_id if letter.isalnum() or letter in "-_.")


def _expire(settings: Settings) -> None:
    if settings.retention_days:
        expire(settings.landing, before=read_clock(settings) - timedelta(days=settings.retention_days))
