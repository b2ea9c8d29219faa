"""What the server does by itself: it ends runs that were killed, and sends on what should be looked at."""

from __future__ import annotations

from datetime import timedelta

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState, DoNothing, SendNotification
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from prefect.exceptions import ObjectNotFound

from tasks import steps  # noqa: F401  # isort: split
from tasks.model.errors import ConfigError

KILLED, ALERTS, FAILURES = "newsmill: end killed runs", "newsmill: alerts", "newsmill: failed runs"

_SILENCE = timedelta(seconds=120)  # four heartbeats
_RUN = "prefect.flow-run."
_ENDINGS = ("Completed", "Degraded", "Alert", "Failed", "Cancelled", "Cancelling", "Crashed", "TimedOut")
_SUBJECT = "Newsmill: {{ event.resource.name }}"
_BODY = "{{ event.payload.text }}"

Action = SendNotification | DoNothing


def make_automations(client: SyncPrefectClient, notify_block: str | None) -> list[str]:
    """Make or refresh the automations; alerts go to *notify_block*, or are only shown. Return lines.

    Raises :class:`ConfigError` where the server has no such block.
    """
    action = _find_action(client, notify_block)
    wanted = (_end_killed(), _send_alerts(action), _send_failures(action))
    for automation in wanted:
        known = client.read_automations_by_name(automation.name)
        if known:
            enabled = automation.model_copy(update={"enabled": known[0].enabled})  # an operator's choice
            client.update_automation(known[0].id, enabled)
        else:
            client.create_automation(automation)
    to = f"alerts go to {notify_block}" if notify_block else "alerts are shown only (notify_block is not set)"
    return [f"automations: {len(wanted)}; {to}"]


def _find_action(client: SyncPrefectClient, notify_block: str | None) -> Action:
    if notify_block is None:
        return DoNothing()
    kind, _, name = notify_block.partition("/")
    try:
        block = client.read_block_document_by_name(name, block_type_slug=kind)
    except ObjectNotFound as error:
        raise ConfigError(f"notify_block: the Prefect server has no block {notify_block!r}") from error
    return SendNotification(block_document_id=block.id, subject=_SUBJECT, body=_BODY)


def _end_killed() -> AutomationCore:
    """After a heartbeat another one is expected, or an end by any of the names that ours have."""
    return AutomationCore(
        name=KILLED,
        description="A run that gives no sign of life was killed: it ends, and its place is free",
        trigger=EventTrigger(
            after={f"{_RUN}heartbeat"},
            expect={f"{_RUN}heartbeat", *(f"{_RUN}{ending}" for ending in _ENDINGS)},
            match=ResourceSpecification({"prefect.resource.id": [f"{_RUN}*"]}),
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=_SILENCE,
        ),
        actions=[
            ChangeFlowRunState(
                name="Crashed",
                state=StateType.CRASHED,
                message="it was killed; the next run goes on from there",
                force=False,
            )
        ],
    )


def _send_alerts(action: Action) -> AutomationCore:
    return AutomationCore(
        name=ALERTS,
        description="What `newsmill check` found, when it is new",
        trigger=EventTrigger(
            expect={"newsmill.alert"}, for_each={"prefect.resource.id"}, posture=Posture.Reactive, threshold=1
        ),
        actions=[action],
    )


def _send_failures(action: Action) -> AutomationCore:
    """One failure mends itself more often than not; three within an hour do not."""
    if isinstance(action, SendNotification):
        action = action.model_copy(
            update={"body": "three runs failed within an hour: {{ flow_run.state.message }}"}
        )
    return AutomationCore(
        name=FAILURES,
        description="Three runs of a flow failed or were killed within an hour",
        trigger=EventTrigger(
            expect={f"{_RUN}Failed", f"{_RUN}Crashed"},
            match_related=ResourceSpecification(
                {"prefect.resource.role": "tag", "prefect.resource.id": "prefect.tag.newsmill"}
            ),
            for_each={"related:flow:prefect.resource.id"},
            posture=Posture.Reactive,
            threshold=3,
            within=timedelta(hours=1),
        ),
        actions=[action],
    )
