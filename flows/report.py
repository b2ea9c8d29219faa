"""Write the report on schedule, and leave on the server where it lies and what it says first."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from tasks import steps  # isort: split

from prefect import flow
from prefect.artifacts import create_link_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.report_files import write_report
from tasks.model.errors import NewsError
from tasks.settings import load_settings

REPORT_KEY = "report"
_ = steps  # imported first: it quiets Prefect


@flow(name="report", persist_result=False)
def report(
    day: date | None = None, target: str | None = None, figures: str | None = None, home: str | None = None
) -> State[str]:
    """Write the page of *day*, or of the newest day with news, and each figure into the folder *figures*."""
    try:
        written = write_report(
            load_settings(Path(home) if home else None),
            now=datetime.now(UTC),
            day=day,
            target=Path(target) if target else None,
            figures_to=Path(figures) if figures else None,
        )
    except NewsError as error:
        return Failed(message=str(error))
    spoken_of = written.figures.day
    said = f"{spoken_of.on}: {spoken_of.article_count:,} articles" if spoken_of else "nothing is dated yet"
    create_link_artifact(
        link=written.page.resolve().as_uri(),
        link_text=said,
        key=REPORT_KEY,
        description="The report as a page",
    )
    return Completed(message=said, data=str(written.page))
