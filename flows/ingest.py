"""The scheduled run: every source is read, shaped, loaded and accounted for, and the server knows of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tasks import steps  # isort: split

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from tasks.mill import run_ingest
from tasks.model.errors import NewsError
from tasks.model.records import RunReport, RunStatus
from tasks.settings import Settings, load_settings


@flow(name="ingest", flow_run_name=steps.name_run, persist_result=False)
def ingest(
    sources: list[str] | None = None,
    all: bool = False,  # noqa: A002 - a parameter of a flow is called what the command line calls it
    files_only: bool = False,
    home: str | None = None,
) -> State[RunReport]:
    """Bring the warehouse up to date with *sources*, or with every source that is due.

    Ends ``Completed``, ``Degraded`` when something was rejected or a source gave nothing, and fails only
    when nothing could be read or the warehouse cannot be used.

    Args:
        sources: Names from sources.toml, addresses, paths or globs; every source where none is given.
        all: Read the sources that are not due, too.
        files_only: Leave the network alone, and read folders and archives only.
        home: Folder of everything; NEWSMILL_HOME where it is left out.
    """
    try:
        settings = load_settings(Path(home) if home else None)
        if files_only:
            settings = without_network(settings)
            if not settings.sources and not sources:
                return Completed(message="no folder and no archive is configured")
        with steps.Telling() as tell:
            report = run_ingest(
                settings, sources or (), everything=all, pieces=steps.RECORDED, on_progress=tell
            )
    except NewsError as error:
        return Failed(message=str(error))
    steps.publish_ledger(report)
    return ending(report)


def without_network(settings: Settings) -> Settings:
    """Return *settings* with those sources only that are files."""
    files = tuple(entry for entry in settings.sources if not entry.kind.is_polled)
    return settings.model_copy(update={"sources": files})


def ending(report: RunReport) -> State[RunReport]:
    """Return the state that a flow run with *report* ends in."""
    total = report.total
    message = (
        f"{total.read:,} read, {total.new:,} new, {total.updated:,} updated, {total.rejected:,} rejected"
    )
    if report.message:
        message += f"; {report.message}"
    match report.status:
        case RunStatus.COMPLETED:
            return Completed(message=message, data=report)
        case RunStatus.DEGRADED:
            return Completed(name="Degraded", message=message, data=report)
        case RunStatus.FAILED:
            return Failed(message=message, data=report)


def record_ingest(
    targets: Sequence[str] = (), *, everything: bool = False, home: Path | None = None
) -> RunReport:
    """Run the flow here and now, recorded by the server that ``PREFECT_API_URL`` names.

    Raises :class:`NewsError` with the flow's message when it failed before there was a ledger.
    """
    return report_of(
        ingest(
            sources=list(targets) or None, all=everything, home=str(home) if home else None, return_state=True
        )
    )


def report_of(state: State[Any]) -> RunReport:
    """Return the report of a flow that ended in *state*; raise :class:`NewsError` where there is none."""
    report = state.result(raise_on_failure=False)
    if not isinstance(report, RunReport):
        raise NewsError(state.message or f"the run ended {state.name}")
    return report
