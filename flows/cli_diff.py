"""``newsmill diff``: what changed between two wordings of an article, on the terminal or as a page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli_guard import options_of
from flows.console import open_console, printable, say
from flows.reading import published

if TYPE_CHECKING:
    from rich.text import Text

    from flows.diff_texts import Comparison, Piece, Shown

_LINE = 100  # columns where there is no terminal to say how many


def diff(
    context: typer.Context,
    article: Annotated[
        list[str],
        typer.Argument(
            metavar="ARTICLE", help="An article_id or its beginning, an address, or words of a title."
        ),
    ],
    first: Annotated[
        int | None, typer.Option("--from", min=1, help="Number of the version before.", show_default="1")
    ] = None,
    last: Annotated[
        int | None,
        typer.Option("--to", min=1, help="Number of the version after.", show_default="the newest"),
    ] = None,
    page: Annotated[
        Path | None, typer.Option("--html", help="Write a page that shows the whole text.", metavar="FILE")
    ] = None,
) -> None:
    """Show what changed in an article: headline, sentences, numbers and names, and notes that say so."""
    from flows.diff_page import render_diff
    from flows.diff_texts import count_versions, read_comparison
    from flows.find_article import find_article
    from flows.reportpage import write_page
    from tasks.settings import load_settings

    settings = load_settings(options_of(context).home)
    with published(settings) as connection:
        article_id = find_article(connection, " ".join(article))
        versions = count_versions(connection, article_id)
        if versions == 1 and first is None and last is None and page is None:
            say(f"{article_id} has one wording so far: nothing changed.")
            return
        comparison = read_comparison(connection, article_id, first or 1, last or versions)
    if page is not None:
        write_page(render_diff(comparison), page)
        say(f"The page: {page}")
    else:
        print_diff(comparison)


def print_diff(comparison: Comparison) -> None:
    """Print *comparison* on standard output, in colour where that is wanted."""
    from flows.diff_texts import cut_passage

    console = open_console(sys.stdout)
    if not console.is_terminal:
        console.width = min(console.width, _LINE)
    is_coloured = console.is_terminal and console.color_system is not None and not console.no_color
    for line in _head(comparison):
        console.print(printable(line), soft_wrap=True)
    for passage in comparison.edit.passages:
        sign = {"added": "+", "removed": "-", "altered": "~"}[passage.change]
        kind = "" if passage.kind == "body" else f"[{passage.kind.replace('_', ' ')}] "
        console.print()
        is_plain = not is_coloured and passage.change == "altered"
        console.print(
            _marked(f"{sign} {kind}", cut_passage(passage), is_coloured=is_coloured, is_fenced=is_plain)
        )


def _head(comparison: Comparison) -> list[str]:
    from flows.diff_texts import changed_pairs

    title = comparison.after.told.title or comparison.before.told.title or "(no headline)"
    kinds = ", ".join(kind.replace("_", " ") for kind in comparison.edit.kinds)
    lines = [
        title,
        f"{comparison.source}  {comparison.url or ''}".rstrip(),
        f"from {_version(comparison.before)}",
        f"to   {_version(comparison.after)}, of {comparison.versions}",
        f"changed: {kinds or 'nothing that counts'}",
    ]
    for name in ("numbers", "names"):
        pairs = [f"{gone or '–'} → {come or '–'}" for gone, come in changed_pairs(comparison.edit, name)]
        if pairs:
            lines.append(f"{name}: {'; '.join(pairs)}")
    return lines


def _version(shown: Shown) -> str:
    from flows.diff_texts import describe_after

    after = describe_after(shown.after_published_s)
    return f"version {shown.version}: {shown.at:%Y-%m-%d %H:%M} UTC{', ' + after if after else ''}"


def _marked(sign: str, pieces: tuple[Piece, ...], *, is_coloured: bool, is_fenced: bool) -> Text:
    """Return *pieces* after *sign*: in colour, or what is gone in ``[-…-]`` and what came in ``{+…+}``."""
    from rich.text import Text

    from flows.diff_texts import Mark

    styles = {Mark.SAME: "", Mark.GONE: "red strike", Mark.COME: "bold green"}
    fences = {Mark.SAME: ("", ""), Mark.GONE: ("[-", "-]"), Mark.COME: ("{+", "+}")}
    text = Text(sign, style="")
    for piece in pieces:
        before, after = fences[piece.mark] if is_fenced else ("", "")
        shown = f"{before}{printable(piece.text)}{after}"
        text.append(shown, style=styles[piece.mark] if is_coloured else "")
    return text
