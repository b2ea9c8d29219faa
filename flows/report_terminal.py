"""The report on a terminal: the same figures as the page, in the width there is."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from flows.console import open_console, plain_table
from flows.report_figures import Day, Figures, Ranked
from flows.reportpage import describe_span, fill_days

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_STEPS = "▁▂▃▄▅▆▇█"
_PLAIN_STEPS = ".:-=+*#@"  # for a charset without blocks
_SIDE_BY_SIDE = 96  # columns that three rankings need
_LINE = 78  # readable, and what is assumed where there is no terminal
_SAYINGS = 6


def print_figures(figures: Figures) -> None:
    """Print *figures* on standard output."""
    console = open_console(sys.stdout)
    if not console.is_terminal:
        console.width = min(console.width, _LINE + 22)
    if not figures.article_count:
        console.print("Nothing is stored yet: `newsmill ingest PATH` reads articles.")
        return
    console.print(f"Newsmill, articles {describe_span(figures)}", style="bold")
    counts = (
        (figures.article_count, "articles"),
        (figures.source_count, "sources"),
        (figures.language_count, "languages"),
        (figures.mention_count, "names"),
        (figures.quote_count, "quotes"),
    )
    console.print(" · ".join(f"{count:,} {name}" for count, name in counts))
    _print_volume(console, figures)
    _print_day(console, figures.day)
    rankings = [
        ("People", figures.people),
        ("Organisations", figures.organisations),
        ("Places", figures.places),
    ]
    _print_rankings(console, rankings)
    _print_sayings(console, figures)
    _print_timeline(console, figures)
    _print_rankings(
        console,
        [("Wire agencies", figures.agencies), ("Sources", figures.sources), ("Languages", figures.languages)],
    )
    _print_pairs(console, "Short forms", ((entry.name, entry.note) for entry in figures.acronyms))
    _print_pairs(console, "Agreements and laws", ((entry.name, entry.note) for entry in figures.agreements))
    _print_pairs(console, "Sums of money", ((entry.name, entry.note) for entry in figures.amounts))
    _print_edits(console, figures)
    _print_quarantine(console, figures)


def sparkline(counts: Sequence[int], width: int, steps: str = _STEPS) -> str:
    """Return *counts* as a line of blocks no longer than *width*; zero is a space.

    >>> sparkline([1, 0, 4, 8], width=10)
    '▁ ▄█'
    """
    per_block = -(-len(counts) // width) or 1
    blocks = [sum(counts[at : at + per_block]) for at in range(0, len(counts), per_block)]
    highest = max(blocks, default=0)
    return "".join(steps[-(-count * len(steps) // highest) - 1] if count else " " for count in blocks)


def _print_volume(console: Console, figures: Figures) -> None:
    days = fill_days(figures.days)
    if len(days) < 2:
        return
    steps = _STEPS if (console.encoding or "").startswith("utf") else _PLAIN_STEPS
    line = sparkline([count for _, count in days], min(console.width - 16, _LINE), steps)
    console.print()
    console.print(f"{_short(days[0][0])} {line} {_short(days[-1][0])}", no_wrap=True, overflow="crop")


def _print_day(console: Console, day: Day | None) -> None:
    """Print what the newest day brought, and what is rising, copied, changed or quiet on it."""
    if day is None:
        return
    console.print(f"\n{day.on:%A}, {_short(day.on)}: {day.article_count:,} articles", style="bold")
    _print_pairs(
        console,
        "Rising names",
        ((one.name, f"{one.recent_count} articles, {one.past_count} before") for one in day.rising),
    )
    _print_pairs(
        console,
        "Most copied stories",
        ((f"{one.article_count} articles", one.title or "no title") for one in day.copied),
    )
    _print_pairs(
        console,
        "Silent edits",
        ((one.source, f"{before} → {after}") for one in day.silent for before, after in one.passages[:1]),
    )
    _print_pairs(
        console,
        "Sources that went quiet",
        (
            (one.source, one.trouble or f"{one.silent_days} days, {one.longest_pause} at most before")
            for one in day.quiet
        ),
    )


def _print_rankings(console: Console, rankings: Sequence[tuple[str, Sequence[Ranked]]]) -> None:
    from rich.columns import Columns
    from rich.table import Table

    tables = [_ranking(title, entries) for title, entries in rankings if entries]
    if not tables:
        return
    console.print()
    if console.width < _SIDE_BY_SIDE:
        console.print(Columns(tables, padding=(0, 3)))
        return
    grid = Table.grid(padding=(0, 3), expand=False)
    grid.add_row(*tables)
    console.print(grid)


def _ranking(title: str, entries: Iterable[Ranked]) -> Table:
    from rich.text import Text

    table = plain_table([title, ""], right=[""])
    for entry in entries:
        note = f" {entry.note}" if entry.note else ""
        table.add_row(Text.assemble(entry.name, (note, "dim")), f"{entry.count:,}")
    return table


def _print_sayings(console: Console, figures: Figures) -> None:
    from rich.padding import Padding
    from rich.text import Text

    if not figures.sayings:
        return
    console.print("\nWho said what", style="bold")
    for saying in figures.sayings[:_SAYINGS]:
        console.print(Padding(Text(saying.text, style="italic"), (0, 0, 0, 2)))
        day = f", {_short(saying.published_on)}" if saying.published_on else ""
        console.print(
            Padding(Text.assemble((saying.speaker, "bold"), (f", {saying.source}{day}", "dim")), (0, 0, 0, 4))
        )


def _print_timeline(console: Console, figures: Figures) -> None:
    _print_pairs(
        console, "Days the news speaks of", ((str(note.on), note.sentence) for note in figures.timeline)
    )


def _print_pairs(console: Console, title: str, pairs: Iterable[tuple[str, str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    for name, text in pairs:
        grid.add_row(Text(f"  {name}"), Text(text, style="dim"))
    if grid.row_count:
        console.print(f"\n{title}", style="bold")
        console.print(grid)


def _print_edits(console: Console, figures: Figures) -> None:
    edits = (
        (
            edit.source,
            f"{edit.before} → {edit.after}" if edit.before != edit.after else f"{edit.after} (text)",
        )
        for edit in figures.edits
    )
    _print_pairs(console, "Edited since first seen", edits)


def _print_quarantine(console: Console, figures: Figures) -> None:
    if not figures.waiting:
        console.print("\nNothing waits in quarantine.", style="dim")
        return
    _print_pairs(
        console,
        "Quarantine",
        ((entry.reason, f"{entry.locator}: {entry.detail}") for entry in figures.waiting),
    )


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"
