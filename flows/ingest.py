"""The scheduled run: every source is read, shaped, loaded and accounted for, and the server knows of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tasks import steps  # isort: split

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from tasks.mill import run_ingest
from tasks.model.errors import NewsError
from tasks.model.records import RunReport, RunStatus
from tasks.settings import load_settings


@flow(name="ingest", persist_result=False)
def ingest(
    sources: list[str] | None = None,
    all: bool = False,  # noqa: A002 - a parameter of a flow is called what the command line calls it
    home: str | None = None,
) -> State[RunReport]:
    """Bring the warehouse up to date with *sources*, or with every source that is due.

    Ends ``Completed``, ``Degraded`` when something was rejected or a source gave nothing, and fails only
    when nothing could be read or the warehouse cannot be used.
    """
    try:
        settings = load_settings(Path(home) if home else None)
        report = run_ingest(settings, sources or (), everything=all, pieces=steps.RECORDED)
    except NewsError as error:
        return Failed(message=str(error))
    steps.publish_ledger(report)
    return ending(report)


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
    state = ingest(
        sources=list(targets) or None, all=everything, home=str(home) if home else None, return_state=True
    )
    report = state.result(raise_on_failure=False)
    if not isinstance(report, RunReport):
        raise NewsError(state.message or f"the run ended {state.name}")
    return report
