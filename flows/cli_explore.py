"""``newsmill explore``: the published copy in a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli_guard import options_of
from flows.console import say


def explore(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="A loopback address; nobody else is served.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="0 takes one that is free.", show_default="a free one")
    ] = 0,
    seconds: Annotated[float, typer.Option(min=0.1, max=600, help="What a question may take.")] = 10.0,
) -> None:
    """Search, articles with their facts, names, stories, sources and SQL, in a browser on this machine."""
    from flows.explore.serve import serve
    from tasks.settings import load_settings

    serve(
        load_settings(options_of(context).home),
        host=host,
        port=port,
        seconds=seconds,
        announce=lambda url: say(f"Explore at {url} (control and C ends it)"),
    )
