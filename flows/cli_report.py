"""``newsmill report``: a page to look at, and the same on the terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_guard import options_of
from flows.console import say


def report(
    context: typer.Context,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Write the page and print nothing but its path.")
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", metavar="FILE", help="Where the page goes.", show_default="reports/index.html"
        ),
    ] = None,
    figures_to: Annotated[
        Path | None,
        typer.Option("--figures", metavar="DIR", help="Also write each figure as CSV, and as SVG if drawn."),
    ] = None,
    day: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day to speak of.", show_default="the newest with news"),
    ] = None,
) -> None:
    """Write one page that needs nothing else, and print what the news says: who, how much, who said what."""
    from flows.report_files import write_report
    from flows.report_terminal import print_figures
    from tasks.settings import load_settings

    written = write_report(
        load_settings(options_of(context).home),
        now=datetime.now(UTC),
        day=day.date() if day else None,
        target=html,
        figures_to=figures_to,
    )
    if not quiet:
        print_figures(written.figures)
    say(f"The page: {written.page}")
    if written.files:
        say(f"The figures: {len(written.files)} files in {figures_to}")
