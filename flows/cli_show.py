"""``newsmill show``: an article with its facts marked, on the terminal or as a page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_guard import options_of
from flows.console import say
from flows.reading import published
from tasks.model.errors import ConfigError

_STANDARD_OUTPUT = Path("-")


def show(
    context: typer.Context,
    article: Annotated[
        list[str],
        typer.Argument(
            metavar="ARTICLE", help="An article_id or its beginning, an address, or words of a title."
        ),
    ],
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Write a page instead; - writes it to standard output."),
    ] = None,
    version: Annotated[
        int | None,
        typer.Option(min=1, help="An earlier wording; 1 is the oldest.", show_default="the one that stands"),
    ] = None,
) -> None:
    """Print an article with its facts marked, and why each is believed."""
    from flows.find_article import find_article
    from flows.show_article import read_article
    from tasks.settings import load_settings

    with published(load_settings(options_of(context).home)) as connection:
        article_id = find_article(connection, " ".join(article))
        shown = read_article(connection, article_id, version=version)
    if html is None:
        from flows.show_terminal import print_article

        print_article(shown)
        return
    from flows.showpage import render_article

    _write(render_article(shown), html)


def _write(page: str, target: Path) -> None:
    if target == _STANDARD_OUTPUT:
        sys.stdout.buffer.write(page.encode("utf-8"))
        sys.stdout.buffer.flush()
        return
    from flows.reportpage import write_page

    try:
        write_page(page, target)
    except OSError as error:
        raise ConfigError(f"{target} cannot be written: {error.strerror or error}") from error
    say(f"The page: {target}")
