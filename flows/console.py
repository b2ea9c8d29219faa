"""What people see: sentences, tables and a progress line. All of it on standard error, or where told.

``rich`` is imported inside the functions, because ``newsmill --help`` should not wait for it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from tasks.model.records import Counts, RunReport

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.table import Table

    from tasks.ledger import Progress as Far

OUTCOMES = ("new", "updated", "unchanged", "duplicate", "rejected")
WIDE = 10_000  # columns given to a table that goes into a file or a pipe: nothing is wrapped or cut
_CONTROLS = {
    **dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), "\N{REPLACEMENT CHARACTER}"),
    **dict.fromkeys(
        (*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\N{ZERO WIDTH SPACE}"
    ),  # turn lines round
}
_SOURCES_SHOWN = 20  # in a ledger; all of them are in mart.run_ledger_by_source
_PLAIN_LINE_EVERY = 5.0  # seconds between two progress lines where there is no terminal


def prepare_streams() -> None:
    """Let no character end a command: what the terminal's charset lacks is shown as a question mark."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and not _is_utf8(stream):
            reconfigure(errors="replace")


def open_console(stream: TextIO | None = None) -> Console:
    """Return a console on *stream* (standard error unless given), as wide as its terminal.

    Brackets and colons in what is printed are just that: no markup, no emoji codes. Where there is no
    terminal, lines are as long as they are: nobody wants a log wrapped at 80.
    """
    from rich.console import Console

    target = stream or sys.stderr
    width = None if target.isatty() or "COLUMNS" in os.environ else WIDE
    return Console(file=target, width=width, highlight=False, markup=False, emoji=False)


def printable(text: str) -> str:
    r"""Return *text*, as long as it was, without what would command the terminal or turn its lines round.

    >>> printable("red \x1b[31m alert")
    'red \ufffd[31m alert'
    """
    return text.translate(_CONTROLS)


def say(text: str) -> None:
    """Print one line for people."""
    open_console().print(text, soft_wrap=True)


def say_error(text: str) -> None:
    """Print ``error:`` in red and *text* as it stands, a caret under a query included."""
    from rich.text import Text

    open_console().print(Text.assemble(("error: ", "bold red"), printable(text)), soft_wrap=True)


def say_note(text: str) -> None:
    """Print *text* as a note: something to know, and nothing to mend."""
    from rich.text import Text

    open_console().print(Text.assemble(("note: ", "bold yellow"), text))


def plain_table(headings: Iterable[str], *, right: Iterable[str] = (), title: str | None = None) -> Table:
    """Return an empty table with *headings*; columns named in *right* are set to the right."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False)
    numbers = set(right)
    for heading in headings:
        table.add_column(heading, justify="right" if heading in numbers else "left", overflow="fold")
    return table


def describe_counts(counts: Counts) -> str:
    """Return the ledger's equation for *counts*.

    >>> describe_counts(Counts(read=12_000, new=11_990, rejected=10))
    '12,000 read = 11,990 new + 0 updated + 0 unchanged + 0 duplicate + 10 rejected'
    """
    parts = [f"{getattr(counts, outcome):,} {outcome}" for outcome in OUTCOMES]
    if counts.spooled:
        parts.append(f"{counts.spooled:,} spooled")
    return f"{counts.read:,} read = {' + '.join(parts)}"


def ledger_table(report: RunReport) -> Table:
    """Return the ledger of *report*: one line a source, and their sum where there are several."""
    columns = ["read", *OUTCOMES, *(["spooled"] if report.total.spooled else [])]
    table = plain_table(["source", *columns], right=columns)
    ordered = sorted(report.sources.items(), key=lambda entry: (-entry[1].read, entry[0]))
    rest = sum((counts for _, counts in ordered[_SOURCES_SHOWN:]), Counts())
    for name, counts in ordered[:_SOURCES_SHOWN]:
        table.add_row(name, *(f"{getattr(counts, column):,}" for column in columns))
    if rest.read:
        others = f"{len(ordered) - _SOURCES_SHOWN:,} more"
        table.add_row(others, *(f"{getattr(rest, column):,}" for column in columns), style="dim")
    if len(report.sources) > 1:
        table.add_section()
        table.add_row("all", *(f"{getattr(report.total, column):,}" for column in columns), style="bold")
    return table


def show_ledger(report: RunReport) -> None:
    """Print how the run of *report* ended: the ledger, the reasons, the time it took."""
    from rich.text import Text

    console = open_console()
    colour = {"completed": "green", "degraded": "yellow"}.get(report.status, "red")
    seconds = max(0.0, (report.ended_at - report.started_at).total_seconds())
    rate = f", {report.total.read / seconds:,.0f} documents a second" if seconds > 1 else ""
    console.print(Text.assemble((str(report.status), f"bold {colour}"), f" in {seconds:,.1f} s{rate}"))
    if report.message:
        console.print(report.message)
    if len(report.sources) > 1 and console.width >= 72:
        console.print(ledger_table(report))
    console.print(describe_counts(report.total))
    for reason, count in sorted(report.rejected_by.items(), key=lambda entry: (-entry[1], entry[0])):
        console.print(f"  rejected: {count:,} {reason}")


def show_commands(heading: str, commands: Sequence[tuple[str, str]]) -> None:
    """Print *commands*, each with what it is for."""
    from rich.text import Text

    console = open_console()
    console.print(heading, style="bold")
    for command, purpose in commands:
        console.print(Text.assemble("  ", (command, "cyan"), ("   # " + purpose, "dim")), soft_wrap=True)


class Progress(AbstractContextManager["Progress"]):
    """A line that says how far a run is: a live one on a terminal, one every few seconds elsewhere."""

    def __init__(self, *, verb: str = "read", clock: Callable[[], float] = time.monotonic) -> None:
        self._verb = verb
        self._clock = clock
        self._told_at = clock()
        self._bar: Bar | None = None

    def __enter__(self) -> Progress:
        console = open_console()
        if console.is_terminal:
            from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
            from rich.progress import Progress as Bar

            self._bar = Bar(
                SpinnerColumn(),
                BarColumn(bar_width=20),
                TextColumn("{task.description}", markup=False),
                TimeElapsedColumn(),
                console=console,
                transient=True,
            )
            self._bar.add_task("starting", total=None)
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, far: Far) -> None:
        """Show how *far* the run is."""
        text = f"{self._verb} {far.read:,}, loaded {far.loaded:,} ({far.rate:,.0f}/s)"
        if far.rejected:
            text += f", rejected {far.rejected:,}"
        if far.where:
            text += f"  {far.where}"
        now = self._clock()
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], description=text)
        elif now - self._told_at >= _PLAIN_LINE_EVERY:
            self._told_at = now
            say(text)


def _is_utf8(stream: TextIO) -> bool:
    return (stream.encoding or "").lower().replace("-", "").startswith("utf")
