"""The run: sources are read, shaped, loaded and accounted for. Plain functions, with no server behind them.

A run goes batch by batch, and each batch goes one way: read and numbered (``intake``), shaped by a worker
into the spool (``workers``, ``packing``), loaded in the order in which it was read (``loading``). A flow
that records what happens hands in its own :class:`Pieces`, and goes the same way.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, Protocol

from tasks.intake import read_chunks
from tasks.loading import Load, find_last_successes, load_spooled
from tasks.model.errors import ConfigError, WarehouseBusy
from tasks.model.records import RunReport, Source
from tasks.run import OnProgress, Run, open_run, read_clock
from tasks.settings import STANDARD_INPUT, Settings

if TYPE_CHECKING:
    from tasks.online import Prepare

POLL_STATE = "state.sqlite"  # there once the network was asked: a killed run may have left something

log = logging.getLogger(__name__)


# ------------------------------------------------------------------------------------ the pieces


class TakeIn(Protocol):
    """How a source is taken in: :func:`take_in`, or a task around it."""

    def __call__(self, run: Run, source: Source) -> int:
        """Take in *source*."""


class AskNetwork(Protocol):
    """How the network is asked: :func:`ask_network`, or a task around it."""

    def __call__(
        self, run: Run, sources: Sequence[Source], *, is_asked_for: bool, prepare: Prepare | None = None
    ) -> int:
        """Ask *sources*."""


class Refresh(Protocol):
    """How the published copy is refreshed: :func:`refresh_copy`, or a task around it."""

    def __call__(self, settings: Settings) -> bool:
        """Refresh the copy."""


def take_in(run: Run, source: Source) -> int:
    """Read *source* to its end and have it shaped and loaded; return how many documents it gave.

    The last of them may be under way still when this returns: :meth:`Run.finish` waits for them.
    """
    first = run.ledger.read
    for chunk in read_chunks(source, first=first + 1, size=run.settings.batch_size):
        run.take(chunk, source)
    run.send_off()
    came = run.ledger.read - first
    if not came:
        run.ledger.silent.append(source.name or source.target)
    return came


def ask_network(
    run: Run, sources: Sequence[Source], *, is_asked_for: bool, prepare: Prepare | None = None
) -> int:
    """Ask those of *sources* that are due, or all, have what comes loaded, and return how much it was."""
    from tasks.online import take_in_network  # with the client: reading files starts faster without

    return take_in_network(run, sources, is_asked_for=is_asked_for, prepare=prepare)


def refresh_copy(settings: Settings) -> bool:
    """Refresh the published copy unless it is young enough; return whether that was done.

    What stays undone is left to the next run.
    """
    from tasks.warehouse.publish import publish

    try:
        return publish(
            settings.warehouse,
            settings.published,
            min_interval_seconds=settings.publish_every_seconds,
            now=read_clock(settings),
            wait_seconds=settings.lock_wait_seconds,
        )
    except WarehouseBusy as error:
        log.warning("%s; the published copy stays as it is", error)
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """What a run is put together from."""

    take_in: TakeIn = take_in
    ask: AskNetwork = ask_network
    load: Load = load_spooled
    refresh: Refresh = refresh_copy
    load_pause: float = 0.0  # seconds between two loads at least: each of them may cost more than itself


PLAIN = Pieces()


# --------------------------------------------------------------------------------------- ingest


def run_ingest(
    settings: Settings,
    targets: Sequence[str] = (),
    *,
    everything: bool = False,
    workers: int | None = None,
    on_progress: OnProgress | None = None,
    pieces: Pieces = PLAIN,
) -> RunReport:
    """Bring the warehouse up to date with *targets* (sources by name, addresses, paths, globs, ``-``).

    Without targets that is every source that is due, or with *everything* every source there is. Running
    it again changes nothing. Raises :class:`ConfigError` where there is nothing to read or the disk takes
    nothing, :class:`WarehouseError` where the warehouse cannot be used; what is in the spool by then is
    loaded by the next run.
    """
    if workers is not None:
        settings = settings.model_copy(update={"workers": workers})
    sources = [land_input(settings, source) for source in pick_due(settings, targets, everything=everything)]
    with open_run(
        settings, flow="ingest", load=pieces.load, on_progress=on_progress, load_pause=pieces.load_pause
    ) as run:
        polled = [source for source in sources if source.kind.is_polled]
        if polled or (not targets and (settings.landing / POLL_STATE).exists()):
            pieces.ask(run, polled, is_asked_for=bool(targets) or everything)
        for source in sources:
            if not source.kind.is_polled:
                pieces.take_in(run, source)
        report = run.finish()
        if run.has_changed or not settings.published.exists():
            with run.ledger.timed("publish"):
                run.leaves_copy_behind = not pieces.refresh(settings)
    return replace(report, seconds=dict(run.ledger.seconds))


def pick_due(settings: Settings, targets: Sequence[str], *, everything: bool) -> list[Source]:
    """Return the sources that *targets* name; without any those whose ``min_interval_seconds`` are over.

    Sources on the network are among them in any case: what is due of them is decided when they are asked.
    """
    sources = list(settings.pick(targets))
    rhythms = {
        entry.name: entry.min_interval_seconds for entry in settings.sources if not entry.kind.is_polled
    }
    if targets or everything or not any(rhythms.values()):
        return sources
    try:
        last = find_last_successes(settings.warehouse, list(rhythms), wait_seconds=settings.lock_wait_seconds)
    except WarehouseBusy as error:
        log.warning("%s; all sources are read", error)
        return sources
    now = read_clock(settings)

    def is_due(source: Source) -> bool:
        name = source.name or source.target
        return name not in rhythms or name not in last or (now - last[name]).total_seconds() >= rhythms[name]

    return [source for source in sources if is_due(source)]


def land_input(settings: Settings, source: Source, *, stream: BinaryIO | None = None) -> Source:
    """Return *source*, or where it is standard input, the file that its bytes were landed in."""
    from tasks.sources.files import land_stream

    if source.target != STANDARD_INPUT:
        return source
    try:
        landed = land_stream(stream or sys.stdin.buffer, settings.landing, now=read_clock(settings))
    except OSError as error:
        raise ConfigError(f"standard input cannot be kept in {settings.landing}: {error.strerror}") from error
    return replace(source, target=str(landed))
