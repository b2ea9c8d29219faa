"""``newsmill check``: is there anything an operator should look at? An exit code, and a line for machines."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli_guard import ExitCode, options_of
from flows.console import printable, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.alerts import Alert


def check(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line on standard output.")] = False,
    only_new: Annotated[
        bool, typer.Option("--new", help="Only what the check before did not say, for mail from cron.")
    ] = False,
) -> None:
    """Say what should be looked at: silent sources, rising rejects, a stale copy, a full disk.

    Exit code 0 when all is well, 3 when there is something.
    """
    from flows.alerts import compare_with_known, find_alerts, remember
    from tasks.run import read_clock
    from tasks.settings import load_settings

    settings = load_settings(options_of(context).home)
    alerts, over = compare_with_known(settings, find_alerts(settings))
    if only_new:
        remember(settings, alerts)
        alerts = [alert for alert in alerts if alert.is_new]
    if as_json:
        line = {
            "status": "alert" if alerts else "ok",
            "checked_at": read_clock(settings).isoformat(),
            "home": str(settings.home),
            "alerts": [_as_json(alert) for alert in alerts],
            "over": over,
        }
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    else:
        _show(alerts, is_quiet=only_new)
    if alerts:
        raise typer.Exit(ExitCode.DEGRADED)


def _as_json(alert: Alert) -> dict[str, str | bool | None]:
    since = alert.since.isoformat() if alert.since else None
    return {
        "kind": alert.kind.value,
        "subject": alert.subject,
        "text": alert.text,
        "since": since,
        "is_new": alert.is_new,
    }


def _show(alerts: Sequence[Alert], *, is_quiet: bool) -> None:
    for alert in alerts:
        say(printable(f"{alert.kind.value}: {alert.subject}: {alert.text}"))
    if not alerts and not is_quiet:
        say("All is well.")
