"""What a Prefect server needs before it can run us: the work pool, the limit, the deployments."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tasks import steps  # isort: split

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectAlreadyExists
from prefect.settings import get_current_settings
from prefect.workers.process import ProcessWorker

from flows.automations import make_automations
from flows.services import WORK_POOL
from tasks.model.errors import ConfigError
from tasks.settings import Settings

_CHECKOUT = Path(__file__).resolve().parents[1]
_NEXT = f"start a worker: prefect worker start --pool {WORK_POOL}"


def deploy(settings: Settings) -> list[str]:
    """Make or refresh all that the server of ``PREFECT_API_URL`` needs; return what was done, in lines.

    Doing it again changes nothing. Raises :class:`ConfigError` without a server, or where it says no.
    """
    url = get_current_settings().api.url
    if not url:
        raise ConfigError(
            "PREFECT_API_URL is not set: start a server (prefect server start) and name it, "
            "for instance PREFECT_API_URL=http://127.0.0.1:4200/api"
        )
    try:
        with get_client(sync_client=True) as client:
            lines = [_make_work_pool(client), *make_automations(client, settings.notify_block)]
        lines.append(make_limit())
    except OSError as error:
        raise ConfigError(f"no Prefect server answers at {url}: {error}") from error
    return [*lines, *_deploy_all(settings), _NEXT]


def _make_work_pool(client: SyncPrefectClient) -> str:
    pool = WorkPoolCreate(
        name=WORK_POOL, type="process", base_job_template=ProcessWorker.get_default_base_job_template()
    )
    try:
        client.create_work_pool(pool)
    except ObjectAlreadyExists:
        return f"work pool {WORK_POOL} is there"
    return f"work pool {WORK_POOL} made"


def make_limit() -> str:
    """Make the limit that lets one load through at a time; return what was done."""
    with get_client(sync_client=True) as client:
        client.upsert_global_concurrency_limit_by_name(steps.WAREHOUSE_LIMIT, 1)
    return f"concurrency limit {steps.WAREHOUSE_LIMIT}: one at a time"


def _deploy_all(settings: Settings) -> list[str]:
    """Register what ``prefect.yaml`` names, with this checkout and the home of *settings*."""
    went = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"],
        cwd=_CHECKOUT,
        env={
            **os.environ,
            "NEWSMILL_CHECKOUT": str(_CHECKOUT),
            "NEWSMILL_HOME": str(settings.home),
            "NEWSMILL_TIMEZONE": settings.timezone,
            "PREFECT_CLI_COLORS": "false",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if went.returncode != 0:
        raise ConfigError(f"prefect.yaml could not be deployed:\n{went.stdout}{went.stderr}")
    return [f"deployments of {_CHECKOUT / 'prefect.yaml'}, home {settings.home}"]
