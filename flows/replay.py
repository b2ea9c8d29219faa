"""The replay as a flow: after a rule changed, what is stored is shaped and stated anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tasks import steps  # isort: split

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Failed

from flows.ingest import ending, report_of
from tasks.model.errors import NewsError
from tasks.model.records import RunReport
from tasks.replay import run_replay
from tasks.retry import run_retry
from tasks.settings import load_settings


@flow(name="replay", flow_run_name=steps.name_run, persist_result=False)
def replay(
    since: datetime | None = None,
    sources: list[str] | None = None,
    quarantine: bool = False,
    home: str | None = None,
) -> State[RunReport]:
    """Shape stored documents again, those that came in *since* then and of *sources*; or the *quarantine*.

    Args:
        since: Only what came in from then on.
        sources: Names from sources.toml; all of them where none is given.
        quarantine: Read what was rejected instead.
        home: Folder of everything; NEWSMILL_HOME where it is left out.
    """
    try:
        settings = load_settings(Path(home) if home else None)
        if quarantine:
            report = run_retry(settings, sources=sources or (), since=since, pieces=steps.RECORDED)
        else:
            report = run_replay(settings, since=since, sources=sources or (), pieces=steps.RECORDED)
    except NewsError as error:
        return Failed(message=str(error))
    steps.publish_ledger(report)
    return ending(report)


def record_replay(
    *,
    since: datetime | None = None,
    sources: Sequence[str] = (),
    quarantine: bool = False,
    home: Path | None = None,
) -> RunReport:
    """Run the flow here and now, recorded by the server that ``PREFECT_API_URL`` names.

    Raises :class:`NewsError` with the flow's message when it failed before there was a ledger.
    """
    return report_of(
        replay(
            since=since,
            sources=list(sources) or None,
            quarantine=quarantine,
            home=str(home) if home else None,
            return_state=True,
        )
    )
