"""Maintenance as a flow: what waits is loaded, what is too old goes, and everything is checked."""

from __future__ import annotations

from pathlib import Path

from tasks import steps  # isort: split

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Failed

from flows.ingest import ending
from tasks.maintain import run_maintain
from tasks.model.errors import NewsError
from tasks.model.records import RunReport
from tasks.settings import load_settings


@flow(name="maintain", flow_run_name=steps.name_run, persist_result=False)
def maintain(home: str | None = None) -> State[RunReport]:
    """Delete what is too old, give back what the warehouse does not use, and run all its checks.

    Ends ``Degraded`` when a check finds offenders or a chore could not be done.

    Args:
        home: Folder of everything; NEWSMILL_HOME where it is left out.
    """
    try:
        settings = load_settings(Path(home) if home else None)
        with steps.only_writer():
            report = run_maintain(settings, pieces=steps.WITHIN_ONE_WRITER)
    except NewsError as error:
        return Failed(message=str(error))
    steps.publish_ledger(report)
    return ending(report)
