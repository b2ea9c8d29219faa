"""The check as a flow: what is amiss becomes events, which automations can act on, and a table."""

from __future__ import annotations

from pathlib import Path

from tasks import steps  # isort: split

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.alerts import compare_with_known, find_alerts, remember
from flows.source_rows import read_source_rows
from tasks.model.errors import NewsError
from tasks.settings import load_settings

ALERTS_KEY, SOURCES_KEY = "alerts", "sources"


@flow(name="check", flow_run_name=steps.name_run, persist_result=False)
def check(home: str | None = None) -> State[int]:
    """Look at sources, spool, copy and disk. Ends ``Alert`` where something should be looked at.

    What is new since the last check, or over, becomes an event: ``newsmill.alert``, ``newsmill.alert.over``.

    Args:
        home: Folder of everything; NEWSMILL_HOME where it is left out.
    """
    try:
        settings = load_settings(Path(home) if home else None)
        alerts, over = compare_with_known(settings, find_alerts(settings))
        for alert in alerts:
            if alert.is_new:
                steps.tell_alert(alert.kind.value, alert.subject, alert.text)
        for key in over:
            kind, _, subject = key.partition(" ")
            steps.tell_alert(kind, subject, "over", is_over=True)
        remember(settings, alerts)  # told first: who is killed in between tells it twice
        sources = read_source_rows(settings)
    except NewsError as error:
        return Failed(message=str(error))
    rows = [
        {
            "kind": one.kind.value,
            "subject": one.subject,
            "what": one.text,
            "since": f"{one.since:%Y-%m-%d %H:%M}",
        }
        for one in alerts
    ]
    steps.publish_table(ALERTS_KEY, rows, "What should be looked at")
    steps.publish_table(
        SOURCES_KEY, sources, "Each source: last success, rhythm, next due, failures, novelty"
    )
    if alerts:
        said = "; ".join(f"{alert.kind.value} {alert.subject}" for alert in alerts[:5])
        return Completed(name="Alert", message=f"{len(alerts)} to look at: {said}", data=len(alerts))
    return Completed(message="all is well", data=0)
