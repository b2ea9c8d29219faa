"""The backfill as a flow: what is missing of some days is fetched, or read from where it was landed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tasks import steps  # isort: split

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Failed

from flows.ingest import ending, report_of
from tasks.backfill import Days, run_backfill
from tasks.model.errors import NewsError
from tasks.model.records import RunReport
from tasks.settings import load_settings


@flow(name="backfill", flow_run_name=steps.name_run, persist_result=False)
def backfill(
    first: date,
    last: date,
    sources: list[str] | None = None,
    home: str | None = None,
) -> State[RunReport]:
    """Take in what is missing of some days. What is stored costs no request.

    Args:
        first: First day (UTC).
        last: Last day (UTC), included.
        sources: Names from sources.toml; all of them where none is given.
        home: Folder of everything; NEWSMILL_HOME where it is left out.
    """
    try:
        settings = load_settings(Path(home) if home else None)
        days = Days(first=first, last=last)
        report = run_backfill(settings, days, sources=sources or (), pieces=steps.RECORDED)
    except NewsError as error:
        return Failed(message=str(error))
    steps.publish_ledger(report)
    return ending(report)


def record_backfill(
    first: date, last: date, *, sources: Sequence[str] = (), home: Path | None = None
) -> RunReport:
    """Run the flow here and now, recorded by the server that ``PREFECT_API_URL`` names.

    Raises :class:`NewsError` with the flow's message when it failed before there was a ledger.
    """
    return report_of(
        backfill(
            first=first,
            last=last,
            sources=list(sources) or None,
            home=str(home) if home else None,
            return_state=True,
        )
    )
