"""``newsmill report``: a page to look at, and the same on the terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from flows.cli_guard import options_of
from flows.console import say
from flows.reading import published


def report(
    context: typer.Context,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Write the page and print nothing but its path.")
    ] = False,
) -> None:
    """Write reports/index.html, and print what the news says: who, where, how much, and who said what."""
    from flows.report_queries import read_figures
    from flows.report_terminal import print_figures
    from flows.reportpage import render_page, write_page
    from tasks.settings import load_settings

    settings = load_settings(options_of(context).home)
    with published(settings) as connection:
        figures = read_figures(connection)
    target = settings.reports / "index.html"
    write_page(render_page(figures, made_at=settings.now or datetime.now(UTC)), target)
    if not quiet:
        print_figures(figures)
    say(f"The page: {target}")
