"""``newsmill show``: an article with its facts marked, on the terminal or as a page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli_guard import options_of
from flows.console import say
from flows.reading import published
from tasks.model.errors import ConfigError

if TYPE_CHECKING:
    import duckdb

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
    from flows.show_article import read_article
    from tasks.settings import load_settings

    with published(load_settings(options_of(context).home)) as connection:
        article_id = _choose(connection, " ".join(article).strip())
        shown = read_article(connection, article_id, version=version)
    if html is None:
        from flows.show_terminal import print_article

        print_article(shown)
        return
    from flows.showpage import render_article

    _write(render_article(shown), html)


def _choose(connection: duckdb.DuckDBPyConnection, asked: str) -> str:
    """Return the id of the one article that *asked* means; where there are several, list them."""
    from flows.show_article import LISTED, NoSuchArticle, find_articles
    from flows.show_terminal import print_candidates
    from tasks.text.addresses import canonical_address

    found = find_articles(connection, asked, canonical=canonical_address(asked))
    if not found:
        raise NoSuchArticle(f"no article has this id, this address or these words in its title: {asked}")
    if len(found) > 1:
        print_candidates(found[:LISTED])
        count = f"{len(found)}" if len(found) <= LISTED else f"more than {LISTED}"
        raise NoSuchArticle(f"{count} articles match “{asked}”: ask for one by its id, or with more words")
    return found[0].article_id


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
