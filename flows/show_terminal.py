"""An article with its facts on a terminal: marked in the text by colour, or by brackets, and listed below."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from flows.console import open_console, printable
from flows.show_article import ShownArticle, ShownFact
from flows.show_marks import cut_text, in_part, paragraphs
from flows.show_reasons import describe_confidence, describe_rule
from flows.show_times import describe_published, describe_version
from flows.show_values import family_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_LINE = 100  # columns where there is no terminal to say how many
_QUOTED = 160  # characters of a fact's text in the list
_STYLES = {
    "who": "bold cyan",
    "body": "bold magenta",
    "place": "green",
    "said": "italic",
    "when": "yellow",
    "amount": "blue",
    "about": "dim",
    "thing": "underline",
}


def print_article(article: ShownArticle) -> None:
    """Print *article* on standard output, as wide as the terminal."""
    console = open_console(sys.stdout)
    if not console.is_terminal:
        console.width = min(console.width, _LINE)
    is_coloured = console.color_system is not None and not console.no_color
    _print_head(console, article, is_coloured)
    for start, text, facts in paragraphs(article.body, in_part(article.facts, "body")):
        console.print()
        console.print(mark(text, facts, start=start, is_coloured=is_coloured))
    if article.credit_line:
        console.print()
        credited = in_part(article.facts, "credit_line")
        console.print(mark(article.credit_line, credited, is_coloured=is_coloured))
    _print_facts(console, article.facts, is_coloured)


def mark(text: str, facts: Iterable[ShownFact], *, start: int = 0, is_coloured: bool) -> Text:
    """Return *text* with its facts: in the colour of their kind, or in brackets; each ends in its number.

    >>> fact = ShownFact(number=7, kind="person", text="Feld", value="", part="body", spans=((3, 7),),
    ...                  rule="r", rule_version=1, confidence=1.0, is_marked=True)
    >>> mark("As Feld said.", [fact], is_coloured=False).plain
    'As [Feld]7 said.'
    """
    from rich.text import Text

    marked = Text(overflow="fold")
    for piece in cut_text(printable(text), facts, start=start):
        if not is_coloured:
            marked.append("[" * piece.opened)
        style = " ".join(_STYLES[family_of(fact.kind)] for fact in piece.over) if is_coloured else ""
        marked.append(piece.text, style=_last_colour(style))
        if piece.closes:
            numbers = ",".join(str(fact.number) for fact in piece.closes)
            marked.append(numbers if is_coloured else f"{']' * piece.closed}{numbers}", style="dim")
    return marked


def _last_colour(style: str) -> str:
    """Return *style* as rich takes it: of several colours the last, which is that of the innermost mark."""
    words = style.split()
    plain = [word for word in words if word in ("bold", "italic", "dim", "underline")]
    colours = [word for word in words if word not in ("bold", "italic", "dim", "underline")]
    return " ".join([*dict.fromkeys(plain), *colours[-1:]])


def _print_head(console: Console, article: ShownArticle, is_coloured: bool) -> None:
    from rich.text import Text

    if article.kicker:
        console.print(
            mark(article.kicker, in_part(article.facts, "kicker"), is_coloured=is_coloured), style="dim"
        )
    title = in_part(article.facts, "title")
    console.print(
        mark(article.title or "(no title)", title if article.title else (), is_coloured=is_coloured),
        style="bold",
    )
    if article.standfirst:
        console.print(Text(printable(article.standfirst)))
    by = f"by {', '.join(article.authors)}" if article.authors else "no byline"
    lines = [f"{by}, in {article.source}", describe_published(article), describe_version(article)]
    lines += [article.url or article.canonical_url or "", f"id {article.article_id}"]
    for line in filter(None, lines):
        console.print(Text(printable(line), style="dim", overflow="fold"))


def _print_facts(console: Console, facts: Sequence[ShownFact], is_coloured: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    console.print()
    if not facts:
        console.print("No fact is stated about it.")
        return
    console.print(f"{len(facts):,} {'fact' if len(facts) == 1 else 'facts'}", style="bold")
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", style="dim", no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for fact in facts:
        style = _STYLES[family_of(fact.kind)] if is_coloured else ""
        says = Text.assemble(_shorten(fact.text), *([f" = {printable(fact.value)}"] if fact.value else []))
        says.append(f"\n{why(fact)}", style="dim")
        grid.add_row(str(fact.number), Text(printable(fact.kind), style=style), says)
    console.print(grid)


def why(fact: ShownFact) -> str:
    """Return why *fact* is believed: what its rule looked at, how sure it is, and its name."""
    rule = f"{fact.rule} v{fact.rule_version}"
    return printable(f"{describe_rule(fact.rule)} ({describe_confidence(fact.confidence)}; {rule})")


def _shorten(text: str) -> str:
    line = " ".join(printable(text).split())
    return line if len(line) <= _QUOTED else line[: _QUOTED - 1] + "…"
