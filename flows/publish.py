"""Refresh the copy that readers open, when the runs that changed the warehouse had to leave it."""

from __future__ import annotations

from pathlib import Path

from tasks import steps  # isort: split

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from tasks.model.errors import NewsError
from tasks.settings import load_settings


@flow(name="publish", flow_run_name=steps.name_run, persist_result=False)
def publish(home: str | None = None) -> State[bool]:
    """Refresh the published copy if the warehouse was written to since, however young the copy is.

    Args:
        home: Folder of everything; NEWSMILL_HOME where it is left out.
    """
    try:
        settings = load_settings(Path(home) if home else None)
        is_new = steps.refresh_copy(settings.model_copy(update={"publish_every_seconds": 0}))
    except NewsError as error:
        return Failed(message=str(error))
    return Completed(message="published" if is_new else "the copy is current", data=is_new)
