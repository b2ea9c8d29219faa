"""Write the report on schedule, and leave on the server where it lies and what it says first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tasks import steps  # isort: split

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.report_files import write_report
from tasks.model.errors import NewsError
from tasks.run import read_clock
from tasks.settings import load_settings


@flow(name="report", flow_run_name=steps.name_run, persist_result=False)
def report(
    day: date | None = None, target: str | None = None, figures: str | None = None, home: str | None = None
) -> State[str]:
    """Write the page of a day with news.

    Args:
        day: The day it is about; the newest with news where it is left out.
        target: File of the page; reports/index.html of the home where it is left out.
        figures: Folder for each figure as a file of its own; none are written where it is left out.
        home: Folder of everything; NEWSMILL_HOME where it is left out.
    """
    try:
        settings = load_settings(Path(home) if home else None)
        written = write_report(
            settings,
            now=read_clock(settings),
            day=day,
            target=Path(target) if target else None,
            figures_to=Path(figures) if figures else None,
        )
    except NewsError as error:
        return Failed(message=str(error))
    spoken_of = written.figures.day
    said = f"{spoken_of.on}: {spoken_of.article_count:,} articles" if spoken_of else "nothing is dated yet"
    steps.link_report(written.page.resolve(), said)
    return Completed(message=said, data=str(written.page))
