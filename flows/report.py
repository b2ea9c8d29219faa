"""The report as a flow: the page is written anew, and the server shows where it lies."""

from __future__ import annotations

from pathlib import Path

from tasks import steps  # isort: split

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.reading import published
from flows.report_queries import read_figures
from flows.reportpage import render_page, write_page
from tasks.model.errors import NewsError
from tasks.run import read_clock
from tasks.settings import load_settings


@flow(name="report", flow_run_name=steps.name_run, persist_result=False)
def report(home: str | None = None) -> State[str]:
    """Write reports/index.html from the published copy.

    Args:
        home: Folder of everything; NEWSMILL_HOME where it is left out.
    """
    try:
        settings = load_settings(Path(home) if home else None)
        with published(settings) as connection:
            figures = read_figures(connection)
        page = settings.reports / "index.html"
        write_page(render_page(figures, made_at=read_clock(settings)), page)
    except NewsError as error:
        return Failed(message=str(error))
    steps.link_report(page)
    return Completed(message=f"written: {page}", data=str(page))
