"""Each figure of the report as a file: CSV for a spreadsheet, SVG where it is a chart.

No PNG: that takes a library of some ten megabytes or a browser, and whatever takes a picture takes SVG too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.charts import standalone
from flows.cli_results import csv_line
from flows.markup import day_in_words
from flows.reading import published
from flows.report_figures import Day, Figures
from flows.report_queries import read_figures
from flows.reportpage import fill_days, render_page, write_page
from tasks.model.errors import ConfigError

if TYPE_CHECKING:
    from tasks.settings import Settings

_RANKINGS = (
    "people",
    "organisations",
    "places",
    "agencies",
    "acronyms",
    "agreements",
    "amounts",
    "languages",
    "sources",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A figure as a table."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A report as it was written."""

    figures: Figures
    page: Path
    files: tuple[Path, ...]


def write_report(
    settings: Settings,
    *,
    now: datetime,
    day: date | None = None,
    target: Path | None = None,
    figures_to: Path | None = None,
) -> Written:
    """Write the report of *day* to *target*, and its figures into *figures_to* where that is given.

    The clock of *settings* counts where they set one. Without a target the page is ``reports/index.html``
    of the home. Raises :class:`ConfigError` where there is nothing to read or a file cannot be written.
    """
    moment = settings.now or now
    with published(settings) as connection:
        figures = read_figures(connection, now=moment, day=day)
    page = target or settings.reports / "index.html"
    try:
        write_page(render_page(figures, made_at=moment), page)
        files = write_figures(figures, figures_to) if figures_to else ()
    except OSError as error:
        raise ConfigError(f"{error.filename or page} cannot be written: {error.strerror or error}") from error
    return Written(figures=figures, page=page, files=files)


def write_figures(figures: Figures, folder: Path) -> tuple[Path, ...]:
    """Write the figures as CSV and SVG into *folder*; return the files."""
    written = []
    for sheet in sheets(figures):
        written.append(folder / f"{sheet.name}.csv")
        write_page(as_csv(sheet), written[-1])
    for name, picture in pictures(figures):
        written.append(folder / f"{name}.svg")
        write_page(picture, written[-1])
    return tuple(written)


def as_csv(sheet: Sheet) -> str:
    """Return *sheet* as CSV in which no cell is a formula.

    >>> as_csv(Sheet(name="people", columns=("name", "count"), rows=[("=1+1", 2)]))
    "name,count\\n'=1+1,2\\n"
    """
    return "".join(csv_line(row) for row in (sheet.columns, *sheet.rows))


def sheets(figures: Figures) -> Iterator[Sheet]:
    """Yield the figures as tables."""
    yield Sheet(name="articles_by_day", columns=("day", "article_count"), rows=fill_days(figures.days))
    for name in _RANKINGS:
        rows = [(entry.name, entry.count, entry.note) for entry in getattr(figures, name)]
        yield Sheet(name=name, columns=("name", "article_count", "note"), rows=rows)
    yield Sheet(
        name="who_said_what",
        columns=("speaker", "text", "source", "published_on", "title"),
        rows=[(one.speaker, one.text, one.source, one.published_on, one.title) for one in figures.sayings],
    )
    if figures.day is not None:
        yield from _day_sheets(figures.day)


def _day_sheets(day: Day) -> Iterator[Sheet]:
    yield Sheet(
        name="rising_names",
        columns=("name", "kind", "recent_count", "past_count", "expected"),
        rows=[
            (one.name, one.kind, one.recent_count, one.past_count, round(one.expected, 2))
            for one in day.rising
        ],
    )
    yield Sheet(
        name="copied_stories",
        columns=("story_id", "title", "first_source", "source", "hours_after"),
        rows=[
            (one.story_id, one.title, one.first_source, source, None if hours is None else round(hours, 2))
            for one in day.copied
            for source, hours in one.copies
        ],
    )
    yield Sheet(
        name="silent_edits",
        columns=("article_id", "version", "source", "title", "before", "after"),
        rows=[
            (one.article_id, one.version, one.source, one.title, before, after)
            for one in day.silent
            for before, after in one.passages
        ],
    )
    yield Sheet(
        name="quiet_sources",
        columns=("source", "last_on", "silent_days", "longest_pause", "trouble"),
        rows=[
            (one.source, one.last_on, one.silent_days, one.longest_pause, one.trouble) for one in day.quiet
        ],
    )


def pictures(figures: Figures) -> Iterator[tuple[str, str]]:
    """Yield the charts as SVG, each with the name of its table."""
    days = fill_days(figures.days)
    if days:
        counts = [count for _, count in days]
        axis = (day_in_words(days[0][0]), day_in_words(days[-1][0]))
        highest = f"Articles, at most {max(counts):,}"
        yield "articles_by_day", standalone(highest, [("", counts)], now=0, axis=axis)
    day = figures.day
    if day is not None and day.rising:
        rows = [(one.name, one.by_day) for one in day.rising]
        axis = ("five weeks before", day_in_words(day.on))
        yield "rising_names", standalone("Rising names, articles a day", rows, now=7, axis=axis)
    if day is not None and any(one.by_day for one in day.quiet):
        rows = [(one.source, one.by_day) for one in day.quiet if one.by_day]
        axis = ("eight weeks before", day_in_words(day.on))
        yield "quiet_sources", standalone("Sources that went quiet, articles a day", rows, now=0, axis=axis)
